"""How programs say short strings: counted over catalogues of any form, and written as the checker reads it."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import short_strings

from checker.languages.short_strings import Usage

PO = 'msgid "&Clear"\nmsgstr "{clear}"\n\nmsgid "Clear all filters now"\nmsgstr "Tout"\n\nmsgid "OK"\nmsgstr "OK"\n'


def catalogues(folder: Path) -> Path:
    """Two projects with a PO file and one with two files of keys; all say “clear”."""
    for name, clear in (("one", "&Effacer…"), ("two", "Vider")):
        path = folder / name / "fr" / "app.po"
        path.parent.mkdir(parents=True)
        path.write_text(PO.format(clear=clear), encoding="utf-8")
    for lang, texts in (
        ("en", {"a": "Clear", "b": "Clear cache", "c": "IP address"}),
        ("fr", {"a": "Effacer", "b": "Dégager le cache", "c": "Adresse IP"}),
    ):
        path = folder / "three" / lang / "app.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(texts), encoding="utf-8")
    return folder


def test_pairs_are_short_strings_that_were_translated(tmp_path: Path) -> None:
    folder = catalogues(tmp_path)
    assert short_strings.pairs(folder / "one", "fr", "en") == {("clear", "Effacer")}
    assert short_strings.pairs(folder / "three", "fr", "en") == {
        ("clear", "Effacer"),
        ("clear cache", "Dégager le cache"),
        ("ip address", "Adresse IP"),
    }


def test_a_file_that_cannot_be_read_is_said_and_the_others_go_on(
    tmp_path: Path, capsys: object
) -> None:
    folder = catalogues(tmp_path)
    (folder / "one" / "fr" / "broken.json").write_text("{", encoding="utf-8")
    assert short_strings.pairs(folder / "one", "fr", "en") == {("clear", "Effacer")}


def test_ways_are_counted_by_project() -> None:
    say = {("clear", "Effacer"), ("clear", "effacer")}
    memory = short_strings.counted(
        {"a": say, "b": say, "c": {("clear", "Vider"), ("home", "Accueil")}}, "fr", "en"
    )
    assert dict(memory) == {"clear": Usage(3, {"effacer": 2, "vider": 1}, [])}


def test_words_of_several_projects_inside_longer_strings_stand_beside() -> None:
    clear = ("clear", "Effacer")
    longer = ("clear sky", "Ciel clair")
    memory = short_strings.counted(
        {"a": {clear, longer}, "b": {clear, longer}, "c": {clear}}, "fr", "en"
    )
    assert list(memory["clear"].beside) == ["clair"]


def test_capitals_inside_a_string_are_kept() -> None:
    pairs = {("ip address", "Adresse IP"), ("url", "URL du site")}
    memory = short_strings.counted(dict.fromkeys("abc", pairs), "fr", "en")
    assert list(memory["ip address"].ways) == ["adresse IP"]
    assert list(memory["url"].ways) == ["URL du site"]


def test_the_file_has_a_string_a_line() -> None:
    pairs = {("clear", "Effacer"), ("home", "Accueil")}
    memory = short_strings.counted(dict.fromkeys("abc", pairs), "fr", "en")
    lines = lzma.decompress(short_strings.written(memory)).decode("utf-8").splitlines()
    assert lines == ["clear\t3\teffacer:3\t", "home\t3\taccueil:3\t"]
