"""Numbers among which counterparts are found are asked one by one here, as the rules did for each number before."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from checker.checks.against_source.values import _short, _without_years
from checker.languages.quantities import Counterparts, Number
from checker.types import Span

VALUES = st.frozensets(st.sampled_from([1.0, 2.0, 38.0, 1938.0, 1990.0, 90.0, 2e6]), max_size=3)
NUMBERS = st.lists(st.tuples(VALUES, VALUES), max_size=8).map(
    lambda found: [
        Number(Span(at, at + 1), values, plain=plain) for at, (values, plain) in enumerate(found)
    ]
)


@given(one=NUMBERS, other=NUMBERS)
def test_all_that_are_the_same_are_found_each_once(one: list[Number], other: list[Number]) -> None:
    known = Counterparts(other)
    for number in one:
        wanted = [each for each in other if number.same(each)]
        assert sorted(known.of(number), key=lambda each: each.span) == wanted
        assert (number in known) == bool(wanted)


@given(lost=NUMBERS, extra=NUMBERS)
def test_years_without_their_century_are_paired_in_order(
    lost: list[Number], extra: list[Number]
) -> None:
    left, more = list(lost), list(extra)
    for one, other in itertools.product(lost, extra):
        years = one.values & _short(other.values) or _short(one.values) & other.values
        if years and one in left and other in more:
            left.remove(one)
            more.remove(other)
    assert _without_years(lost, extra) == (left, more)
