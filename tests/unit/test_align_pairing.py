"""A text beside its source document: which sentence stands behind which, what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.align import pairing
from checker.errors import BadInput
from checker.evidence import begin
from checker.text.inline_codes import QUOTED
from checker.types import Block, CodeKind, Document, InlineCode, Segment, Span


def document(*lines: str, lang: str = "en") -> Document:
    """Each line a paragraph of one sentence, an empty line between."""
    starts = [sum(len(line) + 2 for line in lines[:i]) for i in range(len(lines))]
    blocks = tuple(
        Block(line, ((0, at),), whole=True) for line, at in zip(lines, starts, strict=True)
    )
    return Document("a.en.txt", "\n\n".join(lines), blocks, lang)


def texts(*lines: str) -> list[Segment]:
    return [
        Segment(i, line, Span(0, len(line)), Block(line, whole=True))
        for i, line in enumerate(lines)
    ]


def pair(segments: Sequence[Segment], original: Document, backs: Sequence[str]) -> list[Segment]:
    """The segments, read back so, with their sources."""
    read = [
        replace(one, back=back or None) for one, back in zip(begin(segments), backs, strict=True)
    ]
    return [one.segment for one in pairing.pair(read, original)]


ONE = "The station reopened on Tuesday morning."
TWO = "Trains are running every ten minutes again."
THREE = "Two hundred travellers spent the night in a gymnasium."
UN = "La gare a rouvert mardi matin."
DEUX = "Les trains circulent de nouveau toutes les dix minutes."
TROIS = "Deux cents voyageurs ont passé la nuit dans un gymnase."


def test_each_sentence_gets_its_source_and_the_place_there() -> None:
    first, second = pair(texts(UN, DEUX), document(ONE, TWO), [ONE, TWO])
    assert (first.source, second.source) == (ONE, TWO)
    assert second.pairing is not None
    (behind,) = second.pairing.source
    assert (behind.text, behind.line, behind.column) == (TWO, 3, 1)
    assert not second.pairing.shared


def test_what_stands_in_code_of_the_source_comes_along() -> None:
    code = InlineCode(CodeKind.SYNTAX, "ls", Span(len(ONE) + 3, len(ONE) + 5), "ls", QUOTED)
    block = Block(f"{ONE} {TWO}", codes=(code,))
    (first, second) = pair(
        texts(UN, DEUX), Document("a.en.txt", block.text, (block,), "en"), [ONE, TWO]
    )
    assert first.pairing is not None and second.pairing is not None
    assert [one.codes for one in first.pairing.source] == [()]
    assert [one.codes for one in second.pairing.source] == [("ls",)]


def test_two_source_sentences_behind_one_are_joined() -> None:
    joined = (
        "La gare a rouvert mardi matin et les trains circulent de nouveau toutes les dix minutes."
    )
    back = "The station reopened on Tuesday morning and trains are running every ten minutes again."
    first, second = pair(texts(joined, TROIS), document(ONE, TWO, THREE), [back, THREE])
    assert first.source == f"{ONE} {TWO}"
    assert second.source == THREE


def test_half_a_source_sentence_is_no_source_to_score_against() -> None:
    whole = (
        "The station reopened on Tuesday morning, and trains are running every ten minutes again."
    )
    first, second, third = pair(texts(UN, DEUX, TROIS), document(whole, THREE), [ONE, TWO, THREE])
    for one in (first, second):
        assert one.source is None
        assert one.pairing is not None
        assert one.pairing.shared
        assert one.pairing.text == whole
    assert third.source == THREE


def test_what_is_left_over_is_known_at_its_place() -> None:
    first, second = pair(texts(UN, DEUX), document(THREE, ONE, TWO), [ONE, TWO])
    assert first.pairing is not None
    assert [one.text for one in first.pairing.missing_before] == [THREE]
    assert first.pairing.missing_after == ()
    first, second = pair(texts(UN, DEUX), document(ONE, TWO, THREE), [ONE, TWO])
    assert second.pairing is not None
    assert [(m.text, m.line) for m in second.pairing.missing_after] == [(THREE, 5)]
    added = pair(texts(UN, TROIS, DEUX), document(ONE, TWO), [ONE, THREE, TWO])[1]
    assert added.source is None
    assert added.pairing is not None
    assert added.pairing.source == ()
    assert added.pairing.echo < 0.5


def test_a_free_translation_between_two_sure_ones_is_a_translation() -> None:
    free = "On avait improvisé un dortoir pour les naufragés du rail."
    back = "They had improvised a dormitory for the castaways of the rail."
    middle = pair(texts(UN, free, DEUX), document(ONE, THREE, TWO), [ONE, back, TWO])[1]
    assert middle.source == THREE


def test_left_over_on_both_sides_and_not_read_back_is_not_certain() -> None:
    other = "Les oiseaux migrateurs nichent volontiers dans les marais salants."
    lines = texts(UN, DEUX, other)
    first = pair(lines, document(ONE, THREE, TWO), [ONE, TWO, ""])[0]
    assert first.pairing is not None
    assert [one.echo for one in first.pairing.missing_after] == [0.5]


def test_a_source_that_came_with_the_record_stays() -> None:
    own = Segment(0, UN, Span(0, len(UN)), Block(UN, whole=True), "My own source.")
    assert pair([own], document(ONE), [ONE])[0].source == "My own source."


def test_another_texts_source_is_refused() -> None:
    mine = [f"Phrase {chr(97 + i) * 9} du texte {chr(98 + i) * 12}." for i in range(12)]
    theirs = [f"{chr(109 + i) * 90} {chr(110 + i) * 200}!" for i in range(12)]
    with pytest.raises(BadInput, match=r"a\.en\.txt"):
        pair(texts(*mine), document(*theirs), mine)


def test_empty_sides() -> None:
    assert pair([], document(), []) == []
    with pytest.raises(BadInput, match="sentences: 2"):
        pair([], document(ONE, TWO), [])
    (alone,) = pair(texts(UN), document(), [ONE])
    assert alone.source is None
    assert alone.pairing is not None
    assert alone.pairing.missing_before == ()


SENTENCES = st.lists(st.text("abc de.\n", min_size=1, max_size=30).filter(str.strip), max_size=7)


@given(SENTENCES, SENTENCES, st.booleans())
def test_every_source_sentence_is_somewhere(mine: list[str], theirs: list[str], read: bool) -> None:
    given = texts(*(line.strip() for line in mine))
    source = document(*(line.strip() for line in theirs))
    if not given and theirs:
        return
    out = pair(given, source, [one.text if read else "" for one in given])
    assert [one.text for one in out] == [one.text for one in given]
    seen = []
    for one in out:
        assert one.pairing is not None
        assert 0 <= one.pairing.echo <= 1
        seen += [*one.pairing.missing_before, *one.pairing.missing_after, *one.pairing.source]
    lines = source.text.split("\n")
    for sentence in seen:
        assert 0 <= sentence.echo <= 1
        first = sentence.text.split("\n")[0]
        assert lines[sentence.line - 1][sentence.column - 1 :].startswith(first)
    assert sorted({s.text for s in seen}) == sorted({b.text for b in source.blocks})
