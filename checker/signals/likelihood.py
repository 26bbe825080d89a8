"""How probable a text is given its back-translation, given its source, and the reverse.

Forced log-probabilities in nats. A sentence is as good as its worst pieces: the minimum over the pieces of a
word, and the mean of the worst two of a sentence, tell more than means do (Fomicheva et al. 2020, Unsupervised
Quality Estimation for NMT, https://arxiv.org/abs/2005.10608). Against the model's own preferred wording the
difficulty of the sentence cancels (Vamvas & Sennrich 2022, NMTScore, https://arxiv.org/abs/2204.13692).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from checker.config import Config
from checker.plugins import Need, signal
from checker.types import Alignment, Evidence, Measurements, Span, TextScore

NAN = math.nan


def by_word(words: Sequence[Span], score: TextScore | None) -> tuple[float, ...]:
    """The least probable piece of each word, in nats; nan where the model can write none of its pieces."""
    if score is None:
        return (NAN,) * len(words)
    out = []
    for word in words:
        values = [
            token.logprob
            for token in score.tokens
            if token.logprob is not None
            and token.start < token.end
            and token.start < word.end
            and token.end > word.start
        ]
        out.append(min(values, default=NAN))
    return tuple(out)


def worst(values: Sequence[float], count: int) -> float:
    """Mean of the `count` lowest values, those that are numbers; nan where there are none."""
    known = sorted(value for value in values if not math.isnan(value))[:count]
    return sum(known) / len(known) if known else NAN


def through(links: Alignment | None, words: int, other: Sequence[float]) -> tuple[float, ...]:
    """For each word the lowest value of the other side's words that it is linked to; nan where unlinked."""
    if links is None:
        return (NAN,) * words
    return tuple(
        min((other[j] for j in links.of(i) if j < len(other)), default=NAN) for i in range(words)
    )


def mean(score: TextScore | None) -> float:
    """Nats per piece; nan where nothing was scored."""
    return NAN if score is None else score.mean


def probability(score: TextScore | None) -> float:
    """Geometric mean of the pieces' probabilities, 0..1; nan where nothing was scored.

    Unlike nats it is level where a text is improbable anyway: how much so is the subject's doing.
    """
    return math.exp(mean(score))


def difference(one: TextScore | None, other: TextScore | None) -> float:
    """By how many nats per piece the first is less probable than the second (negative: less)."""
    return NAN if one is None or other is None else one.mean - other.mean


@signal("likelihood.back", needs={Need.TEXT_GIVEN_BACK})
def measure_back(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How probable the text is given its back-translation."""
    out = []
    for case in cases:
        words = by_word(case.words, case.text_given_back)
        numbers = {"back.mean": mean(case.text_given_back), "back.worst1": worst(words, 1)}
        out.append(Measurements(numbers, {"back.logprob": words}))
    return out


@signal(
    "likelihood.read",
    needs={
        Need.TEXT_GIVEN_BACK,
        Need.ROUNDTRIP_GIVEN_BACK,
        Need.BACK_GIVEN_TEXT,
        Need.ALIGNMENT,
    },
    detail=True,
)
def measure_reading(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How probable the back-translation is given the text, and the text beside the model's own wording."""
    out = []
    for case in cases:
        back = by_word(case.back_words, case.back_given_text)
        own = case.roundtrip_given_back
        out.append(
            Measurements(
                {
                    "back.against_best": difference(case.text_given_back, own),
                    "back.best": mean(own),
                    "back.written_mean": mean(case.back_given_text),
                    "back.written_worst2": worst(back, 2),
                },
                {"back.read_logprob": through(case.alignment, len(case.words), back)},
            )
        )
    return out


@signal("likelihood.source", needs={Need.TEXT_GIVEN_SOURCE, Need.SOURCE_GIVEN_TEXT})
def measure_source(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How probable the text is given its source, and the source given the text."""
    out = []
    for case in cases:
        words = by_word(case.words, case.text_given_source)
        source = [
            token.logprob
            for token in (case.source_given_text.tokens if case.source_given_text else ())
            if token.logprob is not None
        ]
        out.append(
            Measurements(
                {
                    "source.mean": mean(case.text_given_source),
                    "source.probability": probability(case.text_given_source),
                    "source.worst1": worst(words, 1),
                    "source.worst2": worst(words, 2),
                    "source.worst4": worst(words, 4),
                    "source.read_mean": mean(case.source_given_text),
                    "source.read_worst2": worst(source, 2),
                    "source.gain": difference(case.text_given_source, case.text_given_back),
                },
                {"source.logprob": words},
            )
        )
    return out
