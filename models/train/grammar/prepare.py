"""Good texts, and the same with slips planted: what is learnt from, and what is held out to measure.

python -m grammar.prepare GRAMMAR.toml --folder FOLDER
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import lines, rows
from grammar.settings import Grammar, command
from grammar.slips import spoilt
from quality.planted import Chance, chance_with
from step import Figures, replaced

WORDS = (3, 50)
"""Words of a text that is taken, at least and at most."""

TIMES = (1, 1, 1, 2)
"""How many slips are tried in a text, each as often as the others."""

BANK = 8_000
"""Texts from which phrases are taken to plant in others."""


def run(setting: Grammar, folder: Path) -> Figures:
    """Writes learnt.jsonl and held.jsonl; returns how many texts each has."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(setting.seed)
    learnt, held = texts(setting)
    figures: Figures = {}
    for name, found, passes in (
        ("learnt", learnt, setting.planting.passes),
        ("held", held, 1),
    ):
        bank = chance_with(chance, [text for _source, text in found], BANK)
        count = 0
        with replaced(folder / f"{name}.jsonl") as file:
            for _ in range(passes):
                chance.shuffle(found)
                for row in _planted(found, setting, bank):
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
                    count += 1
        figures[name] = count
    return figures


def texts(setting: Grammar) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Sources ("" without one) and texts, each text once: those to learn from, and those that are held out."""
    size, seen = setting.planting, set()
    learnt: list[tuple[str, str]] = []
    held: list[tuple[str, str]] = []
    count: Counter[str] = Counter()
    for source, text, origin in _all(setting):
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        if origin in size.without or not WORDS[0] <= len(text.split()) <= WORDS[1]:
            continue
        count[origin] += 1
        if number in seen or count[origin] > size.caps.get(origin, size.cap):
            continue
        seen.add(number)
        (held if number < size.held * 2**64 else learnt).append((source, text))
    return learnt, held


def _all(setting: Grammar) -> Iterator[tuple[str, str, str]]:
    for pair in setting.pairs:
        if pair.path is not None:
            for row in rows(setting.path(pair.path), 2):
                column = pair.origin_column
                yield row[0], row[1], pair.name if column is None else row[column]
    for one in setting.texts:
        for line in lines(setting.path(one.path)):
            yield "", line.strip(), one.name


def _planted(
    found: Sequence[tuple[str, str]], setting: Grammar, bank: Chance
) -> Iterator[tuple[str, list[tuple[int, int, str, str]]]]:
    for source, text in found:
        made = spoilt(source, text, bank.random.choice(TIMES), setting.planting.senses, bank)
        if made is not None:
            yield made[0], [tuple(mark) for mark in made[1]]
        if made is None or bank.random.random() < setting.planting.good:
            yield text, []


if __name__ == "__main__":
    command(run)
