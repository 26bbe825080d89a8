"""Code between fences in the texts of a program that are Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker.readers.anchored import FILLER, Anchored
from checker.types import Block, Span

_FENCE = re.compile(r"^[ \t]*+(?P<fence>`{3,}|~{3,})(?P<info>[^\n`]*)$", re.MULTILINE)
"""A line that begins or ends code, in a text of a program that is Markdown."""


def _fenced(text: str) -> Iterator[Span]:
    """Where code stands between fences; code that never ends is none."""
    opening: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opening is None:
            opening = match
        elif match["fence"].startswith(opening["fence"]) and not match["info"].strip():
            yield Span(opening.start(), match.end())
            opening = None


def without_code(block: Block) -> Block:
    """The text and its source without code between fences, one U+FFFC in its place."""
    source, text = block.source or "", block.text
    if "```" not in source + text and "~~~" not in source + text:
        return block
    for span in reversed(list(_fenced(source))):
        source = source[: span.start] + FILLER + source[span.end :]
    piece = Anchored()
    at = 0
    for span in [*_fenced(text), Span(len(text), len(text))]:
        for place in range(at, span.start):
            piece.add(text[place], block.place(place))
        if span.start < span.end:
            piece.add(FILLER, block.place(span.start), 2)
        at = span.end
    return replace(
        block, text=piece.text, anchors=tuple(piece.anchors), source=block.source and source
    )
