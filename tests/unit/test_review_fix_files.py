"""Repairs on disk: encodings, marks and line ends stay, a file changes in one step or not at all; previews apply."""

from __future__ import annotations

import codecs
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import BadInput
from checker.readers.decoding import decode
from checker.review.fix import difference, repair, write
from checker.types import Finding, Severity

BEFORE = "L’été ,déjà.\r\nFin\rde\n« tout »"
AFTER = "L’été, déjà.\r\nFin\rde\n« tout »"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "cp1252"),
    ],
)
def test_only_the_repaired_text_changes(mark: bytes, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(mark + BEFORE.encode(encoding))
    file.chmod(0o640)
    text, found = decode(file.read_bytes(), "a.txt")
    assert text == BEFORE
    write(file, text, AFTER, found)
    assert file.read_bytes() == mark + AFTER.encode(encoding)
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("un")
    (tmp_path / "link.txt").symlink_to("a.txt")
    write(tmp_path / "link.txt", "un", "deux", "utf-8")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "a.txt").read_text() == "deux"


@pytest.mark.parametrize(
    "content", [b"has changed in the meantime", b"un\xff", b"\xff\xfeu\x00n\x00", b""]
)
def test_other_bytes_than_were_checked_are_left_alone(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.txt") as raised:
        write(file, "un", "deux", "utf-8")
    assert raised.value.hint
    assert file.read_bytes() == content


def test_stray_bytes_are_not_lost_with_a_repair(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    data = ("é" * 50).encode() + b"\xff  x"
    file.write_bytes(data)
    text, encoding = decode(data, "a.txt")
    with pytest.raises(BadInput):
        write(file, text, text.replace("  ", " "), encoding)
    assert file.read_bytes() == data


def test_a_file_that_went_away_or_cannot_be_replaced_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    with pytest.raises(BadInput, match="cannot be read any more"):
        write(file, "un", "deux", "utf-8")
    file.write_text("un")

    def full(self: Path, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadInput, match="No space left"):
        write(file, "un", "deux", "utf-8")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "un")]


def test_what_the_encoding_lacks_is_not_written() -> None:
    finding = Finding(
        "LOC901", "a-rule", "x", Severity.MINOR, 1, 2, 1, 2, " ", "why", None, {}, None, "f-1",
        fix="\u202f",
    )  # fmt: skip
    text = "a ?"
    refused = repair("a.txt", text, [finding], "cp1252")
    assert refused.text == text
    assert "cp1252" in (refused.refused[0].refused or "")
    assert repair("a.txt", text, [finding]).text == "a\u202f?"
    assert repair("a.txt", text, [replace(finding, fix="\xa0")], "cp1252").text == "a\xa0?"


TEXTS = st.text(alphabet="ab \n\r\v\u2028é-+@\\", max_size=40)


@given(TEXTS, TEXTS)
def test_equal_texts_have_no_difference(before: str, after: str) -> None:
    assert (difference("a.txt", before, after) == "") == (before == after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, AFTER),
        ("a\nb\nc", "a\nb\nC"),
        ("a\nb\nc", "a\nb\nc\n"),
        ("a", "b"),
        ("a\vb\u2028c\n", "a\vb\u2028d\n"),
        ("-- x\n++ y\n@@ z\n", "-- X\n++ Y\n@@ Z"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "le été/b c.txt"])
def test_git_applies_a_preview(before: str, after: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(before.encode())
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=difference(name, before, after).encode(),
        cwd=tmp_path,
        check=True,
    )
    assert file.read_bytes() == after.encode()
