"""MarianMT whatever runs it: text to pieces, cutting, batching, and back to text with spans.

A backend does four things with lists of pieces and knows nothing of text. Two exist: CTranslate2 and
Hugging Face transformers.

Junczys-Dowmunt et al. 2018, Marian, https://arxiv.org/abs/1804.00344
Chen et al. 2020, Accurate Word Alignment Induction from NMT, https://arxiv.org/abs/2004.14837
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from checker.engines.mending import LOOP, Sentence
from checker.engines.pieces import EOS, Pieces, Vocabulary, batches, parts_needed
from checker.errors import EngineFailure, MissingModel
from checker.messages import _
from checker.text.repetition import loop
from checker.types import NOWHERE, Attention, Choice, Span, TextScore, TokenScore, Translation

T = TypeVar("T")
Tokens = list[str]

NO_REPEAT = 3
"""Pieces of a group that a second attempt must not write twice. Used for every text, the bound would cost names and set
phrases that a sentence rightly repeats."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A target that a search wrote: its pieces, and what the search knew of them.

    `logprob`: nats a piece, the end included; `attention`: as of a forced target. None where the backend does not tell.
    """

    tokens: Tokens
    logprob: float | None = None
    attention: Sequence[Sequence[float]] = ()


class SequenceBackend(Protocol):
    """An encoder-decoder that works on pieces. Sources end in `</s>`; targets do not."""

    @property
    def signature(self) -> str:
        """Software, its version and numeric type."""
        ...

    def translate(
        self,
        sources: Sequence[Tokens],
        beam: int,
        longest: int,
        no_repeat: int = 0,
        never: Sequence[Tokens] = (),
        *,
        attended: bool = False,
    ) -> list[list[Draft]]:
        """The `beam` best targets of each source, the best first, of at most `longest` pieces.

        With `no_repeat` above 0, no group of so many pieces is written twice; the runs of pieces in `never` not at all.
        `attended`: with their attention, where the backend knows it of a search.
        """
        ...

    def score(self, pairs: Sequence[tuple[Tokens, Tokens]]) -> list[list[float]]:
        """Log-probability of each target piece, and of the end as the last value."""
        ...

    def choices(self, pairs: Sequence[tuple[Tokens, Tokens]]) -> list[list[tuple[int, float, str]]]:
        """Rank of each target piece, nats by which the first choice beats it, and that first choice."""
        ...

    def attention(self, pairs: Sequence[tuple[Tokens, Tokens]]) -> list[list[list[float]]]:
        """A row of weights over the source pieces for each target piece, taken when the decoder reads that piece."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.json says of a Marian checkpoint, beyond what its network needs.

    `layer` is the decoder layer whose cross-attention aligns words, averaged over its first `heads` heads (0 = all).
    Checkpoints that do not say (`checker_alignment_layer`, `checker_alignment_heads`) take the last but one.
    """

    positions: int
    layer: int
    heads: int

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """From a Hugging Face folder."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        layers = int(config.get("decoder_layers", 6))
        return cls(
            int(config.get("max_position_embeddings", 512)),
            int(config.get("checker_alignment_layer", max(layers - 2, 0))),
            int(config.get("checker_alignment_heads", 0)),
        )


