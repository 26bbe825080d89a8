"""Asks the engines all that rules and signals need about sentences: translations, forced scores, alignments, surprisal.

`STEPS` has one row a question: back-translation first, then what is scored against it. A row runs where somebody needs
what it gives; nothing else does. Those that need no answer of each other are asked side by side. One module: the table
and the questions in it are one story.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, fields, replace

from checker.align.phrases import phrases, without
from checker.align.siblings import variants
from checker.align.words import align_words
from checker.config import LONGEST_SENTENCE
from checker.errors import EngineFailure
from checker.languages import morphology, primary
from checker.languages.morphology import Alternative, alternatives
from checker.messages import _
from checker.plugins import GrammarEngine, LanguageModel, Need, QualityEngine, TranslationEngine
from checker.text.inline_codes import is_message, masks
from checker.text.segment import words
from checker.types import (
    NOWHERE,
    TOO_LONG,
    Alignment,
    Contrast,
    Evidence,
    Mending,
    Segment,
    Sense,
    Span,
    TextScore,
    Translation,
)

CONTEXT_SENTENCES = 2
"""Preceding sentences that the language model reads before a sentence."""

CHUNK = 64
"""Segments that go to the engines at once; a whole number of batches for short text."""

MIN_WORDS = 2
"""Segments with fewer words say too little for a model to have an opinion."""


@dataclass(frozen=True)
class Engines:
    """The models of a run; `None` where it loads none. `back` translates lang -> pivot, `forward` pivot -> lang.

    `at_once` questions are asked side by side; it changes no answer. `attended`: words of every sentence are to be
    linked, so the search for its translation keeps where it looked.
    """

    back: TranslationEngine | None
    forward: TranslationEngine | None
    language_model: LanguageModel | None
    lang: str
    pivot: str
    quality: QualityEngine | None = None
    grammar: GrammarEngine | None = None
    at_once: int = 1
    attended: bool = False

    @property
    def both(self) -> tuple[TranslationEngine, TranslationEngine]:
        """Back and forward. Raises EngineFailure in a run without translation."""
        if self.back is None or self.forward is None:
            raise EngineFailure(_("this run has no translation model"))
        return self.back, self.forward

    @property
    def signature(self) -> str:
        """The models that measure, with software and numeric type: what a calibration depends on."""
        models = (self.back, self.forward, self.language_model, self.quality)
        return "+".join(dict.fromkeys(model.signature for model in models if model is not None))


@dataclass(frozen=True)
class Step:
    """One question to the engines.

    It fills the field of `Evidence` that `gives` is called, from the fields of `after`. `of` says of which sentences
    there is something to ask of engines with this pivot; `ask` gives those back in order, with the answers in them.
    """

    gives: Need
    after: tuple[Need, ...]
    of: Callable[[Evidence, str], bool]
    ask: Callable[[Sequence[Evidence], Engines], Iterable[Evidence]]

    def answered(self, cases: Sequence[Evidence], engines: Engines) -> list[Evidence]:
        """All the sentences, with answers in those that were asked about."""
        out = list(cases)
        chosen = [i for i, case in enumerate(out) if case.scorable and self.of(case, engines.pivot)]
        if chosen:
            answers = self.ask([out[i] for i in chosen], engines)
            for i, case in zip(chosen, answers, strict=True):
                out[i] = case
        return out


def begin(segments: Sequence[Segment], longest: int = LONGEST_SENTENCE) -> list[Evidence]:
    """What is known of the segments of one document before any model looks.

    That is: their words, whether models may judge them, and which sentences stand before them. Of one that is longer
    than `longest` characters, or whose source is, nothing is known but that.
    """
    docs = [segment.block.article for segment in segments]
    out: list[Evidence] = []
    for i, segment in enumerate(segments):
        if _longest(segment) > longest:
            out.append(Evidence(segment, (), TOO_LONG))
            continue
        before = range(max(0, i - CONTEXT_SENTENCES), i)
        context = tuple(
            segments[j].text for j in before if docs[j] == docs[i] and not out[j].too_long
        )
        spans = _words(segment.text)
        out.append(Evidence(segment, spans, _reason(segment.text, spans), context))
    return out


def within(one: Evidence, longest: int) -> Evidence:
    """The same, too long where a source was found for it that is longer than `longest` characters."""
    if one.too_long or _longest(one.segment) <= longest:
        return one
    return Evidence(one.segment, (), TOO_LONG)


def _longest(segment: Segment) -> int:
    """Characters of the longest of the texts of a segment: its own, its source, the source's plural forms."""
    texts = (segment.text, segment.source, segment.block.source, *segment.block.source_forms)
    return max(len(text) for text in texts if text is not None)


