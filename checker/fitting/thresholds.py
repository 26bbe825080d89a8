"""What clean text may cost sets the default thresholds; `--precision` takes the lowest that deliver what they promise.

P is the precision of what is shown: of all findings of the models that a run shows, and of the major ones among them, a
share P is right. It is measured with the very function that makes findings, on text that people marked, its sentences
weighted so that errors are as frequent as in usual machine translation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from checker.calibration.model import (
    BESIDE,
    LEVEL,
    TYPICAL_WORDS,
    Point,
    limits_at,
    shifted,
)
from checker.checks.by_model.suspicion import Stretch, phrases, stretches
from checker.config import Config
from checker.fitting.samples import Marked
from checker.types import Case, Limits, Severity

CLEAN_FINDINGS_PER_1000, CLEAN_FINDINGS_BESIDE_SOURCE = 1.6, 4.0
"""What findings of models may cost on clean text at the default limits, in 1,000 words, without a source, and beside
one, where whoever reads them can tell; rules without models take their share besides. Without a source few of
the next are worth it: out of fold, 4.5 instead of 2.6 mark words in medicine with a correlation of .23 instead of .30,
in product texts .21 instead of .22, in chat .25 both; 2.3 instead of 1.6 find one more of 291 errors of real pages and
doubt a fifth more on pages that people wrote."""

CLEAN_MAJOR_PER_1000 = 0.8
"""The same of serious doubts; a usual word alone, which is none of the findings without a source, counts too."""

LENGTH_SHARE = 0.85
"""Share of the length effect that the thresholds remove. 0 over-flags long correct sentences and passes short bad ones
(it stops 8 % of the chat's major errors); 1 ignores that longer sentences really contain more errors. Out of fold, at
the same cost on news, 0.7 and 1 stop as much of the chat (26 %; beside their source 12 and 17 %), 0.7 twice as many of
the 13 medical ones."""

WITHOUT_CLEAN = Limits(0.5, 0.8)
"""The thresholds where there is no clean text to set them by."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A marked text with the probabilities that models which have not seen it give its words."""

    case: Case
    config: Config
    marks: Sequence[Marked]
    bad: bool
    major: bool


def default_limits(clean: Sequence[Shown]) -> tuple[Limits, Limits]:
    """The lowest thresholds, for a text of typical length, that keep clean text within budget, and their length slopes.

    `clean`: texts that people wrote, with the probabilities that models give their words which have not seen them.
    Their findings are counted by the functions that make them. Rises: see `checker.calibration.model.at_length`.
    """
    if not clean:
        return WITHOUT_CLEAN, LEVEL
    cases = [one.case for one in clean]
    sourced = any(case.segment.source for case in cases)
    allowed = CLEAN_FINDINGS_BESIDE_SOURCE if sourced else CLEAN_FINDINGS_PER_1000
    words = sum(len(case.words) for case in cases)
    worst = [max(case.word_p_major, default=0.0) for case in cases]
    rises = Limits(
        _rise(
            [p for c in cases for p in c.word_p_bad], [len(c.words) for c in cases for _ in c.words]
        ),
        _rise(worst, [len(case.words) for case in cases]),
    )

    def at(word: float, major: float) -> list[Case]:
        return [
            replace(case, limits=limits_at(Limits(word, major), rises, len(case.words)))
            for case in cases
        ]

    def serious(major: float) -> int:
        doubts = (doubt for case in at(1.0, major) for doubt in stretches(case))
        return sum(doubt.severity is Severity.MAJOR for doubt in doubts)

    major = _lowest(serious, words * CLEAN_MAJOR_PER_1000 / 1000)
    word = _lowest(
        lambda word: sum(
            1
            for one, case in zip(clean, at(word, major), strict=True)
            for _said in phrases(case, one.config)
        ),
        words * allowed / 1000,
    )
    return Limits(word, major), rises


def _rise(p: Sequence[float], lengths: Sequence[int]) -> float:
    """What good text has of its length: the slope of the log-odds over the logarithm of the words."""
    inside = np.clip(np.array(p), 1e-6, 1 - 1e-6)
    length = np.log((1 + np.array(lengths)) / (1 + TYPICAL_WORDS))
    if len(set(lengths)) < 2:
        return 0.0
    slope = float(np.polyfit(length, np.log(inside / (1 - inside)), 1)[0])
    return round(LENGTH_SHARE * max(0.0, slope), 4)


def _lowest(cost: Callable[[float], int], allowed: float) -> float:
    """The lowest limit, to a thousandth of its log-odds, that costs no more than is allowed."""
    low, high = -14.0, 14.0
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (
            (low, middle) if cost(1 / (1 + math.exp(-middle))) <= allowed else (middle, high)
        )
    return math.ceil(1e6 / (1 + math.exp(-high))) / 1e6


MOST_MARKED = 0.2
"""No limit that `--precision` picks is below the one that doubts this share of the words of translated text."""

USUAL_ANY, USUAL_MAJOR = 0.4, 0.2
"""Share of the sentences of usual machine translation with an error, and with a major one; precision is measured at it.
In the judgements of WMT 2020 and 2021 it is 31 to 68 % and 15 to 44 % by language pair."""

FEWEST = 25
"""Findings from which their precision is worth a point."""

STEPS = (
    0.0,
    0.15,
    0.3,
    0.45,
    0.6,
    0.7,
    0.8,
    0.86,
    0.9,
    0.93,
    0.95,
    0.97,
    0.98,
    0.985,
    0.99,
    0.993,
    0.996,
)
"""Quantiles, among the most doubted words, of the thresholds that are tried."""


def finding_points(texts: Sequence[Shown], fewest: int = FEWEST) -> tuple[Point, ...]:
    """What findings are worth, by the probability of a wrong word that they need. Right: an error is marked there."""
    values = [p for one in texts for p in one.case.word_p_bad]

    def right(stretch: Stretch, one: Shown) -> bool:
        return _overlaps(stretch, one, one.marks)

    weights = _usual([one.bad for one in texts], USUAL_ANY)
    return _points(
        texts,
        values,
        weights,
        lambda t: Limits(t, 1.0, shifted(t, -BESIDE)),
        right,
        False,
        fewest,
    )


def major_points(texts: Sequence[Shown], fewest: int = FEWEST) -> tuple[Point, ...]:
    """What major findings are worth, by the probability of a major error that they need.

    Right: people marked an error there, in a sentence with a major one.
    """
    values = [p for one in texts for p in one.case.word_p_major]

    def right(stretch: Stretch, one: Shown) -> bool:
        return one.major and _overlaps(stretch, one, one.marks)

    weights = _usual([one.major for one in texts], USUAL_MAJOR)
    return _points(texts, values, weights, lambda t: Limits(1.0, t, 1.0), right, True, fewest)


def _points(
    texts: Sequence[Shown],
    values: Sequence[float],
    weights: Sequence[float],
    limits: Callable[[float], Limits],
    right: Callable[[Stretch, Shown], bool],
    major: bool,
    fewest: int,
) -> tuple[Point, ...]:
    if not values or not any(one.marks for one in texts):
        return ()
    most = 1 - MOST_MARKED
    steps = np.unique(np.quantile(values, [most + MOST_MARKED * step for step in STEPS]))
    # Where many words are doubted alike, a quantile's own value would doubt more of them.
    steps = steps[[np.mean(np.array(values) >= step) <= MOST_MARKED for step in steps]]
    wanted = sum(
        weight * (not major or mark.major)
        for weight, one in zip(weights, texts, strict=True)
        for mark in one.marks
    )
    out: list[Point] = []
    counts: list[int] = []
    for threshold in steps.tolist():
        good = shown = found = 0.0
        count = 0
        for weight, one in zip(weights, texts, strict=True):
            own = [
                stretch
                for stretch in phrases(replace(one.case, limits=limits(threshold)), one.config)
                if not major or stretch.severity is Severity.MAJOR
            ]
            count += len(own)
            shown += weight * len(own)
            good += weight * sum(right(stretch, one) for stretch in own)
            found += weight * sum(
                any(stretch.span(one.case).overlaps(mark.span) for stretch in own)
                for mark in one.marks
                if not major or mark.major
            )
        if count >= fewest:
            counts.append(count)
            out.append(Point(round(good / shown, 4), round(found / wanted, 4), round(threshold, 6)))
    return _rising(out, counts)


def _rising(points: Sequence[Point], counts: Sequence[int]) -> tuple[Point, ...]:
    """The points with precisions that never fall with the threshold: isotonic regression, weighted by findings."""
    if not points:
        return ()
    from sklearn.isotonic import IsotonicRegression

    fitted: Any = IsotonicRegression()
    rising = fitted.fit_transform(
        np.arange(len(points)), [point.precision for point in points], sample_weight=counts
    )
    return tuple(
        replace(point, precision=round(float(p), 4))
        for point, p in zip(points, rising, strict=True)
    )


def _overlaps(stretch: Stretch, one: Shown, marks: Sequence[Marked]) -> bool:
    return any(stretch.span(one.case).overlaps(mark.span) for mark in marks)


def _usual(bad: Sequence[bool], share: float) -> list[float]:
    """Weights of texts under which this share of them is bad."""
    rate = sum(bad) / max(len(bad), 1)
    if rate in (0.0, 1.0):
        return [1.0] * len(bad)
    return [share / rate if one else (1 - share) / (1 - rate) for one in bad]
