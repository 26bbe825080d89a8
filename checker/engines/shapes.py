"""The shapes that the tensors of the network kinds must have which the project knows, by their config.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.engines.headers import Shape, Wrong
from checker.messages import _

_BIAS = "final_logits_bias"
MAY_BE_LEFT_OUT = (
    _BIAS,
    "shared.weight",
    "lm_head.weight",
    "embed_tokens.weight",
    "embed_positions.weight",
)
"""What a checkpoint may leave out, since another table serves or it is computed."""


def fits(found: Shape, wanted: Shape) -> bool:
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


def wanted_shapes(config: Mapping[str, Any]) -> dict[str, Shape]:
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
        raise Wrong(
            _("config.json: {width} is not a multiple of {heads}").format(
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
