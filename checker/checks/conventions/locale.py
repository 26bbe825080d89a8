"""Locale: titles, names of languages and units as another language has them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import regex

from checker.checks.artefacts.language import unquoted
from checker.checks.passage import language_of, languages_of, pivot_of, prose, said
from checker.config import Config
from checker.languages import (
    Language,
    language_names,
    locale,
    primary,
)
from checker.languages.morphology import lexicon
from checker.languages.vocabulary import in_lexicon
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\u2009]"


@check(
    "LOC307",
    "foreign-title",
    category="locale conventions/name format",
    severity=Severity.MINOR,
)
def title(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A title abbreviated as in another language.

    What it does: finds "Mr", "Mrs" and the like before a name. Names of works in quotation marks are left out.

    Why it matters: "Mr" is English; French writes "M." and "Mme".

    Example: "Mr Dupont a voté contre."

    What to do: use the language's own; `--fix` does it.
    """
    for case in cases:
        language = language_of(case, config)
        if not language.titles:
            continue
        for match in _foreign_titles(tuple(language.titles)).finditer(prose(case.text)):
            right = language.titles[match.group(1)]
            yield Hit(
                case.segment.index,
                Span(*match.span(1)),
                _("“{word}” should be written “{right}”.").format(word=match.group(1), right=right),
                # "Mr Univers" is a title of another kind, and perhaps a name of its own.
                fix=None if _common(case.text, match.end(), language) else right,
                suggestion=right,
            )


def _common(text: str, at: int, language: Language) -> bool:
    """Whether the word behind a title is one of the dictionary rather than a name."""
    name = _NAME.match(text, at)
    own = lexicon(language.code)
    return bool(own and name and own.readings(name[1].lower()))


_NAME = regex.compile(rf"{_SPACE}+([\p{{L}}]+)")


@functools.lru_cache(maxsize=16)
def _foreign_titles(titles: tuple[str, ...]) -> regex.Pattern[str]:
    words = "|".join(regex.escape(word) for word in sorted(titles, key=len, reverse=True))
    return regex.compile(rf"(?<![\w.'’«“\"-])(?<!«\s)({words})(?={_SPACE}+\p{{Lu}}[\p{{L}}.])")


@functools.lru_cache(maxsize=16)
def _capital_behind(words: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(
        rf"(?<![\w-])(?:{'|'.join(words)}){_SPACE}(\p{{Lu}}\p{{Ll}}+)(?![\p{{L}}\d-]|{_SPACE}\p{{Lu}})"
    )


@check(
    "LOC311",
    "capital-of-language",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
)
def language_capital(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A capitalised name of a language where it is a common noun.

    What it does: takes the names of languages from CLDR and reports one with a capital after words such as "en" or
    "parler", where no other capital follows.

    Why it matters: the capital comes from English.

    Example: "traduit en Anglais"

    What to do: write it in lower case; `--fix` does it.
    """
    capitals = (_capital_languages(known.tag) for known in languages_of(cases, config))
    if all(map(said(cases).isdisjoint, capitals)):
        return
    for case in cases:
        language = language_of(case, config)
        if not language.language_before:
            continue
        names = _languages(language.tag)
        for match in _capital_behind(language.language_before).finditer(case.text):
            word = match.group(1)
            if word.lower() in names and word.lower() not in language.language_not:
                yield Hit(
                    case.segment.index,
                    Span(*match.span(1)),
                    _("“{word}” is not capitalised here.").format(word=word),
                    fix=word.lower(),
                )


@functools.lru_cache(maxsize=32)
def _languages(tag: str) -> frozenset[str]:
    return frozenset(language_names(tag))


@functools.lru_cache(maxsize=32)
def _capital_languages(tag: str) -> frozenset[str]:
    return frozenset(map(str.capitalize, _languages(tag)))


_NUMBER = regex.compile(r"\d$|(\p{L}+)$")
_NEXT_WORD = regex.compile(r"[ \u00a0\u202f](\p{L}+)")


@functools.lru_cache(maxsize=32)
def _foreign_units(tag: str, pivot: str) -> regex.Pattern[str] | None:
    """Units of measure as the pivot language calls several of them, where the language of the text has no such word."""
    forms = lexicon(tag)
    theirs = _unit_names(pivot) - _unit_names(tag)
    if forms is None or not theirs:
        return None
    names = "|".join(sorted(name for name in theirs if not forms.readings(name)))
    return regex.compile(rf"(?<=[ \u00a0\u202f])(?:{names})(?![\p{{L}}\p{{N}}'’-])")


@functools.lru_cache(maxsize=32)
def _unit_names(tag: str) -> frozenset[str]:
    found = locale(tag)
    names = found.unit_display_names.values() if found else ()
    return frozenset(str(forms["long"]) for forms in names if str(forms.get("long", "")).isalpha())


def _behind_number(text: str, tag: str) -> bool:
    """Whether a text ends in a number, in digits or as a word."""
    match = _NUMBER.search(text.rstrip())
    forms = lexicon(tag)
    if match is None or forms is None:
        return False
    word = match[1]
    return not word or any(reading.kind == "C" for reading in forms.readings(word.lower()))


_LONGEST_NUMBER = 20
"""Characters of a number, in digits or as a word."""


@check(
    "LOC319",
    "foreign-unit",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
)
def foreign_unit(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A unit of measure was left in the language that the text was translated from.

    What it does: takes the names of units in the pivot language from CLDR, leaves out those that the text's language
    has too, and reports the others after a number (« 12 pounds », « six feet »). Quotations are left alone, and so are
    languages without a lexicon.

    Why it matters: nobody translated the word; the figure may have to be converted as well.

    Example: « Le colis pèse 12 pounds. »

    What to do: translate the unit, and convert the figure where readers use another one.
    """
    pivots = {pivot_of(case, config) for case in cases}
    if all(said(cases).isdisjoint(_unit_names(pivot)) for pivot in pivots):
        return
    for case in cases:
        tag, pivot = language_of(case, config).tag, pivot_of(case, config)
        pattern = None if primary(tag) == primary(pivot) else _foreign_units(tag, pivot)
        if pattern is None or not pattern.search(case.text):
            continue
        text = unquoted(prose(case.text))
        for match in pattern.finditer(text):
            after = _NEXT_WORD.match(text, match.end())
            if after is not None and not in_lexicon(after[1].lower(), tag):
                continue  # "15 hours and 2 minutes", as a program prints it
            if _behind_number(text[max(match.start() - _LONGEST_NUMBER, 0) : match.start()], tag):
                message = _("“{words}” was not translated.").format(words=match.group())
                yield Hit(case.segment.index, Span(*match.span()), message)
