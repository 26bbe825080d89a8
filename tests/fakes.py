"""Engines that need no model: what they say follows from the text alone, and they write down what they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from checker.types import (
    NOWHERE,
    Attention,
    Block,
    Choice,
    Estimate,
    Segment,
    Span,
    TextScore,
    TokenEstimate,
    TokenScore,
    Translation,
)


def spans(text: str) -> Iterator[Span]:
    """The words of a text, cut at spaces."""
    at = 0
    for word in text.split(" "):
        if word:
            yield Span(at, at + len(word))
        at += len(word) + 1


def scored(text: str, given: str) -> TextScore:
    """A score for each word, that depends on the word and on what is given."""
    tokens = tuple(
        TokenScore(s.start, s.end, -((len(s.of(text)) * 7 + len(given)) % 50) / 10)
        for s in spans(text)
    )
    return TextScore(tokens, -(len(given) % 10) / 10)


def looked(source: str, target: str) -> Attention:
    """Attention of word on word."""
    columns, rows = tuple(spans(source)), tuple(spans(target))
    weights = tuple(tuple(float(i == j) for j in range(len(columns))) for i in range(len(rows)))
    return Attention(columns, rows, weights)


@dataclass
class FakeTranslation:
    """Translates by turning every word round; aligns word by word."""

    name: str = "fake"
    calls: Counter[str] = field(default_factory=Counter)
    seen: list[str] = field(default_factory=list)

    @property
    def signature(self) -> str:
        return self.name

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        self.calls["translate"] += len(texts)
        self.seen += texts
        out = []
        for text in texts:
            written = " ".join(word[::-1] for word in text.split(" "))
            attention = looked(text, written) if attended else NOWHERE
            out.append(Translation(written, -(len(text) % 20) / 10, attention))
        return out

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        self.calls["score"] += len(pairs)
        return [scored(text, given) for given, text in pairs]

    def choices(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[tuple[Choice, ...]]:
        self.calls["choices"] += len(pairs)
        return [
            tuple(
                Choice(t.start, t.end, 1 + round(-(t.logprob or 0)), -(t.logprob or 0) / 2, "autre")
                for t in scored(text, given).tokens
            )
            for given, text in pairs
        ]

    def attention(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[Attention]:
        self.calls["attention"] += len(pairs)
        return [looked(source, target) for source, target in pairs]


@dataclass
class FakeLanguageModel:
    """Its scores depend on the text and on the sentences before it."""

    name: str = "fake-lm"
    calls: Counter[str] = field(default_factory=Counter)
    contexts: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def signature(self) -> str:
        return self.name

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        self.calls["score"] += len(texts)
        self.contexts += [before for before, _ in texts]
        return [scored(text, "".join(before)) for before, text in texts]


def segments(*texts: str, doc: str | None = None, source: str | None = None) -> list[Segment]:
    """One segment a text, as a reader of records makes them."""
    return [
        Segment(i, text, Span(0, len(text)), Block(text, extra={"doc": doc} if doc else {}), source)
        for i, text in enumerate(texts)
    ]


@dataclass
class FakeQuality:
    """Finds a word as bad as it is long, and a source another text's where it shares no word with the text."""

    name: str = "quality"
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def signature(self) -> str:
        return self.name

    def estimate(self, pairs: Sequence[tuple[str | None, str]]) -> list[Estimate]:
        self.calls["estimate"] += len(pairs)
        out = []
        for source, text in pairs:
            tokens = tuple(
                TokenEstimate(s.start, s.end, len(s.of(text)) - 6.0, len(s.of(text)) - 8.0)
                for s in spans(text)
            )
            worst = max((token.error for token in tokens), default=-6.0)
            alien = not {*(source or "").split()} & {*text.split()}
            unrelated = None if not source else 4.0 if alien else -4.0
            out.append(Estimate(tokens, worst / 3, worst, worst - 2, unrelated))
        return out
