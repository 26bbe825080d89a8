"""What the benchmarks of speed share: processes timed from outside, medians, Markdown tables."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = ROOT / "seeds" / "voi-otan-trump.fr.txt"


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that came to its end: wall and processor seconds, highest resident memory in MiB, what it printed."""

    seconds: float
    processor: float
    peak: float
    output: str


def run(arguments: Sequence[str | Path], cache: Path) -> Ran:
    """Runs this Python with arguments and an own cache folder; exit codes 0 and 1 are fine.

    Call it before the own process grows: on Linux a child's peak begins at its parent's size.
    """
    environment = os.environ | {"CHECKER_CACHE_DIR": str(cache)}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=environment,
    ) as child:
        assert child.stdout
        output = child.stdout.read()
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if child.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(map(str, arguments))} left with {child.returncode}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Ran(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, output)


def middle(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(values)


def spread(values: Sequence[float]) -> str:
    """The lowest and highest: what a busy machine does to a figure."""
    return f"{min(values):.2f}–{max(values):.2f}"


def table(title: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Rows with the same columns as Markdown; the first column is text, the others are numbers."""
    names = list(rows[0])
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *(list(row.values()) for row in rows)]
    body = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"### {title}\n\n{body}\n"


def machine(threads: int) -> str:
    """What was timed on, as far as it can be said: cores, threads of the models, load before the run."""
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {threads} threads for models{load}, Python {sys.version.split()[0]}"
