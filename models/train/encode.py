"""Step 6: texts as arrays of piece numbers, so that training reads nothing else.

    python models/train/encode.py RECIPE.toml

The pieces are cut by the code that the checker uses, so that a text meets the network in one form only.
"""

from __future__ import annotations

import bisect
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from align_words import Links, linked
from corpus import Pair, documents, read_pairs
from numpy.typing import NDArray
from recipe import Recipe
from step import Figures, chunks, command, need

from checker.engines.pieces import MADE, Pieces, Side
from checker.text.segment import words

Numbers = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of numbers of different length, one after the other; row i is values[starts[i] : starts[i + 1]]."""

    values: Numbers
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Numbers]) -> Ragged:
        """Packs rows."""
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        return cls(np.concatenate([*rows, np.zeros(0, np.uint16)]).astype(np.uint16), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> Numbers:
        return self.values[self.starts[row] : self.starts[row + 1]]

    def at(self, rows: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.int64]]:
        """The values of these rows, one row after the other, and how long each is."""
        starts = self.starts[rows]
        lengths: NDArray[np.int64] = self.starts[rows + 1] - starts
        ends = lengths.cumsum()
        places = np.arange(lengths.sum()) + np.repeat(starts - ends + lengths, lengths)
        return self.values[places], lengths

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How long each row is."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Encoded:
    """All pairs as numbers: both sides, where each is from, who may learn from it, and its links.

    `allowed` has a column for each direction of the recipe. A row of `links` holds places of pieces, first side and
    second side in turn.
    """

    sides: tuple[Ragged, Ragged]
    origins: NDArray[np.int64]
    names: tuple[str, ...]
    allowed: NDArray[np.bool_]
    links: Ragged

    def save(self, folder: Path) -> None:
        """Writes pairs.npz (no pickle) and origins.json."""
        arrays: dict[str, Any] = {f"side{i}": side.values for i, side in enumerate(self.sides)}
        arrays |= {f"starts{i}": side.starts for i, side in enumerate(self.sides)}
        np.savez(
            folder / "pairs.npz",
            origins=self.origins,
            allowed=self.allowed,
            links=self.links.values,
            link_starts=self.links.starts,
            **arrays,
        )
        (folder / "origins.json").write_text(json.dumps(self.names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Encoded:
        """Reads what `save` wrote."""
        data = np.load(need(folder / "pairs.npz", "encode"), allow_pickle=False)
        names = json.loads((folder / "origins.json").read_text(encoding="utf-8"))
        first, second = (Ragged(data[f"side{i}"], data[f"starts{i}"]) for i in (0, 1))
        links = Ragged(data["links"], data["link_starts"])
        return cls((first, second), data["origins"], tuple(names), data["allowed"], links)


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes arrays/ from the cleaned and the synthetic pairs and from the texts."""
    home = folder / "arrays"
    home.mkdir(exist_ok=True)
    figures: Figures = {}
    if recipe.translation:
        encoded = _pairs(recipe, folder)
        encoded.save(home)
        for language, side in zip(recipe.languages, encoded.sides, strict=True):
            figures[f"pieces {language}"] = len(side.values)
        figures |= {"pairs": len(encoded.origins), "linked pieces": len(encoded.links.values) // 2}
        counts = np.bincount(encoded.origins, minlength=len(encoded.names)).tolist()
        figures["origins"] = dict(zip(encoded.names, counts, strict=True))
    if recipe.language_model:
        tokens = _tokens(folder, folder / f"clean/texts.{recipe.language_model.language}.txt")
        np.save(home / "texts.npy", tokens, allow_pickle=False)
        figures["language model pieces"] = len(tokens)
    return figures


def _pairs(recipe: Recipe, folder: Path) -> Encoded:
    assert recipe.translation
    home = folder / "vocabulary"
    table = json.loads(need(home / "vocab.json", "vocabulary").read_text(encoding="utf-8"))
    side = Side(home / "joint.spm", frozenset(table))
    rows: tuple[list[Numbers], list[Numbers]] = ([], [])
    links: list[Numbers] = []
    origins: list[str] = []
    allowed: list[list[bool]] = []
    tag = [table[MADE]] if MADE in table else []  # a vocabulary of another model may have none
    for pair, linked_words, made in _all(recipe, folder):
        pieces = [side.encode(text) for text in pair.sides]
        if max(map(len, pieces)) > recipe.translation.longest or not min(map(len, pieces)):
            continue
        for number, (row, own) in enumerate(zip(rows, pieces, strict=True)):
            numbers = [table.get(name, table["<unk>"]) for name in own.tokens]
            row.append(np.array((tag if number == made else []) + numbers, np.uint16))
        places = piece_links(pair, linked_words, pieces[0], pieces[1])
        links.append(np.array(list(itertools.chain.from_iterable(places)), np.uint16))
        origins.append(pair.origin)
        allowed.append([direction in pair.directions for direction in recipe.directions])
    names = tuple(sorted(set(origins)))
    number = {name: i for i, name in enumerate(names)}
    return Encoded(
        (Ragged.of(rows[0]), Ragged.of(rows[1])),
        np.array([number[name] for name in origins], np.int64),
        names,
        np.array(allowed, bool).reshape(-1, len(recipe.directions)),
        Ragged.of(links),
    )


def _all(recipe: Recipe, folder: Path) -> Iterator[tuple[Pair, Links, int | None]]:
    """Real pairs with their links, then synthetic ones; and which side is to be tagged as a model's."""
    path = need(folder / "clean/pairs.tsv", "clean")
    if recipe.guided_alignment:
        need(folder / "clean/links.txt", "align_words")
        both = linked(read_pairs(path), folder / "clean/links.txt")
        yield from ((pair, links, None) for pair, links in both)
    else:
        yield from ((pair, (), None) for pair in read_pairs(path))
    for item in recipe.synthetic:
        file = need(folder / f"synthetic/{item.name}.tsv", "distil")
        # Only what is read can be told apart; distilled text is to be written.
        tagged = item.kind == "back-translation"
        made = recipe.languages.index(item.direction.split("-")[1]) if tagged else None
        yield from ((pair, (), made) for pair in read_pairs(file))


def piece_links(pair: Pair, links: Links, first: Pieces, second: Pieces) -> list[tuple[int, int]]:
    """Links of words as links of pieces: all pieces of a word belong to all of its partner."""
    if not links:
        return []
    left = [_covering(first, span.start, span.end) for span in words(pair.first)]
    right = [_covering(second, span.start, span.end) for span in words(pair.second)]
    return [cell for a, b in links for cell in itertools.product(left[a], right[b])]


def _covering(pieces: Pieces, start: int, end: int) -> range:
    """Pieces that share a character with the word."""
    begin = bisect.bisect_right([span.end for span in pieces.spans], start)
    stop = bisect.bisect_left([span.start for span in pieces.spans], end)
    return range(begin, max(begin, stop))


def _tokens(folder: Path, path: Path) -> Numbers:
    """All documents as one row: `<s> sentence </s> sentence </s> <s> ...`."""
    from tokenizers import Tokenizer

    home = need(folder / "vocabulary/tokenizer.json", "vocabulary")
    tokenizer: Any = Tokenizer.from_file(str(home))
    # A text that holds "</s>" holds four characters, not the end of a sentence.
    tokenizer.encode_special_tokens = True
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    out: list[Numbers] = []
    for block in chunks(documents(path), 1000):
        flat = list(itertools.chain.from_iterable(block))
        coded = iter(tokenizer.encode_batch(flat, add_special_tokens=False))
        for document in block:
            row = [begin]
            for _sentence in document:
                row += [*next(coded).ids, end]
            out.append(np.array(row, np.uint16))
    return Ragged.of(out).values


if __name__ == "__main__":
    command("encode", run)
