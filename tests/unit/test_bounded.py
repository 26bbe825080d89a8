"""However long a line, a sentence or a list: time grows with the size of a file and no faster."""

from __future__ import annotations

import contextlib
import io
import itertools
import time
import zipfile
from collections.abc import Callable, Container
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from checker import evidence
from checker.align.pairing import pair
from checker.checks.french import participles
from checker.cli import invoke
from checker.config import Config, load
from checker.errors import BadInput, ConfigProblem
from checker.judge import gate
from checker.judge.comments import without_effect
from checker.judge.results import judge
from checker.languages.short_strings import trimmed
from checker.pipeline import run
from checker.plugins import checks, readers, reporters
from checker.text.segment import segment, split
from checker.types import (
    TOO_LONG,
    Block,
    Case,
    Document,
    Evidence,
    Hit,
    Ignore,
    Segment,
    Span,
    Status,
    Tool,
)
from tests.fakes import segments

FAST = Config(tier="fast")
ENDLESS = "un mot  ici " * 4000
SECONDS = 20
"""Of the processor, for inputs on which quadratic work takes minutes; all take less than two."""


@pytest.fixture
def timed() -> Callable[[], None]:
    started = time.process_time()

    def check() -> None:
        assert time.process_time() - started < SECONDS

    return check


def _document(text: str, **fields: object) -> Document:
    return Document("a.txt", text, (Block(text, **fields),))  # type: ignore[arg-type]


# --- sentences too long to be looked at ---


def test_a_sentence_beyond_the_limit_is_named_and_not_checked() -> None:
    text = f"Un  mot là.\n{ENDLESS}\n{ENDLESS}\nUn  mot là."
    lines = [Block(line, ((0, text.index(line)),)) for line in text.split("\n")[:2]]
    report = run(FAST, [Document("a.txt", text, tuple(lines))])
    (result,) = report.documents
    first, long = result.segments
    assert [f.code for f in first.findings] == ["STR104"]
    assert (long.status, long.reason, long.findings) == (Status.NOT_SCORABLE, TOO_LONG, ())
    assert len(long.text) == len(ENDLESS.strip()) and not long.tokens
    (notice,) = report.notices
    assert (notice.path, notice.kind, notice.line) == ("a.txt", "length", 2)
    assert "20000" in notice.message and notice.message.endswith(": 1")
    assert report.exit_code == 0


