"""docs/formats.md names every format with its endings, and its measure of places notices a wrong one."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from checker.plugins import annotators, readers, reporters, tables
from checker.types import Segment, Span

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
MEASURE = runpy.run_path(str(ROOT / "docs" / "formats.py"))["measure"]
DATA = ROOT / "tests" / "data" / "readers"


def cells(heading: str, column: int) -> list[list[str]]:
    """What stands in backquotes in one column of the first table under a heading, by row."""
    section = PAGE.partition(f"## {heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table is not None
    rows = [row.split("|")[column] for row in table[0].splitlines()[2:]]
    return [re.findall(r"`([^`]+)`", row) for row in rows]


def test_every_reader_is_named_with_its_endings() -> None:
    named = [name for names in cells("What is read", 1) for name in names]
    assert sorted(named) == sorted(readers())
    for name, endings in zip(named, cells("What is read", 2), strict=True):
        assert tuple(endings) == readers()[name].suffixes


def test_every_report_is_named() -> None:
    named = [name for names in cells("What is written", 1) for name in names]
    assert sorted(named) == sorted([*reporters(), *annotators(), *tables()])


FILES = [str(path) for path in sorted(DATA.iterdir()) if path.suffix != ".json"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: Path(file).name)
def test_places_are_right_and_a_wrong_one_is_noticed(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MEASURE(file).endswith("| 0 |")
    place = Segment.place
    monkeypatch.setattr(
        Segment,
        "place",
        lambda one, local: Span(place(one, local).start + 1, place(one, local).end + 1),
    )
    assert not MEASURE(file).endswith("| 0 |")
