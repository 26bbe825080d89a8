"""Named exceptions: places that look like a fault but are correct, each with the example that it is for.

    excused = Exceptions[Pair]("FLU201")

    @excused.when("un mille marin")
    def _numeral_is_the_noun(pair: Pair) -> bool: ...

A rule looks for its fault first, and is silent where `excused(place)`. Each example stands in the rule's case file,
and a test takes every exception away in turn: a row must turn red, or nobody needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Place = TypeVar("Place")

ALL: list[Exceptions[Any]] = []
"""The exceptions of all rules that are loaded."""


@dataclass(frozen=True, slots=True)
class Named(Generic[Place]):
    """One exception: what it is for, and whether a place is such a one."""

    example: str
    holds: Callable[[Place], bool]


class Exceptions(Generic[Place]):
    """The exceptions of one rule by name, in the order in which they are tried."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.named: dict[str, Named[Place]] = {}
        ALL.append(self)

    def when(self, example: str) -> Callable[[Callable[[Place], bool]], Callable[[Place], bool]]:
        """Adds a function under its name, with the text that it is for."""

        def add(holds: Callable[[Place], bool]) -> Callable[[Place], bool]:
            self.named[holds.__name__.lstrip("_")] = Named(example, holds)
            return holds

        return add

    def __call__(self, place: Place) -> bool:
        """Whether any exception holds at a place."""
        return any(one.holds(place) for one in self.named.values())
