"""Markup: handles, addresses, tags, entities and placeholders that translation broke or left behind."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import passages
from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.text.inline_codes import find
from checker.types import Case, CodeKind, Hit, Severity, Span

_HANDLE = regex.compile(r"(?<![\w@.])[@#][\p{L}\p{N}_]{2,40}")
_SPLIT_HANDLE = regex.compile(
    r"(?<![\w@.])([@#])([\p{L}\p{N}_]{2,40}+)([ \u00a0\u202f])(\p{Lu}[\p{L}\p{N}_]{1,30}+)"
)
_LONELY_SIGN = regex.compile(
    r"(?<![\w@#&]|^)([@#])([ \u00a0\u202f])(\p{L}[\p{L}\p{N}]{0,40}?(?:(?<=\p{Ll})\p{Lu}|_\p{L})[\p{L}\p{N}_]*+)"
)
_PIECES = regex.compile(r"\p{Lu}\p{Ll}+|\p{Ll}+|\p{N}+|\p{Lu}+")
_NAME_PAIR = regex.compile(
    r"(?<![@#\w])(\p{Lu}[\p{L}'’-]+)(?=[ \u00a0\u202f](\p{Lu}[\p{L}\p{N}_]+))"
)


@check(
    "STR201",
    "broken-handle",
    category="design and markup/link or cross-reference",
    severity=Severity.MAJOR,
)
def broken_handle(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A handle or hashtag of a social network that a space has cut in two.

    What it does: looks at "@piecePiece Word": when the joined form occurs elsewhere in the document or in the source,
    or when the end of the handle and the word after it are a first and a second name that the document also mentions,
    the space does not belong there. It also finds "@ someName" with a space after the sign.

    Why it matters: translation programs split such names; the link then leads to somebody else or nowhere.

    Example: "@theJane Doe" in an article about Jane Doe.

    What to do: copy the handle from the source.
    """
    known: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    if not any("@" in case.text or "#" in case.text for case in cases):
        return
    for case in cases:
        for text in (case.text, case.segment.source or ""):
            known.update(name.lower() for name in _HANDLE.findall(text))
            pairs.update((m.group(1), m.group(2)) for m in _NAME_PAIR.finditer(text))
    for case in cases:
        for match in _SPLIT_HANDLE.finditer(case.text):
            sign, handle, _space, word = match.groups()
            joined = f"{sign}{handle}{word}"
            pieces = _PIECES.findall(handle)
            certain = joined.lower() in known
            if not certain and (not pieces or (pieces[-1], word) not in pairs):
                continue
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("A space splits this account name; it is probably {name}.").format(name=joined),
                suggestion=joined,
                fix=joined if certain else None,
            )
        for match in _LONELY_SIGN.finditer(case.text):
            joined = match.group(1) + match.group(3)
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("There is a space after {sign}; it is probably {name}.").format(
                    sign=match.group(1), name=joined
                ),
                suggestion=joined,
                fix=joined if joined.lower() in known else None,
            )


_TOP_LEVEL = "com|org|net|fr|be|ch|ca|eu|int|gov|info|de|uk"
# After a point and a space, a capital begins a sentence. The end must be one that exists: "www. De plus".
_POINT = r"[ ]?\.(?:[ ](?-i:(?=[\p{Ll}\p{N}])))?"
_HOST = rf"[\w-]{{1,63}}(?:{_POINT}[\w-]{{1,63}}){{0,3}}{_POINT}(?:{_TOP_LEVEL})\b(?![\w-])"
_SPACED_SCHEME = (
    r"\bhttps?(?:[ \u00a0\u202f]:[ \u00a0\u202f]*/[ ]?/|:[ \u00a0\u202f]+/[ ]?/|:/[ ]/)"
)
_BROKEN_ADDRESS = regex.compile(
    rf"""
      {_SPACED_SCHEME}[ ]?(?:{_HOST})
    | {_SPACED_SCHEME}[\w-]+(?:\.[\w-]+)*
    | \bhttps?://[ ]?(?:{_HOST})                     # alone, as in "http:// or ftp://", a scheme is a word
    | \bwww{_POINT}(?:{_HOST})
    | (?<![\w.+-])(?P<person>[\w+-]{{1,64}}+(?:\.[\w+-]{{1,64}}+){{0,4}}+)(?P<at>@[ ]?|[ ]@[ ])(?:{_HOST})
    """,
    regex.VERBOSE | regex.IGNORECASE,
)


