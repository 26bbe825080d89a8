"""What a converted model was made from: a record beside it, so that no copy is used that does not fit its origin."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from checker.disk.loading import read_file
from checker.models.hub import DATA_FILES, OLD_WEIGHTS, file_entry

NAME = "checker.json"
"""Of the record, in the folder of the copy."""


class _File(msgspec.Struct, frozen=True):
    """A file as it was: `changed` is when, in nanoseconds; while that and the size stay, nobody reads it again."""

    size: int
    changed: int
    sha256: str


class _Record(msgspec.Struct, frozen=True):
    origin: dict[str, _File]
    copy: dict[str, _File]


def record(copy: Path, origin: Path) -> None:
    """Write into the folder of a copy what it is and what it was made from."""
    whole = _Record(_files(_of_model(origin)), _files(copy.iterdir()))
    (copy / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1))


def fits(copy: Path, origin: Path) -> bool:
    """Whether a copy is as it was written, and the model it was made from is still the one in `origin`."""
    try:
        known = msgspec.json.decode(read_file(copy / NAME), type=_Record)
        names = {path.name for path in copy.iterdir()} - {NAME}
        return (
            names == known.copy.keys()
            and "model.bin" in names
            and {path.name for path in _of_model(origin)} == known.origin.keys()
            # The copy is read through: a byte of it that changed by itself leaves no time.
            and all(_same(copy / name, file) for name, file in known.copy.items())
            and all(_unchanged(origin / name, file) for name, file in known.origin.items())
        )
    except (OSError, msgspec.MsgspecError, ValueError):
        return False


def _of_model(folder: Path) -> set[Path]:
    return {path for pattern in (*DATA_FILES, OLD_WEIGHTS) for path in folder.glob(pattern)}


def _files(paths: Iterable[Path]) -> dict[str, _File]:
    return {path.name: _file(path) for path in sorted(paths)}


def _file(path: Path) -> _File:
    entry = file_entry(path)
    return _File(entry.size, path.stat().st_mtime_ns, entry.sha256)


def _unchanged(path: Path, file: _File) -> bool:
    found = path.stat()
    return (found.st_size, found.st_mtime_ns) == (file.size, file.changed) or _same(path, file)


def _same(path: Path, file: _File) -> bool:
    return path.stat().st_size == file.size and file_entry(path).sha256 == file.sha256
