"""The one place that knows the order of the stages.

    segment -> [pair with the source document] -> gather evidence -> measure -> calibrate -> check -> judge

`Checker` holds what a run loads once (engines, cache, calibration) and loads it when a document first needs it,
so that a run of model-free rules loads nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

import checker
from checker import calibration, equating, evidence
from checker.align.keys import pair_by_key
from checker.align.pairing import pair
from checker.config import Config
from checker.engines import build
from checker.engines.cached import CachedLanguageModel, CachedQuality, CachedTranslation
from checker.engines.masked import MaskedLanguageModel, MaskedQuality, MaskedTranslation
from checker.equating import Anchored
from checker.errors import BadInput, MissingModel
from checker.judge import gate
from checker.judge.results import judge
from checker.judge.selection import selected
from checker.languages import parsing
from checker.models.manifest import LANGUAGE_MODEL, QUALITY, TRANSLATION, Kind
from checker.models.resolve import ModelFolder, estimating, feasible, resolve
from checker.plugins import (
    CALIBRATED,
    ESTIMATES,
    Check,
    LanguageModel,
    QualityEngine,
    Signal,
    TranslationEngine,
    checks,
    signals,
)
from checker.segment import segment
from checker.store import Store, open_store
from checker.types import (
    Case,
    Document,
    DocumentResult,
    Evidence,
    Hit,
    Measurements,
    Notice,
    Problem,
    Report,
    Segment,
    Tool,
)


class Listener(Protocol):
    """Hears how far a run is: `done` of `total` sentences of a document are through."""

    def __call__(self, path: str, done: int, total: int) -> None: ...


def _silent(path: str, done: int, total: int) -> None:
    """Nobody listens."""


class Checker:
    """Checks documents with one configuration. Engines are loaded when first needed, and closed by `close`."""

    def __init__(self, config: Config, listener: Listener = _silent) -> None:
        self.config = feasible(config)
        self._listener = listener
        self.rules: dict[str, Check] = selected(checks(), self.config)
        self._others: dict[str, Checker] = {}

    def check(self, documents: Iterable[Document | Problem | Notice]) -> Report:
        """Checks documents one after the other; problems and notices among them are carried into the report.

        Those in another language than the configuration's are checked by a checker of that language.
        """
        started = time.monotonic()
        results: list[DocumentResult] = []
        problems: list[Problem] = []
        notices: list[Notice] = []
        for item in documents:
            if isinstance(item, Problem):
                problems.append(item)
                continue
            if isinstance(item, Notice):
                notices.append(item)
                continue
            try:
                results.append(self.speaking(item.lang).check_document(item))
            except BadInput as error:
                problems.append(Problem(item.path, error.message, error.hint))
            except MissingModel as error:
                if item.lang == self.config.lang:
                    raise
                problems.append(Problem(item.path, error.message, error.hint))
        seconds = time.monotonic() - started
        return gate.report(self.tool, results, problems, seconds, self.config, notices)

    def speaking(self, lang: str) -> Checker:
        """The checker of documents in a language: this one, or one with the same settings otherwise."""
        if lang == self.config.lang:
            return self
        if lang not in self._others:
            self._others[lang] = Checker(replace(self.config, lang=lang), self._listener)
        return self._others[lang]

    def check_document(self, document: Document) -> DocumentResult:
        """One document's result. Raises BadInput where its source document is another text's."""
        refused = self._refused(document)
        if refused is not None:
            return refused
        segments, backs = self.paired(document)
        cases = self.cases(document.path, segments, backs)
        return self.judged(document, cases)

    def _refused(self, document: Document) -> DocumentResult | None:
        """The result of a document of which one rule says all there is to say: it is in another language."""
        alone = {code: rule for code, rule in self.rules.items() if rule.alone}
        if not alone:
            return None
        segments = segment(document)
        cases = [Case(one) for one in evidence.without_models(segments)]
        hits = {code: tuple(rule.run(cases, self.config)) for code, rule in alone.items()}
        if not any(hits.values()):
            return None
        refused = [Case(replace(case.evidence, reason="wrong_language")) for case in cases]
        return judge(document, refused, hits, alone, self.config)

    def judged(self, document: Document, cases: Sequence[Case]) -> DocumentResult:
        """What the rules of this run and the judge say of a document's cases.

        A rule looks at one article of a file of records at a time.
        """
        articles = _articles(cases)
        opinions: dict[str, Sequence[Hit]] = {
            code: tuple(hit for article in articles for hit in rule.run(article, self.config))
            for code, rule in self.rules.items()
            if not rule.alone
        }
        return judge(document, cases, opinions, self.rules, self.config)

    def paired(self, document: Document) -> tuple[Sequence[Segment], Sequence[str]]:
        """The segments of a document, with their source where it is at hand, and the back-translations that took.

        Two catalogues are paired by their keys. A run without translation pairs without reading back: by length and
        by what both texts share.
        """
        segments = segment(document)
        if document.original is None:
            return segments, ()
        keyed = pair_by_key(segments, document.original)
        if keyed is not None:
            return keyed, ()
        if not self._translates:
            return pair(segments, document.original, [""] * len(segments)), ()
        backs = evidence.read_back(
            segments,
            self.engines,
            lambda done: self._listener(document.path, done, len(segments)),
        )
        return pair(segments, document.original, backs), backs

    def cases(
        self, path: str, segments: Sequence[Segment], backs: Sequence[str] = ()
    ) -> list[Case]:
        """Segments of one document with evidence, measurements and probabilities, in order.

        `backs` has their back-translations, one each, where they were made already.
        """
        gathered, measured = self.measure(path, segments, backs)
        if not self._calibrated:
            return [Case(e, m) for e, m in zip(gathered, measured, strict=True)]
        return self.calibrated(gathered, measured)

    def measure(
        self, path: str, segments: Sequence[Segment], backs: Sequence[str] = ()
    ) -> tuple[list[Evidence], list[Measurements]]:
        """Evidence and measurements of the segments of one document, in order."""
        if not self._needs:
            gathered = evidence.without_models(segments)
        else:
            gathered = evidence.gather(
                segments,
                self.engines,
                self._needs,
                lambda done: self._listener(path, done, len(segments)),
                backs,
            )
        parts = [item.measure(gathered, self.config) for item in self._signals.values()]
        return gathered, [_merged(one) for one in zip(*parts, strict=True)]

    def calibrated(
        self, gathered: Sequence[Evidence], measured: Sequence[Measurements]
    ) -> list[Case]:
        """Cases with probabilities: those without a source by one model, those with by the other."""
        out = [Case(e, m) for e, m in zip(gathered, measured, strict=True)]
        for with_source in (False, True):
            mine = [
                i
                for i, case in enumerate(out)
                if case.evidence.scorable and bool(case.segment.source) == with_source
            ]
            judged = self.calibration.judge(
                self._on_scale([measured[i] for i in mine]), with_source=with_source
            )
            for i, one in zip(mine, judged, strict=True):
                out[i] = replace(
                    out[i],
                    p_bad=one.p_bad,
                    p_any=one.p_any,
                    p_adequacy=one.p_adequacy,
                    p_fluency=one.p_fluency,
                    p_unrelated=one.p_unrelated,
                    word_p_bad=one.words,
                    limits=self.calibration.limits(
                        self.config.precision,
                        with_source=with_source,
                        words=len(out[i].words),
                        p_bad=one.p_bad,
                    ),
                )
        return out

    def anchored(self) -> Anchored | None:
        """What the models of this run measure of the anchor sentences; None in languages that have none."""
        config = self.config
        segments = equating.anchors(config.lang, config.pivot)
        if not segments:
            return None
        gathered = evidence.gather(segments, self.engines, self._needs)
        parts = [item.measure(gathered, config) for item in self._signals.values()]
        return equating.anchored([_merged(one) for one in zip(*parts, strict=True)])

    @cached_property
    def _scale(self) -> tuple[Anchored, Anchored] | None:
        """What this run's models and those of the calibration measure of the anchors; None where they are the same."""
        theirs = self.calibration.anchored
        if theirs is None or self.calibration.models == self.engines.signature:
            return None
        mine = self.anchored()
        return None if mine is None else (mine, theirs)

    def _on_scale(self, measured: Sequence[Measurements]) -> Sequence[Measurements]:
        """Measurements as the calibration's own models would have made them."""
        return equating.equated(measured, *self._scale) if measured and self._scale else measured

    @property
    def tool(self) -> Tool:
        """What made the report. Without models the signature is that of the rules alone."""
        signatures = [self.signature, *(other.signature for other in self._others.values())]
        return Tool("checker", checker.__version__, _joined(signatures))

    @property
    def signature(self) -> str:
        """Version, languages, models and calibration: two reports compare only where it is the same."""
        parts = [f"v:{checker.__version__}", f"lang:{self.config.lang}"]
        if self._translates:
            parts.append(f"pivot:{self.config.pivot}")
        else:
            parts.append(f"tier:{'estimate' if self._needs else 'fast'}")
        if self._needs:
            from checker.signals import roundtrip

            parts.append(f"models:{self.engines.signature}")
            if self._translates:
                parts.append(f"sb:{roundtrip.signature()}")
            if self._calibrated:
                equated = "+equated" if self._scale else ""
                parts.append(f"cal:{self.calibration.signature}{equated}")
            if self.config.precision is not None:
                parts.append(f"precision:{self.config.precision:g}")
        if any(parsing.NEED in rule.needs for rule in self.rules.values()):
            parts.append(f"parser:{parsing.signature(self.config.lang)}")
        return "|".join(parts)

    @cached_property
    def engines(self) -> evidence.Engines:
        """The models, loaded on first use and remembered by the cache.

        Raises MissingModel or EngineFailure, and ConfigProblem for a calibration that cannot be read.
        """
        lang, pivot = self.config.lang, self.config.pivot
        config = self.config
        if self._calibrated and config.calibration is not None:
            calibration.read(config)  # a damaged one is not to cost the loading of the models
        quality = self._quality() if self._estimates else None
        if not self._translates:
            return evidence.Engines(None, None, None, lang, pivot, quality)
        back_folder = self._folder(config.back_model, TRANSLATION, lang, pivot)
        forward_folder = self._folder(config.forward_model, TRANSLATION, pivot, lang)
        language_folder = self._folder(config.language_model, LANGUAGE_MODEL, lang, lang)
        back = self._translation(back_folder)
        same = forward_folder.path == back_folder.path
        forward = back if same else self._translation(forward_folder)
        model = build.language_model(language_folder.path, language_folder.revision, self.config)
        return evidence.Engines(back, forward, self._remembered_model(model), lang, pivot, quality)

    @cached_property
    def calibration(self) -> calibration.Calibration:
        """The calibration of this run. Raises ConfigProblem."""
        return calibration.load(self.config, self.engines.signature)

    def close(self) -> None:
        """Closes the cache."""
        for other in self._others.values():
            other.close()
        if self._store is not None:
            self._store.close()

    @cached_property
    def _store(self) -> Store | None:
        return open_store(self.config)

    def _folder(self, spec: str, kind: Kind, source_lang: str, target_lang: str) -> ModelFolder:
        return resolve(
            spec, kind=kind, source_lang=source_lang, target_lang=target_lang, config=self.config
        )

    def _translation(self, folder: ModelFolder) -> TranslationEngine:
        engine = build.translation(folder.path, folder.revision, self.config)
        return MaskedTranslation(CachedTranslation(engine, self._store) if self._store else engine)

    def _remembered_model(self, model: LanguageModel) -> LanguageModel:
        return MaskedLanguageModel(
            CachedLanguageModel(model, self._store) if self._store else model
        )

    def _quality(self) -> QualityEngine:
        lang, pivot = self.config.lang, self.config.pivot
        folder = self._folder(self.config.quality_model, QUALITY, pivot, lang)
        model = build.quality(folder.path, folder.revision, self.config)
        return MaskedQuality(CachedQuality(model, self._store) if self._store else model)

    @property
    def _calibrated(self) -> bool:
        return any(CALIBRATED in rule.needs for rule in self.rules.values())

    @cached_property
    def _estimates(self) -> bool:
        return bool(self._needs & ESTIMATES)

    @cached_property
    def _translates(self) -> bool:
        """Whether this run has translation and language models."""
        return bool(self._needs - ESTIMATES)

    @cached_property
    def _signals(self) -> dict[str, Signal]:
        """All signals that the models allow where probabilities are asked for, else those that rules need."""
        wanted: frozenset[str] = frozenset().union(*(rule.needs for rule in self.rules.values()))
        return {
            name: item
            for name, item in signals().items()
            if item.needs <= wanted or (self._calibrated and self._at_hand(item))
        }

    def _at_hand(self, item: Signal) -> bool:
        if self.config.tier == "estimate":
            return item.needs <= ESTIMATES
        return estimating(self.config) or not item.needs & ESTIMATES

    @cached_property
    def _needs(self) -> frozenset[str]:
        wanted = [rule.needs for rule in self.rules.values()]
        wanted += [item.needs for item in self._signals.values()]
        return frozenset().union(*wanted) - {CALIBRATED, parsing.NEED}


