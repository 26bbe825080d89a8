"""What models said of sentences that a change of the text has left as they were.

Models take seconds, rules take none: until the models have read a changed text again, their findings stay with the
sentences that are still there, wherever these stand now.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterator
from dataclasses import replace

import msgspec

from checker.types import DocumentResult, Finding, SegmentResult


def carried(before: DocumentResult, now: DocumentResult, ran: Container[str]) -> DocumentResult:
    """The newer result, with what models said before of the sentences that both hold.

    `ran` are the codes of the rules behind `now`: of those it has the last word.
    """
    known: dict[tuple[str, str | None, int], deque[SegmentResult]] = defaultdict(deque)
    for segment in before.segments:
        known[_identity(segment)].append(segment)
    segments = []
    for segment in now.segments:
        same = known[_identity(segment)]
        segments.append(_with(segment, same.popleft(), ran) if same else segment)
    return replace(now, segments=tuple(segments))


def _identity(segment: SegmentResult) -> tuple[str, str | None, int]:
    # The length in the file tells whether it is written in the same way there, codes and all.
    return segment.text, segment.source, segment.end - segment.start


def _with(now: SegmentResult, before: SegmentResult, ran: Container[str]) -> SegmentResult:
    shift = now.start - before.start
    findings = [*now.findings, *_moved(before, now, ran)]
    return replace(
        now,
        back=before.back,
        back_words=before.back_words,
        readable=before.readable,
        roundtrip=before.roundtrip,
        scores=before.scores,
        tokens=tuple(
            msgspec.structs.replace(token, start=token.start + shift, end=token.end + shift)
            for token in before.tokens
        ),
        findings=tuple(sorted(findings, key=lambda one: (one.start, one.end, one.code))),
    )


def _moved(before: SegmentResult, now: SegmentResult, ran: Container[str]) -> Iterator[Finding]:
    shift, down = now.start - before.start, now.line - before.line
    for finding in before.findings:
        if finding.code not in ran:
            first = finding.line == before.line
            yield replace(
                finding,
                start=finding.start + shift,
                end=finding.end + shift,
                line=finding.line + down,
                column=finding.column + (now.column - before.column if first else 0),
            )
