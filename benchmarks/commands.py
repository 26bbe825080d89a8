"""How long a user waits for whole commands, and how much memory they take, from outside.

Usage: python benchmarks/commands.py [waits] [growth] [--article FILE] [--rounds 5] [--times 1 4 16]

Every run is a process of its own; commands alternate, and the table shows medians. Nothing is asserted: on a busy
machine wall times wander; processor seconds and peaks do so less.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from timing import ARTICLE, Ran, machine, middle, run, spread, table

CHECK = ("-m", "checker", "check", "--fail-on=never", "--quiet")


def nothing(cache: Path) -> None:
    """A first run on this machine: models are not converted yet."""
    shutil.rmtree(cache, ignore_errors=True)


def no_results(cache: Path) -> None:
    """Models are converted; these sentences were never seen."""
    for file in cache.glob("results-*"):
        file.unlink()


def everything(cache: Path) -> None:
    """The same text again."""


def waits(article: Path, rounds: int, folder: Path) -> str:
    """The commands that people type, alternating."""
    commands: dict[str, tuple[Sequence[str | Path], Callable[[Path], None]]] = {
        "`checker --help`": (("-m", "checker", "--help"), everything),
        "`check --tier fast`": ((*CHECK, "--tier=fast", article), everything),
        "`check`, first run ever": ((*CHECK, article), nothing),
        "`check`, new text": ((*CHECK, article), no_results),
        "`check`, text seen before": ((*CHECK, article), everything),
    }
    ran: dict[str, list[Ran]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, (arguments, prepare) in commands.items():
            prepare(folder)
            ran[name].append(run(arguments, folder))
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    base = middle(one.processor for one in ran["`check`, new text"])
    rows = [
        {
            "command": name,
            "seconds": f"{middle(one.seconds for one in results):.2f}",
            "lowest–highest": spread([one.seconds for one in results]),
            "processor seconds": f"{middle(one.processor for one in results):.2f}",
            "against new text": f"{middle(one.processor for one in results) / base:.2f}",
            "peak MiB": f"{middle(one.peak for one in results):.0f}",
        }
        for name, results in ran.items()
    ]
    return table(f"Waiting: {article.name}, median of {rounds}", rows)


def growth(article: Path, times: Sequence[int], folder: Path) -> str:
    """Longer texts: the article over and over, no cache, so that every sentence is computed."""
    text = article.read_text(encoding="utf-8")
    rows = []
    run((*CHECK, article), folder)  # converts the models
    for count in times:
        longer = folder / f"{count}.fr.txt"
        longer.write_text("\n\n".join([text.strip()] * count) + "\n", encoding="utf-8")
        fast = run((*CHECK, "--tier=fast", longer), folder)
        full = run((*CHECK, "--no-cache", "--format=json", longer), folder)
        summary = json.loads(full.output)["summary"]
        rows.append(
            {
                "text": f"{count} x",
                "words": f"{summary['words']:,}",
                "sentences": f"{summary['segments']:,}",
                "fast, s": f"{fast.seconds:.2f} ({fast.processor:.2f})",
                "fast, peak MiB": f"{fast.peak:.0f}",
                "full, s": f"{full.seconds:.2f} ({full.processor:.2f})",
                "full, peak MiB": f"{full.peak:.0f}",
                "full, words a processor second": f"{summary['words'] / full.processor:.0f}",
            }
        )
        print(f"{count} x", file=sys.stderr, flush=True)
    return table(
        f"Growth: {article.name} repeated, one run each; in brackets processor seconds", rows
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="*", choices=[[], "waits", "growth"], default=[])
    parser.add_argument("--article", type=Path, default=ARTICLE)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 16])
    options = parser.parse_args()
    article = options.article.resolve()
    print(f"{machine(threads=0)} (0: all)\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "cache")
        if "waits" in (options.tables or ["waits"]):
            print(waits(article, options.rounds, folder), flush=True)
        if "growth" in (options.tables or ["growth"]):
            print(growth(article, options.times, folder), flush=True)


if __name__ == "__main__":
    main()
