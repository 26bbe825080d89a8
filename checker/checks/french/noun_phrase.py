"""French agreement inside a noun phrase: determiner and noun, noun and adjective.

A rule fires only where the lexicon leaves no reading that agrees, and the neighbours leave no other analysis. One
module: both rules read a noun phrase by the same words, and other rules of French by theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.exceptions import Exceptions
from checker.languages.fr.lexicon import WordList, determiners, words
from checker.languages.morphology import Reading, Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

NUMERALS = WordList("agreement.numerals")
# Adjectives that stand before their noun: singulars, plurals.
BEFORE_NOUN = WordList("agreement.before_noun")
BEFORE_NOUNS = WordList("agreement.before_nouns")
# What is counted, in the singular.
UNITS = WordList("agreement.units")
_WAYS = frozenset(
    [
        "allée",
        "avenue",
        "boulevard",
        "chemin",
        "cité",
        "cours",
        "hameau",
        "impasse",
        "lotissement",
        "passage",
        "place",
    ]
) | {"quai", "résidence", "route", "rue", "ruelle", "sentier", "square", "villa", "village"}
"""What addresses call a way, in the singular behind the number of a house."""
MONTHS = WordList("agreement.months")
# Also pronouns before a verb (le voir, leur donner).
CLITIC = WordList("agreement.clitic")
# Also pronouns or subjects on their own (certains pensent): only a noun right behind makes them determiners.
PRONOUN = WordList("agreement.pronoun", "agreement.numerals")
CLITIC_OR_PRONOUN = WordList("agreement.clitic", "agreement.pronoun", "agreement.numerals")
# Feminine by old usage without an -e (grand-mère written apart), or fixed before the noun.
FIXED = WordList("agreement.fixed")
# Nouns that stand for many: the verb may agree with what follows or is meant.
COLLECTIVE = WordList("agreement.collective")
SINGULAR_ARTICLES = {"le", "la", "un", "une", "ce", "cette", "son", "sa", "notre", "votre"}
# Before an article, these tie the noun to one before it, which an adjective may describe.
OWNERS = {"de", "à", "et", "ou", "ni", "que", "comme", "tout", "toute", "pour", "par", "sur"}
PRONOUN_FORM = {"il": ("m", "s"), "elle": ("f", "s"), "ils": ("m", "p"), "elles": ("f", "p")}
WHOLE = {"tous": ("m", "p"), "toutes": ("f", "p")}
WHOLE_BEFORE = {"les", "ces", "mes", "tes", "ses", "nos", "vos", "leurs"}
PLURAL_BEFORE = WHOLE_BEFORE | {"de", "d'", "des", "aux"}
BEFORE_ALL = {"avant", "après", "malgré", "dessus", "du", "de", "surtout", "en", "le", "un"}
"""Behind these « tout » stands by itself."""
WHOSE = {"nos": "1p", "vos": "2p", "leurs": "3p"}
"""Person and number of a verb whose subject owns what is said."""
WHICHEVER = {"quel", "quelle", "quels", "quelles"}
JOINING = {"et", "ou", "ni", "que", "qu'"}
SEVERAL = {"et", "ou", "ni", ",", "/", "&", "comme", "avec"}
# Words that begin a noun phrase as a determiner does.
BEGINNING = {"de", "d'", "l'", "en"}
# Pronouns and little words that an adjective may describe, whatever its form.
DESCRIBED = {
    "je",
    "tu",
    "nous",
    "vous",
    "on",
    "me",
    "te",
    "se",
    "qui",
    "en",
    "lui",
    "leur",
    "celui",
}
REFLEXIVE = {"j'", "m'", "t'", "s'", "l'"}


def hit(case: Case, first: Word, last: Word, message: str) -> Hit:
    """A hit from one word of the case's text to another."""
    return Hit(case.segment.index, Span(first.start, last.end), message)


def nominal(word: Word) -> tuple[Reading, ...]:
    """The readings of a word that have gender and number."""
    return tuple(reading for reading in word.readings if reading.nominal)


