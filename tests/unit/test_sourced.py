"""Sentences that share a source sentence are compared with it together, and hits find home."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.checks.against_source.sourced import Sourced, sourced
from checker.text.segment import words
from checker.types import Block, Case, Evidence, Pairing, Segment, SourceSentence, Span

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
