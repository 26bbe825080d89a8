"""Which French sentences are worth a tree: a parser takes longer than all other rules together.

A rule that asks a parser reports only what the lexicon rules out. So the words alone show of most sentences that no
tree could make a finding of them. What is said here follows from the rules and not from how a parser behaves;
`tests/property/test_tree_screen.py` holds them together. One thing does come from elsewhere: which stretches of a text
are tokens to a parser. Where that is not plain, every token that may be there counts for what it could be, and for
nothing that it could rule out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import QUE, begins_subject, contradicts, opens
from checker.checks.french.noun_phrase import some_fits
from checker.checks.french.tree_phrase import (
    BREAKS,
    form_behind,
    may_be_article,
    may_be_attribute,
    may_be_described,
    may_be_noun,
    no_adverb,
    no_complement,
    no_part_of_phrase,
    surely_verb,
)
from checker.languages import parsing
from checker.languages.fr.lexicon import determiners, readings
from checker.languages.parsing import Parse
from checker.types import Case

if TYPE_CHECKING:
    from checker.config import Config

_FORMS = tuple((gender, number) for gender in "mfe" for number in "sp")
"""Gender and number that a noun phrase can have; a set of them is a number with a bit for each."""
_PLAIN = re.compile(
    r"(?P<elided>(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)')?(?P<word>[^\W\d_]+)(?P<mark>[,;:]?)",
    re.IGNORECASE,
)
"""What any tokenizer of French cuts alike: « l'homme, »."""
_PIECE = re.compile(r"[^\W\d_]+'?|'")
_MOST_PIECES = 8
"""Pieces of what stands between two spaces: of more there are too many ways to cut it."""


def parsed(cases: Sequence[Case], config: Config) -> Iterator[tuple[Case, Parse]]:
    """The sentences in which a rule that asks for trees could find something, in order, with their trees."""
    worth = [case for case in cases if worth_a_tree(case.text)]
    return zip(worth, parsing.parse([case.text for case in worth], config), strict=True)


@functools.lru_cache(maxsize=4096)
def worth_a_tree(text: str) -> bool:
    """Whether some tree of this sentence could make a rule that asks for one find something."""
    screen = _Screen()
    return any(screen.suspects(chunk) for chunk in text.replace("’", "'").split())


class _Screen:
    """What the words of a sentence up to some place leave open, as sets of gender and number.

    No agreement is looked at where its words cannot be what they would have to be.
    """

    def __init__(self) -> None:
        self._determiners = 0
        """Those that may begin the phrase of a noun that comes."""
        self._openers = 0
        """Those of them that may open a clause."""
        self._opening = True
        """Whether a clause may begin here."""
        self._subjects = 0
        """Phrases that may be the subject of a verb that comes."""
        self._been = 0
        """Subjects that a form of “être” may tie to what comes."""
        self._had = 0
        """Subjects behind which a form of “avoir” stands, which “été” would make one of “être”."""
        self._doubtful = False
        """Whether the word before contradicts a subject, and is a verb only if an object follows."""
        self._phrases = (0, 0)
        """Phrases that may end in the last stretch between spaces, and in the one before."""

    def suspects(self, chunk: str) -> bool:
        """Whether a finding may end in the next stretch between two spaces."""
        words, sure, stops = _cut(chunk)
        if words is None:
            return True
        last, before = self._phrases
        here = 0
        for word in words:
            if self._found(word, last, sure=sure):
                return True
            self._tie(word, sure=sure)
            if sure and word.breaks:
                self._subjects = 0
            if word.relative:
                self._subjects |= last | before | here
            here |= word.phrases(self._determiners)
            self._subjects |= word.phrases(self._openers)
            self._determine(word, sure=sure)
        if stops:
            self._determiners = self._openers = self._subjects = self._been = self._had = 0
            self._doubtful = False
        self._opening = self._opening or stops or not sure
        self._phrases = here, last
        return False

    def _found(self, word: _Role, last: int, *, sure: bool) -> bool:
        """Whether a word contradicts what it may belong to; `last` are the phrases right before it."""
        contradicts = bool(word.contradicts & self._subjects)
        object_follows = self._doubtful and word.article
        self._doubtful = contradicts or (self._doubtful and not sure)
        misfits = word.misfits & last or word.unlike & self._been
        return bool(misfits or object_follows or (contradicts and word.verb))

    def _tie(self, word: _Role, *, sure: bool) -> None:
        if sure and word.parts:
            self._been = self._had = 0
        if word.be:
            self._been |= self._subjects
        if word.have:
            self._had |= self._subjects
        if word.been:
            self._been |= self._had

    def _determine(self, word: _Role, *, sure: bool) -> None:
        if sure and word.borders:
            self._determiners = self._openers = 0
        self._determiners |= word.determiner
        if self._opening or not sure:
            self._openers |= word.determiner
        self._opening = word.opens or not sure


