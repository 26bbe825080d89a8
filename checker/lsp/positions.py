"""Offsets in code points, as checker counts, and lines and characters, as an editor counts them.

An editor counts the characters of a line in code units of an encoding (UTF-16, unless it says otherwise), and knows
three line ends only. `str.splitlines` knows ten more, so the lines of the protocol's library are not the editor's.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from lsprotocol import types

_LINE_END = re.compile(r"\r\n|\n|\r")


_WIDTH: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 1 + (char > "\uffff"),
    "utf-32": lambda char: 1,
}
"""How many code units a character has, by encoding."""


class Positions:
    """The places of one text, as an editor counts them in `encoding`: utf-8, utf-16 or utf-32."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._width = _WIDTH[encoding]
        self._counted: dict[int, Sequence[int]] = {}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def _line(self, number: int) -> str:
        """A line without its end."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")

    def _units(self, number: int) -> Sequence[int]:
        """How many units stand before each character of a line, and in all of it, its end among them.

        Counted once: a line may hold thousands of findings.
        """
        if number not in self._counted:
            stop = self._starts[number + 1] if number + 1 < len(self._starts) else None
            whole = self.text[self._starts[number] : stop]
            self._counted[number] = (
                range(len(whole) + 1)
                if whole.isascii()
                else list(itertools.accumulate(map(self._width, whole), initial=0))
            )
        return self._counted[number]

    def position(self, offset: int) -> types.Position:
        """Where the character at an offset stands; one beyond the text is its end."""
        line = bisect.bisect_right(self._starts, offset) - 1
        units = self._units(line)
        return types.Position(line, units[min(offset - self._starts[line], len(units) - 1)])

    def offset(self, position: types.Position) -> int:
        """The offset of a position: past the end of a line it is that end, past the last line the end of the text.

        One in the middle of a character is where that character begins.
        """
        if position.line >= len(self._starts):
            return len(self.text)
        last = len(self._line(position.line)) + 1
        at = bisect.bisect_right(self._units(position.line), position.character, 0, last)
        return self._starts[position.line] + at - 1

    def range(self, start: int, end: int) -> types.Range:
        """The stretch between two offsets."""
        return types.Range(self.position(start), self.position(end))

    def line(self, number: int) -> types.Range:
        """A whole line, 1-based, without its end; of lines that are not there the last."""
        at = min(max(number, 1), len(self._starts)) - 1
        start = self._starts[at]
        return self.range(start, start + len(self._line(at)))


def changed(text: str, change: types.TextDocumentContentChangeEvent, encoding: str) -> str:
    """A text after a change that an editor reports: of a stretch, or of the whole."""
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return change.text
    places = Positions(text, encoding)
    start, end = places.offset(change.range.start), places.offset(change.range.end)
    return text[:start] + change.text + text[end:]
