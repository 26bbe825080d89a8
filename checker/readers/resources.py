"""Texts of programs in XML: Android's strings.xml, .NET's RESX, Qt's TS, the plural rules of Apple's stringsdict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker.config import Config
from checker.errors import UnknownFormat
from checker.messages import _
from checker.plugins import reader
from checker.readers import xml
from checker.readers.anchored import FILLER, Anchored
from checker.readers.decoding import utf16
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, CodeKind, Document, InlineCode, Span

_QUANTITIES = frozenset(["zero", "one", "two", "few", "many", "other"])
_ANDROID = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"""|\\(?:u[0-9a-fA-F]{4}|.)|(?<!\\)"|[ \t\r\n]+"""
)
_ESCAPED = {"n": "\n", "t": "\t"}
_SENTENCE = "NSStringLocalizedFormatKey"
_CHOICES = frozenset(["NSStringDeviceSpecificRuleType", "NSStringVariableWidthRuleType"])
"""What holds a text for each device, or for each width."""
_GONE = frozenset(["vanished", "obsolete"])


def _document(
    path: str, text: str, encoding: str, blocks: Iterator[Block], config: Config
) -> Document:
    return Document(path, text, tuple(blocks), config.lang, config.pivot, encoding=encoding)


def _block(piece: Anchored, key: str | None, element: xml.Element, **more: object) -> Block:
    block = Block(
        piece.text,
        tuple(piece.anchors) or ((0, max(element.until, 0)),),
        id=key,
        whole=True,
        syntax=UNFLAGGED,
        codes=tuple(piece.codes),
    )
    return replace(block, **more)  # type: ignore[arg-type]


def _refused(path: str, root: xml.Element) -> UnknownFormat:
    return UnknownFormat(
        _("{path}: XML that begins with “{tag}” cannot be read.").format(path=path, tag=root.tag),
        _("To read it as a page, use --input-format html; as prose, --input-format text."),
    )


@reader("android", suffixes=(".xml",))
def read_android(path: str, data: bytes, config: Config) -> Document:
    """Android resources: strings, items of arrays and of plurals; those marked as not translatable are left out.

    Raises BadInput for any other XML.
    """
    root, text, encoding = xml.parse(path, data)
    if root.tag != "resources":
        raise _refused(path, root)
    return _document(path, text, encoding, _android(root, text), config)


def _android(root: xml.Element, text: str) -> Iterator[Block]:
    for item in root.children:
        name = item.attributes.get("name")
        if item.attributes.get("translatable") == "false":
            continue
        if item.tag == "string" or item.attributes.get("type") == "string":
            yield from _resource(item, name, text)
        elif item.tag in ("plurals", "string-array"):
            for number, inner in enumerate(item.children):
                quantity = inner.attributes.get("quantity", str(number))
                yield from _resource(inner, f"{name}.{quantity}", text)


def _resource(element: xml.Element, key: str | None, text: str) -> Iterator[Block]:
    piece = Anchored()
    _android_text(element, piece, text, element.string().count('"') > 1)
    if not re.fullmatch(r"@[\w/:.]+", piece.text):
        yield _block(piece, key, element)


def _android_text(element: xml.Element, piece: Anchored, text: str, quoted: bool) -> None:
    """The text as the device shows it: escapes undone, tags as they are written, white space as one space."""
    for item in element.content:
        if isinstance(item, xml.Element):
            if item.tag == "g":  # of XLIFF: what the translator must leave as it is
                _android_text(item, piece, text, quoted)
                continue
            tag = f"<{item.tag}>"
            piece.add(tag, item.at, max(len(tag), 2))
            _android_text(item, piece, text, quoted)
            piece.add(f"</{item.tag}>", item.until)
        elif item.width != len(item.text) or text[item.at : item.at + item.width] != item.text:
            piece.add(item.text, item.at, item.width)
        else:
            stretch = Span(item.at, item.at + item.width)

            def shown(match: re.Match[str]) -> str:
                if match.group().isspace() and piece.tail(1).isspace():
                    return ""
                return _shown(match)

            piece.unescaped(text, stretch, _ANDROID, _kept if quoted else shown)


def _shown(match: re.Match[str]) -> str:
    found = match.group()
    if found[0] == "\\":
        body = found[1:]
        if body[0] == "u" and len(body) > 4:
            return utf16(body)
        return _ESCAPED.get(body, body)
    return '"' if found == '"' else " "


def _kept(match: re.Match[str]) -> str:
    """In a text with quotation marks around it, these go and white space stays."""
    found = match.group()
    return _shown(match) if found[0] == "\\" else "" if found == '"' else found