def some_fits(readings: Iterable[Reading], gender: str, number: str) -> bool:
    """Whether one of these readings does not contradict gender (m, f, e both) and number (s, p, i both)."""
    return any(reading.fits(gender, number) for reading in readings)


def share_form(some: Iterable[Reading], others: Sequence[Reading]) -> bool:
    """Whether one of these readings has the gender and number of one of the others."""
    return any(one.fits(other.tag[1], other.tag[2]) for one in some for other in others)


def text_glue(left: Word, right: Word) -> bool:
    """Whether two items touch: a hyphen, slash or point that makes one token of a name, file or inclusive form."""
    return left.end == right.start and right.form in "-–/·•(@_'’"


# --- FLU201: determiner and noun ---


@dataclass(frozen=True, slots=True)
class _Pair:
    """A determiner at items[at], and the word after it."""

    items: tuple[Word, ...]
    at: int

    @property
    def first(self) -> Word:
        return self.items[self.at]

    @property
    def noun(self) -> Word:
        return self.items[self.at + 1]

    @property
    def before(self) -> Word | None:
        return self.items[self.at - 1] if self.at else None

    @property
    def behind(self) -> Word | None:
        return self.items[self.at + 2] if self.at + 2 < len(self.items) else None


determiner_may_differ = Exceptions[_Pair]("FLU201")


@determiner_may_differ.when("Une mi temps")
def _fixed(pair: _Pair) -> bool:
    return pair.noun.form in FIXED


@determiner_may_differ.when("les marche")
def _pronoun_before_verb(pair: _Pair) -> bool:
    if pair.first.form not in CLITIC_OR_PRONOUN:
        return False
    noun, before, behind = pair.noun, pair.before, pair.behind
    if noun.only("NAP") or noun.form == "personne":
        return False
    if pair.first.form in CLITIC:
        # « les baleine existent »: nobody before it would do something, and its verb stands behind.
        begins = before is None or before.shape == "mark"
        return not (begins and noun.any("N") and behind is not None and behind.only("V"))
    # « une pommes »: no verb of “tu” or “je” has such a subject.
    third = any(r.kind == "V" and r.tag[2:3] == "3" for r in noun.readings)
    return third or not (noun.any("N") and noun.only("NAPV"))


@determiner_may_differ.when("Certains ultérieure")
def _pronoun_before_adjective(pair: _Pair) -> bool:
    return pair.first.form in PRONOUN and not pair.noun.any("N")


@determiner_may_differ.when("Cette est")
def _before_auxiliary(pair: _Pair) -> bool:
    return pair.noun.is_form_of("être", "V") or pair.noun.is_form_of("avoir", "V")


@determiner_may_differ.when("Deux mai")
def _date(pair: _Pair) -> bool:
    return pair.noun.form in MONTHS


@determiner_may_differ.when("un mille marin")
def _numeral_is_the_noun(pair: _Pair) -> bool:
    before = pair.before
    return (
        before is not None
        and pair.first.form in NUMERALS
        and determiners().get(before.form, "ep")[1] == "s"
    )


@determiner_may_differ.when("vingt et un jours")
def _end_of_a_number(pair: _Pair) -> bool:
    ended = pair.first.form in ("un", "une")
    return pair.before is not None and pair.before.form in ("et", "-") and ended


@determiner_may_differ.when("Quatorze boulevard du Cubry")
def _house_of_a_street(pair: _Pair) -> bool:
    behind = pair.behind
    named = behind is not None and (
        behind.capital or behind.form in ("de", "du", "des", "d'", "d’")
    )
    return named and pair.noun.form in _WAYS and pair.first.form in NUMERALS


@determiner_may_differ.when("pour cent inférieur")
def _per_cent(pair: _Pair) -> bool:
    before = pair.before
    return before is not None and (before.form, pair.first.form) == ("pour", "cent")


