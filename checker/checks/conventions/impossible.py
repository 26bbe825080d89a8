"""Dates and times that do not exist: the ninety-fourth hour, the thirty-first of April, a Monday that was a Friday."""

from __future__ import annotations

import calendar
import datetime
import functools
from collections.abc import Iterator, Sequence

import regex

from checker.checks.conventions.dates import dated
from checker.checks.passage import language_of, numbered, prose
from checker.config import Config
from checker.languages import Language, day_first, days, language, locale, months
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\u2009]"
_CLOCK = regex.compile(
    rf"(?<![\w.,:/-])(\d{{1,2}}){_SPACE}?h(?:{_SPACE}?(\d{{2}}))?(?![\w/:,.-]\w|\w)"
)
_COLON = regex.compile(r"(?<![\w.,:/-])(\d{2}):(\d{2})(?![\w:/-])")
_DAY_HOURS = 24
_HALF_DAY = 12
"""« après 48 h » is a length of time: days and halves of days are counted in hours."""
_FIRST_YEAR = 1800
"""Before, countries had other calendars."""


@check(
    "LOC314",
    "impossible-time",
    category="locale conventions/time format",
    severity=Severity.MAJOR,
)
def impossible_time(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A time of day with more than 24 hours or more than 59 minutes.

    What it does: reports minutes above 59 (« 12 h 75 »), and hours above 24 after a word that introduces a time of day
    (« vers 94h », « à 25:30 »). Lengths of time (« après 48 h ») are left alone.

    Why it matters: a figure was garbled, and nobody can tell the time that was meant.

    Example: « Le soleil se couche après 94h. »

    What to do: take the time from the source.
    """
    for case in numbered(cases):
        known = language_of(case, config)
        if not known.time_before:
            continue
        text = prose(case.text)
        for match in (*_CLOCK.finditer(text), *_COLON.finditer(case.text)):
            hours, minutes = int(match.group(1)), int(match.group(2) or 0)
            if _impossible(case.text, hours, minutes, match, known):
                yield Hit(
                    case.segment.index,
                    Span(*match.span()),
                    _("“{time}” is not a time of day.").format(time=match.group()),
                )


# Reversed, and matched from a place backwards: searched, each place would ask for all before it.
_INTRODUCED = regex.compile(r"(?r)([\p{L}'’]+)[ \u00a0\u202f]*")


def _impossible(
    text: str, hours: int, minutes: int, match: regex.Match[str], known: Language
) -> bool:
    colon = match.re is _COLON
    introduction = _INTRODUCED.match(text, 0, match.start())
    introduced = introduction is not None and introduction.group(1).lower() in known.time_before
    if colon:
        return introduced and (hours > _DAY_HOURS or minutes > 59)
    if minutes > 59:
        return True
    if match.group(2):
        return introduced and hours > _DAY_HOURS
    return introduced and hours > _DAY_HOURS and hours % _HALF_DAY != 0 and hours > 50


@functools.lru_cache(maxsize=32)
def _dates(tag: str) -> dict[str, regex.Pattern[str]]:
    """Patterns of dates in words and of days of the week before a date; empty where CLDR has no names."""
    known = language(tag)
    if not day_first(tag) or not months(tag) or not days(tag):
        return {}
    month = "|".join(regex.escape(name) for name in months(tag))
    day = "|".join(regex.escape(name) for name in days(tag))
    first = regex.escape(known.first_of_month) + "|" if known.first_of_month else ""
    number = rf"(?P<day>{first}\d{{1,2}})"
    return {
        "date": regex.compile(
            rf"(?<![\w.,/–-])(?:(?P<name>{day}),?{_SPACE}(?:\w{{2}}{_SPACE})?)?{number}{_SPACE}(?P<month>{month})"
            rf"(?:{_SPACE}(?P<year>\d{{4}})(?!\w))?(?!\w)",
            regex.I,
        ),
        "order": regex.compile(
            rf"(?<![\w.,/–-])(?:\d{{1,2}}{_SPACE}(?:1\d|20)\d{{2}}{_SPACE}(?:{month})"
            rf"|(?:1\d|20)\d{{2}}{_SPACE}\d{{1,2}}{_SPACE}(?:{month})"
            rf"|(?:1\d|20)\d{{2}}{_SPACE}(?:{month}){_SPACE}\d{{1,2}}(?!{_SPACE}(?:{month})))(?!\w)",
            regex.I,
        ),
        # "en juin 20014."
        "year": regex.compile(
            rf"(?<!\w)(?:{month}){_SPACE}(?:1\d|20)\d{{3}}(?=\s*(?:[.,;:)!?]|$))", regex.I
        ),
        # "15/13/2020", which is no day in any order
        "numbers": regex.compile(r"(?<![\w.,/–-])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\w/-])"),
        "figures": regex.compile(
            rf"(?<!\w)(?P<name>{day}){_SPACE}?\((?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{4}}))?\)",
            regex.I,
        ),
    }


@check(
    "LOC313",
    "impossible-date",
    category="locale conventions/date format",
    severity=Severity.MAJOR,
)
def impossible_date(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A date that does not exist, or a day of the week that does not match its date.

    What it does: reports a day that the month does not have, also in figures (« 15/13/2020 »), day, year and month in
    the wrong order, a year of five figures, and a day of the week that does not match its date where the year is
    given. A date in figures and brackets after a day of the week is reported too: other languages write dates so.

    Why it matters: a figure was garbled or read in another country's order, and readers turn up on the wrong day.

    Example: « le 14 2023 juin », « lundi 4 juillet 2023 »

    What to do: take the date from the source.
    """
    for case in dated(cases, config):
        patterns = _dates(language_of(case, config).tag)
        if not patterns:
            continue
        tag = language_of(case, config).tag
        for match in patterns["date"].finditer(case.text):
            reason = (
                "" if _before_christ(case.text[match.end() :], tag) else _wrong_date(tag, match)
            )
            if reason and case.text[max(match.start() - 20, 0) : match.start()].rstrip()[-4:].strip(
                "LleDdu \u00a0"
            )[-1:] not in tuple('«“"'):
                yield Hit(case.segment.index, Span(*match.span()), reason)
        for match in patterns["order"].finditer(case.text):
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("Day, year and month are in the wrong order in “{date}”.").format(
                    date=match.group()
                ),
            )
        for match in patterns["year"].finditer(case.text):
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("There is no such day as “{date}”.").format(date=match.group()),
            )
        for match in patterns["numbers"].finditer(case.text):
            small, large = sorted((int(match[1]), int(match[2])))
            if small > 12 or large > 31 or not small:
                yield Hit(
                    case.segment.index,
                    Span(*match.span()),
                    _("There is no such day as “{date}”.").format(date=match.group()),
                )
        for match in patterns["figures"].finditer(case.text):
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _wrong_figures(tag, match)
                or _("“{date}” is not how dates are written in this language.").format(
                    date=match.group()
                ),
                severity=Severity.MINOR,
            )


