"""Running gold with no model: measurements saved and judged again, places of findings, predictions, the command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from checker import cli
from checker.config import Config
from checker.errors import BadInput, UsageProblem
from checker.evaluate import gold, report, running, saved
from checker.evaluate.assess import assess
from checker.evaluate.figures import risks
from checker.evaluate.gold import Gold, Mark, Row
from checker.pipeline import Checker
from checker.types import Severity, Span
from tests.unit.toy_checker import MODELS, Toy, calibration_file, toy_checker


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(calibration=calibration_file(tmp_path), select=("ACC101", "FLU1"))


SET = Gold(
    "set.jsonl",
    (
        Row("a1", 1, ("  Le chat zdort bien.",), source="A cat.", doc="a", bad=True, major=True,
            marks=(Mark(Span(10, 15), Severity.MAJOR, "x"),)),
        Row("a2", 2, ("Il fait beau temps.",), doc="a", bad=False, major=False, marks=()),
        Row("b1", 3, ("Bref.",), doc="b", bad=True, major=False, marks=None),
        Row("a3", 4, ("Tout va bien zici.",), doc="a", bad=False, major=False, marks=()),
        Row("c1", 5, ("Rien ne manque ici.",), clean=True),
        Row("c2", 6, ("Rien ne manque là.",), clean=True),
        Row("p", 7, ("Elle zest venu.", "Elle est venue."), kind="pair"),
        Row("r", 8, ("Un zdeux trois.", "Un deux trois.", "Un deux ztrois."), kind="ranking", ranks=(3, 1, 1)),
    ),
)  # fmt: skip


def _answers(config: Config, *, use_source: bool = False) -> list[tuple[running.Opinion, ...]]:
    return running.opinions(toy_checker(config), SET, use_source=use_source)


def test_each_row_gets_an_opinion_of_each_of_its_texts(config: Config) -> None:
    answers = _answers(config)
    assert [len(answer) for answer in answers] == [1, 1, 1, 1, 1, 1, 2, 3]
    p = [[one.p_bad for one in answer] for answer in answers]
    assert p == [
        [pytest.approx(0.98)],
        [pytest.approx(0.02)],
        [None],
        [pytest.approx(0.98)],
        [pytest.approx(0.02)],
        [pytest.approx(0.02)],
        [pytest.approx(0.98), pytest.approx(0.02)],
        [pytest.approx(0.98), pytest.approx(0.02), pytest.approx(0.98)],
    ]
    assert answers[2][0].reason == "too_short"
    assert risks([answers[2][0], answers[1][0]])[0] == 0.0


def test_places_are_those_of_the_row(config: Config) -> None:
    answers = _answers(config)
    text = SET.rows[0].texts[0]
    (found,) = answers[0][0].findings
    assert (found.span.of(text), found.severity) == ("zdort", Severity.MAJOR)
    assert [word.of(text) for word in answers[0][0].words] == ["Le", "chat", "zdort", "bien"]
    (found,) = answers[3][0].findings
    assert found.span.of(SET.rows[3].texts[0]) == "zici"
    (found,) = answers[7][2].findings
    assert found.span.of(SET.rows[7].texts[2]) == "ztrois"


def test_only_neighbours_of_one_document_are_one_document(config: Config) -> None:
    toy = Toy()
    running.opinions(toy_checker(config, toy), SET, use_source=False)
    docs = [doc for doc, _text, _source in toy.seen]
    assert docs[0] == docs[1]
    assert len(set(docs)) == len(docs) - 1


def test_the_source_is_seen_only_when_asked_for(config: Config) -> None:
    for use_source, expected in ((False, None), (True, "A cat.")):
        toy = Toy()
        running.opinions(toy_checker(config, toy), SET, use_source=use_source)
        assert toy.seen[0][2] == expected


@pytest.mark.parametrize("name", ["kept.jsonl", "folder/kept.jsonl.xz"])
def test_saved_measurements_are_judged_as_if_measured_now(
    config: Config, tmp_path: Path, name: str
) -> None:
    toy = toy_checker(config)
    answers = running.opinions(toy, SET, use_source=True)
    file = tmp_path / name
    saved.save(file, running.header(toy), (one.case for answer in answers for one in answer))
    replayed = running.Replayed(saved.load(file))
    again = Checker(config, measurer=replayed)
    restored = running.opinions(again, SET, use_source=True)
    assert list(report.predictions(SET, answers)) == list(report.predictions(SET, restored))
    assert answers[0][0].case.evidence == restored[0][0].case.evidence
    assert again.signature == toy.signature
    assert f"models:{MODELS}|" in again.signature
    stricter = replace(config, precision=0.99)
    nothing = running.opinions(Checker(stricter, measurer=replayed), SET, use_source=True)
    assert not any(one.findings for answer in nothing for one in answer)
    with pytest.raises(UsageProblem, match="“a1”"):
        running.opinions(again, SET, use_source=False)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"schema":2,"models":"m","metrics":"","lang":"fr","pivot":"en"}', b"\xff\xfe"],
)
def test_broken_measurements(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "m.jsonl"
    file.write_bytes(data)
    with pytest.raises(BadInput, match=r"m\.jsonl"):
        saved.load(file)


def test_figures_of_the_set(config: Config) -> None:
    found = assess(SET, _answers(config), use_source=False, resamples=20)
    value = {figure.name: figure.estimate.value for figure in found.figures}
    # a1 is bad and suspected, a3 is good and suspected, a2 is neither, b1 is bad (not major) and not judged.
    assert value["auroc.major"] == pytest.approx(2.5 / 3, abs=1e-4)
    assert value["auroc.any"] == pytest.approx((0.5 + 1 + 0 + 0) / 4)
    assert value["gate.major.precision"] == 0.5
    assert value["gate.major.recall"] == 1.0
    assert value["gate.any.recall"] == 0.5
    # Words of a1, a2 and a3: one marked by both, one by the checker alone.
    assert value["spans.precision"] == pytest.approx(5 / 9, abs=1e-4)
    assert value["spans.recall"] == 1.0
    assert value["spans.exact.f1"] == pytest.approx(2 / 3, abs=1e-4)
    # The pair is won. Of the ranking, 3 against 1 ties once (half) and is won once.
    assert value["pairs.p_bad"] == pytest.approx(2.5 / 3, abs=1e-4)
    # Good texts: a2, a3 (flagged), c1, c2 and the right side of the pair.
    assert value["alarms.texts"] == pytest.approx(1 / 5)
    assert value["alarms.major"] == pytest.approx(1000 / 19, abs=1e-3)
    assert found.not_scorable == {"too_short": 1}
    assert found.documents == 2
    assert found.reliability is not None and found.reliability.texts == 3


def test_a_run_without_models_ranks_by_findings() -> None:
    rows = (
        Row("a", 1, ("Le le chat dort .",), bad=True),
        Row("b", 2, ("Le chat dort.",), bad=False),
    )
    fast = Config(tier="fast")
    answers = running.opinions(Checker(fast), Gold("g", rows), use_source=False)
    assert risks([answer[0] for answer in answers])[0] > risks([answer[0] for answer in answers])[1]


def test_predictions_hold_one_line_a_row(config: Config) -> None:
    lines = list(report.predictions(SET, _answers(config)))
    assert [line["id"] for line in lines] == [row.id for row in SET.rows]
    assert lines[0]["p_bad"] == 0.98
    assert lines[0]["spans"][0]["start"] == SET.rows[0].texts[0].index("zdort")
    assert lines[2]["p_bad"] == 0.0 and lines[2]["reason"] == "too_short"
    assert (lines[6]["p_bad"], lines[6]["reference"]["p_bad"]) == (0.98, 0.02)
    assert [one["p_bad"] for one in lines[7]["candidates"]] == [0.98, 0.02, 0.98]


def test_every_figure_has_a_title(config: Config) -> None:
    found = assess(SET, _answers(config), use_source=False, resamples=0)
    evaluation = report.Evaluation(1, "s", False, 0, 1, (found,))
    table = report.table(evaluation)
    assert "major or worse: AUROC" in table
    assert "1 too_short" in table
    assert json.loads(report.encoded(evaluation))["sets"][0]["rows"] == 8


ROWS = [
    {"id": "1", "target": "Le chat dort dort.", "label": "major", "score": 10, "doc": "d"},
    {"id": "2", "target": "Le chat dort.", "label": "ok", "score": 100, "doc": "d"},
    {"id": "3", "target": "Le chien court vite.", "label": "ok", "score": 90, "doc": "e"},
]


def _gold_file(folder: Path) -> Path:
    file = folder / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return file


def test_the_outputs_of_two_systems_are_two_documents(tmp_path: Path) -> None:
    rows = [
        {
            "target": text,
            "source": "The cat sleeps.",
            "doc": "d",
            "label": "ok",
            "meta": {"system": by},
        }
        for by, text in (("A", "Le chat dort."), ("B", "La chatte dort."))
    ]
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    config = Config(tier="fast", select=("CON103",))
    found = running.opinions(Checker(config), gold.read(file, config), use_source=True)
    assert [one.findings for (one,) in found] == [(), ()]
    for row in rows:
        del row["meta"]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = running.opinions(Checker(config), gold.read(file, config), use_source=True)
    assert any(one.findings for (one,) in found)


def test_the_command_prints_a_table_or_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", str(_gold_file(tmp_path)), "--tier", "fast", "--resamples", "10"]
    written = tmp_path / "predictions.jsonl"
    assert cli.invoke([*arguments, "--predictions", str(written)]) == 0
    assert "any error: AUROC" in capsys.readouterr().out
    assert [json.loads(line)["id"] for line in written.read_text().splitlines()] == ["1", "2", "3"]
    assert cli.invoke([*arguments, "--json", "--limit", "2"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["sets"][0]["rows"] == 2
    assert printed["resamples"] == 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.jsonl"], "no such file"),
        (["--measurements", "a", "--save-measurements", "b", "GOLD"], "cannot be combined"),
        (["--measurements", "missing.jsonl", "GOLD"], "missing.jsonl"),
        (["--predictions", "missing/p.jsonl", "--tier", "fast", "GOLD"], "cannot be written"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    file = str(_gold_file(tmp_path))
    assert cli.invoke(["evaluate", *(file if part == "GOLD" else part for part in arguments)]) == 2
    assert said in capsys.readouterr().err


def test_gold_with_a_mistake_stops_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _gold_file(tmp_path)
    broken = tmp_path / "z.jsonl"
    broken.write_text("{")
    assert cli.invoke(["evaluate", str(file), str(broken)]) == 2
    assert "z.jsonl:1" in capsys.readouterr().err
    assert gold.find([tmp_path]) == [file, broken]
