"""A text in an editor: which reader understands it, whether it is meant to be checked, and what it says.

Files that lie in a folder of the editor are treated as those that `checker check` finds there: what settings leave
out, and what is in another language, is left alone without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from checker.config import Config
from checker.disk.loading import MEGABYTE
from checker.errors import CheckerError
from checker.faults import contained
from checker.inputs.files import Input, is_meant, known_reader, language_at, reader_of
from checker.inputs.guard import guarded, left_out
from checker.inputs.sources import sources_of, with_original
from checker.plugins import readers
from checker.types import Document, Problem

READERS: Mapping[str, str] = {
    "plaintext": "text", "text": "text", "txt": "text", "mail": "text", "gitcommit": "text",
    "markdown": "markdown", "mdx": "mdx", "restructuredtext": "rst", "rst": "rst",
    "html": "html", "xhtml": "html",
    "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "tsv": "tsv",
    "yaml": "yaml", "properties": "properties", "java-properties": "properties", "jproperties": "properties",
    "po": "po", "gettext": "po", "xliff": "xliff", "tmx": "tmx", "fluent": "fluent", "ftl": "fluent",
    "srt": "subtitles", "subrip": "subtitles", "vtt": "subtitles", "webvtt": "subtitles",
}  # fmt: skip
"""Readers by the names that editors have for formats: for texts whose name has no ending that a reader knows."""


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text as an editor holds it. `path` is None for one that is no file yet; `name` says what it is called."""

    uri: str
    version: int | None
    language_id: str
    text: str
    path: Path | None = None

    @property
    def name(self) -> str:
        """The path, or the address of what has none."""
        return self.uri if self.path is None else str(self.path)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in a text: a document, or nothing that is to be checked; and what could not be read."""

    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    reader: str = ""


def opened(text: OpenText, top: Path, config: Config) -> Opened:
    """The document in a text below the folder `top`, with its source document where the settings know one."""
    config = replace(
        config, source=None
    )  # that is the source of one file, which the command line names
    chosen = _reader_name(text, config)
    if chosen is None or (text.path is not None and not is_meant(text.path, top, config)):
        return Opened()
    config = replace(config, input_format=chosen, lang=language_at(text.name, config))
    item = Input(text.name, text.path, named=False)
    if text.path is not None and left_out(item, config) is not None:
        return Opened()
    documents: list[Document] = []
    problems: list[Problem] = []
    try:
        with contained(text.name, verbose=config.verbose):
            for found in guarded(_document(text, config), item):
                if isinstance(found, Document):
                    problems += found.problems
                    documents.append(_with_source(found, item, config))
                elif isinstance(found, Problem):
                    problems.append(found)
    except CheckerError as error:
        problems.append(Problem(text.name, error.message, error.hint))
    return Opened(documents[0] if documents else None, tuple(problems), chosen)


def read_again(document: Document, reader: str, config: Config) -> Callable[[str], Document]:
    """What reads a changed text as this document was read. Raises CheckerError."""
    config = replace(config, lang=document.lang, pivot=document.pivot)

    def read(text: str) -> Document:
        with contained(document.path):
            data = text.encode("utf-8", "replace")
            return readers()[reader].read(document.path, data, config)

    return read


def _reader_name(text: OpenText, config: Config) -> str | None:
    """The reader of a text by name; None where no reader is meant to see it."""
    by_language = READERS.get(text.language_id)
    if text.path is None:
        return by_language
    name = text.path.name.lower()
    if config.input_format != "auto":
        fits = name.endswith(readers()[config.input_format].suffixes)
        return config.input_format if fits else None
    known = known_reader(name)
    return by_language if known is None else known.name


def _document(text: OpenText, config: Config) -> Document:
    # Half surrogate pairs are no text; each becomes one character, so that offsets stay.
    data = text.text.encode("utf-8", "replace")
    if len(data) > config.max_file_megabytes * MEGABYTE:
        return Document(text.name, text.text, (), config.lang, config.pivot)
    return reader_of(text.name, config).read(text.name, data, config)


def _with_source(document: Document, item: Input, config: Config) -> Document:
    if item.path is None:
        return document
    _items, sources = sources_of([item], config)
    return with_original(document, sources[item.name], config) if item.name in sources else document
