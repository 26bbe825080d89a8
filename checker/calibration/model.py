"""From measurements to probabilities: a small model of numbers only, fitted by `checker calibrate`.

It holds logistic models over named measurements, a monotone curve that turns their output into a probability (isotonic:
Zadrozny & Elkan 2002, https://doi.org/10.1145/775047.775151), and thresholds by wanted precision.
"""

from __future__ import annotations

import bisect
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from operator import itemgetter

import msgspec

from checker.types import Case, Limits, Measurements

UNRELATED = "source.unrelated"
"""The measurement that says, in log-odds, whether the source is another text's."""

BAD, ANY, ADEQUACY, FLUENCY = "bad", "any", "adequacy", "fluency"
"""What a model says the probability of, of a text: a major error, any error, one of meaning, one of language."""

WORD, WORD_MAJOR = "word", "word_major"
"""The same of a word: that it is part of an error, and of a major one."""

SCHEMA = 2

_INSIDE = (1e-6, 1 - 1e-6)
"""Probabilities whose odds are pooled: no opinion is certain."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One measurement as a model takes it: clipped to `low`..`high`, `fill` where missing, then standardised."""

    name: str
    fill: float
    low: float
    high: float
    mean: float
    scale: float
    weight: float

    def added(self, values: Sequence[float]) -> list[float]:
        """What each measurement adds to the log-odds."""
        low, high, mean, scale, weight = self.low, self.high, self.mean, self.scale, self.weight
        known = [self.fill if math.isnan(value) else value for value in values]
        return [
            weight * ((low if value < low else high if value > high else value) - mean) / scale
            for value in known
        ]


@dataclass(frozen=True, slots=True)
class Model:
    """Logistic regression and the curve from its output (log-odds) to a probability, as rising points."""

    features: tuple[Feature, ...]
    intercept: float
    curve: tuple[tuple[float, float], ...]

    def log_odds(self, columns: Mapping[str, Sequence[float]], rows: int) -> list[float]:
        """Raw output for `rows` cases whose measurements are given by name."""
        out = [self.intercept] * rows
        missing = [math.nan] * rows
        for item in self.features:
            added = item.added(columns.get(item.name, missing))
            out = [so_far + more for so_far, more in zip(out, added, strict=True)]
        return out

    def probability(self, log_odds: Sequence[float]) -> list[float]:
        """Calibrated probabilities 0..1."""
        return [self._on_curve(x) for x in log_odds]

    def _on_curve(self, x: float) -> float:
        """What the curve has at `x`: level beyond its ends, straight between two points."""
        at = bisect.bisect_right(self.curve, x, key=itemgetter(0))
        if at == 0:
            return self.curve[0][1]
        left, low = self.curve[at - 1]
        if at == len(self.curve) or left == x:
            return low
        right, high = self.curve[at]
        return (high - low) / (right - left) * (x - left) + low


@dataclass(frozen=True, slots=True)
class Point:
    """From `threshold` on, this share of what is shown is right, and this share of the errors is found."""

    precision: float
    recall: float
    threshold: float


LEVEL = Limits(0.0, 0.0)
"""Limits that are the same for every length."""


@dataclass(frozen=True, slots=True)
class Mode:
    """The models of one mode, without or with the source text, and what their thresholds buy."""

    models: Mapping[str, Model]
    limits: Limits
    """Those of a text of `TYPICAL_WORDS` words."""
    rises: Limits = LEVEL
    """By how much the log-odds of a limit rise with the logarithm of the words; see `at_length`."""
    finding_points: tuple[Point, ...] = ()
    """What findings are worth that begin at a word of such a probability of being wrong."""
    major_points: tuple[Point, ...] = ()
    """What major findings are worth that hold a word of such a probability of a major error."""


TYPICAL_WORDS = 20

HUMAN_SHARE, MACHINE_SHARE = 0.5, 0.2
"""Share of the log-odds that a person wrote a document by which its limits rise, and of those that a machine did by
which they fall. On 44 pages of people 6.2 minor and 1.2 major findings in 1,000 words become 4.4 and .4; on 69 of
machines they stay, and two more of 291 marked errors are found; the gate stops 36 instead of 31 % of the chat's major
errors, beside their source 28 instead of 18 %, as rightly. With .5 for both, a quarter of the pages' major errors are
found and 55 of 80 findings are right, but in medicine, where machines err seldom, false ones are four times as many."""

CLEAREST = 2.0
"""Log-odds of a document's origin beyond which nothing changes any more."""

BESIDE = 0.6
"""By how much the log-odds of the limit are lower for a word next to a marked one: most errors are phrases."""


def at_length(p: float, rise: float, words: int) -> float:
    """Length-adjusted threshold, from that of a text of `TYPICAL_WORDS`.

    The longer a good sentence, the more probably something in it is wrong, and the higher its probabilities. A limit
    that were the same for all would mark long good sentences and pass short bad ones.
    """
    return shifted(p, rise * math.log((1 + words) / (1 + TYPICAL_WORDS)))


