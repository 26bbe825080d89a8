"""Limits: clean text never costs more than it may; a wanted precision means what it says; severity has its own."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from checker.calibration import Calibration, at_length, decode
from checker.checks.by_model.suspicion import stretches
from checker.fitting.samples import Marked, WordTable
from checker.fitting.thresholds import (
    CLEAN_FINDINGS_PER_1000,
    CLEAN_MAJOR_PER_1000,
    MOST_MARKED,
    Shown,
    _at_typical_length,
    finding_points,
    major_limit,
    major_points,
    word_limit,
)
from checker.types import Case, Evidence, Limits, Severity
from tests.fakes import segments, spans
from tests.unit.test_calibration import raw

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


@given(seed=st.integers(0, 1000))
def test_clean_words_cost_no_more_than_allowed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = 2000
    lengths = rng.integers(3, 60, count).astype(float)
    p = 1 / (1 + np.exp(-rng.normal(-3, 1, count)))
    names = np.array(["one"] * count)
    yes, no = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    words = WordTable({}, no, no, names, names, yes, yes, lengths, np.arange(count))
    limit, rise = word_limit(p, words)
    over = [a >= at_length(limit, rise, int(n)) for a, n in zip(p, lengths, strict=True)]
    assert sum(over) <= count * CLEAN_FINDINGS_PER_1000 / 1000
    limit, rise = major_limit(p, words)
    over = [a >= at_length(limit, rise, int(n)) for a, n in zip(p, lengths, strict=True)]
    assert sum(over) <= count * CLEAN_MAJOR_PER_1000 / 1000


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
        out.append(Shown(case, marks, bool(marks), any(mark.major for mark in marks)))
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
            for stretch in stretches(
                replace(
                    text.case,
                    limits=fitted.limits(wanted, with_source=False, words=9),
                )
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
    for points in (finding_points(known, fewest=1), major_points(known, fewest=1)):
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
