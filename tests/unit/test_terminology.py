"""Glossary files: what is read, and what a person is told when one is broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.checks.document.terminology import Term, parse_csv, parse_tbx, places, read_glossary
from checker.errors import BadInput

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="1">
 <langSec xml:lang="en"><termSec><term>warrant</term></termSec></langSec>
 <langSec xml:lang="fr-FR">
  <termSec><term>mandat</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
  <termSec><term>warrant</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
 </langSec>
</conceptEntry></body></text></tbx>"""


def test_csv_reads_kinds_alternatives_and_other_separators() -> None:
    data = (
        "\ufeffsource;target;kind\r\nboard;conseil|comité;\r\n;nominer;forbidden\r\nQuick;;DNT\r\n"
    )
    assert parse_csv(data.encode(), "g.csv") == (
        Term("required", "board", ("conseil", "comité")),
        Term("forbidden", "", ("nominer",)),
        Term("do-not-translate", "Quick", ()),
    )


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("board,conseil\n", "g.csv:1", "columns"),
        ("source,target,colour\na,b,c\n", "g.csv:1", "colour"),
        ("source,target,kind\na,b,required\nc,d,never\n", "g.csv:3", "never"),
        ("source,target\na,b\n\nc,\n", "g.csv:4", "target"),
        ("source,target,kind\n,b,required\n", "g.csv:2", "source"),
        ("source,target\na,b,c\n", "g.csv:2", "more fields"),
        ('source,target\na,"b\n', "g.csv:2", "end of data"),
    ],
)
def test_broken_csv_names_the_line(text: str, place: str, word: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_csv(text.encode(), "g.csv")
    assert error.value.message.startswith(place)
    assert word in error.value.message
    assert error.value.hint


def test_csv_that_is_not_utf8_names_the_line() -> None:
    with pytest.raises(BadInput, match=r"g\.csv:2"):
        parse_csv("source,target\na,é\n".encode("latin-1"), "g.csv")


def test_tbx_requires_preferred_terms_and_forbids_deprecated_ones() -> None:
    assert parse_tbx(TBX.encode(), "g.tbx", "fr", "en") == (
        Term("required", "warrant", ("mandat", "mandat")),
        Term("forbidden", "", ("warrant",), "mandat"),
    )


def test_tbx_without_the_language_is_an_error() -> None:
    with pytest.raises(BadInput, match="no term in ru"):
        parse_tbx(TBX.encode(), "g.tbx", "ru", "en")


def test_broken_tbx_names_the_line() -> None:
    with pytest.raises(BadInput, match=r"g\.tbx:2"):
        parse_tbx(b"<tbx>\n<text></tbx>", "g.tbx", "fr", "en")


def test_tbx_expands_no_entity_and_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    evil = TBX.replace(
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<!DOCTYPE tbx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
    ).replace("<term>mandat</term>", "<term>mandat&x;</term>")
    terms = parse_tbx(evil.encode(), "g.tbx", "fr", "en")
    assert "hidden" not in str(terms)


@pytest.mark.parametrize("name", ["none.csv", "terms.docx"])
def test_a_glossary_that_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "terms.docx").write_text("x")
    with pytest.raises(BadInput) as error:
        read_glossary(str(tmp_path / name), "fr", "en")
    assert name in error.value.message
    assert error.value.hint


@pytest.mark.parametrize(
    ("term", "text", "lang", "found"),
    [
        ("mandat", "Les mandats d'arrêt.", "fr", ["mandats"]),
        ("cheval de trait", "Deux chevaux de trait.", "fr", ["chevaux de trait"]),
        ("policy", "Two policies apply.", "en", ["policies"]),
        ("OTAN", "l'otan et l'OTAN", "fr", ["OTAN"]),
        ("срок", "Срок истёк.", "ru", ["Срок"]),
        ("mandat", "Le mandataire.", "fr", []),
    ],
)
def test_terms_are_found_on_dictionary_forms(
    term: str, text: str, lang: str, found: list[str]
) -> None:
    assert [span.of(text) for span in places(term, text, lang)] == found


@given(st.text(max_size=40), st.text(max_size=80), st.sampled_from(["fr", "en", "ru"]))
def test_places_lie_inside_the_text(term: str, text: str, lang: str) -> None:
    for span in places(term, text, lang):
        assert 0 <= span.start < span.end <= len(text)