@determiner_may_differ.when("pull requests")
def _compound_of_another_language(pair: _Pair) -> bool:
    after = pair.behind
    return after is not None and after.shape == "word" and not after.capital and not after.readings


@determiner_may_differ.when("stock options")
def _agrees_with_the_second_noun(pair: _Pair) -> bool:
    after = pair.behind
    return (
        after is not None
        and after.shape == "word"
        and not after.capital
        and after.only("NV")
        and some_fits(nominal(after), *determiners()[pair.first.form])
    )


@determiner_may_differ.when("les nom et prénom")
def _one_of_several_nouns(pair: _Pair) -> bool:
    """« trois heure et coûte » goes on with a verb, not with another noun."""
    rest = pair.items[pair.at + 2 : pair.at + 4]
    several = bool(rest) and rest[0].form in ("et", "ou", ",", "+", "/")
    return several and not (len(rest) > 1 and rest[0].form == "et" and rest[1].only("V"))


@determiner_may_differ.when("pour les deux personne ne sait")
def _nobody(pair: _Pair) -> bool:
    behind = pair.behind
    return pair.noun.form == "personne" and behind is not None and behind.form in ("ne", "n'")


@determiner_may_differ.when("Les candidat(e)s")
def _part_of_a_token(pair: _Pair) -> bool:
    return (pair.before is not None and text_glue(pair.before, pair.first)) or (
        pair.behind is not None and text_glue(pair.noun, pair.behind)
    )


def _too_few(number: Word, unit: Word) -> bool:
    """Whether a whole number above one, which is no year, has a unit in the singular: « 550 euro »."""
    return (
        number.shape == "number"
        and number.form.isdecimal()
        and 1 < int(number.form) < 1900
        and unit.shape == "word"
        and not unit.capital
        and unit.form in UNITS
    )


def _some(first: Word, noun: Word) -> bool:
    """Whether « quelque » stands before a plural: « quelque personnes », « quelque uns »."""
    plural = noun.only("N") and not some_fits(noun.readings, "e", "s")
    return first.form == "quelque" and noun.shape == "word" and (plural or noun.form == "uns")


def _determiner_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether items[at] is surely a determiner that contradicts the word after it."""
    first, noun = items[at], items[at + 1]
    if _some(first, noun):
        return True
    if _too_few(first, noun):
        return not (at and items[at - 1].end == first.start)
    if first.shape not in ("word", "elided") or first.caps or first.form not in determiners():
        return False
    if noun.shape != "word" or noun.capital or not (noun.only("NAPVG") or noun.form == "personne"):
        return False
    known = nominal(noun)
    if not known or some_fits(known, *determiners()[first.form]):
        return False
    return not determiner_may_differ(_Pair(items, at))


@check(
    "FLU201",
    "determiner-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def determiner_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The article or determiner does not agree with its noun.

    What it does: compares the gender and number of a determiner with every reading that a lexicon has for the word
    right after it, and reports the pair when none agrees. Digits count before units: « 550 euro ». « tout les » and
    « toute ces » are reported too.

    Why it matters: a reader sees at once that nobody proofread the text, and a singular for a plural can mislead.

    Example: « une problème », « les maison ».

    What to do: correct the determiner or the noun.
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 1):
            last = at + 1 if _determiner_clash(items, at) else _phrase_clash(items, at)
            if last is not None:
                first, noun = items[at], items[last]
                yield hit(
                    case,
                    first,
                    noun,
                    _("“{first}” and “{noun}” do not agree in gender or number.").format(
                        first=first.form, noun=noun.form
                    ),
                )


def _phrase_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the noun that contradicts « tous les » or « quel que soit » at `at`."""
    first = items[at]
    if first.form in WHOLE and first.shape == "word" and at + 2 < len(items):
        return _whole_clash(items, at)
    if first.form in WHICHEVER and at + 4 < len(items):
        return _whichever_clash(items, at)
    if at + 2 >= len(items):
        return None
    adjective = _adjective_before_clash(items, at)
    return _singular_whole_clash(items, at) if adjective is None else adjective


