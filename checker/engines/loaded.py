"""The models of a process: each loaded once, when a question first reaches it, and remembered by the cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from checker.config import Config, results_folder
from checker.disk.store import Store, key, open_store
from checker.engines import build
from checker.engines.cached import CachedLanguageModel, CachedQuality, CachedTranslation
from checker.engines.deferred import (
    Deferred,
    DeferredLanguageModel,
    DeferredQuality,
    DeferredTranslation,
)
from checker.engines.masked import MaskedLanguageModel, MaskedQuality, MaskedTranslation
from checker.models.resolve import ModelFolder
from checker.plugins import LanguageModel, QualityEngine, TranslationEngine

E = TypeVar("E", bound=TranslationEngine | LanguageModel | QualityEngine)


class Loaded:
    """Models by their folder, run and remembered as one configuration says; loaded when first asked for.

    Several checkers may share one, whatever their languages and rules. All raise EngineFailure.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._translations: dict[tuple[Path, str], TranslationEngine] = {}
        self._language_models: dict[tuple[Path, str], LanguageModel] = {}
        self._qualities: dict[tuple[Path, str], QualityEngine] = {}

    def translation(self, folder: ModelFolder) -> TranslationEngine:
        """The translation model in a folder."""
        key = folder.path, folder.revision
        if key not in self._translations:
            engine = DeferredTranslation(self._deferred(build.translation, folder))
            self._translations[key] = MaskedTranslation(
                CachedTranslation(engine, self._store) if self._store else engine
            )
        return self._translations[key]

    def language_model(self, folder: ModelFolder) -> LanguageModel:
        """The causal language model in a folder."""
        key = folder.path, folder.revision
        if key not in self._language_models:
            model = DeferredLanguageModel(self._deferred(build.language_model, folder))
            self._language_models[key] = MaskedLanguageModel(
                CachedLanguageModel(model, self._store) if self._store else model
            )
        return self._language_models[key]

    def quality(self, folder: ModelFolder) -> QualityEngine:
        """The quality-estimation model in a folder."""
        key = folder.path, folder.revision
        if key not in self._qualities:
            model = DeferredQuality(self._deferred(build.quality, folder))
            self._qualities[key] = MaskedQuality(
                CachedQuality(model, self._store) if self._store else model
            )
        return self._qualities[key]

    def _deferred(self, load: Callable[[Path, str, Config], E], folder: ModelFolder) -> Deferred[E]:
        """The model, not loaded yet where the cache knows what it will be."""
        store, known, name = self._store, None, ""
        surroundings = build.surroundings(self._config)
        if store and surroundings:
            name = key(["signature", load.__name__, folder.revision, *surroundings])
            known = store.get([name]).get(name)

        def remember(signature: str) -> None:
            if store and name:
                store.put([(name, signature.encode())])

        one = Deferred(
            partial(load, folder.path, folder.revision, self._config),
            None if known is None else known.decode(),
            remember,
        )
        if known is None or b"|ctranslate2-" not in known:
            one.loaded()
        return one

    def close(self) -> None:
        """Closes the cache."""
        if self._store is not None:
            self._store.close()

    @cached_property
    def _store(self) -> Store | None:
        return open_store(results_folder(self._config))
