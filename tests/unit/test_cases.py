"""Every rule against its file in tests/cases: rows of text, and the stretches that the rule must mark in it.

A row: `text` (a string, or one string a paragraph), `find` (the marked stretches in order; none = clean), and
where needed `lang`, `pivot`, `glossary` (a file of tests/data), `source` (like `text`; one string a paragraph),
`fix` (the text after the repairs), `doc`; for a text beside its source document `original` (one string a
paragraph, each a sentence), `backs` (the back-translations) and `severity` (of each that is found).
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import plugins
from checker.align.pairing import pair
from checker.config import Config
from checker.evidence import begin
from checker.segment import segment
from checker.types import Block, Case, Document, Hit

FOLDER = Path(__file__).parent.parent / "cases"
DATA = Path(__file__).parent.parent / "data"
PARTS = ("What it does:", "Why it matters:", "Example:", "What to do:")
FREE = sorted(code for code, rule in plugins.checks().items() if not rule.model)


def rows(code: str) -> list[dict[str, Any]]:
    data = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return list(data["case"])


def listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def build(row: dict[str, Any]) -> tuple[list[Case], Config]:
    glossary = (str(DATA / row["glossary"]),) if "glossary" in row else ()
    config = Config(lang=row.get("lang", "fr"), pivot=row.get("pivot", "en"), glossary=glossary)
    paragraphs = listed(row["text"])
    sources = listed(row.get("source")) or [None] * len(paragraphs)  # type: ignore[list-item]
    blocks = []
    at = 0
    for text, source in zip(paragraphs, sources, strict=True):
        whole = source is not None
        blocks.append(Block(text, ((0, at),), source=source, whole=whole))
        at += len(text) + 2
    document = Document("row", "\n\n".join(paragraphs), tuple(blocks), config.lang, config.pivot)
    segments = segment(document)
    if "original" in row:
        theirs = Document("original", "", tuple(map(Block, row["original"])), config.pivot)
        backs = row.get("backs", [""] * len(segments))
        read = [replace(one, back=back) for one, back in zip(begin(segments), backs, strict=True)]
        segments = [one.segment for one in pair(read, theirs)]
    return [Case(one) for one in begin(segments)], config


def hits(code: str, row: dict[str, Any]) -> tuple[list[Case], list[Hit]]:
    rule = plugins.checks()[code]
    cases, config = build(row)
    if rule.languages and config.lang.split("-")[0] not in rule.languages:
        return cases, []
    found = list(rule.run(cases, config))
    return cases, sorted(found, key=lambda hit: (hit.segment, hit.span))


def every_row() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.toml")):
        for number, row in enumerate(rows(path.stem)):
            yield pytest.param(path.stem, row, id=f"{path.stem}-{number}")


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
