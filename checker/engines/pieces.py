"""Texts as SentencePiece pieces that know where they stand, and batches of them by token budget.

Kudo & Richardson 2018, SentencePiece, https://arxiv.org/abs/1808.06226
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.core import get_global

from checker.languages import primary
from checker.types import Span

EOS = "</s>"

MADE = "<made>"
"""Stands before a source that a model wrote, in training alone (tagged back-translation, Caswell et al. 2019,
https://aclanthology.org/W19-5206). No text is cut into it, and no model may write it."""

SLACK = 4
"""A run of pieces is moved to a word start by at most one part in this many of its length."""

# Typography that translation models were not trained on -> its plain twin, one character for one,
# so that offsets stay true.
PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "‚": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"',
        "–": "-", "—": "-", "‑": "-", "−": "-", "‐": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "\n": " ", "\r": " ",
        "\u200b": " ", "\ufeff": " ", "\u00ad": " ",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of one text in order, their spans in it, and whether the vocabulary holds them."""

    tokens: tuple[str, ...]
    spans: tuple[Span, ...]
    known: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def cut(self, parts: int) -> list[Pieces]:
        """The same pieces as `parts` runs of about equal length that begin at word starts where possible.

        No run is longer than `parts_needed` reckons with.
        """
        if parts <= 1:
            return [self]
        edges = [0]
        for part in range(1, parts):
            wanted = round(part * len(self) / parts)
            near = range(wanted, max(edges[-1], wanted - len(self) // (SLACK * parts)), -1)
            edges.append(next((i for i in near if self.tokens[i].startswith("▁")), wanted))
        edges.append(len(self))
        return [self._slice(a, b) for a, b in itertools.pairwise(edges)]

    def _slice(self, start: int, end: int) -> Pieces:
        return Pieces(self.tokens[start:end], self.spans[start:end], self.known[start:end])


class Side:
    """One side of a Marian vocabulary: a SentencePiece model and the names that the network knows."""

    def __init__(self, model: Path, vocabulary: frozenset[str]) -> None:
        import sentencepiece

        # mypy: the package ships no stubs.
        self._model: Any = sentencepiece.SentencePieceProcessor(model_file=str(model))
        self._vocabulary = vocabulary
        # Guillemets are plain quotes to models that were trained without them.
        self._guillemets = {} if "▁«" in vocabulary or "«" in vocabulary else {171: '"', 187: '"'}

    def encode(self, text: str) -> Pieces:
        """Pieces of `text` with spans in code points of it."""
        plain = text.translate(PLAIN).translate(self._guillemets)
        proto = self._model.encode(plain, out_type="proto")
        chars = _byte_to_char(plain)
        tokens, spans, known = [], [], []
        for piece in proto.pieces:
            tokens.append(piece.piece)
            spans.append(_trim(plain, chars[piece.begin], chars[piece.end]))
            known.append(piece.piece in self._vocabulary)
        return Pieces(tuple(tokens), tuple(spans), tuple(known))

    def decode(self, tokens: Sequence[str]) -> str:
        """Text of pieces that a model wrote."""
        text = self._model.decode([t for t in tokens if t not in (EOS, "<pad>", "<unk>", MADE)])
        # Pieces of the other side's model come back as they are.
        return str(text).replace("▁", " ").strip()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Both sides of a Marian model, and how it names its target languages (`>>fra<<`) if it is multilingual."""

    source: Side
    target: Side
    prefixes: frozenset[str]

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """From a Hugging Face Marian folder: source.spm, target.spm, vocab.json and perhaps target_vocab.json."""
        names = frozenset(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
        other = folder / "target_vocab.json"
        target_names = (
            frozenset(json.loads(other.read_text(encoding="utf-8"))) if other.is_file() else names
        )
        prefixes = frozenset(n for n in names if n.startswith(">>") and n.endswith("<<"))
        return cls(
            Side(folder / "source.spm", names), Side(folder / "target.spm", target_names), prefixes
        )

    def prefix(self, lang: str) -> tuple[str, ...]:
        """The token that asks for language `lang`: empty for a bilingual model, which has none.

        Raises KeyError where a multilingual model does not know the language.
        """
        if not self.prefixes:
            return ()
        for name in _language_names(lang):
            if f">>{name}<<" in self.prefixes:
                return (f">>{name}<<",)
        raise KeyError(lang)


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices in batches of similar length, at most `budget` padded tokens each (at least one index).

    Longest first, so that memory shows its peak at once.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def parts_needed(limit: int, *lengths: int) -> int:
    """In how many parts texts of these lengths must be `cut` so that none passes `limit` pieces."""
    if max(lengths) <= limit:
        return 1
    # A run may begin earlier than its share says, by a share of a run; one piece is for rounding.
    return math.ceil(max(lengths) * (1 + 1 / SLACK) / max(limit - 1, 1))


def _byte_to_char(text: str) -> dict[int, int]:
    table, at = {0: 0}, 0
    for index, char in enumerate(text):
        at += len(char.encode("utf-8"))
        table[at] = index + 1
    return table


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] == " ":
        start += 1
    return Span(start, max(start, end))


def _language_names(lang: str) -> list[str]:
    """How Marian models write a language: en, eng, en_GB..."""
    short = primary(lang)
    three = [long for long, two in get_global("language_aliases").items() if two == short]
    return [lang, lang.replace("-", "_"), short, *(name for name in three if len(name) == 3)]
