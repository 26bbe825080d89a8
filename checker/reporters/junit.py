"""JUnit XML: a file is a suite, a sentence a test; the subset that Jenkins, GitLab, Azure and CircleCI share."""

from __future__ import annotations

from typing import TextIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from checker.config import Config
from checker.messages import _
from checker.plugins import reporter
from checker.reporters import labels, listing, places
from checker.text.printable import shown
from checker.types import DocumentResult, Finding, Problem, Report, SegmentResult, Status

_NAME_LENGTH = 60


@reporter("junit")
def report(report: Report, out: TextIO, config: Config) -> None:
    """JUnit XML for CI servers: one test a sentence, findings at the fail level are failures."""
    suites = [_suite(document, config) for document in report.documents]
    suites += [_unreadable(problem) for problem in report.problems]
    root = Element("testsuites", name=report.tool.name)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.set("time", f"{report.summary.seconds:.3f}")
    root.extend(suites)
    indent(root)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    ElementTree(root).write(out, encoding="unicode")
    out.write("\n")


def _suite(document: DocumentResult, config: Config) -> Element:
    path = shown(places.relative(document.path))
    cases = [_case(path, segment, config) for segment in document.segments]
    suite = Element("testsuite", name=path, tests=str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("file", path)
    properties = SubElement(suite, "properties")
    scores = document.scores
    for name, value in (
        ("lang", document.lang),
        ("words", scores.words),
        ("quality", scores.quality),
        ("flags_per_1000_words", scores.flags_per_1000_words),
    ):
        if value is not None:
            text = f"{value:.1f}" if isinstance(value, float) else str(value)
            SubElement(properties, "property", name=name, value=text)
    suite.extend(cases)
    return suite


def _case(path: str, segment: SegmentResult, config: Config) -> Element:
    text = shown(segment.text)
    short = text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1] + "…"
    # Line and column make names unique where a text says one sentence twice.
    name = f"L{segment.line}:{segment.column} {short}"
    case = Element("testcase", classname=path, name=name, time="0")
    findings = listing.active(segment)
    failing = [finding for finding in findings if listing.fails(finding, config)]
    passing = [finding for finding in findings if not listing.fails(finding, config)]
    if failing:
        worst = max(failing, key=lambda finding: finding.severity.rank)
        failure = SubElement(case, "failure", type=worst.code, message=shown(worst.message))
        failure.text = _text(path, segment, failing)
    elif segment.status is Status.NOT_SCORABLE:
        SubElement(case, "skipped", message=labels.reason(segment.reason))
    passing += [finding for finding in segment.findings if finding.suppressed is not None]
    if passing:
        SubElement(case, "system-out").text = _text(path, segment, passing)
    return case


def _text(path: str, segment: SegmentResult, findings: list[Finding]) -> str:
    lines = [
        f"{path}:{finding.line}:{finding.column} {finding.code} {finding.severity.value} "
        f"[{finding.category}] {shown(finding.message)} «{shown(finding.text)}»{_ignored(finding)}"
        for finding in findings
    ]
    lines.append(_("sentence: {text}").format(text=shown(segment.text)))
    back = listing.back(segment)
    if back is not None:
        lines.append(_("back-translation: {text}").format(text=shown(back)))
    return "\n".join(lines)


def _ignored(finding: Finding) -> str:
    if finding.suppressed is None:
        return ""
    why = _("does not count: {who}").format(who=labels.suppression(finding.suppressed))
    return f" ({why})"


def _unreadable(problem: Problem) -> Element:
    path = shown(places.relative(problem.path))
    suite = Element("testsuite", name=path, tests="1", failures="0", errors="1", skipped="0")
    case = SubElement(suite, "testcase", classname=path, name=_("can be read"), time="0")
    message = shown(problem.message)
    error = SubElement(case, "error", type="unreadable", message=message)
    error.text = shown(problem.hint or "")
    return suite
