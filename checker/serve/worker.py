"""The one thread that owns the models, and its queue.

Requests that wait together and ask for the same settings go to the models in shared batches; results are those of each
by itself. What nobody waits for any more is left out, or ended under way.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from checker.errors import Cancelled
from checker.messages import _
from checker.session import Inspection, Options, Progress, Session, Text
from checker.types import Report

T = TypeVar("T")

BATCH = 32
"""Requests that are checked together."""

BATCH_CHARACTERS = 20_000
"""Characters of text from which no further request is taken into a batch: others should not wait for a long one."""


class Busy(Exception):
    """The queue is full."""


class TooLate(Exception):
    """The time of a request ran out before its result was there."""


@dataclass(eq=False)
class Job(Generic[T]):
    """What a request waits for. `future.cancel()` says that it does not any more."""

    options: Options
    deadline: float
    """By `time.monotonic()`."""
    future: Future[T] = field(default_factory=Future)
    on_progress: Progress | None = None

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for it, and may still."""
        return not self.future.cancelled() and time.monotonic() < self.deadline


@dataclass(eq=False)
class CheckJob(Job[Report]):
    """A text to check."""

    text: Text = field(default_factory=lambda: Text(""))


@dataclass(eq=False)
class InspectJob(Job[Inspection]):
    """A sentence to look at closely."""

    sentence: str = ""
    source: str | None = None


class Worker:
    """Takes jobs one batch after the other; `waiting` at most stand in its queue."""

    def __init__(
        self,
        session: Session,
        *,
        waiting: int,
        on_batch: Callable[[int], None] = lambda size: None,
    ) -> None:
        self._session = session
        self._queue: queue.Queue[Job[Any] | None] = queue.Queue(waiting)
        self._on_batch = on_batch
        self._left: Job[Any] | None = None
        self._closing = False
        self._last = False
        self._thread = threading.Thread(target=self._work, name="checker-models", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Jobs in the queue."""
        return self._queue.qsize()

    @property
    def open(self) -> bool:
        """Whether it takes jobs."""
        return self._thread.is_alive() and not self._closing

    @property
    def ended(self) -> bool:
        """Whether it will do nothing any more."""
        return not self._thread.is_alive()

    def put(self, job: Job[Any]) -> None:
        """Adds a job to the queue. Raises Busy where it is full or being closed."""
        if self._closing:
            raise Busy
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise Busy from None

    def close(self, patience_s: float) -> None:
        """Takes no more jobs, waits so long for those that it has, and gives the others up."""
        self._closing = True
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=patience_s)
        self._thread.join(patience_s)
        while not self._queue.empty():
            job = self._queue.get_nowait()
            if job is not None:
                job.future.cancel()

    def _work(self) -> None:
        while not self._last:
            job = self._left or self._queue.get()
            self._left = None
            if job is None:
                return
            if not job.awaited:
                _too_late(job)
            elif isinstance(job, CheckJob):
                self._check(self._together(job))
            elif isinstance(job, InspectJob):
                self._inspect(job)

    def _together(self, first: CheckJob) -> list[CheckJob]:
        """The job and those behind it that can be checked with it; the first that cannot is next."""
        batch, size = [first], len(first.text.text)
        while len(batch) < BATCH and size < BATCH_CHARACTERS:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._last = True
                break
            alike = isinstance(job, CheckJob) and job.options == first.options
            if not isinstance(job, CheckJob) or not alike:
                self._left = job
                break
            size += len(job.text.text)
            batch.append(job)
        return batch

    def _check(self, batch: Sequence[CheckJob]) -> None:
        self._on_batch(len(batch))

        def heard(done: int, total: int) -> None:
            if not any(job.awaited for job in batch):
                raise Cancelled
            for job in batch:
                if job.on_progress is not None:
                    job.on_progress(done, total)

        try:
            texts = [job.text for job in batch]
            reports = self._session.check_all(texts, on_progress=heard, **batch[0].options)
        except Cancelled:
            for job in batch:
                _too_late(job)
        except (
            BaseException
        ) as error:  # whatever it is, who waits hears of it and the thread goes on
            for job in batch:
                _fail(job, error)
        else:
            for job, report in zip(batch, reports, strict=True):
                _finish(job, report)

    def _inspect(self, job: InspectJob) -> None:
        try:
            found = self._session.inspect(job.sentence, source=job.source, **job.options)
        except BaseException as error:  # as above
            _fail(job, error)
        else:
            _finish(job, found)


def _finish(job: Job[T], result: T) -> None:
    if job.future.set_running_or_notify_cancel():
        job.future.set_result(result)


def _fail(job: Job[Any], error: BaseException) -> None:
    if job.future.set_running_or_notify_cancel():
        job.future.set_exception(error)


def _too_late(job: Job[Any]) -> None:
    _fail(job, TooLate(_("there was not enough time for this text")))
