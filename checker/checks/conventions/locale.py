"""Locale: titles and names of languages written as another language writes them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import language_of, prose
from checker.config import Config
from checker.languages import (
    Language,
    language_names,
)
from checker.languages.morphology import lexicon
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\u2009]"
_DIGIT = re.compile(r"\d")


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
