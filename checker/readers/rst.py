"""reStructuredText: paragraphs, titles, terms and cells by docutils, found again in the file line by line.

docutils knows what is prose and what is a directive, a comment or code; where a paragraph stands it knows by its lines
only, so the text that it hands back is looked up from there on. Inline markup stays in the text, hidden from models
as in catalogues. What docutils is told of directives and what is read of its trees belong together: one module.
"""

from __future__ import annotations

import copy
import functools
import itertools
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from checker.config import Config
from checker.errors import BadInput
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import Anchored
from checker.readers.decoding import decode
from checker.types import Block, Document, Notice, Span

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.frontend import Values
    from docutils.parsers.rst.states import Inliner

_SYNTAX = ("rst",)
_NOTES = ("seealso", "versionadded", "versionchanged", "deprecated", "todo", "versionremoved")
"""Directives of Sphinx that are notes: all of one is prose."""
_ADMONITIONS = (
    "admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning",
)  # fmt: skip
_TITLED = ("dropdown", "tab-item", "tab", "card", "grid-item-card", "collapse", "details")
"""Directives whose argument is a title."""
_AROUND = (
    "only", "tab-set", "tabs", "grid", "grid-item", "glossary", "hlist", "function", "class", "method", "classmethod",
    "staticmethod", "attribute", "property", "data", "exception", "decorator", "module", "describe", "object", "option",
    "program", "envvar", "confval", "setting", "cmdoption", "index-entry", "rst-class",
)  # fmt: skip
"""Directives around prose whose argument is a name or a condition."""
_LABELLED = (
    "code-block", "sourcecode", "codeblock", "literalinclude", "highlight", "highlightlang", "index",
    "currentmodule", "currentlibrary", "productionlist", "graphviz", "digraph", "graph", "inheritance-diagram", "plot",
    "mermaid", "uml", "plantuml", "blockdiag", "tabularcolumns", "doctest", "testcode", "testsetup", "testcleanup",
    "testoutput", "code", "code-tab", "ipython", "jupyter-execute", "prompt", "program-output", "command-output",
    "click", "argparse", "bibliography", "sectionauthor", "codeauthor", "moduleauthor", "automodule", "autoclass",
    "autofunction", "automethod", "autoattribute", "autodata", "autoexception", "autosummary", "youtube", "vimeo",
    "video", "image",
)  # fmt: skip
"""Directives without prose but for options that people read: code, diagrams, what is generated."""
_READ_OPTIONS = ("caption", "alt")
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
_MOST_BLANK = 500
"""Blank lines, one after the other, that a file is read through."""
_ERROR = 3
"""From this level of docutils on, a message stands instead of what it is about."""
_DIRECTIVE = re.compile(
    r"\s*\.\. (?:\|[^|]*\| )?(?P<name>[^\s:][^\s]*?) ?::(?:[ \t]+(?P<title>.*))?"
)
_ENTRY = re.compile(r"\s*+(?P<title>\S(?:.*?\S)??)\s*+<[^<>]*>\s*")
"""Of a table of contents: `A title <page>`."""
_DESCRIPTION = re.compile(
    r"^:(?:(?:property|name)=\S*)?description\b[^:\n]*:[ \t]+(?P<text>\S.*(?:\n[ \t]+\S.*)*)",
    re.MULTILINE,
)
_OPTION = re.compile(r"\s+:[^:\s][^:]*:(?:\s.*)?")
_TITLE = re.compile(r"(?:[^\w\s]+\n)?.*\n([^\w\s])\1+\s*")
_EMPHASIS = re.compile(
    r"``.{1,500}?``|`[^`]{1,500}`"
    r"|(?<![\w*\\])(?P<mark>\*\*?)(?![\s*])(?:[^*]|(?<=\S)\*(?!\*)){0,500}?(?<![\s*\\])(?P=mark)(?![\w*])"
)
_SPOKEN = re.compile(r"(?::[\w:+.-]{1,80}:)?`[^`]*`_{0,2}|\*+")
_WORD = re.compile(r"[«“\"'(]*(?:[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+)[)»”\"'.,;:!?…]*|[«»:;!?–—-]")
_SENTENCE_END = re.compile(r"[^\W\d_)»”\"’`*] ?[.!?…:»)]+ *(?:\n\s*\n|\Z)")
_WORDED = 0.75
"""Share of words without digits and signs from which a stretch may be prose."""


