"""PowerPoint presentations: the paragraphs of the slides in their order, each followed by those of its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.archives import Archive, Piece, damaged, described, document, joined
from checker.types import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PRESENTATION = "ppt/presentation.xml"


@reader("pptx", suffixes=(".pptx",))
def read(path: str, data: bytes, config: Config) -> Document:
    """PowerPoint: paragraphs of slides, tables and notes, alternative texts; masters and charts are left out.

    A run that is marked as another language's becomes one U+FFFC, unless most of the presentation is marked so.
    """
    try:
        archive = Archive(path, data)
        found = [pieces for name in _parts(archive) for pieces in _paragraphs(archive.xml(name))]
    except (BadInput, MemoryError):
        raise
    except Exception as error:  # zip, XML and damage raise whatever they meet
        hint = _("Open it in a presentation program and save it again as .pptx.")
        raise damaged(path, error, hint) from None
    return document(path, joined(found, config.lang), config, "pptx")


def _parts(archive: Archive) -> Iterator[str]:
    """The slides as they are shown, each once and followed by its notes."""
    slides = archive.related(_PRESENTATION)
    order = archive.xml(_PRESENTATION).iter(f"{_SLIDES}sldId")
    for name in dict.fromkeys(slides.get(str(slide.get(_ID))) for slide in order):
        if name in archive.names:
            yield str(name)
            related = archive.related(str(name)).values()
            yield from (part for part in related if re.search(r"/notesSlides/[^/]+\.xml$", part))


def _paragraphs(element: _Element) -> Iterator[list[Piece]]:
    """The pieces of each paragraph below an element, and what pictures show in words.

    What old programs would show instead is the same again.
    """
    for item in element:
        if item.tag == f"{_MAIN}p":
            yield list(_pieces(item))
        elif item.tag == f"{_SLIDES}cNvPr":
            yield from described(item.get("title"), item.get("descr"))
        elif item.tag != _FALLBACK:
            yield from _paragraphs(item)


def _pieces(paragraph: _Element) -> Iterator[Piece]:
    for item in paragraph:
        if item.tag == f"{_MAIN}r":
            properties = item.find(f"{_MAIN}rPr")
            lang = "" if properties is None else str(properties.get("lang") or "")
            yield Piece(item.findtext(f"{_MAIN}t") or "", lang)
        elif item.tag == f"{_MAIN}br":
            yield Piece(" ")
