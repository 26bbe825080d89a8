"""A checker that measures without models, and a calibration for what it measures."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.measuring import Heard
from checker.pipeline import Checker
from checker.types import Alignment, Case, Evidence, Measurements

MODELS = "toy-models"


def _model(name: str) -> dict[str, Any]:
    """Log-odds equal to minus the measurement: -4 means very probably bad."""
    feature = {"name": name, "fill": 0, "low": -9, "high": 9, "mean": 0, "scale": 1, "weight": -1}
    return {"features": [feature], "intercept": 0, "curve": [[-4, 0.02], [4, 0.98]]}


def calibration_file(folder: Path) -> str:
    """A calibration of the toy models, in this folder."""
    mode = {
        "models": {
            "bad": _model("lm.mean"),
            "any": _model("lm.mean"),
            "adequacy": _model("lm.mean"),
            "fluency": _model("lm.mean"),
            "word": _model("lm.logprob"),
            "word_major": _model("lm.logprob"),
        },
        "limits": {"word": 0.8, "major": 0.8},
    }
    file = folder / "calibration.json"
    file.write_text(
        json.dumps(
            {
                "schema": 2,
                "name": "toy",
                "models": MODELS,
                "data": "none",
                "without_source": mode,
                "with_source": mode,
            }
        )
    )
    return str(file)


class Toy:
    """Measures without models: words with a z are improbable."""

    signature = MODELS
    metrics = "toy-metrics"

    def __init__(self, engines: object = None) -> None:
        self.engines = engines
        self.seen: list[tuple[str, str, str | None]] = []

    def back_translated(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Evidence]:
        return list(begun)

    def measure(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Case]:
        return [self._measured(one) for one in begun]

    def explained(self, cases: Sequence[Case]) -> list[Case]:
        return list(cases)

    def close(self) -> None:
        pass

    def _measured(self, one: Evidence) -> Case:
        segment = one.segment
        self.seen.append((segment.block.extra["doc"], segment.text, segment.source))
        by_word = tuple(-4.0 if "z" in span.of(segment.text) else 4.0 for span in one.words)
        if one.scorable:
            back, links = segment.text.upper(), Alignment(((0, 0),))
            one = replace(one, back=back, back_words=one.words, alignment=links)
        numbers = {"lm.mean": min(by_word, default=math.nan), "absent": math.nan}
        return Case(replace(one, context=()), Measurements(numbers, {"lm.logprob": by_word}))


def toy_checker(config: Config, toy: Toy | None = None) -> Checker:
    """A checker that measures so."""
    return Checker(config, measurer=toy or Toy())
