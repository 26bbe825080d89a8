"""Gettext catalogues (PO): the translations, with the messages they translate as source.

Catalogue libraries (polib, Babel) say at which line an entry begins, not where a character of a string
stands, so the strings are walked here; a test holds what is read against Babel's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers import ignores
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.readers.text_names import without_names
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, Document, Ignore, Problem, Span

_CHARSET = re.compile(rb"charset=([\w:.-]+)", re.IGNORECASE)
_REMARK = re.compile(rb"^# \(checker\) [^\n]*(?:\n|\Z)", re.MULTILINE)
"""A comment of ours of an earlier run."""
_KEYWORD = re.compile(r"[ \t]*(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,2})\])?[ \t]*(?=\")")
_ORDER = ("msgctxt", "msgid", "msgid_plural", "msgstr")
"""How the strings of an entry stand: one that belongs before those that are there begins the next."""
_STRING = re.compile(r'[ \t]*"((?:[^"\\\r\n]|\\.)*)"[ \t]*\r?$', re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]{2,3}(?:[_-][A-Za-z0-9]+)*)", re.MULTILINE)


@dataclass(slots=True)
class _Entry:
    line: int
    strings: dict[tuple[str, int], Anchored] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    def string(self, keyword: str, number: int = 0) -> str | None:
        """One of the entry's strings, `None` where it has none of that kind."""
        found = self.strings.get((keyword, number))
        return None if found is None else found.text


@reader("po", suffixes=(".po", ".pot"))
def read(path: str, data: bytes, config: Config) -> Document:
    """Gettext catalogue: one segment a translation, each plural form on its own.

    Fuzzy and obsolete translations are left out, because programs do not show them; a missing one is an empty text
    with the state `untranslated`, but for templates, in which all are missing. A translator's comment
    `# checker: ignore=FLU` switches rules off for its entry.
    """
    declared = _CHARSET.search(_REMARK.sub(b"", data)[:4096])
    charset = declared[1].decode("ascii") if declared else None
    text, encoding = decode(data, path, charset, _REMARK)
    problems: list[Problem] = []
    blocks: list[Block] = []
    found: list[Ignore] = []
    language = None
    entries = 0
    for entry in _entries(path, text, problems):
        entries += 1
        if entry.string("msgid") == "" and entry.string("msgctxt") is None:
            match = _LANGUAGE.search(entry.string("msgstr") or "")
            language = match[1].replace("_", "-") if match else None
        elif "fuzzy" not in entry.flags:
            made = list(_blocks(entry, language))
            blocks += made
            codes = ignores.note("\n".join(entry.notes))
            found += [ignore for block in made for ignore in ignores.of_block(block, codes)]
    if not any(block.text for block in blocks):
        blocks = []  # a template, or a catalogue that nobody has begun
    if not entries:
        raise BadInput(
            _("{path}: is not a gettext catalogue; there is no msgid in it.").format(path=path)
        )
    return Document(
        path,
        text,
        tuple(without_names(blocks)),
        config.lang,
        config.pivot,
        ignores=tuple(found),
        encoding=encoding,
        problems=tuple(problems),
    )


def _blocks(entry: _Entry, language: str | None) -> Iterator[Block]:
    singular, plural = entry.string("msgid") or "", entry.string("msgid_plural")
    for (keyword, number), piece in entry.strings.items():
        if keyword != "msgstr" or not piece.anchors:
            continue
        extra: dict[str, object] = {}
        if entry.places:
            extra["references"] = entry.places
        if entry.flags:
            extra["flags"] = sorted(entry.flags)
        if entry.string("msgctxt") is not None:
            extra["context"] = entry.string("msgctxt")
        if not piece.text:
            extra["state"] = "untranslated"
        yield Block(
            piece.text,
            tuple(piece.anchors),
            id=entry.string("msgctxt"),
            source=plural if number and plural is not None else singular,
            target_lang=language,
            extra=extra,
            whole=True,
            syntax=(*UNFLAGGED, *sorted(flag for flag in entry.flags if flag.endswith("-format"))),
            source_forms=() if plural is None else (singular, plural),
        )


def _entries(path: str, text: str, problems: list[Problem]) -> Iterator[_Entry]:
    """The entries of a catalogue in order, obsolete ones left out."""
    entry = _Entry(1)
    current: Anchored | None = None
    at, line = 0, 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line += 1
        raw = text[at:end].strip()
        if raw.startswith("#"):
            if entry.strings:
                yield entry
                entry = _Entry(line)
            current = None
            _comment(entry, raw)
        elif raw:
            keyword = _KEYWORD.match(text, at)
            start = at
            if keyword is not None:
                key = (keyword[1], int(keyword[2] or 0))
                behind = _ORDER[_ORDER.index(keyword[1]) + 1 :]
                if key in entry.strings or any(held in behind for held, _number in entry.strings):
                    yield entry
                    entry = _Entry(line)
                current = entry.strings.setdefault(key, Anchored())
                start = keyword.end()
            string = _STRING.match(text, start)
            if string is None or string.end() > end or current is None:
                message = _("line {line}: this is neither a keyword nor a string of a PO file.")
                problems.append(Problem(path, message.format(line=line)))
            else:
                _add(current, text, string.start(1), string.end(1))
        at = end + 1
    if entry.strings:
        yield entry


def _comment(entry: _Entry, raw: str) -> None:
    if raw.startswith("#,"):
        entry.flags.update(flag.strip() for flag in raw[2:].split(","))
    elif raw.startswith("#:"):
        entry.places += raw[2:].split()
    elif not raw.startswith(("#~", "#|", "#.")):
        entry.notes.append(raw[1:])


def _add(piece: Anchored, text: str, start: int, end: int) -> None:
    """Append the string between two quotation marks of the file, its escapes undone."""
    if not piece.anchors:
        piece.anchors.append((0, start))
        piece.expected = start
    piece.unescaped(text, Span(start, end), _ESCAPE, _character)


def _character(match: re.Match[str]) -> str:
    body = match.group()[1:]
    if body[0] in "01234567":
        return chr(int(body, 8) % 256)
    if body[0] == "x" and len(body) > 1:
        return chr(int(body[1:], 16))
    return _ESCAPED.get(body, body)
