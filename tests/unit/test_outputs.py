"""An output is never an input, by whatever name; what cannot be written or read is said before the work, and once."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from checker.cli import invoke

TEXT = "Un  mot ,là.\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.fr.md").write_text(TEXT, encoding="utf-8")
    Path("own.en.md").write_text("A word, there.\n", encoding="utf-8")
    Path("terms.csv").write_text("source,target\nword,mot\n", encoding="utf-8")
    Path("known.json").write_text('{"format":1,"signature":"v:1","findings":[]}', encoding="utf-8")
    Path("settings.toml").write_text("", encoding="utf-8")
    Path("sub").mkdir()
    Path("link.md").symlink_to("own.fr.md")
    Path("twin.md").hardlink_to("own.fr.md")


def checked(*arguments: str) -> int:
    return invoke(["check", "--tier=fast", "--quiet", "--exit-zero", *arguments])


def contents() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(Path().rglob("*")) if p.is_file()}


SAME = ["own.fr.md", "./own.fr.md", "sub/../own.fr.md", "link.md", "twin.md"]


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("option", ["-o={}", "--report=json={}", "--report=html={}"])
def test_no_output_is_the_text(name: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents()
    assert checked("own.fr.md", option.format(name).replace("-o=", "--output=")) == 2
    assert "own.fr.md" in capsys.readouterr().err
    assert contents() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--source=own.en.md", "--output=own.en.md"),
        ("--source-pattern={stem}.en.md", "--output=own.en.md"),
        ("--glossary=terms.csv", "--output=terms.csv"),
        ("--baseline=known.json", "--output=known.json"),
        ("--baseline=known.json", "--update-baseline", "--report=json=known.json"),
        ("--baseline=own.fr.md", "--update-baseline"),
        ("--config=settings.toml", "--output=settings.toml"),
        ("--output=new.json", "--report=json=new.json"),
        ("--output=new.json", "--report=json=sub/../NEW.json"),
        ("--report=json=a.json", "--report=sarif=a.json"),
    ],
)
def test_no_output_is_another_file_of_the_run(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents()
    assert checked("own.fr.md", *arguments) == 2
    assert capsys.readouterr().err.startswith("checker: ")
    assert contents() == before


def test_a_file_of_a_folder_is_a_text_too() -> None:
    before = contents()
    assert checked(".", "--output=own.fr.md") == 2
    assert checked("*.md", "--report=html=own.fr.md") == 2
    assert contents() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--output=none/a.txt",), "there is no folder none"),
        (("--report=json=sub",), "sub: cannot be written"),
        (("--baseline=none/a.json", "--update-baseline"), "there is no folder none"),
        (("--glossary=none.csv",), "none.csv: cannot be read"),
        (("--baseline=none.json",), "there is no such baseline"),
        (("--baseline=own.en.md",), "is not a baseline"),
    ],
)
def test_what_is_wrong_is_said_once_and_before_the_work(
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_arguments: object) -> None:
        raise AssertionError("a document was opened")

    monkeypatch.setattr("checker.inputs.files.open_document", never)
    assert checked("own.fr.md", "own.en.md", *arguments) == 2
    out, err = capsys.readouterr()
    assert err.count(said) == 1 and not out


def test_the_shell_may_lead_a_report_into_the_folder_but_not_onto_a_text() -> None:
    options = ["--tier=fast", "--select=STR104", "--exit-zero"]
    command = [sys.executable, "-m", "checker", "check", *options]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with Path("report.md").open("wb") as out:
        done = subprocess.run([*command, "."], stdout=out, stderr=subprocess.PIPE, env=env)
    assert done.returncode == 0 and b"is not checked" in done.stderr
    assert "STR104" in Path("report.md").read_text()
    with Path("own.fr.md").open("ab") as out:
        done = subprocess.run([*command, "own.fr.md"], stdout=out, stderr=subprocess.PIPE, env=env)
    assert done.returncode == 2 and Path("own.fr.md").read_text() == TEXT


@pytest.mark.parametrize(
    ("arguments", "redirected"),
    [
        (["-", "-o", "own.fr.md"], "< own.fr.md"),
        (["-", "-o", "/dev/stdin"], "< own.fr.md"),
        (["-"], "< own.fr.md >> own.fr.md"),
        (["-", "--stdin-filename=a.md", "--report=json=own.fr.md"], "< own.fr.md"),
        (["/dev/fd/3", "-o", "own.fr.md"], "3< own.fr.md"),
        (["-"], "< own.fr.md 2>> own.fr.md"),
        (["own.fr.md", "--input-format=none"], "2>> own.fr.md"),
        (["."], "2>> own.fr.md"),
        (["own.fr.md"], "&>> own.fr.md"),
    ],
)
def test_what_the_shell_opened_to_be_read_is_no_output(
    arguments: list[str], redirected: str
) -> None:
    command = shlex.join([sys.executable, "-m", "checker", "check", "--tier=fast", *arguments])
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["bash", "-c", f"{command} {redirected}"], capture_output=True, env=env, check=False
    )
    assert done.returncode == 2 and Path("own.fr.md").read_text() == TEXT
    # What is said of standard error is said on standard output, unless that goes there too.
    assert (
        b"is read" in done.stdout + done.stderr or b"both read" in done.stderr or "&" in redirected
    )


@pytest.mark.parametrize("redirected", [">> terms.csv", "2>> terms.csv"])
def test_messages_are_added_to_no_file_that_options_name(redirected: str) -> None:
    arguments = ["check", "--tier=fast", "--glossary=terms.csv", "own.fr.md"]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = f"{shlex.join([sys.executable, '-m', 'checker', *arguments])} {redirected}"
    before = contents()
    assert subprocess.run(["bash", "-c", command], capture_output=True, env=env).returncode == 2
    assert contents() == before


def test_no_report_replaces_a_model_or_what_a_summary_is_added_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("sub/config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    before = contents()
    assert checked("own.fr.md", "--back-model=sub", "--output=sub/config.json") == 2
    assert checked("own.fr.md", "--format=github", "--output=summary.md") == 2
    assert contents() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", "a.gold.json", "--predictions=a.fr.txt"),
        ("evaluate", ".", "--save-measurements=a.fr.txt"),
        ("calibrate", "a.gold.json", "--output=a.fr.txt"),
    ],
)
def test_a_document_beside_its_marks_is_read_too(arguments: tuple[str, ...]) -> None:
    Path("a.fr.txt").write_text(TEXT, encoding="utf-8")
    Path("a.gold.json").write_text('{"document": "a.fr.txt", "errors": []}', encoding="utf-8")
    before = contents()
    assert invoke([*arguments]) == 2
    assert contents() == before


def test_the_summary_of_a_job_is_not_added_to_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "own.fr.md")
    assert checked("own.fr.md", "--format=github") == 2
    assert checked("own.fr.md", "--report=github=a.txt") == 2
    assert Path("own.fr.md").read_text() == TEXT
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    assert checked("own.fr.md", "--format=github", "--exit-zero") == 0
    assert Path("summary.md").stat().st_size


def test_measuring_reads_and_writes_other_files(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gold.jsonl").write_text('{"target": "Un mot."}\n')
    before = contents()
    for arguments in (
        ["evaluate", "gold.jsonl", "--predictions=gold.jsonl"],
        ["evaluate", "gold.jsonl", "--save-measurements=./gold.jsonl"],
        ["evaluate", "gold.jsonl", "--predictions=a", "--save-measurements=a"],
        ["calibrate", "gold.jsonl", "-o", "gold.jsonl"],
    ):
        assert invoke(arguments) == 2
    assert capsys.readouterr().err.count("would") == 4
    assert contents() == before


def test_a_read_only_text_is_not_called_repaired(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.fr.md").chmod(0o444)
    assert checked("own.fr.md", "--fix") == 2
    out, err = capsys.readouterr()
    assert "repaired" not in err and "read-only" in out
    assert Path("own.fr.md").read_text() == TEXT


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fix"], "own.fr.md: repaired"),
        (["--fix-dry-run"], "own.fr.md: would be repaired"),
        (["--output=report.txt"], "report.txt: is replaced"),
    ],
)
def test_other_names_that_keep_the_old_content_are_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("report.txt").write_text("old")
    Path("earlier.txt").hardlink_to("report.txt")
    assert checked("own.fr.md", *arguments) == 0
    err = capsys.readouterr().err
    assert said in err and "Other names of this file (hard links: 1)" in err
    assert (Path("twin.md").read_text(), Path("earlier.txt").read_text()) == (TEXT, "old")
    for twin in ("twin.md", "earlier.txt"):
        Path(twin).unlink()
    assert checked("own.fr.md", *arguments) == 0
    assert "Other names" not in capsys.readouterr().err


@pytest.mark.parametrize("what", ["gone", "changed"])
def test_a_text_that_is_another_by_now_is_not_called_repaired(
    what: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from checker.review.run import Review

    settled = Review._settled

    def meanwhile(self: Review, *arguments: object) -> object:
        if what == "gone":
            Path("own.fr.md").unlink(missing_ok=True)
        else:
            Path("own.fr.md").write_text("Autre  chose.")
        return settled(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Review, "_settled", meanwhile)
    assert checked("own.fr.md", "--fix") == 2
    out, err = capsys.readouterr()
    assert ": repaired" not in err and "own.fr.md: cannot be checked" in out
    assert what == "gone" or Path("own.fr.md").read_text() == "Autre  chose."


def test_what_is_refused_is_not_called_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked("own.fr.md", "--output=twin.md") == 2
    assert "is replaced" not in capsys.readouterr().err


@pytest.mark.parametrize("report", ["json", "html", "xliff"])
def test_a_folder_that_leads_to_the_text_by_now_is_no_place_for_a_report(
    report: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from checker.review.run import Review

    unit = "<trans-unit id='1'><source>A word</source><target>Un mot</target></trans-unit>"
    Path("texts").mkdir()
    Path("out").mkdir()
    text = f"<xliff version='1.2'><file source-language='en' target-language='fr'><body>{unit}</body></file></xliff>"
    Path("texts/a.xlf").write_text(text, encoding="utf-8")
    done = Review.check

    def moved(self: Review, *more: object) -> object:
        found = done(self, *more)  # type: ignore[arg-type]
        Path("out").rename("gone")
        Path("out").symlink_to("texts")
        return found

    monkeypatch.setattr(Review, "check", moved)
    assert checked("texts/a.xlf", f"--report={report}=out/a.xlf") == 2
    assert "would be both read and written" in capsys.readouterr().err
    assert Path("texts/a.xlf").read_text(encoding="utf-8") == text


def test_a_folder_inside_the_texts_is_known_by_what_it_is(tmp_path: Path) -> None:
    from checker.cli.annotated import _lies_in

    (tmp_path / "there").symlink_to(tmp_path / "sub")
    assert _lies_in(tmp_path / "there" / "not" / "yet", tmp_path / "sub")
    assert _lies_in(tmp_path / "sub", tmp_path)
    assert not _lies_in(tmp_path / "other", tmp_path / "sub")