@dataclass(slots=True)
class _Guide:
    """What was read of a file so far."""

    path: str
    text: str
    lines: Sequence[Span]
    blocks: list[Block] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    """What could not be read and may have held prose, with the lines where it stands, from 1."""
    cursor: int = 0
    """The line, from 0, of what was found last."""
    ends: dict[int, int] = field(default_factory=dict)
    """Where in a line, from 0, the last that was found ends: cells of a table stand in order."""

    def take(self, raw: str, line: int | None) -> None:
        """A paragraph as docutils hands it back, which begins at this line, from 1, or is the title above it."""
        wanted = [_pattern(kept) for part in raw.splitlines() if (kept := part.strip())]
        if not any(char.isalpha() for char in raw):
            return
        near = () if line is None else (line - 1, line - 2)
        behind = range(self.cursor, self.cursor + _FAR)
        before = range(max(self.cursor - _FAR, 0), self.cursor)
        for number in itertools.chain(near, behind, before):
            places = list(self._places(number, wanted))
            if len(places) == len(wanted):
                self._add(number, places)
                return
        self._missed(_("a paragraph that cannot be located in the file"), line)

    def _places(self, number: int, wanted: Sequence[re.Pattern[str]]) -> Iterator[Span]:
        for at, pattern in enumerate(wanted, start=number):
            if not 0 <= at < len(self.lines):
                return
            line = self.lines[at]
            found = pattern.search(self.text, self.ends.get(at, line.start), line.end)
            if found is None:
                return
            yield Span(*found.span())

    def _add(self, number: int, places: Sequence[Span]) -> None:
        piece = Anchored()
        marks = _emphasis(" ".join(place.of(self.text) for place in places))
        first = 0
        for at, place in enumerate(places, start=number):
            piece.space(place.start - 1)
            shift = place.start - first
            start = place.start
            for mark in marks:
                if first <= mark.start < first + place.end - place.start:
                    piece.add(self.text[start : mark.start + shift], start)
                    start = mark.end + shift
            piece.add(self.text[start : place.end], start)
            first += place.end - place.start + 1
            self.ends[at] = place.end
        self.cursor = number + len(places) - 1
        self.blocks.append(Block(*piece.trimmed(), syntax=_SYNTAX))

    def walk(self, tree: nodes.document, text: str, before: int) -> None:
        """Take all prose of a part of the file that begins after `before` lines."""
        from docutils import nodes

        for node in tree.findall():
            if isinstance(node, nodes.system_message) and node["level"] >= _ERROR:
                self._recover(node, text, before)
            elif _is_read(node):
                self.take(node.rawsource, before + node.line if node.line else None)

    def _recover(self, message: nodes.Element, whole: str, before: int) -> None:
        """Read what docutils gave up: the body of a directive that it does not know, a title where none may stand."""
        from docutils import nodes

        raw = next(
            (node.rawsource for node in message if isinstance(node, nodes.literal_block)), ""
        )
        line = before + int(message.get("line", 1))
        head, _end, rest = raw.partition("\n")
        directive = _DIRECTIVE.fullmatch(head)
        if directive is None:
            if len(raw) < len(whole) and _TITLE.fullmatch(raw):
                self.walk(_tree(raw), raw, line - 1)
            elif any(char.isalpha() for char in raw):
                self._missed(_("markup that is broken"), line)
            return
        title, (body, above) = directive["title"] or "", _body(rest)
        if not body and not title:
            return
        tree = _tree(body)
        inside = "\n\n".join(node.rawsource for node in tree.findall() if _is_read(node))
        if not inside or _is_prose(inside):
            if _is_prose(title) or (inside and _is_worded(title)):
                self.take(title, line)
            self.walk(tree, body, line + above)
        else:
            what = _("the directive “{name}”, which is unknown or malformed")
            self._missed(what.format(name=directive["name"]), line)

    def _missed(self, what: str, line: int | None) -> None:
        self.left_out.setdefault(what, []).append(line or self.cursor + 1)

    def notices(self) -> tuple[Notice, ...]:
        """What was left out, each kind once."""
        once = _("left out: {what}")
        often = _("left out, here and below: {what} (times: {count})")
        return tuple(
            Notice(
                self.path,
                "markup",
                (once if len(places) == 1 else often).format(what=what, count=len(places)),
                places[0],
            )
            for what, places in self.left_out.items()
        )


