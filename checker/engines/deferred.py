"""Engines whose weights load when a question first reaches them: a text that the cache knows whole loads none.

Same contract, same results. Until then an engine goes by the signature that it had when it was last loaded here.
Threads that ask different models load one after the other, and meanwhile those that are loaded answer.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from checker.errors import EngineFailure
from checker.messages import _
from checker.plugins import LanguageModel, QualityEngine, TranslationEngine
from checker.types import Attention, Choice, Estimate, TextScore, Translation

E = TypeVar("E", bound=TranslationEngine | LanguageModel | QualityEngine)


_LOADING = threading.Lock()
"""Held while a model loads: libraries are kept quiet for the whole process then (`device.quiet`)."""


class Deferred(Generic[E]):
    """An engine, loaded once, by whichever thread first asks for it.

    `recall` says its signature where that is known; `remember` keeps the one that it turns out to have.
    """

    def __init__(
        self,
        load: Callable[[], E],
        recall: Callable[[], str | None],
        remember: Callable[[str], None],
    ) -> None:
        self._load = load
        self._recall = recall
        self._remember = remember
        self._lock = threading.Lock()
        self._engine: E | None = None

    @functools.cached_property
    def _remembered(self) -> str | None:
        return self._recall()

    @property
    def signature(self) -> str:
        """Remembered, or else that of the engine, which is loaded for it."""
        return self._remembered or self.loaded().signature

    def loaded(self) -> E:
        """The engine. Raises EngineFailure where it does not load, or is another than was remembered."""
        with self._lock:
            if self._engine is None:
                with _LOADING:
                    engine = self._load()
                found = engine.signature
                if found != self._remembered:
                    self._remember(found)
                if self._remembered not in (None, found):
                    raise EngineFailure(
                        _("a model runs as {found} now, but ran as {known} before").format(
                            found=found, known=self._remembered
                        ),
                        _("Run the command again: the cache has been corrected."),
                    )
                self._engine, self._remembered = engine, found
            return self._engine


@dataclass(frozen=True)
class DeferredTranslation:
    """A translation engine that loads when it is first asked."""

    engine: Deferred[TranslationEngine]

    @property
    def signature(self) -> str:
        """That of the engine behind it."""
        return self.engine.signature

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        """As `TranslationEngine.translate`."""
        engine = self.engine.loaded()
        return engine.translate(texts, source_lang, target_lang, attended=attended)

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        """As `TranslationEngine.score`."""
        return self.engine.loaded().score(pairs, source_lang, target_lang)

    def choices(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[tuple[Choice, ...]]:
        """As `TranslationEngine.choices`."""
        return self.engine.loaded().choices(pairs, source_lang, target_lang)

    def attention(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[Attention]:
        """As `TranslationEngine.attention`."""
        return self.engine.loaded().attention(pairs, source_lang, target_lang)


@dataclass(frozen=True)
class DeferredLanguageModel:
    """A language model that loads when it is first asked."""

    model: Deferred[LanguageModel]

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        """As `LanguageModel.score`."""
        return self.model.loaded().score(texts)


@dataclass(frozen=True)
class DeferredQuality:
    """A quality-estimation model that loads when it is first asked."""

    model: Deferred[QualityEngine]

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def estimate(self, pairs: Sequence[tuple[str | None, str]]) -> list[Estimate]:
        """As `QualityEngine.estimate`."""
        return self.model.loaded().estimate(pairs)
