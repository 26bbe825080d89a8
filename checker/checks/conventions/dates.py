"""Locale: dates and hours written as another language writes them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.artefacts.language import unquoted
from checker.checks.passage import having, language_of, languages_of, numbered, pivot_of, prose
from checker.config import Config
from checker.languages import Language, day_first, days, language, months, primary
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_DIGIT = re.compile(r"\d")
_SPACE = "[ \u00a0\u202f\u2009]"


_CLOCK = regex.compile(
    rf"(?<![\w.,:])(\d{{1,2}})(?::(\d{{2}}))?({_SPACE}?)([ap])(?:\.{_SPACE}?m\.|m)(?![\p{{L}}\d])",
    regex.I,
)


@check(
    "LOC303",
    "twelve-hour-clock",
    category="locale conventions/time format",
    severity=Severity.MINOR,
)
def clock(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A time with "am" or "pm" in a language with a twenty-four-hour clock.

    What it does: finds a number from 1 to 12 before "am", "pm", "a.m." or "p.m.".

    Why it matters: it is an English time; readers have to convert it.

    Example: "à 10:30 pm" in French.

    What to do: write the time in twenty-four hours; `--fix` does it.
    """
    for case in numbered(cases):
        language = language_of(case, config)
        if not language.hour:
            continue
        for match in _CLOCK.finditer(case.text):
            hours, minutes = int(match.group(1)), match.group(2)
            if not 1 <= hours <= 12 or (minutes and int(minutes) > 59):
                continue
            half = match.group(4).lower()
            if match.group(3) and f"{half}m" in language.grammar_words and "." not in match.group():
                continue  # a word of the language: 12 am Start
            hours = hours % 12 + (12 if half == "p" else 0)
            written = language.hour_and_minutes if minutes else language.hour
            right = written.format(h=hours, m=minutes)
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("This is a twelve-hour time; write {right}.").format(right=right),
                fix=right,
            )


@functools.lru_cache(maxsize=32)
def _dates(tag: str) -> regex.Pattern[str] | None:
    """Capitalised names of months and days in places where they can be nothing else."""
    known = language(tag)
    before, after = known.day_before, known.day_after
    joint = rf"(?:{known.date_joint}{_SPACE})?" if known.date_joint else ""
    first = f"|{known.first_of_month}|1ᵉʳ" if known.first_of_month else ""
    month = [name.capitalize() for name in months(tag) if name.islower()]
    day = [name.capitalize() for name in days(tag) if name.islower()]
    if not month or not day:
        return None
    word, days_of = "|".join(map(regex.escape, month)), "|".join(map(regex.escape, day))
    beside = ""
    if before and after:
        left, right = ("|".join(map(regex.escape, words)) for words in (before, after))
        beside = (
            rf"|(?<![\w'’-])(?:{left}){_SPACE}({days_of}){_SPACE}(?:{right}|\d{{1,2}})(?![\w-])"
        )
    return regex.compile(
        rf"(?<![\w.,])(?:\d{{1,2}}{first})\.?{_SPACE}{joint}({word}){_SPACE}{joint}(?:\d{{4}})(?!\w)"
        rf"|(?<=[\p{{Ll}},]{_SPACE})({days_of}){_SPACE}(?:\d{{1,2}}{first}){_SPACE}{joint}(?:{word}|{word.lower()})(?!\w)"
        rf"{beside}{_lone(known.before_lone_day, days_of)}{_lone(known.before_lone_month, word)}"
    )


def _lone(before: Sequence[str], names: str) -> str:
    """A pattern for names behind such words at the end of a sentence: "fermé le Dimanche."; a name goes on."""
    if not before:
        return ""
    left = "|".join(map(regex.escape, before))
    return rf"|(?<=\p{{Ll}}{_SPACE}(?:{left}){_SPACE})({names})(?=[.;!?]|$)"


@functools.lru_cache(maxsize=32)
def _capitals(tag: str) -> tuple[str, ...]:
    """Names of months and days as no sentence should have them; most have none."""
    return tuple(name.capitalize() for name in (*months(tag), *days(tag)) if name.islower())


