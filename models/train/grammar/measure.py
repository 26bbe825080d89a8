"""How many planted slips the grammar model alone finds, at so many false alarms in good text.

python -m grammar.measure GRAMMAR.toml --folder FOLDER
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from grammar.learn import marked
from grammar.network import Network, example, load_vocabulary, padded
from grammar.settings import Grammar, command
from grammar.slips import GRAMMAR, Marked
from learning import last_average
from safetensors.torch import load_file
from step import Figures, need

from checker.engines.grammar import Vocabulary
from checker.languages.fr.lexicon import words

ALARMS = (0.1, 0.3, 1.0, 3.0)
"""False alarms in 1,000 words."""

Scored = tuple[str, list[Marked], list[float]]


def run(setting: Grammar, folder: Path) -> Figures:
    """Shares of the held-out slips of grammar that are found, all and by kind."""
    known = load_vocabulary(need(folder / "vocabulary.json", "grammar/learn"))
    model = Network(setting.shape, len(known.tags)).eval()
    model.load_state_dict(load_file(last_average(folder, "grammar/learn")))
    found = list(marked(need(folder / "held.jsonl", "grammar/prepare")))
    scored = list(_scored(model, found, known))
    good = np.sort([odds for _text, marks, row in scored if not marks for odds in row])[::-1]
    figures: Figures = {}
    for alarms in ALARMS:
        limit = float(good[min(int(len(good) * alarms / 1000), len(good) - 1)])
        seen, every = _counts(scored, limit)
        shares = {kind: round(seen[kind] / every[kind], 2) for kind in sorted(every)}
        figures[f"{alarms} in 1,000 words"] = (
            f"{sum(seen.values()) / max(sum(every.values()), 1):.3f} from {limit:.2f}: {shares}"
        )
    return figures


def _scored(
    model: Network, found: Sequence[tuple[str, list[Marked]]], known: Vocabulary
) -> Iterator[Scored]:
    with torch.no_grad():
        for text, marks in found:
            one = example(text, marks, known)
            if one.ids:
                yield text, marks, model(padded([one]))[0, :, 0].tolist()


def _counts(scored: Sequence[Scored], limit: float) -> tuple[Counter[str], Counter[str]]:
    seen: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text, marks, row in scored:
        items = words(text)
        for mark in marks:
            if mark.what == GRAMMAR:
                every[mark.kind] += 1
                seen[mark.kind] += any(
                    odds >= limit and word.start < mark.end and word.end > mark.start
                    for word, odds in zip(items, row, strict=False)
                )
    return seen, every


if __name__ == "__main__":
    command(run)
