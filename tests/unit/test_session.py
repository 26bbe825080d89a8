"""The Python API: what it promises to those who write programs against it."""

from __future__ import annotations

import inspect
import subprocess
import sys
import threading
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import checker
from checker import Cancelled, Config, ConfigProblem, Session, messages
from checker.engines import build
from checker.evidence import Engines
from checker.measuring import Live
from checker.session import Options, Text
from tests.fakes import FakeLanguageModel, FakeTranslation

FAST: Options = {"tier": "fast", "select": ["STR104"]}
SPACES = "Un  mot là."


def codes(report: checker.Report) -> list[str]:
    return [f.code for d in report.documents for s in d.segments for f in s.findings]


def test_a_text_is_checked_in_one_call() -> None:
    report = checker.check(SPACES, **FAST)
    (segment,) = report.documents[0].segments
    (finding,) = segment.findings
    assert (finding.code, finding.start, finding.end) == ("STR104", 2, 4)
    assert report.documents[0].path == "-"
    assert report.exit_code == 0


def test_every_name_of_the_api_is_there_and_documented() -> None:
    for name in checker.__all__:
        value = getattr(checker, name)
        assert name == "__version__" or inspect.getdoc(value), name
    assert set(checker.__all__) <= set(dir(checker))
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        checker.chekc  # noqa: B018


def test_importing_it_costs_nothing() -> None:
    script = (
        "import sys\nbefore = set(sys.modules)\nimport checker\nprint(set(sys.modules) - before)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    loaded = {name for name in eval(result.stdout) if not name.startswith("_")}
    assert {name for name in loaded if name.startswith("checker")} == {"checker"}
    assert not loaded & {"click", "numpy", "msgspec", "regex", "torch"}


def test_options_are_settings_of_the_same_name() -> None:
    names = set(get_type_hints(Options))
    assert names <= set(Config.__dataclass_fields__)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"tier": "slow"}, "tier"),
        ({"lang": "xx-"}, "xx-"),
        ({"lang": "x" * 40}, "too long"),
        ({"select": "STR104"}, "select"),
        ({"select": ["NONE999"]}, "NONE999"),
        ({"precision": 2.0}, "precision"),
        ({"tire": "fast"}, "did you mean 'tier'"),
    ],
)
def test_what_is_no_setting_is_said_before_anything_is_read(
    options: dict[str, Any], said: str
) -> None:
    with Session(Config(tier="fast")) as session, pytest.raises(ConfigProblem) as caught:
        session.check(SPACES, **options)
    assert said in caught.value.message


def test_options_last_for_one_text() -> None:
    with Session(Config(tier="fast", select=("STR1",))) as session:
        first = session.check(SPACES)
        none = session.check(SPACES, ignore=["STR104"])
        again = session.check(SPACES)
    assert codes(first) == codes(again) == ["STR104"]
    assert codes(none) == []


def test_the_name_says_how_a_text_is_read_and_no_file_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("post.md").write_text("# Rien\n", encoding="utf-8")
    # Beside another language, a name that ends in one says which the text is in: but only on a disk.
    Path("post.de.md").touch()
    report = checker.check("*Un  mot* là.", name="post-de.md", **FAST)
    (segment,) = report.documents[0].segments
    assert segment.text == "Un  mot là."
    assert report.documents[0].path == "post-de.md"


def test_bytes_of_a_file_are_decoded() -> None:
    report = checker.check("Déjà  là.".encode("utf-16"), name="a.txt", **FAST)
    assert report.documents[0].segments[0].text == "Déjà  là."


@pytest.mark.parametrize(
    "text", ["\ufeffUn  mot là.", "\ud800Un  mot là.", "𝄞 Un  mot là.", "é" * 3]
)
def test_offsets_count_characters_of_the_text_as_it_was_given(text: str) -> None:
    report = checker.check(text, **FAST)
    for document in report.documents:
        for segment in document.segments:
            assert text[segment.start : segment.end].replace("\ud800", "?") == segment.text
            for finding in segment.findings:
                assert text[finding.start : finding.end] == finding.text


def test_a_text_that_cannot_be_read_is_a_problem_of_the_report() -> None:
    report = checker.check(b"PK\x03\x04 no archive", name="a.docx", **FAST)
    assert report.exit_code == 2
    assert [problem.path for problem in report.problems] == ["a.docx"]


def test_a_text_stands_beside_its_source() -> None:
    report = checker.check(
        "Il y avait 12 chats dans le jardin.",
        source="There were 21 cats in the garden.",
        tier="fast",
        select=["ACC211"],
    )
    (document,) = report.documents
    assert document.segments[0].source == "There were 21 cats in the garden."
    assert codes(report) == ["ACC211"]


