"""Whether the checker knows which pages a machine translated: collections of pages, each left out in turn.

    python benchmarks/machine_pages.py COLLECTION.jsonl... [--tier estimate]

A collection is a gold file in which `doc` names the page and those of people have the label “human_reference”. The
model is fitted on the others. Prints AUROC with 95 % by 2,000 resamples of pages, and what is called a machine's.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from checker.calibration.stored import read
from checker.config import Config
from checker.evaluate import gold, running
from checker.evaluate.statistics import auroc
from checker.fitting import Labelled
from checker.fitting.machine_texts import fit_documents, known_documents


def main() -> None:
    """Measures, and prints a line a collection and one for all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("collections", type=Path, nargs="+")
    parser.add_argument("--tier", default="full", choices=("full", "estimate"))
    asked = parser.parse_args()
    config = Config(tier=asked.tier)
    checker = running.measuring(config)
    sets = []
    for path in gold.find(asked.collections):
        found = gold.read(path, config)
        sets.append(Labelled(found, running.opinions(checker, found, use_source=False)))
    said: list[tuple[bool, float]] = []
    for left in sets:
        model = fit_documents([one for one in sets if one is not left], config.lang)
        fitted = replace(read(config), document=model)
        mine = [
            (not human, fitted.p_machine(means) or 0.0)
            for _name, means, human in known_documents(left, config.lang)
        ]
        print(f"{left.gold.name}: {_line(mine)}", flush=True)
        said += mine
    print(f"all: {_line(said)}")


def _line(said: list[tuple[bool, float]]) -> str:
    machine = np.array([label for label, _p in said])
    p = np.array([value for _label, value in said])
    rng = np.random.default_rng(1)
    draws = []
    for _ in range(2000):
        mine = rng.integers(0, len(p), len(p))
        if 0 < machine[mine].sum() < len(p):
            draws.append(auroc(machine[mine], p[mine]))
    low, high = np.percentile(draws, [2.5, 97.5])
    shares = (
        f"from {limit}: {np.mean(p[machine] >= limit):.0%} of a machine's, "
        f"{np.mean(p[~machine] >= limit):.0%} of people's"
        for limit in (0.5, 0.8)
    )
    return (
        f"{machine.sum()} pages of a machine, {(~machine).sum()} of people, "
        f"AUROC {auroc(machine, p):.3f} [{low:.2f}, {high:.2f}]; {'; '.join(shares)}"
    )


if __name__ == "__main__":
    main()
