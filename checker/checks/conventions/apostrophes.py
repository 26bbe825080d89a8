"""Elided words whose apostrophe is followed by a space, or was lost to one."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import having, language_of, matching, prose
from checker.config import Config
from checker.languages import language
from checker.languages.morphology import lexicon
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\u2009\u2007]"


@functools.lru_cache(maxsize=32)
def _elided(tag: str) -> regex.Pattern[str] | None:
    """A shortened word, its apostrophe, and a space before the vowel that it was shortened for."""
    elided = language(tag).elided
    if not elided:
        return None
    either = "|".join(sorted(map(regex.escape, elided), key=len, reverse=True))
    return regex.compile(
        # Not "'%s' existe", "'main.c' existe", where a letter only ends what is quoted.
        rf"(?<![^\s(\[“\"…—–])(?i:{either})['’]({_SPACE}{{1,2}})(?=[aeiouyhàâéèêëîïôûœ])",
        regex.I,
    )


@functools.lru_cache(maxsize=32)
def _lost_apostrophe(tag: str) -> regex.Pattern[str]:
    """A shortened word and a space before the vowel that it was shortened for."""
    either = "|".join(sorted(map(regex.escape, language(tag).elided), key=len, reverse=True))
    return regex.compile(
        rf"(?<![^\s(\[“\"«—–])(?<!\d{_SPACE})((?i:{either})){_SPACE}([aeiouyhàâéèêëîïôûœ]\p{{Ll}}++)(?![\w’'])"
    )


@functools.lru_cache(maxsize=32)
def _alone(tag: str) -> re.Pattern[str] | None:
    """The beginning of what the former finds: a shortened word alone before a vowel, which most texts do not have."""
    either = "|".join(sorted(map(re.escape, language(tag).elided), key=len, reverse=True))
    if not either:
        return None
    return re.compile(rf"[\s(\[“\"«—–](?i:{either}){_SPACE}[aeiouyhàâéèêëîïôûœ]")


_MAY_BE_SYMBOLS = frozenset("cmnst")
"""Letters that stand for units and variables too: only behind a subject, before a verb, are they elided words."""


def _without_apostrophe(text: str, tag: str) -> Iterator[regex.Match[str]]:
    """Elided words that lost their apostrophe to a space: « la vente de l appartement d une amie »."""
    here, forms = language(tag), lexicon(tag)
    if forms is None:
        return
    for match in _lost_apostrophe(tag).finditer(text):
        elided, word = match.group(1).lower(), match.group(2)
        before = text[: match.start()].split()
        if match.group(1) != elided and before:
            continue
        readings = forms.readings(word)
        # « l est » was « il est ».
        noun = word not in here.grammar_words and not any(r.lemma in here.copulas for r in readings)
        if elided in _MAY_BE_SYMBOLS:
            behind = bool(before) and before[-1].lower() in here.subjects
            lost = behind and any(r.kind == "V" for r in readings)
        else:
            lost = word in here.articles or (bool(readings) and noun)
        if lost:
            yield match


@check(
    "LOC105",
    "space-after-apostrophe",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def space_after_apostrophe(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A space between an elided word and the word that follows it, behind the apostrophe or in its place.

    What it does: finds l', d', qu' and the like with a space between the apostrophe and a vowel or an h, and, in
    languages with a lexicon, the same words with a space for the apostrophe (« l achat »). Languages without elision
    are not checked.

    Why it matters: programs that cut a text into words leave it behind when they join them again.

    Example: « l' insuffisance rénale »

    What to do: delete the space; `--fix` does it.
    """
    for case in matching(cases, config, _alone):
        for match in _without_apostrophe(prose(case.text), language_of(case, config).tag):
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("An apostrophe is missing in “{words}”.").format(words=match.group()),
                fix=f"{match.group(1)}'{match.group(2)}",
            )
    for case in having(cases, ("' ", "’ ")):
        pattern = _elided(language_of(case, config).tag)
        for match in pattern.finditer(prose(case.text)) if pattern else ():
            found = Span(match.start(), match.end())
            yield Hit(
                case.segment.index,
                found,
                _("There is a space after “{word}”.").format(word=match.group().rstrip()),
                fix=match.group().rstrip(),
            )
