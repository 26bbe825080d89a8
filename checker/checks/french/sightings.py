"""Where words stand that a rule waits for, in a whole document: most sentences have none, and no rule looks there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.checks.passage import shared
from checker.languages.fr.lexicon import Sentence, Trigger, words
from checker.types import Case

_Places = Mapping[Trigger, Sequence[tuple[int, Sentence, Sequence[int]]]]


def _sighted(cases: Sequence[Case]) -> _Places:
    """The numbers of the cases that have words of each trigger, with all their words, and where those stand."""
    found: dict[Trigger, list[tuple[int, Sentence, Sequence[int]]]] = defaultdict(list)
    for number, case in enumerate(cases):
        items = words(case.text)
        for trigger, places in items.places.items():
            found[trigger].append((number, items, places))
    return dict(found)


def sighted(cases: Sequence[Case], *triggers: Trigger) -> Iterator[tuple[Case, Sentence]]:
    """The cases, in order, that have a word of one of these triggers, with their words."""
    index = shared(cases, _sighted)
    found = {number: items for one in triggers for number, items, _at in index.get(one, ())}
    for number in sorted(found):
        yield cases[number], found[number]


def sightings(
    cases: Sequence[Case], trigger: Trigger, *, before: int = 0, behind: int = 0
) -> Iterator[tuple[Case, Sentence, int]]:
    """Each word that sets a trigger off and has so many words before and behind it: its case, the words, its index."""
    for number, items, places in shared(cases, _sighted).get(trigger, ()):
        case, end = cases[number], len(items) - behind
        for at in places:
            if before <= at < end:
                yield case, items, at
