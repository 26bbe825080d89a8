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

from checker.languages.morphology import Word

Place = TypeVar("Place")

ALL: list[Exceptions[Any]] = []
"""The exceptions of all rules that are loaded."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words side by side, the first at items[at]: a place that many rules are about."""

    items: tuple[Word, ...]
    at: int

    @property
    def first(self) -> Word:
        """The first of them."""
        return self.items[self.at]

    @property
    def second(self) -> Word:
        """The second."""
        return self.items[self.at + 1]

    @property
    def before(self) -> Word | None:
        """The word before both; None where they begin the sentence."""
        return self.items[self.at - 1] if self.at else None

    @property
    def behind(self) -> Word | None:
        """The word behind both; None where they end it."""
        return self.items[self.at + 2] if self.at + 2 < len(self.items) else None


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
