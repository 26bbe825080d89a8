"""Step 1: gathers the corpora that a recipe names into one table of pairs and one file of text a language.

python models/train/collect.py RECIPE.toml
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import opus
from corpus import Pair, documents, rows, write_documents, write_pairs
from recipe import PairSource, Recipe
from step import Figures, command


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes raw/pairs.tsv and raw/texts.LANGUAGE.txt; returns how much came from where."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[Pair]:
        for source in recipe.pairs:
            for pair in itertools.islice(_pairs(source, recipe, folder), source.limit):
                counts[pair.origin] += 1
                yield pair

    write_pairs(folder / "raw/pairs.tsv", counted())
    texts: Counter[str] = Counter()
    for language in recipe.languages:
        mine = [source for source in recipe.texts if source.language == language]
        chained = itertools.chain.from_iterable(
            _counted(
                itertools.islice(documents(recipe.path(source.path)), source.limit),
                source.name,
                texts,
            )
            for source in mine
        )
        write_documents(folder / f"raw/texts.{language}.txt", chained)
    return {"pairs": dict(counts), "documents": dict(texts)}


def _pairs(source: PairSource, recipe: Recipe, folder: Path) -> Iterator[Pair]:
    if source.opus:
        (folder / "opus").mkdir(exist_ok=True)
        path = opus.fetch(source, recipe.languages, folder / "opus")
        for first, second in opus.read(path, recipe.languages):
            yield Pair(_flat(first), _flat(second), source.name, recipe.directions)
        return
    columns = source.columns or recipe.languages
    one, other = (columns.index(language) for language in recipe.languages)
    named = source.origin_column
    width = max(one, other, named or 0) + 1
    for row in rows(recipe.path(str(source.path)), width):
        origin = source.name if named is None else f"{source.name}/{_flat(row[named])}"
        yield Pair(row[one], row[other], origin, recipe.directions)


def _counted(found: Iterator[list[str]], name: str, counts: Counter[str]) -> Iterator[list[str]]:
    for document in found:
        counts[name] += 1
        yield document


def _flat(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    command("collect", run)
