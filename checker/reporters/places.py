"""Paths and regions as other tools' formats require them: relative, with slashes, percent-encoded."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote

from checker.disk.visible import exists
from checker.text.printable import encodable
from checker.types import Finding

SOURCES = "%SRCROOT%"
"""What SARIF calls the folder that its paths start at; GitHub puts the root of the repository there."""


def relative(path: str) -> str:
    """`path` as seen from `root()`, with `/`; unchanged where it lies elsewhere or is no path ("-")."""
    if path == "-":
        return path
    pure = PurePath(os.path.abspath(path))  # noqa: PTH100 - links are left as they are
    try:
        return pure.relative_to(root()).as_posix()
    except ValueError:
        return PurePath(path).as_posix()


def root() -> Path:
    """The root of the git repository that the current folder is in, else that folder: CI names files from there."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if exists(folder / ".git")), here)


def uri(path: str) -> str:
    """`relative(path)` as a URI reference: percent-encoded, file:// where it is absolute."""
    place = encodable(relative(path))
    if PurePath(place).is_absolute():
        return Path(place).as_uri()
    # A colon in the first part would read as a scheme; quote() encodes it everywhere.
    return quote(place)


def artifact(path: str) -> dict[str, str]:
    """A file as SARIF names it: from the root of the sources where it lies there."""
    place = uri(path)
    return {"uri": place} if place.startswith("file:") else {"uri": place, "uriBaseId": SOURCES}


def end(finding: Finding) -> tuple[int, int]:
    """Line and column, 1-based, just after the last character of a finding."""
    lines = finding.text.split("\n")
    if len(lines) == 1:
        return finding.line, finding.column + finding.end - finding.start
    return finding.line + len(lines) - 1, len(lines[-1]) + 1
