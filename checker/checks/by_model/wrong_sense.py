"""Accuracy, by a lexicon of senses and the language model: the wrong one of several renderings of a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

GAIN = 7.0
"""Nats by which the sentence must be more probable with another rendering. Of 182 planted wrong senses 14 are then
found, and 3 right nouns beside them doubted; 500 good sentences (8,700 words) get 3 findings."""


@check(
    "ACC104",
    "wrong-sense",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={"senses"},
    languages={"fr"},
    default=False,
)
def wrong_sense(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A noun that renders the wrong sense of the foreign word.

    What it does: looks up what a common noun can translate, and which other nouns translate that, in a lexicon counted
    in aligned corpora. Where the language model finds the sentence far more probable with one of these, the noun is
    marked and the other suggested, with the article that it needs.

    Why it matters: machines choose the commonest translation of a word of several senses. The sentence stays fluent,
    and literal back-translation gives the same foreign word again. Off by default: the rule fires on good text too.

    Example: "il purge une phrase de dix ans" where "peine" was meant, both for "sentence".

    What to do: ask which sense was meant. If the suggestion is no better, ignore the finding.
    """
    for case in cases:
        for sense in case.evidence.senses or ():
            if sense.gain >= GAIN:
                yield Hit(
                    case.segment.index,
                    sense.span,
                    _(
                        "“{word}” may be the wrong sense of “{meaning}”: “{other}” is far likelier here"
                    ).format(
                        word=sense.place.of(case.text), meaning=sense.meaning, other=sense.written
                    ),
                    evidence={"meaning": sense.meaning, "gain": sense.gain},
                    suggestion=sense.written,
                )
