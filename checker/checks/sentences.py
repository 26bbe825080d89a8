"""The sentences of a unit: what a catalogue or a record has in one piece, and some rules read one by one.

Models and rules about a unit as a whole (its source, its lines, its markup) see it whole. Rules of grammar look at what
begins a sentence and what ends it; where a unit has several, each of them is a sentence of its own to such a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property

from checker.checks.passage import Cases
from checker.config import Config
from checker.plugins import Check
from checker.text import icu_messages
from checker.text.segment import split
from checker.types import Block, Case, Evidence, Hit, Segment, Span

_MAY_END = re.compile(r"[.!?…:]\W{0,3}\s|\n")
"""Without it, a unit is one sentence."""
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-–—•*·]|\d{1,2}[.)])[ \t]|[ \t]*\n)|(?<=[.!?…:;])[ \t]*\n")
"""A line break at which a unit goes on with something else: an item, a paragraph, a line behind a full one."""


class Article:
    """The cases of an article, in order, and the same with the sentences of its units apart.

    Rules of the text's language see no segment of `foreign`: those that are in another.
    """

    def __init__(self, cases: Sequence[Case], lang: str, foreign: Set[int] = frozenset()) -> None:
        self.cases = Cases(cases)
        self._lang = lang
        self._own = (
            Article([case for case in cases if case.segment.index not in foreign], lang)
            if any(case.segment.index in foreign for case in cases)
            else self
        )

    def hits(self, rule: Check, config: Config) -> Iterable[Hit]:
        """What a rule finds, in offsets of the cases."""
        if self._own is not self and rule.of_language:
            return self._own.hits(rule, config)
        if not rule.by_sentence or self._apart is None:
            return rule.run(self.cases, config)
        cases, homes = self._apart
        return _at_home(rule.run(cases, config), homes)

    @cached_property
    def _apart(self) -> tuple[Cases, list[tuple[int, int]]] | None:
        """The sentences, counted anew, and for each its segment and where it begins there; None: each is a segment."""
        spans = [self._sentences(case) for case in self.cases]
        if all(len(each) < 2 for each in spans):
            return None
        cases: list[Case] = []
        homes: list[tuple[int, int]] = []
        for case, each in zip(self.cases, spans, strict=True):
            block = replace(case.segment.block, whole=False) if len(each) > 1 else None
            for span in each or [Span(0, len(case.text))]:
                homes.append((case.segment.index, span.start))
                cases.append(_sentence(case, span, len(cases), block))
        return Cases(cases), homes

    def _sentences(self, case: Case) -> list[Span]:
        """The sentences of a unit of several; nothing of any other segment."""
        block, text = case.segment.block, case.text
        if not block.whole or not _MAY_END.search(text) or any(icu_messages.syntax(text)):
            return []
        found: list[Span] = []
        at = 0
        for line in [*(match.end() for match in _ITEM.finditer(text)), len(text)]:
            for piece in split(text[at:line], block.target_lang or self._lang):
                start = at + len(piece) - len(piece.lstrip())
                at += len(piece)
                if piece.strip():
                    found.append(Span(start, start + len(piece.strip())))
        return found


def _at_home(hits: Iterable[Hit], homes: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    """Hits in sentences, in the segments that these stand in."""
    for hit in hits:
        index, start = homes[hit.segment]
        span = Span(hit.span.start + start, hit.span.end + start)
        yield replace(hit, segment=index, span=span)


def _sentence(case: Case, span: Span, index: int, block: Block | None) -> Case:
    """A sentence of a unit as a case of its own; `block` None: the unit itself, counted anew."""
    one = case.segment
    if block is None:
        return Case(replace(case.evidence, segment=replace(one, index=index)))
    start = one.span.start + span.start
    place = Span(start, start + span.end - span.start)
    words = tuple(
        Span(word.start - span.start, word.end - span.start)
        for word in case.words
        if span.start <= word.start and word.end <= span.end
    )
    sentence = Segment(index, span.of(case.text), place, block, one.source)
    return Case(Evidence(sentence, words))
