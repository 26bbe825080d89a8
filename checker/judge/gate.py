"""The report of a whole run, and whether it passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.config import Config
from checker.messages import _
from checker.types import (
    DocumentResult,
    Notice,
    Problem,
    Report,
    Severity,
    Status,
    Summary,
    Tool,
)

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Outline:
    """What the summary and the gate look at of a document: little, however long it is.

    `quality` is 0..100 or None, and speaks of `scored` words; `findings` counts those that are not suppressed by
    severity.
    """

    path: str
    quality: float | None
    scored: int
    flags_per_1000_words: float
    words: int
    segments: int
    flagged: int
    not_scorable: int
    suppressed: int
    findings: Mapping[str, int]


def outlined(document: DocumentResult) -> Outline:
    """The outline of a document's result."""
    segments = document.segments
    found = [finding for segment in segments for finding in segment.findings]
    counts = Counter(str(finding.severity) for finding in found if finding.suppressed is None)
    return Outline(
        document.path,
        document.scores.quality,
        sum(len(one.tokens) for one in segments if one.scores.quality is not None),
        document.scores.flags_per_1000_words,
        document.scores.words,
        segments=len(segments),
        flagged=sum(segment.status is Status.FLAGGED for segment in segments),
        not_scorable=sum(segment.status is Status.NOT_SCORABLE for segment in segments),
        suppressed=sum(finding.suppressed is not None for finding in found),
        findings={str(severity): counts[severity] for severity in Severity},
    )


class Tally:
    """Counts over a run, one document after the other, and what fails the gate; it keeps no document.

    Documents of one path that follow each other are parts of one.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._last: Outline | None = None
        self._counts: Counter[str] = Counter()
        self._findings: Counter[str] = Counter()
        self._below: list[str] = []

    def add(self, one: Outline) -> None:
        """Counts a document."""
        last = self._last
        goes_on = last is not None and last.path == one.path
        self._findings.update(one.findings)
        self._counts.update(
            documents=0 if goes_on else 1,
            segments=one.segments,
            flagged=one.flagged,
            suppressed=one.suppressed,
            not_scorable=one.not_scorable,
            words=one.words,
        )
        if last is not None and not goes_on:
            self._below += _below(last, self._config)
        self._last = _joined(last, one) if last is not None and goes_on else one

    @property
    def empty(self) -> bool:
        """Whether no document was counted."""
        return not self._counts["documents"]

    def summary(self, seconds: float, *, problems: bool) -> Summary:
        """The counts with the verdict: error where an input could not be checked, failed where the gate says so."""
        last = [] if self._last is None else _below(self._last, self._config)
        reasons = (*_severe(self._findings, self._config), *self._below, *last)
        counts = self._counts
        return Summary(
            documents=counts["documents"],
            segments=counts["segments"],
            flagged=counts["flagged"],
            findings={str(severity): self._findings[severity] for severity in Severity},
            suppressed=counts["suppressed"],
            not_scorable=counts["not_scorable"],
            words=counts["words"],
            seconds=round(seconds, 3),
            verdict="error" if problems else "failed" if reasons else "passed",
            reasons=reasons,
        )


def report(
    tool: Tool,
    documents: Sequence[DocumentResult],
    problems: Sequence[Problem],
    seconds: float,
    config: Config,
    notices: Sequence[Notice] = (),
    tally: Tally | None = None,
) -> Report:
    """The whole run with its verdict; where the report keeps not every document, `tally` has counted all."""
    if tally is None:
        tally = Tally(config)
        for document in documents:
            tally.add(outlined(document))
    return Report(
        SCHEMA,
        tool,
        tuple(documents),
        tuple(problems),
        tally.summary(seconds, problems=bool(problems)),
        tuple(notices),
    )


def revised(old: Report, documents: Sequence[DocumentResult], config: Config) -> Report:
    """The same run with other results of its documents; the gate is applied again."""
    seconds = old.summary.seconds
    return report(old.tool, documents, old.problems, seconds, config, old.notices)


def _joined(first: Outline, then: Outline) -> Outline:
    """What the gate looks at of a document, of two parts of it."""
    words, scored = first.words + then.words, first.scored + then.scored
    flags = sum(one.flags_per_1000_words * one.words for one in (first, then))
    known = [one for one in (first, then) if one.quality is not None and one.scored]
    quality = sum((one.quality or 0.0) * one.scored for one in known) / scored if known else None
    return replace(
        then,
        quality=quality,
        scored=scored,
        flags_per_1000_words=flags / words if words else 0.0,
        words=words,
    )


def _severe(findings: Mapping[str, int], config: Config) -> Iterator[str]:
    if config.fail_on == "never":
        return
    level = Severity(config.fail_on)
    over = sum(count for severity, count in findings.items() if Severity(severity) >= level)
    if over:
        yield _("findings that are {severity} or worse: {count}").format(
            severity=_(str(level)), count=over
        )


def _below(one: Outline, config: Config) -> Iterator[str]:
    floor = config.min_quality
    if floor is not None and one.quality is not None and one.quality < floor:
        yield _("{path}: the quality {quality:.1f} is below {limit:g}").format(
            path=one.path, quality=one.quality, limit=floor
        )
    limit, rate = config.max_findings_per_1000_words, one.flags_per_1000_words
    if limit is not None and rate > limit:
        yield _("{path}: {rate:.1f} findings per 1,000 words, more than {limit:g}").format(
            path=one.path, rate=rate, limit=limit
        )
