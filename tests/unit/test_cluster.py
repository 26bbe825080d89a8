"""A run on a cluster without one: which files, what is kept of them, and what becomes of workers that die.

Ray itself is asked in tests/integration/test_cluster.py, where its extra is installed.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet
import pytest

from checker.cli import invoke
from checker.cluster import spread as running
from checker.cluster.actor import INDIFFERENT, Worker, outcome
from checker.cluster.kept import Results, Row, schema
from checker.cluster.spread import ATTEMPTS, MOST_LOST, Cluster, check
from checker.cluster.stores import filesystem
from checker.cluster.texts import Stored, texts
from checker.config import Config
from checker.errors import CheckerError, EngineFailure, UsageProblem
from checker.judge.gate import Outline, outlined
from checker.pipeline import run
from checker.types import Block, Document, Problem, Report

CONFIG = Config(tier="fast", select=("LOC", "STR"), fail_on="minor", cache=False)
GOOD, BAD = "Rien à dire ici.", "Le prix est de 12 euros,, dit-il ."


class _Died(Exception):
    """What the fake raises where Ray says that a worker is gone."""


class _Failed(_Died):
    """What the fake raises where the worker raised `cause`."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class FakeRay:
    """Workers that live in this process, and die where `dies(number of the worker, what it is asked)` says so."""

    exceptions = SimpleNamespace(RayError=_Died, RayTaskError=_Failed)

    def __init__(
        self, dies: Callable[[int, Any], bool] = lambda number, work: False, cpus: int = 2
    ) -> None:
        self.dies, self.cpus, self.hired = dies, cpus, 0
        self.identity: Callable[[int, Any], Any] = lambda number, worker: worker.identity()
        self.asked: list[str] = []

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": float(self.cpus)}

    def remote(self, **needs: float) -> Callable[[type], Any]:
        def maker(kind: type) -> Any:
            def hire(config: Config) -> Any:
                self.hired += 1
                number, worker = self.hired, kind(config)

                def asked(work: Any) -> Any:
                    self.asked.append(_path(work))
                    return worker.check(work)

                return SimpleNamespace(
                    identity=self._call(number, lambda: self.identity(number, worker)),
                    check=self._call(number, asked),
                )

            return SimpleNamespace(remote=hire)

        return maker

    def _call(self, number: int, function: Callable[..., Any]) -> Any:
        def remote(*work: Any) -> Any:
            def answer() -> Any:
                if self.dies(number, work[0] if work else None):
                    raise _Died("the worker died")
                try:
                    return function(*work)
                except CheckerError as error:
                    raise _Failed(error) from None

            return answer

        return SimpleNamespace(remote=remote)

    def wait(self, refs: Sequence[Any], timeout: float) -> tuple[list[Any], list[Any]]:
        return [refs[-1]], list(refs[:-1])

    def get(self, ref: Any) -> Any:
        return ref()

    def kill(self, worker: Any) -> None:
        pass


def _path(work: Any) -> str:
    name = work.name if hasattr(work, "name") else work[-1].path
    return Path(name).name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for at, text in enumerate([GOOD, BAD, GOOD, BAD]):
        Path(f"in/{at}.fr.txt").parent.mkdir(exist_ok=True)
        Path(f"in/{at}.fr.txt").write_text(text, encoding="utf-8")
    return tmp_path


def _check(
    ray: FakeRay, *paths: str, config: Config = CONFIG, said: list[str] | None = None
) -> Report:
    @contextlib.contextmanager
    def connected(cluster: Cluster) -> Iterator[FakeRay]:
        yield ray

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "_connected", connected)
        heard = [] if said is None else said
        return check(
            paths,
            config,
            Cluster(),
            Results("out"),
            lambda message, hint=None: heard.append(message),
        )


def _table() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table("out").to_pylist()
    return sorted(rows, key=lambda row: str(row["path"]))


# --- what a run says ---


