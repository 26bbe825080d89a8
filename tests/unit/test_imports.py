"""Importing without a library: only what is not loaded yet, and only inside."""

from __future__ import annotations

import importlib
import re
import sys

import pytest

from checker.imports import Alternation, hollow, huge_patterns_later, later, without

ABSENT = "xml.dom.pulldom"
"""A module of the standard library that nothing here needs."""


def test_the_module_is_missing_inside_and_there_again_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, ABSENT, raising=False)
    with without(ABSENT), pytest.raises(ImportError):
        importlib.import_module(ABSENT)
    assert importlib.import_module(ABSENT).__name__ == ABSENT


def test_what_is_loaded_stays() -> None:
    with without("json"):
        assert importlib.import_module("json") is sys.modules["json"]
    assert sys.modules["json"] is not None


def test_an_error_inside_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, ABSENT, raising=False)
    with pytest.raises(ZeroDivisionError), without(ABSENT):
        _ = 1 / 0
    assert ABSENT not in sys.modules


def test_a_module_for_later_loads_when_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    later("colorsys")
    module = sys.modules["colorsys"]
    assert "ONE_THIRD" not in object.__getattribute__(module, "__dict__")
    assert module.ONE_THIRD == 1 / 3
    later("colorsys")
    assert sys.modules["colorsys"] is module


def test_a_module_for_later_that_is_not_there_is_not_there() -> None:
    later("no_such_module_anywhere")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module_anywhere")


def test_a_hollow_module_is_whole_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wsgiref", "wsgiref.util"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with hollow("wsgiref.util", "guess_scheme"):
        inside = importlib.import_module("wsgiref.util")
        assert inside.guess_scheme is None
    assert callable(importlib.import_module("wsgiref.util").guess_scheme)
    with hollow("wsgiref.util", "guess_scheme"):  # what is loaded stays
        assert callable(importlib.import_module("wsgiref.util").guess_scheme)


LETTERS = "".join(f"\\u{code:04X}" for code in range(0x61, 0x7B)) + "\\u00E0-\\u00F6" * 20
PATTERN = (
    f"(?iu)(?:^black[-–]out[{LETTERS}]*$)|(?:^(?:r|gr)[{LETTERS}]+[-–]en[-–][{LETTERS}]+$)|(?:^x$)"
)
"""As spaCy writes them: alternatives with an alphabet in each."""


@pytest.mark.parametrize(
    "text",
    ["black-out", "BLACK–OUTS", "black-out2", "black out", "gré-en-gré", "gr2-en-gré", "x", "xx", "", "r-en-"],
)  # fmt: skip
def test_alternatives_match_what_the_whole_pattern_matches(text: str) -> None:
    mine, theirs = Alternation(PATTERN).match(text), re.compile(PATTERN).match(text)
    assert (mine and mine.span()) == (theirs and theirs.span())


def test_huge_patterns_wait_until_they_are_needed_and_others_do_not() -> None:
    many = "|".join(f"(?:^{number}[{LETTERS}]*$)" for number in range(1000))
    with huge_patterns_later():
        later, now = re.compile(f"(?iu){many}"), re.compile("a|b")
        no_alternatives = re.compile("a" * 200_000)
    assert isinstance(later, Alternation)
    assert later.match("999abc")
    assert not later.match("999!")
    assert isinstance(now, re.Pattern)
    assert isinstance(no_alternatives, re.Pattern)
    assert isinstance(re.compile(f"(?iu){many}c"), re.Pattern)
