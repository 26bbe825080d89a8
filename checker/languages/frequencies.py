"""How often words are written, as wordfreq says it, without the import of that library for plain words.

The library is imported with four others that tell languages apart and mend encodings: longer than all else that a text
seen before takes. Its lists are read here; a word whose tokens it would have to find is asked of it. (Speer 2022,
https://doi.org/10.5281/zenodo.7199437)
"""

from __future__ import annotations

import functools
import gzip
import importlib.util
import itertools
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import regex

from checker.imports import member

_PLAIN = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages whose words wordfreq counts as they are written, but for capitals."""

_PART = r"(?:[\p{Latin}--ʼ]+|[0-9]+)"
_WORD = regex.compile(
    rf"(?:(?P<token>[\p{{Latin}}--ʼ]{{1,2}})'(?=[aeiouhâàéèêîôûœAEIOUHÀÉÈÊÎÔŒ])|@(?=\p{{L}}{{2}}))?(?P<token>{_PART})(?:-(?P<token>{_PART}))*+['’%]?",
    regex.V1,
)
"""Letters or digits, perhaps joined by hyphens or behind an elided word; before and behind them what is no token."""


@functools.lru_cache(maxsize=65536)
def zipf(word: str, lang: str) -> float:
    """Logarithm to base 10 of how often a word stands in a billion words; 0 for one that nobody writes.

    `lang` is a code of two or three letters. Raises LookupError for a language without a list.
    """
    plain = _plain(word, lang)
    if plain is None:
        from wordfreq import zipf_frequency

        return float(zipf_frequency(word, lang))
    shares = [_share(token, lang) for token in plain]
    if not all(shares):
        return 0.0
    return _scaled(1 / sum(1 / share for share in shares))


def _scaled(share: float) -> float:
    """A share on the scale of `zipf`. As wordfreq rounds it: to three digits, since it knows no more."""
    digits = math.floor(-math.log(share, 10)) + 3
    return max(round(math.log(round(share, digits), 10) + 9, 2), 0.0)


def expect(words: Iterable[str], lang: str) -> None:
    """Says that `zipf` will be asked of these words: worth it for those of a first text. Raises LookupError."""
    plain = (_plain(word, lang) for word in words)
    _table(lang).expect({_as_listed(token) for found in plain for token in found or ()})


def tokens(word: str, lang: str) -> list[str]:
    """A word as the lists have it, in lower case: its parts."""
    plain = _plain(word, lang)
    if plain is None:
        from wordfreq.tokens import lossy_tokenize

        return lossy_tokenize(word, lang)
    return plain


def _plain(word: str, lang: str) -> list[str] | None:
    found = _WORD.fullmatch(word) if lang in _PLAIN else None
    return None if found is None else [token.casefold() for token in found.captures("token")]


def _share(token: str, lang: str) -> float:
    """The share of a token among all that is written, 0 for one that no list has."""
    written = _as_listed(token)
    found = _table(lang).band(written)
    share = 0.0 if found is None else _of_band(found)
    if written == token:
        return share
    return float(share * member("wordfreq", "numbers").digit_freq(token))


def _as_listed(token: str) -> str:
    """A token as a list has it: long numbers stand there by their shapes."""
    if token.isascii() and token.isdigit():
        return str(member("wordfreq", "numbers").smash_numbers(token))
    return token


def _of_band(number: int) -> float:
    """The share of each word of a band: they are centibels below certainty."""
    return float(10 ** (-number / 100))


class _Table:
    """The band of each word of a language, in a tenth of the memory that a dictionary takes.

    A part of the list is a text of its own, `word<tab>band` a line, and short enough to be searched.
    """

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._expected: dict[bytes, int | None] = {}

    def expect(self, words: Iterable[str]) -> None:
        """Finds all of these in one pass over the list: a short text needs no more, in a third of the time."""
        wanted = {word.encode("utf-8", "surrogatepass") for word in words}
        if wanted and not self._expected and "_parts" not in vars(self):
            found: dict[bytes, int | None] = dict.fromkeys(wanted)
            for number, band in enumerate(_packed_bands(self._lang)):
                found.update(dict.fromkeys(wanted.intersection(band), number))
            self._expected = found

    def band(self, word: str) -> int | None:
        """The number of the band that a word stands in; None for one that the list lacks."""
        key = word.encode("utf-8", "surrogatepass")
        if key in self._expected:
            return self._expected[key]
        _before, found, behind = self._parts[hash(key) % _PARTS].partition(b"\n%s\t" % key)
        return int(behind[: behind.index(b"\n")]) if found else None

    @functools.cached_property
    def _parts(self) -> list[bytearray]:
        parts = [bytearray(b"\n") for _part in range(_PARTS)]
        for number, band in enumerate(_packed_bands(self._lang)):
            behind = b"\t%d\n" % number
            for word in band:
                parts[hash(word) % _PARTS] += word + behind
        return parts


_PARTS = 4096
"""Parts of a list: one of 300,000 words has a kilobyte in each."""

_table = functools.cache(_Table)


def bands(lang: str) -> Iterator[list[str]]:
    """The words of a language by centibels below certainty: the most usual ones first. Raises LookupError."""
    for band in _packed_bands(lang):
        yield [word.decode() for word in band]


def _packed_bands(lang: str) -> Iterator[list[bytes]]:
    import msgpack  # type: ignore[import-untyped]

    file = next(filter(Path.is_file, _files(lang)), None)
    if file is None:
        raise LookupError(lang)
    found = msgpack.Unpacker(raw=True)
    found.feed(gzip.decompress(file.read_bytes()))
    count = found.read_array_header()
    if found.unpack() != {b"format": b"cB", b"version": 1}:
        raise LookupError(lang)
    for _band in range(count - 1):
        yield found.unpack()


def most_used(lang: str, count: int, least: float = 0.0) -> list[str]:
    """The words of a language that are written most, the most usual first; no numbers.

    None that is less usual than `least`, on the scale of `zipf`. Raises LookupError.
    """
    numbers = member("wordfreq", "numbers")
    usual = itertools.takewhile(
        lambda at: _scaled(_of_band(at[0])) >= least, enumerate(bands(lang))
    )
    words = (word for _at, band in usual for word in band if not numbers.has_digit_sequence(word))
    return list(itertools.islice(words, count))


def listed(lang: str) -> bool:
    """Whether there is a list for this code itself."""
    return any(map(Path.is_file, _files(lang)))


def _files(lang: str) -> Iterator[Path]:
    spec = importlib.util.find_spec("wordfreq")
    for folder in (spec and spec.submodule_search_locations) or ():
        for size in ("large", "small"):
            yield Path(folder, "data", f"{size}_{lang}.msgpack.gz")
