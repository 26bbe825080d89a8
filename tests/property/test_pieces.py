"""Pieces, parts and batches, on any text: offsets stay true and nothing is lost."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import sentencepiece
from hypothesis import example, given
from hypothesis import strategies as st

from checker.engines.pieces import Pieces, Side, Vocabulary, batches, parts_needed
from checker.types import Span

LINES = [
    "le chat dort là.",
    "l'été « brûle » déjà",
    "12 œufs, un pont",
    "la forêt traverse la rue",
] * 30


def trained(path: Path, **options: object) -> Side:
    """A SentencePiece model of the lines above, and a vocabulary that holds most of its pieces."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES), model_writer=model, minloglevel=2, bos_id=-1, **options
    )
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    names = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    return Side(path, frozenset(name for name in names if name not in ("▁pont", "œ")))


@pytest.fixture(scope="module", params=["unigram", "bytes"])
def side(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Side:
    path = tmp_path_factory.mktemp("pieces") / "source.spm"
    if request.param == "bytes":
        return trained(path, model_type="bpe", vocab_size=330, byte_fallback=True)
    return trained(path, vocab_size=50, hard_vocab_limit=False)


any_text = st.text(st.characters(codec="utf-8"), max_size=60) | st.text(
    "le chat’ «é»\u00a0œ🙂½ﬁ…中\u200b\u0301\t", max_size=60
)


@given(any_text)
@example("« l’été »\u00a0: ½ ﬁn… 🙂🙂 中文 e\u0301 \u200b\u00ad\0 ﷺ")
@example("ﷺ")
def test_pieces_stand_where_they_say(side: Side, text: str) -> None:
    pieces = side.encode(text)
    assert len(pieces.tokens) == len(pieces.spans) == len(pieces.known) == len(pieces)
    at = 0
    for span in pieces.spans:
        assert 0 <= at <= span.start <= span.end <= len(text)
        at = span.start
    covered = {i for span in pieces.spans for i in range(span.start, span.end)}
    assert {i for i, char in enumerate(text) if char in "lechat12"} <= covered


def test_typography_is_made_plain_without_moving_anything(side: Side) -> None:
    curly, plain = side.encode("« l’été »\u00a0!"), side.encode("« l'été » !")
    assert curly == plain


runs = st.lists(st.sampled_from(["▁a", "b", "▁", "c"]), min_size=0, max_size=200).map(
    lambda tokens: Pieces(
        tuple(tokens), tuple(Span(i, i + 1) for i in range(len(tokens))), (True,) * len(tokens)
    )
)


@given(runs, runs, st.integers(4, 60))
def test_parts_fit_and_give_the_whole_back(one: Pieces, other: Pieces, limit: int) -> None:
    count = parts_needed(limit, len(one), len(other))
    for pieces in (one, other):
        parts = pieces.cut(count)
        assert len(parts) == count
        assert max(map(len, parts)) <= limit
        assert sum((part.tokens for part in parts), ()) == pieces.tokens
        assert sum((part.spans for part in parts), ()) == pieces.spans


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(64, 2048))
def test_batches_hold_each_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    for batch in found:
        padded = len(batch) * max(lengths[i] for i in batch)
        assert padded <= budget or len(batch) == 1


@pytest.mark.parametrize(
    ("prefixes", "lang", "expected"),
    [
        ((), "en", ()),
        ((">>en<<", ">>fr<<"), "en", (">>en<<",)),
        ((">>en<<", ">>fr<<"), "fr-CA", (">>fr<<",)),
        ((">>fra<<", ">>deu<<"), "fr", (">>fra<<",)),
        ((">>pt_BR<<", ">>pt<<"), "pt-BR", (">>pt_BR<<",)),
        ((">>cmn_Hans<<",), "de", None),
    ],
)
def test_the_prefix_of_a_language(
    prefixes: tuple[str, ...], lang: str, expected: tuple[str, ...] | None, tmp_path: Path
) -> None:
    side = trained(tmp_path / "source.spm", vocab_size=50, hard_vocab_limit=False)
    (tmp_path / "target.spm").write_bytes((tmp_path / "source.spm").read_bytes())
    (tmp_path / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(prefixes)}))
    vocabulary = Vocabulary.load(tmp_path)
    assert side.encode("le").tokens
    if expected is None:
        with pytest.raises(KeyError):
            vocabulary.prefix(lang)
    else:
        assert vocabulary.prefix(lang) == expected
