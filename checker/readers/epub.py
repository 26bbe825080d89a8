"""EPUB books: what their pages say, in the order in which they are read, by the reader of HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.archives import Archive, damaged, document
from checker.readers.decoding import decode
from checker.readers.html import fragment
from checker.types import Document, Problem

_CONTAINER = "META-INF/container.xml"
_ENCRYPTED = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_ALGORITHM = re.compile(rb"xmlenc#(?:aes|tripledes|rsa)", re.IGNORECASE)


@reader("epub", suffixes=(".epub",))
def read(path: str, data: bytes, config: Config) -> Document:
    """EPUB: the text of the pages in the order of the book; its table of contents is left out."""
    try:
        archive = Archive(path, data)
        if _ENCRYPTED in archive.names and _ALGORITHM.search(archive.read(_ENCRYPTED)):
            raise BadInput(
                _("{path}: is encrypted.").format(path=path),
                _("Books with copy protection cannot be read."),
            )
        package = _package(archive)
        root = archive.xml(package)
        languages = [str(item.text).strip() for item in root.iter("{*}language") if item.text]
        pages = dict.fromkeys(_pages(archive, package))  # named a thousand times, read once
        missing = [page for page in pages if page not in archive.names]
        lines = [
            block.text
            for page in pages
            if page in archive.names
            for block in fragment(_body(path, archive.read(page)), config.lang)
        ]
    except (BadInput, MemoryError):
        raise
    except Exception as error:  # zip, XML and damage raise whatever they meet
        hint = _("Open it in an e-book editor and save it again as .epub.")
        raise damaged(path, error, hint) from None
    found = document(path, lines, config, "epub", next(iter(languages), None))
    message = _("{page}: this page of the book is not in the file.")
    return replace(
        found, problems=tuple(Problem(path, message.format(page=one)) for one in missing)
    )


def _package(archive: Archive) -> str:
    """The file that lists the pages."""
    files = (item.get("full-path") for item in archive.xml(_CONTAINER).iter("{*}rootfile"))
    return str(next(files))


def _pages(archive: Archive, package: str) -> Iterator[str]:
    """The pages in the order in which they are read, those too that are not there."""
    root = archive.xml(package)
    items = {item.get("id"): item for item in root.iter("{*}item")}
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in str(item.get("properties") or "").split():
            continue
        place = unquote(str(item.get("href")))
        name = posixpath.normpath(posixpath.join(posixpath.dirname(package), place))
        if item.get("media-type") in _PAGES:
            yield name


def _body(path: str, data: bytes) -> str:
    """A page without its head: its title is that of the book, again on each page."""
    text, _encoding = decode(data, path)
    start = _BODY.search(text)
    return text[start.start() :] if start else text
