"""Fits a calibration: from measurements of labelled text to probabilities, by logistic regression.

Judged out of fold, a document never on both sides. Logistic regression beat gradient boosting on data of kinds it
had not seen (docs/evaluation.md), and its weights can be read. The output is turned into a probability by Platt's
sigmoid (Platt 1999), which keeps all differences: isotonic steps would tie half of all minimal pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.calibration import (
    ADEQUACY,
    ANY,
    BAD,
    FLUENCY,
    WORD,
    Calibration,
    Feature,
    Mode,
    Model,
    Point,
    word_columns,
)
from checker.errors import UsageProblem
from checker.evaluate.gold import Gold, Row
from checker.evaluate.running import Opinion
from checker.evaluate.statistics import require
from checker.messages import _
from checker.types import Limits, Measurements, Severity, Span

Matrix = npt.NDArray[np.float64]

FOLDS = 5
STRENGTH = 0.05
"""Inverse of the penalty on the weights (C of scikit-learn)."""

BAD_SCORE = 70.0
"""A direct assessment (0..100) below this counts as a major error, where nobody marked errors."""

CLEAN_FINDINGS_PER_1000 = 4.0
CLEAN_MAJOR_PER_1000 = 0.9
CLEAN_MAJOR_SEGMENTS = 0.05
"""What the default limits may cost on clean text, the strictest one binding."""

MAX_BASE_RATE = 0.6
"""A set in which more than this share is bad says little about the text that people check: it trains weights, but
has no part in how high probabilities are."""

PAIR_WEIGHT = {FLUENCY: 8.0}
"""How much a minimal pair weighs against a single text, by model; 0.5 elsewhere.

Pairs are the purest evidence of what is well formed, but the hair between their sides is not what makes whole
sentences bad."""

SEGMENT_MODELS = (BAD, ANY, ADEQUACY, FLUENCY)
ACCURACY = (
    "accuracy",
    "mistranslation",
    "omission",
    "addition",
    "untranslated",
    "terminology",
    "wrong",
)
LANGUAGE = (
    "fluency",
    "linguistic",
    "grammar",
    "agreement",
    "style",
    "register",
    "spelling",
    "word order",
    "unidiomatic",
    "awkward",
    "tense",
    "function",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A judged set: rows with what was measured of their texts (with source where there is one)."""

    gold: Gold
    answers: Sequence[tuple[Opinion, ...]]


