"""Text for people: where to look, the sentence with the place underlined, why, and what to do."""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO, cast

from checker.config import Config
from checker.messages import _
from checker.plugins import reporter
from checker.reporters import excerpt, labels, listing
from checker.text.printable import harmless, invisible_name, shown
from checker.types import (
    DocumentResult,
    Finding,
    Report,
    SegmentResult,
    SegmentScores,
    Severity,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_INDENT = "    "
_WIDTH = 100  # of output that does not go to a terminal
_STYLE = {
    Severity.CRITICAL: "bold red",
    Severity.MAJOR: "red",
    Severity.MINOR: "yellow",
    Severity.NEUTRAL: "cyan",
}


_UNCLEAR = 0.2
"""Probability that a text comes from the other, a person or a machine, up to which a line says who wrote it."""


@reporter("text")
def report(report: Report, out: TextIO, config: Config) -> None:
    """For people: each finding with its sentence, the place underlined, and a summary."""
    page = _Page(_console(cast("TextIO", _Harmless(out))))
    for document in report.documents:
        for segment in document.segments:
            if config.verbose:
                page.line(_scores_line(document, segment), style="dim")
            for group in _groups(listing.active(segment), segment, page.room):
                _block(page, document, segment, group)
            if config.verbose:
                _suppressed(page, document, segment)
    for problem in report.problems:
        # Most messages begin with the path, since other formats show them by themselves.
        message = shown(problem.message.removeprefix(f"{problem.path}: "))
        page.line(
            (f"{shown(problem.path)}: ", "bold"),
            (_("cannot be checked: {message}").format(message=message), "bold red"),
        )
        if problem.hint:
            page.detail((shown(problem.hint), ""))
        page.line()
    _notices(page, report, config)
    if config.statistics:
        _statistics(page, report)
    if not config.quiet:
        _summary(page, report)


@dataclass(frozen=True)
class _Harmless:
    """Passes lines on to a file so that no build server takes text of an article for a command."""

    out: TextIO

    def write(self, text: str) -> int:
        return self.out.write(harmless(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.out, name)


@dataclass(frozen=True)
class _Page:
    """A console that prints lines of (text, style) pieces and nothing else of its own."""

    console: Console

    @functools.cached_property
    def room(self) -> int:
        """Cells for a sentence beside the indent; the last column stays free, some terminals wrap there."""
        return max(40, self.console.width) - len(_INDENT) - 1

    def line(self, *pieces: tuple[str, str], style: str = "") -> None:
        """Print the pieces on one line, however long; the line ends where the text does."""
        if self.console.color_system is None:
            self._plain("".join(text for text, _style in pieces))
            return
        from rich.text import Text

        text = Text.assemble(*pieces, style=style, no_wrap=True, overflow="ignore")
        self.console.print(text, soft_wrap=True)

    def detail(self, *pieces: tuple[str, str]) -> None:
        """Print the pieces indented; on a terminal, wrapped at its width."""
        if self.console.color_system is None and not self.console.is_terminal:
            self._plain(_INDENT + "".join(text for text, _style in pieces).rstrip())
            return
        from rich.text import Text

        text = Text.assemble(*pieces)
        lines: Iterable[Text] = [text]
        if self.console.is_terminal:
            lines = text.wrap(self.console, self.room)
        for line in lines:
            line.rstrip()
            self.console.print(Text(_INDENT) + line, soft_wrap=True)

    def _plain(self, text: str) -> None:
        """Without colours a line is its text: Rich takes a millisecond for each, and there are thousands."""
        self.console.file.write(f"{text}\n")


def _console(out: TextIO) -> Console:
    from rich.console import Console as Terminal

    class Console(Terminal):
        def on_broken_pipe(self) -> None:
            """Leaves it to the command, whose exit code is the verdict's; Rich would end the program with 1."""
            raise  # Rich calls this where it caught the error

    width = None if out.isatty() else _WIDTH
    if os.environ.get("NO_COLOR"):
        # It asks for no colour; without colour no style is left that is worth an escape code.
        return Console(file=out, width=width, color_system=None, highlight=False)
    return Console(file=out, width=width, highlight=False)


def _groups(
    findings: Sequence[Finding], segment: SegmentResult, room: int
) -> Iterator[list[Finding]]:
    """Neighbouring findings that one printing of the sentence can show."""
    group: list[Finding] = []
    for finding in findings:
        if group and excerpt.window(segment, [*group, finding], room) is None:
            yield group
            group = []
        group.append(finding)
    if group:
        yield group


def _block(
    page: _Page, document: DocumentResult, segment: SegmentResult, group: Sequence[Finding]
) -> None:
    for finding in group:
        page.line(
            (f"{shown(document.path)}:{finding.line}:{finding.column}", "bold"),
            (f" {finding.code} ", "bold"),
            (labels.severity(finding.severity), _STYLE[finding.severity]),
            (f" [{shown(finding.category)}]", "dim"),
        )
    crop = excerpt.window(segment, group, page.room) or excerpt.beginning(
        segment, group[0], page.room
    )
    page.line((_INDENT, ""), *_coloured(crop, segment, group))
    for finding in group:
        page.line((_INDENT, ""), (excerpt.carets(crop, segment, finding), _STYLE[finding.severity]))
        name = f"{finding.code}: " if len(group) > 1 else ""
        page.detail((name, "bold"), (shown(finding.message), ""))
        hidden = invisible_name(finding.text)
        if hidden:
            page.detail((_("marked: {name}").format(name=hidden), "dim"))
        for label, text in _details(segment, finding):
            page.detail((_("{label}: ").format(label=label), "dim"), (text, ""))
    page.line()


def _details(segment: SegmentResult, finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.p is not None:
        back = listing.back(segment)
        if back is not None:
            yield _("back-translation"), _with_context(back, listing.back_words(segment, finding))
        elif segment.readable is False:
            yield _("back-translation"), _("unreliable")
        yield _("probability"), f"{finding.p:.2f}"
    if finding.suggestion:
        yield _("suggestion"), shown(finding.suggestion)
    elif finding.fix is not None:
        fix = _("write “{text}”").format(text=shown(finding.fix))
        name = invisible_name(finding.fix)
        yield (
            _("suggestion"),
            (fix + (f" ({name})" if name else "")) if finding.fix else _("delete"),
        )


def _with_context(back: str, words: Sequence[str]) -> str:
    """The linked words and the part of the back-translation they stand in."""
    reading = shown(back)
    at = reading.find(shown(words[0])) if words else 0
    crop = excerpt.around(reading, at, at, _WIDTH)
    reading = f"{crop.before}{reading[crop.start : crop.end]}{crop.after}" if crop else reading
    return f"“{shown(' … '.join(words))}” ({reading})" if words else reading


def _coloured(
    crop: excerpt.Crop, segment: SegmentResult, findings: Sequence[Finding]
) -> list[tuple[str, str]]:
    """The cropped sentence in pieces, each finding's stretch in the colour of its severity."""
    text = shown(segment.text)
    styles = [""] * (crop.end - crop.start)
    for finding in sorted(findings, key=lambda finding: finding.severity):
        start, end = (
            min(max(at - crop.start, 0), len(styles)) for at in listing.within(segment, finding)
        )
        styles[start:end] = [f"underline {_STYLE[finding.severity]}"] * (end - start)
    pieces = [(crop.before, "dim")]
    at = 0
    for place in range(1, len(styles) + 1):
        if place == len(styles) or styles[place] != styles[at]:
            pieces.append((text[crop.start + at : crop.start + place], styles[at]))
            at = place
    return [*pieces, (crop.after, "dim")]


def _scores_line(document: DocumentResult, segment: SegmentResult) -> tuple[str, str]:
    place = f"{shown(document.path)}:{segment.line}:{segment.column}"
    if segment.reason is not None:
        described = _("not scored ({reason})").format(reason=labels.reason(segment.reason))
    else:
        described = _scores(segment.scores)
    text = shown(segment.text)
    return f"{place} {described}  {text[:59] + '…' if len(text) > 60 else text}", ""


def _scores(scores: SegmentScores) -> str:
    parts = [
        f"{name} {value:.0f}"
        for name, value in (
            (_("quality"), scores.quality),
            (_("adequacy"), scores.adequacy),
            (_("fluency"), scores.fluency),
        )
        if value is not None
    ]
    if scores.p_bad is not None:
        parts.append(_("risk {p:.2f}").format(p=scores.p_bad))
    return ", ".join(parts) or _("no scores")


def _suppressed(page: _Page, document: DocumentResult, segment: SegmentResult) -> None:
    for finding in segment.findings:
        if finding.suppressed is not None:
            place = f"{shown(document.path)}:{finding.line}:{finding.column} {finding.code} "
            why = labels.suppression(finding.suppressed)
            page.line((place + _("ignored: {reason}").format(reason=why), "dim"))


def _statistics(page: _Page, report: Report) -> None:
    """How often each rule found something, the most frequent first."""
    counts = Counter((f.code, f.name, f.severity) for _d, _s, f in listing.located(report))
    for (code, name, severity), count in counts.most_common():
        page.line(
            (f"{count:>6}  {code}  ", ""), (name, ""), (f"  {labels.severity(severity)}", "dim")
        )
    if counts:
        page.line()


def _notices(page: _Page, report: Report, config: Config) -> None:
    """Those with a place in a text are said one by one, the others as a count unless somebody wants them all."""
    counts = Counter[str]()
    for notice in report.notices:
        if notice.line is None and not config.verbose:
            counts[notice.kind] += 1
            continue
        place = shown(notice.path) + (f":{notice.line}" if notice.line else "")
        page.line((f"{place}: ", "bold"), (shown(notice.message), ""))
    if counts and not config.quiet:
        counted = ", ".join(
            f"{labels.notice(kind)} {count}" for kind, count in counts.most_common()
        )
        page.line((_("files {counts}; --verbose names them").format(counts=counted), "dim"))


def _summary(page: _Page, report: Report) -> None:
    if len(report.documents) > 1:
        _table(page, report.documents)
    summary = report.summary
    # A label and a number: no language has to bend a noun after it.
    counts = (
        (_("documents: {count}"), summary.documents),
        (_("sentences: {count}"), summary.segments),
        (_("words: {count}"), summary.words),
        (_("seconds: {count}"), f"{summary.seconds:.1f}"),
    )
    page.line((", ".join(name.format(count=count) for name, count in counts), ""))
    pieces = [(_("findings: {count}").format(count=sum(summary.findings.values())), "")]
    found = [item for item in sorted(Severity, reverse=True) if summary.findings.get(item)]
    for at, severity in enumerate(found):
        message = f"{summary.findings[severity]} {labels.severity(severity)}"
        pieces += [(", " if at else " (", ""), (message, _STYLE[severity])]
    pieces.append((")" if found else "", ""))
    pieces.append((_(", sentences to look at: {count}").format(count=summary.flagged), ""))
    if summary.suppressed:
        pieces.append((_(", ignored: {count}").format(count=summary.suppressed), "dim"))
    page.line(*pieces)
    reasons = listing.not_scorable(report)
    if reasons:
        why = ", ".join(
            f"{labels.reason(reason)} {count}" for reason, count in reasons.most_common()
        )
        message = _("sentences not scored: {count} ({why})")
        page.line((message.format(count=summary.not_scorable, why=why), ""))
    if len(report.documents) == 1:
        _origin(page, report.documents[0].scores.p_machine)
    _verdict(page, report)


def _origin(page: _Page, p_machine: float | None) -> None:
    """Who seems to have translated the one document, where that is clear enough to be worth a line."""
    if p_machine is None or _UNCLEAR < p_machine < 1 - _UNCLEAR:
        return
    by_machine = p_machine >= 1 - _UNCLEAR
    message = (
        _("probably translated by a machine: {share}")
        if by_machine
        else _("probably written by a person: {share}")
    )
    page.line((message.format(share=f"{p_machine if by_machine else 1 - p_machine:.0%}"), ""))


def _verdict(page: _Page, report: Report) -> None:
    verdict = report.summary.verdict
    style = "bold green" if verdict == "passed" else "bold red"
    word = labels.verdict(verdict).upper()
    reasons = "; ".join(shown(reason) for reason in report.summary.reasons)
    page.line((word, style), (_(": {text}").format(text=reasons) if reasons else "", ""))


def _table(page: _Page, documents: Sequence[DocumentResult]) -> None:
    from rich.cells import cell_len

    heads = (
        _("quality"),
        _("adequacy"),
        _("fluency"),
        _("by machine"),
        _("words"),
        _("findings/1,000 words"),
    )
    rows: list[tuple[tuple[str, ...], str]] = [(heads, _("document"))]
    worst_first = sorted(
        documents,
        key=lambda item: 101.0 if item.scores.quality is None else item.scores.quality,
    )
    for document in worst_first:
        scores = document.scores
        shares = (_number(value) for value in (scores.quality, scores.adequacy, scores.fluency))
        flags = f"{scores.flags_per_1000_words:.1f}"
        machine = "–" if scores.p_machine is None else f"{scores.p_machine:.0%}"
        rows.append(((*shares, machine, str(scores.words), flags), shown(document.path)))
    widths = [max(cell_len(row[0][at]) for row in rows) for at in range(len(heads))]
    for at, (cells, path) in enumerate(rows):
        padded = (
            " " * (width - cell_len(cell)) + cell for cell, width in zip(cells, widths, strict=True)
        )
        page.line(("  ".join([*padded, path]), "dim" if at == 0 else ""))
    page.line()


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
