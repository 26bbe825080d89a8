"""Recipes: those of the project load, and whatever is wrong with one is said with its place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from quality.settings import load as load_quality
from recipe import load

from checker.errors import ConfigProblem
from tests.models.train.conftest import RECIPES

GOOD = """
name = "xx"
languages = ["fr", "en"]
[[pairs]]
name = "a"
path = "a.tsv"
licence = "CC0"
"""


@pytest.mark.parametrize(
    ("name", "directions", "prefixes"),
    [
        ("fr-en", ("fr-en", "en-fr"), (">>en<<", ">>fr<<")),
        ("de-en", ("de-en",), ()),
        ("toy", ("fr-en", "en-fr"), (">>en<<", ">>fr<<")),
    ],
)
def test_the_projects_own_load(
    name: str, directions: tuple[str, ...], prefixes: tuple[str, ...]
) -> None:
    path = RECIPES / f"{name}.toml"
    recipe = load(path)
    assert recipe.name == path.stem
    assert recipe.directions == directions
    assert recipe.prefixes == prefixes


def test_the_second_pair_has_the_shape_of_its_parent() -> None:
    recipe = load(RECIPES / "de-en.toml")
    setting = recipe.translation
    assert setting and setting.init
    parent = json.loads((recipe.path(setting.init) / "config.json").read_text("utf-8"))
    shape = (
        "d_model",
        "encoder_layers",
        "decoder_layers",
        "encoder_attention_heads",
        "encoder_ffn_dim",
    )
    own = (
        setting.width,
        setting.encoder_layers,
        setting.decoder_layers,
        setting.heads,
        setting.feed_forward,
    )
    assert tuple(parent[key] for key in shape) == own


def test_the_estimators_own_loads() -> None:
    setting = load_quality(RECIPES / "quality.toml")
    names = {one.name for one in setting.judgements}
    assert names <= setting.mixture.keys(), "judgements that nothing learns from"
    assert all(one.licence for one in setting.judgements)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("colour = 1", "colour"),
        ('[translation]\nsteps = "many"', r"translation\.steps"),
        ("[translation]\nsteps = 5\nwidth = 30", "multiple"),
        ('[translation]\nsteps = 5\ndirections = ["fr-de"]', "fr-de"),
        (
            '[translation]\nsteps = 5\n[guided-alignment]\naligner = "identical"\nlayer = 3',
            "layer 3",
        ),
        ('[language-model]\nlanguage = "de"\nsteps = 5', "de"),
        ('[[texts]]\nname = "a"\nlanguage = "fr"\npath = "t"\nlicence = "CC0"', "two corpora"),
        ('[[pairs]]\nname = "b"\nlicence = "CC0"', "either"),
        ('[[pairs]]\nname = "b"\npath = "b"\nlicence = "CC0"\ncolumns = ["de", "fr"]', "columns"),
        ('[[pairs]]\nname = "../b"\npath = "b"\nlicence = "CC0"', "name"),
        ("[vocabulary]\npieces = 100000", "pieces"),
        ("[[", "TOML|Invalid|Expected"),
    ],
)
def test_faults_are_named(more: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(GOOD + more, encoding="utf-8")
    with pytest.raises(ConfigProblem, match=said) as caught:
        load(tmp_path / "r.toml")
    assert str(tmp_path / "r.toml") in caught.value.message


def test_one_direction_has_no_prefix(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(
        GOOD + '[translation]\nsteps = 5\ndirections = ["en-fr"]', encoding="utf-8"
    )
    recipe = load(tmp_path / "r.toml")
    assert (recipe.directions, recipe.prefixes) == (("en-fr",), ())


def test_commands_say_what_is_missing_and_leave_with_2(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(GOOD, encoding="utf-8")
    for step, said in (("collect", "a.tsv: no such file"), ("clean", "collect.py")):
        result = subprocess.run(
            [sys.executable, RECIPES / f"{step}.py", "r.toml", "--folder", "out"],
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            check=False,
        )
        assert result.returncode == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr
