"""Numbers from labels and scores: scikit-learn's and SciPy's, with bootstrap intervals by document.

The libraries give each figure. Its interval repeats the figure for many resamples (Efron 1979), for which the
functions here take weights instead of copies: row `b` of `weights` says how often each text is in resample
`b`, so that a thousand resamples are one matrix product. Tests hold both ways against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.errors import MissingExtra
from checker.messages import _

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
Weighted = Callable[[Matrix], Vector]
"""A figure of every resample, from their weights."""

SEED = 20240501
RESAMPLES = 1000
QUINTILES = 5
MOST_PAIRS = 2500
"""Texts up to which Kendall's tau, which compares all pairs, gets an interval."""

_ENOUGH = 0.9
"""Share of resamples that must give a number for an interval to be told."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None


def require() -> None:
    """Raises MissingExtra, with the command that helps, where the libraries are not installed."""
    try:
        import scipy  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError:
        raise MissingExtra(
            _("Evaluation needs SciPy and scikit-learn, which are not installed."),
            "pip install 'checker[evaluate]'",
        ) from None


def bootstrap_weights(clusters: Sequence[object], resamples: int, seed: int = SEED) -> Matrix:
    """How often each row is in each resample when whole clusters are drawn: resamples × rows."""
    names: dict[object, int] = {}
    of_row = np.array([names.setdefault(name, len(names)) for name in clusters], dtype=np.int64)
    count = max(len(names), 1)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), resamples)
    return drawn[:, of_row].astype(np.float64)


def estimate(value: float, weighted: Weighted | None, weights: Matrix | None) -> Estimate:
    """A figure with the interval that its resamples give."""
    if not np.isfinite(value):
        return Estimate(None)
    if weighted is None or weights is None or not len(weights):
        return Estimate(_rounded(value))
    found = weighted(weights)
    found = found[np.isfinite(found)]
    if len(found) < _ENOUGH * len(weights):
        return Estimate(_rounded(value))
    low, high = np.percentile(found, (2.5, 97.5))
    return Estimate(_rounded(value), _rounded(low), _rounded(high))


def quintiles(length: Vector) -> Indices:
    """Which fifth of the texts, by length, each text belongs to (0 = shortest)."""
    if not len(length):
        return np.zeros(0, dtype=np.int64)
    edges = np.quantile(length, np.linspace(0, 1, QUINTILES + 1)[1:-1])
    return np.digitize(length, edges).astype(np.int64)


# Does a score put the bad before the good?


def auroc(bad: Flags, score: Vector) -> float:
    """Probability that a bad text scores higher than a good one, ties counting half."""
    if bad.all() or not bad.any():
        return float("nan")
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(bad, score))


def auroc_inside(bad: Flags, score: Vector, groups: Indices) -> float:
    """The same over pairs of texts of one group only."""
    return float(auroc_weighted(bad, score, groups)(np.ones((1, len(bad))))[0])


def auroc_weighted(bad: Flags, score: Vector, groups: Indices | None = None) -> Weighted:
    """AUROC of resamples, over pairs inside a group where groups are given."""
    parts = [np.arange(len(bad))] if groups is None else _members(groups)

    def figure(weights: Matrix) -> Vector:
        wins, pairs = np.zeros(len(weights)), np.zeros(len(weights))
        for part in parts:
            order = part[np.argsort(score[part], kind="stable")]
            starts = _starts(score[order])
            taken = weights[:, order]
            positive = np.add.reduceat(taken * bad[order], starts, axis=1)
            negative = np.add.reduceat(taken * ~bad[order], starts, axis=1)
            below = np.cumsum(negative, axis=1) - negative
            wins += (positive * (below + negative / 2)).sum(axis=1)
            pairs += positive.sum(axis=1) * negative.sum(axis=1)
        return _divided(wins, pairs)

    return figure


def average_precision(bad: Flags, score: Vector) -> float:
    """Mean precision over the places of the bad texts when all are sorted by score."""
    if not bad.any():
        return float("nan")
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(bad, score))


def average_precision_inside(bad: Flags, score: Vector, groups: Indices) -> float:
    """The mean over groups, each as heavy as it has bad texts."""
    return float(average_precision_weighted(bad, score, groups)(np.ones((1, len(bad))))[0])


def average_precision_weighted(
    bad: Flags, score: Vector, groups: Indices | None = None
) -> Weighted:
    """Average precision of resamples."""
    parts = [np.arange(len(bad))] if groups is None else _members(groups)

    def figure(weights: Matrix) -> Vector:
        total, share = np.zeros(len(weights)), np.zeros(len(weights))
        for part in parts:
            order = part[np.argsort(-score[part], kind="stable")]
            starts = _starts(score[order])
            taken = weights[:, order]
            positive = np.add.reduceat(taken * bad[order], starts, axis=1)
            everything = np.add.reduceat(taken, starts, axis=1)
            precision = _divided(np.cumsum(positive, axis=1), np.cumsum(everything, axis=1))
            share += (positive * np.nan_to_num(precision)).sum(axis=1)
            total += positive.sum(axis=1)
        return _divided(share, total)

    return figure


# Does it agree with people's scores?


def spearman(one: Vector, other: Vector) -> float:
    """Spearman's rank correlation."""
    if _constant(one) or _constant(other):
        return float("nan")
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic)


