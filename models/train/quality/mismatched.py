"""Sources that belong to another text, in every degree of nearness."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from corpus import Pair
from quality.planted import good
from quality.rows import Row

RARE = 400
"""Pairs that may hold a word by which two texts count as near."""

SHARED = 0.6
"""Share of the words of the shorter text from which two texts may mean the same."""


def mismatched(pairs: Sequence[Pair], count: int, chance: random.Random) -> Iterator[Row]:
    """Rows of `count` pairs (first language the source): wrong sources, right ones, and half-right ones.

    A wrong source is one that shares rare words, a neighbour of the same document, one of like length and origin, or
    any.
    """
    places: dict[str, list[int]] = defaultdict(list)
    of_origin: dict[str, list[int]] = defaultdict(list)
    order = {}
    for at, pair in enumerate(pairs):
        order[at] = len(of_origin[pair.origin])
        of_origin[pair.origin].append(at)
        for word in _words(pair.first):
            places[word].append(at)

    def near(at: int) -> int | None:
        shared: Counter[int] = Counter()
        for word in _words(pairs[at].first):
            if 2 <= len(places[word]) <= RARE:
                shared.update(dict.fromkeys(places[word], 1))
        del shared[at]
        best = [other for other, _ in shared.most_common(6)]
        return chance.choice(best) if best else None

    def neighbour(at: int) -> int | None:
        line = of_origin[pairs[at].origin]
        beside = order[at] + chance.choice((-2, -1, 1, 2))
        return line[beside] if 0 <= beside < len(line) else None

    def alike(at: int) -> int | None:
        line = of_origin[pairs[at].origin]
        some = chance.sample(line, min(60, len(line)))
        size = len(pairs[at].first)
        return next(
            (one for one in some if one != at and abs(len(pairs[one].first) - size) < 12), None
        )

    def anyone(_at: int) -> int | None:
        return chance.randrange(len(pairs))

    for at in chance.sample(range(len(pairs)), min(count, len(pairs))):
        other = chance.choice((near, near, neighbour, alike, anyone))(at)
        if other is None or other == at or _same(pairs[at], pairs[other]):
            continue
        wrong, text = pairs[other].first, pairs[at].second
        yield Row(wrong, text, None, 2.3, True, True, True, needs_source=True, kind="mismatched")
        if chance.random() < 0.5:
            yield good(pairs[at].first, text)
        if chance.random() < 0.12:
            both = f"{pairs[at].first} {wrong}"
            yield Row(both, text, None, 1.2, True, True, False, needs_source=True, kind="half")


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{4,}", text.lower()))


def _same(one: Pair, two: Pair) -> bool:
    """Whether two pairs may be translations of each other: short strings of one program often are."""
    left = set(re.findall(r"\w+", one.second.lower()))
    right = set(re.findall(r"\w+", two.second.lower()))
    return len(left & right) > SHARED * max(1, min(len(left), len(right)))
