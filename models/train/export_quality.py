"""The weights of a quality-estimation model as a folder that the checker's engines load, in four and eight bits.

    python models/train/export_quality.py STATE.pt --base FOLDER --out models/quality-estimation

STATE.pt holds the trained tensors (`ema`): `b.*` as in transformers' BertModel, `tok` and `sent`, the two heads. BASE
is the folder of the encoder that the training began with: encoder.pt (its shape and tensors), keep.pt (the rows of its
word embeddings that are kept, not trained) and trim.json (the tokenizer). Matrices are packed here and nowhere else:
what is loaded is what both engines run with.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.engines.packed import BLOCK, blocks, rows
from checker.engines.quality import SETTINGS

Tensor = npt.NDArray[Any]

WORDS = "embeddings.word_embeddings.weight"
HEADS = {"tok.": "word_head.", "sent.": "sentence_head."}
SOURCE_TOKENS, TEXT_TOKENS = 140, 160
"""What the training cut source and text at."""

SPECIAL = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}
UNKNOWN = 3


def run(state: Path, base: Path, out: Path) -> dict[str, float]:
    """Writes the folder `out`, which must not exist; returns megabytes by file."""
    import torch

    trained = torch.load(state, weights_only=True)["ema"]
    shape, encoder = torch.load(base / "encoder.pt", weights_only=True)
    kept = encoder[WORDS][torch.load(base / "keep.pt", weights_only=True)]
    tensors = {_named(name): tensor.float().numpy() for name, tensor in trained.items()}
    tensors[WORDS] = kept.float().numpy()
    out.mkdir(parents=True)
    _save(out, packed(tensors), shape, len(kept))
    shutil.copyfile(base / "trim.json", out / "tokenizer.json")
    return {path.name: round(path.stat().st_size / 1e6, 2) for path in sorted(out.iterdir())}


def packed(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Word embeddings in four bits, the encoder's matrices as int8 rows, positions and heads in fp16."""
    out: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if name == WORDS and tensor.shape[1] % BLOCK == 0:
            out |= blocks(name, tensor)
        elif tensor.ndim == 2 and name.startswith(("encoder.", WORDS)):
            out |= rows(name, tensor)
        else:
            out[name] = tensor.astype(np.float16) if tensor.ndim == 2 else tensor
    return out


def _named(name: str) -> str:
    for theirs, ours in HEADS.items():
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    return name.removeprefix("b.")


def _save(
    out: Path, tensors: Mapping[str, Tensor], shape: Mapping[str, Any], vocabulary: int
) -> None:
    from safetensors.numpy import save_file

    save_file(
        {name: np.ascontiguousarray(value) for name, value in tensors.items()},
        out / "model.safetensors",
    )
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": vocabulary,
        "hidden_size": shape["H"],
        "num_hidden_layers": shape["NL"],
        "num_attention_heads": shape["NH"],
        "intermediate_size": shape["FF"],
        "max_position_embeddings": shape["MAXP"],
        "type_vocab_size": 2,
        "hidden_act": "gelu",
        "layer_norm_eps": shape["eps"],
        "position_embedding_type": "absolute",
        **SPECIAL,
        SETTINGS: {
            "source_tokens": SOURCE_TOKENS,
            "text_tokens": TEXT_TOKENS,
            "unk_token_id": UNKNOWN,
        },
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Export one checkpoint."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("state", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    for name, size in run(options.state, options.base, options.out).items():
        print(f"{name:<20} {size:7.2f} MB")


if __name__ == "__main__":
    main()
