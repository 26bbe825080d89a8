import dataclasses

from checker.config import Config
from checker.reporters import listing
from checker.types import TokenResult
from tests.golden.report import build

TOWN = build().documents[0]


def test_a_suppressed_finding_never_fails() -> None:
    finding = TOWN.segments[1].findings[0]
    assert listing.fails(finding, Config())
    assert not listing.fails(dataclasses.replace(finding, suppressed="inSource"), Config())


def test_active_findings_are_in_the_order_of_the_text() -> None:
    assert [finding.code for finding in listing.active(TOWN.segments[1])] == ["FLU901", "ACC901"]
    assert listing.active(TOWN.segments[6]) == ()


def test_words_read_back() -> None:
    segment = TOWN.segments[1]
    assert listing.back_words(segment, segment.findings[0]) == ("drawing",)
    # A report of an older version has links but does not say where the words are.
    assert (
        listing.back_words(dataclasses.replace(segment, back_words=()), segment.findings[0]) == ()
    )


def test_what_the_message_says_is_not_said_twice() -> None:
    segment = TOWN.segments[1]
    finding = segment.findings[0]
    assert listing.read_as(segment, finding) == "drawing"
    said = dataclasses.replace(finding, message="read back as: drawing")
    assert listing.read_as(segment, said) == ""
    assert listing.read_as(segment, dataclasses.replace(finding, p=None)) == ""


def test_places_where_the_file_spells_the_text_otherwise() -> None:
    """`<b>Caf&eacute;</b> noir` in the file reads "Café noir"."""
    tokens = (
        TokenResult(3, 14, "Café", None, ()),
        TokenResult(19, 23, "noir", None, ()),
        TokenResult(23, 25, "x", None, ()),
    )
    segment = dataclasses.replace(
        TOWN.segments[0], text="Café noir", start=3, end=23, tokens=tokens
    )
    assert listing.word_places(segment) == ((0, 4), (5, 9), None)
    assert listing.local(segment, 3, 14) == (0, 4)
    assert listing.local(segment, 5, 21) == (0, 9)
    assert listing.local(segment, 0, 1) == (0, 0)
    assert listing.local(segment, 99, 120) == (9, 9)