@check(
    "STR202",
    "broken-address",
    category="design and markup/link or cross-reference",
    severity=Severity.MAJOR,
)
def broken_address(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A web or e-mail address with spaces in it.

    What it does: finds "http: //", "www. example.org" and "name @ example.org": an address whose marks have
    spaces around them.

    Why it matters: the link no longer works. Rules for French punctuation, applied by a program, put such spaces
    in.

    Example: "Plus d'informations sur http: //www. exemple.fr"

    What to do: take the spaces out; `--fix` does it.
    """
    for passage in passages(cases):
        text = passage.text.lower()
        if not any(sign in text for sign in ("@", "http", "www")):
            continue
        for match in _BROKEN_ADDRESS.finditer(passage.text):
            found = match.group()
            right = "".join(found.split())
            if right == found:
                continue
            # "Follow us @ example.org" is no address; "jane.doe @ example.org" is.
            certain = match["at"] != " @ " or "." in match["person"] or "_" in match["person"]
            hit = passage.hit(
                Span(*match.span()),
                _("This address has spaces in it; it should be {address}.").format(address=right),
                fix=right if certain else None,
                suggestion=right,
            )
            if hit:
                yield hit


@check(
    "STR203",
    "leftover-tag",
    category="design and markup/markup tag",
    severity=Severity.MAJOR,
)
def leftover_tag(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A tag of a web page or translation file in the middle of the prose.

    What it does: finds HTML and XLIFF tags in visible prose without its source; beside a source, STR208 compares the
    tags.

    Why it matters: readers see "<b>" on the page.

    Example: "Le <b>président a parlé."

    What to do: delete the tag, or repair the page that should have used it.
    """
    for case in cases:
        if "<" not in case.text or case.segment.source or case.segment.block.syntax:
            continue
        for code in find(case.text):
            if code.kind is CodeKind.TAG:
                yield Hit(
                    case.segment.index,
                    code.span,
                    _("A tag was left in the text: {tag}").format(tag=code.text),
                )


_ENTITY = regex.compile(r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_SPACED_ENTITY = regex.compile(
    r"&(?P<code>[ \u00a0\u202f]*(?:amp|lt|gt|quot|nbsp|apos|laquo|raquo|eacute|egrave|agrave|\#\d{2,5})"
    r"[ \u00a0\u202f]*);"
)


@check(
    "STR204",
    "leftover-entity",
    category="design and markup/markup tag",
    severity=Severity.MAJOR,
)
def leftover_entity(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A character written as a code of HTML.

    What it does: finds entities that HTML knows, such as "&nbsp;" or "&#39;", in the text that readers see. Where a
    source text is given, one that occurs there too is not reported, nor is any where the source has tags: such a text
    is HTML, as a program's text without its source may be.

    Why it matters: readers see the code in place of the character.

    Example: "L&#39;accord a été signé."

    What to do: put the character in; `--fix` does it.
    """
    for case in cases:
        if "&" not in case.text:
            continue
        for match in _SPACED_ENTITY.finditer(case.text):
            code = f"&{match['code'].strip()};"
            if code == match.group() or match.group() in (case.segment.source or ""):
                continue
            message = _("No program recognises “{code}”: there is a space in it.")
            at = Span(*match.span())
            yield Hit(case.segment.index, at, message.format(code=match.group()), fix=code)
        if _is_html(case):
            continue
        for match in _ENTITY.finditer(case.text):
            code = match.group()
            char = html.unescape(code)
            if len(char) > 1:
                char = html.unescape(char)  # escaped twice
            if len(char) > 2 or code in (case.segment.source or ""):
                continue
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("The code “{code}” was left in the text; it stands for “{char}”.").format(
                    code=code, char=char
                ),
                fix=char,
            )


def _is_html(case: Case) -> bool:
    """Whether the text is HTML for all that is known: its source has tags, or a program has only this text."""
    source = case.segment.source
    if not source:
        return bool(case.segment.block.syntax)
    return any(code.kind is CodeKind.TAG for code in find(source))


_UNFILLED = frozenset(
    ["statement", "mustache", "dollar", "python", "fluent", "brace", "printf", "marked"]
)
"""Notations that nothing else in prose looks like."""


@check(
    "STR205",
    "unfilled-placeholder",
    category="design and markup/missing text",
    severity=Severity.MAJOR,
)
def placeholder(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A placeholder that was never filled in.

    What it does: finds "{0}", "%s", "{{name}}" and the like in prose without its source; beside a source, STR207
    compares the placeholders, and in a program's own texts they are in place.

    Why it matters: readers see the placeholder.

    Example: "Bonjour {name}, votre colis est arrivé."

    What to do: put the text in.
    """
    for case in cases:
        if case.segment.source or case.segment.block.syntax:
            continue
        for code in find(case.text):
            if case.text[: code.span.start].endswith("@"):
                continue  # "stash@{0}", a place of Git
            if code.style in _UNFILLED and not (
                code.style == "printf" and code.key[-1] not in "sd@"
            ):
                yield Hit(
                    case.segment.index,
                    code.span,
                    _("A placeholder was left in the text: {text}").format(text=code.text),
                )
