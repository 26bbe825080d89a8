"""Style, by models: wording that nobody would choose here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.checks.by_model.suspicion import (
    meaning_is_lost,
    phrases,
    said_once,
    usual,
)
from checker.config import Config
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity


@check(
    "FLU101",
    "improbable-wording",
    category="style/unidiomatic style",
    severity=Severity.MINOR,
    needs={Need.PROBABILITIES},
)
def improbable_wording(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Words that hardly anybody would use at this point of the sentence.

    What it does: a language model of the text's own language reads the sentence after the two before it, and says how
    expected each word is, beyond how rare the word is anyway; names are left out. It marks words whose calibrated
    probability of being wrong reaches the threshold, where the wording is more suspicious than the meaning. A single
    word in common use is left alone, a function word is shown with the word that it leads to, and without a source the
    same words are reported once, with the number of places.

    Why it matters: calques, wrong prepositions and broken constructions are made of common words in places where they
    do not belong.

    Example: "il a pris une décision sur le sol de cette raison" where "pour cette raison" was meant.

    What to do: read the sentence aloud. If you would have put it differently, do.
    """
    yield from said_once(_improbable_wording(cases, config), "FLU101", config)


def _improbable_wording(cases: Sequence[Case], config: Config) -> Iterator[tuple[Case, Hit]]:
    for case in cases:
        for stretch in phrases(case, config):
            if meaning_is_lost(case, stretch):
                continue
            span = stretch.span(case)
            yield (
                case,
                Hit(
                    case.segment.index,
                    span,
                    _("“{words}” is unusual here: hardly anyone would put it like this").format(
                        words=span.of(case.text)
                    ),
                    p=stretch.p,
                    severity=stretch.severity,
                    evidence={
                        "back": stretch.back(case),
                        "back_sentence": case.evidence.back or "",
                        "p_major": stretch.p_major,
                    },
                    suggestion=usual(case, stretch, config),
                ),
            )
