"""What packages of steps share (quality/, grammar/): one TOML file, one folder, a command line for each step."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from recipe import Name, Natural, PairSource, Table, TextSource
from step import Figures, say, told

from checker.errors import ConfigProblem


class Settings(Table, frozen=True, kw_only=True):
    """What every such file has; its paths are seen from where it lies."""

    name: Name
    seed: Natural = 1
    pairs: tuple[PairSource, ...] = ()
    texts: tuple[TextSource, ...] = ()
    at: str = "."

    def path(self, named: str) -> Path:
        """A path of the file, seen from where the command runs."""
        return Path(self.at) / named


S = TypeVar("S", bound=Settings)


def read(path: Path, kind: type[S], package: str) -> S:
    """The settings in `path`. Raises ConfigProblem, which names the key and what is wrong with it."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    except (OSError, ValueError) as error:
        raise ConfigProblem(
            f"{path}: {error}", f"{package}/settings.py explains every key."
        ) from None
    return msgspec.structs.replace(found, at=str(path.parent))


def run_step(run: Callable[[S, Path], Figures], load: Callable[[Path], S]) -> None:
    """The command line of one step: `python -m PACKAGE.STEP SETTINGS.toml --folder FOLDER`, in this folder."""
    arguments = argparse.ArgumentParser(description=run.__doc__)
    arguments.add_argument("settings", type=Path, help="the TOML file that describes the model")
    arguments.add_argument("--folder", type=Path, required=True, help="where the run lives")
    given = arguments.parse_args()
    with told():
        for key, value in run(load(given.settings), given.folder).items():
            say(f"  {key}: {value}")
