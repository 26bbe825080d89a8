"""French negation: "ne" that is missing, and its parts in the wrong order.

One module: its rules share what a negation is made of.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    AUXILIARY,
    PERSON_OF,
    names_subject,
    persons,
    plain,
    skip_adjective,
    skip_complements,
    skip_while,
    words_before,
)
from checker.checks.french.sightings import sighted, sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

CLITICS = WordList("negation.clitics")
# A word before "que" that has its own "que": comparison, cleft, conjunction.
CORRELATIVES = WordList("negation.correlatives")
# Verbs (and the nouns made of them) that take a clause with "que" as their object or subject.
SAYING = WordList("negation.saying")
GUARD = WordList("negation.guard")
PRONOUNS = WordList("negation.pronouns")
# What goes with “ne”, or lets it stand alone somewhere in the sentence.
WITH_NE = WordList("negation.with_ne")
# Verbs that do without “pas” (dictionary forms).
WITHOUT_PAS = WordList("negation.without_pas")
# Verbs whose object stands for itself, and never for a part of something else (dictionary forms): boire, acheter.
TAKEN = WordList("negation.taken")
NOUN_OPENERS = WordList("verbs.articles")
_TELLING = frozenset(
    [
        "affirmer", "ajouter", "annoncer", "assurer", "confirmer", "conclure", "considérer", "constater", "croire",
        "déclarer", "dire", "estimer", "expliquer", "indiquer", "juger", "montrer", "penser", "prouver", "préciser",
        "rappeler", "reconnaître", "révéler", "savoir", "signaler", "souligner",
    ]
)  # fmt: skip
"""Verbs whose “que” says what is so (dictionary forms)."""
_ENDS = frozenset([";", ":", "mais", "car", "parce", "puisque", "lorsque", "lorsqu'", "ne", "n'"])
"""What stands between a negation and the next clause."""
NOBODY = frozenset(["personne", "rien", "aucun", "aucune"])
_LATE = 5
"""Words from what may be a verb on among which “ne” shows that another one is."""
FINITE_MOODS = set("pifhc")
_NE = Trigger(forms=[("ne", "n'")])
_QUE = Trigger(forms=[("que", "qu'")])
_COMPLETING = Trigger(forms=[WITH_NE])
_NEGATIVE = Trigger(forms=[("pas", "jamais", "ni"), NOBODY])
_SUBJECT = Trigger(forms=[PRONOUNS, NOUN_OPENERS, NOBODY])
_DENYING = Trigger(forms=[("pas", "plus", "jamais")])


def _finite(word: Word) -> bool:
    return word.shape == "word" and any(
        reading.kind == "V" and reading.tag[1] in FINITE_MOODS for reading in word.readings
    )


def _negated(items: Sequence[Word]) -> bool:
    return any(word.form in ("ne", "n'") for word in items)


@check(
    "FLU211",
    "only-if-without-ne",
    category="linguistic conventions/grammar",
    severity=Severity.MAJOR,
    languages=("fr",),
)
def only_if_without_ne(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """“que si” (only if) without the “ne” that gives it that meaning.

    What it does: finds “que si”, “que lorsque” or “que quand” after a noun or name where nothing before it, neither a
    verb of saying nor a comparison, calls for “que”, and where the verb has no “ne”.

    Why it matters: “ne … que si” means “only if”. Without “ne” the sentence says nothing, or the opposite.

    Example: « L'usine fermera ses portes que si les ouvriers partent. »

    What to do: put “ne” before the verb (« ne fermera ses portes que si »), or write « seulement si ».
    """
    for case, items, at in sightings(cases, _QUE, before=3, behind=2):
        if items[at + 1].form not in ("si", "s'", "lorsque", "lorsqu'", "quand"):
            continue
        verb = _unlicensed(items, at)
        if verb is not None:
            yield Hit(
                case.segment.index,
                Span(items[verb].start, items[at + 1].end),
                _(
                    "“{verb} … {que} {word}” lacks “ne”: without it the sentence does not say “only if”."
                ).format(verb=items[verb].form, que=items[at].form, word=items[at + 1].form),
                suggestion=f"{_ne(items[verb].form)} … {items[at].form} {items[at + 1].form}",
            )


def _ne(verb: str) -> str:
    return f"n’{verb}" if verb[:1] in "aeiouyhàâéèêëîïôœ" else f"ne {verb}"


def _unlicensed(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that lacks its "ne" before the "que" at `at`."""
    before = items[at - 1]
    if before.shape != "word" or not (
        before.any("NRA") or (before.capital and not before.readings)
    ):
        return None
    start = at
    while start > 0 and items[start - 1].form not in (
        "que",
        "qu'",
        ";",
        ":",
        "«",
        "»",
        ".",
        "?",
        "!",
        "(",
        ")",
    ):
        start -= 1
    stretch = items[start:at]
    if _negated(stretch):
        return None
    for word in stretch:
        if word.form in CORRELATIVES:
            return None
        if any(reading.lemma in SAYING for reading in word.readings) or word.form in SAYING:
            return None
    verbs = [
        index
        for index in range(start, at)
        if _finite(items[index]) and not items[index].any("N") and not items[index].capital
    ]
    return verbs[0] if verbs else None


