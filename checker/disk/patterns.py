"""Patterns of paths in the syntax of .gitignore, and which paths they mean.

One form for everything that settings say of files: include, exclude and the tables by path. A pattern is kept from the
root of the file system, so that it means the same wherever the command runs.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TypeVar

import pathspec

from checker.disk.loading import read_file
from checker.disk.visible import exists

V = TypeVar("V")
Rules = tuple[pathspec.GitIgnoreSpec, ...]

MOST_WILDCARDS = 6
"""A pattern with more of them is left out: comparing names with it may take minutes, and nobody writes one by hand."""
_LONGEST = 1_000


def anchored(pattern: str, folder: str | Path) -> str:
    """A pattern as it stands in a file of `folder`, as one from the root of the file system."""
    pattern = os.path.expanduser(pattern)  # noqa: PTH111 - a name of any kind
    negated, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    while body.startswith("../"):
        body, folder = body[3:], Path(folder, "..")
        body = body if body.startswith("../") else "/" + body
    top = _absolute(folder).rstrip("/")
    if body.startswith(f"{top}/"):
        body = body.removeprefix(top)  # a path that was written out in full
    where = _escaped(top)
    deep = "" if "/" in body.rstrip("/") else "**/"
    return f"{negated}{where}/{deep}{body.removeprefix('/')}"


def means(patterns: Sequence[str], path: str | Path, *, folder: bool = False) -> bool:
    """Whether the last of the patterns that fits a path takes it in; those that are not anchored start here."""
    if not patterns:
        return False
    return compiled(tuple(patterns), _absolute(".")).match_file(_name(path, folder))


def value_for(table: Mapping[str, V], path: str | Path) -> V | None:
    """The value of the last pattern of a table by path that means this one."""
    return next(
        (value for key, value in reversed(list(table.items())) if means((key,), path)), None
    )


@functools.lru_cache(maxsize=256)
def compiled(patterns: tuple[str, ...], here: str) -> pathspec.GitIgnoreSpec:
    """The patterns as one, from the root of the file system."""
    absolute = (p if p.removeprefix("!").startswith("/") else anchored(p, here) for p in patterns)
    return pathspec.GitIgnoreSpec.from_lines(_usable(absolute))


class Ignored:
    """What .gitignore files say about the paths below a folder: those in it, and those of its repository above.

    The rules above do not count where they leave out the folder itself: then it was asked for all the same.
    """

    def __init__(self, top: Path) -> None:
        top = Path(_absolute(top))
        folders = (top, *top.parents)
        repository = next((i for i, f in enumerate(folders) if exists(f / ".git")), 0)
        above = _rules(folders[1 : repository + 1])
        self._above = () if _says(above, top, folder=True) else above
        self._at = {top: (*_rules((top,)), *self._above)}
        """The rules that hold in a folder, the innermost first."""

    def __call__(self, path: Path, *, folder: bool) -> bool:
        """Whether a path below the folder is left out; what lies in a folder that is left out is not asked after."""
        path = Path(_absolute(path))
        return _says(self._in(path.parent), path, folder=folder)

    def _in(self, folder: Path) -> Rules:
        """The rules in a folder: found once, from those of the folder around it."""
        if folder in self._at:
            return self._at[folder]
        around = itertools.chain((folder,), folder.parents)
        unknown = list(itertools.takewhile(lambda place: place not in self._at, around))
        if len(unknown) > len(folder.parents):
            return self._above  # a place elsewhere
        for place in reversed(unknown):
            self._at[place] = (*_rules((place,)), *self._at[place.parent])
        return self._at[folder]


def _rules(folders: Iterable[Path]) -> Rules:
    return tuple(spec for folder in folders if (spec := _read(folder)) is not None)


def _says(rules: Rules, path: Path, *, folder: bool) -> bool:
    """Whether the first of the rules that speak of a path leaves it out."""
    name = _name(path, folder)
    found = (spec.check_file(name).include for spec in rules)
    return bool(next((one for one in found if one is not None), False))


def _read(folder: Path) -> pathspec.GitIgnoreSpec | None:
    lines: list[str] = []
    for file in (folder / ".git" / "info" / "exclude", folder / ".gitignore"):
        try:
            lines += read_file(file).decode("utf-8", "replace").splitlines()
        except OSError:
            continue
    rules = [line for line in lines if line.strip() and not line.startswith("#")]
    if not rules:
        return None
    return pathspec.GitIgnoreSpec.from_lines(_usable(anchored(rule, folder) for rule in rules))


def _usable(patterns: Iterable[str]) -> list[str]:
    """Those that can be compiled and compared in bounded time."""
    out = []
    for pattern in patterns:
        wildcards = pattern.replace("/**/", "/").replace("**", "*").count("*")
        if wildcards > MOST_WILDCARDS or len(pattern) > _LONGEST:
            continue
        try:
            pathspec.GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            continue
        out.append(pattern)
    return out


def _absolute(path: str | Path) -> str:
    # Never raises, whatever a name holds, and follows no links: a pattern means a path as it is written.
    return PurePath(os.path.abspath(path)).as_posix()  # noqa: PTH100


def _name(path: str | Path, folder: bool) -> str:
    return _absolute(path).lstrip("/") + ("/" if folder else "")


def _escaped(folder: str) -> str:
    return "".join(f"\\{char}" if char in "\\*?[]!# " else char for char in folder)