def test_the_verdict_and_the_counts_are_those_of_one_machine(folder: Path) -> None:
    report = _check(FakeRay(), "in")
    documents = [
        Document(f"in/{at}.fr.txt", text, (Block(text),))
        for at, text in enumerate([GOOD, BAD, GOOD, BAD])
    ]
    expected = run(CONFIG, documents)
    assert report.exit_code == expected.exit_code == 1
    assert replace(report.summary, seconds=0) == replace(expected.summary, seconds=0)
    assert report.tool == expected.tool
    found = [
        [f["code"] for s in row["document"]["segments"] for f in s["findings"]] for row in _table()
    ]
    assert found == [[f.code for s in d.segments for f in s.findings] for d in expected.documents]


def test_files_that_cannot_be_read_are_rows_and_make_two_of_the_exit_code(folder: Path) -> None:
    Path("in/4.fr.jsonl").write_text("no record\n", encoding="utf-8")
    report = _check(FakeRay(), "in", "absent.txt")
    assert report.exit_code == 2
    assert [problem.path for problem in report.problems] == ["in/4.fr.jsonl", "absent.txt"]
    broken = [row for row in _table() if row["document"] is None]
    assert [row["path"] for row in broken] == ["absent.txt", "in/4.fr.jsonl"]
    assert all(row["problems"][0]["message"] for row in broken)


# --- what is done is not done again ---


def test_a_second_run_does_what_has_changed_and_nothing_else(folder: Path) -> None:
    first = _check(FakeRay(), "in")
    second = FakeRay()
    again = _check(second, "in")
    assert second.asked == []
    assert replace(again.summary, seconds=0) == replace(first.summary, seconds=0)
    Path("in/0.fr.txt").write_text(BAD, encoding="utf-8")
    Path("in/5.fr.txt").write_text(GOOD, encoding="utf-8")
    third = FakeRay()
    report = _check(third, "in")
    assert sorted(third.asked) == ["0.fr.txt", "5.fr.txt"]
    assert report.summary.documents == len(_table()) == 5
    assert report.summary.findings["minor"] > first.summary.findings["minor"]


def test_other_settings_are_another_result_and_another_gate_is_not(folder: Path) -> None:
    _check(FakeRay(), "in")
    gate, rules = FakeRay(), FakeRay()
    assert _check(gate, "in", config=replace(CONFIG, fail_on="never")).exit_code == 0
    assert gate.asked == []
    _check(rules, "in", config=replace(CONFIG, select=("STR",)))
    assert len(rules.asked) == len(_table()) == 4


def test_it_says_how_far_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ROWS", 2)
    said: list[str] = []
    _check(FakeRay(), "in", said=said)
    assert said == [
        "to check: 4 of 4 files, by 2 workers",
        "checked: 2 of 4",
        "checked: 4 of 4",
    ]
    assert len(list(Path("out").iterdir())) == 2


def test_a_worker_takes_no_more_of_its_machine_than_it_was_given() -> None:
    mine = running._of_workers(Config())
    assert (mine.threads, mine.device, mine.ui_lang) == (1, "cpu", "en")
    theirs = running._of_workers(Config(threads=3, device="cuda"))
    assert (theirs.threads, theirs.device) == (3, "cuda")


def test_results_of_files_that_were_not_named_stay_and_do_not_count(folder: Path) -> None:
    _check(FakeRay(), "in")
    report = _check(FakeRay(), "in/0.fr.txt")
    assert (report.summary.documents, len(_table())) == (1, 4)


def test_a_run_that_is_stopped_keeps_what_is_finished(folder: Path) -> None:
    class Stopped(FakeRay):
        def wait(self, refs: Sequence[Any], timeout: float) -> tuple[list[Any], list[Any]]:
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().wait(refs, timeout)

    report = _check(Stopped(), "in")
    assert report.exit_code == 2 and 0 < report.summary.documents < 4
    rest = FakeRay()
    assert _check(rest, "in").summary.documents == 4
    assert len(rest.asked) == 4 - report.summary.documents


def test_a_run_that_is_stopped_does_not_count_results_of_other_settings(folder: Path) -> None:
    class Stopped(FakeRay):
        def wait(self, refs: Sequence[Any], timeout: float) -> tuple[list[Any], list[Any]]:
            if self.asked:
                raise KeyboardInterrupt
            return super().wait(refs, timeout)

    _check(FakeRay(), "in")
    report = _check(Stopped(), "in", config=replace(CONFIG, select=("STR",)))
    assert report.exit_code == 2 and report.summary.documents < 4
    assert len({row["path"] for row in _table()}) == 4  # nothing is taken out before it is replaced


