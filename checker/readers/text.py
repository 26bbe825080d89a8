"""Plain text: one block a line, or one a paragraph where the lines of a paragraph were wrapped by hand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.config import Config
from checker.plugins import reader
from checker.readers import ignores
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.types import Block, Document

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+|\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.!?…:][»”\"’)\]\s]*\Z")
_ITEM = re.compile(r"\s*(?:[-*•–—]|\d{1,3}[.)])\s")
_WIDEST = 132
"""Longest line of a text that counts as wrapped by hand."""
_SLACK = 10
"""A line is full when the next word would have come within this many columns of the widest line."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    at: int


@reader("text", suffixes=(".txt", ".text"))
def read(path: str, data: bytes, config: Config) -> Document:
    """Plain text, one paragraph a line or wrapped by hand.

    Lines next to each other are one paragraph when the evidence says that somebody wrapped them: no line is
    longer than 132 characters, four in five are full (the next word would not have fitted) and more than
    half do not end a sentence. Otherwise every line is a block.
    """
    text, encoding = decode(data, path)
    directives = ignores.html_comments(text)
    blocks = tuple(paragraphs(_masked(text, directives)))
    return Document(
        path,
        text,
        blocks,
        config.lang,
        config.pivot,
        ignores=ignores.resolve(text, directives, blocks),
        encoding=encoding,
    )


def _masked(text: str, directives: list[ignores.Directive]) -> str:
    """The text, as long as before, with line ends where comments for the checker stand."""
    parts = []
    at = 0
    for directive in directives:
        span = directive.span
        parts += [text[at : span.start], re.sub(r"[^\r\n]", "\v", span.of(text))]
        at = span.end
    return "".join([*parts, text[at:]])


def paragraphs(text: str) -> Iterator[Block]:
    """The paragraphs of a text as blocks."""
    groups: list[list[_Line]] = [[]]
    fresh = True
    for match in _LINE.finditer(text):
        if match.group()[0] in "\r\n\v\f\x85\u2028\u2029":
            if fresh:
                groups.append([])
            fresh = True
        else:
            fresh = False
            line = _Line(match.group(), match.start())
            if line.text.strip():
                groups[-1].append(line)
            else:
                groups.append([])
    width = max((len(line.text.rstrip()) for group in groups for line in group[:-1]), default=0)
    for group in groups:
        yield from _blocks(group, width)


def _blocks(lines: list[_Line], width: int) -> Iterator[Block]:
    full = [
        len(line.text.rstrip()) + 1 + len(following.text.split(None, 1)[0]) > width - _SLACK
        for line, following in itertools.pairwise(lines)
    ]
    open_ends = sum(_SENTENCE_END.search(line.text[-20:]) is None for line in lines[:-1])
    wrapped = 20 < width <= _WIDEST and sum(full) >= 0.8 * len(full) and open_ends > 0.5 * len(full)
    piece = Anchored()
    for i, line in enumerate(lines):
        kept = line.text.strip()
        start = line.at + len(line.text) - len(line.text.lstrip())
        if piece.parts:
            piece.space(lines[i - 1].at + len(lines[i - 1].text.rstrip()))
        piece.add(kept, start)
        last = i + 1 == len(lines)
        if last or not (wrapped and full[i]) or _ITEM.match(lines[i + 1].text):
            yield Block(piece.text, tuple(piece.anchors))
            piece = Anchored()
