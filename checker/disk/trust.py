"""What a settings file may choose that was found, and that nobody named: it may be a stranger's.

A pull request can change the checker.toml that the next run finds. Such a file reads nothing outside its own folder and
says neither where anything is written nor what comes from the network. docs/security.md has the whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from checker.messages import _

FILES = ("source", "calibration", "glossary", "calques", "baseline")
"""Settings that name files to read; the baseline is also written, on demand."""
MODELS = ("back_model", "forward_model", "language_model", "quality_model")
"""Settings that name a model: one that the project ships, a folder, or a name on the hub."""
SHIPPED = ("embedded", "none")
PLACES = ("cache_dir",)
"""Settings that name where something is written."""


def refusals(settings: Mapping[str, object], folder: Path) -> Iterator[str]:
    """What is against the settings of a file that was found in `folder`, by their names; paths start there."""
    for name in PLACES:
        if settings.get(name) is not None:
            yield _("{key} can only be set on the command line or in the environment").format(
                key=_key(name)
            )
    for name in FILES:
        for path in _texts(settings.get(name)):
            if not lies_below(folder, path):
                yield _outside(name, path)
    pattern = settings.get("source_pattern")
    if isinstance(pattern, str) and os.path.isabs(os.path.expanduser(pattern)):  # noqa: PTH111, PTH117
        yield _outside("source_pattern", pattern)
    for name in MODELS:
        model = settings.get(name)
        if not isinstance(model, str) or model in SHIPPED:
            continue
        if not lies_below(folder, model):
            yield _outside(name, model)
        elif not os.path.isdir(_placed(folder, model)) and not model.startswith("."):  # noqa: PTH112
            yield _(
                "{key}: there is no folder “{value}”, and this file may not name a model on the hub"
            ).format(key=_key(name), value=model)


def lies_below(folder: Path, path: str) -> bool:
    """Whether what `path` leads to from `folder`, through all links, lies in that folder or below."""
    try:
        home = os.path.realpath(folder)
        place = os.path.realpath(_placed(folder, path))
        return os.path.commonpath([home, place]) == home
    except (OSError, ValueError):  # a zero byte, another drive
        return False


def _placed(folder: Path, path: str) -> str:
    return os.path.join(folder, os.path.expanduser(path))  # noqa: PTH111, PTH118 - they never raise


def _outside(name: str, path: str) -> str:
    return _("{key}: “{value}” is outside the folder of this file").format(
        key=_key(name), value=path
    )


def _key(name: str) -> str:
    return name.replace("_", "-")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
