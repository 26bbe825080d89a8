"""One recipe from corpora to cards: what it leaves loads in the checker's engines, and `checker check` runs with it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import alignment_head
import card
import export
import measure
import msgspec
import pytest
import quantisation
import run
import step
from corpus import read_pairs
from recipe import Cost, Export, Recipe
from safetensors import safe_open
from step import Limits

from checker.cli import invoke
from checker.config import Config
from checker.errors import BadInput
from tests.models.processor import EXACT, SLACK
from tests.models.train.conftest import RECIPES


def figures(folder: Path, name: str) -> dict[str, Any]:
    return step.last(folder, name)


def test_both_networks_learn(finished: Path) -> None:
    """Untrained networks would need 5 nats a piece and over 1,000 words to choose from."""
    found = figures(finished, "measure")
    assert all(found[direction]["nats a piece"] < 3 for direction in ("fr-en", "en-fr"))
    assert found["minimal pairs"]["accuracy"] > 0.8
    assert found["held-out text"]["perplexity a word"] < 100


def test_models_are_half_precision_safetensors_and_nothing_else(finished: Path) -> None:
    models = finished / "models"
    assert sorted(path.name for path in (models / "toy").iterdir()) == [
        "README.md",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "source.spm",
        "target.spm",
        "tokenizer_config.json",
        "vocab.json",
    ]
    for name in ("toy", "fr-lm"):
        with safe_open(models / name / "model.safetensors", "pt") as file:
            assert {file.get_tensor(key).dtype.itemsize for key in file.keys()} == {2}  # noqa: SIM118
    config = json.loads((models / "toy/config.json").read_text("utf-8"))
    assert (config["checker_alignment_layer"], config["checker_alignment_heads"]) == (0, 1)
    config = json.loads((models / "fr-lm/config.json").read_text("utf-8"))
    assert config["checker_sentence_separator"] == "</s>"


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_models_load_in_the_checkers_engines(engine: Any, finished: Path, cache_dir: Path) -> None:
    config = Config(engine=engine, beam=1, threads=1)
    pairs = [pair.sides for pair in read_pairs(finished / "clean/held-out.tsv")][:8]
    translation = measure.translation_engine(finished / "models/toy", config)
    right = translation.score(pairs, "fr", "en")
    wrong = translation.score(
        [
            (french, english)
            for (french, _), (_, english) in zip(pairs, pairs[1:] + pairs[:1], strict=True)
        ],
        "fr",
        "en",
    )
    assert sum(score.mean for score in right) > sum(score.mean for score in wrong)
    assert all(
        one.text for one in translation.translate([french for french, _ in pairs[:2]], "fr", "en")
    )
    model = measure.language_engine(finished / "models/fr-lm", config)
    (good, bad) = model.score([((), "Le chat regarde la rue."), ((), "rue la chat Le regarde.")])
    assert good.mean > bad.mean


def test_checker_runs_with_them(
    finished: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "Le chat regarde la rue. Cette femme aime le jardin de Riga.\n"
    (tmp_path / "article.fr.txt").write_text(text, encoding="utf-8")
    models = finished / "models"
    arguments = [
        f"--back-model={models / 'toy'}",
        f"--forward-model={models / 'toy'}",
        f"--language-model={models / 'fr-lm'}",
        "--beam=1",
        "--select=ACC1,FLU1",
    ]
    code = invoke(["check", "article.fr.txt", "--format=json", "--fail-on=never", *arguments])
    said = capsys.readouterr()
    assert code == 0, said.err
    report = json.loads(said.out)
    (document,) = report["documents"]
    assert [segment["text"] for segment in document["segments"]] == [
        "Le chat regarde la rue.",
        "Cette femme aime le jardin de Riga.",
    ]
    assert all(segment["back"] for segment in document["segments"])
    assert "ctranslate2" in report["tool"]["signature"]


def test_the_guided_head_finds_its_anchors(finished: Path, toy_recipe: Recipe) -> None:
    found = figures(finished, "measure")
    assert all(found[d]["anchors"] >= 5 for d in toy_recipe.directions)
    assert all(found[d]["alignment error"] < 0.2 for d in toy_recipe.directions)


def test_a_head_is_moved_and_nothing_else_changes(
    finished: Path, tmp_path: Path, cache_dir: Path
) -> None:
    shutil.copytree(finished / "models/toy", tmp_path / "moved")
    pairs = [pair.sides for pair in read_pairs(finished / "clean/held-out.tsv")][:10]
    # Head 0 was taught; it stands second once it is moved, and is then found again.
    alignment_head.move_to_front(tmp_path / "moved", 0, 1)
    config = Config(engine="transformers", beam=1, threads=1)
    engines = [
        measure.translation_engine(f, config) for f in (finished / "models/toy", tmp_path / "moved")
    ]
    one, other = (engine.score(pairs, "fr", "en") for engine in engines)
    assert [score.mean for score in one] == pytest.approx([s.mean for s in other], abs=1e-3)
    error, anchors = measure.alignment_error(engines[1], pairs, "fr-en")
    assert anchors >= 5
    assert error > 0.3  # the head that stands first now was taught nothing
    found = alignment_head.choose(tmp_path / "moved", pairs, ("fr-en", "en-fr"))
    assert (found["layer"], found["head"]) == (0, 1)
    assert alignment_head.choose(tmp_path / "moved", [("a b", "c d")], ("fr-en",)) == {"anchors": 0}


def test_eight_bits_are_measured_against_thirty_two(finished: Path, toy_recipe: Recipe) -> None:
    found = figures(finished, "quantisation")
    for direction in toy_recipe.directions:
        row = found[direction]
        assert {"BLEU", "chrF"} <= row["int8"].keys() & row["fp32"].keys()
        assert 0 <= row["same translations"] <= 1
        assert 0 < row["nats apart, a piece"] <= row["nats apart, largest"] < SLACK
    row = found["language model"]
    assert row["int8"]["engine"].endswith("int8_float32")
    assert row["fp32"]["engine"].endswith("float32")
    assert quantisation.apart([], [])["nats apart, largest"] is None


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_in_eight_bits_both_models_are_half_the_size_and_say_the_same(
    engine: Any, finished: Path, toy_recipe: Recipe, tmp_path: Path, cache_dir: Path
) -> None:
    for name in ("translation", "language-model", "vocabulary"):
        shutil.copytree(finished / name, tmp_path / name)
    setting = Export(bits=8)
    export.run(msgspec.structs.replace(toy_recipe, export=setting), tmp_path)
    for name in ("toy", "fr-lm"):
        usual, half = (
            (folder / f"models/{name}/model.safetensors").stat().st_size
            for folder in (finished, tmp_path)
        )
        assert half < 0.8 * usual
    config = Config(engine=engine, beam=2, threads=1)
    pairs = [pair.sides for pair in read_pairs(finished / "clean/held-out.tsv")][:8]
    texts = [french for french, _ in pairs]
    one, other = (
        measure.translation_engine(folder / "models/toy", config) for folder in (finished, tmp_path)
    )
    scores = [engine.score(pairs, "fr", "en") for engine in (one, other)]
    found = quantisation.apart(*scores)
    assert found["nats apart, a piece"] < 0.1 * SLACK
    alike = zip(*(m.translate(texts, "fr", "en") for m in (one, other)), strict=True)
    assert any(
        a.text == b.text for a, b in alike
    )  # a network of 120 steps is unsure of all it writes


def test_cards_say_what_the_log_says(finished: Path, toy_recipe: Recipe) -> None:
    text = (finished / "models/toy/README.md").read_text("utf-8")
    for direction in toy_recipe.directions:
        row = figures(finished, "measure")[direction]
        assert f"| {direction} | 12 | {row['BLEU']} | {row['chrF']} |" in text
    assert "| grammar | 720 | Apache-2.0 |" in text
    assert "held out 40" in text
    assert f"* {toy_recipe.faults[0]}\n" in text
    assert f"{figures(finished, 'card')['grams of CO2']} g CO2" in text
    other = (finished / "models/fr-lm/README.md").read_text("utf-8")
    assert str(figures(finished, "measure")["minimal pairs"]["accuracy"]) in other
    for page in (text, other):
        assert "None" not in page
        tables = re.findall(r"(?:^\|.*\n)+", page, flags=re.M)
        for table in tables:
            rows = [re.sub(r"\\\|", "", line).count("|") for line in table.splitlines()]
            assert len(set(rows)) == 1, table


def test_cost_is_hours_times_watts_times_what_cooling_adds() -> None:
    lines = [
        {"core_seconds": 7200, "seconds": 9000, "figures": {}},
        {"core_seconds": 0, "seconds": 3600, "figures": {"device": "cuda"}},
    ]
    setting = Cost(watts_per_core=10, watts_per_gpu=500, pue=2, grams_per_kwh=100)
    assert card.cost(lines, setting) == {
        "core hours": 2.0,
        "GPU hours": 1.0,
        "kWh": 1.04,
        "grams of CO2": 104.0,
    }


def test_nothing_runs_twice_and_a_change_runs_what_depends_on_it(
    finished: Path, toy_recipe: Recipe, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    assert run.run(toy_recipe, folder) == []
    dearer = msgspec.structs.replace(toy_recipe, cost=Cost(grams_per_kwh=1.0))
    assert run.run(dearer, folder) == ["card"]
    longer = msgspec.structs.replace(toy_recipe.translation, steps=130)
    with pytest.raises(step.Unfinished):
        run.run(msgspec.structs.replace(dearer, translation=longer), folder, Limits(steps=1))
    assert step.log(folder)[-1]["figures"]["steps"] == 121


def test_one_direction_without_guidance_and_without_a_language_model(
    toy_recipe: Recipe, tmp_path: Path, cache_dir: Path
) -> None:
    replace = msgspec.structs.replace
    narrow = replace(toy_recipe.translation, directions=("fr-en",), steps=30, checkpoint=30)
    one = replace(
        toy_recipe, translation=narrow, guided_alignment=None, language_model=None, texts=()
    )
    run.run(one, tmp_path)
    out = tmp_path / "models/toy"
    assert not [
        name for name in json.loads((out / "vocab.json").read_text("utf-8")) if ">>" in name
    ]
    found = step.last(tmp_path, "measure")
    assert list(found) == ["fr-en"]
    assert found["fr-en"]["nats a piece"] < 5
    head = step.last(tmp_path, "export")["alignment head"]
    assert head["anchors"] == found["fr-en"]["anchors"] > 0
    near = 0.002 if EXACT else 0.3
    assert head["right"]["fr-en"] == pytest.approx(1 - found["fr-en"]["alignment error"], abs=near)
    assert json.loads((out / "config.json").read_text("utf-8"))["checker_alignment_heads"] == 1
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["toy"]
    assert "fr-en" in (out / "README.md").read_text("utf-8")


def test_steps_stand_in_the_makefile_and_on_the_page() -> None:
    names = [stage.name for stage in run.STAGES]
    makefile = (RECIPES / "Makefile").read_text("utf-8").replace("\\\n", "")
    assert re.findall(r"^STEPS := (.*)", makefile)[0].split() == names
    page = (RECIPES / "README.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \| .* \| .* \|$", page, flags=re.M) == names
    for at, stage in enumerate(run.STAGES):
        assert set(stage.after) <= set(names[:at])
        assert f'command("{stage.name}", run' in (RECIPES / f"{stage.name}.py").read_text("utf-8")


def test_a_step_that_fails_is_in_the_log_with_its_cost(toy_recipe: Recipe, tmp_path: Path) -> None:
    def fails(_recipe: Recipe, _folder: Path) -> dict[str, Any]:
        raise BadInput("no")

    with pytest.raises(BadInput):
        step.logged("clean", fails, toy_recipe, tmp_path)
    (line,) = step.log(tmp_path)
    assert (line["step"], line["figures"]) == ("clean", {})
    assert step.last(tmp_path, "clean") == {}


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("old")
    with pytest.raises(ZeroDivisionError), step.replaced(tmp_path / "f") as file:
        file.write("half")
        raise ZeroDivisionError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("f", "old")]
