"""Phrases of one text that may have no counterpart in the other, and the text without one of them.

Contrastive conditioning (Vamvas & Sennrich 2022, As Little as Possible, as Much as Necessary,
https://arxiv.org/abs/2203.01927) asks whether a text becomes more probable when a phrase is taken out of the one it
is conditioned on. The paper takes phrases from a parser. Here they are what stands between marks, and runs of words
that the word alignment left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

import regex

from checker.types import Span

LONGEST = 8
"""Words of the longest run that is tried by itself; between two marks more may stand."""
MOST = 24
"""Phrases of one sentence that are tried."""
LONELY = 0.5
"""Share of a phrase's words without a link from which it is tried."""

_MARK = regex.compile(r"[,;:()\[\]«»“”\"—–]|(?<=\s)-(?=\s)")
_SPACES = regex.compile(r"[ \u00a0\u202f]{2,}")
_DOUBLED = regex.compile(r"([,;:])\s*(?=[,;:.!?])|\(\s*\)|\[\s*\]")


def phrases(text: str, words: Sequence[Span], linked: Set[int]) -> list[Span]:
    """Stretches of `text` to try, the longest first, at most `MOST`; `linked` are indices of words with a link.

    Each is at least half without links, begins and ends with a word without one, and leaves something over.
    """
    found: dict[Span, int] = {}
    for first, last in (*_between_marks(text, words), *_runs(words, linked)):
        alone = [i for i in range(first, last + 1) if i not in linked]
        if not alone or len(alone) < LONELY * (last - first + 1):
            continue
        if any(len(words[i].of(text)) > 3 for i in alone) and last - first + 1 < len(words):
            found[Span(words[first].start, words[last].end)] = last - first
    longest = sorted(found, key=lambda span: (-found[span], span))
    return longest[:MOST]


def without(text: str, span: Span) -> str:
    """The text with a phrase taken out, and the marks and spaces that this leaves behind put right."""
    rest = f"{text[: span.start].rstrip()} {text[span.end :].lstrip()}".strip()
    rest = regex.sub(r"\s+(?=[,.)\]])", "", _DOUBLED.sub("", rest))
    return _SPACES.sub(" ", rest).lstrip(",; ").strip()


def _between_marks(text: str, words: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """First and last word of every stretch between two marks, of two words and more."""
    first = 0
    for i in range(len(words)):
        end = i + 1 == len(words)
        if end or _MARK.search(text, words[i].end, words[i + 1].start):
            if i > first:
                yield first, i
            first = i + 1


def _runs(words: Sequence[Span], linked: Set[int]) -> Iterator[tuple[int, int]]:
    """First and last word of every stretch that begins and ends without a link, one linked word allowed inside."""
    for first in range(len(words)):
        if first in linked:
            continue
        inside = 0
        for last in range(first, min(first + LONGEST, len(words))):
            inside += last in linked
            if inside > 1:
                break
            if last not in linked:
                yield first, last
