"""Measurements by other models on the scale of those that a calibration was fitted on.

A stronger translation model finds every text more probable. Both models therefore measure the same anchor sentences
(checker/data/anchors: good ones and bad ones, written for this), as two exams share items, and each measurement is
mapped so that its distribution over the anchors agrees: equipercentile equating (Kolen & Brennan 2014, Test Equating,
Scaling, and Linking, https://doi.org/10.1007/978-1-4939-0317-7). The text that is checked has no part in it: adapting
to that would take off what is wrong with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from checker.languages import primary
from checker.types import Block, Measurements, Segment, Span

LEVELS = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
"""At which quantiles two distributions are made to agree; between them the map is straight, beyond them a shift."""

Quantiles = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Anchored:
    """What models measured of the anchor sentences: for each measurement its quantiles at `LEVELS`."""

    segment: Quantiles
    words: Quantiles


def anchors(lang: str, pivot: str) -> list[Segment]:
    """The anchor sentences of a pair of languages, each a document of its own, with sources; none where none exist."""
    name = f"{primary(lang)}-{primary(pivot)}.tsv"
    file = resources.files("checker") / "data" / "anchors" / name
    if not file.is_file():
        return []
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    return [
        Segment(at, text, Span(0, len(text)), Block(text, source=source, extra={"doc": at}), source)
        for at, (text, source) in enumerate(rows)
    ]


def anchored(measured: Sequence[Measurements]) -> Anchored:
    """The quantiles of what was measured of the anchors."""
    segment = {name for one in measured for name in one.segment}
    words = {name for one in measured for name in one.words}
    return Anchored(
        _quantiles(
            {name: [one.segment.get(name, math.nan) for one in measured] for name in segment}
        ),
        _quantiles(
            {name: [v for one in measured for v in one.words.get(name, ())] for name in words}
        ),
    )


def equated(
    measured: Iterable[Measurements], mine: Anchored, theirs: Anchored
) -> list[Measurements]:
    """Measurements on the scale `mine`, as models would have made them that measured the anchors as `theirs`."""
    return [
        Measurements(
            {
                name: _mapped((value,), mine.segment.get(name), theirs.segment.get(name))[0]
                for name, value in one.segment.items()
            },
            {
                name: _mapped(values, mine.words.get(name), theirs.words.get(name))
                for name, values in one.words.items()
            },
        )
        for one in measured
    ]


def _quantiles(columns: Mapping[str, Sequence[float]]) -> Quantiles:
    out = {}
    for name, values in sorted(columns.items()):
        known = [value for value in values if not math.isnan(value)]
        if known:
            out[name] = tuple(round(float(q), 6) for q in np.quantile(known, LEVELS))
    return out


def _mapped(
    values: Sequence[float], mine: tuple[float, ...] | None, theirs: tuple[float, ...] | None
) -> tuple[float, ...]:
    if mine is None or theirs is None or mine == theirs:
        return tuple(values)
    x = np.array(values)
    inside = np.interp(x, mine, theirs)
    beyond = np.where(x < mine[0], x - mine[0], np.where(x > mine[-1], x - mine[-1], 0.0))
    return tuple((inside + beyond).tolist())
