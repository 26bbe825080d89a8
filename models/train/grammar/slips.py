"""Slips planted in good French: those of the estimator's recipe that show without a source, and some more.

Each operation takes a text, its words and chance, and gives the spoilt text with the places, or None: as in
quality/planted.py, which has the others.
"""

from __future__ import annotations

import functools
import itertools
import math
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from quality import planted
from quality.forms import by_lemma
from quality.planted import MINOR, Chance, Operation, Spoilt
from quality.siblings import cosine, in_place, lemma
from wordfreq import zipf_frequency

from checker.languages.fr.lexicon import readings, words
from checker.languages.morphology import Word
from checker.languages.senses import senses

GRAMMAR, SENSE = "grammar", "sense"
"""What a mark says: a form, word or place that does not fit; a word that means something else."""

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
CONFUSED = {word: others.split(", ") for word, others in WORDS["confused"].items()}
AUXILIARIES = {word: others.split(", ") for word, others in WORDS["auxiliaries"].items()}
CLITICS = WORDS["clitics"].split()

USED = 2.6
"""Zipf frequency of a word that may stand in place of one of its family."""

STEM = 5
"""Letters that words of a family share."""

TRIES = 12
"""Words of a text that are tried for another sense."""


class Marked(NamedTuple):
    """A place in a text, what is wrong there, and the operation that made it so."""

    start: int
    end: int
    what: str
    kind: str


