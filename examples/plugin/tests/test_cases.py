"""The check against its rows, through the Python API of checker."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import checker

ROWS = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_row(row: dict[str, Any]) -> None:
    """Each row has the stretches that it names marked, and no other."""
    report = checker.check(row["text"], tier="fast", lang=row.get("lang", "fr"), select=("STR990",))
    found = [f.text for s in report.documents[0].segments for f in s.findings]
    assert found == row.get("find", [])
