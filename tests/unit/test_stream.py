"""A report that is written while the run goes on says what it would have said at the end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checker.cli import invoke
from checker.cli.stream import Stream
from checker.config import Config
from checker.pipeline import Checker
from checker.plugins import reporters
from checker.types import Block, Document, Problem

CONFIG = Config(tier="fast", select=("LOC", "STR"), format="jsonl", fail_on="minor", cache=False)
TEXTS = ("Il a dit : « Bonjour. »", "Le prix est de 12 euros,, dit-il .", "Rien à dire ici.")


def documents() -> list[Document | Problem]:
    texts = [Document(f"{at}.txt", text, (Block(text),)) for at, text in enumerate(TEXTS)]
    return [texts[0], Problem("none.txt", "is not there"), *texts[1:]]


STREAMED = [name for name, one in reporters().items() if one.streams]


def test_formats_of_rows_stream() -> None:
    assert STREAMED == ["csv", "jsonl", "tsv"]


@pytest.mark.parametrize("format", STREAMED)
def test_the_lines_are_those_of_the_whole_report(format: str) -> None:
    config = replace(CONFIG, format=format)
    whole, out = io.StringIO(newline=""), io.StringIO(newline="")
    expected = Checker(config).check(documents())
    reporters()[format].report(expected, whole, config)
    runner = Checker(config)
    stream = Stream(runner, out, config)
    report = stream.ended(runner.check(documents(), keep=stream.document))
    assert out.getvalue() == whole.getvalue()
    assert replace(report.summary, seconds=0) == replace(expected.summary, seconds=0)
    assert report.summary.findings["minor"] > 0


def test_a_document_is_written_before_the_next_is_opened_and_its_text_forgotten() -> None:
    out, seen = io.StringIO(), []

    def one_by_one() -> Iterator[Document | Problem]:
        for item in documents():
            seen.append(len(out.getvalue().splitlines()))
            yield item

    runner = Checker(CONFIG)
    stream = Stream(runner, out, CONFIG)
    report = runner.check(one_by_one(), keep=stream.document)
    assert seen == [0, 1, 1, 2]
    assert not report.documents


def test_a_reader_that_goes_away_changes_no_verdict() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    runner = Checker(CONFIG)
    stream = Stream(runner, Gone(), CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checker.cli.stream.silence", lambda stream: None)
        report = stream.ended(runner.check(documents(), keep=stream.document))
    assert report.summary.segments == len(TEXTS)


def test_the_command_streams_only_what_needs_no_second_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.fr.txt").write_text(TEXTS[1], encoding="utf-8")
    arguments = ["check", "a.fr.txt", "--tier=fast", "--select=LOC,STR", "--format=jsonl"]
    streamed: list[str] = []
    original = Stream.document
    monkeypatch.setattr(
        Stream, "document", lambda self, result: streamed.append("") or original(self, result)
    )
    first = invoke([*arguments, "--fail-on=minor"]), capsys.readouterr().out
    assert len(streamed) == 1
    again = (
        invoke([*arguments, "--fail-on=minor", "--report=json=all.json"]),
        capsys.readouterr().out,
    )
    assert len(streamed) == 1
    assert first == again
    assert first[0] == 1
    assert invoke([*arguments, "--update-baseline=known.json"]) in (0, 2)
    assert len(streamed) == 1
