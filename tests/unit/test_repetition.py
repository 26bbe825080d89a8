"""Repetition that no text has on purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.text.repetition import loop


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("to go to go to go home", "to go to go to go"),
        ("it is very very very good", "very very very"),
        ("they had had enough", ""),
        ("step by step by step", ""),
        ("the end of the year the end of the year", "the end of the year the end of the year"),
        ("the reform of the reform", ""),
        ("a b a b a", ""),
        ("", ""),
    ],
)
def test_loops(text: str, group: str) -> None:
    words = text.split()
    found = loop(words, pair=3)
    assert " ".join(words[at] for at in found or ()) == group


@given(st.lists(st.sampled_from("ab"), max_size=12), st.integers(1, 5))
def test_what_is_found_repeats_itself(items: list[str], pair: int) -> None:
    found = loop(items, pair)
    runs = [
        (size, times)
        for size in range(1, 7)
        for times in (2, 3)
        if times == 3 or size >= pair
        for at in range(len(items) - times * size + 1)
        if items[at : at + times * size] == items[at : at + size] * times
    ]
    assert (found is not None) == bool(runs)
    if found is not None:
        assert len(found) in {size * times for size, times in runs}
