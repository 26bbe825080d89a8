"""SARIF 2.1.0 (OASIS), within the limits of GitHub code scanning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, TextIO

import msgspec

from checker import plugins
from checker.config import Config
from checker.messages import _, documentation
from checker.plugins import reporter
from checker.reporters import contract, listing, places
from checker.reporters.rule_pages import rule_page
from checker.types import DocumentResult, Finding, Notice, Problem, Report, SegmentResult, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LIMIT = 5000  # GitHub shows no more of one run
_TEXT_LIMIT = 1024  # of a rule's descriptions, again GitHub's
_CATEGORIES = "https://themqm.org"
"""Says what the categories of findings mean."""
_PLAIN = (".txt", ".text", ".srt", ".vtt")
_WRITTEN = re.compile(r"""[<>&"'\\\x00-\x1f]""")
"""Characters that formats write in their own way."""
_PROBLEM_LEVELS = {"error": "error", "warning": "warning", "note": "recommendation"}

_Located = tuple[DocumentResult, SegmentResult, Finding]


@reporter("sarif")
def report(report: Report, out: TextIO, config: Config) -> None:
    """SARIF 2.1.0 for GitHub code scanning and editors."""
    found = list(listing.located(report, suppressed=True))
    # Suppressed findings stay in: where they vanish, GitHub closes the alert and opens it again.
    found.sort(key=lambda item: (item[2].suppressed is not None, -item[2].severity.rank))
    kept = found[:_LIMIT]
    rules = sorted({finding.code: finding for _document, _segment, finding in kept}.items())
    index = {code: at for at, (code, _finding) in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": report.tool.name,
                "semanticVersion": report.tool.version,
                "rules": [_rule(finding, config) for _code, finding in rules],
            }
        },
        "automationDetails": {"id": f"{report.tool.name}/{_languages(report)}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            places.SOURCES: {"description": {"text": _("the root of the repository")}}
        },
        "invocations": [_invocation(report, len(found) - len(kept))],
        "results": [_result(item, index, config) for item in kept],
        "properties": {
            "signature": report.tool.signature,
            "summary": contract.plain(report.summary),
            "documents": [
                {"uri": places.uri(document.path), "scores": contract.plain(document.scores)}
                for document in report.documents
            ],
        },
    }
    log = contract.plain({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})
    out.write(msgspec.json.format(msgspec.json.encode(log), indent=1).decode() + "\n")


def _languages(report: Report) -> str:
    return "+".join(sorted({document.lang for document in report.documents})) or "none"


def _level(severity: Severity, config: Config) -> str:
    """GitHub fails a pull request for errors, so that is what fails the gate here, whatever its severity."""
    if config.fail_on != "never" and severity >= Severity(config.fail_on):
        return "error"
    return "warning" if severity >= Severity.MAJOR else "note"


def _rule(finding: Finding, config: Config) -> dict[str, Any]:
    level = _level(finding.severity, config)
    rule: dict[str, Any] = {
        "id": finding.code,
        "name": finding.name,
        "helpUri": rule_page(finding.code, finding.name) or _CATEGORIES,
    }
    check = plugins.checks().get(finding.code)
    if check is None:
        # A report may name a rule of a plug-in that is not installed here.
        text = {"text": finding.name}
        rule |= {"shortDescription": text, "fullDescription": text, "help": text}
    else:
        level = _level(check.severity, config)
        doc = documentation(check.doc)
        rule |= {
            "shortDescription": {"text": _paragraph(doc, 0)[:_TEXT_LIMIT]},
            "fullDescription": {"text": _paragraph(doc, 1)[:_TEXT_LIMIT]},
            "help": {"text": doc, "markdown": _markdown(doc)},
        }
    rule["defaultConfiguration"] = {"level": level}
    rule["properties"] = {
        "tags": ["translation", finding.category],
        "problem.severity": _PROBLEM_LEVELS[level],
    }
    return rule


def _paragraph(doc: str, number: int) -> str:
    paragraphs = [" ".join(part.split()) for part in doc.strip().split("\n\n")]
    return paragraphs[min(number, len(paragraphs) - 1)]


