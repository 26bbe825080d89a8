"""Strings of programs beside their source: what hardly any program would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from checker.checks.passage import pivot_of
from checker.config import Config
from checker.languages import small_words
from checker.languages.short_strings import (
    Usage,
    families,
    memory,
    short,
    telling,
    translates,
    trimmed,
)
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

COMMON = 0.5
"""Share of the projects that must have a word of one family: else there is no usual way."""

SURE = 0.8
"""Share of the projects that must have a word of one family where the text is the source unchanged."""

RARE = 0.04
"""Share of the projects up to which a way is one that hardly any program has: slips stand in catalogues too."""

NEW = 0.5
"""Share of the projects with a way that no other has (Good and Turing), up to which one more way is unusual."""

LEAST_COPIED = 4
"""Letters of a copy below which it may be the name of something: ID, Mon."""

LEAST_LETTERS = 3
"""Letters of a usual way below which it is no word, but a key or a unit."""


@check(
    "TER201",
    "unusual-string",
    category="terminology/wrong term",
    severity=Severity.MINOR,
    needs={Need.SOURCE},
)
def unusual_string(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A label that hardly any other program uses for what the source says.

    What it does: needs the source text. Looks up strings of at most three words in a memory of how programs say them,
    counted over the catalogues of open projects. Where at least half of these agree on a word, it reports a
    translation that has no word in common with what more than one in twenty-five of them say, if it translates the
    source in another sense or has nothing but small words; and a copy of the source where at least four in five agree
    and none leaves it as it is. Whatever ends like a sentence is left alone.

    Why it matters: a label has no sentence around it, so machines choose the commonest sense of a word, and the button
    that clears a field says that it is bright.

    Example: « Clair » for “Clear”, where programs say « Effacer ».

    What to do: look where the label stands, and use the word of other programs if that is what it means.
    """
    for case in cases:
        block = case.segment.block
        if not block.whole or not case.segment.source:
            continue
        lang = block.target_lang or config.lang
        source, text = trimmed(case.segment.source).lower(), trimmed(case.text)
        if not short(source):
            continue
        pivot = pivot_of(case, config)
        usage = memory(lang, pivot).get(source)
        if usage is None:
            continue
        if source == text.lower() and (
            len(text) < LEAST_COPIED or text[1:] != source[1:] or text == source
        ):
            continue  # a name of programs: DEBUG, delete
        if unusual(source, text, usage, lang, pivot):
            usual = usage.usual
            if text[:1].isupper():
                usual = usual[:1].upper() + usual[1:]
            yield Hit(
                case.segment.index,
                Span(0, len(case.text)),
                _(
                    "“{text}” is unusual for “{source}”: in programs it is “{usual}” "
                    "({count} of {projects})"
                ).format(
                    text=text,
                    source=trimmed(case.segment.source),
                    usual=usual,
                    count=usage.ways[usage.usual],
                    projects=usage.projects,
                ),
                suggestion=usual,
                evidence={"share": round(share(usage, lang), 2), "projects": usage.projects},
            )


def unusual(source: str, text: str, usage: Usage, lang: str, pivot: str) -> bool:
    """Whether a translation of a string says nothing that programs say."""
    mine = families(text, lang)
    if len(usage.usual) < LEAST_LETTERS or usage.ways[usage.usual] < 2:
        return False
    if not mine or share(usage, lang) < COMMON:
        return False
    if source == text.lower():
        # A copy is right where anybody leaves a word as it is, and where it is a word of both languages.
        ways = (*usage.ways, *usage.beside)
        return (
            share(usage, lang) >= SURE
            and not any(mine & families(way, lang) for way in ways)
            and not any(translates(word, source, lang, pivot) for word in telling(source, lang))
        )
    own = [way for way in usage.ways if mine & families(way, lang)]
    if sum(usage.ways[way] for way in own) > RARE * usage.projects:
        return False
    if any(mine & families(way, lang) for way in usage.beside):
        return False
    if single(usage, lang) + 0.5 > NEW * (usage.projects + 1):
        return False
    words = telling(text, lang)
    return small_words(lang).issuperset(words) or any(
        translates(word, source, lang, pivot, least=0) for word in words
    )


def single(usage: Usage, lang: str) -> int:
    """How many ways only one project has, in no word of which any other project agrees with it."""
    alone = [families(way, lang) for way, count in usage.ways.items() if count == 1]
    others = [families(way, lang) for way in usage.ways]
    return sum(sum(bool(way & other) for other in others) == 1 for way in alone)


def share(usage: Usage, lang: str) -> float:
    """The share (0..1) of projects that have a word of the commonest family."""
    counts: Counter[str] = Counter()
    for way, count in usage.ways.items():
        counts.update(dict.fromkeys(families(way, lang), count))
    return min(1.0, max(counts.values(), default=0) / usage.projects)
