"""Builds engines from model folders: picks the backend, falls back where `auto` may, tests what it built."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from checker.config import Config
from checker.engines.causal import Causal
from checker.engines.checkpoint import require_sound
from checker.engines.device import pick
from checker.engines.marian import Marian, Settings
from checker.engines.pieces import Vocabulary
from checker.engines.quality import Quality
from checker.errors import CheckerError, EngineFailure, out_of_memory
from checker.messages import _
from checker.plugins import LanguageModel, QualityEngine, TranslationEngine, engines

T = TypeVar("T")
log = logging.getLogger(__name__)

SURE = -1.6
"""Nats per piece that a working model gives its own translation of an easy sentence: small ones -0.3 to -0.9,
those with weights in the wrong places -1.0 to -7."""

MARGIN = 1.5
"""Nats per piece by which it prefers that to the translation of another sentence: small ones 4, damaged ones to 3."""


def surroundings(config: Config) -> list[str] | None:
    """All that a model's signature depends on beside the model; None where that is not known before it is loaded.

    Where PyTorch is asked for it is loaded at once, before rules that parse begin: it keeps the process quiet.
    """
    if config.engine not in ("auto", "ctranslate2"):
        return None
    try:
        import ctranslate2
    except ImportError:
        return None
    device = pick(config.device, "ctranslate2")
    types = sorted(ctranslate2.get_supported_compute_types(device))
    return [config.engine, str(config.beam), ctranslate2.__version__, device, *types]


def translation(folder: Path, revision: str, config: Config) -> TranslationEngine:
    """The MarianMT model in `folder` behind the translation contract. Raises EngineFailure."""
    require_sound(folder)

    def build(backend: Any) -> Marian:
        try:
            vocabulary, settings = Vocabulary.load(folder), Settings.load(folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineFailure(
                _("{folder} is not a MarianMT folder: {error}").format(folder=folder, error=error)
            ) from None
        return Marian(
            backend.sequence(folder, revision),
            vocabulary,
            settings,
            revision,
            config.beam,
            config.batch_tokens,
        )

    return _first(build, config)


def language_model(folder: Path, revision: str, config: Config) -> LanguageModel:
    """The causal language model in `folder` behind its contract. Raises EngineFailure."""
    require_sound(folder)

    def build(backend: Any) -> Causal:
        return Causal.load(backend.causal(folder, revision), folder, revision, config.batch_tokens)

    return _first(build, config)


def quality(folder: Path, revision: str, config: Config) -> QualityEngine:
    """The quality-estimation model in `folder` behind its contract. Raises EngineFailure."""
    require_sound(folder)

    def build(backend: Any) -> Quality:
        encoder = backend.encoder(folder, revision)
        return Quality.load(encoder, folder, revision, config.batch_tokens)

    return _first(build, config)


def self_test(
    engine: TranslationEngine, source_lang: str, target_lang: str, texts: Sequence[str]
) -> list[str]:
    """Translations of `texts`, after looking whether the engine writes and scores like a working one.

    A checkpoint whose weights were loaded wrongly still runs; it then is unsure of its own best output, or
    finds it hardly more probable than another sentence's. Raises EngineFailure.
    """
    best = [one.text for one in engine.translate(texts, source_lang, target_lang)]
    wrong = [*best[1:], best[0]]
    own = engine.score(list(zip(texts, best, strict=True)), source_lang, target_lang)
    other = engine.score(list(zip(texts, wrong, strict=True)), source_lang, target_lang)
    unsure = any(mine.mean < SURE for mine in own)
    blind = any(mine.mean - its.mean < MARGIN for mine, its in zip(own, other, strict=True))
    if any(not text.strip() for text in best) or unsure or blind:
        raise EngineFailure(
            _("{model} loads but does not translate {source}->{target}").format(
                model=engine.signature, source=source_lang, target=target_lang
            ),
            _("Its weights may be damaged: try `checker models verify`."),
        )
    return best


def _first(build: Callable[[Any], T], config: Config) -> T:
    names = ["ctranslate2", "transformers"] if config.engine == "auto" else [config.engine]
    problems: list[str] = []
    for name in names:
        try:
            return build(engines()[name].build(config))
        except (ImportError, MemoryError) as error:
            if out_of_memory(error):
                raise _too_little() from None
            problems.append(f"{name}: {error}")
        except EngineFailure as error:
            if out_of_memory(error):
                raise _too_little() from None
            if len(names) == 1:
                raise
            problems.append(f"{name}: {error.message}")
        if name != names[-1]:
            log.warning(
                "%s",
                _("{problem}; continuing with {engine}, which may be slower.").format(
                    problem=problems[-1], engine=names[-1]
                ),
            )
    failure: CheckerError = EngineFailure(
        _("no engine can run this model: {problems}").format(problems="; ".join(problems))
    )
    raise failure


def _too_little() -> EngineFailure:
    return EngineFailure(
        _("there is not enough memory to load the models."),
        _("Free some, or raise the limit of this process; --tier fast needs no models."),
    )
