"""Importing a library without what it imports for the sake of others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """Inside, importing the module `name` raises ImportError, unless it is loaded already.

    For libraries that import a large one only to take its objects too: PyTorch costs seconds and 300 megabytes.
    """
    if name in sys.modules:
        yield
        return
    # Python's own way to say that there is no such module (documented at sys.modules).
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
