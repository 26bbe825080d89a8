"""Whether a model folder holds what its config.json says: looked at before native code reads a byte of it.

The libraries below trust a checkpoint: a size that lies makes them read beside a table or ask for all memory. So the
sizes of config.json have bounds, the header of every safetensors file must fit its file, the tensors of the network
kinds that the project knows must have the shapes that config.json gives them, and no vocabulary is larger than its
table.
"""

from __future__ import annotations

import math
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from checker.engines.packed import BLOCK, FOUR_BIT, INT8, SCALE
from checker.engines.quality import SETTINGS
from checker.errors import EngineFailure
from checker.loading import read_file
from checker.messages import _
from checker.models.hub import DATA_FILES, OLD_WEIGHTS

LONGEST_HEADER = 100_000_000
"""Bytes of the longest header, as the format's own library has it."""
_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2,
    "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
}  # fmt: skip
_MOST = {
    "layers": 512, "heads": 1024, "size": 65_536, "dim": 1 << 20, "positions": 1 << 22, "tokens": 1 << 24,
}  # fmt: skip
_BOUNDS = {
    "encoder_layers": "layers", "decoder_layers": "layers", "num_hidden_layers": "layers", "n_layer": "layers",
    "encoder_attention_heads": "heads", "decoder_attention_heads": "heads", "num_attention_heads": "heads",
    "num_key_value_heads": "heads", "n_head": "heads", "d_model": "size", "hidden_size": "size", "head_dim": "size",
    "n_embd": "size", "encoder_ffn_dim": "dim", "decoder_ffn_dim": "dim", "intermediate_size": "dim",
    "max_position_embeddings": "positions", "n_positions": "positions", "vocab_size": "tokens",
    "decoder_vocab_size": "tokens", "type_vocab_size": "tokens",
}  # fmt: skip
"""Sizes that a config.json may hold, and what they count."""

Shape = tuple[int, ...]


@dataclass(frozen=True)
class _Wrong(Exception):
    """What is against a checkpoint."""

    said: str


def require_sound(folder: Path) -> None:
    """Raises EngineFailure, with what is wrong, for a folder whose files do not hold together."""
    try:
        _require(folder)
    except _Wrong as wrong:
        said = wrong.said
    except (OSError, ValueError, RecursionError) as error:
        said = str(error)
    else:
        return
    raise EngineFailure(
        _("the model in {folder} is damaged or not what it says: {said}").format(
            folder=folder, said=said
        ),
        _("Fetch it again. For the embedded models and those of the hub: checker models verify"),
    )


def _require(folder: Path) -> None:
    for pattern in (*DATA_FILES, OLD_WEIGHTS):
        for path in folder.glob(pattern):
            if not stat.S_ISREG(path.stat().st_mode):
                raise _Wrong(_("{file} is no file").format(file=path.name))
    config = _object(folder / "config.json")
    if "auto_map" in config:
        raise _Wrong(
            _(
                "config.json asks for code of its own (auto_map), and none is ever loaded from a model"
            )
        )
    _require_sizes(config)
    shapes: dict[str, Shape] = {}
    files = sorted(folder.glob("model*.safetensors"))
    for path in files:
        shapes.update(_header(path))
    if not files:
        return  # pickled weights: PyTorch's restricted loader has the say
    wanted = _wanted(config)
    tables = _logical(shapes)
    for name, shape in wanted.items():
        found = tables.get(name)
        if found is None and not name.endswith(_SHARED):
            raise _Wrong(_("there are no weights for {name}").format(name=name))
        if found is not None and not _fits(found, shape):
            raise _Wrong(
                _("{name} has the shape {found}, but config.json says {wanted}").format(
                    name=name, found=list(found), wanted=[size or "?" for size in shape]
                )
            )
    _require_vocabularies(folder, config, tables)


def _object(path: Path) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(read_file(path))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _Wrong(f"{path.name}: {error}") from None
    if not isinstance(data, dict):
        raise _Wrong(_("{file} is no table").format(file=path.name))
    return data


# --- config.json ----------------------------------------------------------------------------------------------


