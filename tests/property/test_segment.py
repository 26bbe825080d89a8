from hypothesis import given, settings
from hypothesis import strategies as st

from checker.text.segment import segment, split, words
from checker.types import Block, Document

LANGUAGES = st.sampled_from(["fr", "en", "zh", "ar", "th", "fr-CA", "zz", "", "pt_BR"])
PROSE = st.lists(
    st.sampled_from(
        [
            "M. ",
            "Oui. ",
            "« ",
            " »",
            "… ",
            "J.-C. ",
            "le chat ",
            "(",
            ") ",
            "? ",
            "\n",
            "\n\n",
            "1. ",
            "\ud800",
            "你好。",
            "'",
            "l’eau ",
            "\r\n",
            "U.E. ",
        ]
    ),
    max_size=60,
).map("".join)


@settings(deadline=None)
@given(st.one_of(st.text(), PROSE, st.text(alphabet=st.characters())), LANGUAGES)
def test_pieces_joined_are_the_text(text, lang):
    pieces = split(text, lang)
    assert "".join(pieces) == text
    assert all(pieces)


@settings(deadline=None)
@given(PROSE.map(lambda text: text * 20))
def test_long_quotations_keep_every_character(text):
    assert "".join(split(text, "fr")) == text


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.text(), PROSE), st.booleans()), max_size=5))
def test_segments_lie_in_their_blocks_and_lose_only_white_space(parts):
    blocks = tuple(Block(text, whole=whole) for text, whole in parts)
    segments = segment(Document("a", "", blocks))
    assert [item.index for item in segments] == list(range(len(segments)))
    for item in segments:
        assert item.span.of(item.block.text) == item.text == item.text.strip()
    for block in blocks:
        mine = [item for item in segments if item.block is block]
        assert "".join("".join(item.text.split()) for item in mine) == "".join(block.text.split())
        if block.whole:
            assert len(mine) == 1
        else:
            assert all(item.text for item in mine)


@settings(deadline=None)
@given(st.one_of(st.text(), PROSE))
def test_words_are_in_order_and_hold_every_letter(text):
    found = words(text)
    last = 0
    for span in found:
        assert last <= span.start < span.end <= len(text)
        last = span.end
    outside = list(text)
    for span in found:
        outside[span.start : span.end] = [" "] * (span.end - span.start)
    assert not any(char.isalpha() for char in outside)
