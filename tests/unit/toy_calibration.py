"""A calibration made by hand, as the file holds it: for tests of what is made of measurements."""

from __future__ import annotations

from typing import Any

FLAT = {"features": [], "intercept": 0.0, "curve": [[-1, 0.25], [1, 0.25]]}


def feature(name: str, weight: float, **changes: float) -> dict[str, Any]:
    plain = {"fill": 0.0, "low": -2.0, "high": 2.0, "mean": 0.0, "scale": 1.0}
    return {"name": name, "weight": weight, **plain, **changes}


def raw() -> dict[str, Any]:
    bad = {"features": [feature("x", 1.0)], "intercept": 0.0, "curve": [[-2, 0.0], [2, 1.0]]}
    word = {
        "features": [feature("w/own", -1.0), feature("segment.log_odds", 0.5)],
        "intercept": 0.0,
        "curve": [[-4, 0.1], [4, 0.9]],
    }
    mode = {
        "models": {
            "bad": bad,
            "any": FLAT,
            "adequacy": FLAT,
            "fluency": FLAT,
            "word": word,
            "word_major": word,
        },
        "limits": {"word": 0.6, "major": 0.8},
        "finding_points": [
            {"precision": 0.5, "recall": 0.9, "threshold": 0.2},
            {"precision": 0.9, "recall": 0.3, "threshold": 0.7},
            {"precision": 0.8, "recall": 0.5, "threshold": 0.4},
            {"precision": 0.7, "recall": 0.4, "threshold": 0.5},
        ],
        "major_points": [{"precision": 0.75, "recall": 0.2, "threshold": 0.9}],
    }
    return {
        "schema": 2,
        "name": "by hand",
        "models": "fake+fake-lm",
        "data": "none",
        "without_source": mode,
        "with_source": {**mode, "limits": {"word": 0.1, "major": 0.2}},
    }
