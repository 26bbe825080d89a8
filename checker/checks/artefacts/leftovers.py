"""Leftovers: remarks by translation programs that do not belong to the text."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import having, language_of, languages_of, pivot_of
from checker.config import Config
from checker.languages import language
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span


@check(
    "STR206",
    "translation-boilerplate",
    category="accuracy/addition",
    severity=Severity.MAJOR,
)
def boilerplate(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A remark by the translation program itself, left in the text.

    What it does: looks for set phrases of translation services and language models ("Traduit avec DeepL", "As an
    AI language model"), from the data of the text's language and of the language it was translated from. Only the
    beginning of a sentence or a bracket counts, so that an article may speak about such programs.

    Why it matters: it is not part of the article, and it tells every reader how the text was made.

    Example: "Traduit avec DeepL.com (version gratuite)"

    What to do: delete it.
    """
    tags = {known.tag for known in languages_of(cases, config)}
    tags.update(pivot_of(case, config) for case in cases)
    for case in having(cases, {sign for tag in tags for sign in _signs(tag)}, lower=True):
        pattern = _opening(language_of(case, config).tag, pivot_of(case, config))
        match = pattern.search(case.text.replace("’", "'")) if pattern else None
        if match:
            yield Hit(
                case.segment.index,
                Span(*match.span(1)),
                _("This remark comes from a translation program: “{text}”.").format(
                    text=match.span(1) and case.text[match.start(1) : match.end(1)]
                ),
            )


@functools.lru_cache(maxsize=64)
def _signs(tag: str) -> frozenset[str]:
    """The longest word of each phrase of a language: without one of them there is none."""
    phrases = (re.split(r"[\s'’]+", phrase.lower()) for phrase in language(tag).boilerplate)
    return frozenset(max(words, key=len) for words in phrases)


@functools.lru_cache(maxsize=64)
def _opening(lang: str, pivot: str) -> regex.Pattern[str] | None:
    """A phrase of either language, where a sentence or a bracket begins."""
    phrases = {*language(lang).boilerplate, *language(pivot).boilerplate}
    if not phrases:
        return None
    longest = sorted(sorted(phrases), key=len, reverse=True)
    return regex.compile(
        rf"(?:^|[(\[—–|*]\s?)((?:{'|'.join(map(regex.escape, longest))})\b)", regex.IGNORECASE
    )
