"""Calques and false friends: wording that copies the language a text was translated from.

The lists are data: `calques-from-<pivot>.json` in the folder of a language, an entry a line, in a form that loads at
once, since every start of the program asks for it; and the user's own files (`calques` in the configuration), the same
as TOML, which people write more easily. An entry has `kind` (calque or false-friend), `pattern`, `better`, and `en` and
`fr`, which explain it; `example`, `english`, `source`, `rightly`, `unless` and `forms` may be added.

`pattern` is a row of words matched on dictionary forms, or a list of such rows: of the active and the passive, say.
`a|b` means either, `=word` the word exactly as it stands, `word*` all words that begin so (`*` any word), `word?` a
word that may be missing; `DET` and the like stand for the words that the language's table `variants` gives. Adverbs and
negations may stand between words (not before a mark: `=,`), and adjectives behind a determiner. `^` at the beginning of
a pattern is the beginning of a sentence.

`source` lists words one of which the source must hold: with `source` and no source text, the entry stays silent.
`rightly` lists words of the source that the pattern translates well (“currently” for « actuellement »); where the
source holds one of them, the entry is silent. `unless` lists dictionary forms that excuse the sentence. `forms` lists
inflected forms for languages whose dictionary forms are not known. `seen` says how often the wording was counted in
French translated from English and in French that was written as such (9.2 and 5.4 million words).
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from checker.checks.document.listed_words import ByForm, vocabulary
from checker.disk.loading import read_file, stamps, tables
from checker.errors import BadInput
from checker.languages import Language, file, language, primary
from checker.languages.morphology import Word, lemmas, words
from checker.messages import _, current
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One calque or false friend of a list."""

    kind: Literal["calque", "false-friend"]
    pattern: str | tuple[str, ...]
    better: str
    en: str = ""
    fr: str = ""
    example: str = ""
    english: str = ""
    source: tuple[str, ...] = ()
    rightly: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    seen: tuple[int, int] | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """Its rows of words."""
        return (self.pattern,) if isinstance(self.pattern, str) else self.pattern

    @property
    def why(self) -> str:
        """The explanation in the language spoken now, or in the one it was written in."""
        first, second = (self.fr, self.en) if current() == "fr" else (self.en, self.fr)
        return first or second


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lang: str
    pivot: str
    entry: tuple[Entry, ...]


def parse_list(text: str, where: str) -> tuple[str, str, tuple[Entry, ...]]:
    """Language, pivot and entries of a user's list. Raises BadInput."""
    hint = _("Compare it with the list in docs/configuration.md.")
    try:
        data = tables(text)
        found = msgspec.convert(data, _List)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            _("{path}: is not a calque list in TOML: {error}").format(path=where, error=error), hint
        ) from None
    except msgspec.ValidationError as error:
        place = re.search(r"\$\.entry\[(\d+)\]", str(error))
        which = _(" (entry {number})").format(number=int(place.group(1)) + 1) if place else ""
        raise BadInput(
            _("{path}{which}: {error}").format(path=where, which=which, error=error), hint
        ) from None
    for number, entry in enumerate(found.entry, 1):
        if not all(row.removeprefix("^").split() for row in entry.patterns or ("",)):
            raise BadInput(
                _("{path}: entry {number} has an empty pattern").format(path=where, number=number),
                hint,
            )
    return found.lang, found.pivot, found.entry


def entries(lang: str, pivot: str, files: tuple[str, ...]) -> tuple[Entry, ...]:
    """Entries of the built-in list of a language pair and of the user's files for it. Raises BadInput."""
    return _entries(lang, pivot, files, stamps(files))


@functools.lru_cache(maxsize=8)
def _entries(lang: str, pivot: str, files: tuple[str, ...], stamped: Hashable) -> tuple[Entry, ...]:
    out: list[Entry] = []
    own = file(lang, f"calques-from-{pivot}.json")
    if own is not None:
        out += msgspec.json.decode(own.read_bytes(), type=_List).entry
    for name in files:
        try:
            text = read_file(Path(name)).decode("utf-8")
        except OSError as error:
            raise BadInput(
                _("{path}: cannot be read: {reason}").format(path=name, reason=error.strerror),
                _("Check the path under “calques” in the configuration."),
            ) from None
        except UnicodeDecodeError:
            raise BadInput(
                _("{path}: is not UTF-8 text").format(path=name), _("Save it as UTF-8.")
            ) from None
        found_lang, found_pivot, found = parse_list(text, name)
        if (found_lang, found_pivot) == (lang, pivot):
            out += found
    return tuple(out)


class _Slot(msgspec.Struct, frozen=True):
    """One word of a pattern."""

    forms: frozenset[str]
    lemmas: frozenset[str]
    either: frozenset[str]
    """Both of these."""
    starts: tuple[str, ...]
    optional: bool
    adjacent: bool
    """Whether nothing may stand before it: it is a mark."""

    def holds(self, form: str, own: frozenset[str]) -> bool:
        """Whether a word with these dictionary forms fills it."""
        return form in self.forms or not self.lemmas.isdisjoint(own) or form.startswith(self.starts)