def _markdown(doc: str) -> str:
    """The rule's documentation with its lead-ins ("What it does:") in bold."""
    out = []
    for part in doc.strip().split("\n\n"):
        lead, colon, rest = part.partition(":")
        marked = colon and "\n" not in lead and len(lead) < 30
        out.append(f"**{lead}:**{rest}" if marked else part)
    return "\n\n".join(out)


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notes = [_notification(problem) for problem in report.problems]
    notes += [_note(notice) for notice in report.notices if notice.line is not None]
    if left_out:
        text = _("{count} less severe findings were left out: a run may list {limit}.")
        notes.append(
            {
                "descriptor": {"id": "limit"},
                "level": "warning",
                "message": {"text": text.format(count=left_out, limit=_LIMIT)},
            }
        )
    return {
        "executionSuccessful": report.summary.verdict != "error",
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notes,
    }


def _notification(problem: Problem) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": places.artifact(problem.path)}}
    return {
        "descriptor": {"id": "unreadable"},
        "level": "error",
        "message": {"text": f"{problem.message}. {problem.hint or ''}".strip()},
        "locations": [location],
    }


def _note(notice: Notice) -> dict[str, Any]:
    place = {"artifactLocation": places.artifact(notice.path), "region": {"startLine": notice.line}}
    return {
        "descriptor": {"id": notice.kind},
        "level": "note",
        "message": {"text": notice.message},
        "locations": [{"physicalLocation": place}],
    }


def _result(item: _Located, index: dict[str, int], config: Config) -> dict[str, Any]:
    document, segment, finding = item
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _level(finding.severity, config),
        "message": {"text": _message(finding)},
        "locations": [_location(document.path, _region(finding))],
        "partialFingerprints": {"checkerFingerprint/v1": finding.fingerprint},
        "properties": {
            "mqm": finding.category,
            "severity": finding.severity.value,
            "p": finding.p,
            "evidence": finding.evidence,
            "sentence": listing.sentence(segment, finding),
            "source": listing.beginning(segment.source),
            "backTranslation": listing.beginning(listing.back(segment)),
            "scores": segment.scores,
            "suggestion": finding.suggestion,
        },
    }
    related = _related(document, segment)
    if related:
        result["relatedLocations"] = related
    if finding.fix is not None and _safe(document.path, finding, finding.fix):
        result["fixes"] = [_fix(document, finding, finding.fix)]
    if finding.suppressed is not None:
        result["suppressions"] = [_suppression(finding.suppressed)]
        if finding.suppressed.startswith("baseline"):
            result["baselineState"] = "unchanged"
    return result


def _message(finding: Finding) -> str:
    # "[words](1)" would be read as a link to a related location.
    return (finding.message or finding.name).replace("](", "] (")


def _location(path: str, region: dict[str, Any]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": places.artifact(path), "region": region}}


def _region(finding: Finding) -> dict[str, Any]:
    line, column = places.end(finding)
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": line,
        "endColumn": column,
        "snippet": {"text": finding.text},
    }


def _related(document: DocumentResult, segment: SegmentResult) -> Sequence[dict[str, Any]]:
    place = {"startLine": segment.line, "startColumn": segment.column}
    related = []
    back = listing.back(segment)
    if back is not None:
        text = _("back-translation: {text}").format(text=back)
        related.append(_location(document.path, place) | {"message": {"text": text}})
    if segment.source is not None:
        text = _("source: {text}").format(text=listing.beginning(segment.source))
        path = document.source_path
        location = (
            _location(document.path, place)
            if path is None
            else {"physicalLocation": {"artifactLocation": places.artifact(path)}}
        )
        related.append(location | {"message": {"text": text}})
    return [{"id": at, **location} for at, location in enumerate(related, 1)]


def _fix(document: DocumentResult, finding: Finding, text: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(finding), "insertedContent": {"text": text}}
    change = {
        "artifactLocation": places.artifact(document.path),
        "replacements": [replacement],
    }
    description = _("write “{text}”").format(text=text) if text else _("delete")
    return {"description": {"text": description}, "artifactChanges": [change]}


def _safe(path: str, finding: Finding, fix: str) -> bool:
    """Whether a program that knows nothing of the file's format can put `fix` in the place of the words.

    A last character that is an escape takes more of the file than the region says, and new text may need one.
    """
    last = finding.text[-1:]
    return PurePath(path).suffix.lower() in _PLAIN or not (
        _WRITTEN.search(fix) or _WRITTEN.search(last) or not last.isascii()
    )


def _suppression(reason: str) -> dict[str, Any]:
    kind = "inSource" if reason == "inSource" else "external"
    return {"kind": kind, "status": "accepted", "justification": reason}
