"""Engines that never read an inline code: a placeholder is a name to them, a tag is not there.

Same contract. What they say of a text is in offsets of the text as it was given; of a placeholder they say nothing.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.plugins import GrammarEngine, LanguageModel, QualityEngine, TranslationEngine
from checker.text.inline_codes import masks
from checker.types import Attention, Choice, Estimate, Misfit, Span, TextScore, Translation


@dataclass(frozen=True, slots=True)
class _Masked:
    """A text as a model reads it, and the way back: runs of (start there, start here, length, stands in)."""

    text: str
    runs: tuple[tuple[int, int, int, bool], ...]

    def back(self, start: int, end: int) -> Span:
        """The stretch of the text as it was given; what stands in for a code is all of that code."""
        first, last = self._run(start), self._run(max(end - 1, start))
        at = first[1] if first[3] else first[1] + start - first[0]
        until = last[1] + last[2] if last[3] else last[1] + max(end, start) - last[0]
        return Span(at, max(at, until))

    def stands_in(self, start: int, end: int) -> bool:
        """Whether the stretch is, in part, what stands in for a code."""
        return any(self._run(at)[3] for at in range(start, end))

    def _run(self, at: int) -> tuple[int, int, int, bool]:
        index = bisect.bisect_right(self.runs, at, key=lambda run: run[0]) - 1
        return self.runs[max(index, 0)]


def _masked(text: str) -> _Masked | None:
    """None for a text without codes, which is nearly every one."""
    found = masks(text)
    if not found:
        return None
    parts: list[str] = []
    runs: list[tuple[int, int, int, bool]] = []
    at = length = 0
    for span, instead in found:
        for piece, start, size, stands_in in (
            (text[at : span.start], at, span.start - at, False),
            (instead, span.start, span.end - span.start, True),
        ):
            if piece:
                parts.append(piece)
                runs.append((length, start, size, stands_in))
                length += len(piece)
        at = span.end
    if at < len(text) or not runs:
        parts.append(text[at:])
        runs.append((length, at, len(text) - at, False))
    return _Masked("".join(parts), tuple(runs))


def _read(text: str) -> str:
    masked = _masked(text)
    return text if masked is None else masked.text


def _scored(text: str, score: TextScore) -> TextScore:
    masked = _masked(text)
    if masked is None:
        return score
    tokens = []
    for token in score.tokens:
        span = masked.back(token.start, token.end)
        silent = masked.stands_in(token.start, token.end)
        logprob = None if silent else token.logprob
        tokens.append(replace(token, start=span.start, end=span.end, logprob=logprob))
    return replace(score, tokens=tuple(tokens))


def _placed(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    masked = _masked(text)
    return spans if masked is None else tuple(masked.back(span.start, span.end) for span in spans)


def _translated(text: str, found: Translation) -> Translation:
    """The translation of a text; where that has a code, a score of it would count what only stands in for one."""
    return found if _masked(text) is None else Translation(found.text)


def _chosen(text: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    masked = _masked(text)
    if masked is None:
        return choices
    out = []
    for choice in choices:
        span = masked.back(choice.start, choice.end)
        placed = replace(choice, start=span.start, end=span.end)
        if masked.stands_in(choice.start, choice.end):
            placed = replace(placed, rank=None, margin=None)
        out.append(placed)
    return tuple(out)


def _estimated(text: str, estimate: Estimate) -> Estimate:
    masked = _masked(text)
    if masked is None:
        return estimate
    tokens = []
    for token in estimate.tokens:
        if not masked.stands_in(token.start, token.end):
            span = masked.back(token.start, token.end)
            tokens.append(replace(token, start=span.start, end=span.end))
    return replace(estimate, tokens=tuple(tokens))


def _doubted(text: str, misfits: tuple[Misfit, ...]) -> tuple[Misfit, ...]:
    masked = _masked(text)
    if masked is None:
        return misfits
    return tuple(
        replace(one, place=masked.back(one.place.start, one.place.end))
        for one in misfits
        if not masked.stands_in(one.place.start, one.place.end)
    )


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_read(first), _read(second)) for first, second in pairs]


@dataclass(frozen=True)
class MaskedTranslation:
    """A translation engine that reads no inline code."""

    engine: TranslationEngine

    @property
    def signature(self) -> str:
        """That of the engine behind it."""
        return self.engine.signature

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        """As `TranslationEngine.translate`."""
        read = [_read(text) for text in texts]
        found = self.engine.translate(read, source_lang, target_lang, attended=attended)
        return [_translated(text, one) for text, one in zip(texts, found, strict=True)]

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        """As `TranslationEngine.score`."""
        scores = self.engine.score(_pairs(pairs), source_lang, target_lang)
        return [_scored(text, score) for (_, text), score in zip(pairs, scores, strict=True)]

    def attention(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[Attention]:
        """As `TranslationEngine.attention`."""
        found = self.engine.attention(_pairs(pairs), source_lang, target_lang)
        return [
            replace(one, source=_placed(first, one.source), target=_placed(second, one.target))
            for (first, second), one in zip(pairs, found, strict=True)
        ]

    def choices(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[tuple[Choice, ...]]:
        """As `TranslationEngine.choices`."""
        found = self.engine.choices(_pairs(pairs), source_lang, target_lang)
        return [_chosen(text, one) for (_, text), one in zip(pairs, found, strict=True)]


@dataclass(frozen=True)
class MaskedLanguageModel:
    """A language model that reads no inline code."""

    model: LanguageModel

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        """As `LanguageModel.score`."""
        read = [(tuple(map(_read, before)), _read(text)) for before, text in texts]
        scores = self.model.score(read)
        return [_scored(text, score) for (_, text), score in zip(texts, scores, strict=True)]


@dataclass(frozen=True)
class MaskedQuality:
    """A quality-estimation model that reads no inline code."""

    model: QualityEngine

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def estimate(self, pairs: Sequence[tuple[str | None, str]]) -> list[Estimate]:
        """As `QualityEngine.estimate`; what stands in for a code is no token of the text."""
        read = [(None if source is None else _read(source), _read(text)) for source, text in pairs]
        found = self.model.estimate(read)
        return [_estimated(text, one) for (_, text), one in zip(pairs, found, strict=True)]


@dataclass(frozen=True)
class MaskedGrammar:
    """A grammar model that reads no inline code."""

    model: GrammarEngine

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def misfits(self, texts: Sequence[str]) -> list[tuple[Misfit, ...]]:
        """As `GrammarEngine.misfits`; what stands in for a code is no word of the text."""
        found = self.model.misfits([_read(text) for text in texts])
        return [_doubted(text, own) for text, own in zip(texts, found, strict=True)]
