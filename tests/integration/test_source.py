"""A text and its source document through the command line and through the pipeline on fake engines."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from checker.cli import invoke
from checker.config import Config
from checker.evidence import Engines, begin, gather
from checker.inputs.files import Input, open_document
from checker.inputs.sources import with_original
from checker.measuring import Live
from checker.plugins import Need
from checker.types import Document, Report, Translation
from tests.fakes import FakeLanguageModel, FakeTranslation, segments
from tests.integration.fake_checker import doubting, faked

SOURCE = """The station reopened on Tuesday at 9.15.

Two hundred travellers spent the night in a gymnasium.

Trains to Lyon and Marseille are running again.
"""
TEXT = """La gare a rouvert mardi à 9 h 15.

Les trains vers Lyon et Marseille circulent de nouveau.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.fr.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.en.txt").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    fast = ("--tier", "fast", "--format", "json", "--quiet")
    code = invoke(["check", *arguments, *fast])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "options", [("a.fr.txt", "--source", "a.en.txt"), (".", "--source-pattern", "{stem}.en.txt")]
)
def test_a_missing_sentence_is_found_at_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    code, report = checked(capsys, *options)
    assert code == 1
    (document,) = report["documents"]
    assert document["source_path"] == "a.en.txt"
    assert [s["source"] for s in document["segments"]] == SOURCE.strip().split("\n\n")[::2]
    (finding,) = (f for s in document["segments"] for f in s["findings"])
    place = TEXT.index("\n")
    assert (finding["code"], finding["start"], finding["end"]) == ("ACC301", place, place)
    assert (finding["severity"], finding["text"]) == ("major", "")
    assert finding["evidence"]["source"] == [SOURCE.split("\n\n")[1]]
    assert (finding["evidence"]["source_lines"], finding["evidence"]["source_columns"]) == ([3], [1])  # fmt: skip


def test_the_pattern_may_stand_in_the_settings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("checker.toml").write_text('source-pattern = "{stem}.en.txt"\n')
    code, report = checked(capsys, ".")
    assert code == 1
    assert [d["source_path"] for d in report["documents"]] == ["a.en.txt"]
    code, report = checked(capsys, "a.fr.txt", "--source", "a.fr.txt")
    assert [d["source_path"] for d in report["documents"]] == ["a.fr.txt"], "the option goes first"


def test_the_whole_text_is_quiet(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.en.txt").write_text("\n\n".join(SOURCE.split("\n\n")[::2]), encoding="utf-8")
    code, report = checked(capsys, "a.fr.txt", "--source", "a.en.txt")
    assert code == 0
    assert report["summary"]["flagged"] == 0


def test_a_missing_source_stops_only_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("b.fr.txt").write_text(TEXT, encoding="utf-8")
    code, report = checked(
        capsys, "a.fr.txt", "b.fr.txt", "none.txt", "--source-pattern", "{stem}.en.txt"
    )
    assert code == 2
    assert [d["path"] for d in report["documents"]] == ["a.fr.txt"]
    assert [p["path"] for p in report["problems"]] == ["b.fr.txt", "none.txt"]
    code, report = checked(capsys, "a.fr.txt", "--source", "gone.txt")
    assert code == 2
    assert [p["path"] for p in report["problems"]] == ["a.fr.txt"]


def test_two_files_cannot_share_a_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["check", "a.fr.txt", "a.en.txt", "--source", "a.en.txt"]) == 2
    assert "--source-pattern" in capsys.readouterr().err


def test_another_texts_source_is_a_problem_and_not_hundred_findings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = (f"{chr(109 + i) * 90} {chr(110 + i) * 200}!" for i in range(12))
    mine = (f"Phrase {chr(97 + i) * 9} du texte {chr(98 + i) * 12}." for i in range(12))
    Path("a.en.txt").write_text("\n\n".join(theirs))
    Path("a.fr.txt").write_text("\n\n".join(mine))
    code, report = checked(capsys, "a.fr.txt", "--source", "a.en.txt")
    assert code == 2
    assert report["documents"] == []
    assert [p["path"] for p in report["problems"]] == ["a.fr.txt"]


