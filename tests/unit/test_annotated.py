"""`--report xliff=…` and `--report po=…`: where the copies go, their bytes, and what they never replace."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import invoke

PO = """msgid ""
msgstr ""
"Language: fr\\n"

msgid "One word"
msgstr "Un  mot là"
"""
XLIFF = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en"'
    ' target-language="fr"><body><trans-unit id="1"><source>One</source><target>Un  mot là</target>'
    "</trans-unit></body></file></xliff>\n"
)
NOTE = "# (checker) [neutral] STR104 doubled-space"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("fr").mkdir()
    Path("fr/a.po").write_text(PO, encoding="utf-8")
    Path("fr/b.po").write_text(PO, encoding="utf-8")
    Path("fr/c.xlf").write_text(XLIFF, encoding="utf-8")


def checked(*arguments: str) -> int:
    return invoke(["check", "--tier=fast", "--select=STR104", "--quiet", *arguments])


def test_one_file_has_one_copy(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked("fr/a.po", "--report", "po=new/out.po") == 0
    assert NOTE in Path("new/out.po").read_text(encoding="utf-8")
    assert Path("fr/a.po").read_text(encoding="utf-8") == PO
    assert checked("fr/a.po", "fr/c.xlf", "--report=po=out.po", "--report=xliff=out.xlf") == 0
    assert '"> </mrk>' not in Path("out.xlf").read_text(encoding="utf-8")
    assert "STR104 doubled-space" in Path("out.xlf").read_text(encoding="utf-8")
    assert "STR104" in capsys.readouterr().out


def test_a_folder_has_copies_in_a_folder() -> None:
    assert checked("fr", "--report", "po=out/") == 0
    assert sorted(str(file) for file in Path("out").rglob("*.*")) == ["out/fr/a.po", "out/fr/b.po"]
    Path("there").mkdir()
    assert checked("fr", "--report", "xliff=there", "--report", "sarif=a.sarif") == 0
    assert Path("there/fr/c.xlf").exists() and Path("a.sarif").exists()


def test_what_lies_elsewhere_stands_in_the_folder_by_its_whole_path(tmp_path: Path) -> None:
    Path("work").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir("work")
        assert checked("../fr/a.po", "--report", "po=out/") == 0
    assert Path("work/out", *tmp_path.parts[1:], "fr/a.po").exists()


def test_several_files_need_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked("fr", "--report", "po=out.po") == 2
    said = capsys.readouterr().err
    assert "2 files" in said and "po=checked/" in said
    assert not Path("out.po").exists()


def test_only_what_was_written_so_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.po").write_text(PO, encoding="utf-8")
    assert checked("fr/a.po", "--report", "po=mine.po") == 2
    assert "checker did not write it" in capsys.readouterr().err
    assert Path("mine.po").read_text(encoding="utf-8") == PO
    assert checked("fr/a.po", "--report", "po=fr/a.po") == 2
    assert Path("fr/a.po").read_text(encoding="utf-8") == PO
    Path("clean.po").write_text(PO.replace("  ", " "), encoding="utf-8")
    assert checked("clean.po", "--report", "po=out.po") == 0
    assert NOTE not in Path("out.po").read_text(encoding="utf-8")
    assert checked("fr/a.po", "--report", "po=out.po") == 0
    assert NOTE in Path("out.po").read_text(encoding="utf-8")


def test_a_copy_can_be_checked_but_not_written_in_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert checked("fr/a.po", "--report", "po=out.po") == 0
    before = Path("out.po").read_bytes()
    assert checked("out.po", "--report", "po=out.po") == 2
    assert "would be both read and written" in capsys.readouterr().err
    assert checked("out.po", "--report", "po=again.po") == 0
    assert Path("out.po").read_bytes() == Path("again.po").read_bytes() == before


def test_copies_do_not_go_among_the_files_that_are_checked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert checked(".", "--report", "po=out/") == 2
    assert "would check the copies too" in capsys.readouterr().err
    assert not Path("out").exists()


def test_where_no_file_has_the_format_nothing_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert checked("fr/a.po", "--report", "xliff=out.xlf") == 0
    assert "nothing is written" in capsys.readouterr().err
    assert not Path("out.xlf").exists()


def test_a_format_of_its_own_goes_to_standard_output_or_a_file(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert checked("fr/a.po", "--format", "po") == 0
    assert NOTE.encode() in capfdbinary.readouterr().out
    assert checked("fr/a.po", "--format", "po", "--output", "out.po") == 0
    assert NOTE in Path("out.po").read_text(encoding="utf-8")
    assert checked("fr", "--format", "po") == 2


def test_repairs_and_copies_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked("fr/a.po", "--fix", "--report", "po=out.po") == 2
    assert "cannot be combined" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be"])
def test_bytes_are_those_of_the_file(encoding: str) -> None:
    declared = encoding[:6].upper() if encoding.startswith("utf-16") else "UTF-8"
    text = f'<?xml version="1.0" encoding="{declared}"?>\r\n' + XLIFF.replace("\n", "\r\n")
    mark = "" if encoding == "utf-8-sig" else "\ufeff"
    Path("a.xlf").write_bytes((mark + text).encode(encoding))
    assert checked("a.xlf", "--report", "xliff=out.xlf") == 0
    out = Path("out.xlf").read_bytes().decode(encoding)
    assert out.startswith(mark + text.partition("?>")[0]) and "locQualityIssue" in out
    assert out.count("\n") == out.count("\r\n") == text.count("\n") + 1


def test_an_old_encoding_of_xml_takes_references() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>\n' + XLIFF
    Path("a.xlf").write_bytes(text.encode("latin-1"))
    assert checked("a.xlf", "--report", "xliff=out.xlf", "--select=LOC2", "--ui-lang=fr") == 0
    assert "mot là" in Path("out.xlf").read_bytes().decode("latin-1")
    Path("b.xlf").write_bytes(
        text.replace("  mot", " \x80uvre d'art d’\x92").encode("latin-1", "replace")
    )
    assert checked("b.xlf", "--report", "xliff=out.xlf") in (0, 1)


def test_bytes_that_are_no_text_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.po").write_bytes(("# ééééééééééééé\n" + PO).encode().replace(b"l\xc3\xa0", b"l\xe0"))
    assert checked("a.po", "--report", "po=out.po") == 2
    assert "its bytes are not the ones that were checked" in capsys.readouterr().err
    assert not Path("out.po").exists()


def test_a_place_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked("fr/a.po", "--report", "po=fr/a.po/x.po") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert checked("fr/a.po", "--report", "nothing=x") == 2
    assert "xliff" in capsys.readouterr().err
