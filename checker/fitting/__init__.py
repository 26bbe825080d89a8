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
from checker.errors import UsageProblem
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
from checker.messages import _

__all__ = ["Labelled", "calibrate"]

SEGMENT_MODELS = (BAD, ANY, ADEQUACY, FLUENCY)


def calibrate(
    sets: Sequence[Labelled],
    *,
    name: str,
    models: str,
    config: Config,
    signals: Sequence[str] = (),
) -> Calibration:
    """A calibration for the models with this signature. Raises UsageProblem where the labels do not suffice.

    `config` names the languages of texts that do not. `signals`: how the names of the measurements begin that may
    teach; all of them where none is named.
    """
    require()
    without_source, alone = _mode(sets, config, signals, with_source=False)
    with_source, _ours = _mode(sets, config, signals, with_source=True, alone=alone)
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
    signals: Sequence[str],
    *,
    with_source: bool,
    alone: tuple[Matrix, Matrix] | None = None,
) -> tuple[Mode, tuple[Matrix, Matrix]]:
    """The models of a mode, and what its two models of words say of the words they have not seen.

    `alone`: the same of the mode without a source, with which words beside theirs are judged.
    """
    models: dict[str, Model] = {}
    samples: list[Sample] = []
    risk: list[float] = []
    for which in SEGMENT_MODELS:
        mine = list(samples_of(sets, which))
        fitted = fit(mine, _among(segment_names(mine, with_source), signals, which), which)
        models[which] = fitted.model
        if which == BAD:
            samples, risk = mine, fitted.model.probability(fitted.unseen.tolist())
    unseen = {id(one.measured): p for one, p in zip(samples, risk, strict=True)}
    words = words_of(sets, unseen)
    names = _among(taught(words.names, with_source), signals, WORD)
    p_word, p_major = own = (
        _of_words(words, names, WORD, models),
        _of_words(words, names, WORD_MAJOR, models),
    )
    if alone is not None:
        p_word, p_major = (
            np.array(pooled(mine.tolist(), theirs.tolist()))
            for mine, theirs in zip(own, alone, strict=True)
        )
    p_major = np.minimum(p_word, p_major)
    clean, shown = _judged(sets, config, p_word, p_major, with_source=with_source)
    limits, rises = default_limits(clean)
    mode = Mode(models, limits, rises, finding_points(shown), major_points(shown))
    return mode, own


def _among(names: Sequence[str], signals: Sequence[str], which: str) -> list[str]:
    """The names that begin as wanted. Raises UsageProblem where none does, since a model needs one."""
    mine = [name for name in names if not signals or name.startswith(tuple(signals))]
    if not mine:
        raise UsageProblem(
            _("no measurement for “{which}” has a name that begins with {signals}.").format(
                which=which, signals=" ".join(signals)
            ),
            _("There are: {names}").format(names=", ".join(names)),
        )
    return mine


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
    return np.array(fitted.model.probability(fitted.unseen.tolist()))


def _judged(
    sets: Sequence[Labelled],
    config: Config,
    p_word: Matrix,
    p_major: Matrix,
    *,
    with_source: bool,
) -> tuple[list[Shown], list[Shown]]:
    """The clean texts and the marked ones of all sets, with the probabilities of their words, in the order of these."""
    clean: list[Shown] = []
    shown: list[Shown] = []
    at = 0
    for one, row, case, marks in marked_texts(sets):
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
        own = replace(config, lang=one.lang) if one.lang else config
        text = Shown(known, own, marks, bool(row.bad), bool(row.major))
        (clean if row.clean else shown).append(text)
    return clean, shown
