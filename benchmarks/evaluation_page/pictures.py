"""Two pictures, small SVG files that do not change when the numbers do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from checker.evaluate.statistics import Flags, Reliability, Vector

POINTS = 120
"""Points of a curve: more cannot be seen."""


@dataclass(frozen=True)
class Curve:
    """Texts with a label, and a score of them, higher is worse."""

    name: str
    bad: Flags
    score: Vector


def reliability(sets: Sequence[tuple[str, Reliability]], file: Path) -> None:
    """How often texts of a promised probability are bad."""
    figure, axes = _axes()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--")
    for name, found in sets:
        bins = [item for item in found.bins if item.texts >= 10]
        axes.plot(
            [item.predicted for item in bins],
            [item.observed for item in bins],
            marker="o",
            markersize=4,
            linewidth=1.2,
            label=f"{name} (ECE {found.ece:.3f})",
        )
    axes.set_xlabel("p_bad, promised")
    axes.set_ylabel("share of texts with a major error, found")
    _write(figure, axes, file)


def precision_recall(curves: Sequence[Curve], file: Path) -> None:
    """What precision costs in recall."""
    from sklearn.metrics import precision_recall_curve

    figure, axes = _axes()
    for curve in curves:
        precision, recall, _thresholds = precision_recall_curve(curve.bad, curve.score)
        keep = np.unique(np.linspace(0, len(recall) - 1, POINTS).astype(int))
        # Between two thresholds there is nothing: steps, not slopes.
        axes.plot(
            recall[keep],
            precision[keep],
            drawstyle="steps-post",
            linewidth=1.2,
            label=curve.name,
        )
    axes.set_xlabel("recall")
    axes.set_ylabel("precision")
    _write(figure, axes, file)


def _axes() -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    # Text stays text, and ids are the same in every run.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "checker", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 4.4), layout="constrained")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.grid(color="0.92")
    return figure, axes


def _write(figure: Any, axes: Any, file: Path) -> None:
    from matplotlib import pyplot

    axes.legend(fontsize=7, frameon=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
