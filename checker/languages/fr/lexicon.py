"""French words as grammar sees them: a lexicon of inflected forms, and closed lists of words.

The lexicon (`lexicon.tsv.gz`) ships with the package and is certain: it lists every reading of a form. It loads when
first asked for, once a process; the lists (`words.toml`) load with the rules that name them, in two milliseconds. One
module: the lines of the lexicon, what is read in them and the words of a text that have these readings.
"""

from __future__ import annotations

import bisect
import functools
import gzip
import itertools
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any, TypeVar, cast

from checker.languages.morphology import Reading, Word

_CLITICS = "je|tu|ils?|elles?|on|nous|vous|ce|les?|la|moi|toi|lui|leur|en|y|là|ci"
_HYPHEN = "[-\u2010\u2011]"
"""Hyphens as they are written: the usual one, and those of Unicode, one of which never ends a line."""
_WORD = re.compile(
    r"("
    rf"{_HYPHEN}(?:t{_HYPHEN})?(?:{_CLITICS})\b(?!{_HYPHEN})"  # clitic
    r"|(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)['’](?=\w)"  # elided
    r"|[^\W\d_]+(?:['’](?:hui|ouvr\w+|acte|ordre))?"
    rf"(?:{_HYPHEN}(?!(?:t{_HYPHEN})?(?:{_CLITICS})\b(?!{_HYPHEN}))[^\W\d_]+)*"  # word
    r"|\d+(?:[.,\u00a0\u202f ]\d+)*\w*"  # number
    r"|[^\s\w]"  # mark
    r")",
    re.IGNORECASE,
)


class WordList(frozenset[str]):
    """A closed list of words, by its name in `words.toml` (module.list, `module.*` for all)."""

    def __new__(cls, *names: str) -> WordList:
        """The words of these lists together."""
        return super().__new__(cls, itertools.chain(*map(_word_list, names)))


@functools.cache
def determiners() -> Mapping[str, tuple[str, str]]:
    """Gender (m, f, e both) and number (s, p) of the determiners, numerals among them."""
    kinds = {name: words for name, words in _word_lists().items() if name.startswith("determiner.")}
    found = {form: (name[-2], name[-1]) for name, words in kinds.items() for form in words}
    return found | dict.fromkeys(_word_lists()["agreement.numerals"], ("e", "p"))


def groups(start: str) -> tuple[frozenset[str], ...]:
    """The word lists whose names begin so, each for itself."""
    return tuple(words for name, words in _word_lists().items() if name.startswith(start))


def _word_list(name: str) -> frozenset[str]:
    if not name.endswith(".*"):
        return _word_lists()[name]
    return frozenset().union(*groups(name[:-1]))


@functools.cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    file = resources.files(__package__) / "words.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in data.items()}


DETERMINERS = WordList("determiner.*", "agreement.numerals")
"""The forms of all determiners, numerals among them."""


_STEP = 1024
"""Bytes between two lines that `_leads` knows."""


@functools.cache
def _data() -> bytes:
    """All lines, a form each, ordered by their bytes: a third of the memory that they take as strings.

    Every start of a French check unpacks them; xz takes .07 s for it, gzip .03, in half a megabyte more.
    """
    file = resources.files(__package__) / "lexicon.tsv.gz"
    return gzip.decompress(file.read_bytes()).rstrip(b"\n") + b"\n"


@functools.cache
def _leads() -> tuple[list[bytes], list[int]]:
    """A line in about fifty, and where each begins: the last that stands before a form leads to it."""
    data = _data()
    places = [0, *(data.find(b"\n", at) + 1 for at in range(_STEP, len(data) - _STEP, _STEP))]
    return [data[at : data.find(b"\n", at)] for at in places], places


