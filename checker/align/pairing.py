"""A document beside the one it was translated from: which sentence stands behind which.

Alignment gives the links (`documents.py`). What has no link may still have been said by a neighbour, so
for each such sentence the share of its content that the other side says nearby is measured too; the checks judge.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import regex

from checker.align.documents import DocumentLink, align_documents
from checker.config import LONGEST_SENTENCE
from checker.errors import BadInput
from checker.messages import _
from checker.text.inline_codes import QUOTED
from checker.text.segment import segment
from checker.types import Document, Evidence, Pairing, Segment, SourceSentence, Span

NEARBY = 2
"""Sentences on each side of a place that may say what was left out there."""


LEAST_ALIKE = 0.25
"""Mean probability of a link for each sentence of the shorter document below which they are of two articles.

On newstest2013 in documents of 20 sentences: 0.66 and more for translations, 0.16 and less for others.
"""


ENOUGH = 8
"""Sentences from which that mean says something."""


UNKNOWN = 0.5
"""The overlap of a sentence with its source where one of similar length is left over without a back-translation."""


LIKE = 0.5
"""Two lengths are alike where the shorter is at least this share of the longer."""


FREE = 0.25
"""The same for the two sentences of a place where nothing else is: even a free translation is that long."""


Sizes = tuple[Sequence[float], Sequence[float]]
"""Lengths of the sentences of both sides in characters, the source's as long as its translation should be."""


_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*+")


def pair(
    read: Sequence[Evidence], original: Document, longest: int = LONGEST_SENTENCE
) -> tuple[Evidence, ...]:
    """The segments of one document, each with what stands behind it in the source document.

    Their back-translations find it, as far as they have one. A segment that brought its source along keeps it.
    Sentences of more than `longest` characters are left out on both sides.
    Raises BadInput where the two documents do not belong together.
    """
    backs = [one.back or "" for one in read]
    sources = [one for one in segment(original) if len(one.text) <= longest]
    texts = ["" if one.too_long else one.segment.text for one in read]
    if not texts and sources:
        raise BadInput(
            _("there is no text to check, but its source {path} has sentences: {count}.").format(
                path=original.path, count=len(sources)
            )
        )
    links = align_documents([one.text for one in sources], backs, texts)
    shorter = min(len(texts), len(sources))
    alike = sum(link.similarity * min(len(link.source), len(link.target)) for link in links)
    if shorter >= ENOUGH and alike < LEAST_ALIKE * shorter:
        raise BadInput(
            _("{path} does not look like the source of this text.").format(path=original.path),
            _("Almost no sentence of one matches the other; choose another file."),
        )
    ratio = sum(map(len, texts)) / max(sum(len(one.text) for one in sources), 1)
    sizes = [len(one.text) * ratio for one in sources], [float(len(text)) for text in texts]
    return _Pairing(read, texts, sources, _with_gaps(links, sizes), sizes, original.text).paired()


def _with_gaps(links: Sequence[DocumentLink], sizes: Sizes) -> list[DocumentLink]:
    """The links, with sentences left over at one place on both sides linked in order where they are as many.

    Something as long was written there, however freely or badly it translates: that is for the scores of the
    pair to say, and no omission beside an addition.
    """
    out: list[DocumentLink] = []
    for linked, group in itertools.groupby(links, lambda link: bool(link.source and link.target)):
        gap = list(group)
        lost = [i for link in gap for i in link.source]
        extra = [j for link in gap for j in link.target]
        fits = len(lost) == len(extra) and all(
            _alike(sizes[0][i], sizes[1][j], FREE) for i, j in zip(lost, extra, strict=True)
        )
        if linked or not fits:
            out += gap
        else:
            out += [DocumentLink((i,), (j,), 0.0) for i, j in zip(lost, extra, strict=True)]
    return out


def _alike(one: float, other: float, share: float = LIKE) -> bool:
    return min(one, other) >= share * max(one, other)


