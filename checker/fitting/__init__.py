"""Fits a calibration: from measurements of labelled text to probabilities, by logistic regression.

Judged out of fold, a document never on both sides. Logistic regression beat gradient boosting on data of kinds it
had not seen (docs/evaluation.md), and its weights can be read. The output is turned into a probability by Platt's
sigmoid (Platt 1999), which keeps all differences: isotonic steps would tie half of all minimal pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from checker.calibration.model import (
    ADEQUACY,
    ANY,
    BAD,
    FLUENCY,
    SCHEMA,
    WORD,
    WORD_MAJOR,
    Calibration,
    Mode,
    Model,
    pooled,
)
from checker.config import Config
from checker.evaluate.statistics import require
from checker.fitting.machine_texts import fit_documents
from checker.fitting.regression import (
    FOLDS,
    STRENGTH,
    fit,
    fit_table,
    segment_names,
    taught,
)
from checker.fitting.samples import (
    Labelled,
    Matrix,
    Sample,
    WordTable,
    marked_texts,
    samples_of,
    short,
    words_of,
)
from checker.fitting.thresholds import Shown, default_limits, finding_points, major_points
from checker.types import Case

__all__ = ["Labelled", "calibrate"]

SEGMENT_MODELS = (BAD, ANY, ADEQUACY, FLUENCY)


def calibrate(sets: Sequence[Labelled], *, name: str, models: str, config: Config) -> Calibration:
    """A calibration for the models with this signature. Raises UsageProblem where the labels do not suffice.

    `config` names the languages of texts that do not.
    """
    require()
    without_source, alone = _mode(sets, config, with_source=False)
    with_source, _ours = _mode(sets, config, with_source=True, alone=alone)
    return Calibration(
        schema=SCHEMA,
        name=name,
        models=models,
        data=", ".join(f"{short(one.gold.name)} ({len(one.gold.rows)})" for one in sets),
        without_source=without_source,
        with_source=with_source,
        document=fit_documents(sets, config.lang),
        notes={"method": f"logistic regression, C {STRENGTH}, {FOLDS} folds by document, Platt"},
    )


def _mode(
    sets: Sequence[Labelled],
    config: Config,
    *,
    with_source: bool,
    alone: tuple[Matrix, Matrix] | None = None,
) -> tuple[Mode, tuple[Matrix, Matrix]]:
    """The models of a mode, and what its two models of words say of the words they have not seen.

    `alone`: the same of the mode without a source, with which words beside theirs are judged.
    """
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
    names = taught(words.names, with_source)
    p_word, p_major = own = (
        _of_words(words, names, WORD, models),
        _of_words(words, names, WORD_MAJOR, models),
    )
    if alone is not None:
        p_word, p_major = pooled(p_word, alone[0]), pooled(p_major, alone[1])
    p_major = np.minimum(p_word, p_major)
    clean, shown = _judged(sets, p_word, p_major, with_source=with_source)
    limits, rises = default_limits(clean, config)
    mode = Mode(models, limits, rises, finding_points(shown, config), major_points(shown, config))
    return mode, own


def _of_words(
    words: WordTable, names: Sequence[str], which: str, models: dict[str, Model]
) -> Matrix:
    """Fits the model `which` of words, puts it among the others, and gives what it says of those it has not seen."""
    labels = words.labels if which == WORD else words.majors
    fitted = fit_table(
        words.table(names),
        labels,
        words.groups,
        words.sets,
        names,
        which,
        clean=words.clean,
    )
    models[which] = fitted.model
    return fitted.model.probability(fitted.unseen)


def _judged(
    sets: Sequence[Labelled], p_word: Matrix, p_major: Matrix, *, with_source: bool
) -> tuple[list[Case], list[Shown]]:
    """The clean texts and the marked ones of all sets, with the probabilities of their words, in the order of these."""
    clean, shown = [], []
    at = 0
    for row, case, marks in marked_texts(sets):
        mine = slice(at, at + len(case.words))
        at += len(case.words)
        evidence = case.evidence
        if not with_source:
            evidence = replace(evidence, segment=replace(evidence.segment, source=None))
        known = replace(
            case,
            evidence=evidence,
            p_bad=0.5,
            word_p_bad=tuple(p_word[mine].tolist()),
            word_p_major=tuple(p_major[mine].tolist()),
        )
        if row.clean:
            clean.append(known)
        else:
            shown.append(Shown(known, marks, bool(row.bad), bool(row.major)))
    return clean, shown