def _require_sizes(config: Mapping[str, Any]) -> None:
    for key, kind in _BOUNDS.items():
        if config.get(key) is not None:
            _require_within(config, key, 1, _MOST[kind])
    for key, least, limit in (
        ("checker_alignment_layer", 0, config.get("decoder_layers", 6) - 1),
        ("checker_alignment_heads", 0, config.get("decoder_attention_heads", _MOST["heads"])),
    ):
        _require_within(config, key, least, limit)
    own = config.get(SETTINGS, {})
    if not isinstance(own, dict):
        raise _Wrong(_("{file} is no table").format(file=f"config.json: {SETTINGS}"))
    positions = config.get("max_position_embeddings", _MOST["positions"])
    for key in ("source_tokens", "text_tokens"):
        _require_within(own, key, 1, positions)
    _require_within(own, "unk_token_id", 0, config.get("vocab_size", _MOST["tokens"]) - 1)
    for width, heads in (
        ("d_model", "encoder_attention_heads"),
        ("d_model", "decoder_attention_heads"),
        ("n_embd", "n_head"),
    ):
        if width in config and heads in config and config[width] % config[heads]:
            raise _Wrong(
                _("config.json: {width} is no multiple of {heads}").format(width=width, heads=heads)
            )


def _require_within(config: Mapping[str, Any], key: str, least: int, most: int) -> None:
    value = config.get(key, least)
    if type(value) is not int or not least <= value <= most:
        raise _Wrong(
            _("config.json: {key} is {value}, which no model has").format(
                key=key, value=repr(value)[:60]
            )
        )


# --- safetensors ----------------------------------------------------------------------------------------------


def _header(path: Path) -> Iterator[tuple[str, Shape]]:
    """The shapes of the tensors of a file, each of which lies in it, beside the others and as long as it must be."""
    name, size = path.name, path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(LONGEST_HEADER, size - 8):
            raise _Wrong(_("the header of {file} is longer than the file").format(file=name))
        header = file.read(length)
    try:
        data = msgspec.json.decode(header)
    except (msgspec.MsgspecError, ValueError) as error:
        raise _Wrong(f"{name}: {error}") from None
    if not isinstance(data, dict):
        raise _Wrong(_("the header of {file} is no table").format(file=name))
    data.pop("__metadata__", None)
    at = 0
    for tensor, kind, shape, begin, end in sorted(
        (_entry(tensor, entry, name) for tensor, entry in data.items()), key=lambda one: one[3:]
    ):
        if begin != at or end - begin != math.prod(shape) * _BYTES[kind]:
            raise _Wrong(
                _("{file}: {tensor} does not lie where it should").format(file=name, tensor=tensor)
            )
        at = end
        yield tensor, shape
    if at != size - 8 - length:
        raise _Wrong(
            _("{file} has {size} bytes of weights, but its header counts {wanted}").format(
                file=name, size=size - 8 - length, wanted=at
            )
        )


def _entry(tensor: str, entry: object, file: str) -> tuple[str, str, Shape, int, int]:
    if isinstance(entry, dict):
        kind, shape, place = (
            entry.get("dtype"),
            _sizes(entry.get("shape")),
            entry.get("data_offsets"),
        )
        ends = _sizes(place)
        if (
            isinstance(kind, str)
            and kind in _BYTES
            and shape is not None
            and ends is not None
            and len(ends) == 2
        ):
            return tensor, kind, shape, ends[0], ends[1]
    raise _Wrong(
        _("{file}: {tensor} is not described as a tensor is").format(file=file, tensor=tensor[:80])
    )


def _sizes(value: object) -> Shape | None:
    """A list of sizes as such; None for anything else."""
    if not isinstance(value, list) or len(value) > 8:
        return None
    good = all(type(one) is int and 0 <= one < 1 << 48 for one in value)
    return tuple(value) if good else None


