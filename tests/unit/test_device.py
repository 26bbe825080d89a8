"""How the threads of model libraries wait."""

from __future__ import annotations

import os

import pytest

from checker.config import Config
from checker.plugins import engines


def test_threads_sleep_while_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    engines()["transformers"].build(Config())
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"


def test_what_the_environment_says_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    engines()["transformers"].build(Config())
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"