@check(
    "FLU212",
    "negation-without-ne",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def negation_without_ne(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A verb has “pas”, “jamais”, “rien” or “aucun” beside it, but no “ne”.

    What it does: takes a subject pronoun or a noun that opens the sentence, its verb, and “pas”, “jamais” or “rien”
    right after the verb; reports the pair when no “ne” stands before the verb. The same of “personne”, “rien” or
    “aucun” as the subject (« rien est », « aucun client a »).

    Why it matters: dropping “ne” belongs to speech; in written prose it reads as a fault.

    Example: « il est jamais venu ».

    What to do: write « n' » or « ne » before the verb, or leave it if you quote someone who speaks so.
    """
    for case, items in sighted(cases, _NEGATIVE):
        for at in items.at(_SUBJECT, behind=2):
            verb = _bare_negation(items, at)
            if verb is None:
                verb = _bare_noun_negation(items, at)
            adverb = None if verb is None else verb + 1
            if verb is None:
                verb, adverb = _nobody(items, at), at
            if verb is not None and adverb is not None:
                span = Span(items[at].start, items[max(verb, adverb)].end)
                message = _("“{word}” needs “ne” before the verb “{verb}”.")
                yield Hit(
                    case.segment.index,
                    span,
                    message.format(word=items[adverb].form, verb=items[verb].form),
                )


def _nobody(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb without “ne” behind « personne », « rien » or « aucun » at `at`, its subject: « rien est »."""
    word = items[at]
    if word.form not in NOBODY or (
        at and items[at - 1].form not in ("mais", "car", "et", ";", ":")
    ):
        return None
    verb = at + 1
    if word.form not in ("personne", "rien"):
        verb = skip_adjective(items, verb)
        of = verb < len(items) and items[verb].form in ("de", "d'", "des")
        if not of:
            if not plain(items, verb) or not names_subject(items[verb]):
                return None
            verb = skip_adjective(items, verb + 1)
        verb = skip_complements(items, verb)
    verb = skip_while(items, verb, lambda word: word.form in CLITICS and not word.capital)
    if not plain(items, verb) or not _finite(items[verb]):
        return None
    # "personne s'entend de": a definition; "aucun des paquets a et b ne"
    defined = at == 0 and not word.capital
    late = any(item.form in ("ne", "n'") for item in items[verb : verb + _LATE])
    sure = items[verb].form in AUXILIARY or items[verb].only("V")
    return verb if sure and not defined and not late else None


def _bare_negation(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb with "pas" behind it and no "ne", whose subject stands at `at`.

    One function: its guards, read one after the other.
    """
    if items[at].form not in PRONOUNS or items[at].shape == "clitic":
        return None
    if items[at].form in ("nous", "vous", "elle", "elles") and at and items[at - 1].any("EV"):
        return None
    verb = at + 1
    verb = skip_while(items, verb, lambda word: word.form in CLITICS)
    if verb + 1 >= len(items) or not _finite(items[verb]) or items[verb].any("BEJ"):
        return None
    if items[at].form in CLITICS and verb > at + 1:
        return None
    negation = items[verb + 1]
    if negation.form == "ni" and not _negated(items[max(0, at - 4) : verb]):
        # "il mange ni viande ni poisson"; not "il s'agit ni plus ni moins"
        neither = [word.form for word in items[verb + 2 : verb + 6]]
        negated = "ni" in neither and "plus" not in neither and "moins" not in neither
        own = PERSON_OF.get(items[at].form) in persons(items[verb].readings)
        return verb if negated and own else None
    if negation.form not in ("pas", "jamais", "rien"):
        return None
    if _negated(items[max(0, at - 4) : verb]):
        return None
    after = items[verb + 2] if verb + 2 < len(items) else None
    if (
        after is not None
        and after.form in ("à", "mal", "moins", "de", "d'", "que")
        and negation.form != "rien"
    ):
        colloquial = after.form in ("de", "d'", "que") and negation.form == "pas"
        if not colloquial:
            return None
    # "la plus belle qu'il a jamais vue": jamais without ne means "ever".
    if negation.form == "jamais" and any(item.form in GUARD for item in words_before(items, at)):
        return None
    return verb


def _bare_noun_negation(items: tuple[Word, ...], at: int) -> int | None:
    """The same for a noun with its article as the subject."""
    if items[at].form not in NOUN_OPENERS or items[at].shape == "clitic" or at + 3 >= len(items):
        return None
    if at and items[at - 1].form not in (",", "«", "—", ":", "mais", "car"):
        return None
    if not items[at + 1].only("NAV") or not items[at + 1].any("N") or items[at + 1].capital:
        return None
    verb = at + 2
    verb = skip_while(items, verb, lambda word: word.form in CLITICS)
    if verb + 2 >= len(items) or not _finite(items[verb]):
        return None
    auxiliary = items[verb].is_form_of("avoir", "V") or items[verb].is_form_of("être", "V")
    if not auxiliary and not items[verb].only("V"):
        return None
    negation, after = items[verb + 1], items[verb + 2]
    if negation.form not in ("pas", "jamais") or after.form in ("à", "mal", "moins", "plus"):
        return None
    before = words_before(items, verb)
    if _negated(before) or any(item.form in GUARD for item in before):
        return None
    return verb


@check(
    "FLU213",
    "negation-order",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def negation_order(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The parts of a negation are in the wrong order, or there is one too many.

    What it does: finds “ne” before an infinitive with “pas” after it, a pronoun between “ne” and “pas”, “pas” after a
    participle (« n'ai mangé pas ») and “pas” together with “jamais”, “rien”, “personne” or “aucun”.

    Why it matters: French requires « ne pas » together before an infinitive, and one negative word.

    Example: « pour n'oublier pas », « ils ne sont pas jamais venus ».

    What to do: write « ne pas oublier », « ne sont jamais venus ».
    """
    for case, items, at in sightings(cases, _NE, behind=2):
        last = _misplaced(items, at)
        if last is None:
            last = _denied_twice(items, at)
        if last is not None:
            yield Hit(
                case.segment.index,
                Span(items[at].start, items[last].end),
                _("The parts of this negation are in the wrong order, or one is redundant."),
            )


def _denied_twice(items: tuple[Word, ...], at: int) -> int | None:
    """Index of “pas” behind « personne ne » or « rien ne », “ne” being at `at`: « personne n'est pas venu »."""
    nobody = at == 1 or (at > 1 and items[at - 2].form in ("mais", "car", "et", ",", ";", ":"))
    if not nobody or items[at - 1].form not in ("personne", "rien"):
        return None
    verb = skip_while(items, at + 1, lambda word: word.form in CLITICS)
    if verb + 1 >= len(items) or not _finite(items[verb]):
        return None
    return verb + 1 if items[verb + 1].form == "pas" else None


def _misplaced(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the last part of a negation that begins with “ne” at `at` and is out of order or one too many.

    One function: its guards, read one after the other.
    """
    verb = at + 1
    verb = skip_while(items, verb, lambda word: word.form in CLITICS)
    if verb + 1 >= len(items):
        return None
    # "à n'en pas douter" is a set phrase.
    if (
        items[verb].form == "pas"
        and verb > at + 1
        and items[at + 1].form not in ("en", "y")
        and items[verb + 1].only("I")
    ):
        return verb
    # "n'être pas", "n'avoir pas", "ne pouvoir pas" live on in careful prose.
    if items[verb].only("I") and items[verb].form not in (
        "être",
        "avoir",
        "pouvoir",
        "savoir",
        "vouloir",
    ):
        last = verb + 1
        if (
            items[last].form == "plus"
            and last + 1 < len(items)
            and items[last + 1].form == "jamais"
        ):
            return last + 1
        return last if items[last].form == "pas" else None
    if _finite(items[verb]) and verb + 2 < len(items):
        adverb, after = items[verb + 1], items[verb + 2]
        if adverb.form in ("rien", "jamais", "plus") and after.form == "pas":
            return verb + 2
        if adverb.form != "pas":
            compound = items[verb].form in AUXILIARY or items[verb].is_form_of("avoir", "V")
            made = adverb.any("P") and adverb.only("AEPN")  # "je n'ai mangé pas"
            return verb + 2 if compound and made and after.form == "pas" else None
        nobody = after.form in ("personne", "rien") and not items[verb].is_form_of("être", "V")
        return verb + 2 if nobody or after.form in ("jamais", "aucun", "aucune", "guère") else None
    return None


@check(
    "FLU214",
    "negation-without-pas",
    category="linguistic conventions/grammar",
    severity=Severity.MAJOR,
    languages=("fr",),
)
def negation_without_pas(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A verb has “ne” before it, but nothing completes the negation.

    What it does: finds “ne” and a finite verb in a clause without “pas”, “plus”, “jamais”, “rien”, “aucun”, “que” or
    any other word that goes with “ne” or allows it alone. Verbs that do without “pas” (pouvoir, savoir, cesser) are
    left alone.

    Why it matters: half of the negation was lost, and the reader does not know whether yes or no is meant.

    Example: « Le produit n'est disponible dans ce pays. »

    What to do: look at the source; put “pas” back, or delete “ne”.
    """
    for case, items in sighted(cases, _NE):
        completing = items.at(_COMPLETING)
        for at in items.at(_NE, behind=2):
            if completing and not _nothing_completes(items, at, completing):
                continue
            verb = _left_alone(items, at)
            if verb is not None:
                span = Span(items[at].start, items[verb].end)
                yield Hit(
                    case.segment.index,
                    span,
                    _("“{words}” has no “pas”: is it negative or not?").format(
                        words=span.of(case.text)
                    ),
                )


def _ends(items: tuple[Word, ...], at: int) -> bool:
    """Whether another clause begins at `at`; not of a second verb: « n'achetons et ne testons pas »."""
    second = items[at].form in ("ne", "n'") and items[at - 1].form in ("et", "ou", "ni", ",")
    return items[at].form in _ENDS and not second


def _nothing_completes(items: tuple[Word, ...], at: int, completing: Sequence[int]) -> bool:
    """Whether what may complete the “ne” at `at` stands in another clause, or is the “que” behind a verb of saying.

    « le juge a estimé que le témoin n'était fiable », « le produit n'est disponible, mais il ne manque à personne »
    """
    end = next((to for to in range(at + 1, len(items)) if _ends(items, to)), len(items))
    return all(
        place >= end
        if place > at
        else items[place].form in ("que", "qu'")
        and place > 0
        and not items[place - 1].lemmas.isdisjoint(_TELLING)
        and items[place - 1].any("VP")
        for place in completing
    )


def _left_alone(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb behind a “ne” at `at`, unless it is one that does without “pas”."""
    if items[at].shape == "clitic":
        return None
    verb = at + 1
    verb = skip_while(items, verb, lambda word: word.form in CLITICS)
    if verb == len(items) or not _finite(items[verb]):
        return None
    if any(item.form == "besoin" for item in items[verb + 1 : verb + 2]):
        return None  # "il n'est besoin de rien"
    if items[verb - 1].form == "y" and at and items[at - 1].form == "il":
        return verb  # "il n'y a beaucoup de place"
    if items[verb].is_form_of("avoir", "V") and verb + 1 < len(items):
        made = [item for item in items[verb + 1].readings if item.kind == "P"]
        bare = made and not any(item.lemma in WITHOUT_PAS for item in made)
        return verb + 1 if bare and items[verb + 1].only("AP") else None
    return None if any(item.lemma in WITHOUT_PAS for item in items[verb].readings) else verb


@check(
    "FLU215",
    "article-after-negation",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def article_after_negation(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """“des” or “du” after a negated “avoir”, “boire” or “acheter”, where French uses “de”.

    What it does: finds “pas”, “plus” or “jamais” between a negated form of “avoir”, or of a verb such as « boire » or
    « acheter », and « des », « du », « de la » or « de l' » with a noun.

    Why it matters: it is a plain mistake, and a trace of a text that was put together word by word.

    Example: « Il n'y a pas des solutions simples. », « Il ne boit pas de l'alcool. »

    What to do: write “de”: « Il n'y a pas de solutions simples. »
    """
    for case, items, at in sightings(cases, _DENYING, before=2, behind=2):
        last = _article_after_negation(items, at)
        if last is not None:
            article = case.text[items[at + 1].start : items[last].end]
            message = _("After a negation, “{article}” becomes “de”.").format(article=article)
            yield Hit(case.segment.index, Span(items[at].start, items[last].end), message)


def _article_after_negation(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the end of an article behind the “pas” at `at` that should be “de”.

    One function: its guards, read one after the other.
    """
    verb, last = items[at - 1], at + 1
    asked = any(item.form == "?" for item in items[at:])
    whether = any(
        item.form == "si" or (item.form == "s'" and then.form in ("il", "ils"))
        for item, then in itertools.pairwise(items[:at])
    )
    if asked or whether:
        return None  # "n'a-t-elle pas des problèmes plus pressants ?", "s'il n'y a pas des cas"
    if not _negated(items[max(0, at - 4) : at - 1]):
        return None
    taken = not verb.lemmas.isdisjoint(TAKEN) and verb.any("V")
    # "Je n'ai pas de l'argent."; not "ce n'est pas de l'eau"
    ended = len(items) > at + 4 and items[at + 4].form in (".", "!")
    taken = taken or (ended and verb.is_form_of("avoir", "V"))
    if (
        items[at].form != "plus"
        and items[last].form == "de"
        and taken
        and items[last + 1].form in ("la", "l'")
    ):
        last += 1
    elif items[last].form not in ("des", "du"):
        return None
    noun = items[last + 1] if last + 1 < len(items) else verb
    if not verb.is_form_of("avoir", "V") and not taken:
        return None
    return last if noun.any("N") and not noun.any("BO") and not noun.capital else None
