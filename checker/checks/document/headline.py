"""Numbers and dates that differ between the headline of an article and its text."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from checker import languages
from checker.checks.passage import Passage, passages, prose
from checker.config import Config
from checker.languages.morphology import lemmas
from checker.languages.quantities import numbers
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_LONGEST = 20
"""Words of a headline at most."""
_REACH = 400
"""Words of the text that are compared: what a headline tells comes early."""
_TENS = 10
_TOLERANCE = 0.15
"""A headline's round number may be this far from the exact one."""
_COUNTED = regex.compile(r"[ \u00a0\u202f]\p{Ll}{3,}(?![\p{L}’'-])|[ \u00a0\u202f]?[%€$£]")
_COUNTED_NOUN = regex.compile(
    r"[ \u00a0\u202f]\p{L}\p{Ll}{2,}(?![\p{L}’'-])|[ \u00a0\u202f]?[%€$£]"
)
_END = regex.compile(r"[.!?…:;,]\s*$")


class _Amount(NamedTuple):
    """A number and what it counts: "14 deaths" (dictionary forms, or a sign), or the month of a day."""

    values: frozenset[float]
    counted: frozenset[str]
    span: Span


@check(
    "CON301",
    "headline-number",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
)
def headline_number(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A number or date in the headline differs from the one in the text.

    What it does: takes the first paragraph of an article as its headline where it is short and ends without a mark,
    and looks at numbers before a noun or sign, and at days of a month. Reports one where the text that follows has
    the same noun, sign or month with another number, and never the headline's own. Round numbers may be rounded.

    Why it matters: one of the two is wrong, and the headline is what readers keep.

    Example: headline "Quatorze morts dans un incendie", text "L'incendie a fait 12 morts".

    What to do: compare with the source which number is right.
    """
    article: list[Passage] = []
    for passage in passages(cases):
        if article and passage.name != article[0].name:
            yield from _compared(article, config)
            article = []
        article.append(passage)
    yield from _compared(article, config)


def _compared(article: Sequence[Passage], config: Config) -> Iterator[Hit]:
    """Numbers of a headline that the text below has otherwise.

    One function: each way out is a reason why a headline may have another number.
    """
    if len(article) < 2:
        return
    head = article[0]
    if head.block.syntax:  # a string of a program, which nothing below goes on from
        return
    count = sum(len(case.words) for case in head.cases)
    if not 0 < count <= _LONGEST or len(head.cases) != 1 or _END.search(head.text):
        return
    told = _amounts(head.text, config.lang)
    if not told:
        return
    body: list[_Amount] = []
    present: set[float] = set()
    seen = 0
    for passage in article[1:]:
        body += _amounts(passage.text, config.lang)
        present.update(*(number.values for number in numbers(passage.text, config.lang)))
        present.update(*(number.plain for number in numbers(passage.text, config.lang)))
        seen += sum(len(case.words) for case in passage.cases)
        if seen > _REACH:
            break
    for amount in told:
        rivals = [other for other in body if other.counted & amount.counted]
        if amount.values & present or not rivals:
            continue
        if len({frozenset(other.values) for other in rivals}) > 1:
            continue  # the text counts several: the headline may sum them up
        there = rivals[0]
        if any(_rounded(one, other) for one in amount.values for other in there.values):
            continue
        hit = head.hit(
            amount.span,
            _("The text below has a different number for “{what}”.").format(
                what=min(amount.counted & there.counted)
            ),
        )
        if hit:
            yield hit


def _rounded(told: float, exact: float) -> bool:
    """Whether a headline may say `told` for `exact`: a whole number for a fraction, tens for units."""
    if exact != int(exact) and told in (int(exact), round(exact)):
        return True
    return told >= _TENS and told % _TENS == 0 and abs(told - exact) <= _TOLERANCE * exact


def _amounts(text: str, lang: str) -> list[_Amount]:
    painted = prose(text)
    out = []
    for number in numbers(text, lang):
        counted = _COUNTED_NOUN if languages.language(lang).capital_nouns else _COUNTED
        match = counted.match(painted, number.span.end)
        if match is None or number.written == "clock":
            continue
        noun = match.group().strip()
        word = noun.casefold()
        known = frozenset({word}) if word in _months(lang) else lemmas(noun, lang)
        out.append(_Amount(number.values, known, number.span))
    return out


@functools.lru_cache(maxsize=16)
def _months(lang: str) -> frozenset[str]:
    return frozenset(name.casefold() for name in languages.months(lang))
