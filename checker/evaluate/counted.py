"""Figures that count findings: against labels, marked places, the other side of a pair, and on good text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from checker.evaluate import statistics
from checker.evaluate.figures import Figure, Table, clusters
from checker.evaluate.gold import Row
from checker.evaluate.running import Opinion
from checker.evaluate.statistics import Estimate, Matrix, Vector
from checker.types import Severity, Span

Answered = Sequence[tuple[Row, tuple[Opinion, ...]]]
"""Rows, each with what the checker said of its texts."""

MQM_WEIGHT = {Severity.NEUTRAL: 0, Severity.MINOR: 1, Severity.MAJOR: 5, Severity.CRITICAL: 25}
"""What findings of a severity count for where a text is scored by them, as MQM usually counts."""


def gate(table: Table, opinions: Sequence[Opinion], weights: Matrix) -> Iterator[Figure]:
    """Precision and recall of findings against labels: major ones at the default gate, and any at all."""
    for name, level in (("major", Severity.MAJOR), ("any", Severity.MINOR)):
        bad, known = (table.major, table.major_known)
        if name == "any" or not known.any():
            bad, known = table.bad, table.bad_known
        wrong = (bad & known).astype(np.float64)
        if not wrong.any():
            continue
        flagged = np.array([one.flagged(level) for one in opinions]) & known
        hits = wrong * flagged
        for figure, whole in (("precision", flagged.astype(np.float64)), ("recall", wrong)):
            value, weighted = statistics.share(hits, whole)
            yield Figure(
                f"gate.{name}.{figure}",
                statistics.estimate(value, weighted, weights),
                int(known.sum()),
                int(whole.sum()),
            )


def marked(rows: Sequence[Row], opinions: Sequence[Opinion], weights: Matrix) -> Iterator[Figure]:
    """Agreement of findings with marked places, by word, by character, and exactly."""
    mine = [i for i, row in enumerate(rows) if row.marks is not None]
    wanted = {i: _spans(rows[i]) for i in mine}
    if not any(wanted.values()):
        return
    found = {
        i: [f.span for f in opinions[i].findings if f.severity > Severity.NEUTRAL] for i in mine
    }
    drawn = weights[:, mine]
    gold = [[any(s.overlaps(w) for s in wanted[i]) for w in opinions[i].words] for i in mine]
    ours = [[any(s.overlaps(w) for s in found[i]) for w in opinions[i].words] for i in mine]
    pairs = [list(zip(a, b, strict=True)) for a, b in zip(gold, ours, strict=True)]
    counts = [_column(sum(pair == kind for pair in row) for row in pairs) for kind in _CELLS]
    value, weighted = statistics.matthews(*counts)
    marked = sum(map(sum, gold))
    yield Figure("words.mcc", statistics.estimate(value, weighted, drawn), len(mine), marked)
    suspected = [
        (bad, p)
        for i, row in zip(mine, gold, strict=True)
        for bad, p in zip(row, _word_risks(opinions[i]), strict=True)
    ]
    yield from _told_apart(suspected, len(mine), marked)
    yield from _places([wanted[i] for i in mine], [found[i] for i in mine], drawn)


def _told_apart(
    suspected: Sequence[tuple[bool, float]], rows: int, marked: int
) -> Iterator[Figure]:
    """How well probabilities tell marked words from others, where there are any."""
    if any(p for _bad, p in suspected):
        flags = np.array([bad for bad, _p in suspected])
        scores = np.array([p for _bad, p in suspected])
        auroc = Estimate(_plain(statistics.auroc(flags, scores)))
        yield Figure("words.auroc", auroc, rows, marked)
        best = Estimate(_plain(statistics.best_matthews(flags, scores)))
        yield Figure("words.mcc.best", best, rows, marked)


def _places(
    wanted: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]], drawn: Matrix
) -> Iterator[Figure]:
    """Agreement by character, and of whole places."""
    for name, size in (("spans", _characters), ("spans.exact", set)):
        sets = [(size(theirs), size(ours)) for theirs, ours in zip(wanted, found, strict=True)]
        hits = _column(len(a & b) for a, b in sets)
        people, checker = _column(len(a) for a, _b in sets), _column(len(b) for _a, b in sets)
        for figure, (value, weighted) in (
            ("precision", statistics.share(hits, checker)),
            ("recall", statistics.share(hits, people)),
            ("f1", statistics.f1(hits, checker, people)),
        ):
            yield Figure(
                f"{name}.{figure}",
                statistics.estimate(value, weighted, drawn),
                len(wanted),
                int(people.sum()),
            )


_CELLS = ((True, True), (False, True), (True, False), (False, False))
"""Marked by people and by us, by us alone, by people alone, by nobody."""


def _word_risks(one: Opinion) -> tuple[float, ...]:
    return one.word_p_bad or (0.0,) * len(one.words)


def _spans(row: Row) -> list[Span]:
    """The places that people marked; an empty one (something is missing there) covers no word."""
    return [
        mark.span
        for mark in row.marks or ()
        if mark.span is not None
        and mark.span.start < mark.span.end
        and mark.severity is not Severity.NEUTRAL
    ]


def _characters(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def contests(pairs: Answered, resamples: int) -> Iterator[Figure]:
    """How often the worse of two texts gets the worse score: by probability, fluency, findings and length."""
    mine = [(row, answer) for row, answer in pairs if row.kind != "text"]
    if not mine:
        return
    rows = [row for row, _answer in mine]
    with_models = any(one.p_bad is not None for _row, answer in mine for one in answer)
    for name, score in _SCORES.items():
        if with_models or name not in _OF_MODELS:
            scores = [tuple(map(score, answer)) for _row, answer in mine]
            yield won(f"pairs.{name}", rows, scores, resamples)


def won(
    name: str, rows: Sequence[Row], scores: Sequence[tuple[float, ...]], resamples: int
) -> Figure:
    """The share of pairs in which the worse text has the higher of the two scores; ties count half."""
    weights = statistics.bootstrap_weights(clusters(rows), resamples)
    duels = [list(_duels(row)) for row in rows]
    count = _column(len(mine) for mine in duels)
    points = _column(
        sum(_won(own[worse], own[better]) for worse, better in mine)
        for own, mine in zip(scores, duels, strict=True)
    )
    value, weighted = statistics.share(points, count)
    return Figure(name, statistics.estimate(value, weighted, weights), int(count.sum()))


_SCORES: Mapping[str, Callable[[Opinion], float]] = {
    "p_bad": lambda one: one.p_bad or 0.0,
    "fluency": lambda one: -(100.0 if one.fluency is None else one.fluency),
    "findings": lambda one: sum(MQM_WEIGHT[found.severity] for found in one.findings),
    "length": lambda one: len(one.words),
}
_OF_MODELS = frozenset({"p_bad", "fluency"})


def _duels(row: Row) -> Iterator[tuple[int, int]]:
    """Indices of a worse text and a better one."""
    if row.kind == "pair":
        yield 0, 1
        return
    for one, other in combinations(range(len(row.ranks)), 2):
        if row.ranks[one] > row.ranks[other]:
            yield one, other
        elif row.ranks[one] < row.ranks[other]:
            yield other, one


def _won(worse: float, better: float) -> float:
    return 1.0 if worse > better else 0.5 if worse == better else 0.0


def alarms(pairs: Answered, resamples: int) -> Iterator[Figure]:
    """Findings on texts that people found good, by severity; where none is known to be good, on all texts."""
    good = [
        (row, answer[1] if row.kind == "pair" else answer[0])
        for row, answer in pairs
        if row.kind == "pair" or row.clean or row.bad is False
    ]
    name = "alarms"
    if not good:
        name = "findings"
        good = [(row, one) for row, answer in pairs for one in answer]
    weights = statistics.bootstrap_weights(clusters([row for row, _one in good]), resamples)
    words = _column(len(one.words) for _row, one in good)
    for severity in (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL):
        counts = _column(
            1000 * sum(found.severity is severity for found in one.findings) for _row, one in good
        )
        value, weighted = statistics.share(counts, words)
        yield Figure(f"{name}.{severity}", statistics.estimate(value, weighted, weights), len(good))
    flagged = _column(one.flagged(Severity.MAJOR) for _row, one in good)
    value, weighted = statistics.share(flagged, np.ones(len(good)))
    yield Figure(f"{name}.texts", statistics.estimate(value, weighted, weights), len(good))


def _column(values: Any) -> Vector:
    return np.array([float(value) for value in values], dtype=np.float64)


def _plain(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None
