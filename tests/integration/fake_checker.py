"""A checker whose engines are fakes, and a calibration that doubts what they find improbable."""

from __future__ import annotations

import json
from functools import cached_property

from checker.calibration.model import Calibration
from checker.calibration.stored import decode
from checker.config import Config
from checker.evidence import Engines
from checker.measuring import Live, Measurer
from checker.pipeline import Checker, Listener, silent
from tests.fakes import FakeLanguageModel, FakeTranslation
from tests.unit.toy_calibration import raw


class Fakes(Live):
    """Measures with models that are fakes."""

    @cached_property
    def engines(self) -> Engines:
        return Engines(FakeTranslation(), FakeTranslation(), FakeLanguageModel(), "fr", "en")


def doubting() -> Calibration:
    """A calibration that doubts words which the fake finds improbable."""
    data = json.loads(json.dumps(raw()).replace('"w/own"', '"back.logprob/own"'))
    for mode in ("with_source", "without_source"):
        data[mode]["models"]["bad"]["features"][0]["name"] = "back.worst1"
    return decode(json.dumps(data).encode(), "by hand")


def faked(config: Config, listener: Listener = silent, measurer: Measurer | None = None) -> Checker:
    """A checker on fakes."""
    fakes = measurer or Fakes(config)
    return Checker(config, listener, measurer=fakes, calibration=doubting())
