"""Every named exception of a rule is needed: its example is a case, and without it a case turns red."""

from __future__ import annotations

from typing import Any

import pytest

from checker import plugins
from checker.checks.french import exceptions
from tests.unit.cases import hits, listed, rows

plugins.checks()
NAMED = [
    pytest.param(one, name, id=f"{one.code}-{name}") for one in exceptions.ALL for name in one.named
]


def found(code: str, row: dict[str, Any]) -> list[str]:
    cases, marked = hits(code, row)
    return [hit.span.of(cases[hit.segment].text) for hit in marked]


@pytest.mark.parametrize(("of_rule", "name"), NAMED)
def test_its_example_is_a_case(of_rule: exceptions.Exceptions[Any], name: str) -> None:
    example = of_rule.named[name].example.casefold()
    texts = [text.casefold() for row in rows(of_rule.code) for text in listed(row["text"])]
    assert any(example in text for text in texts)


@pytest.mark.parametrize(("of_rule", "name"), NAMED)
def test_without_it_a_case_turns_red(
    of_rule: exceptions.Exceptions[Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(of_rule.named, name)
    assert any(found(of_rule.code, row) != row.get("find", []) for row in rows(of_rule.code))
