"""A thread that checks one text after another by sessions that stay, so that their models load once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TypeVar
from weakref import WeakSet

from checker.config import Config
from checker.errors import Cancelled
from checker.pipeline import Checker
from checker.plugins import Check
from checker.session import Progress, Session
from checker.types import Case, Hit

T = TypeVar("T")


class Background:
    """One thread and its sessions. A run whose text has changed ends before its next rule or batch of sentences."""

    def __init__(self, name: str) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._sessions: dict[tuple[object, ...], Session] = {}
        self._stoppable: WeakSet[Checker] = WeakSet()
        self._stop = Event()
        self._heard: Progress | None = None

    async def run(
        self, work: Callable[[Background], T], stop: Event, heard: Progress | None = None
    ) -> T | None:
        """What `work` returns, on this thread; None where `stop` was set before it could."""

        def begun() -> T | None:
            self._stop, self._heard = stop, heard
            try:
                self._end_if_stopped()
                return work(self)
            except Cancelled:
                return None

        return await asyncio.get_running_loop().run_in_executor(self._threads, begun)

    @contextlib.contextmanager
    def checking(self, config: Config) -> Iterator[Checker]:
        """The checker of these settings; for `work` alone."""
        with self._session(config).checking(config, self._listen) as checker:
            if checker not in self._stoppable:
                checker.rules = {code: self._watched(rule) for code, rule in checker.rules.items()}
                self._stoppable.add(checker)
            yield checker

    def close(self) -> None:
        """Ends what runs, and its thread."""
        self._stop.set()
        with contextlib.suppress(RuntimeError):  # it is closed already
            self._threads.submit(self._close)
        self._threads.shutdown(wait=True)

    def _close(self) -> None:
        while self._sessions:
            self._sessions.popitem()[1].close()

    def _session(self, config: Config) -> Session:
        """The session that runs models as these settings say: folders that agree in this share their models."""
        key = (
            config.engine, config.device, config.beam, config.batch_tokens, config.threads,
            config.offline, config.cache, config.cache_dir,
        )  # fmt: skip
        if key not in self._sessions:
            self._sessions[key] = Session(config)
        return self._sessions[key]

    def _listen(self, done: int, total: int) -> None:
        self._end_if_stopped()
        if self._heard is not None:
            self._heard(done, total)

    def _end_if_stopped(self) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _watched(self, rule: Check) -> Check:
        def run(cases: Sequence[Case], config: Config) -> Iterable[Hit]:
            self._end_if_stopped()
            return rule.run(cases, config)

        return replace(rule, run=run)
