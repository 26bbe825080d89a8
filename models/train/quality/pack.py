"""The estimator as a model folder that the checker's engines load, packed in four and eight bits, with its card.

    python -m quality.pack QUALITY.toml --folder FOLDER

Needs what `learn.py` leaves: the last of learning/average-*.safetensors, base.safetensors, tokenizer.json and
vocabulary.json. Writes models/quality-estimation in the folder. Matrices are packed here and nowhere else, so both
engines run with the same weights; how far they are apart nevertheless is measured and stands on the card.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import numpy.typing as npt
from card import cell
from learning import last_average
from quality.base import HEADS
from quality.learn import ATTENTION_HEADS
from quality.network import BOS, EOS, PAD, SOURCE_TOKENS, TEXT_TOKENS
from quality.settings import Quality, command
from quality.vocabulary import SPECIAL, places
from safetensors.numpy import load_file, save_file
from step import Figures, need

from checker.config import Config
from checker.engines import build
from checker.engines.packed import BLOCK, FOUR_BIT, INT8, packed
from checker.engines.quality import SETTINGS
from checker.types import Estimate

Tensor = npt.NDArray[Any]

WORDS = "embeddings.word_embeddings.weight"
CARD = Path(__file__).resolve().parents[1] / "cards" / "quality-estimation.md.j2"

SAMPLE = (
    ("The meeting was called off.", "La réunion a été annulée."),
    ("The meeting was called off.", "La réunion a été appelée dehors."),
    (None, "Le conseil a adopté le budget à l'unanimité, après deux heures de débat."),
    (None, "Le conseil a adopté les budget à l'unanimité deux heures de débats."),
    ("Two people died in a shooting.", "Deux personnes sont mortes dans un tournage."),
    ("Press the key to confirm.", "La mer monte depuis hier soir sur la côte."),
)
"""Pairs by which the two engines are compared."""


def run(setting: Quality, folder: Path) -> Figures:
    """Writes models/quality-estimation; returns its megabytes and how far the engines are apart."""
    trained = load_file(last_average(folder, "quality/learn"))
    base = load_file(need(folder / "base.safetensors", "quality/base"))
    kept = places(folder / "tokenizer.json", need(folder / "vocabulary.json", "quality/learn"))
    tensors = {named(name): tensor for name, tensor in trained.items()}
    tensors[WORDS] = base[WORDS][kept]
    out = folder / "models" / "quality-estimation"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    save_file(packed(tensors, form), out / "model.safetensors")
    (out / "config.json").write_text(json.dumps(shape(tensors), indent=2) + "\n", encoding="utf-8")
    shutil.copyfile(folder / "vocabulary.json", out / "tokenizer.json")
    megabytes = sum(path.stat().st_size for path in out.iterdir()) / 1e6
    found: Figures = {
        "megabytes": round(megabytes, 1),
        "parameters": sum(tensor.size for tensor in tensors.values()),
        "tokens of the vocabulary": len(kept),
        **apart(out, folder / "cache"),
    }
    (out / "README.md").write_text(card(setting, found), encoding="utf-8", newline="\n")
    return found


def named(name: str) -> str:
    """A tensor's name in the model folder."""
    for theirs, ours in HEADS.items():
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    return name.removeprefix("b.")


def form(name: str, tensor: Tensor) -> str:
    """Word embeddings in four bits, the encoder's matrices as int8 rows, positions and heads in fp16."""
    if name == WORDS and tensor.shape[1] % BLOCK == 0:
        return FOUR_BIT
    if tensor.ndim == 2 and (name == WORDS or name.startswith("encoder.")):
        return INT8
    return "float16" if tensor.ndim == 2 else str(tensor.dtype)


def shape(tensors: Mapping[str, Tensor]) -> dict[str, Any]:
    """What config.json says: the network's sizes, its special tokens, and that it estimates quality."""
    vocabulary, width = tensors[WORDS].shape
    layers = {name.split(".")[2] for name in tensors if name.startswith("encoder.layer.")}
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": vocabulary,
        "hidden_size": width,
        "num_hidden_layers": len(layers),
        "num_attention_heads": ATTENTION_HEADS,
        "intermediate_size": len(tensors["encoder.layer.0.intermediate.dense.bias"]),
        "max_position_embeddings": len(tensors["embeddings.position_embeddings.weight"]),
        "type_vocab_size": 2,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute",
        "bos_token_id": BOS,
        "pad_token_id": PAD,
        "eos_token_id": EOS,
        SETTINGS: {
            "source_tokens": SOURCE_TOKENS,
            "text_tokens": TEXT_TOKENS,
            "unk_token_id": SPECIAL - 1,
        },
    }


def apart(
    model: Path, cache: Path, pairs: Sequence[tuple[str | None, str]] = SAMPLE
) -> dict[str, float]:
    """Log-odds between CTranslate2 in int8 and transformers in float32: the mean and the largest, tokens and texts."""
    shutil.rmtree(cache, ignore_errors=True)
    int8, float32 = (
        build.quality(
            model, "export", Config(engine=name, device="cpu", cache_dir=str(cache))
        ).estimate(pairs)
        for name in ("ctranslate2", "transformers")
    )
    gaps = {
        "token": np.abs(np.subtract(_of_tokens(int8), _of_tokens(float32))),
        "text": np.abs(np.subtract(_of_texts(int8), _of_texts(float32))),
    }
    return {
        f"log-odds apart, a {name}{end}": round(float(value), 3)
        for name, gap in gaps.items()
        for end, value in (("", gap.mean()), (", largest", gap.max()))
    }


def _of_tokens(found: Sequence[Estimate]) -> list[float]:
    return [value for one in found for token in one.tokens for value in (token.error, token.major)]


def _of_texts(found: Sequence[Estimate]) -> list[float]:
    return [value for one in found for value in (one.severity, one.error, one.major)]


def card(setting: Quality, figures: Figures) -> str:
    """The model card."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(CARD.parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown; `cell` keeps names inside their cells
        finalize=cell,
    )
    return environment.get_template(CARD.name).render(setting=setting, figures=figures)


if __name__ == "__main__":
    command(run)
