"""Sentences that share a source sentence are compared with it together, and hits find home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.checks.against_source.negations import negation_added
from checker.checks.against_source.sourced import Sourced, sourced
from checker.checks.against_source.values import date_changed, number_changed
from checker.config import Config
from checker.text.segment import words
from checker.types import Block, Case, Evidence, Hit, Pairing, Segment, SourceSentence, Span

Rule = Callable[[Sequence[Case], Config], Iterator[Hit]]

BEHIND = SourceSentence("The bridge reopened on Monday.", 1, 1)


def case(index: int, text: str, pairing: Pairing | None = None, source: str | None = None) -> Case:
    segment = Segment(index, text, Span(0, len(text)), Block(text), source, pairing)
    return Case(Evidence(segment, words(text)))


def test_neighbours_with_one_sentence_behind_them_are_one() -> None:
    shared = Pairing((BEHIND,), shared=True)
    cases = [
        case(0, "Le pont", shared),
        case(1, "a rouvert.", shared),
        case(2, "Lundi.", None, "Monday."),
        case(3, "Rien."),
    ]
    first, second = sourced(cases)
    assert (first.source, first.text, first.words) == (BEHIND.text, "Le pont a rouvert.", 4)
    assert (second.source, second.text) == ("Monday.", "Lundi.")


def test_a_source_that_the_segment_brought_along_goes_before_a_shared_one() -> None:
    (one,) = sourced([case(0, "Le pont.", Pairing((BEHIND,), shared=True), "The bridge.")])
    assert one.source == "The bridge."


def test_two_shared_sentences_one_after_the_other_stay_apart() -> None:
    other = SourceSentence(BEHIND.text, 5, 1)
    pairings = [Pairing((behind,), shared=True) for behind in (BEHIND, BEHIND, other, other)]
    cases = [case(i, f"Phrase {i}.", pairing) for i, pairing in enumerate(pairings)]
    assert [one.text for one in sourced(cases)] == ["Phrase 0. Phrase 1.", "Phrase 2. Phrase 3."]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4), st.data())
def test_a_hit_stands_in_the_sentence_where_it_was_seen(
    texts: list[str], data: st.DataObject
) -> None:
    one = Sourced("source", [case(i, text) for i, text in enumerate(texts)])
    at = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[at]) - 1))
    end = data.draw(st.integers(start + 1, len(texts[at])))
    before = sum(len(text) + 1 for text in texts[:at])
    hit = one.hit(Span(before + start, before + end), "why", {})
    assert (hit.segment, hit.span) == (at, Span(start, end))
    assert Span(before + start, before + end).of(one.text) == hit.span.of(texts[at])
    last = one.hit(one.end, "why", {})
    assert (last.segment, last.span.start) == (len(texts) - 1, len(texts[-1]))


def foreign(text: str, source: str, lang: str | None) -> Case:
    """A sentence of a file that says in which language its source is."""
    block = Block(text, source=source, source_lang=lang)
    return Case(Evidence(Segment(0, text, Span(0, len(text)), block, source), words(text)))


@pytest.mark.parametrize(
    ("rule", "text", "source", "lang"),
    [
        (
            negation_added,
            "Le pont n'a pas rouvert hier soir.",
            "Podul nu s-a redeschis aseară.",
            "ro",
        ),
        (number_changed, "Le pont a coûté 1200 euros.", "Die Brücke kostete 1.200 Euro.", "de"),
        (date_changed, "Le pont rouvre le 4 juin.", "Die Brücke öffnet am 4. Juni.", "de"),
    ],
)
def test_the_source_is_read_in_the_language_that_the_file_names(
    rule: Rule, text: str, source: str, lang: str
) -> None:
    assert not list(rule([foreign(text, source, lang)], Config()))


def test_what_is_wrong_beside_a_german_source_is_found() -> None:
    case = foreign("Le pont a coûté 1300 euros.", "Die Brücke kostete 1.200 Euro.", "de")
    (hit,) = number_changed([case], Config())
    assert hit.span.of(case.text) == "1300"
    case = foreign("Le pont rouvre le 4 juin.", "Die Brücke öffnet am 4. Mai.", "de")
    assert len(list(date_changed([case], Config()))) == 1
    assert not list(
        date_changed([foreign(case.text, "Die Brücke öffnet am 4. Mai.", None)], Config())
    )
