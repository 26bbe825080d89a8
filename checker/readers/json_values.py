"""The values of a JSON text, each under its keys, those that are texts with their places."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from checker.messages import _
from checker.readers import records
from checker.readers.gathered import DEEPEST

_DECODER = json.JSONDecoder(parse_constant=str)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a catalogue, the keys that lead to it, and where it stands if it is a text, with its source."""

    key: tuple[str, ...]
    value: Any
    anchors: tuple[tuple[int, int], ...] = ()
    source: str | None = None
    source_forms: tuple[str, ...] = ()


def values(text: str) -> list[Entry]:
    """All values of a JSON text under their keys. Raises ValueError and RecursionError."""
    end, entries = _walk(text, records.skip(text, 0), ())
    if records.skip(text, end) != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return entries


def _walk(text: str, at: int, key: tuple[str, ...]) -> tuple[int, list[Entry]]:
    """The values in the JSON value that begins at `at`, and where it ends. Raises ValueError.

    An array under `segments` is one value: it holds records, and no texts of a catalogue.
    """
    if len(key) > DEEPEST:
        raise ValueError(_("nested too deeply"))
    if text[at : at + 1] == "{":
        return _members(text, at, key)
    value, end = _DECODER.raw_decode(text, at)
    if isinstance(value, str):
        return end, [Entry(key, value, records.json_anchors(value, text, at + 1, end - 1))]
    if isinstance(value, list) and value and key != ("segments",):
        found: list[Entry] = []
        place = records.skip(text, at + 1)
        for number in range(len(value)):
            stop, inner = _walk(text, place, (*key, str(number)))
            found += inner
            place = records.skip(text, records.skip(text, stop) + 1)
        return end, found
    return end, [Entry(key, value)]


def _members(text: str, at: int, key: tuple[str, ...]) -> tuple[int, list[Entry]]:
    found: list[Entry] = []
    at = records.skip(text, at + 1)
    while text[at : at + 1] != "}":
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name", text, at)
        name, at = _DECODER.raw_decode(text, at)
        at = records.skip(text, at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
        at, inner = _walk(text, records.skip(text, at + 1), (*key, name))
        found += inner
        at = records.skip(text, at)
        if text[at : at + 1] == ",":
            at = records.skip(text, at + 1)
        elif text[at : at + 1] != "}":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    return at + 1, found
