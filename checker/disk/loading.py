"""The one way in which checker reads a file that somebody named: a real file, and no more of it than a limit.

A pipe without a writer would be waited for, a device may have no end, and a file may be larger than the memory. TOML
that somebody wrote is taken apart here too, since the library takes some of it badly.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from checker.messages import _

MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE
"""Bytes of the largest settings file, glossary, baseline and the like."""

_PASSED_ON = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""Names of pipes that the shell has opened for this program: `checker check <(command)`."""

_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DEEP = re.compile(rf"(?<![\w.-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{100}}")
"""A key of a hundred parts: tomllib takes time and memory by their square."""


def read_file(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file.

    Raises OSError, with what is wrong as its `strerror`, for what cannot be read, is larger than `largest` bytes, or
    is a folder, device, socket or named pipe.
    """
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = b"" if size > largest else file.read(largest + 1)
    if size > largest or len(data) > largest:
        raise _too_large(largest)
    return data


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read from, whatever its size. Raises OSError as `read_file` does."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    try:
        found = os.fstat(handle)
        if stat.S_ISFIFO(found.st_mode) and str(path).startswith(_PASSED_ON):
            os.set_blocking(handle, True)
        elif not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, _("it is not a file but {kind}").format(kind=_kind(found)))
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def lines(file: BinaryIO, largest: int) -> Iterator[bytes]:
    """The lines of a file with their ends. Raises OSError for one of more than `largest` bytes."""
    while line := file.readline(largest + 1):
        yield limited(line, largest)


def read_stdin(largest: int = LARGEST) -> bytes:
    """The bytes of standard input. Raises OSError as `read_file` does."""
    return limited(sys.stdin.buffer.read(largest + 1), largest)


def limited(data: bytes, largest: int) -> bytes:
    """The same bytes. Raises OSError as `read_file` does where they are more than `largest`."""
    if len(data) > largest:
        raise _too_large(largest)
    return data


def tables(text: str) -> dict[str, Any]:
    """What a TOML text says. Raises TOMLDecodeError, for what is nested too deeply and for endless numbers too."""
    deep = tomllib.TOMLDecodeError(_("it is nested too deeply"))
    if _DEEP.search(text):
        raise deep
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # which editors of Windows write
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise deep from None
    except ValueError as error:  # a number of thousands of digits
        raise tomllib.TOMLDecodeError(str(error)) from None


def _too_large(largest: int) -> OSError:
    message = _("it is larger than {size:g} megabytes").format(size=largest / MEGABYTE)
    return OSError(errno.EFBIG, message)


def _kind(found: os.stat_result) -> str:
    mode = found.st_mode
    if stat.S_ISDIR(mode):
        return _("a folder")
    if stat.S_ISFIFO(mode):
        return _("a pipe")
    return _("a socket") if stat.S_ISSOCK(mode) else _("a device")


def stamps(files: Iterable[str]) -> tuple[tuple[int, int] | None, ...]:
    """What tells a program that stays that a file has changed: its time and size; None for one that is not there."""
    return tuple(map(_stamp, files))


def _stamp(name: str) -> tuple[int, int] | None:
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
