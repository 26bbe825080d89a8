"""What clean text may cost sets the default limits; what thresholds buy on labelled text is kept for `--precision`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.calibrate.samples import Flags, Matrix, Sample, WordTable
from checker.calibration import Point

CLEAN_FINDINGS_PER_1000 = 4.0
"""What findings of models may cost on clean text; rules without models take their share besides."""


CLEAN_MAJOR_PER_1000 = 0.75

CLEAN_MAJOR_SEGMENTS = 0.05
"""What the default limits may cost on clean text, the strictest one binding."""


def word_limit(p: Matrix, words: WordTable) -> float:
    """The probability from which clean text has no more marked words than it may; 0.5 without clean text."""
    clean = np.sort(p[words.clean & words.doubtful])[::-1]
    if not len(clean):
        return 0.5
    return _limit(clean, int(words.clean.sum() * CLEAN_FINDINGS_PER_1000 / 1000))


def major_limit(risk: Matrix, samples: Sequence[Sample]) -> float:
    """The probability from which clean text has no more major findings than it may; 0.8 without clean text."""
    clean = [(p, s) for p, s in zip(risk.tolist(), samples, strict=True) if s.clean]
    if not clean:
        return 0.8
    words = sum(len(next(iter(s.measured.words.values()), ())) for _p, s in clean)
    allowed = min(words * CLEAN_MAJOR_PER_1000 / 1000, len(clean) * CLEAN_MAJOR_SEGMENTS)
    return _limit(np.sort([p for p, _s in clean])[::-1], int(allowed))


def _limit(falling: Matrix, allowed: int) -> float:
    """Just above the value that would be one too many."""
    return round(float(falling[min(allowed, len(falling) - 1)]) + 1e-6, 6)


def points(p: Matrix, labels: Flags) -> tuple[Point, ...]:
    """Precision and recall at some thresholds, the lowest first."""
    if not len(p) or not labels.any():
        return ()
    out = []
    for threshold in np.unique(
        np.quantile(
            p,
            [
                0,
                0.2,
                0.4,
                0.5,
                0.6,
                0.7,
                0.8,
                0.85,
                0.9,
                0.93,
                0.95,
                0.97,
                0.98,
                0.99,
                0.995,
                0.998,
            ],
        )
    ):
        over = p >= threshold
        out.append(
            Point(
                round(float(labels[over].mean()), 4),
                round(float(labels[over].sum() / labels.sum()), 4),
                round(float(threshold), 6),
            )
        )
    return tuple(out)
