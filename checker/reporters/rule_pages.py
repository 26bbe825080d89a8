"""Where people read more: addresses of this project, from one place."""

from __future__ import annotations

import functools
import importlib.metadata
import os

OWNER = "OWNER"
"""Stands for the owner of the repository in `pyproject.toml` until there is one."""


def rule_page(code: str, name: str) -> str | None:
    """The address of a rule's documentation; None where nobody said where the documentation is.

    It is below CHECKER_DOCS_URL, which must begin with https://, else below the address in the package's metadata.
    """
    docs = os.environ.get("CHECKER_DOCS_URL", "").rstrip("/")
    if not docs.startswith("https://"):
        docs = _documentation()
    return f"{docs}/rules.md#{code.lower()}-{name}" if docs else None


@functools.cache
def _documentation() -> str:
    try:
        lines = importlib.metadata.metadata("checker").get_all("Project-URL") or ()
    except importlib.metadata.PackageNotFoundError:
        return ""
    addresses = dict(line.split(", ", 1) for line in lines)
    found = addresses.get("Documentation", "").rstrip("/")
    return "" if f"/{OWNER}/" in found else found
