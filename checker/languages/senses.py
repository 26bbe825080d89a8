"""Which words of two languages translate each other, by counts of links in aligned corpora.

Made by models/train/senses.py; nobody put a word in by hand.
"""

from __future__ import annotations

import functools
import lzma
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checker.languages import file, primary, small_words
from checker.languages.morphology import lemmas

COMMON = 0.08
"""Share of a word's links from which a translation is one of its usual senses."""

RENDERING = 0.1
"""Share of a translation's links that a word must have itself: a rare rendering was chosen on purpose."""

SIBLING = 0.03
"""Share of a translation's links from which another word is one of its usual renderings."""

SEEN = 4
"""Links that a translation must have before its renderings are believed."""

MOST = 6
"""Siblings of a word that are looked at."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another rendering, `word`, of a foreign `meaning` of a word; `share` (0..1): how usual both steps are."""

    word: str
    meaning: str
    share: float


@dataclass(frozen=True)
class Senses:
    """Dictionary forms of a language with their translations, and the other way round, with numbers of links."""

    words: Counts = field(default_factory=dict)
    meanings: Counts = field(default_factory=dict)

    def rendering(self, word: str, meaning: str) -> float:
        """Share (0..1) of a translation's links that a dictionary form has: how usual it is to say it so."""
        others = self.meanings.get(meaning, {})
        return others.get(word, 0) / max(1, sum(others.values()))

    def siblings(self, word: str) -> list[Sibling]:
        """Other words for what a dictionary form usually means, likeliest first; none that begin alike (one family)."""
        mine = self.words.get(word, {})
        total = sum(mine.values())
        best: dict[str, Sibling] = {}
        for meaning, count in mine.items():
            others = self.meanings[meaning]
            links = sum(others.values())
            if count < COMMON * total or links < SEEN or count < RENDERING * links:
                continue
            for other, seen in others.items():
                usual = seen / links
                if _begins_alike(other, word) or seen < 2 or usual < SIBLING:
                    continue
                found = Sibling(other, meaning, count / total * usual)
                if other not in best or best[other].share < found.share:
                    best[other] = found
        return sorted(best.values(), key=lambda one: (-one.share, one.word))[:MOST]


@functools.lru_cache(maxsize=4)
def senses(lang: str, pivot: str) -> Senses:
    """What the folder of a language says of its words in another (`senses-<pivot>.tsv.xz`): empty where nothing is."""
    found = file(primary(lang), f"senses-{primary(pivot)}.tsv.xz")
    if found is None:
        return Senses()
    words: dict[str, dict[str, int]] = {}
    meanings: dict[str, dict[str, int]] = defaultdict(dict)
    for line in lzma.decompress(found.read_bytes()).decode("utf-8").splitlines():
        word, _tab, rest = line.partition("\t")
        counts = {
            meaning: int(count)
            for meaning, _colon, count in (item.rpartition(":") for item in rest.split(" "))
        }
        words[word] = counts
        for meaning, count in counts.items():
            meanings[meaning][word] = count
    return Senses(words, meanings)


def says_the_same(here: Iterable[str], there: Iterable[str], lang: str, pivot: str) -> bool:
    """Whether words and their back-translation mean each other, word for word; grammar's small words do not count.

    False where nothing is left to compare.
    """
    lexicon = senses(lang, pivot)
    mine = [_forms(word, lang) for word in _content(here, lang)]
    theirs = [_forms(word, pivot) for word in _content(there, pivot)]
    meant = [words.union(*(lexicon.words.get(word, ()) for word in words)) for words in mine]
    return (
        bool(mine and theirs)
        and all(any(one & other for other in theirs) for one in meant)
        and all(any(one & other for one in meant) for other in theirs)
    )


def renders(here: Iterable[str], source: Iterable[str], lang: str, source_lang: str) -> bool:
    """Whether each of some words is a translation of a word of their source; grammar's small words do not count.

    False where nothing is left to compare.
    """
    return rendered(here, source, lang, source_lang) == 1


def rendered(here: Iterable[str], source: Iterable[str], lang: str, source_lang: str) -> float:
    """Share (0..1) of some words that translate a word of their source; grammar's small words do not count.

    Zero where nothing is left to compare.
    """
    mine = _content(here, lang)
    theirs = set[str]().union(
        *(_forms(word, source_lang) for word in _content(source, source_lang))
    )
    known = senses(lang, source_lang).words
    found = sum(
        any(not theirs.isdisjoint(known.get(form, ())) for form in _forms(word, lang))
        for word in mine
    )
    return found / len(mine) if mine else 0.0


def _forms(word: str, lang: str) -> frozenset[str]:
    return lemmas(word, lang) | {word}


def _begins_alike(one: str, other: str) -> bool:
    plain = [
        "".join(c for c in unicodedata.normalize("NFD", w) if c.isalpha()) for w in (one, other)
    ]
    return plain[0][:5] == plain[1][:5]


def _content(words: Iterable[str], lang: str) -> list[str]:
    small = small_words(lang)
    return [word for word in (w.casefold() for w in words) if len(word) > 2 and word not in small]