@reader("rst", suffixes=(".rst", ".rest"))
def read(path: str, data: bytes, config: Config) -> Document:
    """reStructuredText: a sentence of a paragraph, title, term or cell; directives that are no prose are left out.

    The body of a directive that nobody knows is read where it is prose; where not, a notice says what was left out.
    """
    text, encoding = decode(data, path)
    guide = _Guide(path, text, _lines(text))
    try:
        for part, before in _parts(text, guide.lines):
            guide.walk(_tree(part), part, before)
    except (RecursionError, ValueError, AttributeError, IndexError, KeyError) as error:
        # docutils lets out what its own code stumbles over.
        raise BadInput(
            _("{path}: is not reStructuredText that can be read: {error}").format(
                path=path, error=error
            )
        ) from None
    return Document(
        path,
        text,
        tuple(sorted(guide.blocks, key=lambda block: block.place(0))),
        config.lang,
        config.pivot,
        encoding=encoding,
        notices=guide.notices(),
    )


def _emphasis(text: str) -> list[Span]:
    """Where the asterisks of emphasis stand, which nobody reads; none inside literals and roles."""
    found = []
    for match in _EMPHASIS.finditer(text):
        if match["mark"]:
            found += [
                Span(*match.span("mark")),
                Span(match.end() - len(match["mark"]), match.end()),
            ]
    return found


def _body(text: str) -> tuple[str, int]:
    """What stands in a directive below its first line, without options and indent, and the lines above it."""
    lines = text.split("\n")
    marks = (at for at, line in enumerate(lines) if line.strip() and not _OPTION.fullmatch(line))
    first = next(marks, len(lines))
    return textwrap.dedent("\n".join(lines[first:])).rstrip("\n"), first


def _is_worded(text: str) -> bool:
    """Whether a text is several words, and no names of files or commands."""
    words = _SPOKEN.sub("x", text).split()
    return len(words) > 1 and sum(map(bool, map(_WORD.fullmatch, words))) >= _WORDED * len(words)


def _is_prose(text: str) -> bool:
    """Whether a text is words of which one ends a sentence."""
    return _is_worded(text) and _SENTENCE_END.search(text) is not None


def _tree(text: str) -> nodes.document:
    from docutils.parsers.rst import Parser
    from docutils.utils import new_document

    _register()
    document = new_document("", copy.copy(_settings()))
    Parser(inliner=_plain()).parse(text, document)
    return document


@functools.cache
def _settings() -> Values:
    """docutils' own settings, which it takes a millisecond to put together, with ours."""
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser

    settings = get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    return settings


