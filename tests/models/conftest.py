"""Checkpoints and engines, each made once a session. The tests of this folder load real models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.config import Config
from checker.engines import build
from checker.engines.causal import Causal
from checker.engines.marian import Marian
from checker.models.resolve import resolve
from tests.models import tiny

Load = Callable[[str, str], Marian]
Find = Callable[[str, str], tuple[Path, str]]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, converted: Callable[[Path], None]) -> Path:
    """Where the tiny checkpoints lie, and the cache of their conversions."""
    folder = tmp_path_factory.mktemp("models")
    converted(folder / "cache")
    tiny.marian(folder / "bilingual")
    tiny.marian(folder / "separate", separate=True)
    tiny.marian(folder / "multilingual", languages=("eng", "fra"))
    tiny.marian(folder / "tagged", languages=("eng",), tagged=True)
    tiny.marian(folder / "started", started=True)
    tiny.llama(folder / "causal")
    tiny.quality(folder / "quality")
    tiny.in_eight_bits(folder / "bilingual", folder / "packed")
    tiny.in_eight_bits(folder / "causal", folder / "packed-causal")
    return folder


@pytest.fixture(scope="session")
def folder_of(home: Path) -> Find:
    """Folder and revision of a checkpoint: one of the tiny ones by name, or `embedded`."""

    def find(name: str, kind: str) -> tuple[Path, str]:
        if name == "embedded":
            source, target = ("fr", "en") if kind == "translation" else ("fr", "fr")
            found = resolve(
                name, kind=kind, source_lang=source, target_lang=target, config=Config()
            )
            return found.path, found.revision
        return home / name, f"test-{name}"

    return find


@pytest.fixture(scope="session")
def translation(home: Path, folder_of: Find) -> Load:
    """`translation(checkpoint, engine)`: the model, loaded once."""
    loaded: dict[tuple[str, str], Marian] = {}

    def load(name: str, engine: str) -> Marian:
        if (name, engine) not in loaded:
            config = Config(engine=engine, cache_dir=str(home / "cache"))  # type: ignore[arg-type]
            model = build.translation(*folder_of(name, "translation"), config)
            assert isinstance(model, Marian)
            loaded[name, engine] = model
        return loaded[name, engine]

    return load


@pytest.fixture(scope="session")
def language_model(home: Path, folder_of: Find) -> Callable[[str, str], Causal]:
    """`language_model(checkpoint, engine)`: the model, loaded once."""
    loaded: dict[tuple[str, str], Causal] = {}

    def load(name: str, engine: str) -> Causal:
        if (name, engine) not in loaded:
            config = Config(engine=engine, cache_dir=str(home / "cache"))  # type: ignore[arg-type]
            model = build.language_model(*folder_of(name, "language-model"), config)
            assert isinstance(model, Causal)
            loaded[name, engine] = model
        return loaded[name, engine]

    return load
