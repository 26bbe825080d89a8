"""The network: words by form, dictionary forms, ending, shape and tags; a convolution; attention that knows distances.

`checker/engines/grammar.py` computes the same with NumPy, and its `Vocabulary` says what a word is told as.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from grammar.settings import Shape
from grammar.slips import GRAMMAR, Marked
from torch import nn
from torch.nn import functional

from checker.engines.grammar import FORMS, SHAPES, TAGS, Vocabulary
from checker.languages.fr.lexicon import words

PARTS = {"forms": 96, "lemmas": 48, "endings": 32, "shapes": 16, "tags": 96, "gaps": 16}
"""What a word is told as, and numbers of each."""

NEAR, REACH = 5, 16
"""Words that the convolution sees, and the distance from which all are far."""

LONGEST = 70
"""Words of a text that are learnt from."""


class Example(NamedTuple):
    """A text as numbers: of each word its form, lemmas, ending, shape, tags and gap before; and its two labels."""

    ids: list[list[int]]
    labels: list[tuple[int, int]]


class Batch(NamedTuple):
    """Examples padded to one length: `ids` [texts, words, numbers], `mask` and `labels` [texts, words, 2]."""

    ids: torch.Tensor
    mask: torch.Tensor
    labels: torch.Tensor


def vocabulary(texts: Iterable[str], shape: Shape) -> Vocabulary:
    """The commonest forms, dictionary forms and endings of texts, and all tags that occur."""
    forms: Counter[str] = Counter()
    lemmas: Counter[str] = Counter()
    endings: Counter[str] = Counter()
    tags: set[str] = set()
    for text in texts:
        for word in words(text):
            forms[word.form] += 1
            endings[word.form[-3:]] += 1
            lemmas.update(word.lemmas)
            tags.update(reading.tag for reading in word.readings)

    def numbered(counts: Counter[str], size: int) -> dict[str, int]:
        return {name: at for at, (name, _) in enumerate(counts.most_common(size - 1), 1)}

    return Vocabulary(
        numbered(forms, shape.forms),
        numbered(lemmas, shape.lemmas),
        numbered(endings, shape.endings),
        {tag: at for at, tag in enumerate(sorted(tags), 1)},
    )


def save_vocabulary(known: Vocabulary, path: Path) -> None:
    """Writes what `load_vocabulary` reads."""
    named = {"forms": known.forms, "lemmas": known.lemmas, "endings": known.endings}
    path.write_text(json.dumps({**named, "tags": known.tags}, ensure_ascii=False), encoding="utf-8")


def load_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a run."""
    return Vocabulary(**json.loads(path.read_text(encoding="utf-8")))


def example(text: str, marks: Sequence[Marked], known: Vocabulary) -> Example:
    """A text with its marks as numbers."""
    ids, labels, end = [], [], 0
    for word in words(text)[:LONGEST]:
        it = known.of(word)
        tags = [*it.tags, *(0,) * (TAGS - len(it.tags))]
        ids.append([it.form, *it.lemmas, it.ending, it.shape, *tags, int(word.start > end)])
        here = {mark.what for mark in marks if word.start < mark.end and word.end > mark.start}
        labels.append((int(GRAMMAR in here), int(bool(here - {GRAMMAR}))))
        end = word.end
    return Example(ids, labels)


def padded(examples: Sequence[Example]) -> Batch:
    """Examples of about one length as a batch."""
    longest = max(len(one.ids) for one in examples)
    ids = torch.zeros(len(examples), longest, FORMS + TAGS + 4, dtype=torch.long)
    mask = torch.zeros(len(examples), longest)
    labels = torch.zeros(len(examples), longest, 2)
    for row, one in enumerate(examples):
        count = len(one.ids)
        ids[row, :count] = torch.tensor(one.ids)
        mask[row, :count] = 1
        labels[row, :count] = torch.tensor(one.labels, dtype=torch.float32)
    return Batch(ids, mask, labels)


class Layer(nn.Module):
    """Attention and a feed-forward net, each behind its normalisation."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix, self.seen = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        self.distance = nn.Parameter(torch.zeros(heads, 2 * REACH + 1))
        nn.init.zeros_(self.seen.weight)
        nn.init.zeros_(self.outer.weight)

    def forward(
        self, states: torch.Tensor, hidden: torch.Tensor, apart: torch.Tensor
    ) -> torch.Tensor:
        """States [texts, words, width]; `hidden` is added to what must not be seen."""
        texts, count, width = states.shape
        mixed = self.mix(self.norm(states)).view(texts, count, 3, self.heads, -1)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        bias = (self.distance[:, apart].unsqueeze(0) + hidden).to(query.dtype)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        states = states + self.seen(seen.transpose(1, 2).reshape(texts, count, width))
        inner: torch.Tensor = functional.gelu(self.inner(self.norm2(states)), approximate="tanh")
        return states + self.outer(inner)


class Network(nn.Module):
    """Two logits of every word: that it is part of a slip of grammar, and that it means something else."""

    def __init__(self, shape: Shape, tags: int) -> None:
        super().__init__()
        sizes = (shape.forms, shape.lemmas, shape.endings, 6 * len(SHAPES), tags + 1, 2)
        for (name, width), size in zip(PARTS.items(), sizes, strict=True):
            embedding = nn.Embedding(size, width)
            nn.init.normal_(embedding.weight, std=0.1)
            self.add_module(name, embedding)
        with torch.no_grad():
            self.tags.weight[0] = 0
        self.input = nn.Linear(sum(PARTS.values()), shape.width)
        self.near = nn.Conv1d(shape.width, shape.width, NEAR, padding=NEAR // 2)
        self.layers = nn.ModuleList(Layer(shape.width, shape.heads) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.output = nn.Linear(shape.width, 2)
        nn.init.constant_(self.output.bias, -3.5)  # about one word in thirty is wrong

    def forward(self, batch: Batch) -> torch.Tensor:
        """Logits [texts, words, 2]."""
        ids, mask = batch.ids, batch.mask
        at = 1 + FORMS
        tags = ids[..., at + 2 : at + 2 + TAGS]
        told = torch.cat(
            [
                self.forms(ids[..., 0]),
                self.lemmas(ids[..., 1:at]).sum(2),
                self.endings(ids[..., at]),
                self.shapes(ids[..., at + 1]),
                (self.tags(tags) * (tags > 0).unsqueeze(-1)).sum(2),
                self.gaps(ids[..., -1]),
            ],
            -1,
        )
        states = self.input(told) * mask.unsqueeze(-1)
        near = self.near(states.transpose(1, 2)).transpose(1, 2)
        states = states + functional.gelu(near, approximate="tanh")
        places = torch.arange(states.shape[1], device=states.device)
        apart = (places[None] - places[:, None]).clamp(-REACH, REACH) + REACH
        hidden = ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, hidden, apart)
        logits: torch.Tensor = self.output(self.norm(states))
        return logits


def loss(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Mean binary cross-entropy of a word; its meaning counts half, since half of what is planted cannot be seen."""
    each = functional.binary_cross_entropy_with_logits(logits, batch.labels, reduction="none")
    both = (each * batch.mask.unsqueeze(-1)).sum((0, 1)) / batch.mask.sum()
    return both[0] + both[1] / 2
