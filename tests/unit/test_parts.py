"""A long file of records is read and checked in parts, and says what it says as a whole."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.cli import invoke
from checker.config import Config
from checker.errors import BadInput
from checker.inputs.files import Input, open_document, open_parts
from checker.judge import gate
from checker.judge.gate import Outline, outlined
from checker.pipeline import Checker, run
from checker.readers import gathered, records
from checker.text.segment import segment
from checker.types import Document

CONFIG = Config(tier="fast", select=("LOC", "STR"), fail_on="minor", cache=False)
FEW = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (gathered, records):
        monkeypatch.setattr(module, "RECORDS", FEW)


def _parts(data: bytes, config: Config = CONFIG) -> list[Document]:
    return list(records.read_parts("a.jsonl", io.BytesIO(data), config))


def _row(text: str, **fields: object) -> str:
    return json.dumps({"target": text, **fields}, ensure_ascii=False)


LINES = st.one_of(
    st.text("aé🙂 .,'\u2028", max_size=12).map(_row),
    st.text("aé🙂 .,", max_size=6).map(lambda text: json.dumps({"target": f'{text}\ud800"\n'})),
    st.sampled_from(
        ["", "  ", "{", "[]", '{"other": 1}', '{"target": "a", "checker_ignore": "STR"}']
    ),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_the_parts_are_the_whole(lines: list[str], end: str, last: bool, mark: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (gathered, records):
            patch.setattr(module, "RECORDS", FEW)
        data = ("\ufeff" * mark + end.join(lines) + end * last).encode()
        try:
            whole = records.read_lines("a.jsonl", data, CONFIG)
        except BadInput as error:
            with pytest.raises(BadInput, match="no record can be used") as raised:
                _parts(data)
            assert raised.value.message == error.message
            return
        parts = _parts(data)
    assert "".join(part.text for part in parts) == whole.text
    assert [block for part in parts for block in part.blocks] == list(whole.blocks)
    assert [one for part in parts for one in part.ignores] == list(whole.ignores)
    assert [one for part in parts for one in part.problems] == list(whole.problems)
    assert [one for part in parts for one in segment(part)] == list(segment(whole))
    assert all(len(part.blocks) <= FEW for part in parts)


def test_the_rows_of_a_streamed_report_are_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    texts = [f"Le prix numéro {at} est de 12 euros,, dit-il ." for at in range(8)]
    lines = [_row(text, id=at) for at, text in enumerate(texts)]
    Path("a.jsonl").write_text("\n".join([*lines[:4], "{", *lines[4:]]), encoding="utf-8")
    command = [
        "check",
        "a.jsonl",
        "--tier=fast",
        "--select=LOC,STR",
        "--format=jsonl",
        "--no-cache",
    ]
    code, streamed = invoke(command), capsys.readouterr().out
    assert code == 2  # a line is no record
    assert invoke([*command, "--report=json=all.json"]) == 2
    assert capsys.readouterr().out == streamed
    rows = [json.loads(line) for line in streamed.splitlines()]
    assert [row["index"] for row in rows if "index" in row] == list(range(8))
    assert [row["line"] for row in rows if "index" in row] == [1, 2, 3, 4, 6, 7, 8, 9]
    assert any(
        finding["line"] == 9 for row in rows if "index" in row for finding in row["findings"]
    )


@pytest.mark.parametrize(
    "data",
    [
        "\n".join(_row("Un prix élevé.", doc=at // 2) for at in range(7)).encode(),
        "\n".join(_row("Un prix élevé, déjà.") for _line in range(7)).encode("cp1252"),
        "\n".join(_row("Un prix élevé.") for _line in range(7)).encode("utf-16"),
    ],
    ids=["articles", "Windows", "UTF-16"],
)
def test_what_must_be_read_as_a_whole_is(data: bytes) -> None:
    assert _parts(data) == [records.read_lines("a.jsonl", data, CONFIG)]


def test_rules_and_models_look_no_further_than_a_part(tmp_path: Path) -> None:
    rows = "\n".join(_row("Un texte.") for _line in range(7)).encode()
    blocks = records.read_lines("a.jsonl", rows, CONFIG).blocks
    assert [block.article for block in blocks] == [(None, None, at // FEW) for at in range(7)]
    named = records.read_lines("a.jsonl", _row("a", doc="x").encode(), CONFIG).blocks
    assert named[0].article == ("x", None, 0)


def test_parts_are_one_document_for_the_summary_and_the_gate() -> None:
    rows = "\n".join(_row("Le prix,, dit-il .") for _line in range(7)).encode()
    config = replace(CONFIG, max_findings_per_1000_words=1)
    whole = run(config, [records.read_lines("a.jsonl", rows, config)])
    report = Checker(config).check(_parts(rows, config), keep=lambda result: None)
    assert replace(report.summary, seconds=0) == replace(whole.summary, seconds=0)
    assert len(report.summary.reasons) == 2


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 50)), min_size=1, max_size=6))
def test_the_quality_of_a_document_is_the_mean_over_its_parts(
    parts: Sequence[tuple[float, int]],
) -> None:
    mean = sum(quality * words for quality, words in parts) / sum(words for _q, words in parts)
    for floor, below in ((mean + 0.1, True), (mean - 0.1, False)):
        tally = gate.Tally(Config(min_quality=floor))
        for quality, words in parts:
            tally.add(Outline("a", quality, words, 0.0, words, 1, 0, 0, 0, {}))
        assert bool(tally.summary(0, problems=False).reasons) == below


def test_an_outline_counts_the_words_that_its_quality_speaks_of() -> None:
    (document,) = run(
        CONFIG, [records.read_lines("a.jsonl", _row("Un texte.").encode(), CONFIG)]
    ).documents
    assert outlined(document).scored in (0, document.scores.words)


def test_a_line_beyond_the_limit_is_a_problem_and_what_stands_before_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.jsonl"
    lines = [_row("Un texte.")] * 4 + [_row("a" * 2_000_000)]
    file.write_text("\n".join(lines), encoding="utf-8")
    item, config = Input(str(file), file), replace(CONFIG, max_file_megabytes=1)
    found = open_parts(item, config)
    assert len(next(found).blocks) == FEW
    with pytest.raises(BadInput, match="larger than 1 megabytes"):
        list(found)
    with pytest.raises(BadInput, match="larger than 1 megabytes"):
        open_document(item, config)
