"""Word alignment on attention made by hand."""

from __future__ import annotations

import pytest

from checker.align.words import align_words
from checker.types import Alignment, Attention, Span

# le chat noir -> the black cat; "chat" is two pieces, "the" too
WORDS = (Span(0, 2), Span(3, 7), Span(8, 12))
PIECES = (Span(0, 2), Span(3, 5), Span(5, 7), Span(8, 12))
BACK_WORDS = (Span(0, 3), Span(4, 9), Span(10, 13))
BACK_PIECES = (Span(0, 1), Span(1, 3), Span(4, 9), Span(10, 13))
OUT = Attention(
    PIECES,
    BACK_PIECES,
    ((0.8, 0.1, 0.0, 0.1), (0.6, 0.2, 0.1, 0.1), (0.1, 0.1, 0.1, 0.7), (0.1, 0.4, 0.4, 0.1)),
)
HOME = Attention(
    BACK_PIECES,
    PIECES,
    ((0.4, 0.4, 0.1, 0.1), (0.1, 0.1, 0.1, 0.7), (0.2, 0.0, 0.2, 0.6), (0.1, 0.0, 0.8, 0.1)),
)


def test_both_directions_link_each_word_to_its_own() -> None:
    assert align_words(WORDS, BACK_WORDS, OUT, HOME).links == ((0, 0), (1, 2), (2, 1))


def test_one_direction_alone_does_not_make_a_link() -> None:
    """Of two words that look at one, only the better is linked, unless both directions are strong."""
    words, back = (Span(0, 1), Span(2, 3)), (Span(0, 3),)
    home = Attention(back, words, ((0.9,), (0.8,)))
    weak = Attention(words, back, ((0.1, 0.05),))
    strong = Attention(words, back, ((0.6, 0.4),))
    assert align_words(words, back, weak, home).links == ((0, 0),)
    assert align_words(words, back, strong, home).links == ((0, 0), (1, 0))


@pytest.mark.parametrize(
    ("words", "back", "out", "home"),
    [
        ((), BACK_WORDS, OUT, HOME),
        (WORDS, (), OUT, HOME),
        (WORDS, BACK_WORDS, Attention((), (), ()), Attention((), (), ())),
        (WORDS, BACK_WORDS, Attention((), BACK_PIECES, ((),) * 4), Attention((), PIECES, ((),) * 4)),
        (WORDS, BACK_WORDS, Attention(PIECES, BACK_PIECES, ((0.0,) * 4,) * 4), Attention((), (), ())),
    ],
)  # fmt: skip
def test_nothing_seen_is_nothing_linked(
    words: tuple[Span, ...], back: tuple[Span, ...], out: Attention, home: Attention
) -> None:
    assert align_words(words, back, out, home) == Alignment()