def test_the_limit_is_a_setting(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Un  mot là.\n\n" + "Un  mot est là, " * 5, encoding="utf-8")
    options = ["check", "--tier=fast", "--select=STR104", str(file)]
    assert invoke([*options, "--max-sentence-characters=30"]) == 0
    out = capsys.readouterr().out
    assert "sentences of more than 30 characters, not checked: 1" in out
    assert out.count("STR104 ") == 1
    assert invoke([*options, "--max-sentence-characters=100"]) == 0
    assert "not checked" not in capsys.readouterr().out
    (tmp_path / "checker.toml").write_text("max-sentence-characters = 0")
    with pytest.raises(ConfigProblem, match="max-sentence-characters must be at least 1"):
        load(tmp_path)


def test_so_is_one_with_such_a_source() -> None:
    short = "Un mot est là."
    begun = evidence.begin(segment(_document(short, source="a word " * 20, whole=True)), 100)
    assert [one.reason for one in begun] == [TOO_LONG]
    found = evidence.begin(segments("Un mot est là.", source="a word"), 100)
    assert found[0].scorable


def test_it_is_no_context_and_is_not_read_back() -> None:
    begun = evidence.begin(segments("Un mot est là.", "mot " * 50, "Un mot est là."), 100)
    assert [one.reason for one in begun] == [None, TOO_LONG, None]
    assert begun[2].context == ("Un mot est là.",)


def test_neither_side_pairs_one() -> None:
    begun = evidence.begin(segments("Jean a 12 ans.", "mot " * 50, "Marie a 15 ans."), 100)
    source = "John is 12 years old.\n\n" + "word " * 50 + "\n\nMary is 15 years old."
    blocks = tuple(Block(part, ((0, source.index(part)),)) for part in source.split("\n\n"))
    paired = pair(begun, Document("a.en.txt", source, blocks, lang="en"), 100)
    assert [one.segment.source for one in paired] == [
        "John is 12 years old.",
        None,
        "Mary is 15 years old.",
    ]


@pytest.mark.parametrize("tail", ["", " Et un autre mot. Fin."])
def test_a_sentence_longer_than_the_window_is_one(tail: str) -> None:
    long = "mot " * 20_000 + "mot."
    pieces = split("Un mot est là. " + long + tail, "fr")
    assert [len(piece.strip()) for piece in pieces[:2]] == [14, len(long)]
    assert len(pieces) == (4 if tail else 2)
    assert "".join(pieces) == "Un mot est là. " + long + tail


# --- findings, comments, sentences left over: thousands of each ---


def test_thousands_of_findings_beside_thousands_of_comments(timed: Callable[[], None]) -> None:
    many = 10_000
    text = "a b " * many
    ignores = tuple(Ignore(Span(4 * i, 4 * i + 1), ("STR104",), 4 * i) for i in range(many))
    document = Document("a.md", text, (Block(text),), ignores=ignores)
    cases = [Case(Evidence(Segment(0, text, Span(0, len(text)), document.blocks[0]), ()))]
    hits = {"STR104": [Hit(0, Span(2 * i, 2 * i + 1), "") for i in range(2 * many)]}
    result = judge(document, cases, hits, checks(), FAST)
    (found,) = (segment.findings for segment in result.segments)
    assert [f.suppressed for f in found] == ["inSource", None] * many
    ran = {"STR104": checks()["STR104"]}
    assert not list(without_effect(document, result, checks(), ran, FAST))
    idle = replace(document, ignores=tuple(replace(i, codes=("STR105",)) for i in ignores))
    ran = {"STR105": checks()["STR105"]}
    notices = list(without_effect(idle, result, checks(), ran, FAST))
    assert [notice.line for notice in notices] == [1] * many
    timed()


def test_thousands_of_sentences_left_over_on_both_sides(timed: Callable[[], None]) -> None:
    many = 3_000
    same = "Jean-Pierre Martin a vu {0} fois la rue {0} de Toulouse en 19{0}."
    texts = [same.format(i) if i % 3 == 0 else f"mot{i} autre chose{i}" for i in range(many)]
    sources = [same.format(i) if i % 3 == 0 else f"dog{i} else{i} entirely" for i in range(many)]
    source = "\n".join(sources)
    places = [0]
    for one in sources:
        places.append(places[-1] + len(one) + 1)
    blocks = tuple(Block(one, ((at, 0),)) for one, at in zip(sources, places, strict=False))
    original = Document("a.en.txt", source, blocks, lang="en")
    paired = pair(evidence.begin(segments(*texts)), original)
    assert sum(one.segment.source == one.segment.text for one in paired) > many / 4
    timed()


def test_an_endless_word_has_no_neighbours(timed: Callable[[], None]) -> None:
    german = replace(FAST, lang="de")
    cases = [Case(Evidence(one, ())) for one in segments("Das ist " + "ab" * 20_000 + ".")]
    assert not list(checks()["FLU301"].run(cases, german))
    timed()


def test_orders_on_one_endless_line_are_looked_at_once(timed: Callable[[], None]) -> None:
    text = "Prenez " + "sel et complète " * 12_000
    cases = [Case(Evidence(one, ())) for one in segments(text)]
    found = list(checks()["CON202"].run(cases, FAST))
    assert found
    timed()


def test_thousands_of_copied_names_are_compared_with_one_list(timed: Callable[[], None]) -> None:
    cases = [
        Case(Evidence(one, ())) for one in segments("le Sky Blue " * 6_000, source="the sky blue")
    ]
    assert len(list(checks()["ACC202"].run(cases, FAST))) == 6_000
    timed()


def test_a_label_of_thousands_of_spaces_is_trimmed_at_once(timed: Callable[[], None]) -> None:
    assert trimmed("a" + " " * 40_000 + "(b") == "a (b"
    timed()


# --- what readers stumble over ---


def _docx(body: str) -> bytes:
    out = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    spoken = "http://schemas.openxmlformats.org"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{spoken}/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{spoken}/package/2006/relationships"><Relationship Id="r" Type="{spoken}'
            '/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{spoken}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()


def _po(text: str) -> str:
    return (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        f'msgid "a"\nmsgstr "{text}"\n'
    )


CUE = "1\n00:00:01,000 --> 00:00:02,000\n"
FLOODS: dict[str, tuple[str, str | bytes]] = {
    "csv quotes": ("csv", "target\n" + '"' * 1_000_000),
    "csv commas": ("csv", "target,b\n" + "," * 1_000_000),
    "srt <": ("subtitles", CUE + "<" * 500_000),
    "srt {": ("subtitles", CUE + "{" * 500_000),
    "po backslashes": ("po", _po("\\" * 500_001)),
    "po continued": ("po", _po('"\n"a ' * 50_000)),
    "md [": ("markdown", "[" * 100_000),
    "md emphasis": ("markdown", "**a***" * 5_000),
    "md comments in code": ("markdown", "```\n<!-- checker: off -->\n```\n" * 30_000),
    "html comments beside code": ("html", "<code>a</code> b <!-- checker: off -->\n" * 30_000),
    "md quotes": ("markdown", ">" * 200_000),
    "md directive and spaces": ("markdown", ":::note" + " " * 20_000 + "[a"),
    "md block and spaces": ("markdown", "///" + " " * 50_000 + "!"),
    "md admonition and spaces": ("markdown", "!!! note a" + " " * 20_000 + "!"),
    "md language": ("markdown", "---\nlang: fr" + "_" * 20_000 + "!\n---\nUn mot.\n"),
    "rst entries": ("rst", ".. toctree::\n\n   a" + " " * 50_000 + "b\n"),
    "rst term and spaces": ("rst", "un terme" + " " * 200_000 + "!\n  Un mot.\n"),
    "md title and spaces": ("markdown", "---\ntitle: Un" + " " * 200_000 + "!\n---\nUn mot.\n"),
    "html <": ("html", "<" * 200_000),
    "html nested": ("html", "<b>" * 50_000 + "Un mot"),
    "properties backslashes": ("properties", "a=" + "\\" * 500_000),
    "properties continued": ("properties", "a=" + "\\\n b" * 100_000),
    "rst borders": ("rst", "+-" * 200_000),
    "rst blank lines": ("rst", ".. note::\n" + "\n" * 300_000 + "   Un mot.\n"),
    "rst bars": ("rst", "|a " * 100_000),
    "rst backquotes": ("rst", "`a " * 100_000),
    "fluent without messages": ("fluent", "a\n\n" * 150_000),
    "json deep": ("json", '{"a":' * 100_000),
    "docx empty": ("docx", _docx("<w:p/>" * 500_000)),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_no_flood_of_marks_keeps_a_reader_busy(flood: str, timed: Callable[[], None]) -> None:
    name, text = FLOODS[flood]
    data = text if isinstance(text, bytes) else text.encode()
    with contextlib.suppress(BadInput):
        readers()[name].read(f"a.fr.{name}", data, FAST)
    timed()


WRITTEN: dict[str, str] = {
    "text": "{}",
    "markdown": "{}",
    "rst": "{}",
    "html": "<p>{}</p>",
    "po": _po("{}"),
    "json": '{{"a": "{}"}}',
    "jsonl": '{{"target": "{}"}}',
    "subtitles": CUE + "{}",
    "csv": 'target\n"{}"',
    "properties": "a={}",
    "strings": '"a" = "{}";',
    "android": '<resources><string name="a">{}</string></resources>',
    "xliff": '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en" '
    'target-language="fr" original="a" datatype="plaintext"><body><trans-unit id="1"><source>a</source>'
    "<target>{}</target></trans-unit></body></file></xliff>",
    "fluent": "a = {}",
    "docx": "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_endless_line_is_one_sentence_in_every_format(
    name: str, timed: Callable[[], None]
) -> None:
    text = WRITTEN[name].format("mot " * 50_000)
    data = _docx(text) if name == "docx" else text.encode()
    document = readers()[name].read("a.fr.x", data, FAST)
    assert [one.reason for one in evidence.begin(segment(document))] == [TOO_LONG]
    timed()


# --- reports of a sentence with thousands of findings ---


@pytest.mark.parametrize("name", sorted(reporters()))
def test_a_report_grows_with_the_findings_and_not_with_their_square(
    name: str, timed: Callable[[], None]
) -> None:
    many = 2_000
    text = "a b " * many
    document = Document("a.txt", text, (Block(text),))
    cases = [Case(Evidence(Segment(0, text, Span(0, len(text)), document.blocks[0]), ()))]
    hits = {"STR104": [Hit(0, Span(4 * i, 4 * i + 1), "said") for i in range(many)]}
    result = judge(document, cases, hits, checks(), FAST)
    out = io.StringIO()
    report = gate.report(Tool("checker", "1", "x"), [result], [], 1.0, FAST)
    reporters()[name].report(report, out, FAST)
    assert name in ("gitlab", "junit", "mqm") or "said" in out.getvalue()
    assert len(out.getvalue()) < many * 5_000
    timed()


# --- rules ---


def test_what_stands_before_a_verb_is_looked_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """« a,b » is the verb avoir a thousand times; all before it matters only where a participle follows."""
    asked = 0

    class Counted:
        def __init__(self, words: Container[str]) -> None:
            self.words = words

        def __contains__(self, word: str) -> bool:
            nonlocal asked
            asked += 1
            return word in self.words

    for name in ("OBJECT_AHEAD", "OBJECT_BEFORE"):
        monkeypatch.setattr(participles, name, Counted(getattr(participles, name)))
    many = 1_000
    assert not participles.participle_clashes("a,b " * many)
    assert asked < 10 * many


def _compared(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """How often letters of two names are compared in these sentences."""
    from rapidfuzz.distance import OSA

    asked = 0

    def distance(one: str, other: str, score_cutoff: int | None = None) -> int:
        nonlocal asked
        asked += 1
        return OSA.distance(one, other, score_cutoff=score_cutoff)

    with monkeypatch.context() as patch:
        patch.setattr("rapidfuzz.distance.OSA", SimpleNamespace(distance=distance))
        list(checks()["CON201"].run([Case(Evidence(one, ())) for one in segments(*texts)], FAST))
    return asked


def test_names_beside_a_name_are_not_compared_each_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Mirmand beside a thousand others and Mermand beside a thousand more: a million pairs."""
    firsts = [
        "".join(letters) for letters in itertools.product("aeiou", "lmnr", "aeiou", "tv", "aeiou")
    ]
    texts = [
        f"On a vu {mark}{first} M{vowel}rmand."
        for first in firsts
        for mark, vowel in (("Bro", "i"), ("Bla", "e"))
    ]
    assert 0 < _compared(texts, monkeypatch) < 20 * len(texts)


def test_a_name_is_compared_with_some_of_those_that_are_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name with three letters to choose at each of seven places: each is near a hundred others."""
    forms = ["Mi" + "l".join(letters) + "dor" for letters in itertools.product("aei", repeat=7)]
    texts = [f"On a vu Paul {form}." for form in forms]
    assert 0 < _compared(texts, monkeypatch) < 20 * len(texts)
