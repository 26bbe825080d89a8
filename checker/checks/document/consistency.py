"""Consistency of wording: what is said twice in a document should be said in the same words.

Two passages that share runs of three words are found through an index of those runs, so that time grows with the
length of the document and not with its square; runs that occur often are formulas and are left out. One
module: search and rules share its words and passages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from checker.checks.passage import language_of, passages
from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_RUN = 3
"""Words in a row that two passages must share to be compared."""
_COMMON = 6
"""A run of words that stands in more places than this is a formula."""
_GAP = 16
"""Words that may differ between two shared runs."""
_LEAST = 9
"""Words that two passages must share to be versions of one another."""
_SHARE = 0.5
"""Part of the longer passage that must be shared."""
_APART = 2000
"""Words between two versions at most: one article, not a whole file of records."""
_WIDE = 8
"""Words of one differing place at most."""
_CHANGED = 8
"""Differing places at most that are reported of one pair of passages."""

_PART = regex.compile(r"[\p{L}\p{M}]+|\p{N}+(?:[.,\u00a0\u202f]\p{N}+)*|[@#]\w+")
_OPEN = "«“„"
_CLOSE = "»”"
_MARKS = f'{_OPEN}{_CLOSE}"'
_LOW, _LOW_CLOSE = "„“"
"""Where quotations begin low, as in German, the mark that opens them in English closes them."""


_PHRASE = 2
"""Content words that must be new on both sides for a phrase to have been replaced, not a word by its synonym."""

Stretch = tuple[int, int]
"""Half-open range of word numbers."""


class _Word(NamedTuple):
    """A word of the document; a tuple, because there are very many."""

    key: str
    """Lower case, to compare."""
    case: int
    """Index into the cases."""
    span: Span
    """Local to the segment."""
    proper: bool
    """A number, or a capital that does not begin the sentence."""
    sentence: int
    """Number of the segment, a new one at a change of article."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two stretches of words, the first earlier in the document."""

    early: Stretch
    late: Stretch


