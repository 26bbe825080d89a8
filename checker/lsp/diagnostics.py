"""Findings as an editor shows them: a place, a severity, a message and a link to the rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsprotocol import types

from checker.config import Config
from checker.lsp.open_text import OpenText
from checker.lsp.positions import Positions
from checker.messages import _
from checker.reporters import listing
from checker.reporters.rule_pages import rule_page
from checker.types import (
    Document,
    DocumentResult,
    Finding,
    Notice,
    Problem,
    SegmentResult,
    Severity,
)

SOURCE = "checker"
"""Says in an editor whose diagnostics these are."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text with what was found in it; the places of the result are those of `document.text`."""

    text: OpenText
    document: Document
    result: DocumentResult
    notices: tuple[Notice, ...]
    config: Config
    reader: str
    """Name of the format that the text is in."""
    ran: frozenset[str]
    """Codes of the rules that looked at it."""
    signature: str = ""
    """Of what looked at it."""

    def findings(self) -> Iterator[tuple[SegmentResult, Finding]]:
        """What a person should look at, with its sentence, in the order of the text."""
        for segment in self.result.segments:
            for finding in listing.active(segment):
                yield segment, finding


def diagnostics(checked: Checked, positions: Positions) -> list[types.Diagnostic]:
    """All that is to be shown of a text."""
    return [
        *(diagnostic(finding, positions, checked.config) for _s, finding in checked.findings()),
        *(_notice(notice, positions) for notice in checked.notices),
    ]


def of_problems(problems: Iterable[Problem], positions: Positions) -> Iterator[types.Diagnostic]:
    """What could not be read, at the top of the text."""
    for problem in problems:
        message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
        yield types.Diagnostic(
            range=positions.line(1),
            message=message,
            severity=types.DiagnosticSeverity.Information,
            source=SOURCE,
        )


def diagnostic(finding: Finding, positions: Positions, config: Config) -> types.Diagnostic:
    """A finding as an editor shows it."""
    page = rule_page(finding.code, finding.name)
    message = finding.message or finding.name
    if finding.suggestion:
        message += "\n" + _("suggestion: {text}").format(text=finding.suggestion)
    return types.Diagnostic(
        range=positions.range(finding.start, finding.end),
        message=message,
        severity=severity(finding, config),
        code=finding.code,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        data={"fingerprint": finding.fingerprint},
    )


def severity(finding: Finding, config: Config) -> types.DiagnosticSeverity:
    """An error is what fails the gate, as in CI; below that a major finding is a warning, a minor one information."""
    if listing.fails(finding, config):
        return types.DiagnosticSeverity.Error
    if finding.severity >= Severity.MAJOR:
        return types.DiagnosticSeverity.Warning
    if finding.severity >= Severity.MINOR:
        return types.DiagnosticSeverity.Information
    return types.DiagnosticSeverity.Hint


def _notice(notice: Notice, positions: Positions) -> types.Diagnostic:
    return types.Diagnostic(
        range=positions.line(notice.line or 1),
        message=notice.message,
        severity=types.DiagnosticSeverity.Hint,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary],
    )
