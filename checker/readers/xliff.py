"""XLIFF 1.2 and 2.x: the targets, with their sources; one segment a segment of the file, one a text inside a code."""

from __future__ import annotations

from collections.abc import Iterator

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers import ignores, xml
from checker.readers.anchored import FILLER, Anchored
from checker.readers.text_names import without_names
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, CodeKind, Document, Ignore, InlineCode, Span

_SILENT = frozenset(["bpt", "ept", "it", "bx", "ex", "sc", "ec"])
_PAIRED = frozenset(["g", "pc", "hi"])
_NO_CODES = frozenset(["sm", "em"])
_FORMATTING = ("x-", "bold", "italic", "underlined", "link", "fmt", "image", "style")


@reader("xliff", suffixes=(".xlf", ".xliff", ".sdlxliff", ".mqxliff"))
def read(path: str, data: bytes, config: Config) -> Document:
    """XLIFF 1.2 and 2.x: every translated segment.

    Inline tags are left out, a placeholder in a sentence becomes one U+FFFC. A unit without a target has an empty
    text and the state `untranslated`; those marked not to be translated are left out. A note
    `checker: ignore=FLU` switches rules off for its unit.
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
        tuple(without_names(blocks)),
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
    id_ = unit.attributes.get("resname") or unit.attributes.get("id")
    marks = target.descendants("mrk") if target else iter(())
    cut = [mark for mark in marks if mark.attributes.get("mtype") == "seg"]
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
        id_ = unit.attributes.get("id")
        if len(segments) > 1:
            id_ = f"{id_}/{segment.attributes.get('id', number)}"
        yield from _block(id_, segment.child("source"), target, languages, segment.attributes)


def _block(
    id_: str | None,
    source: xml.Element | None,
    target: xml.Element | None,
    languages: Languages,
    attributes: dict[str, str],
) -> Iterator[Block]:
    if target is not None and source is not None:
        sources = list(source.descendants("sub"))
        for number, sub in enumerate(target.descendants("sub")):
            inner = sources[number] if number < len(sources) else None
            yield from _block(f"{id_}/sub{number + 1}", inner, sub, languages, attributes)
    piece = gather(target) if target else Anchored()
    theirs = gather(source) if source else Anchored()
    state = target.attributes.get("state") if target else "untranslated"
    state = state or attributes.get("state")
    place = target or source
    if place is None or not (piece.text.strip() or theirs.text.strip()):
        return
    yield Block(
        piece.text,
        tuple(piece.anchors) or ((0, place.until),),
        id=id_,
        source=None if source is None else theirs.text,
        source_lang=languages[0],
        target_lang=languages[1],
        extra={"state": state} if state else {},
        whole=True,
        syntax=UNFLAGGED,
        codes=tuple(piece.codes),
        source_codes=tuple(theirs.codes),
    )


def gather(element: xml.Element) -> Anchored:
    """The text of an element with inline tags as a translator reads it, and the codes that the tags are."""
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
            elif kind.startswith(_FORMATTING) or name.startswith(("START_", "CLOSE_")):
                _code(item, piece, CodeKind.TAG, piece.length)
            else:
                start = piece.length
                piece.add(FILLER, item.at, 2)
                _code(item, piece, CodeKind.PLACEHOLDER, start)
        elif item.tag == "cp":  # a character that XML cannot hold
            piece.add(FILLER, item.at, 2)
        elif _is_protected(item):
            start, kept = piece.length, " ".join(item.string().split())
            piece.add(FILLER, item.at, 2)
            span = Span(start, piece.length)
            code = InlineCode(CodeKind.PLACEHOLDER, f"protected {kept}", span, kept, "element")
            piece.codes.append(code)
        elif item.tag in _SILENT:
            _code(item, piece, CodeKind.TAG, piece.length)
        elif item.tag not in _NO_CODES:
            start = piece.length
            _walk(item, piece)
            if item.tag in _PAIRED:
                _code(item, piece, CodeKind.TAG, start)


def _is_protected(element: xml.Element) -> bool:
    """Whether a stretch is marked as not to be translated."""
    named = element.attributes
    return element.tag == "mrk" and (
        named.get("mtype") == "protected" or named.get("translate") == "no"
    )


def _code(element: xml.Element, piece: Anchored, kind: CodeKind, start: int) -> None:
    """Note that an element stands in the text from `start` on; a source and its target name it alike."""
    named = element.attributes
    native = " ".join(_native(element).split()) if element.tag not in _PAIRED else ""
    name = next((named[key] for key in ("id", "startRef", "x") if named.get(key)), None)
    equivalent = next(
        (named[key] for key in ("equiv-text", "equiv", "disp") if named.get(key)), native
    )
    key = f"{element.tag} {name or native or named.get('type') or named.get('ctype') or ''}"
    shown = equivalent or f'<{element.tag} id="{name}"/>'
    span = Span(start, piece.length)
    piece.codes.append(InlineCode(kind, key, span, shown, "element", counted=name is None))


def _native(element: xml.Element) -> str:
    """What a code is in the file's own format, without the texts inside it."""
    return "".join(
        item.text if isinstance(item, xml.Chars) else "" if item.tag == "sub" else _native(item)
        for item in element.content
    )
