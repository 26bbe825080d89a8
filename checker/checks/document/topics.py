"""Words in another sense than their surroundings ask for: “bouchon” among engines, where “bougie” was meant.

A foreign word of several senses has several translations, and the subject of a text says which one fits (Yarowsky
1995). The lists are data: `topics-from-<pivot>.json` in the folder of a language, an entry a line, in a form that loads
at once, since every start of the program asks for it. An entry has

* `word`: the translation that is wrong here, as a dictionary form, or several that follow each other, each a choice
  where it is written `a|b`;
* `meant`: the one that is right, and `english`: the word that both translate;
* `topic`: dictionary forms that speak of the subject, and `subject`, the name of a list of such words under
  `subject` that several entries share. Two must stand near the word, one of them in its sentence, or three near it;
* `alone`: dictionary forms one of which in its sentence tells the subject alone;
* `of`: dictionary forms one of which tells the subject alone where it follows `word` behind the words of the list
  `linking`: “capuche d'une voiture”. An entry without any of these is wrong anywhere;
* `elsewhere`: dictionary forms among which `word` is right. One of them in the sentence or near it excuses the word;
* `example`: a sentence that is reported.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from checker.checks.document.listed_words import ByForm, vocabulary
from checker.checks.passage import pivot_of
from checker.languages import file, primary
from checker.languages.morphology import Word, lemmas, words
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

NEAR = 4
"""Sentences before it, and after it, that are near a word."""

_TOGETHER = 64
"""Sentences of which it is asked at once which subjects they could tell."""

ENOUGH = 2
"""Different words that tell a subject, where one of them stands in the sentence; else one more."""


class Sense(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a list: see the top of this file."""

    english: str
    word: str
    meant: str
    example: str
    subject: str = ""
    of: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sense: tuple[Sense, ...]
    subject: Mapping[str, frozenset[str]]
    linking: frozenset[str]
    """Words that stand between a word and what it is of: prepositions and determiners."""

    def entries(self) -> Iterator[Sense]:
        """Its entries, with the words of their subjects among those of their own."""
        for entry in self.sense:
            shared = self.subject[entry.subject] if entry.subject else frozenset()
            yield msgspec.structs.replace(entry, topic=(entry.topic | shared) - entry.elsewhere)


@functools.cache
def _listed(lang: str, pivot: str) -> _List | None:
    found = file(lang, f"topics-from-{pivot}.json")
    return None if found is None else msgspec.json.decode(found.read_bytes(), type=_List)


def senses(lang: str, pivot: str) -> tuple[Sense, ...]:
    """The entries for texts of a language translated from another."""
    listed = _listed(lang, pivot)
    return tuple(listed.entries()) if listed else ()


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """The words of an entry that follow each other, each its choices."""

    entry: Sense
    choices: tuple[frozenset[str], ...]
    others: tuple[frozenset[str], ...]
    """The choices but those that the index has found in the sentence."""
    number: int
    """Its place in the list."""
    linking: frozenset[str]

    def possible(self, here: Set[str], source: str) -> bool:
        """Whether a sentence of these words, inflected and not, could hold it in the wrong sense."""
        return (
            not (self.others and any(own.isdisjoint(here) for own in self.others))
            and self.entry.elsewhere.isdisjoint(here)
            and (not source or _stem(self.entry.english) in source)
        )

    def tellable(self, anywhere: Set[str]) -> bool:
        """Whether a document of these words, inflected and not, could tell the subject somewhere."""
        entry = self.entry
        return (
            not (entry.topic or entry.alone)
            or not entry.alone.isdisjoint(anywhere)
            or not entry.of.isdisjoint(anywhere)
            or (len(entry.topic) >= ENOUGH and len(anywhere & entry.topic) >= ENOUGH)
        )

    def told(self, here: Set[str], near: Set[str]) -> Set[str] | None:
        """The words here and near that tell the subject; None if they are too few."""
        entry = self.entry
        if sure := here & entry.alone:
            return sure
        told = near & entry.topic
        if len(told) < ENOUGH:
            return None if entry.topic or entry.alone or entry.of else told
        return told if len(told) > ENOUGH or here & told else None

    def specified(
        self, items: Sequence[Word], dictionary: Sequence[Set[str]], behind: int
    ) -> Set[str] | None:
        """What it is of, where a word of `of` follows at a place behind linking ones; None elsewhere."""
        at = behind
        while at < len(items) and items[at].form in self.linking:
            at += 1
        if behind == at or at == len(items):
            return None
        return dictionary[at] & self.entry.of or None

    def places(
        self, items: Sequence[Word], dictionary: Sequence[Set[str]]
    ) -> Iterator[tuple[int, int]]:
        """Where it stands, first and last word; a single one not where a form of a verb follows a pronoun."""
        alone = len(self.choices) == 1
        for start in range(len(items) - len(self.choices) + 1):
            if alone and start and items[start - 1].only("O") and items[start].any("V"):
                continue
            if alone and _of_its_own(items[start], self.choices[0]):
                continue
            if all(
                items[at].form in own or not own.isdisjoint(dictionary[at])
                for at, own in enumerate(self.choices, start)
            ):
                yield start, start + len(self.choices) - 1


