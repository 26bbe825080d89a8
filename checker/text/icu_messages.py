"""ICU MessageFormat's plural and select: several texts in one, and the syntax between them.

Unicode Technical Standard 35, part 2, has their categories: https://unicode.org/reports/tr35/tr35-numbers.html.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Final

import regex

from checker.types import CodeKind, InlineCode, Span

_MESSAGE = regex.compile(
    r"\{\s*(?P<name>[\w.-]{1,60})\s*,\s*(?P<type>plural|selectordinal|select)\s*,"
)
_HEAD = regex.compile(
    r"\{\s*[\w.-]{1,60}\s*,\s*(?P<type>\p{L}[\w-]{0,30})\s*,\s*(?:offset:\s*\d+\s*)?=?[\w.-]{1,60}\s*\{"
)
_WITH_BRANCHES: Final = frozenset(["plural", "selectordinal", "select"])
_CATEGORIES: Final = frozenset(["zero", "one", "two", "few", "many", "other"])
_EXACT = regex.compile(r"=\d+")
_LONGEST = 20_000
"""Code points of a text that may be several in one; nobody writes longer ones by hand."""
_BRANCH = regex.compile(r"\s*(?:offset:\s*\d+\s*)?(?P<selector>=?[\w.-]{1,60})\s*\{")
_CLOSE = regex.compile(r"\s*\}")


def syntax(text: str) -> list[Span]:
    """Where the syntax is, of a damaged argument its head; empty for a text without any."""
    if "{" not in text or not _MESSAGE.search(text):
        return []
    found = [code.span for code in codes(text)]
    return found + [Span(*match.span()) for match in _MESSAGE.finditer(text)]


def unknown_selectors(text: str) -> list[tuple[Span, str]]:
    """The selectors of plural arguments that are no category of CLDR, and `""` at the head of one without `other`."""
    found: list[tuple[Span, str]] = []
    for head, parts in _plurals(text):
        names = [(part, name) for part, name in parts if name]
        for part, name in names:
            if name not in _CATEGORIES and not _EXACT.fullmatch(name):
                at = text.rfind(name, part.start, part.end)
                found.append((Span(at, at + len(name)), name))
        if all(name != "other" for _part, name in names):
            found.append((head, ""))
    return found


def unknown_types(text: str) -> list[tuple[Span, str]]:
    """What arguments with branches have in the place of “plural” or “select”, and ICU does not know."""
    if "{" not in text or len(text) > _LONGEST:
        return []
    return [
        (Span(*match.span("type")), match["type"])
        for match in _HEAD.finditer(text)
        if match["type"] not in _WITH_BRANCHES
    ]


_STYLE = regex.compile(
    r"\{\s*[\w.-]{1,60}\s*,\s*(?:number|date|time)\s*,\s*(?P<style>\p{Ll}{3,20})\s*\}"
)
_STYLES: Final = frozenset(["short", "medium", "long", "full", "integer", "percent", "currency"])
_NO_PATTERN = regex.compile(r"[^adeghksmuvwyz]")
"""A small letter that no pattern of a date has."""


def unknown_styles(text: str) -> list[tuple[Span, str]]:
    """How numbers, dates and times are to be written by names that ICU does not know: `{0,date,court}`."""
    return [
        (Span(*match.span("style")), match["style"])
        for match in _STYLE.finditer(text)
        if match["style"] not in _STYLES and _NO_PATTERN.search(match["style"])
    ]


def branches(text: str) -> list[tuple[Span, str]]:
    """The branches of the plurals in a text, each with its selector, those inside another behind it."""
    return sorted(
        (Span(before.end, behind.start), name)
        for _head, parts in _plurals(text)
        for (before, name), (behind, _name) in itertools.pairwise(parts)
    )


def _plurals(text: str) -> Iterator[tuple[Span, list[tuple[Span, str]]]]:
    """The plural arguments of a text that have branches: where each begins, and what is between these."""
    if "{" not in text or len(text) > _LONGEST:
        return
    ends: dict[int, int] | None = None
    for match in _MESSAGE.finditer(text):
        ends = _braces(text) if ends is None else ends
        if match["type"] == "select":
            continue
        if parts := list(_branches(text, match, ends)):
            yield Span(*match.span()), parts


def codes(text: str) -> Iterator[InlineCode]:
    """The syntax of the arguments in a text: head, what is between branches, end, and each `#` of a plural."""
    if "{" not in text or len(text) > _LONGEST:
        return
    ends: dict[int, int] | None = None
    at = 0
    while match := _MESSAGE.search(text, at):
        at = match.end()
        ends = _braces(text) if ends is None else ends
        parts = list(_branches(text, match, ends))
        if not parts:
            continue
        choice = match["type"] == "select"
        selectors = " ".join(sorted(name for _part, name in parts if name)) if choice else ""
        key = f"{{{match['name']}, {match['type']}}}{selectors}"
        head = parts[0][0]
        shown = " ".join(f"{name} {{…}}" for _part, name in parts if name)
        shown = f"{{{match['name']}, {match['type']}, {shown}}}"
        yield InlineCode(CodeKind.PLACEHOLDER, key, head, shown, "message")
        for part, _name in parts[1:]:
            yield InlineCode(CodeKind.SYNTAX, "", part, part.of(text), "message")
        if not choice:
            for found in regex.finditer("#", text[head.end : parts[-1][0].start]):
                place = head.end + found.start()
                inside = any(part.start <= place < part.end for part, _name in parts)
                if not inside:
                    yield InlineCode(CodeKind.SYNTAX, "", Span(place, place + 1), "#", "message")


def _braces(text: str) -> dict[int, int]:
    """Where each brace that is opened is closed; one that never is has no entry."""
    opened: list[int] = []
    ends = {}
    for match in regex.finditer(r"[{}]", text):
        if match.group() == "{":
            opened.append(match.start())
        elif opened:
            ends[opened.pop()] = match.start()
    return ends


def _branches(
    text: str, head: regex.Match[str], ends: Mapping[int, int]
) -> Iterator[tuple[Span, str]]:
    """Stretches of syntax, each with the selector it ends in; nothing where a brace is missing."""
    found: list[tuple[Span, str]] = []
    start, at = head.start(), head.end()
    while branch := _BRANCH.match(text, at):
        found.append((Span(start, branch.end()), branch["selector"]))
        end = ends.get(branch.end() - 1)
        if end is None:
            return
        start, at = end, end + 1
    close = _CLOSE.match(text, at)
    if found and close:
        yield from found
        yield Span(start, close.end()), ""
