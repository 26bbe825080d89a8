"""What an editor shows on hover: the finding and why, and the back-translation of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker import messages
from checker.lsp.diagnostics import Checked
from checker.messages import _
from checker.plugins import checks
from checker.reporters import labels, listing
from checker.reporters.rule_pages import rule_page
from checker.text.printable import shown
from checker.types import Finding, SegmentResult, Span

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]|^[-+]")

_LONGEST_LEAD = 30
"""Code points of the longest words that lead a paragraph in: "Why it matters"."""


def hover(checked: Checked, offset: int, *, markdown: bool) -> tuple[Span, str] | None:
    """What is to be said of a place, and the stretch that it is about; None where there is nothing to say."""
    found = [
        (segment, finding)
        for segment, finding in checked.findings()
        if finding.start <= offset < max(finding.end, finding.start + 1)
    ]
    write = _Markdown() if markdown else _Plain()
    parts: list[str] = []
    for segment, finding in found:
        parts += _of_finding(segment, finding, write)
    here = next((s for s in checked.result.segments if s.start <= offset < s.end), None)
    if here is not None:
        parts += _of_sentence(here, [finding for _s, finding in found], write)
    if not parts:
        return None
    about = found[0][1] if found else here
    return (Span(about.start, about.end), write.joined(parts)) if about else None


class _Plain:
    """Text as it is."""

    def text(self, text: str) -> str:
        return shown(text)

    def strong(self, text: str) -> str:
        return shown(text)

    def link(self, text: str, address: str | None) -> str:
        return text

    def joined(self, parts: list[str]) -> str:
        return "\n\n".join(parts)


class _Markdown(_Plain):
    """Markdown, in which nothing that a text holds is markup."""

    def text(self, text: str) -> str:
        return _MARKUP.sub(r"\\\g<0>", shown(text))

    def strong(self, text: str) -> str:
        return f"**{self.text(text)}**" if text.strip() else ""

    def link(self, text: str, address: str | None) -> str:
        return f"[{text}]({address})" if address else text


def _of_finding(segment: SegmentResult, finding: Finding, write: _Plain) -> Iterator[str]:
    code = write.link(finding.code, rule_page(finding.code, finding.name))
    severity = labels.severity(finding.severity)
    yield f"{code} {write.text(finding.name)} · {severity} · {write.text(finding.category)}"
    yield write.strong(finding.message or finding.name)
    for label, text in _details(segment, finding):
        yield f"{label}: {write.text(text)}"
    rule = checks().get(finding.code)
    if rule is not None:
        for paragraph in messages.paragraphs(messages.documentation(rule.doc)):
            lead, colon, rest = paragraph.partition(":")
            led = bool(colon) and len(lead) < _LONGEST_LEAD
            yield f"{write.strong(lead)}:{write.text(rest)}" if led else write.text(paragraph)


def _details(segment: SegmentResult, finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.p is not None:
        words = listing.back_words(segment, finding)
        if words:
            yield _("back-translation"), f"“{' … '.join(words)}”"
        yield _("probability"), f"{finding.p:.2f}"
    if finding.suggestion:
        yield _("suggestion"), finding.suggestion
    elif finding.fix is not None:
        fix = _("write “{text}”").format(text=finding.fix) if finding.fix else _("delete")
        yield _("suggestion"), fix


def _of_sentence(segment: SegmentResult, findings: list[Finding], write: _Plain) -> Iterator[str]:
    source, translated = _("source"), _("back-translation")
    if segment.source is not None:
        yield f"{source}: {write.text(segment.source)}"
    back = listing.back(segment)
    if back is not None:
        linked = {word for finding in findings for word in _linked(segment, finding)}
        yield f"{translated}: {_emphasised(back, segment, linked, write)}"
    elif segment.readable is False:
        unreadable = _("unreliable")
        yield f"{translated}: {unreadable}"
    scores = [
        f"{name} {value:.0f}"
        for name, value in (
            (_("quality"), segment.scores.quality),
            (_("adequacy"), segment.scores.adequacy),
            (_("fluency"), segment.scores.fluency),
        )
        if value is not None
    ]
    if scores:
        yield ", ".join(scores)


def _linked(segment: SegmentResult, finding: Finding) -> Iterator[int]:
    """Words of the back-translation that those of the finding are linked to."""
    for token in segment.tokens:
        if token.start < finding.end and finding.start < token.end:
            yield from token.back


def _emphasised(back: str, segment: SegmentResult, linked: set[int], write: _Plain) -> str:
    spans = [span for at, span in enumerate(segment.back_words) if at in linked]
    pieces: list[str] = []
    at = 0
    for span in spans:
        pieces += [write.text(back[at : span.start]), write.strong(span.of(back))]
        at = span.end
    return "".join([*pieces, write.text(back[at:])])
