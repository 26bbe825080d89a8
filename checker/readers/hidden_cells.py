"""Which sheets, rows and columns of a workbook nobody sees."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.readers.archives import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK = "xl/workbook.xml"
_YES = ("1", "true")
_LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of a sheet its author has hidden: all of it, or rows and columns, counted from 1."""

    whole: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def hidden_cells(archive: Archive) -> Mapping[str, Hidden]:
    """What is hidden in each sheet, by its title.

    Rows that a filter hides are only out of sight while somebody works with it: a sheet with one hides no rows.
    Raises what zipfile and lxml do.
    """
    if _BOOK not in archive.names:
        return {}
    parts = archive.related(_BOOK)
    found: dict[str, Hidden] = {}
    within: dict[str, Hidden] = {}
    for sheet in archive.xml(_BOOK).iter(f"{_SHEETS}sheet"):
        whole = sheet.get("state", "visible") != "visible"
        part = parts.get(str(sheet.get(_ID)), "")
        if part in archive.names and not whole and part not in within:
            within[part] = _within(archive, part)
        found[str(sheet.get("name"))] = Hidden(whole) if whole else within.get(part, Hidden())
    return found


def _within(archive: Archive, part: str) -> Hidden:
    from lxml import etree

    data = archive.read(part)
    if b"hidden=" not in data:
        return Hidden()
    rows: set[int] = set()
    columns: set[int] = set()
    filtered = any(_is_filtered(archive, name) for name in set(archive.related(part).values()))
    number = 0
    tags = [f"{_SHEETS}{name}" for name in ("row", "col", "filterColumn", "sheetPr")]
    for _event, element in etree.iterparse(io.BytesIO(data), tag=tags, resolve_entities=False):
        away = element.get("hidden") in _YES
        if element.tag == tags[0]:
            number = int(element.get("r") or number + 1)
            rows.update([number] if away else ())
        elif element.tag == tags[1] and away:
            columns.update(_columns(element.get("min"), element.get("max")))
        elif element.tag == tags[2] or element.get("filterMode") in _YES:
            filtered = True
        _forget(element)
    return Hidden(False, frozenset() if filtered else frozenset(rows), frozenset(columns))


def _is_filtered(archive: Archive, part: str) -> bool:
    """Whether a table of a sheet has a filter that is on."""
    return (
        part.startswith("xl/tables/")
        and part in archive.names
        and next(archive.xml(part).iter(f"{_SHEETS}filterColumn"), None) is not None
    )


def _columns(first: str | None, last: str | None) -> Iterable[int]:
    start = int(first or 1)
    return range(start, min(int(last or start), _LAST_COLUMN) + 1)


def _forget(element: _Element) -> None:
    """Free what was read of a part that may have a million rows."""
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]
