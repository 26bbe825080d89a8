"""Which files to check: arguments of the command line become inputs, and an input becomes a document."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.config import Config
from checker.errors import BadInput, UsageProblem
from checker.messages import _
from checker.plugins import Reader, readers
from checker.types import Document, Problem

STANDARD_INPUT = "-"
LARGEST = 256 * 1024 * 1024
"""Bytes of the largest file that is read; several times as much is needed in memory."""

_SKIPPED_FOLDERS = frozenset(
    {"node_modules", "__pycache__", "site-packages", "venv", "env", "dist", "build"}
)
_ONLY_BY_NAME = frozenset({".json"})
"""Suffixes that mostly mean something else: a folder's package.json is no translation."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to check; `path` is None for standard input."""

    name: str
    path: Path | None


def find(arguments: Sequence[str], config: Config) -> Iterator[Input | Problem]:
    """The files that the arguments name, each once, in their order; those of a folder or pattern sorted.

    Folders are searched for files with known suffixes, hidden and generated folders left out. `-` is standard
    input. What does not exist is a Problem among the inputs, and the others go on.
    """
    if config.input_format != "auto":
        _reader(config.input_format)  # said before the first file is read
    seen: set[Path | None] = set()
    for argument in arguments:
        for item in _expand(argument, config):
            if isinstance(item, Problem):
                yield item
                continue
            real = item.path.resolve() if item.path else None
            if real not in seen:
                seen.add(real)
                yield item


def _expand(argument: str, config: Config) -> Iterator[Input | Problem]:
    if argument == STANDARD_INPUT:
        yield Input(STANDARD_INPUT, None)
        return
    path = Path(argument)
    try:
        if path.is_dir():
            yield from _folder(path, config)
        elif path.exists():
            yield Input(argument, path)
        elif glob.has_magic(argument):
            yield from _pattern(argument, config)
        else:
            yield Problem(
                argument,
                _("{path}: there is no such file or folder.").format(path=argument),
                _("Check the spelling, and the folder that you are in."),
            )
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        yield Problem(
            argument, _("{path}: cannot be read: {error}").format(path=argument, error=said)
        )


def _pattern(argument: str, config: Config) -> Iterator[Input | Problem]:
    names = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - it may be absolute
    if not names:
        yield Problem(argument, _("{path}: no file fits this pattern.").format(path=argument))
    for name in names:
        path = Path(name)
        if path.is_file():
            yield Input(name, path)
        elif path.is_dir() and not argument.endswith("**"):
            yield from _folder(path, config)


def _folder(folder: Path, config: Config) -> Iterator[Input | Problem]:
    if config.input_format == "auto":
        known = {suffix for item in readers().values() for suffix in item.suffixes}
        suffixes = tuple(known - _ONLY_BY_NAME)
    else:
        suffixes = _reader(config.input_format).suffixes
    found = False
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _SKIPPED_FOLDERS
            and not Path(place, name, "pyvenv.cfg").exists()
        )
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(suffixes):
                found = True
                path = Path(place, name)
                yield Input(str(path), path)
    if not found:
        yield Problem(
            str(folder),
            _("{path}: there is no file in this folder that can be checked.").format(path=folder),
            _("Known endings: {suffixes}.").format(suffixes=" ".join(sorted(suffixes))),
        )


def open_document(item: Input, config: Config) -> Document:
    """The document in a file, by the reader that `config.input_format` or the suffix names.

    Raises BadInput for what cannot be read, UsageProblem for a format that nobody reads.
    """
    return reader_of(item.name, config).read(item.name, _bytes(item), config)


def reader_of(name: str, config: Config) -> Reader:
    """What reads a file of this name: the reader that `config.input_format` names, else the one of its suffix."""
    return _for_suffix(name) if config.input_format == "auto" else _reader(config.input_format)


def _for_suffix(name: str) -> Reader:
    known = readers()
    name = name.lower()
    fitting = [
        (len(suffix), reader)
        for reader in known.values()
        for suffix in reader.suffixes
        if name.endswith(suffix)
    ]
    return max(fitting, key=lambda pair: pair[0], default=(0, known["text"]))[1]


def _reader(name: str) -> Reader:
    known = readers()
    if name not in known:
        raise UsageProblem(
            _("there is no input format called “{name}”.").format(name=name),
            _("Known formats: {names}.").format(names=", ".join(known)),
        )
    return known[name]


def _bytes(item: Input) -> bytes:
    try:
        if item.path is None:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with item.path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            _("{path}: cannot be read: {error}").format(path=item.name, error=error.strerror)
        ) from None
    if len(data) > LARGEST:
        raise BadInput(
            _("{path}: is larger than {size} megabytes.").format(
                path=item.name, size=LARGEST // 1024**2
            ),
            _("Split the file and check the parts."),
        )
    return data
