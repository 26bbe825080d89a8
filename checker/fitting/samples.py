"""What a calibration learns from: labelled texts, minimal pairs, and the words in which people marked errors."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from checker.calibration.model import (
    ADEQUACY,
    ANY,
    BAD,
    FLUENCY,
    word_columns,
)
from checker.errors import UsageProblem
from checker.evaluate.gold import Gold, Row
from checker.evaluate.running import Opinion
from checker.messages import _
from checker.types import Case, Measurements, Severity, Span

Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Names = npt.NDArray[np.str_]

BAD_SCORE = 70.0
"""A direct assessment (0..100) below this counts as a major error, where nobody marked errors."""

ACCURACY = (
    "accuracy",
    "mistranslation",
    "omission",
    "addition",
    "untranslated",
    "terminology",
    "wrong",
)

LANGUAGE = (
    "fluency",
    "linguistic",
    "grammar",
    "agreement",
    "style",
    "register",
    "spelling",
    "word order",
    "unidiomatic",
    "awkward",
    "tense",
    "function",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A judged set: rows with what was measured of their texts (with source where there is one)."""

    gold: Gold
    answers: Sequence[tuple[Opinion, ...]]
    lang: str | None = None
    """Of its texts, where it is not the calibration's."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One text or one pair as training sees it. `label` None: it has no part in this model."""

    set: str
    group: str
    measured: Measurements
    label: bool | None
    against: Measurements | None = None
    clean: bool = False


def samples_of(sets: Sequence[Labelled], which: str) -> Iterator[Sample]:
    """The texts and pairs of all sets that have a label for the model `which`."""
    for one in sets:
        name = short(one.gold.name)
        for row, texts in zip(one.gold.rows, one.answers, strict=True):
            cases = [text.case for text in texts]
            if not cases or not all(case.evidence.scorable for case in cases):
                continue
            # Sentences that are repeated (templates of a help desk) stay on one side of a fold.
            group = row.doc or row.texts[0]
            if row.kind == "pair" and which != ADEQUACY and row.source is None:
                yield Sample(name, group, cases[0].measurements, True, cases[1].measurements)
            elif row.kind == "text":
                bad = label(row, which)
                if bad is not None:
                    yield Sample(name, group, cases[0].measurements, bad, clean=row.clean)


def label(row: Row, which: str) -> bool | None:
    """What a judged row teaches the model `which`: whether it is bad; None where the judgement does not say."""
    if row.clean:
        return False
    if which == BAD:
        if row.major is not None:
            return row.major
        if row.score is not None and row.bad is None:
            return row.score < BAD_SCORE
        return None
    if which == ANY:
        return row.bad
    if row.marks and any(mark.category for mark in row.marks):
        wanted = ACCURACY if which == ADEQUACY else LANGUAGE
        return any(
            any(part in mark.category.lower() for part in wanted)
            and (which == FLUENCY or mark.severity in (Severity.MAJOR, Severity.CRITICAL))
            for mark in row.marks
        )
    if row.source is None and not row.marks:
        # Acceptability judgements are about the language alone.
        return row.bad if which == FLUENCY or row.bad is False else None
    # Nobody said of what kind the errors are: meaning is what makes them major.
    return row.major if which == ADEQUACY else row.bad


@dataclass(frozen=True, slots=True)
class WordTable:
    """Words as rows: named columns of measurements, and where each comes from."""

    columns: dict[str, Matrix]
    labels: Flags
    majors: Flags
    groups: Names
    sets: Names
    clean: Flags

    @property
    def names(self) -> list[str]:
        """The columns there are."""
        return sorted(self.columns)

    def table(self, names: Sequence[str]) -> Matrix:
        """These columns, [words, names]."""
        return np.stack([self.columns[name] for name in names], axis=1)


def words_of(sets: Sequence[Labelled], risk: Mapping[int, float]) -> WordTable:
    """Every word of the texts in which people marked errors, and of clean ones.

    `risk` holds, by the identity of a text's measurements, how probably the unseen text is bad. Raises UsageProblem
    where no word is marked.
    """
    tables: list[Mapping[str, Sequence[float]]] = []
    counts: list[int] = []
    labels: list[bool] = []
    majors: list[bool] = []
    groups: list[str] = []
    of_set: list[str] = []
    clean: list[bool] = []
    for one, row, case, spans, places in _texts(sets):
        count = len(case.words)
        p = risk.get(id(case.measurements), 0.5)
        tables.append(word_columns(case.measurements, count, p))
        counts.append(count)
        labels += _inside([mark.span for mark in spans], places)
        majors += _inside([mark.span for mark in spans if mark.major], places)
        groups += [row.doc or row.texts[0]] * count
        of_set += [short(one.gold.name)] * count
        clean += [row.clean] * count
    if not any(labels):
        raise UsageProblem(
            _("no words are marked in this gold set: word probabilities cannot be fitted."),
            _("Add a set with `errors` that have `start` and `end`."),
        )
    joined = {
        name: np.array(
            [
                value
                for own, count in zip(tables, counts, strict=True)
                for value in own.get(name, [math.nan] * count)
            ],
            dtype=np.float64,
        )
        for name in {name for own in tables for name in own}
    }
    return WordTable(
        joined,
        np.array(labels),
        np.array(majors),
        np.array(groups),
        np.array(of_set),
        np.array(clean),
    )


def marked_texts(
    sets: Sequence[Labelled],
) -> Iterator[tuple[Labelled, Row, Case, list[Marked]]]:
    """The texts whose words `words_of` takes, in its order, each with its set and its marked places, local to the
    segment's text."""
    for one, row, case, spans, places in _texts(sets):
        ahead = places[0].start - case.words[0].start if places else 0
        local = [
            Marked(Span(max(m.span.start - ahead, 0), max(m.span.end - ahead, 0)), m.major)
            for m in spans
        ]
        yield one, row, case, local


def _texts(
    sets: Sequence[Labelled],
) -> Iterator[tuple[Labelled, Row, Case, list[Marked], Sequence[Span]]]:
    """Set, row, case, marks and words of each text whose words can teach; the last two in offsets of the row's text."""
    for one in sets:
        for row, texts in zip(one.gold.rows, one.answers, strict=True):
            spans = marked(row)
            case = texts[0].case if texts else None
            if spans is not None and case is not None and case.evidence.scorable:
                yield one, row, case, spans, texts[0].words


@dataclass(frozen=True, slots=True)
class Marked:
    """A place that a person marked, and whether as major or worse."""

    span: Span
    major: bool


def marked(row: Row) -> list[Marked] | None:
    """The marked places of a text; none of a clean one, None where nobody marked places in a way that can be used."""
    if row.kind != "text":
        return None
    if row.clean:
        return []
    if row.marks is None or any(mark.span is None for mark in row.marks):
        return None
    # A mark between two words (a missing comma) has no word to teach.
    return [
        Marked(mark.span, mark.severity is not None and mark.severity >= Severity.MAJOR)
        for mark in row.marks
        if mark.span and mark.span.end > mark.span.start
    ]


def _inside(spans: Sequence[Span], words: Sequence[Span]) -> list[bool]:
    return [any(span.overlaps(word) for span in spans) for word in words]


def short(name: str) -> str:
    """The last two parts of a path: what a set is called."""
    return "/".join(name.replace("\\", "/").split("/")[-2:])
