"""How a text is written, whatever it says: small words and classes of words in a row.

Texts that were translated, by machines above all, have more of some rows and fewer of others than texts of the
language (Baroni & Bernardini 2006, https://doi.org/10.1093/llc/fqi039). A language's `style.tsv.xz`, made by
models/train/style.py, has a line for each row, `row TAB weight`, and the log-odds of a text without any as that of
the empty row.
"""

from __future__ import annotations

import functools
import lzma
from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt

from checker.languages import file, primary
from checker.languages.morphology import words

BEGIN, END, NUMBER, MARK = "<", ">", "#", "M"
MARKS = frozenset(".,;:!?()")

LONGEST = 2
"""Words of a row, at most."""

Weights = Mapping[str, float]


def translated(sentences: Iterable[str], lang: str) -> float | None:
    """Log-odds that sentences of a document were translated by a machine; None where the language has no weights."""
    weights = style(primary(lang))
    if not weights:
        return None
    small = small_words(weights)
    shares = rows(sentences, lang, small)
    return weights[""] + sum(
        weights[row] * share for row, share in sorted(shares.items()) if row in weights
    )


def rows(sentences: Iterable[str], lang: str, small: frozenset[str]) -> Mapping[str, float]:
    """The rows of sentences, each with the root of its share: `small` words as they stand, others by their classes."""
    counts: Counter[str] = Counter()
    total = 0
    for sentence in sentences:
        written = [BEGIN, *_written(sentence, lang, small), END]
        total += len(written)
        for length in range(1, LONGEST + 1):
            counts.update(
                " ".join(written[at : at + length]) for at in range(len(written) - length + 1)
            )
    return {row: sqrt(count / total) for row, count in counts.items()}


def _written(sentence: str, lang: str, small: frozenset[str]) -> Iterable[str]:
    for word in words(sentence, lang):
        if word.shape == "number":
            yield NUMBER
        elif word.shape == "mark":
            yield word.form if word.form in MARKS else MARK
        elif word.form in small:
            yield word.form
        else:
            yield "/" + "".join(sorted(word.kinds))[:3]


def small_words(weights: Weights) -> frozenset[str]:
    """The words that stand as they are in the rows of a language."""
    return (
        frozenset(
            word
            for row in weights
            for word in row.split()
            if word not in (BEGIN, END, NUMBER, MARK) and not word.startswith("/")
        )
        - MARKS
    )


@functools.lru_cache(maxsize=4)
def style(lang: str) -> Weights:
    """The weights of a language; empty where it has none."""
    found = file(lang, "style.tsv.xz")
    if found is None:
        return {}
    lines = lzma.decompress(found.read_bytes()).decode("utf-8").splitlines()
    return {row: float(weight) for row, weight in (line.split("\t") for line in lines)}
