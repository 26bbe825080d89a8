"""The whole path in one process, on engines that need no model and a calibration made by hand."""

from __future__ import annotations

import dataclasses
import io
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

import pytest

from checker.calibration.model import Feature, Model
from checker.cli import invoke
from checker.config import Config
from checker.evidence import Engines
from checker.inputs.files import Input, find, open_document
from checker.measuring import Live
from checker.pipeline import Checker, Opinions
from checker.plugins import reporters
from checker.types import (
    Block,
    Case,
    Document,
    DocumentResult,
    Hit,
    Problem,
    Report,
    Severity,
    Translation,
)
from tests.fakes import FakeLanguageModel, FakeTranslation
from tests.integration.fake_checker import Fakes, doubting, faked

SEED = Path(__file__).parents[2] / "seeds" / "voi-otan-trump.fr.txt"


def documents(*paths: Path, config: Config) -> list[Document | Problem]:
    return [
        item if isinstance(item, Problem) else open_document(item, config)
        for item in find([str(path) for path in paths], config)
    ]


def checked(config: Config, *paths: Path) -> Report:
    run = faked(config)
    try:
        return run.check(documents(*paths, config=config))
    finally:
        run.close()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(select=("ACC101", "FLU101"), cache_dir=str(tmp_path / "cache"))


def test_findings_of_the_seed_stand_in_the_file(config: Config) -> None:
    report = checked(config, SEED)
    text = SEED.read_text(encoding="utf-8")
    (document,) = report.documents
    findings = [f for s in document.segments for f in s.findings]
    assert findings
    for finding in findings:
        assert text[finding.start : finding.end] == finding.text
        assert finding.p is not None
        assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith(
            finding.text.split("\n")[0]
        )
    for one in document.segments:
        assert text[one.start : one.end] == one.text
        assert [text[t.start : t.end] for t in one.tokens] == [t.text for t in one.tokens]
        if one.reason is None:
            assert one.scores.p_bad is not None
            assert all(t.p_bad is not None for t in one.tokens)
            assert all(max(t.back, default=0) < len(one.back_words) for t in one.tokens)
        else:
            assert one.scores.quality is None


def test_a_higher_wanted_precision_never_adds_findings(config: Config) -> None:
    def found(precision: float) -> set[tuple[int, int]]:
        report = checked(dataclasses.replace(config, precision=precision), SEED)
        return {
            place
            for s in report.documents[0].segments
            for f in s.findings
            if f.severity >= Severity.MINOR
            for place in [(s.index, i) for i in range(f.start, f.end)]
        }

    many, some, few = found(0.5), found(0.75), found(0.99)
    assert many > some
    assert some >= few


