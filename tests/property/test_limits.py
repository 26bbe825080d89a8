"""Default limits: clean text never costs more than it may, whatever its probabilities and lengths."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from checker.calibration import at_length, shifted
from checker.fitting.samples import WordTable
from checker.fitting.thresholds import (
    CLEAN_FINDINGS_PER_1000,
    SENTENCE_SHARE,
    _at_typical_length,
    word_limit,
)

CLEAN = st.lists(
    st.tuples(st.floats(0.001, 0.999), st.integers(1, 80)), min_size=3, max_size=60, unique=True
)


@given(clean=CLEAN, share=st.floats(0, 1))
def test_no_more_than_allowed(clean: list[tuple[float, int]], share: float) -> None:
    p, lengths = np.array(clean).T
    allowed = int(share * (len(clean) - 1))
    limit, rise = _at_typical_length(p, lengths, allowed)
    over = [a >= at_length(limit, rise, int(n)) for a, n in zip(p, lengths, strict=True)]
    assert sum(over) <= allowed
    assert rise >= 0


def test_long_text_may_have_higher_probabilities() -> None:
    lengths = np.array([5.0, 10.0, 20.0, 40.0, 80.0] * 20)
    rng = np.random.default_rng(1)
    odds = np.log((1 + lengths) / 21) + rng.normal(0, 0.3, len(lengths)) - 2
    limit, rise = _at_typical_length(1 / (1 + np.exp(-odds)), lengths, 5)
    assert 0.5 < rise < 0.9
    over = odds > [np.log(t / (1 - t)) for t in (at_length(limit, rise, int(n)) for n in lengths)]
    assert over.sum() <= 5
    # One limit for all would take the five from the longest alone.
    assert set(lengths[np.argsort(odds)[-5:]]) == {80.0}
    assert set(lengths[over]) > {80.0}


@given(seed=st.integers(0, 1000), follows=st.floats(0, 2))
def test_clean_words_cost_no_more_than_allowed_whatever_their_sentences(
    seed: int, follows: float
) -> None:
    rng = np.random.default_rng(seed)
    count = 2000
    sentence = rng.normal(-2, 1.5, count)
    lengths = rng.integers(3, 60, count).astype(float)
    p = 1 / (1 + np.exp(-(rng.normal(-3, 1, count) + follows * sentence)))
    names = np.array(["one"] * count)
    everything = np.ones(count, dtype=bool)
    words = WordTable(
        {"segment.log_odds": sentence}, ~everything, names, names, everything, everything, lengths
    )
    limit, rise = word_limit(p, words)
    marked = [
        a >= shifted(at_length(limit, rise, int(n)), -SENTENCE_SHARE * z)
        for a, n, z in zip(p, lengths, sentence, strict=True)
    ]
    assert sum(marked) <= count * CLEAN_FINDINGS_PER_1000 / 1000
