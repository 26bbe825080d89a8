"""Changed lines: diffs of several kinds and tongues, git repositories, and what is neither."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import UsageProblem
from checker.review.changes import WHOLE, Lines, by_diff, since

ONE = "@@ -1 +1 @@\n-a\n+b\n"


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=some@body.example")
    done = subprocess.run(
        ["git", *who, "-C", str(folder), *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "a.txt").write_text("un\ndeux\ntrois\nquatre\n")
    (tmp_path / "le été").mkdir()
    (tmp_path / "le été" / "b c.txt").write_text("un\ndeux\n")
    commit(tmp_path, "one")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


# --- Lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "touched"),
    [(1, 1, False), (2, 2, True), (1, 2, True), (4, 4, False), (4, 9, True), (5, 6, False),
     (7, 7, False), (7, 8, True), (8, 8, False), (9, 9, True), (10, 99, False)],
)  # fmt: skip
def test_lines_touch_what_holds_one_or_lies_round_a_cut(
    first: int, last: int, touched: bool
) -> None:
    assert Lines(added=((2, 3), (9, 9)), cuts=(7,)).touch(first, last) is touched
    assert WHOLE.touch(first, last)
    assert not Lines().touch(first, last)


LINES = st.lists(st.sampled_from(["a", "b", "-- x", "++ y", "@@ -1 +1 @@", ""]), max_size=12)


@given(LINES, LINES, st.integers(0, 3))
def test_a_diff_names_the_lines_that_difflib_found(
    before: list[str], after: list[str], context: int
) -> None:
    old, new = [f"{line}\n" for line in before], [f"{line}\n" for line in after]
    diff = "".join(difflib.unified_diff(old, new, "a/x.txt", "b/x.txt", n=context))
    steps = difflib.SequenceMatcher(None, old, new).get_opcodes()
    added = {
        n + 1 for tag, _, _, i, j in steps if tag in ("insert", "replace") for n in range(i, j)
    }
    lines = by_diff(diff, ["x.txt"]).get("x.txt", Lines())
    assert {n for n in range(1, len(new) + 1) if lines.touch(n, n)} == added
    cuts = {i for tag, _, _, i, _ in steps if tag in ("delete", "replace")}
    assert set(lines.cuts) == cuts


# --- Diffs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "--- a/sub/x y.txt\n+++ b/sub/x y.txt\n",
        "--- a/sub/x y.txt\t\n+++ b/sub/x y.txt\t\n",
        "--- i/sub/x y.txt\n+++ w/sub/x y.txt\n",
        "--- sub/x y.txt\t2024-01-01 00:00:00\n+++ sub/x y.txt\t2024-01-01 00:00:01\n",
        "diff --git a/sub/x y.txt b/sub/x y.txt\nindex 1..2 100644\n--- a/sub/x y.txt\n+++ b/sub/x y.txt\n",
        "diff --git a/old b/sub/x y.txt\nrename from old\nrename to sub/x y.txt\n--- a/old\n+++ b/sub/x y.txt\n",
        "From: me\nSubject: x\n\n---\n sub/x | 2 +-\n\n--- a/sub/x y.txt\n+++ b/sub/x y.txt\n",
        '--- "a/sub/x y.txt"\n+++ "b/sub/x y.txt"\n',
        "--- /dev/null\n+++ b/sub/x y.txt\n",
    ],
)
def test_names_are_understood_as_programs_write_them(
    head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = by_diff(head + ONE, ["sub/x y.txt", "./sub/../sub/x y.txt", "other.txt"])
    assert found == {
        name: Lines(((1, 1),), (0,)) for name in ("sub/x y.txt", "./sub/../sub/x y.txt")
    }


def test_names_in_octal_are_read() -> None:
    head = '--- "a/\\303\\251t\\303\\251.txt"\n+++ "b/\\303\\251t\\303\\251.txt"\n'
    assert by_diff(head + ONE, ["été.txt"]).keys() == {"été.txt"}


def test_files_that_are_gone_are_left_out_and_binary_ones_are_whole() -> None:
    diff = (
        "--- a/x.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\nBinary files a/y.docx and b/y.docx differ\n"
    )
    assert by_diff(diff, ["x.txt", "y.docx"]) == {"y.docx": WHOLE}


@pytest.mark.parametrize(
    "text",
    ["Bonjour.\n", "@@ -1 +1 @@\n-a\n+b\n", "--- a/x\n+++ b/x\n@@ -1,5 +1 @@\n-a\n", "+++ b/x\n"],
)
def test_what_is_no_diff_is_said(text: str) -> None:
    with pytest.raises(UsageProblem) as raised:
        by_diff(text, ["x"])
    assert raised.value.hint


def test_a_hostile_line_costs_no_time() -> None:
    hostile = "Binary files a" + " and b" * 200_000 + "\n"
    assert by_diff(hostile + "--- a/x\n+++ b/x\n" + ONE, ["x"]) == {"x": Lines(((1, 1),), (0,))}


def test_an_empty_diff_changes_nothing() -> None:
    assert by_diff("", ["x"]) == {}


@given(st.text())
def test_any_text_is_a_diff_or_is_said_to_be_none(text: str) -> None:
    try:
        by_diff(text, ["x"])
    except UsageProblem as problem:
        assert problem.message


def test_names_count_from_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "le été" / "b c.txt").write_text("un\n2\n")
    diff = git(repository, "diff")
    monkeypatch.chdir(repository / "le été")
    assert by_diff(diff, ["b c.txt"]) == {"b c.txt": Lines(((2, 2),), (1,))}


# --- git -----------------------------------------------------------------------------------------


def test_git_names_new_lines_and_new_files(repository: Path) -> None:
    (repository / "a.txt").write_text("un\ntrois\nquatre\ncinq\n")
    (repository / "new.txt").write_text("neuf\n")
    names = ["a.txt", "le été/b c.txt", str(repository / "new.txt")]
    assert since("HEAD", names) == {"a.txt": Lines(((4, 4),), (1,)), names[2]: WHOLE}
    git(repository, "add", "new.txt")
    assert since("main", names)[names[2]] == Lines(((1, 1),))
    assert since("HEAD", ["le été/b c.txt"]) == {}


def test_what_others_did_meanwhile_is_no_change_of_this_branch(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "mine")
    (repository / "a.txt").write_text("un\ndeux\ntrois\nquatre\ncinq\n")
    commit(repository, "mine")
    git(repository, "checkout", "--quiet", "main")
    (repository / "le été" / "b c.txt").write_text("un\ndeux\ntrois\n")
    commit(repository, "theirs")
    git(repository, "checkout", "--quiet", "mine")
    assert since("main", ["a.txt", "le été/b c.txt"]) == {"a.txt": Lines(((5, 5),))}


def test_git_settings_of_the_user_do_not_change_the_answer(repository: Path) -> None:
    for key, value in (
        ("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"),
        ("diff.external", "false"), ("core.quotePath", "true"), ("diff.context", "9"),
    ):  # fmt: skip
        git(repository, "config", key, value)
    (repository / "le été" / "b c.txt").write_text("un\n2\n")
    assert since("HEAD", ["le été/b c.txt"]) == {"le été/b c.txt": Lines(((2, 2),), (1,))}


def test_names_that_look_like_patterns_or_options_are_names(repository: Path) -> None:
    for name in ("-x.txt", "*.txt", ":(top)y.txt"):
        (repository / name).write_text("un\n")
    commit(repository, "odd")
    (repository / "-x.txt").write_text("deux\n")
    names = ["./-x.txt", "*.txt", ":(top)y.txt"]
    assert since("HEAD", names).keys() == {"./-x.txt"}


def test_many_files_are_asked_for_in_parts(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.review.changes._BATCH", 1)
    (repository / "a.txt").write_text("1\n")
    (repository / "le été" / "b c.txt").write_text("1\n")
    assert len(since("HEAD", ["a.txt", "le été/b c.txt"])) == 2


@pytest.mark.parametrize("revision", ["nope", "--output=x", "-", "", "HEAD^{tree}", "HEAD:a.txt"])
def test_a_revision_that_is_none_is_said(revision: str, repository: Path) -> None:
    with pytest.raises(UsageProblem, match="revision"):
        since(revision, ["a.txt"])
    assert not (repository / "x").exists()


def test_a_file_outside_of_repositories_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("un\n")
    with pytest.raises(UsageProblem, match="not in a git repository"):
        since("HEAD", [str(tmp_path / "a.txt")])


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(UsageProblem, match="git cannot be run"):
        since("HEAD", ["a.txt"])


def test_a_renamed_file_is_compared_with_what_it_was(repository: Path) -> None:
    (repository / "long.txt").write_text("".join(f"ligne {n}\n" for n in range(40)))
    commit(repository, "two")
    git(repository, "mv", "long.txt", "moved.txt")
    git(repository, "mv", "a.txt", "same.txt")
    text = (repository / "moved.txt").read_text().replace("ligne 7\n", "autre\n")
    (repository / "moved.txt").write_text(text)
    found = since("HEAD", ["moved.txt", "same.txt", "le été/b c.txt"])
    assert found == {"moved.txt": Lines(((8, 8),), (7,))}


@pytest.mark.parametrize("name", ["n" * 5000, "a\0b"])
def test_names_that_no_file_can_have_are_left_out(name: str, tmp_path: Path) -> None:
    own = "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-un\n+deux\n"
    other = own.replace("a.txt", name)
    found = by_diff(other + own, ["a.txt"])
    assert list(found) == ["a.txt"]
