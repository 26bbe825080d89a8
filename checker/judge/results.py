"""A document's result: its segments with scores, words and findings; and the same result narrowed afterwards."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.config import Config
from checker.judge.findings import HitsByRule, Place, findings, line_finder
from checker.judge.scores import document_scores, segment_scores
from checker.messages import _
from checker.plugins import Check
from checker.types import (
    TOO_LONG,
    Case,
    Document,
    DocumentResult,
    Finding,
    Notice,
    SegmentResult,
    Severity,
    Span,
    Status,
    TokenResult,
)


def judge(
    document: Document,
    cases: Sequence[Case],
    hits_by_rule: HitsByRule,
    rules: Mapping[str, Check],
    config: Config,
) -> DocumentResult:
    """One document's result: its segments with scores, words and findings."""
    place = line_finder(document)
    found = findings(document, cases, hits_by_rule, rules, config, place)
    segments = tuple(_segment(case, found.get(case.segment.index, ()), place) for case in cases)
    return DocumentResult(
        document.path,
        document.lang,
        document.pivot,
        document.source_path,
        document_scores(segments, _p_machine(cases)),
        segments,
    )


def _p_machine(cases: Sequence[Case]) -> float | None:
    """That of a document: mostly that of its only article, else their mean by words."""
    known = [(case.p_machine, len(case.words)) for case in cases if case.p_machine is not None]
    words = sum(count for _p, count in known)
    return math.fsum(p * count for p, count in known) / words if words else None


def passed_over(result: DocumentResult, config: Config) -> Iterator[Notice]:
    """A notice, at the first of them, where sentences of a document are too long to be looked at."""
    mine = [segment for segment in result.segments if segment.reason == TOO_LONG]
    if mine:
        message = _("sentences of more than {limit} characters, not checked: {count}").format(
            limit=config.max_sentence_characters, count=len(mine)
        )
        yield Notice(result.path, "length", message, mine[0].line)


def narrowed(result: DocumentResult, kept: Callable[[SegmentResult], bool]) -> DocumentResult:
    """The same result with some of its segments only; the document's scores are those of what is left."""
    return _with(result, [segment for segment in result.segments if kept(segment)])


def suppressed(
    result: DocumentResult, reason: str, known: Callable[[Finding], bool]
) -> DocumentResult:
    """The same result in which known findings do not count; those that did not count already keep their reason."""
    return _with(
        result,
        [
            _judged(
                segment,
                tuple(
                    replace(finding, suppressed=reason)
                    if finding.suppressed is None and known(finding)
                    else finding
                    for finding in segment.findings
                ),
            )
            for segment in result.segments
        ],
    )


def _with(result: DocumentResult, segments: Sequence[SegmentResult]) -> DocumentResult:
    scores = document_scores(segments, result.scores.p_machine)
    return replace(result, segments=tuple(segments), scores=scores)


def _judged(segment: SegmentResult, findings: tuple[Finding, ...]) -> SegmentResult:
    return replace(segment, findings=findings, status=_status(segment.reason, findings))


def _status(reason: str | None, findings: Iterable[Finding]) -> Status:
    if any(f.suppressed is None and f.severity > Severity.NEUTRAL for f in findings):
        return Status.FLAGGED
    return Status.OK if reason is None else Status.NOT_SCORABLE


def _segment(case: Case, findings: Sequence[Finding], place: Place) -> SegmentResult:
    segment, evidence = case.segment, case.evidence
    whole = segment.place(Span(0, len(segment.text)))
    line, column = place(whole.start)
    return SegmentResult(
        index=segment.index,
        id=segment.block.id,
        line=line,
        column=column,
        start=whole.start,
        end=whole.end,
        text=segment.text,
        source=segment.source or (segment.pairing.text if segment.pairing else "") or None,
        back=evidence.back,
        back_words=evidence.back_words,
        readable=case.readable,
        roundtrip=evidence.roundtrip,
        status=_status(evidence.reason, findings),
        reason=evidence.reason,
        scores=segment_scores(case, findings),
        tokens=tuple(_tokens(case)),
        findings=tuple(findings),
        extra=segment.block.extra,
    )


def _tokens(case: Case) -> Iterable[TokenResult]:
    text, place, links = case.text, case.segment.place, case.evidence.alignment
    ahead = case.segment.ahead
    if ahead is not None and links is None and not case.word_p_bad:
        for word in case.words:  # nothing but the words, most of the time
            yield TokenResult(word.start + ahead, word.end + ahead, word.of(text), None, ())
        return
    probable = itertools.chain(case.word_p_bad, itertools.repeat(None))
    for i, (word, p) in enumerate(zip(case.words, probable)):  # noqa: B905 (there are more of these)
        span = place(word)
        back = links.of(i) if links else ()
        yield TokenResult(span.start, span.end, word.of(text), _round(p), back)


def _round(p: float | None) -> float | None:
    return None if p is None else round(p, 4)
