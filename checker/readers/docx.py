"""Word documents: the paragraphs of the body, tables included, then of headers, footers and notes.

A .docx is no text file, so the document's text is its paragraphs, one a line, and offsets count in that.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checker.config import Config
from checker.errors import BadInput
from checker.languages import primary
from checker.messages import _
from checker.plugins import reader
from checker.readers import ignores
from checker.readers.anchored import FILLER
from checker.types import Block, Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_TAGS = 2_000_000
_LARGEST = 256 * 1024 * 1024
"""Bytes of the unpacked document: a small file can unpack to gigabytes."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT = f"{_WORD}p", f"{_WORD}t"
_RUN = f"{_WORD}r"
_STORY = re.compile(r"/word/(?:header\d*|footer\d*|footnotes|endnotes)\.xml")
_MOST_FOREIGN = 0.3
"""Share of a document's characters that may be marked as another language's for the marks to be believed."""
_BREAKS = {f"{_WORD}{name}": " " for name in ("br", "cr", "tab")}
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_SAID = "language-of-style"
_STYLES = (f"{_WORD}rPr/{_WORD}rStyle", f"{_WORD}pPr/{_WORD}pStyle")
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
    """Word document: paragraphs, cells, headers and notes, read as if every tracked change were accepted.

    A run that is marked as another language's becomes one U+FFFC, unless most of the document is marked so.
    """
    stories, styles = _stories(path, data)
    for story in stories:
        _mark_by_style(story, styles)
    foreign = _foreign(stories, primary(config.lang))
    paragraphs = [
        text
        for story in stories
        for text in _paragraphs(story, foreign)
        if any(char.isalnum() for char in text)
    ]
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


def _stories(path: str, data: bytes) -> tuple[list[Any], dict[str, str]]:
    """The body, then headers, footers and notes; and languages by the style that says them. Raises BadInput."""
    import docx
    from docx.oxml import parse_xml

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST:
                raise BadInput(
                    _("{path}: unpacks to more than {size} megabytes.").format(
                        path=path, size=_LARGEST // 1024**2
                    )
                )
            if _tags(archive) > _MOST_TAGS:
                raise BadInput(
                    _("{path}: holds more than {count} tags.").format(path=path, count=_MOST_TAGS),
                    _("Split the file and check the parts."),
                )
        document = docx.Document(io.BytesIO(data))
        more = sorted(
            (str(part.partname), part.blob)
            for part in document.part.package.iter_parts()
            if _STORY.fullmatch(str(part.partname))
        )
        stories = [document.element.body, *(parse_xml(blob) for _name, blob in more)]
        return stories, _languages_of_styles(document.styles.element)
    except (BadInput, MemoryError):
        raise
    # What is damaged, encrypted or packed in an unknown way makes three libraries raise whatever they meet.
    except Exception as error:
        raise BadInput(
            _("{path}: is not a Word document that can be read: {error}").format(
                path=path, error=error
            ),
            _("Open it in a word processor and save it again as .docx."),
        ) from None


def _tags(archive: zipfile.ZipFile) -> int:
    """Beginnings and ends of elements: each takes a hundred times its length in memory once it is parsed."""
    return sum(
        archive.read(item).count(b"<")
        for item in archive.infolist()
        if item.filename.endswith((".xml", ".rels"))
    )


def _foreign(stories: Sequence[Any], lang: str) -> frozenset[str]:
    """The languages that runs are marked with and that are not `lang`; none where most of the text is marked so.

    Word marks what is typed with the language of the keyboard, often that of a whole document wrongly.
    """
    marked: Counter[str] = Counter()
    for story in stories:
        for run in story.iter(_RUN):
            length = sum(len(item.text or "") for item in run.iter(_TEXT))
            marked[_language(run)] += length
    foreign = {name for name in marked if name and primary(name) != lang}
    share = sum(marked[name] for name in foreign)
    return frozenset(foreign if share < _MOST_FOREIGN * sum(marked.values()) else ())


def _languages_of_styles(styles: _Element) -> dict[str, str]:
    """The language of each style that names one; what is the default for all says nothing of a run."""
    return {
        str(style.get(f"{_WORD}styleId")): str(lang.get(f"{_WORD}val") or "")
        for style in styles.iter(f"{_WORD}style")
        if style.get(f"{_WORD}default") is None
        for lang in style.findall(f"{_WORD}rPr/{_WORD}lang")
    }


def _mark_by_style(story: _Element, styles: Mapping[str, str]) -> None:
    """Write the language that the style of a run or of its paragraph says at the run, which may say another itself."""
    if not styles:
        return
    for paragraph in story.iter(_PARAGRAPH):
        whole = styles.get(_style(paragraph), "")
        for run in paragraph.iter(_RUN):
            said = _language(run) or styles.get(_style(run), whole)
            if said:
                run.set(_SAID, said)


def _style(element: _Element) -> str:
    found = next((one for name in _STYLES if (one := element.find(name)) is not None), None)
    return "" if found is None else str(found.get(f"{_WORD}val"))


def _language(run: _Element) -> str:
    if run.get(_SAID):
        return str(run.get(_SAID))

    found = run.find(f"{_WORD}rPr/{_WORD}lang")
    return "" if found is None else str(found.get(f"{_WORD}val") or "")


def _paragraphs(element: _Element, foreign: frozenset[str]) -> Iterator[str]:
    """The text of each paragraph, in the order of the file; one inside another comes after it."""
    for item in element:
        if item.tag == _PARAGRAPH:
            inner: list[_Element] = []
            pieces = itertools.groupby(_pieces(item, inner, foreign))
            yield "".join(
                piece if piece == FILLER else piece * len(list(same)) for piece, same in pieces
            )
            for nested in inner:
                yield from _paragraphs([nested], foreign)  # type: ignore[arg-type]
        elif item.tag not in _SKIPPED:
            yield from _paragraphs(item, foreign)


def _pieces(element: _Element, inner: list[_Element], foreign: frozenset[str]) -> Iterator[str]:
    for item in element:
        if item.tag in _SKIPPED:
            continue
        foreign_run = item.tag == _RUN and foreign and _language(item) in foreign
        if foreign_run or item.tag == _FORMULA:
            yield FILLER
        elif item.tag == _TEXT:
            yield item.text or ""
        elif item.tag in _BREAKS:
            yield _BREAKS[item.tag]
        elif item.tag in _HYPHENS:
            yield _HYPHENS[item.tag]
        elif item.tag == _PARAGRAPH:
            inner.append(item)
        elif item.tag != f"{_WORD}pPr":
            yield from _pieces(item, inner, foreign)
