"""French agreement inside a noun phrase: determiner and noun, noun and adjective.

A rule fires only where the lexicon leaves no reading that agrees, and the neighbours leave no other analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.languages.fr.lexicon import WordList, determiners, words
from checker.languages.morphology import Reading, Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

NUMERALS = WordList("agreement.numerals")
MONTHS = WordList("agreement.months")
GRAND = WordList("agreement.grand")
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


def hit(case: Case, first: Word, last: Word, message: str) -> Hit:
    """A hit from one word of the case's text to another."""
    return Hit(case.segment.index, Span(first.start, last.end), message)


def nominal(word: Word) -> tuple[Reading, ...]:
    """The readings of a word that have gender and number."""
    return tuple(reading for reading in word.readings if reading.nominal)


def _determiner_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether items[at] is surely a determiner that contradicts the word after it."""
    first, noun = items[at], items[at + 1]
    if (
        first.shape not in ("word", "elided")
        or noun.shape != "word"
        or first.form not in determiners()
    ):
        return False
    if first.caps or noun.capital or not noun.readings or noun.form in FIXED:
        return False
    if (
        first.form == "une"
        and noun.form == "grand"
        and at + 2 < len(items)
        and items[at + 2].form in GRAND
    ):
        return False
    if not noun.only("NAP" if first.form in CLITIC_OR_PRONOUN else "NAPVG"):
        return False
    if first.form in PRONOUN and not noun.any("N"):
        return False
    known = nominal(noun)
    if not known or noun.is_form_of("être", "V") or noun.is_form_of("avoir", "V"):
        return False
    if noun.form in MONTHS or (first.form in NUMERALS and noun.any("C")):
        return False
    gender, number = determiners()[first.form]
    if any(reading.fits(gender, number) for reading in known):
        return False
    behind = items[at + 2] if at + 2 < len(items) else None
    before = items[at - 1] if at else None
    # "un mille marin": a number that is the noun itself.
    if (
        before is not None
        and first.form in NUMERALS
        and determiners().get(before.form, "ep")[1] == "s"
    ):
        return False
    if before is not None and (
        (before.form in ("et", "-") and first.form == "un") or text_glue(before, first)
    ):
        return False
    if before is not None and before.form == "pour" and first.form == "cent":
        return False
    if behind is None:
        return True
    # "mes pull requests", "des stock options": a compound of another language.
    if behind.shape == "word" and not behind.capital:
        if not behind.readings:
            return False
        if behind.only("NV") and any(item.fits(gender, number) for item in nominal(behind)):
            return False
    # "les nom et adresse": one plural article for several singular nouns; "bac +5"; a hyphen makes another word.
    return behind.form not in ("et", "ou", ",", "+", "/") and not text_glue(noun, behind)


def text_glue(left: Word, right: Word) -> bool:
    """Whether two items touch: a hyphen, slash or point that makes one token of a name, file or inclusive form."""
    return left.end == right.start and right.form in "-–/·.•(@_'’" and right.form != "."


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
    right after it, and reports the pair when none agrees.

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
        article, noun = items[at + 1], items[at + 2]
        if article.form not in WHOLE_BEFORE or not noun.only("N") or noun.capital:
            return None
        gender, number = WHOLE[first.form]
        return None if any(item.fits(gender, number) for item in noun.readings) else at + 2
    if first.form in ("quel", "quelle", "quels", "quelles") and at + 4 < len(items):
        link, verb, article, noun = items[at + 1 : at + 5]
        if link.form != "que" or verb.form not in ("soit", "soient") or noun.capital:
            return None
        if article.form not in determiners() or not noun.only("NA") or not noun.any("N"):
            return None
        if any(item.form in ("et", "ou") for item in items[at + 5 : at + 9]):
            return None
        gender, number = determiners()[first.form]
        return None if any(item.fits(gender, number) for item in nominal(noun)) else at + 4
    return None


def _clause_start(items: tuple[Word, ...], at: int) -> int:
    """Index of the first item of the stretch without strong punctuation that holds items[at]."""
    while at > 0 and not (items[at - 1].shape == "mark" and items[at - 1].form not in "'’%-"):
        at -= 1
    return at


def _could_own(word: Word, adjective: Word) -> bool:
    """Whether an adjective might agree with this earlier word of the clause."""
    if word.shape == "number" or (word.capital and not word.readings):
        return True
    if word.shape == "elided":
        return word.form in ("j'", "m'", "t'", "s'", "l'")
    pronoun = (
        word.form.removeprefix("-t").removeprefix("-") if word.shape == "clitic" else word.form
    )
    if word.form in (
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
        "les",
        "lui",
        "leur",
        "celui",
    ):
        return word.form != "les"
    if pronoun in PRONOUN_FORM:
        gender, number = PRONOUN_FORM[pronoun]
        return any(reading.fits(gender, number) for reading in nominal(adjective))
    if word.shape == "clitic":
        return True
    own = tuple(
        reading for reading in word.readings if reading.kind in "NRP" or reading.tag[0] == "A"
    )
    if word.form in determiners() or not own:
        return not word.readings and word.shape == "word"
    return any(
        mine.fits(theirs.tag[1], theirs.tag[2]) for mine in own for theirs in nominal(adjective)
    )


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
    noun, adjective = items[at], items[at + 1]
    if noun.shape != "word" or adjective.shape != "word" or noun.capital or adjective.capital:
        return False
    lead = items[at - 1].form
    sure = "NAV" if lead in determiners() and lead not in CLITIC else "NA"
    if not noun.only(sure) or not noun.any("N") or not adjective.only("APN"):
        return False
    if not adjective.any("AP"):
        return False
    # "les pires craintes": the adjective comes first.
    if any(
        first.kind == "A" and second.kind == "N" and first.fits(second.tag[1], second.tag[2])
        for first in noun.readings
        for second in adjective.readings
    ):
        return False
    # "des recherches utilisateur": a noun set beside a noun.
    if adjective.form.endswith(("eur", "eurs")) and adjective.any("N"):
        return False
    if adjective.form in FIXED or noun.form in COLLECTIVE | {"fois", "abord", "fin"}:
        return False
    mine = [reading for reading in noun.readings if reading.kind == "N"]
    before = items[at - 1]
    shown = determiners().get(before.form, ("e", "i"))
    genders = {reading.tag[1] for reading in mine if reading.fits(*shown)}
    gender = genders.pop() if len(genders) == 1 else "e"
    gender = shown[0] if gender == "e" else gender
    if any(
        other.fits(gender, reading.tag[2])
        for reading in mine
        if reading.fits(*shown)
        for other in nominal(adjective)
    ) or not any(reading.fits(*shown) for reading in mine):
        return False
    if (
        before.form not in determiners()
        and before.form not in ("de", "d'", "l'", "en")
        and not before.any("A")
    ):
        return False
    start = _clause_start(items, at)
    earlier = items[start:at]
    if any(_could_own(word, adjective) for word in earlier):
        return False
    plural = all(reading.tag[2] == "p" for reading in nominal(adjective))
    if plural and (
        start > 0 or any(word.form in ("et", "ou", "ni", "que", "qu'") for word in earlier)
    ):
        nouns = [word for word in items[:at] if word.any("NR") or word.capital]
        linked = [
            word
            for word in items[:at]
            if word.form in ("et", "ou", "ni", ",", "/", "&", "comme", "avec")
        ]
        singular_noun = all(reading.tag[2] != "p" for reading in mine)
        masculine = any(reading.tag[1] != "f" for reading in nominal(adjective))
        if linked and nouns and (singular_noun or masculine):
            return False
    after = items[at + 2] if at + 2 < len(items) else None
    if after is not None:
        # "les cultures italienne et allemande": one plural noun, several singular adjectives.
        if not plural and after.form in (",", "et", "ou"):
            return False
        # "les partisans nouvelle génération": the adjective belongs to what follows.
        if after.shape == "word" and any(
            reading.kind in "NA" and reading.fits(other.tag[1], other.tag[2])
            for reading in after.readings
            for other in nominal(adjective)
        ):
            return False
        if text_glue(adjective, after) or text_glue(noun, adjective):
            return False
    return True


def _complement_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether a plural adjective ends « un plan de financement innovants », where both nouns are singular."""
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
