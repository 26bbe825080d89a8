"""Conventions that a document may keep or not, judged by the region that was named or by its own habit.

A named region (fr-FR) binds: every departure is reported. Without one (fr), what departs from the document's own
habit is; a document that is wrong throughout is reported once, since that is what machines write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.config import Config
from checker.messages import _
from checker.types import Case, Hit, Span


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a convention is kept or not."""

    case: Case
    span: Span
    kept: bool
    message: str
    fix: str


CONSISTENT = 3
"""Departures from which a document that does not keep a convention is told so."""


def asked_for(code: str, config: Config) -> bool:
    """Whether a rule was selected by its code or the beginning of it: then every place is wanted."""
    return any(code.startswith(wanted.upper()) for wanted in config.select)


def same_elsewhere(message: str, count: int, code: str) -> str:
    """A message about the first of several places, with their number, and how to see all."""
    return _(
        "{message} The same is true of {count} places in this document; `--select {code}` lists them."
    ).format(message=message, count=count, code=code)


def judged(places: Sequence[Place], strict: bool, code: str, config: Config) -> Iterator[Hit]:
    """All departures where the convention binds, where the document mostly keeps it, or where the rule was selected.

    A document that departs from it throughout is reported once, at the first place, with the number of places; no
    repair goes with that, since one place alone would only make the document inconsistent.
    """
    broken = [place for place in places if not place.kept]
    kept = len(places) - len(broken)
    if broken and (strict or kept >= 2 * len(broken) or asked_for(code, config)):
        for place in broken:
            yield Hit(place.case.segment.index, place.span, place.message, fix=place.fix)
    elif len(broken) >= CONSISTENT:
        first = broken[0]
        message = same_elsewhere(first.message, len(broken), code)
        yield Hit(first.case.segment.index, first.span, message, evidence={"places": len(broken)})