@dataclass(frozen=True)
class Marian:
    """A `TranslationEngine`: one MarianMT checkpoint on one backend."""

    backend: SequenceBackend
    vocabulary: Vocabulary
    settings: Settings
    revision: str
    beam: int
    batch_tokens: int

    @property
    def signature(self) -> str:
        """Model, software, numeric type and beam: everything that a number depends on."""
        return f"{self.revision}|{self.backend.signature}|beam:{self.beam}"

    @property
    def _limit(self) -> int:
        # Room for prefix, end and decoder start; and a part that is cut at a word may be a quarter longer.
        return (self.settings.positions - 3) * 4 // 5

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        """Best translation of each text; one without letters comes back unchanged and never meets the model.

        A text longer than the model's positions is translated in parts, never cut. A translation that runs in a loop,
        where its source does not, is made again with a bound on repetition; one with words that its language does not
        have is mended as far as the model finds another nearly as probable.
        """
        prefix = self._prefix(target_lang)
        jobs: list[tuple[int, Pieces]] = []
        for index, text in enumerate(texts):
            if _has_letters(text):
                pieces = self.vocabulary.source.encode(text)
                parts = parts_needed(self._limit // 2, len(pieces))
                jobs += [(index, part) for part in pieces.cut(parts)]
        sources = [[*prefix, *pieces.tokens, EOS] for _, pieces in jobs]

        written = self._write(sources, range(len(sources)), attended=attended)
        looping = [
            i
            for i, best in written.items()
            if loop(best[0].tokens, LOOP) and not loop(sources[i], LOOP)
        ]
        written |= self._write(sources, looping, NO_REPEAT, attended=attended)
        out: list[list[Translation]] = [[] for _ in texts]
        for job, (index, pieces) in enumerate(jobs):
            sentence = self._sentence(sources[job], texts[index], source_lang, target_lang)
            text = sentence.best([draft.tokens for draft in written[job]])
            out[index].append(self._known(text, pieces, written[job][0], len(prefix)))
        return [_whole(parts, text) for parts, text in zip(out, texts, strict=True)]

    def _known(self, text: str, source: Pieces, draft: Draft, skip: int) -> Translation:
        """A text with what the search knew of it, if it is, piece for piece, what the search wrote."""
        target = self.vocabulary.target.encode(text)
        if draft.logprob is None or list(target.tokens) != draft.tokens:
            return Translation(text)
        attention = NOWHERE
        if draft.attention:
            attention = _joined([(source, target, draft.attention)], skip)
        return Translation(text, round(draft.logprob, 4), attention)

    def _sentence(self, source: Tokens, text: str, source_lang: str, target_lang: str) -> Sentence:
        """A source whose translation may need mending; it meets the backend alone, so that no other text changes it."""
        room = self._room(source)

        def search(never: Sequence[Tokens]) -> list[Tokens]:
            (drafts,) = self.backend.translate([source], self.beam, room, 0, never)
            return [draft.tokens for draft in drafts]

        def score(drafts: Sequence[Tokens]) -> list[list[float]]:
            return self.backend.score([(source, draft) for draft in drafts])

        decode = self.vocabulary.target.decode
        return Sentence(text, source_lang, target_lang, decode, search, score)

    def _write(
        self,
        sources: Sequence[Tokens],
        chosen: Iterable[int],
        no_repeat: int = 0,
        *,
        attended: bool,
    ) -> dict[int, list[Draft]]:
        """What the backend makes of the chosen sources, by index, in batches.

        How long a translation may grow depends on the length of its source, rounded up; a batch holds one such room
        only, or its make-up could change a result.
        """
        by_room: dict[int, list[int]] = defaultdict(list)
        for i in chosen:
            by_room[self._room(sources[i])].append(i)
        written: dict[int, list[Draft]] = {}
        for room, mine in sorted(by_room.items(), reverse=True):
            for rows in batches([len(sources[i]) for i in mine], self.batch_tokens):
                batch = [mine[row] for row in rows]
                results = self.backend.translate(
                    [sources[i] for i in batch], self.beam, room, no_repeat, attended=attended
                )
                written.update(zip(batch, results, strict=True))
        return written

    def _room(self, source: Tokens) -> int:
        """How many pieces the translation of a source may have."""
        return min(self._limit, 2 * 16 * math.ceil(len(source) / 16) + 10)

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        """Log P(second | first), per piece of the second, in nats. Long pairs are scored in parts."""
        jobs, rows = self._forced(self.backend.score, pairs, target_lang)
        tokens: list[list[TokenScore]] = [[] for _ in pairs]
        ends = [0.0] * len(pairs)
        for (index, _source, target), row in zip(jobs, rows, strict=True):
            tokens[index] += [
                TokenScore(span.start, span.end, round(value, 4) if known else None)
                for span, known, value in zip(target.spans, target.known, row, strict=False)
            ]
            ends[index] = round(row[-1], 4)
        return [TextScore(tuple(t), end) for t, end in zip(tokens, ends, strict=True)]

    def choices(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[tuple[Choice, ...]]:
        """What the model would have written at each piece of the second text, given the first and what stands before.

        The first choice is a piece of a word: a whole one where the next piece begins another.
        """
        jobs, rows = self._forced(self.backend.choices, pairs, target_lang)
        out: list[list[Choice]] = [[] for _ in pairs]
        for (index, _source, target), row in zip(jobs, rows, strict=True):
            out[index] += [
                Choice(
                    span.start,
                    span.end,
                    rank if known else None,
                    round(margin, 4) if known else None,
                    first.replace("▁", " ").strip(),
                )
                for span, known, (rank, margin, first) in zip(
                    target.spans, target.known, row, strict=True
                )
            ]
        return [tuple(choices) for choices in out]

    def attention(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[Attention]:
        """Where the decoder looks in the first text of each pair when it reads a piece of the second (Shift-Att).

        The prefix and the end are left out.
        """
        jobs, rows = self._forced(self.backend.attention, pairs, target_lang)
        skip = len(self._prefix(target_lang))
        out = []
        for index in range(len(pairs)):
            mine = [(s, t, r) for (i, s, t), r in zip(jobs, rows, strict=True) if i == index]
            out.append(_joined(mine, skip))
        return out

    def _forced(
        self,
        run: Callable[[Sequence[tuple[Tokens, Tokens]]], list[T]],
        pairs: Sequence[tuple[str, str]],
        target_lang: str,
    ) -> tuple[list[tuple[int, Pieces, Pieces]], list[T]]:
        """The parts that pairs are cut into, and what `run` says of each, in batches."""
        jobs, sides = self._jobs(pairs, target_lang)
        rows = _in_batches(
            lambda batch: run([sides[i] for i in batch]),
            [len(a) + len(b) for a, b in sides],
            self.batch_tokens,
        )
        return jobs, rows

    def _jobs(
        self, pairs: Sequence[tuple[str, str]], target_lang: str
    ) -> tuple[list[tuple[int, Pieces, Pieces]], list[tuple[Tokens, Tokens]]]:
        prefix = self._prefix(target_lang)
        jobs = []
        for index, (source_text, target_text) in enumerate(pairs):
            if not source_text.strip():
                raise EngineFailure(
                    _("a text cannot be scored without the text it is conditioned on")
                )
            source = self.vocabulary.source.encode(source_text)
            target = self.vocabulary.target.encode(target_text)
            parts = parts_needed(self._limit, len(source), len(target))
            jobs += [
                (index, s, t) for s, t in zip(source.cut(parts), target.cut(parts), strict=True)
            ]
        sides = [([*prefix, *s.tokens, EOS], list(t.tokens)) for _, s, t in jobs]
        return jobs, sides

    def _prefix(self, target_lang: str) -> tuple[str, ...]:
        try:
            return self.vocabulary.prefix(target_lang)
        except KeyError:
            known = " ".join(sorted(self.vocabulary.prefixes))
            raise MissingModel(
                _("the model {name} does not translate into “{lang}”").format(
                    name=self.revision, lang=target_lang
                ),
                _("It knows {known}. Choose another with --back-model or --forward-model.").format(
                    known=known
                ),
            ) from None


def _whole(parts: Sequence[Translation], text: str) -> Translation:
    """The translation of a text from those of its parts; without any, the text itself."""
    if len(parts) == 1:
        return parts[0]
    return Translation(" ".join(part.text for part in parts) or text)


def _joined(
    parts: Sequence[tuple[Pieces, Pieces, Sequence[Sequence[float]]]], skip: int
) -> Attention:
    """Attention of a pair that was scored in parts: the parts' matrices down the diagonal."""
    source: list[Span] = []
    target: list[Span] = []
    width = sum(len(read) for read, _, _ in parts)
    weights: list[tuple[float, ...]] = []
    for read, written, rows in parts:
        before, after = len(source), width - len(source) - len(read)
        for row in rows[: len(written)]:
            mine = [round(value, 4) for value in row[skip : skip + len(read)]]
            weights.append((0.0,) * before + tuple(mine) + (0.0,) * after)
        source += read.spans
        target += written.spans
    return Attention(tuple(source), tuple(target), tuple(weights))


def _in_batches(
    run: Callable[[list[int]], list[T]], lengths: Sequence[int], budget: int
) -> list[T]:
    """Results of `run` on batches of indices, put back in order."""
    out: dict[int, T] = {}
    for batch in batches(lengths, budget):
        out.update(zip(batch, run(batch), strict=True))
    return [out[i] for i in range(len(lengths))]


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)
