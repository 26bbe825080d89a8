"""What tells a text that a machine translated from one that a person wrote: learnt from whole documents."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from checker.calibration.model import Model, shifted
from checker.fitting.regression import FOLDS, fit_table
from checker.fitting.samples import Labelled
from checker.signals import whole_text
from checker.types import Case

MACHINE = "machine"
"""The name of the model."""


def fit_documents(sets: Sequence[Labelled], lang: str) -> Model | None:
    """The model of `Calibration.p_machine`; None where the sets do not have enough documents of both kinds.

    Of a set that holds texts of people (“human_reference”) and others, the others are a machine's: whether anybody
    marked errors in them does not matter. Sets of one kind alone differ in more than that, and teach nothing.
    """
    rows = [(one.gold.name, *known) for one in sets for known in known_documents(one, lang)]
    kinds = {(name, human) for name, _document, _means, human in rows}
    rows = [row for row in rows if {(row[0], True), (row[0], False)} <= kinds]
    if len(rows) < 2 * FOLDS:
        return None
    names, written, means, human = zip(*rows, strict=True)
    # A tier without translation measures less.
    known = [name for name in whole_text.NAMES if not all(math.isnan(one[name]) for one in means)]
    model = fit_table(
        np.array([[one[name] for name in known] for one in means]),
        ~np.array(human),
        np.array([f"{name}/{document}" for name, document in zip(names, written, strict=True)]),
        np.array(names),
        known,
        MACHINE,
    ).model
    # Even odds, whatever the shares of the sets: nobody knows how many texts of a newsroom come from a machine.
    machines = len(human) - sum(human)
    by = -math.log(machines / sum(human))
    return replace(model, curve=tuple((x, round(shifted(y, by), 7)) for x, y in model.curve))


def known_documents(one: Labelled, lang: str) -> Iterator[tuple[str, dict[str, float], bool]]:
    """The documents of a set that are long enough: name, means, and whether a person wrote them."""
    cases: dict[str, list[Case]] = {}
    human: dict[str, bool] = {}
    for row, answer in zip(one.gold.rows, one.answers, strict=True):
        if row.doc and row.kind == "text":
            document = f"{row.doc}/{row.system}" if row.system else row.doc
            cases.setdefault(document, []).append(answer[0].case)
            human[document] = row.clean
    for document, mine in cases.items():
        means = whole_text.measure(mine, lang)
        if means is not None:
            yield document, dict(means), human[document]
