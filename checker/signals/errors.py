"""What an error detector says: how sure it is that each word, and the sentence, is right.

Alone, and beside the source where there is one: what only the source can show (a missing phrase, another number) is the
difference of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.config import Config
from checker.plugins import signal
from checker.signals.likelihood import NAN, by_word, mean, worst
from checker.types import Evidence, Measurements, TextScore


@signal("errors", needs={"errors"})
def measure(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How sure the error detector is that the text alone is right."""
    return [_measured("errors", case, case.errors) for case in cases]


@signal("source.errors", needs={"errors_given_source"})
def measure_source(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How sure the error detector is that the text is right beside its source."""
    return [_measured("source.errors", case, case.errors_given_source) for case in cases]


def _measured(name: str, case: Evidence, score: TextScore | None) -> Measurements:
    words = by_word(case.words, score)
    return Measurements(
        {
            f"{name}.whole": NAN if score is None else score.end,
            f"{name}.mean": mean(score),
            f"{name}.worst1": worst(words, 1),
            f"{name}.worst2": worst(words, 2),
            f"{name}.worst4": worst(words, 4),
        },
        {f"{name}.logprob": words},
    )
