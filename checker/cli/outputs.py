"""The files that a command reads and those that it will write: all known, and none of them both, before any work."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from checker.cli.pipes import silence
from checker.cli.stderr import say
from checker.config import Config
from checker.disk.visible import is_folder
from checker.disk.writing import Identity, note_of_links, require_writable
from checker.errors import UsageProblem
from checker.messages import _


class Files:
    """Files of one run by what they are, whichever path, link or letter case names them.

    The methods raise UsageProblem where an output would replace a file that is read, or another output.
    """

    def __init__(self) -> None:
        self._read: dict[object, str] = {}
        self._written: set[object] = set()
        self._new: set[object] = set()
        self._notes: list[tuple[str, str]] = []

    def reads(self, paths: Iterable[Path | str | None], role: str) -> None:
        """Note files that this run reads, and what it takes them for."""
        for path in paths:
            if path is None or str(path) == "-":
                continue
            one = Identity.of(Path(path))
            if one.file in self._written or one.name in self._new:
                raise _both(path, role)
            require_no_stream(path)
            for key in (one.name, one.file):
                if key is not None:
                    self._read.setdefault(key, role)

    def reads_settings(self, config: Config, file: Path | None) -> None:
        """Note the settings file and all files that the settings name."""
        self.reads([file], _("the settings file"))
        self.reads(config.glossary, _("a glossary"))
        self.reads(config.calques, _("a list of calques"))
        self.reads([config.calibration], _("the calibration"))
        self.reads([config.source], _("a source text"))
        for name in (
            config.back_model,
            config.forward_model,
            config.language_model,
            config.quality_model,
        ):
            if is_folder(name):
                self.reads(Path(name).iterdir(), _("a file of a model"))

    def adds_to(self, path: Path) -> None:
        """Note a file to whose end this run will write, as other programs do too."""
        one = Identity.of(path)
        key = one.file or one.name
        if key is not None and key in self._read:
            raise _both(path, self._read[key])
        if one.file in self._written or one.name in self._new:
            raise _twice(path)
        self._written |= {one.file} - {None}

    def writes(self, path: Path, *, make_folders: bool = False) -> None:
        """Note a file that this run will write. Raises UsageProblem also where it cannot be written."""
        one = Identity.of(path)
        key = one.file or one.name
        if key is not None and key in self._read:
            raise _both(path, self._read[key])
        if key is not None and key in self._written:
            raise _twice(path)
        require_writable(path, make_folders=make_folders)
        links = note_of_links(path)
        if links is not None:
            self._notes.append((_("{file}: is replaced.").format(file=path), links))
        self._written |= {one.name, one.file} - {None}
        self._new |= {one.name} if one.file is None else set()

    def announce(self) -> None:
        """Says what is to be known of the outputs, once it is settled that they are written."""
        for message, hint in self._notes:
            say(message, hint)
        self._notes.clear()

    def require_apart(self, path: Path) -> None:
        """Raises UsageProblem where an output has become a file that is read, since its folder is another now."""
        one = Identity.of(path)
        if one.file is not None and one.file in self._read and one.file not in self._written:
            raise _both(path, self._read[one.file])


def led_to(path: Path | str) -> list[TextIO]:
    """Which of standard output and error the shell led to this file (`checker check folder > folder/report.txt`)."""
    return [stream for stream in (sys.stdout, sys.stderr) if _leads(stream, Path(path))]


def require_no_stream(path: Path | str) -> None:
    """Raises UsageProblem where standard output or error would be added to a file that is read.

    What is said of it goes to the other of the two, or nowhere: not one line is to be added. An empty file is one that
    the shell has just made.
    """
    streams = led_to(path)
    if not streams or not Path(path).stat().st_size:
        return
    for stream in streams:
        silence(stream)
    if sys.stderr in streams and sys.stdout not in streams:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(sys.stdout.fileno(), sys.stderr.fileno())
        raise UsageProblem(
            _("{file}: is read, and standard error goes to it as well.").format(file=path),
            _("Nothing was written. Lead standard error to another file."),
        )
    raise UsageProblem(
        _("{file}: is read, and standard output goes to it as well.").format(file=path),
        _("Nothing was written. Choose another output file."),
    )


def _leads(stream: TextIO, path: Path) -> bool:
    try:
        out = os.fstat(stream.fileno())
        found = path.stat()
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISREG(out.st_mode) and os.path.samestat(out, found)


def _both(path: Path | str, role: str) -> UsageProblem:
    return UsageProblem(
        _("{file}: would be both read and written: it is {role}.").format(file=path, role=role),
        _("Nothing was written. Choose another output file."),
    )


def _twice(path: Path) -> UsageProblem:
    return UsageProblem(
        _("{file}: two outputs would go to this file.").format(file=path),
        _("Name a file for each."),
    )
