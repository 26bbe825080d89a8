"""Which of many stretches of a file overlap a place: found by bisection, for files with thousands of both."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.types import Span


@dataclass(frozen=True)
class _Sorted:
    """Stretches by their starts, and how far those up to each of them reach."""

    starts: Sequence[int]
    furthest: Sequence[int]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> _Sorted:
        known = sorted(spans)
        ends = itertools.accumulate((span.end for span in known), max)
        return cls([span.start for span in known], list(ends))

    def shares(self, span: Span) -> bool:
        """Whether one has a character in common with `span`."""
        at = bisect.bisect_left(self.starts, span.end)
        return at > 0 and self.furthest[at - 1] > span.start

    def touches(self, span: Span) -> bool:
        """Whether one holds or borders on `span`."""
        at = bisect.bisect_right(self.starts, span.end)
        return at > 0 and self.furthest[at - 1] >= span.start


class Stretches:
    """Stretches of one file."""

    def __init__(self, spans: Iterable[Span]) -> None:
        known = list(spans)
        self._long = _Sorted.of(span for span in known if span.start < span.end)
        self._empty = _Sorted.of(span for span in known if span.start >= span.end)

    def overlap(self, span: Span) -> bool:
        """Whether any of them overlaps `span`, in the sense of `Span.overlaps`."""
        if span.start >= span.end:
            return self._long.touches(span) or self._empty.touches(span)
        return self._long.shares(span) or self._empty.touches(span)
