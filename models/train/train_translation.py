"""Step 7: trains the MarianMT network, in one direction or both.

    python models/train/train_translation.py RECIPE.toml [--minutes 60]

Started again it goes on from the last checkpoint. Junczys-Dowmunt et al. 2018, Marian, https://arxiv.org/abs/1804.00344
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transfer
from batches import Batch, stream
from encode import Encoded, Ragged
from learning import Loss, cross_entropy, device, identity, learn
from numpy.typing import NDArray
from recipe import Recipe
from step import Figures, Limits, command, need
from torch.nn import functional

END = 0
"""Number of `</s>`."""

Numbers = NDArray[np.int64]


def run(recipe: Recipe, folder: Path, limits: Limits | None = None) -> Figures:
    """Trains translation/ to the last step; returns nats a piece by direction. Raises Unfinished."""
    setting = recipe.translation
    if setting is None:
        return {}
    encoded = Encoded.load(folder / "arrays")
    names = need(folder / "vocabulary/vocab.json", "vocabulary").read_bytes()
    vocabulary: dict[str, int] = json.loads(names)
    torch.manual_seed(recipe.seed)
    model = network(recipe, len(vocabulary))
    _initialise(model, recipe, vocabulary, encoded)
    guide = Guide(model, recipe.guided_alignment.layer) if recipe.guided_alignment else None

    def losses(start: int) -> Callable[[int], Loss]:
        found = stream(encoded, recipe, start)
        return lambda _step: _loss(model, next(found), encoded, recipe, vocabulary, guide)

    own = identity(setting, hashlib.sha256(names).hexdigest())
    return learn(
        model, setting, folder / "translation", own, losses, limits or Limits(), recipe.seed
    )


def network(recipe: Recipe, size: int) -> Any:
    """The network of the recipe, with a vocabulary of `size` pieces, `<pad>` last."""
    from transformers import MarianConfig, MarianMTModel

    setting = recipe.translation
    assert setting
    return MarianMTModel(
        MarianConfig(
            vocab_size=size,
            decoder_vocab_size=size,
            d_model=setting.width,
            encoder_layers=setting.encoder_layers,
            decoder_layers=setting.decoder_layers,
            encoder_attention_heads=setting.heads,
            decoder_attention_heads=setting.heads,
            encoder_ffn_dim=setting.feed_forward,
            decoder_ffn_dim=setting.feed_forward,
            max_position_embeddings=512,
            activation_function="swish",
            scale_embedding=True,
            share_encoder_decoder_embeddings=True,
            tie_word_embeddings=True,
            dropout=setting.dropout,
            attention_dropout=0.0,
            activation_dropout=0.0,
            eos_token_id=END,
            forced_eos_token_id=END,
            bos_token_id=None,
            pad_token_id=size - 1,
            decoder_start_token_id=size - 1,
        )
    )


def _initialise(model: Any, recipe: Recipe, vocabulary: dict[str, int], encoded: Encoded) -> None:
    """Start weights: Xavier's, or those of `init`.

    With the library's own (normal, deviation 0.02) a post-norm encoder collapses: all its positions become alike and
    the decoder learns to ignore them.
    """
    assert recipe.translation
    for name, weight in model.named_parameters():
        if "shared" in name:
            torch.nn.init.normal_(weight, std=recipe.translation.width**-0.5)
        elif weight.dim() == 2 and "embed" not in name:
            torch.nn.init.xavier_uniform_(weight)
    if recipe.translation.init:
        home = recipe.path(recipe.translation.init)
        transfer.inherit(model, home, vocabulary, encoded, recipe.languages)
    # <pad> starts the decoder. CTranslate2 drops it and assumes zeros, so zeros it must be, and stay.
    with torch.no_grad():
        model.model.shared.weight[-1].zero_()


class Guide:
    """Watches the first head of one cross-attention while the network runs."""

    def __init__(self, model: Any, layer: int) -> None:
        self._scores: torch.Tensor | None = None
        attention = model.model.decoder.layers[layer].encoder_attn
        attention.register_forward_pre_hook(self._look, with_kwargs=True)

    def _look(self, attention: Any, inputs: Sequence[Any], named: dict[str, Any]) -> None:
        # The library's fast attention keeps no weights, so those of one head are computed beside it.
        size, ask, answer = attention.head_dim, attention.q_proj, attention.k_proj
        query = functional.linear(inputs[0], ask.weight[:size], ask.bias[:size])
        memory = functional.linear(
            named["key_value_states"], answer.weight[:size], answer.bias[:size]
        )
        self._scores = (
            query @ memory.transpose(1, 2)
        ).float() * attention.scaling  # [batch, target, source]

    def loss(
        self, batch: Batch, encoded: Encoded, mask: torch.Tensor, direction: int, skip: int
    ) -> torch.Tensor:
        """Cross-entropy of the head against the links, in nats a linked piece of the target.

        A piece is looked up where the decoder reads it, one place after it was written (Shift-Att), since that is
        where the checker reads the attention. `direction` is 0 where the first side is the source; `skip` pieces
        stand before the source.
        """
        assert self._scores is not None
        flat, counts = encoded.links.at(batch.rows)
        first, second = flat.astype(np.int64).reshape(-1, 2).T
        source, target = (first, second) if direction == 0 else (second, first)
        if not len(source):
            return self._scores.new_zeros(())
        item, read = np.repeat(np.arange(len(counts)), counts // 2), target + 1
        # All that is known without the network is reckoned here: asking the device for it would make it wait.
        piece = item * self._scores.shape[1] + read
        linked = np.bincount(piece)
        weights = self._scores.masked_fill(~mask[:, None, :], -1e9).log_softmax(-1)
        cells = moved(np.stack([item, read, source + skip, linked[piece]]), mask.device)
        found: torch.Tensor = weights[cells[0], cells[1], cells[2]] / cells[3]
        return -found.sum() / np.count_nonzero(linked)


def _loss(
    model: Any,
    batch: Batch,
    encoded: Encoded,
    recipe: Recipe,
    vocabulary: dict[str, int],
    guide: Guide | None,
) -> Loss:
    setting = recipe.translation
    assert setting
    name = recipe.directions[batch.direction]
    source_lang, target_lang = name.split("-")
    to_second = 0 if source_lang == recipe.languages[0] else 1
    target_side = encoded.sides[1 - to_second]
    source_side = target_side if batch.copy else encoded.sides[to_second]
    prefix = [vocabulary[f">>{target_lang}<<"]] if recipe.prefixes else []
    pad, where = len(vocabulary) - 1, device()
    sources = padded(source_side, batch.rows, prefix, pad)
    targets = padded(target_side, batch.rows, [], pad)
    real = np.flatnonzero(targets != pad)
    source, target = moved(sources, where), moved(targets, where)
    read = functional.pad(target, (1, -1), value=pad)  # what the decoder reads: one place later
    mask = source != pad
    hidden = model.model(
        input_ids=source, attention_mask=mask.long(), decoder_input_ids=read
    ).last_hidden_state  # [batch, target, width]
    at = moved(real, where)
    loss, nats = cross_entropy(
        hidden.flatten(0, 1).index_select(0, at),
        model.lm_head.weight[:-1],
        target.flatten().index_select(0, at),
        setting.label_smoothing,
    )
    if guide and recipe.guided_alignment and not batch.copy:
        taught = guide.loss(batch, encoded, mask, to_second, len(prefix))
        loss = loss + recipe.guided_alignment.weight * taught
    key = f"copies {target_lang}" if batch.copy else name
    return Loss(loss, {key: nats}, {key: len(real)})


def padded(side: Ragged, rows: Numbers, before: Sequence[int], pad: int) -> Numbers:
    """Rows as one matrix, each with the pieces `before` it and the end behind it."""
    values, lengths = side.at(rows)
    skip, width = len(before), int(lengths.max())
    out = np.full((len(rows), skip + width + 1), pad, np.int64)
    out[:, :skip] = before
    out[:, skip:-1][np.arange(width) < lengths[:, None]] = values
    out[np.arange(len(rows)), skip + lengths] = END
    return out


def moved(numbers: Numbers, where: torch.device) -> torch.Tensor:
    """Numbers on a device, which need not wait for them."""
    found = torch.from_numpy(numbers)
    return found.pin_memory().to(where, non_blocking=True) if where.type == "cuda" else found


if __name__ == "__main__":
    command("train_translation", run, stoppable=True)
