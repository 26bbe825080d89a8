"""Fluent (`.ftl`): the patterns of messages, terms and attributes by fluent.syntax, which knows every part's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import FILLER, Anchored
from checker.readers.decoding import decode
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, Document, Problem

if TYPE_CHECKING:
    from fluent.syntax import ast

_INDENT = re.compile(r"\n[ \t]*")


@reader("fluent", suffixes=(".ftl",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Fluent: one segment a pattern, each variant of a selection on its own; placeables stand as they are written."""
    from fluent.syntax import FluentParser, ast

    text, encoding = decode(data, path)
    # The parser takes \r\n for one character: kept as long as it is, places stay true.
    try:
        resource = FluentParser(with_spans=True).parse(text.replace("\r\n", " \n"))
    except RecursionError:
        raise BadInput(_("{path}: is nested too deeply to be read.").format(path=path)) from None
    blocks: list[Block] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            at = entry.span.start if entry.span else counted
            line += text.count("\n", counted, at)
            counted = at
            message = _("line {line}: this is not a Fluent message.")
            problems.append(Problem(path, message.format(line=line)))
        elif isinstance(entry, (ast.Message, ast.Term)):
            name = entry.id.name if isinstance(entry, ast.Message) else f"-{entry.id.name}"
            blocks += _pattern(text, entry.value, name)
            for attribute in entry.attributes:
                blocks += _pattern(text, attribute.value, f"{name}.{attribute.id.name}")
    return Document(
        path,
        text,
        tuple(blocks),
        config.lang,
        config.pivot,
        encoding=encoding,
        problems=tuple(problems),
    )


def _pattern(text: str, pattern: ast.Pattern | None, key: str) -> Iterator[Block]:
    from fluent.syntax import ast

    if pattern is None:
        return
    piece = Anchored()
    variants: list[Block] = []
    for element in pattern.elements:
        span = element.span
        assert span is not None  # asked for
        if isinstance(element, ast.TextElement):
            _text(piece, text, element.value, span.start)
            continue
        expression = element.expression
        if isinstance(expression, ast.SelectExpression):
            for variant in expression.variants:
                name = getattr(variant.key, "name", None) or getattr(variant.key, "value", "")
                variants += _pattern(text, variant.value, f"{key}[{name}]")
            if len(pattern.elements) > 1:
                piece.add(FILLER, span.start, max(span.end - span.start, 2))
        else:
            piece.add(text[span.start : span.end], span.start)
    kept, anchors = piece.trimmed()
    if kept:
        yield Block(kept, anchors, id=key, whole=True, syntax=UNFLAGGED)
    yield from variants


def _text(piece: Anchored, text: str, value: str, at: int) -> None:
    """Append a run of text whose lines are indented in the file."""
    for number, line in enumerate(value.split("\n")):
        if number:
            end = text.find("\n", at)
            piece.add("\n", end)
            at = end + 1
        while line and text[at : at + 1] in " \t" and text[at : at + len(line)] != line:
            at += 1
        piece.add(line, at)
        at += len(line)
