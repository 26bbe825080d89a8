"""The source file of each text: named, or found beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checker.config import Config
from checker.errors import BadInput, UsageProblem
from checker.inputs.files import Input, find, open_document
from checker.inputs.sources import sources_of, with_original
from checker.types import Notice, Problem

CONFIG = Config()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("a.fr.txt", "a.en.txt", "b.txt", "b.en.txt", "c_fr.md", "c.en.txt", "d.fr.txt"):
        (tmp_path / name).write_text(f"Texte de {name}.", encoding="utf-8")
    return tmp_path


def with_pattern(pattern: str) -> Config:
    return replace(CONFIG, source_pattern=pattern)


def chosen(*arguments: str, pattern: str = "{stem}.en.txt") -> dict[str, str | None]:
    items, sources = sources_of(list(find(arguments, CONFIG)), with_pattern(pattern))
    return {
        (item.name if isinstance(item, Input) else item.path): (
            sources[item.name].name if isinstance(item, Input) else None
        )
        for item in items
        if not isinstance(item, Input) or item.name in sources
    }


def test_a_pattern_finds_the_source_beside_each_file(folder: Path) -> None:
    assert chosen(".") == {
        "a.fr.txt": "a.en.txt",
        "b.txt": "b.en.txt",
        "c_fr.md": "c.en.txt",
        "d.fr.txt": None,
    }


def test_the_name_with_its_language_is_tried_too(folder: Path) -> None:
    (folder / "d.fr.en.txt").write_text("Text.")
    assert chosen("d.fr.txt") == {"d.fr.txt": "d.fr.en.txt"}


def test_a_pattern_may_lead_to_another_folder(folder: Path) -> None:
    (folder / "en").mkdir()
    (folder / "en" / "a.txt").write_text("Text.")
    assert chosen("a.fr.txt", pattern="en/{stem}.txt") == {"a.fr.txt": "en/a.txt"}


def test_a_file_is_not_its_own_source(folder: Path) -> None:
    assert chosen("a.en.txt") == {"a.en.txt": None}


def test_a_file_found_in_a_folder_is_checked_without_its_source(folder: Path) -> None:
    items, sources = sources_of(list(find(["."], CONFIG)), with_pattern("{stem}.en.txt"))
    assert "d.fr.txt" in [item.name for item in items if isinstance(item, Input)]
    assert "d.fr.txt" not in sources
    assert [item.kind for item in items if isinstance(item, Notice)] == ["source"]


def test_a_file_without_source_says_where_it_was_looked_for(folder: Path) -> None:
    items, _sources = sources_of([Input("d.fr.txt", Path("d.fr.txt"))], with_pattern("{stem}.x"))
    (problem,) = items
    assert isinstance(problem, Problem)
    assert "d.x, d.fr.x" in (problem.hint or "")


def test_one_source_is_for_one_file(folder: Path) -> None:
    items = list(find(["a.fr.txt", "b.txt"], CONFIG))
    with pytest.raises(UsageProblem, match="--source is for one file"):
        sources_of(items, replace(CONFIG, source="a.en.txt"))


def test_nothing_is_looked_for_where_nobody_asks(folder: Path) -> None:
    items = list(find(["a.fr.txt", "b.txt"], CONFIG))
    assert sources_of(items, CONFIG) == (items, {})


def test_the_source_is_read_as_its_own_language_and_format(folder: Path) -> None:
    Path("t.jsonl").write_text('{"target": "Oui, bien sûr."}')
    config = Config(input_format="jsonl")
    text = open_document(Input("t.jsonl", Path("t.jsonl")), config)
    whole = with_original(text, Input("a.en.txt", Path("a.en.txt")), config)
    assert whole.source_path == "a.en.txt"
    assert whole.original is not None
    assert (whole.original.lang, whole.original.pivot) == ("en", "fr")
    assert whole.original.blocks[0].text == "Texte de a.en.txt."
    with pytest.raises(BadInput, match=r"no\.txt"):
        with_original(text, Input("no.txt", Path("no.txt")), config)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("README.fr.md", "README.md"),
        ("docs/fr/a/b.md", "docs/en/a/b.md"),
        ("docs/fr/c.md", "docs/c.md"),
        ("docs/fr/index.fr.md", "docs/en/index.en.md"),
        ("locales/fr.json", "locales/en.json"),
        ("res/values-fr-rCA/strings.xml", "res/values/strings.xml"),
        ("messages_fr_FR.properties", "messages.properties"),
        ("fr.lproj/Main.strings", "Base.lproj/Main.strings"),
    ],
)
def test_auto_finds_the_same_file_in_the_other_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (text, source):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Texte.", encoding="utf-8")
    assert chosen(text, pattern="auto") == {text: source}


def test_auto_leaves_words_and_formats_with_their_own_sources_alone(folder: Path) -> None:
    (folder / "offre.md").write_text("Une offre.")
    (folder / "fr.po").write_text('msgid "a"\nmsgstr "b"\n')
    assert chosen("offre.md", pattern="auto") == {"offre.md": None}
    found = sources_of(list(find(("offre.md",), CONFIG)), with_pattern("auto"))[0]
    assert [type(item) for item in found] == [Notice, Input]  # a hook names every file
    items, sources = sources_of(list(find(("fr.po",), CONFIG)), with_pattern("auto"))
    assert [type(item) for item in items] == [Input]
    assert not sources
