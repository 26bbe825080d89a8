"""Which pairs a step learns from: buckets of like length, cut by a token budget, the shortest first if asked.

The order is a function of the seed and the step alone, so that a run that was stopped goes on as if it had not been.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from encode import Encoded
from numpy.typing import NDArray
from recipe import Recipe

from checker.errors import BadInput

POOL = 50_000
"""Pairs that are sorted together: sorting all of them would make neighbours of the same few lengths for an hour."""

JITTER = 4.0
"""Pieces of noise on a length, so that a pair meets other neighbours in another epoch."""

Rows = NDArray[np.int64]


class Batch(NamedTuple):
    """Pairs to learn from, in one direction of the recipe (by number). A copy is to be written as it stands."""

    direction: int
    rows: Rows
    copy: bool


def stream(encoded: Encoded, recipe: Recipe, start: int = 0) -> Iterator[Batch]:
    """Batches from step `start` on, for ever. Raises BadInput where no pair is short enough."""
    assert recipe.translation
    setting = recipe.translation
    lengths = np.maximum(*(side.lengths for side in encoded.sides)) + 2  # prefix or start, and end
    share = np.array([setting.weights.get(name, 1.0) for name in encoded.names])[encoded.origins]
    step = 0
    for epoch in itertools.count():
        longest, until = phase(setting.curriculum, setting.longest, step)
        rng = np.random.default_rng([recipe.seed, epoch])
        taken = (rng.random(len(lengths)) < share) & (lengths <= longest + 2)
        plan: list[tuple[int, Rows]] = []
        for direction in range(len(recipe.directions)):
            rows = np.flatnonzero(taken & encoded.allowed[:, direction])
            plan += [(direction, batch) for batch in cut(rows, lengths, setting.batch_tokens, rng)]
        if not plan:
            raise BadInput(f"no pair has at most {longest} pieces on both sides", "Use more pairs.")
        order = rng.permutation(len(plan))
        copies = rng.random(len(plan)) < setting.copying
        end = len(plan) if until is None else min(len(plan), until - step)
        for at in range(max(0, start - step), end):
            direction, rows = plan[order[at]]
            yield Batch(direction, rows, bool(copies[at]) and until is not None)
        step += end


def phase(curriculum: Sequence[tuple[int, int]], longest: int, step: int) -> tuple[int, int | None]:
    """Longest side in pieces at a step, and the step at which that ends; `None`: never."""
    for until, short in curriculum:
        if step < until:
            return short, until
    return longest, None


def cut(
    rows: Rows, lengths: NDArray[np.int64], budget: int, rng: np.random.Generator
) -> Iterator[Rows]:
    """Rows in batches of at most `budget` padded tokens (at least one row), in pools of chance."""
    rows = rng.permutation(rows)
    for at in range(0, len(rows), POOL):
        pool = rows[at : at + POOL]
        pool = pool[np.argsort(lengths[pool] + rng.random(len(pool)) * JITTER, kind="stable")]
        begin = longest = 0
        for i, length in enumerate(lengths[pool].tolist()):
            longest = max(longest, length)
            if i > begin and longest * (i - begin + 1) > budget:
                yield pool[begin:i]
                begin, longest = i, length
        if len(pool):
            yield pool[begin:]
