"""Step 8: trains the causal language model, in Llama's shape.

    python models/train/train_language_model.py RECIPE.toml [--minutes 60]

Started again it goes on from the last checkpoint. Touvron et al. 2023, LLaMA, https://arxiv.org/abs/2302.13971
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from learning import Loss, cross_entropy, device, identity, learn
from recipe import Recipe
from step import Figures, Limits, command, need

from checker.engines import transformers
from checker.errors import BadInput


def run(recipe: Recipe, folder: Path, limits: Limits | None = None) -> Figures:
    """Trains language-model/ to the last step; returns nats a piece. Raises Unfinished."""
    setting = recipe.language_model
    if setting is None:
        return {}
    tokens = np.load(need(folder / "arrays/texts.npy", "encode"), mmap_mode="r", allow_pickle=False)
    length = setting.window
    if len(tokens) < 2 * length:
        raise BadInput(
            f"{len(tokens)} pieces of text are too few for windows of {length}", "Add texts."
        )
    tokenizer = need(folder / "vocabulary/tokenizer.json", "vocabulary").read_bytes()
    torch.manual_seed(recipe.seed)
    model = network(recipe, _size(folder))
    if setting.init:
        from transformers import LlamaForCausalLM

        home = recipe.path(setting.init)
        theirs = transformers.network(lambda _config: LlamaForCausalLM, home, torch.float32)
        model.load_state_dict(theirs.state_dict())
    where, count = device(), max(1, setting.batch_tokens // length)

    def loss(step: int) -> Loss:
        starts = np.random.default_rng([recipe.seed, step]).integers(0, len(tokens) - length, count)
        rows = np.stack([tokens[at : at + length + 1] for at in starts]).astype(np.int64)
        batch = torch.from_numpy(rows).to(where)  # [batch, window + 1]
        hidden = model.model(input_ids=batch[:, :-1]).last_hidden_state
        gold = batch[:, 1:].reshape(-1)
        value, nats = cross_entropy(hidden.flatten(0, 1), model.lm_head.weight, gold)
        return Loss(value, {setting.language: nats}, {setting.language: len(gold)})

    def losses(_start: int) -> Callable[[int], Loss]:
        return loss

    own = identity(setting, hashlib.sha256(tokenizer).hexdigest())
    return learn(
        model, setting, folder / "language-model", own, losses, limits or Limits(), recipe.seed
    )


def network(recipe: Recipe, size: int) -> Any:
    """The network of the recipe, with a vocabulary of `size` pieces."""
    from transformers import LlamaConfig, LlamaForCausalLM

    setting = recipe.language_model
    assert setting
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=size,
            hidden_size=setting.width,
            intermediate_size=setting.feed_forward,
            num_hidden_layers=setting.layers,
            num_attention_heads=setting.heads,
            num_key_value_heads=setting.heads,
            max_position_embeddings=1024,
            tie_word_embeddings=True,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=3,
            rms_norm_eps=1e-5,
        )
    )


def _size(folder: Path) -> int:
    from tokenizers import Tokenizer

    return int(Tokenizer.from_file(str(folder / "vocabulary/tokenizer.json")).get_vocab_size())


if __name__ == "__main__":
    command("train_language_model", run, stoppable=True)
