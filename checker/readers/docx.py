"""Word documents: the paragraphs of the body, tables included, then of headers, footers and notes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import FILLER
from checker.readers.archives import (
    Piece,
    described,
    document,
    joined,
    require_archive,
    require_bounded,
)
from checker.types import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT = f"{_WORD}p", f"{_WORD}t"
_RUN = f"{_WORD}r"
_STORY = re.compile(r"/word/(?:header\d*|footer\d*|footnotes|endnotes)\.xml")
_BREAKS = {f"{_WORD}{name}": " " for name in ("br", "cr", "tab")}
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr": (
        "title",
        "descr",
    ),
    "{urn:schemas-microsoft-com:vml}shape": ("alt",),
}
"""Elements of pictures and drawings, with the attributes that say in words what they show."""
_RELATIONS, _STRICT = "_rels/.rels", b"purl.oclc.org/ooxml/"
"""The variant of the format that python-docx cannot read, and the file that tells it."""
_STYLE_LANGUAGE = "language-of-style"
_STYLES = (f"{_WORD}rPr/{_WORD}rStyle", f"{_WORD}pPr/{_WORD}pStyle")
_HYPHENS = {f"{_WORD}noBreakHyphen": "\u2011"}
_SEPARATORS = frozenset(["separator", "continuationSeparator"])
"""What stands among the notes and is none: the lines above them."""
_SKIPPED = frozenset(
    [
        f"{_WORD}del",
        f"{_WORD}moveFrom",
        f"{_WORD}instrText",
        f"{_WORD}rt",  # how a word is spoken, above it
        # Word writes drawn text twice, the second time for old programs.
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)


@reader("docx", suffixes=(".docx",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Word document: paragraphs, cells, headers and notes, read as if every tracked change were accepted.

    What pictures show in words (alternative texts) follows the paragraph that they stand in. Hidden text is left out.
    A run that is marked as another language's becomes one U+FFFC, unless most of the document is marked so.
    """
    stories, styles = _stories(path, data)
    for story in stories:
        _mark_by_style(story, styles)
    found = [pieces for story in stories for pieces in _paragraphs(story)]
    return document(path, joined(found, config.lang), config, "docx")


def _stories(path: str, data: bytes) -> tuple[list[Any], dict[str, str]]:
    """The body, then headers, footers and notes; and languages by the style that says them. Raises BadInput."""
    import docx
    from docx.oxml import parse_xml

    require_archive(path, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            require_bounded(path, archive)
            if _RELATIONS in archive.namelist() and _STRICT in archive.read(_RELATIONS):
                raise BadInput(
                    _("{path}: is saved as a Strict Open XML document.").format(path=path),
                    _("Save it again as “Word Document (*.docx)”."),
                )
        opened = docx.Document(io.BytesIO(data))
        more = sorted(
            (str(part.partname), part.blob)
            for part in opened.part.package.iter_parts()
            if _STORY.fullmatch(str(part.partname))
        )
        stories = [opened.element.body, *(parse_xml(blob) for _name, blob in more)]
        return stories, _languages_of_styles(opened.styles.element)
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
            tag = _language(run) or styles.get(_style(run), whole)
            if tag:
                run.set(_STYLE_LANGUAGE, tag)


def _style(element: _Element) -> str:
    found = next((one for name in _STYLES if (one := element.find(name)) is not None), None)
    return "" if found is None else str(found.get(f"{_WORD}val"))


def _language(run: _Element) -> str:
    if run.get(_STYLE_LANGUAGE):
        return str(run.get(_STYLE_LANGUAGE))

    found = run.find(f"{_WORD}rPr/{_WORD}lang")
    return "" if found is None else str(found.get(f"{_WORD}val") or "")


def _paragraphs(element: _Element) -> Iterator[list[Piece]]:
    """The pieces of each paragraph, in the order of the file; one inside another comes after it, and so do pictures."""
    for item in element:
        if item.tag == _PARAGRAPH:
            inner: list[_Element] = []
            yield list(_pieces(item, inner, ""))
            for nested in inner:
                if nested.tag in _PICTURES:
                    yield from described(*map(nested.get, _PICTURES[nested.tag]))
                else:
                    yield from _paragraphs([nested])  # type: ignore[arg-type]
        elif item.tag not in _SKIPPED and item.get(f"{_WORD}type") not in _SEPARATORS:
            yield from _paragraphs(item)


def _is_hidden(run: _Element) -> bool:
    """Whether Word shows a run to nobody."""
    found = run.find(f"{_WORD}rPr/{_WORD}vanish") if run.tag == _RUN else None
    return found is not None and found.get(f"{_WORD}val") not in ("0", "false", "off")


def _pieces(element: _Element, inner: list[_Element], lang: str) -> Iterator[Piece]:
    for item in element:
        if item.tag in _SKIPPED or _is_hidden(item):
            continue
        if item.tag == _FORMULA:
            yield Piece(FILLER)
        elif item.tag == _TEXT:
            yield Piece(item.text or "", lang)
        elif item.tag in _BREAKS:
            yield Piece(_BREAKS[item.tag], lang)
        elif item.tag in _HYPHENS:
            yield Piece(_HYPHENS[item.tag], lang)
        elif item.tag == _PARAGRAPH:
            inner.append(item)
        elif item.tag != f"{_WORD}pPr":
            if item.tag in _PICTURES:
                inner.append(item)
            yield from _pieces(item, inner, _language(item) if item.tag == _RUN else lang)
