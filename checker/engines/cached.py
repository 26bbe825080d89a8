"""Engines that remember what they said, in the store on disk: same contract, same results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.disk.store import Store, keep, through
from checker.plugins import GrammarEngine, LanguageModel, QualityEngine, TranslationEngine
from checker.types import NOWHERE, Attention, Choice, Estimate, Misfit, TextScore, Translation


@dataclass(frozen=True)
class CachedTranslation:
    """A translation engine that remembers. Same contract, same results."""

    engine: TranslationEngine
    store: Store

    @property
    def signature(self) -> str:
        """That of the engine behind it."""
        return self.engine.signature

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        """As `TranslationEngine.translate`, but attention is kept where `attention` finds it."""

        def compute(missing: list[int]) -> list[Translation]:
            mine = [texts[i] for i in missing]
            found = self.engine.translate(mine, source_lang, target_lang, attended=attended)
            seen = {
                (text, one.text): one.attention
                for text, one in zip(mine, found, strict=True)
                if one.attention != NOWHERE
            }
            keep(self.store, ["attention", self.signature, source_lang, target_lang], seen)
            return [replace(one, attention=NOWHERE) for one in found]

        return through(
            self.store,
            ["translate", self.signature, source_lang, target_lang],
            [[text] for text in texts],
            Translation,
            compute,
        )

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        """As `TranslationEngine.score`."""
        return through(
            self.store,
            ["score", self.signature, source_lang, target_lang],
            [list(pair) for pair in pairs],
            TextScore,
            lambda missing: self.engine.score(
                [pairs[i] for i in missing], source_lang, target_lang
            ),
        )

    def choices(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[tuple[Choice, ...]]:
        """As `TranslationEngine.choices`."""
        return through(
            self.store,
            ["choices", self.signature, source_lang, target_lang],
            [list(pair) for pair in pairs],
            tuple[Choice, ...],
            lambda missing: self.engine.choices(
                [pairs[i] for i in missing], source_lang, target_lang
            ),
        )

    def attention(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[Attention]:
        """As `TranslationEngine.attention`."""
        return through(
            self.store,
            ["attention", self.signature, source_lang, target_lang],
            [list(pair) for pair in pairs],
            Attention,
            lambda missing: self.engine.attention(
                [pairs[i] for i in missing], source_lang, target_lang
            ),
        )


@dataclass(frozen=True)
class CachedLanguageModel:
    """A language model that remembers. Same contract, same results."""

    model: LanguageModel
    store: Store

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        """As `LanguageModel.score`."""
        return through(
            self.store,
            ["surprisal", self.signature],
            [[*before, text] for before, text in texts],
            TextScore,
            lambda missing: self.model.score([texts[i] for i in missing]),
        )


@dataclass(frozen=True)
class CachedQuality:
    """A quality-estimation model that remembers. Same contract, same results."""

    model: QualityEngine
    store: Store

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def estimate(self, pairs: Sequence[tuple[str | None, str]]) -> list[Estimate]:
        """As `QualityEngine.estimate`."""
        return through(
            self.store,
            ["estimate", self.signature],
            [[source or "", text] for source, text in pairs],
            Estimate,
            lambda missing: self.model.estimate([pairs[i] for i in missing]),
        )


@dataclass(frozen=True)
class CachedGrammar:
    """A grammar model that remembers. Same contract, same results."""

    model: GrammarEngine
    store: Store

    @property
    def signature(self) -> str:
        """That of the model behind it."""
        return self.model.signature

    def misfits(self, texts: Sequence[str]) -> list[tuple[Misfit, ...]]:
        """As `GrammarEngine.misfits`."""
        return through(
            self.store,
            ["misfits", self.signature],
            [[text] for text in texts],
            tuple[Misfit, ...],
            lambda missing: self.model.misfits([texts[i] for i in missing]),
        )
