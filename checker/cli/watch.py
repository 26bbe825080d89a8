"""`checker check --watch`: waits for files to change."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from checker.disk.visible import is_folder
from checker.errors import MissingExtra
from checker.messages import _


def require() -> None:
    """Raises MissingExtra where watching is not installed."""
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        raise MissingExtra(
            _("Files cannot be watched: a package is missing."),
            "pip install 'checker[watch]'",
        ) from None


def changes(paths: Sequence[str]) -> Iterator[frozenset[Path]]:
    """What changed under the arguments of the command line, each time that something did; Ctrl-C ends it as ever."""
    import watchfiles

    folders = {_folder(path) for path in paths}
    inside = any(is_folder(path) or "**" in path for path in paths)
    for found in watchfiles.watch(*sorted(folders), recursive=inside):
        yield frozenset(Path(os.path.realpath(name)) for _change, name in found)


def _folder(path: str) -> Path:
    """The folder to watch: many editors write another file and put it in the place of the first."""
    place = Path(path)
    if is_folder(place):
        return place
    while glob.has_magic(str(place)):
        place = place.parent
        if not glob.has_magic(str(place)):
            return place
    return place.parent