@dataclass(frozen=True, slots=True)
class _Sample:
    """One text or one pair as training sees it. `label` None: it has no part in this model."""

    set: str
    group: str
    measured: Measurements
    label: bool | None
    against: Measurements | None = None
    clean: bool = False


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A model and what it says of its own training data when it has not seen them."""

    model: Model
    unseen: Matrix


def calibrate(sets: Sequence[Labelled], *, name: str, models: str) -> Calibration:
    """A calibration for the models with this signature. Raises UsageProblem where the labels do not suffice."""
    require()
    return Calibration(
        schema=1,
        name=name,
        models=models,
        data=", ".join(f"{_short(one.gold.name)} ({len(one.gold.rows)})" for one in sets),
        without_source=_mode(sets, with_source=False),
        with_source=_mode(sets, with_source=True),
        notes={"method": f"logistic regression, C {STRENGTH}, {FOLDS} folds by document, Platt"},
    )


def _mode(sets: Sequence[Labelled], *, with_source: bool) -> Mode:
    models: dict[str, Model] = {}
    samples: list[_Sample] = []
    risk = np.zeros(0)
    for which in SEGMENT_MODELS:
        mine = list(_samples(sets, which))
        fitted = _fit(mine, _segment_names(mine, with_source), which)
        models[which] = fitted.model
        if which == BAD:
            samples, risk = mine, fitted.model.probability(fitted.unseen)
    words = _words(sets, dict(zip(map(_identity, samples), risk.tolist(), strict=True)))
    names = [n for n in words.names if with_source or not n.startswith("source.")]
    fitted = _fit_table(words.table(names), words.labels, words.groups, words.sets, names, WORD)
    models[WORD] = fitted.model
    p_word = fitted.model.probability(fitted.unseen)
    return Mode(
        models,
        Limits(
            word=_word_limit(p_word, words),
            major=_major_limit(risk, samples),
        ),
        _points(p_word[~words.clean], words.labels[~words.clean]),
        _points(
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


# --- what is learnt from -----------------------------------------------------------------------------


def _samples(sets: Sequence[Labelled], which: str) -> Iterator[_Sample]:
    for one in sets:
        name = _short(one.gold.name)
        for row, texts in zip(one.gold.rows, one.answers, strict=True):
            cases = [text.case for text in texts]
            if not cases or not all(case.evidence.scorable for case in cases):
                continue
            # Sentences that are repeated (templates of a help desk) stay on one side of a fold.
            group = row.doc or row.texts[0]
            if row.kind == "pair" and which != ADEQUACY and row.source is None:
                yield _Sample(name, group, cases[0].measurements, True, cases[1].measurements)
            elif row.kind == "text":
                label = _label(row, which)
                if label is not None:
                    yield _Sample(name, group, cases[0].measurements, label, clean=row.clean)


def _label(row: Row, which: str) -> bool | None:
    if row.clean:
        return False
    if which == BAD:
        if row.major is not None:
            return row.major
        if row.score is not None and row.bad is None:
            return row.score < BAD_SCORE
        return None
    if which == ANY:
        return row.bad
    if row.marks is not None and row.marks:
        wanted = ACCURACY if which == ADEQUACY else LANGUAGE
        return any(
            any(part in mark.category.lower() for part in wanted)
            and (which == FLUENCY or mark.severity in (Severity.MAJOR, Severity.CRITICAL))
            for mark in row.marks
        )
    if row.bad is False:
        return False
    # Acceptability judgements are about the language alone.
    return row.bad if which == FLUENCY and row.source is None and row.bad is not None else None


@dataclass(frozen=True, slots=True)
class _WordTable:
    columns: dict[str, Matrix]
    labels: npt.NDArray[np.bool_]
    groups: npt.NDArray[np.str_]
    sets: npt.NDArray[np.str_]
    clean: npt.NDArray[np.bool_]

    @property
    def names(self) -> list[str]:
        return sorted(self.columns)

    def table(self, names: Sequence[str]) -> Matrix:
        return np.stack([self.columns[name] for name in names], axis=1)


def _words(sets: Sequence[Labelled], risk: dict[int, float]) -> _WordTable:
    """Every word, names left out, of the texts in which people marked errors, and of clean ones."""
    tables: list[dict[str, Sequence[float]]] = []
    counts: list[int] = []
    labels: list[bool] = []
    groups: list[str] = []
    of_set: list[str] = []
    clean: list[bool] = []
    for one in sets:
        for row, texts in zip(one.gold.rows, one.answers, strict=True):
            spans = _marked(row)
            case = texts[0].case if texts else None
            if spans is None or case is None or not case.evidence.scorable:
                continue
            names = case.measurements.words.get("name", (0.0,) * len(case.words))
            common = [i for i, name in enumerate(names) if not name]
            p = min(max(risk.get(id(case.measurements), 0.5), 1e-4), 1 - 1e-4)
            own = dict(word_columns(case.measurements))
            own["segment.log_odds"] = [math.log(p / (1 - p))] * len(names)
            tables.append({name: [values[i] for i in common] for name, values in own.items()})
            counts.append(len(common))
            words = [texts[0].words[i] for i in common]
            labels += [any(span.overlaps(word) for span in spans) for word in words]
            groups += [row.doc or row.texts[0]] * len(common)
            of_set += [_short(one.gold.name)] * len(common)
            clean += [row.clean] * len(common)
    if not any(labels):
        raise UsageProblem(
            _("no words are marked in this gold: word probabilities cannot be fitted."),
            _("Add a set with `errors` that have `start` and `end`."),
        )
    joined = {
        name: np.array(
            [
                value
                for own, count in zip(tables, counts, strict=True)
                for value in own.get(name, [math.nan] * count)
            ],
            dtype=np.float64,
        )
        for name in {name for own in tables for name in own}
    }
    return _WordTable(joined, np.array(labels), np.array(groups), np.array(of_set), np.array(clean))


def _marked(row: Row) -> list[Span] | None:
    if row.kind != "text":
        return None
    if row.clean:
        return []
    if row.marks is None or any(mark.span is None for mark in row.marks):
        return None
    # A mark between two words (a missing comma) has no word to teach.
    return [mark.span for mark in row.marks if mark.span and mark.span.end > mark.span.start]


def _identity(sample: _Sample) -> int:
    return id(sample.measured)


# --- fitting -----------------------------------------------------------------------------------------


def _segment_names(samples: Sequence[_Sample], with_source: bool) -> list[str]:
    names = sorted({name for sample in samples for name in sample.measured.segment})
    return [name for name in names if with_source or not name.startswith("source.")]


def _fit(samples: Sequence[_Sample], names: Sequence[str], which: str) -> _Fitted:
    table = _rows([sample.measured for sample in samples], names)
    against = _rows([sample.against or sample.measured for sample in samples], names)
    return _fit_table(
        table,
        np.array([bool(sample.label) for sample in samples]),
        np.array([sample.group for sample in samples]),
        np.array([sample.set for sample in samples]),
        names,
        which,
        against=against,
        paired=np.array([sample.against is not None for sample in samples]),
    )


def _rows(measured: Sequence[Measurements], names: Sequence[str]) -> Matrix:
    return np.array([[one.segment.get(name, math.nan) for name in names] for one in measured])


def _fit_table(
    table: Matrix,
    labels: npt.NDArray[np.bool_],
    groups: npt.NDArray[np.str_],
    sets: npt.NDArray[np.str_],
    names: Sequence[str],
    which: str,
    *,
    against: Matrix | None = None,
    paired: npt.NDArray[np.bool_] | None = None,
) -> _Fitted:
    from sklearn.model_selection import GroupKFold

    single = ~paired if paired is not None else np.ones(len(labels), dtype=bool)
    if len(set(labels[single].tolist())) < 2 or len(set(groups.tolist())) < FOLDS:
        raise UsageProblem(
            _("the gold has too few labels to fit “{which}”.").format(which=which),
            _("It needs good and bad texts of at least {count} documents.").format(count=FOLDS),
        )
    other = table if against is None else against
    pairs = PAIR_WEIGHT.get(which, 0.5)
    unseen = np.zeros(len(labels))
    for train, test in GroupKFold(FOLDS).split(table, labels, groups):
        model = _logistic(
            table[train], labels[train], sets[train], names, other[train], single[train], pairs
        )
        unseen[test] = _log_odds(model, table[test], names)
    model = _logistic(table, labels, sets, names, other, single, pairs)
    return _Fitted(_with_curve(model, unseen[single], labels[single], sets[single]), unseen)


def _logistic(
    table: Matrix,
    labels: npt.NDArray[np.bool_],
    sets: npt.NDArray[np.str_],
    names: Sequence[str],
    against: Matrix,
    single: npt.NDArray[np.bool_],
    pairs: float,
) -> Model:
    """Weights that tell bad from good, and the wrong side of each pair from its right one."""
    from sklearn.linear_model import LogisticRegression

    fill = np.nan_to_num(np.nanmedian(table, axis=0))
    low, high = np.nanquantile(table, [0.01, 0.99], axis=0)
    low, high = np.nan_to_num(low), np.nan_to_num(high)

    def clean(values: Matrix) -> Matrix:
        return np.where(np.isnan(values), fill, values).clip(low, high)

    plain = clean(table)
    mean, scale = plain.mean(0), plain.std(0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    scaled = (plain - mean) / scale
    apart = (scaled - (clean(against) - mean) / scale)[~single]
    rows = np.concatenate([scaled[single], apart, -apart])
    truth = np.concatenate([labels[single], np.ones(len(apart)), np.zeros(len(apart))])
    weights = np.concatenate([_weights(sets)[single], *[_weights(sets)[~single] * pairs] * 2])
    fitted: Any = LogisticRegression(C=STRENGTH, max_iter=3000)
    fitted.fit(rows, truth, sample_weight=weights / weights.mean())
    return Model(
        tuple(
            Feature(name, *(round(float(v), 6) for v in values))
            for name, *values in zip(
                names, fill, low, high, mean, scale, fitted.coef_[0], strict=True
            )
        ),
        round(float(fitted.intercept_[0]), 6),
        ((-1.0, 0.0), (1.0, 1.0)),
    )


def _weights(sets: npt.NDArray[np.str_]) -> Matrix:
    """A set's rows share the weight of the root of their number: large sets count more, but do not drown small ones."""
    names, index, counts = np.unique(sets, return_inverse=True, return_counts=True)
    del names
    out: Matrix = 1 / np.sqrt(counts[index])
    return out


