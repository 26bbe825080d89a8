"""Tables: CSV (comma, semicolon, tab or bar) and TSV with a header line; one segment a row.

The standard csv module does not say where a cell stands, so cells are walked here; a test holds the result
against the csv module's.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.config import Config
from checker.errors import BadInput
from checker.languages import primary
from checker.languages.identify import language_of
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.readers.fields import resolved
from checker.readers.gathered import Gathered
from checker.types import Document

_MOST_CELLS = 2_000
_SAMPLE = 50
"""Rows by which separator and columns are guessed."""
_SHORT = 1.3
"""Words a row that a column of two has at least where the first row could be a header."""
_NONE = "\0"
"""The separator of a table with one column, which no text holds."""
_SEPARATOR = re.compile(r"sep=([^\r\n])(?:\r\n|\r|\n)", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:#[^\r\n]*(?:\r\n|\r|\n))+(?=[^#\r\n])")
"""Lines before a table that say something about it."""
_LINE = re.compile(r"[^\r\n]*[\r\n]?")
_SET_APART = re.compile(r"«|[:;!?…»](?=[\s:;!?…»]|\Z)")


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
    """A table with a header line, separated by commas, semicolons, tabs or bars, or by what a first line `sep=;` says.

    Without a header, the columns in the two languages are the texts and their sources.
    """
    text, encoding = decode(data, path)
    named = _SEPARATOR.match(text)
    if named is not None:
        return _document(path, text, encoding, named[1], config, named.end())
    comments = _COMMENTS.match(text)
    for start in (0, comments.end()) if comments else (0,):
        separator = next(
            (mark for mark in _likely(text, start) if resolved(_first(text, mark, start), config)),
            None,
        )
        if separator is not None:
            return _document(path, text, encoding, separator, config, start)
    likely = _likely(text, 0)
    found = any(likely.values())
    separator = max(likely, key=lambda mark: _regular(text, mark)) if found else _NONE
    return _document(path, text, encoding, separator, config)


def _likely(text: str, start: int) -> dict[str, int]:
    """How often the line at `start` has each separator outside quotation marks, the most frequent first."""
    line = _LINE.match(text, start)
    bare = re.sub(r'"[^"]*"', "", line.group() if line else "")
    # Behind a comma of a sentence there is a space.
    found = {mark: len(re.findall(rf"{re.escape(mark)}(?! )", bare)) for mark in ",;\t|"}
    return {mark: found[mark] for mark in sorted(found, key=lambda mark: -found[mark])}


def _first(text: str, separator: str, start: int) -> list[str]:
    """The cells of the first row."""
    return [cell.value(text).strip() for cell in next(rows(text, separator, start), [])]


def _regular(text: str, separator: str) -> float:
    """How many rows (0..1) of the beginning have the same number of cells, more than one."""
    widths = Counter(len(row) for row in itertools.islice(rows(text, separator), _SAMPLE))
    width, times = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    return times / widths.total() if width > 1 else 0.0


@reader("tsv", suffixes=(".tsv", ".tab"))
def read_tsv(path: str, data: bytes, config: Config) -> Document:
    """A table with a header line, separated by tabs; a quotation mark inside a cell is only that."""
    text, encoding = decode(data, path)
    return _document(path, text, encoding, "\t", config)


def _document(
    path: str, text: str, encoding: str, separator: str, config: Config, start: int = 0
) -> Document:
    gathered = Gathered(path, config)
    if not text[start:].strip():
        return gathered.document(text, encoding)
    names = config.fields
    first = _first(text, separator, start)
    header = _header(text, separator, start, first, config)
    found = rows(text, separator, start)
    if header == first:
        next(found, [])
    if not resolved(header, config):
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
            message = _("this row has {found} cells, the first line has {wanted}")
            gathered.problem(line, message.format(found=len(row), wanted=len(header)))
            continue
        if separator != "\t" and any(_never_closed(cell, text) for cell in row):
            gathered.problem(line, _("the quotation mark around a cell is never closed"))
            continue
        cells = dict(zip(header, row, strict=False))
        values = {name: cell.value(text) for name, cell in cells.items()}
        gathered.record(values, line, lambda name, cells=cells: cells[name].anchors(text))  # type: ignore[misc]
    return gathered.document(text, encoding)


def _header(text: str, separator: str, start: int, first: list[str], config: Config) -> list[str]:
    """The names of the columns: the first row, or where that holds texts, what the languages of the columns say."""
    if resolved(first, config):
        return first
    sample = [
        [cell.value(text) for cell in row]
        for row in itertools.islice(rows(text, separator, start), _SAMPLE)
    ]
    if any(_is_text(cell) for cell in first):
        return _guessed(sample, config)
    if len(first) == 2:  # Magento's, whose rows may all be as short as names of columns
        guessed = _guessed(sample, config, _SHORT)
        return guessed if config.fields.source in guessed else first
    return first


def _never_closed(cell: Cell, text: str) -> bool:
    """Whether a cell begins with a quotation mark and the file has no other: it was cut off."""
    return (
        not cell.quoted and text.startswith('"', cell.start) and text.find('"', cell.start + 1) < 0
    )


def _is_text(cell: str) -> bool:
    """Whether a cell of the first line is a text and no name of a column."""
    words = _words(cell)
    return words > 3 or (words > 1 and cell[-1:] in ".!?…")


def _words(text: str) -> int:
    """How many words, and marks that may have a space before them: the same whether it is there or not."""
    return len(_SET_APART.sub(r" \g<0> ", text).split())


def _guessed(sample: Sequence[Sequence[str]], config: Config, words: float = 2) -> list[str]:
    """Names for the columns of a table without a header, by the language of what stands in them.

    A column of fewer `words` a row is none of texts.
    """
    width = max(map(len, sample))
    names = [str(number) for number in range(1, width + 1)]
    wanted = {
        primary(config.pivot): config.fields.source,
        primary(config.lang): config.fields.target,
    }
    for at in range(width):
        column = " ".join(row[at] for row in sample if at < len(row))
        if width == 1:
            names[at] = config.fields.target
        elif _words(column) >= words * len(sample):
            lang, _certain = language_of(column[:2000])
            names[at] = wanted.pop(lang, names[at])
    return names


def rows(text: str, separator: str, start: int = 0) -> Iterator[list[Cell]]:
    """The rows of a table, cell by cell (RFC 4180; in tab-separated tables a quoted cell ends on its line)."""
    inner = '[^"\r\n]*' if separator == "\t" else '[^"]*'
    mark = re.escape(separator)
    quoted = re.compile(f'"(?P<value>{inner}(?:""{inner})*)"(?=[{mark}\r\n]|\\Z)')
    plain = re.compile(f"[^{mark}\r\n]*")
    row: list[Cell] = []
    at = start
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
