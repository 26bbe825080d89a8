import dataclasses
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import plugins
from checker.config import Config
from checker.pipeline import run
from checker.reporters import excerpt
from checker.text.printable import invisible_name, shown
from checker.types import Report
from tests.golden.report import LONG, build


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(report: Report, config: Config | None = None, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    plugins.reporters()["text"].report(report, out, config or Config())
    return out.getvalue()


def carets_under(output: str, code: str, line: str) -> str:
    """What stands above the carets of the first finding of `code` in a block holding `line`."""
    rows = output.splitlines()
    at = next(index for index, row in enumerate(rows) if line in row)
    row = next(row for row in rows[at:] if set(row.strip()) == {"^"})
    start = row.index("^")
    return rows[at][start : start + row.count("^")]


def test_carets_stand_under_the_words() -> None:
    output = printed(build())
    assert carets_under(output, "ACC901", "la banque de la") == "banque"
    assert carets_under(output, "FLU901", "rendre le quartier") == "le dessin le dessin"


def test_long_sentence_is_cropped_on_both_sides() -> None:
    output = printed(build())
    assert LONG not in output
    cropped = next(row for row in output.splitlines() if "la banque de la" in row)
    assert cropped.strip().startswith("… ") and cropped.endswith(" …")
    assert len(cropped) <= 100


def test_wide_characters_shift_the_carets_by_cells() -> None:
    rows = printed(build()).splitlines()
    at = next(index for index, row in enumerate(rows) if "fini à la tombe" in row)
    # The emoji before is one character in two cells.
    carets = next(row for row in rows[at:] if row.strip() == "^" * len("la tombe"))
    assert carets.index("^") == rows[at].index("la tombe") + 1


def test_pipe_gets_no_escape_codes_and_terminal_no_foreign_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "\x1b" not in printed(build())
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = printed(build(), out=Terminal())
    assert "\x1b[" in coloured
    assert set(re.findall("\x1b.", coloured)) == {"\x1b["}
    assert re.search("\x1b\\[0m\\[31mrouge", coloured), (
        "the article's own code, after the end of ours"
    )
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in printed(build(), out=Terminal())
    assert printed(build()) == (
        Path(__file__).parent.parent / "golden/snapshots/text.snap"
    ).read_text(encoding="utf-8")


def test_quiet_prints_findings_and_problems_only() -> None:
    output = printed(build(), Config(quiet=True))
    assert "ACC901" in output and "articles/cassé.docx" in output
    assert "sentences:" not in output and "CHECKED" not in output


def test_verbose_prints_every_sentence_and_what_was_ignored() -> None:
    output = printed(build(), Config(verbose=True))
    assert "articles/propre.txt:1:1 quality 93, adequacy 95, fluency 90, risk 0.03" in output
    assert "not scored (too short)" in output
    assert "ignored: a comment in the file" in output


def test_clean_run_says_so() -> None:
    report = build()
    summary = dataclasses.replace(
        report.summary, verdict="passed", reasons=(), findings={}, suppressed=0, flagged=0
    )
    clean = dataclasses.replace(
        report, documents=report.documents[2:], problems=(), summary=summary
    )
    assert printed(clean).splitlines()[-2:] == ["findings: 0, sentences to look at: 0", "PASSED"]


@pytest.mark.parametrize(
    ("p_machine", "said"),
    [
        (0.9531, "probably translated by a machine: 95%"),
        (0.8, "probably translated by a machine: 80%"),
        (0.79, None),
        (0.21, None),
        (0.02, "probably written by a person: 98%"),
        (None, None),
    ],
)
def test_of_one_document_a_line_says_who_wrote_it(
    p_machine: float | None, said: str | None
) -> None:
    report = build()
    first = report.documents[0]
    scores = dataclasses.replace(first.scores, p_machine=p_machine)
    one = dataclasses.replace(first, scores=scores)
    lines = printed(dataclasses.replace(report, documents=(one,))).splitlines()
    assert [line for line in lines if line.startswith("probably")] == ([said] if said else [])
    several = dataclasses.replace(report, documents=(one, *report.documents[1:]))
    assert "probably" not in printed(several)


def test_finding_longer_than_a_line() -> None:
    report = build()
    town = report.documents[0]
    segment = town.segments[2]
    whole = dataclasses.replace(
        segment.findings[1], start=segment.start, end=segment.end, text=segment.text
    )
    segment = dataclasses.replace(segment, findings=(whole,))
    town = dataclasses.replace(town, segments=(segment,))
    rows = printed(dataclasses.replace(report, documents=(town,))).splitlines()
    assert rows[1].startswith("    Selon le rapport") and rows[1].endswith(" …")
    assert len(rows[1]) <= 100 and set(rows[2].strip()) == {"^"}


@given(st.text(max_size=80))
def test_shown_is_as_long_and_harmless(text: str) -> None:
    safe = shown(text)
    assert len(safe) == len(text)
    safe.encode("utf-8")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", safe)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    st.data(),
    st.integers(30, 120),
)
def test_window_holds_the_place_and_fits(text: str, data: st.DataObject, room: int) -> None:
    from rich.cells import cell_len

    text = shown(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    crop = excerpt.around(text, start, end, room)
    if crop is None:
        assert cell_len(text[start:end]) > room - 4 and cell_len(text) > room
        return
    assert crop.start <= start <= end <= crop.end
    assert cell_len(crop.before + text[crop.start : crop.end] + crop.after) <= room


def test_names_of_what_cannot_be_seen() -> None:
    assert invisible_name("\xa0") == "U+00A0 no-break space"
    assert invisible_name("\xa0:") is None
    assert invisible_name("") is None


def test_carets_stand_under_the_words_of_a_sentence_over_two_cues() -> None:
    times = "00:00:01,000 --> 00:00:02,000"
    cues = f"1\n{times}\nBonjour, il dit\n\n2\n{times}\nque la la machine marche.\n"
    document = plugins.readers()["subtitles"].read("a.srt", cues.encode(), Config())
    config = Config(tier="fast", select=("STR103",))
    lines = printed(run(config, [document]), config).splitlines()
    at = next(i for i, line in enumerate(lines) if "Bonjour" in line)
    assert lines[at].index("la la") == lines[at + 1].index("^^^^^")


def test_without_colours_no_line_goes_through_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would print the same, a millisecond a line."""
    from rich.console import Console

    expected = printed(build())
    monkeypatch.setattr(Console, "print", lambda *_arguments, **_named: pytest.fail("printed"))
    assert printed(build()) == expected != ""
