"""A run on a cluster: Ray holds a checker on each of its processors, and every document is one task.

A worker that dies, with its machine or alone, loses the document that it had, and another worker gets that one. What
is finished is written every few seconds: a run that is started again goes on from there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Any, Literal, Protocol, cast

import checker
from checker import messages
from checker.cluster.actor import Identity, Outcome, Worker
from checker.cluster.kept import Results, Row
from checker.cluster.stores import missing
from checker.cluster.texts import Stored, Text, texts
from checker.config import Config
from checker.errors import CheckerError, EngineFailure
from checker.judge import gate
from checker.messages import _
from checker.types import Document, Notice, Problem, Report, Tool

ATTEMPTS = 3
"""How often a document is given to a worker: one at which so many died is a problem of its own."""
MOST_LOST = 20
"""Workers in a row that die before they have done anything; then something is wrong with all of them."""
ROWS, SECONDS = 256, 10.0
"""A part is written when it has so many rows, or when the last one is so old."""
PATIENCE = 30.0
"""Seconds without anything to do after which a run says what it waits for."""


class Say(Protocol):
    """Tells a person how it goes; no part of the report."""

    def __call__(self, message: str, hint: str | None = None) -> None:
        """Says one thing."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where to run. `address` is Ray's; auto: the cluster of this machine or RAY_ADDRESS, else one made here.

    `workers` 0: as many as its processors (with `device` cuda: its GPUs) allow.
    """

    address: str = "auto"
    workers: int = 0


def check(
    arguments: Sequence[str], config: Config, cluster: Cluster, results: Results, say: Say
) -> Report:
    """Checks what has no result yet, and gives the report of all without its documents, which are in `results`.

    Raises CheckerError where nothing could be checked so, or where workers differ in what they would say.
    """
    started = time.monotonic()
    config = _of_workers(config)
    known = list({text.key: text for text in texts(arguments, config)}.values())
    stopped: list[Problem] = []
    with _connected(cluster) as ray:
        crew = _Crew(ray, config, cluster.workers, say)
        writer = _Writer(results)
        try:
            identity = crew.first()
            todo = [t for t in known if not results.done(t.key, t.stamp, identity.digest)]
            say(
                _("to check: {count} of {all} files, by {workers} workers").format(
                    count=len(todo), all=len(known), workers=min(crew.size, max(len(todo), 1))
                )
            )
            for count, (text, outcome) in enumerate(crew.outcomes(todo), 1):
                if writer.add(_row(text, outcome, identity)):
                    say(_("checked: {count} of {all}").format(count=count, all=len(todo)))
        except KeyboardInterrupt:
            message = _("stopped here: what follows was not checked.")
            hint = _("Run the same command to resume.")
            stopped.append(Problem(results.place, message, hint))
        finally:
            writer.close()
    if not stopped:
        results.tidy()
    tally = gate.Tally(config)
    problems: list[Problem] = []
    notices: list[Notice] = []
    signature, digest = ("", "") if crew.identity is None else astuple(crew.identity)
    for row in results.rows(frozenset(text.key for text in known)):
        if row.digest not in ("", digest):
            continue  # of other settings; the run was stopped before it came to this file
        problems += row.problems
        notices += row.notices
        if row.outline is not None:
            tally.add(row.outline)
    tool = Tool("checker", checker.__version__, signature)
    seconds = time.monotonic() - started
    return gate.report(tool, [], [*problems, *stopped], seconds, config, notices, tally)


@dataclass(slots=True)
class _Writer:
    """Collects rows and writes them in parts."""

    results: Results
    rows: list[Row] = field(default_factory=list)
    last: float = field(default_factory=time.monotonic)

    def add(self, row: Row) -> bool:
        """Whether it is written, and all before it."""
        self.rows.append(row)
        if len(self.rows) < ROWS and time.monotonic() - self.last < SECONDS:
            return False
        self.close()
        return True

    def close(self) -> None:
        self.results.write(self.rows)
        self.rows, self.last = [], time.monotonic()


@dataclass(slots=True)
class _Task:
    """A document on its way: what a worker is given, and how many have died over it."""

    text: Text
    work: Any
    deaths: int = 0


class _Crew:
    """The workers of a run. A dead one is replaced as soon as the cluster has room."""

    def __init__(self, ray: Any, config: Config, size: int, say: Say) -> None:
        self._ray = ray
        self._config = config
        self._say = say
        self._waited = False
        needs = {"num_gpus": 1} if config.device == "cuda" else {}
        self._worker = ray.remote(num_cpus=config.threads, **needs)(Worker)
        self.size = size or _room(ray, config)
        self.identity: Identity | None = None
        """What all workers are, once the first has said it."""
        self._joining: dict[Any, Any] = {}
        self._busy: dict[Any, tuple[Any, _Task]] = {}
        self._idle: list[Any] = []
        self._lost = 0

    def first(self) -> Identity:
        """What the first worker is, which all others must be too."""
        self._hire()
        while self.identity is None:
            self._next()
        return self.identity

    def outcomes(self, todo: Sequence[Text]) -> Iterator[tuple[Text, Outcome]]:
        """What is found in each file, in the order in which they are through."""
        queue = iter(todo)
        again: deque[_Task] = deque()
        for _worker in range(min(self.size, len(todo)) - 1):
            self._hire()
        while True:
            while self._idle:
                if not again:
                    text = next(queue, None)
                    if text is None:
                        break
                    work = _opened(text, self._config)
                    if isinstance(work, Outcome):
                        yield text, work
                        continue
                    again.append(_Task(text, work))
                self._give(again.popleft())
            if self._idle and not self._busy:
                return
            task, result = self._next()
            if task is None:
                continue
            if result is not None:
                yield task.text, result
            elif task.deaths < ATTEMPTS:
                again.append(task)
            else:
                yield task.text, _given_up(task.text)

    def _hire(self) -> None:
        worker = self._worker.remote(self._config)
        self._joining[worker.identity.remote()] = worker

    def _give(self, task: _Task) -> None:
        worker = self._idle.pop()
        self._busy[worker.check.remote(task.work)] = worker, task

    def _next(self) -> tuple[_Task | None, Outcome | None]:
        """Waits for one worker: the task that it had, and what came of it unless the worker died over it."""
        ray = self._ray
        ready, _rest = ray.wait([*self._busy, *self._joining], timeout=PATIENCE)
        if not ready:
            if not self._busy and not self._waited:
                self._waited = True
                self._say(
                    _("no worker is ready yet: the cluster may have no free processor."),
                    _("It resumes as soon as there is one; Ctrl-C stops it."),
                )
            return None, None
        (one,) = ready
        worker, task = self._busy.pop(one, (None, None))
        if worker is None:
            worker = self._joining.pop(one)
        try:
            value = ray.get(one)
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, CheckerError):
                raise error.cause from None
            raise
        except ray.exceptions.RayError as error:
            self._replace(worker, error)
            if task is not None:
                task.deaths += 1
            return task, None
        self._idle.append(worker)
        if task is None:
            self._admit(value)
            return None, None
        self._lost = 0
        return task, value

    def _admit(self, identity: Identity) -> None:
        if self.identity is None:
            self.identity = identity
        elif identity != self.identity:
            raise EngineFailure(
                _(
                    "two machines of the cluster would give different results: {one}; {other}"
                ).format(one=self.identity.signature, other=identity.signature),
                _(
                    "They need the same version, models, plug-ins and lists. Finished work is kept: "
                    "run the same command to resume."
                ),
            )

    def _replace(self, worker: Any, error: Exception) -> None:
        with contextlib.suppress(self._ray.exceptions.RayError):
            self._ray.kill(worker)
        self._lost += 1
        if self._lost > MOST_LOST:
            raise EngineFailure(
                _("the workers of the cluster die before doing any work: {reason}").format(
                    reason=str(error).splitlines()[0]
                ),
                _("Usually they run out of memory: use fewer --workers, or more --threads each."),
            )
        self._hire()


def _of_workers(config: Config) -> Config:
    """The settings of a worker: it speaks as this command does, whatever its machine is set to, and has one processor,
    and a GPU only where somebody asked for it, since it shares its machine with others."""
    return replace(
        config,
        ui_lang=cast(Literal["en", "fr"], messages.current()),
        threads=config.threads or 1,
        device="cpu" if config.device == "auto" else config.device,
    )


def _opened(text: Text, config: Config) -> Any:
    """What a worker is given of a file, or the outcome where there is no document in it."""
    if isinstance(text.item, Stored):
        return text
    found = text.open(config)
    if any(isinstance(one, Document) for one in found):
        return found
    problems = tuple(one for one in found if isinstance(one, Problem))
    notices = tuple(one for one in found if isinstance(one, Notice))
    return Outcome(None, problems, notices)


def _given_up(text: Text) -> Outcome:
    message = _("{path}: {count} workers died while checking it.")
    problem = Problem(
        text.name,
        message.format(path=text.name, count=ATTEMPTS),
        _("Split the file and check the parts."),
    )
    return Outcome(None, (problem,), failed=True)


def _row(text: Text, outcome: Outcome, identity: Identity) -> Row:
    document = outcome.document
    return Row(
        text.key,
        text.stamp,
        "" if outcome.failed else identity.digest,
        identity.signature,
        outcome.problems,
        outcome.notices,
        None if document is None else gate.outlined(document),
        document,
    )


def _room(ray: Any, config: Config) -> int:
    """How many workers the cluster has room for."""
    has = ray.cluster_resources()
    room = int(has.get("CPU", 0)) // config.threads
    if config.device == "cuda":
        room = min(room, int(has.get("GPU", 0)))
    return max(room, 1)


@contextlib.contextmanager
def _connected(cluster: Cluster) -> Iterator[Any]:
    """Ray, connected to the cluster. Raises MissingExtra, or EngineFailure where there is none."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told that this runs
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise missing() from None
    address = None if cluster.address == "auto" else cluster.address
    ended = signal.getsignal(
        signal.SIGTERM
    )  # Ray would leave at once; this command says what is finished
    try:
        ray.init(address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise EngineFailure(
            _("there is no cluster at {address}: {reason}").format(
                address=cluster.address, reason=(str(error).splitlines() or [""])[0]
            )
        ) from None
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, ended)
    try:
        yield ray
    finally:
        ray.shutdown()
