"""The list of words in another sense: each entry speaks of its example, and of nothing without its subject."""

from __future__ import annotations

import pytest

from checker.checks.document.topics import Sense, senses
from tests.unit.cases import hits

ENTRIES = senses("fr", "en")


def suggestions(text: str) -> list[str | None]:
    return [hit.suggestion for hit in hits("ACC105", {"text": text})[1]]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.word}: {entry.meant}")
def test_an_entry_speaks_of_its_example_alone(entry: Sense) -> None:
    assert suggestions(entry.example) == [entry.meant]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.word}: {entry.meant}")
def test_an_entry_is_silent_without_its_subject_or_beside_its_own(entry: Sense) -> None:
    word = " ".join(choice.split("|")[0] for choice in entry.word.split())
    if entry.topic:
        assert entry.meant not in suggestions(f"Voici : {word}.")
        assert len(entry.topic) >= 3
        assert not entry.topic & entry.elsewhere
    for other in sorted(entry.elsewhere):
        assert entry.meant not in suggestions(f"{entry.example} ({other})")
