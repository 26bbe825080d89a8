"""What people type: options of commands, and code in backquotes or an element of its own, that translation changed."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from checker.config import Config
from checker.languages import primary
from checker.languages.vocabulary import listed, zipf
from checker.messages import _
from checker.plugins import check
from checker.text.inline_codes import QUOTED, find
from checker.types import Case, Hit, Severity, Span

_OPTION = regex.compile(r"(?<![\w-])--(?P<name>\p{Ll}[\p{Ll}\d]*(?:-[\p{Ll}\d]+)*)(?![\w-])")
"""A long option in lower case: what stands in capitals in it (`--with-PACKAGE`) is for the reader to fill in."""
_DAMAGED = regex.compile(
    r"(?<![\w-])(?:[–—]|-{1,2}(?=\s)|-)\s?(?P<name>\p{Ll}[\p{Ll}\d]*(?:-[\p{Ll}\d]+)*)(?![\w-])"
)
_EXAMPLE = regex.compile(r"foo|some|your|example|\b(?:my|bar|baz|xyz)|_name\b", regex.IGNORECASE)
"""Parts of names that only stand for others: translators choose their own."""
_BACKQUOTED = regex.compile(r"(?<![`\w:])`(?!\s)([^`\n]{1,200})(?<!\s)`(?![`_\w])")
_IDENTIFIER = regex.compile(
    r"(?=[^\W\d])(?=.*_|.*\p{Ll}\p{Lu}|.*\(\)$)(?=.*\p{Ll})\w+(?:(?:\.|::|->)\w+)*(?:\(\))?"
)
"""A name that only a program has: with a low line, a capital inside, or brackets of a call behind it."""
_WORDS = regex.compile(r"[a-z][a-z\d.-]* \p{Ll}+(?: \S+)*")
"""A command and its subcommand."""
_SPACE = regex.compile(r"\s+")
_FREE = regex.compile(
    r"(?<=[(\[{])\s+|\s+(?=[)\]}])|(?<=[\w\])}'\"])\s+(?=[,;=+*/|<>-]|\.\.\.)|(?<=[,;=+*/|<>-]|\.\.\.)\s+(?=[\w(\[{'\".])"
)
"""Spaces around operators and inside brackets: there or not, the code is the same."""
_TYPED = str.maketrans(
    {
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "’": "'",
        "‘": "'",
        "–": "-",
        "—": "-",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
"""Marks of typography, and what is typed on a keyboard."""
_MARKS = regex.compile(r"\"+|'+|-+")
_USUAL = 3.2
"""Occurrences in a billion words, as logarithm to base 10, from which a word is one of the text's language."""
_UNHEARD = 1.5
"""And below which a language has no such word."""
_SHORTEST = 4
_COMPARED = 50
"""Options of the source among which the most similar is sought."""
_SAME = "same"
_VALUE = "value"
_VALUES = frozenset(["True", "False", "None", "true", "false", "null", "nil", "NULL", "undefined"])
"""Values that programs know by name."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """What readers are to type, and where it stands in the text; what an element holds has one place."""

    text: str
    span: Span
    shown: bool
    """Every character of it stands in the text."""


@check(
    "STR211",
    "changed-code",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
)
def changed_code(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An option of a command, or a piece of code, that was translated or damaged.

    What it does: compares long options (`--force`), and code between backquotes or in an element for code, with those
    of the source, and reports one that the source does not have, where one of the source's is missing. In code it
    reports a different spelling of the same thing (“name : value”, curly quotation marks), and names in programs
    (`get_user()`), subcommands (`git push`) and values (`True`) that became words. Words in capitals, strings and names
    of files may be translated. Without a source it looks for options with a word that the language of the text has and
    English has not.

    Why it matters: whoever copies it gets an error, or does something else.

    Example: "Ajoutez --forcer." for "Add --force."

    What to do: write what the program expects.
    """
    for case in cases:
        if not case.text or not _may_hold_code(case):
            continue
        pieces = _pieces(case)
        theirs = _of_source(case)
        hits = list(_options(case, pieces, theirs, config))
        taken = [hit.span for hit in hits]
        hits += [
            hit
            for hit in _codes(case, pieces, theirs)
            if not any(hit.span.overlaps(span) for span in taken)
        ]
        yield from sorted(hits, key=lambda hit: hit.span)


