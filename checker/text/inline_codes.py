"""Inline codes: what stands in a text for a program and not for a reader, each with what must stay the same.

Every style by its own definition: printf (ISO C, with POSIX's numbered arguments), Python's `%` and `str.format`, ICU
MessageFormat, Ruby, i18next, Qt, .NET, shell, Liquid, Jinja and Handlebars, Fluent, Javadoc;
the elements of HTML and XLIFF;
roles, literals and links of reStructuredText by its rules for where inline markup is recognised; formulas of TeX
between the delimiters that MathJax and KaTeX read.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterator
from typing import Final

import regex

from checker.text import icu_messages
from checker.text.formulas import formulas
from checker.types import CodeKind, InlineCode, Span

FILLER: Final = "\ufffc"
"""What readers put where the file has an element for which no text stands."""
QUOTED: Final = "code"
"""The style of code that a reader found in an element for it (Markdown's backquotes, `<code>`)."""
STAND_IN: Final = "X"
"""What a model reads in place of a placeholder: a name that translation models copy."""
_PRINTF: Final = frozenset(
    f"{name}-format"
    for name in ("c", "objc", "php", "python", "perl", "gcc-internal", "awk", "lua")
)
"""Flags of gettext under which every conversion of printf counts."""
UNFLAGGED: Final = ("message",)
"""`Block.syntax` of a program's string of which nothing more is known."""
MEDIAWIKI: Final = "mediawiki-format"
"""`Block.syntax` of MediaWiki and jquery.i18n, whose parameters are `$1`, `$2`, …"""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HTML: Final = _names(
    "a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite "
    "code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main "
    "map mark menu meta meter nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s "
    "samp script section select slot small source span strike strong style sub summary sup svg table tbody td "
    "template textarea tfoot th thead time title tr track tt u ul var video wbr"
)
"""The elements of HTML, with those that older pages still have."""
VOID: Final = _names("area base br col embed hr img input link meta source track wbr x bx ex ph")
"""Elements of HTML and XLIFF that have no end."""
_APART: Final = _names(
    "br hr p li dt dd div td th tr ul ol dl table img h1 h2 h3 h4 h5 h6 blockquote section article option"
)
"""Elements that part the words on their two sides."""
_XLIFF: Final = _names("g x bx ex bpt ept ph it mrk pc sc ec")

_TEXT_ROLES: Final = _names(
    "term abbr guilabel menuselection samp file kbd dfn sub sup subscript superscript emphasis strong title title- "
    "reference command program"
)
"""Roles whose content is for readers, so that a translation may change it."""

# What may stand before and after inline markup of reStructuredText.
_BEFORE_RST = r"(?<![^\s'\"(\[{<\-/:\p{Ps}\p{Pi}\p{Pf}\p{Pd}])"
_AFTER_RST = r"(?![^\s'\")\]}>\-/\\:.,;!?\p{Pe}\p{Pi}\p{Pf}\p{Pd}\p{Po}])"
_RST = rf"""
  (?P<role>{_BEFORE_RST}:(?P<role_name>[a-zA-Z][\w+.:-]{{0,60}}):`(?P<role_text>[^`]{{1,300}})`{_AFTER_RST})
| (?P<literal>{_BEFORE_RST}``(?!\s)(?P<literal_text>(?:[^`]|`(?!`)){{1,300}}?)(?<!\s)``{_AFTER_RST})
| (?P<link>{_BEFORE_RST}`(?P<link_text>[^`<]{{0,200}})(?:<[^<>`]{{1,300}}>)?`__?{_AFTER_RST})
| (?P<bars>{_BEFORE_RST}\|\p{{Ll}}[\w.-]{{0,60}}(?:\s[\w.-]{{1,60}}){{0,3}}\|_{{0,2}}{_AFTER_RST})
"""
# Without the space flag of C: "% d" is far more often a damaged "%d".
_CONVERSION = (
    r"[-+0\#']*(?:\d{1,3}|\*)?(?:\.(?:\d{1,3}|\*)?)?(?:hh|h|ll|l|q|L|j|z|t)?"
    r"(?P<conversion>[diouxXeEfFgGaAcCsSpr@])"
)
_UNIT = r"(?=(?:px|em|pt|ms|min|[hmsx]|[kKMG]i?[bB])(?!\p{L}))"
_LONE = rf"(?<![\d%])%(?P<argument>\d{{1,2}}\$)?{_CONVERSION}(?:(?!\p{{L}})|{_UNIT})"
_DECLARED = rf"%(?P<argument>\d{{1,2}}\$)?{_CONVERSION}"
_PLACEHOLDERS = r"""
  (?P<statement>\{%[-+]?(?P<inside>[^{}]{0,300}?)[-+]?%\})
| (?P<erb><%[-=\#]?(?P<inside>[^<>]{1,300}?)-?%>)
| (?P<linked>(?<![\w@])@(?:\.\w+)?:(?:\((?P<inside>[\w.-]{1,80})\)|(?P<inside>\w[\w-]*(?:\.[\w-]+){0,8})))
| (?P<javadoc>\{@(?P<inside>\p{L}\w*(?:\s[^{}\n]{0,200})?)\})
| (?P<handlebars>(?<!\{)\{\{\{(?!\{)(?P<inside>[^{}]{1,300}?)\}\}\}(?!\}))
| (?P<mustache>(?<!\{)\{\{(?!\{)(?P<inside>[^{}]{1,300}?)\}\}(?!\}))
| (?P<dollar>\$\{(?P<inside>[^{}\n]{1,100})\})
| (?P<hash>\#\{(?P<inside>[^{}\n]{1,60})\})
| (?P<ruby>%\{(?P<inside>[^{}\n]{1,60})\}|%<(?P<inside>\w{1,60})>)
| (?P<nested>\$tc?\((?P<inside>[^()\n]{1,100})\))
| (?P<python>%\((?P<inside>[^()\n%]{1,60})\)[-+0\# ]*\d{0,3}(?:\.\d{1,3})?(?P<type>[diouxXeEfFgGcrsa]))
| (?P<fluent>\{\s*(?P<inside>\$[\w-]{1,60}|-[a-z][\w-]{0,60}|[A-Z]{2,20}\([^(){}\n]{0,100}\)
      |"(?:[^"\\\n]|\\.){0,40}")\s*\})
| (?P<brace>(?<!\{)\{\s?(?P<inside>\p{L}[\w.\[\]-]{0,60}|_\w{0,60}|\d{1,2})?\s?(?:![rsa])?
      (?:,\s{0,2}(?:number|date|time|spellout|ordinal|duration|list)(?:\s?,[^{}\n]{1,60})?
        |,-?\d{1,3}(?::[^{}\n]{0,40})?
        |:[^{}\s][^{}\n]{0,40})?\}(?!\}))
| (?P<wiki>\[\[(?!(?:PLACEHOLDER|INSERT|NAME|TODO|XXX)\]\])(?P<inside>[^\[\]\n|]{1,100})
      (?:\|(?P<wiki_text>[^\[\]\n]{1,100}))?\]\])
| (?P<marked>%%[A-Z_]{2,30}%%|__[A-Z][A-Z0-9_]{1,30}__|\[\[?(?:PLACEHOLDER|INSERT|NAME|TODO|XXX)\]\]?)
| (?P<framed>(?<![\w%])%(?P<inside>[\p{L}_][\w.-]{1,60})%(?![\w%]))
| (?P<escaped>%%)
| (?P<qt>(?<![\d%])%L?(?P<inside>[1-9]\d?(?![\d$]|\.\d)|n(?!\p{L})))
| (?P<printf>PRINTF)
| (?P<webext>\$(?P<inside>[A-Za-z_]\w{0,60})\$)
| (?P<shell>(?<![\w$\\])\$(?P<inside>[A-Za-z_]\w{0,60}))
| (?P<emoji>(?<![\w:]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1):(?![\w:`]))
| (?P<colon>(?<![^\s("«]):(?P<inside>[a-z]\w{1,40})(?![\w:`]))
"""
_BOARD = (
    r"(?P<board>(?:(?<![\w\])])\[|\[/)(?P<board_name>b|i|u|s|url|img|color|size|font|quote|code|list|center|email)"
    r"(?P<board_value>(?:=[^\[\]\n]{0,100})?)\])"
)
"""Tags of bulletin boards, in which everything else in square brackets is text."""
_TAG = r"(?P<tag></?(?P<name>\p{L}[\w:.-]{0,40}|\d{1,3})(?P<attributes>(?:\s[^<>]{0,500}?)?)\s?/?>)"
_NOT_OF_AN_ADDRESS = r"""(?!(?<=://[^\s<>"']{0,300})%[0-9A-F]{2})"""
"""What stands before a conversion: an address writes “:” as “%3A”."""


_DECLARED_ALONE: Final = {
    "boost-format": r"(?P<boost>%\d{1,2}%|%\|[^|\n%]{1,20}\|)",
    "scheme-format": r"(?P<tilde>~(?:\d{1,3}(?:,\d{1,3})?)?[asdxobcASDXOBC])",
    "lisp-format": r"(?P<tilde>~(?:\d{1,3})?[asdxobcASDXOBC])",
    "gcc-internal-format": (
        r"(?P<printf>%(?P<argument>\d{1,2}\$)?[qlwHz+\#]{0,4}(?P<conversion>[ADEFTVKPRJSX])(?!\p{Ll}))"
    ),
    MEDIAWIKI: r"(?P<numbered>\$[1-9]\d?(?!\d|[.,]\d))",
}
"""What stands for a value in texts of these formats alone."""


@functools.cache
def _pattern(declared: bool, braces: bool, own: tuple[str, ...] = ()) -> regex.Pattern[str]:
    """All codes of one text; where printf is declared, a conversion needs no end of a word behind it.

    Where Python's braces are declared, the sign before them in "job #{id}" is one of the text. `own` are the codes that
    only its format has.
    """
    placeholders = _PLACEHOLDERS.replace("PRINTF", _DECLARED if declared else _LONE)
    if _DECLARED_ALONE[MEDIAWIKI] in own:  # "{{PLURAL:$1|file|files}}" holds texts
        placeholders = placeholders.replace("(?P<mustache>", r"(?P<mustache>(?!\{\{[^{}|:]*[|:])")
    placeholders = "|".join([*own, placeholders])
    if braces:
        placeholders = placeholders.replace("(?P<hash>", "(?P<hash>(?!)")
    if declared:  # "%5d" is a number five wide, and no fifth argument of Qt
        placeholders = placeholders.replace("(?P<qt>", "(?P<qt>(?!)")
    else:
        for style in ("(?P<qt>", "(?P<printf>"):
            placeholders = placeholders.replace(style, style + _NOT_OF_AN_ADDRESS)
    return regex.compile(f"{_RST}|{placeholders}|{_BOARD}|{_TAG}", regex.VERBOSE | regex.VERSION1)


_STYLES = tuple(
    name
    for name in regex.findall(
        r"\(\?P<(\w+)>", f"{''.join(_DECLARED_ALONE.values())}{_RST}{_PLACEHOLDERS}{_BOARD}{_TAG}"
    )
    if name not in ("inside", "type", "name", "attributes") and "_" not in name
)
_SIGNS = re.compile(r"[<{%$`:@_\[#\\|~]")
"""Without one of these nothing is an inline code."""
_TIME = regex.compile(r"%[-_0^#]?[YmBHMIybjZ](?!\w)")
"""Parts of a date by strftime, in whose presence no `%d` is a placeholder."""
_KEYS = {
    "&": regex.compile(r"(?:(?<![\w&])&(?=[\p{L}\p{N}])|(?<=\p{L})&(?=\p{Ll}))(?![\w#]{1,31};)"),
    "_": regex.compile(
        r"(?<![\w_/.])_(?=[\p{L}\p{N}])(?![^\s_]*_)|(?<=\b\p{Lu}\p{Ll}{0,8})_(?=\p{Ll})"
    ),
    "~": regex.compile(r"(?<![\w~/])~(?=\p{L})|(?<=\p{L})~(?=\p{Ll})"),
}
"""Where a sign makes the letter after it a key: `&` of Windows and Qt, `_` of GTK, `~` of LibreOffice."""
_MARKED = {sign: regex.compile(rf"{sign}(?=[\p{{L}}\p{{N}}])(?!\w{{1,31}};)") for sign in "&_~"}
_MAY_HIDE = re.compile(f"[{FILLER}{''.join(_KEYS)}]")
_ADDRESS = regex.compile(r"(?<!\S)[^\s:]{1,20}+://\S+")
_LABEL = 8
"""Words that a text with an access key has at most: it is a label."""


def find(text: str, syntax: Collection[str] = ()) -> tuple[InlineCode, ...]:
    """The inline codes of a text in order, those in the attributes of a tag after it.

    `syntax` is what the format says of the text (`Block.syntax`): under gettext's `c-format` every conversion counts,
    under `no-c-format` none.
    """
    return _found(text, frozenset(syntax)) if _SIGNS.search(text) else ()


def access_keys(text: str, sign: str) -> tuple[Span, ...]:
    """Where `sign` (`&`, `_` or `~`) makes the next letter a key; a text longer than a label has none."""
    if sign not in text or len(text.split()) > _LABEL:
        return ()
    return _outside_codes(text, _KEYS[sign])


def marked_keys(text: str, sign: str) -> tuple[Span, ...]:
    """Where `sign` stands before a letter of a text that should have a key, be it in the middle of a word."""
    return _outside_codes(text, _MARKED[sign])


def _outside_codes(text: str, pattern: regex.Pattern[str]) -> tuple[Span, ...]:
    """Where a pattern matches, but for inline codes and addresses."""
    taken = [code.span for code in find(text)]
    taken += [Span(*match.span()) for match in _ADDRESS.finditer(text)]
    found = (Span(*match.span()) for match in pattern.finditer(text))
    return tuple(span for span in found if not any(span.overlaps(other) for other in taken))


def masks(text: str) -> list[tuple[Span, str]]:
    """What a model must not read, each with what it reads instead; in order, none overlapping another."""
    found: list[tuple[Span, str]] = []
    codes = find(text)
    if not codes and not _MAY_HIDE.search(text):
        return found
    for code in codes:
        hidden = code.kind in (CodeKind.PLACEHOLDER, CodeKind.MARKUP)
        instead = STAND_IN if hidden else " " if code.key.strip("</>") in _APART else ""
        if code.readable is None:
            found.append((code.span, instead))
        else:
            found.append((Span(code.span.start, code.readable.start), ""))
            found.append((Span(code.readable.end, code.span.end), ""))
    if FILLER in text:
        found += [(Span(i, i + 1), STAND_IN) for i, char in enumerate(text) if char == FILLER]
    for sign in _KEYS:
        keys = access_keys(text, sign)
        found += [(keys[0], "")] if len(keys) == 1 else []
    out: list[tuple[Span, str]] = []
    for span, instead in sorted(found):
        if not out or span.start >= out[-1][0].end:
            out.append((span, instead))
    return out


def is_message(text: str) -> bool:
    """Whether a text is several in one, by ICU's plural or select: nothing that a model could read."""
    return "{" in text and any(code.style == "message" for code in find(text))


@functools.lru_cache(maxsize=4096)
def _found(text: str, syntax: frozenset[str]) -> tuple[InlineCode, ...]:
    codes = list(icu_messages.codes(text))
    codes += [
        InlineCode(CodeKind.MARKUP, r"\(…\)", span, span.of(text), "formula", counted=True)
        for span in formulas(text)
    ]
    visible = list(text)
    for code in codes:
        start, end = code.span.start, code.span.end
        visible[start:end] = "\0" * (end - start)
    codes += _plain("".join(visible), syntax)
    return tuple(sorted(codes, key=lambda code: (code.span.start, -code.span.end)))


def _plain(text: str, syntax: frozenset[str], base: int = 0) -> Iterator[InlineCode]:
    """The codes of a text that is not several in one; `base` is its place in what it was cut out of."""
    declared = not syntax.isdisjoint(_PRINTF)
    no_printf = not declared and (
        _TIME.search(text) is not None or any(name.startswith("no-") for name in syntax)
    )
    paired, boards = _paired(text), _boards(text)
    counters: dict[str, Iterator[int]] = {
        "printf": itertools.count(1),
        "brace": itertools.count(0),
    }
    own = tuple(pattern for name, pattern in _DECLARED_ALONE.items() if name in syntax)
    pattern = _pattern(declared, "python-brace-format" in syntax, own)
    styles = [name for name in _STYLES if name in pattern.groupindex]
    at = 0
    while match := pattern.search(text, at):
        at = match.end()
        style = next(name for name in styles if match[name] is not None)
        span = Span(base + match.start(), base + match.end())
        if style == "escaped" or (style == "printf" and no_printf):
            continue
        if style == "tag":
            name = match["name"].lower()
            if name not in HTML and name not in _XLIFF and name not in paired:
                at = match.start() + 1
                continue
            end = "/" if match.group().startswith("</") else ""
            yield InlineCode(CodeKind.TAG, f"<{end}{name}>", span, match.group(), style)
            yield from _plain(match["attributes"], syntax, base + match.start("attributes"))
        elif style == "board":
            name = match["board_name"]
            if name not in boards:
                at = match.start() + 1
                continue
            end = "/" if match.group()[1] == "/" else ""
            yield InlineCode(CodeKind.TAG, f"<{end}[{name}]>", span, match.group(), "tag")
            yield from _plain(match["board_value"], syntax, base + match.start("board_value"))
        elif style in ("role", "literal", "link", "wiki"):
            yield _markup(match, style, span, base)
        else:
            key = _key(match, style, counters)
            counted = style in ("statement", "erb")
            yield InlineCode(CodeKind.PLACEHOLDER, key, span, match.group(), style, counted)


def _paired(text: str) -> frozenset[str]:
    """Names of elements that are opened and closed in the text: `<bold>…</bold>`, `<0>…</0>`."""
    if "</" not in text:
        return frozenset()
    opened: set[str] = set()
    closed: set[str] = set()
    for match in regex.finditer(_TAG, text):
        (closed if match.group()[1] == "/" else opened).add(match["name"].lower())
    return frozenset(opened & closed)


def _boards(text: str) -> frozenset[str]:
    """Names of tags of bulletin boards that are opened and closed in the text: `[b]…[/b]`."""
    if "[/" not in text:
        return frozenset()
    found = [
        (match.group()[1] == "/", match["board_name"]) for match in regex.finditer(_BOARD, text)
    ]
    return frozenset(name for closes, name in found if closes and (False, name) in found)


def _key(match: regex.Match[str], style: str, counters: dict[str, Iterator[int]]) -> str:
    """What must be the same in the translation, written as the style writes it most simply."""
    inside = "".join((match["inside"] or "").split())
    if style == "printf":
        number = match["argument"] or f"{next(counters['printf'])}$"
        return f"%{number}{match['conversion'].replace('i', 'd')}"
    if style == "brace":
        return f"{{{inside or next(counters['brace'])}}}"
    if style == "python":
        return f"%({match['inside']}){match['type'].replace('i', 'd')}"
    if style == "nested":
        return f"$t({inside.partition(',')[0]})"
    if style == "javadoc":  # what a link is called is for readers
        parts = match["inside"].split()
        kept = parts[:2] if parts[0].startswith("link") else parts
        return f"{{@{' '.join(kept)}}}"
    if style in ("statement", "erb", "mustache", "handlebars"):
        return f"{match.group()[:2]}{inside}"
    frame = {
        "dollar": "${%s}",
        "hash": "#{%s}",
        "ruby": "%%{%s}",
        "qt": "%%%s",
        "fluent": "{%s}",
        "linked": "@:%s",
    }
    return frame[style] % inside if style in frame else match.group()


def _markup(match: regex.Match[str], style: str, span: Span, base: int) -> InlineCode:
    if style == "wiki":
        label = "wiki_text" if match["wiki_text"] is not None else "inside"
        readable = Span(base + match.start(label), base + match.end(label))
        return InlineCode(CodeKind.MARKUP, "[[…]]", span, match.group(), style, False, readable)
    text = match[f"{style}_text"]
    start = base + match.start(f"{style}_text")
    whole = Span(start, start + len(text))
    if style == "literal":
        return InlineCode(CodeKind.MARKUP, f"``{text}``", span, match.group(), style)
    if style == "link":
        return InlineCode(CodeKind.MARKUP, "`…`_", span, match.group(), style, True, whole)
    name = match["role_name"].rsplit(":", 1)[-1]
    title, angle, target = text.rpartition("<")
    targeted = bool(angle) and target.endswith(">")
    readable = Span(start, start + len(title.rstrip())) if targeted else whole
    # A target that begins with `!` is none: Sphinx then makes no reference, and the name is free.
    if name in _TEXT_ROLES or text.startswith("!"):
        return InlineCode(CodeKind.MARKUP, f":{name}:", span, match.group(), style, True, readable)
    if targeted:
        key = f":{name}:`{target[:-1]}`"
        return InlineCode(CodeKind.MARKUP, key, span, match.group(), style, False, readable)
    # `~` and `!` only choose what is shown of a name, a dot where it is looked for.
    key = f":{name}:`{text.lstrip('~.').replace('!', '').removesuffix('()')}`"
    return InlineCode(CodeKind.MARKUP, key, span, match.group(), style)
