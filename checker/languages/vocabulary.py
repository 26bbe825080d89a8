"""Which words a language has, by how often people write them."""

from __future__ import annotations

import contextlib
import functools
import itertools
import math
from collections.abc import Iterable, Mapping

import regex

from checker.languages import frequencies, primary
from checker.languages.morphology import lexicon

_PART = regex.compile(r"[\p{L}\p{M}]+")


def unknown_words(text: str, lang: str, beside: str = "") -> list[str]:
    """Words of `text` that neither its language nor the text `beside` it has (names, quotations), as they stand.

    A compound is known by its parts. In a language without a word list every word is known.
    """
    theirs = frozenset(part.casefold() for part in _PART.findall(beside))
    return [
        part
        for part in _PART.findall(text)
        if part.casefold() not in theirs and not exists(part.casefold(), primary(lang))
    ]


_USED = 1.3
"""Logarithm to base 10 in a billion words from which people use a word, where no dictionary says so."""


def in_use(word: str, lang: str) -> bool:
    """Whether a word is one that people use, as a dictionary or the list of how often words are written says."""
    folded, code = word.casefold(), primary(lang)
    return _USED <= zipf(folded, code) < math.inf or in_lexicon(folded, code)


def in_lexicon(word: str, lang: str) -> bool:
    """Whether the lexicon of a language has this form, as it is written; no, where there is none."""
    own = lexicon(lang)
    return own is not None and bool(own.readings(word))


def expect(texts: Iterable[str], lang: str) -> None:
    """Says that `unknown_words` will be asked of these texts: see `frequencies.expect`."""
    with contextlib.suppress(LookupError):
        words = {part.casefold() for text in texts for part in _PART.findall(text)}
        frequencies.expect(words, primary(lang))


def exists(word: str, lang: str) -> bool:
    """Whether anybody writes this word, without hyphen or apostrophe, in the language."""
    return len(word) == 1 or zipf(word, lang) > 0


@functools.lru_cache(maxsize=64)
def listed(lang: str) -> bool:
    """Whether there is a list of how often words of the language itself are written; without one, nothing is rare.

    wordfreq takes the list of a related language where it can (English for Welsh), which says nothing of this one.
    """
    return frequencies.listed(primary(lang))


def zipf(word: str, lang: str) -> float:
    """Logarithm to base 10 of how often a word stands in a billion words; infinite without a word list."""
    try:
        return frequencies.zipf(word, primary(lang))
    except LookupError:
        return math.inf


USUAL = 2.9
"""On the same scale, from which a word is one that `usual` knows: one in twelve of a list's words."""


@functools.lru_cache(maxsize=16384)
def usual(word: str, lang: str) -> float:
    """As `zipf` for a word that is used `USUAL` or more, else 0: for other languages than the text's.

    Of their lists only the beginning is read, in a tenth of the time and memory. Raises LookupError without a list.
    """
    known = _usual(lang)
    rarity = 0.0
    for token in frequencies.tokens(word, lang):
        if token not in known:
            return 0.0
        rarity += 10 ** -known[token]
    frequency = round(-math.log10(rarity), 2) if rarity else 0.0
    return frequency if frequency >= USUAL else 0.0


@functools.cache
def _usual(lang: str) -> Mapping[str, float]:
    last = round(100 * (9 - USUAL)) + 1
    usual = itertools.islice(frequencies.bands(lang), last)
    return {word: 9 - number / 100 for number, band in enumerate(usual) for word in band}
