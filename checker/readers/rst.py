"""reStructuredText: paragraphs, titles, terms and cells by docutils, found again in the file line by line.

docutils knows what is prose and what is a directive, a comment or code; where a paragraph stands it knows by its lines
only, so the text that it hands back is looked up from there on. Inline markup stays in the text, hidden from models
as in catalogues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.types import Block, Document, Span

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.parsers.rst import Directive
    from docutils.parsers.rst.states import Inliner

_SYNTAX = ("rst",)
_NOTES = ("seealso", "versionadded", "versionchanged", "deprecated", "todo", "versionremoved")
"""Directives of Sphinx that are notes: all of one is prose; what nobody knows is left out."""
_TITLED = ("dropdown", "tab-item", "tab", "card", "grid-item-card", "collapse", "details")
"""Directives whose argument is a title."""
_AROUND = (
    "only", "tab-set", "tabs", "grid", "grid-item", "glossary", "hlist", "function", "class", "method", "classmethod",
    "staticmethod", "attribute", "property", "data", "exception", "decorator", "module", "describe", "object", "option",
    "program", "envvar", "confval", "setting", "cmdoption", "index-entry", "rst-class",
)  # fmt: skip
"""Directives around prose whose argument is a name or a condition."""
_DOMAINS = ("py", "c", "cpp", "js", "rst", "std")
_SETTINGS = {
    "file_insertion_enabled": False,  # nothing outside the file is read
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "syntax_highlight": "none",
    "line_length_limit": 1_000_000,
}
_FAR = 3_000
"""Lines, after the paragraph before and before it, among which one is looked for."""


@reader("rst", suffixes=(".rst", ".rest"))
def read(path: str, data: bytes, config: Config) -> Document:
    """reStructuredText: a sentence of a paragraph, title, term or cell; directives that are no prose are left out."""
    from docutils import nodes

    text, encoding = decode(data, path)
    lines = _lines(text)
    blocks: list[Block] = []
    cursor = 0
    read = (
        nodes.paragraph,
        nodes.title,
        nodes.term,
        nodes.caption,
        nodes.rubric,
        nodes.line,
        nodes.attribution,
    )
    try:
        for node in _tree(text).findall():
            if not isinstance(node, read):
                continue
            if _is_message(node):
                continue
            found = _placed(text, lines, node.rawsource, cursor)
            found = found or _placed(text, lines, node.rawsource, max(cursor - _FAR, 0))
            if found is not None:
                piece, cursor = found
                kept, anchors = piece.trimmed()
                if any(char.isalpha() for char in kept):
                    blocks.append(Block(kept, anchors, syntax=_SYNTAX))
    except (RecursionError, ValueError, AttributeError, IndexError, KeyError) as error:
        # docutils lets out what its own code stumbles over.
        raise BadInput(
            _("{path}: is not reStructuredText that can be read: {error}").format(
                path=path, error=error
            )
        ) from None
    blocks.sort(key=lambda block: block.place(0))
    return Document(path, text, tuple(blocks), config.lang, config.pivot, encoding=encoding)


def _tree(text: str) -> nodes.document:
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser, directives
    from docutils.parsers.rst.directives.admonitions import Note
    from docutils.utils import new_document

    for name in _NOTES:
        directives.register_directive(name, Note)
    around, titled = _containers()
    for name in _AROUND:
        for domain in ("", *(f"{prefix}:" for prefix in _DOMAINS)):
            directives.register_directive(domain + name, around)
    for name in _TITLED:
        directives.register_directive(name, titled)
    parser = Parser(inliner=_plain())
    settings = get_default_settings(parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = new_document("", settings)
    parser.parse(text, document)
    return document


def _containers() -> tuple[type[Directive], type[Directive]]:
    """Directives that hold other blocks, with an argument that is no prose, and with one that is a title."""
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Options(dict[str, Callable[[str], str]]):
        """Any option, whatever its name."""

        def __getitem__(self, _name: str) -> Callable[[str], str]:
            return str

        def __bool__(self) -> bool:
            return True

    class Around(Directive):
        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = Options()

        def run(self) -> Sequence[nodes.Node]:
            found = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, found)
            return [found]

    class Titled(Around):
        def run(self) -> Sequence[nodes.Node]:
            title = self.arguments[0] if self.arguments else ""
            return [nodes.rubric(title, title), *super().run()]

    return Around, Titled


def _plain() -> Inliner:
    """Leaves inline markup as it is written, which is what is read here: docutils' own search for its ends takes the
    square of a paragraph's length.
    """
    from docutils import nodes
    from docutils.parsers.rst.states import Inliner

    def parse(text: str, *_place: object) -> tuple[list[nodes.Node], list[nodes.Node]]:
        return [nodes.Text(text)], []

    inliner = Inliner()
    # No class of its own: docutils takes its patterns from that.
    inliner.parse = parse  # type: ignore[method-assign, assignment]
    return inliner


def _is_message(node: nodes.Node) -> bool:
    """Whether a node is what docutils says of the text, and none of it."""
    from docutils import nodes

    above = node.parent
    while above is not None:
        if isinstance(above, nodes.system_message):
            return True
        above = above.parent
    return False


def _lines(text: str) -> list[Span]:
    """The lines of a file as docutils counts them, without their ends."""
    found = []
    at = 0
    for line in text.splitlines(keepends=True):
        found.append(Span(at, at + len(line.rstrip("\r\n"))))
        at += len(line)
    return found


def _placed(text: str, lines: Sequence[Span], raw: str, start: int) -> tuple[Anchored, int] | None:
    """The lines of a paragraph joined, each where it stands, and the number of the last; None where it is not found."""
    wanted = [line.strip() for line in raw.splitlines()]
    if not wanted or not wanted[0]:
        return None
    last = min(len(lines) - len(wanted), start + _FAR)
    for number in range(start, last + 1):
        if wanted[0] not in text[lines[number].start : lines[number].end]:
            continue
        places = list(_columns(text, lines[number : number + len(wanted)], wanted))
        if len(places) == len(wanted):
            piece = Anchored()
            for at, line in zip(places, wanted, strict=True):
                piece.space(at - 1)
                piece.add(line, at)
            return piece, number + len(wanted) - 1
    return None


def _columns(text: str, lines: Sequence[Span], wanted: Sequence[str]) -> Iterator[int]:
    for line, piece in zip(lines, wanted, strict=True):
        at = text.find(piece, line.start, line.end)
        if at < 0:
            return
        yield at
