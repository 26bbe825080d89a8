"""What each snapshot of a training ranks, set by set: the learning curve that counts.

python -m quality.measure QUALITY.toml --folder FOLDER

Needs what learn.py needed, and `[[measured]]` sets; `snapshots` of `[learning]` says how many states are kept. Of a
set that is also learnt from only the documents held out are measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from quality import judgements
from quality.learn import estimator, example
from quality.network import Estimator, Example, padded
from quality.rows import Row
from quality.settings import Quality, command
from quality.vocabulary import places
from safetensors.torch import load_file
from step import Figures, need
from tokenizers import Tokenizer

from checker.evaluate.statistics import auroc

BATCH = 16
"""Texts of a pass."""

ERROR, MAJOR = 1, 2
"""Where the network's numbers of a whole say these, and `Example.values` too."""


def run(setting: Quality, folder: Path) -> Figures:
    """AUROC of any and of major errors, without and with sources, by set and step."""
    base = load_file(need(folder / "base.safetensors", "quality/base"))
    small = need(folder / "vocabulary.json", "quality/learn")
    model = estimator(base, places(folder / "tokenizer.json", small)).eval()
    tokenizer = Tokenizer.from_file(str(small))
    sets = {name: [example(tokenizer, row) for row in rows] for name, rows in measured(setting)}
    figures: Figures = {}
    for path in sorted((folder / "learning").glob("average-*.safetensors")):
        model.load_state_dict(load_file(path), strict=False)
        step = int(path.stem.rpartition("-")[2])
        for name, examples in sets.items():
            alone = ranked(model, [one._replace(source=[]) for one in examples])
            beside = ranked(model, examples)
            for kind, without in alone.items():
                figures[f"step {step}, {name}, {kind}"] = f"{without:.3f} / {beside[kind]:.3f}"
    return figures


def measured(setting: Quality) -> Iterator[tuple[str, list[Row]]]:
    """The sets to measure on: whole, or their documents that are held out where the set is learnt from."""
    learnt = {one.path for one in setting.judgements}
    for one in setting.measured:
        found = judgements.read(setting.path(one.path))
        yield one.name, list(judgements.labelled(found, held=one.path in learnt or None))


def ranked(model: Estimator, examples: Sequence[Example]) -> dict[str, float]:
    """AUROC of texts with an error among all, and of those with a major one."""
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].text))
    said = np.zeros((len(examples), 4))
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            said[part] = model(padded([examples[one] for one in part]))[1].float().numpy()
    known = np.array([one.values for one in examples])
    return {
        "any": auroc(known[:, ERROR] > 0, said[:, ERROR]),
        "major": auroc(known[:, MAJOR] > 0, said[:, MAJOR]),
    }


if __name__ == "__main__":
    command(run)
