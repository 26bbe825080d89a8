"""The parser that may be missing, and what a run does with and without it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import plugins
from checker.config import Config
from checker.errors import MissingExtra
from checker.judge.selection import selected
from checker.languages import parsing
from checker.languages.parsing import Parse, parse
from checker.pipeline import Checker
from checker.plugins import Need

PLAIN = Config(cache=False)
TEXTS = ("Les prix du pétrole est en hausse.", "Il pleut.", "", "L’été, les nuits sont courtes.")


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)


@pytest.mark.usefixtures("no_parser")
def test_a_missing_parser_is_told_with_the_command() -> None:
    assert "pip install 'checker[fr]'" in parsing.why_not("fr-CA")
    assert not parsing.available("fr")
    assert parsing.signature("fr") == ""
    assert parse(["Bonjour."], PLAIN) == (Parse(),)
    with pytest.raises(MissingExtra, match="pip install"):
        parsing.require("fr")


def test_no_parser_is_known_for_other_languages() -> None:
    assert "ru" in parsing.why_not("ru")
    assert parse(["Привет."], Config(lang="ru", cache=False)) == (Parse(),)


@pytest.mark.usefixtures("no_parser")
def test_without_a_parser_its_rules_do_not_run() -> None:
    rules = selected(plugins.checks(), Config())
    assert "FLU203" in rules
    assert not any(Need.PARSER in rule.needs for rule in rules.values())
    assert "FLU205" not in selected(plugins.checks(), Config(select=("FLU",)))


@pytest.mark.usefixtures("no_parser")
@pytest.mark.parametrize("wanted", ["FLU205", "flu206", "distant-subject-verb"])
def test_a_rule_asked_for_by_name_says_what_is_missing(wanted: str) -> None:
    with pytest.raises(MissingExtra, match=r"checker\[fr\]"):
        selected(plugins.checks(), Config(select=(wanted,)))


def test_rules_with_a_parser_load_no_engine_and_name_it_in_the_signature() -> None:
    run = Checker(Config(select=("FLU205",), cache=False))
    assert "parser:fr_core_news" in run.signature
    assert "models:" not in run.signature
    assert "parser" not in Checker(Config(select=("FLU203",), cache=False)).signature


def test_the_fast_tier_has_the_parser_and_no_model() -> None:
    rules = selected(plugins.checks(), Config(tier="fast"))
    assert any(Need.PARSER in rule.needs for rule in rules.values())
    assert not any(rule.model for rule in rules.values())


def test_trees_keep_order_and_places() -> None:
    trees = parse(TEXTS, PLAIN)
    assert len(trees) == len(TEXTS)
    for text, tree in zip(TEXTS, trees, strict=True):
        for token in tree.tokens:
            assert text[token.start : token.end].lower().replace("’", "'") == token.form
            assert 0 <= token.head < len(tree.tokens)
    noun = next(at for at, token in enumerate(trees[0].tokens) if token.form == "prix")
    assert trees[0].children(noun, "det") == (noun - 1,)


@settings(max_examples=20)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_has_a_tree_with_places_inside_it(texts: list[str]) -> None:
    for text, tree in zip(texts, parse(texts, Config(lang="fr-FR", cache=False)), strict=True):
        assert all(0 <= token.start < token.end <= len(text) for token in tree.tokens)


def test_one_sentence_has_the_tree_it_has_among_others() -> None:
    assert parse(TEXTS[:1], PLAIN)[0] == parse(TEXTS, PLAIN)[0]


def test_a_text_too_long_for_a_sentence_has_no_tree() -> None:
    assert parse(["mot " * 1000], PLAIN) == (Parse(),)


def test_trees_on_disk_are_those_of_the_parser_and_spare_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Config(cache_dir=str(tmp_path))
    first = parse(TEXTS, kept)
    assert first == parse(TEXTS, PLAIN)
    monkeypatch.setattr(parsing, "_pipeline", lambda _lang: pytest.fail("the parser was loaded"))
    parsing._remembered.cache_clear()
    assert parse(TEXTS[::-1], kept) == first[::-1]