class _Pattern(msgspec.Struct, frozen=True):
    """A row of words to look for."""

    slots: tuple[_Slot, ...]
    opens: bool
    """Whether it stands at the beginning of a sentence alone."""
    needed: tuple[frozenset[str], ...]
    """Per slot that must be filled, if not by the beginning of a word: the words, inflected and not, that fill it."""

    def possible(self, present: Set[str]) -> bool:
        """Whether a sentence with these words, inflected and not, could hold it."""
        return not any(map(present.isdisjoint, self.needed))


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str, tag: str) -> _Pattern:
    slots = tuple(_slot(part, tag) for part in pattern.removeprefix("^").split())
    needed = tuple(slot.either for slot in slots if not (slot.optional or slot.starts))
    return _Pattern(slots, pattern.startswith("^"), needed)


@functools.lru_cache(maxsize=8192)
def _slot(part: str, tag: str) -> _Slot:
    """What a part of a pattern says; half of all parts stand in several."""
    optional = part.endswith("?") and not part.endswith("=?")
    choices = (part[:-1] if optional else part).split("|")
    exact = [choice[1:] for choice in choices if choice.startswith("=")]
    others = [choice for choice in choices if not choice.startswith("=")]
    starts = tuple(choice[:-1] for choice in others if choice.endswith("*"))
    plain = frozenset(choice for choice in others if not choice.endswith("*"))
    variants = language(tag).variants
    exact += (form for choice in plain for form in variants.get(choice, ()))
    mark = not plain and not starts and not any(map(str.isalnum, "".join(exact)))
    return _Slot(frozenset(exact), plain, plain.union(exact), starts, optional, mark)


def find(
    pattern: str, items: Sequence[Word], dictionary: Sequence[frozenset[str]], known: Language
) -> Iterator[tuple[int, int]]:
    """Places (first, last index) where a pattern matches a row of words, others in between where they are allowed."""
    yield from _find(_compiled(pattern, known.tag), items, dictionary, known)


def _find(
    row: _Pattern, items: Sequence[Word], dictionary: Sequence[frozenset[str]], known: Language
) -> Iterator[tuple[int, int]]:
    """As `find`, of a pattern that is compiled."""
    first = row.slots[0]
    for start in range(1 if row.opens else len(items)):
        if not (first.optional or first.holds(items[start].form, dictionary[start])):
            continue
        end = _end(row.slots, items, dictionary, start, known)
        if end is not None:
            yield start, end - 1


def _end(
    slots: Sequence[_Slot],
    items: Sequence[Word],
    dictionary: Sequence[frozenset[str]],
    start: int,
    known: Language,
) -> int | None:
    """Where the words end that fill the slots from a word on; None where they do not. A slot takes what it can."""
    at = start
    for slot in slots:
        inside = at > start and not slot.adjacent
        here = _filled(slot, items, dictionary, at, inside, known)
        if here is not None:
            at = here + 1
        elif not slot.optional:
            return None
    return at


def _filled(
    slot: _Slot,
    items: Sequence[Word],
    dictionary: Sequence[frozenset[str]],
    at: int,
    inside: bool,
    known: Language,
) -> int | None:
    """The word that fills a slot: the one at this place or, inside a pattern, the first behind those allowed there."""
    described = inside and items[at - 1].form in known.variants.get("DET", ())
    for here in range(at, len(items)):
        word = items[here]
        if slot.holds(word.form, dictionary[here]):
            return here
        adverb = word.form in known.in_between or word.only("B")
        if not (inside and (adverb or (described and word.any("AC")))):
            return None
    return None


def _awaited(row: _Pattern, shared: Mapping[str, int]) -> frozenset[str]:
    """Words, inflected or not, one of which a sentence must hold: those of the rarest slot, `word*` for a beginning.

    The rarest is the one whose words stand in the fewest other rows (`shared`), of those without beginnings if there
    are any.
    """
    slots = (slot for slot in row.slots if not slot.optional)
    needed = row.needed or [slot.either | {f"{start}*" for start in slot.starts} for slot in slots]
    return min(needed, key=lambda one: (sum(map(shared.__getitem__, one)), -min(map(len, one))))


