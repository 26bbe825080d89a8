"""French agreement of a noun and the adjective behind it.

One module: what an adjective may describe is one question. A rule fires only where the lexicon leaves no reading that
agrees, and the neighbours leave no other analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import AUXILIARY
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import (
    CLITIC,
    COLLECTIVE,
    FIXED,
    JOINING,
    as_noun,
    could_own,
    hit,
    kinds,
    nominal,
    share_form,
    some_fits,
    text_glue,
)
from checker.languages.fr.lexicon import Trigger, WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

_SINGULAR_ARTICLES = {"le", "la", "un", "une", "ce", "cette", "son", "sa", "notre", "votre"}
# Before an article, these tie the noun to one before it, which an adjective may describe.
_OWNERS = {"de", "à", "et", "ou", "ni", "que", "comme", "tout", "toute", "pour", "par", "sur"}
_SEVERAL = {"et", "ou", "ni", ",", "/", "&", "comme", "avec"}
# Words that begin a noun phrase as a determiner does.
_BEGINNING = {"de", "d'", "l'", "en"}
_DEGREE = WordList("agreement.degree")
# Before an adjective that they grade: « les plus forts ».
_THE, _MORE = {"le", "la", "les"}, {"plus", "moins"}
_GRADING = _DEGREE | _THE
_FINDING = {"trouver", "laisser", "rendre", "garder", "maintenir", "juger", "estimer", "croire"}
"""Verbs that say how their object is (dictionary forms)."""
_MEASURED = {"fois", "an", "ans", "jour", "jours", "heure", "heures", "mois", "part"}
"""Nouns that measure how much more: « trois fois plus cher », « deux ans plus jeune »."""
_WELL = {"bien", "mal", "souvent", "toujours", "déjà", "parfois", "encore"}
_ADDING = {"plus", "moins", "peu"}
_ENDS = {".", "!", "?", ";"}
_NEAR = 12
"""Words before a complement among which the noun stands that it belongs to."""
# Participles that stand like prepositions: vu, excepté.
PREPOSITIONAL = WordList("openings.prepositional")
_NOUN = Trigger(kinds="N")


@dataclass(frozen=True, slots=True)
class _Described:
    """A noun at items[at], and the adjective behind it, at items[to], that contradicts it."""

    items: tuple[Word, ...]
    at: int
    to: int

    @property
    def noun(self) -> Word:
        return self.items[self.at]

    @property
    def adjective(self) -> Word:
        return self.items[self.to]

    @property
    def after(self) -> Word | None:
        return self.items[self.to + 1] if self.to + 1 < len(self.items) else None

    @property
    def plural(self) -> bool:
        """Whether the adjective can only be a plural."""
        return all(reading.tag[2] == "p" for reading in nominal(self.adjective))

    @property
    def start(self) -> int:
        """Index of the first item of the stretch without strong punctuation."""
        at = self.at
        while at > 0 and not (
            self.items[at - 1].shape == "mark" and self.items[at - 1].form not in "'’%-"
        ):
            at -= 1
        return at

    @property
    def earlier(self) -> tuple[Word, ...]:
        """The words of that stretch before the noun."""
        return self.items[self.start : self.at]


adjective_may_differ = Exceptions[_Described]("FLU202")


@adjective_may_differ.when("les pires craintes")
def _adjective_comes_first(it: _Described) -> bool:
    first = [reading for reading in it.noun.readings if reading.kind == "A"]
    return share_form(first, as_noun(it.adjective))


@adjective_may_differ.when("des recherches utilisateur")
def _noun_beside_a_noun(it: _Described) -> bool:
    form = it.adjective.form
    return (form == "client" or form.endswith(("eur", "eurs"))) and it.adjective.any("N")


@adjective_may_differ.when("les ayants droit")
def _fixed_adjective(it: _Described) -> bool:
    return it.adjective.form in FIXED


@adjective_may_differ.when("Une fois arrivés")
def _noun_of_time_or_of_many(it: _Described) -> bool:
    return it.noun.form in COLLECTIVE or it.noun.form in ("fois", "abord", "fin")


@adjective_may_differ.when("Une foule de partisans heureuse")
def _describes_an_earlier_word(it: _Described) -> bool:
    if _found_so(it):
        return False
    earlier = it.earlier
    if earlier and earlier[-1].form == "en":
        earlier = earlier[:-1]  # « en termes »: no pronoun
    return any(could_own(word, it.adjective) for word in earlier)


def _found_so(it: _Described) -> bool:
    """Whether a verb finds or leaves the noun like that: « j'ai trouvé la porte ouvert », not « la mort écrasé »."""
    if it.at < 2 or it.items[it.at - 1].form not in determiners() or it.noun.form == "mort":
        return False
    verb = it.items[it.at - 2]
    return verb.any("VPI") and not verb.lemmas.isdisjoint(_FINDING) and not verb.any("N")


