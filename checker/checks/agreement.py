"""Agreement of the text with its source in numbers, dates and amounts.

Every rule here needs the source text of a segment and stays silent without one. A rule that reports a change wants
both halves of it: something of the source that has no counterpart, and something in the text that has none either.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

import regex

from checker.checks.passage import prose
from checker.config import Config
from checker.languages import days, locale, months
from checker.messages import _
from checker.numbers import Number, loose_values, numbers
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_UNITS: Mapping[str, tuple[str, ...]] = {
    "EUR": ("€", "EUR"),
    "USD": ("$", "USD", "US$"),
    "GBP": ("£", "GBP"),
    "JPY": ("¥", "JPY"),
    "CHF": ("CHF",),
    "%": ("%", "percent", "per cent", "pour cent"),
}


@check("ACC211", "number-changed", category="accuracy/mistranslation", severity=Severity.MAJOR)
def number_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A number that is not the one in the source.

    What it does: compares values, not spellings: 1,000.5 is 1 000,5, "two billion" is "2 milliards", "3 pm" is
    "15 h". It speaks when the source has a number that the text lacks, and the text has one that the source
    lacks.

    Why it matters: a wrong figure is read as a fact.

    Example: "250 emplois" for "350 jobs"

    What to do: compare with the source and write its number.
    """
    for case, source in sourced(cases):
        lost, extra = _unmatched(case, source, config)
        if len(lost) != len(extra) or not extra:
            continue
        for theirs, mine in zip(lost, extra, strict=True):
            yield Hit(
                case.segment.index,
                mine.span,
                _("The source has the number {source}, here stands {target}.").format(
                    source=theirs.span.of(source), target=mine.span.of(case.text)
                ),
                evidence={"source": theirs.span.of(source)},
            )


