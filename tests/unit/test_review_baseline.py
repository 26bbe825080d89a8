"""Baselines: what they hold, what a run makes of them, and files that are none."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli import invoke
from checker.config import Config
from checker.errors import UsageProblem
from checker.evaluate import gold
from checker.review.baseline import (
    FORMAT,
    Baseline,
    Entry,
    differing,
    encoded,
    followed,
    load,
    merged,
    relative,
    revise,
)
from checker.types import (
    DocumentResult,
    DocumentScores,
    Finding,
    Report,
    SegmentResult,
    SegmentScores,
    Severity,
    Status,
    Summary,
    Tool,
)

SCORES = SegmentScores(None, None, None, None)


def finding(code: str, fingerprint: str, suppressed: str | None = None) -> Finding:
    return Finding(
        code, "a-rule", "x", Severity.MAJOR, 0, 1, 1, 1, "a", "why", None, {}, None,
        fingerprint, suppressed,
    )  # fmt: skip


def report(path: str, *findings: Finding, text: str = "Une phrase.") -> Report:
    segment = SegmentResult(
        0, None, 1, 1, 0, len(text), text, None, None, None, Status.FLAGGED, None, SCORES, (),
        findings,
    )  # fmt: skip
    document = DocumentResult(
        path, "fr", "en", None, DocumentScores(None, None, None, 2, 0.0), (segment,)
    )
    return Report(
        1, Tool("checker", "1", "v:1|lang:fr|models:a"), (document,), (),
        Summary(1, 1, 1, {}, 0, 0, 2, 0.0, "failed"),
    )  # fmt: skip


def baseline(*entries: tuple[str, str, str]) -> Baseline:
    return Baseline(
        FORMAT, "v:1|lang:fr|models:a", tuple(Entry(p, c, f, "Une phrase.") for p, c, f in entries)
    )


EMPTY = baseline()
TEXTS = st.text(max_size=20).map(lambda s: s.encode("utf-8", "replace").decode())


def test_a_renamed_file_is_known_by_its_findings(tmp_path: Path) -> None:
    before = baseline(("old.txt", "A", "1"), ("old.txt", "A", "2"), ("kept.txt", "A", "3"))
    (tmp_path / "kept.txt").touch()
    path = str(tmp_path / "new.txt")
    now = report(path, finding("A", "1"), finding("B", "9"))
    after = followed(before, now, tmp_path)
    assert [entry.path for entry in after.findings] == ["new.txt", "new.txt", "kept.txt"]
    assert after.prints[relative(path, tmp_path)] == {"1", "2"}
    assert followed(after, now, tmp_path) == after
    changed = revise(after, now, ["A", "B"], tmp_path)
    assert ([e.code for e in changed.added], [e.fingerprint for e in changed.gone]) == (
        ["B"],
        ["2"],
    )
    other = report(path, finding("B", "9"))
    assert followed(before, other, tmp_path) == before, "too little is alike"
    (tmp_path / "old.txt").touch()
    assert followed(before, now, tmp_path) == before, "the old file is there: a copy"


def test_thousands_of_files_that_were_all_renamed(tmp_path: Path) -> None:
    """Half of them with a finding that no other has, half with one that all have: no file is asked about each other."""
    many = 20_000
    prints = [f"{n}" if n % 2 else "same" for n in range(many)]
    before = baseline(*((f"{n}.txt", "A", print_) for n, print_ in enumerate(prints)))
    documents = [
        report(str(tmp_path / f"new-{n}.txt"), finding("A", print_)).documents[0]
        for n, print_ in enumerate(prints)
    ]
    now = replace(report("x"), documents=tuple(documents))
    started = time.process_time()
    after = followed(before, now, tmp_path)
    known = after.prints
    found = [known.get(relative(one.path, tmp_path), set()) for one in documents]
    assert time.process_time() - started < 20  # asked about each other: a minute
    assert found == [{print_} for print_ in prints]


@given(st.lists(st.builds(Entry, TEXTS, TEXTS, TEXTS, TEXTS), max_size=5), TEXTS)
def test_what_is_written_is_read_again(entries: list[Entry], signature: str) -> None:
    whole = Baseline(FORMAT, signature, tuple(sorted(entries)))
    data = encoded(whole)
    assert data == encoded(Baseline(FORMAT, signature, tuple(sorted(entries, reverse=True))))
    read = json.loads(data)
    assert [Entry(**one) for one in read["findings"]] == list(whole.findings)
    assert data.count(b"\n") == 6 + max(len(entries), 1)


def test_a_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    one = baseline(("a.txt", "STR101", "x-1"), ("b/c.txt", "ACC101", "y-2"))
    file.write_bytes(encoded(one))
    assert load(file) == one


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"format": 1}',
        b'{"format": 2, "signature": ""}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_baseline_is_said(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    file.write_bytes(content)
    with pytest.raises(UsageProblem) as raised:
        load(file)
    assert str(file) in raised.value.message
    assert raised.value.hint


def test_a_missing_baseline_and_a_folder_are_said(tmp_path: Path) -> None:
    for place in (tmp_path / "none.json", tmp_path):
        with pytest.raises(UsageProblem, match=place.name):
            load(place)


def test_paths_count_from_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site" / "fr").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "site")
    assert relative("fr/a.txt", tmp_path) == "site/fr/a.txt"
    assert relative(str(tmp_path / "site" / "fr" / "a.txt"), tmp_path) == "site/fr/a.txt"
    assert relative("./fr/../fr/a.txt", Path()) == "fr/a.txt"
    assert relative("-", tmp_path) == "-"
    one = baseline(("site/fr/a.txt", "STR101", "x-1"), ("site/fr/b.txt", "STR101", "z-1"))
    assert one.prints[relative("fr/a.txt", tmp_path)] == {"x-1"}


def test_a_run_adds_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    old = baseline(("a.txt", "STR101", "x-1"), ("a.txt", "STR101", "gone-1"))
    run = report(
        str(tmp_path / "a.txt"),
        finding("STR101", "x-1", "baseline"),
        finding("STR102", "new-1"),
        finding("STR102", "ignored-1", "inSource"),
    )
    revision = revise(old, run, {"STR101", "STR102"}, tmp_path)
    assert [entry.fingerprint for entry in revision.baseline.findings] == ["x-1", "new-1"]
    assert [entry.fingerprint for entry in revision.added] == ["new-1"]
    assert [entry.fingerprint for entry in revision.gone] == ["gone-1"]


def test_what_a_run_did_not_look_at_stays(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("là")
    old = baseline(
        ("a.txt", "ACC101", "not-run-1"),
        ("other.txt", "STR101", "not-checked-1"),
        ("deleted.txt", "STR101", "deleted-1"),
        ("-", "STR101", "piped-1"),
    )
    revision = revise(old, report(str(tmp_path / "a.txt")), {"STR101"}, tmp_path)
    assert [entry.fingerprint for entry in revision.gone] == ["deleted-1"]
    assert revision.added == ()
    assert len(revision.baseline.findings) == 3


def test_revising_twice_changes_nothing(tmp_path: Path) -> None:
    run = report(str(tmp_path / "a.txt"), finding("STR101", "x-1"), finding("STR101", "x-2"))
    once = revise(EMPTY, run, {"STR101"}, tmp_path).baseline
    again = revise(once, run, {"STR101"}, tmp_path)
    assert again.baseline == once
    assert (again.added, again.gone) == ((), ())


def test_an_entry_shows_the_beginning_of_a_long_sentence_on_one_line(tmp_path: Path) -> None:
    run = report("a.txt", finding("STR101", "x-1"), text="mot\n" * 100)
    (entry,) = revise(EMPTY, run, {"STR101"}, tmp_path).baseline.findings
    assert entry.sentence.startswith("mot mot mot")
    assert entry.sentence.endswith("…")
    assert len(entry.sentence) == 100


def test_signatures_are_compared_by_their_parts() -> None:
    full = "v:1|lang:fr|pivot:en|models:a:b|cal:x"
    assert differing(full, full) == ()
    assert differing(full, "v:1|lang:fr|tier:fast") == ()
    assert differing(full, full.replace("a:b", "a:c")) == ("models",)
    assert merged(full, "v:2|lang:fr|tier:fast") == full.replace("v:1", "v:2")


def test_a_partial_run_keeps_the_signature_of_the_models(tmp_path: Path) -> None:
    old = baseline(("a.txt", "ACC101", "by-models-1"))
    run = report(str(tmp_path / "a.txt"))
    run = replace(run, tool=replace(run.tool, signature="v:2|lang:fr|tier:fast"))
    found = revise(old, run, {"STR101"}, tmp_path).baseline
    assert found.signature == "v:2|lang:fr|models:a"


DECISIONS = (
    '{"lang_tgt": "fr", "target": "Un  mot là.", "errors": [], "dismissed": [{"path": "a.txt", "code": "STR104", '
    '"fingerprint": "1234", "sentence": "Un  mot là."}]}\n'
    '{"lang_tgt": "fr", "target": "Il dort dort.", "source": "He sleeps.", "dismissed": [], "errors": '
    '[{"start": 3, "end": 12, "severity": "major", "category": "style"}]}\n'
    '{"lang_tgt": "fr", "target": "Et puis.", "label": null, "dismissed": []}\n'
)


def test_decisions_of_people_are_a_baseline_and_gold(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text(DECISIONS, encoding="utf-8")
    assert load(file).findings == (Entry("a.txt", "STR104", "1234", "Un  mot là."),)
    good, bad, unknown = gold.read(file, Config()).rows
    assert (good.bad, good.major) == (False, False)
    assert (bad.bad, bad.major, bad.source) == (True, True, "He sleeps.")
    assert (unknown.bad, unknown.major) == (None, None)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(UsageProblem, match="not a baseline"):
        load(file)


def test_a_run_does_not_write_decisions_of_people(tmp_path: Path) -> None:
    file, text = tmp_path / "decisions.jsonl", tmp_path / "a.txt"
    file.write_text(DECISIONS, encoding="utf-8")
    text.write_text("Un mot.", encoding="utf-8")
    arguments = ["check", "--tier=fast", f"--baseline={file}", "--update-baseline", str(text)]
    assert invoke(arguments) == 2
    assert file.read_text(encoding="utf-8") == DECISIONS
