"""Repairs change the text where findings say so, and refuse what could break a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import UsageProblem
from checker.review.fix import repair
from checker.types import Finding, Severity


def finding(text: str, start: int, end: int, fix: str | None, **more: str | None) -> Finding:
    return Finding(
        code="LOC101",
        name="space-before-mark",
        category="locale conventions/punctuation",
        severity=Severity.MINOR,
        start=start,
        end=end,
        line=1,
        column=start + 1,
        text=text[start:end],
        message="",
        p=None,
        evidence={},
        suggestion=None,
        fingerprint="",
        suppressed=more.get("suppressed"),
        fix=fix,
    )


def test_repairs_are_applied_at_their_places_in_any_order() -> None:
    text = "Que faire? Rien!"
    findings = [finding(text, 15, 16, "\u202f!"), finding(text, 9, 10, "\u202f?")]
    result = repair("a.txt", text, findings)
    assert result.text == "Que faire\u202f? Rien\u202f!"
    assert [item.finding.start for item in result.done] == [9, 15]
    assert result.refused == ()


def test_findings_without_a_repair_or_suppressed_change_nothing() -> None:
    text = "Que faire?"
    findings = [
        finding(text, 9, 10, None),
        finding(text, 9, 10, "\u202f?", suppressed="comment"),
    ]
    assert repair("a.txt", text, findings).text == text


def test_of_two_that_overlap_the_first_is_made_and_the_other_named() -> None:
    text = "de de la"
    result = repair("a.txt", text, [finding(text, 3, 8, "la"), finding(text, 0, 5, "du")])
    assert result.text == "du la"
    assert [item.finding.start for item in result.refused] == [3]
    assert "overlaps" in (result.refused[0].refused or "")


def test_what_a_repair_leaves_as_it_is_others_may_change() -> None:
    text = 'Il crie "Client suivant!" et part.'
    quoted = finding(text, 8, 25, "«\u00a0Client suivant!\u00a0»")
    result = repair("a.txt", text, [quoted, finding(text, 23, 24, "\u202f!")])
    assert result.text == "Il crie «\u00a0Client suivant\u202f!\u00a0» et part."
    assert result.refused == ()


def test_of_a_word_that_stands_twice_the_first_goes() -> None:
    text = "une fin de de été"
    result = repair("a.txt", text, [finding(text, 8, 13, "de"), finding(text, 11, 17, "d'été")])
    assert (result.text, result.refused) == ("une fin d'été", ())


@given(
    st.text(alphabet='ab "«»!', max_size=12),
    st.text(alphabet='ab "«»!', max_size=12),
    st.integers(0, 3),
)
def test_one_repair_gives_what_it_says(old: str, new: str, before: int) -> None:
    text = "x" * before + old + "y"
    result = repair("a.txt", text, [finding(text, before, before + len(old), new)])
    assert result.text == "x" * before + new + "y"


def test_the_same_repair_from_two_rules_is_made_once() -> None:
    text = "a  b"
    result = repair("a.txt", text, [finding(text, 1, 3, " "), finding(text, 1, 3, " ")])
    assert result.text == "a b"
    assert len(result.done) == 1


def test_a_place_that_the_file_writes_otherwise_is_refused() -> None:
    text = "L&#39;accord"
    wrong = finding("L'accord........", 1, 2, "’")
    result = repair("a.html", text, [wrong])
    assert result.text == text
    assert len(result.refused) == 1


@pytest.mark.parametrize(
    ("path", "fix", "made"),
    [
        ("a.csv", "2,5", False),
        ("a.txt", "2,5", True),
        ("a.html", "<", False),
        ("a.jsonl", '"', False),
        ("a.jsonl", "2,5", True),
        ("a.md", "*", False),
        ("a.markdown", "`", False),
        ("a.rst", "|", False),
        ("a.srt", "<", False),
        ("a.ndjson", '"', False),
        ("a.csv", "2|5", False),
        ("a.pot", '"', False),
        ("a.sdlxliff", "<", False),
    ],
)
def test_a_character_that_the_format_reads_as_its_own_is_refused(
    path: str, fix: str, made: bool
) -> None:
    text = "x 2.5 %"
    result = repair(path, text, [finding(text, 2, 5, fix)])
    assert (result.text != text) is made
    assert (len(result.done), len(result.refused)) == ((1, 0) if made else (0, 1))


def test_the_format_that_was_asked_for_counts_and_not_the_ending() -> None:
    text = "x 2.5 %"
    assert repair("a.txt", text, [finding(text, 2, 5, "*")], reader="markdown").refused
    assert repair("a.md", text, [finding(text, 2, 5, "*")], reader="text").done


def test_a_place_outside_the_file_is_refused() -> None:
    result = repair("a.txt", "ab", [finding("abcdef", 3, 5, "x")])
    assert (result.text, len(result.refused)) == ("ab", 1)


@pytest.mark.parametrize("path", ["a.docx", "dir/b.PARQUET"])
def test_binary_formats_are_refused(path: str) -> None:
    with pytest.raises(UsageProblem, match="cannot be repaired"):
        repair(path, "a  b", [finding("a  b", 1, 3, " ")])


def test_a_binary_file_with_nothing_to_repair_is_no_problem() -> None:
    assert repair("a.docx", "a b", []).text == "a b"


@given(st.text(max_size=40), st.data())
def test_text_outside_the_repairs_stays(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    fix = data.draw(st.text(max_size=5))
    result = repair("a.txt", text, [finding(text, start, end, fix)])
    assert result.text == text[:start] + fix + text[end:]
