"""Quality estimation whatever runs the encoder: source and text to tokens, windows, batches, and heads over its states.

One network reads `<s> source </s></s> text </s>` and says of every token of the text, and of the text as a whole, how
probably people would mark an error there: a predictor-estimator in one (Kim et al. 2017, Predictor-Estimator,
https://aclanthology.org/W17-4763; Kepler et al. 2019, OpenKiwi, https://aclanthology.org/P19-3020).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from checker.engines.packed import unpacked
from checker.engines.pieces import Pieces, batches, parts_needed
from checker.errors import EngineFailure
from checker.messages import _
from checker.types import Estimate, Span, TokenEstimate

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

SETTINGS = "checker_quality_estimation"
"""The key of config.json that marks such a model."""

FRAME = 4
"""Tokens around source and text: one in front, two between, one behind."""

DIGITS = 4
"""Decimals of a log-odds; further ones depend on the batch."""

LINES = str.maketrans("\n\r\t", "   ")


class EncoderBackend(Protocol):
    """An encoder that works on token numbers. May be asked by `workers` threads at once."""

    @property
    def signature(self) -> str:
        """Software, its version and numeric type."""
        ...

    @property
    def workers(self) -> int:
        """How many batches it runs at a time."""
        ...

    def encode(self, rows: Sequence[tuple[list[int], list[int]]]) -> list[Array]:
        """States [tokens, width] of each row: token numbers, and 0 for the source's part or 1 for the text's."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.json says of such a model: tokens that it takes, and the numbers of its special ones."""

    source_tokens: int
    text_tokens: int
    positions: int
    begin: int
    end: int
    unknown: int

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """From a model folder. Raises ValueError or KeyError where the file is none of this kind."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        own = config[SETTINGS]
        positions = int(config["max_position_embeddings"])
        text = min(int(own["text_tokens"]), positions - FRAME - 1)
        return cls(
            int(own["source_tokens"]),
            text,
            positions,
            int(config["bos_token_id"]),
            int(config["eos_token_id"]),
            int(own["unk_token_id"]),
        )


@dataclass(frozen=True)
class Heads:
    """What is asked of the states: of a token an error and a major one, of a text its four numbers."""

    word: tuple[Array, Array]
    hidden: tuple[Array, Array]
    sentence: tuple[Array, Array]

    @classmethod
    def load(cls, folder: Path) -> Heads:
        """From the weights of a model folder. Raises ValueError where they are not there or of other shapes."""
        from safetensors import safe_open

        names = ("word_head", "sentence_head.0", "sentence_head.2")
        with safe_open(folder / "model.safetensors", framework="numpy") as file:
            every = list(file.keys())
            known = {name: file.get_tensor(name) for name in every if name.startswith(names)}
        tensors = unpacked(known)
        try:
            word, hidden, sentence = (
                (tensors[f"{name}.weight"], tensors[f"{name}.bias"]) for name in names
            )
        except KeyError as error:
            raise ValueError(f"no {error}") from None
        width = word[0].shape[-1]
        shapes = (word[0].shape, hidden[0].shape[1:], sentence[0].shape)
        if shapes != ((2, width), (3 * width,), (4, len(hidden[1]))):
            raise ValueError(f"heads of shapes {shapes}")
        return cls(word, hidden, sentence)

    def of(self, states: Array, at: int, count: int) -> tuple[Array, Array]:
        """Log-odds [count, 2] of the text's tokens, which begin at row `at`, and the four numbers of the text."""
        import numpy as np

        text = states[at : at + count]
        tokens = text @ self.word[0].T + self.word[1]
        nothing = np.zeros(states.shape[1], dtype=np.float32)
        mean, most = (text.mean(0), text.max(0)) if count else (nothing, nothing)
        joined = np.concatenate([states[0], mean, most])
        hidden = np.tanh(self.hidden[0] @ joined + self.hidden[1])
        return tokens, self.sentence[0] @ hidden + self.sentence[1]


