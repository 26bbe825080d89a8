"""Phrases without links, and a text without one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import plugins
from checker.align.phrases import LONGEST, MOST, phrases, without
from checker.config import Config
from checker.evidence import Engines, begin, gather
from checker.plugins import Need
from checker.text.segment import words
from checker.types import Alignment, Case, Contrast, Evidence, Hit, Span
from tests.fakes import FakeLanguageModel, FakeTranslation, segments


def tried(text: str, *linked: str) -> list[str]:
    spans = words(text)
    known = {i for i, span in enumerate(spans) if span.of(text) in linked}
    return [span.of(text) for span in phrases(text, spans, known)]


def test_what_stands_between_two_marks_is_tried() -> None:
    text = "The bridge, closed since May, has opened."
    assert tried(text, "The", "bridge", "since", "has", "opened")[0] == "closed since May"


def test_a_run_without_links_is_tried_in_all_its_lengths() -> None:
    found = tried("The bridge over the river has opened.", "The", "bridge", "has", "opened")
    assert found == ["over the river", "over the", "the river", "over", "river"]


def test_what_is_linked_is_not_tried() -> None:
    text = "The bridge has opened."
    assert tried(text, *(span.of(text) for span in words(text))) == []


def test_a_whole_sentence_is_never_taken_out() -> None:
    assert "Bridges opened" not in tried("Bridges opened")


def test_little_words_alone_are_not_tried() -> None:
    assert tried("Elle l'a vu hier.", "Elle", "vu", "hier") == []


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        (
            "The bridge, closed since May, has opened.",
            "closed since May",
            "The bridge, has opened.",
        ),
        ("On Monday, the bridge opened.", "On Monday", "the bridge opened."),
        ("The bridge (a new one) opened.", "a new one", "The bridge opened."),
        ("The bridge opened, at last.", "at last", "The bridge opened."),
        ("The bridge opened on Monday.", "on Monday", "The bridge opened."),
        ("橋が月曜日に開通した。", "月曜日に", "橋が 開通した。"),
    ],
)
def test_marks_and_spaces_left_behind_are_put_right(text: str, phrase: str, rest: str) -> None:
    at = text.index(phrase)
    assert without(text, Span(at, at + len(phrase))) == rest


@given(st.text("ab,. ()'-é", max_size=80), st.sets(st.integers(0, 30)))
def test_phrases_lie_in_the_text_and_leave_something(text: str, linked: set[int]) -> None:
    spans = words(text)
    found = phrases(text, spans, linked)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    starts, ends = {s.start for s in spans}, {s.end for s in spans}
    for span in found:
        assert span.start in starts
        assert span.end in ends
        inside = [i for i, s in enumerate(spans) if span.start <= s.start and s.end <= span.end]
        assert 0 < len(inside) < len(spans)
        assert 2 * sum(i not in linked for i in inside) >= len(inside)
        assert len(without(text, span)) <= len(text) + 1


def test_a_long_run_has_a_bound() -> None:
    text = " ".join(f"word{i}" for i in range(40))
    assert max(len(phrase.split()) for phrase in tried(text, "word0")) == LONGEST


def engines() -> Engines:
    return Engines(FakeTranslation(), FakeTranslation(), FakeLanguageModel(), "fr", "en")


def test_gains_compare_with_the_whole_sentence() -> None:
    run = engines()
    given = segments("le pont ouvre", source="the bridge opens on monday")
    (case,) = gather(begin(given), run, {Need.SOURCE_CONTRASTS, Need.TEXT_CONTRASTS})
    source = "the bridge opens on monday"
    assert case.source_contrasts is not None
    assert [c.span.of(source) for c in case.source_contrasts] == ["on monday", "monday"]
    assert case.text_contrasts == ()
    assert case.text_given_source is not None
    rest = run.forward.score([("the bridge opens", "le pont ouvre")], "en", "fr")[0]
    assert case.source_contrasts[0].gain == pytest.approx(rest.mean - case.text_given_source.mean)


def test_without_a_source_there_is_nothing_to_contrast() -> None:
    (case,) = gather(begin(segments("le pont ouvre")), engines(), {Need.SOURCE_CONTRASTS})
    assert case.source_contrasts is None


def hits(code: str, evidence: Evidence) -> list[Hit]:
    return list(plugins.checks()[code].run([Case(evidence)], Config()))


def contrasted(gain: float) -> Evidence:
    text, source = "le pont ouvre", "the bridge over water opens"
    (segment,) = segments(text, source=source)
    return Evidence(
        segment,
        words(text),
        source_words=words(source),
        source_alignment=Alignment(((0, 0), (1, 1), (2, 4))),
        source_contrasts=(Contrast(Span(11, 21), gain), Contrast(Span(16, 21), gain / 2)),
        text_contrasts=(Contrast(Span(3, 7), gain),),
    )


def test_a_phrase_that_is_missing_is_shown_where_it_should_stand() -> None:
    (hit,) = hits("ACC303", contrasted(0.6))
    assert hit.span == Span(7, 7)
    assert hit.evidence["source"] == "over water"
    assert "over water" in hit.message
    assert hits("ACC303", contrasted(0.3)) == []


def test_a_phrase_that_was_added_is_marked() -> None:
    (hit,) = hits("ACC304", contrasted(0.6))
    assert hit.span.of("le pont ouvre") == "pont"
    assert hits("ACC304", contrasted(0.3)) == []
