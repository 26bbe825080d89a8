"""Cells of code in Quarto, R Markdown and notebooks: the captions and descriptions that readers see of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.readers.anchored import Anchored
from checker.types import Block, Span

_CELL = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*\{[ \t]*\w[^\n]*")
_SEEN = r"(?:fig|tbl|tab|table|lst|layout)[.-](?:cap|subcap|scap|alt|subalt|title)|code-summary|title|caption|alt"
_QUOTED = r"""(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\n]|'')*)')"""
_HEADER = re.compile(rf"(?<![\w.-])(?:{_SEEN})[ \t]*=[ \t]*(?:c\([ \t]*)?{_QUOTED}")
_LINE = re.compile(r"[ \t>]*(?:#|//|--|%%?|;)\|[ \t]?(?P<said>[^\r\n]*)\r?\n?")
_OPTION = re.compile(rf"(?:(?P<seen>{_SEEN})|[\w.-]+)[ \t]*[:=][ \t]*(?P<value>.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
_SCALAR = re.compile(r"[|>][-+0-9]{0,2}[ \t]*$")
_WHOLE = re.compile(rf"[ \t]*{_QUOTED}[ \t]*")


def captions(text: str, cell: Span) -> Iterator[Block]:
    """What readers see of the options of a piece of fenced code; nothing where it is no cell that a program runs."""
    head = _CELL.match(text, cell.start, cell.end)
    if head is None:
        return
    for match in _HEADER.finditer(text, head.start(), head.end()):
        yield from _block(text, [Span(*match.span(match.lastindex or 0))])
    at = min(head.end() + 1, cell.end)
    seen, folded = False, list[Span]()
    while (line := _LINE.match(text, at, cell.end)) is not None:
        at = line.end()
        said = Span(*line.span("said"))
        option = _OPTION.fullmatch(text, said.start, said.end)
        item = _ITEM.fullmatch(text, said.start, said.end) if seen else None
        found = option if item is None else item
        if found is None:
            folded += [said] if seen and said.of(text)[:1].isspace() else []
            continue
        yield from _block(text, folded)
        folded = []
        if found is option:
            seen = found["seen"] is not None
        value = Span(*found.span("value"))
        if (
            seen
            and not _SCALAR.fullmatch(text, value.start, value.end)
            and not text.startswith(("!", "|", ">"), value.start)
        ):
            yield from _block(text, [value])
    yield from _block(text, folded)


def _block(text: str, lines: list[Span]) -> Iterator[Block]:
    """A value, its quotation marks left out, its lines with a space between them."""
    piece = Anchored()
    for line in lines:
        quoted = _WHOLE.fullmatch(text, line.start, line.end)
        start, end = quoted.span(quoted.lastindex or 0) if quoted else (line.start, line.end)
        if piece.length:
            piece.space(line.start - 1)
        piece.add(
            text[start:end].strip(), start + len(text[start:end]) - len(text[start:end].lstrip())
        )
    if any(map(str.isalpha, piece.text)):
        yield Block(piece.text, tuple(piece.anchors))
