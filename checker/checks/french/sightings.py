"""Where words stand that a rule waits for, in a whole document: most sentences have none, and no rule looks there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.checks.passage import shared
from checker.languages.fr.lexicon import Sentence, Trigger, words
from checker.types import Case


def _sighted(cases: Sequence[Case]) -> Mapping[Trigger, Sequence[int]]:
    """The numbers of the cases that have a word of each trigger."""
    found: dict[Trigger, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        for trigger in words(case.text).triggers:
            found[trigger].append(number)
    return dict(found)


def sighted(cases: Sequence[Case], *triggers: Trigger) -> Iterator[tuple[Case, Sentence]]:
    """The cases, in order, that have a word of one of these triggers, with their words."""
    index = shared(cases, _sighted)
    numbers = {number for trigger in triggers for number in index.get(trigger, ())}
    for number in sorted(numbers):
        yield cases[number], words(cases[number].text)


def sightings(
    cases: Sequence[Case], trigger: Trigger, *, before: int = 0, behind: int = 0
) -> Iterator[tuple[Case, Sentence, int]]:
    """Each word that sets a trigger off and has so many words before and behind it: its case, the words, its index."""
    for number in shared(cases, _sighted).get(trigger, ()):
        items = words(cases[number].text)
        for at in items.at(trigger, before=before, behind=behind):
            yield cases[number], items, at
