"""How programs usually say a short string in a language, by how many of them say it so.

Made by models/train/short_strings.py from the catalogues of programs; nobody put a string in by hand.
"""

from __future__ import annotations

import functools
import lzma
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from checker.languages import file, primary, small_words
from checker.languages.morphology import lemmas
from checker.languages.senses import RENDERING, senses

LONGEST = 3
"""Words of a string beyond which it is said in too many ways."""

_ACCESS_KEY = regex.compile(r" ?\([&_~]?\p{Lu}\)$|[&_~](?=\p{L})")
_ENDING = regex.compile(r" ?(?:\.{3}|[…:])$")
_WORDED = regex.compile(r"\p{L}[\p{L}\p{M}'’ /-]*+")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_BEGINNING = 5
"""Letters by which two words are one family: connecter, connexion."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How programs say one string: `projects` that have it, and how many of them have each of the `ways`.

    `beside`: further words that translate it inside longer strings.
    """

    projects: int
    ways: Mapping[str, int]
    beside: Sequence[str] = ()

    @property
    def usual(self) -> str:
        """The way of most projects."""
        return max(self.ways, key=lambda way: self.ways[way])


Memory = Mapping[str, Usage]
"""How programs say strings, these trimmed and in lower case."""


def trimmed(text: str) -> str:
    """A string without access key, three dots and colon at its end. What ends a sentence stays: it is no label then."""
    text = " ".join(text.split()).replace("’", "'")  # first: no row of spaces is long then
    return _ACCESS_KEY.sub("", _ENDING.sub("", text)).strip()


def worded(text: str) -> bool:
    """Whether a trimmed string is made of words alone."""
    return _WORDED.fullmatch(text) is not None


def short(text: str) -> bool:
    """Whether a trimmed string is a label that programs may share: a few words, nothing else."""
    return worded(text) and len(text.split()) <= LONGEST and len(text) > 1


def telling(text: str, lang: str) -> list[str]:
    """The words of a trimmed string, lower case, without grammar's small ones; all of them where it has no others."""
    found = _WORD.findall(text.lower())
    return [word for word in found if len(word) > 2 and word not in small_words(lang)] or found


def beginning(word: str) -> str:
    """The letters that words of one family share, without accents."""
    letters = "".join(c for c in unicodedata.normalize("NFD", word) if c.isalpha())
    return letters[:_BEGINNING]


@functools.lru_cache(maxsize=65536)
def family(word: str, lang: str) -> frozenset[str]:
    """What a word has in common with others of its family: dictionary forms, and a beginning marked as one."""
    return lemmas(word, lang) | {word, f"{beginning(word)}-"}


def families(text: str, lang: str) -> frozenset[str]:
    """Those of all telling words of a trimmed string."""
    return frozenset().union(*(family(word, lang) for word in telling(text, lang)))


@functools.lru_cache(maxsize=65536)
def translates(word: str, source: str, lang: str, pivot: str, least: float = RENDERING) -> bool:
    """Whether a word translates a word of a string in at least this share of places, in whatever sense.

    No, without a lexicon.
    """
    known = senses(lang, pivot)
    wanted = frozenset().union(*(lemmas(one, pivot) for one in _WORD.findall(source)))
    return any(
        known.rendering(lemma, meaning) >= least
        for lemma in lemmas(word, lang)
        for meaning in known.words.get(lemma, ())
        if not wanted.isdisjoint(lemmas(meaning, pivot))
    )


@functools.lru_cache(maxsize=4)
def memory(lang: str, pivot: str) -> Memory:
    """What the folder of a language says of strings in another (`strings-<pivot>.tsv.xz`): empty where nothing is."""
    found = file(primary(lang), f"strings-{primary(pivot)}.tsv.xz")
    if found is None:
        return {}
    strings = {}
    for line in lzma.decompress(found.read_bytes()).decode("utf-8").splitlines():
        source, projects, ways, beside = line.split("\t")
        counts = (way.rpartition(":") for way in ways.split(";"))
        strings[source] = Usage(
            int(projects), {way: int(count) for way, _colon, count in counts}, beside.split()
        )
    return strings
