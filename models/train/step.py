"""What every step shares: its command line, the folder of a run, and the log that the model card is made from.

A step is a function `(recipe, folder) -> figures`. `command` runs it, times it, and adds one line to `log.jsonl`.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recipe import Recipe, load

from checker.errors import BadInput, CheckerError

Figures = dict[str, Any]
Step = Callable[[Recipe, Path], Figures]


class Unfinished(Exception):
    """A step stopped where it was told to; started again, it goes on from there."""

    def __init__(self, message: str, figures: Figures) -> None:
        super().__init__(message)
        self.figures = figures


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a training is done in one go; the next go takes it up from there."""

    minutes: float | None = None
    steps: int | None = None


def command(name: str, run: Callable[..., Figures], *, stoppable: bool = False) -> None:
    """The command line of one step: `python models/train/NAME.py RECIPE.toml [--folder FOLDER]`.

    A stoppable one takes `--minutes` and its function `Limits`. Exits with 2 on an error.
    """
    given = parser(f"Runs the step `{name}` of a recipe.", stoppable=stoppable).parse_args()
    with told():
        recipe = load(given.recipe)
        if stoppable:
            run = functools.partial(run, limits=Limits(given.minutes))
        logged(name, run, recipe, folder_of(recipe, given.folder))


def parser(description: str, *, stoppable: bool) -> argparse.ArgumentParser:
    """Arguments that all steps take."""
    out = argparse.ArgumentParser(description=description)
    out.add_argument("recipe", type=Path, help="the TOML file that describes the pair")
    out.add_argument("--folder", type=Path, help="where the run lives (default: build/train/NAME)")
    if stoppable:
        out.add_argument("--minutes", type=float, help="stop after so long; run again to go on")
    return out


def folder_of(recipe: Recipe, named: Path | None) -> Path:
    """The folder of a run, made where it does not exist: of the project's build folder unless it is named."""
    folder = named or Path(__file__).resolve().parents[2] / "build/train" / recipe.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class told:  # noqa: N801 - reads as a verb: with told(): ...
    """Errors that a person can act on, in words and with exit code 2; a step that stopped in time exits with 0."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, Unfinished):
            say(str(error))
            return True
        if isinstance(error, CheckerError):
            say(f"error: {error.message}" + (f"\n{error.hint}" if error.hint else ""))
            sys.exit(error.exit_code)
        return False


def say(text: str) -> None:
    """Progress and results, for the person who waits."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def logged(name: str, run: Step, recipe: Recipe, folder: Path) -> Figures:
    """Runs a step and writes down what it found and what it cost, even where it did not finish."""
    say(f"{name} ...")
    wall, spent = time.time(), _processor_seconds()
    figures: Figures = {}
    try:
        figures = run(recipe, folder)
    except Unfinished as stop:
        figures = stop.figures
        raise
    finally:
        line = {
            "step": name,
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(wall)),
            "seconds": round(time.time() - wall, 1),
            "core_seconds": round(_processor_seconds() - spent, 1),
            "figures": figures,
        }
        with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    for key, value in figures.items():
        say(f"  {key}: {value}")
    return figures


def _processor_seconds() -> float:
    return sum(os.times()[:4])  # of this process and of those that it waited for


def log(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's log, oldest first; none before the first step."""
    path = folder / "log.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def last(folder: Path, name: str) -> Figures:
    """What the latest complete run of a step found; nothing where it never ran."""
    found = [line["figures"] for line in log(folder) if line["step"] == name and line["figures"]]
    return found[-1] if found else {}


def need(path: Path, step: str) -> Path:
    """A file that an earlier step wrote. Raises BadInput, whose hint is that step's command."""
    if not path.exists():
        raise BadInput(
            f"{path} is missing", f"Run `python models/train/{step}.py RECIPE.toml` first."
        )
    return path


def replaced(path: Path) -> Replacement:
    """`with replaced(path) as file:` writes a text file whole or not at all."""
    return Replacement(path)


class Replacement:
    """A file that takes its name only when it is complete."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._work = path.with_name(path.name + ".part")

    def __enter__(self) -> Any:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._work.open("w", encoding="utf-8", newline="\n")
        return self._file

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        self._file.close()
        if kind is None:
            self._work.replace(self._path)
        else:
            self._work.unlink()


def chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Items in lists of `size`, the last one shorter."""
    block: list[Any] = []
    for item in items:
        block.append(item)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block
