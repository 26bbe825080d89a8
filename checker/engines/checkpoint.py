"""Whether a model folder holds what its config.json says: looked at before native code reads a byte of it.

The libraries below trust a checkpoint: a size that lies makes them read beside a table or ask for all memory. So the
sizes of config.json have bounds, the header of every safetensors file must fit its file, the tensors of the network
kinds that the project knows must have the shapes that config.json gives them, and no vocabulary is larger than its
table.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checker.engines.headers import Shape, Wrong, table_in, tensors_of, unpacked
from checker.engines.quality import SETTINGS
from checker.engines.shapes import MAY_BE_LEFT_OUT, fits, wanted_shapes
from checker.engines.vocabularies import require_vocabularies
from checker.errors import EngineFailure
from checker.messages import _
from checker.models.hub import DATA_FILES, OLD_WEIGHTS

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


def require_sound(folder: Path) -> None:
    """Raises EngineFailure, with what is wrong, for a folder whose files do not hold together."""
    try:
        _require(folder)
    except Wrong as wrong:
        reason = wrong.reason
    except (OSError, ValueError, RecursionError) as error:
        reason = str(error)
    else:
        return
    raise EngineFailure(
        _("the model in {folder} is damaged, or not what it claims to be: {said}").format(
            folder=folder, said=reason
        ),
        _("Fetch it again. For the embedded models and those of the hub: checker models verify"),
    )


def _require(folder: Path) -> None:
    for pattern in (*DATA_FILES, OLD_WEIGHTS):
        for path in folder.glob(pattern):
            if not stat.S_ISREG(path.stat().st_mode):
                raise Wrong(_("{file} is not a file").format(file=path.name))
    config = table_in(folder / "config.json")
    if "auto_map" in config:
        raise Wrong(_("config.json asks for custom code (auto_map), which checker never loads"))
    _require_sizes(config)
    shapes: dict[str, Shape] = {}
    files = sorted(folder.glob("model*.safetensors"))
    for path in files:
        shapes.update(tensors_of(path))
    if not files:
        return  # pickled weights: PyTorch's restricted loader has the say
    wanted = wanted_shapes(config)
    tables = unpacked(shapes)
    for name, shape in wanted.items():
        found = tables.get(name)
        if found is None and not name.endswith(MAY_BE_LEFT_OUT):
            raise Wrong(_("there are no weights for {name}").format(name=name))
        if found is not None and not fits(found, shape):
            raise Wrong(
                _("{name} has the shape {found}, but config.json says {wanted}").format(
                    name=name, found=list(found), wanted=[size or "?" for size in shape]
                )
            )
    require_vocabularies(folder, config, tables)


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
        raise Wrong(_("{file} is not a table").format(file=f"config.json: {SETTINGS}"))
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
            raise Wrong(
                _("config.json: {width} is not a multiple of {heads}").format(
                    width=width, heads=heads
                )
            )


def _require_within(config: Mapping[str, Any], key: str, least: int, most: int) -> None:
    value = config.get(key, least)
    if type(value) is not int or not least <= value <= most:
        raise Wrong(
            _("config.json: {key} is {value}, which no model has").format(
                key=key, value=repr(value)[:60]
            )
        )
