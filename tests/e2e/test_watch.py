"""`checker check --watch`: looks again at what changed, and ends at Ctrl-C with the code of the last run."""

from __future__ import annotations

import select
import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Run

GOOD = "Le chat dort sur la table.\n"
OPTIONS = (
    "check",
    "--tier=fast",
    "--select=STR103",
    "--format=jsonl",
    "--fail-on=minor",
    "--watch",
)


@pytest.mark.parametrize("path", [".", "a.txt", "*.txt"])
def test_what_changes_is_checked_again(path: str, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    with subprocess.Popen(
        [*command, *OPTIONS, path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "STR103" not in process.stdout.readline()
        assert "watching" in process.stderr.readline()
        seen = ""
        for attempt in range(100):
            # The watcher may begin a moment after it has said so: the file changes until it is seen.
            new = tmp_path / "new"
            new.write_text(GOOD.replace("table", f"table numéro numéro {attempt}"))
            new.replace(tmp_path / "a.txt")
            seen = _line(process)
            if seen:
                break
        assert "watching" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=60)
        finally:
            process.kill()
    assert "STR103" in seen
    assert process.returncode == 1


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 2)
    return process.stdout.readline() if ready else ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-",), "standard input"),
        (("a.txt", "--diff=a.txt"), "--diff"),
        (("a.txt", "--baseline=b.json", "--update-baseline"), "--update-baseline"),
    ],
)
def test_what_cannot_be_watched_is_said(
    arguments: tuple[str, ...], said: str, checker: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+b\n")
    result = checker(*OPTIONS, *arguments)
    assert result.returncode == 2
    assert said in result.stderr
