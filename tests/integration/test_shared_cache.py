"""One cache for several programs: nobody takes it from another, whoever is killed and whenever."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from checker.disk import store as module
from checker.disk.folder_lock import FolderLock
from checker.disk.store import Store

SPAWN = multiprocessing.get_context("spawn")
THROWN_AWAY = 3
WRONG = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "results.sqlite"


def value(name: str) -> bytes:
    return (f'"{name}' + "x" * 300 + '"').encode()


def started(target: Callable[..., None], *args: object) -> BaseProcess:
    process = SPAWN.Process(target=target, args=args)
    process.start()
    return process


def ended(process: BaseProcess) -> int | None:
    process.join(60)
    return process.exitcode


def sound(path: Path) -> bool:
    connection = sqlite3.connect(path)
    said = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return said == [("ok",)]


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


def _adds(path: Path, name: str) -> None:
    store = Store(path)
    store.put([(name, value(name))])
    store.close()


def _has(path: Path, names: list[str]) -> None:
    if Store(path).get(names) != {name: value(name) for name in names}:
        raise SystemExit(WRONG)


def test_a_second_store_in_a_program_takes_no_lock_from_the_first(path: Path) -> None:
    """As the parser's and the engines'. Another program that came and went would remove the log of the first."""
    first = Store(path)
    first.put([("before", value("before"))])
    Store(path).close()
    assert ended(started(_adds, path, "meanwhile")) == 0
    first.put([("after", value("after"))])
    assert ended(started(_has, path, ["before", "meanwhile", "after"])) == 0
    first.close()
    assert sound(path)


def test_what_another_has_open_is_replaced_by_whoever_is_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_ALONE_TIMEOUT_S", 0.1)
    holder = Store(path)
    holder.put([("one", value("one"))])
    holder.close()
    damage(path)
    was = path.stat().st_ino
    with FolderLock(path.parent, timeout_s=0):
        other = Store(path)
        other.put([("two", value("two"))])
        assert other.get(["one", "two"]) == {}
        assert path.stat().st_ino == was
        assert "going on without it" in caplog.text
        assert "thrown away" not in caplog.text
    other = Store(path)
    assert "thrown away" in caplog.text
    other.put([("two", value("two"))])
    assert other.get(["one", "two"]) == {"two": value("two")}


@pytest.mark.parametrize("leaves", [True, False])
def test_a_database_that_is_sound_at_the_second_look_stays(
    path: Path, leaves: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Another program replaced it between the error and the lock, and may have it open."""
    monkeypatch.setattr(module, "_ALONE_TIMEOUT_S", 0.1)
    others = []
    _adds(path, "one")
    damage(path)
    alone = module.FolderLock

    def after_another(folder: Path, *, alone: bool = False, timeout_s: float) -> FolderLock:
        if alone:
            monkeypatch.setattr(module, "FolderLock", FolderLock)
            other = Store(path)
            other.put([("two", value("two"))])
            if leaves:
                other.close()
            others.append(other)
            caplog.clear()
        return FolderLock(folder, alone=alone, timeout_s=timeout_s)

    monkeypatch.setattr(module, "FolderLock", after_another)
    store = Store(path)
    assert module.FolderLock is alone
    assert len(others) == 1
    assert store.get(["two"]) == {"two": value("two")}
    assert not caplog.records


def _opens_with_the_others(path: Path, name: str, all_at_once: Barrier) -> None:
    all_at_once.wait(30)
    store = Store(path)
    all_at_once.wait(30)
    store.put([(name, value(name))])
    all_at_once.wait(30)
    store.close()


def test_programs_that_find_the_damage_together_all_go_on_with_the_new_one(path: Path) -> None:
    _adds(path, "old")
    damage(path)
    names = ["one", "two", "three", "four"]
    all_at_once = SPAWN.Barrier(len(names))
    programs = [started(_opens_with_the_others, path, name, all_at_once) for name in names]
    assert [ended(program) for program in programs] == [0] * len(names)
    assert Store(path).get(["old", *names]) == {name: value(name) for name in names}


