"""Every reporter prints the fixed report as it did when someone last looked at it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from checker import plugins
from checker.config import Config
from checker.types import Report

SNAPSHOTS = Path(__file__).parent / "snapshots"
CONFIGS = {
    "text": Config(),
    "text-quiet": Config(quiet=True),
    "text-verbose": Config(verbose=True),
    **{name: Config() for name in plugins.reporters() if name != "text"},
}


@pytest.mark.parametrize("case", sorted(CONFIGS))
def test_snapshot(case: str, golden: Report, update_golden: bool) -> None:
    out = io.StringIO()
    plugins.reporters()[case.split("-")[0]].report(golden, out, CONFIGS[case])
    out.getvalue().encode("utf-8")
    file = SNAPSHOTS / f"{case}.snap"
    if update_golden:
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert out.getvalue() == file.read_bytes().decode("utf-8")


def test_no_snapshot_is_stale() -> None:
    assert {file.stem for file in SNAPSHOTS.glob("*.snap")} == set(CONFIGS)
