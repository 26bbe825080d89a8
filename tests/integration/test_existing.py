"""`checker check` on texts that exist already: baselines, changed lines, repairs, in one process and without models."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest

from checker.cli import invoke

TWICE = "Le chat dort sur la la table.\n"
GOOD = "Le chat dort sur la table.\n"
CODE = "Une &eacute;tude le dit.\n"
FIELD = "Bonjour {name}, bienvenue.\n"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[tuple[str, int, str, str | None]]:
        """Path, line, code and reason of suppression of every finding of a JSON report."""
        return [
            (document["path"], finding["line"], finding["code"], finding["suppressed"])
            for document in json.loads(self.out)["documents"]
            for segment in document["segments"]
            for finding in segment["findings"]
        ]


Check = Callable[..., Result]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """`check(*arguments)` in an empty folder, JSON out, rules without models, minor findings fail."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")

    def run(*arguments: str) -> Result:
        code = invoke(["check", "--tier=fast", "--format=json", "--fail-on=minor", *arguments])
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return run


def git(*arguments: str) -> None:
    who = ("-c", "user.name=Somebody", "-c", "user.email=some@body.example")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def keys(file: str = "b.json") -> list[tuple[str, str]]:
    data = json.loads(Path(file).read_text(encoding="utf-8"))
    return [(entry["path"], entry["code"]) for entry in data["findings"]]


# --- Baseline ------------------------------------------------------------------------------------


def test_known_findings_do_not_count_wherever_they_move(check: Check) -> None:
    Path("a.txt").write_text(TWICE)
    assert check("a.txt").code == 1
    made = check("a.txt", "--baseline=b.json", "--update-baseline")
    assert (made.code, keys()) == (0, [("a.txt", "STR103")])
    assert "new: 1" in made.err
    Path("a.txt").write_text("Une ligne de plus.\n\n" + TWICE.replace("table.", "table !"))
    moved = check("a.txt", "--baseline=b.json")
    assert moved.code == 0
    assert ("a.txt", 3, "STR103", "baseline") in moved.findings
    assert json.loads(moved.out)["summary"]["findings"]["minor"] == 0
    Path("a.txt").write_text(TWICE + "\n" + TWICE)
    again = check("a.txt", "--baseline=b.json")
    assert again.code == 1
    assert [f[1::2] for f in again.findings if f[2] == "STR103"] == [(1, "baseline"), (3, None)]


def test_a_baseline_does_not_grow_silently(check: Check) -> None:
    Path("a.txt").write_text(TWICE)
    check("a.txt", "--baseline=b.json", "--update-baseline")
    before = Path("b.json").read_bytes()
    Path("a.txt").write_text(FIELD)  # one comes, one goes
    refused = check("a.txt", "--baseline=b.json", "--update-baseline")
    assert refused.code == 2
    assert "a.txt STR205  Bonjour {name}" in refused.err
    assert refused.findings == [("a.txt", 1, "STR205", None)]
    assert Path("b.json").read_bytes() == before
    allowed = check("a.txt", "--baseline=b.json", "--update-baseline", "--allow-growth")
    assert (allowed.code, keys()) == (0, [("a.txt", "STR205")])
    Path("a.txt").write_text(GOOD)
    assert check("a.txt", "--baseline=b.json", "--update-baseline").code == 0
    assert keys() == []


def test_a_long_growth_is_cut_short(check: Check) -> None:
    Path("a.txt").write_text(GOOD)
    check("a.txt", "--baseline=b.json", "--update-baseline")
    Path("a.txt").write_text("\n".join(f"Le mot mot numéro {n} est là.\n" for n in range(30)))
    refused = check("a.txt", "--baseline=b.json", "--update-baseline")
    assert refused.err.count("STR103") == 20
    assert "and 10 more" in refused.err


def test_what_is_fixed_is_said(check: Check) -> None:
    Path("a.txt").write_text(TWICE)
    check("a.txt", "--baseline=b.json", "--update-baseline")
    Path("a.txt").write_text(GOOD)
    assert "fixed: 1" in check("a.txt", "--baseline=b.json").err
    assert check("a.txt", "--baseline=b.json", "--quiet").err == ""
    assert check("a.txt", "--baseline=b.json", "--select=STR205").err == ""
    Path("c.txt").write_text(GOOD)
    assert check("c.txt", "--baseline=b.json").err == ""