def _of_its_own(word: Word, own: Set[str]) -> bool:
    """Whether a present participle is a word by itself: « il est courant de le faire » is no form of « courir »."""
    named = any(reading.kind in "AN" and reading.lemma in own for reading in word.readings)
    return word.any("G") and word.any("AN") and word.form not in own and not named


@functools.cache
def _index(lang: str, pivot: str) -> ByForm[_Row]:
    """The entries by the forms of the words, one of which they hold, that stand in the fewest entries."""
    listed = _listed(lang, pivot)
    entries = [
        (entry, tuple(frozenset(word.split("|")) for word in entry.word.split()))
        for entry in (listed.entries() if listed else ())
    ]
    shared = Counter(word for _entry, choices in entries for own in choices for word in own)
    out: dict[str, list[_Row]] = {}
    for number, (entry, choices) in enumerate(entries):
        rarest = min(choices, key=lambda own: sum(map(shared.__getitem__, own)))
        others = tuple(own for own in choices if own is not rarest)
        row = _Row(entry, choices, others, number, listed.linking if listed else frozenset())
        for word in rarest:
            out.setdefault(word, []).append(row)

    def found(form: str) -> Iterator[_Row]:
        return (row for word in {form, *lemmas(form, lang)} for row in out.get(word, ()))

    return ByForm(found)


@check(
    "ACC105",
    "off-topic-sense",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
)
def off_topic_sense(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word is a translation of the right foreign word, in a sense that the subject of the text rules out.

    What it does: knows French words that translate one English word in different senses, and the subjects that go with
    each. Where the sentence and those around it speak of the subject of the other sense alone, it marks the word and
    suggests the other translation. Where there is a source text, it must contain the English word.

    Why it matters: machines translate a word of several senses by its commonest one. The sentence stays fluent, and
    back-translation gives the right English word again.

    Example: « remettez le bouchon dans la culasse » for “plug” (bougie), among cylinders and spark.

    What to do: ask what the thing is called in this field.
    """
    lang = primary(config.lang)
    for at, case in enumerate(cases):
        if at % _TOGETHER == 0:
            tellable = _tellable(cases[max(0, at - NEAR) : at + _TOGETHER + NEAR], lang)
        said = vocabulary(case.text, lang)
        here, source = said.either, (case.segment.source or "").lower()
        possible = [
            row
            for row in _index(lang, pivot_of(case, config)).of(said.forms)
            if row.possible(here, source) and tellable(row)
        ]
        if not possible:
            continue
        around = cases[max(0, at - NEAR) : at + NEAR + 1]
        near = here.union(*(vocabulary(other.text, lang).either for other in around))
        likely = [
            (row, told)
            for row in possible
            for told in [row.told(here, near)]
            if (told is not None or not here.isdisjoint(row.entry.of))
            and near.isdisjoint(row.entry.elsewhere)
        ]
        if not likely:
            continue
        items, dictionary = words(case.text, lang), said.dictionary
        found = [
            (first, -last, row.number, row.entry, proof)
            for row, told in likely
            for first, last in row.places(items, dictionary)
            for proof in [row.specified(items, dictionary, last + 1) if told is None else told]
            if proof is not None
        ]
        end = -1
        for first, last, _number, entry, proof in sorted(found, key=lambda one: one[:3]):
            if first <= end:
                continue
            end = -last
            span = Span(items[first].start, items[end].end)
            yield Hit(
                case.segment.index,
                span,
                _(
                    "“{word}” translates “{english}” in another sense; here it should be “{meant}”"
                ).format(word=span.of(case.text), english=entry.english, meant=entry.meant),
                suggestion=entry.meant,
                evidence={"english": entry.english, "topic": sorted(proof)},
            )


def _tellable(cases: Sequence[Case], lang: str) -> Callable[[_Row], bool]:
    """Tells of an entry whether the words of these sentences could tell its subject: of most they cannot."""
    anywhere = frozenset().union(*(vocabulary(case.text, lang).either for case in cases))
    return functools.cache(lambda row: row.tellable(anywhere))


def _stem(english: str) -> str:
    """What all forms of an English noun begin with."""
    return english.lower().removesuffix("y").removesuffix("f")
