"""How programs say short strings: what is compared, and what is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.checks.against_source.unusual_strings import share, single, unusual
from checker.config import Config
from checker.inputs.files import find
from checker.inputs.opening import opened
from checker.inputs.sources import sources_of
from checker.languages.short_strings import (
    Usage,
    family,
    memory,
    short,
    telling,
    translates,
    trimmed,
)
from checker.pipeline import run

CLEAR = Usage(10, {"effacer": 8, "vider": 2})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  &Clear…", "Clear"),
        ("C&lear...", "Clear"),
        ("保存 (S)", "保存"),
        ("Clear (_C):", "Clear"),
        ("Open  file", "Open file"),
        ("Close.", "Close."),
        ("snake_case", "snakecase"),
        ("", ""),
    ],
)
def test_what_is_no_word_of_a_label_is_cut_off(text: str, wanted: str) -> None:
    assert trimmed(text) == wanted


def test_a_label_is_short_and_made_of_words() -> None:
    assert short("don't save")
    assert not short("one two three four")
    assert not short("%s files")
    assert not short("Close.")
    assert not short("b")
    assert not short("")


def test_words_that_tell_are_not_grammar() -> None:
    assert telling("Retour à la liste", "fr") == ["retour", "liste"]
    assert telling("à", "fr") == ["à"]


def test_families_hold_other_forms_and_words_that_begin_alike() -> None:
    assert family("connecter", "fr") & family("connexion", "fr")
    assert family("activée", "fr") & family("activé", "fr")
    assert not family("clair", "fr") & family("effacer", "fr")


def test_a_literal_translation_is_one_that_is_usual_in_some_sense() -> None:
    assert translates("proche", "close", "fr", "en")
    assert not translates("fermer", "done", "fr", "en")
    assert not translates("proche", "close", "ru", "en")


def test_only_french_from_english_has_a_memory() -> None:
    assert len(memory("fr-CA", "en")) > 5000
    assert memory("fr", "de") == memory("ru", "en") == memory("xx", "en") == {}


def test_no_way_is_usual_where_programs_do_not_agree() -> None:
    torn = Usage(10, {"effacer": 4, "vider": 3, "nettoyer": 3})
    assert share(CLEAR, "fr") == 0.8
    assert unusual("clear", "clair", CLEAR, "fr", "en")
    assert not unusual("clear", "clair", torn, "fr", "en")


@pytest.mark.parametrize(
    ("usage", "wanted"),
    [
        (Usage(50, {"effacer": 48, "clair": 2}), True),
        (Usage(50, {"effacer": 47, "clair": 3}), False),
        (Usage(10, {"effacer": 9, "clair": 1}), False),
        (Usage(50, {"effacer": 50}, ["clair"]), False),
    ],
)
def test_what_hardly_any_project_says_is_unusual(usage: Usage, wanted: bool) -> None:
    assert unusual("clear", "clair", usage, "fr", "en") is wanted


def test_where_each_project_has_a_way_of_its_own_one_more_is_nothing_unusual() -> None:
    ways = {"effacer": 4, "vider": 1, "supprimer": 1, "nettoyer": 1}
    torn = Usage(7, {**ways, "purger": 1})
    assert single(Usage(7, ways), "fr") == 3
    assert unusual("clear", "clair", Usage(7, ways), "fr", "en")
    assert not unusual("clear", "clair", torn, "fr", "en")


def test_only_another_sense_and_small_words_are_unusual() -> None:
    assert not unusual("clear", "fermer", CLEAR, "fr", "en")
    assert unusual("on", "sur", Usage(25, {"activé": 24, "sur": 1}), "fr", "en")
    assert not unusual("from", "depuis", Usage(10, {"de": 10}), "fr", "en")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.fr.po", 'msgid "Close"\nmsgstr "Proche"\n'),
        (
            "a.fr.xlf",
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x" '
            'source-language="en" target-language="fr" datatype="plaintext">'
            '<body><trans-unit id="1"><source>Close</source>'
            "<target>Proche</target></trans-unit></body></file></xliff>",
        ),
        ("a.fr.jsonl", '{"source": "Close", "target": "Proche"}\n'),
    ],
)
def test_files_that_hold_their_source(tmp_path: Path, name: str, text: str) -> None:
    assert _found(tmp_path, name, text) == ["Fermer"]


@pytest.mark.parametrize(
    ("name", "english", "french"),
    [
        ("a.{}.json", '{"close": "Close"}', '{"close": "Proche"}'),
        ("a.{}.properties", "close=Close\n", "close=Proche\n"),
        (
            "a.{}.xml",
            '<resources><string name="close">Close</string></resources>',
            '<resources><string name="close">Proche</string></resources>',
        ),
    ],
)
def test_files_beside_their_source(tmp_path: Path, name: str, english: str, french: str) -> None:
    source = tmp_path / name.format("en")
    source.write_text(english, encoding="utf-8")
    assert _found(tmp_path, name.format("fr"), french, source=str(source)) == ["Fermer"]


def _found(folder: Path, name: str, text: str, **more: str) -> list[str | None]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    config = Config(lang="fr", pivot="en", tier="fast", select=("TER201",), **more)  # type: ignore[arg-type]
    items, sources = sources_of(list(find([str(path)], config)), config)
    report = run(config, list(opened(items, sources, config)))
    assert not report.problems
    return [
        finding.suggestion
        for document in report.documents
        for one in document.segments
        for finding in one.findings
    ]