def limits_at(limits: Limits, rises: Limits, words: int) -> Limits:
    """Length-adjusted thresholds, from those of a text of `TYPICAL_WORDS`, with the one for neighbours of a marked
    word.
    """
    word = at_length(limits.word, rises.word, words)
    return Limits(word, at_length(limits.major, rises.major, words), shifted(word, -BESIDE))


def by_origin(limits: Limits, p_machine: float | None) -> Limits:
    """Limits for a text that a machine translated with this probability: higher where a person wrote it."""
    if p_machine is None:
        return limits
    human = max(-CLEAREST, min(CLEAREST, -log_odds(p_machine)))
    by = human * (HUMAN_SHARE if human > 0 else MACHINE_SHARE)
    return Limits(*(shifted(p, by) for p in astuple(limits)))


def shifted(p: float, by: float) -> float:
    """A probability after its log-odds have changed by so much; 0 and 1 stay."""
    if by == 0 or not 0 < p < 1:
        return p
    return 1 / (1 + math.exp(-math.log(p / (1 - p)) - by))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a calibration says of one segment: probabilities 0..1."""

    p_bad: float
    p_any: float
    p_adequacy: float
    p_fluency: float
    p_unrelated: float | None
    words: tuple[float, ...]
    majors: tuple[float, ...]
    """Of each word that it is part of a major error: never above that of any error."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration file. `models` is the signature of the models it was fitted on; `data` says on what."""

    schema: int
    name: str
    models: str
    data: str
    without_source: Mode
    with_source: Mode
    document: Model | None = None
    """The model of `p_machine`; a calibration need not have one."""
    notes: Mapping[str, str] = field(default_factory=dict)

    def p_machine(self, document: Mapping[str, float]) -> float | None:
        """The probability that a machine translated a document with these measurements; None without such a model.

        What a machine wrote is easier to translate there and back than what people write (Nguyen-Son et al. 2021,
        https://aclanthology.org/2021.naacl-main.462), and more predictable (Toral 2019,
        https://aclanthology.org/W19-6627).
        """
        if self.document is None:
            return None
        columns = {name: [value] for name, value in document.items()}
        (p,) = self.document.probability(self.document.log_odds(columns, 1))
        return p

    def judged(self, cases: Sequence[Case], precision: float | None) -> list[Case]:
        """The cases, in order, with their probabilities and the limits of `limits`; those not scorable as they are.

        The limits of a document that reads like a person's are higher, those of one like a machine's lower.
        """
        out = list(cases)
        for with_source in (False, True):
            mine = [
                i
                for i, case in enumerate(cases)
                if case.evidence.scorable and bool(case.segment.source) == with_source
            ]
            judgements = self.judge([cases[i].measurements for i in mine], with_source=with_source)
            for i, one in zip(mine, judgements, strict=True):
                limits = self.limits(precision, with_source=with_source, words=len(cases[i].words))
                if precision is None:
                    limits = by_origin(limits, cases[i].p_machine)
                out[i] = replace(
                    cases[i],
                    p_bad=one.p_bad,
                    p_any=one.p_any,
                    p_adequacy=one.p_adequacy,
                    p_fluency=one.p_fluency,
                    p_unrelated=one.p_unrelated,
                    word_p_bad=one.words,
                    word_p_major=one.majors,
                    limits=limits,
                )
        return out

    def judge(self, measured: Sequence[Measurements], *, with_source: bool) -> list[Judged]:
        """Probabilities for segments, in order."""
        if not measured:
            return []
        by_model = {
            name: _of_texts(self.mode(with_source), name, measured)
            for name in (BAD, ANY, ADEQUACY, FLUENCY)
        }
        words = _of_words(self.mode(with_source), measured, by_model[BAD])
        if with_source:
            bad = _of_texts(self.without_source, BAD, measured)
            alone = _of_words(self.without_source, measured, bad)
            words = [
                (pooled(wrong, wrong_alone), pooled(major, major_alone))
                for (wrong, major), (wrong_alone, major_alone) in zip(words, alone, strict=True)
            ]
        return [
            _beside_another_source(
                Judged(
                    by_model[BAD][i],
                    by_model[ANY][i],
                    by_model[ADEQUACY][i],
                    by_model[FLUENCY][i],
                    None,
                    tuple(wrong),
                    tuple(map(min, wrong, major)),
                ),
                one.segment.get(UNRELATED, math.nan),
            )
            for i, (one, (wrong, major)) in enumerate(zip(measured, words, strict=True))
        ]

    @property
    def signature(self) -> str:
        """Its name, and eight digits of a hash over all its numbers: two files of one name differ in these."""
        return f"{self.name}@{hashlib.sha256(_json(self)).hexdigest()[:8]}"

    def mode(self, with_source: bool) -> Mode:
        """The models for texts with a source, or without."""
        return self.with_source if with_source else self.without_source

    def limits(self, precision: float | None, *, with_source: bool, words: int) -> Limits:
        """Thresholds for a text of so many words: the calibration's own, or by precision.

        `precision` is the wanted share of right ones among the findings that are shown, and among the major ones: the
        thresholds are the lowest that reach it on the calibration's data. They rise with it; the lowest of all still
        leaves most words alone; and a precision that none reaches gives 1.0: nothing is shown.
        """
        mode = self.mode(with_source)
        if precision is None:
            return limits_at(mode.limits, mode.rises, words)
        word = _reaching(mode.finding_points, precision)
        return Limits(word, _reaching(mode.major_points, precision), shifted(word, -BESIDE))


