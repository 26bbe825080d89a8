"""Consistency of wording: what is said twice in a document should be said in the same words.

`repeats.py` finds the passages that say something twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import regex

from checker.checks.document.repeats import (
    MARKS,
    RunningWord,
    Stretch,
    differences,
    pairs,
    place_of,
    words_of,
)
from checker.checks.passage import language_of
from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_PHRASE = 2
"""Content words that must be new on both sides for a phrase to have been replaced, not a word by its synonym."""


@check(
    "CON101",
    "reworded-quotation",
    category="style/inconsistent style",
    severity=Severity.MINOR,
)
def reworded_quotation(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """One quotation in two wordings.

    What it does: looks for two passages of a document that share most of their words in the same order, at least
    one of them inside quotation marks, and reports at the later place the words that differ. Passages whose
    difference lies in names or numbers say different things and are left out, so are those that differ in little
    words only. Where not a word but a phrase differs, two content words or more on both sides, the finding is
    major: synonyms are exchanged one for one, a meaning seldom is.

    Why it matters: a person said it once. Two wordings mean that one of them, or both, were translated badly.

    Example: "« Nous irons voter dimanche pour la paix », a-t-elle dit." and later "Nous irons voter dimanche pour
    le calme".

    What to do: look the quotation up in the source and use one wording in both places.
    """
    yield from _reworded(cases, config, quoted=True)


@check(
    "CON102",
    "reworded-sentence",
    category="style/inconsistent style",
    severity=Severity.MINOR,
    default=False,
)
def reworded_sentence(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """One statement in two wordings, outside quotations.

    What it does: the same as `reworded-quotation` for passages without quotation marks. Off by default: reports,
    laws and manuals repeat a sentence with a change on purpose.

    Why it matters: in a translated article two nearly equal sentences are often one sentence of the source.

    Example: "Le vote aura lieu dimanche prochain dans tout le pays." and "Le scrutin aura lieu dimanche prochain
    dans tout le pays."

    What to do: look at the source; use one wording where it has one.
    """
    yield from _reworded(cases, config, quoted=False)


@check(
    "CON103",
    "source-translated-two-ways",
    category="style/inconsistent style",
    severity=Severity.MINOR,
)
def source_two_ways(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The same source sentence with two different translations.

    What it does: where a source text is given, compares the translations of equal source sentences of at least
    three words, ignoring case and spaces, and marks the words that differ from the translation that most of them have,
    or the first. Units that a catalogue tells apart by a context, and the forms of a plural, may differ.

    Why it matters: in catalogues and product texts one sentence should read the same everywhere.

    Example: "Save your changes now" as "Enregistrez vos modifications" and as "Sauvegardez les changements".

    What to do: choose one; where the context differs, ignore the finding.
    """
    units: dict[tuple[str, object], list[Case]] = defaultdict(list)
    for case in cases:
        source = (case.segment.source or "").strip()
        block = case.segment.block
        if len(source.split()) >= 3 and case.text and not block.source_forms:
            units[source.casefold(), block.extra.get("context")].append(case)
    for same in units.values():
        counts = Counter(tuple(case.text.casefold().split()) for case in same)
        usual = max(counts, key=lambda words: counts[words])
        first = next(case for case in same if tuple(case.text.casefold().split()) == usual)
        for case in same:
            if tuple(case.text.casefold().split()) != usual:
                message = _(
                    "The same source sentence is translated differently elsewhere: “{other}”."
                )
                yield Hit(
                    case.segment.index,
                    _differing(case.text, first.text),
                    message.format(other=_short(first.text)),
                    evidence=_place(first, Span(0, len(first.text))),
                )


def _differing(text: str, other: str) -> Span:
    """From the first word of a text that the other one has not at its place, to the last; all where words lack."""
    own = list(regex.finditer(r"\S+", text))
    left, right = [word.group().casefold() for word in own], other.casefold().split()
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    if start + end >= len(left):
        return Span(0, len(text))
    return Span(own[start].start(), own[len(own) - 1 - end].end())


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"


def _place(case: Case, span: Span) -> dict[str, object]:
    """Where the other wording stands, in offsets of the file."""
    there = case.segment.place(span)
    return {
        "other_segment": case.segment.index,
        "other_start": there.start,
        "other_end": there.end,
        "other_text": span.of(case.text),
    }


def _reworded(cases: Sequence[Case], config: Config, *, quoted: bool) -> Iterator[Hit]:
    if quoted and not any(mark in case.text for case in cases for mark in MARKS):
        return
    words, in_quotes = words_of(cases)
    grammar: dict[int, frozenset[str]] = {}
    reported: set[tuple[int, Span]] = set()
    for pair in pairs(words):
        if (_mostly(in_quotes, pair.early) or _mostly(in_quotes, pair.late)) is not quoted:
            continue
        late = cases[words[pair.late[0]].case]
        if late.segment.index not in grammar:
            grammar[late.segment.index] = frozenset(language_of(late, config).grammar_words)
        little = grammar[late.segment.index]
        for early_side, late_side in differences(words, pair, little):
            if quoted and not any(in_quotes[slice(*early_side)] + in_quotes[slice(*late_side)]):
                continue  # who said it, not what was said
            case, span = place_of(cases, words, late_side)
            other, other_span = place_of(cases, words, early_side)
            if (case.segment.index, span) in reported:
                continue
            reported.add((case.segment.index, span))
            yield Hit(
                case.segment.index,
                span,
                _("Worded differently earlier: “{here}” here, “{there}” in “{sentence}”.").format(
                    here=span.of(case.text),
                    there=other_span.of(other.text),
                    sentence=_short(other.text),
                ),
                severity=_severity(words, early_side, late_side, little) if quoted else None,
                evidence=_place(other, other_span),
            )


def _severity(
    words: Sequence[RunningWord], early: Stretch, late: Stretch, little: frozenset[str]
) -> Severity:
    there = {word.key for word in words[slice(*early)]} - little
    here = {word.key for word in words[slice(*late)]} - little
    replaced = min(len(here - there), len(there - here)) >= _PHRASE
    return Severity.MAJOR if replaced else Severity.MINOR


def _mostly(in_quotes: Sequence[bool], stretch: Stretch) -> bool:
    start, end = stretch
    return 2 * sum(in_quotes[start:end]) >= end - start
