"""French words as grammar sees them: a lexicon of inflected forms.

The lexicon (checker/data/lexicon) ships with the package and is certain: it lists every reading of a form. It loads
when first asked for, once a process. What needs a whole sentence is asked of a parser: see `parsing.py`.
"""

from __future__ import annotations

import bisect
import functools
import lzma
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

_WORD = re.compile(
    r"(?P<clitic>-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|ce|les?|la|moi|toi|lui|leur|en|y|là|ci)\b(?!-))"
    r"|(?P<elided>(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)['’](?=\w))"
    r"|(?P<word>[^\W\d_]+(?:['’](?:hui|ouvr\w+|acte|ordre))?(?:-(?!(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|ce|les?|la|"
    r"moi|toi|lui|leur|en|y|là|ci)\b(?!-))[^\W\d_]+)*)"
    r"|(?P<number>\d+(?:[.,\u00a0\u202f ]\d+)*\w*)"
    r"|(?P<mark>[^\s\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a form. `tag` is a class letter and its features; `lemma` the dictionary form.

    N noun, A adjective, P past participle, R name, D determiner: then gender (m, f, e both) and number (s, p, i both).
    V finite verb: then mood (p present, i imperfect, h past historic, f future, c conditional, s and t subjunctive, m
    imperative) and person (1s ... 3p). I infinitive, G present participle, B adverb, E preposition, J conjunction,
    O pronoun or negation, C numeral, X interjection.
    """

    tag: str
    lemma: str

    @property
    def kind(self) -> str:
        """The class letter."""
        return self.tag[0]

    @property
    def nominal(self) -> bool:
        """Whether it has gender and number as nouns and adjectives have."""
        return self.tag[0] in "NAP"

    def fits(self, gender: str, number: str) -> bool:
        """Whether gender (m, f, e) and number (s, p, i) do not contradict those of this reading."""
        mine, count = self.tag[1], self.tag[2]
        return (gender == "e" or mine in ("e", gender)) and (
            number == "i" or count in ("i", number)
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or punctuation mark: its place in code points of the text, its lower-case form, its readings."""

    start: int
    end: int
    form: str
    shape: str
    """word, elided, clitic, number or mark."""
    capital: bool
    caps: bool = False
    """Two letters or more, all of them capitals: an acronym or a shouted word."""
    readings: tuple[Reading, ...] = ()

    def any(self, kinds: str) -> bool:
        """Whether some reading is of one of these classes."""
        return any(reading.kind in kinds for reading in self.readings)

    def only(self, kinds: str) -> bool:
        """Whether it has readings, and all are of these classes."""
        return bool(self.readings) and all(reading.kind in kinds for reading in self.readings)

    def is_form_of(self, lemma: str, kinds: str) -> bool:
        """Whether some reading of these classes has this lemma."""
        return any(item.lemma == lemma and item.kind in kinds for item in self.readings)


@functools.cache
def word_lists(lang: str) -> Mapping[str, frozenset[str]]:
    """Closed lists of words by name (module.list) from checker/data/grammar/<lang>.toml."""
    file = resources.files("checker") / "data" / "grammar" / f"{lang}.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in data.items()}


@functools.cache
def _lines() -> list[str]:
    file = resources.files("checker") / "data" / "lexicon" / "fr.tsv.xz"
    return lzma.decompress(file.read_bytes()).decode("utf-8").splitlines()


@functools.lru_cache(maxsize=65536)
def readings(form: str) -> tuple[Reading, ...]:
    """All readings of a French form as it stands; none for a word that the lexicon lacks."""
    lines = _lines()
    at = bisect.bisect_left(lines, form + "\t")
    if at == len(lines) or not lines[at].startswith(form + "\t"):
        return ()
    return _entry(lines[at])[1]


def forms() -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """Every form of the lexicon with its readings."""
    return map(_entry, _lines())


def _entry(line: str) -> tuple[str, tuple[Reading, ...]]:
    form, _, items = line.partition("\t")
    out = []
    for item in items.split(";"):
        tag, _dot, change = item.partition(".")
        digits = re.match(r"\d+", change)
        cut = int(digits.group()) if digits else 0
        suffix = change[digits.end() if digits else 0 :]
        out.append(Reading(tag, form[: len(form) - cut] + suffix))
    return form, tuple(out)


def lemmas(form: str) -> frozenset[str]:
    """Dictionary forms that a French word can come from, lower case; the word itself where the lexicon lacks it."""
    low = form.lower().replace("’", "'")
    found = {reading.lemma.lower() for reading in (*readings(form), *readings(low))}
    return frozenset(found or {low})


@functools.lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """A French text cut into words, elided words (l', qu'), inverted pronouns (-t-il), numbers and marks."""
    out: list[Word] = []
    for match in _WORD.finditer(text):
        shape = match.lastgroup or "mark"
        raw = match.group()
        form = raw.lower().replace("’", "'")
        capital = raw[:1].isupper()
        known: tuple[Reading, ...] = ()
        if shape == "word":
            known = readings(form) or (readings(raw) if capital else ())
        caps = len(raw) > 1 and raw.isupper() and shape == "word"
        out.append(Word(match.start(), match.end(), form, shape, capital, caps, known))
    return tuple(out)
