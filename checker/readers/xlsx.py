"""Excel workbooks: one segment a row where a sheet's first row names the columns, else one a cell with words.

The file is no text, so the document's text is what was read, one cell a line, and offsets count in that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.archives import Archive
from checker.readers.fields import resolved
from checker.readers.gathered import Gathered
from checker.readers.hidden_cells import Hidden, hidden_cells
from checker.types import Block, Document, Notice

_MOST_TAGS = 6_000_000
_FAULT = re.compile(
    r"#(?:N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|N/D|NOM\?|VALEUR!|NOMBRE!)"
)
"""What a formula shows that has no result."""
_LAST_ROW = 1_048_576
_MOST_CELLS = 20_000_000
"""Cells, empty ones between others among them: one far to the right makes its row as long."""


@dataclass(slots=True)
class _Workbook:
    """What is read of a workbook so far."""

    gathered: Gathered
    lines: list[str] = field(default_factory=list)
    at: int = 0
    cells: int = 0
    left_out: int = 0
    """Texts in what is hidden."""

    def sheet(self, title: str, rows: Iterable[Sequence[object]], hidden: Hidden) -> None:
        """Take the texts of a sheet. Raises BadInput where the cells are too many."""
        header: list[str] | None = None
        for number, row in enumerate(rows, 1):
            self.cells += len(row)
            if number > _LAST_ROW or self.cells > _MOST_CELLS:
                raise BadInput(_("{path}: has too many cells.").format(path=self.gathered.path))
            values = ["" if value is None else str(value) for value in row]
            shown = not hidden.whole and number not in hidden.rows
            if number == 1 and resolved(values, self.gathered.config):
                header = values
            elif header is not None:
                values += [""] * (len(header) - len(values))
                self._record(header, values, number, shown)
            else:
                self._cells(title, row, hidden.columns if shown else None)

    def _record(self, header: list[str], values: list[str], number: int, shown: bool) -> None:
        if not any(values):
            return
        record = dict(zip(header, values, strict=False))
        names = [one.target for one in resolved(header, self.gathered.config)]
        if not shown:
            self.left_out += sum(bool(record[name].strip()) for name in names)
            return
        places = {name: self._line(record[name]) for name in names}
        self.gathered.record(record, number, _places(places))

    def _cells(self, title: str, row: Sequence[object], hidden: frozenset[int] | None) -> None:
        """Take the cells of a row that hold words; `hidden` are the columns without those, None for all of them."""
        for column, value in enumerate(row, 1):
            if (
                not isinstance(value, str)
                or not any(map(str.isalpha, value))
                or _FAULT.fullmatch(value)
            ):
                continue
            if hidden is None or column in hidden:
                self.left_out += 1
            else:
                self.gathered.blocks.append(Block(value, ((0, self._line(value)),), id=title))

    def _line(self, text: str) -> int:
        """Add a line to the document; where it begins."""
        start = self.at
        self.lines.append(text)
        self.at += len(text) + 1
        return start

    def document(self) -> Document:
        """All that was read. Raises BadInput when not one record could be used."""
        document = self.gathered.document("\n".join(self.lines), "xlsx")
        if not self.left_out:
            return document
        message = _("hidden cells with text, left out: {count}").format(count=self.left_out)
        return replace(document, notices=(Notice(document.path, "units", message),))


@reader("xlsx", suffixes=(".xlsx", ".xlsm"))
def read(path: str, data: bytes, config: Config) -> Document:
    """Excel workbook: rows as records where the first row names the columns, else the cells that hold words.

    Hidden sheets and rows are left out, of cells that are no records hidden columns too, and a notice says how much.
    """
    import openpyxl

    workbook = _Workbook(Gathered(path, config))
    try:
        hidden = hidden_cells(Archive(path, data, _MOST_TAGS))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            # What a file says of its size may be a million rows of nothing.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            workbook.sheet(sheet.title, rows, hidden.get(sheet.title, Hidden()))
    except BadInput:
        raise
    except Exception as error:
        # openpyxl lets out whatever zip, XML and its own code raise over a damaged file.
        raise BadInput(
            _("{path}: is not a workbook that can be read: {error}").format(
                path=path, error=str(error).splitlines()[0] if str(error) else type(error).__name__
            ),
            _("Open it in a spreadsheet program and save it again as .xlsx."),
        ) from None
    return workbook.document()


def _places(by_name: dict[str, int]) -> Callable[[str], tuple[tuple[int, int], ...]]:
    return lambda name: ((0, by_name[name]),)