def spearman_inside(one: Vector, other: Vector, groups: Indices) -> float:
    """The mean over groups, each as heavy as it has texts."""
    parts = [(len(part), spearman(one[part], other[part])) for part in _members(groups)]
    known = [(size, value) for size, value in parts if np.isfinite(value)]
    total = sum(size for size, _value in known)
    return sum(size * value for size, value in known) / total if total else float("nan")


def spearman_weighted(one: Vector, other: Vector, groups: Indices | None = None) -> Weighted:
    """Spearman's correlation of resamples."""
    parts = [np.arange(len(one))] if groups is None else _members(groups)

    def figure(weights: Matrix) -> Vector:
        total, out = np.zeros(len(weights)), np.zeros(len(weights))
        for part in parts:
            taken = weights[:, part]
            size = taken.sum(axis=1)
            x, y = _ranks(one[part], taken), _ranks(other[part], taken)
            x = x - _divided((taken * x).sum(axis=1), size)[:, None]
            y = y - _divided((taken * y).sum(axis=1), size)[:, None]
            spread = np.sqrt((taken * x * x).sum(axis=1) * (taken * y * y).sum(axis=1))
            value = _divided((taken * x * y).sum(axis=1), spread)
            known = np.isfinite(value)
            out += np.where(known, size * np.nan_to_num(value), 0)
            total += np.where(known, size, 0)
        return _divided(out, total)

    return figure


def kendall(one: Vector, other: Vector) -> float:
    """Kendall's tau-b."""
    if _constant(one) or _constant(other):
        return float("nan")
    from scipy.stats import kendalltau

    return float(kendalltau(one, other).statistic)


def kendall_inside(one: Vector, other: Vector, groups: Indices) -> float:
    """Tau-b over pairs of texts of one group only."""
    return float(kendall_weighted(one, other, groups)(np.ones((1, len(one))))[0])


