"""Logistic regression, judged out of fold, and Platt's sigmoid through what it says of the unseen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from checker.calibration.model import (
    BAD,
    FLUENCY,
    WORD,
    WORD_MAJOR,
    Feature,
    Model,
)
from checker.errors import UsageProblem
from checker.fitting.samples import Flags, Matrix, Names, Sample
from checker.messages import _
from checker.types import Measurements

FOLDS = 5

STRENGTH = 0.05
"""Inverse of the penalty on the weights (C of scikit-learn)."""

LEVEL_SCALE = 3.0
"""Size of the column that stands for a set: large, so that the penalty leaves the sets' levels alone."""

CLEAN_LEVEL_SCALE = 0.3
"""The same for text that people wrote and nobody marked: small, so that measurements may explain part of its level.

Left alone it would teach nothing, since none of it is bad. Out of fold, at the same cost on news, 0.3 instead of 3
stops 30 % instead of 26 % of the chat's major errors, 28 % instead of 23 % of the medical ones (with their source 24 %
instead of 9 % and 26 % instead of 7 %). With none, news is told from product titles rather than good from bad."""

CLEAN_WEIGHT = {WORD: 8.0, WORD_MAJOR: 8.0}
"""How much a word of such text weighs against one of a translation; 1 for sentences.

Good text sets the default limits, so what is doubted in it costs the most. Out of fold, at the same cost on news, 8
instead of 1 stops 32 % instead of 28 % of the chat's major errors and 63 % instead of 60 % of the product texts'
(beside their source 64 % instead of 61 %), and ranks no set's words worse by more than .006. Sentences are ranked
worse by it in dialogue (a correlation of .44 instead of .45)."""

SENTENCE = "segment.log_odds"

SENTENCE_SHARE = {WORD: 0.5, WORD_MAJOR: 2.0}
"""How much of its sentence's log-odds a word gets beside what fitting gives it, which knows translated text only.

Whether an error is a serious one is better seen of the whole sentence: out of fold, at .9 major findings in 1,000 words
of news, 0.5 stops 16 % of the chat's major errors and 53 % of the product texts', 1 stops 23 and 56 %, 1.5 26 and 58 %,
2.5 26 and 59 %. Where in it the error is, the sentence does not know: of all words, 0 ranks those that people marked
at .75 (chat), .73 and .74 (product texts), .72 (medicine), 1.2 at .74, .71, .72, .71; at the same cost on news 0.5
marks product texts with a correlation of .23 (.24 beside their source), 1.2 with .22 (.20), 0 with .22 (.23). Chosen
among these on the sets of docs/evaluation.md themselves."""

REDUNDANT = (
    "roundtrip.",
    "coverage.",
    "reading.",
    "back.against_best",
    "back.best",
    "back.written",
    "back.read",
    "back.margin",
    "back.rank",
    "back.first",
)
"""Measurements that teach nothing, by how their names begin: what a check does without, and `reading.`, which decides
whether a back-translation is shown.

The way back says one thing, in a mean and in its worst word. Thirteen numbers of it, which differ by the model's
habits, cost more than they say: with two, medicine is ranked by major errors at .73 instead of .68 (beside its source
.73 instead of .66), product texts at .79 instead of .78, chat at .80 as before; of words no set moves by more than .01.
That is out of fold, on the sets of docs/evaluation.md; and a check needs one forced pass of the three, no ranks and no
round trip."""

BESIDE_SOURCE = "source."
"""How the names of measurements beside the source begin."""

OF_SENTENCES = ("source.estimate.", "source.unrelated", "source.probability")
"""Those of them that judge a sentence; all of them judge words.

How probable a translation model finds a text given its source is how well it knows the subject. The stronger the model
the more so: with the one of 28 million weights these numbers, in nats, ranked medical abstracts by major errors at .54
instead of .66 without them, and chat at .82 instead of .81. As a probability, which is level where a text is improbable
anyway, the mean over the pieces says what is surely right: out of fold it ranks chat by major errors at .82 instead of
.80, six chat systems with a correlation of .49 instead of .45, medicine at .74 instead of .73, product texts
at .80 as before; with each set left out whole as much. Of words all these numbers say more than they cost."""

MAX_BASE_RATE = 0.6
"""A set in which more than this share is bad says little about the text that people check: it trains weights, but
has no part in how high probabilities are."""

PAIR_WEIGHT = {FLUENCY: 80.0}
"""How much a minimal pair weighs against a single text, by model; 0.5 elsewhere.

Pairs are the purest evidence of what is well formed, and fluency is that: out of fold it wins 69 % of them at weight
0.5, 75 % at 8, 78 % at 80. But the hair between their sides is not what makes whole sentences bad: at weight 6 the
probability of a major error wins 75 % of the pairs and loses 0.06 of AUROC in chat."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model and what it says of its own training data when it has not seen them."""

    model: Model
    unseen: Matrix


def segment_names(samples: Sequence[Sample], with_source: bool) -> list[str]:
    """The measurements that samples have and that teach, quality estimation's beside a source only where wanted."""
    names = {name for sample in samples for name in sample.measured.segment}
    ours = (name for name in names if name.startswith(OF_SENTENCES))
    alone = (name for name in names if not name.startswith(BESIDE_SOURCE))
    return taught((*alone, *ours), with_source)


def taught(names: Iterable[str], with_source: bool) -> list[str]:
    """Those of these measurements that a calibration is fitted on, sorted."""
    return sorted(
        name
        for name in names
        if not name.startswith(REDUNDANT) and (with_source or not name.startswith(BESIDE_SOURCE))
    )


