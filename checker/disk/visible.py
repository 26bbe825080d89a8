"""What lies under a name, asked without raising: in a folder that may not be searched, or under a name that no file can
have, nothing does that this program could see. (`Path.exists` and its like raise there, up to Python 3.13.)"""

from __future__ import annotations

import os
from pathlib import Path


def exists(path: str | Path) -> bool:
    """Whether anything lies there, as far as can be seen."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: str | Path) -> bool:
    """Whether a file lies there: no folder, device or pipe."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | Path) -> bool:
    """Whether a folder lies there."""
    return os.path.isdir(path)  # noqa: PTH112