def test_source_of_another_format() -> None:
    report = checker.check(
        "Il y avait 12 chats dans le jardin.",
        name="a.txt",
        source="<p>There were <b>21</b> cats in the garden.</p>",
        source_name="a.html",
        tier="fast",
    )
    assert report.documents[0].segments[0].source == "There were 21 cats in the garden."


def test_messages_are_english_unless_french_is_asked_for() -> None:
    with Session(Config(tier="fast", select=("STR104",))) as session:
        english = session.check(SPACES).documents[0].segments[0].findings[0].message
        french = session.check(SPACES, ui_lang="fr").documents[0].segments[0].findings[0].message
        assert messages.current() == "en"
        assert session.check(SPACES).documents[0].segments[0].findings[0].message == english
    assert french != english
    messages.use("fr")
    assert codes(checker.check(SPACES, **FAST)) == ["STR104"]
    assert checker.check(SPACES, **FAST).documents[0].segments[0].findings[0].message == french


def test_threads_share_a_session() -> None:
    found: list[list[str]] = []
    with Session(Config(tier="fast", select=("STR104",), ui_lang="en")) as session:
        threads = [
            threading.Thread(target=lambda: found.append(codes(session.check(SPACES))))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [["STR104"]] * 8


class Counted:
    """Fakes in place of models, and how often each was loaded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loaded: list[str] = []
        monkeypatch.setattr(build, "translation", self._translation)
        monkeypatch.setattr(build, "language_model", self._language_model)

    def _translation(self, folder: Path, revision: str, config: Config) -> FakeTranslation:
        self.loaded.append(folder.name)
        return FakeTranslation(folder.name)

    def _language_model(self, folder: Path, revision: str, config: Config) -> FakeLanguageModel:
        self.loaded.append(folder.name)
        return FakeLanguageModel()


def test_each_model_is_loaded_once_whatever_the_texts_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = Counted(monkeypatch)
    text = "Le chat dort dans le jardin."
    with Session(Config(quality_model="none", cache=False)) as session:
        session.check(text, tier="fast")
        assert counted.loaded == []
        session.check(text)
        once = list(counted.loaded)
        session.check(text, ignore=["FLU101"])
        session.check(text, precision=0.9)
        session.check(text)
    assert len(once) == len(set(once)) > 1
    assert counted.loaded == once


def test_a_run_that_nobody_waits_for_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fakes(Live):
        @cached_property
        def engines(self) -> Engines:
            return Engines(FakeTranslation(), FakeTranslation(), FakeLanguageModel(), "fr", "en")

    monkeypatch.setattr("checker.pipeline.Live", Fakes)
    heard: list[tuple[int, int]] = []

    def listen(done: int, total: int) -> None:
        heard.append((done, total))
        raise Cancelled

    text = "Le chat dort dans le jardin. " * 200
    with Session(Config(quality_model="none", cache=False)) as session:
        with pytest.raises(Cancelled):
            session.check(text, on_progress=listen)
        assert heard == [(64, 200)]
        assert len(session.check("Le chat dort.").documents) == 1


def test_many_settings_keep_few_checkers() -> None:
    with Session(Config(tier="fast")) as session:
        for hundredth in range(1, 51):
            session._checker(session.settings(precision=hundredth / 100))
        assert len(session._kept) == 32


def test_texts_that_are_read_together_have_the_reports_of_each_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Counted(monkeypatch)
    texts = [
        Text("Le chat dort dans le jardin. Il y avait 12 oiseaux.", source="There were 21 birds."),
        Text("*Un  mot* là, et encore un mot.", "a.md"),
        Text(b"no archive", "a.docx"),
        Text(
            "Dieser Text ist auf Deutsch geschrieben, und zwar von Anfang bis Ende, ohne Ausnahme."
        ),
        Text(""),
        Text("Le chat dort dans le jardin."),
    ]
    heard: list[tuple[int, int]] = []
    with Session(Config(quality_model="none", cache=False)) as session:
        alone = [
            session.check(t.text, name=t.name, source=t.source, source_name=t.source_name)
            for t in texts
        ]
        together = session.check_all(texts, on_progress=lambda *seen: heard.append(seen))
    assert [timeless(report) for report in together] == [timeless(report) for report in alone]
    assert heard[-1][0] == heard[-1][1] > 3


def timeless(report: checker.Report) -> checker.Report:
    return replace(report, summary=replace(report.summary, seconds=0.0))
