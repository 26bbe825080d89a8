"""The TOML file of a grammar model: which pairs and texts it learns from, how large it is, how long it learns."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from recipe import Count, Name, Natural, PairSource, Positive, Schedule, Share, Table, TextSource
from step import Figures, say, told

from checker.errors import ConfigProblem


class Planting(Table, frozen=True, kw_only=True):
    """How much is planted in what."""

    passes: Count = 2
    """How often each text is taken, spoilt anew each time."""
    good: Share = 0.5
    """Share of the texts that also stand unspoilt."""
    senses: Share = 0.28
    """Share of planted slips that are words in another sense, or other words: the second number learns from them."""
    held: Share = 0.05
    """Share of the texts that are kept for measuring, by a hash of each."""
    cap: Count = 30_000
    """Texts taken of one origin."""
    caps: dict[str, Count] = {}  # noqa: RUF012 - msgspec copies it
    """Others for some; 0 is not possible: leave the origin out of `pairs`."""
    without: tuple[str, ...] = ()
    """Origins that are measured on, so never learnt from."""


class Shape(Table, frozen=True, kw_only=True):
    """The network: how many of each it knows by name, and how wide it is."""

    forms: Count = 16_000
    lemmas: Count = 8_000
    endings: Count = 1_500
    width: Count = 160
    heads: Count = 5
    layers: Count = 4


class Learning(Schedule, frozen=True, kw_only=True):
    """How long and how fast; tokens of a batch are words, padded."""

    steps: Count
    learning_rate: Positive = 1.5e-3
    batch_tokens: Count = 4000
    warmup: Natural = 300
    hold: Share = 0.0
    weight_decay: Share = 0.01
    precision: Literal["bf16", "fp32"] = "fp32"
    """Of the weights: what is multiplied is bf16 all the same."""


class Grammar(Table, frozen=True, kw_only=True):
    """The whole file."""

    name: Name
    language: Name
    seed: Natural = 1
    pairs: tuple[PairSource, ...] = ()
    """With the language that is learnt second."""
    texts: tuple[TextSource, ...] = ()
    planting: Planting = Planting()
    shape: Shape = Shape()
    learning: Learning
    at: str = "."

    def path(self, named: str) -> Path:
        """A path of the file, seen from where the command runs."""
        return Path(self.at) / named


def load(path: Path) -> Grammar:
    """The settings in `path`. Raises ConfigProblem, which names the key and what is wrong with it."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Grammar)
    except (OSError, ValueError) as error:
        raise ConfigProblem(f"{path}: {error}", "grammar/settings.py explains every key.") from None
    return msgspec.structs.replace(found, at=str(path.parent))


def command(run: Callable[[Grammar, Path], Figures]) -> None:
    """The command line of one step: `python -m grammar.STEP GRAMMAR.toml --folder FOLDER`, in this folder."""
    arguments = argparse.ArgumentParser(description=run.__doc__)
    arguments.add_argument("settings", type=Path, help="the TOML file that describes the model")
    arguments.add_argument("--folder", type=Path, required=True, help="where the run lives")
    given = arguments.parse_args()
    with told():
        for key, value in run(load(given.settings), given.folder).items():
            say(f"  {key}: {value}")
