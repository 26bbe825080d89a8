"""The five seams: built-ins are found, come in order, and nobody can take another's name."""

from __future__ import annotations

import importlib.metadata
import re

import pytest

from checker import plugins
from checker.errors import ConfigProblem


@pytest.mark.parametrize("kind", ["readers", "engines", "signals", "checks", "reporters"])
def test_built_ins_are_found_in_order_and_documented(kind: str) -> None:
    found = plugins.load(kind)
    assert found
    assert list(found) == sorted(found)
    for name, item in found.items():
        summary = item.summary
        assert re.fullmatch(r"\S.{10,}[.!?]", summary), f"{name}: {summary!r}"


def test_a_need_that_nothing_fills_is_an_error() -> None:
    with pytest.raises(ConfigProblem, match="back_translation") as caught:
        plugins.signal("wishful", needs={"back_translation"})
    assert "roundtrip" in (caught.value.hint or "")


def test_a_plug_in_may_name_what_it_needs_in_plain_words() -> None:
    assert plugins._needs("x", ("back", plugins.Need.PARSER)) == {
        plugins.Need.BACK,
        plugins.Need.PARSER,
    }


def test_codes_and_names_of_rules_have_their_form_and_are_unique() -> None:
    rules = plugins.checks()
    assert all(re.fullmatch(r"(ACC|FLU|STY|LOC|TER|STR|CON)\d{3}", code) for code in rules)
    names = [rule.name for rule in rules.values()]
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name) for name in names)
    assert len(set(names)) == len(names)


def test_two_plug_ins_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "_registry", plugins._Registry())

    @plugins.signal("twin", needs=())
    def one(cases: object, config: object) -> list[object]:
        """One."""
        return []

    with pytest.raises(ConfigProblem, match="twin"):
        plugins.signal("twin", needs=())(one)


def test_an_entry_point_brings_a_plug_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def bring() -> None:
        @plugins.reporter("from-outside")
        def report(report: object, out: object, config: object) -> None:
            """Reports from outside."""

    class Entry(importlib.metadata.EntryPoint):
        def load(self) -> None:
            bring()

    known = plugins._Registry({"reporters": dict(plugins.reporters())})
    monkeypatch.setattr(plugins, "_registry", known)
    found = importlib.metadata.EntryPoints([Entry("outside", "outside", "checker.reporters")])
    monkeypatch.setattr(plugins, "_entry_points", lambda: found)
    plugins._discover.cache_clear()
    try:
        assert "from-outside" in plugins.reporters()
    finally:
        plugins._discover.cache_clear()
        monkeypatch.undo()
        plugins._discover("reporters")
