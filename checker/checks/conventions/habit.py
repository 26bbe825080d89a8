"""Conventions that a document may keep or not, judged by the region that was named or by its own habit.

A named region (fr-FR) binds: every departure is reported. Without one (fr) a document may follow either
convention, and only what departs from its own habit is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.types import Case, Hit, Span


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a convention is kept or not."""

    case: Case
    span: Span
    kept: bool
    message: str
    fix: str


def judged(places: Sequence[Place], strict: bool) -> Iterator[Hit]:
    """All departures where the convention binds, else those of a document that mostly keeps it."""
    broken = [place for place in places if not place.kept]
    kept = len(places) - len(broken)
    if broken and (strict or kept >= 2 * len(broken)):
        for place in broken:
            yield Hit(place.case.segment.index, place.span, place.message, fix=place.fix)
