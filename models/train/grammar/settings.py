"""The TOML file of a grammar model: which pairs and texts it learns from, how large it is, how long it learns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from package import Settings, read, run_step
from recipe import Count, Name, Natural, Positive, Schedule, Share, Table
from step import Figures


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


class Grammar(Settings, frozen=True, kw_only=True):
    """The whole file."""

    language: Name
    planting: Planting = Planting()
    shape: Shape = Shape()
    learning: Learning


def load(path: Path) -> Grammar:
    """The settings in `path`. Raises ConfigProblem."""
    return read(path, Grammar, "grammar")


def command(run: Callable[[Grammar, Path], Figures]) -> None:
    """The command line of one step: `python -m grammar.STEP GRAMMAR.toml --folder FOLDER`, in this folder."""
    run_step(run, load)
