"""Java's `.properties`: the values under their keys, read by javaproperties, an entry at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode, utf16, without_halves
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, Document, Problem, Span

_LINE = regex.compile(
    r"(?:[ \t\f]*+[#!][^\r\n]*+ | [^\\\r\n]*+(?:\\(?:\r\n?|\n|[^\r\n]|\Z)[^\\\r\n]*+)*+) (?:\r\n?|\n|(?<=.)\Z)",
    regex.VERBOSE | regex.DOTALL,
)
"""A comment, or all lines of one entry."""
_CONTINUED = regex.compile(r"(?P<kept>\\[^\r\n])|\\(?:\r\n?|\n)[ \t\f]*+")
"""Where an entry goes on in the next line: javaproperties, joining lines, looks at the whole entry each time."""
_KEY = re.compile(r"[ \t\f]*(?:\\(?:\r\n?|\n|.)|[^\s:=\\])*[ \t\f]*[:=]?[ \t\f]*")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\(?:u[0-9a-fA-F]{4}|(?:\r\n?|\n)[ \t\f]*|.)|(?P<quote>'')|'(?!')"
)
_PATTERN = re.compile(r"\{\d{1,2}\s*[,}]")
"""An argument of MessageFormat, in whose texts an apostrophe is written twice."""
_OPEN_END = re.compile(r"(?<!\\)\\(?:\\\\)*\Z")
_LAST_COMMENT = re.compile(r"(?:\A|[\r\n])[ \t\f]*[#!][^\r\n]*\Z")
_DOUBLED = re.compile(r"\w''\w")
_SINGLE = re.compile(r"(?<!')'(?!')")
"""What tells a text whose apostrophes are doubled though it has no argument: programs format those too."""
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


@reader("properties", suffixes=(".properties",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Java properties: one segment a value; `\\uXXXX` is undone, and the doubled apostrophe of MessageFormat."""
    import javaproperties

    text, encoding = decode(data, path)
    blocks = []
    try:
        for line in _LINE.finditer(text):
            joined = _CONTINUED.sub(r"\g<kept>", line.group())
            blocks += [
                _block(text, Span(*line.span()), without_halves(item.key), item.value)
                for item in javaproperties.parse(joined)
                if isinstance(item, javaproperties.KeyValue)
            ]
    except (javaproperties.InvalidUEscapeError, ValueError) as error:
        raise BadInput(
            _("{path}: is not a properties file that can be read: {error}").format(
                path=path, error=error
            )
        ) from None
    return Document(
        path,
        text,
        tuple(blocks),
        config.lang,
        config.pivot,
        encoding=encoding,
        problems=tuple(_cut_off(path, text)),
    )


def _cut_off(path: str, text: str) -> Iterator[Problem]:
    """What is said of a file whose last entry should go on in a line that is not there, not even empty."""
    if _OPEN_END.search(text) and not _LAST_COMMENT.search(text):
        line = text.count("\n") + 1
        message = _("line {line}: the file ends within an entry that should go on: it was cut off.")
        yield Problem(path, message.format(line=line))


def _block(text: str, line: Span, key: str, value: str) -> Block:
    end = line.start + len(line.of(text).rstrip("\r\n"))
    match = _KEY.match(text, line.start, end)
    start = match.end() if match else line.start
    doubled = _PATTERN.search(value) is not None or (
        _DOUBLED.search(value) is not None and not _SINGLE.search(value)
    )

    def character(found: re.Match[str]) -> str:
        if found["quote"]:
            return "'" if doubled else "''"
        if found.group() == "'":
            return "'"
        body = found.group()[1:]
        if body[0] == "u" and len(body) > 4:
            return utf16(body)
        return "" if body[0] in "\r\n" else _ESCAPED.get(body, body)

    piece = Anchored()
    piece.unescaped(text, Span(start, end), _ESCAPE, character)
    return Block(
        piece.text, tuple(piece.anchors) or ((0, start),), id=key, whole=True, syntax=UNFLAGGED
    )
