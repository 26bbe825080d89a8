"""What every reporter asks of a report: its findings in order, which of them fail the gate, and back-translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.config import Config
from checker.types import DocumentResult, Finding, Report, SegmentResult, Severity, Status


def located(
    report: Report, *, suppressed: bool = False
) -> Iterator[tuple[DocumentResult, SegmentResult, Finding]]:
    """Findings with their sentence and document, in the order of the files; suppressed ones only when asked."""
    for document in report.documents:
        for segment in document.segments:
            for finding in segment.findings:
                if suppressed or finding.suppressed is None:
                    yield document, segment, finding


def active(segment: SegmentResult) -> tuple[Finding, ...]:
    """The findings of a sentence that nobody suppressed, by place."""
    findings = (finding for finding in segment.findings if finding.suppressed is None)
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.code)))


def fails(finding: Finding, config: Config) -> bool:
    """Whether a finding is as severe as `fail-on` says; suppressed ones never are."""
    if finding.suppressed is not None or config.fail_on == "never":
        return False
    return finding.severity >= Severity(config.fail_on)


def back(segment: SegmentResult) -> str | None:
    """The back-translation as shown to people: None where there is none, or none that says anything."""
    return None if segment.readable is False else segment.back


def back_words(segment: SegmentResult, finding: Finding) -> tuple[str, ...]:
    """The words of the back-translation that the finding's words are linked to, in order.

    None where its rule says that they are no evidence.
    """
    shown = back(segment)
    if shown is None or finding.evidence.get("back") == "":
        return ()
    linked = {
        index
        for token in segment.tokens
        if token.start < finding.end and finding.start < token.end
        for index in token.back
    }
    return tuple(
        segment.back_words[index].of(shown)
        for index in sorted(linked)
        if index < len(segment.back_words)
    )


def read_as(segment: SegmentResult, finding: Finding) -> str:
    """The back-translation of a model's finding, on one line; empty where the message already says it."""
    words = " … ".join(back_words(segment, finding)) if finding.p is not None else ""
    return "" if words in finding.message else words


def not_scorable(report: Report) -> Counter[str]:
    """Reasons why sentences could not be scored, with how many there are of each."""
    return Counter(
        segment.reason or "?"
        for document in report.documents
        for segment in document.segments
        if segment.status is Status.NOT_SCORABLE
    )


def word_places(segment: SegmentResult) -> tuple[tuple[int, int] | None, ...]:
    """Where the words (`tokens`) stand in the sentence's text; None for one that is not there.

    Text that does not stand in the file letter for letter (entities, markup) is searched, in order.
    """
    if _verbatim(segment):
        return tuple((t.start - segment.start, t.end - segment.start) for t in segment.tokens)
    places: list[tuple[int, int] | None] = []
    at = 0
    for token in segment.tokens:
        found = segment.text.find(token.text, at)
        if found >= 0:
            at = found + len(token.text)
        places.append((found, at) if found >= 0 else None)
    return tuple(places)


LONGEST = 2_000
"""Characters of a sentence that stand beside each of its findings where a format repeats it."""


def sentence(segment: SegmentResult, finding: Finding) -> str:
    """The sentence of a finding; of a very long one the part around it, since each of its findings repeats it."""
    return around(segment, finding)[0]


def around(segment: SegmentResult, finding: Finding) -> tuple[str, int, int]:
    """`sentence`, and where in it the finding stands, as far as it is there."""
    begin, end = within(segment, finding)
    if len(segment.text) <= LONGEST:
        return segment.text, begin, end
    start = max(begin - LONGEST // 2, 0)
    stop = start + LONGEST
    before, after = "…" if start else "", "…" if stop < len(segment.text) else ""
    moved = len(before) - start
    return f"{before}{segment.text[start:stop]}{after}", begin + moved, min(end, stop) + moved


def beginning(text: str | None) -> str | None:
    """A text that belongs to a sentence, as far as it stands beside each of its findings."""
    return text if text is None or len(text) <= LONGEST else f"{text[:LONGEST]}…"


def within(segment: SegmentResult, finding: Finding) -> tuple[int, int]:
    """Where a finding stands in the sentence's text; a report that was read back has to be searched for it."""
    span = finding.within
    return local(segment, finding.start, finding.end) if span is None else (span.start, span.end)


def local(segment: SegmentResult, start: int, end: int) -> tuple[int, int]:
    """A range of the file as a range of the sentence's text.

    Where the text does not stand in the file letter for letter, the words in the range lead; what
    lies outside the sentence is pulled to its nearest edge.
    """
    if not _verbatim(segment):
        touched = [
            place
            for token, place in zip(segment.tokens, word_places(segment), strict=True)
            if place is not None and token.start < end and start < token.end
        ]
        if touched:
            return touched[0][0], touched[-1][1]
    low = min(max(start - segment.start, 0), len(segment.text))
    return low, min(max(end - segment.start, low), len(segment.text))


def _verbatim(segment: SegmentResult) -> bool:
    return segment.end - segment.start == len(segment.text)
