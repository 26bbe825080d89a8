"""The models of a process: each loaded once, when a question first reaches it, and remembered by the cache."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from checker.config import Config, results_folder
from checker.disk.store import Store, key, open_store
from checker.engines import build
from checker.engines.cached import (
    CachedGrammar,
    CachedLanguageModel,
    CachedQuality,
    CachedTranslation,
)
from checker.engines.deferred import (
    Deferred,
    DeferredLanguageModel,
    DeferredQuality,
    DeferredTranslation,
)
from checker.engines.device import multiply_alone
from checker.engines.grammar import grammar
from checker.engines.masked import (
    MaskedGrammar,
    MaskedLanguageModel,
    MaskedQuality,
    MaskedTranslation,
)
from checker.models.resolve import ModelFolder
from checker.plugins import GrammarEngine, LanguageModel, QualityEngine, TranslationEngine

E = TypeVar("E", bound=TranslationEngine | LanguageModel | QualityEngine)


class Loaded:
    """Models by their folder, run and remembered as one configuration says; loaded when first asked for.

    Several checkers may share one, whatever their languages and rules. All raise EngineFailure.
    """

    def __init__(self, config: Config) -> None:
        multiply_alone()
        self._config = config
        self._translations: dict[Hashable, TranslationEngine] = {}
        self._language_models: dict[Hashable, LanguageModel] = {}
        self._qualities: dict[Hashable, QualityEngine] = {}

    def translation(self, folder: ModelFolder) -> TranslationEngine:
        """The translation model in a folder."""
        key = folder.path, folder.state
        if key not in self._translations:
            engine = DeferredTranslation(self._deferred(build.translation, folder))
            self._translations[key] = MaskedTranslation(
                CachedTranslation(engine, self._store) if self._store else engine
            )
        return self._translations[key]

    def language_model(self, folder: ModelFolder) -> LanguageModel:
        """The causal language model in a folder."""
        key = folder.path, folder.state
        if key not in self._language_models:
            model = DeferredLanguageModel(self._deferred(build.language_model, folder))
            self._language_models[key] = MaskedLanguageModel(
                CachedLanguageModel(model, self._store) if self._store else model
            )
        return self._language_models[key]

    def quality(self, folder: ModelFolder) -> QualityEngine:
        """The quality-estimation model in a folder."""
        key = folder.path, folder.state
        if key not in self._qualities:
            model = DeferredQuality(self._deferred(build.quality, folder))
            self._qualities[key] = MaskedQuality(
                CachedQuality(model, self._store) if self._store else model
            )
        return self._qualities[key]

    def grammar(self, lang: str) -> GrammarEngine | None:
        """The grammar model of a language; None where it has none."""
        own = grammar(lang)
        if own is None:
            return None
        return MaskedGrammar(CachedGrammar(own, self._store) if self._store else own)

    def _deferred(self, load: Callable[[Path, str, Config], E], folder: ModelFolder) -> Deferred[E]:
        """The model, not loaded yet where CTranslate2 is to run it. Nor is its folder read: threads do that."""
        store, surroundings = self._store, build.surroundings(self._config)

        def name() -> str:
            return key(["signature", load.__name__, folder.revision, *(surroundings or ())])

        def recall() -> str | None:
            known = store.get([name()]).get(name()) if store and surroundings else None
            return None if known is None else known.decode()

        def remember(signature: str) -> None:
            if store and surroundings:
                store.put([(name(), signature.encode())])

        one = Deferred(
            lambda: load(folder.path, folder.revision, self._config),
            recall,
            remember,
        )
        if surroundings is None:
            one.loaded()
        return one

    def close(self) -> None:
        """Closes the cache."""
        if self._store is not None:
            self._store.close()

    @cached_property
    def _store(self) -> Store | None:
        return open_store(results_folder(self._config))
