"""What the benchmarks of speed share: a process is measured alone, and a failed one is no figure."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def timing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("timing")


def test_a_process_has_its_own_cache_peak_and_output(timing: ModuleType, tmp_path: Path) -> None:
    code = "import os; x = b'x' * 300_000_000; print(os.environ['CHECKER_CACHE_DIR'])"
    large = timing.run(("-c", code), tmp_path)
    assert large.output.strip() == str(tmp_path)
    assert large.seconds > 0
    assert large.peak > 300_000_000 / 1024**2


def test_a_failed_gate_is_a_figure_and_a_failed_run_is_none(
    timing: ModuleType, tmp_path: Path
) -> None:
    assert timing.run(("-c", "raise SystemExit(1)"), tmp_path).output == ""
    with pytest.raises(SystemExit, match="left with 2"):
        timing.run(("-c", "raise SystemExit(2)"), tmp_path)


def test_tables_are_markdown(timing: ModuleType) -> None:
    rows = [{"what": "one", "seconds": "1.00"}, {"what": "other", "seconds": "2.00"}]
    assert timing.table("Title", rows).splitlines() == [
        "### Title",
        "",
        "| what | seconds |",
        "| --- | ---: |",
        "| one | 1.00 |",
        "| other | 2.00 |",
    ]


def test_the_median_is_the_figure(timing: ModuleType) -> None:
    assert timing.middle([1.0, 9.0, 2.0]) == 2.0
    assert timing.spread([1.0, 9.0, 2.0]) == "1.00–9.00"
