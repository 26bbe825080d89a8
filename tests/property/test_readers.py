"""What holds for every reader: no input breaks it, and every character leads back to its place in the file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.config import Config
from checker.errors import BadInput
from checker.plugins import readers
from checker.readers.decoding import decode
from checker.readers.table import rows
from checker.text.segment import segment
from checker.types import Document, Span

DATA = Path(__file__).parents[1] / "data" / "readers"
SAMPLES = [
    (name, file.read_bytes())
    for file in sorted(DATA.iterdir())
    for name, item in readers().items()
    if file.suffix in item.suffixes
]
VISIBLE = st.characters(exclude_categories=["Cs", "Cc"])
PROSE = st.text(VISIBLE, max_size=30)
CELL = st.text(st.sampled_from('ab",;\n é'))
MESSAGE = st.text(st.one_of(VISIBLE, st.sampled_from('\n\t"\\')))
FRENCH = st.text(st.sampled_from("éèàçœ’« »aetl.\n"))
MARKDOWN = [
    *["un mot", "**", "`", "*x*", "[a](b)", "![i](j)", "&amp;", "\\*", "\n", "\n\n", "> ", "- "],
    *[
        "{% x %}",
        "{{ y }}",
        "<A b='c'>",
        "</A>",
        "{z}",
        ":::n[t]\n",
        '!!! n "t"\n',
        "    ",
        "[^1]",
        "[!N]",
    ],
    *["| a | b |\n|--|--|\n", "|", "<b>", "# ", "  \n", "<http://x.y>", "é", "\t"],
]
EXAMPLES = settings(deadline=None, max_examples=60)
"""No deadline: the first example of a reader also imports its library."""


def read(name: str, data: bytes) -> Document:
    return readers()[name].read("a", data, Config())


def check(document: Document) -> None:
    for block in document.blocks:
        assert block.anchors[0][0] == 0
        for i in range(len(block.text)):
            assert 0 <= block.place(i) < len(document.text)
    for item in segment(document):
        place = item.place(Span(0, len(item.text)))
        assert 0 <= place.start <= place.end <= len(document.text)
    for ignore in document.ignores:
        assert 0 <= ignore.span.start <= ignore.span.end <= len(document.text) + 1


def escaped(text: str, at: int, char: str) -> bool:
    """Whether what stands at a place of the file can stand for a character: itself, or the beginning of an escape."""
    there = text[at]
    return char == there or char in "\ufffc \n" or there in "\\&<[{\"' \t\r\n"


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_every_segment_stands_where_it_says(name: str, sample: bytes) -> None:
    document = read(name, sample)
    for item in segment(document):
        for i, char in enumerate(item.text):
            assert escaped(document.text, item.place(Span(i, i + 1)).start, char)


STRINGS = st.text(st.one_of(VISIBLE, st.sampled_from("\n\"'\\ éa:#{")), min_size=1)


@EXAMPLES
@given(
    st.dictionaries(st.text(st.sampled_from("abc"), min_size=1), STRINGS, min_size=1), st.booleans()
)
def test_catalogues_in_json_say_what_the_library_wrote(
    values: dict[str, str], ascii_only: bool
) -> None:
    document = None
    try:
        document = read("json", json.dumps({"x": values}, ensure_ascii=ascii_only).encode())
    except BadInput:
        assert not any(map(str.strip, values.values()))
    if document is not None:
        assert {(b.id or "").split(".", 1)[1]: b.text for b in document.blocks} == values
        check(document)


@EXAMPLES
@given(
    st.dictionaries(st.text(st.sampled_from("abc"), min_size=1), STRINGS, min_size=1),
    st.sampled_from([None, '"', "'", "|", ">"]),
    st.booleans(),
)
def test_catalogues_in_yaml_say_what_the_library_wrote(
    values: dict[str, str], style: str | None, unicode: bool
) -> None:
    import yaml

    text = yaml.safe_dump({"fr": values}, default_style=style, allow_unicode=unicode, width=20)
    wanted = {key: value for key, value in values.items() if value.strip()}
    try:
        document = read("yaml", text.encode())
    except BadInput:
        assert not wanted
        return
    found = {block.id: block.text for block in document.blocks}
    assert {key: value for key, value in wanted.items() if key in found} == found
    check(document)


@EXAMPLES
@given(
    st.dictionaries(st.text(st.sampled_from("abc"), min_size=1), STRINGS, min_size=1), st.booleans()
)
def test_properties_say_what_the_library_wrote(values: dict[str, str], ascii_only: bool) -> None:
    import javaproperties

    text = javaproperties.dumps(values, timestamp=False, ensure_ascii=ascii_only)
    document = read("properties", text.encode())
    found = {block.id: block.text for block in document.blocks}
    assert found == {key: value for key, value in values.items() if "''" not in value} | {
        key: text for key, text in found.items() if "''" in values[key or ""]
    }
    check(document)


@pytest.mark.parametrize("name", sorted(readers()))
@EXAMPLES
@given(data=st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_break_a_reader(name: str, data: bytes) -> None:
    try:
        document = read(name, data)
    except BadInput:
        return
    check(document)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
@EXAMPLES
@given(draw=st.data())
def test_no_damage_breaks_a_reader(name: str, sample: bytes, draw: st.DataObject) -> None:
    for _ in range(draw.draw(st.integers(0, 3))):
        at = draw.draw(st.integers(0, len(sample)))
        cut = draw.draw(st.integers(0, 8))
        put = draw.draw(
            st.sampled_from([b"", b"<", b'"', b"\\", b"&", b"\n", b"`", b"|", b"]]>", b"\xff"])
        )
        sample = sample[:at] + put + sample[at + cut :]
    try:
        document = read(name, sample)
    except BadInput:
        return
    check(document)


@pytest.mark.parametrize("name", ["markdown", "mdx"])
@EXAMPLES
@given(text=st.lists(st.sampled_from(MARKDOWN), max_size=25).map("".join))
def test_markdown_text_stands_where_it_says(name: str, text: str) -> None:
    document = read(name, text.encode())
    check(document)
    for block in document.blocks:
        for i, char in enumerate(block.text):
            there = text[block.place(i)]
            assert char == there or there in "\\&`<[! \t\n" or char in "\ufffc "


@EXAMPLES
@given(PROSE, st.booleans())
def test_json_strings_are_placed(target: str, ascii_only: bool) -> None:
    line = json.dumps({"x": 'y\\"', "target": target, "target2": "n"}, ensure_ascii=ascii_only)
    document = read("jsonl", f'{{"target": "a"}}\n{line}\n'.encode())
    block = document.blocks[1]
    assert block.text == target
    for i, char in enumerate(target):
        there = document.text[block.place(i)]
        assert there == ("\\" if len(json.dumps(char, ensure_ascii=ascii_only)) > 3 else char)


@EXAMPLES
@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1), st.sampled_from(",;"))
def test_tables_read_as_the_csv_module_reads_them(table: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(table)
    text = out.getvalue()
    cells = list(rows(text, separator))
    assert [[cell.value(text) for cell in row] for row in cells] == list(
        csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    )
    for cell in (cell for row in cells for cell in row):
        anchors = dict(cell.anchors(text))
        assert all(
            text[at] == cell.value(text)[mine] for mine, at in anchors.items() if cell.value(text)
        )


@EXAMPLES
@given(st.dictionaries(PROSE.filter(str.strip), MESSAGE.filter(str.strip)))
def test_catalogues_read_as_babel_writes_them(messages: dict[str, str]) -> None:
    catalog = Catalog(locale="fr")
    for source, target in messages.items():
        catalog.add(source, target)
    out = io.BytesIO()
    write_po(out, catalog)
    document = read("po", out.getvalue())
    assert {block.source: block.text for block in document.blocks} == messages
    for block in document.blocks:
        for i, char in enumerate(block.text):
            assert document.text[block.place(i)] == ("\\" if char in '\n\t"\\' else char)


@EXAMPLES
@given(PROSE)
def test_html_text_is_placed(text: str) -> None:
    from html import escape

    raw = f"<p>a</p><p>x{escape(text)}x</p>"
    block = read("html", raw.encode()).blocks[1]
    assert "".join(block.text.split()) == "".join(f"x{text}x".split())
    for i, char in enumerate(block.text):
        there = raw[block.place(i)]
        assert (
            there == char
            or (there == "&" and char in "&<>\"'")
            or (char == " " and there.isspace())
        )


@EXAMPLES
@given(st.one_of(st.text(), FRENCH), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_unicode_encodings_are_recognised(text: str, encoding: str) -> None:
    if encoding == "utf-8" and (text.startswith("\ufeff") or "\0" in text):
        return
    if encoding == "utf-16" and text.startswith("\0"):
        return  # the mark of UTF-16 and a NUL are the mark of UTF-32
    assert decode(text.encode(encoding), "a") == (text, encoding)


@EXAMPLES
@given(st.binary())
def test_any_bytes_are_text_or_bad_input(data: bytes) -> None:
    try:
        text, _encoding = decode(data, "a")
    except BadInput:
        return
    text.encode("utf-8")
