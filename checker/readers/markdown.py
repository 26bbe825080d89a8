"""Markdown (CommonMark and tables) by markdown-it-py; prose only, and every character leads back to the file.

markdown-it says in which lines a block stands but not where an inline token does, so its inline rules are
watched: the place at which a rule begins is noted on the tokens that it makes. One module: blocks are cut by the places
that the parser is taught to note.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from checker.config import Config
from checker.plugins import reader
from checker.readers import brackets, cells, front_matter, ignores
from checker.readers.anchored import FILLER, Anchored, prose
from checker.readers.decoding import decode
from checker.readers.dialects import DROPPED, FILLED, painted
from checker.readers.front_matter import on_one_line
from checker.types import Block, Document, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TIP = re.compile(r"\]\((?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)[ \t\n]+[\"'(]")
"""What stands between the text of a link or image and its title."""
_DEFINED = re.compile(
    r"^[ ]{0,3}\[(?!\^)[^\[\]\n]{1,200}\]:[ \t]+(?!#|<>)\S+[ \t]+"
    r"(?:\"([^\"\n]+)\"|'([^'\n]+)'|\(([^()\n]+)\))[ \t]*\r?$",
    re.MULTILINE,
)
"""The definition of a link or image with a title; addresses that lead nowhere are how comments are written."""
_PARTS = re.compile(
    r"</?(?:address|article|aside|blockquote|center|d[dlt]|details|div|fig(?:caption|ure)|h[1-6]|hr|li|[ou]l|p|section|"
    r"summary|t(?:able|body|d|foot|h|head|r))\b",
    re.IGNORECASE,
)
"""A tag that ends the sentence before it, though it stands in a line of text."""
_FAR = 5_000
_LINE_END = re.compile(r"\r\n?|\n")
_RUN = re.compile(f"{DROPPED}+|{FILLED}+|[^{DROPPED}{FILLED}]+")
_AT = "at"
_STARTS = "starts of pending text"


@reader("mdx", suffixes=(".mdx",))
def read_mdx(path: str, data: bytes, config: Config) -> Document:
    """MDX: as Markdown, and the prose inside components; imports, expressions and tags are left out."""
    return _read(path, data, config, mdx=True)


@reader(
    "markdown", suffixes=(".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".mdwn", ".qmd", ".rmd")
)
def read(path: str, data: bytes, config: Config) -> Document:
    """Markdown: the prose of paragraphs, headings, items, cells, definitions, notes and image descriptions.

    Of HTML and front matter, the text and the titles are read. Code, formulas and addresses are left out; a name in
    code stays, other code inside a sentence becomes one U+FFFC. Admonitions, shortcodes and template tags leave their
    text; a file with components is MDX.
    """
    return _read(path, data, config, mdx=False)


def _read(path: str, data: bytes, config: Config, *, mdx: bool) -> Document:
    text, encoding = decode(data, path)
    front = front_matter.find(text)
    head = front.end() if front else 0
    body = painted(text[head:], mdx=mdx)
    visible = re.sub(r"[^\r\n]", " ", text[:head]) + body.text
    blocks: list[Block] = []
    code: list[Span] = []
    cursor = (-1, 0)
    lines = _lines(text)
    apart = _Apart(config.lang)
    for token in _parser(mdx).parse(visible, {_STARTS: {}}):
        if token.map is None:
            continue
        if token.type in ("fence", "code_block"):
            extent = _extent(lines, token.map)
            read = list(cells.captions(text, extent))
            blocks += read
            code += _but_for(read, extent)
        elif token.type == "html_block":
            extent = _extent(lines, token.map)
            if not apart.holds:
                blocks += _of_html(visible, extent, config.lang)
            apart.see(extent.of(visible))
        elif token.type == "inline" and not apart.holds:
            after = cursor[1] if cursor[0] == token.map[0] else 0
            places = _places(visible, lines, token, after)
            if places:
                end = _file(places, len(token.content) - 1) + 1
                cursor = (token.map[0], end)
                inline = _Inline(token.content, places, code, config.lang)
                blocks += _blocks(token.children or (), inline)
    seen = [Span(span.start + head, span.end + head) for span in body.attributes]
    seen += _defined(visible, code)
    blocks += [replace(on_one_line(text, span), aside=True) for span in seen]
    if front is not None:
        blocks += front_matter.blocks(text, front, {block.text for block in blocks})
    blocks.sort(key=lambda block: block.place(0))
    directives = ignores.outside(ignores.html_comments(text), code)
    found = tuple(blocks)
    return Document(
        path,
        text,
        found,
        config.lang,
        config.pivot,
        ignores=ignores.resolve(text, directives, found),
        encoding=encoding,
        declared_lang=front_matter.language(front) if front else None,
        code=tuple(sorted(code)),
    )


def _but_for(read: Iterable[Block], extent: Span) -> Iterator[Span]:
    """A piece of code without the texts in it that readers see, in order of their places."""
    at = extent.start
    for block in sorted(read, key=lambda block: block.place(0)):
        start = block.place(0)
        yield Span(at, start)
        at = max(block.place(len(block.text) - 1) + 1, start)
    yield Span(at, extent.end)


def _lines(text: str) -> list[Span]:
    """The lines of the file as markdown-it counts them, without their ends."""
    found = []
    at = 0
    for match in _LINE_END.finditer(text):
        found.append(Span(at, match.start()))
        at = match.end()
    return [*found, Span(at, len(text))]


def _extent(lines: Sequence[Span], map_: Sequence[int]) -> Span:
    last = min(max(map_[1] - 1, map_[0]), len(lines) - 1)
    return Span(lines[map_[0]].start, lines[last].end)


Places = list[tuple[int, int]]
"""Pairs (offset in an inline token's content, offset in the file) at which verbatim runs begin."""


def _places(text: str, lines: Sequence[Span], token: Token, after: int) -> Places:
    """Where the content of an inline token stands; empty where it cannot be found.

    What markdown-it takes off a line (quotation marks, list marks, indents) stands before its content, so each
    line of content is the tail of a line of the file; headings end with #'s, cells stand side by side.
    """
    assert token.map is not None
    content = token.content.split("\n")
    if len(content) == 1:
        line = lines[token.map[0]]
        raw = text[line.start : line.end]
        kept = content[0]
        if raw.rstrip().endswith(kept) and not after:
            return [(0, line.start + len(raw.rstrip()) - len(kept))] if kept else []
        return _cell(text, Span(max(line.start, after), line.end), kept)
    places: Places = []
    mine = 0
    for line, piece in zip(lines[token.map[0] :], content, strict=False):
        raw, kept = text[line.start : line.end].rstrip(), piece.strip()
        if not raw.endswith(kept):
            return []
        places.append(
            (mine, line.start + len(raw) - len(kept) - (len(piece) - len(piece.lstrip())))
        )
        mine += len(piece) + 1
    return places


def _cell(text: str, within: Span, content: str) -> Places:
    """Where a heading or the cell of a table stands in its line; `\\|` in the file is `|` in the content."""
    pattern = re.escape(content).replace(r"\|", r"\\?\|")
    match = re.compile(pattern).search(text, within.start, within.end) if content else None
    if match is None:
        return []
    places: Places = [(0, match.start())]
    at = match.start()
    for mine, char in enumerate(content):
        if text[at] == "\\" and char == "|":
            at += 1
            places.append((mine, at))
        at += 1
    return places


def _file(places: Places, offset: int) -> int:
    mine, file = places[bisect.bisect_right(places, offset, key=lambda place: place[0]) - 1]
    return file + offset - mine


@dataclass(frozen=True, slots=True)
class _Inline:
    """The content of an inline token, where it stands, and where its code is noted."""

    content: str
    places: Places
    code: list[Span]
    lang: str

    def file(self, at: int) -> int:
        """The place in the file of an offset in the content."""
        return _file(self.places, at)


def _blocks(tokens: Sequence[Token], inline: _Inline, shift: int = 0) -> Iterator[Block]:
    """The prose of an inline token, then the descriptions of its images, as blocks.

    One function: a case for each kind of token, all of which add to the same text.
    """
    content, places = inline.content, inline.places
    piece = Anchored()
    more: list[tuple[Token, int]] = []
    titles: list[Block] = []
    dropped = False
    left = _left_alone(tokens, inline.lang)
    for number, token in enumerate(tokens):
        at = token.meta.get(_AT, 0) + shift
        if number in left:
            if number == left[number][0]:
                last = tokens[left[number][1]]
                end = last.meta.get(_AT, 0) + shift + len(last.content)
                inner = [
                    (one, one.meta.get(_AT, 0) + shift)
                    for one in tokens[number + 1 : left[number][1]]
                ]
                _set_apart(piece, token, inner, Span(at, end), inline)
            continue
        if token.type == "text":
            spare = 0
            if dropped and piece.tail(1).isspace():  # white space on both sides of it is one
                spare = len(token.content) - len(token.content.lstrip())
            _verbatim(piece, token.content[spare:], at + spare, places)
        elif token.type == "text_special":
            if token.content[-1:] in (DROPPED, FILLED):
                _without_paint(piece, token.content, inline.file(at))
            else:
                piece.add(token.content, inline.file(at), len(token.markup))
        elif token.type in ("softbreak", "hardbreak"):
            piece.space(inline.file(min(at, len(content) - 1)))
        elif token.type == "code_inline":
            end = content.find(token.markup, at + len(token.markup)) + len(token.markup)
            inline.code.append(Span(inline.file(at), inline.file(max(end - 1, at)) + 1))
            spoken, begun = prose(token.content), piece.length
            where = content.find(spoken, at + len(token.markup), end)
            if where < 0:
                piece.add(spoken, inline.file(at), max(end - at, 2))
            else:
                piece.add(spoken, inline.file(where))
            piece.quoted(token.content, begun)
        elif token.type == "image":
            more.append((token, at + 2))
            if _says(tokens, number, -1) and _says(tokens, number, 1):
                piece.add(FILLER, inline.file(at), 2)
                titles += _tip(token, at, inline)
                dropped = False
                continue
        elif token.type == "html_inline" and token.content[:3].lower() == "<br":
            piece.space(inline.file(at))
        elif token.type == "html_inline":
            if _PARTS.match(token.content):
                yield from _done(piece)
                piece = Anchored()
            if "=" in token.content:
                more.append((token, at))
        titles += _tip(token, at, inline)
        dropped = token.type in ("image", "html_inline") or (dropped and not token.content)
    yield from _done(piece)
    for token, start in more:
        if token.type == "image":
            yield from _blocks(token.children or (), inline, start)
        else:
            yield from _attributes(token.content, start, inline)
    yield from titles


def _done(piece: Anchored) -> Iterator[Block]:
    text, anchors = piece.trimmed()
    if text:
        yield Block(text, anchors, codes=piece.placed())


def _tip(token: Token, at: int, inline: _Inline) -> Iterator[Block]:
    """The title of a link or an image, which is shown where a pointer rests; one of a single word is a name."""
    title = str(token.attrs.get("title", ""))
    if " " not in title or not any(char.isalpha() for char in title):
        return
    for match in _TIP.finditer(inline.content, at, at + _FAR):
        start = match.end()
        if (
            inline.content.startswith(title, start)
            and inline.file(start + len(title) - 1) == inline.file(start) + len(title) - 1
        ):
            yield Block(title, ((0, inline.file(start)),))
            return


def _defined(visible: str, code: Sequence[Span]) -> Iterator[Span]:
    """Titles of several words in definitions of links and images, outside code."""
    for match in _DEFINED.finditer(visible):
        span = Span(*match.span(match.lastindex or 0))
        if " " in span.of(visible).strip() and not any(span.overlaps(other) for other in code):
            yield span


def _says(tokens: Sequence[Token], number: int, step: int) -> bool:
    """Whether what stands beside an image on its line, links apart, is text."""
    number += step
    while 0 <= number < len(tokens):
        token = tokens[number]
        if token.content.strip() or token.type in ("softbreak", "hardbreak", "image"):
            return token.type == "text"
        number += step
    return False


def _left_alone(tokens: Sequence[Token], lang: str) -> dict[int, tuple[int, int]]:
    """Tokens of elements of HTML that are no prose, each with where its element begins and ends."""
    ends: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        if token.type == "html_inline" and token.content.startswith("</"):
            ends.setdefault(token.content[2:-1].strip().lower(), []).append(number)
    if not ends:
        return {}
    from checker.readers.html import set_apart

    found: dict[int, tuple[int, int]] = {}
    for number, token in enumerate(tokens):
        name = set_apart(token.content, lang) if token.type == "html_inline" else None
        after = ends.get(name or "", [])
        at = bisect.bisect_right(after, number)
        if name is not None and number not in found and at < len(after):
            found.update((inner, (number, after[at])) for inner in range(number, after[at] + 1))
    return found


def _set_apart(
    piece: Anchored,
    opening: Token,
    inner: Sequence[tuple[Token, int]],
    whole: Span,
    inline: _Inline,
) -> None:
    """What stands for an element that is no prose: a name in code as it is, else one U+FFFC."""
    inline.code.append(Span(inline.file(whole.start), inline.file(whole.end - 1) + 1))
    content = inner[0][0].content if len(inner) == 1 else ""
    apart = re.search(r"translate|lang|^<(?:math|svg)\b", opening.content) is not None
    if not apart and prose(content) == content:
        _verbatim(piece, content, inner[0][1], inline.places)
    else:
        piece.add(FILLER, inline.file(whole.start), 2)


def _attributes(tag: str, start: int, inline: _Inline) -> Iterator[Block]:
    """What people read in the attributes of a tag inside a paragraph."""
    from checker.readers.html import fragment

    for block in fragment(tag, inline.lang):
        anchors = tuple((mine, inline.file(start + there)) for mine, there in block.anchors)
        yield Block(block.text, anchors, aside=True)


_ELEMENT = re.compile(r"<(/?)([A-Za-z][\w-]*+)[^<>]*>")


@dataclass(slots=True)
class _Apart:
    """An element of HTML around blocks of Markdown that is another language's or not to be translated."""

    lang: str
    name: str = ""
    depth: int = 0

    @property
    def holds(self) -> bool:
        """Whether what comes next stands in such an element."""
        return self.depth > 0

    def see(self, html: str) -> None:
        """Go through the tags of a block of HTML."""
        from checker.readers.html import set_apart

        for match in _ELEMENT.finditer(html):
            name = match[2].lower()
            if self.depth and name == self.name:
                self.depth += -1 if match[1] else 1
                continue
            opens = not match[1] and not match.group().endswith("/>") and name not in _NEVER_APART
            if opens and not self.depth and set_apart(match.group(), self.lang):
                self.name, self.depth = name, 1


_NEVER_APART = frozenset(["code", "samp", "tt", "br", "img", "hr", "input"])


def _of_html(visible: str, extent: Span, lang: str) -> Iterator[Block]:
    """The prose of a block of HTML."""
    from checker.readers.html import fragment

    for block in fragment(extent.of(visible), lang):
        piece = Anchored()
        for run in _RUN.finditer(block.text):
            if run.group()[0] == FILLED:
                piece.add(FILLER, block.place(run.start()) + extent.start, 2)
            elif run.group()[0] != DROPPED:
                for at in range(*run.span()):
                    piece.add(block.text[at], block.place(at) + extent.start)
        text, anchors = piece.trimmed()
        if text:
            yield Block(text, anchors, aside=block.aside)


def _verbatim(piece: Anchored, text: str, at: int, places: Places) -> None:
    """Add a run of content, cut where the file has something between its characters."""
    first = bisect.bisect_right(places, at, key=lambda place: place[0])
    last = bisect.bisect_left(places, at + len(text), key=lambda place: place[0])
    cuts = [mine for mine, _file_offset in places[first:last]]
    for start, end in zip([at, *cuts], [*cuts, at + len(text)], strict=True):
        _without_paint(piece, text[start - at : end - at], _file(places, start))


def _without_paint(piece: Anchored, text: str, at: int) -> None:
    """Add a run as readers see it: nothing for what was painted over, or one character that stands for it."""
    for run in _RUN.finditer(text):
        found = run.group()
        if found[0] == FILLED:
            piece.add(FILLER, at + run.start(), max(len(found), 2))
        elif found[0] != DROPPED:
            tail = piece.tail(1)
            spare = len(found) - len(found.lstrip(" ")) if run.start() and tail.isspace() else 0
            piece.add(found[spare:], at + run.start() + spare)


def _parser(mdx: bool) -> MarkdownIt:
    """A CommonMark parser with tables that notes on every inline token where in the content it stands."""
    from markdown_it import MarkdownIt
    from markdown_it.parser_inline import ParserInline
    from mdit_py_plugins.deflist import deflist_plugin

    class Watched(ParserInline):
        def tokenize(self, state: StateInline) -> None:
            super().tokenize(state)
            if state.tokens and state.tokens[-1].type == "text":
                state.tokens[-1].meta.setdefault(_AT, state.env[_STARTS].get(id(state), 0))

    parser = MarkdownIt("commonmark")
    parser.inline = Watched()
    parser.helpers = cast("Any", brackets.helpers())
    parser.enable("table")
    parser.use(deflist_plugin)
    if mdx:
        parser.disable(["code", "html_block", "html_inline", "autolink"])
    # The rules that a commonmark parser has, the joining of texts left out: joined texts lose their places.
    parser.inline.ruler.disable(["linkify", "strikethrough"])
    parser.inline.ruler2.disable(["strikethrough", "fragments_join"])
    parser.core.ruler.disable("text_join")
    for name, rule in zip(
        parser.inline.ruler.get_active_rules(), parser.inline.ruler.getRules(""), strict=True
    ):
        parser.inline.ruler.at(name, _watched(rule))
    return parser


def _watched(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    def run(state: StateInline, silent: bool) -> bool:
        if silent:
            return rule(state, silent)
        before, count = state.pos, len(state.tokens)
        starts: dict[int, int] = state.env[_STARTS]
        waiting = bool(state.pending)
        if not waiting:
            starts[id(state)] = before
        pending = starts.get(id(state), before)
        done = rule(state, silent)
        place = before
        for token in state.tokens[count:]:
            if _AT in token.meta:
                continue
            if waiting and token.type == "text":
                token.meta[_AT] = pending  # text from before, which the rule's first push let go
                waiting = False
                continue
            token.meta[_AT] = place
            place += token.type == "link_open" and token.markup == "autolink"  # its <
            place += len(token.content) if token.type == "text" else 0
        return done

    return run
