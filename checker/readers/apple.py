"""Apple's `.strings`: pairs of quoted strings. No kept-up library says where they stand, and the grammar is small."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, Document, Problem, Span

_STRING = r'"(?:[^"\\]|\\.)*+"'
_ENTRY = re.compile(
    rf"(?P<key>{_STRING}|[\w.$/:-]+)\s*=\s*(?P<value>{_STRING}|[\w.$/:-]+)\s*;", re.DOTALL
)
_SKIPPED = re.compile(r"(?:\s+|/\*.*?\*/|//[^\r\n]*)+", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:U[0-9a-fA-F]{4}|[0-7]{3}|.)", re.DOTALL)
_NAME = re.compile(r"[\w-]+(?:[._][\w-]+)+(?:\s+%[\w@$.]+)+")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@reader("strings", suffixes=(".strings",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Apple strings: one segment a value. A key of several words is its source, as Xcode writes them."""
    text, encoding = decode(data, path)
    problems: list[Problem] = []
    blocks = tuple(_entries(path, text, problems))
    if not blocks and text.strip():
        raise BadInput(
            _('{path}: has no strings in Apple\'s format: "key" = "text";').format(path=path)
        )
    return Document(
        path,
        text,
        blocks,
        config.lang,
        config.pivot,
        encoding=encoding,
        problems=tuple(problems),
    )


def _entries(path: str, text: str, problems: list[Problem]) -> Iterator[Block]:
    at = 0
    while True:
        skipped = _SKIPPED.match(text, at)
        at = skipped.end() if skipped else at
        if at >= len(text):
            return
        entry = _ENTRY.match(text, at)
        if entry is None:
            line = text.count("\n", 0, at) + 1
            message = _("line {line}: this is not a pair of strings; the rest was not read.")
            problems.append(Problem(path, message.format(line=line)))
            return
        at = entry.end()
        key, value = _piece(text, *entry.span("key")), _piece(text, *entry.span("value"))
        yield Block(
            value.text,
            tuple(value.anchors) or ((0, entry.start("value") + 1),),
            id=key.text,
            source=key.text if " " in key.text and not is_name(key.text) else None,
            whole=True,
            syntax=UNFLAGGED,
        )


def is_name(key: str) -> bool:
    """Whether a key is no text but a name, and what is put into its text: `alert.title %@`."""
    return _NAME.fullmatch(key) is not None


def _piece(text: str, start: int, end: int) -> Anchored:
    piece = Anchored()
    if text[start] == '"':
        start, end = start + 1, end - 1
    piece.unescaped(text, Span(start, end), _ESCAPE, _character)
    return piece


def _character(match: re.Match[str]) -> str:
    body = match.group()[1:]
    if body[0] == "U" and len(body) == 5:
        return bytes.fromhex(body[1:]).decode("utf-16-be", "replace")
    return chr(int(body, 8)) if len(body) == 3 else _ESCAPED.get(body, body)
