"""Documents in zip archives: opened within bounds, and the text that is taken out of them.

Such a file is no text, so the document's text is its paragraphs, one a line, and offsets count in that.
"""

from __future__ import annotations

import io
import itertools
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import BadInput
from checker.languages import primary
from checker.messages import _
from checker.readers import ignores
from checker.readers.anchored import FILLER
from checker.types import Block, Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST = 256 * 1024 * 1024
"""Bytes of what is unpacked: a small file can unpack to gigabytes."""
_PART = 1024 * 1024
"""Bytes of it that are looked at together while its tags are counted."""
_MOST_TAGS = 2_000_000
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|svg|[ew]mf|webp|heic)\s*\Z", re.IGNORECASE)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MOST_FOREIGN = 0.3
"""Share of a document's characters that may be marked as another language's for the marks to be believed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph, and the language that it is marked with; empty = none."""

    text: str
    lang: str = ""


def require_bounded(path: str, archive: zipfile.ZipFile, tags: int = _MOST_TAGS) -> None:
    """Raises BadInput for an archive that is larger, once it is unpacked, than one that people made.

    Beginnings and ends of elements count: each takes a hundred times its length in memory once it is parsed.
    """
    if sum(item.file_size for item in archive.infolist()) > _LARGEST:
        message = _("{path}: unpacks to more than {size} megabytes.")
        raise BadInput(message.format(path=path, size=_LARGEST // 1024**2))
    found = 0
    for item in archive.infolist():
        if item.filename.endswith(_MARKUP):
            with archive.open(name=item) as file:
                found += sum(part.count(b"<") for part in iter(lambda: file.read(_PART), b""))
    if found > tags:
        raise BadInput(
            _("{path}: has more than {count} tags.").format(path=path, count=tags),
            _("Split the file and check the parts."),
        )


class Archive:
    """A zip archive of XML files."""

    def __init__(self, path: str, data: bytes, tags: int = _MOST_TAGS) -> None:
        """Opens it. Raises BadInput where it is too large, and what zipfile raises where it is none."""
        require_archive(path, data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        require_bounded(path, self._archive, tags)
        self.names = frozenset(self._archive.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises what zipfile does."""
        return self._archive.read(name)

    def xml(self, name: str) -> _Element:
        """The root of a member, entities left alone. Raises what zipfile and lxml do."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.read(name), parser)

    def related(self, name: str) -> dict[str, str]:
        """The parts of an Office document that one of its parts refers to, by the names that it gives them."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self.names:
            return {}
        found = {}
        for relation in self.xml(relations).iter(_RELATION):
            target = str(relation.get("Target"))
            inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[str(relation.get("Id"))] = inside
        return found


def joined(paragraphs: Sequence[Sequence[Piece]], lang: str) -> Iterator[str]:
    """The paragraphs that hold words; what is marked as another language's is one U+FFFC.

    Programs mark what is typed with the language of the keyboard, often that of a whole document wrongly: where most
    of a document is marked so, no mark counts.
    """
    marked: Counter[str] = Counter()
    for piece in itertools.chain.from_iterable(paragraphs):
        marked[primary(piece.lang)] += len(piece.text)
    foreign = {name for name in marked if name and name != primary(lang)}
    if sum(marked[name] for name in foreign) >= _MOST_FOREIGN * marked.total():
        foreign = set()
    for paragraph in paragraphs:
        texts = (
            FILLER if primary(piece.lang) in foreign else piece.text
            for piece in paragraph
            if piece.text
        )
        text = "".join(
            piece if piece == FILLER else piece * len(list(same))
            for piece, same in itertools.groupby(texts)
        )
        if any(char.isalnum() for char in text):
            yield text


def described(*texts: str | None) -> Iterator[list[Piece]]:
    """What people wrote to be read in place of a picture, a paragraph each; the name of its file is no text."""
    for text in texts:
        if text and not _PICTURE.search(text):
            yield [Piece(text)]


def document(
    path: str,
    paragraphs: Iterable[str],
    config: Config,
    encoding: str,
    declared_lang: str | None = None,
) -> Document:
    """The paragraphs as a document; one that is a comment for the checker switches rules off.

    `declared_lang` is the language that the file says of itself.
    """
    lines = [" ".join(paragraph.splitlines()) for paragraph in paragraphs]
    text = "\n".join(lines)
    directives = ignores.html_comments(text)
    comments = {directive.span.start for directive in directives}
    starts = itertools.accumulate((len(line) + 1 for line in lines), initial=0)
    blocks = tuple(
        Block(line, ((0, at),))
        for line, at in zip(lines, starts, strict=False)
        if at not in comments
    )
    return Document(
        path,
        text,
        blocks,
        config.lang,
        config.pivot,
        ignores=ignores.resolve(text, directives, blocks),
        encoding=encoding,
        declared_lang=declared_lang,
    )


def require_archive(path: str, data: bytes) -> None:
    """Raises BadInput for what Office keeps in its old container: documents with a password, and old formats."""
    if data.startswith(_OLD_CONTAINER):
        raise BadInput(
            _("{path}: has a password, or is in the format of Office before 2007.").format(
                path=path
            ),
            _("Open it in its program and save it again, without a password."),
        )


def damaged(path: str, error: Exception, hint: str) -> BadInput:
    """What is said of a file that is damaged, encrypted or packed in an unknown way."""
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return BadInput(
        _("{path}: is not a document that can be read: {error}").format(path=path, error=reason),
        hint,
    )
