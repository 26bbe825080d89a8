"""The progress line: seen where somebody looks, with rate and time left, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from checker.cli.progress import Progress
from checker.config import Config


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, config: Config) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with Progress(config, 2) as progress:
        progress("a.txt", 0, 40)
        for done in (10, 20):
            progress("a.txt", done, 40)
        if progress._bar is not None:
            progress._bar.refresh()
    return stream.getvalue()


def test_a_terminal_shows_file_count_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, Terminal(), Config())
    for part in ("a.txt (1/2)", "20/40", "sentences", "a second", "0:00:0"):
        assert part in text


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), Config()) == ""
    assert shown(monkeypatch, Terminal(), Config(quiet=True)) == ""
