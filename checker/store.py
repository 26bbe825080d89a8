"""A content-addressed store on disk: what was computed once is never computed again.

SQLite from the standard library: safe for several processes at once, one file, no pickle (the caching
packages on the index keep theirs as pickles). Values are JSON, each before a digest of its key and itself: a byte that
changed on the disk is a miss, never another result. A damaged file means recompute; a file that is no database, or
somebody else's, is never touched.

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

from checker.config import Config, cache_folder

T = TypeVar("T")
log = logging.getLogger(__name__)

LOCK_TIMEOUT_S = 30.0
"""How long to wait for another process."""

FORM = 5
"""Raised when what is stored changes its form, or engines say something else of the same text."""


class Store:
    """Keys to JSON values in one SQLite file. Every failure is a miss; nothing here stops a run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        """Held while the connection is used: several threads may ask at a time."""
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
                self._give_up(error)
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
                self._give_up(error)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection | None:
        for _ in range(2):
            connection = None
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                if not _replaceable(self._path):
                    self._leave_alone()
                    return None
                connection = sqlite3.connect(
                    self._path, timeout=LOCK_TIMEOUT_S, check_same_thread=False
                )
                _write_ahead(connection)
                connection.execute("PRAGMA synchronous=NORMAL")
                if _foreign(connection):
                    connection.close()
                    self._leave_alone()
                    return None
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"
                )
                connection.commit()
                return connection
            except (sqlite3.Error, OSError) as error:
                if connection is not None:
                    connection.close()
                self._give_up(error)
                if not _damaged(error):
                    return None
        return None

    def _give_up(self, error: Exception) -> None:
        self.close()
        if not _damaged(error):
            log.warning("cache %s cannot be used (%s): going on without it", self._path, error)
            return
        if not _replaceable(self._path):
            self._leave_alone()
            return
        log.warning("cache %s is damaged (%s): it is thrown away", self._path, error)
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _leave_alone(self) -> None:
        log.warning("cache %s is not checker's: it is left alone, going on without it", self._path)


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
    """Whether a file is a database, or empty, or not there: what else somebody keeps under this name is theirs."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) in (b"", _MAGIC)
    except FileNotFoundError:
        return True


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
    """Whether the file itself is broken; a full disk, a lock or a missing right says nothing against it."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError
    )


def open_store(config: Config) -> Store | None:
    """The store of this run, or None with --no-cache."""
    path = store_path(config)
    return None if path is None else Store(path)


def store_path(config: Config) -> Path | None:
    """Where the store of this run lies, or None with --no-cache."""
    return cache_folder(config) / f"results-{FORM}.sqlite" if config.cache else None


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