@dataclass(frozen=True, slots=True)
class _Role:
    """What a word may be in a tree that makes a finding."""

    determiner: int = 0
    behind: tuple[int, ...] = ()
    """The phrases that it makes as a noun, by the determiner."""
    misfits: int = 0
    """Phrases that it contradicts as the adjective right behind."""
    contradicts: int = 0
    """Subjects that it contradicts as a verb."""
    unlike: int = 0
    """Subjects that it contradicts as what a form of “être” says of them."""
    verb: bool = False
    """If it is a verb, it is nothing else."""
    article: bool = False
    be: bool = False
    have: bool = False
    been: bool = False
    relative: bool = False
    opens: bool = False
    breaks: bool = False
    """No verb behind it has its subject before it."""
    borders: bool = False
    """No noun behind it has its determiner before it."""
    parts: bool = False
    """Nothing behind it is said of a subject by a verb before it."""

    def phrases(self, open_ones: int) -> int:
        """The phrases that it makes as a noun behind one of these determiners."""
        found = 0
        for at, made in enumerate(self.behind):
            if open_ones >> at & 1:
                found |= made
        return found


@functools.lru_cache(maxsize=32768)
def _cut(chunk: str) -> tuple[tuple[_Role, ...] | None, bool, bool]:
    """What stands between two spaces: its words, whether they are surely its tokens, and whether clauses end behind.

    None for the words of what can be cut in too many ways.
    """
    plain = _PLAIN.fullmatch(chunk)
    if plain is not None:
        words = [plain[name] for name in ("elided", "word") if plain[name]]
        return tuple(map(_role, words)), True, bool(plain["mark"])
    pieces = [match.span() for match in _PIECE.finditer(chunk)]
    if len(pieces) > _MOST_PIECES:
        return None, False, False
    spans = [(start, end) for at, (start, _end) in enumerate(pieces) for _start, end in pieces[at:]]
    return tuple(_role(chunk[start:end]) for start, end in spans), False, chunk in BREAKS


@functools.lru_cache(maxsize=32768)
def _role(word: str) -> _Role:
    form = word.lower()
    known = readings(form)
    small = not word[:1].isupper()
    lemmas = {item.lemma for item in known if item.kind == "V"}
    numbers = [number for number in "sp" if lemmas and contradicts(known, number)]
    return _Role(
        determiner=_bits(*determiners()[form]) if begins_subject(form) else 0,
        behind=_behind(form) if small and may_be_noun(form) else (),
        misfits=_misfits(form) if small and may_be_described(form) else 0,
        contradicts=sum(_bits(*form) for form in _FORMS if form[1] in numbers),
        unlike=_misfits(form) if small and may_be_attribute(form) else 0,
        verb=surely_verb(form),
        article=may_be_article(form),
        be="être" in lemmas,
        have="avoir" in lemmas,
        been=form == "été",
        relative=form == "qui",
        opens=form in QUE or opens(form),
        breaks=no_complement(form),
        borders=no_part_of_phrase(form),
        parts=no_adverb(form),
    )


def _bits(gender: str, number: str) -> int:
    return 1 << _FORMS.index((gender, number))


def _behind(form: str) -> tuple[int, ...]:
    made = [form_behind(form, gender, number) for gender, number in _FORMS]
    return tuple(_bits(*found) if found else 0 for found in made)


def _misfits(form: str) -> int:
    known = readings(form)
    return sum(_bits(*each) for each in _FORMS if not some_fits(known, *each))