def _log_odds(model: Model, table: Matrix, names: Sequence[str]) -> Matrix:
    return model.log_odds({name: table[:, i].tolist() for i, name in enumerate(names)}, len(table))


def _with_curve(
    model: Model, unseen: Matrix, labels: npt.NDArray[np.bool_], sets: npt.NDArray[np.str_]
) -> Model:
    """The model with Platt's sigmoid through its unseen output, as points of a curve."""
    from sklearn.linear_model import LogisticRegression

    usual = np.array(
        [name for name in np.unique(sets) if labels[sets == name].mean() <= MAX_BASE_RATE]
    )
    mine = np.isin(sets, usual) if len(usual) else np.ones(len(sets), dtype=bool)
    if len(set(labels[mine].tolist())) < 2:
        mine = np.ones(len(sets), dtype=bool)
    fitted: Any = LogisticRegression(C=1e6).fit(unseen[mine, None], labels[mine])
    slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    # Steps close enough that straight lines between them stay within 0.0005 of the sigmoid.
    steps = np.linspace(-12, 12, 193)
    xs = (steps - shift) / slope if slope > 0 else steps
    ys = 1 / (1 + np.exp(-steps))
    return Model(
        model.features,
        model.intercept,
        tuple((round(float(x), 5), round(float(y), 7)) for x, y in zip(xs, ys, strict=True)),
    )


