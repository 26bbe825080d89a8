"""Fits a calibration: from measurements of labelled text to probabilities, by logistic regression.

Judged out of fold, a document never on both sides. Logistic regression beat gradient boosting on data of kinds it
had not seen (docs/evaluation.md), and its weights can be read. The output is turned into a probability by Platt's
sigmoid (Platt 1999), which keeps all differences: isotonic steps would tie half of all minimal pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.calibration import ADEQUACY, ANY, BAD, FLUENCY, WORD, Calibration, Mode, Model
from checker.evaluate.statistics import require
from checker.fitting.regression import FOLDS, STRENGTH, fit, fit_table, segment_names
from checker.fitting.samples import Labelled, Sample, samples_of, short, words_of
from checker.fitting.thresholds import SENTENCE_SHARE, major_limit, points, word_limit
from checker.types import Limits

__all__ = ["Labelled", "calibrate"]

SEGMENT_MODELS = (BAD, ANY, ADEQUACY, FLUENCY)


def calibrate(sets: Sequence[Labelled], *, name: str, models: str) -> Calibration:
    """A calibration for the models with this signature. Raises UsageProblem where the labels do not suffice."""
    require()
    return Calibration(
        schema=1,
        name=name,
        models=models,
        data=", ".join(f"{short(one.gold.name)} ({len(one.gold.rows)})" for one in sets),
        without_source=_mode(sets, with_source=False),
        with_source=_mode(sets, with_source=True),
        notes={"method": f"logistic regression, C {STRENGTH}, {FOLDS} folds by document, Platt"},
    )


def _mode(sets: Sequence[Labelled], *, with_source: bool) -> Mode:
    models: dict[str, Model] = {}
    samples: list[Sample] = []
    risk = np.zeros(0)
    for which in SEGMENT_MODELS:
        mine = list(samples_of(sets, which))
        fitted = fit(mine, segment_names(mine, with_source), which)
        models[which] = fitted.model
        if which == BAD:
            samples, risk = mine, fitted.model.probability(fitted.unseen)
    unseen = {id(one.measured): p for one, p in zip(samples, risk.tolist(), strict=True)}
    words = words_of(sets, unseen)
    names = [n for n in words.names if with_source or not n.startswith("source.")]
    fitted = fit_table(words.table(names), words.labels, words.groups, words.sets, names, WORD)
    models[WORD] = fitted.model
    p_word = fitted.model.probability(fitted.unseen)
    marked = words.doubtful & ~words.clean
    word, word_rise = word_limit(p_word, words)
    major, major_rise = major_limit(risk, samples)
    return Mode(
        models,
        Limits(word, major),
        Limits(word_rise, major_rise),
        SENTENCE_SHARE,
        points(p_word[marked], words.labels[marked]),
        points(
            np.array(
                [
                    p
                    for p, s in zip(risk, samples, strict=True)
                    if s.label is not None and not s.clean
                ]
            ),
            np.array([bool(s.label) for s in samples if s.label is not None and not s.clean]),
        ),
    )
