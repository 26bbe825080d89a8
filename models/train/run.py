"""The whole recipe: every step in order, none of them twice.

    python models/train/run.py RECIPE.toml [--folder FOLDER] [--minutes 60]

A step whose settings and predecessors are as they were is not run again; what was stopped goes on where it was.
`--minutes` is for each of the two trainings.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from recipe import Recipe, load
from step import Limits, folder_of, logged, parser, replaced, say, told


class Stage(NamedTuple):
    """A step by the name of its module, those that it needs, and the settings that change what it does."""

    name: str
    after: tuple[str, ...]
    reads: tuple[str, ...]


STAGES = (
    Stage("collect", (), ("languages", "pairs", "texts", "translation.directions")),
    Stage(
        "clean", ("collect",), ("cleaning", "seed", "evaluation.pairs", "evaluation.minimal_pairs")
    ),
    Stage("distil", ("clean",), ("synthetic",)),
    Stage(
        "vocabulary", ("clean",), ("vocabulary", "language_model.language", "language_model.pieces")
    ),
    Stage("align_words", ("clean",), ("guided_alignment.aligner",)),
    Stage("encode", ("distil", "vocabulary", "align_words"), ("translation.longest",)),
    Stage("train_translation", ("encode",), ("translation", "guided_alignment")),
    Stage("train_language_model", ("encode",), ("language_model",)),
    Stage("average", ("train_translation", "train_language_model"), ()),
    Stage("export", ("average",), ("name", "export")),
    Stage("measure", ("export",), ("evaluation",)),
    Stage("quantisation", ("export",), ("evaluation",)),
    Stage("card", ("measure", "quantisation"), ("cost", "licence", "faults")),
)


def run(recipe: Recipe, folder: Path, limits: Limits | None = None) -> list[str]:
    """Runs what is not done yet; returns the names of the steps that ran. Raises Unfinished where `limits` end it."""
    path = folder / "done.json"
    done: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    keys = _keys(recipe)
    ran = []
    for stage in STAGES:
        if done.get(stage.name) == keys[stage.name]:
            continue
        module = importlib.import_module(stage.name)
        work = module.run
        if stage.name.startswith("train_"):
            work = functools.partial(work, limits=limits)
        logged(stage.name, work, recipe, folder)
        done[stage.name] = keys[stage.name]
        with replaced(path) as file:
            json.dump(done, file, indent=2)
        ran.append(stage.name)
    return ran


def _keys(recipe: Recipe) -> dict[str, str]:
    """What stands for all that a step depends on, by its name."""
    out: dict[str, str] = {}
    for stage in STAGES:
        settings = [msgspec.to_builtins(_setting(recipe, name)) for name in stage.reads]
        sizes = _sizes(recipe) if stage.name == "collect" else []
        text = json.dumps([stage.name, settings, sizes, [out[name] for name in stage.after]])
        out[stage.name] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return out


def _setting(recipe: Recipe, name: str) -> Any:
    value: Any = recipe
    for part in name.split("."):
        value = getattr(value, part, None)
    return value


def _sizes(recipe: Recipe) -> list[int]:
    """Sizes of the corpora on disk: a longer one is another one."""
    named = [source.path for source in recipe.pairs if source.path]
    named += [source.path for source in recipe.texts]
    return [path.stat().st_size for path in map(recipe.path, named) if path.is_file()]


def main() -> None:
    """The command line."""
    given = parser((__doc__ or "").splitlines()[0], stoppable=True).parse_args()
    with told():
        recipe = load(given.recipe)
        folder = folder_of(recipe, given.folder)
        ran = run(recipe, folder, Limits(given.minutes))
        if not ran:
            say(f"nothing to do: {os.path.relpath(folder)} is complete")
        say(f"models: {os.path.relpath(folder / 'models')}")


if __name__ == "__main__":
    main()
