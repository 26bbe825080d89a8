"""A self-contained HTML page for editors: articles by risk, a heat map of words, and back-translations."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, TextIO

import msgspec

from checker import messages
from checker.config import Config
from checker.plugins import reporter
from checker.reporters import contract, labels, listing
from checker.text.printable import invisible_name, shown
from checker.types import DocumentResult, Finding, Report, SegmentResult, Severity, Status

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_HEAT = (0.15, 0.3, 0.5, 0.7)  # p_bad from which a word or a sentence is one shade darker
_STRIP = 240  # cells of an article's strip: longer articles share cells
_BINS = 20
_OFF = "off"
_WORDS = 80  # code points of a finding's words that its note names
_FEW = 30  # a sentence of no more is named like any words
_LONG = 400  # code points of a back-translation from which it is folded


@reporter("html", links=True)
def report(report: Report, out: TextIO, config: Config) -> None:
    """One HTML file to open in a browser; it asks no other place for anything."""
    from markupsafe import Markup

    ranked = sorted(enumerate(report.documents, 1), key=lambda item: _risk_order(item[1]))
    documents = [_Article(number, document) for number, document in ranked]
    css, js = _asset("report.css"), _asset("report.js")
    page = _template().generate(
        report=report,
        documents=documents,
        lang=messages.current(),
        css=Markup(css),  # noqa: S704 - our own files, not the articles'  # nosec B704
        js=Markup(js),  # noqa: S704  # nosec B704
        css_hash=_csp_hash(css),
        js_hash=_csp_hash(js),
        severities=sorted(Severity, reverse=True),
        rules=_rules(report),
        reasons=listing.not_scorable(report).most_common(),
        histogram=_histogram(report),
    )
    for chunk in page:
        out.write(chunk)


def _asset(name: str) -> str:
    file = resources.files("checker.reporters") / "page" / name
    return file.read_text(encoding="utf-8").strip()


def _csp_hash(text: str) -> str:
    """What a Content-Security-Policy calls an inline script or style that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def pages(package: str) -> Environment:
    """The templates in the folder `page` of a package: all that they show is escaped, in the language spoken now."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package, "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["_"] = messages._
    return environment


def _template() -> Template:
    environment = pages("checker.reporters")
    environment.globals["labels"] = labels
    environment.filters["shown"] = shown
    return environment.get_template("report.html.j2")


def _risk_order(document: DocumentResult) -> tuple[float, float]:
    quality = document.scores.quality
    return (101.0 if quality is None else quality, -document.scores.flags_per_1000_words)


def _rules(report: Report) -> list[tuple[str, str, int]]:
    """Code, name and number of findings of each rule that found something, by code; ignored ones count here."""
    counts: dict[str, tuple[str, int]] = {}
    for _document, _segment, finding in listing.located(report, suppressed=True):
        name, count = counts.get(finding.code, (finding.name, 0))
        counts[finding.code] = (name, count + 1)
    return [(code, name, count) for code, (name, count) in sorted(counts.items())]


def _histogram(report: Report) -> list[int]:
    """How many sentences have a quality of 0-5, 5-10, ... 95-100."""
    bins = [0] * _BINS
    for document in report.documents:
        for segment in document.segments:
            if segment.scores.quality is not None:
                bins[min(int(segment.scores.quality * _BINS / 100), _BINS - 1)] += 1
    return bins


def heat(p: float | None) -> int:
    """0 (cool or unknown) to 4 (hot)."""
    return 0 if p is None else sum(p >= limit for limit in _HEAT)


@dataclass(frozen=True)
class _Piece:
    """A stretch of a sentence that looks the same throughout: its heat, and the findings that mark it.

    `kind` is the worst severity among them, `off` where none of them counts, empty where there is none.
    """

    text: str
    heat: int
    findings: tuple[int, ...]
    kind: str
    gap: bool = False

    @property
    def plain(self) -> bool:
        return not self.heat and not self.kind


@dataclass(frozen=True)
class _Note:
    """A finding as the margin shows it."""

    finding: Finding
    back: str
    hidden: str | None
    hidden_fix: str | None
    words: str
    """What it marks, shortened in the middle; empty where that is a gap, invisible, or the whole sentence."""
    whole: bool
    place: tuple[int, int]
    """In code points of the sentence's text."""

    @property
    def decision(self) -> str:
        """For the script: what a row of decisions says of a finding that a person has judged."""
        finding = self.finding
        plain = {
            "code": finding.code,
            "fingerprint": finding.fingerprint,
            "start": self.place[0],
            "end": self.place[1],
            "severity": finding.severity.value,
            "category": finding.category,
        }
        return msgspec.json.encode(plain).decode()

    @property
    def kind(self) -> str:
        return _kind(self.finding)

    @property
    def evidence(self) -> Mapping[str, str]:
        plain = contract.plain(self.finding.evidence)
        return {key: msgspec.json.encode(value).decode() for key, value in plain.items()}


