"""Strings of programs beside their sources: right ones, another string's translation, a word in another sense.

"Added lines" with "Se connecter" is perfect French; "Custom" with "Coutume" is a right word. Only the source tells, and
a sentence's worth of context does not come with it.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus import Pair
from quality.planted import good
from quality.rows import MAJOR, Row
from quality.siblings import Lexicon, lemma

MOST_WORDS = 6
"""A string of more words is a sentence."""

RIGHT, OTHER = 0.5, 0.35
"""Share of strings that stay as they are, and that get the translation of another; the rest gets another sense."""

SMALL = 3
"""Letters of a word that two strings may share without being alike."""

LETTERS = re.compile(r"\w+")


def strings(
    pairs: Sequence[Pair], lexicon: Lexicon, count: int, chance: random.Random
) -> Iterator[Row]:
    """Rows of up to `count` short pairs (first language the source), each string once."""
    short = [
        pair
        for pair in dict.fromkeys(pairs)
        if all(1 <= len(side.split()) <= MOST_WORDS for side in (pair.first, pair.second))
        and LETTERS.search(pair.second)
    ]
    of_origin: dict[str, list[Pair]] = defaultdict(list)
    for pair in short:
        of_origin[pair.origin].append(pair)
    for pair in chance.sample(short, min(count, len(short))):
        drawn = chance.random()
        row: Row | None = good(pair.first, pair.second)
        if RIGHT <= drawn < RIGHT + OTHER:
            row = _another(pair, of_origin[pair.origin], chance)
        elif drawn >= RIGHT + OTHER:
            row = _other_sense(pair, lexicon, chance)
        if row is not None:
            yield row


def _another(pair: Pair, others: Sequence[Pair], chance: random.Random) -> Row | None:
    """The translation of another string of the same origin, half of the time one that shares a word with it."""
    mine = _words(pair.second)
    some = chance.sample(others, min(40, len(others)))
    near = [one for one in some if _words(one.second) & mine]
    for other in near[:1] if near and chance.random() < 0.5 else some[:1]:
        theirs = _words(other.second)
        if theirs <= mine or mine <= theirs or _words(other.first) == _words(pair.first):
            continue
        spans = tuple(
            (match.start(), match.end(), MAJOR)
            for match in LETTERS.finditer(other.second)
            if match[0].lower() not in pair.second.lower()
        )
        strange = None if theirs & mine else True
        return Row(
            pair.first,
            other.second,
            spans,
            2.0,
            True,
            True,
            strange,
            needs_source=True,
            kind="string",
        )
    return None


def _other_sense(pair: Pair, lexicon: Lexicon, chance: random.Random) -> Row | None:
    """One word in another sense of the source's word: in its dictionary form, as machines leave single words."""
    places = list(LETTERS.finditer(pair.second))
    for place in chance.sample(places, len(places)):
        meaning = lemma(place[0].lower())
        for word in LETTERS.findall(pair.first.lower()) if meaning else ():
            others = lexicon.siblings(word, meaning) if meaning in lexicon.french_of(word) else []
            if not others:
                continue
            new = chance.choices([one for one, _ in others], [share for _, share in others])[0]
            new = new.capitalize() if place[0][0].isupper() else new
            text = pair.second[: place.start()] + new + pair.second[place.end() :]
            span = (place.start(), place.start() + len(new), MAJOR)
            return Row(
                pair.first, text, (span,), 1.4, True, True, False, needs_source=True, kind="sense"
            )
    return None


def _words(text: str) -> frozenset[str]:
    found = LETTERS.findall(text.lower())
    return frozenset([word for word in found if len(word) > SMALL] or found)
