"""Makes a toy corpus: French and English sentences of a small grammar, enough to see a whole recipe run in seconds.

    python models/train/toy.py FOLDER

toy.toml reads what it writes. A model of it is good for nothing else.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

FRENCH = (
    ("Le chat", "La voisine", "Un élève", "Notre ami {name}", "Le 12 mars, {name}", "Cette femme"),
    ("regarde", "dessine", "traverse", "n'oublie pas", "aime"),
    (
        "le jardin de {place}",
        "la rue",
        "« la mer »",
        "ce musée de {place}",
        "les 38 ponts",
        "une forêt",
    ),
)
ENGLISH = (
    (
        "The cat",
        "The neighbour",
        "A pupil",
        "Our friend {name}",
        "On 12 March, {name}",
        "This woman",
    ),
    ("looks at", "draws", "crosses", "does not forget", "likes"),
    (
        "the garden of {place}",
        "the street",
        '"the sea"',
        "this museum of {place}",
        "the 38 bridges",
        "a forest",
    ),
)
NAMES = ("Marta", "Kofi", "Ingrid", "Pavel")
PLACES = ("Lisbonne", "Oslo", "Dakar", "Riga")
"""Spelled alike on both sides, so that alignment has something to be measured on."""


def pairs(seed: int = 1) -> list[tuple[str, str]]:
    """All sentence pairs of the grammar, French first, in an order of chance."""
    found = []
    for parts in itertools.product(
        *(zip(*sides, strict=True) for sides in zip(FRENCH, ENGLISH, strict=True))
    ):
        texts = [" ".join(words) + "." for words in zip(*parts, strict=True)]
        names = NAMES if "{name}" in texts[0] else NAMES[:1]
        places = PLACES if "{place}" in texts[0] else PLACES[:1]
        for name, place in itertools.product(names, places):
            found.append(
                (texts[0].format(name=name, place=place), texts[1].format(name=name, place=place))
            )
    random.Random(seed).shuffle(found)
    return found


def documents(seed: int = 2, size: int = 5) -> list[list[str]]:
    """French texts of a few sentences each."""
    sentences = [french for french, _ in pairs(seed)]
    return [sentences[at : at + size] for at in range(0, len(sentences), size)]


def minimal_pairs() -> list[tuple[str, str]]:
    """Sentences, and the same with their first two words exchanged."""
    out = []
    for french, _ in pairs(3)[:40]:
        one, other, *rest = french.split()
        out.append((french, " ".join([other, one, *rest])))
    return out


def write(folder: Path) -> None:
    """Writes pairs.tsv, texts.txt and minimal.tsv."""
    folder.mkdir(parents=True, exist_ok=True)
    table = "".join(f"{english}\t{french}\ttoy\n" for french, english in pairs())
    (folder / "pairs.tsv").write_text(table, encoding="utf-8", newline="\n")
    texts = "\n".join("\n".join(document) + "\n" for document in documents())
    (folder / "texts.txt").write_text(texts, encoding="utf-8", newline="\n")
    minimal = "".join(f"{good}\t{bad}\n" for good, bad in minimal_pairs())
    (folder / "minimal.tsv").write_text(minimal, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
