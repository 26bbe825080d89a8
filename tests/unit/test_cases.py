"""Every rule against its file in tests/cases; `cases.py` says what a row has.

Rows of a language that was added later stand together in tests/cases/languages, each with the `code` of its rule.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker import plugins
from tests.unit.cases import FOLDER, hits, listed, rows

PARTS = ("What it does:", "Why it matters:", "Example:", "What to do:")
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
    known = "text find lang pivot source fix why glossary original backs severity"
    assert not set(row) - set(known.split())
    cases, found = hits(code, row)
    assert [hit.span.of(cases[hit.segment].text) for hit in found] == row.get("find", [])
    if "severity" in row:
        assert [hit.severity for hit in found] == row["severity"]
    if "fix" in row:
        texts = [case.text for case in cases]
        for hit in reversed(found):
            if hit.fix is not None:
                text = texts[hit.segment]
                texts[hit.segment] = text[: hit.span.start] + hit.fix + text[hit.span.end :]
        assert " ".join(texts) == row["fix"]


@pytest.mark.parametrize("code", FREE)
def test_every_rule_without_a_model_has_a_hit_a_near_miss_and_another_script(code: str) -> None:
    found = rows(code)
    assert any(row.get("find") for row in found), "no row that is found"
    assert any(not row.get("find") for row in found), "no row that is clean"
    assert any(
        unicodedata.name(char, "").split()[0] not in {"LATIN", "MODIFIER", "MASCULINE", "FEMININE"}
        for row in found
        for char in "".join(listed(row["text"]))
        if char.isalpha()
    ), "no row in another script"


@pytest.mark.parametrize("code", sorted(plugins.checks()))
def test_every_rule_is_documented_in_four_parts(code: str) -> None:
    doc = plugins.checks()[code].doc
    summary, *rest = doc.split("\n\n")
    assert summary.strip().endswith("."), "the first paragraph is one full sentence"
    starts = [part.strip().split("\n")[0] for part in rest]
    for part in PARTS:
        assert sum(start.startswith(part) for start in starts) == 1, f"{part} is missing"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_case_files_are_named_after_a_rule(path: Path) -> None:
    assert path.stem in plugins.checks()