def _adjective_before_clash(items: tuple[Word, ...], at: int) -> int | None:
    """The word after the one at `at` where an adjective before its noun has the other number.

    That is the adjective in « les autre pays », and the noun in « de nombreux fichier ».
    """
    first, then, noun = items[at : at + 3]
    if first.shape != "word" or then.shape != "word" or text_glue(then, noun):
        return None
    if determiners().get(first.form, ("", ""))[1] == "p" and then.form in BEFORE_NOUN:
        named = noun.shape == "word" and not noun.capital and noun.any("N") and noun.only("NAPV")
        return at + 1 if named and first.form not in NUMERALS else None
    several = first.form in BEFORE_NOUNS and at and items[at - 1].form in PLURAL_BEFORE
    single = not then.capital and then.only("N") and not some_fits(then.readings, "e", "p")
    single = single and then.form not in ("mini", "maxi", "pils")
    return at + 1 if several and single and noun.form not in JOINING | {"/", ","} else None


def _singular_whole_clash(items: tuple[Word, ...], at: int) -> int | None:
    """The plural noun behind « tout les », « toute ces »; not behind « avant tout », « pas du tout »."""
    first, article, noun = items[at : at + 3]
    if first.form not in ("tout", "toute") or article.form not in WHOLE_BEFORE:
        return None
    if at and items[at - 1].form in BEFORE_ALL:
        return None
    others = (reading for reading in noun.readings if not reading.nominal)
    sure = noun.shape == "word" and not noun.capital and noun.any("N")
    # What “tu” alone would make a verb is a noun: pages.
    sure = sure and all(reading.tag[:1] == "V" and reading.tag[2:] == "2s" for reading in others)
    return at + 2 if sure and not some_fits(nominal(noun), "e", "s") else None


def _whole_clash(items: tuple[Word, ...], at: int) -> int | None:
    article, noun = items[at + 1], items[at + 2]
    if article.form not in WHOLE_BEFORE or not noun.only("N") or noun.capital:
        return None
    person = WHOSE.get(article.form, " ")
    verbs = (reading.tag for word in items[max(at - 3, 0) : at] for reading in word.readings)
    if items[at].form == "tous" and any(tag.endswith(person) for tag in verbs):
        return None  # "nous faisons tous nos prières": all of us
    return None if some_fits(noun.readings, *WHOLE[items[at].form]) else at + 2


def _whichever_clash(items: tuple[Word, ...], at: int) -> int | None:
    link, verb, article, noun = items[at + 1 : at + 5]
    if link.form != "que" or verb.form not in ("soit", "soient") or noun.capital:
        return None
    if article.form not in determiners() or not noun.only("NA") or not noun.any("N"):
        return None
    if any(item.form in ("et", "ou") for item in items[at + 5 : at + 9]):
        return None
    return None if some_fits(nominal(noun), *determiners()[items[at].form]) else at + 4


# --- FLU202: noun and adjective ---


@dataclass(frozen=True, slots=True)
class _Described:
    """A noun at items[at], and the adjective after it that contradicts it."""

    items: tuple[Word, ...]
    at: int

    @property
    def noun(self) -> Word:
        return self.items[self.at]

    @property
    def adjective(self) -> Word:
        return self.items[self.at + 1]

    @property
    def after(self) -> Word | None:
        return self.items[self.at + 2] if self.at + 2 < len(self.items) else None

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
    second = [reading for reading in it.adjective.readings if reading.kind == "N"]
    return share_form(first, second)


@adjective_may_differ.when("des recherches utilisateur")
def _noun_beside_a_noun(it: _Described) -> bool:
    return it.adjective.form.endswith(("eur", "eurs")) and it.adjective.any("N")


@adjective_may_differ.when("les ayants droit")
def _fixed_adjective(it: _Described) -> bool:
    return it.adjective.form in FIXED


