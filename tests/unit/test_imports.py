"""Importing without a library: only what is not loaded yet, and only inside."""

from __future__ import annotations

import importlib
import sys

import pytest

from checker.imports import without

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