def test_another_version_is_a_warning(check: Check) -> None:
    Path("a.txt").write_text(TWICE)
    check("a.txt", "--baseline=b.json", "--update-baseline")
    text = Path("b.json").read_text().replace('"v:', '"v:0.0.0-before-')
    Path("b.json").write_text(text)
    warned = check("a.txt", "--baseline=b.json")
    assert warned.code == 0
    assert "another version" in warned.err


def test_other_formats_show_that_a_finding_is_known(check: Check) -> None:
    Path("a.txt").write_text(TWICE)
    check("a.txt", "--baseline=b.json", "--update-baseline")
    check("a.txt", "--baseline=b.json", "--report=sarif=out.sarif", "--report=csv=out.csv")
    (result,) = json.loads(Path("out.sarif").read_text())["runs"][0]["results"]
    assert result["baselineState"] == "unchanged"
    assert result["suppressions"]


# --- Changed lines -------------------------------------------------------------------------------


def test_only_sentences_on_changed_lines_are_reported(check: Check) -> None:
    git("init", "--quiet")
    Path("old.txt").write_text(TWICE)
    Path("a.txt").write_text(TWICE + "\n" + GOOD)
    git("add", ".")
    git("commit", "--quiet", "-m", "one")
    assert check(".", "--changed-since=HEAD").code == 0
    Path("a.txt").write_text(TWICE + "\nUn mot mot en trop.\n")
    Path("new.txt").write_text(FIELD)
    wanted = [("a.txt", 3, "STR103", None), ("new.txt", 1, "STR205", None)]
    since = check(".", "--changed-since=HEAD")
    assert (since.code, since.findings) == (1, wanted)
    assert "files with changes: 2 of 3" in since.err
    Path("change.diff").write_bytes(
        subprocess.run(["git", "diff"], capture_output=True, check=True).stdout
    )
    by_diff = check(".", "--diff=change.diff")
    assert (by_diff.code, by_diff.findings) == (1, wanted[:1])
    assert json.loads(by_diff.out)["summary"]["words"] == 5


def test_unchanged_sentences_are_still_context(check: Check) -> None:
    Path("a.txt").write_text(GOOD + "\n" + GOOD)
    diff = "--- a/a.txt\n+++ b/a.txt\n@@ -2,0 +3 @@\n+" + GOOD
    Path("change.diff").write_text(diff)
    found = check("a.txt", "--diff=change.diff", "--select=ALL").findings
    assert ("a.txt", 3, "STR106", None) in found  # the paragraph is the same as the one before it


# --- Repairs -------------------------------------------------------------------------------------


