"""`checker check` and its neighbours in this process: what goes where, and what they leave with."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker.cli import invoke

GOOD = "Le chat dort sur la table.\n"
BAD = "Le chat dort sur la table table .\n\nIl y a  2 fautes ici,non ?\n"
FAST = "--tier=fast"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def checker(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """`checker(*arguments, stdin=...)` in a folder of some files."""
    monkeypatch.chdir(files)

    def run(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = invoke(arguments)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "more.md").write_text("# Un titre\n\n" + GOOD, encoding="utf-8")
    return tmp_path


def paths(output: str) -> list[str]:
    return [document["path"] for document in json.loads(output)["documents"]]


def test_exit_codes_follow_the_gate(checker: Run) -> None:
    assert checker("check", FAST, "good.txt").returncode == 0
    failed = checker("check", FAST, "--fail-on", "minor", "bad.txt")
    assert failed.returncode == 1
    assert "bad.txt:1:" in failed.stdout
    assert checker("check", FAST, "--fail-on", "never", "bad.txt").returncode == 0
    assert checker("check", FAST, "--fail-on", "minor", "--exit-zero", "bad.txt").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check",), "PATH"),
        (("check", "--fromat", "json", "good.txt"), "--format"),
        (("check", FAST, "--format", "jsno", "good.txt"), "jsno"),
        (("check", FAST, "--report", "json", "good.txt"), "--report"),
        (("check", FAST, "--report", "xyz=out", "good.txt"), "xyz"),
        (("check", FAST, "--report", "json=no/such/folder/out", "good.txt"), "folder"),
        (("check", FAST, "--input-format", "idml", "good.txt"), "idml"),
        (("check", FAST, "--select", "XYZ", "good.txt"), "XYZ"),
        (("check", FAST, "--beam", "0", "good.txt"), "beam"),
        (("check", FAST, "--config", "none.toml", "good.txt"), "none.toml"),
        (("check", FAST, "none.txt"), "none.txt"),
        (("check", "--back-model", "./none", "good.txt"), "none"),
        (("explain", "XYZ999"), "XYZ999"),
        (("chekc", "good.txt"), "chekc"),
        (("inspect", " "), "no text"),
    ],
)
def test_what_cannot_run_leaves_with_2_and_says_why(
    arguments: tuple[str, ...], said: str, checker: Run
) -> None:
    result = checker(*arguments)
    assert result.returncode == 2
    assert said in result.stderr + result.stdout
    assert "Traceback" not in result.stderr
    assert "bug in checker" not in result.stderr


def test_a_bad_file_among_good_ones(checker: Run, files: Path) -> None:
    result = checker(
        "check", FAST, "--format", "json", "good.txt", "broken.jsonl", "none.txt", "sub"
    )
    report = json.loads(result.stdout)
    assert result.returncode == 2
    assert paths(result.stdout) == ["good.txt", str(Path("sub", "more.md"))]
    assert report["summary"]["verdict"] == "error"
    text = checker("check", FAST, "--fail-on", "minor", "broken.jsonl", "bad.txt")
    assert text.returncode == 2
    assert "bad.txt:1:" in text.stdout
    assert "broken.jsonl" in text.stdout + text.stderr


def test_folders_patterns_and_standard_input(checker: Run, files: Path) -> None:
    (files / "broken.jsonl").unlink()
    whole = checker("check", FAST, "--format", "json", ".", "good.txt")
    assert [Path(path).name for path in paths(whole.stdout)] == ["bad.txt", "good.txt", "more.md"]
    assert paths(checker("check", FAST, "--format", "json", "*.txt").stdout) == [
        "bad.txt",
        "good.txt",
    ]
    piped = checker("check", FAST, "--format", "json", "--fail-on", "minor", "-", stdin=BAD)
    assert paths(piped.stdout) == ["-"]
    assert piped.returncode == 1
    assert paths(checker("check", FAST, "--format", "json", "-").stdout) == ["-"]


def test_reports_go_where_they_are_asked_to(checker: Run, files: Path) -> None:
    result = checker(
        "check", FAST, "bad.txt", "--format", "jsonl", "-o", "out.jsonl",
        "--report", "json=one.json", "--report", "sarif=two.sarif",
    )  # fmt: skip
    assert result.stdout == ""
    assert len((files / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert paths((files / "one.json").read_text(encoding="utf-8")) == ["bad.txt"]
    assert json.loads((files / "two.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_settings_of_a_file_count_and_their_faults_are_said(checker: Run, files: Path) -> None:
    (files / "checker.toml").write_text('tier = "fast"\nfail-on = "minor"\n')
    assert checker("check", "bad.txt").returncode == 1
    assert checker("check", "--fail-on", "never", "bad.txt").returncode == 0
    (files / "checker.toml").write_text('tier = "fast"\nfial-on = "minor"\nbeam = "wide"\n')
    wrong = checker("check", "bad.txt")
    assert wrong.returncode == 2
    assert "did you mean 'fail-on'" in wrong.stderr
    assert "beam" in wrong.stderr
