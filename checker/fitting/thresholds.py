"""What clean text may cost sets the default limits; what thresholds buy on labelled text is kept for `--precision`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.calibration import TYPICAL_WORDS, Point
from checker.fitting.samples import Flags, Matrix, Sample, WordTable

CLEAN_FINDINGS_PER_1000 = 4.0
"""What findings of models may cost on clean text; rules without models take their share besides."""


CLEAN_MAJOR_PER_1000 = 0.75

CLEAN_MAJOR_SEGMENTS = 0.05
"""What the default limits may cost on clean text, the strictest one binding."""

LENGTH_SHARE = 0.7
"""How much of what good text has of its length alone is taken off. None marks long good sentences and passes short bad
ones (of the chat's major errors none is found); all forgets that long sentences do hold more errors (of the medical
texts 3 % instead of 14 %). Out of fold, at the same cost on news, 0.7 finds most over all sets."""


SENTENCE_SHARE = 0.5
"""How much of its sentence's log-odds is taken off the limit of a word. At the same cost on news more marked words are
right: Matthews correlation .18 -> .20 in chat, .10 -> .12 in medicine, .15 -> .17 and .17 -> .19 in product texts."""


def word_limit(p: Matrix, words: WordTable) -> tuple[float, float]:
    """The probability from which clean text has no more marked words than it may, and its rise; 0.5 without clean text.

    It holds for words of sentences of typical length (`checker.calibration.at_length`) that are as probably bad as not.
    """
    clean = words.clean & words.doubtful
    if not clean.any():
        return 0.5, 0.0
    allowed = int(words.clean.sum() * CLEAN_FINDINGS_PER_1000 / 1000)
    odds = np.log(p / (1 - p)) + SENTENCE_SHARE * words.columns["segment.log_odds"]
    return _at_typical_length(1 / (1 + np.exp(-odds[clean])), words.lengths[clean], allowed)


def major_limit(risk: Matrix, samples: Sequence[Sample]) -> tuple[float, float]:
    """The probability from which clean text has no more major findings than it may, and its rise; 0.8 without any."""
    clean = np.array([sample.clean for sample in samples], dtype=bool)
    if not clean.any():
        return 0.8, 0.0
    lengths = np.array([len(next(iter(s.measured.words.values()), ())) for s in samples])[clean]
    majors = lengths.sum() * CLEAN_MAJOR_PER_1000 / 1000
    allowed = int(min(majors, clean.sum() * CLEAN_MAJOR_SEGMENTS))
    return _at_typical_length(risk[clean], lengths, allowed)


def _at_typical_length(p: Matrix, lengths: Matrix, allowed: int) -> tuple[float, float]:
    """Limit and rise: what good text of each length has of itself is taken off before the strictest are counted."""
    odds = np.log(p / (1 - p))
    length = np.log((1 + lengths) / (1 + TYPICAL_WORDS))
    varies = len(p) > 1 and float(length.std()) > 0
    slope = float(np.polyfit(length, odds, 1)[0]) if varies else 0.0
    rise = round(LENGTH_SHARE * max(0.0, slope), 4)
    falling = np.sort(1 / (1 + np.exp(rise * length - odds)))[::-1]
    return _limit(falling, allowed), rise


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