@check("ACC212", "number-missing", category="accuracy/omission", severity=Severity.MAJOR)
def number_missing(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A number of the source that is missing from the text.

    What it does: compares values as number-changed does, and speaks of numbers above ten in digits when the
    text has no number left over that could be theirs.

    Why it matters: with the number, a fact was lost.

    Example: "Les emplois ont été supprimés." for "350 jobs were cut."

    What to do: add what is missing.
    """
    for case, source in sourced(cases):
        lost, extra = _unmatched(case, source, config)
        gone = [n.span.of(source) for n in lost if n.written == "digits" and max(n.values) > 10]
        if gone and not extra and case.text:
            yield Hit(
                case.segment.index,
                Span(len(case.text), len(case.text)),
                _("The source has a number that is missing here: {numbers}.").format(
                    numbers=", ".join(gone)
                ),
                evidence={"source": gone},
            )


@check("ACC214", "date-changed", category="accuracy/mistranslation", severity=Severity.MAJOR)
def date_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A month or a day of the week that is not the one in the source.

    What it does: takes the names of months and days of both languages from CLDR. It speaks when the source
    names one that the text does not, and the text one that the source does not.

    Why it matters: a wrong date is read as a fact.

    Example: "le 4 juin" for "July 4"

    What to do: compare with the source and write its date.
    """
    for case, source in sourced(cases):
        for names in (months, days):
            theirs = _calendar(source, names(config.pivot))
            mine = _calendar(case.text, names(config.lang))
            lost = [span for index, span in theirs if index not in {i for i, _span in mine}]
            extra = [span for index, span in mine if index not in {i for i, _span in theirs}]
            if len(lost) == len(extra) == 1:
                yield Hit(
                    case.segment.index,
                    extra[0],
                    _("The source has the date {source}, here stands {target}.").format(
                        source=lost[0].of(source), target=extra[0].of(case.text)
                    ),
                    evidence={"source": lost[0].of(source)},
                )


@check("ACC215", "currency-changed", category="accuracy/mistranslation", severity=Severity.MAJOR)
def currency_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An amount in another currency than in the source, or a percentage that became an amount.

    What it does: finds numbers with a sign, code or CLDR name of a currency or a per-cent sign on both sides,
    and speaks when the same number carries another one.

    Why it matters: 10 dollars are not 10 euros.

    Example: "10 euros" for "$10"

    What to do: write the source's currency, or convert the number too.
    """
    for case, source in sourced(cases):
        theirs = _amounts(source, config.pivot)
        mine = _amounts(case.text, config.lang)
        for number, unit in mine:
            same = {other for n, other in theirs if n.same(number)}
            bare = [n for n in numbers(source, config.pivot) if n.same(number)]
            if same and unit not in same and len(bare) == len(same):
                yield Hit(
                    case.segment.index,
                    number.span,
                    _("The amount has another unit in the source: {source}.").format(
                        source=", ".join(sorted(same))
                    ),
                    evidence={"source": sorted(same), "target": unit},
                )


def sourced(cases: Sequence[Case]) -> Iterator[tuple[Case, str]]:
    """Cases whose source text is known, with it; copies of the source are another rule's matter."""
    for case in cases:
        source = case.segment.source
        if source and source.strip() and source != case.text:
            yield case, source


def _unmatched(case: Case, source: str, config: Config) -> tuple[list[Number], list[Number]]:
    """Numbers of the source without a counterpart, and of the text without one."""
    theirs = numbers(_prose_with_times(source), config.pivot)
    mine = numbers(_prose_with_times(case.text), config.lang)
    excused, allowed = loose_values(case.text), loose_values(source)
    lost = [n for n in theirs if _firm(n, excused) and not any(n.same(o) for o in mine)]
    extra = [n for n in mine if _firm(n, allowed) and not any(n.same(o) for o in theirs)]
    return lost, extra


def _firm(number: Number, excused: frozenset[float]) -> bool:
    """Whether a translator keeps it: digits above one, not found in some other form in the other text.

    Number words and Roman numerals only excuse what is in digits on the other side.
    """
    if number.written not in ("digits", "clock") or number.values <= {0.0, 1.0}:
        return False
    return bool(number.plain) or not number.values & excused


_TIME = regex.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")


def _prose_with_times(text: str) -> str:
    """The text without addresses and code, its times of day kept; same length."""
    plain = prose(text)
    for match in _TIME.finditer(text):
        plain = plain[: match.start()] + match.group() + plain[match.end() :]
    return plain


def _calendar(text: str, names: Sequence[str]) -> list[tuple[int, Span]]:
    """Months or days named in a text, by number; short names only beside a digit, since "may" is also a verb."""
    if not names:
        return []
    inner = "|".join(regex.escape(name) for name in names)
    out = []
    for match in regex.finditer(
        rf"(?<![\p{{L}}\p{{N}}])({inner})(?:s)?(?!\p{{L}})", text, regex.IGNORECASE
    ):
        beside = (
            text[max(match.start() - 4, 0) : match.start()] + text[match.end() : match.end() + 4]
        )
        if len(match.group(1)) > 5 or any(char.isdigit() for char in beside):
            index = [name.casefold() for name in names].index(match.group(1).casefold())
            out.append((index, Span(*match.span())))
    return out


def _amounts(text: str, lang: str) -> list[tuple[Number, str]]:
    """Numbers that stand beside a currency or a per-cent sign, with its code."""
    names, pattern = _units(lang)
    out = []
    for number in numbers(text, lang):
        after = regex.match(
            rf"[\s-]?(?:d[e'’]\s?)?({pattern})(?!\p{{L}})",
            text[number.span.end :][:40],
            regex.IGNORECASE,
        )
        before = regex.search(
            rf"(?<!\p{{L}})({pattern})\s?$", text[: number.span.start][-12:], regex.IGNORECASE
        )
        found = after or before
        if found:
            out.append((number, names[found.group(1).casefold()]))
    return out


@functools.lru_cache(maxsize=8)
def _units(lang: str) -> tuple[Mapping[str, str], str]:
    from babel.numbers import get_currency_name

    names = {sign.casefold(): code for code, signs in _UNITS.items() for sign in signs}
    known = locale(lang)
    for code in _UNITS:
        if code != "%" and known is not None:
            for count in (1, 2):
                name = get_currency_name(code, count, locale=known).casefold()
                names.setdefault(name, code)
    for name, code in list(names.items()):
        if (
            code != "%" and " " in name
        ):  # US dollars, dollars des États-Unis: the noun alone says enough
            for word in name.split():
                if word.startswith(("dollar", "euro", "yen")):
                    names.setdefault(word, code)
    longest = sorted(names, key=len, reverse=True)
    return names, "|".join(regex.escape(name) for name in longest)
