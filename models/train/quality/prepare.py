"""All rows that an estimator learns from, one file a kind, from judgements, pairs and texts.

python -m quality.prepare QUALITY.toml --folder FOLDER
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import Pair, lines, rows
from quality import judgements, weak
from quality.mismatched import mismatched
from quality.planted import FORMS, MEANING, Chance, Plan, chance_with, good, planted
from quality.rows import Row, write_rows
from quality.settings import Quality, command
from quality.siblings import Lexicon, Links, swapped
from quality.strings import strings
from step import Figures

from checker.config import Config
from checker.errors import ConfigProblem

BANK = 4_000
"""Sentences from which phrases are taken to plant in others."""

AGAIN = 0.6
"""Share of sentences that also stand unspoilt beside their spoilt selves."""


def run(setting: Quality, folder: Path) -> Figures:
    """Writes rows/KIND.jsonl for every kind that there is data for; returns how many of each."""
    out = folder / "rows"
    out.mkdir(parents=True, exist_ok=True)
    readable = frozenset(setting.languages)
    figures: Figures = {}
    for one in setting.judgements:
        found = judgements.read(setting.path(one.path))
        if one.form == "mqm":
            made = judgements.mqm(found, readable)
        elif one.form == "assessed":
            made = judgements.assessed(found, readable)
        elif one.form == "labelled":
            made = judgements.labelled(found)
        else:
            raise ConfigProblem(f"judgements `{one.name}`: no form is called {one.form}")
        figures[one.name] = write_rows(out / f"{one.name}.jsonl", made)
    pairs = taken(setting)
    if not pairs:
        return figures
    chance = random.Random(setting.seed)
    texts = [line.strip() for source in setting.texts for line in lines(setting.path(source.path))]
    texts = [text for text in texts if 4 <= len(text.split()) <= 45]
    size = setting.planting
    bank = chance_with(chance, [pair.second for pair in pairs] + texts, 2 * BANK)
    alone = [
        Pair("", text, "text", ())
        for text in chance.sample(texts, min(len(texts), size.forms // 3))
    ]
    some = chance.sample(pairs, min(len(pairs), size.forms - len(alone))) + alone
    figures["forms"] = write_rows(
        out / "forms.jsonl", _planted(some, FORMS, bank, AGAIN, (1, 1, 1, 1, 2, 2, 3))
    )
    some = chance.sample(pairs, min(len(pairs), size.meaning))
    figures["meaning"] = write_rows(
        out / "meaning.jsonl", _planted(some, MEANING, bank, AGAIN / 2, (1,))
    )
    figures["mismatched"] = write_rows(
        out / "mismatched.jsonl", mismatched(pairs, size.mismatched, chance)
    )
    if setting.links:
        links = linked(setting.path(setting.links))
        lexicon = Lexicon()
        for pair, own in zip(pairs, links, strict=True):
            lexicon.add(pair.first, pair.second, own)
        made = _swapped(pairs, links, lexicon, size.siblings, chance)
        figures["siblings"] = write_rows(out / "siblings.jsonl", made)
        # Single words are among them, which no other kind takes.
        every = [pair for pair in whole(setting) if pair.origin not in size.prose]
        figures["strings"] = write_rows(
            out / "strings.jsonl", strings(every, lexicon, size.strings, chance)
        )
    for name in setting.translators:
        label = Path(name).name
        made = _translated(setting, pairs, name, chance)
        figures[f"weak-{label}"] = write_rows(out / f"weak-{label}.jsonl", made)
    return figures


def whole(setting: Quality) -> Iterator[Pair]:
    """All pairs, source first, in the order of the corpora. Raises ConfigProblem where one is no file."""
    for source in setting.pairs:
        if source.path is None:
            raise ConfigProblem(f"pairs `{source.name}`: name a file")
        column = source.origin_column
        for row in rows(setting.path(source.path), 2):
            yield Pair(row[0], row[1], source.name if column is None else row[column], ())


def taken(setting: Quality) -> list[Pair]:
    """Sentences, no origin more often than it may; in the order of the corpora, so that links fit."""
    out: list[Pair] = []
    count: Counter[str] = Counter()
    for pair in whole(setting):
        if all(2 <= len(side.split()) <= 60 for side in (pair.first, pair.second)):
            count[pair.origin] += 1
            if count[pair.origin] <= setting.planting.caps.get(pair.origin, setting.planting.cap):
                out.append(pair)
    return out


def linked(path: Path) -> list[list[tuple[int, int]]]:
    """Word links of the taken pairs, a line a pair."""
    return [
        [(int(one), int(two)) for one, two in (link.split("-") for link in line.split())]
        for line in lines(path)
    ]


def _planted(
    pairs: Sequence[Pair], plans: Sequence[Plan], bank: Chance, again: float, times: Sequence[int]
) -> Iterator[Row]:
    for pair in pairs:
        row = planted(pair.first, pair.second, plans, bank.random.choice(times), bank)
        if row is not None:
            yield row
        if bank.random.random() < again:
            yield good(pair.first, pair.second)


def _swapped(
    pairs: Sequence[Pair],
    links: Sequence[Links],
    lexicon: Lexicon,
    count: int,
    chance: random.Random,
) -> Iterator[Row]:
    made = 0
    for at in chance.sample(range(len(pairs)), len(pairs)):
        if made >= count:
            return
        pair = pairs[at]
        row = swapped(pair.first, pair.second, links[at], lexicon, chance)
        if row is not None:
            made += 1
            yield row
            if chance.random() < AGAIN:
                yield good(pair.first, pair.second)


def _translated(
    setting: Quality, pairs: Sequence[Pair], model: str, chance: random.Random
) -> Iterator[Row]:
    from measure import translation_engine

    some = chance.sample(pairs, min(len(pairs), setting.planting.weak // len(setting.translators)))
    engine = translation_engine(setting.path(model), Config(beam=1, threads=1))
    for at in range(0, len(some), 512):
        block = some[at : at + 512]
        written = engine.translate([pair.first for pair in block], "en", "fr")
        for pair, one in zip(block, written, strict=True):
            for row in (
                weak.whole(pair.first, pair.second, one.text),
                weak.spliced(
                    pair.first, pair.second, one.text, chance.choice((1, 1, 2, 3)), chance
                ),
            ):
                if row is not None:
                    yield row
            yield good(pair.first, pair.second)


if __name__ == "__main__":
    command(run)
