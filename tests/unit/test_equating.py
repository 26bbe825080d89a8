"""Measurements by other models on the scale of those that a calibration was fitted on."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.equating import Anchored, anchored, anchors, equated
from checker.types import Measurements

NUMBERS = st.lists(st.floats(-20, 20, allow_subnormal=False), min_size=12, max_size=40)


def measured(values: list[float], word: float = 0.0) -> list[Measurements]:
    return [Measurements({"back.mean": v}, {"back.logprob": (v, word)}) for v in values]


def test_the_anchors_are_pairs_good_and_bad() -> None:
    found = anchors("fr-CA", "en")
    assert len(found) >= 70
    assert all(segment.text and segment.source for segment in found)
    assert len({segment.block.extra["doc"] for segment in found}) == len(found)
    assert len({segment.source for segment in found}) < len(found), (
        "some are there rightly and wrongly"
    )
    assert anchors("fr", "xx") == []


@given(NUMBERS, st.floats(0.2, 5), st.floats(-5, 5))
def test_another_scale_is_taken_off(values: list[float], factor: float, shift: float) -> None:
    theirs = measured(values)
    mine = measured([factor * v + shift for v in values])
    back = equated(mine, anchored(mine), anchored(theirs))
    inner = sorted(values)[2:-2]
    for one, other in zip(back, theirs, strict=True):
        if other.segment["back.mean"] in inner:
            assert one.segment["back.mean"] == pytest.approx(other.segment["back.mean"], abs=1e-3)


@given(NUMBERS, NUMBERS)
def test_order_is_kept(mine: list[float], theirs: list[float]) -> None:
    back = equated(measured(sorted(mine)), anchored(measured(mine)), anchored(measured(theirs)))
    found = [one.segment["back.mean"] for one in back]
    assert all(a <= b + 1e-6 for a, b in itertools.pairwise(found))


def test_the_same_models_change_nothing_and_what_is_missing_stays() -> None:
    values = [float(v) for v in range(20)]
    some = [Measurements({"back.mean": math.nan, "new": 3.0}, {"back.logprob": (math.nan, 2.0)})]
    scale = anchored(measured(values))
    assert equated(measured(values), scale, scale) == measured(values)
    (one,) = equated(some, scale, anchored(measured([2 * v for v in values])))
    assert math.isnan(one.segment["back.mean"])
    assert one.segment["new"] == 3.0
    assert math.isnan(one.words["back.logprob"][0])
    assert equated(some[:0], Anchored({}, {}), scale) == []
