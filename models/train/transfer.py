"""Start weights from a model of another pair: its network, and for the pieces of this pair the rows of its own.

A piece has the row of its name in the parent, or else the mean of the parent's pieces for its letters. Pieces of a
language that the parent does not know start as what they are translated by: the network then reads German as English
words in German order, before it has learnt anything (Zoph et al. 2016, https://arxiv.org/abs/1604.02201; Kim et al.
2019, https://aclanthology.org/P19-1120).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from encode import Encoded, Ragged
from numpy.typing import NDArray

from checker.engines import transformers
from checker.errors import UsageProblem

PIECES = "model.shared.weight"
"""The one embedding, a row a piece."""

SAMPLE = 100_000
"""Pairs that the lexicon is counted in."""

LONGEST = 20
"""Pieces of either side of these: in short pairs there is less to choose from."""

ROUNDS = 5
"""Of expectation maximisation."""

ONE_SIDED = 4
"""How often a piece must stand in one language for each time in the other to be that language's own."""

LEAST = 0.01
"""Probability of a translation that counts."""


class Lexicon(NamedTuple):
    """How probably a piece is translated by another: three arrays, an entry for every two that stand in one pair."""

    piece: NDArray[np.int64]
    other: NDArray[np.int64]
    probability: NDArray[np.float64]


def inherit(
    model: Any, home: Path, vocabulary: dict[str, int], encoded: Encoded, languages: Sequence[str]
) -> None:
    """Gives `model` the weights of the one in `home`. Raises UsageProblem where their shapes differ."""
    from transformers import MarianMTModel

    parent = transformers.network(lambda _config: MarianMTModel, home, torch.float32)
    theirs, mine = dict(parent.named_parameters()), dict(model.named_parameters())
    if _shapes(theirs) != _shapes(mine):
        raise UsageProblem(f"{home} holds a network of another shape")
    with torch.no_grad():
        for name in mine.keys() - {PIECES}:
            mine[name].copy_(theirs[name])
        _spell(mine[PIECES], theirs[PIECES], vocabulary, home)
        for new, side in enumerate(encoded.sides):
            if languages[new] not in _known(home):
                _translate(mine[PIECES], side, encoded.sides[1 - new])


def lexicon(side: Ragged, other: Ragged, size: int) -> Lexicon:
    """By which pieces of the other side those of a side are translated: IBM's Model 1 (Brown et al. 1993).

    https://aclanthology.org/J93-2003. A piece without number, `size`, stands in every text and takes what nothing else
    explains.
    """
    short = np.flatnonzero(np.maximum(side.lengths, other.lengths) <= LONGEST)[:SAMPLE]
    cells = [
        np.add.outer(target.astype(np.int64), np.append(source, size).astype(np.int64) * size)
        for source, target in zip(_rows(side, short), _rows(other, short), strict=True)
    ]
    counts = np.concatenate([np.full(cell.shape[0], cell.shape[1]) for cell in cells])
    starts = np.cumsum(counts) - counts
    both, at = np.unique(np.concatenate([cell.ravel() for cell in cells]), return_inverse=True)
    source, target = np.divmod(both, size)
    probability = np.ones(len(both))
    for _round in range(ROUNDS):
        share = probability[at]
        share /= np.repeat(np.add.reduceat(share, starts), counts)
        expected = np.bincount(at, share, len(both))
        probability = expected / np.bincount(source, expected, size + 1)[source]
    return Lexicon(source, target, probability)


def _rows(side: Ragged, rows: NDArray[np.int64]) -> list[NDArray[Any]]:
    values, lengths = side.at(rows)
    return np.split(values, np.cumsum(lengths)[:-1])


def _shapes(weights: dict[str, torch.Tensor]) -> dict[str, torch.Size]:
    """Of every tensor; how many pieces there are does not matter."""
    return {
        name: weight.shape[1:] if name == PIECES else weight.shape
        for name, weight in weights.items()
    }


def _known(home: Path) -> set[str]:
    """The languages of the model in a folder."""
    about = json.loads((home / "tokenizer_config.json").read_text(encoding="utf-8"))
    return {about["source_lang"], about["target_lang"]}


def _spell(
    rows: torch.Tensor, theirs: torch.Tensor, vocabulary: dict[str, int], home: Path
) -> None:
    """Gives every piece the parent's row of its name, or the mean of those for its letters; else it stays."""
    import sentencepiece

    known: dict[str, int] = json.loads((home / "vocab.json").read_text(encoding="utf-8"))
    parent: Any = sentencepiece.SentencePieceProcessor(model_file=str(home / "source.spm"))
    for piece, number in vocabulary.items():
        letters = parent.encode(piece.replace("▁", " "), out_type=str)
        parts = [piece] if piece in known else [part for part in letters if part in known]
        if parts:
            rows[number] = theirs[[known[part] for part in parts]].mean(0)


def _translate(rows: torch.Tensor, side: Ragged, other: Ragged) -> None:
    """Makes the pieces of a new language the mean of those that they are translated by."""
    size = len(rows)
    counts = [np.bincount(one.values, minlength=size) for one in (side, other)]
    own = counts[0] > ONE_SIDED * counts[1]
    found = lexicon(side, other, size)
    usable = (found.piece < size) & (found.probability > LEAST) & ~own[found.other]
    usable[usable] = own[found.piece[usable]]
    piece, partner = (torch.from_numpy(part[usable]) for part in (found.piece, found.other))
    weight = torch.from_numpy(found.probability[usable]).to(rows.dtype)
    total = torch.zeros(size).index_add_(0, piece, weight)
    mixed = torch.zeros_like(rows).index_add_(0, piece, weight[:, None] * rows[partner])
    new = total > 0
    rows[new] = mixed[new] / total[new, None]
