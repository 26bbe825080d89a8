"""Passages of a document that are two versions of one, and the places where they differ.

Two passages that share runs of three words are found through an index of those runs, so that time grows with the
length of the document and not with its square; runs that occur often are formulas and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from checker.checks.passage import FILLER, passages
from checker.types import Case, Span

_RUN = 3
"""Words in a row that two passages must share to be compared."""
_COMMON = 6
"""A run of words that stands in more places than this is a formula."""
_GAP = 16
"""Words that may differ between two shared runs."""
_LEAST = 9
"""Words that two passages must share to be versions of one another."""
_SHARE = 0.5
"""Part of the longer passage that must be shared."""
_APART = 2000
"""Words between two versions at most: one article, not a whole file of records."""
_WIDE = 8
"""Words of one differing place at most."""
_CHANGED = 8
"""Differing places at most that are reported of one pair of passages."""

_PART = regex.compile(r"[\p{L}\p{M}]+|\p{N}+(?:[.,\u00a0\u202f]\p{N}+)*|[@#]\w+")
_TAG = regex.compile(r"</?[a-zA-Z!][^<>\n]{0,500}>")
_OPEN = "«“„"
_CLOSE = "»”"
MARKS = f'{_OPEN}{_CLOSE}"'
_LOW, _LOW_CLOSE = "„“"
"""Where quotations begin low, as in German, the mark that opens them in English closes them."""


Stretch = tuple[int, int]
"""Half-open range of word numbers."""


class RunningWord(NamedTuple):
    """A word of the document; a tuple, because there are very many."""

    key: str
    """Lower case, to compare."""
    case: int
    """Index into the cases."""
    start: int
    end: int
    """Local to the segment."""
    proper: bool
    """A number, or a capital that does not begin the sentence."""
    sentence: int
    """Number of the segment, a new one at a change of article."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two stretches of words, the first earlier in the document."""

    early: Stretch
    late: Stretch


def _without_tags(text: str) -> str:
    """The text with its tags painted over, whose attributes nobody reads; same length."""
    return _TAG.sub(lambda match: FILLER * len(match.group()), text) if "<" in text else text


def words_of(cases: Sequence[Case]) -> tuple[list[RunningWord], list[bool]]:
    """The words of a document in order, and whether each stands inside quotation marks."""
    words: list[RunningWord] = []
    quoted: list[bool] = []
    number = 0
    sentence = 0
    article: str | None = None
    for passage in passages(cases):
        if passage.name != article:
            article = passage.name
            sentence += 1_000_000  # no run of words crosses from one article to the next
        marks = _quote_marks(_without_tags(passage.text))
        inside = 0
        at = 0
        for case in passage.cases:
            offset = case.segment.span.start
            first = True
            for match in _PART.finditer(_without_tags(case.text)):
                while at < len(marks) and marks[at][0] < offset + match.start():
                    inside = max(0, inside + marks[at][1])
                    at += 1
                text = match.group()
                proper = text[0].isdigit() or (not first and text[0].isupper())
                words.append(RunningWord(text.casefold(), number, *match.span(), proper, sentence))
                quoted.append(inside > 0)
                first = False
            number += 1
            sentence += 1
    return words, quoted


def _quote_marks(text: str) -> list[tuple[int, int]]:
    """(offset, +1 opens / -1 closes) of the quotation marks of a paragraph; straight ones alternate."""
    marks: list[tuple[int, int]] = []
    straight = 0
    low = _LOW in text
    for match in regex.finditer(f"[{MARKS}]", text):
        char = match.group()
        if char == '"':
            marks.append((match.start(), -1 if straight else 1))
            straight = 1 - straight
        else:
            opens = char in _OPEN and not (low and char == _LOW_CLOSE)
            marks.append((match.start(), 1 if opens else -1))
    return marks


