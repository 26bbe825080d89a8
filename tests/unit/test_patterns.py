"""Patterns of paths: the syntax of .gitignore, from the folder that they were written in."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from checker.disk.patterns import Ignored, anchored, means, value_for


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("docs/*", "docs/a/b.txt", True),
        ("docs/*", "{here}/docs/a.txt", True),
        ("{here}/docs/*", "docs/a.txt", True),
        ("{here}/docs/*", "{here}/other/../docs/a.txt", True),
        ("*.txt", "docs/a.txt", True),
        ("docs/", "docs/a.txt", True),
        ("docs/", "below/docs/a.txt", True),
        ("/docs/", "below/docs/a.txt", False),
        ("docs/*.md", "docs/a.txt", False),
        ("*.txt", "../elsewhere/a.txt", False),
        ("docs/*", "{here}/other/docs/a.txt", False),
        ("../*/a.txt", "../elsewhere/a.txt", True),
    ],
)
def test_patterns_start_at_their_folder_however_paths_are_written(
    pattern: str, path: str, meant: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "a [folder] with*!"
    here.mkdir()
    monkeypatch.chdir(here)
    pattern = anchored(pattern.format(here=here), here)
    monkeypatch.chdir(tmp_path)
    there = path.format(here=here)
    assert means((pattern,), there if there.startswith("/") else here / there) == meant


def test_the_last_pattern_that_fits_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not means(("*.txt", "!keep.txt"), "docs/keep.txt")
    assert means(("!keep.txt", "*.txt"), "docs/keep.txt")
    table = {"*.md": "fr", "docs/": "de", "docs/a.md": "es"}
    assert [value_for(table, path) for path in ("x.md", "docs/b.md", "docs/a.md", "x.txt")] == [
        "fr", "de", "es", None,
    ]  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git" / "info").mkdir(parents=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("private.md\n")
    (tmp_path / ".gitignore").write_text("# made\n/out/\n*.tmp.md\n!wanted.tmp.md\n\\#odd.md\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / ".gitignore").write_text("!special.tmp.md\n/draft.md\n")
    return tmp_path


@pytest.mark.parametrize(
    ("top", "path", "left_out"),
    [
        ("", "out/", True),
        ("", "docs/out/", False),
        ("", "docs/a.tmp.md", True),
        ("", "docs/special.tmp.md", False),
        ("", "special.tmp.md", True),
        ("", "wanted.tmp.md", False),
        ("", "docs/draft.md", True),
        ("", "draft.md", False),
        ("", "private.md", True),
        ("", "#odd.md", True),
        ("docs", "docs/a.tmp.md", True),
        ("out", "out/a.tmp.md", False),  # somebody asked for this very folder
    ],
)
def test_gitignore_files_count_from_the_root_of_the_repository(
    top: str, path: str, left_out: bool, repository: Path
) -> None:
    ignored = Ignored(repository / top)
    assert ignored(repository / path, folder=path.endswith("/")) == left_out


def test_files_above_the_repository_do_not_count(repository: Path) -> None:
    inner = repository / "inner"
    (inner / ".git").mkdir(parents=True)
    assert not Ignored(inner)(inner / "a.tmp.md", folder=False)


def test_a_hostile_pattern_costs_nothing(repository: Path) -> None:
    (repository / ".gitignore").write_text(f"{'*a' * 40}b\n{'x' * 5000}\n[\nkept.md\n")
    ignored = Ignored(repository)
    started = time.process_time()
    assert not ignored(repository / ("a" * 250), folder=False)
    assert time.process_time() - started < 5
    assert ignored(repository / "kept.md", folder=False)


def test_folders_inside_each_other_are_asked_after_once(tmp_path: Path) -> None:
    """Each folder's own file is read once, and no path is compared with all those above it."""
    (tmp_path / ".gitignore").write_text("gone.md\n")
    ignored, place = Ignored(tmp_path), tmp_path
    started = time.process_time()
    for _depth in range(600):
        place /= "x"
        assert not ignored(place, folder=True)
    assert ignored(place / "gone.md", folder=False)
    assert not ignored(tmp_path.parent / "gone.md", folder=False)  # a place elsewhere
    assert time.process_time() - started < 5
