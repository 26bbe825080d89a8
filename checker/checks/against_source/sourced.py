"""Text beside its source: sentences with what they translate, those that share a source sentence taken together."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.checks.passage import prose
from checker.config import Config
from checker.types import Case, Hit, SourceSentence, Span


@dataclass(frozen=True)
class Sourced:
    """What is compared: a source text, and the sentence of the text, or the neighbouring ones, that translate it.

    `text` joins the sentences with a space between them; spans are local to it, and `hit` brings them home.
    """

    source: str
    cases: Sequence[Case]
    text: str = field(init=False)
    _starts: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        texts = [case.text for case in self.cases]
        starts = itertools.accumulate((len(text) + 1 for text in texts[:-1]), initial=0)
        object.__setattr__(self, "text", " ".join(texts))
        object.__setattr__(self, "_starts", tuple(starts))

    @property
    def words(self) -> int:
        """How many words the sentences have."""
        return sum(len(case.words) for case in self.cases)

    def languages(self, config: Config) -> tuple[str, str]:
        """The tags of the languages of the source and of the text: the file's own, or those of the run."""
        block = self.cases[0].segment.block
        return block.source_lang or config.pivot, block.target_lang or config.lang

    def hit(self, span: Span, message: str, evidence: Mapping[str, Any]) -> Hit:
        """A hit in the sentence where `span` begins, cut off where that ends."""
        at = bisect.bisect_right(self._starts, span.start) - 1
        case, start = self.cases[at], self._starts[at]
        local = Span(span.start - start, min(span.end - start, len(case.text)))
        return Hit(case.segment.index, local, message, evidence=evidence)

    @property
    def end(self) -> Span:
        """The empty place after the last sentence."""
        return Span(len(self.text), len(self.text))


def plain(text: str) -> str:
    """Prose alone, with straight apostrophes; same length."""
    return prose(text).replace("’", "'")


def sourced(cases: Sequence[Case]) -> Iterator[Sourced]:
    """All that has a source, in order. Copies of the source are another rule's matter.

    Half of a sentence misses numbers and names that the other half has, so sentences that share one are judged
    together.
    """
    for behind, group in itertools.groupby(cases, _shared):
        same = list(group)
        for one in [Sourced(" ".join(s.text for s in behind), same)] if behind else map(_own, same):
            if one and one.source.strip() and one.source != one.text:
                yield one


def _own(case: Case) -> Sourced | None:
    return Sourced(case.segment.source, [case]) if case.segment.source else None


def _shared(case: Case) -> tuple[SourceSentence, ...]:
    """The source sentences that the case has in common with a neighbour; empty where it has its own."""
    pairing = case.segment.pairing
    return pairing.source if pairing and pairing.shared and not case.segment.source else ()
