"""Words that French hardly ever has side by side, by counts.

A small word allows few kinds of word behind it: behind “peut” there is no noun, behind “dans” no verb. Which, is
counted in good texts (Atwell 1987; Bigert and Knutsson 2002) and not written by hand: models/train/neighbours.py.
"""

from __future__ import annotations

import functools
import lzma
from collections.abc import Mapping, Set
from importlib import resources

from checker.languages.fr.lexicon import WordList, readings

LEFT = WordList("neighbours.left")
"""The small words, lower case."""

RIGHT = WordList("neighbours.right")
"""Forms of “être”, “avoir” and modal verbs: other small words are said too freely behind them."""

_TOLD = frozenset(["s", "p", "2s", "3s", "3p"])
"""Numbers and persons that a group tells apart."""
_SMALL = frozenset("DEJOC")
"""Classes of small words: each of these is a group of its own."""


@functools.lru_cache(maxsize=16384)
def group(form: str) -> str:
    """The group of a word in lower case: itself for a small word, else its classes, with number or person.

    "" for a word that the lexicon lacks, for adverbs, and for a small one that is not looked at.
    """
    known = readings(form)
    kinds = {item.kind for item in known}
    if kinds & _SMALL or kinds == {"B"} or form in RIGHT:
        return form if form in RIGHT else ""
    return "+".join(
        kind + _detail({item.tag[2:] for item in known if item.kind == kind})
        if kind in "NAPV"
        else kind
        for kind in sorted(kinds)
    )


def _detail(features: Set[str]) -> str:
    """Number of a noun, person of a verb: what most decides what may stand before it."""
    if len(features) == 1:
        (one,) = features
        return one if one in _TOLD else ""
    return "3s" if "3s" in features else ""


@functools.lru_cache(maxsize=65536)
def hardly_ever(left: str, right: str) -> bool:
    """Whether a small word hardly ever has this word right behind it, both in lower case."""
    seen = unlikely().get((left, group(right)))
    return seen is not None and right not in seen


@functools.cache
def unlikely() -> Mapping[tuple[str, str], Set[str]]:
    """Small words with the groups that hardly ever follow them, and the words of the group that do follow."""
    data = (resources.files(__package__) / "neighbours.tsv.xz").read_bytes()
    rows = (line.split("\t") for line in lzma.decompress(data).decode("utf-8").splitlines())
    return {(left, right): frozenset(seen.split()) for left, right, seen in rows}