class Reading(Live):
    """Its way back is known."""

    @cached_property
    def engines(self) -> Engines:
        return Engines(Known("back"), FakeTranslation(), FakeLanguageModel(), "fr", "en")


class Known(FakeTranslation):
    """Translates each of the two sentences as a person would."""

    def translate(
        self, texts: Any, source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        super().translate(texts, source_lang, target_lang)
        parts = SOURCE.strip().split("\n\n")
        return [Translation(parts[0] if "gare" in text else parts[2]) for text in texts]


def opened(config: Config) -> Document:
    text = open_document(Input("a.fr.txt", Path("a.fr.txt")), config)
    return with_original(text, Input("a.en.txt", Path("a.en.txt")), config)


def test_models_see_the_source_and_read_each_sentence_back_once(folder: Path) -> None:
    config = Config(select=("ACC101", "ACC3"), cache=False)
    models = Reading(config)
    report: Report = faked(config, measurer=models).check([opened(config)])
    back = models.engines.back
    assert isinstance(back, Known)
    assert back.calls["translate"] == 2
    (document,) = report.documents
    assert [s.back for s in document.segments] == [s.source for s in document.segments]
    assert [f.code for s in document.segments for f in s.findings if f.code != "ACC101"] == ["ACC301"]  # fmt: skip


def test_progress_counts_each_pass_to_its_end(folder: Path) -> None:
    config = Config(select=("ACC101",), cache=False)
    heard: list[tuple[int, int]] = []
    run = faked(config, lambda path, done, total: heard.append((done, total)), Reading(config))
    run.check([opened(config)])
    assert heard == [(2, 2), (2, 2)]


def test_links_to_the_source_come_from_both_directions() -> None:
    engines = Engines(FakeTranslation(), FakeTranslation(), FakeLanguageModel(), "fr", "en")
    given = begin(segments("le chat dort", source="the cat sleeps"))
    (case,) = gather(given, engines, {Need.SOURCE_ALIGNMENT})
    assert [span.of("the cat sleeps") for span in case.source_words] == ["the", "cat", "sleeps"]
    assert case.source_alignment is not None
    assert case.source_alignment.links == ((0, 0), (1, 1), (2, 2))
    assert case.back is None
    (bare,) = gather(begin(segments("le chat dort")), engines, {Need.SOURCE_ALIGNMENT})
    assert bare.source_alignment is None


def inspected(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str
) -> str:
    engines = Engines(Turned(), Turned(), FakeLanguageModel(), "fr", "en")
    monkeypatch.setattr("checker.measuring.Live.engines", engines)
    monkeypatch.setattr("checker.pipeline.Checker.calibration", doubting())
    assert invoke(["inspect", "le chat dort", *options]) == 0
    return capsys.readouterr().out


class Turned(FakeTranslation):
    """Adds a word to every translation, to which nothing is linked."""

    def translate(
        self, texts: Any, source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        plain = super().translate(texts, source_lang, target_lang)
        return [Translation(f"{one.text} donc") for one in plain]


def test_inspect_draws_source_text_and_way_back_side_by_side(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = inspected(monkeypatch, capsys, "--source", "the cat sleeps here now")
    lines = [line.split() for line in said.splitlines()]
    assert ["the", "──", "le", "──", "el"] in lines
    assert ["cat", "──", "chat", "──", "tahc"] in lines
    at = next(i for i, line in enumerate(lines) if line[:1] == ["sleeps"])
    assert lines[at + 1 : at + 3] == [["here", "donc"], ["now"]]


def test_inspect_draws_a_matrix_for_each_side(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = inspected(monkeypatch, capsys, "--matrix").count("■")
    assert inspected(monkeypatch, capsys, "--matrix", "--source", "the cat sleeps").count("■") > one
    assert "──" not in inspected(monkeypatch, capsys)


def test_inspect_gives_the_links_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.loads(inspected(monkeypatch, capsys, "--json", "--source", "the cat sleeps"))
    assert said["evidence"]["source_alignment"]["links"][:2] == [[0, 0], [1, 1]]
    assert len(said["evidence"]["source_words"]) == 3
