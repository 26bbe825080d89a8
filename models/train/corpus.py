"""Parallel and plain text on disk, as all steps read and write it.

Pairs: TSV without quoting, four columns: both languages in the recipe's order, the pair's origin, and the directions
that may learn from it, comma between. Texts: a sentence a line, an empty line between documents.
"""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from recipe import Recipe
from step import replaced

from checker.errors import BadInput


class Pair(NamedTuple):
    """A sentence in both languages of the recipe, in its order."""

    first: str
    second: str
    origin: str
    directions: tuple[str, ...]

    @property
    def sides(self) -> tuple[str, str]:
        """Both texts."""
        return self.first, self.second


def opened(path: Path) -> IO[str]:
    """A text file, packed or not. Raises BadInput where there is none."""
    if not path.is_file():
        raise BadInput(
            f"{path}: no such file", "The recipe's paths are relative to the recipe's folder."
        )
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", newline="\n")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def lines(path: Path) -> Iterator[str]:
    """Lines of a text file, packed or not. Raises BadInput where it is damaged or not UTF-8."""
    try:
        with opened(path) as file:
            for line in file:
                yield line.rstrip("\r\n")
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}", "It should be text in UTF-8, perhaps packed.") from None


def rows(path: Path, columns: int) -> Iterator[list[str]]:
    """Rows of a TSV file. Raises BadInput at the first row that has fewer than `columns` columns."""
    for number, line in enumerate(lines(path), 1):
        row = line.split("\t")
        if len(row) < columns:
            raise BadInput(
                f"{path}, line {number}: {len(row)} columns instead of {columns}",
                "Columns are separated by tabs; nothing is quoted.",
            )
        yield row


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs that `write_pairs` wrote."""
    for row in rows(path, 4):
        yield Pair(row[0], row[1], row[2], tuple(row[3].split(",")))


def write_pairs(path: Path, pairs: Iterable[Pair]) -> int:
    """Writes pairs, whole or not at all; returns how many."""
    count = 0
    with replaced(path) as file:
        for pair in pairs:
            file.write(f"{pair.first}\t{pair.second}\t{pair.origin}\t{','.join(pair.directions)}\n")
            count += 1
    return count


def documents(path: Path) -> Iterator[list[str]]:
    """Documents of a text file, each a list of sentences."""
    current: list[str] = []
    for line in lines(path):
        if line.strip():
            current.append(line.strip())
        elif current:
            yield current
            current = []
    if current:
        yield current


def write_documents(path: Path, texts: Iterable[list[str]]) -> int:
    """Writes documents, whole or not at all; returns how many."""
    count = 0
    with replaced(path) as file:
        for document in texts:
            file.write("\n".join(document) + "\n\n")
            count += 1
    return count


def evaluation_pairs(
    recipe: Recipe, folder: Path, named: Path | None = None
) -> list[tuple[str, str]]:
    """What translation is measured on: the named file, the recipe's, or the held-out pairs; as many as it says."""
    setting = recipe.evaluation
    path = named or (recipe.path(setting.pairs) if setting.pairs else None)
    if path is None:
        found = [(pair.first, pair.second) for pair in read_pairs(folder / "clean/held-out.tsv")]
    else:
        found = [(row[0], row[1]) for row in rows(path, 2)]
    if not found:
        raise BadInput(f"{path or folder}: no pairs to measure on", "Set `held-out` or `pairs`.")
    return found[: setting.sentences]
