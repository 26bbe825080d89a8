"""The VS Code extension says of itself what the program and its own code say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import checker
from checker import plugins
from checker.lsp.open_text import READERS

FOLDER = Path(__file__).resolve().parents[2] / "editors" / "vscode"


@pytest.fixture(scope="module")
def package() -> Any:
    return json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def code() -> str:
    return (FOLDER / "extension.js").read_text(encoding="utf-8")


def test_the_version_is_that_of_the_program(package: Any) -> None:
    assert package["version"] == checker.__version__


def test_commands_and_settings_are_those_of_the_code(package: Any, code: str) -> None:
    commands = {one["command"] for one in package["contributes"]["commands"]}
    assert commands == set(re.findall(r'registerCommand\("([\w.]+)"', code))
    settings = package["contributes"]["configuration"]["properties"]
    assert set(settings) == {
        f"checker.{name}" for name in re.findall(r'settings\.get\("(\w+)"', code)
    }
    assert settings["checker.command"]["default"] == ["checker", "lsp"]


def test_a_folder_cannot_choose_what_is_started(package: Any) -> None:
    trust = package["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    assert set(trust["restrictedConfigurations"]) == set(
        package["contributes"]["configuration"]["properties"]
    )


def test_it_starts_for_the_languages_that_it_listens_to(package: Any, code: str) -> None:
    (listed,) = re.findall(r"LANGUAGES = \[(.*?)\]", code, re.S)
    languages = set(re.findall(r'"(\w+)"', listed))
    started = {name.removeprefix("onLanguage:") for name in package["activationEvents"]}
    assert started == languages | {"workspaceContains:checker.toml"}
    # XML is read by the name of the file alone.
    assert languages - {"xml"} <= set(READERS)
    assert set(READERS.values()) <= set(plugins.readers())


def test_its_page_names_every_setting(package: Any) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [
        name
        for name in package["contributes"]["configuration"]["properties"]
        if f"`{name}`" not in page
    ] == []
