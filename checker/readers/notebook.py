"""Notebooks of Jupyter: the prose of their Markdown cells. Code, and what it printed, is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers import markdown, records
from checker.readers.anchored import Anchored
from checker.readers.json_values import Entry, values
from checker.types import Block, Document, Span


@reader("notebook", suffixes=(".ipynb",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Jupyter: the Markdown cells of a notebook, one after the other, as one text of Markdown. Raises BadInput."""
    text, encoding = records.decoded(data, path)
    try:
        entries = values(text)
    except (ValueError, RecursionError) as error:
        raise records.not_json(path, error) from None
    whole = _markdown(entries)
    if whole is None:
        raise BadInput(
            _("{path}: is not a notebook that can be read: it has no cells.").format(path=path)
        )
    places = Block(whole.text, tuple(whole.anchors) or ((0, 0),))
    inner = markdown.read(path, whole.text.encode("utf-8", "surrogatepass"), config)
    return replace(
        inner,
        text=text,
        encoding=encoding,
        blocks=tuple(replace(block, anchors=_anchors(block, places)) for block in inner.blocks),
        ignores=tuple(
            replace(
                one,
                span=_span(one.span, places),
                at=None if one.at is None else places.place(one.at),
            )
            for one in inner.ignores
        ),
        code=tuple(_span(span, places) for span in inner.code),
    )


def _markdown(entries: Sequence[Entry]) -> Anchored | None:
    """The sources of the Markdown cells with a blank line behind each; None without any cell."""
    kinds = {
        entry.key[1]: entry.value
        for entry in entries
        if len(entry.key) == 3 and entry.key[0] == "cells" and entry.key[2] == "cell_type"
    }
    if not kinds and not any(entry.key[:1] == ("cells",) for entry in entries):
        return None
    piece = Anchored()
    cell, end = "", 0
    for entry in entries:
        if len(entry.key) < 3 or entry.key[0] != "cells" or entry.key[2] != "source":
            continue
        if kinds.get(entry.key[1]) != "markdown" or not isinstance(entry.value, str):
            continue
        if piece.length and entry.key[1] != cell:
            piece.add("\n\n", end, 0)
        cell = entry.key[1]
        part = Block(entry.value, entry.anchors or ((0, end),))
        for mine, there in _runs(part):
            piece.add(mine, there)
            end = there + len(mine)
    return piece


def _runs(part: Block) -> list[tuple[str, int]]:
    """The text between two anchors, with where it stands."""
    starts = [mine for mine, _file in part.anchors]
    stops = [*starts[1:], len(part.text)]
    return [
        (part.text[start:stop], file)
        for (start, file), stop in zip(part.anchors, stops, strict=True)
        if start < stop
    ]


def _anchors(block: Block, places: Block) -> tuple[tuple[int, int], ...]:
    """The anchors of a block of Markdown in the file that holds the Markdown."""
    found: list[tuple[int, int]] = []
    before = -1
    for mine in range(max(len(block.text), 1)):
        there = places.place(block.place(mine))
        if not found or there != before + 1:
            found.append((mine, there))
        before = there
    return tuple(found)


def _span(span: Span, places: Block) -> Span:
    return Span(places.place(span.start), places.place(max(span.end - 1, span.start)) + 1)
