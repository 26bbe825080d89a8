"""Reads real files and cuts every word and every finding out of them: the table of docs/formats.md.

Usage: python docs/formats.py FILE[:FIELD[:LANGUAGE]] ... (FIELD: which field of a record holds the text)

A place is right where the characters that it names in the decoded file are the word, once the format's own writing
(escapes, tags, line breaks inside a sentence) is undone. How many stand there letter for letter is counted apart.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from checker.config import Config, Fields
from checker.inputs.files import Input, open_document, reader_of
from checker.pipeline import run
from checker.text.segment import segment, words
from checker.types import Document, Span

_TAG = re.compile(r"<[^<>]*>|\{\\[^}]*\}")


def _markup(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _catalogue(text: str) -> str:
    joined = re.sub(r'"\s*\n\s*"', "", text)
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), joined)


def _markdown(text: str) -> str:
    shown = re.sub(
        r"\[([^][]*)\](?:\([^()]*\)|\[[^][]*\])?|\](?:\([^()]*\)|\[[^][]*\])", r"\1", text
    )
    return re.sub(r"\\(?=\W)|[*`]", "", _markup(shown))


def _json(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        return str(json.loads(f'"{match[0]}"'))

    return re.sub(r'(?:\\u[0-9a-fA-F]{4})+|\\["\\/bfnrt]', char, text)


def _escapes(text: str) -> str:
    """What a backslash writes in properties, strings and resources of programs."""
    found = re.sub(r"\\\r?\n[ \t]*", "", text)
    found = re.sub(r"\\[uU]([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), found)
    found = re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), found)
    return found.replace("''", "'")


def _resource(text: str) -> str:
    return _escapes(html.unescape(text))


UNDO: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("html", "xliff", "tmx", "subtitles"), _markup),
    **dict.fromkeys(("android", "resx", "qt", "stringsdict"), _resource),
    **dict.fromkeys(("properties", "strings", "yaml"), _escapes),
    **dict.fromkeys(("markdown", "mdx"), _markdown),
    "json": _json,
    "po": _catalogue,
    "jsonl": _json,
    "csv": lambda text: text.replace('""', '"'),
}


def measure(argument: str) -> str:
    """One row of the table: reader, file, blocks, words, those that stand letter for letter, findings, wrong places."""
    path, field, language, *_rest = *argument.split(":"), "", ""
    file = Path(path)
    config = Config(
        lang=language or "fr",
        tier="fast",
        select=("ALL",),
        fields=Fields(target=field) if field else Fields(),
    )
    document = open_document(Input(file.name, file), config)
    reader = reader_of(file.name, config).name
    undo = UNDO.get(reader, str)
    spans = [
        (item.place(word), word.of(item.text))
        for item in segment(document)
        for word in words(item.text)
    ]
    (result,) = run(config, [document]).documents
    found = [
        (Span(one.start, one.end), one.text) for part in result.segments for one in part.findings
    ]
    exact = sum(span.of(document.text) == text for span, text in spans)
    wrong = sum(not _same(document, span, text, undo) for span, text in spans + found)
    cells = (reader, file.name, len(document.blocks), len(spans), exact, len(found), wrong)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _same(document: Document, span: Span, text: str, undo: Callable[[str], str]) -> bool:
    there = undo(span.of(document.text))
    if there == text:
        return True
    if "\ufffc" in text or not text:
        return True  # it stands for a tag or for a place where something is missing
    # An escape begins where its character stands: what follows belongs to it.
    longer = undo(document.text[span.start : span.end + 12])
    plain = "".join(text.split())
    return plain in ("".join(there.split()), "".join(longer.split())[: len(plain)])


if __name__ == "__main__":
    print("| reader | file | blocks | words | letter for letter | findings | wrong places |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for argument in sys.argv[1:]:
        print(measure(argument))
