"""Sentences to measurements: what the rules of a run need decides which models load and what they are asked.

`Live` asks models; `evaluate/running.py` has a measurer that replays what they said before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from checker import evidence
from checker.checks.by_model.suspicion import phrases
from checker.config import Config
from checker.engines.device import give_memory_back
from checker.engines.loaded import Loaded
from checker.judge.selection import selected
from checker.models.manifest import LANGUAGE_MODEL, QUALITY, TRANSLATION, Kind
from checker.models.resolve import ModelFolder, estimating, feasible, predicting, resolve
from checker.plugins import ESTIMATES, Check, Need, Signal, checks, signals
from checker.types import Case, Evidence, Measurements

AT_ONCE = 2
"""Questions to models that are asked side by side where more than one thread may run: a text that fills one batch of
each model keeps one thread of each busy."""

Heard = Callable[[int], None]
"""Hears how many sentences of a document are through."""


class Measurer(Protocol):
    """What measures the sentences of one document: models, or a file of what they said before."""

    @property
    def signature(self) -> str:
        """That of the models."""
        ...

    @property
    def metrics(self) -> str:
        """That of the metrics; empty without any."""
        ...

    def back_translated(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Evidence]:
        """The sentences with their back-translations, for what must know them before all else."""
        ...

    def measure(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Case]:
        """The sentences with evidence and measurements."""
        ...

    def explained(self, cases: Sequence[Case]) -> list[Case]:
        """The same sentences; the suspect ones with what a reader of a finding wants to know."""
        ...

    def close(self) -> None:
        """Closes what was opened."""
        ...


class Live:
    """A measurer that asks the models that a configuration and its rules need: those of `models`, or its own ones.

    They are loaded when first asked. A `thorough` one measures details too.
    """

    def __init__(
        self,
        config: Config,
        rules: Mapping[str, Check] | None = None,
        models: Loaded | None = None,
        *,
        thorough: bool = False,
    ) -> None:
        self.config = feasible(config)
        self._thorough = thorough
        self._models = models or Loaded(config)
        rules = selected(checks(), self.config) if rules is None else rules
        self._wanted = needs_of(rules)

    @property
    def signature(self) -> str:
        """That of the models, which are loaded for it."""
        return self.engines.signature

    @property
    def metrics(self) -> str:
        """That of sacreBLEU's metrics, which are details: empty where nothing is measured by them."""
        from checker.signals import roundtrip

        return roundtrip.signature() if self._thorough and self._translates else ""

    def back_translated(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Evidence]:
        """Translates every sentence back."""
        return evidence.back_translated(begun, self.engines, on_progress)

    def measure(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Case]:
        """Gathers the evidence that is needed, and measures."""
        gathered = list(begun)
        if any(need.model for need in self._needs):

            def through(done: int) -> None:
                give_memory_back()
                on_progress(done)

            gathered = evidence.gather(begun, self.engines, self._needs, through)
        if not self._signals:
            return [Case(one) for one in gathered]
        parts = [item.measure(gathered, self.config) for item in self._signals.values()]
        return [Case(one, _merged(numbers)) for one, *numbers in zip(gathered, *parts, strict=True)]

    def explained(self, cases: Sequence[Case]) -> list[Case]:
        """What a finding says of sentences with a suspect span: links, each word's back-translation, and the round
        trip.
        """
        out = list(cases)
        if not self._translates or self.config.evidence == "none":
            return out
        doubted = [i for i, case in enumerate(cases) if any(phrases(case, self.config))]
        asked = evidence.gather(
            [cases[i].evidence for i in doubted],
            self.engines,
            {Need.ALIGNMENT, Need.BACK_GIVEN_TEXT, Need.ROUNDTRIP},
        )
        for i, one in zip(doubted, asked, strict=True):
            out[i] = replace(cases[i], evidence=one)
        return out

    @property
    def _translates(self) -> bool:
        return any(need.translation for need in self._needs)

    @cached_property
    def _signals(self) -> dict[str, Signal]:
        """All signals that the models allow where probabilities are asked for, else those that rules need."""
        calibrated = Need.PROBABILITIES in self._wanted
        return {
            name: item
            for name, item in signals().items()
            if item.needs <= self._wanted or (calibrated and self._at_hand(item))
        }

    def _at_hand(self, item: Signal) -> bool:
        if item.detail and not self._thorough:
            return False
        if self.config.tier == "estimate":
            return item.needs <= ESTIMATES
        return estimating(self.config) or not item.needs & ESTIMATES

    @cached_property
    def _needs(self) -> frozenset[Need]:
        wanted = self._wanted.union(*(item.needs for item in self._signals.values()))
        if self.config.evidence in ("auto", "all") and Need.TEXT_GIVEN_BACK in wanted:
            wanted |= {Need.ALIGNMENT}
        return wanted - {Need.PROBABILITIES}

    @cached_property
    def engines(self) -> evidence.Engines:
        """The models. Raises MissingModel or EngineFailure."""
        config, lang, pivot = self.config, self.config.lang, self.config.pivot
        quality = None
        if self._needs & ESTIMATES:
            quality = self._models.quality(self._folder(config.quality_model, QUALITY, pivot, lang))
        grammar = self._models.grammar(lang) if Need.MISFITS in self._needs else None
        language_model = None
        if (self._translates or (grammar and config.tier == "full")) and predicting(config):
            language_model = self._models.language_model(
                self._folder(config.language_model, LANGUAGE_MODEL, lang, lang)
            )
        if not self._translates:
            return evidence.Engines(None, None, language_model, lang, pivot, quality, grammar)
        back = self._folder(config.back_model, TRANSLATION, lang, pivot)
        forward = self._folder(config.forward_model, TRANSLATION, pivot, lang)
        return evidence.Engines(
            self._models.translation(back),
            self._models.translation(forward),
            language_model,
            lang,
            pivot,
            quality,
            grammar,
            at_once=1 if config.threads == 1 else AT_ONCE,
            attended=Need.ALIGNMENT in self._needs,
        )

    def close(self) -> None:
        """Closes the cache."""
        self._models.close()

    def _folder(self, spec: str, kind: Kind, source_lang: str, target_lang: str) -> ModelFolder:
        return resolve(
            spec, kind=kind, source_lang=source_lang, target_lang=target_lang, config=self.config
        )


def needs_of(rules: Mapping[str, Check]) -> frozenset[Need]:
    """All that these rules need."""
    return frozenset[Need]().union(*(rule.needs for rule in rules.values()))


def _merged(parts: Sequence[Measurements]) -> Measurements:
    segment: dict[str, float] = {}
    words: dict[str, tuple[float, ...]] = {}
    for part in parts:
        segment.update(part.segment)
        words.update(part.words)
    return Measurements(segment, words)
