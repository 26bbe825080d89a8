"""A checker that measures without models, and a calibration for what it measures."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from checker.config import Config
from checker.pipeline import Checker
from checker.segment import words
from checker.types import Alignment, Evidence, Measurements, Segment

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
        },
        "limits": {"word": 0.8, "major": 0.8},
    }
    file = folder / "calibration.json"
    file.write_text(
        json.dumps(
            {
                "schema": 1,
                "name": "toy",
                "models": MODELS,
                "data": "none",
                "without_source": mode,
                "with_source": mode,
            }
        )
    )
    return str(file)


class Toy(Checker):
    """Measures without models: words with a z are improbable."""

    seen: list[tuple[str, str, str | None]]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.seen = []
        part = SimpleNamespace(signature=MODELS)
        self.engines = SimpleNamespace(  # type: ignore[assignment]
            signature=MODELS, back=part, forward=part, language_model=part
        )

    def measure(
        self, path: str, segments: Sequence[Segment], backs: Sequence[str] = ()
    ) -> tuple[list[Evidence], list[Measurements]]:
        gathered, measured = [], []
        for segment in segments:
            self.seen.append((segment.block.extra["doc"], segment.text, segment.source))
            spans = words(segment.text)
            by_word = tuple(-4.0 if "z" in span.of(segment.text) else 4.0 for span in spans)
            reason = None if len(spans) > 1 else "too_short"
            back = None if reason else segment.text.upper()
            gathered.append(
                Evidence(
                    segment,
                    spans,
                    reason,
                    back=back,
                    back_words=spans if back else (),
                    alignment=Alignment(((0, 0),)) if back else None,
                )
            )
            numbers = {"lm.mean": min(by_word, default=math.nan), "absent": math.nan}
            measured.append(Measurements(numbers, {"lm.logprob": by_word}))
        return gathered, measured
