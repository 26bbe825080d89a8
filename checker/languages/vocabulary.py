"""Which words a language has, by how often people write them (wordfreq, Speer 2022,
https://doi.org/10.5281/zenodo.7199437).
"""

from __future__ import annotations

import functools

import regex

from checker.languages import primary

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


@functools.lru_cache(maxsize=65536)
def exists(word: str, lang: str) -> bool:
    """Whether anybody writes this word, without hyphen or apostrophe, in the language."""
    from wordfreq import zipf_frequency

    try:
        return len(word) == 1 or zipf_frequency(word, lang) > 0
    except LookupError:
        return True