@dataclass(frozen=True)
class _Window:
    """A part of a text that the network reads at once, beside its part of the source."""

    index: int
    source: list[int]
    text: list[int]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Quality:
    """A `QualityEngine`: one checkpoint on one backend."""

    backend: EncoderBackend
    tokenizer: Any
    heads: Heads
    settings: Settings
    revision: str
    batch_tokens: int

    @classmethod
    def load(
        cls, backend: EncoderBackend, folder: Path, revision: str, batch_tokens: int
    ) -> Quality:
        """From a model folder. Raises EngineFailure where it is not one of quality estimation."""
        from tokenizers import Tokenizer

        try:
            settings, heads = Settings.load(folder), Heads.load(folder)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the libraries raise exceptions of no class of their own
            raise EngineFailure(
                _("{folder} is not a quality-estimation folder: {error}").format(
                    folder=folder, error=error
                )
            ) from None
        return cls(backend, tokenizer, heads, settings, revision, batch_tokens)

    @property
    def signature(self) -> str:
        """Model, software and numeric type: everything that a number depends on."""
        return f"{self.revision}|{self.backend.signature}"

    def estimate(self, pairs: Sequence[tuple[str | None, str]]) -> list[Estimate]:
        """What the model says of each text, beside its source where there is one. Nothing is cut off.

        A text of more tokens than the model was trained on is read in windows of about equal length that begin at
        words, each beside its share of the source: the text has an error where one window has, is another text's where
        all are, and its severity is the windows' mean.
        """
        windows = [
            window
            for index, (source, text) in enumerate(pairs)
            for window in self._windows(index, source or "", text)
        ]
        lengths = [len(window.source) + len(window.text) + FRAME for window in windows]
        parts = list(batches(lengths, self.batch_tokens))

        def run(batch: list[int]) -> list[tuple[Array, Array]]:
            rows = [self._row(windows[i]) for i in batch]
            states = self.backend.encode(rows)
            return [
                self.heads.of(state, len(windows[i].source) + FRAME - 1, len(windows[i].text))
                for i, state in zip(batch, states, strict=True)
            ]

        found: dict[int, tuple[Array, Array]] = {}
        with ThreadPoolExecutor(self.backend.workers) as pool:
            for batch, results in zip(parts, pool.map(run, parts), strict=True):
                found.update(zip(batch, results, strict=True))
        own: list[list[int]] = [[] for _pair in pairs]
        for i, window in enumerate(windows):
            own[window.index].append(i)
        return [
            _joined([windows[i] for i in mine], [found[i] for i in mine], bool(source))
            for mine, (source, _text) in zip(own, pairs, strict=True)
        ]

    def _row(self, window: _Window) -> tuple[list[int], list[int]]:
        begin, end = self.settings.begin, self.settings.end
        ids = [begin, *window.source, end, end, *window.text, end]
        kinds = [0] * (len(window.source) + FRAME - 1) + [1] * (len(window.text) + 1)
        return ids, kinds

    def _windows(self, index: int, source: str, text: str) -> list[_Window]:
        before, _pieces = self._encode(source)
        ids, pieces = self._encode(text)
        room = self.settings.positions - FRAME
        limit = self.settings.text_tokens
        count = parts_needed(limit, len(ids))
        # A source that the text's windows leave no room for is shared out too: half of the room is the text's anyway.
        count = max(count, parts_needed(max(room - limit, room // 2), len(before)))
        parts = pieces.cut(count) if ids else [pieces]
        out, at = [], 0
        for part in parts:
            share = before
            if len(parts) > 1:
                first, last = at / len(ids), (at + len(part)) / len(ids)
                share = before[math.floor(first * len(before)) : math.ceil(last * len(before))]
            share = share[: room - len(part)]
            out.append(_Window(index, share, ids[at : at + len(part)], part.spans))
            at += len(part)
        return out

    def _encode(self, text: str) -> tuple[list[int], Pieces]:
        coded = self.tokenizer.encode(text.translate(LINES), add_special_tokens=False)
        special = {self.settings.begin, self.settings.end}
        # A text that holds "</s>" holds four characters, not the end of a sentence.
        ids = [self.settings.unknown if number in special else number for number in coded.ids]
        spans = tuple(_trimmed(text, start, end) for start, end in coded.offsets)
        return ids, Pieces(tuple(coded.tokens), spans, (True,) * len(ids))


def _trimmed(text: str, start: int, end: int) -> Span:
    """The token without the white space in front of its word."""
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _joined(
    windows: Sequence[_Window], found: Sequence[tuple[Array, Array]], has_source: bool
) -> Estimate:
    tokens = tuple(
        TokenEstimate(span.start, span.end, _rounded(error), _rounded(major))
        for window, (rows, _numbers) in zip(windows, found, strict=True)
        for span, (error, major) in zip(window.spans, rows.tolist(), strict=True)
    )
    numbers = [row.tolist() for _rows, row in found]
    sizes = [max(len(window.text), 1) for window in windows]
    severity = sum(row[0] * size for row, size in zip(numbers, sizes, strict=True)) / sum(sizes)
    return Estimate(
        tokens,
        _rounded(severity),
        _rounded(max(row[1] for row in numbers)),
        _rounded(max(row[2] for row in numbers)),
        _rounded(min(row[3] for row in numbers)) if has_source else None,
    )


def _rounded(value: float) -> float:
    return round(float(value), DIGITS)