def test_it_says_what_it_waits_for_once(folder: Path) -> None:
    class Full(FakeRay):
        waits = 0

        def wait(self, refs: Sequence[Any], timeout: float) -> tuple[list[Any], list[Any]]:
            self.waits += 1
            return ([], list(refs)) if self.waits < 4 else super().wait(refs, timeout)

    said: list[str] = []
    _check(Full(), "in", said=said)
    assert sum("no worker is ready" in message for message in said) == 1


def test_what_the_identity_leaves_out_are_settings() -> None:
    assert {item.name for item in dataclasses.fields(Config)} >= INDIFFERENT


def test_a_glossary_that_changes_is_another_identity(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    config = replace(CONFIG, glossary=(str(file),))
    file.write_text("source,target\nhouse,maison\n", encoding="utf-8")
    one = Worker(config).identity()
    file.write_text("source,target\nhouse,domicile\n", encoding="utf-8")
    other = Worker(config).identity()
    assert one.signature == other.signature and one.digest != other.digest


# --- workers die ---


def test_a_document_whose_worker_died_goes_to_another(folder: Path) -> None:
    whole = _check(FakeRay(), "in")
    for row in Path("out").iterdir():
        row.unlink()
    ray = FakeRay(lambda number, work: number == 2 and work is not None)
    report = _check(ray, "in")
    assert replace(report.summary, seconds=0) == replace(whole.summary, seconds=0)
    assert ray.hired == 3


def test_a_document_that_kills_is_a_problem_and_is_tried_again_by_the_next_run(
    folder: Path,
) -> None:
    tried: list[str] = []

    def dies(number: int, work: Any) -> bool:
        if work is not None and _path(work) == "1.fr.txt":
            tried.append("1.fr.txt")
            return True
        return False

    report = _check(FakeRay(dies), "in")
    assert len(tried) == ATTEMPTS
    (problem,) = report.problems
    assert problem.path == "in/1.fr.txt" and report.summary.documents == 3
    second = FakeRay()
    assert _check(second, "in").exit_code == 1
    assert second.asked == ["1.fr.txt"] and len(_table()) == 4


def test_a_cluster_on_which_every_worker_dies_is_an_error(folder: Path) -> None:
    ray = FakeRay(lambda number, work: True)
    with pytest.raises(EngineFailure, match="die before"):
        _check(ray, "in")
    assert ray.hired == MOST_LOST + 1


def test_a_machine_that_would_say_something_else_is_refused(folder: Path) -> None:
    ray = FakeRay()
    ray.identity = lambda number, worker: replace(worker.identity(), digest=str(number == 1))
    with pytest.raises(EngineFailure, match="would give different results"):
        _check(ray, "in")


def test_what_a_worker_cannot_do_at_all_is_said_as_on_one_machine(folder: Path) -> None:
    missing = replace(CONFIG, tier="full", back_model="./none", select=("ACC101",))
    with pytest.raises(CheckerError, match="none"):
        _check(FakeRay(), "in", config=missing)


# --- files in stores ---


def _names(*arguments: str, config: Config = CONFIG) -> list[str]:
    return [Path(text.name).name for text in texts(arguments, config)]


def test_an_address_names_a_file_a_folder_or_a_pattern(folder: Path) -> None:
    top = (folder / "in").as_uri()
    Path("in/b/c").mkdir(parents=True)
    for name in ("b/c/deep.fr.md", "b/x.fr.txt", "b/photo.png", ".hidden.txt"):
        Path("in", name).write_text(GOOD, encoding="utf-8")
    assert _names(f"{top}/2.fr.txt") == ["2.fr.txt"]
    assert _names(f"{top}/?.fr.txt") == [f"{at}.fr.txt" for at in range(4)]
    assert _names(f"{top}/**/*.md") == ["deep.fr.md"]
    assert _names(f"{top}/b") == ["deep.fr.md", "x.fr.txt"]
    (nothing,) = texts([f"{top}/*.docx"], CONFIG)
    assert isinstance(nothing.item, Problem)


def test_what_the_settings_exclude_in_a_store_is_a_notice(folder: Path) -> None:
    config = replace(CONFIG, exclude=("0.fr.txt",))
    report = _check(FakeRay(), (folder / "in").as_uri(), config=config)
    (notice,) = report.notices
    assert notice.kind == "excluded" and notice.path.endswith("0.fr.txt")
    assert (report.summary.documents, report.exit_code) == (3, 1)


def test_a_file_in_a_store_is_read_by_the_worker_and_says_the_same(folder: Path) -> None:
    here = _check(FakeRay(), "in")
    documents = [row["document"]["segments"] for row in _table()]
    for file in Path("out").iterdir():
        file.unlink()
    there = _check(FakeRay(), (folder / "in").as_uri())
    assert replace(there.summary, seconds=0) == replace(here.summary, seconds=0)
    assert [row["document"]["segments"] for row in _table()] == documents


def test_a_file_that_is_gone_when_its_turn_comes_is_a_problem(folder: Path) -> None:
    (text,) = texts([f"{(folder / 'in').as_uri()}/0.fr.txt"], CONFIG)
    assert isinstance(text.item, Stored)
    Path("in/0.fr.txt").unlink()
    (found,) = text.open(CONFIG)
    assert isinstance(found, Problem)


def test_sources_are_looked_for_on_this_machine_only() -> None:
    with pytest.raises(UsageProblem):
        list(texts(["s3://bucket/a.txt"], replace(CONFIG, source_pattern="{stem}.en.txt")))


def test_an_address_that_nobody_knows_is_a_usage_error() -> None:
    with pytest.raises(UsageProblem, match="nonsense://"):
        filesystem("nonsense://bucket/a")


# --- the table ---


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    text = "Il a dit :,, « non » .\ud800"
    report = run(CONFIG, [Document("a.txt", text, (Block(text, extra={"n": [1, None]}),))])
    (document,) = report.documents
    found = outcome(report)
    row = Row("a.txt", "1-2", "d", "s", (Problem("a.txt", "m"),), found.notices, outlined(document))
    results = Results(str(tmp_path / "out"))
    results.write([replace(row, document=document)])
    assert list(Results(str(tmp_path / "out")).rows(frozenset({"a.txt"}))) == [row]
    (values,) = pyarrow.parquet.read_table(tmp_path / "out").to_pylist()
    (segment,) = values["document"]["segments"]
    assert segment["extra"] == '{"n":[1,null]}'
    assert [f["code"] for f in segment["findings"]] == [
        f.code for f in document.segments[0].findings
    ]
    assert "within" not in segment["findings"][0]


def test_the_columns_of_an_outline_can_be_queried() -> None:
    outline = schema().field("outline").type
    assert {field.name for field in outline} == {one.name for one in dataclasses.fields(Outline)}


def test_results_that_are_damaged_are_said_and_never_replaced(folder: Path) -> None:
    _check(FakeRay(), "in")
    (part,) = Path("out").iterdir()
    part.write_bytes(b"nothing")
    with pytest.raises(UsageProblem, match=part.name):
        Results("out")
    assert part.read_bytes() == b"nothing"


def test_a_part_is_never_seen_half_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any, **options: Any) -> None:
        raise OSError("disk is full")

    results = Results("out")
    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(UsageProblem, match="disk is full"):
        results.write([Row("a", "", "", "")])
    assert not list(Path("out").glob("*.parquet"))


# --- the command ---


@pytest.mark.parametrize(
    "options",
    [
        ["--cluster=auto"],
        ["--cluster=auto", "-o=out", "--fix"],
        ["--cluster=auto", "-o=out", "--report=json=a.json"],
        ["--cluster=auto", "-o=out", "--baseline=known.json"],
        ["--workers=2"],
    ],
)
def test_options_that_do_not_go_together(folder: Path, options: list[str]) -> None:
    assert invoke(["check", "in", "--tier=fast", *options]) == 2
    assert not Path("out").exists()