# --- limits ------------------------------------------------------------------------------------------


def _word_limit(p: Matrix, words: _WordTable) -> float:
    """The probability from which clean text has no more marked words than it may; 0.5 without clean text."""
    clean = np.sort(p[words.clean])[::-1]
    if not len(clean):
        return 0.5
    return _limit(clean, int(len(clean) * CLEAN_FINDINGS_PER_1000 / 1000))


def _major_limit(risk: Matrix, samples: Sequence[_Sample]) -> float:
    clean = [(p, s) for p, s in zip(risk.tolist(), samples, strict=True) if s.clean]
    if not clean:
        return 0.8
    words = sum(len(next(iter(s.measured.words.values()), ())) for _p, s in clean)
    allowed = min(words * CLEAN_MAJOR_PER_1000 / 1000, len(clean) * CLEAN_MAJOR_SEGMENTS)
    return _limit(np.sort([p for p, _s in clean])[::-1], int(allowed))


def _limit(falling: Matrix, allowed: int) -> float:
    """Just above the value that would be one too many."""
    return round(float(falling[min(allowed, len(falling) - 1)]) + 1e-6, 6)


def _points(p: Matrix, labels: npt.NDArray[np.bool_]) -> tuple[Point, ...]:
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


def _short(name: str) -> str:
    return "/".join(name.replace("\\", "/").split("/")[-2:])
