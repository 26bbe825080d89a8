"""Consistency of names and of the form of address."""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from checker.checks.passage import prose
from checker.config import Config
from checker.languages import language, primary, small_words
from checker.languages.morphology import dictionary_form, lexicon
from checker.languages.vocabulary import exists
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_START = regex.compile(r"(?:^|[.!?¿¡:…«»“”„\"(\[–—•\n]|\s[-'’])[\s'’]*")
_NAME = regex.compile(
    r"(?<![\p{L}\p{N}@#_'’-])\p{Lu}[\p{L}\p{M}]*\p{Ll}[\p{L}\p{M}]*+(?![\p{L}\p{N}_@])"
)
_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}]*+")

_SHORTEST = 5
"""Letters from which one different letter is not another name."""
_LONG = 9
"""Letters from which two different letters are not another name."""
_NEAR = 30
"""Names that one is compared with, and names beside one that are compared letter by letter: a text has fewer, and a
list in which all are alike would have each compared with each."""
_ENDINGS = ("s", "e", "x", "es", "ne", "nes", "n", "a", "o", "i", "en", "ens", "n's")
"""What declension adds to a name."""
_DECLINED = 3
"""Last letters that a declension may change, where the language is one whose endings nobody wrote down."""


@dataclass(slots=True)
class _Spelling:
    """One form of a name: where it stands, and the names beside it."""

    form: str
    places: list[tuple[int, Span]] = field(default_factory=list)
    before: dict[str, None] = field(default_factory=dict)
    after: dict[str, None] = field(default_factory=dict)


