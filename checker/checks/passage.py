"""The text of a document as its readers see it: whole paragraphs, with everything but prose masked.

Rules that look across sentences ask for `passages`; rules about marks and words ask for `prose`, where
addresses, code, handles and the like are replaced by a filler of equal length, so that offsets stay.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

import regex

from checker.config import Config
from checker.languages import Language, language, primary
from checker.text import icu_messages
from checker.types import Block, Case, Hit, Span

FILLER = "\ufffc"
"""Stands for every character that is no prose: neither letter, digit, space nor a mark anyone looks for."""

_ADDRESS = r"(?:[^\s<>\"«»“”()]|\([^\s<>\"«»“”()]{0,200}\))++"
_NOT_PROSE = (
    ("`", r"(?<!`)(`{1,3})(?!`)[^\n]{1,200}?(?<!`)\1(?!`)"),
    ("<", r"</?[a-z!][^<>\n]{0,200}>|<[a-z]+\s[^<>=\n]{0,100}=\"[^<>\"]{0,1000}\"[^<>]{0,300}>"),
    (
        "{",
        r"\{\s*\"[^\"\n]{0,40}\"\s*\}|\$?\{\{?[^{}\n]{0,60}\}\}?",
    ),  # the first: a letter of Fluent
    ("&", r"&(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,31});"),
    ("/", r"(?<![a-z])[a-z][a-z0-9+.-]{1,12}://" + _ADDRESS),
    ("w", r"(?<!\w)www\." + _ADDRESS),
    ("@", r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,64}(?:\.[\w-]{1,64})+"),
    ("@", r"(?<![\w@])@(?:\.\w+)?:\w[\w-]*(?:\.[\w-]+){0,8}"),  # another message of vue-i18n
    ("@#", r"(?<![\w@])[@\#][\p{L}\p{N}_]++"),
    ("/", r"(?<![\w/])(?:~|\.{0,2})(?:/[\w.+-]{1,100}){2,}/?"),
    ("\\", r"(?<!\w)[a-z]:\\[^\s]{0,200}"),
    (
        "::",
        r"(?<!\w):[a-z][\w+.-]{0,30}(?::[a-z][\w+.-]{0,30}){0,3}:(?=[`\ufffc])",
    ),  # a role of Sphinx
    ("%", r"%\(\w{1,60}\)[-\# 0+]{0,5}\d{0,5}(?:\.\d{1,5})?[a-z]"),  # a placeholder of Python
    (
        "%",
        r"%\d{1,2}\$[-+ 0]{0,5}\d{0,5}(?:\.\d{1,5})?(?:hh?|ll?|[qLjzt])?[a-z@]",
    ),  # of printf, by number
    ("%", r"%[-_0^\#]?[a-z](?:[:/.-]%[-_0^\#]?[a-z])+"),  # a date or time by strftime
    (":", r"(?<![\d:])\d{1,4}(?::\d{1,4}){1,2}(?![\d:])"),  # a time, a ratio, a verse
    ("::", r"(?<!\w):[a-z0-9_+-]{2,30}:(?!\w) | \w{1,60}::\w{1,60}".replace(" ", "")),
    (":;=8", r"(?<!\S)(?:[:;=][-o*']?|8[-o*'])[)(\]\[dpo/\\|*](?=\s|$|[.,!?])"),
)
"""What is no prose, each with the signs without one of which it cannot occur, or with two colons: most sentences are
looked at by none."""
_SIGN = re.compile(f"[{re.escape(''.join(signs for signs, _pattern in _NOT_PROSE))}]")
_TOP = r"\.(?:com|org|net|edu|gov|int|info|fr|be|ch|ca|eu|uk|us|de|io|tv|html?|php|pdf)(?!\w)"
"""What the name of a site or a page ends in: without it `_SITE`, which takes long, is not looked for."""
_SITE = (
    r"(?<![\w.-])(?:[\w.\ufffc-]{1,63}+[:;])?[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,3}"
    rf"{_TOP}(?:/(?:{_ADDRESS})?)?"
)


@functools.cache
def _pattern(text: str) -> regex.Pattern[str]:
    """Compiled when first needed: `checker --help` has no use for it."""
    return regex.compile(text, regex.IGNORECASE | regex.VERSION1)


@functools.lru_cache(maxsize=8192)
def prose(text: str) -> str:
    """`text` with everything but prose masked; same length, same offsets."""
    for span in icu_messages.syntax(text):
        text = text[: span.start] + FILLER * (span.end - span.start) + text[span.end :]
    for signs, pattern in _NOT_PROSE if _SIGN.search(text) else ():
        if text.count(":") > 1 if signs == "::" else any(sign in text for sign in signs):
            text = _pattern(pattern).sub(_painted, text)
    if "." in text and _pattern(_TOP).search(text):
        text = _pattern(_SITE).sub(_painted, text)
    return text


def _painted(match: regex.Match[str]) -> str:
    found = match.group()
    if "://" in found or found[:4].lower() == "www.":
        kept = found.rstrip(".,;:!?'’*")  # marks after an address belong to the sentence
        return FILLER * len(kept) + found[len(kept) :]
    return FILLER * len(found)


@functools.lru_cache(maxsize=2048)
def letters(text: str) -> tuple[str, ...]:
    """The runs of letters of a text, each with the marks on them."""
    return tuple(_LETTERS.findall(text))


@functools.lru_cache(maxsize=2048)
def folded_letters(text: str) -> tuple[str, ...]:
    """The same without regard to capitals."""
    return tuple(map(str.casefold, letters(text)))


_DIGIT = re.compile(r"\d")
_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}]*+")


def language_of(case: Case, config: Config) -> Language:
    """The language that this sentence should be in."""
    return language(case.segment.block.target_lang or config.lang)


def languages_of(cases: Sequence[Case], config: Config) -> Iterable[Language]:
    """The languages that these sentences should be in: mostly one."""
    tags = dict.fromkeys(case.segment.block.target_lang or config.lang for case in cases)
    return map(language, tags)


def pivot_of(case: Case, config: Config) -> str:
    """The language that a sentence was translated from, without a region."""
    return primary(case.segment.block.source_lang or config.pivot)


Made = TypeVar("Made")


class Passage(
    NamedTuple
):  # a dozen rules make one a block, and one like this is made in half the time
    """A block and its sentences. Offsets are those of the block's text."""

    block: Block
    cases: tuple[Case, ...]

    @property
    def text(self) -> str:
        """What the block says."""
        return self.block.text

    @property
    def name(self) -> str | None:
        """The article that the block belongs to, where the file says so."""
        return self.block.article[0]

    def hit(self, span: Span, message: str, **more: Any) -> Hit | None:
        """A hit for a stretch of the block, cut at the end of the sentence it begins in; None between sentences."""
        at = bisect.bisect_right(self.cases, span.start, key=lambda c: c.segment.span.start) - 1
        if at < 0:
            return None
        segment = self.cases[at].segment
        start = span.start - segment.span.start
        end = min(span.end - segment.span.start, len(segment.text))
        if start >= end:
            return None
        if end < span.end - segment.span.start:
            more.pop("fix", None)
        return Hit(segment.index, Span(start, end), message, **more)


