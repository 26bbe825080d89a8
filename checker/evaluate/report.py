"""Prints an evaluation: a table for people, JSON for machines, and one line a row with what was predicted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from checker.disk import writing
from checker.evaluate.figures import Figure, SetFigures
from checker.evaluate.gold import Gold
from checker.evaluate.running import Opinion
from checker.evaluate.statistics import Estimate
from checker.messages import _

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A whole run: the signature of what was evaluated, how, and the figures of each set."""

    schema: int
    signature: str
    source: bool
    resamples: int
    seed: int
    sets: tuple[SetFigures, ...]


TITLES: Mapping[str, str] = {
    "auroc.any": "any error: AUROC",
    "ap.any": "any error: average precision",
    "auroc.major": "major or worse: AUROC",
    "ap.major": "major or worse: average precision",
    "spearman": "people's score: Spearman",
    "kendall": "people's score: Kendall",
    "gate.major.precision": "gate (major finding): precision",
    "gate.major.recall": "gate (major finding): recall",
    "gate.any.precision": "any finding: precision",
    "gate.any.recall": "any finding: recall",
    "words.mcc": "words: Matthews correlation",
    "words.auroc": "words: AUROC of probabilities",
    "words.mcc.best": "words: Matthews correlation at the best threshold",
    "spans.precision": "marked characters: precision",
    "spans.recall": "marked characters: recall",
    "spans.f1": "marked characters: F1",
    "spans.exact.precision": "exact spans: precision",
    "spans.exact.recall": "exact spans: recall",
    "spans.exact.f1": "exact spans: F1",
    "pairs.p_bad": "pairs won: by p_bad",
    "pairs.fluency": "pairs won: by fluency",
    "pairs.findings": "pairs won: by findings",
    "pairs.length": "pairs won: by length alone",
    "alarms.minor": "good text: minor findings per 1,000 words",
    "alarms.major": "good text: major findings per 1,000 words",
    "alarms.critical": "good text: critical findings per 1,000 words",
    "alarms.texts": "good text: share with a major finding",
    "findings.minor": "all text: minor findings per 1,000 words",
    "findings.major": "all text: major findings per 1,000 words",
    "findings.critical": "all text: critical findings per 1,000 words",
    "findings.texts": "all text: share with a major finding",
}
"""What each figure is called, in the order of the table. English: it is read beside papers."""

_HEADINGS = ("", "checker", "95 % interval", "length", "in quintiles", "length", "texts", "bad")


def table(evaluation: Evaluation) -> str:
    """The figures as plain text, one block a set."""
    blocks = [_block(one) for one in evaluation.sets]
    foot = _(
        "“length”: from the number of words alone; “in quintiles”: compares only texts of similar "
        "length."
    )
    return "\n\n".join([*blocks, foot, _("signature: {text}").format(text=evaluation.signature)])


def _block(one: SetFigures) -> str:
    rows = [_HEADINGS, *(_cells(figure) for figure in ordered(one.figures))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADINGS))]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([one.name, *_about(one), *lines, *_honesty(one)])


def _about(one: SetFigures) -> Iterator[str]:
    documents = "" if one.documents is None else f", {one.documents} documents"
    yield f"{one.rows} rows, {one.texts} texts{documents}, {one.words} words; intervals by {one.intervals}"
    if one.not_scorable:
        reasons = ", ".join(f"{count} {reason}" for reason, count in one.not_scorable.items())
        yield f"not judged, counted as the least suspect: {reasons}"
    if one.unknown_labels:
        labels = ", ".join(f"“{label}” ({count})" for label, count in one.unknown_labels.items())
        yield f"labels that are not understood and left out: {labels}"


def _honesty(one: SetFigures) -> Iterator[str]:
    if one.reliability is not None:
        found = one.reliability
        yield (
            f"p_bad of {found.texts} judged texts: expected calibration error {found.ece:.3f}, "
            f"Brier score {found.brier:.3f}, share of bad texts {found.base_rate:.3f}"
        )


def ordered(figures: Sequence[Figure]) -> list[Figure]:
    """Figures in the order of the table."""
    names = list(TITLES)
    return sorted(figures, key=lambda figure: names.index(figure.name))


def _cells(figure: Figure) -> tuple[str, ...]:
    estimate = figure.estimate
    return (
        TITLES[figure.name],
        number(estimate),
        interval(estimate),
        number(figure.length),
        number(figure.inside),
        number(figure.length_inside),
        str(figure.texts),
        "" if figure.positives is None else str(figure.positives),
    )


def number(estimate: Estimate | None) -> str:
    """A figure with three decimals; a dash where it could not be computed, nothing where it does not apply."""
    if estimate is None:
        return ""
    return "-" if estimate.value is None else f"{estimate.value:.3f}"


def interval(estimate: Estimate) -> str:
    """Its interval; nothing where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{estimate.low:.3f} to {estimate.high:.3f}"


def encoded(evaluation: Evaluation) -> str:
    """The evaluation as JSON."""
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=1).decode()


def predictions(gold: Gold, answers: Sequence[tuple[Opinion, ...]]) -> Iterator[dict[str, Any]]:
    """What was said of each row: its id, `p_bad`, scores and the spans of findings, offsets into its text.

    A pair carries what was said of the right side under `reference`, a ranking one entry a candidate under
    `candidates`. A text that was not judged has `p_bad` 0 (nothing is claimed) and a `reason`.
    """
    for row, answer in zip(gold.rows, answers, strict=True):
        if row.kind == "ranking":
            yield {"id": row.id, "candidates": [_record(one) for one in answer]}
        elif row.kind == "pair":
            yield {"id": row.id, **_record(answer[0]), "reference": _record(answer[1])}
        else:
            yield {"id": row.id, **_record(answer[0])}


def _record(one: Opinion) -> dict[str, Any]:
    record: dict[str, Any] = {
        "p_bad": 0.0 if one.p_bad is None else round(one.p_bad, 4),
        "scores": {"quality": one.quality, "adequacy": one.adequacy, "fluency": one.fluency},
        "spans": [
            {
                "start": found.span.start,
                "end": found.span.end,
                "code": found.code,
                "category": found.category,
                "severity": str(found.severity),
                "p": found.p,
            }
            for found in one.findings
        ],
    }
    return record if one.reason is None else {**record, "reason": one.reason}


def write_predictions(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Writes one JSON line a row. Raises UsageProblem where the file cannot be written."""
    writing.replace(path, b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