@check(
    "CON201",
    "name-spelt-two-ways",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
)
def name_two_ways(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """One name in two spellings.

    What it does: compares the names of a document (capital inside a sentence). Two that differ only in accents, or in
    one letter (two in names of nine letters and more) and occur beside the same first name or surname, or one a letter
    away, are taken for one name; the rarer spelling is reported. Plurals and declined forms are left out.

    Why it matters: translation programs transcribe a name afresh in every sentence.

    Example: "Volodymyr Zelensky" and later "Volodymyr Zelenski"

    What to do: choose one spelling for the whole text.
    """
    spellings = _spellings(cases)
    nouns = language(config.lang).capital_nouns
    for one, other in _neighbours(spellings):
        left, right = spellings[one], spellings[other]
        if not _same_name(left, right, foreign=not small_words(config.lang)) or (
            nouns and _words(one, other, config.lang)
        ):
            continue
        if _word_of_a_title(one, other, config.lang) or _inflected(one, other, config.lang):
            continue
        rare, usual = sorted(
            sorted((left, right), key=_first, reverse=True), key=lambda item: len(item.places)
        )
        for number, span in rare.places:
            where, there = usual.places[0]
            place = cases[where].segment.place(there)
            yield Hit(
                cases[number].segment.index,
                span,
                _("This name is also spelt “{other}” in this text.").format(other=usual.form),
                suggestion=usual.form,
                evidence={
                    "other_start": place.start,
                    "other_end": place.end,
                    "other_text": usual.form,
                },
            )


def _first(spelling: _Spelling) -> tuple[int, int]:
    number, span = spelling.places[0]
    return number, span.start


def _spellings(cases: Sequence[Case]) -> dict[str, _Spelling]:
    found: dict[str, _Spelling] = {}
    for number, case in enumerate(cases):
        if case.text.isupper():
            continue
        text = prose(case.text)
        capitals = list(_NAME.finditer(text))
        if not any(match.start() for match in capitals):
            continue
        starts = _starts(text)
        matches = [m for m in capitals if m.start() not in starts]
        for previous, match, following in zip(
            [None, *matches], matches, [*matches[1:], None], strict=False
        ):
            form = unicodedata.normalize("NFC", match.group())
            if len(form) < 4:
                continue
            spelling = found.setdefault(form, _Spelling(form))
            spelling.places.append((number, Span(*match.span())))
            if previous and text[previous.end() : match.start()] in {" ", "\u00a0", "-"}:
                spelling.before[previous.group()] = None
            if following and text[match.end() : following.start()] in {" ", "\u00a0", "-"}:
                spelling.after[following.group()] = None
    return found


def _starts(text: str) -> set[int]:
    """Where sentences, titles and quotations begin: a capital there says nothing."""
    return {match.end() for match in _START.finditer(text)}


@functools.lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _neighbours(spellings: dict[str, _Spelling]) -> list[tuple[str, str]]:
    """Pairs of forms that could be one name, found by what is left when a letter or two are taken out."""
    groups: dict[str, list[str]] = defaultdict(list)
    for form, spelling in spellings.items():
        plain = _plain(form)
        keys = [plain]
        # Without another name beside it, only another accent tells that it is the same.
        beside = spelling.before or spelling.after
        if beside and len(plain) >= _SHORTEST:
            keys += (plain[:at] + plain[at + 1 :] for at in range(len(plain)))
        if beside and _LONG <= len(plain) <= 24:
            keys += (
                plain[:a] + plain[a + 1 : b] + plain[b + 1 :]
                for a, b in itertools.combinations(range(len(plain)), 2)
            )
        for key in dict.fromkeys(keys):  # in an order that is always the same
            groups[key].append(form)
    pairs: set[tuple[str, str]] = set()
    near = Counter[str]()
    for forms in groups.values():
        if 1 < len(forms) <= 12:
            for one, other in itertools.combinations(sorted(forms), 2):
                if (one, other) not in pairs and near[one] < _NEAR and near[other] < _NEAR:
                    pairs.add((one, other))
                    near[one] += 1
                    near[other] += 1
    return sorted(pairs)


def _words(one: str, other: str, lang: str) -> bool:
    """Whether both are words that people write, where nouns have a capital as names have: Drücken and Drucken."""
    return all(exists(word.casefold(), primary(lang)) for word in (one, other))


def _inflected(one: str, other: str, lang: str) -> bool:
    """Whether both are forms of one word, in a heading whose words all have capitals: Permitidos, Permitidas."""
    if lexicon(primary(lang)) is not None:
        return False
    lemma = dictionary_form(one, lang)
    return lemma == dictionary_form(other, lang) and lemma not in (one.lower(), other.lower())


def _word_of_a_title(one: str, other: str, lang: str) -> bool:
    """Whether one is a noun of the language, and the other the same without its accents, in the name of something
    abroad: Fédération and Federation."""
    own = lexicon(primary(lang))
    if own is None or _plain(one) != _plain(other):
        return False
    return any(
        item.kind == "N" and item.lemma.islower()
        for form in (one, other)
        for item in own.readings(form.lower())
    )


def _same_name(left: _Spelling, right: _Spelling, *, foreign: bool) -> bool:
    """Whether two forms are one name spelt in two ways. `foreign`: in a language of whose endings nothing is known."""
    from rapidfuzz.distance import OSA

    one, two = _plain(left.form), _plain(right.form)
    short, long = sorted((one, two), key=len)
    if one == two:
        # An accent that only the capital lacks is a matter of typography, with a rule of its own.
        if left.form[1:].casefold() == right.form[1:].casefold():
            return False
        # "Maria" here and "María" there, each with a surname of her own, are two people.
        return not any(
            mine and theirs and not mine.keys() & theirs.keys()
            for mine, theirs in ((left.before, right.before), (left.after, right.after))
        )
    if len(short) < _SHORTEST or short[0] != long[0]:
        return False
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return False
    stems = (short.removesuffix(ending) for ending in _ENDINGS if short.endswith(ending))
    if any(long.startswith(stem) and long[len(stem) :] in _ENDINGS for stem in stems):
        return False
    if foreign and one[:-_DECLINED] == two[: len(one) - _DECLINED]:
        return False
    distance = OSA.distance(one, two)
    if distance > (2 if len(short) >= _LONG else 1):
        return False
    return _beside_alike(left.before, right.before) or _beside_alike(left.after, right.after)


def _beside_alike(ours: Mapping[str, None], theirs: Mapping[str, None]) -> bool:
    """Whether two forms stand beside the same name, or one a letter away: Christophe Mirmand, Christoph Mermand."""
    from rapidfuzz.distance import OSA

    if ours.keys() & theirs.keys():
        return True
    some, others = (map(_plain, itertools.islice(names, _NEAR)) for names in (ours, theirs))
    return any(
        mine == other
        or (
            min(len(mine), len(other)) >= _SHORTEST
            and mine[0] == other[0]
            and OSA.distance(mine, other, score_cutoff=1) <= 1
        )
        for mine, other in itertools.product(some, others)
    )