@adjective_may_differ.when("Une fois arrivés")
def _noun_of_time_or_of_many(it: _Described) -> bool:
    return it.noun.form in COLLECTIVE or it.noun.form in ("fois", "abord", "fin")


@adjective_may_differ.when("Une foule de partisans heureuse")
def _describes_an_earlier_word(it: _Described) -> bool:
    return any(could_own(word, it.adjective) for word in it.earlier)


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
    linked = any(word.form in SEVERAL for word in before)
    singular_noun = all(reading.tag[2] != "p" for reading in _of_noun(it.noun))
    masculine = any(reading.tag[1] != "f" for reading in nominal(it.adjective))
    return nouns and linked and (singular_noun or masculine)


@adjective_may_differ.when("Les cultures italienne et allemande")
def _one_of_several_adjectives(it: _Described) -> bool:
    return it.after is not None and not it.plural and it.after.form in (",", "et", "ou")


@adjective_may_differ.when("Les partisans nouvelle génération")
def _describes_what_follows(it: _Described) -> bool:
    after = it.after
    if after is None or after.shape != "word":
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


def could_own(word: Word, adjective: Word) -> bool:
    """Whether an adjective might agree with this earlier word of the clause."""
    if word.shape == "number" or (word.capital and not word.readings):
        return True
    if word.shape == "elided":
        return word.form in REFLEXIVE
    if word.form in DESCRIBED:
        return True
    if word.form == "les":
        return False
    pronoun = (
        word.form.removeprefix("-t").removeprefix("-") if word.shape == "clitic" else word.form
    )
    if pronoun in PRONOUN_FORM:
        return some_fits(nominal(adjective), *PRONOUN_FORM[pronoun])
    if word.shape == "clitic":
        return True
    own = [reading for reading in word.readings if reading.kind in "NRPA"]
    if word.form in determiners() or not own:
        return not word.readings and word.shape == "word"
    return share_form(own, nominal(adjective))


def _of_noun(word: Word) -> list[Reading]:
    return [reading for reading in word.readings if reading.kind == "N"]


def adjective_clashes(text: str) -> frozenset[int]:
    """Where the adjectives stand that `adjective-agreement` reports."""
    return frozenset(adjective.start for _noun, adjective in _adjective_clashes(text))


def _adjective_clashes(text: str) -> Iterator[tuple[Word, Word]]:
    items = words(text)
    for at in range(1, len(items) - 1):
        if _adjective_clash(items, at) or _complement_clash(items, at):
            yield items[at], items[at + 1]


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


def _adjective_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether items[at] is surely a noun, and the word after it an adjective that contradicts it."""
    before, noun, adjective = items[at - 1], items[at], items[at + 1]
    if noun.shape != "word" or adjective.shape != "word" or noun.capital or adjective.capital:
        return False
    sure = "NAV" if before.form in determiners() and before.form not in CLITIC else "NA"
    if not noun.only(sure) or not noun.any("N"):
        return False
    if not adjective.only("APN") or not adjective.any("AP"):
        return False
    if before.form not in determiners() and before.form not in BEGINNING and not before.any("A"):
        return False
    shown = determiners().get(before.form, ("e", "i"))
    return _contradicts(noun, adjective, *shown) and not adjective_may_differ(_Described(items, at))


def _contradicts(noun: Word, adjective: Word, gender: str, number: str) -> bool:
    """Whether no reading of an adjective agrees with a noun whose determiner has this gender and number."""
    mine = [reading for reading in _of_noun(noun) if reading.fits(gender, number)]
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
    if link.form not in ("de", "d'") or article.form not in SINGULAR_ARTICLES:
        return False
    before = items[at - 4] if at > 3 else None
    if before is not None and (before.form in OWNERS or before.shape == "mark" or before.any("C")):
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
    if text_glue(adjective, after) or after.any("N") or after.form in ("et", "ou", ","):
        return False
    plain = adjective.shape == "word" and not adjective.capital and adjective.form not in FIXED
    return plain and adjective.only("A") and all(item.tag[2] == "p" for item in adjective.readings)