def test_only_what_sqlite_calls_corrupt_is_damaged(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(path)
    store.put([("one", value("one"))])
    assert store._connection is not None
    store._connection.close()
    assert store.get(["one"]) == {}
    assert "cannot be used" in caplog.text
    assert Store(path).get(["one"]) == {"one": value("one")}


@pytest.mark.parametrize("killed_at", range(4))
def test_no_log_outlives_its_database(
    path: Path, killed_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Store(path)
    begun.put((str(i), value(str(i))) for i in range(50))
    copy = path.parent.with_name("copy") / path.name
    copy.parent.mkdir()
    for file in path.parent.iterdir():  # with its log, as a kill leaves it
        copy.with_name(file.name).write_bytes(file.read_bytes())
    log = copy.with_name(f"{copy.name}-wal")
    assert log.stat().st_size
    copy.write_bytes(b"SQLite format 3\0" + b"\xff" * 4080)
    log.write_bytes(log.read_bytes()[:-4096] + b"\xff" * 4096)
    unlink, count = Path.unlink, iter(range(9))

    def killed(self: Path, missing_ok: bool = False) -> None:
        if next(count) == killed_at:
            raise KeyboardInterrupt
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        module._remove(copy)
    monkeypatch.undo()
    assert copy.exists()
    _adds(copy, "new")
    assert Store(copy).get(["new"]) == {"new": value("new")}
    assert sound(copy)


def _works(path: Path, name: str, done: Path, until: float) -> None:
    """Opens, writes, reads and closes as runs do; says by its exit code what must not be."""
    thrown_away: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "thrown away" in record.getMessage() or "nor replaced" in record.getMessage():
                thrown_away.append(record.getMessage())

    logging.getLogger("checker.disk.store").addHandler(Listener())
    known: list[str] = []
    with done.open("a") as out:
        while not known or time.time() < until:
            engines, parser = Store(path), Store(path)
            for store in (engines, parser, engines):
                names = [f"{name}-{len(known) + i}" for i in range(20)]
                store.put((one, value(one)) for one in names)
                known += names
                if not thrown_away:
                    out.writelines(f"{one}\n" for one in names)
                    out.flush()
                some = random.sample(known, 10)
                if any(value(one) != kept for one, kept in store.get(some).items()):
                    raise SystemExit(WRONG)
                if store is parser:
                    store.close()
            engines.close()
    raise SystemExit(THROWN_AWAY if thrown_away else 0)


def _crowd(path: Path, folder: Path, seconds: float, between: Callable[[], None]) -> list[int]:
    """Exit codes of four programs at a time for so long; every third tick one is killed and another begun."""
    until = time.time() + seconds
    chance, number, codes, at_work = random.Random(7), 0, [], []
    while time.time() < until - 0.6 or at_work:
        while len(at_work) < 4 and time.time() < until - 0.6:
            number += 1
            done = folder / f"done-{number}"
            at_work.append(started(_works, path, f"p{number}", done, until))
        time.sleep(0.1)
        if time.time() < until:
            between()
        if chance.random() < 0.3 and time.time() < until - 0.3:
            victim = at_work.pop(0)
            os.kill(victim.pid or 0, signal.SIGKILL)
            victim.join()
        else:
            over = [one for one in at_work if not one.is_alive()]
            codes += [ended(one) or 0 for one in over]
            at_work = [one for one in at_work if one not in over]
    return codes


def test_no_entry_is_lost_among_programs_that_come_go_and_are_killed(
    path: Path, tmp_path: Path
) -> None:
    codes = _crowd(path, tmp_path, 3, lambda: None)
    assert codes
    assert set(codes) == {0}
    names = [
        line
        for file in tmp_path.glob("done-*")
        for line in file.read_text(encoding="utf-8").split("\n")[:-1]
    ]
    assert len(names) > 100
    store = Store(path)
    assert len(store.get(names)) == len(names)
    store.close()
    assert sound(path)


def test_a_database_damaged_among_them_gives_no_wrong_result(path: Path, tmp_path: Path) -> None:
    _adds(path, "one")
    chance = random.Random(11)

    def between() -> None:
        if chance.random() < 0.3:
            with contextlib.suppress(FileNotFoundError):  # between two of them
                damage(path)

    codes = _crowd(path, tmp_path, 3, between)
    assert codes
    assert set(codes) <= {0, THROWN_AWAY}
    _adds(path, "last")
    store = Store(path)
    assert store.get(["last"]) == {"last": value("last")}
    store.close()
    assert sound(path)
