"""Repetition that no text has on purpose: translation models fall into it where they understand nothing.

Holtzman et al. 2020, The Curious Case of Neural Text Degeneration, https://arxiv.org/abs/1904.09751
"""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 32
"""Items of the longest group that is looked for."""


def loop(items: Sequence[str], pair: int) -> range | None:
    """Where a group of neighbouring items first repeats itself without a gap: three times, or twice if it is long.

    `pair`: number of items from which a group counts as long. Takes time in proportion to the number of items.
    """
    for size in range(1, min(LONGEST, len(items) // 2) + 1):
        wanted = size if size >= pair else 2 * size
        run = 0
        for at in range(size, len(items)):
            run = run + 1 if items[at] == items[at - size] else 0
            if run >= wanted:
                return range(at + 1 - run - size, at + 1)
    return None