@reader("resx", suffixes=(".resx", ".resw"))
def read_resx(path: str, data: bytes, config: Config) -> Document:
    """.NET resources: the values that are texts; sizes, images and the like are left out."""
    root, text, encoding = xml.parse(path, data)
    if root.tag != "root":
        raise _refused(path, root)
    return _document(path, text, encoding, _resx(root), config)


def _resx(root: xml.Element) -> Iterator[Block]:
    for item in root.children:
        value = item.child("value")
        name = item.attributes.get("name", "")
        if item.tag != "data" or value is None or {"type", "mimetype"} & set(item.attributes):
            continue
        if name.startswith(">>"):
            continue  # the designer's own names
        yield _block(_plain(value), name, value)


def _plain(element: xml.Element) -> Anchored:
    piece = Anchored()
    for item in element.content:
        if isinstance(item, xml.Chars):
            piece.add(item.text, item.at, item.width)
        elif item.tag == "byte":  # Qt's way to write what XML cannot hold
            _byte(item, piece)
    return piece


def _byte(element: xml.Element, piece: Anchored) -> None:
    """White space as it is; any other control character is a code, which the translation keeps."""
    value = element.attributes.get("value", "")
    if not re.fullmatch(r"x[0-9a-fA-F]{1,2}|\d{1,3}", value):
        return
    char = chr(int("0" + value, 0) if value[0] == "x" else int(value))
    if char.isspace() or char.isprintable():
        piece.add(char, element.at, 2)
        return
    start = piece.length
    piece.add(FILLER, element.at, 2)
    shown, span = f'<byte value="{value}"/>', Span(start, piece.length)
    piece.codes.append(
        InlineCode(CodeKind.PLACEHOLDER, f"byte {ord(char)}", span, shown, "element")
    )


@reader("qt", suffixes=(".ts",))
def read_qt(path: str, data: bytes, config: Config) -> Document:
    """Qt translations: each with its source, each plural form on its own; vanished and obsolete ones are left out.

    Raises BadInput for TypeScript, whose files have the same ending.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnknownFormat(
            _("{path}: is not a Qt translation file; programs are not read.").format(path=path)
        )
    root, text, encoding = xml.parse(path, data)
    if root.tag != "TS":
        raise _refused(path, root)
    lang = root.attributes.get("language", "").replace("_", "-") or None
    source_lang = root.attributes.get("sourcelanguage", "").replace("_", "-") or None
    blocks = (replace(block, target_lang=lang, source_lang=source_lang) for block in _qt(root))
    return _document(path, text, encoding, blocks, config)


def _qt(root: xml.Element) -> Iterator[Block]:
    for message in root.descendants("message"):
        target, source = message.child("translation"), message.child("source")
        if target is None or source is None or target.attributes.get("type") in _GONE:
            continue
        forms = [item for item in target.children if item.tag in ("numerusform", "lengthvariant")]
        theirs = _plain(source)
        source_text = theirs.text
        comment = message.child("comment")
        for form in forms or [target]:
            piece = _plain(form)
            state = target.attributes.get("type")
            if not piece.text and state:
                state = "untranslated"
            yield _block(
                piece,
                message.attributes.get("id") or (comment.string() if comment else None),
                form,
                source=source_text,
                source_codes=tuple(theirs.codes),
                source_forms=(source_text,) if message.attributes.get("numerus") else (),
                extra={
                    **({"state": state} if state else {}),
                    **({"context": comment.string()} if comment else {}),
                },
            )


@reader("stringsdict", suffixes=(".stringsdict",))
def read_stringsdict(path: str, data: bytes, config: Config) -> Document:
    """Apple's plural rules: the text of each category, device or width, and the sentence that they are put into."""
    root, text, encoding = xml.parse(path, data)
    if root.tag != "plist":
        raise _refused(path, root)
    return _document(path, text, encoding, _plurals(root, ()), config)


def _plurals(element: xml.Element, key: tuple[str, ...]) -> Iterator[Block]:
    name = ""
    for item in element.children:
        if item.tag == "key":
            name = item.string()
        elif item.tag == "dict":
            yield from _plurals(item, (*key, name) if name else key)
        elif item.tag == "string" and (
            name in _QUANTITIES or name == _SENTENCE or _CHOICES.intersection(key[-1:])
        ):
            piece = _plain(item)
            bare = re.sub(r"%(?:\d+\$)?#@\w+@", "", piece.text)
            if any(char.isalpha() for char in bare):
                yield _block(piece, ".".join((*key, name)), item)
