"""Excel workbooks: one segment a row where a sheet's first row names the columns, else one a cell with words.

The file is no text, so the document's text is what was read, one cell a line, and offsets count in that.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.archives import require_bounded
from checker.readers.fields import resolved
from checker.readers.gathered import Gathered
from checker.types import Block, Document

_MOST_TAGS = 6_000_000
_LAST_ROW = 1_048_576
_MOST_CELLS = 20_000_000
"""Cells, empty ones between others among them: one far to the right makes its row as long."""


@reader("xlsx", suffixes=(".xlsx", ".xlsm"))
def read(path: str, data: bytes, config: Config) -> Document:
    """Excel workbook: rows as records where the first row names the columns, else the cells that hold words."""
    import openpyxl

    gathered = Gathered(path, config)
    lines: list[str] = []
    at = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            require_bounded(path, archive, _MOST_TAGS)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        cells = 0
        for sheet in book.worksheets:
            header: list[str] | None = None
            # What a file says of its size may be a million rows of nothing.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells += len(row)
                if number > _LAST_ROW or cells > _MOST_CELLS:
                    raise BadInput(_("{path}: has too many cells.").format(path=path))
                values = ["" if value is None else str(value) for value in row]
                if number == 1 and resolved(values, config):
                    header = values
                    continue
                if header is not None:
                    values += [""] * (len(header) - len(values))
                    record = dict(zip(header, values, strict=False))
                    if any(values):
                        places: dict[str, int] = {}
                        for names in resolved(header, config):
                            places[names.target] = at
                            lines.append(record[names.target])
                            at += len(record[names.target]) + 1
                        gathered.record(record, number, _places(places))
                    continue
                for value in row:
                    if isinstance(value, str) and any(char.isalpha() for char in value):
                        gathered.blocks.append(Block(value, ((0, at),), id=sheet.title))
                        lines.append(value)
                        at += len(value) + 1
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
    return gathered.document("\n".join(lines), "xlsx")


def _places(by_name: dict[str, int]) -> Callable[[str], tuple[tuple[int, int], ...]]:
    return lambda name: ((0, by_name[name]),)
