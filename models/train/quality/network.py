"""The network: a pretrained encoder that reads source and text together, a head for words, a head for the whole.

Predictor-free quality estimation as in COMETKiwi (Rei et al. 2022, https://aclanthology.org/2022.wmt-1.60): one pass
gives a score of the sentence and a probability of an error for every subword token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

BOS, PAD, EOS = 0, 1, 2
SOURCE_TOKENS, TEXT_TOKENS = 140, 160
"""What is longer is cut: no judgement in the training data is."""

ERROR_WEIGHT = (2.0, 3.0)
"""A token in error counts for so many right ones: for any error, for a major one."""


class Example(NamedTuple):
    """A row as numbers. Labels: 0 right, 1 minor, 2 major; values: z, error, major, unrelated (NaN: unknown)."""

    source: list[int]
    text: list[int]
    labels: bytes | None
    values: tuple[float, float, float, float]
    needs_source: bool
    severity_known: bool


class Batch(NamedTuple):
    """Examples padded to one length [examples, tokens]; `labels` [examples, tokens, 2], -1 where nothing is known."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    text: torch.Tensor
    labels: torch.Tensor
    values: torch.Tensor


class Estimator(nn.Module):
    """`b` the encoder, `tok` the head for words, `sent` the one for the whole: z, error, major error, unrelated."""

    def __init__(
        self,
        vocabulary: int,
        width: int,
        layers: int,
        heads: int,
        feed_forward: int,
        positions: int,
    ) -> None:
        super().__init__()
        self.b = BertModel(
            BertConfig(
                vocab_size=vocabulary,
                hidden_size=width,
                num_hidden_layers=layers,
                num_attention_heads=heads,
                intermediate_size=feed_forward,
                max_position_embeddings=positions,
                type_vocab_size=2,
                pad_token_id=PAD,
                # An epoch is never finished, so nothing is learnt by heart; and chance is dear on a processor.
                hidden_dropout_prob=0.0,
                attention_probs_dropout_prob=0.0,
                # A fifth faster than the fused kernel at these lengths on a processor.
                attn_implementation="eager",
            ),
            add_pooling_layer=False,
        )
        # Most of the weights, and no row of them is seen often enough to move well.
        self.b.embeddings.word_embeddings.weight.requires_grad = False
        self.tok = nn.Linear(width, 2)
        self.sent = nn.Sequential(nn.Linear(3 * width, 256), nn.Tanh(), nn.Linear(256, 4))

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of tokens [examples, tokens, 2] and numbers of the whole [examples, 4]."""
        hidden = self.b(
            batch.ids, attention_mask=batch.mask, token_type_ids=batch.types
        ).last_hidden_state
        inside = batch.text.unsqueeze(-1)
        mean = (hidden * inside).sum(1) / inside.sum(1).clamp(min=1)
        most = hidden.masked_fill(inside == 0, -1e4).max(1).values
        return self.tok(hidden), self.sent(torch.cat([hidden[:, 0], mean, most], -1))


def padded(examples: Sequence[Example]) -> Batch:
    """`<s> source </s></s> text </s>`, the source empty where an example has none."""
    ids, types, text, labels, values = [], [], [], [], []
    for one in examples:
        before = len(one.source) + 3
        ids.append([BOS, *one.source, EOS, EOS, *one.text, EOS])
        types.append([0] * before + [1] * (len(one.text) + 1))
        text.append([0.0] * before + [1.0] * len(one.text) + [0.0])
        known = one.labels is not None
        some = [float(label > 0) for label in one.labels] if known else [-1.0] * len(one.text)
        bad = (
            [float(label > 1) for label in one.labels]
            if known and one.severity_known
            else [-1.0] * len(one.text)
        )
        edge = [(-1.0, -1.0)]
        labels.append(edge * before + list(zip(some, bad, strict=True)) + edge)
        values.append((*one.values[:3], one.values[3] if one.source else float("nan")))
    longest = max(map(len, ids))

    def pad(rows: list[list[object]], value: object) -> torch.Tensor:
        return torch.tensor([row + [value] * (longest - len(row)) for row in rows])

    numbers = pad(ids, PAD)
    return Batch(
        numbers,
        (numbers != PAD).long(),
        pad(types, 0),
        pad(text, 0.0),
        pad(labels, (-1.0, -1.0)),
        torch.tensor(values),
    )


def losses(tokens: torch.Tensor, whole: torch.Tensor, batch: Batch) -> dict[str, torch.Tensor]:
    """What the network is told, by name; what nobody said of a batch is not there."""
    out: dict[str, torch.Tensor] = {}
    for at, name in enumerate(("word", "word, major")):
        known = batch.labels[..., at] >= 0
        if known.any():
            out[name] = functional.binary_cross_entropy_with_logits(
                tokens[..., at][known],
                batch.labels[..., at][known],
                pos_weight=torch.tensor(ERROR_WEIGHT[at]),
            )
    known = ~batch.values[:, 0].isnan()
    if known.any():
        out["z"] = functional.smooth_l1_loss(whole[:, 0][known], batch.values[:, 0][known])
    for at, name in ((1, "error"), (2, "major"), (3, "unrelated")):
        known = ~batch.values[:, at].isnan()
        if known.any():
            out[name] = functional.binary_cross_entropy_with_logits(
                whole[:, at][known], batch.values[:, at][known]
            )
    return out
