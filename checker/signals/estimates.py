"""What a quality-estimation model, trained on people's judgements, says of a text: alone, and beside its source.

Log-odds, since a calibration adds them up. A word is as suspect as its most suspect token.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from checker.config import Config
from checker.languages.senses import rendered
from checker.plugins import Need, signal
from checker.signals.likelihood import NAN
from checker.text.segment import words
from checker.types import Estimate, Evidence, Measurements, Span

SEGMENT = ("severity", "any", "bad", "worst", "worst_major", "expected", "expected_major")
"""What is said of a whole text."""
_RELATED = 1 / 3
"""Share of a text's words that translate its source, from which no model is believed that it is another text's.

Of 2,000 short pairs by people 16 were taken for strangers, most of them free translations, then 3; of 1,898 texts found
beside the source of another 21 are lost.
"""


@signal("estimate", needs={Need.ESTIMATE})
def measure(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """Errors that quality estimation expects in the text alone: severity, any, major ones, worst words, how many."""
    return [_numbers("estimate", case, case.estimate) for case in cases]


@signal("estimate.source", needs={Need.ESTIMATE_GIVEN_SOURCE})
def measure_beside_source(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """The same beside its source, and whether that is the source of another text."""
    out = []
    for case in cases:
        estimate = case.estimate_given_source
        found = _numbers("source.estimate", case, estimate)
        unrelated = NAN if estimate is None or estimate.unrelated is None else estimate.unrelated
        if unrelated > 0 and _related(case, config):
            unrelated = NAN
        out.append(Measurements({**found.segment, "source.unrelated": unrelated}, found.words))
    return out


def _related(case: Evidence, config: Config) -> bool:
    """Whether enough words of a text translate words of its source."""
    source, block = case.segment.source or "", case.segment.block
    here = (word.of(case.segment.text) for word in case.words)
    there = (word.of(source) for word in words(source))
    own, theirs = block.target_lang or config.lang, block.source_lang or config.pivot
    return rendered(here, there, own, theirs) >= _RELATED


def _numbers(name: str, case: Evidence, estimate: Estimate | None) -> Measurements:
    if estimate is None:
        nothing = (NAN,) * len(case.words)
        return Measurements(
            {f"{name}.{part}": NAN for part in SEGMENT},
            {f"{name}.error": nothing, f"{name}.major": nothing},
        )
    errors = _by_word(case.words, estimate, "error")
    majors = _by_word(case.words, estimate, "major")
    return Measurements(
        {
            f"{name}.severity": estimate.severity,
            f"{name}.any": estimate.error,
            f"{name}.bad": estimate.major,
            f"{name}.worst": _highest(errors),
            f"{name}.worst_major": _highest(majors),
            f"{name}.expected": _expected(estimate, "error"),
            f"{name}.expected_major": _expected(estimate, "major"),
        },
        {f"{name}.error": errors, f"{name}.major": majors},
    )


def _by_word(words: Sequence[Span], estimate: Estimate, which: str) -> tuple[float, ...]:
    """The highest log-odds of each word's tokens; nan for a word of none."""
    return tuple(
        max(
            (
                float(getattr(token, which))
                for token in estimate.tokens
                if token.start < word.end and token.end > word.start
            ),
            default=NAN,
        )
        for word in words
    )


def _expected(estimate: Estimate, which: str) -> float:
    """The logarithm of how many tokens are expected to be wrong: what people add up is errors."""
    total = sum(1 / (1 + math.exp(-float(getattr(token, which)))) for token in estimate.tokens)
    return math.log(total) if total > 0 else NAN


def _highest(values: Sequence[float]) -> float:
    return max((value for value in values if value == value), default=NAN)
