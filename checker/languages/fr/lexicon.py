"""French words as grammar sees them: a lexicon of inflected forms, and closed lists of words.

The lexicon (`lexicon.tsv.xz`) ships with the package and is certain: it lists every reading of a form. It and the lists
(`words.toml`) load when first asked for, once a process.
"""

from __future__ import annotations

import bisect
import functools
import lzma
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from importlib import resources

from checker.languages.morphology import Reading, Word

_WORD = re.compile(
    r"(?P<clitic>-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|ce|les?|la|moi|toi|lui|leur|en|y|là|ci)\b(?!-))"
    r"|(?P<elided>(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)['’](?=\w))"
    r"|(?P<word>[^\W\d_]+(?:['’](?:hui|ouvr\w+|acte|ordre))?(?:-(?!(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|ce|les?|la|"
    r"moi|toi|lui|leur|en|y|là|ci)\b(?!-))[^\W\d_]+)*)"
    r"|(?P<number>\d+(?:[.,\u00a0\u202f ]\d+)*\w*)"
    r"|(?P<mark>[^\s\w])",
    re.IGNORECASE,
)


class WordList(Set[str]):
    """A closed list of words, by its name in `words.toml` (module.list); read when first asked for."""

    def __init__(self, *names: str) -> None:
        self._names = names

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        return frozenset().union(*(_word_lists()[name] for name in self._names))

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(self._names)

    @classmethod
    def _from_iterable(cls, words: Iterable[str]) -> frozenset[str]:  # type: ignore[override]
        return frozenset(words)


@functools.cache
def determiners() -> Mapping[str, tuple[str, str]]:
    """Gender (m, f, e both) and number (s, p) of the determiners, numerals among them."""
    kinds = {name: words for name, words in _word_lists().items() if name.startswith("determiner.")}
    found = {form: (name[-2], name[-1]) for name, words in kinds.items() for form in words}
    return found | dict.fromkeys(_word_lists()["agreement.numerals"], ("e", "p"))


@functools.cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    file = resources.files(__package__) / "words.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in data.items()}


@functools.cache
def _lines() -> list[str]:
    file = resources.files(__package__) / "lexicon.tsv.xz"
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


@functools.lru_cache(maxsize=4096)
def inflections(lemma: str) -> tuple[tuple[str, str], ...]:
    """Forms of a dictionary form that begin like it, each with its tag; irregular ones (œil, yeux) are not found."""
    lines = _lines()
    start = lemma[: max(2, len(lemma) - 3)]
    out = []
    for at in range(bisect.bisect_left(lines, start), len(lines)):
        if not lines[at].startswith(start):
            break
        form, found = _entry(lines[at])
        out += [(form, reading.tag) for reading in found if reading.lemma == lemma]
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