def _may_hold_code(case: Case) -> bool:
    """Whether there is anything to compare, or an option in the text."""
    block = case.segment.block
    return bool(case.segment.source or block.codes or block.source_codes or "--" in case.text)


def _pieces(case: Case) -> list[_Typed]:
    """The code of the text, in order."""
    found = [
        _Typed(code.text, code.span, False) for code in case.segment.codes if code.style == QUOTED
    ]
    found += [_Typed(m[1], Span(*m.span(1)), True) for m in _BACKQUOTED.finditer(case.text)]
    found += [
        _Typed(code.text.strip("`"), Span(code.span.start + 2, code.span.end - 2), True)
        for code in find(case.text, case.segment.block.syntax)
        if code.style == "literal"
    ]
    return sorted(found, key=lambda piece: piece.span)


def _of_source(case: Case) -> list[str]:
    """The code of the source; empty without one."""
    segment = case.segment
    source = segment.source or ""
    behind = segment.pairing.source if segment.pairing and source else ()
    return [
        *(code for sentence in behind for code in sentence.codes),
        *(code.text for code in segment.block.source_codes if code.style == QUOTED),
        *(match[1] for match in _BACKQUOTED.finditer(source)),
        *(
            code.text.strip("`")
            for code in find(source, segment.block.syntax)
            if code.style == "literal"
        ),
    ]


def _options(
    case: Case, pieces: Sequence[_Typed], theirs: Sequence[str], config: Config
) -> Iterator[Hit]:
    index, text, source = case.segment.index, case.text, case.segment.source or ""
    wanted = _named(" ".join([source, *theirs]))
    own = _own(case) + [
        (name, piece.span) for piece in pieces if not piece.shown for name in _named(piece.text)
    ]
    names = {name for name, _span in own}
    lost = {name: None for name in wanted if name not in names}
    for name, span in sorted(own, key=lambda one: one[1]):
        if name in wanted:
            continue
        partner = _nearest(name, lost)
        if partner is not None:
            del lost[partner]
            message = _("The option {text} is not in the source, which has {wanted}.")
            message = message.format(text=f"--{name}", wanted=f"--{partner}")
            whole = span.of(text) == f"--{name}"
            yield Hit(index, span, message, suggestion=f"--{partner}" if whole else None)
        elif not source and _is_translated(name, primary(config.lang), primary(config.pivot)):
            message = _(
                "The option --{name} looks translated; programs know options by their English names."
            )
            yield Hit(index, span, message.format(name=name), severity=Severity.MINOR)
    for damaged in _DAMAGED.finditer(text) if lost else ():
        if damaged["name"] in lost:
            message = _("No program will recognise this option; the source has {wanted}.")
            message = message.format(wanted=f"--{damaged['name']}")
            yield Hit(index, Span(*damaged.span()), message, suggestion=f"--{damaged['name']}")


def _own(case: Case) -> list[tuple[str, Span]]:
    """The options that stand in the text, but for those in roles, which are other rules' matter."""
    roles = [
        code.span for code in find(case.text, case.segment.block.syntax) if code.style == "role"
    ]
    found = []
    for match in _OPTION.finditer(case.text):
        before = bisect.bisect_left(roles, Span(match.start(), 0)) - 1
        if before < 0 or roles[before].end <= match.start():
            found.append((match["name"], Span(*match.span())))
    return found


def _named(text: str) -> dict[str, None]:
    """The names of the options in a text, each once, but for those that only stand for one."""
    names = (match["name"] for match in _OPTION.finditer(text))
    return {name: None for name in names if not _EXAMPLE.search(name)}


