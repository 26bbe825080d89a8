"""What segments and documents are worth: from calibrated probabilities and from what the rules found.

The models look at likelihoods and see no rule. A rule that stands is evidence of its own, so each finding of one adds
its probability to theirs by noisy or (Pearl 1988, Probabilistic Reasoning, section 4.3.2): 1 - (1 - p)(1 - q).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.types import (
    Case,
    DocumentScores,
    Finding,
    SegmentResult,
    SegmentScores,
    Severity,
)


@dataclass(frozen=True, slots=True)
class _Weight:
    """How probably a sentence in which a rule found something of a severity has any error, and a major one."""

    any: float
    bad: float


_WEIGHTS = {
    Severity.MINOR: _Weight(0.75, 0.25),
    Severity.MAJOR: _Weight(0.9, 0.7),
    Severity.CRITICAL: _Weight(0.95, 0.9),
}
"""Of judged machine translation with a minor finding about language, people found errors in 75 to 98 %,
major ones in about half. The other severities are too rare in it to be counted, and are set by what they mean."""

_MEANING = ("accuracy", "terminology")
_LANGUAGE = ("linguistic conventions",)
_FORM = ("locale conventions", "style")
"""Dimensions of MQM. Those of form say how a text is set, not whether it is right: a space has no part in a score."""


_NONE = SegmentScores(quality=None, adequacy=None, fluency=None, p_bad=None)


def segment_scores(case: Case, findings: Iterable[Finding]) -> SegmentScores:
    """Of one segment, with the findings that count in it; None where nothing was measured."""
    if case.p_any is case.p_bad is case.p_adequacy is case.p_fluency is None:
        return _NONE
    rules = [
        finding
        for finding in findings
        # A finding with a probability has its part in those of the case already.
        if finding.p is None
        and finding.suppressed is None
        and finding.severity in _WEIGHTS
        and not finding.category.startswith(_FORM)
    ]
    p_any = _or(case.p_any, [_WEIGHTS[finding.severity].any for finding in rules])
    p_bad = _or(case.p_bad, [_WEIGHTS[finding.severity].bad for finding in rules])
    return SegmentScores(
        quality=None if p_any is None or p_bad is None else _score((p_any + p_bad) / 2),
        adequacy=_score(_or(case.p_adequacy, _of(rules, _MEANING))),
        fluency=_score(_or(case.p_fluency, _of(rules, _LANGUAGE))),
        p_bad=None if p_bad is None else round(p_bad, 4),
    )


def document_scores(
    segments: Sequence[SegmentResult], p_machine: float | None = None
) -> DocumentScores:
    """Of a document: means of its segments' scores, each weighing as many words as it has."""
    weights = [len(segment.tokens) for segment in segments]
    words = sum(weights)
    flags = sum(
        finding.suppressed is None and finding.severity > Severity.NEUTRAL
        for segment in segments
        for finding in segment.findings
    )
    scores = [segment.scores for segment in segments]
    return DocumentScores(
        quality=_mean([s.quality for s in scores], weights),
        adequacy=_mean([s.adequacy for s in scores], weights),
        fluency=_mean([s.fluency for s in scores], weights),
        words=words,
        flags_per_1000_words=round(1000 * flags / words, 2) if words else 0.0,
        p_machine=None if p_machine is None else round(p_machine, 4),
    )


def _of(rules: Sequence[Finding], dimensions: tuple[str, ...]) -> list[float]:
    mine = [finding for finding in rules if finding.category.startswith(dimensions)]
    return [_WEIGHTS[finding.severity].any for finding in mine]


def _or(p: float | None, others: Sequence[float]) -> float | None:
    return None if p is None else 1 - (1 - p) * math.prod(1 - other for other in others)


def _score(p: float | None) -> float | None:
    return None if p is None else round(100 * (1 - p), 1)


def _mean(values: Sequence[float | None], weights: Sequence[int]) -> float | None:
    known = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None]
    total = sum(weight for _, weight in known)
    return round(math.fsum(v * w for v, w in known) / total, 1) if total else None
