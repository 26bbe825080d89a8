"""How much of a text its back-translation covers, by word alignment; and how long the text is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from checker.config import Config
from checker.plugins import Need, signal
from checker.signals.likelihood import NAN
from checker.types import Evidence, Measurements


@signal("coverage", needs={Need.ALIGNMENT}, detail=True)
def measure(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """Share of the words, on both sides, that are linked to a word of the other side."""
    out = []
    for case in cases:
        if case.alignment is None or not case.words:
            nothing = {"coverage.text": NAN, "coverage.back": NAN, "coverage.crossing": NAN}
            out.append(Measurements(nothing, {"coverage.linked": (NAN,) * len(case.words)}))
            continue
        links = case.alignment.links
        mine, theirs = {i for i, _ in links}, {j for _, j in links}
        out.append(
            Measurements(
                {
                    "coverage.text": len(mine) / len(case.words),
                    "coverage.back": len(theirs) / max(len(case.back_words), 1),
                    "coverage.crossing": _crossing(links),
                },
                {"coverage.linked": tuple(float(i in mine) for i in range(len(case.words)))},
            )
        )
    return out


@signal("length", needs=())
def measure_length(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """Words of the text, as a logarithm: alone it predicts errors, so it is measured and reported apart."""
    return [
        Measurements(
            {
                "length.words": math.log1p(len(case.words)),
                "length.per_word": len(case.segment.text) / max(len(case.words), 1),
            }
        )
        for case in cases
    ]


def _crossing(links: Sequence[tuple[int, int]]) -> float:
    """Share of neighbouring links that run against the order of words (0 = monotone)."""
    steps = [b[1] - a[1] for a, b in itertools.pairwise(links) if a[0] != b[0]]
    return sum(step < 0 for step in steps) / len(steps) if steps else 0.0
