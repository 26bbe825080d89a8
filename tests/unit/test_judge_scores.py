"""What findings of rules do to the scores of their segment, and how a document's scores are means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.judge.scores import document_scores, segment_scores
from checker.types import Case, Evidence, Finding, SegmentResult, SegmentScores, Severity
from tests.fakes import segments

(SEGMENT,) = segments("Il faut jamais partir.")
CASE = Case(Evidence(SEGMENT, ()), p_bad=0.2, p_any=0.4, p_adequacy=0.3, p_fluency=0.5)
RULE = Finding(
    code="FLU212",
    name="negation-without-ne",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    start=0,
    end=14,
    line=1,
    column=1,
    text="Il faut jamais",
    message="“ne” is missing.",
    p=None,
    evidence={},
    suggestion=None,
    fingerprint="0-1",
    suppressed=None,
)
PLAIN = segment_scores(CASE, [])


def test_without_findings_scores_are_those_of_the_models() -> None:
    expected = SegmentScores(quality=70.0, adequacy=70.0, fluency=50.0, p_bad=0.2)
    assert expected == PLAIN


def test_a_finding_of_a_rule_is_evidence() -> None:
    found = segment_scores(CASE, [RULE])
    assert found == SegmentScores(
        quality=pytest.approx(100 * (1 - (1 - 0.6 * 0.25 + 1 - 0.8 * 0.75) / 2), abs=0.05),
        adequacy=70.0,
        fluency=12.5,
        p_bad=pytest.approx(1 - 0.8 * 0.75),
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(RULE, p=0.9),  # a model's: it has its part in the probabilities already
        replace(RULE, suppressed="inSource"),
        replace(RULE, severity=Severity.NEUTRAL),
        replace(RULE, category="locale conventions/punctuation"),
        replace(RULE, category="style/unidiomatic style"),
    ],
)
def test_what_is_no_evidence(other: Finding) -> None:
    assert segment_scores(CASE, [other]) == PLAIN


def test_what_was_not_measured_stays_unknown() -> None:
    case = Case(Evidence(SEGMENT, (), "too short"))
    assert segment_scores(case, [RULE]) == SegmentScores(None, None, None, None)


SEVERITIES = st.sampled_from([Severity.MINOR, Severity.MAJOR, Severity.CRITICAL])
DIMENSIONS = st.sampled_from(["accuracy/omission", "linguistic conventions/grammar", "terminology"])


@given(
    p=st.floats(0, 1),
    kinds=st.lists(st.tuples(SEVERITIES, DIMENSIONS), max_size=6),
    more=st.tuples(SEVERITIES, DIMENSIONS),
)
def test_more_findings_never_make_a_text_better(
    p: float, kinds: Sequence[tuple[Severity, str]], more: tuple[Severity, str]
) -> None:
    case = replace(CASE, p_bad=p, p_any=p, p_adequacy=p, p_fluency=p)
    few = [replace(RULE, severity=severity, category=kind) for severity, kind in kinds]
    one = segment_scores(case, few)
    two = segment_scores(case, [replace(RULE, severity=more[0], category=more[1]), *few])
    assert one.p_bad is not None and two.p_bad is not None
    assert 0 <= one.p_bad <= two.p_bad <= 1
    for before, after in (
        (one.quality, two.quality),
        (one.adequacy, two.adequacy),
        (one.fluency, two.fluency),
    ):
        assert before is not None and after is not None
        assert 0 <= after <= before <= 100


def test_a_document_without_words_has_no_scores() -> None:
    none: list[SegmentResult] = []
    found = document_scores(none)
    assert (found.quality, found.words, found.flags_per_1000_words) == (None, 0, 0.0)
