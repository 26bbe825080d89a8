"""Which words a language has, by how often people write them (wordfreq, Speer 2022,
https://doi.org/10.5281/zenodo.7199437).
"""

from __future__ import annotations

import functools
import math

import regex

from checker.languages import primary
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


_RARE = 3.6
"""Logarithm to base 10 in a billion words below which a word is rare: a model has seen too little of it to judge it."""

_USED = 1.3
"""On the same scale, from which people use it, where no dictionary says so."""


def rare_but_used(word: str, lang: str) -> bool:
    """Whether a word is one that people use, though so seldom that a language model finds it improbable anywhere."""
    folded, code = word.casefold(), primary(lang)
    frequency = zipf(folded, code)
    own = lexicon(code)
    return frequency < _RARE and (frequency >= _USED or bool(own and own.readings(folded)))


def exists(word: str, lang: str) -> bool:
    """Whether anybody writes this word, without hyphen or apostrophe, in the language."""
    return len(word) == 1 or zipf(word, lang) > 0


@functools.lru_cache(maxsize=65536)
def zipf(word: str, lang: str) -> float:
    """Logarithm to base 10 of how often a word stands in a billion words; infinite without a word list."""
    from wordfreq import zipf_frequency

    try:
        return float(zipf_frequency(word, lang))
    except LookupError:
        return math.inf
