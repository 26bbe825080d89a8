"""Trains the grammar model on what `prepare` planted; stopped, it goes on from its last checkpoint.

python -m grammar.learn GRAMMAR.toml --folder FOLDER

Writes vocabulary.json and learning/average-*.safetensors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from corpus import lines
from grammar.network import (
    Batch,
    Example,
    Network,
    example,
    load_vocabulary,
    loss,
    padded,
    save_vocabulary,
    vocabulary,
)
from grammar.settings import Grammar, command
from grammar.slips import Marked
from learning import Loss, device, identity, learn
from step import Figures, Limits, need

BLOCK = 8_000
"""Examples that are sorted by length together."""


def run(setting: Grammar, folder: Path) -> Figures:
    """Trains to the last step, or goes on with it; returns the loss of the last minute."""
    found = list(marked(need(folder / "learnt.jsonl", "grammar/prepare")))
    path = folder / "vocabulary.json"
    if not path.is_file():
        save_vocabulary(vocabulary((text for text, _marks in found), setting.shape), path)
    known = load_vocabulary(path)
    examples = [example(text, marks, known) for text, marks in found]
    torch.manual_seed(setting.seed)
    model = Network(setting.shape, len(known.tags))

    def steps(start: int) -> Callable[[int], Loss]:
        stream = batches(examples, setting, start)
        return lambda _step: loss_of(model, next(stream))

    shape = json.dumps([setting.shape.width, setting.shape.heads, setting.shape.layers])
    return learn(
        model,
        setting.learning,
        folder / "learning",
        identity(setting.learning, shape, str(len(known.forms))),
        steps,
        Limits(),
        setting.seed,
    )


def marked(path: Path) -> Iterator[tuple[str, list[Marked]]]:
    """Texts with what is planted in them."""
    for line in lines(path):
        text, marks = json.loads(line)
        yield text, [Marked(*mark) for mark in marks]


def batches(examples: Sequence[Example], setting: Grammar, start: int) -> Iterator[Batch]:
    """Batches from step `start` on, for ever: a function of the seed and the step alone."""
    step = turn = 0
    sizes = np.array([len(one.ids) for one in examples])
    while True:
        rng = np.random.default_rng([setting.seed, turn])
        order = rng.permutation(len(examples))
        for at in range(0, len(order), BLOCK):
            part = order[at : at + BLOCK]
            plan = list(_cut(part[np.argsort(sizes[part], kind="stable")], sizes, setting))
            for one in rng.permutation(len(plan)):
                if step >= start:
                    yield padded([examples[i] for i in plan[one]])
                step += 1
        turn += 1


def _cut(order: Sequence[int], sizes: Sequence[int], setting: Grammar) -> Iterator[list[int]]:
    batch: list[int] = []
    longest = 0
    for at in order:
        size = int(sizes[at])
        if batch and max(longest, size) * (len(batch) + 1) > setting.learning.batch_tokens:
            yield batch
            batch, longest = [], 0
        batch.append(int(at))
        longest = max(longest, size)
    if batch:
        yield batch


def loss_of(model: Network, batch: Batch) -> Loss:
    """The loss of a batch, computed in bf16."""
    where = device()
    batch = Batch(*(part.to(where) for part in batch))
    with torch.autocast(where.type, torch.bfloat16):
        logits = model(batch)
    value = loss(logits.float(), batch)
    return Loss(value, {"slips": value.detach()}, {"slips": 1})


if __name__ == "__main__":
    command(run)
