"""The figures of one gold file: whatever its labels allow, each beside what the length of a text alone would give.

Longer texts hold more errors, so length alone is a rival with an AUROC of 0.6 to 0.8. Inside a fifth of the
texts of about one length that advantage is gone: what is left there is what the checker adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from checker.evaluate import statistics
from checker.evaluate.gold import Row
from checker.evaluate.running import Opinion
from checker.evaluate.statistics import (
    Comparison,
    Estimate,
    Flags,
    Indices,
    Matrix,
    Reliability,
    Vector,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a set. `length`: what length alone gives; `inside`: the figure inside length quintiles."""

    name: str
    estimate: Estimate
    texts: int
    positives: int | None = None
    length: Estimate | None = None
    inside: Estimate | None = None
    length_inside: Estimate | None = None


@dataclass(frozen=True, slots=True)
class SetFigures:
    """All that is said of one gold file. `intervals`: what the bootstrap draws, documents or rows."""

    name: str
    rows: int
    texts: int
    words: int
    documents: int | None
    intervals: str
    not_scorable: Mapping[str, int]
    unknown_labels: Mapping[str, int]
    figures: tuple[Figure, ...]
    reliability: Reliability | None

    def figure(self, name: str) -> Figure | None:
        """The figure of that name, where the labels allow one."""
        return next((figure for figure in self.figures if figure.name == name), None)


@dataclass(frozen=True, slots=True)
class Table:
    """What a set asks of any score of its texts, as columns; `nan` and False in a mask where unknown."""

    bad: Flags
    bad_known: Flags
    major: Flags
    major_known: Flags
    score: Vector
    length: Vector
    clusters: tuple[object, ...]

    @classmethod
    def of(cls, rows: Sequence[Row], length: Sequence[int], *, use_source: bool) -> Table:
        """The columns of rows that are single texts; `length` in words."""
        known = [
            row.bad is not None and (use_source or not row.bad_only_beside_source) for row in rows
        ]
        return cls(
            np.array([bool(row.bad) for row in rows], dtype=bool),
            np.array(known, dtype=bool),
            np.array([bool(row.major) for row in rows], dtype=bool),
            np.array([row.major is not None for row in rows], dtype=bool),
            np.array([np.nan if r.score is None else r.score for r in rows], dtype=np.float64),
            np.array(length, dtype=np.float64),
            clusters(rows),
        )


def clusters(rows: Sequence[Row]) -> tuple[object, ...]:
    """What the bootstrap draws for each row: its document, or itself where fewer than two are known."""
    documents = {row.doc for row in rows if row.doc is not None}
    if len(documents) < 2:
        return tuple(range(len(rows)))
    return tuple(index if row.doc is None else row.doc for index, row in enumerate(rows))


def risks(opinions: Sequence[Opinion]) -> Vector:
    """What texts are ranked by: `p_bad`, the lowest where the checker would not judge.

    A run without models has no probabilities; texts are then ranked by their worst finding.
    """
    if all(one.p_bad is None for one in opinions):
        return np.array([one.worst for one in opinions], dtype=np.float64)
    return np.array([one.p_bad or 0.0 for one in opinions], dtype=np.float64)


def overall(opinions: Sequence[Opinion]) -> Vector:
    """What texts are ranked by where any error counts and where scores are compared: 100 less `quality`.

    The lowest where the checker would not judge; as `risks` in a run without models.
    """
    if all(one.quality is None for one in opinions):
        return risks(opinions)
    return np.array([0.0 if one.quality is None else 100 - one.quality for one in opinions])


def ranked(
    table: Table, risk: Vector, weights: Matrix, overall: Vector | None = None
) -> Iterator[Figure]:
    """How well scores of texts, higher is worse, put the bad before the good and agree with people's.

    `risk` is for major errors; `overall`, by default the same, for any error and for people's scores.
    """
    overall = risk if overall is None else overall
    for name, bad, known, by in (
        ("any", table.bad, table.bad_known, overall),
        ("major", table.major, table.major_known, risk),
    ):
        mine = np.flatnonzero(known)
        wrong = bad[mine]
        if not wrong.any() or wrong.all():
            continue
        for figure, comparison in (
            ("auroc", statistics.AUROC),
            ("ap", statistics.AVERAGE_PRECISION),
        ):
            found = _compared(wrong, by, table, weights, mine, comparison)
            yield Figure(f"{figure}.{name}", found[0], len(mine), int(wrong.sum()), *found[1:])
    mine = np.flatnonzero(np.isfinite(table.score))
    if len(mine) < 3 or np.ptp(table.score[mine]) == 0:
        return
    # People's scores are high for good texts, risks for bad ones: agreement is the correlation turned round.
    truth = -table.score[mine]
    for figure, comparison in (("spearman", statistics.SPEARMAN), ("kendall", statistics.KENDALL)):
        drawn = weights
        if figure == "kendall" and len(mine) > statistics.MOST_PAIRS:
            drawn = weights[:0]
        found = _compared(truth, overall, table, drawn, mine, comparison)
        yield Figure(figure, found[0], len(mine), None, *found[1:])


def _compared(
    truth: Flags | Vector,
    risk: Vector,
    table: Table,
    weights: Matrix,
    mine: Indices,
    comparison: Comparison,
) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    """A figure of the risk and of length alone: by risk, by length, and both inside length quintiles."""
    groups = statistics.quintiles(table.length[mine])
    drawn = weights[:, mine]
    of_risk, of_length = (
        (
            statistics.estimate(
                comparison.plain(truth, score), comparison.weighted(truth, score), drawn
            ),
            statistics.estimate(
                comparison.inside(truth, score, groups),
                comparison.weighted(truth, score, groups),
                drawn,
            ),
        )
        for score in (risk[mine], table.length[mine])
    )
    return of_risk[0], of_length[0], of_risk[1], of_length[1]
