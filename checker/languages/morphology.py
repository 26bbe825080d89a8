"""Forms and dictionary forms of words, in any language.

Where the folder of a language has a `lexicon.py`, that is asked: it knows every reading of a form. Elsewhere simplemma
is, which knows dictionary forms alone, in some fifty languages; its tables load when first asked for. What needs a
whole sentence is asked of a parser: see `parsing.py`.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from typing import Protocol, cast

import msgspec
import regex

from checker.languages import file, known, primary
from checker.types import Span

_WORD = regex.compile(
    r"(?P<word>\p{L}[\p{L}\p{M}]*+(?:[-'’]\p{L}[\p{L}\p{M}]*+)*+)|(?P<number>\p{N}+)|(?P<mark>[^\s\w])"
)


class Reading(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
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


class Word(msgspec.Struct, frozen=True, gc=False):
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
    kinds: frozenset[str] = frozenset()
    """Classes of its readings: rules ask for them hundreds of times a sentence."""
    lemmas: frozenset[str] = frozenset()
    """Dictionary forms of its readings."""

    def any(self, kinds: str) -> bool:
        """Whether some reading is of one of these classes."""
        return not self.kinds.isdisjoint(kinds)

    def only(self, kinds: str) -> bool:
        """Whether it has readings, and all are of these classes."""
        return bool(self.kinds) and self.kinds.issubset(kinds)

    def is_form_of(self, lemma: str, kinds: str) -> bool:
        """Whether some reading of these classes has this lemma."""
        return lemma in self.lemmas and any(
            item.lemma == lemma and item.kind in kinds for item in self.readings
        )


class Lexicon(Protocol):
    """What `lexicon.py` of a language offers."""

    def readings(self, form: str) -> tuple[Reading, ...]:
        """All readings of a form as it stands; none for a word that the lexicon lacks."""

    def lemmas(self, form: str) -> frozenset[str]:
        """Dictionary forms that a word can come from, lower case; the word itself where the lexicon lacks it."""

    def words(self, text: str) -> tuple[Word, ...]:
        """A text cut into words, numbers and marks."""

    def forget(self) -> None:
        """Forgets the texts that were cut into words: their document is through."""


class Substitution(Protocol):
    """A noun in place of another, and the word before it where that changes too: `written` stands for `span`."""

    @property
    def span(self) -> Span:
        """Where it stands in the text."""

    @property
    def written(self) -> str:
        """What stands there with it."""

    def applied(self, text: str) -> str:
        """The text with it."""


class Substitute(Protocol):
    """What `substitution.py` of a language offers."""

    def substitute(self, text: str, place: Span, lemma: str, other: str) -> Substitution | None:
        """The noun `lemma` at `place` replaced by the noun `other`; None where no form of that fits."""


@functools.cache
def substitution(lang: str) -> Substitute | None:
    """How a language puts one noun in another's place; None where its folder does not say."""
    code = primary(lang)
    if file(code, "substitution.py") is None:
        return None
    return cast(Substitute, importlib.import_module(f"{__package__}.{code}.substitution"))


class Alternative(Protocol):
    """One way to put a word of a text otherwise: `kind` says which, `change` what stands where."""

    @property
    def kind(self) -> str:
        """The kind of change, by a name that the language's `alternatives.py` has."""

    @property
    def change(self) -> Substitution:
        """What stands there then."""


class Alternatives(Protocol):
    """What `alternatives.py` of a language offers."""

    def alternatives(self, text: str, items: Sequence[Word], at: int) -> Sequence[Alternative]:
        """All ways to put the word items[at] of a text otherwise."""


@functools.cache
def alternatives(lang: str) -> Alternatives | None:
    """What may have been meant where a word does not fit; None where the language's folder does not say."""
    code = primary(lang)
    if file(code, "alternatives.py") is None:
        return None
    return cast(Alternatives, importlib.import_module(f"{__package__}.{code}.alternatives"))


@functools.cache
def with_readings() -> frozenset[str]:
    """Codes of the languages that have a lexicon."""
    return frozenset(code for code in known() if file(code, "lexicon.py"))


@functools.cache
def lexicon(lang: str) -> Lexicon | None:
    """The lexicon of a language; None where its folder has none."""
    code = primary(lang)
    if code not in with_readings():
        return None
    return cast(Lexicon, importlib.import_module(f"{__package__}.{code}.lexicon"))


def lemmas(form: str, lang: str) -> frozenset[str]:
    """Dictionary forms that a word can come from, lower case; the word itself where nothing is known of it."""
    own = lexicon(lang)
    return own.lemmas(form) if own else frozenset({form.lower(), dictionary_form(form, lang)})


@functools.lru_cache(maxsize=65536)
def dictionary_form(form: str, lang: str) -> str:
    """The one dictionary form, lower case, under which the forms of a word are counted; the word itself if unknown."""
    own = lexicon(lang)
    if own:
        return min(own.lemmas(form))
    from simplemma import lemmatize

    code = primary(lang)
    return lemmatize(form, lang=code).lower() if code in covered() else form.lower()


@functools.cache
def covered() -> frozenset[str]:
    """Codes of the languages whose dictionary forms simplemma knows."""
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)


def only_noun(form: str, lang: str) -> bool:
    """Whether the lexicon has the form as a noun and as nothing else; False without a lexicon."""
    own = lexicon(lang)
    kinds = {reading.kind for reading in own.readings(form)} if own else set()
    return kinds == {"N"}


def words(text: str, lang: str) -> tuple[Word, ...]:
    """A text cut into words, numbers and marks: by the lexicon of its language, else at spaces and marks."""
    own = lexicon(lang)
    return own.words(text) if own else _plain_words(text)


def forget(lang: str) -> None:
    """Forgets the words of the texts of a document that is through: they were kept for one rule after the other."""
    own = lexicon(lang)
    if own is not None:
        own.forget()


@functools.lru_cache(maxsize=4096)
def _plain_words(text: str) -> tuple[Word, ...]:
    out = []
    for match in _WORD.finditer(text):
        raw, shape = match.group(), match.lastgroup or "mark"
        caps = len(raw) > 1 and raw.isupper() and shape == "word"
        form = raw.lower().replace("’", "'")
        out.append(Word(match.start(), match.end(), form, shape, raw[:1].isupper(), caps))
    return tuple(out)
