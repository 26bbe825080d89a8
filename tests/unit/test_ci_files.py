"""The action, the template and the hooks call the command with options that exist, and pass what they are told."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from checker.cli import cli
from checker.cli.check import check
from checker.plugins import readers

ROOT = Path(__file__).resolve().parents[2]


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def parsed(arguments: list[str]) -> dict[str, Any]:
    """What `checker check` understands; raises where it would not."""
    assert arguments.pop(0) == "check"
    # Below the program, whose names for help click keeps with a command once it has been parsed.
    above = click.Context(cli, info_name="checker", **cli.context_settings)
    with check.make_context("check", arguments, parent=above) as context:
        return {name: value for name, value in context.params.items() if value}


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """The arguments that a stand-in for `checker` was called with last, one a line."""
    stub = tmp_path / "bin" / "checker"
    stub.parent.mkdir()
    stub.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "said"))}\n')
    stub.chmod(0o755)
    return tmp_path / "said"


def run(script: str, shell: str, said: Path, **variables: str) -> dict[str, Any]:
    path = f"{said.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [shell, "-eu", "-c", script], env={"PATH": path, **variables}, cwd=said.parent, check=True
    )
    return parsed(said.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("full", [False, True])
def test_the_action_passes_its_inputs(full: bool, said: Path) -> None:
    action = loaded("action.yml")
    (step,) = [step for step in action["runs"]["steps"] if step.get("name") == "Check"]
    inputs = {name: item["default"] for name, item in action["inputs"].items()}
    if full:
        inputs |= {
            "paths": "content/fr *.md", "baseline": "$(b).json", "config": "c d.toml",
            "changed-since": "origin/main",
        }  # fmt: skip
    names = {
        variable: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)
        for variable, value in step["env"].items()
    }
    assert all(names.values())
    values = {variable: inputs[match[1]] for variable, match in names.items() if match}
    options = run(step["run"], "bash", said, **values)
    assert options["reports"] == ("sarif=checker.sarif",)
    assert (options["tier"], options["fail_on"]) == ("full", "major")
    if full:
        assert options["paths"] == ("content/fr", "*.md")
        assert options["baseline"] == "$(b).json"
        assert options["config_file"] == Path("c d.toml")
        assert options["changed_since"] == "origin/main"
    else:
        assert options["paths"] == (".",)
        assert not options.keys() & {"baseline", "config_file", "changed_since"}


def test_every_input_of_the_action_is_used_and_documented() -> None:
    action = loaded("action.yml")
    steps = yaml.safe_dump(action["runs"])
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in action["inputs"]:
        assert f"inputs.{name}" in steps
        assert f"`{name}`" in page


@pytest.mark.parametrize("full", [False, True])
def test_the_template_passes_its_variables(full: bool, said: Path) -> None:
    job = loaded("docs/gitlab-ci.yml")["checker"]
    variables = {k: v for k, v in job["variables"].items() if k != "CHECKER_CACHE_DIR"}
    if full:
        variables |= {"CHECKER_BASELINE": "a b.json", "CHECKER_CHANGED_SINCE": "origin/main"}
        variables |= {"CHECKER_PATHS": "--fix a.fr.md"}
    options = run("\n".join(job["script"]), "sh", said, **variables)
    assert options["paths"] == (("--fix", "a.fr.md") if full else (".",))
    assert {name.partition("=")[2] for name in options["reports"]} == set(
        job["artifacts"]["reports"].values()
    )
    assert options.get("baseline") == ("a b.json" if full else None)
    assert options.get("changed_since") == ("origin/main" if full else None)


def test_hooks_take_the_translations_that_can_be_read() -> None:
    hooks = loaded(".pre-commit-hooks.yaml")
    suffixes = {suffix for item in readers().values() for suffix in item.suffixes}
    assert [hook["id"] for hook in hooks] == ["checker", "checker-full"]
    for hook in hooks:
        command, *arguments = shlex.split(hook["entry"])
        assert command == "checker"
        hostile = ("a.txt", "--output=b.fr.md")
        options = parsed([*arguments, *hook["args"], *hostile])
        assert options["tier"] in ("fast", "full") and options["paths"] == hostile
        endings = re.search(r"\\\.\((.*)\)\$$", hook["files"])
        assert endings
        for ending in endings[1].split("|"):
            assert f".{ending.removesuffix('?')}" in suffixes
        for path in ("post.fr.md", "locale/fr/app.po", "fr/a.txt", "content/a_fr.html"):
            assert re.search(hook["files"], path)
        for path in ("post.en.md", "fresh/a.txt", "fr/picture.png", "afr/a.txt"):
            assert not re.search(hook["files"], path)


def test_options_in_the_documents_exist() -> None:
    known = {option for item in check.params for option in (*item.opts, *item.secondary_opts)}
    assert isinstance(check, click.Command)
    for page in ("docs/ci.md", "docs/gitlab-ci.yml", "action.yml", "README.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"(?<![\w-])--[a-z][\w-]+", text))
        assert named - known - {"--quiet"} == set(), page