def _nearest(name: str, others: Mapping[str, None]) -> str | None:
    from rapidfuzz.distance import Indel

    return max(
        itertools.islice(others, _COMPARED),
        key=lambda other: Indel.normalized_similarity(other, name),
        default=None,
    )


@functools.lru_cache(maxsize=1024)
def _is_translated(option: str, lang: str, pivot: str) -> bool:
    """Whether an option has a word of the language that the pivot has not, in which options are named."""
    if lang == pivot or not listed(lang) or not listed(pivot):
        return False
    return any(
        len(word) >= _SHORTEST
        and not word.isdigit()
        and zipf(word, lang) >= _USUAL
        and zipf(word, pivot) < _UNHEARD
        for word in option.split("-")
    )


def _codes(case: Case, pieces: Sequence[_Typed], theirs: Sequence[str]) -> Iterator[Hit]:
    """Code that the source has otherwise."""
    index, source, known = case.segment.index, case.segment.source or "", frozenset(theirs)
    mine = {piece.text for piece in pieces}
    lost = defaultdict[tuple[str, ...], dict[str, None]](dict)
    for code in theirs:
        if code not in mine and not _stands(code, case.text):
            for one in _shapes(code):
                lost[one][code] = None
    for piece in pieces if lost else ():
        if piece.text in known or _stands(piece.text, source):
            continue
        shapes = itertools.chain(_shapes(piece.text), [(_VALUE,)])
        shape = next((shape for shape in shapes if lost.get(shape)), None)
        if shape == (_VALUE,) and (piece.text in _VALUES or not piece.text.isalpha()):
            continue
        if shape is None:
            continue
        wanted = next(iter(lost[shape]))
        for one in _shapes(wanted):
            lost[one].pop(wanted, None)
        if shape[0] != _SAME:
            message = _("The code “{text}” is not in the source, which has “{wanted}”.")
            message = message.format(text=piece.text, wanted=wanted)
            suggestion = wanted if piece.shown else None
            yield Hit(index, piece.span, message, suggestion=suggestion, severity=Severity.MINOR)
        elif _typed(wanted) != _typed(piece.text):
            yield _respelt(index, piece, wanted)


def _shapes(code: str) -> Iterator[tuple[str, ...]]:
    """What two pieces of code share of which one may have been made of the other, the surest first.

    The same but for what typography does to it; both names of programs; commands that differ in the subcommand; a
    value that programs know by name, of which any word may have been made.
    """
    yield _SAME, _letters(code)
    if code in _VALUES:
        yield (_VALUE,)
    elif _IDENTIFIER.fullmatch(code) and not _EXAMPLE.search(code):
        yield "name", code[-2:] if code.endswith("()") else ""
    elif _WORDS.fullmatch(code):
        first, _subcommand, *rest = code.split()
        yield "words", first, *rest


def _stands(code: str, text: str) -> bool:
    """Whether a piece of code stands in a text, and not only at the beginning of a longer word."""
    at = text.find(code)
    while at >= 0:
        before, behind = (
            text[at - 1 : at] + code[0],
            code[-1] + text[at + len(code) : at + len(code) + 1],
        )
        if not (before.isalnum() and at) and not (behind.isalnum() and len(behind) > 1):
            return True
        at = text.find(code, at + 1)
    return False


def _respelt(index: int, piece: _Typed, wanted: str) -> Hit:
    message = _("No program will recognise this code; the source has {wanted}").format(
        wanted=wanted
    )
    typographic = not piece.text.isascii() and wanted.isascii()
    sure = wanted if piece.shown and typographic else None
    severity = None if typographic else Severity.MINOR
    return Hit(index, piece.span, message, suggestion=sure, fix=sure, severity=severity)


def _letters(code: str) -> str:
    """Code without what typography may do to it: spaces, and the forms of marks."""
    typed = code.translate(_TYPED).replace("…", "...")
    return _MARKS.sub(lambda match: match.group()[:1], _SPACE.sub("", typed))


def _typed(code: str) -> str:
    """Code without the spaces that change nothing."""
    return _FREE.sub("", code.replace("…", "..."))