@dataclass(frozen=True)
class _Sentence:
    """A segment as the page shows it."""

    segment: SegmentResult
    notes: tuple[_Note, ...]
    pieces: tuple[_Piece, ...]

    @property
    def heat(self) -> int:
        active = listing.active(self.segment)
        worst = max((finding.severity.rank for finding in active), default=0)
        return max(heat(self.segment.scores.p_bad), worst + 1 if worst else 0)

    @property
    def back(self) -> str | None:
        return listing.back(self.segment)

    @property
    def long(self) -> bool:
        return len(self.back or "") > _LONG

    @property
    def scorable(self) -> bool:
        return self.segment.reason is None

    @property
    def flagged(self) -> bool:
        return self.segment.status is Status.FLAGGED

    @property
    def links(self) -> str:
        """For the script: [start, end, p_bad, [back words]] of each word, and [start, end] of those of `back`."""
        segment = self.segment
        words = [
            [*place, None if token.p_bad is None else round(token.p_bad, 2), token.back]
            for token, place in zip(segment.tokens, listing.word_places(segment), strict=True)
            if place is not None
        ]
        back = [[span.start, span.end] for span in segment.back_words if self.back is not None]
        return msgspec.json.encode([words, back]).decode()


@dataclass(frozen=True)
class _Article:
    """A document as the page shows it; `number` is its place in the run."""

    number: int
    document: DocumentResult

    @property
    def findings(self) -> int:
        return sum(len(listing.active(segment)) for segment in self.document.segments)

    @property
    def sentences(self) -> Iterator[_Sentence]:
        return (_sentence(segment) for segment in self.document.segments)

    @property
    def strip(self) -> list[int]:
        """The article from beginning to end in cells: the heat of the hottest sentence of each."""
        hot = [_sentence(segment).heat for segment in self.document.segments]
        cells = min(len(hot), _STRIP)
        bounds = [cell * len(hot) // cells for cell in range(cells)] + [len(hot)]
        return [max(hot[low:high]) for low, high in pairwise(bounds)]


def _sentence(segment: SegmentResult) -> _Sentence:
    ignored = (finding for finding in segment.findings if finding.suppressed is not None)
    findings = (*listing.active(segment), *ignored)
    notes = tuple(
        _Note(
            finding,
            shown(" … ".join(listing.back_words(segment, finding)))
            if finding.p is not None
            else "",
            invisible_name(finding.text),
            invisible_name(finding.fix or ""),
            *_marked(segment, finding),
            listing.within(segment, finding),
        )
        for finding in findings
    )
    return _Sentence(segment, notes, tuple(_pieces(segment, findings)))


def _marked(segment: SegmentResult, finding: Finding) -> tuple[str, bool]:
    """The words of a finding as its note names them, and whether they are the whole sentence."""
    text = finding.text.strip()
    if text == segment.text.strip() and len(text) > _FEW:
        return "", True
    if len(text) > _WORDS:
        text = f"{text[: _WORDS // 2].rstrip()} … {text[-_WORDS // 2 :].lstrip()}"
    return ("", False) if invisible_name(finding.text) else (shown(text), False)


def _pieces(segment: SegmentResult, findings: tuple[Finding, ...]) -> Iterator[_Piece]:
    text = shown(segment.text)
    heats = [0] * len(text)
    for token, place in zip(segment.tokens, listing.word_places(segment), strict=True):
        if place is not None:
            low, high = max(place[0], 0), min(place[1], len(text))
            heats[low:high] = [heat(token.p_bad)] * (high - low)
    marks: list[tuple[int, ...]] = [()] * len(text)
    gaps: dict[int, list[int]] = {}
    for number, finding in enumerate(findings):
        start, end = listing.within(segment, finding)
        if start == end:
            gaps.setdefault(start, []).append(number)
        for at in range(start, end):
            marks[at] += (number,)
    at = 0
    for here in range(len(text) + 1):
        same = 0 < here < len(text) and (heats[here], marks[here]) == (heats[at], marks[at])
        if here > at and (not same or here in gaps):
            yield _Piece(text[at:here], heats[at], marks[at], _worst(findings, marks[at]))
            at = here
        if here in gaps:
            missing = tuple(gaps[here])
            yield _Piece("", 0, missing, _worst(findings, missing), gap=True)


def _worst(findings: tuple[Finding, ...], numbers: tuple[int, ...]) -> str:
    ranked = [(findings[number].severity.rank, _kind(findings[number])) for number in numbers]
    counted = [item for item in ranked if item[1] != _OFF]
    return max(counted or ranked, default=(0, ""))[1]


def _kind(finding: Finding) -> str:
    return finding.severity.value if finding.suppressed is None else _OFF
