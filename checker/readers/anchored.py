"""Text put together from pieces of a file, with the anchors that lead back to where each piece stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from checker.text.inline_codes import FILLER, QUOTED
from checker.types import CodeKind, InlineCode, Span

__all__ = ["FILLER", "Anchored", "prose", "trimmed"]

_NAME = re.compile(r"(?=[^\w]*\w)[\w.+/@:-]{1,40}")


def prose(code: str) -> str:
    """Code inside a sentence as a reader speaks it: a name stays, anything else becomes the filler."""
    return code if _NAME.fullmatch(code) else FILLER


@dataclass(slots=True)
class Anchored:
    """Gathers the text of one block. Offsets into the file must not fall from one piece to the next."""

    parts: list[str] = field(default_factory=list)
    anchors: list[tuple[int, int]] = field(default_factory=list)
    codes: list[InlineCode] = field(default_factory=list)
    length: int = 0
    expected: int = -1

    def add(self, text: str, at: int, width: int | None = None) -> None:
        """Append `text`, which stands at offset `at` of the file and takes `width` characters there.

        `width` differs from the length of the text where the file has an escape: `&eacute;` for one letter.
        """
        if not text:
            return
        if at != self.expected:
            self.anchors.append((self.length, at))
        self.parts.append(text)
        if width is not None and width != len(text):
            # All characters of an expansion stand at the start of their escape.
            self.anchors += [(self.length + i, at) for i in range(1, len(text))]
            self.expected = -1
        else:
            self.expected = at + len(text)
        self.length += len(text)

    def quoted(self, code: str, begun: int) -> None:
        """Note that what was added from length `begun` on stands for a piece of code."""
        span = Span(begun, self.length)
        self.codes.append(InlineCode(CodeKind.SYNTAX, code, span, code, QUOTED))

    def unescaped(
        self,
        text: str,
        span: Span,
        escape: re.Pattern[str],
        decode: Callable[[re.Match[str]], str],
    ) -> None:
        """Append what stands in `span` of the file, with what `decode` makes of each match of `escape`."""
        at = span.start
        for match in escape.finditer(text, span.start, span.end):
            self.add(text[at : match.start()], at)
            self.add(decode(match), match.start(), len(match.group()))
            at = match.end()
        self.add(text[at : span.end], at)

    def space(self, at: int) -> None:
        """Append one space for the white space at offset `at`, unless the text is empty or ends with one."""
        if self.parts and not self.parts[-1][-1].isspace():
            self.add(" ", at)

    def tail(self, length: int) -> str:
        """The last characters of the text, at most `length`, without joining all of it."""
        found = ""
        for part in reversed(self.parts):
            if len(found) >= length:
                break
            found = part + found
        return found[-length:]

    def without(self, length: int) -> None:
        """Take back the pieces that were added from this length on."""
        while self.length > length:
            self.length -= len(self.parts.pop())
        while self.anchors and self.anchors[-1][0] >= length:
            self.anchors.pop()
        while self.codes and self.codes[-1].span.start >= length:
            self.codes.pop()
        self.expected = -1

    @property
    def text(self) -> str:
        """What was gathered so far."""
        return "".join(self.parts)

    def placed(self) -> tuple[InlineCode, ...]:
        """The codes, where they stand in the trimmed text."""
        if not self.codes:
            return ()
        text = self.text
        cut = len(text) - len(text.lstrip())
        return tuple(
            replace(code, span=Span(code.span.start - cut, code.span.end - cut))
            for code in self.codes
        )

    def trimmed(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text without white space at its ends, and its anchors."""
        return trimmed(self.text, self.anchors)


def trimmed(text: str, anchors: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without white space at its ends, and the anchors that then lead back to the file."""
    cut = len(text) - len(text.lstrip())
    kept = text.strip()
    before = [anchor for anchor in anchors if anchor[0] <= cut]
    first = (0, before[-1][1] + cut - before[-1][0]) if before else (0, 0)
    rest = [(mine - cut, file) for mine, file in anchors if cut < mine < cut + len(kept)]
    return kept, (first, *rest)