def test_with_a_source_the_other_calibration_judges(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    lines = [
        {"target": "le chat dort bien", "source": "the cat sleeps well", "id": "a", "x": 1},
        {"target": "le chat dort bien", "id": "b"},
        {"target": "12"},
        {"target": ""},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    run = faked(config)
    (doc,) = documents(file, config=config)
    assert isinstance(doc, Document)
    cases = run.cases("x", run.begun(doc))
    run.close()
    assert [case.limits.word for case in cases[:2]] == [0.1, 0.6]
    assert [case.evidence.text_given_source is not None for case in cases] == [True, False, False, False]  # fmt: skip
    assert [case.p_bad is None for case in cases] == [False, False, True, True]
    report = checked(config, file)
    assert [s.id for s in report.documents[0].segments] == ["a", "b", None, None]
    assert report.documents[0].segments[0].extra == {"x": 1}
    assert report.summary.not_scorable == 2


def test_every_reporter_prints_the_run(config: Config, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    report = checked(config, SEED, tmp_path / "empty.txt", tmp_path / "none.txt")
    assert report.exit_code == 2
    for name, reporter in reporters().items():
        out = io.StringIO()
        reporter.report(report, out, config)
        assert out.getvalue(), name


def test_an_unneeded_model_is_never_loaded(tmp_path: Path) -> None:
    class Fails(Live):
        @cached_property
        def engines(self) -> Engines:
            raise AssertionError("a model was asked for")

    config = Config(tier="fast", cache_dir=str(tmp_path / "cache"))
    report = Checker(config, measurer=Fails(config)).check(documents(SEED, config=config))
    assert report.documents[0].segments
    assert "tier:fast" in report.tool.signature


def test_progress_reaches_the_end(config: Config) -> None:
    heard: list[tuple[str, int, int]] = []
    run = faked(config, lambda path, done, total: heard.append((path, done, total)))
    run.check(documents(SEED, config=config))
    run.close()
    assert heard[-1][0] == str(SEED)
    assert heard[-1][1] == heard[-1][2] > 10


def test_documents_are_opened_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Thousands of files are not to lie in memory before the first is checked."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("Un texte.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    seen: list[str] = []

    def opened(item: Input, config: Config) -> Document:
        seen.append(f"open {item.name}")
        return open_document(item, config)

    def judged(
        self: Checker, document: Document, cases: Sequence[Case], known: Opinions
    ) -> DocumentResult:
        seen.append(f"judge {document.path}")
        return original(self, document, cases, known)

    original = Checker.judged
    monkeypatch.setattr("checker.inputs.opening.open_document", opened)
    monkeypatch.setattr(Checker, "judged", judged)
    arguments = ["check", ".", "missing.txt", "--tier", "fast", "--format", "json"]
    assert invoke(arguments) == 2
    assert seen == [f"{verb} {name}.txt" for name in "abc" for verb in ("open", "judge")]
    report = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in report["documents"]] == ["a.txt", "b.txt", "c.txt"]
    assert [one["path"] for one in report["problems"]] == ["missing.txt"]
    # A repair needs the texts again.
    del seen[:]
    assert invoke(["check", ".", "--tier", "fast", "--fix-dry-run"]) == 0
    assert seen == [f"{verb} {name}.txt" for verb in ("open", "judge") for name in "abc"]


def test_a_damaged_calibration_is_said_before_models_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.json").write_text("{}")
    (tmp_path / "a.txt").write_text("Un texte qui a assez de mots.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def loaded(*_: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr("checker.engines.build.translation", loaded)
    monkeypatch.setattr("checker.engines.build.language_model", loaded)
    for name in ("own.json", "gone.json"):
        assert invoke(["check", "a.txt", "--calibration", name]) == 2
        assert name in capsys.readouterr().err


@pytest.mark.parametrize(
    ("threads", "sentences", "meanwhile"), [(2, 20, True), (1, 20, False), (2, 65, False)]
)
def test_rules_without_models_look_while_models_read(
    threads: int, sentences: int, meanwhile: bool, config: Config, tmp_path: Path
) -> None:
    """Of short documents, where there is a thread for it; what is found is the same."""
    looked = threading.Event()
    before: list[bool] = []

    class Slow(FakeTranslation):
        def translate(
            self,
            texts: Sequence[str],
            source_lang: str,
            target_lang: str,
            *,
            attended: bool = False,
        ) -> list[Translation]:
            before.append(looked.wait(20 if meanwhile else 0.1))
            return super().translate(texts, source_lang, target_lang, attended=attended)

    class Reads(Live):
        @cached_property
        def engines(self) -> Engines:
            back, forward = Slow("back"), FakeTranslation("forward")
            return Engines(back, forward, FakeLanguageModel(), "fr", "en")

    file = tmp_path / "a.fr.txt"
    file.write_text("Le chat  dort dans la grande maison.\n\n" * sentences, encoding="utf-8")
    config = dataclasses.replace(config, cache=False, threads=threads, select=("ACC101", "STR104"))

    def found(config: Config) -> list[tuple[str, int]]:
        run = faked(config, measurer=Reads(config))
        rule = run.rules["STR104"]

        def watched(cases: Sequence[Case], config: Config) -> list[Hit]:
            hits = list(rule.run(cases, config))
            looked.set()
            return hits

        run.rules["STR104"] = dataclasses.replace(rule, run=watched)
        report = run.check(documents(file, config=config))
        run.close()
        (document,) = report.documents
        return [(f.code, f.start) for s in document.segments for f in s.findings]

    first = found(config)
    assert before[0] is meanwhile
    assert [code for code, _ in first].count("STR104") == sentences
    assert found(dataclasses.replace(config, threads=1)) == first


def test_a_rule_that_fails_meanwhile_is_said_of_its_file(config: Config) -> None:
    config = dataclasses.replace(config, cache=False, threads=2, select=("ACC101", "STR104"))
    run = faked(config)

    def broken(cases: Sequence[Case], config: Config) -> list[Hit]:
        raise ZeroDivisionError

    run.rules["STR104"] = dataclasses.replace(run.rules["STR104"], run=broken)
    report = run.check(documents(SEED, config=config))
    run.close()
    assert not report.documents
    assert "ZeroDivisionError" in report.problems[0].message


@pytest.mark.parametrize("wanted", ["all", "flagged", "none"])
def test_only_doubted_sentences_are_translated_home_again(
    wanted: Literal["all", "flagged", "none"], config: Config
) -> None:
    forward = FakeTranslation("forward")

    class Counted(Live):
        @cached_property
        def engines(self) -> Engines:
            return Engines(FakeTranslation("back"), forward, FakeLanguageModel(), "fr", "en")

    config = dataclasses.replace(config, evidence=wanted, cache=False)
    run = faked(config, measurer=Counted(config))
    (document,) = run.check(documents(SEED, config=config)).documents
    run.close()
    scored = [one for one in document.segments if one.reason is None]
    home = [one for one in scored if one.roundtrip is not None]
    linked = [one for one in scored if any(token.back for token in one.tokens)]
    assert all(one.back for one in scored)
    assert forward.calls["translate"] == len(home)
    assert forward.calls["attention"] == len(linked)
    assert forward.calls["choices"] == 0
    flagged = [one for one in scored if one.findings]
    assert flagged
    if wanted == "none":
        assert not home
        assert not linked
    else:
        assert len(flagged) <= len(home) < len(scored)
        assert all(one in home for one in flagged)
        assert linked == (scored if wanted == "all" else home)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((), "flagged"),
        (("--format", "sarif", "--report", "csv=x.csv"), "flagged"),
        (("--format", "json"), "auto"),
        (("--report", "html=x.html"), "auto"),
        (("--evidence", "all"), "all"),
        (("--evidence", "none", "--format", "json"), "none"),
    ],
)
def test_reports_say_whose_words_are_linked(
    arguments: tuple[str, ...], wanted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    class Asked(Checker):
        def __init__(self, config: Config, *others: object) -> None:
            asked.append(config.evidence)
            super().__init__(config)

    monkeypatch.setattr("checker.pipeline.Checker", Asked)
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Il dort.\n")
    assert invoke(["check", "a.txt", "--tier", "fast", *arguments]) == 0
    assert asked == [wanted]


def test_what_a_sentence_is_worth_depends_on_its_own_document_alone() -> None:
    human = "Ah ! mais non, se disait-elle ; on n'en sait rien, monsieur, ma foi. " * 12
    machine = "Il est important de noter que la commission est un point de contact pour. " * 12
    config = Config(quality_model="none", cache=False)
    style = Model(
        (Feature("style", 0.0, -9.0, 9.0, 0.0, 1.0, 1.0),), 0.0, ((-9.0, 0.0), (9.0, 1.0))
    )
    calibration = dataclasses.replace(doubting(), document=style)
    run = Checker(config, measurer=Fakes(config), calibration=calibration)
    try:
        texts = [
            Document(name, text, (Block(text, ((0, 0),)),), "fr", "en")
            for name, text in (("human", human), ("machine", machine))
        ]
        together = run.measured_together(texts)
        alone = [run.cases(text.path, run.begun(text)) for text in texts]
    finally:
        run.close()
    origins = [{case.p_machine for case in mine} for mine in alone]
    assert [{case.p_machine for case in together[id(text)]} for text in texts] == origins
    assert [len(one) for one in origins] == [1, 1]
    assert origins[0] != origins[1]
