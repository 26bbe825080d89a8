"""The one way in which checker writes a file: whole or not at all, whatever stops the program in between.

The new content goes to a hidden file in the same folder, is flushed to the disk, and takes the place of the old file
in one step, its permissions, owner and extended attributes kept. A symbolic link stays one, and what it points to is
replaced. Another name of the same file (a hard link) keeps the old content, as a backup made of links wants it: written
through, a file that is killed in the middle would be half old and half new under every name. Whoever writes a user's
file says so (`note_of_links`). Devices and pipes are written directly.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from checker.disk.loading import LARGEST, read_file
from checker.disk.visible import exists, is_folder
from checker.errors import UsageProblem
from checker.messages import _

_OPEN_ALREADY = re.compile(r"/+dev/+(?:stdout|stderr|fd/)|/+proc/[^/]+/(?:task/[^/]+/)?fd/")
"""Names of what the shell opened for this program."""
_ANYONE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@contextlib.contextmanager
def replacing(path: Path, *, was: bytes | None = None) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` when the block ends; after an error, nothing has changed.

    With `was`, only a file that still holds these bytes is replaced, be it one that the shell opened. Raises
    UsageProblem where it cannot be written.
    """
    try:
        if _direct(path) and (was is None or not path.is_file()):
            with path.open("wb") as out:
                yield out
            return
        target = Path(os.path.realpath(path))
        old = _existing(target)
        work = target.parent / f".checker-{secrets.token_hex(8)}.tmp"
        try:
            with _created(work, 0o666 if old is None else 0o600) as out:
                yield out
                out.flush()
                if old is not None:
                    _inherit(target, old, out.fileno())
                os.fsync(out.fileno())
            if was is not None and read_file(target, len(was) + LARGEST) != was:
                raise UsageProblem(
                    _("{file}: was not written: it has changed in the meantime.").format(file=path),
                    _("Run the command again."),
                )
            work.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                work.unlink()
            raise
        _flush_folder(target.parent)
    except OSError as error:
        raise _refused(path, error) from None


@contextlib.contextmanager
def replacing_text(path: Path) -> Iterator[TextIO]:
    """`replacing` for text: UTF-8, line feeds as they are. Raises UsageProblem."""
    with replacing(path) as out:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="\n")
        try:
            yield text
            text.flush()
        finally:
            with contextlib.suppress(OSError):  # of a full disk, which has been said
                text.detach()


def replace(
    path: Path, data: bytes, *, was: bytes | None = None, make_folders: bool = False
) -> None:
    """Put `data` in the place of what `path` holds. Raises UsageProblem."""
    if make_folders:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(path, error) from None
    with replacing(path, was=was) as out:
        out.write(data)


def append(path: Path, text: str) -> None:
    """Add text to the end of a file that several programs write to, such as a job's summary. Raises UsageProblem."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise _refused(path, error) from None


def require_writable(path: Path, *, make_folders: bool = False) -> None:
    """Raises UsageProblem where `path` could not be written, so that this is known before the work.

    `make_folders`: folders that are missing are no obstacle, since the writer makes them.
    """
    try:
        if _direct(path):
            return
        target = Path(os.path.realpath(path))
        _existing(target)
        folder = target.parent
        while make_folders and not exists(folder) and folder != folder.parent:
            folder = folder.parent
        work = folder / f".checker-{secrets.token_hex(8)}.tmp"
        with _created(work, 0o600):
            pass
        work.unlink()
    except OSError as error:
        raise _refused(path, error) from None


def note_of_links(path: Path) -> str | None:
    """What to tell whose file is replaced: that its other names (hard links) keep the old content; None without any."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_nlink < 2:
        return None
    return _("Other names of this file (hard links: {count}) keep the old content.").format(
        count=found.st_nlink - 1
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is known by: `file` whatever its name, where it exists; `name` where it does not yet.

    Names that differ in letter case or Unicode form are one, since they are on many systems. A device or pipe has
    neither: writing there twice harms nothing.
    """

    name: tuple[object, ...] | None
    file: tuple[int, int] | None

    @classmethod
    def of(cls, path: Path) -> Identity:
        """The identity of what lies, or would lie, under a path."""
        try:
            found = os.stat(path)  # noqa: PTH116 - an exact answer also for names that Path would tidy
        except (OSError, ValueError):
            return cls(_name(path), None)
        if not stat.S_ISREG(found.st_mode):
            return cls(None, None)
        return cls(_name(path), (found.st_dev, found.st_ino))


def _name(path: Path) -> tuple[object, ...]:
    folder, name = os.path.split(os.path.realpath(path))
    return (*_folder(folder), unicodedata.normalize("NFC", name).casefold())


@functools.lru_cache(maxsize=1024)
def _folder(folder: str) -> tuple[object, ...]:
    try:
        found = os.stat(folder)  # noqa: PTH116
    except (OSError, ValueError):
        return (unicodedata.normalize("NFC", folder).casefold(),)
    return (found.st_dev, found.st_ino)


def _direct(path: Path) -> bool:
    """Whether a name stands for a device, a pipe or what is open already: nothing there could be replaced."""
    if _OPEN_ALREADY.match(str(path)):
        return True
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _existing(target: Path) -> os.stat_result | None:
    """The state of a file that is to be replaced, None where there is none. Raises OSError where it must stay."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(21, os.strerror(21))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, _("it is not a regular file"))
    # Its folder would allow a replacement, but who made it read-only meant it; that holds for the superuser too.
    if not found.st_mode & _ANYONE or not os.access(target, os.W_OK):
        raise PermissionError(13, _("it is read-only"))
    return found


def _created(work: Path, mode: int) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(work, flags, mode), "wb")


def _inherit(target: Path, old: os.stat_result, handle: int) -> None:
    """Give a new file the owner, permissions and extended attributes of the one that it replaces, as far as allowed."""
    if not hasattr(os, "fchown"):
        return
    for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with contextlib.suppress(OSError):
            os.fchown(handle, owner, group)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                os.setxattr(handle, name, os.getxattr(target, name))
    os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut. Not every system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refused(path: Path, error: OSError) -> UsageProblem:
    reason = error.strerror or str(error)
    hint = None
    folder = Path(os.path.realpath(path)).parent
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not is_folder(folder):
        missing = path.parent if not path.is_symlink() else folder
        reason = _("there is no folder {folder}").format(folder=missing)
        hint = _("Create the folder first, or choose another place.")
    elif isinstance(error, PermissionError):
        hint = _("A file is replaced by a new one beside it, so its folder must be writable too.")
    return UsageProblem(
        _("{file}: cannot be written: {reason}").format(file=path, reason=reason), hint
    )
