"""What dialects of Markdown add to it, painted over with as many characters, so that places stay true.

MDX (imports, components, expressions), admonitions (GitHub's `[!NOTE]`, MkDocs' `!!!` and `///`, Docusaurus' `:::`,
MyST's fences, Nuxt's `::card`), what DocFX includes, shortcodes of Hugo, tags of Liquid and Jinja, macros of MkDocs
(`{* … *}`), formulas, footnotes, abbreviations, links of wikis, attribute lists, boxes of task lists, emoji by name,
citations and captions of Pandoc.
What goes without a trace becomes `DROPPED`, what stands for a text `FILLED`; a line with nothing else is left blank.
One module: what one pattern paints over another must not find, so the order of all of them is one decision.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.readers import front_matter
from checker.readers.anchored import prose
from checker.text.formulas import formulas
from checker.types import Span

DROPPED = "\ufdd0"
"""Painted over what readers do not see: a noncharacter, which no text holds."""
FILLED = "\ufdd1"
"""Painted over what a text will stand for."""

_PAINT = re.compile(f"[{DROPPED}{FILLED}]")
_BLANK = re.compile(rf"^[ \t>{DROPPED}{FILLED}]+$", re.MULTILINE)
_LONGEST = 5_000
"""Code points of a tag, expression or comment at most: an open brace does not swallow the file."""
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`](?:[^`]|`(?!\1)){0,2000}?(?<!`)\1(?!`)")
_MDX = re.compile(
    r"^(?:import\s[^\n]*\bfrom\s*['\"]|export\s+(?:const|default)\b)"
    r"|^[ \t]*</?[A-Z]\w*(?:\s[^<>\n]*)?>[ \t]*$"
    r"|^[ \t]*<[A-Z]\w*+[^<>\n]*>[^\n]*</[A-Z]\w*>[ \t]*$",
    re.MULTILINE,
)
_ESM = re.compile(r"^(?:import|export)\s(?:[^\n]+\n?)+", re.MULTILINE)
_VALUE = r"""(?:"[^"]{0,2000}"|'[^']{0,2000}'|\{[^{}]{0,5000}\})"""
_TAG = re.compile(
    rf"(?<!\\)</?(?:[A-Za-z][\w.:-]*(?:\s+(?:\{{[^{{}}]{{0,500}}\}}|[\w:.-]+(?:\s*=\s*{_VALUE})?))*\s*/?)?>"
)
_TEMPLATE = re.compile(
    r"\{%.{0,500}?%\}|\{\* .{0,500}? \*\}|\{\{[<%].{0,500}?[>%]\}\}|(?P<value>\{\{.{0,500}?\}\})",
    re.DOTALL,
)
_UNREAD = re.compile(
    r"\{%-?[ ]*(?P<tag>comment|highlight|codeblock|mermaid)\b.{0,5000}?\{%-?[ ]*end(?P=tag)[ ]*-?%\}"
    r"|\{\{[<%][ ]*(?P<code>highlight|mermaid|comment)\b.{0,5000}?\{\{[<%][ ]*/[ ]*(?P=code)[ ]*[>%]\}\}",
    re.DOTALL,
)
"""Comments and code between tags of templates."""
_OTHERWISE = re.compile(r"\{%-?[ ]*(?:else|elsif|elif|elseif|when)\b")
"""Where the text of another case begins: its words do not go on from those before."""
_HIDDEN = re.compile(
    r"(?<![\w%])(?<!\d\s)%%(?=\s|[^\W\d])(?![A-Z_]+%%)(?:[^%]|%(?!%)){1,2000}%%(?![\w%])"
)
"""A comment of Obsidian."""
_OF_MARKDOWN = re.compile(
    r"^[ \t]*<[a-z][\w-]*\s[^<>\n]{0,300}?\bmarkdown=[\"']?(?:1|block|span|true)\b[^<>\n]{0,300}>",
    re.MULTILINE,
)
"""A tag of HTML whose element holds Markdown, for kramdown and others."""
_SCRIPT = re.compile(r"^[ ]{0,3}<(script|style)\b[^<>\n]{0,500}>", re.MULTILINE)
"""Where a program of a page begins, whose imports and braces are not those of MDX."""
_CODE_ELEMENT = re.compile(
    r"<(code|samp|tt|var|pre)(?:\s[^<>]{0,200})?>(?P<inside>(?:[^<]|<(?!/\1>)){1,1000})</\1>"
)
_COMMENT = re.compile(r"<!--.{0,5000}?-->", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"\{:?[ \t]*[#.][^{}\n]{0,200}\}|\{:[^{}\n]{1,200}\}|(?<=[)\]`])\{[\w-]+=[^{}\n]{1,200}\}|(?<=`)\{[a-z][\w-]*\}"
)
_ESCAPED = re.compile(r"\\\{[^{}\n]{0,80}\}")
"""Braces that MDX shows as they are: an example of a placeholder, and none."""
_DEFINITION = re.compile(
    r"^(?:[ \t]*>)*[ ]{0,3}((?:\[\^[^\]\s]{1,60}\]|\*\[[^\]\n]{1,60}\]):)(?=\s)", re.MULTILINE
)
"""The beginning of a footnote or of an abbreviation's meaning, each a block as an item of a list is one."""
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_CITATION = re.compile(
    r"\[(?:[^\[\]\n@]{0,100}[\s-])?@[A-Za-z0-9_][\w:.#$%&+?<>~/-]{0,80}[^\[\]\n]{0,200}\](?![(\[{:])"
)
"""A citation of Pandoc."""
_SPAN = re.compile(r"(\[)[^\[\]\n]{1,300}(\])\{:?[ \t]*[#.][^{}\n]{0,200}\}")
"""A stretch with attributes."""
_CAPTION = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*\n\n?[ \t]*((?:Table)?:[ \t]+)(?=\S)", re.MULTILINE)
_INLINE_NOTE = re.compile(r"\^\[([^\[\]\n]{1,500})\]")
_WIKI = re.compile(
    r"(?<![\]\[!])(\[\[(?:[^\[\]\n|]{1,200}\|)?)(?![A-Z_]+\]\])[^\[\]\n|]{1,200}(\]\])(?![\[(:])"
)
_CONTENTS = re.compile(r"^[ \t]*\[\[?_?TOC_?\]\]?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_PAIRED = re.compile(r"(?<![\w~=])(~~|==)(?=[^\s~=])[^\n]{1,300}?(?<=[^\s~=])(\1)(?![\w~=])")
"""Text that is struck out or marked."""
_EMOJI = re.compile(r"(?<![\w:`}]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1|100|1234):(?![\w:`])")
_ROLE = re.compile(r"\{[a-zA-Z][\w:+.-]{0,40}\}(?=`)")
_COMMAND = re.compile(r"^\\[a-z]{3,20}(?:\{[^{}\n]{0,80}\})*[ \t]*$", re.MULTILINE)
"""A command of LaTeX alone on its line, for Pandoc."""
_FORMULA = re.compile(
    r"(?<![\\$])\$\$(?:[^$]|\$(?!\$)){1,2000}?\$\$(?!\$)"
    r"|(?<![\\$\w])\$(?=[^\s$])(?:[A-Za-z]|(?=[^$\n]*[\\^_={}<>+])[^$\n]{1,200}?)(?<=[^\s\\$])\$(?![$\w])"
)
_WORD = re.compile(r"[^\W\d_]")
_NEAR = 200
"""Code points before a component in which a word of its sentence is looked for."""
_KEYS = re.compile(r"(?<![+\w{])\+\+[\w-]+(?:\+[\w\"-]+)*\+\+(?![+\w}])")
"""Keys of a keyboard, for MkDocs: ++ctrl+alt+del++."""
_TARGETED = re.compile(r"(?<!!)\[\]\([^()\s]+\)")
"""A link whose text is made from what it leads to."""
_LABEL = re.compile(r"^\(ref:[\w-]+\)(?=[ \t])", re.MULTILINE)
"""The name of a text that captions of R Markdown refer to."""
_UNSEEN = re.compile(
    r"^[ \t]*-+8<-+(?:[ \t][^\n]*)?$|^[ \t]*<<<[ \t]+[@.~/][^\n]*$|^[*+-][ \t][^\n]*\n\{:[ \t]*toc\b[^}\n]*\}[ \t]*$",
    re.MULTILINE,
)
"""Lines in whose place something is put: a file of MkDocs or VitePress, a table of contents of kramdown."""
_MYST = re.compile(r"^(?:`{3,}|:{3,})\{[a-z]|^\([\w-]+\)=[ \t]*$", re.MULTILINE)
_MYST_LINE = re.compile(r"^(?:\([\w-]+\)=[ \t]*|%(?:[ \t][^\n]*)?|\+\+\+[^\n]*)$", re.MULTILINE)
"""Names of places, comments and breaks of MyST."""
_DOCFX = re.compile(
    r"\[!(?:include|code|div|video|embed|tab)[\w#+.-]{0,30}[ \t]?"
    r"(?:[^\[\]\n]{0,200}\]|(?:[ \t]*\[[^\[\]\n]{0,200}\]\([^()\n]{0,300}\)|[ \t]*\([^()\n]{0,300}\))[ \t]*\])",
    re.IGNORECASE,
)
"""What DocFX puts in the place of a line: another file, code, a video."""
_ANCHOR = re.compile(
    r"(?:(?<=[^\s^])[ \t]+|^)\^(?=[a-z\d-]*\d|[a-z]{3})[a-z\d][a-z\d-]{2,30}[ \t]*$", re.MULTILINE
)
"""The name of a paragraph for Obsidian, at its end."""
_NUXT = re.compile(
    r"^[ \t>]*::[a-z][\w-]{0,40}(?:\[[^\[\]\n]{0,200}\])?(?:\{[^{}\n]{0,500}\})?[ \t]*$"
    r"(?P<settings>\n[ \t]*---[ \t]*\n(?:(?![ \t]*---)[^\n]*\n){0,60}[ \t]*---[ \t]*$)?|^[ \t]*::[ \t]*$",
    re.MULTILINE,
)
"""The beginning of a component of Nuxt, with its settings in YAML, and its end."""
_NUXT_LABELLED = re.compile(
    r"(?<![\w:`/.])(:[a-z][a-z-]{1,40}\[)[^\[\]\n]{1,200}(\](?:\{[^{}\n]{0,200}\})?)(?!\()"
)
_NUXT_ALONE = re.compile(r"(?<![\w:`/.]):[a-z][a-z-]{1,40}\{[^{}\n]{0,200}\}")
"""Components of Nuxt inside a sentence: with a text, without one."""
_BOX = re.compile(r"^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)(\[[ xX]\])(?=[ \t])", re.MULTILINE)
_ALERT = re.compile(r"^[ \t]*(?:>[ \t]*)+(\[!\w{1,20}\][+-]?)", re.MULTILINE)
_ADMONITION = re.compile(
    r"^[ \t]*(?P<mark>(?:!!!|\?\?\?\+?|===[+!]?) )(?P<kind>[\w-]++(?: [\w -]*+)?)?"
    r"(?:\"(?P<title>[^\"\n]*)\")?[ \t]*$",
    re.MULTILINE,
)
_DIRECTIVE = re.compile(
    r"^[ \t>]*(?P<mark>:{3,6})(?P<kind>[ \t]*+(?:\{[\w:-]{1,40}\}|[\w-]*+)[ \t]*+)"
    r"(?:\[(?P<label>[^\]\n]*)\]|(?P<title>[^{}\[\n]*+))(?P<rest>\{[^{}\n]*\})?[ \t]*$",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"^[ \t>]*(?P<mark>/{3,6})(?P<kind>[ \t]*+[\w-]*+[ \t]*+)(?P<rest>\|)?(?P<label>(?!))?(?P<title>(?<=\|)[^\n]*)?$",
    re.MULTILINE,
)
_WORDED_VALUE = r"""(?:"([^"{}<>]*[^\W\d_][^"{}<>]*)"|'([^'{}<>]*[^\W\d_][^'{}<>]*)')"""
_READ = re.compile(
    r"\b(?:title|subtitle|label|alt|caption|summary|description|heading|header|tooltip|tip|placeholder|content|text)="
    rf"(?:{_WORDED_VALUE}|\{{\s*{_WORDED_VALUE}\s*\}})"
)
"""Attributes of components and shortcodes whose values readers see."""
_OF_A_TAB = re.compile(
    rf"<Tab(?:Item|Panel|Pane)?\s[^<>]{{0,500}}?\b(?:name|tab)={_WORDED_VALUE}"
    rf"|\b(?:label|title):\s*{_WORDED_VALUE}"
)
"""What a tab is called, by its own attribute or in a list of all."""
_LISTED = re.compile(r"\b(?:items|labels|titles|tabs)=\{\s*\[([^{}<>\[\]]{1,2000})\]\s*\}")
"""The names of all tabs in a list."""
_LIST_ITEM = re.compile(_WORDED_VALUE)
_TEXT = re.compile(r"""\stext="([^"{}<>\n]*[^\W\d_][^"{}<>\n]*)\"""")
"""What a shortcode puts into the sentence around it."""
_SHORTCODE = re.compile(r"\{\{[<%][ ]*+(?!(?:rel)?ref\b)")
_UNNAMED = re.compile(r'(?<=\s)"([^\W\d_][^"{}<>=\n]*\s[^"{}<>=\n]*)"')
"""An argument of a shortcode without a name that is a title: it has several words."""
_FENCED_PROSE = re.compile(
    r"\{(?:note|warning|tip|important|hint|caution|attention|danger|error|seealso|admonition|dropdown|card|sidebar|"
    r"margin|epigraph|topic|details|tab-set|tab-item|grid|grid-item|grid-item-card|versionadded|versionchanged|"
    r"deprecated|figure)\}(?P<title>[^\n`]*)"
)
"""Directives of MyST that hold prose between fences."""
_WITHOUT_TITLE = ("{figure}", "{image}", "{include}", "{iframe}", "{video}")
_OPTION = re.compile(r"[ \t>]*:[\w-]+:[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Painted:
    """A text as plain Markdown, as long as before, and where attributes of components hold texts for readers."""

    text: str
    attributes: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Canvas:
    """A text, where its code stands, and its characters as they are painted over."""

    text: str
    code: list[tuple[int, int]]
    chars: list[str]

    def paint(self, start: int, end: int, char: str = DROPPED) -> None:
        """Paint over a stretch, line ends left."""
        for at in range(start, end):
            if self.chars[at] not in "\r\n":
                self.chars[at] = char

    def free(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What a pattern finds outside code."""
        return (m for m in pattern.finditer(self.text) if not _inside(self.code, m.start()))

    def hide(self, what: re.Pattern[str] | Iterable[tuple[int, int]], char: str) -> None:
        """Paint over stretches, or what a pattern finds, in which nothing else is looked for then."""
        if isinstance(what, re.Pattern):
            what = (match.span() for match in what.finditer(self.text))
        for start, end in what:
            if not _inside(self.code, start):
                self.paint(start, end, char)
                bisect.insort(self.code, (start, end))


def painted(text: str, *, mdx: bool) -> Painted:
    """The text without what dialects add. A file with imports or components is MDX, whatever its name."""
    fences = list(_prose_fences(text))
    canvas = _Canvas(text, _code(text, fences), list(text))
    canvas.hide(_scripts(text), " ")
    mdx = mdx or any(True for _match in canvas.free(_MDX))
    canvas.hide(_UNREAD, " ")
    canvas.hide(_HIDDEN, DROPPED)
    canvas.hide(_FORMULA, FILLED)
    canvas.hide(((span.start, span.end) for span in formulas(text)), FILLED)
    attributes = _components(canvas) if mdx else []
    for match in canvas.free(_TEMPLATE):
        if canvas.chars[match.start()] not in (DROPPED, FILLED):  # a value of a tag
            attributes += _template(canvas, match)
    for match in canvas.free(_INLINE_NOTE):
        attributes.append(Span(*match.span(1)))
        canvas.paint(*match.span())
    for match in canvas.free(_ATTRIBUTES):
        attributes += _read(text, match)
    traceless = [_OF_MARKDOWN, _ATTRIBUTES, _FOOTNOTE, _EMOJI, _CONTENTS, _COMMAND, _LABEL, _UNSEEN]
    traceless += [_DOCFX, _ANCHOR]
    traceless += [] if mdx else [_ROLE]
    traceless += [_MYST_LINE] if _MYST.search(text) else []
    for pattern in traceless:
        for match in canvas.free(pattern):
            canvas.paint(*match.span())
    for match in canvas.free(_NUXT):
        attributes += front_matter.titles(text, Span(*match.span()))
        canvas.paint(*match.span())
    for pattern in (_CITATION, _KEYS, _TARGETED, _NUXT_ALONE):
        for match in canvas.free(pattern):
            canvas.paint(*match.span(), FILLED)
    for pattern in (_WIKI, _PAIRED, _SPAN, _NUXT_LABELLED):
        for match in canvas.free(pattern):
            canvas.paint(*match.span(1))
            canvas.paint(*match.span(2))
    for match in canvas.free(_CAPTION):
        canvas.paint(*match.span(1))
    for match in canvas.free(_DIRECTIVE):
        attributes += _read(text, match)
    _blocks(canvas)
    for fence in fences:
        _fence(text, fence, canvas.chars)
    return Painted(_blank("".join(canvas.chars)), tuple(attributes))


def _template(canvas: _Canvas, match: re.Match[str]) -> list[Span]:
    """Paint over a tag of a template but for a text that it puts into the sentence; where it holds other texts."""
    tag, (start, end) = match.group(), match.span()
    silent = match["value"] is None or tag.startswith("{{/*")
    inside = _TEXT.search(canvas.text, start, end) if silent else None
    low, high = inside.span(1) if inside else (end, end)
    canvas.paint(start, low, DROPPED if silent else FILLED)
    canvas.paint(high, end)
    if _OTHERWISE.match(tag):
        canvas.chars[start] = " "
    read = [span for span in _read(canvas.text, match) if span.start != low]
    if _SHORTCODE.match(tag):
        read += [Span(*found.span(1)) for found in _UNNAMED.finditer(canvas.text, start, end)]
    return read


def _scripts(text: str) -> Iterator[tuple[int, int]]:
    """Where programs and styles of a page stand; one that is never closed is none, and ends the search."""
    at = 0
    while (opening := _SCRIPT.search(text, at)) is not None:
        end = text.find(f"</{opening[1]}>", opening.end())
        if end < 0:
            return
        at = end + len(opening[1]) + 3
        yield opening.start(), at


def _components(canvas: _Canvas) -> list[Span]:
    """Paint over what MDX adds; where attributes of its components hold texts."""
    text, code = canvas.text, canvas.code
    attributes: list[Span] = []
    canvas.hide(_COMMENT, DROPPED)
    elements = list(canvas.free(_CODE_ELEMENT))
    canvas.hide((m.span("inside") for m in elements if prose(m["inside"]) != m["inside"]), FILLED)
    canvas.hide(_ESCAPED, FILLED)
    canvas.hide(_ESM, " ")
    pairs = _braces(text, code)
    for start, end in pairs:
        if text[start - 1 : start] != "=":
            canvas.paint(start, end, DROPPED if _silent(text[start + 1 : end - 1]) else FILLED)
    for match in _tags(text, pairs, code):
        if match.end() - match.start() <= _LONGEST:
            attributes += _read(text, match)
            attributes += _tabs(text, Span(*match.span()))
            # What stands alone inside a sentence shows something there: « Cliquez sur <Icon />. »
            line = text[max(match.start() - _NEAR, 0) : match.start()].rpartition("\n")[2]
            tag = match.group()
            shows = tag.endswith("/>") and tag[1].isupper() and _WORD.search(line)
            canvas.paint(*match.span(), FILLED if shows else DROPPED)
    return attributes


def _tabs(text: str, tag: Span) -> Iterator[Span]:
    """What the tabs are called that a tag of a component names."""
    if not text.startswith("Tab", tag.start + 1):
        return
    listed = (found.span(1) for found in _LISTED.finditer(text, tag.start, tag.end))
    names = [m for start, end in listed for m in _LIST_ITEM.finditer(text, start, end)]
    for match in (*_OF_A_TAB.finditer(text, tag.start, tag.end), *names):
        yield Span(*match.span(match.lastindex or 0))


def _blocks(canvas: _Canvas) -> None:
    """Paint over what begins a block, so that it is one for Markdown too."""
    text, chars = canvas.text, canvas.chars
    for match in canvas.free(_DEFINITION):
        canvas.paint(*match.span(1))
        chars[match.start(1) : match.start(1) + 2] = "* "
    for match in canvas.free(_BOX):
        canvas.paint(*match.span(2))
    for match in canvas.free(_ALERT):
        canvas.paint(*match.span(1))
        if text[match.end() : text.find("\n", match.end())].strip():
            chars[match.start(1) : match.start(1) + 2] = "# "  # a title of its own
    for match in canvas.free(_ADMONITION):
        _admonition(match, chars)
    for pattern in (_DIRECTIVE, _BLOCK):
        for match in canvas.free(pattern):
            _directive(match, chars)


def _admonition(match: re.Match[str], chars: list[str]) -> None:
    """`!!! note "Title"` becomes an item of a list, in which text that is indented by four stands."""
    start = match.start("mark")
    kept = range(*match.span("title")) if match["title"] else range(0)
    for at in range(start, match.end()):
        if at not in kept:
            chars[at] = DROPPED
    # The title is a heading, so that what follows is another paragraph.
    chars[start : start + 5] = "*  # " if match["title"] else "*    "[: match.end() - start]


def _directive(match: re.Match[str], chars: list[str]) -> None:
    """`:::note[Title]` becomes a heading, which no paragraph swallows; without a title, a blank line."""
    name = "label" if match["label"] else "title"
    title = (match[name] or "").strip()
    start, end = match.span()
    start = match.start("mark")
    if "{" in match["kind"]:  # of MyST, whose options stand below
        at = end + 1
        while option := _OPTION.match(match.string, at):
            chars[at : option.end()] = [char if char == "\n" else " " for char in option.group()]
            at = option.end()
    if not title or match["kind"].strip() in _WITHOUT_TITLE:
        chars[start:end] = " " * (end - start)
        return
    marks = len(match["mark"])
    low, high = match.span(name)
    if low - start < marks + 1:
        return
    chars[start : start + marks + 1] = "#" * marks + " "
    for at in (*range(start + marks + 1, low), *range(high, end)):
        chars[at] = DROPPED


def _blank(text: str) -> str:
    """Lines of nothing but painted characters are blank, so that they part the blocks around them."""
    return _BLANK.sub(lambda match: _PAINT.sub(" ", match.group()), text)


def _inside(code: list[tuple[int, int]], at: int) -> bool:
    index = bisect.bisect_right(code, at, key=lambda span: span[0]) - 1
    return index >= 0 and at < code[index][1]


@dataclass(frozen=True, slots=True)
class _Fence:
    """A directive of MyST between fences: its first line, what of that is a title, and its last line."""

    first: Span
    title: Span
    last: Span


def _prose_fences(text: str) -> Iterator[_Fence]:
    """The directives between fences that hold prose, those inside other fences left out."""
    at = 0
    ends: set[int] = set()
    while opening := _FENCE.search(text, at):
        end = text.find("\n", opening.end())
        end = len(text) if end < 0 else end
        if opening.start() in ends:
            at = end
            continue
        named = _FENCED_PROSE.match(text, opening.end(), end)
        close = _closing(text, opening)
        if named is None:
            at = close.end() if close else len(text)
            continue
        if close is None:
            return
        at = end
        ends.add(close.start())
        first, last = Span(opening.start(1), end), Span(close.start(), close.end())
        yield _Fence(first, Span(*named.span("title")), last)


def _fence(text: str, fence: _Fence, chars: list[str]) -> None:
    """The title becomes a heading, the options and the fences go."""
    title = fence.title
    heading = title.of(text)
    at = min(fence.first.end + 1, len(text))
    while option := _OPTION.match(text, at):
        at = option.end()
    for span in (Span(fence.first.start, at), fence.last):
        for place in range(span.start, span.end):
            if chars[place] not in "\r\n" and not (
                heading.strip() and title.start <= place < title.end
            ):
                chars[place] = " "
    if heading.strip():
        start = fence.first.start
        chars[start : title.start] = "# ".ljust(title.start - start, DROPPED)


def _closing(text: str, opening: re.Match[str]) -> re.Match[str] | None:
    mark, marks = opening[1][0], len(opening[1])
    end = re.compile(rf"^[ \t>]*{mark}{{{marks}}}[`~]*[ \t]*$", re.MULTILINE)
    return end.search(
        text, text.find("\n", opening.end()) if "\n" in text[opening.end() :] else len(text)
    )


def _code(text: str, prose: Sequence[_Fence]) -> list[tuple[int, int]]:
    """Where fenced code and code spans stand, in order; fences of `prose` are none."""
    chars = list(text)
    for fence in prose:
        for span in (fence.first, fence.last):
            chars[span.start : span.end] = " " * (span.end - span.start)
    text = "".join(chars)
    found: list[tuple[int, int]] = []
    at = 0
    while opening := _FENCE.search(text, at):
        end = _closing(text, opening)
        stop = end.end() if end else len(text)
        found.append((opening.start(1), stop))
        at = stop
    fences, spans = found, []
    start = 0
    for low, high in [*fences, (len(text), len(text))]:
        for paragraph in re.finditer(r"(?:[^\n]+\n?)+", text[start:low]):
            spans += [
                (start + paragraph.start() + match.start(), start + paragraph.start() + match.end())
                for match in _CODE.finditer(paragraph.group())
            ]
        start = high
    return sorted(fences + spans)


def _read(text: str, match: re.Match[str]) -> list[Span]:
    """What readers see of the attributes of a component or shortcode."""
    return [
        Span(*found.span(found.lastindex or 0)) for found in _READ.finditer(text, *match.span())
    ]


def _tags(
    text: str, braces: list[tuple[int, int]], code: list[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    """The tags of components; what stands in braces, tags, functions and braces among it, hides none of them."""
    plain = list(text)
    for start, end in braces:
        plain[start + 1 : end - 1] = "_" * (end - start - 2)
    return (match for match in _TAG.finditer("".join(plain)) if not _inside(code, match.start()))


def _silent(inside: str) -> bool:
    """Whether an expression leaves no text on the page: a comment, an empty string, an object spread."""
    inside = inside.strip()
    return not inside or inside.startswith(("/*", "#", "...", "'", '"'))


def _braces(text: str, code: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The outermost pairs of braces outside code, in order."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in re.finditer(r"\\.|[{}]", text):
        at = match.start()
        if len(match.group()) > 1 or _inside(code, at):
            continue
        if match.group() == "{":
            opened.append(at)
        elif opened:
            start = opened.pop()
            if at - start <= _LONGEST:
                while pairs and pairs[-1][0] > start:
                    pairs.pop()
                pairs.append((start, at + 1))
    return pairs
