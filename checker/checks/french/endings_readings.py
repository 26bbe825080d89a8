"""What a French word can be where -er, -é and -ez are told apart, and the place that all of these rules ask about."""

from __future__ import annotations

from dataclasses import dataclass

from checker.checks.french.verbs import SUBJECTS, skip_adverbs
from checker.languages.fr.lexicon import WordList
from checker.languages.morphology import Word

MODALS = {"pouvoir", "devoir", "falloir", "vouloir"}
MODAL_INFINITIVES = {"pouvoir", "devoir"}
MODAL_PARTICIPLES = {"pu", "dû", "voulu", "su", "fallu", "osé"}
REFLEXIVE = {"s'", "se", "m'", "t'"}
OBJECT_BEGINS = WordList("endings.objects")
PRONOUNS = {"il", "elle", "on", "ils", "elles"}


@dataclass(frozen=True, slots=True)
class Place:
    """A word at items[at], and the verb form at items[last], behind it, that does not go with it."""

    items: tuple[Word, ...]
    at: int
    last: int

    @property
    def word(self) -> Word:
        """The word."""
        return self.items[self.at]

    @property
    def verb(self) -> Word:
        """The verb form."""
        return self.items[self.last]

    @property
    def left(self) -> str:
        """The form of the word before."""
        return self.items[self.at - 1].form if self.at else ""

    @property
    def beyond(self) -> str:
        """The form of the word after the verb."""
        return self.items[self.last + 1].form if self.last + 1 < len(self.items) else ""


def behind(items: tuple[Word, ...], at: int) -> int:
    """Index of what stands behind items[at], adverbs left out; the end where that is no word or is shouted."""
    word = items[at]
    return skip_adverbs(items, at + 1) if word.shape == "word" and not word.caps else len(items)


def is_behind_subject(items: tuple[Word, ...], at: int) -> bool:
    """Whether a subject pronoun or “qui” stands right before `at`."""
    return at > 0 and (items[at - 1].form in SUBJECTS or items[at - 1].form == "qui")


def is_finite_alone(word: Word) -> bool:
    """Whether a word can only be a finite verb, and no auxiliary nor a form in -ez, which other faults are about."""
    return (
        word.only("V")
        and not word.form.endswith("ez")
        and word.lemmas.isdisjoint(("être", "avoir", "pouvoir", "devoir", "suffire"))
    )


def is_behind_subject_or_ne(items: tuple[Word, ...], at: int) -> bool:
    """Whether a subject pronoun or “ne” does."""
    return at > 0 and (items[at - 1].form in SUBJECTS or items[at - 1].form in ("ne", "n'"))


def is_second_plural(word: Word) -> bool:
    """Whether a word can only be a form in -ez."""
    return (
        word.shape == "word"
        and not word.capital
        and word.form.endswith("ez")
        and word.only("V")
        and all(reading.tag[2:] == "2p" for reading in word.readings)
    )


def is_participle(word: Word) -> bool:
    """Whether a word can only be the participle of a verb in -er."""
    return (
        word.form.endswith(("é", "ée", "és", "ées"))
        and word.only("AP")
        and any(reading.kind == "P" and reading.lemma.endswith("er") for reading in word.readings)
    )


def is_infinitive(word: Word) -> bool:
    """Whether a word can only be an infinitive in -er."""
    return word.shape == "word" and word.only("I") and word.form.endswith("er")


def is_loose_infinitive(word: Word) -> bool:
    """Whether a word is an infinitive in -er that may be a noun as well: dîner, parler."""
    return word.any("I") and word.only("IN") and word.form.endswith("er")


def is_modal(word: Word) -> bool:
    """Whether a word is a form of pouvoir, devoir, falloir or vouloir."""
    return not word.lemmas.isdisjoint(MODALS) and any(
        word.is_form_of(lemma, "V") for lemma in MODALS
    )
