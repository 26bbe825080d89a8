"""Places as an editor counts them are those of the text, in every encoding and with every line end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from checker.lsp.positions import Positions, changed

ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(st.sampled_from("ab é\u0301🙂𝒜中\u2028\u0085\x0c\r\n"), max_size=30)


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 10), ("utf-16", 5), ("utf-32", 4)])
def test_characters_are_counted_in_units_of_the_encoding(encoding: str, units: int) -> None:
    # An emoji, an e, an accent that combines with it, a Chinese character.
    text = "un\n🙂e\u0301中fin"
    positions = Positions(text, encoding)
    assert positions.position(text.index("fin")) == types.Position(1, units)
    assert positions.offset(types.Position(1, units)) == text.index("fin")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_three_line_ends_are_some(end: str) -> None:
    text = f"a\u2028b\x0cc\u0085d\x0be{end}f"
    positions = Positions(text, "utf-16")
    assert positions.position(text.index("f")) == types.Position(1, 0)
    assert positions.line(2) == positions.range(len(text) - 1, len(text))


@given(text=TEXTS, encoding=st.sampled_from(ENCODINGS), data=st.data())
def test_there_and_back(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[max(offset - 1, 0) : offset + 1] == "\r\n":
        return  # no position lies inside a line end
    positions = Positions(text, encoding)
    assert positions.offset(positions.position(offset)) == offset


def test_what_lies_beyond_is_the_nearest_place() -> None:
    positions = Positions("ab🙂\r\ncd", "utf-16")
    assert positions.offset(types.Position(0, 99)) == 3
    assert positions.offset(types.Position(1, 99)) == 7
    assert positions.offset(types.Position(9, 0)) == 7
    assert positions.offset(types.Position(0, 3)) == 2  # in the middle of the emoji
    assert Positions("", "utf-8").offset(types.Position(0, 5)) == 0


@given(before=TEXTS, new=TEXTS, encoding=st.sampled_from(ENCODINGS), data=st.data())
def test_a_change_of_a_stretch_changes_that_stretch(
    before: str, new: str, encoding: str, data: st.DataObject
) -> None:
    places = [at for at in range(len(before) + 1) if before[max(at - 1, 0) : at + 1] != "\r\n"]
    start, end = sorted(data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2)))
    stretch = Positions(before, encoding).range(start, end)
    change = types.TextDocumentContentChangePartial(range=stretch, text=new)
    assert changed(before, change, encoding) == before[:start] + new + before[end:]


def test_a_change_of_the_whole_is_the_whole() -> None:
    assert changed("a", types.TextDocumentContentChangeWholeDocument("b"), "utf-16") == "b"
