"""Feeds targets with inputs from a seed, and keeps one reproducer for each kind of failure."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.guard import TooSlow, bounded_time
from tests.fuzz.targets import Target, all_targets

SLICE = 1.0
"""Seconds of the processor that a target runs before it is the next one's turn."""


@dataclass
class Failure:
    """The smallest input that failed in one way."""

    target: str
    data: bytes
    said: str
    count: int = 1

    @property
    def file(self) -> str:
        """A name from which the input can be run again."""
        return f"{self.target}--{hashlib.sha256(self.data).hexdigest()[:12]}"


@dataclass
class Tally:
    """What a run did: inputs and seconds of each target, and failures by kind."""

    inputs: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    failures: dict[tuple[str, ...], Failure] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")


def attempt(name: str, data: bytes) -> BaseException | None:
    """What a target raises over an input, if anything."""
    try:
        with bounded_time():
            all_targets()[name].run(data)
    except (Exception, TooSlow) as error:
        return error
    return None


def feed(
    tally: Tally,
    name: str,
    *,
    number: int,
    inputs: int,
    until: float = float("inf"),
    current: Path | None = None,
) -> None:
    """Runs up to `inputs` inputs of the seed `number` through a target.

    None is begun when the process has had `until` seconds of the processor.
    `current` always holds the input that runs: it is left behind where the process is killed.
    """
    target: Target = all_targets()[name]

    @seed(number)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def one(data: bytes) -> None:
        started = time.process_time()
        if started >= until:
            return
        if current is not None:
            current.write_bytes(data)
        error = attempt(name, data)
        took = time.process_time() - started
        tally.inputs[name] += 1
        tally.seconds[name] += took
        tally.slowest = max(tally.slowest, (took, name))
        if error is not None:
            _note(tally, name, data, error)

    one()


def in_turns(
    tally: Tally, names: Iterable[str], number: int, seconds: float, current: Path
) -> None:
    """Runs the targets in turns, until so many seconds of the processor are over: a busy machine changes nothing."""
    end = time.process_time() + seconds
    names = list(names)
    turn = 0
    while time.process_time() < end:
        for name in names:
            until = min(end, time.process_time() + SLICE)
            feed(tally, name, number=number + turn, inputs=200, until=until, current=current)
        turn += 1


def _note(tally: Tally, name: str, data: bytes, error: BaseException) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{Path(f.filename).name}:{f.name}" for f in frames if "checker/" in f.filename]
    kind = (type(error).__name__, *(ours[-1:] or [name]), *([name] if not ours else []))
    known = tally.failures.get(kind)
    if known is None:
        said = "".join(traceback.format_exception(error)[-6:])
        tally.failures[kind] = Failure(name, data, said)
        return
    known.count += 1
    if len(data) < len(known.data):
        known.target, known.data = name, data
        known.said = "".join(traceback.format_exception(error)[-6:])