def other_class(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "il fabrication des meubles": a word of the same family and another class."""
    found = []
    for word in all_words:
        if word.shape == "word" and not word.caps and len(word.form) >= STEM and word.kinds:
            if word.kinds & set("EJOD"):
                continue
            others = [
                form
                for form in families().get(word.form[:STEM], ())
                if form != word.form
                and not any(reading.kind in word.kinds for reading in readings(form))
            ]
            if others:
                found.append((word, sorted(others)))
    if not found:
        return None
    word, others = chance.random.choice(found)
    return planted.put(text, word, chance.random.choice(others))


@functools.cache
def families() -> Mapping[str, frozenset[str]]:
    """Common forms by the letters that they begin with."""
    out: dict[str, set[str]] = defaultdict(set)
    for entries in by_lemma().values():
        for form, tag in entries:
            if tag[0] in "NAVIPGB" and len(form) >= STEM and zipf_frequency(form, "fr") >= USED:
                out[form[:STEM]].add(form)
    return {start: frozenset(forms) for start, forms in out.items()}


def auxiliary(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "il est mangé": “avoir” for “être”, and the other way."""
    return _another(text, all_words, chance, AUXILIARIES)


def small(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "le livre que est là": another conjunction, relative, adverb or pronoun."""
    return _another(text, all_words, chance, CONFUSED)


def _another(
    text: str, all_words: Sequence[Word], chance: Chance, table: Mapping[str, Sequence[str]]
) -> Spoilt | None:
    places = [word for word in all_words if word.shape == "word" and word.form in table]
    if not places:
        return None
    word = chance.random.choice(places)
    return planted.put(text, word, chance.random.choice(table[word.form]))


def clitic(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "je lui regarde": another pronoun before a verb."""
    places = [
        word
        for word, after in itertools.pairwise(all_words)
        if word.shape == after.shape == "word"
        and word.form in CLITICS
        and after.any("V")
        and not after.any("N")
    ]
    if not places:
        return None
    word = chance.random.choice(places)
    return planted.put(
        text, word, chance.random.choice([one for one in CLITICS if one != word.form])
    )


def infinitive(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "il manger": the infinitive of a finite verb."""
    return planted.inflected(text, all_words, chance, "V", lambda _now, then: then[0] == "I")


def lost(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "nous une solution": a verb or a noun lost; the next word carries the mark."""
    places = [
        (word, after)
        for word, after in itertools.pairwise(all_words)
        if word.shape == "word"
        and after.shape in ("word", "elided")
        and (word.only("V") or word.only("I") or (word.any("N") and not word.any("A")))
    ]
    if not places:
        return None
    word, after = chance.random.choice(places)
    behind = text[after.start : after.end]
    return (
        text[: word.start] + behind + text[after.end :],
        [(word.start, word.start + len(behind), MINOR)],
    )


SLIPS: Sequence[tuple[Operation, int]] = (
    (planted.agreement, 14),
    (planted.person, 9),
    (planted.mode, 9),
    (infinitive, 4),
    (planted.preposition, 9),
    (planted.dropped, 11),
    (planted.added, 6),
    (planted.doubled, 2),
    (planted.closed_class, 12),
    (planted.order, 7),
    (other_class, 8),
    (auxiliary, 5),
    (clitic, 4),
    (small, 7),
    (lost, 5),
    (planted.inserted, 3),
    (planted.cut_off, 2),
    (planted.broken_edge, 2),
)
"""How often each slip of grammar is tried."""

OTHER_WORD = 0.2
"""Share of the planted senses that are any other word of the same tag."""


def spoilt(
    source: str, text: str, times: int, senses: float, chance: Chance
) -> tuple[str, list[Marked]] | None:
    """The text with up to `times` slips, a share `senses` of them in meaning; None where nothing found a place."""
    marks: list[Marked] = []
    done = text
    kinds: list[str] = []
    for _ in range(3 * times):
        if len(kinds) == times:
            break
        what, operation = _drawn(senses, chance.random)
        if kinds and operation in planted.ALONE:
            continue
        items = words(done)
        if operation is None:
            kind, found = "sibling", sibling(source, done, items, chance)
        else:
            kind, found = operation.__name__, operation(done, items, chance)
        if found is None or found[0] == done:
            continue
        plain = [(one.start, one.end, 0) for one in marks]
        moved = planted.shifted(plain, done, found[0])
        if moved is None or planted.overlap(moved, found[1]):
            continue
        marks = [
            one._replace(start=start, end=end)
            for one, (start, end, _level) in zip(marks, moved, strict=True)
        ]
        marks += [Marked(start, end, what, kind) for start, end, _level in found[1]]
        done = found[0]
        kinds.append(kind)
    return (done, marks) if marks else None


def _drawn(senses: float, chance: random.Random) -> tuple[str, Operation | None]:
    """What is planted next; None: a word in another sense."""
    if chance.random() < senses:
        return SENSE, planted.other_word if chance.random() < OTHER_WORD else None
    operations, weights = zip(*SLIPS, strict=True)
    return GRAMMAR, chance.choices(operations, weights)[0]


SHARE, LINKS, ALIKE = 0.04, 2, 0.15
"""Share of a word's links to a meaning that it may have; links that another word of that meaning has at least; cosine
of their other meanings from which they are synonyms."""


def sibling(source: str, text: str, _words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "un tournage" for a shooting: another French word for what the word means in English, in a form that fits.

    Beside a source the meaning is one of its words.
    """
    said = frozenset(re.findall(r"[a-z]+", source.lower())) if source else None
    tokens = list(re.finditer(r"\w+['’]?", text))
    for at in chance.random.sample(range(len(tokens)), len(tokens))[:TRIES]:
        own = lemma(tokens[at][0].lower())
        mine = senses("fr", "en").words.get(own or "")
        if own is None or mine is None:
            continue
        total = sum(mine.values())
        meanings = [
            word
            for word, count in mine.items()
            if count >= 3 and count / total > SHARE and (said is None or word in said)
        ]
        chance.random.shuffle(meanings)
        for meaning in meanings:
            other = _other(own, meaning, chance.random)
            capital = tokens[at][0][0].isupper()
            placed = other and in_place(text, tokens, at, own, other, capital=capital)
            if placed:
                return placed[0], [placed[1]]
    return None


def _other(own: str, meaning: str, chance: random.Random) -> str | None:
    """Another word of that meaning, and of no other that the word has."""
    known = senses("fr", "en")
    whole = sum(known.meanings[meaning].values())
    others = [
        (word, math.sqrt(count / whole))
        for word, count in known.meanings[meaning].items()
        if word[:5] != own[:5]
        and count >= LINKS
        and count / whole > 0.015
        and cosine(known.words[own], known.words[word], meaning) < ALIKE
    ]
    if not others:
        return None
    return chance.choices([word for word, _ in others], [share for _, share in others])[0]
