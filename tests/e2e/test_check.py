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

from checker.disk.store import FORM
from tests.e2e.conftest import Run

GOOD = "Le chat dort sur la table.\n"
BAD = "Le chat dort sur la table table .\n\nIl y a  2 fautes ici,non ?\n"
FAST = ("--tier=fast", "--select=STR")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    return tmp_path


def test_exit_codes_and_what_goes_where(checker: Run, files: Path) -> None:
    """What `tests/integration/test_command.py` finds in one process holds for the installed command."""
    passed = checker("check", *FAST, "good.txt")
    assert (passed.returncode, passed.stderr) == (0, "")
    failed = checker("check", *FAST, "--format=json", "--fail-on=minor", "-", stdin=BAD)
    assert (failed.returncode, failed.stderr) == (1, "")
    assert [document["path"] for document in json.loads(failed.stdout)["documents"]] == ["-"]
    broken = checker("check", *FAST, "--fail-on", "minor", "broken.jsonl", "bad.txt", "none.txt")
    assert broken.returncode == 2
    assert "bad.txt:1:" in broken.stdout
    assert "broken.jsonl" in broken.stdout + broken.stderr
    assert "none.txt" in broken.stdout + broken.stderr
    mistaken = checker("check", "--fromat", "json", "good.txt")
    assert (mistaken.returncode, mistaken.stdout) == (2, "")
    assert "--format" in mistaken.stderr
    assert "Traceback" not in broken.stderr + mistaken.stderr


def test_a_reader_that_goes_away_is_no_error(command: list[str], files: Path) -> None:
    (files / "long.txt").write_text(BAD * 500, encoding="utf-8")
    for name in ("long.txt", "bad.txt"):
        with subprocess.Popen(
            [*command, "check", *FAST, "--format", "json", name],
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
        [*command, "check", *FAST, "--fail-on=never", "--verbose", "-"],
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
    assert all(name in report["tool"]["signature"] for name in ("ctranslate2", "int8", "beam:1"))
    again = json.loads(checker("check", "article.txt", *WITH_MODELS, *tiny_models).stdout)
    without = checker("check", "article.txt", *WITH_MODELS, *tiny_models, "--no-cache")
    assert again["documents"] == report["documents"] == json.loads(without.stdout)["documents"]


def test_what_was_computed_before_ctrl_c_is_kept(
    command: list[str], files: Path, tiny_models: list[str], cache_dir: Path
) -> None:
    lines = [f"Le chat regarde la mer et la rue numéro {i}." for i in range(1500)]
    (files / "long.txt").write_text("\n\n".join(lines), encoding="utf-8")
    # Into a file: a pipe that nobody reads would keep a run that was not stopped from ending.
    with (
        (files / "report.json").open("wb") as report,
        subprocess.Popen(
            [*command, "check", "long.txt", *WITH_MODELS, *tiny_models, "--batch-tokens=64"],
            stdout=report,
            stderr=subprocess.PIPE,
            cwd=files,
        ) as process,
    ):
        store = cache_dir / f"results-{FORM}.sqlite-wal"
        while process.poll() is None and (not store.exists() or store.stat().st_size < 10_000):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"stopped" in (files / "report.json").read_bytes() + said
    assert b"Traceback" not in said
    connection = sqlite3.connect(cache_dir / f"results-{FORM}.sqlite")
    (kept,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    connection.close()
    assert 0 < kept < len(lines)