@dataclass(frozen=True)
class _Index:
    """The entries of one kind, found by the words that they await, or by the beginning of one."""

    entries: tuple[tuple[Entry, tuple[_Pattern, ...]], ...]
    by_word: Mapping[str, tuple[int, ...]]
    by_start: Mapping[str, tuple[int, ...]]

    lang: str

    @functools.cached_property
    def by_form(self) -> ByForm[int]:
        """Which entries could speak of a sentence that has a form."""
        return ByForm(self._of)

    def _of(self, form: str) -> Iterator[int]:
        for word in {form, *lemmas(form, self.lang)}:
            yield from self.by_word.get(word, ())
            for start in self._starts.get(word[:1], ()):
                if word.startswith(start):
                    yield from self.by_start[start]

    @functools.cached_property
    def _starts(self) -> Mapping[str, Sequence[str]]:
        """The awaited beginnings by their own: most words have none."""
        found: dict[str, list[str]] = {}
        for start in self.by_start:
            found.setdefault(start[:1], []).append(start)
        return found

    def candidates(self, forms: Set[str]) -> list[int]:
        """Which entries could speak of a sentence with these forms, in order."""
        return sorted({*self.by_start.get("", ()), *self.by_form.of(forms)})


@functools.lru_cache(maxsize=16)
def _index(
    lang: str, pivot: str, files: tuple[str, ...], kind: str, stamped: Hashable
) -> _Index | None:
    """The entries of a kind and where to look for them; None without any."""
    listed = tuple(item for item in entries(lang, pivot, files) if item.kind == kind)
    rows = [tuple(_compiled(pattern, lang) for pattern in entry.patterns) for entry in listed]
    shared = Counter(
        word for found in rows for row in found for slot in row.needed for word in slot
    )
    by_word: dict[str, list[int]] = {}
    by_start: dict[str, list[int]] = {}
    for at, entry in enumerate(listed):
        awaited = (_awaited(row, shared) for row in rows[at])
        for word in frozenset(entry.forms).union(*awaited):
            where = by_start if word.endswith("*") else by_word
            where.setdefault(word.removesuffix("*"), []).append(at)
    if not listed:
        return None
    both = tuple(zip(listed, rows, strict=True))
    return _Index(both, _frozen(by_word), _frozen(by_start), lang)


def _frozen(found: Mapping[str, Sequence[int]]) -> Mapping[str, tuple[int, ...]]:
    return {word: tuple(places) for word, places in found.items()}


def _places(
    entry: Entry,
    rows: Sequence[_Pattern],
    items: Sequence[Word],
    dictionary: Sequence[frozenset[str]],
    known: Language,
) -> list[tuple[int, int]]:
    """Where an entry stands in a sentence, by those of its rows that can be there."""
    found = {place for row in rows for place in _find(row, items, dictionary, known)}
    if entry.forms:
        found |= {(at, at) for at, item in enumerate(items) if item.form in entry.forms}
    return sorted(found)


def _hits(cases: Sequence[Case], config: Config, kind: str) -> Iterator[Hit]:
    lang, pivot = primary(config.lang), primary(config.pivot)
    index = _index(lang, pivot, config.calques, kind, stamps(config.calques))
    if index is None:
        return
    known = language(lang)
    for case in cases:
        said = vocabulary(case.text, lang)
        candidates = index.candidates(said.forms)
        if not candidates:
            continue
        items = words(case.text, lang)
        source = set(re.findall(r"\w+", (case.segment.source or "").lower()))
        for entry, rows in (index.entries[at] for at in candidates):
            if entry.source and source.isdisjoint(entry.source):
                continue
            likely = [row for row in rows if row.possible(said.either)]
            if not (likely or entry.forms):
                continue
            places = _places(entry, likely, items, said.dictionary, known)
            if not source.isdisjoint(entry.rightly) or not said.lemmas.isdisjoint(entry.unless):
                continue
            for first, last in places:
                if first and items[first].capital and items[first - 1].form not in "«—–:.":
                    continue
                yield Hit(
                    case.segment.index,
                    Span(items[first].start, items[last].end),
                    entry.why,
                    severity=Severity.MINOR,
                    suggestion=entry.better,
                    evidence={"example": entry.example, "english": entry.english or entry.source},
                )


@check("STY101", "calque", category="style/unidiomatic style", severity=Severity.MINOR)
def calque(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The wording copies a phrase of the source language word for word.

    What it does: looks for the phrases of a curated list, in all their inflected forms, and says what a French
    writer would put instead. Your own list can be added under “calques” in the configuration.

    Why it matters: the reader understands, but hears a translation.

    Example: « cette explication fait du sens » (makes sense).

    What to do: use the wording suggested, if it fits the context.
    """
    yield from _hits(cases, config, "calque")


@check("STY102", "false-friend", category="accuracy/mistranslation", severity=Severity.MINOR)
def false_friend(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word looks like one of the source text but means something else.

    What it does: needs the source text. Reports a word of a curated list where the source holds its look-alike:
    “éventuellement” where the source says “eventually”, and holds no word that “éventuellement” translates well.

    Why it matters: the sentence reads well and says something else.

    Example: « un budget de deux billions » for “two billion” (deux milliards).

    What to do: compare with the source, and use the word suggested if it is what the source means.
    """
    yield from _hits(cases, config, "false-friend")
