"""The installed command, run as a user runs it: another process, an own cache, tiny models where models are needed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.config import Config
from checker.engines import build
from checker.models.resolve import ModelFolder
from tests.models import tiny

Run = Callable[..., subprocess.CompletedProcess[str]]


# A shell that starts tests in the background lets them ignore Ctrl-C, and so would the commands that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models that load at once, and what CTranslate2 makes of them."""
    folder = tmp_path_factory.mktemp("tiny")
    model = tiny.marian(folder / "translation", languages=("eng", "fra"))
    causal = tiny.llama(folder / "causal")
    config = Config(engine="ctranslate2", cache_dir=str(folder / "cache"))
    build.translation(model, ModelFolder("", model, "translation").revision, config)
    build.language_model(causal, ModelFolder("", causal, "language-model").revision, config)
    return folder


@pytest.fixture
def tiny_models(tiny_folder: Path, cache_dir: Path) -> list[str]:
    """Options that name the tiny models; their conversions already lie in this test's cache."""
    shutil.copytree(tiny_folder / "cache", cache_dir, dirs_exist_ok=True)
    model, causal = tiny_folder / "translation", tiny_folder / "causal"
    return [
        f"--back-model={model}",
        f"--forward-model={model}",
        f"--language-model={causal}",
        "--engine=ctranslate2",
        "--beam=1",
    ]


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return [sys.executable, "-m", "checker"]


@pytest.fixture
def checker(tmp_path: Path, command: list[str]) -> Run:
    """`checker(*arguments, stdin=...)` in an empty folder."""

    def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            timeout=300,
            check=False,
        )

    return run
