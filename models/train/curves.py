"""Draws the learning curves of trainings: what a piece cost, over steps, as one SVG that shows every run.

    python models/train/curves.py OUT.svg RUN.jsonl...

A run is the `curve.jsonl` that a training writes, or one of `models/train/runs/`, which keep those of the embedded
models and of what was tried for them. Needs matplotlib: `pip install 'checker[evaluate]'`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

COUNTED = "nats"
"""What begins the name of a loss."""


def losses(run: Sequence[Mapping[str, float]]) -> Iterator[tuple[str, list[float], list[float]]]:
    """Each loss of a run: its name, the steps at which it was written down, and its values."""
    for name in dict.fromkeys(key for row in run for key in row if key.startswith(COUNTED)):
        rows = [row for row in run if name in row]
        yield name, [row["step"] for row in rows], [row[name] for row in rows]


def draw(runs: Mapping[str, Sequence[Mapping[str, float]]], file: Path) -> None:
    """One panel a run, under each other."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "checker"  # the same picture for the same numbers
    from matplotlib import pyplot

    shown: Any = pyplot
    figure, panels = shown.subplots(
        len(runs), 1, figsize=(7, 2.2 * len(runs)), squeeze=False, constrained_layout=True
    )
    for (name, run), (panel,) in zip(runs.items(), panels, strict=True):
        for label, steps, values in losses(run):
            panel.plot(steps, values, linewidth=1.2, label=label)
        panel.set_title(name, fontsize=9, loc="left")
        panel.set_xlabel("steps", fontsize=8)
        panel.tick_params(labelsize=8)
        panel.grid(alpha=0.3)
        panel.legend(fontsize=8, frameon=False)
    figure.savefig(file, metadata={"Date": None})
    shown.close(figure)


def read(file: Path) -> list[dict[str, float]]:
    """The lines of a learning curve."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def main() -> None:
    """Draws."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT.svg")
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN.jsonl")
    options = parser.parse_args()
    draw({file.stem: read(file) for file in options.runs}, options.out)


if __name__ == "__main__":
    main()
