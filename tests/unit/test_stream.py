"""A report that is written while the run goes on says what it would have said at the end."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow.parquet
import pytest

from checker.cli import invoke
from checker.cli.stream import Printed, Stream
from checker.config import Config
from checker.pipeline import Checker
from checker.plugins import reporters, tables
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
    stream = Stream(runner, Printed(format, out, config), config)
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
    stream = Stream(runner, Printed("jsonl", out, CONFIG), CONFIG)
    report = runner.check(one_by_one(), keep=stream.document)
    assert seen == [0, 1, 1, 2]
    assert not report.documents


def test_a_reader_that_goes_away_changes_no_verdict() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    runner = Checker(CONFIG)
    stream = Stream(runner, Printed("jsonl", Gone(), CONFIG), CONFIG)
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


def rows_of(file: Path) -> list[dict[str, object]]:
    return list(pyarrow.parquet.read_table(file).to_pylist())


def test_parquet_has_the_fields_of_json_lines(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for at, text in enumerate(TEXTS):
        (texts / f"{at}.fr.txt").write_text(text, encoding="utf-8")
    (texts / "4.fr.txt").write_bytes(b"\x00\x01\xff binary")
    asked = ["check", str(texts), "--tier", "fast", "--no-cache", "--fail-on", "never"]
    lines, rows = tmp_path / "lines.jsonl", tmp_path / "rows.parquet"
    code = invoke([*asked, "--format", "jsonl", "-o", str(lines), "--report", f"parquet={rows}"])
    expected = [msgspec.json.decode(line) for line in lines.read_bytes().splitlines()]
    assert code == 2 and len(expected) == len(TEXTS) + 1
    for line, row in zip(expected, rows_of(rows), strict=True):
        for finding in (*(row["findings"] or ()), row):  # type: ignore[misc]
            for name in {"evidence", "extra"} & finding.keys():
                value = finding[name]
                finding[name] = value if value is None else msgspec.json.decode(value)
        assert {name: row[name] for name in line} == line
        assert all(row[name] is None for name in row.keys() - line.keys())
    again = tmp_path / "again.parquet"
    assert invoke([*asked, "--report", f"parquet={again}"]) == 2  # a text report keeps all results
    assert rows_of(again) == rows_of(rows)


def test_parquet_is_written_before_the_next_document_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.reporters.parquet._TOGETHER", 1)
    out, sizes = io.BytesIO(), []

    def one_by_one() -> Iterator[Document | Problem]:
        for item in documents():
            sizes.append(len(out.getvalue()))
            yield item

    runner = Checker(CONFIG)
    with tables()["parquet"].opened(out, CONFIG) as add:
        stream = Stream(runner, add, CONFIG)
        report = stream.ended(runner.check(one_by_one(), keep=stream.document))
    assert report.documents == ()
    assert sizes[1] > sizes[0] and sizes[3] > sizes[2]
    out.seek(0)
    assert pyarrow.parquet.ParquetFile(out).metadata.num_rows == len(TEXTS) + 1


def test_parquet_is_no_report_for_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.fr.txt").write_text(TEXTS[0], encoding="utf-8")
    assert invoke(["check", str(tmp_path), "--tier", "fast", "--format", "parquet"]) == 2
    assert "needs a file" in capsys.readouterr().err


def test_a_missing_package_is_said_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.fr.txt").write_text(TEXTS[0], encoding="utf-8")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    rows = tmp_path / "rows.parquet"
    asked = ["check", str(tmp_path), "--tier", "fast", "--report", f"parquet={rows}"]
    assert invoke(asked) == 2
    said = capsys.readouterr()
    assert "checker[parquet]" in said.err and not said.out
    assert not rows.exists()
