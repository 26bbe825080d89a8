"""The files of tests/cases: rows of text, and the stretches that a rule must mark in it.

A row: `text` (a string, or one string a paragraph), `find` (the marked stretches in order; none = clean), and
where needed `lang`, `pivot`, `glossary` (a file of tests/data), `source` (like `text`; one string a paragraph),
`source_lang` (the language that the records name as that of their source),
`fix` (the text after the repairs), `doc`; for a text beside its source document `original` (one string a
paragraph, each a sentence), `backs` (the back-translations), `severity` and `says` (of each that is found:
how bad it is, and a part of its message), `states` (one a paragraph: how far a translator's format says it is),
`syntax` (what may stand in it for a program) and `key` (its name in a catalogue).
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from checker import plugins
from checker.align.pairing import pair
from checker.checks.sentences import Article
from checker.config import Config
from checker.evidence import begin
from checker.text.segment import segment
from checker.types import Block, Case, Document, Hit

FOLDER = Path(__file__).parent.parent / "cases"
DATA = Path(__file__).parent.parent / "data"
KEYS = frozenset(
    (
        "text",
        "find",
        "lang",
        "pivot",
        "source",
        "source_lang",
        "fix",
        "why",
        "glossary",
        "original",
        "backs",
        "says",
        "severity",
        "states",
        "syntax",
        "key",
    )
)
PARTS = ("What it does:", "Why it matters:", "Example:", "What to do:")


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
    states = row.get("states", [""] * len(paragraphs))
    blocks = []
    at = 0
    named = row.get("source_lang")
    for text, source, state in zip(paragraphs, sources, states, strict=True):
        whole, extra = source is not None, {"state": state} if state else {}
        blocks.append(
            Block(
                text,
                ((0, at),),
                id=row.get("key"),
                source=source,
                whole=whole,
                source_lang=named,
                extra=extra,
                syntax=tuple(row.get("syntax", ())),
            )
        )
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
    """What a rule marks in a row, whatever its languages: a rule may be asked about any text."""
    cases, config = build(row)
    found = Article(cases, config.lang).hits(plugins.checks()[code], config)
    return cases, sorted(found, key=lambda hit: (hit.segment, hit.span))


def must_hold(code: str, row: dict[str, Any]) -> None:
    """A rule marks in a row what the row says, with its severity, and mends it in one run as the row says."""
    assert not set(row) - KEYS
    cases, found = hits(code, row)
    assert [hit.span.of(cases[hit.segment].text) for hit in found] == row.get("find", [])
    if "severity" in row:
        assert [hit.severity for hit in found] == row["severity"]
    for hit, said in zip(found, row.get("says", ()), strict="says" in row):
        assert said in hit.message
    if "fix" in row:
        texts = [case.text for case in cases]
        for hit in reversed(found):
            if hit.fix is not None:
                text = texts[hit.segment]
                texts[hit.segment] = text[: hit.span.start] + hit.fix + text[hit.span.end :]
        assert " ".join(texts) == row["fix"]
        if isinstance(row["text"], str):
            again = hits(code, row | {"text": row["fix"]})[1]
            assert not any(hit.fix is not None for hit in again), "a second repair changes more"


def must_show_all_sides(code: str) -> None:
    """A rule has a row that is found, one that is clean, and one in another script."""
    known = rows(code)
    assert any(row.get("find") for row in known), "no row that is found"
    assert any(not row.get("find") for row in known), "no row that is clean"
    assert any(
        unicodedata.name(char, "").split()[0] not in {"LATIN", "MODIFIER", "MASCULINE", "FEMININE"}
        for row in known
        for char in "".join(listed(row["text"]))
        if char.isalpha()
    ), "no row in another script"


def must_be_documented(code: str) -> None:
    """The docstring of a rule is one sentence and the four parts that `checker explain` prints."""
    summary, *rest = plugins.checks()[code].doc.split("\n\n")
    assert summary.strip().endswith("."), "the first paragraph is one full sentence"
    starts = [part.strip().split("\n")[0] for part in rest]
    for part in PARTS:
        assert sum(start.startswith(part) for start in starts) == 1, f"{part} is missing"
