"""The recipe's modules, its toy corpus, and one whole small run that several tests look at."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

RECIPES = Path(__file__).parents[3] / "models/train"
sys.path.append(str(RECIPES))  # the steps are scripts, in no package

import toy  # noqa: E402
from recipe import Recipe, load  # noqa: E402


@pytest.fixture(scope="session")
def toy_recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    """toy.toml on the toy corpus, with networks that are smaller still."""
    folder = tmp_path_factory.mktemp("toy")
    toy.write(folder / "build/toy")
    here = folder / "models/train"
    here.mkdir(parents=True)
    (here / "toy.toml").write_text((RECIPES / "toy.toml").read_text("utf-8"), encoding="utf-8")
    recipe = load(here / "toy.toml")
    replace = msgspec.structs.replace
    assert recipe.translation
    assert recipe.language_model
    return replace(
        recipe,
        translation=replace(
            recipe.translation,
            width=32,
            encoder_layers=1,
            decoder_layers=1,
            feed_forward=64,
            steps=120,
            checkpoint=60,
            curriculum=((20, 24),),
            warmup=20,
            ema=0.9,
        ),
        guided_alignment=replace(recipe.guided_alignment, layer=0, weight=0.5),
        language_model=replace(recipe.language_model, layers=1, steps=40, checkpoint=20),
        evaluation=replace(
            recipe.evaluation, sentences=12, minimal_pairs="../../build/toy/minimal.tsv"
        ),
    )


@pytest.fixture(scope="session")
def finished(toy_recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that went through; not to be changed."""
    import os

    import run

    folder = tmp_path_factory.mktemp("run")
    before = os.environ.get("CHECKER_CACHE_DIR")
    os.environ["CHECKER_CACHE_DIR"] = str(folder / "cache")
    try:
        assert run.run(toy_recipe, folder) == [stage.name for stage in run.STAGES]
    finally:
        if before is None:
            del os.environ["CHECKER_CACHE_DIR"]
        else:
            os.environ["CHECKER_CACHE_DIR"] = before
    return folder
