"""A model folder that is not what it says is a message, before any library for models has seen it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from checker.engines import provenance
from checker.engines.checkpoint import require_sound
from checker.engines.packed import blocks, rows
from checker.engines.shapes import wanted_shapes
from checker.errors import EngineFailure

CONFIGS: dict[str, dict[str, Any]] = {
    "marian": {
        "model_type": "marian", "d_model": 32, "max_position_embeddings": 16, "encoder_layers": 1,
        "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64, "vocab_size": 12,
    },
    "llama": {
        "model_type": "llama", "hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2,
        "num_key_value_heads": 1, "num_hidden_layers": 1, "vocab_size": 12, "bos_token_id": 1, "eos_token_id": [2],
        "max_position_embeddings": 16,
    },
    "bert": {
        "model_type": "bert", "hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2,
        "num_hidden_layers": 1, "vocab_size": 12, "type_vocab_size": 2, "max_position_embeddings": 16,
    },
}  # fmt: skip
TABLE = {
    "marian": "model.shared.weight",
    "llama": "model.embed_tokens.weight",
    "bert": "embeddings.word_embeddings.weight",
}


def built(folder: Path, kind: str) -> Path:
    """A whole checkpoint of a kind, every tensor of zeros, one matrix packed in either way."""
    folder.mkdir()
    config = CONFIGS[kind]
    (folder / "config.json").write_text(json.dumps(config))
    tensors = {
        name: np.zeros([size or 12 for size in shape], dtype=np.float16)
        for name, shape in wanted_shapes(config).items()
    }
    first, second = [name for name in tensors if tensors[name].ndim == 2][-2:]
    packed = {**rows(first, tensors.pop(first)), **blocks(second, tensors.pop(second))}
    save_file(tensors | packed, folder / "model.safetensors")
    vocabulary = {f"t{i}": i for i in range(12)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    return folder


@pytest.fixture(params=CONFIGS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return built(tmp_path / "model", request.param)


def changed(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def header(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The same bytes of weights under another header."""
    path = folder / "model.safetensors"
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    known = json.loads(data[8 : 8 + length])
    change(known)
    new = json.dumps(known).encode()
    path.write_bytes(len(new).to_bytes(8, "little") + new + data[8 + length :])


def kind_of(folder: Path) -> str:
    return str(json.loads((folder / "config.json").read_text())["model_type"])


def refused(folder: Path, said: str) -> None:
    with pytest.raises(EngineFailure, match=said) as raised:
        require_sound(folder)
    assert str(folder) in raised.value.message and raised.value.exit_code == 2


def test_whole_ones_pass(folder: Path) -> None:
    require_sound(folder)


@pytest.mark.parametrize("keep", [0, 4, 8, 100, -1, -1000])
def test_cut_off_weights(folder: Path, keep: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    refused(folder, "damaged, or not what it claims to be")


def test_weights_with_something_behind(folder: Path) -> None:
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"more")
    refused(folder, "its header counts")


@pytest.mark.parametrize("length", [1, 2**63, 2**64 - 1, 10**9])
def test_a_header_of_any_length(folder: Path, length: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(length.to_bytes(8, "little") + path.read_bytes()[8:])
    refused(folder, "longer than the file")


@pytest.mark.parametrize(
    "text", [b"[" * 5000, b"[]", b"null", b'{"a": 1}', b"\xff\xff", b'{"a":{}}']
)
def test_a_header_that_is_none(folder: Path, text: bytes) -> None:
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text)
    refused(folder, "damaged, or not what it claims to be")


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F99"},
        {"dtype": ["F16"]},
        {"shape": [-1, 2]},
        {"shape": [2**60, 2**60]},
        {"shape": "12"},
        {"shape": [True, 12]},
        {"shape": [1.5]},
        {"data_offsets": [0, 2**40]},
        {"data_offsets": [-8, 0]},
        {"data_offsets": [0]},
        {"data_offsets": None},
    ],
)
def test_a_tensor_that_lies(folder: Path, entry: dict[str, Any]) -> None:
    name = "model.norm.weight" if kind_of(folder) == "llama" else None

    def lie(known: dict[str, Any]) -> None:
        known[
            name or next(key for key in known if key.endswith("norm.bias") or "Norm.bias" in key)
        ] |= entry

    header(folder, lie)
    refused(folder, "is not where it should be|not described as a tensor")


def test_overlapping_tensors(folder: Path) -> None:
    def overlap(known: dict[str, Any]) -> None:
        one, other = [key for key in known if key.endswith(".weight")][:2]
        known[one] = dict(known[other])

    header(folder, overlap)
    refused(folder, "is not where it should be")


def test_a_table_of_another_width(folder: Path) -> None:
    path, name = folder / "model.safetensors", TABLE[kind_of(folder)]
    save_file(load_file(path) | {name: np.zeros((12, 16), dtype=np.float16)}, path)
    refused(folder, rf"{name} has the shape \[12, 16\]")


