"""Records in JSON: one object a line (JSONL), or an array of objects; one segment a record.

Fields are named by `config.fields`; what else a record holds passes through to the report.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from checker.config import Config
from checker.disk.loading import MEGABYTE, limited, lines
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.readers.fields import flat, resolved
from checker.readers.gathered import RECORDS, Gathered
from checker.types import Before, Document

_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u.{4}|.)")
_LONE = re.compile(
    r"\\(?:(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?P<lone>u[dD][89a-fA-F]..)|.)"
)
_SAMPLE = 200_000
"""Bytes by which the encoding of a file is known that is read in parts."""
_DECODER = json.JSONDecoder(parse_constant=str)


def read_parts(path: str, file: BinaryIO, config: Config) -> Iterator[Document]:
    """One JSON object a line, RECORDS of them a document; as one where they name documents, or are not in UTF-8.

    Which field is a source is decided for each part. Raises OSError for what is larger than the settings allow: a
    line, or the file where it is read as one.
    """
    largest = config.max_file_megabytes * MEGABYTE
    sample = file.read(_SAMPLE)
    marked = sample.startswith(codecs.BOM_UTF8)
    file.seek(0)
    if not _is_utf8(sample):
        yield read_lines(path, limited(file.read(largest + 1), largest), config)
        return
    file.seek(len(codecs.BOM_UTF8) if marked else 0)
    encoding = "utf-8-sig" if marked else "utf-8"
    gathered, texts, at, line = Gathered(path, config), list[str](), 0, 0
    for raw in lines(file, largest):
        text = _mended(raw.decode("utf-8", "replace"))
        line += 1
        if text.strip():
            _line(gathered, text.removesuffix("\n"), at, line)
        texts.append(text)
        at += len(text)
        if len(gathered.blocks) < RECORDS:
            continue
        if not gathered.before.segments and any(
            b.article[:2] != (None, None) for b in gathered.blocks
        ):
            file.seek(0)
            yield read_lines(path, limited(file.read(largest + 1), largest), config)
            return
        yield gathered.document("".join(texts), encoding, more=True)
        before = Before(at, line, gathered.before.segments + len(gathered.blocks))
        gathered, texts = Gathered(path, config, before, broken=gathered.broken), []
    if texts or not gathered.before.segments:
        yield gathered.document("".join(texts), encoding)


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # a character may be cut at its end
    except UnicodeDecodeError:
        return False
    return b"\0" not in sample


@reader("jsonl", suffixes=(".jsonl", ".ndjson"), parts=read_parts)
def read_lines(path: str, data: bytes, config: Config) -> Document:
    """One JSON object a line; a line that is not one is reported, and the rest is read."""
    text, encoding = decoded(data, path)
    gathered = Gathered(path, config)
    at, line = 0, 1
    while at < len(text):
        # Only \n ends a record: JSON strings may hold U+2028 and its like.
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        raw = text[at:end]
        if raw.strip():
            _line(gathered, raw, at, line)
        at, line = end + 1, line + 1
    return gathered.document(text, encoding)


def _line(gathered: Gathered, raw: str, at: int, line: int) -> None:
    try:
        start = skip(raw, 0)
        if raw[start] != "{":
            gathered.problem(line, _("this is not a JSON object"))
            return
        fields, end = _object(raw, start)
        if skip(raw, end) != len(raw):
            gathered.problem(line, _("there is something after the JSON object"))
            return
    except (ValueError, RecursionError) as error:
        gathered.problem(line, _broken(error))
        return
    _take(gathered, raw, fields, at, line)


def read_array(path: str, text: str, encoding: str, config: Config) -> Document:
    """A JSON array of objects, or an object with such an array under `segments`. Raises BadInput."""
    gathered = Gathered(path, config)
    line, counted = 1, 0
    try:
        for start, _end in _records(text):
            line += text.count("\n", counted, start)
            counted = start
            if text[start] == "{":
                fields, _ignored = _object(text, start)
                _take(gathered, text, fields, 0, line)
            else:
                gathered.problem(line, _("this is not a JSON object"))
    except (ValueError, RecursionError) as error:
        hint = _("The file should hold a list of records: [{{“source”: …, “target”: …}}, …].")
        raise not_json(path, error, hint.format()) from None
    return gathered.document(text, encoding)


def not_json(path: str, error: Exception, hint: str | None = None) -> BadInput:
    """What is said of a JSON file that is broken."""
    if isinstance(error, json.JSONDecodeError):
        message = _("{path}: line {line}: {error}")
        said = message.format(path=path, line=error.lineno, error=_broken(error))
        return BadInput(said, hint)
    return BadInput(
        _("{path}: is not correct JSON: {error}").format(path=path, error=_broken(error)), hint
    )


def _records(text: str) -> Iterator[tuple[int, int]]:
    """Where the elements of the array of records start and end. Raises ValueError."""
    at = skip(text, 0)
    if text[at : at + 1] == "{":
        fields, end = _object(text, at)
        if not isinstance(fields.get("segments", (None,))[0], list):
            raise ValueError(_("there is no list of records in it"))
        at = fields["segments"][1]
    elif text[at : at + 1] == "[":
        end = -1
    else:
        raise ValueError(_("there is no list of records in it"))
    at = skip(text, at + 1)
    while text[at : at + 1] != "]":
        __, stop = _DECODER.raw_decode(text, at)
        yield at, stop
        at = skip(text, stop)
        if text[at : at + 1] == ",":
            at = skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    if skip(text, at + 1 if end < 0 else end) != len(text):
        raise json.JSONDecodeError("Extra data", text, at + 1)


def _take(
    gathered: Gathered, raw: str, fields: Mapping[str, tuple[Any, int, int]], at: int, line: int
) -> None:
    def members(field: tuple[Any, int, int]) -> Mapping[str, tuple[Any, int, int]] | None:
        return _object(raw, field[1])[0] if isinstance(field[0], dict) else None

    placed = flat(fields, gathered.config.fields, members)
    values = {key: value for key, (value, *_rest) in placed.items()}
    if not resolved(list(values), gathered.config):
        placed, values = fields, {key: value for key, (value, *_rest) in fields.items()}

    def anchors(name: str) -> tuple[tuple[int, int], ...]:
        value, start, end = placed[name]
        return json_anchors(value or "", raw, start + 1, end - 1, at)

    gathered.record(values, line, anchors)


def _object(text: str, at: int) -> tuple[dict[str, tuple[Any, int, int]], int]:
    """The members of the object at `at`, each with where its value starts and ends, and where the object ends.

    The standard decoder reads keys and values; only the punctuation between them is walked here, because no
    JSON library says where a value stands. Raises ValueError or RecursionError.
    """
    members: dict[str, tuple[Any, int, int]] = {}
    at = skip(text, at + 1)
    if text[at : at + 1] == "}":
        return members, at + 1
    while True:
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name", text, at)
        key, at = _DECODER.raw_decode(text, at)
        at = skip(text, at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
        start = skip(text, at + 1)
        value, at = _DECODER.raw_decode(text, start)
        members[key] = (value, start, at)
        at = skip(text, at)
        if text[at : at + 1] == "}":
            return members, at + 1
        if text[at : at + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = skip(text, at + 1)


def decoded(data: bytes, path: str) -> tuple[str, str]:
    """The text of a file, the escapes of half surrogate pairs, which no output can hold, turned into U+FFFD's."""
    text, encoding = decode(data, path)
    return _mended(text), encoding


def _mended(text: str) -> str:
    if "\\ud" in text or "\\uD" in text:
        return _LONE.sub(lambda match: "\\ufffd" if match["lone"] else match.group(), text)
    return text


def skip(text: str, at: int) -> int:
    """Where white space that begins at `at` ends."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def json_anchors(
    value: str, raw: str, start: int, end: int, shift: int = 0
) -> tuple[tuple[int, int], ...]:
    """Anchors of a decoded string that stands, escapes and all, at `raw[start:end]`."""
    if end - start == len(value):
        return ((0, start + shift),)
    piece = Anchored()
    at = start
    for match in _ESCAPE.finditer(raw, start, end):
        piece.add(raw[at : match.start()], at + shift)
        piece.add("\ufffd", match.start() + shift, len(match.group()))
        at = match.end()
    piece.add(raw[at:end], at + shift)
    return tuple(piece.anchors) or ((0, start + shift),)


def _broken(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return _("not correct JSON at character {column} ({error})").format(
            column=error.colno, error=error.msg
        )
    if isinstance(error, RecursionError):
        return _("nested too deeply")
    return str(error)
