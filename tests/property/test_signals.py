"""Signals on any evidence: their numbers stay within their bounds, or are nan; alignments within their words."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.align.words import align_words
from checker.config import Config
from checker.evidence import Engines, begin, gather
from checker.plugins import signals
from checker.types import Attention, Span
from tests.fakes import FakeLanguageModel, FakeTranslation, segments

Spans = tuple[Span, ...]

texts = st.lists(st.text("le chatÉ’«» 12.,;!🙂中д-\u00a0", max_size=40), min_size=1, max_size=4)
BOUNDS = {
    "coverage.text": (0, 1), "coverage.back": (0, 1), "coverage.crossing": (0, 1),
    "roundtrip.chrf": (0, 100), "roundtrip.bleu": (0, 100.01), "roundtrip.kept": (0, 1),
    "source.chrf": (0, 100), "source.bleu": (0, 100.01), "names.share": (0, 1),
    "back.mean": (-99, 0), "back.worst1": (-99, 0), "lm.mean": (-99, 0),
    "lm.whole_logprob": (-999, 0), "lm.logprob": (-99, 0), "back.logprob": (-99, 0), "rarity": (-21, 0),
}  # fmt: skip


@settings(max_examples=40)
@given(texts, st.none() | st.text("the sea 🙂", max_size=20))
def test_numbers_stay_within_their_bounds(given_texts: list[str], source: str | None) -> None:
    needs = frozenset().union(*(item.needs for item in signals().values()))
    run = Engines(FakeTranslation(), FakeTranslation(), FakeLanguageModel(), "fr", "en")
    cases = gather(begin(segments(*given_texts, source=source)), run, needs)
    for item in signals().values():
        found = item.measure(cases, Config())
        assert len(found) == len(cases)
        for case, one in zip(cases, found, strict=True):
            for name, values in one.words.items():
                assert len(values) == len(case.words), name
            numbers = [(n, v) for n, v in one.segment.items()]
            numbers += [(n, v) for n, values in one.words.items() for v in values]
            for name, value in numbers:
                low, high = BOUNDS.get(name, (-1e6, 1e6))
                assert math.isnan(value) or low <= value <= high, name


spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=5).map(
    lambda pairs: tuple(Span(a, a + b) for a, b in sorted(pairs))
)


@given(spans, spans, spans, spans, st.data())
def test_links_join_words_that_exist(
    words: Spans, back: Spans, mine: Spans, theirs: Spans, data: st.DataObject
) -> None:
    def attention(source: Spans, target: Spans) -> Attention:
        weight = st.floats(0, 1)
        row = st.tuples(*[weight] * len(source))
        return Attention(source, target, data.draw(st.tuples(*[row] * len(target))))

    links = align_words(words, back, attention(mine, theirs), attention(theirs, mine)).links
    assert len(set(links)) == len(links)
    assert all(0 <= i < len(words) and 0 <= j < len(back) for i, j in links)
