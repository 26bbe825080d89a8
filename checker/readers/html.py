"""HTML and XHTML: the text that a reader of the page sees, each character with its place in the file.

The standard html.parser is the one parser at hand that reports where everything stands (lxml and html5lib
keep lines at most); tags that are not closed do no harm, because only their names and order are used. What is told
apart (code, drawings, other languages, attributes) is told in one walk through the tags, so this is one module.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from checker.config import Config
from checker.errors import BadInput
from checker.languages import primary
from checker.messages import _
from checker.plugins import reader
from checker.readers import front_matter, ignores
from checker.readers.anchored import FILLER, Anchored, prose
from checker.readers.decoding import decode, without_halves
from checker.types import Block, Document, Span

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w:.-]+)", re.IGNORECASE)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("area base br col embed hr img input link meta source track wbr")
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr img ruby rb rt rp rtc output meter progress picture nobr"
)
_CODE = _names("code kbd samp var tt math svg")
_DRAWN = _names("math svg")
"""Code of which no part is a name in the sentence."""
_HIDDEN = _names(
    "script style template noscript iframe object audio video canvas map head textarea nav pre listing xmp "
    "rt rp"
)
_MOST_UNFINISHED = 100
_CLOSED_BY_THEIR_LIKE = _names("p li td th tr dt dd")
_SHOWN_IN_HEAD = "title"
_HEAD = _names("head title meta link base script style noscript template object")
_UNSEEN = _INLINE | _CODE | {"script", "style", "template", "source"}
"""Elements that may stand inside a sentence."""
_CONTROLS = _names("button label")
"""Elements that do where a paragraph is around them, as an element of the page's own does."""
_TEMPLATE = re.compile(
    r"\{%[-+]?[ \w].{0,300}?%\}|<%[-=]?[ \w].{0,300}?%>"
    r"|<[\w-]{1,60}\s(?:(?:[^<>\"']|\"[^\"<>]{0,500}\"|'[^'<>]{0,500}'){0,500}?\s)?"
    r"(?:v-[a-z]+|[@:][a-z]|\*ng[A-Z]|ng-[a-z]|x-(?:data|bind|text|for|if)\b)"
)
"""What only a template has, which is filled in before anybody reads the page."""
_WHOLE = re.compile(
    r"(?:>\s{0,200}|=\")(?:\$\{[\w.]{1,80}\}|\{\{[^{}\n]{1,80}\}\})(?:\s{0,200}<|\")"
)
"""A text or an attribute that is nothing but a placeholder; a page with several is a template too."""
_UNREAD = re.compile(
    r"\{\#(?:(?!\{\#).){0,5000}?\#\}|<%(?:--|\#)(?:(?!<%).){0,5000}?%>|\{\{!(?:(?!\{\{!).){0,5000}?\}\}"
    r"|\{%-?[ ]*comment\b(?:(?!\{%-?[ ]*comment).){0,5000}?\{%-?[ ]*endcomment[ ]*-?%\}",
    re.DOTALL,
)
"""Comments of templates: Jinja and Twig, Liquid and Django, ERB and JSP, Handlebars."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_READ_ATTRIBUTES = _names(
    "alt title placeholder aria-label aria-description aria-placeholder aria-roledescription aria-valuetext"
)
_LABELLED_WITHOUT_TEXT = _names("textarea iframe object audio video canvas")
"""Elements whose content nobody reads and whose attributes people do."""
_KEPT = "kept hidden"
"""Noted at elements that are open: left alone, as another language's or not to be translated."""
_LABELLED = _names("optgroup option track")
_BUTTONS = _names("submit button reset")
"""Attributes that people see, or hear read aloud."""
_DESCRIPTIONS = _names("description og:description og:title twitter:description twitter:title")
"""What a `meta` element may be called whose content search engines and other sites show."""
_VALUE = re.compile(r"""[\s"'/]([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_NAME = re.compile(r"<([A-Za-z][\w-]*)")
_SPOKEN = _names("code samp tt")
_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);?")
_NOTE = re.compile(r"\s*[\[(]?(?:\d{1,3}|[a-z]|[ivx]{2,5}|[*†‡§¶]{1,3})[\])]?\s*")
"""What refers to a note: a number, a letter or a sign."""
_SIGNED = re.compile(r"\s*(?:\[.*\]|[*†‡§¶]+)\s*")
"""What does so in a raised position without being a link: a number there may be a power."""
_NOTES = frozenset(["doc-noteref", "noteref"])
_SAYS = re.compile(r"[^\W\d_]\s|^[^\W\d_]+\s?[:.!?…]*$")
"""Several words or one are a text; a file's name, an address or a key is none."""


@reader("html", suffixes=(".html", ".htm", ".xhtml"))
def read(path: str, data: bytes, config: Config) -> Document:
    """HTML: the title and the text of the page; scripts, styles, menus and code are left out.

    Attributes that people read (alt, title, placeholder, aria-label, the page's description) are texts of their own.
    Where the page has an article or main element, only what is inside it counts. A name in code stays in its
    sentence, other code becomes one U+FFFC; so does what is marked as another language's or as not to be translated.
    """
    declared = _CHARSET.search(data[:4096])
    text, encoding = decode(data, path, declared[1].decode("ascii") if declared else None)
    front = front_matter.find(text)
    seen = text if front is None else _blank(front) + text[front.end() :]
    page = _Page(text, config.lang)
    try:
        page.feed(_bounded(_UNREAD.sub(_blank, seen)))
        page.close()
    except (AssertionError, RecursionError) as error:
        raise BadInput(
            _("{path}: is not HTML that can be read: {error}").format(path=path, error=error)
        ) from None
    page.end_block()
    shown = [block for block, inside in page.blocks if inside or not page.has_article]
    shown += front_matter.blocks(text, front, {block.text for block in shown}) if front else []
    blocks = tuple(sorted(shown, key=lambda block: block.place(0)))
    directives = ignores.outside(ignores.html_comments(text), page.code)
    return Document(
        path,
        text,
        blocks,
        config.lang,
        config.pivot,
        ignores=ignores.resolve(text, directives, blocks, page.inside),
        encoding=encoding,
        declared_lang=page.declared_lang or (front_matter.language(front) if front else None),
        code=tuple(sorted(page.code)),
    )


def _blank(match: re.Match[str]) -> str:
    """As much white space, the lines kept."""
    return re.sub(r"[^\r\n]", " ", match.group())


def fragment(text: str, lang: str) -> tuple[Block, ...]:
    """What people read in a piece of HTML inside another text; offsets are those of the piece."""
    page = _Page(text, lang)
    page.feed(_bounded(text))
    page.close()
    page.end_block()
    return tuple(
        sorted((block for block, _inside in page.blocks), key=lambda block: block.place(0))
    )


def set_apart(tag: str, lang: str) -> str | None:
    """The name of the element that a tag opens, if it is code, or another language's, or not to be translated."""
    name = _NAME.match(tag)
    if name is None:
        return None
    named = {match[1].lower(): match[2] or match[3] or match[4] for match in _VALUE.finditer(tag)}
    found = name[1].lower()
    return found if found in _SPOKEN | _DRAWN or _is_left_alone(found, named, lang) else None


def _is_left_alone(tag: str, named: Mapping[str, str | None], lang: str) -> bool:
    """Whether an element says that its text is not to be translated, or is in another language."""
    if named.get("translate") == "no" or "notranslate" in (named.get("class") or "").split():
        return True
    own_tag = named.get("lang") or named.get("xml:lang")
    return bool(own_tag) and tag not in ("html", "body") and primary(own_tag or "") != primary(lang)


def _bounded(text: str) -> str:
    """The text up to where nothing but unfinished tags or an unfinished comment follows.

    The standard parser looks for the end of each of them through the rest of the file, which takes quadratic time.
    """
    for opening, closing in (("<!--", "-->"), ("<", ">")):
        end = text.rfind(closing) + 1
        if text.count(opening, end) > _MOST_UNFINISHED:
            text = text[: text.find(opening, end)]
    return text


@dataclass(slots=True)
class _Raised:
    """A link inside the page or a raised piece of text that is open: it may be the reference to a note."""

    depth: int
    piece: Anchored
    length: int
    raised: bool
    linked: bool
    named: bool
    """It says itself that it is one."""

    def is_note(self) -> bool:
        """Whether what stands in it is the mark of a note, in a text."""
        ending = self.piece.tail(self.piece.length - self.length)
        if not self.length or not _NOTE.fullmatch(ending):
            return False
        return self.named or (self.raised and (self.linked or bool(_SIGNED.fullmatch(ending))))


class _Page(HTMLParser):
    """Gathers the blocks of a page while the parser walks through it."""

    def __init__(self, text: str, lang: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lang = lang
        self.whole = text
        several = len(list(itertools.islice(_WHOLE.finditer(text), 2))) > 1
        self.syntax = ("template",) if several or _TEMPLATE.search(text) else ()
        self.lines = [0]
        for match in re.finditer("\n", text):
            self.lines.append(match.end())
        self.open: list[str] = []
        self.names: Counter[str] = Counter()
        self.hidden = 0
        self.spoken_code: tuple[int, int, Anchored] | None = None
        self.is_name = False
        self.icon: tuple[int, int] | None = None
        self.note: _Raised | None = None
        self.piece = Anchored()
        self.blocks: list[tuple[Block, bool]] = []
        self.code: list[Span] = []
        self.has_article = False
        self.inside: set[int] = set()
        self.declared_lang: str | None = None

    def here(self) -> int:
        """Offset in the file of what the parser reports now."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def end_block(self) -> None:
        """Close the block that was being gathered."""
        text, anchors = self.piece.trimmed()
        codes = self.piece.placed()
        self.piece = Anchored()
        self.icon = None
        if text.strip(FILLER):
            names = self.names
            inside = names["article"] or names["main"] or names["title"]
            block = Block(text, anchors, syntax=self.syntax, codes=codes)
            self.blocks.append((block, bool(inside)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element; a block element ends the block before it.

        One function: each question may be the last, and their order counts.
        """
        if self.names["head"] and tag not in _HEAD:
            self.handle_endtag("head")  # its end tag may be left out
        if tag == "br":
            self.piece.space(self.here())
        elif not self.is_inside(tag):
            self.end_block()
        if tag in _VOID:
            self.read_attributes(tag, dict(attrs))
            return
        if tag in _CLOSED_BY_THEIR_LIKE and self.open and self.open[-1].split(" ", 1)[0] == tag:
            self.handle_endtag(tag)
        named = dict(attrs)
        if tag in ("html", "body"):
            self.declared_lang = named.get("lang") or named.get("xml:lang") or self.declared_lang
        self.names[tag] += 1
        kept = _is_left_alone(tag, named, self.lang)
        if self.hidden and not kept and self.is_ours_again(tag, named):
            self.open.append(f"{tag} shown {self.hidden}")
            self.hidden = 0
            return
        inline = tag in _INLINE | _CODE
        if tag in _HIDDEN or named.get("hidden", False) is None or (kept and not inline):
            if tag in _LABELLED_WITHOUT_TEXT and not kept:
                self.read_attributes(tag, named)
            self.hidden += 1
            self.open.append(f"{tag} {_KEPT if kept else 'hidden'}")
            return
        if not kept:
            self.read_attributes(tag, named)
        self.has_article |= tag in ("article", "main")
        self.open.append(tag)
        self.begin_note(tag, named)
        if (kept or tag in _CODE) and self.spoken_code is None and inline:
            self.spoken_code = (len(self.open), self.here(), Anchored())
            self.is_name = not kept and tag not in _DRAWN

    def begin_note(self, tag: str, named: Mapping[str, str | None]) -> None:
        """Note an element that may be the reference to a note, or what one inside another adds to that."""
        linked = tag == "a" and (named.get("href") or "").startswith("#")
        if not linked and tag != "sup":
            return
        named_note = linked and bool(_NOTES & {named.get("role"), named.get("epub:type")})
        outer = self.note
        if outer is not None and outer.piece is self.piece:
            outer.raised, outer.linked = outer.raised or tag == "sup", outer.linked or linked
            outer.named |= named_note
        else:
            depth = len(self.open)
            self.note = _Raised(
                depth, self.piece, self.piece.length, tag == "sup", linked, named_note
            )

    def is_inside(self, tag: str) -> bool:
        """Whether an element stands inside a sentence: by its name, in a drawing, or in a paragraph."""
        drawn = any(self.names[name] for name in _DRAWN)
        return tag in _UNSEEN or drawn or (("-" in tag or tag in _CONTROLS) and self.names["p"] > 0)

    def is_ours_again(self, tag: str, named: Mapping[str, str | None]) -> bool:
        """Whether an element inside one that is left alone says that its own text is to be read."""
        lang = named.get("lang") or named.get("xml:lang")
        if tag in _HIDDEN or not (lang or named.get("translate") in ("yes", "")):
            return False
        return all(name.endswith(_KEPT) for name in self.open if name.endswith("hidden"))

    def read_attributes(self, tag: str, named: Mapping[str, str | None]) -> None:
        """Texts in the attributes of an element, each a block of its own."""
        described = tag == "meta" and (named.get("name") or named.get("property")) in _DESCRIPTIONS
        wanted = {"content"} if described else _READ_ATTRIBUTES
        if tag in _LABELLED:
            wanted = wanted | {"label"}
        elif tag == "input" and named.get("type") in _BUTTONS:
            wanted = wanted | {"value"}
        elif tag == "table":
            wanted = wanted | {"summary"}
        if (self.hidden and not described) or self.spoken_code or not wanted & named.keys():
            return
        if _is_left_alone(tag, named, self.lang):
            return
        raw, start = self.get_starttag_text() or "", self.here()
        inside = described or self.names["article"] or self.names["main"]
        for match in _VALUE.finditer(raw):
            group = next(number for number in (2, 3, 4) if match[number] is not None)
            if match[1].lower() in wanted and _SAYS.search(match[group]):
                text, anchors = _attribute(match[group], start + match.start(group)).trimmed()
                if text:
                    self.blocks.append(
                        (Block(text, anchors, syntax=self.syntax, aside=True), bool(inside))
                    )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element closed at once, as XHTML writes `<br/>`."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element and whatever was left open inside it."""
        if not self.names[tag]:
            if tag == "p":
                self.end_block()
            return
        depth = len(self.open)
        while self.open[depth - 1].split(" ", 1)[0] != tag:
            depth -= 1
        if self.spoken_code is not None and self.spoken_code[0] >= depth:
            self.end_code()
        if not self.is_inside(tag):
            self.end_block()
        closed = self.open[depth - 1 :]
        for name in reversed(closed):
            if name.endswith("hidden"):
                self.hidden -= 1
            elif " shown " in name:
                self.hidden = int(name.rsplit(" ", 1)[1])
        self.names.subtract(name.split(" ", 1)[0] for name in closed)
        del self.open[depth - 1 :]
        if self.note is not None and len(self.open) < self.note.depth:
            if self.note.piece is self.piece and self.note.is_note():
                self.piece.without(self.note.length)
            self.note = None

    def end_code(self) -> None:
        """Put what stands for a piece of code into its sentence."""
        assert self.spoken_code is not None
        depth, start, code = self.spoken_code
        drawing = self.open[depth - 1]
        self.spoken_code = None
        if self.hidden:
            return
        end = self.here()
        self.code.append(Span(start, end))
        text, anchors = code.trimmed()
        spoken, begun = prose(text) if self.is_name else FILLER, self.piece.length
        if spoken == text:
            ends = [mine for mine, _file in anchors[1:]]
            for (mine, file), stop in zip(anchors, [*ends, len(text)], strict=True):
                self.piece.add(text[mine:stop], file)
        elif drawing != "svg":
            self.piece.add(spoken, start, max(end - start, 2))
        elif self.piece.text:
            self.icon = (start, max(end - start, 2))
        if self.is_name and text:
            self.piece.quoted(text, begun)

    def handle_comment(self, data: str) -> None:
        """Note whether the comment stands in a block or before the next one."""
        if self.piece.tail(2).strip():
            self.inside.add(self.here())

    def handle_data(self, data: str) -> None:
        """Text as it stands; white space of any length is one space."""
        if self.shown():
            into = self.into(data)
            at = self.here()
            last = 0
            for match in _SPACE.finditer(data):
                into.add(data[last : match.start()], at + last)
                if into.parts and into.parts[-1][-1] not in " \t\r\n\f":
                    into.add(" ", at + match.start())
                last = match.end()
            into.add(data[last:], at + last)

    def into(self, text: str) -> Anchored:
        """What text that stands here is added to; a drawing before it turns out to stand inside a sentence."""
        if self.spoken_code is not None:
            return self.spoken_code[2]
        if self.icon is not None and text.strip():
            self.piece.add(FILLER, *self.icon)
            self.icon = None
        return self.piece

    def shown(self) -> bool:
        """Whether a reader of the page sees text that stands here."""
        if not self.hidden:
            return True
        return self.hidden == 1 and bool(self.names["head"] and self.names[_SHOWN_IN_HEAD])

    def handle_entityref(self, name: str) -> None:
        """A named character: `&eacute;`."""
        self.reference("&" + name)

    def handle_charref(self, name: str) -> None:
        """A numbered character: `&#233;`."""
        self.reference("&#" + name)

    def reference(self, raw: str) -> None:
        """Add the character that a reference names; its place is where the reference begins."""
        if not self.shown():
            return
        at = self.here()
        if self.whole.startswith(";", at + len(raw)):
            raw += ";"
        text = unescape(raw)
        into = self.into(text)
        if text == raw:
            into.add(text, at)
        else:
            into.add(without_halves(text), at, len(raw))


def _attribute(raw: str, start: int) -> Anchored:
    """The text of an attribute's value that begins at `start` of the file."""
    text = Anchored()
    last = 0
    for match in _REFERENCE.finditer(raw):
        text.add(raw[last : match.start()], start + last)
        unescaped = without_halves(unescape(match.group()))
        if unescaped == match.group():
            text.add(unescaped, start + match.start())
        else:
            text.add(unescaped, start + match.start(), len(match.group()))
        last = match.end()
    text.add(raw[last:], start + last)
    return text
