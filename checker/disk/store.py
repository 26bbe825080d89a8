"""A content-addressed store on disk: what was computed once is never computed again.

SQLite from the standard library: safe for several processes at once, one file, no pickle (the caching
packages on the index keep theirs as pickles). Values are JSON, each before a digest of its key and itself: a byte that
changed on the disk is a miss, never another result. A damaged file means recompute: it is replaced when nobody else has
it open and a second look finds it damaged still. A file that is no database, or somebody else's, is never touched.

In write-ahead mode with synchronous=NORMAL a power cut can lose the newest entries, which are computed again, but
cannot damage the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from checker.disk.folder_lock import FolderLock

T = TypeVar("T")
log = logging.getLogger(__name__)

LOCK_TIMEOUT_S = 30.0
"""How long to wait for another process."""

_ALONE_TIMEOUT_S = 2.0
"""How long to wait until nobody else uses a damaged file."""

FORM = 6
"""Raised when what is stored changes its form, or how it is shared, or engines say something else of the same text."""


class Store:
    """Keys to JSON values in one SQLite file. Every failure is a miss; nothing here stops a run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        """Held while the connection is used: several threads may ask at a time."""
        self._in_use: FolderLock | None = None
        """Held while the file is open: who replaces it is alone with it."""
        self._connection: sqlite3.Connection | None = None
        self._connection = self._open()

    def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The stored values of those keys that are there."""
        found: dict[str, bytes] = {}
        for name, sealed in self._rows(keys).items():
            value = _opened(name, sealed)
            if value is not None:
                found[name] = value
        return found

    def _rows(self, keys: Sequence[str]) -> dict[str, object]:
        rows: dict[str, object] = {}
        with self._lock:
            if self._connection is None:
                return rows
            try:
                for at in range(0, len(keys), 500):
                    part = keys[at : at + 500]
                    marks = ",".join("?" * len(part))
                    rows.update(
                        self._connection.execute(
                            f"SELECT key, value FROM entries WHERE key IN ({marks})",  # noqa: S608 - question marks  # nosec B608
                            part,
                        )
                    )
            except sqlite3.Error as error:
                self._recover(error)
        return rows

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Stores entries, in one transaction."""
        sealed = [(name, _sealed(name, value)) for name, value in entries]
        with self._lock:
            if self._connection is None:
                return
            try:
                with self._connection:
                    self._connection.executemany(
                        "INSERT OR REPLACE INTO entries VALUES (?, ?)", sealed
                    )
            except sqlite3.Error as error:
                self._recover(error)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if self._in_use is not None:
                self._in_use.release()
                self._in_use = None

    def _open(self) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._in_use = FolderLock(self._path.parent, timeout_s=LOCK_TIMEOUT_S)
                connection = _connected(self._path)
            except (sqlite3.Error, OSError) as error:
                if not self._usable_after(error):
                    return None
            else:
                if connection is None:
                    self.close()
                    self._leave_alone()
                return connection
        log.warning("cache %s cannot be opened: going on without it", self._path)
        return None

    def _recover(self, error: Exception) -> None:
        if self._usable_after(error):
            self._connection = self._open()

    def _usable_after(self, error: Exception) -> bool:
        """Whether to open the file again after an error; without others to whom it belongs, a damaged one is gone."""
        self.close()
        if not _damaged(error):
            log.warning("cache %s cannot be used (%s): going on without it", self._path, error)
            return False
        try:
            try:
                with FolderLock(self._path.parent, alone=True, timeout_s=_ALONE_TIMEOUT_S):
                    return self._second_look(error)
            except TimeoutError:
                # One of those who use it may have replaced it.
                with FolderLock(self._path.parent, timeout_s=LOCK_TIMEOUT_S):
                    if _sound(self._path):
                        return True
                raise
        except OSError as obstacle:
            log.warning(
                "cache %s cannot be read (%s) nor replaced (%s): going on without it",
                self._path,
                error,
                obstacle,
            )
            return False

    def _second_look(self, error: Exception) -> bool:
        """What `_usable_after` says, once nobody else has the file open: another may have replaced it meanwhile."""
        if not _replaceable(self._path):
            self._leave_alone()
            return False
        if not _sound(self._path):
            log.warning("cache %s is damaged (%s): it is thrown away", self._path, error)
            _remove(self._path)
        return True

    def _leave_alone(self) -> None:
        log.warning("cache %s is not checker's: it is left alone, going on without it", self._path)


