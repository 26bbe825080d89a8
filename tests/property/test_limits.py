"""Default limits: clean text never costs more than it may, whatever its probabilities and lengths."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from checker.calibrate.limits import _at_typical_length
from checker.calibration import at_length

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
