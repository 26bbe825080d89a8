"""The one way to write: what is kept of the old file, what is refused, and that nothing else in the package writes."""

from __future__ import annotations

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import checker
from checker.disk import writing
from checker.disk.writing import (
    Identity,
    append,
    replace,
    replacing,
    replacing_text,
    require_writable,
)
from checker.errors import UsageProblem

PACKAGE = Path(checker.__file__).parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_permissions_and_owner_are_kept_and_a_new_file_has_the_usual_ones(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text("old")
    old.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(old, 12345, 23456)
    before = old.stat()
    replace(old, b"new")
    after = old.stat()
    assert old.read_bytes() == b"new"
    for what in ("st_mode", "st_uid", "st_gid"):
        assert getattr(after, what) == getattr(before, what)
    (tmp_path / "plain").write_text("")
    replace(tmp_path / "new.json", b"")
    assert (tmp_path / "new.json").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert names(tmp_path) == ["new.json", "old.json", "plain"]


def test_a_symbolic_link_stays_one_and_a_hard_link_keeps_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "elsewhere" / "file"
    file.write_text("old")
    (tmp_path / "link").symlink_to("elsewhere/file")
    (tmp_path / "twin").hardlink_to(file)
    (tmp_path / "dangling").symlink_to("elsewhere/none yet")
    replace(tmp_path / "link", b"new")
    replace(tmp_path / "dangling", b"made")
    assert (tmp_path / "link").is_symlink() and file.read_text() == "new"
    assert (tmp_path / "twin").read_text() == "old"
    assert (tmp_path / "elsewhere" / "none yet").read_text() == "made"


def test_an_error_while_writing_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(KeyError), replacing(file) as out:
        out.write(b"half")
        raise KeyError
    with pytest.raises(KeyError), replacing_text(tmp_path / "other") as text:
        text.write("half")
        raise KeyError
    with pytest.raises(UsageProblem, match="has changed in the meantime"):
        replace(file, b"new", was=b"older")
    assert file.read_text() == "old"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("kind", ["folder", "missing folder", "under a file", "read-only", "loop"])
def test_what_cannot_be_written_is_known_before(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    if kind == "folder":
        file.mkdir()
    elif kind == "missing folder":
        file = tmp_path / "none" / "file"
    elif kind == "under a file":
        file.write_text("")
        file = file / "file"
    elif kind == "loop":
        file.symlink_to("file")
    else:
        file.write_text("old")
        file.chmod(0o444)
    before = names(tmp_path)
    for attempt in (lambda: require_writable(file), lambda: replace(file, b"new")):
        with pytest.raises(UsageProblem, match="cannot be written"):
            attempt()
    assert names(tmp_path) == before
    require_writable(tmp_path / "new")
    require_writable(tmp_path / "a" / "b" / "new", make_folders=True)
    assert names(tmp_path) == before


def test_devices_and_pipes_are_written_directly(tmp_path: Path) -> None:
    require_writable(Path(os.devnull))
    replace(Path(os.devnull), b"gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    code = (
        "from pathlib import Path; from checker.disk.writing import replace\n"
        "replace(Path('/dev/stdout'), b'said')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"said"


def test_a_summary_that_others_write_too_grows(tmp_path: Path) -> None:
    append(tmp_path / "summary", "one\n")
    append(tmp_path / "summary", "two\n")
    assert (tmp_path / "summary").read_text() == "one\ntwo\n"
    with pytest.raises(UsageProblem, match="cannot be written"):
        append(tmp_path / "none" / "summary", "")


def test_a_file_is_known_by_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("")
    Path("link").symlink_to("a.txt")
    Path("twin").hardlink_to("a.txt")
    Path("sub").mkdir()
    found = Identity.of(Path("a.txt"))
    for same in ("./a.txt", "sub/../a.txt", "link", "twin", str(tmp_path / "a.txt")):
        assert Identity.of(Path(same)).file == found.file
    assert Identity.of(Path("new.txt")) == Identity.of(Path("sub/../NEW.txt"))
    assert Identity.of(Path("e\u0301.txt")) == Identity.of(Path("é.txt"))
    assert Identity.of(Path("new.txt")) != Identity.of(Path("sub/new.txt"))
    assert Identity.of(Path(os.devnull)) == Identity(None, None)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the full disk: the operating system refuses the bytes beyond it."""
    file = tmp_path / "file"
    file.write_text("old")
    code = (
        "import resource, sys; from pathlib import Path; from checker.errors import UsageProblem\n"
        "from checker.disk.writing import replace\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: replace(Path(sys.argv[1]), b'x' * 5000)\n"
        "except UsageProblem as error: print(error.message)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )
    assert "File too large" in done.stdout
    assert file.read_text() == "old" and names(tmp_path) == ["file"]


WRITERS = {
    "write_text",
    "write_bytes",
    "mkstemp",
    "NamedTemporaryFile",
    "mkdtemp",
    "rename",
    "touch",
}
WRITERS |= {"copyfile", "copy2", "copytree", "move", "rmtree", "unlink", "savefig", "symlink_to"}
ELSEWHERE = {
    (
        "engines/ctranslate2.py",
        "mkdtemp",
    ),  # a folder of converted weights, renamed when it is whole
    ("engines/ctranslate2.py", "rename"),
    ("engines/provenance.py", "write_bytes"),  # into that folder, before it is renamed
    ("engines/ctranslate2.py", "rmtree"),
    ("disk/store.py", "unlink"),  # SQLite writes its own file
    ("cluster/kept.py", "move"),  # a part of the results to its name, in whatever store they lie
}
NO_WRITING = {
    ("cli/pipes.py", "open"),  # /dev/null in the place of a closed standard output
    ("__main__.py", "open"),  # /dev/null where the shell closed a stream
    ("__main__.py", "fdopen"),
    ("cluster/actor.py", "open"),  # a text, for reading
    ("cluster/spread.py", "open"),
    ("disk/loading.py", "open"),  # for reading alone
    ("disk/loading.py", "fdopen"),
    ("disk/folder_lock.py", "open"),  # a folder, which cannot be written so
    ("cli/lsp.py", "fdopen"),  # standard output itself, out of reach of whoever prints
    ("languages/identifier.py", "open"),  # a packed model and what is in it, for reading
    ("cli/help.py", "write_text"),  # click's: to the terminal
    ("review/changes.py", "touch"),  # whether lines touch a sentence
}


def writes(tree: ast.AST) -> set[str]:
    """Names of the calls that write to a disk; `open` where its mode is not for reading alone."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if name in WRITERS:
            found.add(name)
        modes = [
            *node.args,
            *(item.value for item in node.keywords if item.arg in ("mode", "flags")),
        ]
        if name in ("open", "fdopen"):
            for mode in modes:
                said = mode.value if isinstance(mode, ast.Constant) else "w"
                if isinstance(said, str) and set(said) & set("wax+") and len(said) <= 3:
                    found.add(name)
    return found


def test_nothing_else_writes() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in PACKAGE.rglob("*.py")
        if path != Path(writing.__file__)
        for name in writes(ast.parse(path.read_text(encoding="utf-8")))
    }
    found -= NO_WRITING
    assert found == ELSEWHERE


def test_a_file_that_the_shell_opened_is_repaired_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    file.write_bytes(b"old")
    before = file.stat().st_ino
    with file.open("r+b") as opened:
        replace(Path(f"/proc/self/fd/{opened.fileno()}"), b"new", was=b"old")
        assert opened.read() == b"old"
    assert file.read_bytes() == b"new" and file.stat().st_ino != before
    replace(Path(f"/proc/self/root{tmp_path}/own.txt"), b"newer")
    with pytest.raises(UsageProblem):
        replace(Path(f"/dev/fd/{os.open(file, os.O_RDWR)}"), b"x", was=b"new")
    assert file.read_bytes() == b"newer"