@check(
    "CON101",
    "reworded-quotation",
    category="style/inconsistent style",
    severity=Severity.MINOR,
)
def reworded_quotation(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """One quotation in two wordings.

    What it does: looks for two passages of a document that share most of their words in the same order, at least
    one of them inside quotation marks, and reports at the later place the words that differ. Passages whose
    difference lies in names or numbers say different things and are left out, so are those that differ in little
    words only. Where not a word but a phrase differs, two content words or more on both sides, the finding is
    major: synonyms are exchanged one for one, a meaning seldom is.

    Why it matters: a person said it once. Two wordings mean that one of them, or both, were translated badly.

    Example: "« Nous irons voter dimanche pour la paix », a-t-elle dit." and later "Nous irons voter dimanche pour
    le calme".

    What to do: look the quotation up in the source and use one wording in both places.
    """
    yield from _reworded(cases, config, quoted=True)


@check(
    "CON102",
    "reworded-sentence",
    category="style/inconsistent style",
    severity=Severity.MINOR,
    default=False,
)
def reworded_sentence(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """One statement in two wordings, outside quotations.

    What it does: the same as `reworded-quotation` for passages without quotation marks. Off by default: reports,
    laws and manuals repeat a sentence with a change on purpose.

    Why it matters: in a translated article two nearly equal sentences are often one sentence of the source.

    Example: "Le vote aura lieu dimanche prochain dans tout le pays." and "Le scrutin aura lieu dimanche prochain
    dans tout le pays."

    What to do: look at the source; use one wording where it has one.
    """
    yield from _reworded(cases, config, quoted=False)


@check(
    "CON103",
    "source-translated-two-ways",
    category="style/inconsistent style",
    severity=Severity.MINOR,
)
def source_two_ways(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The same source sentence with two different translations.

    What it does: where a source text is given, compares the translations of equal source sentences of at least
    three words, ignoring case and spaces, and marks the words that differ from the translation that most of them have,
    or the first. Units that a catalogue tells apart by a context, and the forms of a plural, may differ.

    Why it matters: in catalogues and product texts one sentence should read the same everywhere.

    Example: "Save your changes now" as "Enregistrez vos modifications" and as "Sauvegardez les changements".

    What to do: choose one; where the context differs, ignore the finding.
    """
    units: dict[tuple[str, object], list[Case]] = defaultdict(list)
    for case in cases:
        source = (case.segment.source or "").strip()
        block = case.segment.block
        if len(source.split()) >= 3 and case.text and not block.source_forms:
            units[source.casefold(), block.extra.get("context")].append(case)
    for same in units.values():
        said = Counter(tuple(case.text.casefold().split()) for case in same)
        usual = max(said, key=lambda words: said[words])
        first = next(case for case in same if tuple(case.text.casefold().split()) == usual)
        for case in same:
            if tuple(case.text.casefold().split()) != usual:
                message = _(
                    "The same source sentence is translated differently elsewhere: “{other}”."
                )
                yield Hit(
                    case.segment.index,
                    _differing(case.text, first.text),
                    message.format(other=_short(first.text)),
                    evidence=_place(first, Span(0, len(first.text))),
                )


def _differing(text: str, other: str) -> Span:
    """From the first word of a text that the other one has not at its place, to the last; all where words lack."""
    own = list(regex.finditer(r"\S+", text))
    left, right = [word.group().casefold() for word in own], other.casefold().split()
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    if start + end >= len(left):
        return Span(0, len(text))
    return Span(own[start].start(), own[len(own) - 1 - end].end())


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"


def _place(case: Case, span: Span) -> dict[str, object]:
    """Where the other wording stands, in offsets of the file."""
    there = case.segment.place(span)
    return {
        "other_segment": case.segment.index,
        "other_start": there.start,
        "other_end": there.end,
        "other_text": span.of(case.text),
    }


def _reworded(cases: Sequence[Case], config: Config, *, quoted: bool) -> Iterator[Hit]:
    if quoted and not any(mark in case.text for case in cases for mark in _MARKS):
        return
    words, in_quotes = _words(cases)
    grammar: dict[int, frozenset[str]] = {}
    reported: set[tuple[int, Span]] = set()
    for pair in _pairs(words):
        if (_mostly(in_quotes, pair.early) or _mostly(in_quotes, pair.late)) is not quoted:
            continue
        late = cases[words[pair.late[0]].case]
        if late.segment.index not in grammar:
            grammar[late.segment.index] = frozenset(language_of(late, config).grammar_words)
        little = grammar[late.segment.index]
        for early_side, late_side in _differences(words, pair, little):
            if quoted and not any(in_quotes[slice(*early_side)] + in_quotes[slice(*late_side)]):
                continue  # who said it, not what was said
            case, span = _stretch(cases, words, late_side)
            other, other_span = _stretch(cases, words, early_side)
            if (case.segment.index, span) in reported:
                continue
            reported.add((case.segment.index, span))
            yield Hit(
                case.segment.index,
                span,
                _(
                    "Worded differently before: “{here}” here, “{there}” there, in “{sentence}”."
                ).format(
                    here=span.of(case.text),
                    there=other_span.of(other.text),
                    sentence=_short(other.text),
                ),
                severity=_severity(words, early_side, late_side, little) if quoted else None,
                evidence=_place(other, other_span),
            )


def _severity(
    words: Sequence[_Word], early: Stretch, late: Stretch, little: frozenset[str]
) -> Severity:
    there = {word.key for word in words[slice(*early)]} - little
    here = {word.key for word in words[slice(*late)]} - little
    replaced = min(len(here - there), len(there - here)) >= _PHRASE
    return Severity.MAJOR if replaced else Severity.MINOR


def _mostly(in_quotes: Sequence[bool], stretch: Stretch) -> bool:
    start, end = stretch
    return 2 * sum(in_quotes[start:end]) >= end - start


def _words(cases: Sequence[Case]) -> tuple[list[_Word], list[bool]]:
    """The words of a document in order, and whether each stands inside quotation marks."""
    words: list[_Word] = []
    quoted: list[bool] = []
    number = 0
    sentence = 0
    article: str | None = None
    for passage in passages(cases):
        if passage.name != article:
            article = passage.name
            sentence += 1_000_000  # no run of words crosses from one article to the next
        marks = _quote_marks(passage.text)
        inside = 0
        at = 0
        for case in passage.cases:
            offset = case.segment.span.start
            first = True
            for match in _PART.finditer(case.text):
                while at < len(marks) and marks[at][0] < offset + match.start():
                    inside = max(0, inside + marks[at][1])
                    at += 1
                text = match.group()
                proper = text[0].isdigit() or (not first and text[0].isupper())
                words.append(_Word(text.casefold(), number, Span(*match.span()), proper, sentence))
                quoted.append(inside > 0)
                first = False
            number += 1
            sentence += 1
    return words, quoted


def _quote_marks(text: str) -> list[tuple[int, int]]:
    """(offset, +1 opens / -1 closes) of the quotation marks of a paragraph; straight ones alternate."""
    marks: list[tuple[int, int]] = []
    straight = 0
    low = _LOW in text
    for match in regex.finditer(f"[{_MARKS}]", text):
        char = match.group()
        if char == '"':
            marks.append((match.start(), -1 if straight else 1))
            straight = 1 - straight
        else:
            opens = char in _OPEN and not (low and char == _LOW_CLOSE)
            marks.append((match.start(), 1 if opens else -1))
    return marks


def _pairs(words: Sequence[_Word]) -> Iterator[_Pair]:
    """Stretches that share runs of words, widened to the sentences they stand in, in order of the later one."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(words) - _RUN + 1):
        if words[at + _RUN - 1].sentence - words[at].sentence < _RUN:
            index[tuple(word.key for word in words[at : at + _RUN])].append(at)
    links: dict[int, list[int]] = defaultdict(list)
    for places in index.values():
        if 1 < len(places) <= _COMMON:
            for number, late in enumerate(places):
                for early in places[:number]:
                    if _RUN < late - early <= _APART:
                        links[late].append(early)
    chains: list[list[tuple[int, int]]] = []
    active: list[list[tuple[int, int]]] = []
    for late in sorted(links):
        active = [chain for chain in active if late - chain[-1][1] <= _GAP + _RUN]
        for early in links[late]:
            home = next(
                (
                    chain
                    for chain in active
                    if chain[-1][1] < late and 0 < early - chain[-1][0] <= _GAP + _RUN
                ),
                None,
            )
            if home is None:
                home = []
                active.append(home)
                chains.append(home)
            home.append((early, late))
    for chain in chains:
        yield from _widened(words, chain)


def _widened(words: Sequence[_Word], chain: Sequence[tuple[int, int]]) -> Iterator[_Pair]:
    (early_first, late_first), (early_last, late_last) = chain[0], chain[-1]
    early = _to_sentences(words, early_first, early_last + _RUN)
    late = _to_sentences(words, late_first, late_last + _RUN)
    # The same words before and after the shared runs, as far as both sentences go.
    left = min(early_first - early[0], late_first - late[0])
    right = min(early[1] - early_last, late[1] - late_last)
    early = (early_first - left, early_last + right)
    late = (late_first - left, late_last + right)
    if early[1] <= late[0]:
        yield _Pair(early, late)


def _to_sentences(words: Sequence[_Word], start: int, end: int) -> tuple[int, int]:
    while start > 0 and words[start - 1].sentence == words[start].sentence:
        start -= 1
    while end < len(words) and words[end].sentence == words[end - 1].sentence:
        end += 1
    return start, end


def _differences(
    words: Sequence[_Word], pair: _Pair, grammar: frozenset[str]
) -> list[tuple[Stretch, Stretch]]:
    """The places where two versions differ; empty where they are equal, or not versions of one another.

    One function: each way out is a reason why two sentences are no versions of one.
    """
    from rapidfuzz.distance import Indel

    early = [word.key for word in words[slice(*pair.early)]]
    late = [word.key for word in words[slice(*pair.late)]]
    codes = Indel.opcodes(early, late)
    shared = sum(code.src_end - code.src_start for code in codes if code.tag == "equal")
    if shared < _LEAST or shared < _SHARE * max(len(early), len(late)):
        return []
    places: list[list[int]] = []
    for code in codes:
        if code.tag == "equal":
            continue
        if places and code.src_start - places[-1][1] <= 1 and code.dest_start - places[-1][3] <= 1:
            places[-1][1], places[-1][3] = code.src_end, code.dest_end
        else:
            places.append([code.src_start, code.src_end, code.dest_start, code.dest_end])
    out: list[tuple[Stretch, Stretch]] = []
    for a, b, c, d in places:
        gone = set(early[a:b]) - set(late)
        new = set(late[c:d]) - set(early)
        there = words[pair.early[0] + a : pair.early[0] + b]
        here = words[pair.late[0] + c : pair.late[0] + d]
        if any(word.key[0] in "@#" for word in (*here, *there)):
            continue  # a rule of its own
        if any(word.proper and word.key in new for word in here) and any(
            word.proper and word.key in gone for word in there
        ):
            return []  # they speak of different people, places or amounts
        if b - a > _WIDE or d - c > _WIDE:
            return []  # they go on differently
        if gone and new and (gone | new) - grammar and a > 0 and c > 0:
            out.append(
                (
                    (pair.early[0] + a, pair.early[0] + b),
                    (pair.late[0] + c, pair.late[0] + d),
                )
            )
    return out if len(out) <= _CHANGED else []


def _stretch(cases: Sequence[Case], words: Sequence[_Word], stretch: Stretch) -> tuple[Case, Span]:
    """The sentence a stretch begins in, and the part of it that the stretch covers."""
    first = words[stretch[0]]
    last = first
    for word in words[slice(*stretch)]:
        if word.case == first.case:
            last = word
    return cases[first.case], Span(first.span.start, last.span.end)
