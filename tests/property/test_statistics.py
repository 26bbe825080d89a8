"""Weights instead of copies: a resample's figure is that of the texts written as often as it drew them."""

from __future__ import annotations

import warnings

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score

from checker.evaluate import statistics

ROWS = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(0, 6).map(float),
        st.integers(-4, 4).map(float),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=25,
)


def _columns(rows: list[tuple[bool, float, float, int]]) -> tuple[np.ndarray, ...]:
    bad, score, people, times = zip(*rows, strict=True)
    return np.array(bad), np.array(score), np.array(people), np.array(times)


@given(ROWS)
def test_weighted_ranking_is_scikit_learns(rows: list[tuple[bool, float, float, int]]) -> None:
    bad, score, _people, times = _columns(rows)
    copied = np.repeat(bad, times)
    assume(copied.any() and not copied.all())
    weights = times[None, :].astype(float)
    auroc = statistics.auroc_weighted(bad, score)(weights)[0]
    assert np.isclose(auroc, roc_auc_score(copied, np.repeat(score, times)))
    precision = statistics.average_precision_weighted(bad, score)(weights)[0]
    assert np.isclose(precision, average_precision_score(copied, np.repeat(score, times)))


@given(ROWS)
def test_weighted_correlation_is_scipys(rows: list[tuple[bool, float, float, int]]) -> None:
    _bad, score, people, times = _columns(rows)
    one, other = np.repeat(score, times), np.repeat(people, times)
    assume(len(np.unique(one)) > 1 and len(np.unique(other)) > 1)
    weights = times[None, :].astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = spearmanr(one, other).statistic, kendalltau(one, other).statistic
    assert np.isclose(statistics.spearman_weighted(score, people)(weights)[0], expected[0])
    # A text drawn twice is tied with its copy, which tau-b leaves out on both sides alike.
    assert np.isclose(
        statistics.kendall_weighted(score, people)(weights)[0], expected[1], atol=1e-5
    )


@given(ROWS, st.integers(1, 5))
def test_one_group_is_no_group(rows: list[tuple[bool, float, float, int]], name: int) -> None:
    bad, score, people, _times = _columns(rows)
    groups = np.full(len(rows), name)
    weights = np.ones((1, len(rows)))
    for plain in (
        (statistics.auroc_weighted, bad),
        (statistics.average_precision_weighted, bad),
        (statistics.spearman_weighted, people),
        (statistics.kendall_weighted, people),
    ):
        figure, truth = plain
        without, within = figure(truth, score)(weights), figure(truth, score, groups)(weights)
        assert np.allclose(without, within, equal_nan=True)


@given(ROWS, st.integers(0, 3))
def test_an_order_is_all_that_counts(
    rows: list[tuple[bool, float, float, int]], power: int
) -> None:
    bad, score, people, _times = _columns(rows)
    groups = statistics.quintiles(people)
    stretched = np.exp(score) * 10**power
    assert np.allclose(
        statistics.auroc_inside(bad, score, groups),
        statistics.auroc_inside(bad, stretched, groups),
        equal_nan=True,
    )
    turned = statistics.auroc_inside(bad, -score, groups)
    assert np.allclose(statistics.auroc_inside(bad, score, groups) + turned, 1, equal_nan=True) or (
        np.isnan(turned)
    )