@check(
    "LOC304",
    "capital-of-month-or-day",
    category="locale conventions/date format",
    severity=Severity.MINOR,
)
def date_capital(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A capitalised name of a month or day in a language that does not capitalise it.

    What it does: takes the names from CLDR and reports them only where they can be nothing else: a month between
    day and year, a day before a date, beside a word such as "prochain" or at the end of a sentence. Names of feasts,
    places and events are left out.

    Why it matters: the capital comes from English.

    Example: "le 15 Mars 2020" in French.

    What to do: write it in lower case; `--fix` does it.
    """
    capitals = (name for known in languages_of(cases, config) for name in _capitals(known.tag))
    for case in having(cases, capitals):
        pattern = _dates(language_of(case, config).tag)
        if pattern is None:
            continue
        for match in pattern.finditer(case.text):
            at = next(number for number in range(1, pattern.groups + 1) if match.group(number))
            word = match.group(at)
            yield Hit(
                case.segment.index,
                Span(*match.span(at)),
                _("“{word}” is not capitalised here.").format(word=word),
                fix=word.lower(),
            )


@functools.lru_cache(maxsize=32)
def _month_pattern(tag: str) -> str:
    names = [name for name in months(tag) if len(name) > 2]
    return "|".join(regex.escape(name) for name in names)


@check(
    "LOC305",
    "first-of-month",
    category="locale conventions/date format",
    severity=Severity.MINOR,
)
def first_of_month(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The first day of a month written "1" where the language has an ordinal.

    What it does: finds "1" or "01" before the name of a month in languages whose data name a form for it.

    Why it matters: French says "premier janvier" and writes it so.

    Example: "le 1 janvier 2025"

    What to do: write "1er"; `--fix` does it.
    """
    for case in having(cases, ("1",)):
        language = language_of(case, config)
        if not language.first_of_month:
            continue
        names = _month_pattern(language.tag)
        for match in regex.finditer(
            rf"(?<![\w.,/–-]|\d{_SPACE})(0?1)(?={_SPACE}(?:{names})(?![\p{{L}}]))", case.text
        ):
            yield Hit(
                case.segment.index,
                Span(*match.span(1)),
                _("The first day of a month is written {right}.").format(
                    right=language.first_of_month
                ),
                fix=language.first_of_month,
            )


@functools.lru_cache(maxsize=32)
def _before_day(tag: str) -> regex.Pattern[str]:
    """A month before a day and a year: « mars 5, 2020 »."""
    return regex.compile(
        rf"(?<![\p{{L}}-]|\d{_SPACE}|\d\.{_SPACE})({_month_pattern(tag)}){_SPACE}(\d{{1,2}})(?:st|nd|rd|th)?(?:,{_SPACE}?|{_SPACE})(\d{{4}})(?!\d)",
        regex.IGNORECASE,
    )


@functools.lru_cache(maxsize=32)
def _behind_weekday(tag: str) -> regex.Pattern[str]:
    """A month and a day without a year behind the day of the week: « mercredi, Octobre 7 »."""
    week = "|".join(regex.escape(name) for name in days(tag) if len(name) > 2)
    return regex.compile(
        rf"(?<![\p{{L}}-])(?:{week}),?{_SPACE}({_month_pattern(tag)}){_SPACE}([12]?\d|3[01])"
        rf"(?!\p{{L}}|[\d.:]*\d|{_SPACE}?(?:h|:|%)|,?{_SPACE}\d)",
        regex.IGNORECASE,
    )


_AMERICAN = regex.compile(
    r"(?<![\d/.-])(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/((?:19|20)\d\d)(?![\d/]|\.\d)"
)


def dated(cases: Sequence[Case], config: Config) -> Sequence[Case]:
    """The cases with a digit, and with the name of a month or the sign that stands between figures of a date."""
    names = (name.lower() for known in languages_of(cases, config) for name in months(known.tag))
    return [case for case in having(cases, ("/", *names), lower=True) if _DIGIT.search(case.text)]


@check(
    "LOC310",
    "month-before-day",
    category="locale conventions/date format",
    severity=Severity.MINOR,
)
def date_order(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A date in English order.

    What it does: finds the name of a month, a day and a year, or a month and a day after the day of the week
    (« mercredi, octobre 7 »), and dates in digits whose second number cannot be a month (12/25/2023), in languages that
    CLDR says put the day first.

    Why it matters: "mars 5, 2020" is a translated American date.

    Example: "le mars 5, 2020" in French.

    What to do: put the day first and drop the comma; `--fix` does it.
    """
    for case in dated(cases, config):
        language = language_of(case, config)
        written = day_first(language.tag)
        if not _month_pattern(language.tag) or written is None:
            continue
        for place, right in _turned_round(case.text, written, language):
            yield Hit(
                case.segment.index,
                place,
                _("The day comes before the month: {right}.").format(right=right),
                fix=right,
            )


def _turned_round(text: str, written: str, language: Language) -> Iterator[tuple[Span, str]]:
    """Dates with the month before the day, each with what it should be."""
    space = language.number_space or " "
    for match in _before_day(language.tag).finditer(text):
        month, day, year = match.groups()
        if 1 <= int(day) <= 31:
            name = next(name for name in months(language.tag) if name.lower() == month.lower())
            right = written.format(day=_day(day, language), month=name, year=year)
            yield Span(*match.span()), right.replace(" ", space, 1)
    for match in _behind_weekday(language.tag).finditer(text):
        month, day = match.groups()
        yield Span(match.start(1), match.end(2)), f"{_day(day, language)}{space}{month.lower()}"
    for match in _AMERICAN.finditer(prose(text)):
        yield Span(*match.span()), f"{match.group(2)}/{match.group(1)}/{match.group(3)}"


def _day(day: str, language: Language) -> str:
    """The number of a day as a date has it: the first has a form of its own in some languages."""
    return language.first_of_month if int(day) == 1 and language.first_of_month else day


_LETTERS = re.compile(r"[^\W\d_]+")


@functools.lru_cache(maxsize=32)
def _foreign_dates(tag: str, pivot: str) -> regex.Pattern[str] | None:
    """Names of months and days in the pivot language that the language of the text lacks, where it says a date."""
    known = language(tag)
    small = "|".join(map(regex.escape, sorted({*known.articles, *known.grammar_words})))
    own = {name.casefold() for name in (*months(tag), *days(tag))}
    month, day = (
        "|".join(regex.escape(name) for name in names if name.casefold() not in own)
        for names in (months(pivot), days(pivot))
    )
    if not small or not month or not day:
        return None
    behind = rf"(?=[.,;:!?)]|$|{_SPACE}(?:\d|(?:{small})(?!\w)))"
    return regex.compile(
        # "le 14 March 2024", "en March 2024", "le Sunday"
        rf"(?<![\w'’-])(?i:{small}){_SPACE}(?:\d{{1,2}}(?:st|nd|rd|th)?{_SPACE}({month})(?![\w’'-])"
        rf"|({month}){_SPACE}(?=\d{{4}}(?!\w))|({day}){behind}(?!{_SPACE}\d{{4}}))"
    )


@check(
    "LOC318",
    "foreign-month-or-day",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
)
def foreign_month_or_day(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The name of a month or day was left in the language that the text was translated from.

    What it does: takes the names in the pivot language from CLDR, and reports them after a small word of the text's
    language: a month after a day or before a year (« le 14 March 2024 », « en March 2024 »), a day before another
    small word, a number or a mark (« fermé le Sunday »). Quotations are left alone.

    Why it matters: nobody translated it; the rest of the date may be in the order of that language too.

    Example: « La réunion est prévue le 14 March 2024. »

    What to do: write the name in the language of the text.
    """
    pivots = {pivot_of(case, config) for case in cases}
    names = (name for pivot in pivots for name in (*months(pivot), *days(pivot)))
    for case in having(cases, names):
        tag, pivot = language_of(case, config).tag, pivot_of(case, config)
        pattern = None if primary(tag) == primary(pivot) else _foreign_dates(tag, pivot)
        if pattern is None:
            continue
        naming = language(tag).naming
        if any(word in naming for word in _LETTERS.findall(case.text.casefold())):
            continue  # "En anglais, Saturne a donné son nom à Saturday"
        for match in pattern.finditer(unquoted(prose(case.text))):
            group = next(number for number in (1, 2, 3) if match.group(number))
            span = Span(*match.span(group))
            message = _("“{words}” was not translated.").format(words=span.of(case.text))
            yield Hit(case.segment.index, span, message)
