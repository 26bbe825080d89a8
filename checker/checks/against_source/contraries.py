"""Words that are the contrary of what stands on the other side: unsafe, « sûre »."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import regex

from checker.languages import Language, small_words
from checker.languages.morphology import lemmas
from checker.languages.senses import Senses, senses
from checker.languages.vocabulary import zipf
from checker.types import Span

WORD = regex.compile(r"\p{L}++")
STEM = 4
"""Letters that must be left of a word behind its prefix: inutile."""
_MEANT = 0.25
"""Share of the links of a positive that a word must have to be its translation."""
_NOT_MEANT = 0.02
"""Share of the links of a contrary from which a word may be its translation."""
_RATHER = 0.5
"""Such a share, by that of the positive, up to which the word still means the positive."""
_USED = 3.0
"""How often (Zipf, 0..8) a positive with a prefix of its own is written."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A contrary in one text, and the word of the other that means its positive."""

    contrary: Span
    positive: Span


def turned(ours: str, theirs: str, own: Language, other: Language) -> Turned | None:
    """The first contrary of `ours` that `theirs` renders by its positive; None without one, or without senses.

    Where `ours` has both, or `theirs` the contrary as it is, that is None too.
    """
    for match in WORD.finditer(ours):
        word = match.group().lower()
        positive = positive_of(word, own)
        if positive is None:
            continue
        meant = forms(positive, own.code)
        if _has(ours, meant, own) or _has(theirs, frozenset([word]), other):
            continue
        known = senses_between(other.code, own.code)
        found = _meant(theirs, forms(word, own.code), meant, other, known)
        if found is not None:
            return Turned(Span(*match.span()), found)
    return None


def positive_of(word: str, known: Language) -> str | None:
    """What a word is the contrary of, by its beginning: disable, enable; None where it is of nothing."""
    for prefix, instead in known.contrary_prefixes.items():
        if word.startswith(prefix) and len(word) - len(prefix) >= STEM:
            if listed(known.not_contrary).fullmatch(word):
                return None
            for beginning in instead:
                positive = beginning + word[len(prefix) :]
                # The positive is the usual word, unless both have a prefix.
                least = _USED if beginning else zipf(word, known.code)
                if zipf(positive, known.code) >= least:
                    return positive
    return None


@functools.lru_cache(maxsize=32)
def listed(words: tuple[str, ...]) -> regex.Pattern[str]:
    """Whole words, with * for any letters."""
    either = "|".join(regex.escape(word).replace(r"\*", r"\p{L}*") for word in words)
    return regex.compile(rf"(?:{either})" if words else r"(?!)")


def _has(text: str, wanted: frozenset[str], lang: Language) -> bool:
    return any(not wanted.isdisjoint(forms(word, lang.code)) for word in WORD.findall(text.lower()))


def _meant(
    text: str, contrary: frozenset[str], positive: frozenset[str], lang: Language, known: Senses
) -> Span | None:
    """The word of a text that means the positive, where none may mean the contrary."""
    if not any(form in known.meanings for form in contrary):
        return None  # nobody knows how it is said
    span = None
    for match in WORD.finditer(text):
        word = match.group().lower()
        mine = forms(word, lang.code)
        plain = max(known.rendering(form, one) for form in mine for one in positive)
        other = max(known.rendering(form, one) for form in mine for one in contrary)
        if other >= _NOT_MEANT and other > _RATHER * plain:
            return None
        if plain >= _MEANT and span is None and _may_be_positive(word, lang):
            span = Span(*match.span())
    return span


def _may_be_positive(word: str, known: Language) -> bool:
    """Whether a word is no contrary by its beginning, and none of grammar's small words."""
    prefixes = (*known.contrary_prefixes, *known.negative_prefixes)
    return word not in small_words(known.tag) and not any(
        word.startswith(prefix) and len(word) - len(prefix) >= STEM for prefix in prefixes
    )


@functools.lru_cache(maxsize=4)
def senses_between(lang: str, pivot: str) -> Senses:
    """The senses of two languages, whichever of them has the data; empty without any."""
    found = senses(lang, pivot)
    if found.words:
        return found
    other = senses(pivot, lang)
    return Senses(other.meanings, other.words)


@functools.lru_cache(maxsize=8192)
def forms(word: str, lang: str) -> frozenset[str]:
    """A word as it stands and its dictionary forms."""
    return lemmas(word, lang) | {word}
