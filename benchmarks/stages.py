"""Where the time of a check goes, stage by stage, in processor seconds: cold and warm, one article and many.

Usage: python benchmarks/stages.py [FILE...] [--tier full] [--cached] [--rounds 2] [--threads 1] [--before FILE...]

Counts the processor time of all threads (a busy machine stretches wall time, and this less), each stage without the
stages inside it. The first round pays for what a stage loads when it is first asked; the last one shows what a process
takes that is warm. Models are loaded, and if need be converted, before.
"""

from __future__ import annotations

import argparse
import gc
import io
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

START = time.process_time()

from timing import ARTICLE, table  # noqa: E402

from checker import evidence, pipeline  # noqa: E402
from checker.config import Config  # noqa: E402
from checker.inputs.files import find  # noqa: E402
from checker.inputs.opening import opened  # noqa: E402
from checker.languages import parsing  # noqa: E402
from checker.measuring import Live  # noqa: E402
from checker.plugins import checks, reporters, signals  # noqa: E402
from checker.types import Report  # noqa: E402

Function = Callable[..., Any]


class Clock:
    """Processor seconds and calls by stage, each without what it calls."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._open: list[str] = []
        self._since = time.process_time()

    def clear(self) -> None:
        """Begins anew."""
        self.seconds.clear()
        self.calls.clear()

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now

    def around(self, stage: str, function: Function) -> Function:
        """The function, timed; what it yields is taken at once."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            self._turn()
            self._open.append(stage)
            self.calls[stage] += 1
            try:
                result = function(*args, **kwargs)
                return list(result) if hasattr(result, "__next__") else result
            finally:
                self._turn()
                self._open.pop()

        return timed


def instrument(clock: Clock, runner: pipeline.Checker) -> None:
    """Puts the clock around every stage of this process and this checker."""
    evidence.STEPS = tuple(
        replace(step, ask=clock.around(f"ask: {step.gives}", step.ask)) for step in evidence.STEPS
    )
    evidence.begin = clock.around("segment", evidence.begin)
    for module, name, stage in ((pipeline, "segment", "segment"), (pipeline, "judge", "judge")):
        setattr(module, name, clock.around(stage, getattr(module, name)))
    parse = parsing.parse
    timed = clock.around("parser", parse)
    for module in list(sys.modules.values()):
        if getattr(module, "parse", None) is parse:
            module.parse = timed  # type: ignore[attr-defined]
    runner.rules = {
        code: replace(rule, run=clock.around("rules", rule.run))
        for code, rule in runner.rules.items()
    }
    live = runner.measurer
    if isinstance(live, Live):
        live._signals = {
            name: replace(item, measure=clock.around("signals", item.measure))
            for name, item in live._signals.items()
        }


def rows(clock: Clock, whole: float, sentences: int) -> list[dict[str, str]]:
    """Stages, the longest first, and what is left."""
    found = sorted(clock.seconds.items(), key=lambda pair: -pair[1])
    found.append(("the rest", whole - sum(clock.seconds.values())))
    return [
        {
            "stage": stage,
            "calls": str(clock.calls[stage] or ""),
            "processor seconds": f"{seconds:.2f}",
            "share": f"{100 * seconds / whole:.0f} %",
            "ms a sentence": f"{1000 * seconds / max(sentences, 1):.2f}",
        }
        for stage, seconds in found
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", default=[str(ARTICLE)])
    parser.add_argument("--tier", default="full")
    parser.add_argument("--cached", action="store_true", help="with a cache that round 1 fills")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--before",
        nargs="*",
        default=[],
        help="checked before round 1, so that new text meets a warm process",
    )
    options = parser.parse_args()
    checks(), signals(), reporters()
    imported = time.process_time() - START
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        config = Config(
            tier=options.tier, threads=options.threads, cache=options.cached, cache_dir=folder
        )
        runner = pipeline.Checker(config)
        if options.tier != "fast":
            _ = runner.signature
        loaded = time.process_time() - START - imported
        instrument(clock, runner)

        def read(files: list[str] = options.files) -> list[Any]:
            return list(opened(list(find(files, config)), {}, config))

        def write(report: Report) -> None:
            reporters()["json"].report(report, io.StringIO(), config)

        # As the command does.
        gc.set_threshold(50_000, 20, 50)
        if options.before:
            runner.check(read(options.before))
        for number in range(options.rounds):
            clock.clear()
            began = time.process_time()
            documents = clock.around("read", read)()
            report = runner.check(documents)
            clock.around("report", write)(report)
            whole = time.process_time() - began
            count, words = report.summary.segments, report.summary.words
            title = (
                f"Round {number + 1}: {len(documents)} documents, {count} sentences, {words} words in {whole:.2f} s, "
                f"{count / whole:.1f} sentences/s"
            )
            print(table(title, rows(clock, whole, count)), flush=True)
        runner.close()
    print(f"Before round 1: imports {imported:.2f} s, models {loaded:.2f} s")


if __name__ == "__main__":
    main()
