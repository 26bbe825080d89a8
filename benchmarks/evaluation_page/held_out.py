"""Calibrations that have not seen what they judge: one a fold of documents, fitted on the other folds.

What they judge is put together again and ranked as one, so they must speak on one scale. Each has weights of its
own; its levels (one number a model), curves and limits are those of the shipped calibration. With levels of their
own, a fold whose left-out documents are bad finds all texts good, and a set of nine documents looks worse than it is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import checker.fitting
from checker.calibration.model import (
    BAD,
    WORD,
    WORD_MAJOR,
    Calibration,
    Mode,
    Model,
    text_log_odds,
    word_log_odds,
)
from checker.calibration.stored import decode, encode
from checker.config import Config
from checker.evaluate.gold import Gold, Row
from checker.evaluate.running import Opinion, Replayed, measuring, opinions
from checker.evaluate.saved import Saved
from checker.fitting import Labelled, calibrate
from checker.pipeline import Checker
from checker.types import Case, Measurements

FOLDS = 5


@dataclass(frozen=True)
class Material:
    """A set that the shipped calibration was fitted on, with the measurements that teach."""

    gold: Gold
    saved: Saved


@dataclass(frozen=True)
class HeldOut:
    """One calibration a fold, fitted without it, and the fold of each document."""

    calibrations: tuple[Calibration, ...]
    places: Mapping[str, int]


def fitted_on(calibration: Calibration, name: str) -> bool:
    """Whether a calibration says that it was fitted on a set."""
    return f"{name}.jsonl.xz (" in calibration.data


def group(row: Row) -> str:
    """What is never cut in two: a document, or a text that has none."""
    return row.doc or row.texts[0]


def folds(sets: Sequence[Gold]) -> dict[str, int]:
    """The fold of each document, the same wherever it occurs; the folds of a set are about equally large."""
    out: dict[str, int] = {}
    for gold in sets:
        sizes = Counter(group(row) for row in gold.rows)
        rows = Counter(dict.fromkeys(range(FOLDS), 0))
        for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
            number = out.setdefault(name, min(rows, key=lambda fold: (rows[fold], fold)))
            rows[number] += size
    return out


def families(sets: Sequence[Gold]) -> dict[str, int]:
    """A fold for all sets of one origin (their folder), so that none is judged by what saw its like."""
    names = sorted({gold.name.split("/")[0] for gold in sets})
    return {group(row): names.index(gold.name.split("/")[0]) for gold in sets for row in gold.rows}


def calibrations(
    shipped: Calibration, material: Sequence[Material], folder: Path, places: Mapping[str, int]
) -> HeldOut:
    """One calibration for each number in `places`, fitted without its documents.

    From `folder` where nothing that it was fitted on has changed since.
    """
    known = hashlib.sha256(encode(shipped) + Path(__file__).read_bytes())
    for module in sorted(Path(checker.fitting.__file__).parent.glob("*.py")):
        known.update(module.read_bytes())
    for one in material:
        known.update(repr((one.gold.name, len(one.gold.rows), one.saved.header)).encode())
        known.update("".join(one.saved.records).encode())
    known.update(repr(sorted(places.items())).encode())
    out = []
    for number in sorted(set(places.values())):
        file = folder / f"fold{number}.{known.hexdigest()[:12]}.json"
        if not file.is_file():
            found = _fitted(shipped, material, places, number)
            file.write_bytes(encode(found))
        out.append(decode(file.read_bytes(), str(file)))
    return HeldOut(tuple(out), dict(places))


def _fitted(
    shipped: Calibration, material: Sequence[Material], places: Mapping[str, int], number: int
) -> Calibration:
    sets = []
    for one in material:
        rows = tuple(row for row in one.gold.rows if places[group(row)] != number)
        gold = replace(one.gold, rows=rows)
        # What is measured does not depend on the rules: one of the models' is enough.
        runner = measuring(Config(select=("ACC101",)), one.saved)
        sets.append(Labelled(gold, opinions(runner, gold, use_source=True)))
    found = calibrate(
        sets, name=f"{shipped.name}/fold{number}", models=shipped.models, config=Config()
    )
    taught = [
        text.case.measurements
        for one in sets
        for answer in one.answers
        for text in answer
        if text.case.evidence.scorable
    ]
    return replace(
        found,
        # Its pages are in none of these sets.
        document=shipped.document,
        without_source=_levelled(found.without_source, shipped.without_source, taught),
        with_source=_levelled(found.with_source, shipped.with_source, taught),
    )


def _levelled(mode: Mode, shipped: Mode, taught: Sequence[Measurements]) -> Mode:
    """The weights of one mode, everything else of the other: both say the same of what was taught, in the mean."""
    models = {}
    for name, model in mode.models.items():
        theirs = shipped.models[name]
        gap = _mean(theirs, shipped, name, taught) - _mean(model, mode, name, taught)
        models[name] = Model(model.features, model.intercept + gap, theirs.curve)
    return replace(shipped, models=models)


def _mean(model: Model, mode: Mode, name: str, taught: Sequence[Measurements]) -> float:
    """The mean log-odds that a model of a mode gives texts, or their words."""
    if name not in (WORD, WORD_MAJOR):
        return float(np.mean(text_log_odds(model, taught)))
    bad = mode.models[BAD]
    risks = bad.probability(text_log_odds(bad, taught))
    of_words = [word_log_odds(model, one, p) for one, p in zip(taught, risks, strict=True)]
    return float(np.concatenate(of_words).mean())


def judged(
    config: Config, saved: Saved, gold: Gold, held: HeldOut, *, use_source: bool
) -> list[tuple[Opinion, ...]]:
    """What the checker says of each row, by the calibration that has not seen its document."""
    runner = Checker(config, measurer=Replayed(saved), calibration=_Divided(gold, held))
    return opinions(runner, gold, use_source=use_source)


class _Divided:
    """Asks the calibration of its fold about each text. Rules see whole documents, as ever."""

    signature = "held-out"

    def __init__(self, gold: Gold, held: HeldOut) -> None:
        self._calibrations = held.calibrations
        self._places = {
            (row.id, text): held.places[group(row)] for row in gold.rows for text in row.texts
        }

    def p_machine(self, document: Mapping[str, float]) -> float | None:
        """That of any calibration: none has seen a page."""
        return self._calibrations[0].p_machine(document)

    def judged(self, cases: Sequence[Case], precision: float | None) -> list[Case]:
        """Cases with the probabilities of the calibrations that did not see them."""
        out = list(cases)
        folds = [self._places[c.segment.block.id or "", c.segment.block.text] for c in cases]
        for number, calibration in enumerate(self._calibrations):
            mine = [i for i, fold in enumerate(folds) if fold == number]
            for i, case in zip(
                mine, calibration.judged([cases[i] for i in mine], precision), strict=True
            ):
                out[i] = case
        return out
