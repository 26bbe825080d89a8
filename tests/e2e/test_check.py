"""`checker check` from outside: what goes where, and what it leaves with."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Run

GOOD = "Le chat dort sur la table.\n"
BAD = "Le chat dort sur la table table .\n\nIl y a  2 fautes ici,non ?\n"
FAST = "--tier=fast"


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


def test_exit_codes_follow_the_gate(checker: Run, files: Path) -> None:
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
        (("check", FAST, "--input-format", "odt", "good.txt"), "odt"),
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
    arguments: tuple[str, ...], said: str, checker: Run, files: Path
) -> None:
    result = checker(*arguments)
    assert result.returncode == 2
    assert said in result.stderr + result.stdout
    assert "Traceback" not in result.stderr
    assert "fault of checker" not in result.stderr


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


def test_a_reader_that_goes_away_is_no_error(command: list[str], files: Path) -> None:
    (files / "long.txt").write_text(BAD * 500, encoding="utf-8")
    for name in ("long.txt", "bad.txt"):
        with subprocess.Popen(
            [*command, "check", FAST, "--format", "json", name],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=files,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) == 0


def test_output_survives_a_poor_terminal(command: list[str], files: Path) -> None:
    result = subprocess.run(
        [*command, "check", FAST, "--fail-on=never", "--verbose", "-"],
        input="« L’été » 中文 🙂 dort dort là.\n".encode(),
        capture_output=True,
        cwd=files,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.isascii()


# --- With models ------------------------------------------------------------------------------------

ARTICLE = (
    "Le chat regarde la mer. « L’élève » n'oublie pas le jardin.\n\nNon.\n\nLa rue aime bien 🙂.\n"
)
WITH_MODELS = ("--select=ACC102", "--fail-on=never", "--format=json")


def test_the_whole_path_with_models(checker: Run, files: Path, tiny_models: list[str]) -> None:
    (files / "article.txt").write_text(ARTICLE, encoding="utf-8")
    result = checker("check", "article.txt", *WITH_MODELS, *tiny_models)
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    segments = report["documents"][0]["segments"]
    assert [bool(s["back"]) for s in segments] == [True, True, False, True]
    assert segments[2]["status"] == "not_scorable"
    for one in segments:
        assert ARTICLE[one["start"] : one["end"]] == one["text"]
    assert all(
        name in report["tool"]["signature"] for name in ("ctranslate2", "int8", "beam:1", "chrf")
    )
    again = json.loads(checker("check", "article.txt", *WITH_MODELS, *tiny_models).stdout)
    without = checker("check", "article.txt", *WITH_MODELS, *tiny_models, "--no-cache")
    assert again["documents"] == report["documents"] == json.loads(without.stdout)["documents"]


def test_what_was_computed_before_ctrl_c_is_kept(
    command: list[str], files: Path, tiny_models: list[str], cache_dir: Path
) -> None:
    lines = [f"Le chat regarde la mer et la rue numéro {i}." for i in range(1500)]
    (files / "long.txt").write_text("\n\n".join(lines), encoding="utf-8")
    with subprocess.Popen(
        [*command, "check", "long.txt", *WITH_MODELS, *tiny_models, "--batch-tokens=64"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=files,
    ) as process:
        store = cache_dir / "results-3.sqlite-wal"
        while process.poll() is None and (not store.exists() or store.stat().st_size < 10_000):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"stopped" in out + said
    assert b"Traceback" not in said
    connection = sqlite3.connect(cache_dir / "results-3.sqlite")
    (kept,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    connection.close()
    assert 0 < kept < len(lines)
