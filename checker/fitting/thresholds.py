"""What clean text may cost sets the default limits; `--precision` takes the lowest that keep what they promise.

P is the precision of what is shown: of all findings of the models that a run shows, and of the major ones among them, a
share P is right. It is measured with the very function that makes findings, on text that people marked, its sentences
weighted so that errors are as frequent as in usual machine translation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from checker.calibration import BESIDE, TYPICAL_WORDS, Point, shifted
from checker.checks.by_model.suspicion import Stretch, stretches
from checker.fitting.samples import Marked, Matrix, WordTable
from checker.types import Case, Limits, Severity

CLEAN_FINDINGS_PER_1000 = 4.0
"""What findings of models may cost on clean text; rules without models take their share besides."""


CLEAN_MAJOR_PER_1000 = 0.75

CLEAN_MAJOR_SEGMENTS = 0.05
"""What the default limits may cost on clean text, the strictest one binding."""

LENGTH_SHARE = 0.7
"""How much of what good text has of its length alone is taken off. None marks long good sentences and passes short bad
ones (of the chat's major errors none is found); all forgets that long sentences do hold more errors (of the medical
texts 3 % instead of 14 %). Out of fold, at the same cost on news, 0.7 finds most over all sets."""


def word_limit(p: Matrix, words: WordTable) -> tuple[float, float]:
    """The probability from which clean text has no more marked words than it may, and its rise; 0.5 without clean text.

    It holds for words of sentences of typical length (`checker.calibration.at_length`).
    """
    clean = words.clean & words.doubtful
    if not clean.any():
        return 0.5, 0.0
    allowed = int(words.clean.sum() * CLEAN_FINDINGS_PER_1000 / 1000)
    return _at_typical_length(p[clean], words.lengths[clean], allowed)


def major_limit(p: Matrix, words: WordTable) -> tuple[float, float]:
    """The probability of a major error from which clean text has no more major findings than it may, and its rise.

    `p`: of each word. 0.8 without clean text.
    """
    clean = words.clean & words.doubtful
    if not clean.any():
        return 0.8, 0.0
    texts, index = np.unique(words.texts[clean], return_inverse=True)
    worst = np.zeros(len(texts))
    np.maximum.at(worst, index, p[clean])
    lengths = np.zeros(len(texts))
    lengths[index] = words.lengths[clean]
    majors = words.clean.sum() * CLEAN_MAJOR_PER_1000 / 1000
    allowed = int(min(majors, len(texts) * CLEAN_MAJOR_SEGMENTS))
    return _at_typical_length(worst, lengths, allowed)


def _at_typical_length(p: Matrix, lengths: Matrix, allowed: int) -> tuple[float, float]:
    """Limit and rise: what good text of each length has of itself is taken off before the strictest are counted."""
    odds = np.log(p / (1 - p))
    length = np.log((1 + lengths) / (1 + TYPICAL_WORDS))
    varies = len(p) > 1 and float(length.std()) > 0
    slope = float(np.polyfit(length, odds, 1)[0]) if varies else 0.0
    rise = round(LENGTH_SHARE * max(0.0, slope), 4)
    falling = np.sort(1 / (1 + np.exp(rise * length - odds)))[::-1]
    return _limit(falling, allowed), rise


def _limit(falling: Matrix, allowed: int) -> float:
    """Just above the value that would be one too many."""
    return round(float(falling[min(allowed, len(falling) - 1)]) + 1e-6, 6)


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A marked text with the probabilities that models which have not seen it give its words."""

    case: Case
    marks: Sequence[Marked]
    bad: bool
    major: bool


def finding_points(texts: Sequence[Shown], fewest: int = FEWEST) -> tuple[Point, ...]:
    """What findings are worth, by the probability of a wrong word that they need. Right: an error is marked there."""
    values = [p for one in texts for p in one.case.word_p_bad]

    def right(stretch: Stretch, one: Shown) -> bool:
        return _overlaps(stretch, one, one.marks)

    weights = _usual([one.bad for one in texts], USUAL_ANY)
    return _points(
        texts, values, weights, lambda t: Limits(t, 1.0, shifted(t, -BESIDE)), right, False, fewest
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
                for stretch in stretches(replace(one.case, limits=limits(threshold)))
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
