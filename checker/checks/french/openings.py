"""French sentences that begin with a participle or adjective, which their subject must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import PRONOUN_FORM, hit, nominal, some_fits
from checker.languages.fr.lexicon import WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Participles and adjectives that open a sentence as a preposition, an adverb or a word of its own does: « vu »,
# « excepté », « désolé ».
PREPOSITIONAL = WordList("openings.prepositional")
# Nouns behind the comma that say when: the subject comes later.
TIMES = WordList("openings.times")
# Behind these a clause of its own has begun.
CLAUSES = WordList("openings.clauses")
CLITICS = {"ne", "n'", "se", "s'", "y", "en", "l'", "le", "la", "les", "lui", "leur"}
IMPERSONAL = {"s'", "y", "ne", "faut", "fallait", "semble", "paraît", "convient", "est", "suffit", "reste"}  # fmt: skip
"""What follows « il » where it stands for nothing: « il ne reste plus qu'à »."""
OF = {"au", "aux", "du", "des"}
"""Determiners with a preposition in them: « originaire du Brésil »."""
STOPS = {",", ";", ":", "."}
_REACH = 16
"""Words among which the comma must stand, and the verb behind the subject."""


@check(
    "FLU257",
    "opening-participle",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def opening_participle(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The participle or adjective that a sentence begins with does not agree with the subject after the comma.

    What it does: looks at a sentence that begins with a participle or an adjective (or « une fois » and one), and at
    the noun or pronoun right after the first comma, where that has a verb; reports the two where they do not agree. The
    same of a noun and its participle behind « une fois » (« une fois la pâte reposé »).

    Why it matters: a phrase in this place describes the subject; without agreement it describes nobody in the sentence.

    Example: « Situé au bord de la mer, la ville attire les touristes. »

    What to do: make it agree, or put the subject that is meant.
    """
    for case in cases:
        if "," not in case.text:
            continue
        items = words(case.text)
        found = _clash(items)
        if found is not None:
            first, subject = items[found[0]], items[found[1]]
            yield hit(
                case,
                first,
                first,
                _("“{adjective}” does not agree with “{noun}”.").format(
                    adjective=first.form, noun=subject.form
                ),
            )


def _clash(items: tuple[Word, ...]) -> tuple[int, int] | None:
    """Where the participle and the subject stand that do not agree."""
    at = 2 if [item.form for item in items[:2]] == ["une", "fois"] else 0
    if at + 4 > len(items):
        return None
    if at and items[at].form in determiners() and items[at + 2].only("AP"):
        return _done(items, at)  # « Une fois la pâte reposée, »
    word = items[at]
    if word.shape != "word" or word.caps or word.form in PREPOSITIONAL:
        return None
    if not word.only("PAN" if word.any("P") else "A"):
        return None
    if (at == 0 and not word.capital) or _own_subject(items[at + 1]):
        return None  # « Chers collègues, », « Une fois terminée l'enquête, »
    if items[at + 1].form == "·":
        return None  # « identifié·e »
    comma = _comma(items, at + 1)
    subject = None if comma is None else _subject(items, comma + 1)
    if subject is None:
        return None
    place, gender, number = subject
    return None if some_fits(nominal(word), gender, number) else (at, place)


def _done(items: tuple[Word, ...], at: int) -> tuple[int, int] | None:
    """Where a participle that ends « une fois la pâte reposé, » and its noun stand, where they do not agree."""
    article, noun, made = items[at : at + 3]
    gender, number = determiners()[article.form]
    mine = [item for item in noun.readings if item.kind == "N" and item.fits(gender, number)]
    if not mine or not noun.only("NA") or not made.any("P") or items[at + 3].form != ",":
        return None
    fits = any(some_fits(nominal(made), item.tag[1], item.tag[2]) for item in mine)
    return None if fits else (at + 2, at + 1)


def _own_subject(word: Word) -> bool:
    """Whether this word behind the participle begins what it speaks of."""
    return word.any("N") or (word.form in determiners() and word.form not in OF)


def _comma(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the first comma from `at` on, with no clause before it."""
    for place in range(at, min(at + _REACH, len(items) - 3)):
        word = items[place]
        if word.form == ",":
            return place
        if word.only("V") or word.form in CLAUSES:
            return None
    return None


def _subject(items: tuple[Word, ...], at: int) -> tuple[int, str, str] | None:
    """Index, gender and number of the noun or pronoun at `at` that a verb follows.

    One function: its guards, read one after the other.
    """
    word = items[at]
    if word.form in PRONOUN_FORM:
        behind = items[at + 1]
        if word.form == "il" and behind.form in IMPERSONAL:
            return None
        verb = items[at + 2] if behind.form in CLITICS and at + 2 < len(items) else behind
        return (at, *PRONOUN_FORM[word.form]) if verb.any("V") else None
    if word.form not in determiners() or word.form == "leur" or word.capital:
        return None
    gender, number = determiners()[word.form]
    noun = at + 1
    while noun < len(items) - 1 and (items[noun].only("A") or items[noun].only("C")):
        noun += 1
    named = items[noun]
    if named.shape != "word" or named.capital or not named.only("NAP") or named.form in TIMES:
        return None
    mine = [item for item in named.readings if item.kind == "N" and item.fits(gender, number)]
    if not mine or not _verb_behind(items, noun + 1):
        return None
    genders = {item.tag[1] for item in mine}
    shown = len(genders) == 1 and "e" not in genders  # "le peintre" is a man
    return noun, genders.pop() if shown else gender, number


def _verb_behind(items: tuple[Word, ...], at: int) -> bool:
    """Whether a verb follows before any comma or relative pronoun."""
    for word in items[at : at + _REACH]:
        if word.form in STOPS or word.form in CLAUSES - {"a", "ont", "est", "sont"}:
            return False
        if word.only("V") or word.form in ("a", "est"):
            return True
    return False
