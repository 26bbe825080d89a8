"""Comments in a text that switch rules off there: their grammar, and the stretch that each covers.

`checker: ignore=FLU101,STR`   the rules of these codes or prefixes, for the line or the next paragraph
`checker: ignore FLU101`       the same without the sign
`checker: ignore`              all rules, likewise
`checker: off` ... `checker: on`   a stretch; `off=FLU` only these rules

Readers find the comments (HTML comments in prose, fields in records, notes in localisation files).
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from checker.types import Block, Ignore, Span

_LONGEST_LINE = 5_000
"""Code points to each side of a comment that count as its line."""

_SHOWN = 60
"""Code points of a comment that are repeated where nobody understands it."""

FIELD = "checker_ignore"
"""Name of the field of a record that holds codes to ignore."""

_COMMENT = re.compile(r"<!--[ \t\r\n]{0,20}checker:(?P<body>[^<>]{0,500}?)-->", re.IGNORECASE)
_BODY = re.compile(
    r"\s*(?P<verb>ignore|off|on)(?:(?:\s*[=:]\s*|\s+(?=\w))(?P<codes>[\w,;\s-]*))?\s*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^[^\S\n]*+checker:(?P<body>.{0,500})$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment asks for, and where the comment stands in the decoded file."""

    verb: Literal["ignore", "off", "on", "unknown"]
    codes: tuple[str, ...]
    span: Span


def codes(value: Any) -> tuple[str, ...] | None:
    """Codes from the value of a record's field; `()` = all rules, `None` = the field asks for nothing."""
    if value is True or (isinstance(value, str) and value.strip().lower() in ("all", "true", "*")):
        return ()
    if isinstance(value, str):
        value = re.split(r"[,;\s]+", value)
    if not isinstance(value, list):
        return None
    found = tuple(str(code).strip().upper() for code in value if str(code).strip())
    return found or None


def html_comments(text: str) -> list[Directive]:
    """The directives in HTML comments of a text, in order; one that nobody understands is `unknown`."""
    return [
        _directive(match["body"], span)
        or Directive("unknown", (" ".join(match["body"].split())[:_SHOWN],), span)
        for match in _COMMENT.finditer(text)
        for span in (Span(*match.span()),)
    ]


def note(text: str) -> tuple[str, ...] | None:
    """Codes that a translator's note (`checker: ignore=FLU101`) switches off for its unit; `None` = no such note."""
    for match in _NOTE.finditer(text):
        directive = _directive(match["body"], Span(0, 0))
        if directive is not None and directive.verb == "ignore":
            return directive.codes
    return None


def _directive(body: str, span: Span) -> Directive | None:
    match = _BODY.fullmatch(body)
    if match is None:
        return None
    verb = match["verb"].lower()
    if match["codes"] is not None and verb != "on" and not codes(match["codes"]):
        return None
    kind: Literal["ignore", "off", "on"] = (
        "on" if verb == "on" else "off" if verb == "off" else "ignore"
    )
    return Directive(kind, codes(match["codes"] or "") or (), span)


def outside(directives: Iterable[Directive], code: Iterable[Span]) -> list[Directive]:
    """Those comments that do not stand in code, one after the other as they are given."""
    kept = []
    stretches = sorted(code)
    at = end = 0
    for directive in directives:
        while at < len(stretches) and stretches[at].start < directive.span.end:
            end = max(end, stretches[at].end)
            at += 1
        if end <= directive.span.start:
            kept.append(directive)
    return kept


def extent(block: Block) -> Span:
    """Where a block stands in the decoded file."""
    start = block.place(0)
    return Span(start, block.place(len(block.text) - 1) + 1 if block.text else start)


def of_block(block: Block, value: Any) -> Iterator[Ignore]:
    """The ignore that a field or note of a unit asks for, if it asks for one."""
    found = codes(value) if not isinstance(value, tuple) else value
    if found is not None:
        span = extent(block)
        yield Ignore(Span(span.start, max(span.end, span.start + 1)), found, span.start)


def resolve(
    text: str,
    directives: Iterable[Directive],
    blocks: Sequence[Block],
    inside: Container[int] | None = None,
) -> tuple[Ignore, ...]:
    """The stretches of the file in which rules are off.

    A comment alone on its line covers the next block, one beside text covers its line, `off` runs to the next
    `on` or to the end of the file. Blocks are in the order of the file. Where lines mean nothing, `inside`
    holds the starts of the comments that stand in a block, which they cover; the others cover the next one.
    """
    found: list[Ignore] = []
    extents = [extent(block) for block in blocks]
    off: Directive | None = None
    for directive in directives:
        span = directive.span
        if directive.verb == "ignore":
            at = bisect.bisect_left(extents, span.end, key=lambda place: place.start)
            covered = extents[at] if at < len(extents) else None
            line = _line(text, span)
            rest = text[line.start : span.start] + text[span.end : line.end]
            if inside is None and rest.strip(" \t\r\n>*-"):
                covered = line
            elif inside is not None and span.start in inside and at:
                covered = extents[at - 1]
            if covered is not None:
                found.append(Ignore(covered, directive.codes, span.start))
        elif directive.verb == "unknown":
            found.append(Ignore(Span(span.start, span.start), directive.codes, span.start))
        elif off is not None:
            found.append(Ignore(Span(off.span.end, span.start), off.codes, off.span.start))
            off = None
        if directive.verb == "off":
            off = directive
    if off is not None:
        found.append(Ignore(Span(off.span.end, len(text)), off.codes, off.span.start))
    return tuple(found)


def _line(text: str, span: Span) -> Span:
    low, high = max(span.start - _LONGEST_LINE, 0), min(span.end + _LONGEST_LINE, len(text))
    end = text.find("\n", span.end, high)
    return Span(max(text.rfind("\n", low, span.start) + 1, low), high if end < 0 else end)
