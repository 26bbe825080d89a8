"""Agreement of the text with its source in numbers and dates.

Every rule here needs the source text of a segment and stays silent without one. A rule that reports a change wants
both halves of it: something of the source that has no counterpart, and something in the text that has none either.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from checker.checks.against_source.sourced import Sourced, sourced
from checker.checks.passage import prose
from checker.config import Config
from checker.languages import days, language, locale, months, short_months
from checker.languages.quantities import Counterparts, Number, loose_values, numbers
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span


@check(
    "ACC211",
    "number-changed",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def number_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A number that is not the one in the source.

    What it does: compares values, not spellings: 1,000.5 is 1 000,5, "two billion" is "2 milliards", "3 pm" is "15 h".
    It reports when the source has a number that the text lacks, and the text has one that the source lacks. A time of
    the other half of the day is one too: "3 h" for "3 pm".

    Why it matters: a wrong figure is read as a fact.

    Example: "250 emplois" for "350 jobs"

    What to do: compare with the source and write its number.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        lost, extra = _unmatched(one, config)
        changed = (
            [(theirs.span.of(source), mine.span) for theirs, mine in zip(lost, extra, strict=True)]
            if len(lost) == len(extra)
            else []
        )
        for said, place in changed or _halves(one, config):
            message = _("The source has {source}; this sentence has {target}.")
            yield one.hit(
                place, message.format(source=said, target=place.of(text)), evidence={"source": said}
            )


@check(
    "ACC212",
    "number-missing",
    category="accuracy/omission",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def number_missing(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A number of the source that is missing from the text.

    What it does: compares values as number-changed does, and reports numbers above ten in digits when the text has no
    number left that could correspond.

    Why it matters: a fact was lost with the number.

    Example: "Les emplois ont été supprimés." for "350 jobs were cut."

    What to do: add what is missing.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        lost, extra = _unmatched(one, config)
        gone = [n.span.of(source) for n in lost if n.written == "digits" and max(n.values) > 10]
        if gone and not extra and text:
            yield one.hit(
                one.end,
                _("The source has a number that is missing here: {numbers}.").format(
                    numbers=", ".join(gone)
                ),
                evidence={"source": gone},
            )


@check(
    "ACC214",
    "date-changed",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def date_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A month or a day of the week that is not the one in the source.

    What it does: takes the names of months and days of both languages from CLDR, and reads dates such as 2024-07-04
    and 31.12.2025. It reports when the source names one that the text does not, and the text one that the source does
    not.

    Why it matters: a wrong date is read as a fact.

    Example: "le 4 juin" for "July 4"

    What to do: compare with the source and write its date.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        there, here = one.languages(config)
        for named in (_months, _days):
            theirs, mine = named(source, there), named(text, here)
            lost, extra = _beyond(theirs, mine), _beyond(mine, theirs)
            if len(lost) == len(extra) == 1:
                yield one.hit(
                    extra[0],
                    _("The source has the date {source}; this sentence has {target}.").format(
                        source=lost[0].of(source), target=extra[0].of(text)
                    ),
                    evidence={"source": lost[0].of(source)},
                )


_HALF = regex.compile(
    r"(?<![\d.:])(1[0-2]|[1-9])(?:[:.][0-5]\d)?[\u00a0\u202f ]?([ap])(?:m\b|\.[ ]?m\b\.?)",
    regex.IGNORECASE,
)


def _halves(one: Sourced, config: Config) -> Iterator[tuple[str, Span]]:
    """Times of the source, and the hour of the other half of the day that the text has: « 3 h » for "3 pm".

    Where the text names a part of the day (« 3 h de l'après-midi »), nothing is said.
    """
    _there, here = one.languages(config)
    said = {
        int(match[1]) % 12 + 12 * (match[2] in "pP"): match.group()
        for match in _HALF.finditer(one.source)
    }
    if not said or not language(here).hour or _HALF.search(one.text):
        return
    if _parts_of_day(here).search(one.text):
        return
    found = {int(match[1]): Span(*match.span()) for match in _hours(here).finditer(one.text)}
    for hour, written in said.items():
        other = (hour + 12) % 24
        if hour not in found and other in found and other not in said:
            yield written, found[other]


@functools.lru_cache(maxsize=8)
def _hours(lang: str) -> regex.Pattern[str]:
    """An hour as a language of twenty-four writes it: 15 h, 15h30, 15:30."""
    from babel.units import format_unit

    signs = {language(lang).hour.partition("{h}")[2].strip()}
    for count in (1, 2) if locale(lang) else ():
        named = format_unit(count, "duration-hour", length="long", locale=locale(lang))
        signs.add(str(named).replace(str(count), "").strip())
    either = "|".join(map(regex.escape, sorted(signs - {""}, key=len, reverse=True)))
    return regex.compile(
        rf"(?<![\d.,:])(\d{{1,2}})(?:[\u00a0\u202f ]?(?:{either})(?!\p{{L}})|:[0-5]\d(?![\d:]))"
    )


@functools.lru_cache(maxsize=8)
def _parts_of_day(lang: str) -> regex.Pattern[str]:
    """What CLDR calls the parts of a day: matin, soir."""
    known = locale(lang)
    words = known.day_periods["format"]["wide"].values() if known else ()
    named = {match[0] for word in words if (match := regex.search(r"\p{L}[\p{L}-]*$", str(word)))}
    return regex.compile("|".join(map(regex.escape, named)) or "(?!)", regex.IGNORECASE)


def _unmatched(one: Sourced, config: Config) -> tuple[list[Number], list[Number]]:
    """Numbers of the source without a counterpart, and of the text without one."""
    source, text = one.source, one.text
    pivot, lang = one.languages(config)
    theirs = numbers(_prose_with_times(source), pivot)
    mine = numbers(_prose_with_times(text), lang)
    excused, allowed = loose_values(text), loose_values(source)
    here, there = Counterparts(mine), Counterparts(theirs)
    lost = [n for n in theirs if _firm(n, excused) and n not in here]
    extra = [n for n in mine if _firm(n, allowed) and n not in there]
    rendered, knocked_out = _converted(pivot), _knock_out(lang)
    lost = [n for n in lost if not rendered.match(source, n.span.end)]
    rounds = [n for n in mine if knocked_out.match(text, n.span.end)]
    teams = {2 * value for n in rounds for value in n.values}
    lost = [n for n in lost if not n.values & teams]
    known = {n.span for n in rounds}
    return _without_years(lost, [n for n in extra if n.span not in known])


def _without_years(
    lost: Sequence[Number], extra: Sequence[Number]
) -> tuple[list[Number], list[Number]]:
    """The same without the years of one side that the other writes without their century."""
    whole: dict[float, list[int]] = {}
    short: dict[float, list[int]] = {}
    for at, number in enumerate(extra):
        for table, values in ((whole, number.values), (short, _short(number.values))):
            for value in values:
                table.setdefault(value, []).append(at)
    gone: set[int] = set()
    left = []
    for number in lost:
        found = [short.get(value, []) for value in number.values]
        found += [whole.get(value, []) for value in _short(number.values)]
        for places in found:
            while places and places[0] in gone:
                places.pop(0)
        first = min((places[0] for places in found if places), default=None)
        if first is None:
            left.append(number)
        else:
            gone.add(first)
    return left, [number for at, number in enumerate(extra) if at not in gone]


@functools.lru_cache(maxsize=8)
def _converted(lang: str) -> regex.Pattern[str]:
    """A unit after a number of a source in this language that a good translation may convert into another."""
    units = "|".join(language(lang).converted_units) or "(?!)"
    return regex.compile(rf"[-\s]*(?:{units})\b", regex.IGNORECASE)


@functools.lru_cache(maxsize=8)
def _knock_out(lang: str) -> regex.Pattern[str]:
    """After the number of a knock-out round, where the language counts matches: half of the source's teams."""
    rounds = "|".join(language(lang).knock_out_round) or "(?!)"
    return regex.compile(rf"\s?(?:{rounds})\b", regex.IGNORECASE)


def _firm(number: Number, excused: frozenset[float]) -> bool:
    """Whether a translator keeps it: digits above one, not found in some other form in the other text.

    Number words and Roman numerals only excuse what is in digits on the other side.
    """
    if number.written not in ("digits", "clock") or number.values <= {0.0, 1.0}:
        return False
    return bool(number.plain) or not number.values & excused


def _short(values: frozenset[float]) -> frozenset[float]:
    """Years without their century: “38” for 1938."""
    return frozenset(value % 100 for value in values if 1900 <= value < 2100)


_ISO_DATE = regex.compile(r"(?<![\d-])\d{4}-(0[1-9]|1[0-2])-\d{2}(?![\d-])")
_DATE = regex.compile(r"(?<![\d./-])(\d{1,2})([./])(\d{1,2})\2(?:19|20)\d{2}(?!\d|[./-]\d)")
_TIME = regex.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")


def _prose_with_times(text: str) -> str:
    """The text without addresses and code, its times of day kept; same length."""
    plain = prose(text)
    for match in _TIME.finditer(text):
        plain = plain[: match.start()] + match.group() + plain[match.end() :]
    return plain


def _months(text: str, lang: str) -> list[tuple[int, Span]]:
    """Months of a text by number, 0 to 11; short names only beside a digit, since "may" is also a verb."""
    out = []
    reach = 4 + len(language(lang).date_joint)
    for names in (months(lang), short_months(lang)):
        for index, span in _named(text, names):
            around = text[max(span.start - reach, 0) : span.start]
            around += text[span.end : span.end + reach]
            if span.end - span.start > 5 or any(char.isdigit() for char in around):
                out.append((index, span))
    dates = _ISO_DATE.finditer(text)
    out += [(int(match.group(1)) - 1, Span(*match.span())) for match in dates]
    out += [(month - 1, span) for month, span in _in_digits(text)]
    return sorted({span: (index, span) for index, span in out}.values(), key=lambda one: one[1])


def _in_digits(text: str) -> Iterator[tuple[int, Span]]:
    """Months (1 to 12) of dates in digits where only one of two numbers can be it: 31.12.2025, 12/31/2025.

    Where points separate them, the day comes first in every language.
    """
    for match in _DATE.finditer(text):
        first, second = int(match.group(1)), int(match.group(3))
        month, day = (second, first) if match.group(2) == "." or first > 12 else (first, second)
        if 1 <= month <= 12 and (match.group(2) == "." or day > 12) and day <= 31:
            yield month, Span(*match.span())


def _days(text: str, lang: str) -> list[tuple[int, Span]]:
    """Days of the week named in a text, by number."""
    return _named(text, days(lang))


def _named(text: str, names: Sequence[str]) -> list[tuple[int, Span]]:
    """Where one of the names stands in a text, with its index."""
    if not names:
        return []
    inner = "|".join(regex.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = rf"(?<![\p{{L}}\p{{N}}])({inner})s?(?!\p{{L}})"
    index = [name.casefold() for name in names].index
    return [
        (index(match.group(1).casefold()), Span(*match.span()))
        for match in regex.finditer(pattern, text, regex.IGNORECASE)
    ]


def _beyond(mine: Sequence[tuple[int, Span]], theirs: Sequence[tuple[int, Span]]) -> list[Span]:
    """Of the months or days of one text those that the other does not name, or names less often.

    Where one of two Julys became October, the other still stands in both.
    """
    left = Counter(index for index, _span in theirs)
    out = []
    for index, span in mine:
        left[index] -= 1
        if left[index] < 0:
            out.append(span)
    return out
