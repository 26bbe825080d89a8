"""GitHub Actions: annotations by workflow command, and a job summary in Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from checker.config import Config
from checker.disk import writing
from checker.messages import _
from checker.plugins import reporter
from checker.reporters import labels, listing, places
from checker.text.printable import shown
from checker.types import DocumentResult, Finding, Report, SegmentResult, Severity

_PER_LEVEL = 10  # GitHub shows no more of one step
_ROWS = 200
_BYTES = 900_000  # of the 1 MiB that a step's summary may have
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "warning",
    Severity.MINOR: "notice",
    Severity.NEUTRAL: "notice",
}


@reporter("github")
def report(report: Report, out: TextIO, config: Config) -> None:
    """GitHub Actions annotations, and the job summary where $GITHUB_STEP_SUMMARY names its file."""
    for problem in report.problems:
        file = _property(places.relative(problem.path))
        title = _property(_("cannot be checked"))
        out.write(f"::error file={file},title={title}::{_data(problem.message)}\n")
    room = {"error": _PER_LEVEL - len(report.problems), "warning": _PER_LEVEL, "notice": _PER_LEVEL}
    left_out = 0
    for document, segment, finding in _worst_first(report):
        level = _LEVELS[finding.severity]
        if room[level] > 0:
            room[level] -= 1
            out.write(_command(level, document, segment, finding) + "\n")
        else:
            left_out += 1
    if left_out:
        out.write(_("further findings, not annotated: {count}").format(count=left_out) + "\n")
    summary = summary_file()
    if summary is not None:
        writing.append(summary, "".join(_markdown(report)))


def summary_file() -> Path | None:
    """The file to which the job summary is added, where the environment names one."""
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    return Path(named) if named else None


def _worst_first(report: Report) -> list[tuple[DocumentResult, SegmentResult, Finding]]:
    return sorted(
        listing.located(report), key=lambda item: (-item[2].severity.rank, -(item[2].p or 0.0))
    )


def _command(level: str, document: DocumentResult, segment: SegmentResult, finding: Finding) -> str:
    line, column = places.end(finding)
    properties = {
        "file": places.relative(document.path),
        "line": str(finding.line),
        "col": str(finding.column),
        "endLine": str(line),
        "endColumn": str(column),
        "title": f"{finding.code} {finding.name}",
    }
    parts = [finding.message]
    if finding.text.strip():
        parts.append(f"«{shown(finding.text)}»")
    words = listing.read_as(segment, finding)
    if words:
        parts.append(_("back-translation: {text}").format(text=shown(words)))
    if finding.suggestion:
        parts.append(_("suggestion: {text}").format(text=shown(finding.suggestion)))
    encoded = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {encoded}::{_data(chr(10).join(parts))}"


def _data(text: str) -> str:
    """Escape as actions/toolkit does; other controls become visible, line feeds stay line feeds."""
    lines = (shown(line).replace("%", "%25") for line in text.split("\n"))
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _markdown(report: Report) -> Iterator[str]:
    summary = report.summary
    mark = {"passed": "✅", "failed": "❌"}.get(summary.verdict, "⚠️")
    title = labels.verdict(summary.verdict)
    heading = _("Translation check: {verdict}").format(verdict=title)
    yield f"## {mark} {heading}\n\n"
    for reason in summary.reasons:
        yield f"- {_escaped(reason)}\n"
    for problem in report.problems:
        yield f"- **{_escaped(problem.path)}**: {_escaped(problem.message)}\n"
    if summary.reasons or report.problems:
        yield "\n"
    heads = (_("document"), _("quality"), _("sentences"), _("findings"), _("findings/1,000 words"))
    yield _row(heads) + "|---|--:|--:|--:|--:|\n"
    for document in report.documents[:_ROWS]:
        quality = document.scores.quality
        yield _row(
            (
                _escaped(places.relative(document.path)),
                "–" if quality is None else f"{quality:.0f}",
                str(len(document.segments)),
                str(sum(len(listing.active(segment)) for segment in document.segments)),
                f"{document.scores.flags_per_1000_words:.1f}",
            )
        )
    yield "\n"
    ignored = [item for item in listing.located(report, suppressed=True) if item[2].suppressed]
    yield from _findings_table([*_worst_first(report), *ignored])
    yield f"<sub>{_escaped(report.tool.signature)}</sub>\n"


def _findings_table(
    found: list[tuple[DocumentResult, SegmentResult, Finding]],
) -> Iterator[str]:
    if not found:
        return
    yield (
        _row((_("place"), _("rule"), _("severity"), _("text"), _("why")))
        + "|---|---|---|---|---|\n"
    )
    written = 0
    for count, (document, _segment, finding) in enumerate(found):
        row = _row(
            (
                f"{_escaped(places.relative(document.path))}:{finding.line}:{finding.column}",
                finding.code,
                _level(finding),
                _escaped(finding.text),
                _escaped(finding.message),
            )
        )
        written += len(row.encode("utf-8"))
        if count == _ROWS or written > _BYTES:
            yield "\n" + _("further findings: {count}").format(count=len(found) - count) + "\n"
            break
        yield row
    yield "\n"


def _level(finding: Finding) -> str:
    if finding.suppressed is None:
        return labels.severity(finding.severity)
    who = labels.suppression(finding.suppressed)
    return _escaped(_("does not count: {who}").format(who=who))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    """Text with no meaning in Markdown: every ASCII punctuation mark that could have one is escaped."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-!|~@&$:/.])", r"\\\1", shown(text))