def fit(samples: Sequence[Sample], names: Sequence[str], which: str) -> Fitted:
    """The model `which` of these samples. Raises UsageProblem where their labels do not suffice."""
    table = _rows([sample.measured for sample in samples], names)
    against = _rows([sample.against or sample.measured for sample in samples], names)
    return fit_table(
        table,
        np.array([bool(sample.label) for sample in samples]),
        np.array([sample.group for sample in samples]),
        np.array([sample.set for sample in samples]),
        names,
        which,
        against=against,
        paired=np.array([sample.against is not None for sample in samples]),
        # Only this model sets a limit that clean text pays for; the others rank better with a level for each.
        clean=np.array([sample.clean and which == BAD for sample in samples]),
    )


def _rows(measured: Sequence[Measurements], names: Sequence[str]) -> Matrix:
    return np.array([[one.segment.get(name, math.nan) for name in names] for one in measured])


def fit_table(
    table: Matrix,
    labels: Flags,
    groups: Names,
    sets: Names,
    names: Sequence[str],
    which: str,
    *,
    against: Matrix | None = None,
    paired: Flags | None = None,
    clean: Flags | None = None,
) -> Fitted:
    """The same for a table [rows, names]; where `paired`, `against` holds the right sides of minimal pairs.

    Where `clean`, a row's set has a level that measurements may explain.
    """
    from sklearn.model_selection import GroupKFold

    single = ~paired if paired is not None else np.ones(len(labels), dtype=bool)
    if len(set(labels[single].tolist())) < 2 or len(set(groups.tolist())) < FOLDS:
        raise UsageProblem(
            _("the gold set has too few labels to fit “{which}”.").format(which=which),
            _("It needs good and bad texts from at least {count} documents.").format(count=FOLDS),
        )
    other = table if against is None else against
    levels = _levels(sets, np.zeros(len(sets), dtype=bool) if clean is None else clean)
    unseen = np.zeros(len(labels))
    weights = _weights(sets)
    if clean is not None:
        weights = np.where(clean, weights * CLEAN_WEIGHT.get(which, 1.0), weights)
    for train, test in GroupKFold(FOLDS).split(table, labels, groups):
        model = _logistic(
            table[train],
            labels[train],
            levels[train],
            weights[train],
            names,
            other[train],
            single[train],
            which,
        )
        unseen[test] = _log_odds(model, table[test], names)
    model = _logistic(table, labels, levels, weights, names, other, single, which)
    return Fitted(_with_curve(model, unseen[single], labels[single], sets[single]), unseen)


def _logistic(
    table: Matrix,
    labels: Flags,
    levels: Matrix,
    weights: Matrix,
    names: Sequence[str],
    against: Matrix,
    single: Flags,
    which: str,
) -> Model:
    """Weights that tell bad from good, and the wrong side of each pair from its right one."""
    from sklearn.linear_model import LogisticRegression

    # What these rows never had cannot be learnt from them: a tier, a language or a fold may lack a measurement.
    known = np.flatnonzero(~np.isnan(table).all(axis=0))
    names = [names[int(i)] for i in known]
    table, against = table[:, known], against[:, known]
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
    rows = np.concatenate(
        [
            np.concatenate([scaled, levels], axis=1)[single],
            np.pad(np.concatenate([apart, -apart]), ((0, 0), (0, levels.shape[1]))),
        ]
    )
    truth = np.concatenate([labels[single], np.ones(len(apart)), np.zeros(len(apart))])
    weights = np.concatenate(
        [weights[single], *[weights[~single] * PAIR_WEIGHT.get(which, 0.5)] * 2]
    )
    fitted: Any = LogisticRegression(C=STRENGTH, max_iter=3000)
    fitted.fit(rows, truth, sample_weight=weights / weights.mean())
    coefficients = fitted.coef_[0][: len(names)] + np.array(
        [
            SENTENCE_SHARE.get(which, 0.0) * size if name == SENTENCE else 0.0
            for name, size in zip(names, scale, strict=True)
        ]
    )
    return Model(
        tuple(
            Feature(name, *(round(float(v), 6) for v in values))
            for name, *values in zip(names, fill, low, high, mean, scale, coefficients, strict=True)
        ),
        round(float(fitted.intercept_[0]), 6),
        ((-1.0, 0.0), (1.0, 1.0)),
    )


def _levels(sets: Names, clean: Flags) -> Matrix:
    """A column for every set, [rows, sets], large in its own rows.

    Per-set intercepts absorb differences between domains, so that features cannot learn them: what distinguishes
    parliament from product titles is not what distinguishes good from bad. They are dropped after the fit.
    """
    scale = np.where(clean, CLEAN_LEVEL_SCALE, LEVEL_SCALE)[:, None]
    out: Matrix = (sets[:, None] == np.unique(sets)[None, :]) * scale
    return out


def _weights(sets: Names) -> Matrix:
    """A set's rows share the weight of the root of their number: large sets count more, but do not drown small ones."""
    names, index, counts = np.unique(sets, return_inverse=True, return_counts=True)
    del names
    out: Matrix = 1 / np.sqrt(counts[index])
    return out


def _log_odds(model: Model, table: Matrix, names: Sequence[str]) -> Matrix:
    columns = {name: table[:, i].tolist() for i, name in enumerate(names)}
    return np.array(model.log_odds(columns, len(table)))


def _with_curve(model: Model, unseen: Matrix, labels: Flags, sets: Names) -> Model:
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
