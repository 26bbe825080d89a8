"""The folders of languages: what they hold, and that nobody else knows what belongs there."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

import checker
from checker.cli import cli
from checker.errors import ConfigProblem
from checker.languages import Language, _data, known, language, require
from checker.languages.fr import lexicon
from checker.languages.morphology import dictionary_form, lemmas, words
from checker.languages.support import features

PACKAGE = Path(checker.__file__).parent
CASES = PACKAGE.parent / "tests" / "cases" / "languages"
BENCHMARKS = PACKAGE.parent / "benchmarks"


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("layout")


def test_neutral_modules_hold_no_french(layout: ModuleType) -> None:
    found = {
        name: words
        for name, tree in layout.modules(PACKAGE)
        if (
            words := [
                word for _line, text in layout.literals(tree) for word in layout.french_words(text)
            ]
        )
    }
    assert found == {}


def test_neutral_modules_ask_for_no_language_by_its_code(layout: ModuleType) -> None:
    """`lang == "fr"` is a question that the folder of the language answers."""
    asked = [
        f"{name}:{line}"
        for name, tree in layout.modules(PACKAGE)
        if not name.startswith(layout.PRESENTING)
        for line in layout.asked_by_code(tree)
    ]
    assert asked == []


def test_a_word_list_is_a_set_of_all_the_lists_that_it_names() -> None:
    both = lexicon.WordList("determiner.ms", "determiner.fs")
    assert {"le", "la"} <= both
    assert both == lexicon.WordList("determiner.ms") | lexicon.WordList("determiner.fs")
    assert lexicon.WordList("determiner.*") > both


@pytest.mark.parametrize("code", known())
def test_a_language_file_holds_what_is_known_of_languages(code: str) -> None:
    data = _data(code)
    fields = {field.name for field in dataclasses.fields(Language)}
    assert set(data) - {"regions"} <= fields
    for region in data.get("regions", {}).values():
        assert set(region) <= fields
    spoken = language(code)
    assert len(spoken.easy) >= 2 and spoken.quotes[0] and spoken.boilerplate


@pytest.mark.parametrize("code", known())
def test_words_are_lower_case_where_their_case_does_not_matter(code: str) -> None:
    spoken = language(code)
    for name in ("may_double", "function_words", "grammar_words", "scale_words", "boilerplate"):
        listed = getattr(spoken, name)
        assert [word for word in listed if word != word.lower()] == [], name


def test_frequent_words_tell_languages_apart() -> None:
    for one, other in itertools.combinations(known(), 2):
        shared = set(language(one).function_words) & set(language(other).function_words)
        assert not shared, (one, other)


def test_every_language_but_the_first_two_has_cases() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == set(known()) - {"fr", "en"}


def test_dictionary_forms_in_languages_with_and_without_a_lexicon() -> None:
    assert "cheval" in lemmas("chevaux", "fr-CA")
    assert {"policy", "policies"} <= lemmas("policies", "en")
    assert lemmas("Häuser", "de") == {"häuser", "haus"}
    assert dictionary_form("voters", "en-GB") == "voter"
    assert lemmas("Qapla", "tlh") == {"qapla"}


def test_words_of_a_language_without_a_lexicon_have_places() -> None:
    text = "Er sagte: „Geht’s?“"
    assert [(word.form, word.shape) for word in words(text, "de")] == [
        ("er", "word"), ("sagte", "word"), (":", "mark"), ("„", "mark"), ("geht's", "word"), ("?", "mark"),
        ("“", "mark"),
    ]  # fmt: skip
    assert all(
        text[word.start : word.end].lower()[:1] == word.form[:1] for word in words(text, "de")
    )


@pytest.mark.parametrize("tag", ["fr", "FR-ca", "de-CH", "ru", "zh-Hant-TW", "tlh", "pt_BR"])
def test_codes_of_languages_are_taken(tag: str) -> None:
    require(tag)


@pytest.mark.parametrize(
    ("tag", "meant"),
    [("german", "“de”"), ("Deutsch", "“de”"), ("fra", "“fr”"), ("xx", ""), ("", "")],
)
def test_what_is_no_language_is_told_with_those_that_exist(tag: str, meant: str) -> None:
    with pytest.raises(ConfigProblem) as error:
        require(tag)
    assert meant in error.value.message
    assert "de, en, es, fr, it, nl, pt" in str(error.value.hint)


@pytest.mark.parametrize(
    "options",
    [["--lang", "xx"], ["--pivot", "german"], ["--lang", "no language"], ["--lang", "und"]],
)
def test_a_wrong_language_is_a_usage_error(options: list[str], tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Bonjour.", "utf-8")
    result = CliRunner().invoke(cli, ["check", str(text), "--tier", "fast", *options])
    said = result.output + str(getattr(result.exception, "message", ""))
    assert result.exit_code != 0
    assert options[1] in said


def test_every_feature_is_told_of_every_language() -> None:
    assert {len(features(code)) for code in (*known(), "ru", "tlh")} == {len(features("fr"))}
    told = {
        code: {one.name: one.state for one in features(code)} for code in ("fr", "de", "en", "tlh")
    }
    spelling = {code: states["spelling"] for code, states in told.items()}
    assert spelling == {
        "fr": "lexicon of its own", "de": "by word frequencies", "en": "", "tlh": ""
    }  # fmt: skip


@pytest.mark.parametrize("pivot", ["et", "sw", "eu", "cy"])
def test_a_pivot_without_a_list_of_frequencies_is_no_fault(pivot: str) -> None:
    """No rule asks how usual a word is in a language of which nobody counted the words."""
    text = "La réunion des members of the board aura lieu demain à Lyon, dit M. Kask."
    source = "The meeting of Mr Kask and Lille takes place tomorrow."
    report = checker.check(text, lang="fr", source=source, pivot=pivot, tier="fast")
    assert report.problems == ()
    assert report.summary.segments == 1


@pytest.mark.parametrize("lang", ["et", "sw", "eu", "cy"])
def test_a_language_without_a_list_of_frequencies_is_checked(lang: str) -> None:
    report = checker.check("Koosolek toimub homme. Koosolek toimub homme.", lang=lang, tier="fast")
    assert report.problems == ()