@dataclass(frozen=True)
class _Pairing:
    read: Sequence[Evidence]
    texts: Sequence[str]
    """Of what was read, the sentences that are not too long."""
    sources: Sequence[Segment]
    links: Sequence[DocumentLink]
    sizes: Sizes
    text: str

    def paired(self) -> tuple[Evidence, ...]:
        starts = [0, *(m.end() for m in regex.finditer("\n", self.text))]
        behind = {j: link for link in self.links for j in link.target}
        place = self._places()
        missing: dict[int, list[SourceSentence]] = {}
        for i, after in place.items():
            missing.setdefault(after, []).append(
                self._sentence(i, starts, self._echo_of_source(i, after))
            )
        out = []
        for j, read in enumerate(self.read):
            one = read.segment
            link = behind[j]
            pairing = Pairing(
                tuple(self._sentence(i, starts) for i in link.source),
                len(link.target) > 1,
                tuple(missing.get(-1, ())) if j == 0 else (),
                tuple(missing.get(j, ())),
                0.0 if link.source else self._echo_of_target(j, behind),
            )
            # On newstest2013 the chrF of the way back falls from 49 to 29 where the source says twice as much, and
            # log P(source | text) from -2.6 to -4.7 a piece: every good half would look bad.
            source = one.source
            if source is None and not pairing.shared:
                source = pairing.text or None
            out.append(replace(read, segment=replace(one, source=source, pairing=pairing)))
        return tuple(out)

    def _places(self) -> dict[int, int]:
        """For each source sentence without a link, the target sentence after which it should stand; -1: the first."""
        last = {i: max(link.target) for link in self.links if link.target for i in link.source}
        out = {}
        after = -1
        for i in range(len(self.sources)):
            if i in last:
                after = last[i]
            else:
                out[i] = after
        return out

    def _sentence(self, i: int, starts: Sequence[int], echo: float = 0.0) -> SourceSentence:
        one = self.sources[i]
        start = one.place(Span(0, len(one.text))).start
        line = bisect.bisect_right(starts, start)
        codes = tuple(code.text for code in one.codes if code.style == QUOTED)
        return SourceSentence(one.text, line, start - starts[line - 1] + 1, echo, codes)

    def _texts(self, j: int) -> tuple[str, str]:
        """A sentence in both languages, if it was translated back."""
        return self.read[j].back or "", self.texts[j]

    @cached_property
    def _lone(self) -> tuple[list[int], list[int]]:
        """What is left over: source sentences, and target sentences."""
        return (
            [link.source[0] for link in self.links if not link.target],
            [link.target[0] for link in self.links if not link.source],
        )

    @cached_property
    def _lone_stems(self) -> tuple[Set[str], Set[str]]:
        """What the sentences that are left over say, on both sides."""
        sources, targets = self._lone
        return (
            _stems_of_all(self.sources[i].text for i in sources),
            _stems_of_all(text for j in targets for text in self._texts(j)),
        )

    @cached_property
    def _lone_sizes(self) -> tuple[list[float], list[float]]:
        """Sorted lengths of the source sentences that are left over, and of the target sentences left over without a
        back-translation.
        """
        sources, targets = self._lone
        return (
            sorted(self.sizes[0][i] for i in sources),
            sorted(self.sizes[1][j] for j in targets if not self.read[j].back),
        )

    def _echo_of_source(self, i: int, after: int) -> float:
        near = range(max(after - NEARBY + 1, 0), min(after + NEARBY + 1, len(self.read)))
        nearby_stems = _stems_of_all(text for j in near for text in self._texts(j))
        rival = _has_alike(self._lone_sizes[1], self.sizes[0][i])
        return max(
            _echo([self.sources[i].text], nearby_stems, self._lone_stems[1]), UNKNOWN * rival
        )

    def _echo_of_target(self, j: int, behind: Mapping[int, DocumentLink]) -> float:
        around = range(max(j - NEARBY, 0), min(j + NEARBY + 1, len(self.read)))
        partners = {i for k in around for i in behind[k].source}
        near = {k for i in partners for k in range(i - 1, i + 2) if 0 <= k < len(self.sources)}
        nearby_stems = _stems_of_all(self.sources[i].text for i in near)
        rival = not self.read[j].back and _has_alike(self._lone_sizes[0], self.sizes[1][j])
        return max(_echo(self._texts(j), nearby_stems, self._lone_stems[0]), UNKNOWN * rival)


def _has_alike(sizes: Sequence[float], one: float) -> bool:
    """Whether one of these sorted lengths is like this one."""
    at = bisect.bisect_left(sizes, LIKE * one)
    return at < len(sizes) and _alike(one, sizes[at])


def _echo(mine: Sequence[str], near: Set[str], lone: Set[str]) -> float:
    """The greater share (0..1) of one of these texts' longer words that begin as words of those do."""
    shares = [
        sum(stem in near or stem in lone for stem in stems) / len(stems)
        for text in mine
        if (stems := _stems(text))
    ]
    return max(shares, default=0.0)


def _stems_of_all(texts: Iterable[str]) -> set[str]:
    return set(itertools.chain.from_iterable(map(_stems, texts)))


def _stems(text: str) -> set[str]:
    """Numbers, and the beginnings of words of four letters and more: what endings leave alone."""
    words = _WORD.findall(text.casefold())
    return {word[:5] for word in words if len(word) > 3 or word[0].isdigit()}