@adjective_may_differ.when("Zones de stockage, de production ou de services fermées")
def _describes_a_word_before_a_comma(it: _Described) -> bool:
    complement = it.at > 0 and it.items[it.at - 1].form in (
        "de",
        "d'",
        "du",
        "des",
        "son",
        "leur",
        "leurs",
    )
    before = _outside_quotations(it.items[: it.start])
    return complement and any(could_own(word, it.adjective) for word in before)


@adjective_may_differ.when("Pendant cette période seuls les intérêts")
def _belongs_to_the_next_subject(it: _Described) -> bool:
    return (
        it.adjective.form in ("seul", "seule", "seuls", "seules")
        and it.after is not None
        and it.after.form in determiners()
    )


@adjective_may_differ.when("La mère et la fille contentes")
def _describes_several_nouns(it: _Described) -> bool:
    joined = it.start > 0 or any(word.form in JOINING for word in it.earlier)
    if not it.plural or not joined:
        return False
    before = it.items[: it.at]
    nouns = any(word.any("NR") or word.capital for word in before)
    linked = any(word.form in _SEVERAL for word in before)
    singular_noun = all(reading.tag[2] != "p" for reading in as_noun(it.noun))
    masculine = any(reading.tag[1] != "f" for reading in nominal(it.adjective))
    return nouns and linked and (singular_noun or masculine)


@adjective_may_differ.when("Les cultures italienne et allemande")
def _one_of_several_adjectives(it: _Described) -> bool:
    graded = it.to > it.at + 1
    return it.after is not None and not (it.plural or graded) and it.after.form in (",", "et", "ou")


@adjective_may_differ.when("Les partisans nouvelle génération")
def _describes_what_follows(it: _Described) -> bool:
    after = it.after
    if after is None or after.shape != "word" or after.form in AUXILIARY:
        return False
    theirs = [reading for reading in after.readings if reading.kind in "NA"]
    return share_form(theirs, nominal(it.adjective))


@adjective_may_differ.when("Les personnes concerné(e)s")
def _part_of_an_inclusive_form(it: _Described) -> bool:
    return text_glue(it.noun, it.adjective) or (
        it.after is not None and text_glue(it.adjective, it.after)
    )


def _outside_quotations(items: Sequence[Word]) -> Iterator[Word]:
    """The words that do not stand in « » which are closed again: nothing behind a quotation describes what is in it."""
    opened: list[Word] = []
    for word in items:
        if word.form == "«":
            yield from opened
            opened = [word]
        elif word.form == "»":
            opened = []
        elif opened:
            opened.append(word)
        else:
            yield word
    yield from opened


def adjective_clashes(text: str) -> frozenset[int]:
    """Where the adjectives stand that `adjective-agreement` reports."""
    return frozenset(adjective.start for _noun, adjective in _adjective_clashes(text))


def _adjective_clashes(text: str) -> Iterator[tuple[Word, Word]]:
    items = words(text)
    for at in items.at(_NOUN, before=1, behind=1):
        then = items[at + 1]
        if at > 1 and then.form not in _GRADING and not then.any("AP"):
            continue
        to = _behind_degree(items, at + 1)
        if to < len(items) and _adjective_clash(items, at, to):
            yield items[at], items[to]
        elif at == 1 and (inserted := _inserted_participle(items)) is not None:
            yield items[at], items[inserted]
        elif _complement_clash(items, at):
            yield items[at], items[at + 1]
        else:
            second = _second_adjective(items, at)
            if second is not None:
                yield items[at], items[second]