def back_translated(
    begun: Sequence[Evidence],
    engines: Engines,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[Evidence]:
    """The same with the back-translation of every segment that is not too long: for what needs it before all else.

    Without its attention, which would fill the memory with all of a long document: the cache keeps that.
    """
    out: list[Evidence] = []
    for start in range(0, len(begun), CHUNK):
        part = begun[start : start + CHUNK]
        answers = iter(_back([one for one in part if not one.too_long], engines))
        out += [
            one if one.too_long else replace(next(answers), back_attention=NOWHERE) for one in part
        ]
        on_progress(len(out))
    return out


def gather(
    begun: Sequence[Evidence],
    engines: Engines,
    needs: Iterable[Need],
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[Evidence]:
    """The evidence about the segments of one document, in order, with what is needed filled in.

    Works through `CHUNK` segments at a time, so that a cache behind the engines keeps what was done when a
    long run is stopped; `on_progress` hears how many are through.
    """
    wanted = set(needs)
    for step in reversed(STEPS):
        if step.gives in wanted:
            wanted.update(step.after)
    out: list[Evidence] = []
    with ThreadPoolExecutor(engines.at_once, "checker-models") as threads:
        for start in range(0, len(begun), CHUNK):
            cases = list(begun[start : start + CHUNK])
            for wave in _waves(wanted):
                answers = _answers(wave, cases, engines, threads)
                cases = [_together(*both) for both in zip(cases, *answers, strict=True)]
            out += cases
            on_progress(len(out))
    return out


def _answers(
    wave: Sequence[Step], cases: Sequence[Evidence], engines: Engines, threads: Executor
) -> list[list[Evidence]]:
    """What each step makes of the cases. A thread uses the message language of its caller, in its errors too."""
    if engines.at_once == 1:
        return [step.answered(cases, engines) for step in wave]
    asked = [threads.submit(copy_context().run, step.answered, cases, engines) for step in wave]
    try:
        return [one.result() for one in asked]
    finally:
        for one in asked:
            one.cancel()


def _waves(wanted: Container[Need]) -> Iterator[list[Step]]:
    """The steps that give what is wanted, those together whose questions need no answer of each other."""
    left = [step for step in STEPS if step.gives in wanted]
    while left:
        open_ = {step.gives for step in left}
        wave = [step for step in left if not open_.intersection(step.after)]
        yield wave
        left = [step for step in left if step not in wave]


def _together(before: Evidence, *answers: Evidence) -> Evidence:
    """What several steps made of one sentence, in one: each fills fields of its own."""
    filled = {
        name: value
        for answer in answers
        for name in _FIELDS
        if (value := getattr(answer, name)) is not getattr(before, name)
    }
    return replace(before, **filled)


_FIELDS = tuple(field.name for field in fields(Evidence))


def _reason(text: str, spans: Sequence[Span]) -> str | None:
    lettered = len(
        list(itertools.islice((1 for span in spans if _letters(span.of(text))), MIN_WORDS))
    )
    if not lettered:
        return "no_words"
    if is_message(text):
        return "variants"
    return "too_short" if lettered < MIN_WORDS else None


def _words(text: str) -> tuple[Span, ...]:
    """The words of a text that are for readers: none that stands in an inline code."""
    spans = words(text)
    hidden = sorted(span for span, _instead in masks(text))
    if not hidden:
        return spans
    starts = [code.start for code in hidden]
    furthest = list(itertools.accumulate((code.end for code in hidden), max, initial=-1))
    return tuple(
        word for word in spans if furthest[bisect.bisect_right(starts, word.start)] < word.end
    )


def _letters(text: str | None) -> bool:
    return text is not None and (text[:1].isalpha() or any(map(str.isalpha, text)))


# --- of which sentences there is something to ask ---


def _every(case: Evidence, pivot: str) -> bool:
    return True


def _unread(case: Evidence, pivot: str) -> bool:
    return case.back is None


def _read(case: Evidence, pivot: str) -> bool:
    # A model may have nothing to say; then nothing can be asked given what it said.
    return _letters(case.back)


def _unlinked(case: Evidence, pivot: str) -> bool:
    return _read(case, pivot) and case.alignment is None


def _sourced(case: Evidence, pivot: str) -> bool:
    return _letters(case.segment.source)


def _translated(case: Evidence, pivot: str) -> bool:
    # A file may say that its source is in a language that the translation models do not read.
    return _sourced(case, pivot) and primary(case.segment.block.source_lang or pivot) == primary(
        pivot
    )


# --- what is asked ---

Pairs = list[tuple[str, str]]


def _back_text(cases: Sequence[Evidence]) -> Pairs:
    return [(case.back or "", case.segment.text) for case in cases]


def _source_text(cases: Sequence[Evidence]) -> Pairs:
    return [(case.segment.source or "", case.segment.text) for case in cases]


def _turned(pairs: Pairs) -> Pairs:
    return [(second, first) for first, second in pairs]


def _surprisal(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    if run.language_model is None:
        return cases
    scores = run.language_model.score([(case.context, case.segment.text) for case in cases])
    return (replace(c, surprisal=score) for c, score in zip(cases, scores, strict=True))


def _senses(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    """The other senses of nouns: of each noun the one that the language model finds likeliest in its sentence."""
    if run.language_model is None:
        return cases
    found = [variants(c.segment.text, c.words, run.lang, run.pivot) for c in cases]
    jobs: list[tuple[tuple[str, ...], str]] = []
    for case, mine in zip(cases, found, strict=True):
        jobs.append((case.context, case.segment.text))
        jobs += [(case.context, one.substitution.applied(case.segment.text)) for one in mine]
    totals = iter([score.total for score in run.language_model.score(jobs)])
    out = []
    for case, mine in zip(cases, found, strict=True):
        base = next(totals)
        best: dict[Span, Sense] = {}
        for one in mine:
            change, gain = one.substitution, round(next(totals) - base, 4)
            if one.place not in best or best[one.place].gain < gain:
                best[one.place] = Sense(one.place, change.span, change.written, one.meaning, gain)
        out.append(replace(case, senses=tuple(best.values())))
    return out


def _misfits(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    """Words that do not fit, each with what the language model finds likelier there, where there is one."""
    if run.grammar is None:
        return cases
    found = run.grammar.misfits([case.segment.text for case in cases])
    way = alternatives(run.lang)
    if run.language_model is None or way is None:
        return (replace(c, misfits=own) for c, own in zip(cases, found, strict=True))
    jobs: list[tuple[tuple[str, ...], str]] = []
    ways: list[list[Sequence[Alternative]]] = []
    for case, own in zip(cases, found, strict=True):
        text, items = case.segment.text, morphology.words(case.segment.text, run.lang)
        at = {word.start: index for index, word in enumerate(items)}
        ways.append(
            [
                way.alternatives(text, items, at[one.place.start]) if one.place.start in at else ()
                for one in own
            ]
        )
        if own:
            # A slip shows in its own sentence, and a language model takes three times as long for three.
            jobs.append(((), text))
            jobs += [((), it.change.applied(text)) for each in ways[-1] for it in each]
    totals = iter([score.total for score in run.language_model.score(jobs)])
    out = []
    for case, own, mine in zip(cases, found, ways, strict=True):
        base = next(totals) if own else 0.0
        out.append(
            replace(
                case,
                misfits=tuple(
                    replace(one, mendings=_mendings([(it, next(totals) - base) for it in each]))
                    for one, each in zip(own, mine, strict=True)
                ),
            )
        )
    return out


def _mendings(gains: Iterable[tuple[Alternative, float]]) -> tuple[Mending, ...]:
    """Of each kind of change the one that makes the sentence likeliest."""
    best: dict[str, Mending] = {}
    for one, gain in gains:
        if one.kind not in best or best[one.kind].gain < gain:
            change = one.change
            best[one.kind] = Mending(change.span, change.written, one.kind, round(gain, 4))
    return tuple(best.values())


def _estimate(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    if run.quality is None:
        return cases
    estimates = run.quality.estimate([(None, case.segment.text) for case in cases])
    return (replace(c, estimate=one) for c, one in zip(cases, estimates, strict=True))


def _estimate_given_source(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    if run.quality is None:
        return cases
    estimates = run.quality.estimate([(c.segment.source, c.segment.text) for c in cases])
    return (replace(c, estimate_given_source=one) for c, one in zip(cases, estimates, strict=True))


def _back(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    """The translation, and how probable it is: of a translation whose search does not say so, by a forced pass."""
    engine, texts = run.both[0], [case.segment.text for case in cases]
    found = engine.translate(texts, run.lang, run.pivot, attended=run.attended)
    pairs = [(text, one.text) for text, one in zip(texts, found, strict=True) if _unsure(one)]
    scores = iter(engine.score(pairs, run.lang, run.pivot) if pairs else ())
    out = []
    for case, one in zip(cases, found, strict=True):
        logprob = next(scores).mean if _unsure(one) else one.logprob
        out.append(
            replace(
                case,
                back=one.text,
                back_words=words(one.text),
                back_logprob=math.nan if logprob is None else logprob,
                back_attention=one.attention,
            )
        )
    return out


def _unsure(one: Translation) -> bool:
    return one.logprob is None and _letters(one.text)


def _text_given_back(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    scores = run.both[1].score(_back_text(cases), run.pivot, run.lang)
    return (replace(c, text_given_back=score) for c, score in zip(cases, scores, strict=True))


def _choices_given_back(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    choices = run.both[1].choices(_back_text(cases), run.pivot, run.lang)
    return (replace(c, choices_given_back=one) for c, one in zip(cases, choices, strict=True))


def _back_given_text(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    scores = run.both[0].score(_turned(_back_text(cases)), run.lang, run.pivot)
    return (replace(c, back_given_text=score) for c, score in zip(cases, scores, strict=True))


def _alignment(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    pairs = _back_text(cases)
    unknown = [c for c in cases if c.back_attention == NOWHERE]
    asked = iter(
        run.both[0].attention(_turned(_back_text(unknown)), run.lang, run.pivot) if unknown else ()
    )
    home = run.both[1].attention(pairs, run.pivot, run.lang)
    out = []
    for case, b in zip(cases, home, strict=True):
        a = next(asked) if case.back_attention == NOWHERE else case.back_attention
        links = align_words(case.words, case.back_words, a, b)
        out.append(replace(case, alignment=links, back_attention=NOWHERE))
    return out


def _roundtrip(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    found = run.both[1].translate([case.back or "" for case in cases], run.pivot, run.lang)
    return (replace(c, roundtrip=one.text) for c, one in zip(cases, found, strict=True))


def _roundtrip_given_back(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    pairs = [(case.back or "", case.roundtrip or "") for case in cases]
    scores = run.both[1].score(pairs, run.pivot, run.lang)
    return (replace(c, roundtrip_given_back=score) for c, score in zip(cases, scores, strict=True))


def _text_given_source(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    scores = run.both[1].score(_source_text(cases), run.pivot, run.lang)
    return (replace(c, text_given_source=score) for c, score in zip(cases, scores, strict=True))


def _choices_given_source(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    choices = run.both[1].choices(_source_text(cases), run.pivot, run.lang)
    return (replace(c, choices_given_source=one) for c, one in zip(cases, choices, strict=True))


def _source_given_text(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    scores = run.both[0].score(_turned(_source_text(cases)), run.lang, run.pivot)
    return (replace(c, source_given_text=score) for c, score in zip(cases, scores, strict=True))


def _source_alignment(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    pairs = _source_text(cases)
    home = run.both[1].attention(pairs, run.pivot, run.lang)
    out = run.both[0].attention(_turned(pairs), run.lang, run.pivot)
    for case, a, b in zip(cases, out, home, strict=True):
        theirs = _words(case.segment.source or "")
        links = align_words(case.words, theirs, a, b)
        yield replace(case, source_words=theirs, source_alignment=links)


def _forward(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    found = run.both[1].translate([c.segment.source or "" for c in cases], run.pivot, run.lang)
    return (replace(c, forward=one.text) for c, one in zip(cases, found, strict=True))


def _forward_given_source(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    pairs = [(case.segment.source or "", case.forward or "") for case in cases]
    scores = run.both[1].score(pairs, run.pivot, run.lang)
    return (replace(c, forward_given_source=score) for c, score in zip(cases, scores, strict=True))


def _source_contrasts(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    given = []
    for case in cases:
        links = case.source_alignment or Alignment()
        source = case.segment.source or ""
        spans = phrases(source, case.source_words, {j for _, j in links.links})
        given.append(_Contrasted(source, spans, case.segment.text, case.text_given_source))
    found = _gains(given, run.both[1], run.pivot, run.lang)
    return (replace(c, source_contrasts=one) for c, one in zip(cases, found, strict=True))


def _text_contrasts(cases: Sequence[Evidence], run: Engines) -> Iterable[Evidence]:
    given = []
    for case in cases:
        links = case.source_alignment or Alignment()
        text = case.segment.text
        spans = phrases(text, case.words, {j for j, _ in links.links})
        source = case.segment.source or ""
        given.append(_Contrasted(text, spans, source, case.source_given_text))
    found = _gains(given, run.both[0], run.lang, run.pivot)
    return (replace(c, text_contrasts=one) for c, one in zip(cases, found, strict=True))


@dataclass(frozen=True)
class _Contrasted:
    """Phrases of a text without links, and the other side with its score given the whole text."""

    text: str
    phrases: Sequence[Span]
    other: str
    whole: TextScore | None


def _gains(
    given: Sequence[_Contrasted], engine: TranslationEngine, source_lang: str, target_lang: str
) -> list[tuple[Contrast, ...]]:
    """The phrases of each, with what taking one out does to the probability of the other side."""
    pairs = [(without(one.text, span), one.other) for one in given for span in one.phrases]
    scores = iter(engine.score(pairs, source_lang, target_lang))
    out = []
    for one in given:
        base = one.whole.mean if one.whole else math.nan
        out.append(tuple(Contrast(span, next(scores).mean - base) for span in one.phrases))
    return out


STEPS = (
    Step(Need.BACK, (), _unread, _back),
    Step(Need.SURPRISAL, (), _every, _surprisal),
    Step(Need.SENSES, (), _every, _senses),
    Step(Need.MISFITS, (), _every, _misfits),
    Step(Need.ESTIMATE, (), _every, _estimate),
    Step(Need.ESTIMATE_GIVEN_SOURCE, (), _sourced, _estimate_given_source),
    Step(Need.TEXT_GIVEN_BACK, (Need.BACK,), _read, _text_given_back),
    Step(Need.CHOICES_GIVEN_BACK, (Need.BACK,), _read, _choices_given_back),
    Step(Need.BACK_GIVEN_TEXT, (Need.BACK,), _read, _back_given_text),
    Step(Need.ALIGNMENT, (Need.BACK,), _unlinked, _alignment),
    Step(Need.ROUNDTRIP, (Need.BACK,), _read, _roundtrip),
    Step(Need.ROUNDTRIP_GIVEN_BACK, (Need.ROUNDTRIP,), _read, _roundtrip_given_back),
    Step(Need.TEXT_GIVEN_SOURCE, (), _translated, _text_given_source),
    Step(Need.CHOICES_GIVEN_SOURCE, (), _translated, _choices_given_source),
    Step(Need.SOURCE_GIVEN_TEXT, (), _translated, _source_given_text),
    Step(Need.SOURCE_ALIGNMENT, (), _translated, _source_alignment),
    Step(Need.FORWARD, (), _translated, _forward),
    Step(Need.FORWARD_GIVEN_SOURCE, (Need.FORWARD,), _translated, _forward_given_source),
    Step(
        Need.SOURCE_CONTRASTS,
        (Need.SOURCE_ALIGNMENT, Need.TEXT_GIVEN_SOURCE),
        _translated,
        _source_contrasts,
    ),
    Step(
        Need.TEXT_CONTRASTS,
        (Need.SOURCE_ALIGNMENT, Need.SOURCE_GIVEN_TEXT),
        _translated,
        _text_contrasts,
    ),
)
"""Every question, each after those whose answers it needs."""
