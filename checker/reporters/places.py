"""Paths and regions as the formats of other tools want them: relative, with slashes, percent-encoded."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote

from checker.reporters.printable import encodable
from checker.types import Finding


def relative(path: str) -> str:
    """`path` as seen from the current folder, with `/`; unchanged where it lies elsewhere or is no path ("-")."""
    pure = PurePath(path)
    if pure.is_absolute():
        try:
            pure = pure.relative_to(Path.cwd())
        except ValueError:
            return pure.as_posix()
    return Path(os.path.normpath(pure)).as_posix()


def uri(path: str) -> str:
    """`relative(path)` as a URI reference: percent-encoded, file:// where it is absolute."""
    place = encodable(relative(path))
    if PurePath(place).is_absolute():
        return Path(place).as_uri()
    # A colon in the first part would read as a scheme; quote() encodes it everywhere.
    return quote(place)


def end(finding: Finding) -> tuple[int, int]:
    """Line and column, 1-based, just after the last character of a finding."""
    lines = finding.text.split("\n")
    if len(lines) == 1:
        return finding.line, finding.column + finding.end - finding.start
    return finding.line + len(lines) - 1, len(lines[-1]) + 1