def _inserted_participle(items: tuple[Word, ...]) -> int | None:
    """A participle behind the noun that begins a sentence, and a comma: « Cette théorie, longtemps contesté, est »."""
    at = 3 + (len(items) > 6 and items[3].only("B"))
    if at + 2 >= len(items) or items[2].form != "," or items[0].form not in determiners():
        return None
    noun, word = items[1], items[at]
    if kinds(noun) != {"N"} or noun.capital or noun.form in COLLECTIVE or word.capital:
        return None
    ends = items[at + 1].form == "," or items[at + 1].form == "par"
    if not ends or not word.any("P") or not word.only("AP") or word.form in PREPOSITIONAL:
        return None
    return at if _contradicts(noun, word, *determiners()[items[0].form]) else None


def _behind_degree(items: tuple[Word, ...], at: int) -> int:
    """Index of the word that « très », « assez » or « les plus » at `at` grade; `at` where nothing is graded."""
    if at + 1 < len(items) and items[at].form in _THE and items[at + 1].form in _MORE:
        return at + 2
    return at + 1 if items[at].form in _DEGREE else at


@check(
    "FLU202",
    "adjective-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def adjective_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adjective or participle agrees neither with the noun before it nor with any other word it could describe.

    What it does: looks at a noun followed by an adjective or participle; reports the adjective when none of its
    readings agrees with that noun and no earlier word of the clause could be what it describes.

    Why it matters: the reader stumbles, and cannot tell what the adjective belongs to.

    Example: « les étudiants inscrites ».

    What to do: make the adjective agree, and check that it is the right word.
    """
    for case in cases:
        for noun, adjective in _adjective_clashes(case.text):
            yield hit(
                case,
                noun,
                adjective,
                _("“{adjective}” does not agree with “{noun}”.").format(
                    adjective=adjective.form, noun=noun.form
                ),
            )


def _adjective_clash(items: tuple[Word, ...], at: int, to: int) -> bool:
    """Whether items[at] is surely a noun, and items[to] an adjective behind it that contradicts it.

    One function: its guards, read one after the other.
    """
    before, noun, adjective = items[at - 1], items[at], items[to]
    if noun.shape != "word" or adjective.shape != "word" or noun.capital or adjective.capital:
        return False
    sure = "NAV" if _is_article(items, at - 1) else "NA"
    if not kinds(noun).issubset(sure) or not noun.any("N"):
        return False
    wanted = "APNG" if _ends_here(items, to) or to > at + 1 else "APN"
    if not kinds(adjective).issubset(wanted) or not adjective.any("AP" if to == at + 1 else "A"):
        return False
    if to + 1 < len(items) and items[to + 1].shape == "clitic":
        return False  # « à quelle fréquence nourris-tu »
    if to > at + 1 and (noun.form in _MEASURED or _step_by_step(items, at)):
        return False
    if items[to - 1].form in _ADDING and adjective.any("N"):
        return False  # « deux nuits plus dîner »
    if before.form not in determiners() and before.form not in _BEGINNING and not before.any("A"):
        return False
    shown = determiners().get(before.form, ("e", "i"))
    return _contradicts(noun, adjective, *shown) and not adjective_may_differ(
        _Described(items, at, to)
    )


def _is_article(items: tuple[Word, ...], at: int) -> bool:
    """Whether a determiner is no pronoun before a verb: « dans la porte », « trouvé la porte »."""
    if items[at].form not in determiners():
        return False
    left = items[at - 1] if at else None
    governing = left is not None and (left.only("EI") or (left.any("P") and left.only("AP")))
    return items[at].form not in CLITIC or governing


def _step_by_step(items: tuple[Word, ...], at: int) -> bool:
    """Whether the noun at `at` is said twice: « d'instant en instant plus épaisse »."""
    return at > 1 and items[at - 1].form == "en" and items[at - 2].form == items[at].form


def _ends_here(items: tuple[Word, ...], at: int) -> bool:
    """Whether a sentence ends behind the word at `at`: what ends in -ant has no object there, and is an adjective."""
    return at + 1 == len(items) or items[at + 1].form in _ENDS


def _second_adjective(items: tuple[Word, ...], at: int) -> int | None:
    """The second of two adjectives behind a noun, where only the first agrees with it.

    « une voiture rouge et puissants »

    One function: its guards, read one after the other.
    """
    if at + 3 >= len(items) or items[at + 2].form != "et" or items[at].form in _MEASURED:
        return None
    to = _behind_degree(items, at + 3)
    to = to + 1 if to < len(items) and items[to].form in _WELL else to
    if to >= len(items):
        return None
    article, noun, first, second = items[at - 1], items[at], items[at + 1], items[to]
    bare = ("e", "i") if article.form in ("de", "d'") else ("", "")  # complements
    gender, number = determiners().get(article.form, bare)
    if not number or any(word.shape != "word" or word.capital for word in (noun, first, second)):
        return None
    if kinds(noun) != {"N"} or not first.only("APN") or not first.any("A"):
        return None
    # "la bannière étoilée et muni d'un bouclier, il"
    if not second.only("A" if items[to - 1].form == "et" else "AP"):
        return None
    after = items[to + 1] if to + 1 < len(items) else None
    if after is not None and (after.any("NA") or text_glue(second, after)):
        return None
    both = _contradicts(noun, second, gender, number) and not _contradicts(
        noun, first, gender, number
    )
    if both and bare[1] and _described_before(items, at, first, second):
        return None  # « une expérience de transport fiable et conviviale »
    return to if both and second.form not in FIXED else None


def _described_before(items: tuple[Word, ...], at: int, first: Word, second: Word) -> bool:
    """Whether the second of two adjectives behind a complement at `at` may describe a noun before that.

    Not a noun for many: « un ensemble de règles claires et précis ».
    """
    owners = [word for word in items[max(at - _NEAR, 0) : at - 1] if could_own(word, second)]
    return any(word.form not in COLLECTIVE or could_own(word, first) for word in owners)


def _contradicts(noun: Word, adjective: Word, gender: str, number: str) -> bool:
    """Whether no reading of an adjective agrees with a noun whose determiner has this gender and number."""
    mine = [reading for reading in as_noun(noun) if reading.fits(gender, number)]
    genders = {reading.tag[1] for reading in mine}
    own = genders.pop() if len(genders) == 1 else "e"
    gender = gender if own == "e" else own
    return bool(mine) and not any(
        some_fits(nominal(adjective), gender, reading.tag[2]) for reading in mine
    )


def _complement_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether a plural adjective ends « un plan de financement innovants », where both nouns are singular.

    One function: its guards, read one after the other.
    """
    if at < 3 or at + 2 >= len(items):
        return False
    article, noun, link, complement, adjective = items[at - 3 : at + 2]
    if link.form not in ("de", "d'") or article.form not in _SINGULAR_ARTICLES:
        return False
    before = items[at - 4] if at > 3 else None
    if before is not None and (before.form in _OWNERS or before.shape == "mark" or before.any("C")):
        return False
    if any(
        word.shape != "word" or word.capital or not word.any("N") for word in (noun, complement)
    ):
        return False
    if noun.form in COLLECTIVE or complement.form in COLLECTIVE:
        return False
    if any(item.tag[2] != "s" for word in (noun, complement) for item in nominal(word)):
        return False
    after = items[at + 2]
    if text_glue(adjective, after) or after.any("N") or after.form in ("ou", ","):
        return False
    if after.form == "et" and not _plural_adjective(items, at + 3):
        return False
    plain = adjective.shape == "word" and not adjective.capital and adjective.form not in FIXED
    return plain and adjective.only("A") and all(item.tag[2] == "p" for item in adjective.readings)


def _plural_adjective(items: tuple[Word, ...], at: int) -> bool:
    """Whether the word at `at` is an adjective in the plural that describes nothing behind it."""
    rest = items[at : at + 2]
    alone = len(rest) == 2 and not rest[1].any("NA") and not text_glue(*rest)
    return (
        alone
        and rest[0].any("A")
        and rest[0].only("NA")
        and all(item.tag[2] == "p" for item in rest[0].readings)
    )
