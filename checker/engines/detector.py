"""An error detector whatever runs it: reads a whole sentence, alone or beside its source, and says what is wrong in it.

A causal model sees what stands left of a word only, and a translation model what it would have written; this one sees
both sides and was shown errors (models/train/train_detector.py).

Clark et al. 2020, ELECTRA, https://arxiv.org/abs/2003.10555
Cui et al. 2021, DirectQE, https://arxiv.org/abs/2105.07149
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from checker.engines.pieces import EOS, Pieces, Side, batches, parts_needed
from checker.errors import EngineFailure
from checker.messages import _
from checker.types import TextScore, TokenScore


class EncoderBackend(Protocol):
    """An encoder with a linear layer on top, that works on pieces."""

    @property
    def signature(self) -> str:
        """Software, its version and numeric type."""
        ...

    def logits(self, rows: Sequence[list[str]]) -> list[list[tuple[float, float]]]:
        """For each piece two log-odds: that it is wrong, and that something in its sentence is."""
        ...


@dataclass(frozen=True)
class Detector:
    """An `ErrorDetector`: one checkpoint on one backend.

    `text_prefix` and `source_prefix` stand before the two sides, as config.json says (`checker_text_prefix`...).
    """

    backend: EncoderBackend
    side: Side
    revision: str
    positions: int
    text_prefix: tuple[str, ...]
    source_prefix: tuple[str, ...]
    batch_tokens: int

    @classmethod
    def load(
        cls, backend: EncoderBackend, folder: Path, revision: str, batch_tokens: int
    ) -> Detector:
        """From a folder with config.json, source.spm and vocab.json. Raises EngineFailure."""
        try:
            settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            names = frozenset(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
            side = Side(folder / "source.spm", names)
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineFailure(
                _("{folder} is not the folder of an error detector: {error}").format(
                    folder=folder, error=error
                )
            ) from None
        prefixes = (settings.get("checker_text_prefix"), settings.get("checker_source_prefix"))
        text, source = ((name,) if name else () for name in prefixes)
        positions = int(settings.get("max_position_embeddings", 512))
        return cls(backend, side, revision, positions, text, source, batch_tokens)

    @property
    def signature(self) -> str:
        """Model, software and numeric type: everything that a number depends on."""
        return f"{self.revision}|{self.backend.signature}"

    def detect(self, texts: Sequence[tuple[str, str | None]]) -> list[TextScore]:
        """Log-probability that each piece of a text is right, in nats; `end`: that all of it is.

        Long texts are read in parts, their sources cut at the same shares; the worst part decides about the whole.
        """
        jobs: list[tuple[int, Pieces, list[str]]] = []
        for index, (text, source) in enumerate(texts):
            own = self.side.encode(text)
            other = self.side.encode(source) if source and source.strip() else None
            room = (self.positions - 6) * 4 // 5 // (2 if other else 1)
            parts = parts_needed(room, len(own), len(other) if other else 0)
            theirs = other.cut(parts) if other else [None] * parts
            for mine, beside in zip(own.cut(parts), theirs, strict=True):
                row = [*self.text_prefix, *mine.tokens, EOS]
                row += [*self.source_prefix, *beside.tokens, EOS] if beside else []
                jobs.append((index, mine, row))
        rows: dict[int, list[tuple[float, float]]] = {}
        for batch in batches([len(row) for _index, _mine, row in jobs], self.batch_tokens):
            results = self.backend.logits([jobs[i][2] for i in batch])
            rows.update(zip(batch, results, strict=True))
        out: list[list[TokenScore]] = [[] for _ in texts]
        ends = [0.0] * len(texts)
        skip = len(self.text_prefix)
        for job, (index, mine, _row) in enumerate(jobs):
            odds = rows[job][skip : skip + len(mine) + 1]
            out[index] += [
                TokenScore(span.start, span.end, _right(wrong) if known else None)
                for span, known, (wrong, _any) in zip(mine.spans, mine.known, odds, strict=False)
            ]
            ends[index] = min(ends[index], _right(odds[-1][1]))
        return [TextScore(tuple(t), end) for t, end in zip(out, ends, strict=True)]


def _right(odds: float) -> float:
    """Logarithm of the probability that it is not so, from the log-odds that it is."""
    return round(-(max(odds, 0.0) + math.log1p(math.exp(-abs(odds)))), 4)
