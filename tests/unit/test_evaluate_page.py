"""The page of the benchmark: written from a small set without models, twice alike, and not at all without sets."""

from __future__ import annotations

import importlib
import json
import lzma
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from checker.calibration.model import Calibration
from checker.calibration.stored import decode, load
from checker.config import Config
from checker.evaluate.gold import Gold, Row
from checker.evidence import Engines
from checker.types import Case, Measurements, Translation
from tests.unit.toy_checker import MODELS, Toy, calibration_file

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def evaluation(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("evaluation")


class _Engine:
    """Says that a text is the less probable the longer it is, and that nothing is longer than itself."""

    signature = MODELS

    def translate(self, texts: list[str], source_lang: str, target_lang: str) -> list[Translation]:
        return [Translation(f"{text} {target_lang}") for text in texts]

    def score(
        self, pairs: list[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[object]:
        class Score:
            def __init__(self, mean: float) -> None:
                self.mean = mean

        return [Score(-abs(len(a) - len(b))) for a, b in pairs]


def _engines() -> Engines:
    engine: Any = _Engine()
    return Engines(engine, engine, engine, "fr", "en")


def _sets(folder: Path) -> Path:
    rng = np.random.default_rng(5)
    rows = []
    for number in range(60):
        bad = number % 3 == 0
        length = int(rng.integers(3, 9))
        rows.append(
            {
                "id": str(number),
                "lang_tgt": "fr",
                "source": "some words " * length,
                "target": " ".join(["mot"] * length + ["zut" if bad else "bon"]),
                "label": "major" if bad else "ok",
                "score": 50.0 if bad else 100.0 - number / 10,
                "doc": str(number // 6),
            }
        )
    for name, lines in (
        ("wmt22_chat_mqm/into_fr.dev", rows),
        ("wmt22_chat_mqm/into_en.dev", [{**row, "lang_tgt": "en"} for row in rows]),
        ("clean/some", [{"target": "Tout va bien ici.", "label": "human_reference"}] * 3),
        ("qfrblimp/dev", [
            {"target": "Il zest là.", "reference": "Il est là.", "label": "minimal_pair(target=bad)"}
        ] * 3),
    ):  # fmt: skip
        file = folder / f"{name}.jsonl.xz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(lzma.compress("\n".join(map(json.dumps, lines)).encode()))
    return folder


def _run(
    evaluation: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path, *more: str
) -> tuple[int, str]:
    monkeypatch.setattr(evaluation, "Live", lambda _config, **_how: Toy(_engines()))
    output = folder / "out" / "evaluation.md"
    arguments = ["evaluation.py", "--output", str(output), "--resamples", "20", *more]
    arguments += ["--calibration", calibration_file(folder)]
    monkeypatch.setattr(sys, "argv", arguments)
    code = evaluation.main()
    return code, output.read_text(encoding="utf-8") if output.is_file() else ""


def test_the_page(evaluation: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data, kept = str(_sets(tmp_path / "data")), str(tmp_path / "kept")
    arguments = ("--data", data, "--measurements-dir", kept)
    code, page = _run(evaluation, monkeypatch, tmp_path, *arguments)
    assert code == 0
    for title in ("wmt22_chat_mqm/into_fr.dev", "clean/some", "qfrblimp/dev"):
        assert f"### {title}\n" in page
    assert "into_en" not in page
    rows = [
        line
        for line in page.splitlines()
        if line.startswith("| wmt22_chat_mqm/into_fr.dev | AUROC major+")
    ]
    assert len(rows) == 1
    assert "1.000 [1.00, 1.00] (1.000)" in rows[0]
    assert "NMTScore direct" in page
    assert "the default gate finds 100.0 % of the texts with a major error" in page
    assert "clean/some, written by people: 0.0 % of the texts" in page
    assert "Calibration “toy”, fitted on none." in page
    assert "It never saw clean/some, qfrblimp/dev, wmt22_chat_mqm/into_fr.dev." in page
    drawn = [
        tmp_path / "out" / "images" / f"{name}.svg" for name in ("reliability", "precision-recall")
    ]
    pictures = [file.read_bytes() for file in drawn]
    for picture in pictures:
        assert ElementTree.fromstring(picture).tag.endswith("svg")
        assert len(picture) < 60_000

    # A second run loads nothing and writes the same, byte by byte.
    class Untouchable(Toy):
        def measure(self, *_: object) -> list[Case]:
            pytest.fail("something was measured")

        @property
        def engines(self) -> object:
            pytest.fail("a model was loaded")

        @engines.setter
        def engines(self, _engines: object) -> None: ...

    monkeypatch.setattr(evaluation, "Live", lambda _config, **_how: Untouchable())
    again = evaluation.main()
    assert (again, (tmp_path / "out" / "evaluation.md").read_text(encoding="utf-8")) == (0, page)
    assert [file.read_bytes() for file in drawn] == pictures


def test_no_document_is_judged_by_a_calibration_that_saw_it(
    evaluation: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data, name = _sets(tmp_path / "data"), "wmt22_chat_mqm/into_fr.dev"
    shipped = json.loads(Path(calibration_file(tmp_path)).read_text())
    fitted: list[set[str]] = []

    def fit(sets: list[Any], *, name: str, models: str, config: Config) -> Calibration:
        fitted.append({row.doc for one in sets for row in one.gold.rows})
        return decode(json.dumps(shipped | {"name": name}).encode(), name)

    judged: list[tuple[str, set[str]]] = []
    really = Calibration.judged

    def watched(calibration: Calibration, cases: Any, precision: Any) -> Any:
        docs = {str(int(one.segment.block.id or "0") // 6) for one in cases}
        if "/fold" in calibration.name:
            judged.append((calibration.name, docs))
        return really(calibration, cases, precision)

    monkeypatch.setattr(evaluation.held_out, "calibrate", fit)
    monkeypatch.setattr(Calibration, "judged", watched)
    monkeypatch.setattr(evaluation.held_out, "fitted_on", lambda _one, which: which == name)
    monkeypatch.setattr(evaluation.page, "fitted_on", lambda _one, which: which == name)
    arguments = ("--data", str(data), "--measurements-dir", str(tmp_path / "kept"))
    _code, page = _run(evaluation, monkeypatch, tmp_path, *arguments, "--cross-validate")
    assert "judged here by 5 calibrations" in page
    assert "It never saw clean/some, qfrblimp/dev." in page
    everything = {str(number) for number in range(10)}
    assert len(fitted) == 5
    assert set().union(*(docs for _name, docs in judged)) == everything
    for used, docs in judged:
        assert not docs & fitted[int(used[-1])]


def test_sets_of_one_origin_are_left_out_together(evaluation: ModuleType) -> None:
    def gold(name: str, doc: str) -> Gold:
        return Gold(name, (Row("1", 1, ("text",), doc=doc),))

    sets = [gold("chat/fr", "a"), gold("news/fr", "b"), gold("chat/de", "c")]
    places = evaluation.held_out.families(sets)
    assert places["a"] == places["c"] != places["b"]


def test_the_page_says_what_is_left_without_sets_of_the_same_origin(
    evaluation: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data, names = _sets(tmp_path / "data"), ("wmt22_chat_mqm/into_fr.dev", "clean/some")
    shipped = json.loads(Path(calibration_file(tmp_path)).read_text())
    fitted: list[set[str]] = []

    def fit(sets: list[Any], *, name: str, models: str, config: Config) -> Calibration:
        fitted.append({one.gold.name.split("/")[0] for one in sets if one.gold.rows})
        return decode(json.dumps(shipped | {"name": name}).encode(), name)

    monkeypatch.setattr(evaluation.held_out, "calibrate", fit)
    monkeypatch.setattr(evaluation.held_out, "fitted_on", lambda _one, which: which in names)
    monkeypatch.setattr(evaluation.page, "fitted_on", lambda _one, which: which in names)
    arguments = ("--data", str(data), "--measurements-dir", str(tmp_path / "kept"))
    _code, page = _run(
        evaluation, monkeypatch, tmp_path, *arguments, "--cross-validate", "--leave-one-set-out"
    )
    assert "## A set left out whole" in page
    assert {"clean"} in fitted
    assert {"wmt22_chat_mqm"} in fitted


def test_the_calibrations_of_all_folds_speak_on_one_scale(
    evaluation: ModuleType, tmp_path: Path
) -> None:
    shipped = load(Config(calibration=calibration_file(tmp_path)), MODELS).without_source
    other = {
        name: replace(model, intercept=model.intercept - 3.0)
        for name, model in shipped.models.items()
    }
    rng = np.random.default_rng(3)
    texts = [
        Measurements({}, {name: tuple(rng.normal(size=4)) for name in ("back.logprob", "rarity")})
        for _ in range(5)
    ]
    found = evaluation.held_out._levelled(replace(shipped, models=other), shipped, texts)
    assert found.limits == shipped.limits
    for name, model in found.models.items():
        assert model.intercept == pytest.approx(shipped.models[name].intercept)
        assert model.curve == shipped.models[name].curve


def test_people_are_named_only_for_what_was_measured(evaluation: ModuleType) -> None:
    block = evaluation.page.Block("biomqm/into_fr.mt.dev", {}, {})
    assert block.people("kendall") == 0.345
    assert block.people("spearman") is None
    assert (
        evaluation.page.Block("biomqm/into_fr.human_reference.dev", {}, {}).people("kendall")
        is None
    )


def test_nmtscore_is_one_for_a_copy(evaluation: ModuleType) -> None:
    toy = _engines()
    copy, other = evaluation.rivals.direct(toy, [("abc", "abc"), ("abc", "abcde")])
    assert copy == -1.0
    # exp(-2) each way, against exp(0) of copying.
    assert other == pytest.approx(-np.exp(-2), abs=1e-5)
    plain = evaluation.rivals.direct(toy, [("abc", "abcde")], normalised=False)
    assert plain == [pytest.approx(-np.exp(-2), abs=1e-5)]
    copy, other = evaluation.rivals.cross(toy, [("abc", "abc"), ("abc", "abcde")])
    assert copy == -1.0
    # A translation is three characters longer: |3 - 8| against |5 - 8|, and |5 - 6| against |3 - 6|.
    assert other == pytest.approx(-(np.exp(-5 + 3) + np.exp(-1 + 3)) / 2, abs=1e-5)


def test_without_sets_nothing_is_written(tmp_path: Path) -> None:
    output = tmp_path / "evaluation.md"
    script = str(BENCHMARKS / "evaluation.py")
    done = subprocess.run(
        [sys.executable, script, "--data", str(tmp_path / "none"), "--output", str(output)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Nothing was written" in done.stderr
    assert not output.exists()


def test_the_toy_calibration_is_one(tmp_path: Path) -> None:
    assert load(Config(calibration=calibration_file(tmp_path)), MODELS).name == "toy"


def test_folds_keep_documents_whole_and_alike_in_size(evaluation: ModuleType) -> None:
    def gold(name: str, docs: list[str]) -> Gold:
        return Gold(name, tuple(Row(str(i), i, ("text",), doc=d) for i, d in enumerate(docs)))

    one, other = gold("a", [*"aaaabbbbccccddddeeeeffff"]), gold("b", [*"fghijklmno"])
    places = evaluation.held_out.folds([one, other])
    assert set(places) == set("abcdefghijklmno")
    assert len({places[name] for name in "abcde"}) == 5
    sizes = [sum(places[row.doc] == fold for row in other.rows) for fold in range(5)]
    assert sizes == [2] * 5
