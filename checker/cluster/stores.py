"""Files here and in object stores by one name: a path, or an address such as s3://bucket/folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from checker.errors import MissingExtra, UsageProblem
from checker.messages import _

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_address(place: str) -> bool:
    """Whether a place is named by an address and no path of this machine."""
    return _ADDRESS.match(place) is not None


def missing() -> MissingExtra:
    """What is raised where a package of the extra is not installed."""
    return MissingExtra(
        _("--cluster needs packages that are not installed."), "pip install 'checker[cluster]'"
    )


def filesystem(place: str) -> tuple[Any, str]:
    """The pyarrow file system of a place, and the name of the place in it.

    pyarrow knows files, S3, Google's and Hadoop's stores; fsspec, where it is installed, the others. Raises
    UsageProblem for an address that neither knows, MissingExtra without pyarrow.
    """
    try:
        import pyarrow
        from pyarrow import fs
    except ImportError:
        raise missing() from None

    if not is_address(place):
        return fs.LocalFileSystem(), str(Path(place).resolve())
    try:
        found: tuple[Any, str] = fs.FileSystem.from_uri(place)
        return found
    except (pyarrow.ArrowException, ValueError, OSError) as error:
        reason = str(error)
    try:
        import fsspec
    except ImportError:
        pass
    else:
        try:
            other, path = fsspec.core.url_to_fs(place)
        except (ImportError, ValueError, OSError) as error:
            reason = str(error)
        else:
            return fs.PyFileSystem(fs.FSSpecHandler(other)), path
    raise UsageProblem(_("{place}: cannot be reached: {reason}").format(place=place, reason=reason))
