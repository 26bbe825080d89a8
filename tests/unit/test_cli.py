"""The command line in one process: what is loaded, what the small commands say, how options meet settings."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from checker.cli import cli, invoke
from checker.cli.options import settings
from checker.config import load, parse
from checker.plugins import checks

HEAVY = ("torch", "transformers", "ctranslate2", "numpy", "spacy", "wordfreq", "sacrebleu", "lxml")


@pytest.mark.parametrize(
    "arguments", [("--help",), ("check", "--help"), ("--version",), ("models",)]
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys; from checker.cli import invoke; invoke(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert result.stdout or result.stderr
    assert result.stderr.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", ["checks", "engines", "readers", "reporters", "signals"])
def test_finding_plug_ins_loads_no_models(name: str) -> None:
    code = (
        "import sys; from checker import plugins; getattr(plugins, sys.argv[1])();"
        "print([name for name in ('torch', 'transformers', 'ctranslate2') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, name], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def commands() -> list[click.Command]:
    found: list[click.Command] = []
    waiting: list[click.Command] = [cli]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += one.commands.values() if isinstance(one, click.Group) else []
    return found


def test_every_command_and_option_says_what_it_does() -> None:
    silent = {"cache_dir", "device"}  # where the name and the choices say all
    for one in commands():
        assert one.help, one.name
        for item in one.params:
            if isinstance(item, click.Option):
                assert item.help or item.name in silent, f"{one.name} {item.name}"


def test_rules_and_explain_know_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert invoke(["rules", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == listed
    assert [row["code"] for row in listed] == list(checks())
    assert invoke(["rules"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(listed)
    for row in (listed[0], listed[-1]):
        for wanted in (row["code"].lower(), row["name"]):
            assert invoke(["explain", wanted]) == 0
            out = capsys.readouterr().out
            assert out.startswith(f"{row['code']} {row['name']}\n")
            assert "What to do:" in out


def test_explain_takes_the_beginning_of_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["explain", "loc2", "--format", "json"]) == 0
    explained = json.loads(capsys.readouterr().out)
    codes = [row["code"] for row in explained]
    assert codes == [code for code in checks() if code.startswith("LOC2")]
    assert all("What to do:" in row["documentation"] for row in explained)
    assert invoke(["explain", "LOC2"]) == 0
    out = capsys.readouterr().out
    assert all(f"{row['code']} {row['name']}\n" in out for row in explained)
    assert invoke(["explain", " "]) == invoke(["explain", "XYZ"]) == 2


def test_the_settings_of_a_run_can_be_shown_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "checker.toml"
    file.write_text(
        'lang = "de"\nexclude = ["drafts/", "é \\"x"]\n[fields]\ntarget = "mt"\n'
        '[per-path-ignore]\n"a b/" = ["LOC"]\n[per-path-lang]\n"fr/" = "fr"\n'
    )
    assert invoke(["check", ".", "--show-settings", "--beam", "2"]) == 0
    out = capsys.readouterr().out
    assert str(file) in out.splitlines()[0]
    shown = parse(tomllib.loads(out), where="shown")
    assert shown == dataclasses.replace(load(tmp_path), beam=2)


def test_all_that_is_wrong_with_a_settings_file_is_one_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checker.toml").write_text(
        'lnag = "fr"\nbeam = 0\nthreads = "x"\nselect = ["XYZ"]\nformat = "pdf"\n'
        'input-format = "wp"\n[per-path-ignore]\n"a/" = ["NOPE"]\n'
    )
    assert invoke(["check", "."]) == 2
    said = capsys.readouterr().err
    wrong = ("lnag", "beam", "threads", "XYZ", "pdf", "wp", "NOPE")
    assert [sum(name in line for line in said.splitlines()) for name in wrong] == [1] * len(wrong)


def test_a_reader_that_has_seen_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert invoke(["rules"]) == 0


def test_the_command_line_replaces_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checker.toml").write_text(
        'lang = "de"\nbeam = 2\nselect = ["ACC"]\nquiet = true\n'
    )
    nothing = {"lang": None, "beam": None, "select": (), "config_file": None, "quiet": None}
    plain = settings(dict(nothing))
    assert (plain.lang, plain.beam, plain.select, plain.quiet) == ("de", 2, ("ACC",), True)
    config = settings(nothing | {"beam": 7, "select": ("FLU",)})
    assert (config.lang, config.beam, config.select) == ("de", 7, ("FLU",))


def test_an_option_that_is_no_setting_is_not_dropped_in_silence() -> None:
    with pytest.raises(TypeError, match="beem, surprise"):
        settings({"beem": 7, "surprise": None, "lang": "fr", "config_file": None})


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"source": "b.txt"}, ("b.txt", None)),
        ({"source_pattern": "en/{stem}.txt"}, (None, "en/{stem}.txt")),
        ({"source": None}, (None, "{stem}.en.txt")),
    ],
)
def test_a_source_on_the_command_line_goes_before_the_pattern_of_the_file(
    given: dict[str, str | None],
    left: tuple[str | None, str | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checker.toml").write_text('source-pattern = "{stem}.en.txt"\n')
    config = settings({"config_file": None, **given})
    assert (config.source, config.source_pattern) == left


def test_an_unforeseen_error_is_one_line_and_a_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def burst(config: object) -> None:
        raise ZeroDivisionError("seven")

    monkeypatch.setattr("checker.models.inventory.list_models", burst)
    assert invoke(["models", "list"]) == 2
    said = capsys.readouterr().err
    assert "ZeroDivisionError: seven" in said
    assert "--debug" in said
    with pytest.raises(ZeroDivisionError):
        invoke(["--debug", "models", "list"])


def test_ctrl_c_is_no_gate_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(config: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("checker.models.inventory.list_models", stop)
    assert invoke(["models", "list"]) == 2
    assert "stopped" in capsys.readouterr().err
