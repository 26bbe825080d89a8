"""Asks the engines all that the signals need about segments: translations, forced scores, alignments, surprisal.

The order is fixed by logic: back-translation first, then what is scored against it. Only what is needed runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checker.align.phrases import phrases, without
from checker.align.words import align_words
from checker.errors import EngineFailure
from checker.inline_codes import is_message, masks
from checker.messages import _
from checker.plugins import LanguageModel, QualityEngine, TranslationEngine
from checker.segment import words
from checker.types import Alignment, Contrast, Evidence, Segment, Span, TextScore

CONTEXT_SENTENCES = 2
"""Preceding sentences that the language model reads before a sentence."""

CHUNK = 64
"""Segments that go to the engines at once; a whole number of batches for short text."""

MIN_WORDS = 2
"""Segments with fewer words say too little for a model to have an opinion."""


@dataclass(frozen=True)
class Engines:
    """The models of a run; `None` where it loads none. `back` translates lang -> pivot, `forward` pivot -> lang."""

    back: TranslationEngine | None
    forward: TranslationEngine | None
    language_model: LanguageModel | None
    lang: str
    pivot: str
    quality: QualityEngine | None = None

    @property
    def both(self) -> tuple[TranslationEngine, TranslationEngine]:
        """Back and forward. Raises EngineFailure in a run without translation."""
        if self.back is None or self.forward is None:
            raise EngineFailure(_("this run has no translation model"))
        return self.back, self.forward

    @property
    def signature(self) -> str:
        """All models with software and numeric type."""
        models = (self.back, self.forward, self.language_model, self.quality)
        return "+".join(dict.fromkeys(model.signature for model in models if model is not None))


def without_models(segments: Sequence[Segment]) -> list[Evidence]:
    """What is known of segments before any model looks: their words, and whether models may judge them."""
    return [_start(segment) for segment in segments]


def read_back(
    segments: Sequence[Segment],
    engines: Engines,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[str]:
    """The back-translation of every segment, too short ones too, for what needs it before the evidence."""
    texts = [segment.text for segment in segments]
    out: list[str] = []
    for start in range(0, len(texts), CHUNK):
        part = texts[start : start + CHUNK]
        out += engines.both[0].translate(part, engines.lang, engines.pivot)
        on_progress(len(out))
    return out


def gather(
    segments: Sequence[Segment],
    engines: Engines,
    needs: frozenset[str],
    on_progress: Callable[[int], None] = lambda done: None,
    backs: Sequence[str] = (),
) -> list[Evidence]:
    """Evidence about the segments of one document, in order. `needs` names the fields of `Evidence` to fill.

    Works through `CHUNK` segments at a time, so that a cache behind the engines keeps what was done when a
    long run is stopped; `on_progress` hears how many are through. `backs` has back-translations made before.
    """
    cases = without_models(segments)
    if backs:
        chosen = [i for i, case in enumerate(cases) if case.scorable]
        cases = _filled(cases, chosen, "back", [backs[i] for i in chosen])
    contexts = _contexts(cases)
    for start in range(0, len(cases), CHUNK):
        part = slice(start, start + CHUNK)
        cases[part] = _gather(cases[part], contexts[part], engines, needs)
        on_progress(min(start + CHUNK, len(cases)))
    return cases


def _gather(
    cases: list[Evidence],
    contexts: list[tuple[str, ...]],
    engines: Engines,
    needs: frozenset[str],
) -> list[Evidence]:
    chosen = [i for i, case in enumerate(cases) if case.scorable]
    if chosen and "surprisal" in needs and engines.language_model is not None:
        texts = [(contexts[i], cases[i].segment.text) for i in chosen]
        cases = _filled(cases, chosen, "surprisal", engines.language_model.score(texts))
    if chosen and "estimate" in needs and engines.quality is not None:
        alone = engines.quality.estimate([(None, cases[i].segment.text) for i in chosen])
        cases = _filled(cases, chosen, "estimate", alone)
    if chosen and needs & _ON_BACK:
        cases = _translated_back(cases, chosen, engines, needs)
    sourced = [i for i in chosen if _letters(cases[i].segment.source)]
    if sourced and "estimate_given_source" in needs and engines.quality is not None:
        pairs = [(cases[i].segment.source, cases[i].segment.text) for i in sourced]
        beside = engines.quality.estimate(pairs)
        cases = _filled(cases, sourced, "estimate_given_source", beside)
    if sourced and needs & _ON_SOURCE:
        cases = _against_source(cases, sourced, engines, needs)
    return cases


_ON_BACK = frozenset(
    {
        "back", "alignment", "roundtrip", "text_given_back", "back_given_text",
        "roundtrip_given_back", "choices_given_back",
    }
)  # fmt: skip
_ON_SOURCE = frozenset(
    {
        "text_given_source", "source_given_text", "choices_given_source",
        "forward", "forward_given_source",
        "source_alignment", "source_contrasts", "text_contrasts",
    }
)  # fmt: skip
_CONTRASTS = frozenset({"source_contrasts", "text_contrasts"})


def _start(segment: Segment) -> Evidence:
    spans = _words(segment.text)
    lettered = [span for span in spans if _letters(span.of(segment.text))]
    reason = None
    if not lettered:
        reason = "no_words"
    elif is_message(segment.text):
        reason = "variants"
    elif len(lettered) < MIN_WORDS:
        reason = "too_short"
    return Evidence(segment, spans, reason)


def _words(text: str) -> tuple[Span, ...]:
    """The words of a text that are for readers: none that stands in an inline code."""
    spans = words(text)
    hidden = [span for span, _instead in masks(text)]
    if not hidden:
        return spans
    return tuple(
        word
        for word in spans
        if not any(code.start <= word.start and word.end <= code.end for code in hidden)
    )


def _translated_back(
    cases: list[Evidence], chosen: list[int], engines: Engines, needs: frozenset[str]
) -> list[Evidence]:
    lang, pivot = engines.lang, engines.pivot
    back, forward = engines.both
    unread = [i for i in chosen if cases[i].back is None]
    texts = [cases[i].segment.text for i in unread]
    cases = _filled(cases, unread, "back", back.translate(texts, lang, pivot))
    cases = _filled(cases, chosen, "back_words", [words(cases[i].back or "") for i in chosen])
    # A model may have nothing to say; then nothing can be asked given what it said.
    chosen = [i for i in chosen if _letters(cases[i].back)]
    pairs = [(cases[i].segment.text, cases[i].back or "") for i in chosen]
    turned = [(said, text) for text, said in pairs]
    if "text_given_back" in needs:
        scores = forward.score(turned, pivot, lang)
        cases = _filled(cases, chosen, "text_given_back", scores)
    if "choices_given_back" in needs:
        choices = forward.choices(turned, pivot, lang)
        cases = _filled(cases, chosen, "choices_given_back", choices)
    if "back_given_text" in needs:
        scores = back.score(pairs, lang, pivot)
        cases = _filled(cases, chosen, "back_given_text", scores)
    if "alignment" in needs:
        out = back.attention(pairs, lang, pivot)
        home = forward.attention(turned, pivot, lang)
        links = [
            align_words(cases[i].words, cases[i].back_words, a, b)
            for i, a, b in zip(chosen, out, home, strict=True)
        ]
        cases = _filled(cases, chosen, "alignment", links)
    if needs & {"roundtrip", "roundtrip_given_back"}:
        backs = [said for _, said in pairs]
        trips = forward.translate(backs, pivot, lang)
        cases = _filled(cases, chosen, "roundtrip", trips)
    if "roundtrip_given_back" in needs:
        best = forward.score(list(zip(backs, trips, strict=True)), pivot, lang)
        cases = _filled(cases, chosen, "roundtrip_given_back", best)
    return cases


def _against_source(
    cases: list[Evidence], chosen: list[int], engines: Engines, needs: frozenset[str]
) -> list[Evidence]:
    lang, pivot = engines.lang, engines.pivot
    back, forward = engines.both
    pairs = [(cases[i].segment.source or "", cases[i].segment.text) for i in chosen]
    if needs & _CONTRASTS:
        needs |= {"source_alignment", "text_given_source", "source_given_text"}
    if "text_given_source" in needs:
        scores = forward.score(pairs, pivot, lang)
        cases = _filled(cases, chosen, "text_given_source", scores)
    if "choices_given_source" in needs:
        choices = forward.choices(pairs, pivot, lang)
        cases = _filled(cases, chosen, "choices_given_source", choices)
    if "source_given_text" in needs:
        turned = [(text, source) for source, text in pairs]
        cases = _filled(cases, chosen, "source_given_text", back.score(turned, lang, pivot))
    if "source_alignment" in needs:
        spans = [_words(source) for source, _ in pairs]
        home = forward.attention(pairs, pivot, lang)
        out = back.attention([(text, source) for source, text in pairs], lang, pivot)
        links = [
            align_words(cases[i].words, theirs, a, b)
            for i, theirs, a, b in zip(chosen, spans, out, home, strict=True)
        ]
        cases = _filled(cases, chosen, "source_words", spans)
        cases = _filled(cases, chosen, "source_alignment", links)
    if needs & {"forward", "forward_given_source"}:
        sources = [source for source, _ in pairs]
        written = forward.translate(sources, pivot, lang)
        cases = _filled(cases, chosen, "forward", written)
    if "forward_given_source" in needs:
        best = forward.score(list(zip(sources, written, strict=True)), pivot, lang)
        cases = _filled(cases, chosen, "forward_given_source", best)
    return _contrasted(cases, chosen, engines, needs) if needs & _CONTRASTS else cases


def _contrasted(
    cases: list[Evidence], chosen: list[int], engines: Engines, needs: frozenset[str]
) -> list[Evidence]:
    """Phrases without links, each with what taking it out does to the probability of the other side."""
    left, right = engines.pivot, engines.lang
    back, forward = engines.both
    if "source_contrasts" in needs:
        given = []
        for i in chosen:
            links = cases[i].source_alignment or Alignment()
            source = cases[i].segment.source or ""
            spans = phrases(source, cases[i].source_words, {j for _, j in links.links})
            given.append((source, spans, cases[i].segment.text, cases[i].text_given_source))
        found = _gains(given, forward, left, right)
        cases = _filled(cases, chosen, "source_contrasts", found)
    if "text_contrasts" in needs:
        given = []
        for i in chosen:
            links = cases[i].source_alignment or Alignment()
            text = cases[i].segment.text
            spans = phrases(text, cases[i].words, {j for j, _ in links.links})
            given.append((text, spans, cases[i].segment.source or "", cases[i].source_given_text))
        found = _gains(given, back, right, left)
        cases = _filled(cases, chosen, "text_contrasts", found)
    return cases


def _gains(
    given: Sequence[tuple[str, Sequence[Span], str, TextScore | None]],
    engine: TranslationEngine,
    source_lang: str,
    target_lang: str,
) -> list[tuple[Contrast, ...]]:
    """For (text, phrases of it, other text, its score given the whole text): the phrases with their gains."""
    pairs = [(without(text, span), other) for text, spans, other, _ in given for span in spans]
    scores = iter(engine.score(pairs, source_lang, target_lang))
    out = []
    for _text, spans, _other, whole in given:
        base = whole.mean if whole else math.nan
        out.append(tuple(Contrast(span, next(scores).mean - base) for span in spans))
    return out


def _filled(
    cases: Sequence[Evidence], chosen: Sequence[int], field: str, values: Sequence[object]
) -> list[Evidence]:
    out = list(cases)
    for i, value in zip(chosen, values, strict=True):
        # mypy cannot follow a field's name; the callers above name real ones.
        out[i] = replace(out[i], **{field: value})  # type: ignore[arg-type]
    return out


def _contexts(cases: Sequence[Evidence]) -> list[tuple[str, ...]]:
    texts = [case.segment.text for case in cases]
    docs = [case.segment.block.article for case in cases]
    out = []
    for i, doc in enumerate(docs):
        before = range(max(0, i - CONTEXT_SENTENCES), i)
        out.append(tuple(texts[j] for j in before if docs[j] == doc))
    return out


def _letters(text: str | None) -> bool:
    return text is not None and any(char.isalpha() for char in text)
