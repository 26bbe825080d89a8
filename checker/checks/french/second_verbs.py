"""French verbs that share the subject of the verb before them: « le joueur a chuté et sont sorti »."""

from __future__ import annotations

from collections.abc import Iterator

from checker.checks.french.clause import (
    AUXILIARY,
    OBJECTS,
    RELATIVES,
    begins_subject,
    names_subject,
    persons,
    plain,
    skip_while,
    stands_for_many,
)
from checker.checks.french.relatives import FORMS
from checker.languages.fr.lexicon import Sentence, Trigger, determiners
from checker.languages.morphology import Word

SUBJECTS = {
    "je": {"1s"},
    "j'": {"1s"},
    "tu": {"2s"},
    "il": {"3s"},
    "elle": {"3s"},
    "on": {"3s"},
    "ils": {"3p"},
    "elles": {"3p"},
}

LINKS = ("et", "mais", "puis", "ou")
_AND = Trigger(forms=[LINKS])
_OTHER_SUBJECTS = frozenset([*RELATIVES, *FORMS, "si", ";", ":", "(", "«", "—", *SUBJECTS])
"""What may bring another subject between a verb and the next."""


def second_verbs(items: Sentence) -> Iterator[tuple[int, int]]:
    """Where “et” stands before a verb that contradicts the subject of its sentence, and where that verb stands."""
    for link in items.at(_AND, before=3, behind=2):
        verb = _second_verb_clash(items, link)
        if verb is not None:
            yield link, verb


def skip_objects(items: tuple[Word, ...], at: int) -> int:
    """Index of the first word from `at` on that is no little pronoun or “ne”."""
    return skip_while(
        items, at, lambda word: word.form in OBJECTS and word.shape in ("word", "elided")
    )


def _second_verb_clash(items: tuple[Word, ...], link: int) -> int | None:
    """Index of a verb behind « et » that contradicts the only subject of its sentence: « il a chuté et sont sorti ».

    One function: its guards, read one after the other.
    """
    verb = skip_objects(items, link + 1)
    if not plain(items, verb) or verb + 1 >= len(items):
        return None
    if not (items[verb].only("V") or items[verb].form in AUXILIARY):
        return None
    number = _third_person(items[verb])
    first = items[0]
    if first.form in SUBJECTS:
        own = next(iter(SUBJECTS[first.form]))[1:]
    elif begins_subject(first.form) and names_subject(items[1 + items[1].any("C")]):
        own = determiners()[first.form][1]
        if stands_for_many(items[1].form, items[1].readings):
            return None
    else:
        return None
    if not number or own not in ("s", "p") or number == own:
        return None
    earlier = items[1:link]
    # Another subject, a relative clause or a second noun before the first verb may be meant.
    if any(word.form in _OTHER_SUBJECTS or word.shape == "clitic" for word in earlier):
        return None
    said = [at for at, word in enumerate(earlier, 1) if _third_person(word)]
    if not said or any(_third_person(items[at]) != own for at in said):
        return None
    if any(word.form in ("et", "ou", "ni", ",") for word in items[1 : said[0]]):
        return None
    made = items[verb].is_form_of("avoir", "V") and items[verb + 1].any("P")
    made = made and items[verb + 2 : verb + 3] != () and items[verb + 2].shape != "number"
    return None if not made and _may_begin_subject(items, verb + 1) else verb


def _third_person(word: Word) -> str:
    """The number of what can only be a verb in the third person of one number; empty for anything else."""
    if word.shape != "word" or not (word.only("V") or word.form in AUXILIARY):
        return ""
    found = {person[1] for person in persons(word.readings) if person[0] == "3"}
    return found.pop() if len(found) == 1 else ""


def _may_begin_subject(items: tuple[Word, ...], at: int) -> bool:
    """Whether what stands behind a verb may be its subject: « et sont arrivés les autres »."""
    if items[at].any("P") and items[at].only("APN"):
        at += 1
    return at < len(items) and (
        items[at].form in determiners() or items[at].capital or items[at].shape == "number"
    )