def _first(key: bytes) -> int:
    """Where the first line begins that does not stand before `key`."""
    data = _data()
    leads, places = _leads()
    at = bisect.bisect_left(leads, key)
    low, high = places[max(at - 1, 0)], places[at] if at < len(places) else len(data)
    while low < high:
        begin = data.rfind(b"\n", 0, (low + high) // 2) + 1
        end = data.find(b"\n", begin)
        if data[begin:end] < key:
            low = end + 1
        else:
            high = begin
    return low


def _from(start: str) -> Iterator[str]:
    """The lines from the first that does not stand before `start`."""
    data = _data()
    low = _first(start.encode("utf-8", "surrogatepass"))
    while low < len(data):
        end = data.find(b"\n", low)
        yield data[low:end].decode("utf-8")
        low = end + 1


def _place(form: str) -> int:
    """Where the line of a form begins; -1 for one that the lexicon lacks."""
    data, key = _data(), form.encode("utf-8", "surrogatepass") + b"\t"
    if data.startswith(key):
        return 0
    leads, places = _leads()
    at = bisect.bisect_left(leads, key)
    end = places[at] + len(key) if at < len(places) else len(data)
    found = data.find(b"\n" + key, max(places[max(at - 1, 0)] - 1, 0), end)
    return found + 1 if found >= 0 else -1


@functools.lru_cache(maxsize=16384)
def readings(form: str) -> tuple[Reading, ...]:
    """All readings of a French form as it stands; none for a word that the lexicon lacks."""
    at = _place(form)
    measure = _measures().get(form, ())
    if at < 0:
        return measure
    return (*measure, *_entry(_data()[at : _data().find(b"\n", at)].decode("utf-8"))[1])


@functools.cache
def _measures() -> Mapping[str, tuple[Reading, ...]]:
    """The units of measure and their multiples as nouns: the dictionary has their verbs alone, or nothing."""
    prefixes = ("", *_word_lists()["measures.prefixes"])
    found: dict[str, tuple[Reading, ...]] = {}
    for gender in "mf":
        for unit in _word_lists()[f"measures.{gender}"]:
            for prefix in prefixes:
                plural = prefix + unit + ("" if unit.endswith("z") else "s")
                for form, number in ((prefix + unit, "s"), (plural, "p")):
                    reading = Reading(f"N{gender}{number}", prefix + unit)
                    found[form] = (*found.get(form, ()), reading)
    return found


def has_form(form: str) -> bool:
    """Whether the lexicon has a form; for those who ask for thousands of words, none of which is remembered."""
    return _place(form) >= 0


_BEGINNING = 3
"""Letters of a beginning with which few words begin: 16 kilobytes of lines in the mean."""


@functools.cache
def _beginnings() -> frozenset[str]:
    """What words begin with, whose letters are so many."""
    data, found, at = _data(), set(), 0
    while at < len(data):
        form = data[at : data.find(b"\t", at)].decode("utf-8")
        found.add(form[:_BEGINNING])
        long = len(form) >= _BEGINNING
        at = _first(form[:_BEGINNING].encode("utf-8") + (b"\xff" if long else b"\t\xff"))
    return frozenset(found)


@functools.lru_cache(maxsize=2048)
def one_letter_away(form: str, letters: str) -> frozenset[str]:
    """Forms with one letter more, less or other, or two in the other order (Damerau 1964); what is new is of `letters`.

    Those that begin as it does stand together; others are looked for one by one, where any word begins so at all.
    """
    from rapidfuzz.distance import OSA

    key = form[:_BEGINNING].encode("utf-8", "surrogatepass")
    size = len(form.encode("utf-8", "surrogatepass"))
    as_long = rb"^[^\t\n]{%d,%d}(?=\t)" % (max(size - 2, 1), size + 2)
    lines = re.compile(as_long, re.MULTILINE)
    alike = lines.findall(_data(), _first(key), _first(key + b"\xff"))
    near = {word for word in map(bytes.decode, alike) if OSA.distance(form, word) == 1}
    cuts = [(form[:at], form[at:]) for at in range(min(_BEGINNING, len(form)))]
    others = {left + right[1:] for left, right in cuts}
    others |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    for left, right in cuts:
        for letter in letters:
            others |= {left + letter + right, left + letter + right[1:]}
    begun = _beginnings()
    near.update(other for other in others if other[:_BEGINNING] in begun and has_form(other))
    new = frozenset(letters)
    return frozenset(word for word in near if word != form and new.issuperset({*word} - {*form}))


def forms() -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """Every form of the lexicon with its readings."""
    return map(_entry, _from(""))


def _entry(line: str) -> tuple[str, tuple[Reading, ...]]:
    form, _, items = line.partition("\t")
    out = []
    for item in items.split(";"):
        tag, cut, suffix = _derivation(item)
        out.append(Reading(tag, form[: len(form) - cut] + suffix))
    return form, tuple(out)


@functools.lru_cache(maxsize=8192)
def _derivation(item: str) -> tuple[str, int, str]:
    """The tag of a reading; how many letters its dictionary form lacks of the form, and what it has instead."""
    tag, _dot, change = item.partition(".")
    digits = re.match(r"\d+", change)
    suffix = change[digits.end() if digits else 0 :]
    return sys.intern(tag), int(digits.group()) if digits else 0, suffix


@functools.lru_cache(maxsize=4096)
def inflections(lemma: str) -> tuple[tuple[str, str], ...]:
    """Forms of a dictionary form that begin like it, each with its tag; irregular ones (œil, yeux) are not found."""
    start = lemma[: max(2, len(lemma) - 3)]
    out = []
    for form, found in _beginning(start):
        out += [(form, reading.tag) for reading in found if reading.lemma == lemma]
    return tuple(out)


@functools.lru_cache(maxsize=4096)
def related(start: str) -> tuple[str, ...]:
    """All forms that begin so."""
    return tuple(form for form, _readings in _beginning(start))


def _beginning(start: str) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """The forms that begin so, with their readings."""
    return map(_entry, itertools.takewhile(lambda line: line.startswith(start), _from(start)))


@functools.lru_cache(maxsize=16384)
def lemmas(form: str) -> frozenset[str]:
    """Dictionary forms that a French word can come from, lower case; the word itself where the lexicon lacks it."""
    low = form.lower().replace("’", "'")
    found = {reading.lemma.lower() for reading in (*readings(form), *readings(low))}
    return frozenset(found or {low})


class Trigger:
    """Words that a rule must see to find anything: of these forms, dictionary forms, classes or shapes, or `unknown`.

    `Sentence.at` has their places: a rule goes to them, and no rule walks through all the words of a sentence. What
    is looked for is data, so that one index serves all rules: a word is looked up once, whoever asks for it.
    """

    def __init__(
        self,
        *,
        forms: Iterable[Iterable[str]] = (),
        lemmas: Iterable[Iterable[str]] = (),
        kinds: str = "",
        shapes: Iterable[str] = (),
        unknown: bool = False,
    ) -> None:
        self._forms, self._lemmas, self.kinds = forms, lemmas, kinds
        self.shapes = (*shapes, *((_LACKED,) if unknown else ()))
        _triggers.append(self)
        for cached in (_index, _as_written, words):
            cached.cache_clear()

    @property
    def forms(self) -> frozenset[str]:
        """The forms that set it off."""
        return frozenset().union(*self._forms)

    @property
    def lemmas(self) -> frozenset[str]:
        """The dictionary forms that do."""
        return frozenset().union(*self._lemmas)


_triggers: list[Trigger] = []
_LACKED = "unknown"
"""Among the shapes that triggers wait for: a word that the lexicon lacks."""


Made = TypeVar("Made")


class Sentence(tuple[Word, ...]):
    """The words of a text in order, and where those stand that a trigger waits for."""

    _places: Mapping[Trigger, Sequence[int]]
    _made: dict[Callable[[Sentence], Any], Any]

    def once(self, make: Callable[[Sentence], Made]) -> Made:
        """What a function makes of the words: made once, however many rules ask for it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])

    @property
    def places(self) -> Mapping[Trigger, Sequence[int]]:
        """Where the words stand that set each trigger off."""
        return self._places

    def at(self, trigger: Trigger, *, before: int = 0, behind: int = 0) -> Sequence[int]:
        """Indices, in order, of the words that set a trigger off and have so many words before and behind them."""
        found = self._places.get(trigger)
        if found is None:
            return ()
        end = len(self) - behind
        if found[0] >= before and found[-1] < end:
            return found
        return [at for at in found if before <= at < end]


_REMEMBERED = 300_000
"""Words of the texts that are remembered at most: each rule in turn asks for all sentences of a document."""


@functools.cache
def words(text: str) -> Sentence:
    """A French text cut into words, elided words (l', qu'), inverted pronouns (-t-il), numbers and marks."""
    parts = _WORD.split(text)
    ends = list(itertools.accumulate(map(len, parts)))
    written = list(map(_as_written, parts[1::2]))
    places: dict[Trigger, list[int]] = defaultdict(list)
    for at, (_fields, triggers) in enumerate(written):
        for trigger in triggers:
            places[trigger].append(at)
    _count(len(written))
    sentence = Sentence(
        Word(start, end, *fields)
        for start, end, (fields, _triggers) in zip(ends[::2], ends[1::2], written, strict=False)
    )
    sentence._places = places
    sentence._made = {}
    return sentence


_PLAIN = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-"})
"""Apostrophes and hyphens as the lexicon has them."""
_remembered = {"words": 0}


def _count(new: int) -> None:
    """Counts the words that are remembered with one more text."""
    if _remembered["words"] + new > _REMEMBERED:
        forget()
    _remembered["words"] += new


def forget() -> None:
    """Forgets the texts that were cut into words: their document is through."""
    words.cache_clear()
    _remembered["words"] = 0


_Known = tuple[tuple[Reading, ...], frozenset[str], frozenset[str]]
_UNKNOWN: _Known = (), frozenset(), frozenset()
_Fields = tuple[str, str, bool, bool, tuple[Reading, ...], frozenset[str], frozenset[str]]


@functools.lru_cache(maxsize=16384)
def _as_written(raw: str) -> tuple[_Fields, Sequence[Trigger]]:
    """The fields of `Word` behind its place, and its triggers: they are the same wherever a word stands."""
    form, shape = raw.lower().translate(_PLAIN), _shape(raw)
    capital = raw[:1].isupper()
    known = _UNKNOWN
    if shape == "word":
        known = _known(form)
        if capital and not known[0]:
            known = _known(raw)
    caps = len(raw) > 1 and raw.isupper() and shape == "word"
    _readings, kinds, lemmas = known
    by_form, by_lemma, by_kind, by_shape = _index()
    triggers = [*by_form.get(form, ()), *by_shape.get(shape, ())]
    if shape == "word" and not kinds:
        triggers += by_shape.get(_LACKED, ())
    for kind in kinds:
        triggers += by_kind.get(kind, ())
    for lemma in lemmas:
        triggers += by_lemma.get(lemma, ())
    return (form, shape, capital, caps, *known), tuple(dict.fromkeys(triggers))


def _shape(raw: str) -> str:
    """Which alternative of `_WORD` a piece is: each begins or ends in its own way."""
    if len(raw) > 1 and raw[0] in _HYPHEN:
        return "clitic"
    if len(raw) > 1 and raw[-1] in "'’":
        return "elided"
    if raw[0].isdecimal():
        return "number"
    return "word" if raw[0].isalnum() else "mark"


@functools.cache
def _index() -> Sequence[Mapping[str, Sequence[Trigger]]]:
    """The triggers by the forms, dictionary forms, classes and shapes that they wait for."""
    found: list[dict[str, list[Trigger]]] = []
    for what in ("forms", "lemmas", "kinds", "shapes"):
        awaited: dict[str, list[Trigger]] = defaultdict(list)
        for trigger in _triggers:
            for value in getattr(trigger, what):
                awaited[value].append(trigger)
        found.append(dict(awaited))
    return found


def _known(form: str) -> _Known:
    """The readings of a form, their classes and their dictionary forms."""
    found = readings(form)
    return found, frozenset([one.tag[0] for one in found]), frozenset([one.lemma for one in found])
