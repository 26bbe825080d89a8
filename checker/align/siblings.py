"""Nouns of a text with their alternatives if another sense was meant: other renderings of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.languages.morphology import Substitution, lexicon, substitution
from checker.languages.senses import senses
from checker.languages.vocabulary import zipf
from checker.types import Span

SHORTEST = 4
"""Letters of a noun that is looked at."""

USED = 3.5
"""Zipf frequency from which a noun is looked at: machines choose common words, and a rare one was meant."""

MOST = 48
"""Variants of one sentence: a language model reads each."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A noun at `place` written otherwise, since `meaning` has both renderings."""

    place: Span
    substitution: Substitution
    meaning: str


def variants(text: str, words: Sequence[Span], lang: str, pivot: str) -> list[Variant]:
    """Variants of a text, noun by noun; none of names, and none in languages without a lexicon of senses."""
    known, way, meanings = lexicon(lang), substitution(lang), senses(lang, pivot)
    if known is None or way is None:
        return []
    out = []
    for place in words:
        form = place.of(text)
        if len(form) < SHORTEST or not form.islower() or zipf(form, lang) < USED:
            continue
        found = [reading for reading in known.readings(form) if reading.kind in "NAVIPGBDEJO"]
        if not found or found[0].kind != "N":
            continue
        for sibling in meanings.siblings(found[0].lemma):
            changed = way.substitute(text, place, found[0].lemma, sibling.word)
            if changed is not None:
                out.append(Variant(place, changed, sibling.meaning))
    return out[:MOST]
