"""PO written back: a comment for each finding, where translators' comments stand, and nothing else changed."""

from __future__ import annotations

import io

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.pypo import pofile

from checker.config import Config
from checker.plugins import annotators, readers
from checker.text.segment import segment
from checker.types import Document, Hit, Span
from tests.unit.toy_findings import TOOL, hit, judged, opened

SAMPLE = r"""# Traduction française.
# Anne, 2026.
msgid ""
msgstr ""
"Language: fr\n"
"Content-Type: text/plain; charset=UTF-8\n"

# Une note.
#. For translators
#: a.c:1
#, c-format
#| msgid "one old file"
msgid "one file"
msgid_plural "%d files"
msgstr[0] "un fichier"
msgstr[1] ""
"%d fichiers "
"\"ici\""

#~ msgid "old"
#~ msgstr "vieux"

  msgctxt "menu"
  msgid ""
  "a\tb"
  msgstr "a\tb"
"""


def written(document: Document, *hits: Hit, **settings: object) -> str:
    return annotators()["po"].annotate(document, judged(document, hits, **settings), TOOL)


def added(before: str, after: str) -> list[tuple[str, str]]:
    """Lines that are new, each with the line after it; no line is gone."""
    lines = after.split("\n")
    assert [line for line in lines if not line.startswith("# (checker) ")] == before.split("\n")
    return [
        (line, next(one for one in lines[at:] if not one.startswith("# (checker) ")))
        for at, line in enumerate(lines)
        if line.startswith("# (checker) ")
    ]


def test_comments_stand_with_those_of_translators() -> None:
    document = opened("po", SAMPLE)
    text = written(
        document,
        hit(document, 0, "fichier", suggestion="dossier"),
        hit(document, 1, "ici", message="Deux\nlignes."),
        Hit(2, Span(0, 0), "Missing."),
    )
    assert added(SAMPLE, text) == [
        ("# (checker) checker 0.0.0: findings in this file: 3", 'msgid ""'),
        (
            "# (checker) msgstr[0] [major] «fichier» TOY101 toy-rule: Why. — suggestion: dossier",
            "#. For translators",
        ),
        (
            "# (checker) msgstr[1] [major] «ici» TOY101 toy-rule: Deux lignes.",
            "#. For translators",
        ),
        ("# (checker) [major] TOY101 toy-rule: Missing.", '  msgctxt "menu"'),
    ]


def test_what_does_not_count_says_so() -> None:
    document = opened("po", SAMPLE)
    text = written(document, hit(document, 0, "un"), per_path_ignore={"a": ("ALL",)})
    assert "Why. — does not count: the configuration\n" in text


def test_lines_end_as_those_of_the_file() -> None:
    document = opened("po", SAMPLE.replace("\n", "\r\n"))
    text = written(document, hit(document, 0, "un"))
    assert text.count("\n") == text.count("\r\n") == SAMPLE.count("\n") + 2


def test_a_catalogue_without_a_header_is_signed_at_its_top() -> None:
    text = 'msgid "a"\nmsgstr "b"'
    document = opened("po", text)
    assert [after for _line, after in added(text, written(document))] == ['msgid "a"']
    assert written(opened("po", written(document))) == written(document)


def test_an_old_encoding_keeps_its_characters() -> None:
    data = SAMPLE.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    document = readers()["po"].read("a", data, Config())
    assert document.encoding == "iso8859-1"
    text = written(document, hit(document, 0, "un", message="é “là” 😀"))
    assert "é ?là? ?\n" in text
    assert text.encode("latin-1").decode("latin-1") == text


@pytest.mark.parametrize(
    "message", ["checker: ignore", "\nchecker: ignore=TOY", "\r# checker: ignore"]
)
def test_no_finding_switches_rules_off(message: str) -> None:
    document = opened("po", SAMPLE)
    assert opened("po", written(document, hit(document, 0, "un", message=message))).ignores == ()


def test_round_trip_through_translate_toolkit() -> None:
    plain = SAMPLE.replace("\n  ", "\n")  # it takes no indentation
    document = opened("po", plain)
    text = written(document, *(Hit(s.index, Span(0, 2), "Why.") for s in segment(document)))
    theirs = pofile.parsestring(text.encode())
    assert [str(unit.target) for unit in theirs.units] == [
        str(unit.target) for unit in pofile.parsestring(plain.encode()).units
    ]
    again = opened("po", bytes(theirs).decode())
    assert [block.text for block in again.blocks] == [block.text for block in document.blocks]
    assert bytes(theirs).count(b"# (checker) ") == 4


MESSAGE = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from('\n\t"\\#'))
).filter(str.strip)


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        (encoding, word)
        for word, encodings in {
            "déjà «vu» ½±": ("cp1252", "iso8859-15", "cp437"),
            "žluťoučký kůň": ("cp1250", "iso8859-2"),
            "привет мир": ("koi8-r", "cp1251"),
            "Ωμέγα": ("cp1253",),
            "日本語": ("shift_jis", "euc_jp"),
        }.items()
        for encoding in encodings
    ],
)
def test_bytes_in_another_encoding_than_is_said_are_read_as_before(
    encoding: str, word: str
) -> None:
    lines = "".join(f'\nmsgid "m{n}"\nmsgstr "{word} a{n}"\n' for n in range(40))
    document = readers()["po"].read("a", (SAMPLE + lines).encode(encoding, "replace"), Config())
    hits = [hit(document, n + 3, f"a{n}", message="é « là » " * 9) for n in range(40)]
    text = written(document, *hits)
    again = readers()["po"].read("a", text.encode(document.encoding), Config())
    assert again.encoding == document.encoding
    assert [block.text for block in again.blocks] == [block.text for block in document.blocks]


@given(st.dictionaries(MESSAGE, MESSAGE, max_size=4), st.data())
def test_babel_reads_what_it_read_before(messages: dict[str, str], draw: st.DataObject) -> None:
    catalogue = Catalog(locale="fr")
    for source, target in messages.items():
        flags = draw.draw(st.sampled_from([(), ("c-format",)]))
        catalogue.add(
            source, target, flags=flags, user_comments=["Une note."], locations=[("a", 1)]
        )
    out = io.BytesIO()
    write_po(out, catalogue)
    before = out.getvalue().decode()
    document = opened("po", before)
    hits = [
        Hit(one.index, Span(0, draw.draw(st.integers(0, len(one.text)))), draw.draw(st.text()))
        for one in segment(document)
    ]
    after = written(document, *hits)
    assert len(added(before, after)) == len(hits) + 1
    again = opened("po", after)
    assert written(again, *hits) == after
    assert [(b.source, b.text) for b in again.blocks] == [
        (b.source, b.text) for b in document.blocks
    ]
    theirs = read_po(io.BytesIO(after.encode()), locale="fr")
    assert [(m.id, m.string, m.flags, m.locations) for m in theirs if m.id] == [
        (m.id, m.string, m.flags, m.locations) for m in catalogue if m.id
    ]


@pytest.mark.parametrize(
    "between", ["", "\n", '"a"\n', '"broken\n', "msgid none\n", "msgstrange\n"]
)
def test_no_comment_parts_a_context_from_its_message(between: str) -> None:
    text = f'msgctxt "menu"\n{between}msgid "a"\n{between}msgstr "b"\n'
    document = opened("po", text)
    again = opened("po", written(document, hit(document, 0, "b")))
    assert [(block.text, block.id) for block in again.blocks] == [
        (block.text, block.id) for block in document.blocks
    ]
    assert again.blocks[0].id
