"""Help and usage errors in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from checker import messages
from checker.cli import cli, invoke
from checker.cli.help import asked, texts

FOREIGN = ("Usage:", "Show this", "default:", "required", "Commands:", "Try ", "such option")


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    messages.use("en")


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, *path, name)


@pytest.mark.parametrize("path", list(commands(cli)), ids=" ".join)
@pytest.mark.parametrize("asking", [["--help", "--ui-lang", "fr"], ["--ui-lang=fr", "-h"]])
def test_help_is_french_where_that_is_asked_for(
    path: tuple[str, ...], asking: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke([*path, *asking]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Utilisation\u00a0: checker") and "Affiche cette aide." in said
    assert not [words for words in FOREIGN if words in said]


def test_no_help_is_english_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    english = {" ".join(text.split()) for text in texts(cli)} - {""}
    for path in commands(cli):
        assert invoke([*path, "--help", "--ui-lang", "fr"]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert not [text for text in english if text in said]


def test_the_environment_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "fr_CA.UTF-8")
    assert invoke(["rules"]) == 0
    assert "Deux ou trois espaces" in capsys.readouterr().out
    assert invoke(["explain", "STR104", "--ui-lang", "en"]) == 0
    assert "What to do: keep one space" in capsys.readouterr().out
    assert invoke(["explain", "doubled-space"]) == 0
    assert "Que faire\u00a0: gardez une seule espace" in capsys.readouterr().out


def test_english_is_what_click_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["check", "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Usage: checker check [OPTIONS] PATH...\n\n  Check translated text")
    assert "[0<=x<=100]" in said and "\nOptions:\n" in said
    assert invoke(["calibrate", "--help"]) == 0
    assert "[required]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (["check", "--nothing"], "No such option", "il n’y a pas d’option --nothing"),
        (["check", "--fix-dry", "x"], "Did you mean", "vouliez-vous dire"),
        (["chekc"], "No such command", "il n’y a pas de commande «\u00a0chekc\u00a0»."),
        (["check"], "Missing argument", "il manque PATH..."),
        (["explain", "a", "b"], "unexpected extra argument", "arguments en trop\u00a0: b"),
        (["check", "x", "--lang"], "requires an argument", "l’option --lang demande une valeur."),
        (["check", "x", "--tier", "y"], "is not one of", "--tier\u00a0: «\u00a0y\u00a0» n’est pas dans la liste"),
        (["check", "x", "--beam", "y"], "not a valid integer", "«\u00a0y\u00a0» n’est pas un nombre."),
        (["check", "x", "--beam", "99"], "is not in the range", "--beam\u00a0: 99 n’est pas dans l’intervalle"),
        (["check", "x", "-o", "."], "is a directory", "«\u00a0.\u00a0» est un dossier."),
        (["calibrate", "x"], "Missing option", "il manque l’option"),
    ],
)  # fmt: skip
def test_usage_errors(
    arguments: list[str], english: str, french: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(arguments) == 2
    said = capsys.readouterr().err
    assert english in said and said.startswith(("Usage: checker", "checker: "))
    assert invoke(["--ui-lang", "fr", *arguments]) == 2
    said = capsys.readouterr().err
    assert french in said and said.startswith(("Utilisation\u00a0: checker", "checker: "))
    assert not [words for words in FOREIGN if words in said]


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--ui-lang", "fr", "x"], "fr"),
        (["x", "--ui-lang=en"], "en"),
        (["x", "--ui-lang"], ""),
        (["x", "--", "--ui-lang", "fr"], "auto"),
        ([], "auto"),
    ],
)
def test_the_language_is_known_before_the_command_line_is_read(
    arguments: list[str], language: str
) -> None:
    assert asked(arguments) == language
