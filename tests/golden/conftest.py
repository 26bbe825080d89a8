"""The fixed report and the fixed rules it refers to."""

from __future__ import annotations

import pytest

from checker import plugins
from checker.types import Report
from tests.golden.report import RULES, build


@pytest.fixture
def golden(monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setattr(plugins, "checks", lambda: RULES)
    return build()
