"""The models of a process: each loaded once, whoever asks for it, and remembered by the cache."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from checker.config import Config
from checker.engines import build
from checker.engines.cached import CachedLanguageModel, CachedQuality, CachedTranslation
from checker.engines.masked import MaskedLanguageModel, MaskedQuality, MaskedTranslation
from checker.models.resolve import ModelFolder
from checker.plugins import LanguageModel, QualityEngine, TranslationEngine
from checker.store import Store, open_store


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
            engine = build.translation(folder.path, folder.revision, self._config)
            self._translations[key] = MaskedTranslation(
                CachedTranslation(engine, self._store) if self._store else engine
            )
        return self._translations[key]

    def language_model(self, folder: ModelFolder) -> LanguageModel:
        """The causal language model in a folder."""
        key = folder.path, folder.revision
        if key not in self._language_models:
            model = build.language_model(folder.path, folder.revision, self._config)
            self._language_models[key] = MaskedLanguageModel(
                CachedLanguageModel(model, self._store) if self._store else model
            )
        return self._language_models[key]

    def quality(self, folder: ModelFolder) -> QualityEngine:
        """The quality-estimation model in a folder."""
        key = folder.path, folder.revision
        if key not in self._qualities:
            model = build.quality(folder.path, folder.revision, self._config)
            self._qualities[key] = MaskedQuality(
                CachedQuality(model, self._store) if self._store else model
            )
        return self._qualities[key]

    def close(self) -> None:
        """Closes the cache."""
        if self._store is not None:
            self._store.close()

    @cached_property
    def _store(self) -> Store | None:
        return open_store(self._config)
