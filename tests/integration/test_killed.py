"""Killed between any two instructions (`kill -9`), a writer leaves the old file or the new one, whole.

One process makes many children, each of which traces its own instructions and kills itself at one of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILDREN = """
import os, signal, sys
from pathlib import Path
from checker.disk import writing
from checker.cli import invoke
from checker.plugins import annotators, checks, readers, reporters

(checks(), readers(), reporters(), annotators())  # loaded once, for all children
target, wanted, every, *arguments = sys.argv[1:]
arguments = [name for name in arguments if name]
os.environ["CHECKER_CACHE_DIR"] = os.devnull

def traced(limit):
    left = limit
    def trace(frame, event, _argument):
        nonlocal left
        if frame.f_code.co_filename != writing.__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace
    return trace

old = Path(target).read_bytes()
texts = {path: path.read_bytes() for path in Path().glob("a.*")}
deaths, limit = 0, 1
while True:
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1), os.dup2(quiet, 2)
        sys.settrace(traced(limit))
        if arguments:
            invoke(arguments)
        else:
            writing.replace(Path(target), b"new " * 5000)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    found = Path(target).read_bytes()
    assert found == old or wanted.encode() in found and found[-1:] in b"\\n ", (limit, found)
    if status == 0:
        break
    assert os.WTERMSIG(status) == signal.SIGKILL, status
    deaths += 1
    limit += int(every)
    Path(target).write_bytes(old)
    for path, data in texts.items():
        path.write_bytes(data)
print(deaths, found != old)
"""

PO = """msgid ""
msgstr ""
"Language: fr\\n"

msgid "One word"
msgstr "Un  mot là"
"""
CHECK = ["check", "--tier=fast", "--select=STR104", "--exit-zero"]


def killed(folder: Path, target: str, wanted: str, every: int, *arguments: str) -> int:
    """How many children died before one came through; each left a whole file."""
    done = subprocess.run(
        [sys.executable, "-c", CHILDREN, target, wanted, str(every), *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    deaths, changed = done.stdout.split()
    assert changed == "True"
    return int(deaths)


def test_the_writer_at_every_third_instruction(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    assert killed(tmp_path, "a", "new", 3) > 100


@pytest.mark.parametrize(
    ("target", "wanted", "arguments"),
    [
        ("r.po", "checker", [*CHECK, "a.po", "--report=po=r.po"]),
        ("b.json", "findings", [*CHECK, "a.txt", "--baseline=b.json", "--update-baseline", "--allow-growth"]),
        ("a.txt", "Un mot là.", [*CHECK, "a.txt", "--fix"]),
    ],
)  # fmt: skip
def test_commands_at_some_instructions(
    target: str, wanted: str, arguments: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Un  mot là.\n", encoding="utf-8")
    (tmp_path / "a.po").write_text(PO, encoding="utf-8")
    olds = {"r.po": f"# (checker) [\n{PO}", "a.txt": "Un  mot là.\n"}
    olds["b.json"] = '{"format":1,"signature":"old","findings":[]}'
    (tmp_path / target).write_text(olds[target], encoding="utf-8")
    assert killed(tmp_path, target, wanted, 211, *arguments) > 1
