"""Where a comment goes that switches a rule off for one finding, in each format that has such comments.

What is proposed has been read back: the text is the same to its reader, and the comment covers the finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from checker.errors import CheckerError
from checker.types import Block, Document, Finding, Span

Read = Callable[[str], Document]
"""Reads a text as the document that it is. Raises CheckerError."""

_CODES = re.compile(
    r"checker:\s*ignore\s*[=:]\s*(?P<codes>\w[\w,; ]*\w)|\"checker_ignore\"\s*:\s*\"(?P<field>[\w,; ]+)"
)
_ENTRY = re.compile(r"^(?:#[^\n]*\n)*(?:msgctxt .*\n(?:\".*\n)*)?msgid ", re.M)
_SECOND_XLIFF = re.compile(r"<xliff\b[^>]*\bversion\s*=\s*[\"']2")


@dataclass(frozen=True, slots=True)
class Insertion:
    """Text that goes between two characters."""

    at: int
    text: str

    def into(self, text: str) -> str:
        """The text with it."""
        return text[: self.at] + self.text + text[self.at :]


def ignoring(document: Document, finding: Finding, reader: str, read: Read) -> Insertion | None:
    """What switches the finding's rule off at its place in a text that `reader` reads; None where nothing can."""
    block = next((one for one in document.blocks if _holds(one, finding)), None)
    if block is None or reader not in _PLACES:
        return None
    for candidate in (
        *_longer(document.text, finding),
        *_PLACES[reader](document.text, block, finding),
    ):
        if _works(candidate, document, finding, read):
            return candidate
    return None


def _holds(block: Block, finding: Finding) -> bool:
    return (
        bool(block.text) and block.place(0) <= finding.start <= block.place(len(block.text) - 1) + 1
    )


def _works(candidate: Insertion, document: Document, finding: Finding, read: Read) -> bool:
    try:
        before, after = read(document.text), read(candidate.into(document.text))
    except CheckerError:
        return False
    shift = len(candidate.text) if candidate.at <= finding.start else 0
    place = Span(finding.start + shift, finding.end + shift)
    return _texts(before) == _texts(after) and any(
        finding.code in ignore.codes and ignore.span.overlaps(place) for ignore in after.ignores
    )


def _texts(document: Document) -> list[str]:
    return [" ".join(block.text.split()) for block in document.blocks]


def _longer(text: str, finding: Finding) -> Iterator[Insertion]:
    """A comment that is there already, with one code more: the last one before the finding, or the next behind it."""
    found = list(_CODES.finditer(text))
    before = [match for match in found if match.start() < finding.start][-1:]
    behind = [match for match in found if match.start() >= finding.end][:1]
    for match in (*before, *behind):
        yield Insertion(match.end("codes" if match["codes"] else "field"), f",{finding.code}")


def _comment(code: str) -> str:
    return f"<!-- checker: ignore={code} -->"


def _prose(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    """On a line of its own before the paragraph, where that begins its line; else behind the words, on their line."""
    start = block.place(0)
    line = _line_start(text, start)
    if not text[line:start].strip():
        yield Insertion(line, f"{text[line:start]}{_comment(finding.code)}{_line_end(text)}")
    last = block.place(len(block.text) - 1) + 1
    end = re.compile(r"[^\r\n]*").match(text, finding.start)
    yield Insertion(min(last, end.end() if end else last), f" {_comment(finding.code)}")


def _html(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    yield Insertion(block.place(len(block.text) - 1) + 1, _comment(finding.code))


def _po(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    starts = [match.start() for match in _ENTRY.finditer(text, 0, finding.start)]
    if starts:
        yield Insertion(starts[-1], f"# checker: ignore={finding.code}{_line_end(text)}")


def _xliff(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    note = f"<note>checker: ignore={finding.code}</note>"
    if not _SECOND_XLIFF.search(text):
        target = text.find("</target>", finding.end)
        if target >= 0:
            yield Insertion(target + len("</target>"), note)
        return
    units = [match.end() for match in re.finditer(r"<unit\b[^>]*>", text[: finding.start])]
    if units:
        notes = re.compile(r"\s*<notes\b[^>/]*>").match(text, units[-1])
        yield (
            Insertion(notes.end(), note)
            if notes
            else Insertion(units[-1], f"<notes>{note}</notes>")
        )


def _tmx(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    for tag in ("<seg", "<tuv"):
        starts = [m.start() for m in re.finditer(rf"{tag}\b", text[: finding.start])]
        if starts:
            yield Insertion(starts[-1], f"<note>checker: ignore={finding.code}</note>")


def _subtitles(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    if not text.lstrip("\ufeff").startswith("WEBVTT"):
        return
    blank = list(re.finditer(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)", text[: finding.start]))
    if blank:
        end = _line_end(text)
        yield Insertion(blank[-1].end(), f"NOTE checker: ignore={finding.code}{end}{end}")


def _jsonl(text: str, block: Block, finding: Finding) -> Iterator[Insertion]:
    start = text.find("{", _line_start(text, finding.start))
    if start >= 0:
        yield Insertion(start + 1, f'"checker_ignore": "{finding.code}", ')


_PLACES: Mapping[str, Callable[[str, Block, Finding], Iterator[Insertion]]] = {
    "text": _prose,
    "markdown": _prose,
    "html": _html,
    "po": _po,
    "xliff": _xliff,
    "tmx": _tmx,
    "subtitles": _subtitles,
    "jsonl": _jsonl,
}


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str) -> str:
    """The line end that the text uses."""
    found = re.search(r"\r\n|\n|\r", text)
    return found.group() if found else "\n"