class Cases(tuple[Case, ...]):
    """The cases of a document, with what rules have made of all of them."""

    made: dict[Callable[[Sequence[Case]], Any], Any]

    def __new__(cls, cases: Iterable[Case]) -> Cases:
        """The same cases, of which nothing is made yet."""
        new = super().__new__(cls, cases)
        new.made = {}
        return new


def shared(cases: Sequence[Case], make: Callable[[Sequence[Case]], Made]) -> Made:
    """What a function makes of the cases of a document: made once, however many rules ask for it."""
    if not isinstance(cases, Cases):
        return make(cases)
    if make not in cases.made:
        cases.made[make] = make(cases)
    return cast(Made, cases.made[make])


def passages(cases: Sequence[Case]) -> Sequence[Passage]:
    """The blocks of a document in order, each with its sentences."""
    return shared(cases, _passages)


def _passages(cases: Sequence[Case]) -> Sequence[Passage]:
    by_block = itertools.groupby(cases, lambda case: id(case.segment.block))
    groups = [tuple(group) for _block, group in by_block]
    return [Passage(group[0].segment.block, group) for group in groups]


class _Joined(NamedTuple):
    """The texts of all cases, each behind a line break, and where each begins; behind the last, where it ends."""

    text: str
    starts: Sequence[int]


def _joined(cases: Sequence[Case]) -> _Joined:
    texts = [case.text for case in cases]
    lengths = (len(text) + 1 for text in texts)
    starts = list(itertools.accumulate(lengths, initial=1))
    return _Joined("".join(f"\n{text}" for text in texts), starts)


def _lowered(cases: Sequence[Case]) -> str:
    """The same text in small letters; none where they are not as many."""
    text = shared(cases, _joined).text
    lower = text.lower()
    return lower if len(lower) == len(text) else ""


def having(cases: Sequence[Case], signs: Iterable[str], *, lower: bool = False) -> Sequence[Case]:
    """The cases in whose text one of these signs stands, in order: mostly none, which one look at all of them tells.

    `lower`: in capitals or small letters, which the signs have.
    """
    text, starts = shared(cases, _joined)
    if lower:
        text = shared(cases, _lowered)
        if not text:
            return cases
    found: set[int] = set()
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            number = bisect.bisect_right(starts, at) - 1
            found.add(number)
            at = text.find(sign, starts[number + 1])
    return [cases[number] for number in sorted(found)]


def matching(
    cases: Sequence[Case], config: Config, pattern: Callable[[str], re.Pattern[str] | None]
) -> Sequence[Case]:
    """The cases in whose text, behind a line break, the pattern of their language is found, in order.

    A pattern that goes over no line break: one look at all of them tells that there is none.
    """
    text, starts = shared(cases, _joined)
    found: set[int] = set()
    for known in languages_of(cases, config):
        own = pattern(known.tag)
        for match in own.finditer(text) if own else ():
            number = bisect.bisect_right(starts, match.end() - 1) - 1
            if language_of(cases[number], config).tag == known.tag:
                found.add(number)
    return [cases[number] for number in sorted(found)]


def numbered(cases: Sequence[Case]) -> Sequence[Case]:
    """The cases in whose text a digit stands, in order."""
    return shared(cases, _numbered)


def _numbered(cases: Sequence[Case]) -> Sequence[Case]:
    return [case for case in cases if _DIGIT.search(case.text)]


def said(cases: Sequence[Case]) -> frozenset[str]:
    """The runs of letters in the texts of all cases, and in their prose, as they are written."""
    return shared(cases, _said)


def _said(cases: Sequence[Case]) -> frozenset[str]:
    texts = (text for case in cases for text in {case.text, prose(case.text)})
    return frozenset(itertools.chain.from_iterable(map(letters, texts)))