def test_a_layer_too_many(folder: Path) -> None:
    key = "decoder_layers" if kind_of(folder) == "marian" else "num_hidden_layers"
    changed(folder, **{key: 2})
    refused(folder, "there are no weights for ")


@pytest.mark.parametrize("packed", [".int8", ".q4"])
def test_packed_weights_without_their_scales(folder: Path, packed: str) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    name = next(key for key in tensors if key.endswith(packed)).removesuffix(packed)
    tensors[f"{name}.scale"] = tensors[f"{name}.scale"][:-1]
    save_file(tensors, path)
    refused(folder, f"{name} and its scales do not match")


@pytest.mark.parametrize("value", [0, -1, 2**40, "12", 1.5, True, [1]])
@pytest.mark.parametrize("key", ["max_position_embeddings", "vocab_size", "d_model", "hidden_size"])
def test_sizes_that_no_model_has(folder: Path, key: str, value: object) -> None:
    changed(folder, **{key: value})
    refused(folder, f"config.json: {key} is")


@pytest.mark.parametrize(
    "values",
    [
        {"checker_alignment_layer": 1},
        {"checker_alignment_layer": -1},
        {"checker_alignment_heads": 3},
        {"checker_alignment_heads": "2"},
    ],
)
def test_an_alignment_that_no_decoder_has(values: dict[str, object], tmp_path: Path) -> None:
    folder = built(tmp_path / "model", "marian")
    changed(folder, **values)
    refused(folder, next(iter(values)))


@pytest.mark.parametrize(
    "own", [[], {"text_tokens": 0}, {"source_tokens": 10**9}, {"unk_token_id": 12}]
)
def test_an_estimator_that_takes_more_than_it_has(own: object, tmp_path: Path) -> None:
    folder = built(tmp_path / "model", "bert")
    changed(folder, checker_quality_estimation=own)
    refused(folder, "config.json")


def test_a_size_that_is_not_said(folder: Path) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    key = "d_model" if kind_of(folder) == "marian" else "hidden_size"
    del config[key]
    path.write_text(json.dumps(config))
    refused(folder, "has the shape|no multiple")


def test_a_config_that_is_none(folder: Path) -> None:
    for text in ("[]", "{", "[" * 100_000, ""):
        (folder / "config.json").write_text(text)
        refused(folder, "config.json")


def test_code_of_its_own(folder: Path) -> None:
    changed(folder, auto_map={"AutoModel": "evil.Model"})
    refused(folder, "auto_map")


@pytest.mark.parametrize("number", [12, -1, 10**30, "0", None])
def test_a_token_beyond_the_table(folder: Path, number: object) -> None:
    vocabulary = {"a": 0, "b": number}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    refused(folder, "a token has the number")


def test_files_that_are_none(folder: Path) -> None:
    (folder / "vocab.json").unlink()
    os.mkfifo(folder / "vocab.json")
    refused(folder, "vocab.json is not a file")


def test_other_kinds_have_whole_files_at_least(tmp_path: Path) -> None:
    folder = built(tmp_path / "model", "llama")
    changed(folder, model_type="gpt2")
    require_sound(folder)
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"more")
    refused(folder, "its header counts")


# --- copies ---


@pytest.fixture
def copy(tmp_path: Path) -> tuple[Path, Path]:
    origin = built(tmp_path / "model", "marian")
    made = tmp_path / "copy"
    made.mkdir()
    (made / "model.bin").write_bytes(b"weights")
    (made / "config.json").write_text("{}")
    provenance.record(made, origin)
    return made, origin


def test_a_copy_fits_what_it_was_made_from(copy: tuple[Path, Path]) -> None:
    made, origin = copy
    assert provenance.fits(made, origin)
    os.utime(origin / "config.json", (1, 1))
    assert provenance.fits(made, origin), "the same content at another time"


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "vocab.json"])
def test_it_does_not_fit_another_origin(name: str, copy: tuple[Path, Path]) -> None:
    made, origin = copy
    data = bytearray((origin / name).read_bytes())
    data[-1] ^= 1
    (origin / name).write_bytes(data)
    os.utime(origin / name, (1, 1))
    assert not provenance.fits(made, origin)


def test_nor_does_one_that_changed(copy: tuple[Path, Path]) -> None:
    made, origin = copy
    stamp = (made / "model.bin").stat().st_mtime_ns
    (made / "model.bin").write_bytes(b"weighty")
    os.utime(made / "model.bin", ns=(stamp, stamp))
    assert not provenance.fits(made, origin)


@pytest.mark.parametrize("change", ["gone", "more", "no record", "bad record", "no copy"])
def test_nor_one_that_is_not_whole(change: str, copy: tuple[Path, Path]) -> None:
    made, origin = copy
    if change == "gone":
        (made / "config.json").unlink()
    elif change == "more":
        (made / "more").write_text("x")
    elif change == "no record":
        (made / provenance.NAME).unlink()
    elif change == "bad record":
        (made / provenance.NAME).write_text("{")
    else:
        (made / "model.bin").unlink()
    assert not provenance.fits(made, origin)