def pairs(words: Sequence[RunningWord]) -> Iterator[Pair]:
    """Stretches that share runs of words, widened to the sentences they stand in, in order of the later one."""
    first: dict[tuple[str, ...], int] = {}
    again: dict[tuple[str, ...], list[int]] = {}
    keys = [word.key for word in words]
    for at, run in enumerate(zip(*(keys[step:] for step in range(_RUN)), strict=False)):
        if words[at + _RUN - 1].sentence - words[at].sentence < _RUN:
            if run in first:
                again.setdefault(run, [first[run]]).append(at)
            else:
                first[run] = at
    links: dict[int, list[int]] = defaultdict(list)
    for places in again.values():
        if len(places) <= _COMMON:
            for number, late in enumerate(places):
                for early in places[:number]:
                    if _RUN < late - early <= _APART:
                        links[late].append(early)
    chains: list[list[tuple[int, int]]] = []
    active: list[list[tuple[int, int]]] = []
    for late in sorted(links):
        active = [chain for chain in active if late - chain[-1][1] <= _GAP + _RUN]
        for early in links[late]:
            home = next(
                (
                    chain
                    for chain in active
                    if chain[-1][1] < late and 0 < early - chain[-1][0] <= _GAP + _RUN
                ),
                None,
            )
            if home is None:
                home = []
                active.append(home)
                chains.append(home)
            home.append((early, late))
    for chain in chains:
        yield from _widened(words, chain)


def _widened(words: Sequence[RunningWord], chain: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    (early_first, late_first), (early_last, late_last) = chain[0], chain[-1]
    early = _to_sentences(words, early_first, early_last + _RUN)
    late = _to_sentences(words, late_first, late_last + _RUN)
    # The same words before and after the shared runs, as far as both sentences go.
    left = min(early_first - early[0], late_first - late[0])
    right = min(early[1] - early_last, late[1] - late_last)
    early = (early_first - left, early_last + right)
    late = (late_first - left, late_last + right)
    if early[1] <= late[0]:
        yield Pair(early, late)


def _to_sentences(words: Sequence[RunningWord], start: int, end: int) -> tuple[int, int]:
    while start > 0 and words[start - 1].sentence == words[start].sentence:
        start -= 1
    while end < len(words) and words[end].sentence == words[end - 1].sentence:
        end += 1
    return start, end


def differences(
    words: Sequence[RunningWord], pair: Pair, grammar: frozenset[str]
) -> list[tuple[Stretch, Stretch]]:
    """The places where two versions differ; empty where they are equal, or not versions of one another.

    One function: each way out is a reason why two sentences are no versions of one.
    """
    from rapidfuzz.distance import Indel

    early = [word.key for word in words[slice(*pair.early)]]
    late = [word.key for word in words[slice(*pair.late)]]
    codes = Indel.opcodes(early, late)
    shared = sum(code.src_end - code.src_start for code in codes if code.tag == "equal")
    if shared < _LEAST or shared < _SHARE * max(len(early), len(late)):
        return []
    places: list[list[int]] = []
    for code in codes:
        if code.tag == "equal":
            continue
        if places and code.src_start - places[-1][1] <= 1 and code.dest_start - places[-1][3] <= 1:
            places[-1][1], places[-1][3] = code.src_end, code.dest_end
        else:
            places.append([code.src_start, code.src_end, code.dest_start, code.dest_end])
    out: list[tuple[Stretch, Stretch]] = []
    for early_from, early_to, late_from, late_to in places:
        gone = set(early[early_from:early_to]) - set(late)
        new = set(late[late_from:late_to]) - set(early)
        there = words[pair.early[0] + early_from : pair.early[0] + early_to]
        here = words[pair.late[0] + late_from : pair.late[0] + late_to]
        if any(word.key[0] in "@#" for word in (*here, *there)):
            continue  # a rule of its own
        if any(word.proper and word.key in new for word in here) and any(
            word.proper and word.key in gone for word in there
        ):
            return []  # they speak of different people, places or amounts
        if early_to - early_from > _WIDE or late_to - late_from > _WIDE:
            return []  # they go on differently
        if gone and new and (gone | new) - grammar and early_from > 0 and late_from > 0:
            out.append(
                (
                    (pair.early[0] + early_from, pair.early[0] + early_to),
                    (pair.late[0] + late_from, pair.late[0] + late_to),
                )
            )
    return out if len(out) <= _CHANGED else []


def place_of(
    cases: Sequence[Case], words: Sequence[RunningWord], stretch: Stretch
) -> tuple[Case, Span]:
    """The sentence a stretch begins in, and the part of it that the stretch covers."""
    first = words[stretch[0]]
    last = first
    for word in words[slice(*stretch)]:
        if word.case == first.case:
            last = word
    return cases[first.case], Span(first.start, last.end)