def test_repairs_are_made_and_what_is_left_is_reported_where_it_stands_now(check: Check) -> None:
    Path("a.txt").write_bytes(b"\xef\xbb\xbf" + (CODE + TWICE + "\r\n" + FIELD).encode())
    fixed = check("a.txt", "--fix")
    assert (
        Path("a.txt").read_bytes().decode("utf-8-sig")
        == "Une étude le dit.\n" + GOOD + "\r\n" + FIELD
    )
    assert Path("a.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (fixed.code, fixed.findings) == (1, [("a.txt", 4, "STR205", None)])
    assert "a.txt: repaired: 2" in fixed.err
    Path("c.txt").write_text(CODE)
    assert check("c.txt", "--fix").code == 0


def test_a_preview_changes_nothing(check: Check) -> None:
    Path("a.txt").write_text(CODE)
    shown = check("a.txt", "--fix-dry-run")
    assert shown.code == 1
    assert "-Une &eacute;tude le dit.\n+Une étude le dit.\n" in shown.out
    assert shown.out.startswith("--- a/a.txt\n+++ b/a.txt\n@@")
    assert Path("a.txt").read_text() == CODE
    check("a.txt", "--fix-dry-run", "--output=change.diff", "--report=json=out.json")
    assert Path("change.diff").read_text() == shown.out
    assert json.loads(Path("out.json").read_text())["schema"] == 1


def test_known_and_unchanged_sentences_are_not_repaired(check: Check) -> None:
    Path("a.txt").write_text(CODE)
    check("a.txt", "--baseline=b.json", "--update-baseline")
    assert check("a.txt", "--baseline=b.json", "--fix").err == ""
    Path("a.txt").write_text(CODE + "\n" + CODE.replace("le", "ne le"))
    Path("c.diff").write_text("--- a/a.txt\n+++ b/a.txt\n@@ -2,0 +3 @@\n+" + CODE)
    check("a.txt", "--diff=c.diff", "--fix")
    assert Path("a.txt").read_text() == CODE + "\nUne étude ne le dit.\n"


def test_what_cannot_be_repaired_is_said_and_counts(check: Check) -> None:
    Path("a.html").write_text(
        f"<p>{TWICE}</p><p>Une <b>étude étude</b> là.</p><p>5 < 4 &amp;amp; 3</p>"
    )
    page = docx.Document()
    page.add_paragraph(TWICE.strip())
    Path("folder").mkdir()
    page.save("folder/a.docx")
    before = Path("folder/a.docx").read_bytes()
    result = check("folder", "--fix")
    assert result.code == 1
    assert "a.docx: files of this kind cannot be repaired" in result.err
    assert Path("folder/a.docx").read_bytes() == before


@pytest.mark.parametrize("option", ["--fix", "--fix-dry-run"])
def test_a_file_that_could_not_be_read_after_its_repair_is_left_as_it_is(
    check: Check, option: str
) -> None:
    table = "un de de jour,b\nle chat dort,c\n"  # four words are a text, three the name of a column
    Path("a.csv").write_text(table)
    Path("b.txt").write_text(TWICE)
    result = check("a.csv", "b.txt", option)
    assert result.code == 1
    assert "less of it could then be read: a.csv: no column is called “target”" in result.err
    assert "a.csv: repaired" not in result.err and "a.csv: would" not in result.err
    assert Path("a.csv").read_text() == table
    assert Path("b.txt").read_text() == (GOOD if option == "--fix" else TWICE)


# --- Options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.txt", "--update-baseline"), "--baseline"),
        (("a.txt", "--allow-growth", "--baseline=b.json"), "--update-baseline"),
        (("a.txt", "--baseline=none.json"), "none.json"),
        (("a.txt", "--baseline=a.txt"), "not a baseline"),
        (("a.txt", "--baseline=no/b.json", "--update-baseline"), "no/b.json"),
        (("a.txt", "--changed-since=HEAD"), "in a git repository"),
        (("a.txt", "--changed-since=-x"), "not a revision"),
        (("a.txt", "--changed-since=HEAD", "--diff=-"), "cannot be combined"),
        (("a.txt", "--diff=none.diff"), "none.diff"),
        (("a.txt", "--diff=a.txt"), "not a unified diff"),
        (("a.txt", "--diff=a.txt", "--update-baseline", "--baseline=b.json"), "all sentences"),
        (("-", "--diff=a.txt"), "standard input"),
        (("-", "--fix"), "standard input"),
        (("a.docx", "--fix"), "cannot be repaired"),
        (("a.docx", "--fix-dry-run"), "cannot be repaired"),
        (("a.txt", "--fix", "--fix-dry-run"), "cannot be combined"),
    ],
)
def test_options_that_cannot_be_followed_leave_with_2(
    arguments: tuple[str, ...], said: str, check: Check
) -> None:
    Path("a.txt").write_text(TWICE)
    result = check(*arguments)
    assert result.code == 2
    assert said in result.err
    assert Path("a.txt").read_text() == TWICE
    assert "bug in checker" not in result.err


def test_everything_is_said_in_french_where_asked(check: Check) -> None:
    Path("a.txt").write_text(CODE + "\n" + FIELD)
    result = check("a.txt", "--ui-lang=fr", "--format=text", "--fix")
    assert "a.txt\xa0: corrections\xa0: 1" in result.err
    assert "Un champ à remplir est resté dans le texte\xa0: {name}" in result.out
    assert "ÉCHEC\xa0: signalements de gravité «\xa0mineur\xa0» ou pire\xa0: 1" in result.out
    refused = check("a.txt", "--ui-lang=fr", "--update-baseline")
    assert "demande --baseline" in refused.err
