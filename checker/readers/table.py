"""Tables: CSV (comma, semicolon or tab) and TSV with a header line; one segment a row.

The standard csv module does not say where a cell stands, so cells are walked here; a test holds the result
against the csv module's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.readers.records import Gathered
from checker.types import Document

_MOST_CELLS = 2_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value and where it stands in the file, without the quotes around it."""

    start: int
    end: int
    quoted: bool

    def value(self, text: str) -> str:
        """What the cell says."""
        raw = text[self.start : self.end]
        return raw.replace('""', '"') if self.quoted else raw

    def anchors(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the value stands; a doubled quote is one character."""
        piece = Anchored()
        at = self.start
        found = re.compile('""').finditer(text, self.start, self.end) if self.quoted else ()
        for match in found:
            piece.add(text[at : match.start()], at)
            piece.add('"', match.start(), 2)
            at = match.end()
        piece.add(text[at : self.end], at)
        return tuple(piece.anchors) or ((0, self.start),)


@reader("csv", suffixes=(".csv",))
def read_csv(path: str, data: bytes, config: Config) -> Document:
    """A table with a header line, separated by commas, semicolons or tabs."""
    text, encoding = decode(data, path)
    header = text[: 1 + max(text.find("\n"), text.find("\r"), -1)] or text
    bare = re.sub(r'"[^"]*"', "", header)
    return _document(path, text, encoding, max(",;\t", key=bare.count), config)


@reader("tsv", suffixes=(".tsv", ".tab"))
def read_tsv(path: str, data: bytes, config: Config) -> Document:
    """A table with a header line, separated by tabs; a quotation mark inside a cell is only that."""
    text, encoding = decode(data, path)
    return _document(path, text, encoding, "\t", config)


def _document(path: str, text: str, encoding: str, separator: str, config: Config) -> Document:
    gathered = Gathered(path, config)
    found = rows(text, separator)
    first = next(found, [])
    header = [cell.value(text).strip() for cell in first]
    lower = {name.lower(): name for name in header}
    names = config.fields
    rename = {
        lower[wanted.lower()]: wanted
        for wanted in (names.target, names.source, names.id, names.lang_src, names.lang_tgt)
        if wanted not in header and wanted.lower() in lower
    }
    header = [rename.get(name, name) for name in header]
    if names.target not in header:
        raise BadInput(
            _("{path}: no column is called “{name}”.").format(path=path, name=names.target),
            _(
                "The first line names these columns: {columns}. Name the one with the translation under [fields]."
            ).format(columns=", ".join(name[:40] for name in header[:20])),
        )
    line, counted = 1, 0
    for row in found:
        line += text.count("\n", counted, row[0].start)
        counted = row[0].start
        if len(row) == 1 and row[0].start == row[0].end and not row[0].quoted:
            continue
        if len(row) > len(header):
            said = _("this row has {found} cells, the first line has {wanted}")
            gathered.problem(line, said.format(found=len(row), wanted=len(header)))
            continue
        cells = dict(zip(header, row, strict=False))
        values = {name: cell.value(text) for name, cell in cells.items()}
        gathered.record(values, line, lambda name, cells=cells: cells[name].anchors(text))  # type: ignore[misc]
    return gathered.document(text, encoding)


def rows(text: str, separator: str) -> Iterator[list[Cell]]:
    """The rows of a table, cell by cell (RFC 4180; in tab-separated tables a quoted cell ends on its line)."""
    inner = '[^"\r\n]*' if separator == "\t" else '[^"]*'
    quoted = re.compile(f'"(?P<value>{inner}(?:""{inner})*)"(?=[{separator}\r\n]|\\Z)')
    plain = re.compile(f"[^{separator}\r\n]*")
    row: list[Cell] = []
    at = 0
    while at < len(text) or row:
        match = quoted.match(text, at)
        if match is not None:
            row.append(Cell(*match.span("value"), True))
        else:
            match = plain.match(text, at)
            assert match is not None  # it matches the empty string
            row.append(Cell(*match.span(), False))
        at = match.end()
        if text[at : at + 1] == separator and len(row) < _MOST_CELLS:
            at += 1
            continue
        yield row
        row = []
        at += 2 if text.startswith("\r\n", at) else 1