def _json(calibration: Calibration) -> bytes:
    """Without a model of documents it reads as it did before there was one."""
    known: dict[str, object] = msgspec.to_builtins(calibration)
    if known["document"] is None:
        del known["document"]
    return msgspec.json.encode(known)


def pooled(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """The geometric mean of two opinions' odds, as probabilities (a logarithmic opinion pool, Genest & Zidek 1986).

    What words are beside a source and what they are without it: people translate freely, so a source alone doubts much
    that is right.
    """

    def odds(p: float) -> float:
        p = min(max(p, _INSIDE[0]), _INSIDE[1])
        return math.log(p / (1 - p))

    pairs = zip(one, other, strict=True)
    return [1 / (1 + math.exp(-(odds(first) + odds(second)) / 2)) for first, second in pairs]


def _of_texts(mode: Mode, name: str, measured: Sequence[Measurements]) -> list[float]:
    model = mode.models[name]
    return model.probability(text_log_odds(model, measured))


def _of_words(
    mode: Mode, measured: Sequence[Measurements], p_bad: Sequence[float]
) -> list[tuple[list[float], list[float]]]:
    """Of the words of each text that they are wrong, and part of a major error."""
    wrong, major = mode.models[WORD], mode.models[WORD_MAJOR]
    return [
        (
            wrong.probability(word_log_odds(wrong, one, p)),
            major.probability(word_log_odds(major, one, p)),
        )
        for one, p in zip(measured, p_bad, strict=True)
    ]


def _beside_another_source(judged: Judged, unrelated: float) -> Judged:
    """What is said of a text, or else its source is another text's: noisy or of both, fluency and words aside."""
    if math.isnan(unrelated):
        return judged
    p = 1 / (1 + math.exp(-max(-30.0, min(30.0, unrelated))))
    return replace(
        judged,
        p_bad=1 - (1 - judged.p_bad) * (1 - p),
        p_any=1 - (1 - judged.p_any) * (1 - p),
        p_adequacy=1 - (1 - judged.p_adequacy) * (1 - p),
        p_unrelated=p,
    )


def text_log_odds(model: Model, measured: Sequence[Measurements]) -> list[float]:
    """Raw output for texts."""
    columns = {
        item.name: [one.segment.get(item.name, math.nan) for one in measured]
        for item in model.features
    }
    return model.log_odds(columns, len(measured))


def word_log_odds(model: Model, one: Measurements, p_bad: float) -> list[float]:
    """Raw output for the words of a text that is bad with `p_bad`; nothing where none were measured."""
    count = max((len(values) for values in one.words.values()), default=0)
    return model.log_odds(word_columns(one, count, p_bad) if count else {}, count)


def word_columns(one: Measurements, count: int, p_bad: float) -> Mapping[str, Sequence[float]]:
    """Measurements of `count` words as a model takes them: as they are, their neighbours', against the sentence's own.

    A word that is improbable in a sentence where all are tells less than one that stands out. How probably the
    sentence is bad, `p_bad`, goes with every word as log-odds.
    """
    out: dict[str, Sequence[float]] = {"segment.log_odds": [log_odds(p_bad)] * count}
    for name, values in one.words.items():
        out[name] = values
        middle = _median([value for value in values if not math.isnan(value)])
        out[f"{name}/own"] = [value - middle for value in values]
        out[f"{name}/before"] = [math.nan, *values[:-1]]
        out[f"{name}/after"] = [*values[1:], math.nan]
    return out


def _median(values: Sequence[float]) -> float:
    """As in `statistics`, whose import takes longer than all the medians of a text."""
    ordered, half = sorted(values), len(values) // 2
    return (ordered[half] + ordered[~half]) / 2 if ordered else math.nan


def _reaching(points: Sequence[Point], precision: float) -> float:
    ordered = sorted(points, key=lambda point: point.threshold)
    values = [point.precision for point in ordered]
    # Precision wobbles with the threshold; the lowest from which it stays reached is meant.
    for at in range(len(values) - 1, -1, -1):
        values[at] = min(values[at : at + 2])
    at = bisect.bisect_left(values, precision)
    return ordered[at].threshold if at < len(ordered) else 1.0


def log_odds(p: float) -> float:
    """Of a probability that is kept away from 0 and 1."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
