"""French words and sentences as grammar sees them: a lexicon of inflected forms, and a parser where one is installed.

The lexicon (checker/data/lexicon) ships with the package and is certain: it lists every reading of a form. The parser
(spaCy, extra `fr`) is optional, knows context and errs. Rules let the lexicon propose and the parser confirm. Both load
when first asked for, once a process; importing this module imports neither.
"""

from __future__ import annotations

import bisect
import functools
import importlib.util
import lzma
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from checker.errors import MissingExtra
from checker.messages import _

PARSERS = {"fr": ("fr_core_news_md", "fr_core_news_sm")}
"""spaCy pipelines by language, best first."""

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
    out = []
    for item in lines[at].split("\t", 1)[1].split(";"):
        tag, _dot, change = item.partition(".")
        digits = re.match(r"\d+", change)
        cut = int(digits.group()) if digits else 0
        suffix = change[digits.end() if digits else 0 :]
        out.append(Reading(tag, form[: len(form) - cut] + suffix))
    return tuple(out)


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


@dataclass(frozen=True, slots=True)
class Token:
    """What the parser says of one token; `head` is an index into the same sequence, its own for a root."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    dep: str
    head: int


def available(lang: str) -> bool:
    """Whether a parser for this language is installed."""
    return not why_not(lang)


def why_not(lang: str) -> str:
    """Why there is no parser for this language, for a person to read; empty where there is one."""
    names = PARSERS.get(lang.split("-")[0])
    if names is None:
        return _("No grammatical parser is known for the language {lang}.").format(lang=lang)
    if importlib.util.find_spec("spacy") and any(map(importlib.util.find_spec, names)):
        return ""
    return _(
        "The grammatical parser is not installed, so the rules that need it stay silent. "
        "Install it with: pip install 'checker[{lang}]'"
    ).format(lang=lang.split("-")[0])


def require(lang: str) -> None:
    """Raise MissingExtra, with the command to type, where no parser for this language is installed."""
    reason = why_not(lang)
    if reason:
        raise MissingExtra(reason)


@functools.cache
def _parser(lang: str) -> Any:
    import spacy

    name = next(name for name in PARSERS[lang] if importlib.util.find_spec(name))
    return spacy.load(name, exclude=["ner", "senter"])


@functools.lru_cache(maxsize=8)
def _parsed(texts: tuple[str, ...], lang: str) -> tuple[tuple[Token, ...], ...]:
    return tuple(
        tuple(
            Token(
                item.idx,
                item.idx + len(item.text),
                item.text,
                item.lemma_,
                item.pos_,
                item.dep_,
                item.head.i,
            )
            for item in doc
        )
        for doc in _parser(lang).pipe(texts, batch_size=64)
    )


def parse(texts: Sequence[str], lang: str = "fr") -> tuple[tuple[Token, ...], ...]:
    """Each text as a dependency tree; empty tuples where no parser is installed. Batching changes no result."""
    if not texts or not available(lang):
        return tuple(() for _text in texts)
    return _parsed(tuple(texts), lang.split("-")[0])
