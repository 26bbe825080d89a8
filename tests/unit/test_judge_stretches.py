"""Overlaps found by bisection are those that each pair of spans has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.judge.stretches import Stretches
from checker.types import Span

SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(0, 6)
)


@given(known=st.lists(SPANS, max_size=8), asked=SPANS)
def test_as_every_pair_says(known: list[Span], asked: Span) -> None:
    assert Stretches(known).overlap(asked) == any(span.overlaps(asked) for span in known)
