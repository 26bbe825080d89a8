"""XML as a small tree in which every run of characters knows its place in the file.

Expat reports the byte at which everything begins; lxml keeps no more than lines. Entity declarations, and
with them every expansion attack, are refused; nothing outside the file is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from checker.errors import BadInput
from checker.messages import _
from checker.readers.decoding import decode

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]+)""")
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Chars:
    """Characters, where they begin in the file, and how many characters they take there."""

    text: str
    at: int
    width: int


@dataclass(slots=True)
class Element:
    """An element: its name without prefix, its attributes by name without prefix, what is in it, where it begins."""

    tag: str
    attributes: dict[str, str]
    at: int
    content: list[Element | Chars] = field(default_factory=list)
    until: int = -1
    """Where its end tag begins; of one that is closed at once, where it begins itself."""

    @property
    def children(self) -> list[Element]:
        """The elements directly inside."""
        return [item for item in self.content if isinstance(item, Element)]

    def child(self, tag: str) -> Element | None:
        """The first element of this name directly inside."""
        return next((item for item in self.children if item.tag == tag), None)

    def descendants(self, tag: str) -> Iterator[Element]:
        """Elements of this name at any depth, in order; none inside one that was found."""
        for item in self.children:
            if item.tag == tag:
                yield item
            else:
                yield from item.descendants(tag)

    def string(self) -> str:
        """All characters inside."""
        return "".join(
            item.text if isinstance(item, Chars) else item.string() for item in self.content
        )


class _Refused(Exception):
    """Something that a file from a stranger must not hold."""


@dataclass(slots=True)
class _Builder:
    parser: expat.XMLParserType
    data: bytes
    open: list[Element] = field(default_factory=list)
    root: Element | None = None
    at: int = 0
    byte: int = 0
    waiting: tuple[str, int] | None = None

    def here(self) -> int:
        """Code points before the present event; also ends the run of characters before it."""
        byte = self.parser.CurrentByteIndex
        self.at += len(self.data[self.byte : byte].decode("utf-8"))
        self.byte = byte
        if self.waiting is not None:
            text, at = self.waiting
            self.waiting = None
            if self.open:
                self.open[-1].content.append(Chars(text, at, self.at - at))
        return self.at

    def start(self, name: str, attributes: dict[str, str]) -> None:
        at = self.here()
        plain = {key.rsplit(":", 1)[-1]: value for key, value in attributes.items()}
        plain |= {key: value for key, value in attributes.items() if ":" not in key}
        element = Element(name.rsplit(":", 1)[-1], plain, at)
        if self.open:
            self.open[-1].content.append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)
        if len(self.open) > _DEEPEST:
            raise _Refused(_("it is nested too deeply"))

    def end(self, _name: str) -> None:
        self.open.pop().until = self.here()

    def characters(self, text: str) -> None:
        self.waiting = (text, self.here())

    def other(self, *_arguments: object) -> None:
        self.here()

    def doctype(self, _name: str, _system: str | None, _public: str | None, internal: bool) -> None:
        if internal:
            raise _Refused(_("it declares its own document type, which can hide anything"))

    def entity(self, *_arguments: object) -> None:
        raise _Refused(_("it declares entities, which can hide anything"))


def parse(path: str, data: bytes) -> tuple[Element, str, str]:
    """The root of an XML file, its text and its encoding. Raises BadInput with the line of the mistake."""
    declared = _DECLARED.search(data[:200])
    text, encoding = decode(data, path, declared[1].decode("ascii") if declared else None)
    raw = text.encode("utf-8")
    parser = expat.ParserCreate("utf-8")
    builder = _Builder(parser, raw)
    parser.buffer_text = False
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.CommentHandler = builder.other
    parser.ProcessingInstructionHandler = builder.other
    parser.StartCdataSectionHandler = builder.other
    parser.EndCdataSectionHandler = builder.other
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.entity
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise BadInput(
            _("{path}: line {line}: is not correct XML: {error}").format(
                path=path, line=error.lineno, error=expat.ErrorString(error.code)
            ),
            _("Export the file again from the program that made it."),
        ) from None
    except _Refused as refusal:
        raise BadInput(
            _("{path}: was not read: {reason}.").format(path=path, reason=refusal),
            _("Remove the declarations at the top of the file if you trust it."),
        ) from None
    assert builder.root is not None  # expat refuses a file without an element
    return builder.root, text, encoding
