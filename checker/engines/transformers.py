"""Models on Hugging Face transformers and PyTorch: every checkpoint, on a processor or on CUDA.

Wolf et al. 2020, Transformers, https://aclanthology.org/2020.emnlp-demos.6
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.engines.device import pick, quiet, wait_without_spinning
from checker.engines.marian import Draft, Settings
from checker.engines.pieces import MADE
from checker.errors import EngineFailure
from checker.imports import unhidden
from checker.messages import _
from checker.plugins import engine

_ALONE = threading.Lock()
"""Networks take turns: each uses all threads of PyTorch."""


@engine("transformers")
class Transformers:
    """Hugging Face transformers: the reference; runs everything that loads, more slowly."""

    def __init__(self, config: Config) -> None:
        self._config = config
        wait_without_spinning()
        unhidden("torch")  # which the parser does without, as rules load it while models load

    def sequence(self, folder: Path, revision: str) -> _Sequence:
        """The MarianMT checkpoint in `folder`. Raises EngineFailure where it does not load."""
        with quiet():
            from transformers import MarianMTModel

        model, device = self._load(lambda _config: MarianMTModel, folder)
        return _Sequence(model, device, folder)

    def causal(self, folder: Path, revision: str) -> _Causal:
        """The causal language model in `folder`. Raises EngineFailure where it does not load."""
        with quiet():
            from transformers import MODEL_FOR_CAUSAL_LM_MAPPING

        mapping: Any = MODEL_FOR_CAUSAL_LM_MAPPING  # its types know a pair of classes that is none
        model, device = self._load(lambda config: mapping[type(config)], folder)
        try:
            return _Causal(model, device, folder)
        except Exception as error:  # tokenizers raises exceptions of no class of its own
            raise EngineFailure(
                _("{path}: cannot be read: {error}").format(
                    path=folder / "tokenizer.json", error=error
                )
            ) from None

    def encoder(self, folder: Path, revision: str) -> _Encoder:
        """The quality-estimation encoder in `folder`. Raises EngineFailure where it does not load."""
        with quiet():
            from transformers import MODEL_MAPPING

        mapping: Any = MODEL_MAPPING
        model, device = self._load(lambda config: mapping[type(config)], folder)
        return _Encoder(model.float(), device)

    def _load(self, kind: Callable[[Any], Any], folder: Path) -> tuple[Any, str]:
        """The network in `folder`, of the class that `kind` gives for its configuration, and where it runs."""
        import torch

        if self._config.threads:
            torch.set_num_threads(self._config.threads)
        device = pick(self._config.device, "transformers")
        try:
            model = network(kind, folder, torch.float32 if device == "cpu" else torch.float16)
        except Exception as error:  # the loaders of weights raise whatever they meet
            raise EngineFailure(
                _("{engine} cannot load {folder}: {error}").format(
                    engine="transformers", folder=folder, error=error
                )
            ) from error
        return model.to(device).eval(), device


def network(kind: Callable[[Any], Any], folder: Path, dtype: Any) -> Any:
    """The network in `folder`, its weights packed or not, of the class that `kind` gives for its configuration.

    Raises ValueError where packed weights lack a tensor, and whatever the library raises for a damaged folder.
    """
    with quiet():
        from transformers import AutoConfig, GenerationConfig

        # Code from the hub is never run.
        local: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
        config = AutoConfig.from_pretrained(str(folder), **local)  # a folder  # nosec B615
        # Eager attention is the only kind that returns weights.
        settings: dict[str, Any] = {
            "config": config,
            "dtype": dtype,
            "attn_implementation": "eager",
        }
        weights = _unpacked(folder / "model.safetensors")
        if weights is None:
            return kind(config).from_pretrained(str(folder), **settings, **local)
        if (folder / "generation_config.json").is_file():
            settings["generation_config"] = GenerationConfig.from_pretrained(  # a folder  # nosec B615
                str(folder), **local
            )
        model, found = kind(config).from_pretrained(
            None, state_dict=weights, output_loading_info=True, **settings
        )
    missing = {name for name in found["missing_keys"] if not name.startswith("pooler.")}
    if missing:
        raise ValueError(_("no weights for {names}").format(names=min(missing)))
    return model


def _unpacked(file: Path) -> dict[str, Any] | None:
    """The tensors of a file of packed weights, in float32; None where none is packed."""
    import torch
    from safetensors import safe_open
    from safetensors.numpy import load_file

    from checker.engines.packed import is_packed, unpacked

    if not file.is_file():
        return None
    with safe_open(file, "np") as names:
        if not is_packed(names.keys()):
            return None
    return {name: torch.from_numpy(tensor) for name, tensor in unpacked(load_file(file)).items()}


class _Sequence:
    def __init__(self, model: Any, device: str, folder: Path) -> None:
        self._model = model
        self._device = device
        names = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        other = folder / "target_vocab.json"
        self._source_ids: dict[str, int] = names
        self._target_ids: dict[str, int] = (
            json.loads(other.read_text(encoding="utf-8")) if other.is_file() else names
        )
        self._target_names = {index: name for name, index in self._target_ids.items()}
        self._settings = Settings.load(folder)
        # Padding has the logit of its bias alone.
        self._never = [model.config.pad_token_id]
        self._never += [self._target_ids[name] for name in (MADE,) if name in self._target_ids]

    @property
    def signature(self) -> str:
        return _signature(self._model)

    def translate(
        self,
        sources: Sequence[list[str]],
        beam: int,
        longest: int,
        no_repeat: int = 0,
        never: Sequence[list[str]] = (),
        *,
        attended: bool = False,
    ) -> list[list[Draft]]:
        import torch

        ids, mask = self._encode(sources)
        with _ALONE, torch.inference_mode():
            out = self._model.generate(
                input_ids=ids,
                attention_mask=mask,
                num_beams=beam,
                num_return_sequences=beam,
                max_new_tokens=longest,
                max_length=None,
                do_sample=False,
                length_penalty=1.0,
                no_repeat_ngram_size=no_repeat,
                # As in CTranslate2: what may not be written leaves its probability to the rest.
                renormalize_logits=True,
                bad_words_ids=[
                    *([index] for index in self._never),
                    *([self._target_ids[name] for name in run] for run in never),
                ],
            )
        special = {self._model.config.pad_token_id, self._model.config.eos_token_id}
        # What the search knew of them could be had with the logits of all steps alone: too much memory.
        rows = [
            Draft([self._target_names[i] for i in row.tolist() if i not in special]) for row in out
        ]
        return [rows[at : at + beam] for at in range(0, len(rows), beam)]

    def score(self, pairs: Sequence[tuple[list[str], list[str]]]) -> list[list[float]]:

        labels, output = self._force(pairs, attention=False)
        logprobs = (
            self._without(self._never[:1], output.logits)
            .log_softmax(-1)
            .gather(-1, labels.unsqueeze(-1))
            .squeeze(-1)
        )
        return [
            row[: len(target) + 1].tolist()
            for row, (_, target) in zip(logprobs, pairs, strict=True)
        ]

    def choices(
        self, pairs: Sequence[tuple[list[str], list[str]]]
    ) -> list[list[tuple[int, float, str]]]:
        labels, output = self._force(pairs, attention=False)
        logits = self._without(self._never, output.logits)
        own = logits.gather(-1, labels.unsqueeze(-1))
        ranks = (logits > own).sum(-1) + 1
        best = logits.max(-1)
        margins = best.values - own.squeeze(-1)
        return [
            [
                (
                    int(ranks[row, i]),
                    float(margins[row, i]),
                    self._target_names[int(best.indices[row, i])],
                )
                for i in range(len(target))
            ]
            for row, (_source, target) in enumerate(pairs)
        ]

    def _without(self, never: Sequence[int], logits: Any) -> Any:
        """As in CTranslate2, which drops padding from the vocabulary and suppresses what may not be written."""
        import torch

        return logits.float().index_fill(-1, torch.tensor(never, device=self._device), -torch.inf)

    def attention(self, pairs: Sequence[tuple[list[str], list[str]]]) -> list[list[list[float]]]:
        _, output = self._force(pairs, attention=True)
        # [batch, heads, target, source] -> mean over the heads that align
        layer = output.cross_attentions[self._settings.layer].float()
        weights = layer[:, : self._settings.heads or None].mean(1)
        return [
            weight[1 : len(target) + 1, : len(source)].tolist()
            for weight, (source, target) in zip(weights, pairs, strict=True)
        ]

    def _force(
        self, pairs: Sequence[tuple[list[str], list[str]]], *, attention: bool
    ) -> tuple[Any, Any]:
        import torch

        ids, mask = self._encode([source for source, _ in pairs])
        config = self._model.config
        unknown = self._target_ids.get("<unk>", 1)
        labels = _padded(
            [
                [*(self._target_ids.get(piece, unknown) for piece in target), config.eos_token_id]
                for _, target in pairs
            ],
            config.pad_token_id,
            self._device,
        )
        begin = torch.full_like(labels[:, :1], config.decoder_start_token_id)
        with _ALONE, torch.inference_mode():
            output = self._model(
                input_ids=ids,
                attention_mask=mask,
                decoder_input_ids=torch.cat([begin, labels[:, :-1]], dim=1),
                output_attentions=attention,
            )
        return labels, output

    def _encode(self, sources: Sequence[list[str]]) -> tuple[Any, Any]:
        unknown = self._source_ids.get("<unk>", 1)
        rows = [[self._source_ids.get(piece, unknown) for piece in source] for source in sources]
        pad = self._model.config.pad_token_id
        ids = _padded(rows, pad, self._device)
        return ids, _mask(rows, self._device)


class _Causal:
    def __init__(self, model: Any, device: str, folder: Path) -> None:
        self._model = model
        self._device = device
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))

    @property
    def signature(self) -> str:
        return _signature(self._model)

    def score(self, texts: Sequence[list[str]]) -> list[list[float]]:
        import torch

        rows: list[list[int]] = [
            [self._tokenizer.token_to_id(token) for token in text] for text in texts
        ]
        ids = _padded(rows, 0, self._device)
        with _ALONE, torch.inference_mode():
            logits = self._model(input_ids=ids, attention_mask=_mask(rows, self._device)).logits
        logprobs = logits[:, :-1].float().log_softmax(-1)
        chosen = logprobs.gather(-1, ids[:, 1:].unsqueeze(-1)).squeeze(-1)
        return [row[: len(text) - 1].tolist() for row, text in zip(chosen, texts, strict=True)]


class _Encoder:
    workers = 1

    def __init__(self, model: Any, device: str) -> None:
        self._model = model
        self._device = device

    @property
    def signature(self) -> str:
        return _signature(self._model)

    def encode(self, rows: Sequence[tuple[list[int], list[int]]]) -> list[Any]:
        import torch

        ids = [ids for ids, _kinds in rows]
        with _ALONE, torch.inference_mode():
            states = self._model(
                input_ids=_padded(ids, 0, self._device),
                attention_mask=_mask(ids, self._device),
                token_type_ids=_padded([kinds for _ids, kinds in rows], 0, self._device),
            ).last_hidden_state
        numbers = states.float().cpu().numpy()
        return [state[: len(own)] for state, own in zip(numbers, ids, strict=True)]


def _signature(model: Any) -> str:
    import transformers

    return f"transformers-{transformers.__version__}-{str(model.dtype).removeprefix('torch.')}"


def _padded(rows: Sequence[Sequence[int]], pad: int, device: str) -> Any:
    import torch

    out = torch.full((len(rows), max(map(len, rows))), pad, dtype=torch.long)
    for index, row in enumerate(rows):
        out[index, : len(row)] = torch.tensor(row, dtype=torch.long)
    return out.to(device)


def _mask(rows: Sequence[Sequence[int]], device: str) -> Any:
    import torch

    out = torch.zeros((len(rows), max(map(len, rows))), dtype=torch.long)
    for index, row in enumerate(rows):
        out[index, : len(row)] = 1
    return out.to(device)
