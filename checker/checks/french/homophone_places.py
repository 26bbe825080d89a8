"""A word that may be written for another that sounds alike, and the register of what may be meant by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checker.languages.morphology import Word

SINGULAR = {"il", "elle", "on"}
OPENERS = {"il", "elle", "on", "ils", "elles"}


@dataclass(frozen=True, slots=True)
class Place:
    """A word at items[at] that may be written for another, and its neighbours. There is always a word behind it."""

    items: tuple[Word, ...]
    at: int

    @property
    def word(self) -> Word:
        """The word."""
        return self.items[self.at]

    @property
    def after(self) -> Word:
        """The one behind it."""
        return self.items[self.at + 1]

    @property
    def left(self) -> Word | None:
        """The one before it; None where it begins the sentence."""
        return self.items[self.at - 1] if self.at else None

    @property
    def before(self) -> str:
        """The form of the word before, where that is a word by itself."""
        return self.left.form if self.left is not None and self.left.shape == "word" else ""

    @property
    def ahead(self) -> str:
        """The form of the word or mark before that."""
        return self.items[self.at - 2].form if self.at > 1 else ""

    def behind(self, steps: int) -> str:
        """The form `steps` words further on; empty beyond the end."""
        there = self.at + steps
        return self.items[there].form if there < len(self.items) else ""

    @property
    def alone(self) -> bool:
        """Whether the word is one by itself, not elided and not shouted."""
        return self.word.shape == "word" and not self.word.caps

    @property
    def among_words(self) -> bool:
        """Whether that, and another word stands behind it."""
        return self.alone and self.after.shape in ("word", "elided")

    def left_is_form_of(self, verb: str) -> bool:
        """Whether a finite form of this verb, no inverted one, stands before."""
        left = self.left
        return left is not None and left.shape == "word" and left.is_form_of(verb, "V")


Meant = Callable[[Place], str | None]
MEANT: dict[str, Meant] = {}
"""What may be meant by a word, by that word."""


def written(*forms: str) -> Callable[[Meant], Meant]:
    """Registers what may be meant by these words."""

    def add(meant: Meant) -> Meant:
        MEANT.update(dict.fromkeys(forms, meant))
        return meant

    return add
