"""The report of a whole run, and whether it passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from checker.config import Config
from checker.messages import _
from checker.types import (
    DocumentResult,
    Finding,
    Notice,
    Problem,
    Report,
    Severity,
    Status,
    Summary,
    Tool,
)

SCHEMA = 1


def report(
    tool: Tool,
    documents: Sequence[DocumentResult],
    problems: Sequence[Problem],
    seconds: float,
    config: Config,
    notices: Sequence[Notice] = (),
) -> Report:
    """The whole run with its verdict: error where an input could not be checked, failed where the gate says so."""
    segments = [segment for document in documents for segment in document.segments]
    counted = [f for segment in segments for f in segment.findings if f.suppressed is None]
    by_severity = Counter(str(finding.severity) for finding in counted)
    reasons = tuple(_gate(documents, counted, config))
    verdict = "error" if problems else "failed" if reasons else "passed"
    return Report(
        SCHEMA,
        tool,
        tuple(documents),
        tuple(problems),
        Summary(
            documents=len(documents),
            segments=len(segments),
            flagged=sum(segment.status is Status.FLAGGED for segment in segments),
            findings={str(severity): by_severity[severity] for severity in Severity},
            suppressed=sum(f.suppressed is not None for s in segments for f in s.findings),
            not_scorable=sum(segment.status is Status.NOT_SCORABLE for segment in segments),
            words=sum(document.scores.words for document in documents),
            seconds=round(seconds, 3),
            verdict=verdict,
            reasons=reasons,
        ),
        tuple(notices),
    )


def revised(old: Report, documents: Sequence[DocumentResult], config: Config) -> Report:
    """The same run with other results of its documents; the gate is applied anew."""
    seconds = old.summary.seconds
    return report(old.tool, documents, old.problems, seconds, config, old.notices)


def _gate(
    documents: Sequence[DocumentResult], counted: Sequence[Finding], config: Config
) -> Iterable[str]:
    if config.fail_on != "never":
        level = Severity(config.fail_on)
        over = sum(finding.severity >= level for finding in counted)
        if over:
            yield _("findings that are {severity} or worse: {count}").format(
                severity=_(str(level)), count=over
            )
    for document in documents:
        quality, floor = document.scores.quality, config.min_quality
        if floor is not None and quality is not None and quality < floor:
            yield _("{path}: the quality {quality:.1f} is below {limit:g}").format(
                path=document.path, quality=quality, limit=floor
            )
        limit, rate = config.max_findings_per_1000_words, document.scores.flags_per_1000_words
        if limit is not None and rate > limit:
            yield _("{path}: {rate:.1f} findings in 1,000 words are more than {limit:g}").format(
                path=document.path, rate=rate, limit=limit
            )
