"""Fine-tunes the estimator on the rows of `prepare.py`; stopped, it goes on from its last checkpoint.

    python -m quality.learn QUALITY.toml --folder FOLDER

Needs base.safetensors and tokenizer.json (base.py) in the folder, and rows/. Writes learning/average-*.safetensors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from learning import Loss, device, identity, learn
from quality.network import SOURCE_TOKENS, TEXT_TOKENS, Batch, Estimator, Example, losses, padded
from quality.rows import Row, read_rows
from quality.settings import Quality, command
from quality.vocabulary import common_words, counted, cut, places
from safetensors.torch import load_file
from step import Figures, Limits, need
from tokenizers import Tokenizer

BLOCK = 1200
"""Rows that are drawn and sorted by length together."""

ATTENTION_HEADS = 12
"""Attention heads of the base; its other sizes can be read off its tensors."""

NAN = float("nan")


def run(setting: Quality, folder: Path) -> Figures:
    """Trains to the last step, or goes on with it; returns the losses of the last minute."""
    base = load_file(need(folder / "base.safetensors", "quality/base"))
    kinds = {name: folder / f"rows/{name}.jsonl" for name in setting.mixture}
    examples, kept = encoded(folder, {k: path for k, path in kinds.items() if path.is_file()})
    model = estimator(base, kept)

    def steps(start: int) -> Callable[[int], Loss]:
        stream = batches(examples, setting, start)
        return lambda _step: loss_of(model, next(stream))

    return learn(
        model,
        setting.learning,
        folder / "learning",
        identity(setting.learning, str(len(kept))),
        steps,
        Limits(),
        setting.seed,
    )


def estimator(base: Mapping[str, torch.Tensor], kept: Sequence[int]) -> Estimator:
    """The network with the base's encoder and the embeddings of the pieces that stay.

    Its heads know nothing yet, unless the base is an estimator itself.
    """
    words = base["embeddings.word_embeddings.weight"][list(kept)]
    layers = 1 + max(int(name.split(".")[2]) for name in base if name.startswith("encoder.layer."))
    inner = base["encoder.layer.0.intermediate.dense.weight"].shape[0]
    positions = base["embeddings.position_embeddings.weight"].shape[0]
    model = Estimator(len(kept), words.shape[1], layers, ATTENTION_HEADS, inner, positions)
    model.b.load_state_dict({**base, "embeddings.word_embeddings.weight": words}, strict=False)
    for part, name in ((model.tok, "tok."), (model.sent, "sent.")):
        head = {
            key.removeprefix(name): value for key, value in base.items() if key.startswith(name)
        }
        if head:
            part.load_state_dict(head)
    return model


def encoded(folder: Path, kinds: Mapping[str, Path]) -> tuple[dict[str, list[Example]], list[int]]:
    """Rows of every kind as numbers of the cut vocabulary, which is made from them where there is none yet."""
    whole, small = folder / "tokenizer.json", folder / "vocabulary.json"
    tokenizer = Tokenizer.from_file(str(need(whole, "quality/base")))

    def texts() -> Iterator[str]:
        yield from common_words()
        for path in kinds.values():
            for row in read_rows(path):
                yield from (row.source, row.text)

    kept = (
        places(whole, small) if small.is_file() else cut(whole, small, counted(tokenizer, texts()))
    )
    tokenizer = Tokenizer.from_file(str(small))
    return {
        name: [example(tokenizer, row) for row in read_rows(path)] for name, path in kinds.items()
    }, kept


def example(tokenizer: Tokenizer, row: Row) -> Example:
    """A row as numbers: a token is in error where a span touches it."""
    text = tokenizer.encode(row.text)
    labels = None
    if row.spans is not None:
        labels = bytes(
            max(
                (level for start, end, level in row.spans if start < stop and end > begin),
                default=0,
            )
            for begin, stop in text.offsets[:TEXT_TOKENS]
        )
    known = [
        NAN if one is None else float(one) for one in (row.z, row.error, row.major, row.unrelated)
    ]
    return Example(
        tokenizer.encode(row.source).ids[:SOURCE_TOKENS],
        text.ids[:TEXT_TOKENS],
        labels,
        (known[0], known[1], known[2], known[3]),
        row.needs_source,
        row.severity_known,
    )


def batches(
    examples: Mapping[str, Sequence[Example]], setting: Quality, start: int
) -> Iterator[Batch]:
    """Batches from step `start` on, for ever: a function of the seed and the step alone."""
    names = sorted(examples)
    weights = np.array([setting.mixture[name] for name in names])
    step = block = 0
    while True:
        rng = np.random.default_rng([setting.seed, block])
        drawn = []
        for kind in rng.choice(len(names), BLOCK, p=weights / weights.sum()):
            pool = examples[names[kind]]
            one = pool[rng.integers(len(pool))]
            bare = not one.needs_source and rng.random() < setting.learning.without_source
            drawn.append(one._replace(source=[]) if bare else one)
        plan = list(_cut(drawn, setting.learning.batch_tokens, rng))
        for at in rng.permutation(len(plan)):
            if step >= start:
                yield padded(plan[at])
            step += 1
        block += 1


def _cut(drawn: list[Example], budget: int, rng: np.random.Generator) -> Iterator[list[Example]]:
    sizes = np.array([len(one.source) + len(one.text) + 4 for one in drawn])
    batch: list[Example] = []
    longest = 0
    for at in np.argsort(sizes + 4 * rng.random(len(drawn))):
        if batch and max(longest, sizes[at]) * (len(batch) + 1) > budget:
            yield batch
            batch, longest = [], 0
        batch.append(drawn[at])
        longest = max(longest, int(sizes[at]))
    if batch:
        yield batch


def loss_of(model: Estimator, batch: Batch) -> Loss:
    """The sum of what the network is told of a batch, computed in bf16."""
    where = device()
    batch = Batch(*(part.to(where) for part in batch))
    with torch.autocast(where.type, torch.bfloat16):
        tokens, whole = model(batch)
    parts = losses(tokens.float(), whole.float(), batch)
    return Loss(
        torch.stack(list(parts.values())).sum(),
        {name: part.detach() for name, part in parts.items()},
        dict.fromkeys(parts, 1),
    )


if __name__ == "__main__":
    command(run)
