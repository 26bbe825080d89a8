"""What rules of French agreement ask of the words of a noun phrase.

Readings come of the lexicon; what they leave open agrees.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from checker.languages.fr.lexicon import WordList, determiners
from checker.languages.morphology import Reading, Word
from checker.types import Case, Hit, Span

# Also pronouns before a verb (le voir, leur donner).
CLITIC = WordList("agreement.clitic")
# Feminine by old usage without an -e (grand-mère written apart), or fixed before the noun.
FIXED = WordList("agreement.fixed")
# Nouns that stand for many: the verb may agree with what follows or is meant.
COLLECTIVE = WordList("agreement.collective")
PRONOUN_FORM = {"il": ("m", "s"), "elle": ("f", "s"), "ils": ("m", "p"), "elles": ("f", "p")}
JOINING = {"et", "ou", "ni", "que", "qu'"}
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
_NO_OWNER = {"les", "est", "a"}
"""An article, and verbs that may be nouns (the east, the letter)."""
REFLEXIVE = {"j'", "m'", "t'", "s'", "l'"}


def hit(case: Case, first: Word, last: Word, message: str) -> Hit:
    """A hit from one word of the case's text to another."""
    return Hit(case.segment.index, Span(first.start, last.end), message)


def nominal(word: Word) -> tuple[Reading, ...]:
    """The readings of a word that have gender and number."""
    return _nominal(word.readings)


@functools.lru_cache(maxsize=16384)
def _nominal(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(reading for reading in readings if reading.nominal)


def as_noun(word: Word) -> list[Reading]:
    """The readings of a word as a noun."""
    return [reading for reading in word.readings if reading.kind == "N"]


def some_fits(readings: Iterable[Reading], gender: str, number: str) -> bool:
    """Whether one of these readings does not contradict gender (m, f, e both) and number (s, p, i both)."""
    return any(reading.fits(gender, number) for reading in readings)


def share_form(some: Iterable[Reading], others: Sequence[Reading]) -> bool:
    """Whether one of these readings has the gender and number of one of the others."""
    return any(one.fits(other.tag[1], other.tag[2]) for one in some for other in others)


def text_glue(left: Word, right: Word) -> bool:
    """Whether two items touch: a hyphen, slash or point that makes one token of a name, file or inclusive form."""
    return left.end == right.start and right.form in "-–/·•(@_'’"


def kinds(word: Word) -> frozenset[str]:
    """Classes of a word's readings but for a verb that “je” or “tu” alone have: « de mesures », « recueillis »."""
    return _kinds(word.readings) if "V" in word.kinds else word.kinds


@functools.lru_cache(maxsize=16384)
def _kinds(readings: tuple[Reading, ...]) -> frozenset[str]:
    spoken = ("1s", "2s")
    return frozenset(
        item.kind for item in readings if item.kind != "V" or item.tag[2:] not in spoken
    )


def could_own(word: Word, adjective: Word) -> bool:
    """Whether an adjective might agree with this earlier word of the clause."""
    if word.shape == "elided":
        return word.form in REFLEXIVE
    if word.shape == "number" or (word.capital and not word.readings):
        return True
    if word.form in DESCRIBED:
        return True
    if word.form in _NO_OWNER:
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
