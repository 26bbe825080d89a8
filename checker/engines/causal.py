"""A causal language model whatever runs it: surprisal of a text after the sentences before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from checker.engines.pieces import batches
from checker.errors import EngineFailure
from checker.messages import _
from checker.types import TextScore, TokenScore

CONTEXT_SHARE = 0.5
"""At most this share of the positions is given to the sentences before."""


class CausalBackend(Protocol):
    """A decoder that works on token names."""

    @property
    def signature(self) -> str:
        """Software, its version and numeric type."""
        ...

    def score(self, texts: Sequence[list[str]]) -> list[list[float]]:
        """Log-probability of every token but the first, given those before it."""
        ...


@dataclass(frozen=True)
class Causal:
    """A `LanguageModel`: one causal checkpoint on one backend.

    `between` is the token that stands between sentences in the model's training text; a model that has
    none (`config.json` names it as `checker_sentence_separator`) reads them with a space between.
    """

    backend: CausalBackend
    tokenizer: Any
    revision: str
    begin: str
    between: str | None
    positions: int
    batch_tokens: int
    unknown: str | None = None

    @classmethod
    def load(cls, backend: CausalBackend, folder: Path, revision: str, batch_tokens: int) -> Causal:
        """From a Hugging Face folder with tokenizer.json. Raises EngineFailure where it says no start token."""
        from tokenizers import Tokenizer

        try:
            settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the library raises exceptions of no class of its own
            raise EngineFailure(
                _("{folder} is not a language model folder: {error}").format(
                    folder=folder, error=error
                )
            ) from None
        # A text that holds "</s>" holds four characters, not the end of a sentence.
        tokenizer.encode_special_tokens = True
        begin = _token(tokenizer, settings.get("bos_token_id"))
        begin = begin or _token(tokenizer, settings.get("eos_token_id"))
        if begin is None:
            raise EngineFailure(
                _("{folder}: config.json names neither a start nor an end token").format(
                    folder=folder
                )
            )
        return cls(
            backend,
            tokenizer,
            revision,
            begin,
            settings.get("checker_sentence_separator"),
            int(settings.get("max_position_embeddings", 1024)),
            batch_tokens,
            getattr(tokenizer.model, "unk_token", None),
        )

    @property
    def signature(self) -> str:
        """Model, software and numeric type: everything that a number depends on."""
        return f"{self.revision}|{self.backend.signature}"

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        """Log P(text | preceding sentences), per piece of the text, in nats.

        Preceding sentences are dropped, the farthest first, where they do not fit; a text that alone
        passes the model's positions is scored in parts.
        """
        jobs: list[tuple[int, list[TokenScore], list[str], int]] = []
        for index, (before, text) in enumerate(texts):
            coded = self.tokenizer.encode(text, add_special_tokens=False)
            pieces = [TokenScore(a, b, None) for a, b in coded.offsets]
            context = self._context(before, self.positions - len(coded.tokens) - 2)
            room = self.positions - 2 - len(context)
            for at in range(0, max(len(pieces), 1), room):
                head = [self.begin, *(context if at == 0 else [])]
                tail = [self.between] if self.between else []
                tokens = [*head, *coded.tokens[at : at + room], *tail]
                jobs.append((index, pieces[at : at + room], tokens, len(head) - 1))
        out: list[list[TokenScore]] = [[] for _ in texts]
        ends = [0.0] * len(texts)
        rows: dict[int, list[float]] = {}
        for batch in batches(
            [len(tokens) for _index, _known, tokens, _begin in jobs], self.batch_tokens
        ):
            results = self.backend.score([jobs[i][2] for i in batch])
            rows.update(zip(batch, results, strict=True))
        for job, (index, pieces, tokens, skip) in enumerate(jobs):
            row = rows[job][skip:]
            out[index] += [
                TokenScore(
                    piece.start, piece.end, None if token == self.unknown else round(value, 4)
                )
                for piece, token, value in zip(pieces, tokens[skip + 1 :], row, strict=False)
            ]
            ends[index] = round(row[len(pieces)], 4) if self.between else 0.0
        return [TextScore(tuple(t), end) for t, end in zip(out, ends, strict=True)]

    def _context(self, before: Sequence[str], room: int) -> list[str]:
        room = min(room, int(self.positions * CONTEXT_SHARE))
        context: list[str] = []
        for sentence in reversed(before):
            tokens = self.tokenizer.encode(sentence, add_special_tokens=False).tokens
            tokens = [*tokens, self.between] if self.between else tokens
            if len(tokens) + len(context) > room:
                break
            context = [*tokens, *context]
        return context


def _token(tokenizer: Any, index: object) -> str | None:
    if isinstance(index, list):
        index = index[0] if index else None
    return tokenizer.id_to_token(index) if isinstance(index, int) else None
