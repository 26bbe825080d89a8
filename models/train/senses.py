"""Which words of two languages translate each other, counted in word-aligned pairs: the checker's lexicon of senses.

    python models/train/senses.py RECIPE.toml

Not a step of `run.py`: a lexicon is made once, from corpora aligned with eflomal, for the folder of its language.
Only links between two words that have no other count. The file has a line for each dictionary form of the first
language: `word TAB translation:count translation:count ...`, commonest first.
"""

from __future__ import annotations

import functools
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from align_words import Links, linked
from corpus import read_pairs
from recipe import Recipe
from step import Figures, command, need

from checker.languages.fr.lexicon import readings
from checker.text.segment import words

MOST = 10
"""Translations that are kept of a word."""

SHARE = 0.02
"""Of a word's links that a translation must have, and two of them; one is enough where the word has four or fewer."""

CONTENT = "NAVIPGB"
"""Classes of words that have senses: see `checker.languages.morphology.Reading`."""

Pair = tuple[list[str], list[str], Links]
"""Words of both sides, and which belong together."""

Counts = Mapping[str, Counter[str]]


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes senses.tsv.xz into the folder of the run; returns how many words and translations it holds."""
    pairs = read_pairs(need(folder / "clean/pairs.tsv", "clean"))
    found = linked(pairs, need(folder / "clean/links.txt", "align_words"))
    counts = counted(
        (
            [span.of(p.first) for span in words(p.first)],
            [s.of(p.second) for s in words(p.second)],
            links,
        )
        for p, links in found
    )
    return write(counts, folder / "senses.tsv.xz")


def counted(pairs: Iterable[Pair]) -> Counts:
    """For each dictionary form of the first language how often each word of the second is linked to it alone."""
    forms: Counter[tuple[str, str]] = Counter()
    for first, second, links in pairs:
        left, right = Counter(i for i, _ in links), Counter(j for _, j in links)
        for i, j in links:
            if left[i] == right[j] == 1 and i < len(first) and j < len(second):
                forms[first[i].lower(), second[j].lower()] += 1
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for (form, other), count in forms.items():
        word = lemma(form)
        if word and len(other) > 2 and other.replace("-", "").isalpha():
            out[word][other] += count
    return _singular(out)


@functools.cache
def lemma(form: str) -> str | None:
    """The dictionary form of a French word that has senses; None of grammar's small words and of unknown ones."""
    found = readings(form)
    content = [reading for reading in found if reading.kind in CONTENT]
    if len(form) < 3 or not content or any(reading.kind in "DEJO" for reading in found):
        return None
    return content[0].lemma


def write(counts: Counts, path: Path) -> Figures:
    """Writes the lexicon."""
    lines, size = [], 0
    for word, found in sorted(counts.items()):
        total = sum(found.values())
        kept = [
            (other, count)
            for other, count in found.most_common(MOST)
            if count >= max(2, SHARE * total) or total <= 4
        ]
        if kept:
            lines.append(f"{word}\t{' '.join(f'{other}:{count}' for other, count in kept)}\n")
            size += len(kept)
    data = "".join(lines).encode("utf-8")
    path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    return {"words": len(lines), "translations": size, "bytes": path.stat().st_size}


def _singular(counts: Counts) -> Counts:
    """English plurals counted with their singulars, where these occur."""
    seen = Counter(other for found in counts.values() for other in found.elements())
    endings = (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))

    def base(word: str) -> str:
        for plural, singular in endings:
            if len(word) > 4 and word.endswith(plural) and not word.endswith("ss"):
                other = word.removesuffix(plural) + singular
                if 2 * seen[other] >= seen[word]:
                    return other
        return word

    out: dict[str, Counter[str]] = defaultdict(Counter)
    for word, found in counts.items():
        for other, count in found.items():
            out[word][base(other)] += count
    return out


if __name__ == "__main__":
    command("senses", run)
