"""GitLab Code Quality: a JSON array, for `artifacts: reports: codequality`."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any, TextIO

import msgspec

from checker.config import Config
from checker.messages import _
from checker.plugins import reporter
from checker.reporters import labels, listing, places
from checker.text.printable import shown
from checker.types import Finding, Report, Severity

_SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.NEUTRAL: "info",
}


@reporter("gitlab")
def report(report: Report, out: TextIO, config: Config) -> None:
    """GitLab Code Quality JSON; what does not count is `info` and says so, files that cannot be read are blockers."""
    seen: Counter[tuple[str, str]] = Counter()
    items: list[dict[str, Any]] = []
    for document, _segment, finding in listing.located(report, suppressed=True):
        path = shown(places.relative(document.path))
        line, column = places.end(finding)
        seen[path, finding.fingerprint] += 1
        begin = {"line": finding.line, "column": finding.column}
        items.append(
            {
                "description": _description(finding),
                "check_name": finding.code,
                # Without the line, so that it outlives edits above; GitLab drops what comes twice.
                "fingerprint": _digest(
                    path, finding.fingerprint, str(seen[path, finding.fingerprint])
                ),
                "severity": "info" if finding.suppressed else _SEVERITIES[finding.severity],
                "location": {
                    "path": path,
                    "positions": {"begin": begin, "end": {"line": line, "column": column}},
                },
            }
        )
    for problem in report.problems:
        path = shown(places.relative(problem.path))
        items.append(
            {
                "description": shown(problem.message),
                "check_name": "unreadable",
                "fingerprint": _digest(path, "unreadable", problem.message),
                "severity": "blocker",
                "location": {"path": path, "lines": {"begin": 1}},
            }
        )
    out.write(msgspec.json.format(msgspec.json.encode(items), indent=1).decode() + "\n")


def _description(finding: Finding) -> str:
    description = f"{finding.code} {shown(finding.message)} «{shown(finding.text)}»"
    if finding.suppressed is None:
        return description
    why = _("does not count: {who}").format(who=labels.suppression(finding.suppressed))
    return f"{description} ({why})"


def _digest(*parts: str) -> str:
    return hashlib.sha256(msgspec.json.encode([shown(part) for part in parts])).hexdigest()