def kendall_weighted(one: Vector, other: Vector, groups: Indices | None = None) -> Weighted:
    """Tau-b of resamples, over pairs inside a group where groups are given."""
    parts = [np.arange(len(one))] if groups is None else _members(groups)

    def figure(weights: Matrix) -> Vector:
        agree, mine, theirs = (np.zeros(len(weights)) for _each in range(3))
        for part in parts:
            taken = weights[:, part].astype(np.float32)
            x = np.sign(one[part][:, None] - one[part][None, :]).astype(np.float32)
            y = np.sign(other[part][:, None] - other[part][None, :]).astype(np.float32)
            for total, signs in ((agree, x * y), (mine, np.abs(x)), (theirs, np.abs(y))):
                total += (taken @ signs * taken).sum(axis=1, dtype=np.float64)
        return _divided(agree, np.sqrt(mine * theirs))

    return figure


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of truth and score in its three forms: plain, inside groups, and of resamples."""

    plain: Callable[[Any, Vector], float]
    inside: Callable[[Any, Vector, Indices], float]
    weighted: Callable[..., Weighted]


AUROC = Comparison(auroc, auroc_inside, auroc_weighted)
AVERAGE_PRECISION = Comparison(
    average_precision, average_precision_inside, average_precision_weighted
)
SPEARMAN = Comparison(spearman, spearman_inside, spearman_weighted)
KENDALL = Comparison(kendall, kendall_inside, kendall_weighted)


# Shares of counts, and agreement on marks


def share(part: Vector, whole: Vector) -> tuple[float, Weighted]:
    """Sum of `part` by sum of `whole`, and the same of resamples."""

    def figure(weights: Matrix) -> Vector:
        return _divided(weights @ part, weights @ whole)

    return float(_divided(np.array([part.sum()]), np.array([whole.sum()]))[0]), figure


def f1(hits: Vector, found: Vector, wanted: Vector) -> tuple[float, Weighted]:
    """Harmonic mean of precision (hits of found) and recall (hits of wanted), counted over all texts."""
    return share(2 * hits, found + wanted)


def matthews(right: Vector, extra: Vector, missed: Vector, quiet: Vector) -> tuple[float, Weighted]:
    """Matthews correlation over words, from each text's counts: marked by both, by us, by people, by none.

    As in scikit-learn it is 0 where one side marks everything or nothing.
    """

    def figure(weights: Matrix) -> Vector:
        return _correlated(*(weights @ counts for counts in (right, extra, missed, quiet)))

    return float(figure(np.ones((1, len(right))))[0]), figure


def _correlated(right: Vector, extra: Vector, missed: Vector, quiet: Vector) -> Vector:
    """The correlation of marks by counts of words: marked by both, by us, by people, by none."""
    marked, wanted = right + extra, right + missed
    spread = np.sqrt(marked * wanted * (quiet + extra) * (quiet + missed))
    return np.nan_to_num(_divided(right * quiet - extra * missed, spread))


def best_matthews(bad: Flags, score: Vector) -> float:
    """The highest Matthews correlation that any threshold of `score` gives: what a score knows, however it is used.

    It is chosen on the very words that it is measured on, so it flatters a little; nan where one side is empty.
    """
    if bad.all() or not bad.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.diff(score[order], append=-np.inf))
    right = np.cumsum(bad[order])[ends].astype(np.float64)
    extra, missed = ends + 1.0 - right, bad.sum() - right
    quiet = len(bad) - right - extra - missed
    return float(_correlated(right, extra, missed, quiet).max())


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of about one probability: how many, the mean probability, the share of them that is bad."""

    texts: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far probabilities are from what they promise.

    `brier`: mean squared error (0 is best). `ece`: mean distance, in ten equal steps of probability, of what
    was predicted from what was found.
    """

    texts: int
    brier: float
    ece: float
    base_rate: float
    bins: tuple[Bin, ...]


def reliability(bad: Flags, p: Vector, steps: int = 10) -> Reliability | None:
    """How honest probabilities are; None where there are none."""
    if not len(p):
        return None
    from sklearn.metrics import brier_score_loss

    which = np.minimum((p * steps).astype(np.int64), steps - 1)
    bins = tuple(
        Bin(len(part), float(p[part].mean()), float(bad[part].mean())) for part in _members(which)
    )
    ece = sum(item.texts * abs(item.predicted - item.observed) for item in bins) / len(p)
    brier = float(brier_score_loss(bad, p.clip(0, 1)))
    return Reliability(
        len(p),
        round(brier, 4),
        round(ece, 4),
        round(float(bad.mean()), 4),
        tuple(Bin(b.texts, round(b.predicted, 4), round(b.observed, 4)) for b in bins),
    )


def _members(groups: Indices) -> list[Indices]:
    return [np.flatnonzero(groups == group) for group in np.unique(groups)]


def _starts(ordered: Vector) -> Indices:
    """Where runs of equal values begin."""
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])


def _ranks(values: Vector, weights: Matrix) -> Matrix:
    """Mid-ranks of the values in every resample, up to a constant."""
    _distinct, inverse = np.unique(values, return_inverse=True)
    order = np.argsort(values, kind="stable")
    tied = np.add.reduceat(weights[:, order], _starts(values[order]), axis=1)
    ranks: Matrix = (np.cumsum(tied, axis=1) - tied / 2)[:, inverse]
    return ranks


def _divided(part: Any, whole: Any) -> Vector:
    """`part` by `whole`, nan where there is nothing to divide by."""
    out = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=out, where=np.asarray(whole) != 0)
    return out


def _constant(values: Vector) -> bool:
    return len(values) < 2 or bool((values == values[0]).all())


def _rounded(value: Any) -> float:
    return round(float(value), 4)
