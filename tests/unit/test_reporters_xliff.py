"""XLIFF written back: marks where they belong, valid by the schemas, and nothing else changed."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from checker.plugins import annotators
from checker.reporters import its
from checker.reporters.nesting import nested
from checker.text.segment import segment
from checker.types import Document, Hit, Span
from tests.unit.toy_findings import TOOL, hit, judged, opened

DATA = Path(__file__).parents[1] / "data"
SCHEMAS = DATA / "schemas"
ISSUES = str(SCHEMAS / "its-2.0-issues.xsd")

FIRST, SECOND = (
    (DATA / "reporters" / name).read_text(encoding="utf-8") for name in ("first.xlf", "second.xlf")
)
SAMPLES = (FIRST, SECOND)


def written(document: Document, *hits: Hit, **settings: object) -> str:
    result = judged(document, hits, **settings)
    return annotators()["xliff"].annotate(document, result, TOOL)


def marks(text: str) -> list[str]:
    """What our marks are around, outermost first, without attributes."""
    plain = re.sub(r"<(\w*:?mrk)(?=[^>]*urn:checker)[^>]*>", r"<\1 ours>", text)
    return re.findall(r"<target[^>]*>.*?</target>|<source>.*?</source>", plain, re.S)


def schema(name: str) -> xmlschema.XMLSchema:
    made = xmlschema.XMLSchema(
        str(SCHEMAS / name), locations=[(its.NAMESPACE, ISSUES)], allow="local"
    )
    made.import_schema(its.NAMESPACE, ISSUES)
    return made


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("trois", 'Un &amp; <g id="1">deux <x id="2"/> [trois]</g> quatre'),
        ("Un &", '[Un &amp;] <g id="1">deux <x id="2"/> trois</g> quatre'),
        ("quatre", 'Un &amp; <g id="1">deux <x id="2"/> trois</g> [quatre]'),
        ("deux \ufffc trois", 'Un &amp; <g id="1">[deux <x id="2"/> trois]</g> quatre'),
        ("\ufffc", 'Un &amp; <g id="1">deux [<x id="2"/>] trois</g> quatre'),
        ("trois quatre", 'Un &amp; [<g id="1">deux <x id="2"/> trois</g> quatre]'),
        ("Un & deux", '[Un &amp; <g id="1">deux <x id="2"/> trois</g>] quatre'),
    ],
)
def test_a_mark_stands_around_the_words_and_whole_tags(words: str, marked: str) -> None:
    document = opened("xliff", FIRST)
    text = written(document, hit(document, 0, words))
    expected = marked.replace("[", "<mrk ours>").replace("]", "</mrk>")
    assert marks(text)[1] == f"<target state='translated'>{expected}</target>"


def test_what_stands_in_code_or_cdata_is_marked_whole() -> None:
    document = opened("xliff", FIRST)
    text = written(document, hit(document, 2, "Bé"), hit(document, 3, "Cinq\ufffc et"))
    assert '<mrk mtype="seg" mid="1"><mrk ours><![CDATA[Bé <là>.]]></mrk></mrk>' in marks(text)[3]
    assert '<mrk ours>Cinq<ph id="3">&lt;br/></ph> et</mrk> <it' in marks(text)[-1]


def test_a_mark_does_not_cut_a_line_end_in_two() -> None:
    text = FIRST.replace("quatre", "quatre\nfin").replace("\n", "\r\n")
    document = opened("xliff", text)
    out = written(document, hit(document, 0, "quatre\n"))
    assert "<mrk ours>quatre\r\n</mrk>fin" in marks(out)[1]
    assert opened("xliff", out).blocks[0].text == document.blocks[0].text


def test_a_mark_says_what_its_2_has_words_for() -> None:
    document = opened("xliff", FIRST)
    text = written(document, hit(document, 0, "trois", message='Pas "ça" <là> & \x07.'))
    assert text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?checker 0.0.0?>\n<xliff xmlns:its='
    )
    assert (
        '<mrk mtype="x-its" its:annotatorsRef="localization-quality-issue|urn:checker:0.0.0"'
        ' its:locQualityIssueType="omission" its:locQualityIssueSeverity="60" its:locQualityIssueComment="'
        'TOY101 toy-rule: Pas &quot;ça&quot; &lt;là&gt; &amp; ␇.">trois</mrk>'
    ) in text


def test_version_2_has_identifiers_of_its_own() -> None:
    document = opened("xliff", SECOND)
    text = written(document, hit(document, 0, "deux"), hit(document, 1, "ici"))
    assert re.findall(r'<mrk id="([^"]*)" type="its:generic"', text) == ["checker-2", "checker-3"]


def test_what_does_not_count_is_marked_as_switched_off() -> None:
    document = opened("xliff", FIRST)
    text = written(document, hit(document, 0, "trois"), per_path_ignore={"a": ("ALL",)})
    assert 'its:locQualityIssueEnabled="no">trois' in text
    assert "does not count: the configuration" in text


@pytest.mark.parametrize(
    ("number", "evidence", "place", "marked"),
    [
        (0, {"source": "three"}, 0, 'Un &amp; <g id="1">two [three]</g> four'),
        (0, {"source": "Un & two"}, 0, '[Un &amp; <g id="1">two three</g> four]'),
        (0, {}, 0, '[Un &amp; <g id="1">two three</g> four]'),
        (0, {"source": ["a whole sentence"]}, 0, '[Un &amp; <g id="1">two three</g> four]'),
    ],
)
def test_what_is_missing_is_marked_in_the_source(
    number: int, evidence: dict[str, object], place: int, marked: str
) -> None:
    document = opened("xliff", FIRST)
    text = written(document, Hit(number, Span(3, 3), "Missing.", evidence=evidence))
    expected = marked.replace("[", "<mrk ours>").replace("]", "</mrk>")
    assert marks(text)[place] == f"<source>{expected}</source>"


def test_what_is_missing_in_a_segment_is_marked_in_the_segment_of_the_source() -> None:
    document = opened("xliff", FIRST)
    text = re.sub(
        "<mrk mtype=.x-its[^>]*>", "<mrk ours>", written(document, Hit(2, Span(0, 0), ""))
    )
    assert '<mrk mtype="seg" mid="1"><mrk ours>B.</mrk></mrk></seg-source>' in text


def test_a_target_whose_source_is_empty_is_marked_itself() -> None:
    document = opened("xliff", FIRST.replace("<source>Five</source>", "<source/>"))
    assert "<mrk ours>Cinq" in marks(written(document, Hit(3, Span(0, 0), "Missing.")))[-1]


def test_prefixes_are_those_of_the_file() -> None:
    text = (
        '<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:1.2" xmlns:its="urn:other" version="1.2"><x:file>'
        "<x:body><x:trans-unit id='1'><x:target>Un mot</x:target></x:trans-unit></x:body></x:file></x:xliff>"
    )
    document = opened("xliff", text)
    out = written(document, hit(document, 0, "mot"))
    assert 'xmlns:its2="http://www.w3.org/2005/11/its" its2:version="2.0"' in out
    assert re.search(
        r'Un <x:mrk [^>]* its2:locQualityIssueType="omission"[^>]*>mot</x:mrk></x:target>', out
    )


@pytest.mark.parametrize(
    ("text", "name"), [(FIRST, "xliff-core-1.2-strict.xsd"), (SECOND, "xliff-core-2.0.xsd")]
)
def test_valid_by_the_schemas_of_oasis(text: str, name: str) -> None:
    made = schema(name)
    made.validate(io.BytesIO(text.encode()))
    document = opened("xliff", text)
    hits = [
        Hit(one.index, span, "Why.")
        for one in segment(document)
        for span in (Span(0, len(one.text)), Span(1, 1), Span(0, 2))
    ]
    out = written(document, *hits)
    assert out.count("locQualityIssueType=") == len(hits)
    made.validate(io.BytesIO(out.encode()))


@pytest.mark.parametrize(("text", "store"), [(FIRST, xlifffile), (SECOND, Xliff2File)])
def test_round_trip_through_translate_toolkit(text: str, store: type) -> None:
    document = opened("xliff", text)
    out = written(document, *(Hit(s.index, Span(0, 2), "Some.") for s in segment(document)))
    theirs = store.parsestring(out.encode())  # type: ignore[attr-defined]
    plain = store.parsestring(text.encode())  # type: ignore[attr-defined]
    assert [str(unit.source) for unit in theirs.units] == [str(unit.source) for unit in plain.units]
    saved = bytes(theirs)
    assert saved.count(b"locQualityIssueType") == len(segment(document))
    again = opened("xliff", saved.decode())
    assert [block.text for block in again.blocks] == [block.text for block in document.blocks]


@given(st.data())
def test_nothing_but_marks_changes(draw: st.DataObject) -> None:
    text = draw.draw(st.sampled_from(SAMPLES))
    document = opened("xliff", text)
    segments = segment(document)
    hits = [
        Hit(one.index, Span(start, end), draw.draw(st.text(max_size=5)))
        for one in draw.draw(st.lists(st.sampled_from(segments), max_size=8))
        for start in [draw.draw(st.integers(0, len(one.text)))]
        for end in [draw.draw(st.integers(start, len(one.text)))]
    ]
    result = judged(document, hits)
    out = annotators()["xliff"].annotate(document, result, TOOL)
    count = sum(len(one.findings) for one in result.segments)
    assert out.count("locQualityIssueType=") == count
    again = opened("xliff", out)
    assert [(b.id, b.source, b.text) for b in again.blocks] == [
        (b.id, b.source, b.text) for b in document.blocks
    ]
    # Written once more it is the same file, and without findings the one that had none to begin with.
    assert annotators()["xliff"].annotate(again, judged(again, hits), TOOL) == out
    assert written(again) == written(document)
    signed = written(document).replace("<?checker 0.0.0?>\n", "")
    assert signed.replace(f' xmlns:its="{its.NAMESPACE}" its:version="2.0"', "") == text


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)).map(lambda p: (p[0], sum(p)))))
def test_marks_never_cross(stretches: list[tuple[int, int]]) -> None:
    wide = nested(stretches)
    for (start, end), (low, high) in zip(
        sorted(stretches, key=lambda one: (one[0], -one[1])), wide, strict=True
    ):
        assert low == start and high >= end
    for start, end in wide:
        assert not any(start < low < end < high for low, high in wide)


def test_every_category_has_a_type_of_its_2() -> None:
    assert its.issue_type("locale conventions/date format") == "locale-violation"
    assert its.issue_type("linguistic conventions/agreement") == "grammar"
    assert its.issue_type("no/such") == "other"
