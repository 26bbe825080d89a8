"""Every rule against its file in tests/cases; `cases.py` says what a row has.

Rows of a language that was added later stand together in tests/cases/languages, each with the `code` of its rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker import plugins
from tests.unit.cases import FOLDER, must_be_documented, must_hold, must_show_all_sides, rows

FREE = sorted(code for code, rule in plugins.checks().items() if not rule.model)


def every_row() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.toml")):
        for number, row in enumerate(rows(path.stem)):
            yield pytest.param(path.stem, row, id=f"{path.stem}-{number}")
    for path in sorted((FOLDER / "languages").glob("*.toml")):
        for number, row in enumerate(rows(f"languages/{path.stem}")):
            row.setdefault("lang", path.stem)
            yield pytest.param(row.pop("code"), row, id=f"{path.stem}-{number}")


@pytest.mark.parametrize(("code", "row"), list(every_row()))
def test_row(code: str, row: dict[str, Any]) -> None:
    must_hold(code, row)


@pytest.mark.parametrize("code", FREE)
def test_every_rule_without_a_model_has_a_hit_a_near_miss_and_another_script(code: str) -> None:
    must_show_all_sides(code)


@pytest.mark.parametrize("code", sorted(plugins.checks()))
def test_every_rule_is_documented_in_four_parts(code: str) -> None:
    must_be_documented(code)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_case_files_are_named_after_a_rule(path: Path) -> None:
    assert path.stem in plugins.checks()
