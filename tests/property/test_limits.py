"""Limits: clean text never costs more than it may; a wanted precision means what it says; severity has its own."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from checker.calibration.model import Calibration, limits_at
from checker.calibration.stored import decode
from checker.checks.by_model.suspicion import phrases, stretches
from checker.config import Config
from checker.fitting.samples import Marked
from checker.fitting.thresholds import (
    CLEAN_FINDINGS_PER_1000,
    CLEAN_MAJOR_PER_1000,
    MOST_MARKED,
    WITHOUT_CLEAN,
    Shown,
    default_limits,
    finding_points,
    major_points,
)
from checker.types import Case, Evidence, Limits, Severity
from tests.fakes import segments, spans
from tests.unit.toy_calibration import raw


def cleaned(lengths: list[int], odds: list[float], major: list[float]) -> list[Case]:
    """Good texts of so many words, each with one word that stands out by such log-odds."""
    out = []
    for count, one, other in zip(lengths, odds, major, strict=True):
        (segment,) = segments(" ".join(f"mot{i}" for i in range(count)))
        words = tuple(spans(segment.text))
        worst, severe = (1 / (1 + math.exp(-value)) for value in (one, min(one, other)))
        out.append(
            Case(
                Evidence(segment, words),
                p_bad=0.5,
                word_p_bad=(worst, *[worst / 9] * (count - 1)),
                word_p_major=(severe, *[severe / 9] * (count - 1)),
            )
        )
    return out


def good(cases: list[Case]) -> list[Shown]:
    """The same as good texts whose findings are counted."""
    return [Shown(case, Config(), (), False, False) for case in cases]


def found(cases: list[Case], limits: Limits, rises: Limits) -> list[tuple[int, Severity]]:
    """Findings by the length of their text."""
    out = []
    for case in cases:
        count = len(case.words)
        own = limits_at(limits, rises, count)
        out += [(count, one.severity) for one in phrases(replace(case, limits=own), Config())]
    return out


CLEAN = st.lists(
    st.tuples(st.integers(1, 60), st.floats(-6, 3), st.floats(-6, 3)), min_size=3, max_size=40
)


@given(clean=CLEAN)
def test_clean_text_costs_no_more_than_allowed(clean: list[tuple[int, float, float]]) -> None:
    cases = cleaned(*map(list, zip(*clean, strict=True)))  # type: ignore[arg-type]
    limits, rises = default_limits(good(cases))
    counted = found(cases, limits, rises)
    words = sum(len(case.words) for case in cases)
    majors = [one for one in counted if one[1] is Severity.MAJOR]
    assert len(majors) <= words * CLEAN_MAJOR_PER_1000 / 1000
    assert len(counted) <= words * CLEAN_FINDINGS_PER_1000 / 1000


def test_what_clean_text_may_cost_is_used_up() -> None:
    rng = np.random.default_rng(2)
    lengths = rng.integers(5, 60, 500).tolist()
    cases = cleaned(lengths, rng.normal(-3, 1, 500).tolist(), rng.normal(-3, 1, 500).tolist())
    counted = found(cases, *default_limits(good(cases)))
    majors = [one for one in counted if one[1] is Severity.MAJOR]
    words = sum(lengths)
    assert len(majors) == int(words * CLEAN_MAJOR_PER_1000 / 1000)
    assert len(counted) == int(words * CLEAN_FINDINGS_PER_1000 / 1000)


def test_long_text_may_have_higher_probabilities() -> None:
    lengths = [5, 10, 20, 40, 80] * 40
    rng = np.random.default_rng(1)
    odds = [math.log((1 + n) / 21) - 2 + float(rng.normal(0, 0.3)) for n in lengths]
    cases = cleaned(lengths, odds, odds)
    limits, rises = default_limits(good(cases))
    assert 0.5 < rises.major < 0.9
    # One limit for all would take them from the longest alone.
    assert {count for count, _severity in found(cases, limits, rises)} > {80}
    worst = sorted(zip(odds, lengths, strict=True))[-5:]
    assert {count for _odds, count in worst} == {80}


def test_without_clean_text_limits_are_probabilities() -> None:
    assert default_limits([])[0] == WITHOUT_CLEAN


def doubted(text: str, p: float, major: float) -> Case:
    """A text whose words are, in turn, doubted more and less around `p` and `major`."""
    (segment,) = segments(text)
    words = tuple(spans(text))
    waves = [0.5 + 0.5 * math.sin(7 * i) for i in range(len(words))]
    wrong = tuple(p * wave for wave in waves)
    severe = tuple(min(a, major * (1 - wave)) for a, wave in zip(wrong, waves, strict=True))
    evidence = Evidence(segment, words)
    return Case(evidence, p_bad=0.5, word_p_bad=wrong, word_p_major=severe)


TEXTS = st.lists(
    st.tuples(st.integers(4, 30), st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.integers(0, 3)),
    min_size=4,
    max_size=12,
)


def shown(texts: list[tuple[int, float, float, int]]) -> list[Shown]:
    out = []
    for count, p, major, errors in texts:
        case = doubted(" ".join(f"mot{i}" for i in range(count)), p, major)
        marks = [Marked(case.words[i], i % 2 == 0) for i in range(errors)]
        out.append(Shown(case, Config(), marks, bool(marks), any(mark.major for mark in marks)))
    return out


def calibrated(texts: list[Shown]) -> Calibration:
    found = decode(json.dumps(raw()).encode(), "here")
    mode = replace(
        found.without_source,
        finding_points=finding_points(texts, fewest=1),
        major_points=major_points(texts, fewest=1),
    )
    return replace(found, without_source=mode)


@given(texts=TEXTS, low=st.floats(0.01, 0.99), high=st.floats(0.01, 0.99))
def test_a_higher_precision_never_shows_more(
    texts: list[tuple[int, float, float, int]], low: float, high: float
) -> None:
    low, high = sorted((low, high))
    known = shown(texts)
    fitted = calibrated(known)
    some, more = [
        {
            (one, i, stretch.severity)
            for one, text in enumerate(known)
            for stretch in phrases(
                replace(
                    text.case,
                    limits=fitted.limits(wanted, with_source=False, words=9),
                ),
                Config(),
            )
            for i in range(stretch.first, stretch.last + 1)
        }
        for wanted in (high, low)
    ]
    marked = [{(one, i) for one, i, _severity in words} for words in (some, more)]
    assert marked[0] <= marked[1]
    majors = [{word for word in words if word[2] is Severity.MAJOR} for words in (some, more)]
    assert len(majors[0]) <= len(majors[1])


@given(texts=TEXTS, wanted=st.floats(0.01, 0.99))
def test_no_precision_marks_everything(
    texts: list[tuple[int, float, float, int]], wanted: float
) -> None:
    """However little is asked for: the lowest limit still leaves four words in five alone."""
    known = shown(texts)
    limits = calibrated(known).limits(wanted, with_source=False, words=9)
    over = [p >= limits.word for text in known for p in text.case.word_p_bad]
    assert sum(over) <= MOST_MARKED * len(over) + 1
    severe = [p >= limits.major for text in known for p in text.case.word_p_major]
    assert sum(severe) <= MOST_MARKED * len(severe) + 1


@given(texts=TEXTS)
def test_what_is_promised_is_measured(texts: list[tuple[int, float, float, int]]) -> None:
    known = shown(texts)
    for points in (
        finding_points(known, fewest=1),
        major_points(known, fewest=1),
    ):
        thresholds = [point.threshold for point in points]
        assert thresholds == sorted(thresholds)
        assert all(0 <= point.precision <= 1 and 0 <= point.recall <= 1 for point in points)


@given(p=st.floats(0.05, 0.95), major=st.floats(0.05, 0.95), limit=st.floats(0.05, 0.95))
def test_severity_is_that_of_its_own_probability(p: float, major: float, limit: float) -> None:
    """No major finding has less probability of a major error than a minor one."""
    case = doubted(" ".join(f"mot{i}" for i in range(20)), p, major)
    found = list(stretches(replace(case, limits=Limits(limit, limit / 2, limit))))
    severe = [one.p_major for one in found if one.severity is Severity.MAJOR]
    slight = [one.p_major for one in found if one.severity is Severity.MINOR]
    assert min(severe, default=1.0) >= max(slight, default=0.0)
    assert all(one.p_major <= one.p for one in found)