def _wrong_date(tag: str, match: regex.Match[str]) -> str:
    """Why a date in words cannot be; empty where it can."""
    day = int("".join(filter(str.isdigit, match["day"])))
    month = [name.lower() for name in months(tag)].index(match["month"].lower()) + 1
    year = int(match["year"]) if match["year"] else 0
    longest = calendar.monthrange(year or 2000, month)[1] if not year or year >= 1 else 31
    if not 1 <= day <= longest:
        return _("There is no such day as “{date}”.").format(date=match.group())
    return _wrong_weekday(tag, match["name"], year, month, day)


def _before_christ(rest: str, tag: str) -> bool:
    found = locale(tag)
    names = found.eras["abbreviated"].values() if found else ()
    return any(rest.lstrip().startswith(str(name)) for name in names)


def _wrong_figures(tag: str, match: regex.Match[str]) -> str:
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"] or 0)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return _("There is no such day as “{date}”.").format(date=match.group())
    if day > calendar.monthrange(year or 2000, month)[1]:
        return _("There is no such day as “{date}”.").format(date=match.group())
    return _wrong_weekday(tag, match["name"], year, month, day)


def _wrong_weekday(tag: str, name: str | None, year: int, month: int, day: int) -> str:
    if not name or year < _FIRST_YEAR:
        return ""
    right = days(tag)[datetime.date(year, month, day).weekday()]
    if right.lower() == name.lower():
        return ""
    return _("That day was a {right}, not a {name}.").format(right=right, name=name.lower())
