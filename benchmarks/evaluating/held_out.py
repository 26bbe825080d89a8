"""Calibrations that have not seen what they judge: one a fold of documents, fitted on the other folds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import checker.calibrate
from checker.calibrate import Labelled, calibrate
from checker.calibration import Calibration, decode, encode
from checker.config import Config
from checker.evaluate.gold import Gold, Row
from checker.evaluate.running import Measured, Opinion, Remembered, opinions
from checker.measurements import Saved

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


def calibrations(shipped: Calibration, material: Sequence[Material], folder: Path) -> HeldOut:
    """One calibration a fold, from `folder` where nothing that it was fitted on has changed since."""
    known = hashlib.sha256()
    for module in sorted(Path(checker.calibrate.__file__).parent.glob("*.py")):
        known.update(module.read_bytes())
    for one in material:
        known.update(repr((one.gold.name, len(one.gold.rows), one.saved.header)).encode())
        known.update("".join(one.saved.records).encode())
    places = folds([one.gold for one in material])
    out = []
    for number in range(FOLDS):
        file = folder / f"fold{number}.{known.hexdigest()[:12]}.json"
        if not file.is_file():
            found = _fitted(shipped, material, places, number)
            file.write_bytes(encode(found))
        out.append(decode(file.read_bytes(), str(file)))
    return HeldOut(tuple(out), places)


def _fitted(
    shipped: Calibration, material: Sequence[Material], places: Mapping[str, int], number: int
) -> Calibration:
    sets = []
    for one in material:
        rows = tuple(row for row in one.gold.rows if places[group(row)] != number)
        gold = replace(one.gold, rows=rows)
        # What is measured does not depend on the rules: one of the models' is enough.
        runner = Measured(Config(select=("ACC101",)), one.saved)
        sets.append(Labelled(gold, opinions(runner, gold, use_source=True)))
    return calibrate(sets, name=f"{shipped.name}/fold{number}", models=shipped.models)


def judged(
    runner: Remembered, gold: Gold, held: HeldOut, *, use_source: bool
) -> list[tuple[Opinion, ...]]:
    """What the checker says of each row, by the calibration that has not seen its document."""
    out: dict[int, tuple[Opinion, ...]] = {}
    for number, one in enumerate(held.calibrations):
        mine = [i for i, row in enumerate(gold.rows) if held.places[group(row)] == number]
        runner.calibration = one
        part = replace(gold, rows=tuple(gold.rows[i] for i in mine))
        out |= dict(zip(mine, opinions(runner, part, use_source=use_source), strict=True))
    return [out[i] for i in range(len(gold.rows))]
