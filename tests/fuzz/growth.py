"""Hostile shapes at doubling sizes: `make growth`, or `python -m tests.fuzz.growth [--only read-po] [--out FILE]`.

Every reader, stage, rule, reporter and list of settings gets twice as much of each shape until it takes `LONG`, or
the shape has its largest size. Twice the input is to be twice the work: the exponent is that of time over size, by the
last two doublings, and of the memory held meanwhile. What took less than `BRIEF` at the largest size has none. Each
shape runs in a process of its own, so that one that hangs is named and the others go on. Leaves with 1 where anything
grows faster.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import math
import os
import resource
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.plugins import checks, readers, reporters
from tests.fuzz import growing

STEEP = 1.2
"""The exponent above which growth is no proportion: n log n has 1.1 at these sizes."""
LONG = 0.4
"""Seconds of the processor from which a subject gets no larger input of a shape."""
BRIEF = 0.06
"""Seconds below which a doubling says more about the machine than about the subject: what even the square of the sizes
left would not bring there gets no more."""
HELD = 128.0
"""Mebibytes below which the same holds of memory."""
ALL = 240
"""Seconds of the processor for one shape, then its process is ended."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one subject took of one shape at one size."""

    subject: str
    shape: str
    size: int
    seconds: float
    mib: float


@dataclass(frozen=True, slots=True)
class Growth:
    """A subject and a shape: the largest size, what it took, and the exponents (None where too little to say)."""

    subject: str
    shape: str
    size: int
    seconds: float
    mib: float
    time: float | None
    memory: float | None

    @property
    def steep(self) -> bool:
        """Whether time or memory grows faster than the input."""
        return any(one is not None and one > STEEP for one in (self.time, self.memory))


def measured(shape: str, work: growing.Work) -> Iterator[Step]:
    """Runs the subjects of one shape, each with twice as much until it takes long or there is no more."""
    for _subject, prepared in work.subjects(work.sizes[0]):
        prepared()  # what a subject loads when it is first asked is no growth
    done: set[str] = set()
    for size in work.sizes:
        for subject, prepared in work.subjects(size):
            if subject in done:
                continue
            gc.collect()
            before = _held()
            gc.disable()  # what a collection takes depends on all that the process holds
            started = time.process_time()
            prepared()
            seconds = time.process_time() - started
            gc.enable()
            step = Step(subject, shape, size, seconds, max(_memory()[1] - before, 0.0))
            if seconds > LONG or seconds * (work.sizes[-1] / size) ** 2 < BRIEF:
                done.add(subject)
            yield step


def growths(steps: Sequence[Step]) -> list[Growth]:
    """The exponents of each subject and shape."""
    found: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for step in steps:
        found[step.subject, step.shape].append(step)
    return [
        Growth(
            *key,
            size=rows[-1].size,
            seconds=rows[-1].seconds,
            mib=rows[-1].mib,
            time=exponent([(row.size, row.seconds) for row in rows], BRIEF),
            memory=exponent([(row.size, row.mib) for row in rows], HELD),
        )
        for key, rows in sorted(found.items())
    ]


def exponent(points: list[tuple[int, float]], least: float) -> float | None:
    """Of growth over the last two doublings (of what is a tenth of `least`); None where the last value is below it."""
    (last, value), earlier = points[-1], [one for one in points[-3:-1] if one[1] >= least / 10]
    if not earlier or value < least:
        return None
    first, other = earlier[0]
    return math.log(value / other) / math.log(last / first)


def _forked(shape: str, work: growing.Work) -> tuple[list[Step], str]:
    """The steps of a shape in a process of its own, and how that ended where it did not end well."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(reading)
            gc.freeze()  # what the parent holds need not be looked through after every step
            spent = time.process_time()
            resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + ALL, int(spent) + ALL + 5))
            with os.fdopen(writing, "w") as out:
                for step in measured(shape, work):
                    print(json.dumps([getattr(step, name) for name in Step.__slots__]), file=out)
                    out.flush()
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as lines:
        steps = [Step(*json.loads(line)) for line in lines]
    _child, status = os.waitpid(child, 0)
    if not status:
        return steps, ""
    last = f"after {steps[-1].subject} at {steps[-1].size}" if steps else "at once"
    return steps, f"{shape}: ended by {status:#x} {last}"


def _least(one: Sequence[Step], other: Sequence[Step]) -> list[Step]:
    """The smaller of both times of each step."""
    again = {(step.subject, step.size): step for step in other}
    return [
        min(step, again.get((step.subject, step.size), step), key=lambda step: step.seconds)
        for step in one
    ]


def _memory() -> tuple[float, float]:
    """What this process holds, and the most it held since that was counted anew, in mebibytes; 0 where nobody says."""
    try:
        status = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    lines = dict(line.split(":", 1) for line in status)
    held, most = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return held, most


def _held() -> float:
    """What is held now; the peak is counted from about here."""
    held, most = _memory()
    if most - held > HELD / 10:  # counting anew takes the kernel milliseconds
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
    return held


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.growth", description=__doc__)
    parser.add_argument("--only", default="", help="beginning of the names of the shapes to run")
    parser.add_argument(
        "--all", action="store_true", help="print every row, not the steepest alone"
    )
    options = parser.parse_args()
    checks(), readers(), reporters()
    growing.warm()
    started = time.monotonic()
    steps: list[Step] = []
    broken: list[str] = []
    for shape, work in growing.works().items():
        if shape.startswith(options.only):
            found, said = _forked(shape, work)
            for _again in range(2):  # what else runs on the machine is not the subject's
                if any(row.steep for row in growths(found)):
                    found = _least(found, _forked(shape, work)[0])
            steps += found
            print(f"{shape}: {sum(step.seconds for step in found):.1f} s", file=sys.stderr)
            broken += [said] if said else []
            for row in (row for row in growths(found) if row.steep):
                print(f"{row.subject}, {row.shape}: {row.time} {row.memory}", file=sys.stderr)
    rows = growths(steps)
    _print(rows, options.all)
    steep = [row for row in rows if row.steep]
    print(
        f"\n{len(rows):,} pairs of subject and shape in {time.monotonic() - started:.0f} s;",
        end=" ",
    )
    print(f"faster than the power {STEEP}: {len(steep)}; ended early: {len(broken)}")
    print("\n".join(broken))
    return int(bool(steep or broken))


def _print(rows: list[Growth], everything: bool) -> None:
    """The steep ones first, then the steepest of each subject (or all)."""
    by_subject: Mapping[str, list[Growth]] = defaultdict(list)
    for row in rows:
        by_subject[row.subject].append(row)
    key: Callable[[Growth], float] = lambda row: max(row.time or 0, row.memory or 0)  # noqa: E731
    shown = rows if everything else [max(found, key=key) for found in by_subject.values()]
    shown = [row for row in shown if everything or key(row)]
    shown = sorted({*shown, *(row for row in rows if row.steep)}, key=lambda row: -key(row))
    out = io.StringIO()
    print(
        f"{'subject':26}{'shape':30}{'size':>10}{'seconds':>9}{'MiB':>7}{'time^':>7}{'mem^':>6}",
        file=out,
    )
    for row in shown:
        powers = ["" if one is None else f"{one:.2f}" for one in (row.time, row.memory)]
        print(
            f"{row.subject:26}{row.shape:30}{row.size:>10,}{row.seconds:>9.2f}{row.mib:>7.0f}"
            f"{powers[0]:>7}{powers[1]:>6}{'  STEEP' if row.steep else ''}",
            file=out,
        )
    print(out.getvalue(), end="")


if __name__ == "__main__":
    sys.exit(main())
