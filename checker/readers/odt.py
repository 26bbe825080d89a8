"""OpenDocument texts: the paragraphs of the body, then of headers, footers and what stands in frames and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.archives import Archive, Piece, damaged, described, document, joined
from checker.types import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE, _OFFICE = f"{_NAMES}text:1.0}}", f"{_NAMES}style:1.0}}", f"{_NAMES}office:1.0}}"
_FO = f"{_NAMES}xsl-fo-compatible:1.0}}"
_MANIFEST = "META-INF/manifest.xml"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_COUNT = re.compile(r"[0-9]{1,9}")
"""How many spaces an element stands for, where that is a number of spaces."""
_BREAKS = (f"{_TEXT}tab", f"{_TEXT}line-break")
_PICTURES = tuple(f"{_NAMES}svg-compatible:1.0}}{name}" for name in ("title", "desc"))
"""What a frame shows, in words."""
_STORIES = tuple(f"{_STYLE}{name}" for name in ("header", "header-left", "footer", "footer-left"))
_SKIPPED = frozenset(
    [
        f"{_TEXT}tracked-changes",  # what was deleted
        f"{_TEXT}table-of-content",
        f"{_TEXT}alphabetical-index",
        f"{_TEXT}note-citation",
        f"{_TEXT}ruby-text",
        f"{_OFFICE}annotation",
        f"{_OFFICE}annotation-end",
        f"{_OFFICE}forms",
        f"{_NAMES}drawing:1.0}}object",
    ]
)


@reader("odt", suffixes=(".odt",))
def read(path: str, data: bytes, config: Config) -> Document:
    """OpenDocument text: paragraphs, cells, headers and notes, read as if every tracked change were accepted.

    What frames show in words (alternative texts) is read as well.

    A run whose style is in another language becomes one U+FFFC, unless most of the document is marked so.
    """
    try:
        archive = Archive(path, data)
        if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
            hint = _("Take the password off and save it again.")
            raise BadInput(_("{path}: is encrypted.").format(path=path), hint)
        content = archive.xml("content.xml")
        styles = archive.xml("styles.xml") if "styles.xml" in archive.names else content
        languages = {**_languages(styles), **_languages(content)}
        stories = [content.find(f"{_OFFICE}body"), *styles.iter(*_STORIES)]
        found = [
            list(pieces)
            for story in stories
            if story is not None
            for pieces in _paragraphs(story, languages)
        ]
    except (BadInput, MemoryError):
        raise
    except Exception as error:  # zip, XML and damage raise whatever they meet
        hint = _("Open it in a word processor and save it again as .odt.")
        raise damaged(path, error, hint) from None
    lines = (line.strip() for line in joined(found, config.lang))
    return document(path, lines, config, "odt")


def _languages(root: _Element) -> dict[str, str]:
    """The language of each style that names one."""
    found = {}
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}text-properties")
        lang = None if properties is None else properties.get(f"{_FO}language")
        if lang and lang not in ("none", "zxx"):
            found[str(style.get(f"{_STYLE}name"))] = str(lang)
    return found


def _paragraphs(element: _Element, languages: Mapping[str, str]) -> Iterator[list[Piece]]:
    """The pieces of each paragraph, in the order of the file; one inside another comes after it."""
    for item in element:
        if item.tag in _PARAGRAPHS:
            inner: list[_Element] = []
            yield list(_pieces(item, inner, languages, _lang(item, languages, "")))
            for nested in inner:
                yield from _paragraphs(nested, languages)
        elif item.tag in _PICTURES:
            yield from described(_squeezed(item.text))
        elif item.tag not in _SKIPPED:
            yield from _paragraphs(item, languages)


def _pieces(
    element: _Element, inner: list[_Element], languages: Mapping[str, str], lang: str
) -> Iterator[Piece]:
    yield Piece(_squeezed(element.text), lang)
    for item in element:
        if item.tag == f"{_TEXT}s":
            count = item.get(f"{_TEXT}c") or ""
            yield Piece(" " * min(int(count) if _COUNT.fullmatch(count) else 1, 100), lang)
        elif item.tag in _BREAKS:
            yield Piece(" ", lang)
        elif item.tag in (f"{_TEXT}note", f"{_NAMES}drawing:1.0}}frame"):
            inner.append(item)
        elif isinstance(item.tag, str) and item.tag not in _SKIPPED:
            yield from _pieces(item, inner, languages, _lang(item, languages, lang))
        yield Piece(_squeezed(item.tail), lang)


def _lang(element: _Element, languages: Mapping[str, str], around: str) -> str:
    return languages.get(str(element.get(f"{_TEXT}style-name")), around)


def _squeezed(text: str | None) -> str:
    """White space as the format reads it: any run of it is one space."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