def _logical(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes of tensors as they will be unpacked; raises where a packed one and its scales do not fit."""
    out = dict(shapes)
    for name, shape in shapes.items():
        for ending in (INT8, FOUR_BIT):
            if not name.endswith(ending):
                continue
            whole = name.removesuffix(ending)
            if whole in shapes:
                raise _Wrong(_("{name} is there twice, packed and not").format(name=whole))
            scale = shapes.get(f"{whole}{SCALE}")
            if ending == INT8:
                fits = len(shape) == 2 and scale == shape[:1]
                out[whole] = shape
            else:
                fits = (
                    len(shape) == 2
                    and scale is not None
                    and len(scale) == 2
                    and scale[0] == shape[0]
                    and scale[1] * BLOCK == shape[1] * 2
                )
                out[whole] = (shape[0], shape[1] * 2) if len(shape) == 2 else shape
            if not fits:
                raise _Wrong(_("{name} and its scales do not fit").format(name=whole))
    return out


# --- shapes that a network must have --------------------------------------------------------------------------


_BIAS = "final_logits_bias"
_SHARED = (
    _BIAS,
    "shared.weight",
    "lm_head.weight",
    "embed_tokens.weight",
    "embed_positions.weight",
)
"""What a checkpoint may leave out, since another table serves or it is computed."""


def _fits(found: Shape, wanted: Shape) -> bool:
    """0 stands for any size."""
    return len(found) == len(wanted) and all(
        w in (0, f) for f, w in zip(found, wanted, strict=True)
    )


_UNSAID: dict[str, dict[str, int]] = {
    "marian": {
        "d_model": 1024, "max_position_embeddings": 1024, "encoder_layers": 12, "decoder_layers": 12,
        "encoder_ffn_dim": 4096, "decoder_ffn_dim": 4096, "vocab_size": 58_101,
    },
    "llama": {
        "hidden_size": 4096, "intermediate_size": 11008, "num_attention_heads": 32, "num_hidden_layers": 32,
        "vocab_size": 32000,
    },
    "bert": {
        "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12,
        "vocab_size": 30522, "type_vocab_size": 2, "max_position_embeddings": 512,
    },
}  # fmt: skip
"""What transformers takes for a size that config.json leaves out."""


def _wanted(config: Mapping[str, Any]) -> dict[str, Shape]:
    """The shapes of the tensors that a network of this kind may hold."""
    kind = str(config.get("model_type"))
    shapes = {"marian": _marian, "llama": _llama, "bert": _bert}.get(kind)
    return {} if shapes is None else dict(shapes({**_UNSAID[kind], **config}))


def _marian(config: Mapping[str, Any]) -> Iterator[tuple[str, Shape]]:
    width, positions = config["d_model"], config["max_position_embeddings"]
    yield _BIAS, (1, config.get("decoder_vocab_size") or config["vocab_size"])
    for name in ("model.shared", "lm_head"):
        yield f"{name}.weight", (0, width)
    for side in ("encoder", "decoder"):
        yield f"model.{side}.embed_tokens.weight", (0, width)
        yield f"model.{side}.embed_positions.weight", (positions, width)
        inner = config[f"{side}_ffn_dim"]
        attentions = ["self_attn"] + ["encoder_attn"] * (side == "decoder")
        for layer in range(config[f"{side}_layers"]):
            home = f"model.{side}.layers.{layer}"
            for attention in attentions:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    yield f"{home}.{attention}.{part}.weight", (width, width)
                    yield f"{home}.{attention}.{part}.bias", (width,)
                yield from _norm(f"{home}.{attention}_layer_norm", width)
            yield from _linear(f"{home}.fc1", width, inner)
            yield from _linear(f"{home}.fc2", inner, width)
            yield from _norm(f"{home}.final_layer_norm", width)


def _llama(config: Mapping[str, Any]) -> Iterator[tuple[str, Shape]]:
    width, inner, heads = (
        config["hidden_size"],
        config["intermediate_size"],
        config["num_attention_heads"],
    )
    size = config.get("head_dim") or width // heads
    groups = config.get("num_key_value_heads") or heads
    for name in ("model.embed_tokens", "lm_head"):
        yield f"{name}.weight", (config["vocab_size"], width)
    yield "model.norm.weight", (width,)
    for layer in range(config["num_hidden_layers"]):
        home = f"model.layers.{layer}"
        for part, rows in (("q", heads), ("k", groups), ("v", groups)):
            yield f"{home}.self_attn.{part}_proj.weight", (rows * size, width)
        yield f"{home}.self_attn.o_proj.weight", (width, heads * size)
        for part in ("gate", "up"):
            yield f"{home}.mlp.{part}_proj.weight", (inner, width)
        yield f"{home}.mlp.down_proj.weight", (width, inner)
        for norm in ("input_layernorm", "post_attention_layernorm"):
            yield f"{home}.{norm}.weight", (width,)


def _bert(config: Mapping[str, Any]) -> Iterator[tuple[str, Shape]]:
    width, inner = config["hidden_size"], config["intermediate_size"]
    if width % config["num_attention_heads"]:
        raise _Wrong(
            _("config.json: {width} is no multiple of {heads}").format(
                width="hidden_size", heads="num_attention_heads"
            )
        )
    yield "embeddings.word_embeddings.weight", (config["vocab_size"], width)
    yield "embeddings.token_type_embeddings.weight", (config["type_vocab_size"], width)
    yield "embeddings.position_embeddings.weight", (config["max_position_embeddings"], width)
    yield from _norm("embeddings.LayerNorm", width)
    for layer in range(config["num_hidden_layers"]):
        home = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            yield from _linear(f"{home}.attention.self.{part}", width, width)
        yield from _linear(f"{home}.attention.output.dense", width, width)
        yield from _norm(f"{home}.attention.output.LayerNorm", width)
        yield from _linear(f"{home}.intermediate.dense", width, inner)
        yield from _linear(f"{home}.output.dense", inner, width)
        yield from _norm(f"{home}.output.LayerNorm", width)


def _linear(name: str, size: int, rows: int) -> Iterator[tuple[str, Shape]]:
    yield f"{name}.weight", (rows, size)
    yield f"{name}.bias", (rows,)


def _norm(name: str, size: int) -> Iterator[tuple[str, Shape]]:
    yield f"{name}.weight", (size,)
    yield f"{name}.bias", (size,)


# --- vocabularies ---------------------------------------------------------------------------------------------

_EMBEDDED = {
    "source": ("model.encoder.embed_tokens.weight", "model.shared.weight"),
    "target": ("model.decoder.embed_tokens.weight", "model.shared.weight"),
}
_TABLES = ("model.embed_tokens.weight", "embeddings.word_embeddings.weight")


def _require_vocabularies(
    folder: Path, config: Mapping[str, Any], tables: Mapping[str, Shape]
) -> None:
    """Raises where a token has a number beyond the last row of its table."""
    if config.get("model_type") == "marian":
        own = folder / "target_vocab.json"
        for side, file in (("source", folder / "vocab.json"), ("target", own)):
            if not file.is_file() and file == own:
                file = folder / "vocab.json"
            rows = next((tables[name][0] for name in _EMBEDDED[side] if name in tables), None)
            if rows is None:
                raise _Wrong(_("there are no weights for {name}").format(name=_EMBEDDED[side][0]))
            _require_numbers(file, _object(file).values(), rows)
        return
    rows = next((tables[name][0] for name in _TABLES if name in tables), None)
    file = folder / "tokenizer.json"
    if rows is not None and file.is_file():
        _require_numbers(file, _numbers(_object(file)), rows)
    for key in ("bos_token_id", "eos_token_id"):
        _require_numbers(folder / "config.json", _flat(config.get(key)), rows)


def _numbers(tokenizer: Mapping[str, Any]) -> Iterator[object]:
    """The numbers of all tokens of a tokenizer.json."""
    model = tokenizer.get("model")
    known = model.get("vocab") if isinstance(model, dict) else None
    if isinstance(known, dict):
        yield from known.values()
    elif isinstance(known, list):
        yield max(len(known) - 1, 0)
    # Special tokens are not looked for in a text; what else was added is.
    for token in tokenizer.get("added_tokens") or ():
        if not isinstance(token, dict) or not token.get("special"):
            yield token.get("id") if isinstance(token, dict) else None


def _flat(value: object) -> list[object]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _require_numbers(file: Path, numbers: Any, rows: int | None) -> None:
    for number in numbers:
        good = isinstance(number, int) and not isinstance(number, bool) and number >= 0
        if not good or (rows is not None and number >= rows):
            raise _Wrong(
                _(
                    "{file}: a token has the number {number}, but the weights have {rows} rows"
                ).format(
                    file=file.name, number=repr(number)[:40], rows="?" if rows is None else rows
                )
            )
