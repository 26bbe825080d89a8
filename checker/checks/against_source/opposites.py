"""Words that say the opposite of what stands on the other side: rarely, « souvent »."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

import regex

from checker.checks.against_source.contraries import WORD, forms, senses_between
from checker.checks.against_source.negations import denies, says_opposite
from checker.checks.against_source.sourced import Sourced, plain, sourced
from checker.config import Config
from checker.languages import Language, language, small_words
from checker.languages.senses import Senses
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

_MEANT = 0.2
"""Share of the links of an opposite that a word must have to be its translation."""
_NEAR = 7
"""Words before and after a word among which a negation may be its own."""
_LONGEST = 45
"""Words of a sentence beyond which both may stand in it, one of them said in another way."""


@check(
    "ACC220",
    "opposite-word",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def opposite_word(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that says the opposite of a word of the source: left for right, often for rarely.

    What it does: knows about a hundred pairs of opposites, and what they mean in the other language by a lexicon
    counted in aligned corpora. It marks a word of the text that means the opposite of a word of the source, and
    nothing else that stands there, where nothing in the text may mean the word itself. Where one of seven words beside
    it denies (“not closed”, « peu profond ») and is not translated there, nothing is said, nor in sentences of more
    than 45 words.

    Why it matters: the reader is told the opposite, in a sentence that reads well.

    Example: « La porte doit rester ouverte. » for “The door must remain closed.”

    What to do: compare with the source, and put the other word.
    """
    for one in sourced(cases):
        theirs, own = map(language, one.languages(config))
        for here, there in _opposites(one, theirs, own):
            yield says_opposite(one, here, there)


def _opposites(one: Sourced, theirs: Language, own: Language) -> Iterator[tuple[Span, Span]]:
    """A word of the text and one of the source, by the opposites that either language knows; at most one pair."""
    source, text = plain(one.source), plain(one.text)
    if len(WORD.findall(source)) > _LONGEST:
        return
    for ours, others, known, other in ((source, text, theirs, own), (text, source, own, theirs)):
        found = _turned(ours, others, known, other)
        if found is not None:
            yield found[::-1] if ours is source else found
            return


def _turned(ours: str, theirs: str, own: Language, other: Language) -> tuple[Span, Span] | None:
    """A word of `ours`, and the word of `theirs` that means its opposite; None where there is none."""
    table = _table(own.opposites, own.code)
    if not table:
        return None
    words = _words(ours, own)
    said = frozenset[str]().union(*(forms for _span, forms in words))
    for span, mine in words:
        opposed = frozenset[str]().union(*(table.get(form, ()) for form in mine)) - mine
        if not opposed or not opposed.isdisjoint(said):
            continue
        found = _meant(theirs, mine, opposed, said, other, senses_between(other.code, own.code))
        if (
            found
            and not denies(_around(ours, span), own, theirs, other)
            and not denies(_around(theirs, found), other, ours, own)
        ):
            return span, found
    return None


def _meant(
    text: str,
    word: frozenset[str],
    opposed: frozenset[str],
    said: frozenset[str],
    lang: Language,
    known: Senses,
) -> Span | None:
    """The word of a text that means an opposite and nothing else that is said, where none may mean the word itself."""
    span = None
    for match in WORD.finditer(text):
        lower = match.group().lower()
        if lower in small_words(lang.tag):
            continue
        mine = forms(lower, lang.code)
        means = frozenset[str]().union(*(known.words.get(form, ()) for form in mine), mine)
        if not means.isdisjoint(word):
            return None
        share = max(known.rendering(form, one) for form in mine for one in opposed)
        if share >= _MEANT and means.isdisjoint(said) and not _joined(text, match) and not span:
            span = Span(*match.span())
    return span


def _words(text: str, lang: Language) -> list[tuple[Span, frozenset[str]]]:
    return [
        (Span(*match.span()), forms(match.group().lower(), lang.code))
        for match in WORD.finditer(text)
        if not _joined(text, match)
    ]


def _joined(text: str, match: regex.Match[str]) -> bool:
    """Whether a word is a part of another: « grand-mère »."""
    return "-" in (
        text[max(match.start() - 1, 0) : match.start()],
        text[match.end() : match.end() + 1],
    )


def _around(text: str, span: Span) -> str:
    """The words around a word, without it."""
    before = [match.start() for match in WORD.finditer(text, 0, span.start)][-_NEAR:]
    behind = [match.end() for match in WORD.finditer(text, span.end)][:_NEAR]
    start, end = (before or [span.start])[0], (behind or [span.end])[-1]
    return f"{text[start : span.start]} {text[span.end : end]}"


@functools.cache
def _table(pairs: tuple[str, ...], lang: str) -> Mapping[str, frozenset[str]]:
    """Each word with its opposites, in all the forms in which they are counted."""
    table: dict[str, frozenset[str]] = {}
    for pair in pairs:
        one, other = pair.split()
        for word, opposite in ((one, other), (other, one)):
            table[word] = table.get(word, frozenset()) | forms(opposite, lang)
    return table
