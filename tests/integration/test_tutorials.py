"""The tutorials of docs/tutorials work as they stand: their files are written, their commands print what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "tutorials"
PAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)


def run(script: str, folder: Path) -> str:
    """What a shell prints for these lines, in `folder`, with the command as it is installed."""
    command = folder.parent / "bin" / "checker"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m checker "$@"\n')
    command.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8",
        env={
            **os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "120",
            "CHECKER_CACHE_DIR": str(folder.parent / "cache"),
        },
    )  # fmt: skip
    return done.stdout


def steps(page: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Works through a page: each command, what it prints, and what the page says that it prints."""
    blocks = BLOCK.findall(page)
    for at, (kind, name, code) in enumerate(blocks):
        if name:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, encoding="utf-8")
        elif kind == "sh":
            after = blocks[at + 1] if at + 1 < len(blocks) else ("", "", "")
            yield code, run(code, folder), after[2] if after[:2] == ("text", "") else ""


def timeless(printed: str) -> str:
    return re.sub(r"seconds: [\d.]+", "seconds: …", printed)


@pytest.mark.model
@pytest.mark.parametrize("name", PAGES)
def test_commands_print_what_the_page_says(
    name: str, tmp_path: Path, converted: Callable[[Path], None]
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    converted(tmp_path / "cache")
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    ran = list(steps(page, folder))
    assert ran
    for command, printed, said in ran:
        assert timeless(printed) == timeless(said), command


@pytest.mark.parametrize("name", PAGES)
def test_every_block_is_a_file_a_command_or_what_one_prints(name: str) -> None:
    blocks = BLOCK.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    for at, (kind, title, code) in enumerate(blocks):
        if kind == "console":
            assert "pip install" in code, "what is not run only installs"
        elif not title:
            assert kind == "sh" or (kind == "text" and blocks[at - 1][0] == "sh")
