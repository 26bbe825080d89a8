"""Which words of a text and of its translation belong together, from the translation model's own attention.

Both directions vote: Koehn, Och & Marcu 2003, Statistical Phrase-Based Translation, https://aclanthology.org/N03-1017
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.types import Alignment, Attention, Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

STRONG = 0.5
"""A pair that both directions together give this weight is linked even if another pair is stronger."""


def align_words(
    words: Sequence[Span], back_words: Sequence[Span], out: Attention, home: Attention
) -> Alignment:
    """Links between the words of a text and of its back-translation.

    `out` is the attention of the forced translation text -> back, `home` that of back -> text. A pair is
    linked when each word is the other's best, or when its mean weight (0..1) is `STRONG` or more.
    """
    import numpy as np

    if not words or not back_words:
        return Alignment()
    seen_home = _by_word(home, words, back_words)
    seen_out = _by_word(out, back_words, words).T
    both = (seen_home + seen_out) / 2
    best = np.zeros(both.shape, dtype=bool)
    rows, columns = np.arange(len(words)), np.arange(len(back_words))
    best[rows, both.argmax(1)] = True
    mutual = np.zeros(both.shape, dtype=bool)
    mutual[both.argmax(0), columns] = True
    linked = (best & mutual & (both > 0)) | (both >= STRONG)
    return Alignment(tuple((int(i), int(j)) for i, j in np.argwhere(linked)))


def _by_word(attention: Attention, reading: Sequence[Span], looked_at: Sequence[Span]) -> Matrix:
    """Weights [words read, words looked at]: mean over the pieces of the one, sum over those of the other."""
    import numpy as np

    if not attention.weights:
        return np.zeros((len(reading), len(looked_at)))
    weights = np.array(attention.weights)
    rows = _membership(reading, attention.target)
    columns = _membership(looked_at, attention.source)
    counts = np.maximum(rows.sum(1, keepdims=True), 1)
    by_word: Matrix = (rows @ weights @ columns.T) / counts
    return by_word


def _membership(words: Sequence[Span], pieces: Sequence[Span]) -> Matrix:
    """1 where a piece lies in a word: [words, pieces]."""
    import numpy as np

    starts = np.array([[word.start, word.end] for word in words]).reshape(-1, 2)
    places = np.array([[piece.start, piece.end] for piece in pieces]).reshape(-1, 2)
    inside = (places[None, :, 0] < starts[:, None, 1]) & (places[None, :, 1] > starts[:, None, 0])
    return inside.astype(np.float64)
