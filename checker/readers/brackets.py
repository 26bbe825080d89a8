"""Which bracket closes which in a paragraph of Markdown, each found once.

markdown-it looks from every `[` for its `]`, to the end of the paragraph where there is none: a square of steps. Here
one walk answers for all brackets that it passes.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

NOT_CLOSED = -1


class Brackets:
    """In the place of markdown-it's `parseLinkLabel`, with the same answers; one for each parser."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[StateInline, dict[tuple[int, int, bool], int]] = (
            WeakKeyDictionary()
        )

    def closing(self, state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
        """Where the `[` at `start` is closed; -1 where it is not, or, with `disableNested`, not before a link."""
        known = self._known.setdefault(state, {})
        end = state.posMax
        if (start, end, disableNested) not in known:
            before = state.pos
            self._walk(state, start, disableNested, known)
            state.pos = before
        return known[start, end, disableNested]

    def _walk(
        self, state: StateInline, start: int, alone: bool, known: dict[tuple[int, int, bool], int]
    ) -> None:
        opened, end = [start], state.posMax
        state.pos = start + 1
        while opened and state.pos < end:
            at = state.pos
            if state.src[at] == "]":
                known[opened.pop(), end, alone] = at
                state.pos = at + 1
                continue
            inner = known.get((at, end, alone)) if state.src[at] == "[" else None
            state.md.inline.skipToken(state)
            if state.src[at] != "[":
                continue
            if state.pos != at + 1:  # a link
                if alone:
                    break
            elif inner is None:
                opened.append(at)
            elif inner == NOT_CLOSED:
                break
            else:
                state.pos = inner + 1
        for at in opened:
            known[at, end, alone] = NOT_CLOSED


def helpers() -> SimpleNamespace:
    """The helpers of a markdown-it parser, with brackets that are found once."""
    from markdown_it import helpers as theirs

    return SimpleNamespace(
        parseLinkDestination=theirs.parseLinkDestination,
        parseLinkTitle=theirs.parseLinkTitle,
        parseLinkLabel=Brackets().closing,
    )