def _articles(cases: Sequence[Case]) -> Sequence[Sequence[Case]]:
    """The cases of each article by itself, in the order of their beginnings; mostly, a file is one."""
    found: dict[object, list[Case]] = {}
    for case in cases:
        found.setdefault(case.segment.block.article, []).append(case)
    return list(found.values()) or [[]]


def run(
    config: Config, documents: Iterable[Document | Problem | Notice], listener: Listener = _silent
) -> Report:
    """Checks documents and closes what was opened."""
    one = Checker(config, listener)
    try:
        return one.check(documents)
    finally:
        one.close()


def _joined(signatures: Sequence[str]) -> str:
    """The signatures of one run in several languages as one: what differs stands side by side."""
    parts: dict[str, list[str]] = {}
    for signature in signatures:
        for part in signature.split("|"):
            name, _colon, value = part.partition(":")
            values = parts.setdefault(name, [])
            if value not in values:
                values.append(value)
    return "|".join(f"{name}:{'+'.join(values)}" for name, values in parts.items())


def _merged(parts: Sequence[Measurements]) -> Measurements:
    segment: dict[str, float] = {}
    words: dict[str, tuple[float, ...]] = {}
    for part in parts:
        segment.update(part.segment)
        words.update(part.words)
    return Measurements(segment, words)
