"""XLIFF 1.2 and 2.x: the targets, with their sources; one segment a segment of the file."""

from __future__ import annotations

from collections.abc import Iterator

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers import ignores, xml
from checker.readers.anchored import FILLER, Anchored
from checker.types import Block, Document, Ignore

_SILENT = frozenset(["bpt", "ept", "it", "bx", "ex", "sc", "ec", "sm", "em", "cp"])
_FORMATTING = ("x-", "bold", "italic", "underlined", "link", "fmt", "image", "style")


@reader("xliff", suffixes=(".xlf", ".xliff", ".sdlxliff", ".mqxliff"))
def read(path: str, data: bytes, config: Config) -> Document:
    """XLIFF 1.2 and 2.x: every translated segment.

    Inline tags are left out, a placeholder in a sentence becomes one U+FFFC. Units without a target or marked
    not to be translated are left out. A note `checker: ignore=FLU` switches rules off for its unit.
    """
    root, text, encoding = xml.parse(path, data)
    if root.tag != "xliff":
        raise BadInput(
            _("{path}: is not XLIFF; its first element is “{tag}”.").format(path=path, tag=root.tag)
        )
    blocks: list[Block] = []
    found: list[Ignore] = []
    second = root.attributes.get("version", "").startswith("2")
    for part in root.children:
        if part.tag != "file":
            continue
        named = root.attributes if second else part.attributes
        languages = (
            named.get("srcLang" if second else "source-language"),
            named.get("trgLang" if second else "target-language"),
        )
        for unit in _units(part):
            made = list(_second(unit, languages) if second else _first(unit, languages))
            notes = "\n".join(note.string() for note in unit.descendants("note"))
            codes = ignores.note(notes)
            blocks += made
            found += [ignore for block in made for ignore in ignores.of_block(block, codes)]
    return Document(
        path,
        text,
        tuple(blocks),
        config.lang,
        config.pivot,
        ignores=tuple(found),
        encoding=encoding,
    )


def _units(part: xml.Element) -> Iterator[xml.Element]:
    """The units of a file or group that are to be translated, in order."""
    for item in part.children:
        if item.attributes.get("translate") == "no":
            continue
        if item.tag in ("trans-unit", "unit"):
            yield item
        elif item.tag in ("body", "group"):
            yield from _units(item)


Languages = tuple[str | None, str | None]


def _first(unit: xml.Element, languages: Languages) -> Iterator[Block]:
    """The blocks of a unit of XLIFF 1.2; a target that is marked up in segments gives one for each."""
    target = unit.child("target")
    if target is None:
        return
    id_ = unit.attributes.get("resname") or unit.attributes.get("id")
    cut = [mark for mark in target.descendants("mrk") if mark.attributes.get("mtype") == "seg"]
    if len(cut) < 2:
        source = unit.child("source")
        yield from _block(id_, source, target, languages, unit.attributes)
        return
    whole = unit.child("seg-source")
    marks = whole.descendants("mrk") if whole else iter(())
    sources = {mark.attributes.get("mid"): mark for mark in marks}
    for mark in cut:
        mid = mark.attributes.get("mid")
        yield from _block(f"{id_}/{mid}", sources.get(mid), mark, languages, unit.attributes)


def _second(unit: xml.Element, languages: Languages) -> Iterator[Block]:
    """The blocks of a unit of XLIFF 2."""
    segments = [item for item in unit.children if item.tag == "segment"]
    for number, segment in enumerate(segments, 1):
        target = segment.child("target")
        if target is None:
            continue
        id_ = unit.attributes.get("id")
        if len(segments) > 1:
            id_ = f"{id_}/{segment.attributes.get('id', number)}"
        yield from _block(id_, segment.child("source"), target, languages, segment.attributes)


def _block(
    id_: str | None,
    source: xml.Element | None,
    target: xml.Element,
    languages: Languages,
    attributes: dict[str, str],
) -> Iterator[Block]:
    piece = gather(target)
    if not piece.text.strip():
        return
    state = target.attributes.get("state") or attributes.get("state")
    yield Block(
        piece.text,
        tuple(piece.anchors),
        id=id_,
        source=None if source is None else gather(source).text,
        source_lang=languages[0],
        target_lang=languages[1],
        extra={"state": state} if state else {},
        whole=True,
    )


def gather(element: xml.Element) -> Anchored:
    """The text of an element with inline tags as a translator reads it."""
    piece = Anchored()
    _walk(element, piece)
    return piece


def _walk(element: xml.Element, piece: Anchored) -> None:
    for item in element.content:
        if isinstance(item, xml.Chars):
            piece.add(item.text, item.at, item.width)
        elif item.tag in ("x", "ph"):
            kind = item.attributes.get("ctype") or item.attributes.get("type") or ""
            name = item.attributes.get("id", "")
            if kind == "lb" or name.startswith("LINE_BREAK"):
                piece.space(item.at)
            elif not kind.startswith(_FORMATTING) and not name.startswith(("START_", "CLOSE_")):
                piece.add(FILLER, item.at, 2)
        elif item.tag not in _SILENT:
            _walk(item, piece)
