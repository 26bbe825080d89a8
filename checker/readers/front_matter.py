"""Front matter: what stands in YAML, TOML or JSON before a page, and which of it people read; also of HTML."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from checker.readers.anchored import Anchored
from checker.types import Block, Span

_FRONT_MATTER = re.compile(
    r"(?:---[ \t]*\r?\n(?:(?!(?:---|\.\.\.)[ \t]*\r?$).*\n)*(?:---|\.\.\.)|"
    r"\+\+\+[ \t]*\r?\n(?:(?!\+\+\+[ \t]*\r?$).*\n)*\+\+\+|"
    r"\{[ \t]*\r?\n(?=[ \t]*\"[^\"\n]{1,100}\"[ \t]*:)(?:(?!\}[ \t]*\r?$).*\n)*\})[ \t]*\r?(?:\n|\Z)",
    re.MULTILINE,
)
_LANGUAGE = re.compile(
    r"^(?:lang|language|locale)[ \t]*[:=][ \t]*[\"']?([A-Za-z]{2,3}(?:[-_][^\W_]+)*)[\"']?[ \t]*\r?$",
    re.MULTILINE,
)
_MORE = r"\r?\n(?P=indent)(?(item)[ ]{3,}|[ \t]+)"
"""What stands before a line on which the value of a key goes on: it is indented more than the key."""
_NAMES = (
    r"(?:title|subtitle|description|abstract|summary|excerpt|lead|tagline|sidebar_label|linkTitle|toc-title|toc_label|"
    r"text|details|caption|label|alt|heading|teaser|btn_label|(?:meta|seo)_?(?:[tT]itle|[dD]escription))"
)
_IN_JSON = re.compile(
    rf"^[ \t]*\"{_NAMES}\"[ \t]*:[ \t]*\"(?P<said>[^\"\r\n]+)\"[ \t]*,?[ \t]*\r?$", re.MULTILINE
)
_TITLE = re.compile(
    rf"^(?P<indent>[ ]*)(?P<item>-[ ]+)?{_NAMES}[ \t]*[:=][ \t]*"
    rf"(?:[>|][-+0-9]{{0,2}}[ \t]*{_MORE}(?P<folded>[^\s<\\{{][^\r\n]*(?:{_MORE}\S[^\r\n]*)*)"
    r"|(?P<quote>\"{3}|'{3}|[\"']?)(?P<said>[^\s\"'<\[{|>&*!%@`#-]\S*?(?:[ \t]++\S+?)*?"
    rf"(?:{_MORE}\S+?(?:[ \t]++\S+?)*?)*?)(?P=quote)[ \t]*+\r?$(?!\n(?P=indent)(?(item)[ ]{{3,}}|[ \t]+)\S))",
    re.MULTILINE,
)
"""What pages, lists of pages and search engines show of front matter."""
_BREAK = re.compile(r"(?<![ \t])[ \t]*+\r?\n\s*")


def find(text: str) -> re.Match[str] | None:
    """The front matter of a page; None where it has none."""
    return _FRONT_MATTER.match(text)


def language(front: re.Match[str]) -> str | None:
    """The language that front matter says its page is in."""
    match = _LANGUAGE.search(front.group())
    return match[1] if match else None


def blocks(text: str, front: re.Match[str], known: Container[str] = ()) -> list[Block]:
    """What people read of front matter, but for texts that the page has anyway."""
    return [on_one_line(text, span) for span in titles(text, Span(*front.span()), known)]


def on_one_line(text: str, span: Span) -> Block:
    """A stretch of the file as a block, a line end and what is around it as one space."""
    piece = Anchored()
    at = span.start
    for match in _BREAK.finditer(text, span.start, span.end):
        piece.add(text[at : match.start()], at)
        piece.add(" ", match.start(), max(len(match.group()), 2))
        at = match.end()
    piece.add(text[at : span.end], at)
    return Block(piece.text, tuple(piece.anchors))


def titles(text: str, front: Span, known: Container[str] = ()) -> Iterator[Span]:
    """Titles and other texts in front matter, without escapes or links, unless the text has them too."""
    if text.startswith("{", front.start):
        for match in _IN_JSON.finditer(text, front.start, front.end):
            if " " in match["said"] and "\\" not in match["said"] and match["said"] not in known:
                yield Span(*match.span("said"))
        return
    for match in _TITLE.finditer(text, front.start, front.end):
        name = "folded" if match["folded"] else "said"
        value, quote = match[name], match["quote"]
        escaped = "\\" in value or "](" in value or (quote and quote in value)
        if " " in value and value not in known and not escaped:
            yield Span(*match.span(name))
