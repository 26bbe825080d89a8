"""The words of a text, inflected and not, and what they may belong to in a list."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from checker.languages.morphology import lemmas, lexicon, words

Listed = TypeVar("Listed")

_REMEMBERED = 50_000
"""Forms of which it is remembered what they may belong to."""


class ByForm(dict[str, tuple[Listed, ...]]):
    """What a form of a word may belong to in a list, found at its first sight: most forms belong to nothing."""

    def __init__(self, found: Callable[[str], Iterable[Listed]]) -> None:
        super().__init__()
        self._found = found

    def __missing__(self, form: str) -> tuple[Listed, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[form] = found = tuple(self._found(form))
        return found

    def of(self, forms: Iterable[str]) -> Iterator[Listed]:
        """What any of these may belong to."""
        return itertools.chain.from_iterable(map(self.__getitem__, forms))


class Vocabulary(NamedTuple):
    """The words of a text, inflected and not."""

    forms: frozenset[str]
    dictionary: Sequence[frozenset[str]]
    """The dictionary forms of each word."""
    lemmas: frozenset[str]
    """All of these."""
    either: frozenset[str]
    """Forms and dictionary forms."""


@functools.lru_cache(maxsize=1024)
def vocabulary(text: str, lang: str) -> Vocabulary:
    """The words of a text, for every list of words."""
    forms = [item.form for item in words(text, lang)]
    own = lexicon(lang)
    dictionary = [own.lemmas(form) if own else lemmas(form, lang) for form in forms]
    every = frozenset().union(*dictionary)
    return Vocabulary(frozenset(forms), dictionary, every, every.union(forms))
