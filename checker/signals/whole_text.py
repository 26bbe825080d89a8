"""What is measured of a whole document: how it is written, and what its words have on average."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from checker.languages.style import translated
from checker.types import Case

MEANS = ("back.logprob", "lm.logprob", "rarity")
"""Measurements of words whose means are taken."""

STYLE = "style"

NAMES = (*MEANS, STYLE)

WORDS = 60
"""Words that a document must have."""


def measure(cases: Sequence[Case], lang: str) -> Mapping[str, float] | None:
    """Measurements of a document by name, NaN where there are none; None where it is too short.

    None too in a language of whose style nothing is known: what words have on average differs between languages.
    """
    mine = [case for case in cases if case.evidence.scorable]
    if sum(len(case.words) for case in mine) < WORDS:
        return None
    style = translated((case.text for case in mine), lang)
    if style is None:
        return None
    out = {STYLE: style}
    for name in MEANS:
        known = [
            value
            for case in mine
            for value in case.measurements.words.get(name, ())
            if not math.isnan(value)
        ]
        out[name] = math.fsum(known) / len(known) if known else math.nan
    return out
