"""Word documents: the paragraphs of the body, tables included, as the finished text reads.

A .docx is no text file, so the document's text is its paragraphs, one a line, and offsets count in that.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers import ignores
from checker.types import Block, Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST = 256 * 1024 * 1024
"""Bytes of the unpacked document: a small file can unpack to gigabytes."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT = f"{_WORD}p", f"{_WORD}t"
_BREAKS = {f"{_WORD}{name}": " " for name in ("br", "cr", "tab")}
_HYPHENS = {f"{_WORD}noBreakHyphen": "\u2011"}
_SKIPPED = frozenset(
    [
        f"{_WORD}del",
        f"{_WORD}moveFrom",
        f"{_WORD}instrText",
        # Word writes drawn text twice, the second time for old programs.
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)


@reader("docx", suffixes=(".docx",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Word document: paragraphs and cells; accepted as if every tracked change were accepted."""
    paragraphs = [text for text in _paragraphs(_body(path, data)) if text.strip()]
    text = "\n".join(paragraphs)
    directives = ignores.html_comments(text)
    comments = {directive.span.start for directive in directives}
    blocks = []
    at = 0
    for paragraph in paragraphs:
        if at not in comments:
            blocks.append(Block(paragraph, ((0, at),)))
        at += len(paragraph) + 1
    found = tuple(blocks)
    return Document(
        path,
        text,
        found,
        config.lang,
        config.pivot,
        ignores=ignores.resolve(text, directives, found),
        encoding="docx",
    )


def _body(path: str, data: bytes) -> Any:
    import docx
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST:
                raise BadInput(
                    _("{path}: unpacks to more than {size} megabytes.").format(
                        path=path, size=_LARGEST // 1024**2
                    )
                )
        return docx.Document(io.BytesIO(data)).element.body
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        XMLSyntaxError,
        AttributeError,
        OSError,
    ) as error:
        raise BadInput(
            _("{path}: is not a Word document that can be read: {error}").format(
                path=path, error=error
            ),
            _("Open it in a word processor and save it again as .docx."),
        ) from None


def _paragraphs(element: _Element) -> Iterator[str]:
    """The text of each paragraph, in the order of the file; one inside another comes after it."""
    for item in element:
        if item.tag == _PARAGRAPH:
            inner: list[_Element] = []
            yield "".join(_pieces(item, inner))
            for nested in inner:
                yield from _paragraphs([nested])  # type: ignore[arg-type]
        elif item.tag not in _SKIPPED:
            yield from _paragraphs(item)


def _pieces(element: _Element, inner: list[_Element]) -> Iterator[str]:
    for item in element:
        if item.tag in _SKIPPED:
            continue
        if item.tag == _TEXT:
            yield item.text or ""
        elif item.tag in _BREAKS:
            yield _BREAKS[item.tag]
        elif item.tag in _HYPHENS:
            yield _HYPHENS[item.tag]
        elif item.tag == _PARAGRAPH:
            inner.append(item)
        elif item.tag != f"{_WORD}pPr":
            yield from _pieces(item, inner)
