"""Wrong senses: a word replaced by another translation of the same English word ("sentence": peine -> phrase).

Which translations an English word has is counted in word-aligned pairs. Two translations are siblings where they share
that English word and hardly another one: synonyms share many.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quality.forms import by_lemma
from quality.rows import MAJOR, Row, Span

from checker.languages.fr.lexicon import readings
from checker.languages.fr.substitution import article, misfit
from checker.languages.morphology import Reading

SEEN = 8
"""An English word must be aligned so often before its translations are believed."""

SHARE = 0.015
"""Share of an English word's links that a translation has at least, and `LINKS` of them."""

LINKS = 3

ALIKE = 0.12
"""Cosine of the other English words of two translations from which they are synonyms."""

LEFT_IN = 0.12
"""Share of swaps that put the English word itself."""

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+['’]?|[^\w\s]")
LIGHT = frozenset(
    [
        "être",
        "avoir",
        "faire",
        "pouvoir",
        "devoir",
        "aller",
        "vouloir",
        "tout",
        "même",
        "autre",
        "plus",
        "très",
        "bien",
    ]
)

Links = Sequence[tuple[int, int]]
"""Tokens of the English text that belong to tokens of the French one."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """English stems and French lemmas, with the number of links between them."""

    french: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    english: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, source: str, text: str, links: Links) -> None:
        """Counts one aligned pair."""
        ours, theirs = TOKEN.findall(source), TOKEN.findall(text)
        for i, j in links:
            if i < len(ours) and j < len(theirs):
                word, meaning = ours[i].lower(), lemma(theirs[j].lower())
                if meaning and word.isalpha() and len(word) > 2:
                    self.french[stem(word)][meaning] += 1
                    self.english[meaning][stem(word)] += 1

    def french_of(self, word: str) -> Counter[str]:
        """What an English word was linked to, and how often."""
        return self.french.get(stem(word.lower()), Counter())

    def siblings(self, word: str, meaning: str) -> list[tuple[str, float]]:
        """Other translations of an English word, with how often each should be drawn."""
        word = stem(word)
        total = sum(self.french[word].values())
        if total < SEEN:
            return []
        return [
            (other, math.sqrt(count / total))
            for other, count in self.french[word].items()
            if other[:5] != meaning[:5]
            and count >= max(LINKS, SHARE * total)
            and sum(self.english[other].values()) >= 2 * LINKS
            and cosine(self.english[meaning], self.english[other], word) < ALIKE
        ]


def cosine(one: Mapping[str, int], two: Mapping[str, int], without: str) -> float:
    """How alike the counts of two words are, but for those of one word."""
    left = {key: value for key, value in one.items() if key != without}
    right = {key: value for key, value in two.items() if key != without}
    norm = math.hypot(*left.values()) * math.hypot(*right.values())
    return sum(value * right.get(key, 0) for key, value in left.items()) / norm if norm else 0.0


def stem(word: str) -> str:
    """An English word without its commonest endings: enough to count with."""
    for end in ("ies", "es", "s", "ed", "ing"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word


def content(form: str) -> list[Reading]:
    """The readings of a content word; none of a small or a short one."""
    found = readings(form)
    if len(form) < 4 or any(reading.kind in "DEJO" for reading in found):
        return []
    return [reading for reading in found if reading.kind in "NAVIPGB"]


def lemma(form: str) -> str | None:
    """The dictionary form of a content word."""
    found = content(form)
    return found[0].lemma if found and found[0].lemma not in LIGHT else None


def swapped(
    source: str, text: str, links: Links, lexicon: Lexicon, chance: random.Random
) -> Row | None:
    """The pair with one word in another sense, or left in English; None where no word has a sibling."""
    ours, theirs = list(TOKEN.finditer(source)), list(TOKEN.finditer(text))
    linked = Counter(j for _, j in links)
    for i, j in chance.sample(list(links), len(links)):
        if i >= len(ours) or j >= len(theirs) or linked[j] > 1:
            continue
        word, form = ours[i][0].lower(), theirs[j][0].lower()
        if not word.isalpha() or len(word) < 3 or not content(form):
            continue
        if chance.random() < LEFT_IN:
            if word == form:
                continue
            start = theirs[j].start()
            found = text[:start] + word + text[theirs[j].end() :], (start, start + len(word), MAJOR)
            kind = "english"
        else:
            placed = _placed(text, theirs, j, word, lexicon, chance)
            if placed is None:
                continue
            found, kind = placed, "sibling"
        return Row(
            source, found[0], (found[1],), z=1.0, error=True, major=True, unrelated=False, kind=kind
        )
    return None


def _placed(
    text: str,
    tokens: Sequence[re.Match[str]],
    at: int,
    word: str,
    lexicon: Lexicon,
    chance: random.Random,
) -> tuple[str, Span] | None:
    """A sibling of the token in a form that fits its place, the article before it too."""
    meaning = lemma(tokens[at][0].lower())
    others = lexicon.siblings(word, meaning) if meaning else []
    if meaning is None or not others:
        return None
    other = chance.choices([one for one, _ in others], [share for _, share in others])[0]
    capital = at == 0 and tokens[0][0][0].isupper()
    return in_place(text, tokens, at, meaning, other, capital=capital)


def in_place(
    text: str, tokens: Sequence[re.Match[str]], at: int, own: str, other: str, *, capital: bool
) -> tuple[str, Span] | None:
    """Another dictionary form in place of a token's own, in a form that fits, the article before it too."""
    form = tokens[at][0].lower()
    now = [reading.tag for reading in content(form) if reading.lemma == own]
    fitting = sorted(
        (cost, new, tag, old)
        for new, tag in by_lemma().get(other, ())
        for old in now
        if (cost := misfit(old, tag)) is not None and new != form
    )
    if not fitting:
        return None
    _, new, tag, old = fitting[0]
    new = new.capitalize() if capital else new
    head = text[: tokens[at].start()]
    if at:
        before = tokens[at - 1]
        changed = article(before[0].lower().replace("’", "'"), new, old, tag)
        if changed:
            changed = changed[0].upper() + changed[1:] if before[0][0].isupper() else changed
            head = text[: before.start()] + changed
    return head + new + text[tokens[at].end() :], (len(head), len(head) + len(new), MAJOR)
