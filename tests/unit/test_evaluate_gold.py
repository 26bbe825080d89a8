"""Gold of many forms: what each label means, what is left out, and what is said of a broken file."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.config import Config
from checker.errors import BadInput
from checker.evaluate import gold
from checker.types import Severity, Span

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*rows: Any, name: str = "gold.jsonl") -> Path:
        file = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        data = "\n".join(lines).encode()
        file.write_bytes(lzma.compress(data) if name.endswith(".xz") else data)
        return file

    return write


def _one(file: Path) -> gold.Row:
    (row,) = gold.read(file, Config()).rows
    return row


@pytest.mark.parametrize(
    ("label", "bad", "major"),
    [
        ("ok", False, False),
        ("minor", True, False),
        ("major", True, True),
        ("critical", True, True),
        ("perfect", False, False),
        ("medium", True, False),
        ("poor", True, True),
        (0, True, None),
        (1, False, None),
        (0.0, True, None),
        (True, False, None),
        ("edited", True, None),
        ("unedited", False, None),
        ("V", False, None),
        ("F", False, None),
        ("E", True, None),
        ("MT", True, None),
        ("T", None, None),
        (None, None, None),
        ("human_reference", None, None),
    ],
)
def test_labels(write: Write, label: object, bad: bool | None, major: bool | None) -> None:
    row = _one(write({"id": "a", "target": "Bonjour à tous.", "label": label}))
    assert (row.bad, row.major) == (bad, major)
    assert row.clean is (label == "human_reference")


def test_a_label_nobody_knows_is_left_out_and_counted(write: Write) -> None:
    found = gold.read(write(*[{"target": "Bonjour.", "label": "meh"}] * 3), Config())
    assert [row.bad for row in found.rows] == [None] * 3
    assert found.unknown_labels == {"meh": 3}


def test_a_misaligned_pair_is_bad_only_beside_its_source(write: Write) -> None:
    assert _one(write({"target": "Bonjour.", "label": "A"})).bad_only_beside_source
    assert not _one(write({"target": "Bonjour.", "label": "E"})).bad_only_beside_source


def test_marks_without_a_label_say_how_bad_the_text_is(write: Write) -> None:
    error = {"start": 0, "end": 4, "severity": "major", "category": "x"}
    file = write(
        {"target": "Un mot de trop.", "errors": [error]},
        {"target": "Rien.", "errors": []},
        {"target": "Vu.", "errors": [{**error, "end": 2, "severity": None}]},
        {"target": "Non jugé.", "errors": [], "label": None},
    )
    verdicts = [(row.bad, row.major) for row in gold.read(file, Config()).rows]
    assert verdicts == [(True, True), (False, False), (True, None), (None, None)]


def test_marks(write: Write) -> None:
    row = _one(
        write(
            {
                "target": "Un mot de trop.",
                "label": "minor",
                "errors": [
                    {"start": 3, "end": 6, "severity": "minor", "category": "Word Order"},
                    {"start": 10, "end": 14, "severity": None},
                    {"start": 15, "end": 15, "severity": "minor"},
                ],
            }
        )
    )
    assert row.marks == (
        gold.Mark(Span(3, 6), Severity.MINOR, "Word Order"),
        gold.Mark(Span(10, 14), None, ""),
        gold.Mark(Span(15, 15), Severity.MINOR, ""),
    )


PLACED = {"target": "Un mot.", "label": "minor", "errors": [{"start": 3, "end": 6}]}


@pytest.mark.parametrize(
    "row",
    [
        {"target": "Un mot.", "label": "minor", "errors": [{"start": None, "end": None}]},
        {"target": "Un mot.", "label": "minor", "errors": [{"start": 3, "end": 60}]},
        {"target": "Un mot.", "label": "minor", "errors": [{"start": 6, "end": 3}]},
        {"target": "Un mot.", "label": "major", "errors": []},
        {"target": "Un mot.", "label": "major"},
        {**PLACED, "meta": {"span_misaligned": True}},
    ],
    ids=["null", "outside", "backwards", "bad without a mark", "no list", "misaligned"],
)
def test_rows_whose_marks_cannot_be_used_have_none(write: Write, row: dict[str, Any]) -> None:
    first, second = gold.read(write(PLACED, row), Config()).rows
    assert first.marks == (gold.Mark(Span(3, 6), None, ""),)
    assert second.marks is None


def test_empty_lists_mean_nothing_where_nobody_marked_places(write: Write) -> None:
    unplaced = {"target": "Un.", "label": "medium", "errors": [{"start": None, "end": None}]}
    file = write(unplaced, {"target": "Deux.", "label": "perfect", "errors": []})
    assert [row.marks for row in gold.read(file, Config()).rows] == [None, None]


@pytest.mark.parametrize(
    ("row", "score"),
    [
        ({"label": "ok", "score": 97.5}, 97.5),
        ({"label": "edited", "score": 0.25}, -0.25),
        ({"label": "unedited", "score": 0.0}, 0.0),
        ({"label": "major", "meta": {"seg_penalty": 10}}, -5.0),
        ({"label": "ok"}, None),
    ],
)
def test_higher_scores_are_better(write: Write, row: dict[str, Any], score: float | None) -> None:
    assert _one(write({"target": "deux mots", **row})).score == score


def test_pairs(write: Write) -> None:
    file = write(
        {
            "target": "faux",
            "reference": "juste",
            "label": "minimal_pair(target=bad,reference=good)",
        },
        {"target": "faux", "reference": "juste", "label": "contrastive(target=wrong gender)"},
        {
            "target": "faux",
            "reference": "autre",
            "label": "perturbed",
            "meta": {"mt_unperturbed": "juste"},
        },
        {"target": "texte", "reference": "texte", "label": "ok"},
    )
    rows = gold.read(file, Config()).rows
    assert [row.texts for row in rows] == [("faux", "juste")] * 3 + [("texte",)]
    assert [row.kind for row in rows] == ["pair", "pair", "pair", "text"]


def test_rankings(write: Write) -> None:
    candidates = [{"target": "a", "rank": 2, "system": "x"}, {"target": "b", "rank": 1}]
    row = _one(write({"id": 7, "label": "ranking(1=best)", "meta": {"candidates": candidates}}))
    assert (row.id, row.kind, row.texts, row.ranks) == ("7", "ranking", ("a", "b"), (2, 1))


def test_packed_files_limits_and_empty_lines(write: Write) -> None:
    rows = [{"id": str(i), "target": f"Texte {i}."} for i in range(5)]
    file = write(rows[0], "", *rows[1:], name="gold.jsonl.xz")
    assert [row.id for row in gold.read(file, Config(), limit=3).rows] == ["0", "1", "2"]
    assert [row.line for row in gold.read(file, Config()).rows] == [1, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "Expected `object`"),
        ('{"target": 3}', "$.target"),
        ('{"id": "a"}', "“target”"),
        ('{"target": "Hello.", "lang_tgt": "en"}', "“en”"),
        ('{"target": "a", "errors": [{"start": "x"}]}', "$.errors[0].start"),
        ("[" * 100_000, "gold.jsonl:2"),
    ],
)
def test_a_broken_row_is_named_by_its_line(write: Write, line: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        gold.read(write({"target": "Bonjour."}, line), Config())
    assert "gold.jsonl:2" in caught.value.message
    assert said in caught.value.message


@pytest.mark.parametrize("data", [b"not packed", lzma.compress(b"{}" * 999)[:-20], b""])
def test_a_broken_archive(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "gold.jsonl.xz"
    file.write_bytes(data)
    with pytest.raises(BadInput, match=r"gold\.jsonl\.xz"):
        gold.read(file, Config())


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gold, "LARGEST", 1000)
    file = tmp_path / "gold.jsonl.xz"
    file.write_bytes(lzma.compress(b" " * 10_000_000))
    with pytest.raises(BadInput, match="larger"):
        gold.read(file, Config())


def test_documents_with_marked_errors(tmp_path: Path) -> None:
    text = "Il fait beau. Le chat dort sur table.\n\nTout va bien ici."
    start = text.index("sur table")
    (tmp_path / "a.fr.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.gold.json").write_text(
        json.dumps(
            {
                "schema": 1,
                "document": "a.fr.txt",
                "errors": [{"start": start, "end": start + 9, "severity": "major"}],
            }
        )
    )
    for named in (tmp_path, tmp_path / "a.fr.txt", tmp_path / "a.gold.json"):
        assert gold.find([named]) == [tmp_path / "a.gold.json"]
    found = gold.read(tmp_path / "a.gold.json", Config())
    assert [row.texts[0] for row in found.rows] == [
        "Il fait beau.",
        "Le chat dort sur table.",
        "Tout va bien ici.",
    ]
    assert [(row.bad, row.major, row.line) for row in found.rows] == [
        (False, False, 1),
        (True, True, 1),
        (False, False, 3),
    ]
    (mark,) = found.rows[1].marks or ()
    assert mark.span is not None and mark.span.of(found.rows[1].texts[0]) == "sur table"


def test_a_document_elsewhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.gold.json"
    file.write_text(json.dumps({"document": "../secret.txt", "errors": []}))
    with pytest.raises(BadInput, match="beside it"):
        gold.read(file, Config())


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        gold.find([tmp_path / "missing.jsonl"])
    with pytest.raises(BadInput, match="no gold"):
        gold.find([tmp_path])
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    with pytest.raises(BadInput, match="no rows"):
        gold.read(empty, Config())