@functools.cache
def _register() -> None:
    """Tell docutils of Sphinx's directives, and of options that it does not know at its own."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, states
    from docutils.parsers.rst.directives import admonitions, body, images, tables

    # docutils' own pattern, which looks at a run of spaces anew from each of them.
    states.Text.classifier_delimiter = re.compile(r"(?<! ) ++: +")

    class Options(dict[str, Callable[[str], object]]):
        """Any option, whatever its name."""

        def __missing__(self, _name: str) -> Callable[[str], object]:
            return str

        def __bool__(self) -> bool:
            return True

    def shown(options: Mapping[str, object], written: str) -> list[nodes.Node]:
        """What people read of the options that stand there: docutils adds the name of a substitution as `alt`."""
        inside = (str(options.get(name) or "") for name in _READ_OPTIONS if f":{name}:" in written)
        return [nodes.rubric(text, text) for text in inside if text]

    class Labelled(Directive):
        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = Options()

        def run(self) -> Sequence[nodes.Node]:
            return shown(self.options, self.block_text)

    class Contents(Labelled):
        """A table of contents, of which titles that its author has written before their page are read."""

        def run(self) -> Sequence[nodes.Node]:
            titles = (match["title"] for line in self.content if (match := _ENTRY.fullmatch(line)))
            return [*super().run(), *(nodes.rubric(title, title) for title in titles)]

    class Replace(Directive):
        """What stands for a name between bars."""

        has_content = True

        def run(self) -> Sequence[nodes.Node]:
            text = "\n".join(self.content)
            return [nodes.rubric(text, text)]

    class Described(Directive):
        """What search engines show of a page."""

        has_content = True

        def run(self) -> Sequence[nodes.Node]:
            found = (match["text"] for match in _DESCRIPTION.finditer("\n".join(self.content)))
            return [nodes.rubric(text, text) for text in found]

    class Around(Labelled):
        def run(self) -> Sequence[nodes.Node]:
            found = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, found)
            return [*super().run(), found]

    class Titled(Around):
        def run(self) -> Sequence[nodes.Node]:
            title = self.arguments[0] if self.arguments else ""
            return [nodes.rubric(title, title), *super().run()]

    class Figure(images.Figure):
        option_spec = Options(images.Figure.option_spec or {})

        def run(self) -> Sequence[nodes.Node]:
            return [*shown(self.options, self.block_text), *super().run()]

    def patient(known: type[Directive]) -> type[Directive]:
        return type(known.__name__, (known,), {"option_spec": Options(known.option_spec or {})})

    own: dict[str, type[Directive]] = {"figure": Figure}
    own |= {name: patient(getattr(admonitions, name.title())) for name in _ADMONITIONS}
    own |= dict.fromkeys(_NOTES, patient(admonitions.Note))
    own |= {"table": patient(tables.RSTTable), "list-table": patient(tables.ListTable)}
    own |= {"csv-table": patient(tables.CSVTable), "topic": patient(body.Topic)}
    own |= {"sidebar": patient(body.Sidebar), "container": Around}
    own |= {"toctree": Contents, "replace": Replace, "meta": Described}
    own |= dict.fromkeys(_LABELLED, Labelled) | dict.fromkeys(_TITLED, Titled)
    own |= {
        domain + name: Around
        for name in _AROUND
        for domain in ("", *(f"{prefix}:" for prefix in _DOMAINS))
    }
    for name, directive in own.items():
        directives.register_directive(name, directive)


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


def _is_read(node: nodes.Node) -> TypeGuard[nodes.Element]:
    """Whether a node is a stretch of prose, and not what docutils says of one."""
    from docutils import nodes

    read = (
        nodes.paragraph,
        nodes.title,
        nodes.term,
        nodes.caption,
        nodes.rubric,
        nodes.line,
        nodes.attribution,
    )
    above = node.parent if isinstance(node, read) else None
    while above is not None and not isinstance(above, nodes.system_message):
        above = above.parent
    return isinstance(node, read) and above is None


def _lines(text: str) -> list[Span]:
    """The lines of a file as docutils counts them, without their ends."""
    found = []
    at = 0
    for line in text.splitlines(keepends=True):
        found.append(Span(at, at + len(line.rstrip("\r\n"))))
        at += len(line)
    return found


def _parts(text: str, lines: Sequence[Span]) -> Iterator[tuple[str, int]]:
    """The file, cut where many blank lines follow each other, and the lines before each part.

    docutils takes them off the beginning of a directive one by one, each time moving what is left.
    """
    first = blank = 0
    for number, line in enumerate([*lines, Span(len(text), len(text))]):
        last = number == len(lines)
        if not last and not line.of(text).strip():
            blank += 1
            continue
        if last or blank >= _MOST_BLANK:
            cut = number - blank if blank >= _MOST_BLANK else number
            if first < cut:
                yield text[lines[first].start : lines[cut - 1].end], first
            first = number
        blank = 0


def _pattern(piece: str) -> re.Pattern[str]:
    """What finds a piece in its line, whose tabs docutils has turned into spaces; in no longer word."""
    words = r"[ \t\v\f]+".join(map(re.escape, piece.split()))
    before = r"(?<![^\W_])" if piece[0].isalnum() else ""
    behind = r"(?![^\W_])" if piece[-1].isalnum() else ""
    return re.compile(before + words + behind)
