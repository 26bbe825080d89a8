"""Which words of a text and of its translation belong together, from the translation model's own attention.

Both directions vote: Koehn, Och & Marcu 2003, Statistical Phrase-Based Translation, https://aclanthology.org/N03-1017
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.types import Alignment, Attention, Span

Matrix = Sequence[Sequence[float]]

STRONG = 0.5
"""A pair that both directions together give this weight is linked even if another pair is stronger."""


def align_words(
    words: Sequence[Span], back_words: Sequence[Span], out: Attention, home: Attention
) -> Alignment:
    """Links between the words of a text and of its back-translation.

    `out` is the attention of the forced translation text -> back, `home` that of back -> text. A pair is
    linked when each word is the other's best, or when its mean weight (0..1) is `STRONG` or more.
    """
    if not words or not back_words:
        return Alignment()
    seen_out = zip(*_by_word(out, back_words, words), strict=True)
    both = [
        [(a + b) / 2 for a, b in zip(*rows, strict=True)]
        for rows in zip(_by_word(home, words, back_words), seen_out, strict=True)
    ]
    best = [row.index(max(row)) for row in both]
    best_back = [column.index(max(column)) for column in zip(*both, strict=True)]
    return Alignment(
        tuple(
            (i, j)
            for i, row in enumerate(both)
            for j, weight in enumerate(row)
            if weight >= STRONG or (weight > 0 and best[i] == j and best_back[j] == i)
        )
    )


def _by_word(attention: Attention, reading: Sequence[Span], looked_at: Sequence[Span]) -> Matrix:
    """Weights [words read, words looked at]: mean over the pieces of the one, sum over those of the other."""
    if not attention.weights:
        return [[0.0] * len(looked_at) for _ in reading]
    columns = [_inside(word, attention.source) for word in looked_at]
    out = []
    for word in reading:
        rows = [attention.weights[at] for at in _inside(word, attention.target)]
        by_piece = [sum(weights) for weights in zip(*rows, strict=True)]
        out.append(
            [sum(by_piece[at] for at in inside) / len(rows) if rows else 0.0 for inside in columns]
        )
    return out


def _inside(word: Span, pieces: Sequence[Span]) -> Sequence[int]:
    """Which pieces lie in a word."""
    return [at for at, one in enumerate(pieces) if one.start < word.end and one.end > word.start]
