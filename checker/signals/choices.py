"""What the translation model would have written in place of each word: its rank, and the first choice's margin.

Given the back-translation, and given the source. A probability says how hard a place is too; a margin says only
how much better another word would have been.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from checker.config import Config
from checker.plugins import Need, signal
from checker.signals.likelihood import NAN, worst
from checker.types import Choice, Evidence, Measurements, Span


@signal("choices.back", needs={Need.CHOICES_GIVEN_BACK}, detail=True)
def measure_back(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """Rank and margin of each word given the back-translation."""
    return [_measured("back", case.words, case.choices_given_back) for case in cases]


@signal("choices.source", needs={Need.CHOICES_GIVEN_SOURCE})
def measure_source(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """Rank and margin of each word given the source."""
    return [_measured("source", case.words, case.choices_given_source) for case in cases]


def worst_choice(word: Span, choices: Sequence[Choice]) -> Choice | None:
    """Of the pieces of a word, the one that the model's first choice beats by most; None where it can write none."""
    mine = [
        choice
        for choice in choices
        if choice.margin is not None and choice.start < word.end and choice.end > word.start
    ]
    return max(mine, key=lambda choice: choice.margin or 0.0, default=None)


def _measured(name: str, words: Sequence[Span], choices: Sequence[Choice] | None) -> Measurements:
    worsts = [worst_choice(word, choices or ()) for word in words]
    # Lower is worse, as everywhere: margins and ranks are turned round.
    margins = tuple(NAN if c is None or c.margin is None else -c.margin for c in worsts)
    ranks = tuple(NAN if c is None or c.rank is None else -math.log(c.rank) for c in worsts)
    first = [c.rank == 1 for c in worsts if c is not None]
    return Measurements(
        {
            f"{name}.margin_worst1": worst(margins, 1),
            f"{name}.margin_worst2": worst(margins, 2),
            f"{name}.rank_worst2": worst(ranks, 2),
            f"{name}.first_share": sum(first) / len(first) if first else NAN,
        },
        {f"{name}.margin": margins, f"{name}.rank": ranks},
    )