def _connected(path: Path) -> sqlite3.Connection | None:
    """The database, ready for use; None where it is somebody else's. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT_S, check_same_thread=False)
    try:
        if _foreign(connection):
            connection.close()
            return None
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"
        )
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Lets readers and a writer work at once. SQLite does not wait for the lock here by itself: another process that
    opens the same new file at this moment would make it fail.
    """
    until = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


_MAGIC = b"SQLite format 3\0"
_DIGEST = 8


def _replaceable(path: Path) -> bool:
    """Whether a file is a database, or empty, or not there: what else somebody keeps under this name is theirs.

    Only for who is alone with the file: a program that opens and closes a database beside SQLite lets go of all locks
    that its own connections hold on it, and then others remove the log that these still write to.
    """
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) in (b"", _MAGIC)
    except FileNotFoundError:
        return True


def _sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong in the whole file. What cannot be looked at for another reason is sound."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=LOCK_TIMEOUT_S)) as connection:
            return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error as error:
        return not _damaged(error)


def _remove(path: Path) -> None:
    """Removes a database after its logs, since one that is left would be read into the next database of this name."""
    for ending in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _foreign(connection: sqlite3.Connection) -> bool:
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    return bool(names) and "entries" not in names


def _sealed(name: str, value: bytes) -> bytes:
    return value + _digest(name, value)


def _opened(name: str, sealed: object) -> bytes | None:
    """The value in a row; None where it is not what was stored under this key."""
    if not isinstance(sealed, bytes):
        return None
    value = sealed[:-_DIGEST]
    return value if sealed[-_DIGEST:] == _digest(name, value) else None


def _digest(name: str, value: bytes) -> bytes:
    return hashlib.blake2b(name.encode() + value, digest_size=_DIGEST).digest()


def _damaged(error: Exception) -> bool:
    """Whether SQLite says that the file itself is broken; a full disk or a lock says nothing against it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_store(folder: Path | None) -> Store | None:
    """The store in a folder; None without one."""
    path = store_path(folder)
    return None if path is None else Store(path)


def store_path(folder: Path | None) -> Path | None:
    """The file of the store in a folder; None without one."""
    return None if folder is None else folder / f"results-{FORM}.sqlite"


def through(
    store: Store,
    operation: list[str],
    inputs: Sequence[list[str]],
    kind: type[T],
    compute: Callable[[list[int]], list[T]],
) -> list[T]:
    """Results from the store, and from `compute` for the rest, each distinct input once."""
    keys = [key([*operation, *parts]) for parts in inputs]
    decoder = msgspec.json.Decoder(kind)
    known: dict[str, T] = {}
    for name, value in store.get(list(dict.fromkeys(keys))).items():
        with contextlib.suppress(msgspec.DecodeError):
            known[name] = decoder.decode(value)
    missing = list({name: i for i, name in enumerate(keys) if name not in known}.values())
    if missing:
        results = compute(missing)
        fresh = {keys[i]: result for i, result in zip(missing, results, strict=True)}
        store.put((name, msgspec.json.encode(result)) for name, result in fresh.items())
        known.update(fresh)
    return [known[name] for name in keys]


def keep(store: Store, operation: list[str], results: Mapping[tuple[str, str], object]) -> None:
    """Stores results that came by the way, by their inputs: as if `through` had computed them."""
    store.put(
        (key([*operation, *parts]), msgspec.json.encode(result))
        for parts, result in results.items()
    )


def key(parts: Sequence[str]) -> str:
    """Name of an entry: a hash of the parts as a JSON array, so that no two lists of parts share it."""
    return hashlib.sha256(msgspec.json.encode([FORM, *parts])).hexdigest()
