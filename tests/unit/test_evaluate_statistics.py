"""Figures of an example small enough to count by hand, and against scikit-learn and SciPy called directly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    f1_score,
    matthews_corrcoef,
    roc_auc_score,
)

from checker.evaluate import statistics

BAD = np.array([True, False, True, False, False, True])
SCORE = np.array([0.9, 0.8, 0.8, 0.1, 0.4, 0.3])
LENGTH = np.array([9.0, 2.0, 8.0, 3.0, 7.0, 1.0])
PEOPLE = np.array([10.0, 60.0, 30.0, 90.0, 100.0, 30.0])
ONE = np.ones((1, 6))


def test_auroc_counted_by_hand() -> None:
    # Good texts 0.8, 0.1, 0.4. The bad 0.9 beats 3, 0.8 beats 2 and ties with 1, 0.3 beats 1: 6.5 of 9 pairs.
    assert statistics.auroc(BAD, SCORE) == pytest.approx(6.5 / 9)


def test_figures_agree_with_the_libraries() -> None:
    assert statistics.auroc(BAD, SCORE) == pytest.approx(roc_auc_score(BAD, SCORE))
    assert statistics.average_precision(BAD, SCORE) == pytest.approx(
        average_precision_score(BAD, SCORE)
    )
    assert statistics.spearman(SCORE, PEOPLE) == pytest.approx(spearmanr(SCORE, PEOPLE).statistic)
    assert statistics.kendall(SCORE, PEOPLE) == pytest.approx(kendalltau(SCORE, PEOPLE).statistic)


@pytest.mark.parametrize("truth", [BAD, ~BAD])
def test_one_label_only_has_no_auroc(truth: np.ndarray) -> None:
    alike = np.full(6, truth[0])
    assert np.isnan(statistics.auroc(alike, SCORE))


def test_equal_scores_have_no_correlation() -> None:
    assert np.isnan(statistics.spearman(np.ones(6), PEOPLE))
    assert np.isnan(statistics.kendall(PEOPLE, np.ones(6)))


def test_inside_groups_only_pairs_of_one_group_count() -> None:
    groups = np.array([0, 0, 0, 1, 1, 1])
    # Group 0: bad 0.9 and 0.8 against good 0.8: 1 + 0.5. Group 1: bad 0.3 against good 0.1 and 0.4: 1 + 0.
    assert statistics.auroc_inside(BAD, SCORE, groups) == pytest.approx(2.5 / 4)


def test_inside_groups_is_the_mean_weighted_by_pairs() -> None:
    rng = np.random.default_rng(3)
    bad, score, length = rng.random(80) < 0.4, rng.random(80), rng.integers(1, 30, 80).astype(float)
    groups = statistics.quintiles(length)
    numerator = denominator = 0.0
    for group in range(5):
        mine = groups == group
        pairs = bad[mine].sum() * (~bad[mine]).sum()
        if pairs:
            numerator += roc_auc_score(bad[mine], score[mine]) * pairs
            denominator += pairs
    assert statistics.auroc_inside(bad, score, groups) == pytest.approx(numerator / denominator)


def test_kendall_inside_compares_no_texts_across_groups() -> None:
    groups = np.array([0, 0, 0, 1, 1, 1])
    one = np.array([1.0, 2.0, 3.0, 3.0, 2.0, 1.0])
    other = np.array([1.0, 2.0, 3.0, 30.0, 20.0, 10.0])
    assert statistics.kendall(one, other) < 0.5
    assert statistics.kendall_inside(one, other, groups) == pytest.approx(1.0)
    assert statistics.spearman_inside(one, other, groups) == pytest.approx(1.0)


def test_quintiles_hold_a_fifth_each() -> None:
    groups = statistics.quintiles(np.arange(100.0))
    assert np.bincount(groups).tolist() == [20, 20, 20, 20, 20]


def test_length_alone_is_worth_nothing_where_all_texts_are_equally_long() -> None:
    assert statistics.auroc_inside(BAD, np.ones(6), np.zeros(6, dtype=int)) == 0.5


def test_matthews_and_f1_over_words_agree_with_scikit_learn() -> None:
    gold = [[1, 0, 0, 1], [0, 0], [1, 1, 0]]
    ours = [[1, 1, 0, 0], [0, 0], [1, 1, 1]]
    cells = [
        np.array(
            [
                sum((a, b) == kind for a, b in zip(x, y, strict=True))
                for x, y in zip(gold, ours, strict=True)
            ],
            dtype=float,
        )
        for kind in ((1, 1), (0, 1), (1, 0), (0, 0))
    ]
    flat_gold, flat_ours = ([one for row in rows for one in row] for rows in (gold, ours))
    value, weighted = statistics.matthews(*cells)
    assert value == pytest.approx(matthews_corrcoef(flat_gold, flat_ours))
    twice = np.array([[2.0, 0.0, 1.0]])
    assert weighted(twice)[0] == pytest.approx(
        matthews_corrcoef(gold[0] * 2 + gold[2], ours[0] * 2 + ours[2])
    )
    hits, extra, missed, _quiet = cells
    value, _weighted = statistics.f1(hits, hits + extra, hits + missed)
    assert value == pytest.approx(f1_score(flat_gold, flat_ours))


def test_nothing_marked_is_a_correlation_of_zero() -> None:
    nothing, some = np.zeros(3), np.array([1.0, 2.0, 0.0])
    assert statistics.matthews(nothing, nothing, some, some)[0] == 0.0


def test_the_best_matthews_is_that_of_the_best_of_all_thresholds() -> None:
    rng = np.random.default_rng(3)
    bad = rng.random(200) < 0.2
    score = np.round(bad * 0.6 + rng.random(200), 1)  # many ties
    expected = max(matthews_corrcoef(bad, score >= limit) for limit in np.unique(score))
    assert statistics.best_matthews(bad, score) == pytest.approx(expected)
    assert np.isnan(statistics.best_matthews(np.zeros(3, dtype=bool), score[:3]))


def test_reliability() -> None:
    p = np.array([0.05, 0.05, 0.95, 0.95, 0.55, 1.0])
    found = statistics.reliability(BAD, p)
    assert found is not None
    # Steps of a tenth: (0.05, 0.05: one of two bad), (0.55: good), (0.95, 0.95, 1.0: two of three bad).
    last = (0.95 + 0.95 + 1.0) / 3
    expected = (2 * abs(0.05 - 0.5) + 1 * 0.55 + 3 * abs(last - 2 / 3)) / 6
    assert found.ece == pytest.approx(expected, abs=1e-4)
    assert found.brier == pytest.approx(brier_score_loss(BAD, p), abs=1e-4)
    assert [item.texts for item in found.bins] == [2, 1, 3]
    assert found.base_rate == 0.5


def test_resamples_draw_whole_documents() -> None:
    weights = statistics.bootstrap_weights(["a", "a", "b", "c", "b"], 50, seed=1)
    assert weights.shape == (50, 5)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 2] == weights[:, 4]).all()
    assert (weights[:, 0] + weights[:, 2] + weights[:, 3] == 3).all()
    assert (weights == statistics.bootstrap_weights("aabcb", 50, seed=1)).all()


def test_an_interval_holds_the_spread_of_the_resamples() -> None:
    value, weighted = statistics.share(np.array([1.0, 0.0, 1.0, 0.0]), np.ones(4))
    weights = statistics.bootstrap_weights(range(4), 2000)
    found = statistics.estimate(value, weighted, weights)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
    assert statistics.estimate(value, weighted, weights[:0]) == statistics.Estimate(0.5)


def test_a_figure_of_few_resamples_gets_no_interval() -> None:
    value, weighted = statistics.share(np.array([1.0, 0, 0, 0]), np.array([1.0, 0, 0, 0]))
    weights = statistics.bootstrap_weights(range(4), 500)
    assert statistics.estimate(value, weighted, weights) == statistics.Estimate(1.0)
    assert statistics.estimate(float("nan"), weighted, weights) == statistics.Estimate(None)


def test_a_missing_library_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from checker.errors import MissingExtra

    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingExtra) as caught:
        statistics.require()
    assert caught.value.hint == "pip install 'checker[evaluate]'"
