"""Gettext catalogues written back with the findings as translators' comments.

A comment is what every editor of catalogues shows and what `msgmerge` keeps. The flag `fuzzy` would be too much:
it takes a translation out of the program, and an opinion must not do that.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Sequence

from checker.messages import _
from checker.plugins import annotator
from checker.reporters.edits import Edit, applied, explained
from checker.text.printable import shown
from checker.types import Document, DocumentResult, Finding, SegmentResult, Tool

MARK = "# (checker) "
"""What our comments begin with, as those of translate-toolkit's pofilter begin with `# (pofilter) `."""

_NOTE = re.compile(rf"^{re.escape(MARK)}.*(?:\r?\n|\Z)", re.MULTILINE)
_PLURAL = re.compile(r"[ \t]*msgstr(\[\d{1,2}\])")
_KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")
_KEYWORD = re.compile(rf"({'|'.join(_KEYWORDS)})(?:\[\d{{1,2}}\])?[ \t]*\"")
_HEADER = re.compile(r'[ \t]*msgid[ \t]*""[ \t]*\r?\n(?![ \t]*")')
_BEHIND = ("#.", "#:", "#,", "#|", "#=")
"""Comments that come after those of translators."""


@annotator("po", reads="po", mark=MARK)
def annotate(document: Document, result: DocumentResult, tool: Tool) -> str:
    """The catalogue with a comment `# (checker) …` for each finding; comments of an earlier run go."""
    lines = _Lines(document.text)
    edits = [Edit(*note.span()) for note in _NOTE.finditer(document.text)]
    header = next((at for at in lines.starts if _HEADER.match(document.text, at)), None)
    count = sum(len(segment.findings) for segment in result.segments)
    message = _("{tool}: findings in this file: {count}").format(
        tool=f"{tool.name} {tool.version}", count=count
    )
    place = 0 if header is None else lines.comments_of(header)
    edits.append(_note(document, lines, place, message))
    for segment in result.segments:
        for finding in segment.findings:
            place = lines.comments_of(lines.entry_of(finding.start))
            edits.append(_note(document, lines, place, _remark(document, lines, segment, finding)))
    return applied(document.text, edits)


def _remark(document: Document, lines: _Lines, segment: SegmentResult, finding: Finding) -> str:
    plural = _PLURAL.match(document.text, lines.keyword_of(finding.start))
    where = f"msgstr{plural[1]} " if plural else ""
    quoted = f" «{shown(finding.text)}»" if finding.text.strip() else ""
    return f"{where}[{finding.severity.value}]{quoted} {explained(segment, finding)}"


def _note(document: Document, lines: _Lines, place: int, text: str) -> Edit:
    # A catalogue in an old encoding may lack our quotation marks; its own characters it has.
    kept = text.encode(document.encoding, "replace").decode(document.encoding)
    return Edit(place, place, f"{MARK}{kept}{lines.ending}")


class _Lines:
    """The lines of a catalogue, to walk up and down in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.starts: Sequence[int] = [0, *(match.end() for match in re.finditer("\n", text))]
        self.ending = "\r\n" if "\r\n" in text[:1000] else "\n"

    def keyword_of(self, offset: int) -> int:
        """Where the line with the keyword of the string at `offset` begins."""
        return self.starts[self._up(self._number(offset), _KEYWORDS)]

    def entry_of(self, offset: int) -> int:
        """Where the first keyword of the entry stands, to which the string at `offset` belongs."""
        number = self._up(self._number(offset), ("msgid",))
        before = number - 1
        # The reader joins an entry over all lines but comments, those that it cannot make sense of too.
        while before >= 0 and self._keyword(before) is None and not self._comment(before):
            before -= 1
        found = before >= 0 and self._keyword(before) == "msgctxt"
        return self.starts[before if found else number]

    def comments_of(self, entry: int) -> int:
        """Where a translator's comment belongs: before the references and flags of the entry that begins here."""
        number = self._number(entry)
        while number and self._line(number - 1).startswith(_BEHIND):
            number -= 1
        return self.starts[number]

    def _up(self, number: int, keywords: Collection[str]) -> int:
        while number and self._keyword(number) not in keywords:
            number -= 1
        return number

    def _keyword(self, number: int) -> str | None:
        found = _KEYWORD.match(self._line(number))
        return None if found is None else found[1]

    def _comment(self, number: int) -> bool:
        return self._line(number).strip().startswith("#")

    def _number(self, offset: int) -> int:
        return bisect.bisect_right(self.starts, offset) - 1

    def _line(self, number: int) -> str:
        start = self.starts[number]
        return self._text[start : start + 80].lstrip(" \t")
