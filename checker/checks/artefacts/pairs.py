"""Pairs: brackets and quotation marks without their partner."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from checker.checks.passage import FILLER, Passage, passages, prose
from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_REACH = 5
"""Blocks within which a mark may find its partner: quotations and brackets can run over paragraphs."""


_OPENING = "«“„"
"""Quotation marks that open, and that each paragraph of a long quotation may begin with."""


_QUOTED = ("“”", "«»", "„“", '""')
"""Pairs of quotation marks that a source may use."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark without its partner inside its block."""

    block: int
    span: Span
    opens: bool


@check(
    "STR101",
    "unbalanced-bracket",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def unbalanced_bracket(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A bracket that is opened and never closed, or closed and never opened.

    What it does: pairs round and square brackets over the whole document. List numbers such as "a)" or "2)",
    smileys, code and addresses are left out, and a partner may stand a few paragraphs away. Where the source lacks a
    partner too, as in strings that a program puts together, nothing is said.

    Why it matters: translation programs drop one half of a pair when they move a clause.

    Example: "Le traité (signé en 1949 lie trente pays."

    What to do: add the missing bracket, or remove the single one.
    """
    blocks = list(passages(cases))
    for pair in ("()", "[]"):
        for mark in _unpaired(blocks, pair):
            if not any(map(str.isalpha, blocks[mark.block].text)):
                continue  # "[[", a command that a manual has a page of
            if _alone_in_source(blocks[mark.block], (pair,)):
                continue
            char = mark.span.of(blocks[mark.block].text)
            message = (
                _("The bracket “{mark}” is opened but never closed.")
                if mark.opens
                else _("The bracket “{mark}” is closed but was never opened.")
            ).format(mark=char)
            hit = blocks[mark.block].hit(mark.span, message)
            if hit:
                yield hit


@check(
    "STR102",
    "unbalanced-quote",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def unbalanced_quote(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A quotation mark without its partner.

    What it does: pairs « », “ ” or „ “, and straight double quotes over the paragraphs of a document. A quotation may
    run over several paragraphs, each of which may begin with a new opening mark; inches and code are left out. Where
    the source lacks a partner too, as in pieces of a quotation, nothing is said.

    Why it matters: the reader no longer knows where a person's words end and the journalist's begin.

    Example: "« Nous irons jusqu'au bout, a dit la ministre."

    What to do: compare with the source where the quotation begins and ends, and add the missing mark.
    """
    blocks = list(passages(cases))
    marks = [*_unpaired(blocks, _curly(blocks)), *_unpaired(blocks, "«»"), *_odd_straight(blocks)]
    for mark in marks:
        if _alone_in_source(blocks[mark.block], _QUOTED):
            continue
        char = mark.span.of(blocks[mark.block].text)
        message = (
            _("The quotation mark “{mark}” has no partner: the quotation is never closed.")
            if mark.opens
            else _("The quotation mark “{mark}” has no partner: the quotation was never opened.")
        ).format(mark=char)
        hit = blocks[mark.block].hit(mark.span, message)
        if hit:
            yield hit


def _alone_in_source(passage: Passage, pairs: Sequence[str]) -> bool:
    """Whether a mark of these pairs has no partner in the source either: a quotation in pieces, a string cut in two."""
    source = passage.block.source or ""
    left_out = "“”" if "„" in source else "„“"
    return any(
        source.count(pair[0]) % 2
        if pair[0] == pair[1]
        else source.count(pair[0]) != source.count(pair[1])
        for pair in pairs
        if pair != left_out
    )


_LIST_NUMBER = regex.compile(
    r"(?<![\p{L}\p{N}])(?:\d{1,4}(?:\.\d{1,3})?\p{L}{1,2}|\d{1,3}°?|\p{L}{1,2}|[ivxlc]{1,5})(?:\s?(?:bis|ter))?\)$",
    regex.I,
)


_INTERVAL = regex.compile(
    r"[\[\]][ \u00a0]?(?:[-+−]?(?:\d[\d.]*+|inf|∞))[ \u00a0]?[,;][ \u00a0]?[-+−]?(?:\d[\d.]*+|inf|∞)[ \u00a0]?[\[\]]",
    regex.I,
)
"""An interval, whose brackets may both open or both close: ]0, 1[."""


@functools.cache
def _either(pair: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(pair)}]")


def _unpaired(blocks: Sequence[Passage], pair: str) -> list[_Mark]:
    opening, closing = pair[0], pair[1]
    if opening == "«" and _reversed(blocks):
        return []
    loose: list[_Mark] = []
    for number, passage in enumerate(blocks):
        if opening not in passage.text and closing not in passage.text:
            continue
        text = _INTERVAL.sub(lambda match: FILLER * len(match.group()), prose(passage.text))
        stack: list[int] = []
        deepest = 0
        for match in _either(pair).finditer(text):
            at = match.start()
            if match.group() == opening:
                stack.append(at)
                deepest = max(deepest, len(stack))
            elif stack:
                stack.pop()
            elif not _innocent(text, at, opening):
                loose.append(_Mark(number, Span(at, at + 1), False))
        if opening in _OPENING and deepest > 1:
            stack = stack[:-1]  # one mark may close an inner and an outer quotation together
        loose += [
            _Mark(number, Span(at, at + 1), True)
            for at in stack
            if not (opening == "[" and _by_digit(text, at))
        ]
    return _across(blocks, sorted(loose, key=lambda mark: (mark.block, mark.span)), opening)


def _curly(blocks: Sequence[Passage]) -> str:
    """The pair of curly marks that the document uses: “ opens in English, and closes in German."""
    if not any("„" in block.text for block in blocks):
        return "“”"
    text = "".join(block.text for block in blocks)
    return "„“" if text.count("“") >= text.count("”") else "„”"


def _reversed(blocks: Sequence[Passage]) -> bool:
    """Whether the document quotes »like this«, as German and Danish do."""
    marks = [mark for block in blocks for mark in _either("«»").findall(block.text)]
    return marks[:1] == ["»"] and marks[-1:] == ["«"]


def _innocent(text: str, at: int, opening: str) -> bool:
    if opening == "(":
        return _LIST_NUMBER.search(text, max(0, at - 12), at + 1) is not None
    if opening == "[":
        return _by_digit(text, at)
    return not text[:at].strip()  # a paragraph of a long quotation may begin with the closing mark


def _by_digit(text: str, at: int) -> bool:
    return text[max(0, at - 1) : at].isdigit() or text[at + 1 : at + 2].isdigit()


def _across(blocks: Sequence[Passage], loose: Sequence[_Mark], opening: str) -> list[_Mark]:
    """What is left when partners in neighbouring blocks are paired."""
    open_marks: list[_Mark] = []
    left: list[_Mark] = []
    for mark in loose:
        if mark.opens:
            after = blocks[mark.block + 1].text if mark.block + 1 < len(blocks) else ""
            if opening not in _OPENING or not after.lstrip().startswith(opening):
                open_marks.append(mark)  # else the next paragraph of the quotation opens anew
        elif open_marks and mark.block - open_marks[-1].block <= _REACH:
            open_marks.pop()
        else:
            left.append(mark)
    return sorted([*left, *open_marks], key=lambda mark: (mark.block, mark.span))


def _odd_straight(blocks: Sequence[Passage]) -> list[_Mark]:
    loose: list[_Mark] = []
    for number, passage in enumerate(blocks):
        if '"' not in passage.text:
            continue
        text = prose(passage.text)
        places = [m.start() for m in regex.finditer(r'(?<![\d\\])"', text)]
        inches = len(regex.findall(r'\d"', text))
        if len(places) % 2 == 0 or inches:
            continue
        opens = [at for at in places if at == 0 or text[at - 1] in " \u00a0\u202f\n(['’"]
        ends = [at for at in places if at + 1 == len(text) or not text[at + 1].isalnum()]
        if len(opens) > len(ends):
            loose.append(_Mark(number, Span(opens[-1], opens[-1] + 1), True))
        elif ends:
            loose.append(_Mark(number, Span(ends[-1], ends[-1] + 1), False))
    kept: list[_Mark] = []
    for (
        mark
    ) in loose:  # an odd block and the next odd one close each other, or continue a long quotation
        if kept and mark.block - kept[-1].block <= _REACH and kept[-1].opens:
            kept.pop()
            if mark.opens:
                kept.append(mark)
        else:
            kept.append(mark)
    return kept
