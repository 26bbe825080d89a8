"""What strangers send: every kind is one message, and the files beside it have their results all the same."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from checker.cli import invoke
from checker.config import Config, load
from checker.errors import BadInput, ConfigProblem
from checker.faults import contained
from checker.inputs.files import Input, open_document
from checker.languages import primary
from checker.reporters.csv import _cell
from checker.text.printable import harmless, terminal_safe

GOOD = "Un  mot là.\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(GOOD, encoding="utf-8")


def checked(*arguments: str) -> int:
    return invoke(["check", "--tier=fast", "--select=STR104", "--quiet", *arguments])


def _docx(data: bytes, *, damage: bool = False, encrypted: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", data)
    packed = bytearray(out.getvalue())
    if damage:
        packed[50:60] = b"\xff" * 10
    if encrypted:
        for at in (6, packed.rindex(b"PK\x01\x02") + 8):
            packed[at] |= 1
    return bytes(packed)


def _make(kind: str) -> str:
    name = f"bad-{kind}"
    if kind == "loop.txt":
        Path(name).symlink_to(name)
    elif kind == "pipe.txt":
        os.mkfifo(name)
    elif kind == "damaged.docx":
        Path(name).write_bytes(_docx(b"<a/>" * 300, damage=True))
    elif kind == "encrypted.docx":
        Path(name).write_bytes(_docx(b"<a/>" * 300, encrypted=True))
    elif kind == "tags.docx":
        Path(name).write_bytes(_docx(b"<a/>" * 2_000_001))
    elif kind == "no.parquet":
        Path(name).write_bytes(b"PAR1" + b"\0" * 50 + b"PAR1")
    elif kind == "device":
        return os.devnull
    return name


KINDS = [
    "loop.txt",
    "pipe.txt",
    "damaged.docx",
    "encrypted.docx",
    "tags.docx",
    "no.parquet",
    "device",
]


@pytest.mark.parametrize("kind", KINDS)
def test_one_bad_file_never_ends_the_run(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(_make(kind), "good.txt") == 2
    out, err = capsys.readouterr()
    assert out.count("cannot be checked") == 1 and "good.txt:1:3 STR104" in out
    assert "bug in checker" not in out + err and "Traceback" not in out + err


def test_a_file_larger_than_the_limit_is_refused() -> None:
    Path("large.txt").write_bytes(b"a" * (1024 * 1024 + 1))
    with pytest.raises(BadInput, match="larger than 1 megabytes"):
        open_document(Input("large.txt", Path("large.txt")), Config(max_file_megabytes=1))


PanicException = type("PanicException", (BaseException,), {})
"""As libraries in Rust raise it."""


@pytest.mark.parametrize(
    "error",
    [RuntimeError("x"), RecursionError(), MemoryError(), KeyError("y"), PanicException("z")],
)
def test_whatever_is_raised_over_a_file_is_its_problem(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadInput, match=r"a\.txt"), contained("a.txt", verbose=True):
        raise error
    assert "Traceback" in capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt), contained("a.txt"):
        raise KeyboardInterrupt


def test_a_stopped_run_reports_what_is_finished(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from checker.pipeline import Checker

    real = Checker.check_document

    def stopping(self: Checker, document: object) -> object:
        if "second" in document.path:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return real(self, document)  # type: ignore[arg-type]

    monkeypatch.setattr(Checker, "check_document", stopping)
    Path("second.txt").write_text(GOOD, encoding="utf-8")
    assert checked("good.txt", "second.txt", "--baseline=b.json", "--update-baseline") == 2
    out, _err = capsys.readouterr()
    assert "good.txt:1:3 STR104" in out and "stopped here" in out
    assert not Path("b.json").exists()


def test_a_full_disk_behind_standard_output_is_said() -> None:
    if not Path("/dev/full").exists():  # Linux has it
        return
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "checker",
                "check",
                "--tier=fast",
                "--select=STR104",
                "good.txt",
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
    assert done.returncode == 2
    assert b"standard output cannot be written" in done.stderr and b"fault" not in done.stderr


@pytest.mark.parametrize(
    "text", ["::error::x", "  ::set-output name=a::b", "a ##[error]b", "##vso[task.x]"]
)
def test_no_line_is_a_command_to_a_build_server(text: str) -> None:
    safe = harmless(text)
    assert not safe.lstrip().startswith("::") and "##[" not in safe and "##vso[" not in safe
    assert safe.replace("\u2060", "") == text


@pytest.mark.parametrize("form", ["text", "csv", "tsv", "mqm"])
def test_no_line_of_a_report_is_one_either(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("::error::x", "##[error]x", "##vso[task.x]"):
        record = {"target": f"Un  mot {command}", "system": command, "source": command}
        Path("a.jsonl").write_text(json.dumps(record), encoding="utf-8")
        Path(f"{command}.txt").write_text(GOOD, encoding="utf-8")
        assert checked("a.jsonl", f"{command}.txt", f"--format={form}") == 0
        out = capsys.readouterr().out
        assert "a.jsonl" in out
        assert not any(
            line.lstrip().startswith("::") or "##[" in line or "##vso[" in line
            for line in out.splitlines()
        )


def test_names_and_keys_stay_on_their_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("checker.toml").write_text('"a\\n::error::x\\u001b[2J" = 1')
    assert checked("good.txt") == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert not any(line.strip().startswith("::") for line in err.splitlines())


def test_a_preview_drives_no_terminal() -> None:
    assert terminal_safe("a\x1b[2Jb\tc\n\x9b1m") == "a\u241b[2Jb\tc\n\ufffd1m"


@pytest.mark.parametrize("text", ["=1+1", "a;=1+1", "a,\t@SUM(A1)", "b; +cmd|'x'!A1", "::error::x"])
def test_no_cell_is_a_formula_behind_any_separator(text: str) -> None:
    assert "'" in _cell(text) and not _cell(text).startswith(("=", "::"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pyproject.toml", "[[tool.checker]]\nlang='fr'", "must be one table"),
        ("pyproject.toml", "tool = 5 # [tool.checker]", "must be one table"),
        ("checker.toml", "a = " + "[" * 5000, "nested too deeply"),
        ("checker.toml", "a" + ".a" * 200_000 + " = 1", "nested too deeply"),
        ("checker.toml", "[" + '\'a\' . "b\\"" . ' * 200_000 + "c]", "nested too deeply"),
        ("checker.toml", "threads = " + "1" * 5000, "is not TOML"),
        ("checker.toml", "lang = '" + "a" * 5000 + "'", "too long for a language"),
        ("checker.toml", 'source = "a\\u0000b"', "zero byte"),
        ("checker.toml", "max-findings-per-1000-words = nan", "must not be negative"),
        ("checker.toml", "min-quality = nan", "between 0 and 100"),
        ("checker.toml", f"max-file-megabytes = {2**63 - 1}", "between 1 and"),
    ],
)
def test_settings_that_cannot_be_are_a_message(name: str, text: str, said: str) -> None:
    Path(name).write_text(text)
    with pytest.raises(ConfigProblem, match=said):
        load(Path.cwd())


def test_a_pattern_that_makes_names_of_thousands_of_letters_finds_nothing() -> None:
    Path("checker.toml").write_text(f"source-pattern = '{'{stem}' * 5000}'")
    assert checked("good.txt") == 2  # it has no source
    assert checked(".") == 0


def test_a_baseline_may_name_what_no_file_is_called() -> None:
    entries = [
        {"path": path, "code": "STR104", "fingerprint": "a", "sentence": ""}
        for path in ("a" * 100_000, "a\0b", "good.txt/a")
    ]
    known = {"format": 1, "signature": "", "findings": entries}
    Path("known.json").write_text(json.dumps(known))
    assert checked("--baseline=known.json", "good.txt") == 0
    assert checked("--baseline=known.json", "--update-baseline", "--allow-growth", "good.txt") == 0


def test_all_problems_of_a_settings_file_are_said_at_once() -> None:
    Path("checker.toml").write_text("beam = 0\nlnag = 'fr'\nthreads = 'many'\nprecision = 7")
    with pytest.raises(ConfigProblem) as raised:
        load(Path.cwd())
    for name in ("beam", "lnag", "threads", "precision"):
        assert name in raised.value.message


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(12, "Cannot allocate memory"),
        RuntimeError("std::bad_alloc"),
        ImportError("libgfortran.so.5: failed to map segment from shared object"),
        ValueError("Unable to allocate 122. MiB for an array"),
    ],
)
def test_too_little_memory_is_said_whoever_ran_out_of_it(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from checker.engines import build
    from checker.errors import EngineFailure
    from checker.pipeline import Checker

    with pytest.raises(BadInput, match="not enough memory for this file"), contained("a.txt"):
        raise error

    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    def refuse(*_arguments: object) -> None:
        raise EngineFailure(str(error) or "out of memory")

    with pytest.raises(EngineFailure, match="not enough memory to load the models"):
        build._first(refuse, Config())
    monkeypatch.setattr(Checker, "check", fail)
    assert checked("good.txt") == 2
    said = capsys.readouterr().err
    assert "there is not enough memory" in said and "bug in checker" not in said


@pytest.mark.parametrize(
    "command", [["rules"], ["explain", "STR104"], ["check", "--show-settings", "."], ["--help"]]
)
def test_a_full_disk_behind_any_command_is_said(command: list[str]) -> None:
    if not Path("/dev/full").exists():  # Linux has it
        return
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "checker", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
    assert done.returncode == 2
    assert b"standard output cannot be written" in done.stderr and b"fault" not in done.stderr


def _ran(arguments: list[str], err: int) -> int:
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        stdout=err,
        stderr=err,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ).returncode


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "--tier=fast", "--select=STR103", "--fail-on=minor", "bad.txt"], 1),
        (["check", "--tier=fast", "no.txt"], 2),
        (["check", "--no-such-option"], 2),
    ],
)
def test_readers_that_went_away_change_no_exit_code(arguments: list[str], code: int) -> None:
    """`checker check ... 2>&1 | true`, whose shell says so with `set -o pipefail`."""
    Path("bad.txt").write_text("Le chat dort dort.\n", encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert _ran(arguments, writing) == code
    finally:
        os.close(writing)


def test_where_nothing_more_may_be_written_no_report_is_begun_and_the_cache_stays() -> None:
    """A limit on the size of files (RLIMIT_FSIZE): the report is refused with words, what was there stays."""
    resource = pytest.importorskip("resource", reason="limits are of Unix")
    Path("many.txt").write_text(GOOD * 500, encoding="utf-8")
    Path("report.json").write_text("before", encoding="utf-8")
    done = subprocess.run(
        [
            *[sys.executable, "-m", "checker", "check", "--tier=fast", "--select=STR104"],
            *["many.txt", "--quiet", "--report=json=report.json"],
        ],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 2
    assert b"report.json: cannot be written" in done.stderr and b"fault" not in done.stderr
    assert Path("report.json").read_text(encoding="utf-8") == "before"
    assert not list(Path.cwd().glob(".checker-*"))


# --- what is closed, gone or out of reach ---


@pytest.mark.parametrize(
    ("closed", "arguments", "code", "said"),
    [
        (1, ["good.txt"], 2, "standard output cannot be written"),
        (1, ["good.txt", "--format=json"], 2, "standard output cannot be written"),
        (1, ["good.txt", "--fix-dry-run"], 2, "standard output cannot be written"),
        (1, ["good.txt", "--output=out.txt"], 0, ""),
        (2, ["good.txt"], 0, None),
        (2, ["none.txt"], 2, None),
        (0, ["good.txt"], 0, ""),
        (0, ["-"], 2, ""),
    ],
)
def test_closed_streams_are_said(
    closed: int, arguments: list[str], code: int, said: str | None
) -> None:
    """`checker check good.txt >&-`."""
    done = subprocess.run(
        [*[sys.executable, "-m", "checker", "check", "--tier=fast", "--select=STR104"], *arguments],
        stdout=subprocess.PIPE if closed != 1 else None,
        stderr=subprocess.PIPE if closed != 2 else None,
        preexec_fn=lambda: os.close(closed),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == code
    shown = (done.stdout or b"") + (done.stderr or b"")
    assert b"bug in checker" not in shown and b"Traceback" not in shown
    assert said is None or said.encode() in (done.stderr or b"")


@pytest.mark.parametrize("command", [["check", "a.txt"], ["doctor"], ["check", "--watch", "."]])
def test_a_current_folder_that_is_gone_is_said(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("gone").mkdir()
    os.chdir("gone")
    Path("../gone").rmdir()
    assert invoke(command) == 2
    assert "the current folder is not there any more" in capsys.readouterr().err


def test_folders_that_may_not_be_looked_into_hold_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As somebody whose current folder lies in one of another user: names are refused, files of the folder are not."""
    real = os.stat

    def refusing(path: object, *arguments: object, **named: object) -> os.stat_result:
        if str(path).endswith((".git", ".toml", ".cfg", "LC_MESSAGES", "de/good.fr.md")):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)  # type: ignore[arg-type,call-overload,no-any-return]

    monkeypatch.setattr(os, "stat", refusing)
    Path("fr").mkdir()
    Path("fr/good.md").write_text(GOOD, encoding="utf-8")
    for arguments in (
        ["."],
        ["good.txt", "--format=sarif"],
        ["fr", "**/*.md"],
        ["good.txt", "--fix"],
    ):
        assert checked(*arguments) == 0, arguments
    assert "bug in checker" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["tool.checker.lang = 5", "[tool]\nchecker = {lang = 5}", '["tool"."checker"]\nlang = 5',
     "[ tool . checker ]\nlang = 5", "[tool]\nchecker = [5]"],
)  # fmt: skip
def test_settings_in_a_project_file_count_however_they_are_written(text: str) -> None:
    Path("pyproject.toml").write_text(text)
    with pytest.raises(ConfigProblem, match=r"lang|one table"):
        load(Path.cwd())
    Path("pyproject.toml").write_text("[project]\nname = 'checker'\n[tool.other]\n")
    assert load(Path.cwd()) == Config()


def test_a_project_file_that_cannot_be_read_is_said() -> None:
    with Path("pyproject.toml").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(ConfigProblem, match=r"pyproject\.toml: cannot be read: it is larger"):
        load(Path.cwd())


def test_a_file_with_other_names_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out.txt").write_text("before")
    Path("other.txt").hardlink_to("out.txt")
    assert checked("good.txt", "--output=out.txt") == 0
    assert capsys.readouterr().err.count("out.txt: is replaced.") == 1


@pytest.mark.parametrize("tag", ["e" * 5_000, "../../de/x", "en\0", "en/x-FR", "e n"])
def test_a_language_that_a_file_names_is_no_path(tag: str) -> None:
    """As a Qt catalogue may say that it was translated from anything."""
    assert primary(tag) == "und"
    Path("a.ts").write_text(
        f'<TS version="2.1" language="fr" sourcelanguage="{tag}"><context><message><source>A  b.</source>'
        "<translation>Un  mot.</translation></message></context></TS>".replace("\0", "")
    )
    assert invoke(["check", "--tier=fast", "--select=ALL", "--quiet", "a.ts"]) == 0
