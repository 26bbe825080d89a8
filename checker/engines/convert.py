"""Checkpoints in CTranslate2's form: from a folder as Hugging Face keeps it to one that CTranslate2 loads.

The network kinds that the project knows (MarianMT, Llama's plain form, BERT) are taken from model.safetensors with
NumPy alone. CTranslate2's own converter builds every model in PyTorch first, which costs seconds and half a gigabyte
before the first sentence; it serves what is left (pickled weights are read by PyTorch's restricted loader, other causal
architectures), in a process of its own, so that its memory goes when it is done.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines.device import quiet
from checker.engines.marian import Settings
from checker.engines.packed import is_packed, unpacked
from checker.engines.pieces import EOS
from checker.imports import without
from checker.messages import _

if TYPE_CHECKING:
    import numpy as np

SECONDS = 1800
"""How long the converter of CTranslate2 may take for one model."""


class Unfit(Exception):
    """The checkpoint is of a form that is not read here."""


def convert(folder: Path, out: Path, quantization: str) -> None:
    """Write the model in `folder` to `out` (must not exist). Raises ValueError with what stands in the way."""
    try:
        spec = _specification(folder)
    except Unfit:
        _require_plain(folder)
        _in_another_process(folder, out, quantization)
        return
    spec.validate()
    spec.optimize(quantization=quantization)
    out.mkdir()
    spec.save(str(out))


def _specification(folder: Path) -> Any:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    file = folder / "model.safetensors"
    if not file.is_file():
        raise Unfit
    with without("torch"):  # whose tensors it would take too
        import ctranslate2.specs  # noqa: F401
    if config.get("model_type") == "marian":
        return _marian(folder, config, _Weights(file))
    if config.get("model_type") == "llama":
        return _llama(folder, config, _Weights(file))
    if config.get("model_type") == "bert":
        return _bert(folder, config, _Weights(file))
    raise Unfit


class _Weights:
    """Tensors of a checkpoint by name, and the places of a network that they go to."""

    def __init__(self, file: Path) -> None:
        from safetensors.numpy import load_file

        try:
            self.tensors: Mapping[str, np.ndarray[Any, Any]] = load_file(file)
            if is_packed(self.tensors):
                self.tensors = unpacked(self.tensors)
        except (KeyError, TypeError, AttributeError):  # a number type that NumPy lacks
            raise Unfit from None

    def get(self, *names: str) -> Any:
        """The first of these tensors that there is."""
        for name in names:
            if name in self.tensors:
                return self.tensors[name]
        raise Unfit

    def linear(self, spec: Any, *names: str) -> None:
        """One matrix, or several stacked, each with its bias where it has one."""
        import numpy as np

        spec.weight = np.concatenate([self.get(f"{name}.weight") for name in names])
        biases = [
            tensor for name in names if (tensor := self.tensors.get(f"{name}.bias")) is not None
        ]
        if len(biases) == len(names):
            spec.bias = np.concatenate(biases)
        elif biases:
            raise Unfit

    def norm(self, spec: Any, name: str) -> None:
        """A layer normalisation, or a root mean square one, which has no shift."""
        spec.gamma = self.get(f"{name}.weight")
        if f"{name}.bias" in self.tensors:
            spec.beta = self.get(f"{name}.bias")


# --- MarianMT ---------------------------------------------------------------------------------------------


def _marian(folder: Path, config: Mapping[str, Any], weights: _Weights) -> Any:
    from ctranslate2.specs import TransformerSpec

    _expect(config, {"normalize_before": False, "normalize_embedding": False})
    settings = Settings.load(folder)
    spec = TransformerSpec.from_config(
        (config["encoder_layers"], config["decoder_layers"]),
        config["encoder_attention_heads"],
        pre_norm=False,
        activation=_activation(config["activation_function"]),
        alignment_layer=settings.layer,
        alignment_heads=settings.heads,
    )
    if config["decoder_attention_heads"] != config["encoder_attention_heads"]:
        raise Unfit
    source = _tokens(folder / "vocab.json")
    own = folder / "target_vocab.json"
    target = _tokens(own) if own.is_file() else source
    sides = {
        "encoder": (spec.encoder, spec.encoder.embeddings[0], source),
        "decoder": (spec.decoder, spec.decoder.embeddings, target),
    }
    for side, (part, embeddings, tokens) in sides.items():
        _common(part, config, f"model.{side}", weights)
        table = weights.get(f"model.{side}.embed_tokens.weight", "model.shared.weight")
        embeddings.weight = table[: len(tokens)]
        for index, layer in enumerate(part.layer):
            _marian_layer(layer, f"model.{side}.layers.{index}", weights)
    # Padding starts the decoder and is never written: CTranslate2 drops it and starts from zeros. What its row holds
    # goes to the first position, where the start always stands.
    spec.decoder.start_from_zero_embedding = True
    start = weights.get("model.decoder.embed_tokens.weight", "model.shared.weight")[len(target) :]
    if start.any():
        position = spec.decoder.position_encodings
        position.encodings = position.encodings.copy()
        position.encodings[0] += start[0] * spec.decoder.scale_embeddings
    out = weights.get("lm_head.weight", "model.decoder.embed_tokens.weight", "model.shared.weight")
    spec.decoder.projection.weight = out[: len(target)]
    bias = weights.tensors.get("final_logits_bias")
    if bias is not None and bias.any():
        spec.decoder.projection.bias = bias.reshape(-1)[: len(target)]
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.config.decoder_start_token = EOS
    return spec


def _common(part: Any, config: Mapping[str, Any], name: str, weights: _Weights) -> None:
    size = config["d_model"]
    part.scale_embeddings = math.sqrt(size) if config.get("scale_embedding") else 1.0
    known = weights.tensors.get(f"{name}.embed_positions.weight")
    positions = config["max_position_embeddings"]
    if known is None:
        # In the weights' own type, as PyTorch would have them.
        known = sinusoids(positions, size).astype(weights.get(f"{name}.layers.0.fc1.bias").dtype)
    part.position_encodings.encodings = known


def _marian_layer(layer: Any, name: str, weights: _Weights) -> None:
    attention = f"{name}.self_attn"
    joined = [f"{attention}.{part}_proj" for part in "qkv"]
    weights.linear(layer.self_attention.linear[0], *joined)
    weights.linear(layer.self_attention.linear[1], f"{attention}.out_proj")
    weights.norm(layer.self_attention.layer_norm, f"{name}.self_attn_layer_norm")
    if hasattr(layer, "attention"):
        attention = f"{name}.encoder_attn"
        weights.linear(layer.attention.linear[0], f"{attention}.q_proj")
        weights.linear(layer.attention.linear[1], f"{attention}.k_proj", f"{attention}.v_proj")
        weights.linear(layer.attention.linear[2], f"{attention}.out_proj")
        weights.norm(layer.attention.layer_norm, f"{name}.encoder_attn_layer_norm")
    weights.linear(layer.ffn.linear_0, f"{name}.fc1")
    weights.linear(layer.ffn.linear_1, f"{name}.fc2")
    weights.norm(layer.ffn.layer_norm, f"{name}.final_layer_norm")


def sinusoids(positions: int, size: int) -> Any:
    """Marian's position encodings, positions x size: sines in the left half, cosines in the right."""
    import numpy as np

    angle = np.arange(positions)[:, None] / 10000 ** (2 * np.arange((size + 1) // 2) / size)
    table = np.concatenate([np.sin(angle), np.cos(angle)[:, : size // 2]], axis=1)
    return table.astype(np.float32)


def _tokens(path: Path) -> list[str]:
    names: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return [name for name in sorted(names, key=names.__getitem__) if name != "<pad>"]


# --- Llama ------------------------------------------------------------------------------------------------


def _llama(folder: Path, config: Mapping[str, Any], weights: _Weights) -> Any:
    from ctranslate2.specs import TransformerDecoderModelSpec, common_spec
    from tokenizers import Tokenizer

    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    _expect(config, {"hidden_act": "silu", "attention_bias": False, "mlp_bias": False})
    _expect(rope, {"rope_type": "default", "type": "default"})
    heads, groups = config["num_attention_heads"], config.get("num_key_value_heads")
    width = config.get("head_dim") or config["hidden_size"] // heads
    if config.get("quantization_config") or width * heads != config["hidden_size"]:
        raise Unfit
    spec = TransformerDecoderModelSpec.from_config(
        config["num_hidden_layers"],
        heads,
        activation=common_spec.Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=0,
        rotary_interleave=False,
        rotary_base=rope.get("rope_theta") or config.get("rope_theta") or 10000.0,
        num_heads_kv=None if groups == heads else groups,
    )
    decoder = spec.decoder
    decoder.scale_embeddings = False
    decoder.embeddings.weight = weights.get("model.embed_tokens.weight")
    decoder.projection.weight = weights.get("lm_head.weight", "model.embed_tokens.weight")
    weights.norm(decoder.layer_norm, "model.norm")
    for index, layer in enumerate(decoder.layer):
        name = f"model.layers.{index}"
        joined = [f"{name}.self_attn.{part}_proj" for part in "qkv"]
        weights.linear(layer.self_attention.linear[0], *joined)
        weights.linear(layer.self_attention.linear[1], f"{name}.self_attn.o_proj")
        weights.norm(layer.self_attention.layer_norm, f"{name}.input_layernorm")
        weights.linear(layer.ffn.linear_0, f"{name}.mlp.gate_proj")
        weights.linear(layer.ffn.linear_0_noact, f"{name}.mlp.up_proj")
        weights.linear(layer.ffn.linear_1, f"{name}.mlp.down_proj")
        weights.norm(layer.ffn.layer_norm, f"{name}.post_attention_layernorm")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    size = len(decoder.embeddings.weight)
    names = [tokenizer.id_to_token(index) for index in range(size)]
    names = [f"<extra_id_{i}>" if name is None else name for i, name in enumerate(names)]
    spec.register_vocabulary(names)
    spec.config.bos_token = _named(tokenizer, config.get("bos_token_id"), "<s>")
    spec.config.eos_token = _named(tokenizer, config.get("eos_token_id"), "</s>")
    spec.config.unk_token = getattr(tokenizer.model, "unk_token", None) or ""
    spec.config.layer_norm_epsilon = config["rms_norm_eps"]
    return spec


# --- BERT -------------------------------------------------------------------------------------------------


def _bert(folder: Path, config: Mapping[str, Any], weights: _Weights) -> Any:
    from ctranslate2.specs import TransformerEncoderModelSpec, TransformerEncoderSpec, common_spec
    from tokenizers import Tokenizer

    _expect(config, {"position_embedding_type": "absolute", "is_decoder": False})
    spec = TransformerEncoderModelSpec(
        TransformerEncoderSpec(
            config["num_hidden_layers"],
            config["num_attention_heads"],
            pre_norm=False,
            activation=_activation(config["hidden_act"]),
            layernorm_embedding=True,
            num_source_embeddings=2,
            embeddings_merge=common_spec.EmbeddingsMerge.ADD,
        )
    )
    encoder = spec.encoder
    encoder.scale_embeddings = False
    words, kinds = encoder.embeddings
    words.weight = weights.get("embeddings.word_embeddings.weight")
    kinds.weight = weights.get("embeddings.token_type_embeddings.weight")
    encoder.position_encodings.encodings = weights.get("embeddings.position_embeddings.weight")
    weights.norm(encoder.layernorm_embedding, "embeddings.LayerNorm")
    for index, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{index}"
        attention = layer.self_attention
        joined = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weights.linear(attention.linear[0], *joined)
        weights.linear(attention.linear[1], f"{name}.attention.output.dense")
        weights.norm(attention.layer_norm, f"{name}.attention.output.LayerNorm")
        weights.linear(layer.ffn.linear_0, f"{name}.intermediate.dense")
        weights.linear(layer.ffn.linear_1, f"{name}.output.dense")
        weights.norm(layer.ffn.layer_norm, f"{name}.output.LayerNorm")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    known = [tokenizer.id_to_token(index) for index in range(len(words.weight))]
    spec.register_vocabulary(
        [f"<extra_id_{i}>" if name is None else name for i, name in enumerate(known)]
    )
    unknown = config.get("checker_quality_estimation", {}).get("unk_token_id")
    spec.config.unk_token = _named(tokenizer, unknown, "<unk>")
    spec.config.layer_norm_epsilon = config["layer_norm_eps"]
    return spec


def _named(tokenizer: Any, index: object, default: str) -> str:
    first = index[0] if isinstance(index, list) and index else index
    return (tokenizer.id_to_token(first) if isinstance(first, int) else None) or default


def _activation(name: str) -> Any:
    from ctranslate2.specs.common_spec import Activation

    known = {"swish": Activation.SWISH, "silu": Activation.SWISH, "relu": Activation.RELU}
    known["gelu"] = Activation.GELU
    if name not in known:
        raise Unfit
    return known[name]


def _expect(config: Mapping[str, Any], wanted: Mapping[str, object]) -> None:
    if any(config.get(name, value) not in (value, None) for name, value in wanted.items()):
        raise Unfit


# --- Everything else --------------------------------------------------------------------------------------


def _require_plain(folder: Path) -> None:
    """Raises ValueError for packed weights, which the library's converter would take for none and make up."""
    from safetensors import safe_open

    for file in folder.glob("model*.safetensors"):
        with safe_open(file, "np") as names:
            if is_packed(names.keys()):
                raise ValueError(_("packed weights of an unsupported network"))


def _in_another_process(folder: Path, out: Path, quantization: str) -> None:
    command = [sys.executable, "-m", "checker.engines.convert", str(folder), str(out), quantization]
    try:
        # This interpreter, this module, no shell; the folder is only ever opened.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ValueError(str(error)) from None
    if done.returncode:
        raise ValueError((done.stderr.strip().splitlines() or ["?"])[-1])


def _with_torch(folder: Path, out: Path, quantization: str) -> None:
    import numpy as np
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        """Adds to the network which layer's attention, averaged over its heads, is returned."""

        def _load(self) -> Any:
            spec = super()._load()
            if hasattr(spec, "encoder"):
                settings = Settings.load(folder)
                spec.decoder.alignment_layer = np.dtype("int16").type(settings.layer)
                spec.decoder.alignment_heads = np.dtype("int16").type(settings.heads)
                own = folder / "target_vocab.json"
                if own.is_file():
                    _take_target_vocabulary(spec, _tokens(own))
            return spec

    with quiet():
        Converter(str(folder)).convert(str(out), quantization=quantization)


def _take_target_vocabulary(spec: Any, tokens: list[str]) -> None:
    """Gives the network the names of its target side, where the converter wrote those of the source."""
    for part in (spec.decoder.embeddings, spec.decoder.projection):
        part.weight = part.weight[: len(tokens)]
    if spec.decoder.projection.has_bias():
        spec.decoder.projection.bias = spec.decoder.projection.bias[: len(tokens)]
    # The library has a way to add a vocabulary, none to replace one.
    spec._vocabularies["target"] = [tokens]


def _main(folder: str, out: str, quantization: str) -> None:
    try:
        _with_torch(Path(folder), Path(out), quantization)
    except (
        Exception
    ) as error:  # the converter raises whatever it meets; the parent says it to the user
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    _main(*sys.argv[1:4])
