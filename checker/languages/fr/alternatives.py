"""What may have been meant where a French word does not fit: other forms, words like it, one more or one less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from checker.languages.fr.lexicon import WordList, groups, inflections, readings, related
from checker.languages.fr.substitution import VOWELS, Substitution
from checker.languages.frequencies import zipf
from checker.languages.morphology import Word
from checker.types import Span

FORM, WORD, FAMILY, ORDER, LESS, MORE = "form", "word", "family", "order", "less", "more"
"""Another form; another small word; a word of the same family but another class; neighbours exchanged; without a word;
with a small one before it."""

KINDS = (FORM, WORD, FAMILY, ORDER, LESS, MORE)

USED = 2.0
"""Zipf frequency from which a form is one that somebody may have meant."""

STEM, RELATED = 5, 6
"""Letters that words of a family share, and how many words of a family are tried."""

ADDED = WordList("alternatives.added")
"""Small words that are lost."""
_ELIDED = frozenset(["le", "la", "de", "que", "ne", "se", "ce"])
_KINDS = "NAVIPGB"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to put it otherwise, and which."""

    kind: str
    change: Substitution


@cache
def _confused() -> Mapping[str, frozenset[str]]:
    """Small words, and those that stand by mistake in their place."""
    out: dict[str, frozenset[str]] = {}
    for group in groups("confused."):
        for word in group:
            out[word] = out.get(word, frozenset()) | group - {word}
    return out


def alternatives(text: str, items: Sequence[Word], at: int) -> list[Alternative]:
    """All ways to put a word of a text otherwise, each once; of capitals what the word itself has."""
    found: dict[str, Alternative] = {}
    for kind, change in _changes(text, items, at):
        written = change.applied(text)
        if written != text:
            found.setdefault(written, Alternative(kind, change))
    return list(found.values())


def _changes(text: str, items: Sequence[Word], at: int) -> Iterator[tuple[str, Substitution]]:
    word, place = items[at], Span(items[at].start, items[at].end)
    raw = place.of(text)
    for form in sorted(_forms(word)):
        yield FORM, Substitution(place, _cased(form, raw))
    for form in sorted(_confused().get(word.form, ())):
        yield WORD, Substitution(place, _cased(form, raw))
    for form in _family(word):
        yield FAMILY, Substitution(place, _cased(form, raw))
    if at + 1 < len(items) and text[word.end : items[at + 1].start] == " ":
        after = Span(items[at + 1].start, items[at + 1].end)
        behind = after.of(text)
        both = Span(place.start, after.end)
        yield ORDER, Substitution(both, f"{_cased(behind, raw)} {raw if at else raw.lower()}")
        if word.form in ADDED or word.form == items[at + 1].form:
            yield LESS, Substitution(both, _cased(behind, raw))
    if at and text[items[at - 1].end : word.start] == " ":
        before = Span(items[at - 1].start, items[at - 1].end)
        first, both = before.of(text), Span(before.start, place.end)
        yield (
            ORDER,
            Substitution(both, f"{_cased(raw, first)} {first if at > 1 else first.lower()}"),
        )
        if items[at - 1].form in ADDED:
            yield LESS, Substitution(both, _cased(raw, first))
    for small in sorted(ADDED):
        elided = small in _ELIDED and word.form[:1] in VOWELS
        written = f"{small[:-1]}'{raw}" if elided else f"{small} {raw}"
        yield MORE, Substitution(place, _cased(written, raw))


def _forms(word: Word) -> set[str]:
    """Other forms of its dictionary forms that people use."""
    return {
        form
        for reading in word.readings
        if reading.kind in _KINDS
        for form, _tag in inflections(reading.lemma)
        if form != word.form and zipf(form, "fr") >= USED
    }


def _family(word: Word) -> list[str]:
    """Words of its family and of other classes, the commonest first."""
    if len(word.form) < STEM or not word.only(_KINDS):
        return []
    found = [
        form
        for form in related(word.form[:STEM])
        if form != word.form and zipf(form, "fr") >= USED and not _shares_class(form, word)
    ]
    return sorted(found, key=lambda form: (-zipf(form, "fr"), form))[:RELATED]


def _shares_class(form: str, word: Word) -> bool:
    kinds = {reading.kind for reading in readings(form)}
    return bool(kinds & word.kinds) or not kinds <= set(_KINDS)


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[:1].isupper() else new
