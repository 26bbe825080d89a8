"""Calques and false friends: wording that copies the language a text was translated from.

The lists are data: `calques-from-<pivot>.toml` in the folder of a language, and the user's own files (`calques` in the
configuration). An entry has `kind` (calque or false-friend), `pattern`, `better`, and `en` and `fr`, which explain it;
`example`, `english`, `source`, `rightly`, `unless` and `forms` may be added.

`pattern` is a row of words matched on dictionary forms. `a|b` means either, `=word` the word exactly as it stands,
`word*` all words that begin so; adverbs and negations may stand in between. `source` lists words one of which the
source must hold: with `source` and no source text, the entry stays silent. `rightly` lists words of the source that the
pattern translates well (“currently” for « actuellement »); where the source holds one of them, the entry is silent.
`unless` lists dictionary forms that excuse the sentence. `forms` lists inflected forms for languages whose dictionary
forms are not known. `^` at the beginning of a pattern is the beginning of a sentence. `seen` says how often the wording
was counted in French translated from English and in French that was written as such (8.8 and 5.2 million words).
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from checker.disk.loading import read_file, stamps, tables
from checker.errors import BadInput
from checker.languages import Language, file, language, primary
from checker.languages.morphology import lemmas, words
from checker.messages import _, current
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One calque or false friend of a list."""

    kind: Literal["calque", "false-friend"]
    pattern: str
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
    def why(self) -> str:
        """The explanation in the language spoken now, or in the one it was written in."""
        first, second = (self.fr, self.en) if current() == "fr" else (self.en, self.fr)
        return first or second


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lang: str
    pivot: str
    entry: tuple[Entry, ...]


def parse_list(text: str, where: str) -> tuple[str, str, tuple[Entry, ...]]:
    """Language, pivot and entries of a list. Raises BadInput."""
    hint = _("Compare it with the built-in list checker/languages/fr/calques-from-en.toml.")
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
        if not entry.pattern.removeprefix("^").split():
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
    own = file(lang, f"calques-from-{pivot}.toml")
    if own is not None:
        out += parse_list(own.read_text("utf-8"), own.name)[2]
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


@dataclass(frozen=True, slots=True)
class _Slot:
    """What may stand at one place of a pattern: forms as they are, beginnings, dictionary forms."""

    forms: frozenset[str]
    starts: tuple[str, ...]
    lemmas: frozenset[str]

    def takes(self, form: str, own: frozenset[str]) -> bool:
        """Whether a word of this form and these dictionary forms may stand here."""
        return (
            form in self.forms
            or not self.lemmas.isdisjoint(own)
            or (bool(self.starts) and form.startswith(self.starts))
        )


@functools.lru_cache(maxsize=4096)
def _slots(pattern: str, tag: str) -> tuple[_Slot, ...]:
    """The places of a pattern; `^` is none."""
    parts = pattern.split()
    return tuple(_slot(part, language(tag)) for part in (parts[1:] if parts[0] == "^" else parts))


def _slot(part: str, known: Language) -> _Slot:
    choices = part.split("|")
    exact = [one[1:] for one in choices if one.startswith("=")]
    others = [one for one in choices if not one.startswith("=")]
    starts = tuple(one[:-1] for one in others if one.endswith("*"))
    plain = frozenset(one for one in others if not one.endswith("*"))
    written = (form for one in plain for form in known.variants.get(one, ()))
    return _Slot(frozenset((*exact, *written)), starts, plain)


def find(
    pattern: str, forms: Sequence[str], dictionary: Sequence[frozenset[str]], known: Language
) -> Iterator[tuple[int, int]]:
    """Places (first, last index) where a pattern matches a row of words, adverbs in between allowed."""
    slots = _slots(pattern, known.tag)
    for start in range(1 if pattern.split()[0] == "^" else len(forms)):
        at = start
        for number, slot in enumerate(slots):
            while (
                number
                and at < len(forms)
                and forms[at] in known.in_between
                and not slot.takes(forms[at], dictionary[at])
            ):
                at += 1
            if at >= len(forms) or not slot.takes(forms[at], dictionary[at]):
                break
            at += 1
        else:
            yield start, at - 1


def _awaited(entry: Entry, known: Language) -> frozenset[str]:
    """Words, inflected or not, one of which a sentence must hold: those of the rarest slot, `word*` for a beginning.

    The rarest is the one whose shortest word is the longest, of those without beginnings if there are any.
    """
    slots = [part.split("|") for part in entry.pattern.split() if part != "^"]
    whole = [slot for slot in slots if not any(choice.endswith("*") for choice in slot)]
    rarest = max(whole or slots, key=lambda slot: min(map(len, slot)))
    words = {
        word
        for choice in rarest
        for word in (choice.removeprefix("="), *known.variants.get(choice, ()))
    }
    return frozenset(words | set(entry.forms))


@dataclass(frozen=True, slots=True)
class _Index:
    """The entries of one kind, found by the words that they await, or by the beginning of one."""

    by_word: Mapping[str, tuple[int, ...]]
    by_start: Mapping[str, tuple[int, ...]]

    def candidates(self, words: Set[str]) -> list[int]:
        """Which entries could speak of a sentence with these words, in order."""
        found: set[int] = set()
        for word in self.by_word.keys() & words:
            found.update(self.by_word[word])
        starts = tuple(self.by_start)
        for word in words:
            if word.startswith(starts):
                for start in starts:
                    found.update(self.by_start[start] if word.startswith(start) else ())
        return sorted(found)


@functools.lru_cache(maxsize=16)
def _index(listed: tuple[Entry, ...], lang: str) -> _Index:
    known = language(lang)
    by_word: dict[str, list[int]] = {}
    by_start: dict[str, list[int]] = {}
    for at, entry in enumerate(listed):
        for word in _awaited(entry, known):
            where = by_start if word.endswith("*") else by_word
            where.setdefault(word.removesuffix("*"), []).append(at)
    return _Index(_frozen(by_word), _frozen(by_start))


def _frozen(found: Mapping[str, Sequence[int]]) -> Mapping[str, tuple[int, ...]]:
    return {word: tuple(places) for word, places in found.items()}


@functools.lru_cache(maxsize=1024)
def _forms(text: str, lang: str) -> tuple[list[str], list[frozenset[str]], frozenset[str]]:
    """The words of a text, the dictionary forms of each, and all of these: for the rules of both kinds of entries."""
    forms = [item.form for item in words(text, lang)]
    dictionary = [lemmas(form, lang) for form in forms]
    return forms, dictionary, frozenset().union(*dictionary)


def _hits(cases: Sequence[Case], config: Config, kind: str) -> Iterator[Hit]:
    lang, pivot = primary(config.lang), primary(config.pivot)
    listed = tuple(item for item in entries(lang, pivot, config.calques) if item.kind == kind)
    if not listed:
        return
    known, index = language(lang), _index(listed, lang)
    for case in cases:
        items = words(case.text, lang)
        forms, dictionary, present = _forms(case.text, lang)
        candidates = index.candidates(present.union(forms))
        if not candidates:
            continue
        source = set(re.findall(r"\w+", (case.segment.source or "").lower()))
        for entry in (listed[at] for at in candidates):
            if entry.source and not source & set(entry.source):
                continue
            if source & set(entry.rightly) or present & set(entry.unless):
                continue
            places = set(find(entry.pattern, forms, dictionary, known))
            places |= {(at, at) for at, form in enumerate(forms) if form in entry.forms}
            for first, last in sorted(places):
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
