"""What the checker is compared with: scores of texts, higher is worse, made from the same models."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from checker.evaluate.gold import Gold
from checker.evaluate.running import Opinion
from checker.evidence import Engines
from checker.types import TextScore

Scores = Sequence[tuple[float, ...]]
"""One score for each text of each row."""

Answers = Sequence[tuple[Opinion, ...]]

LENGTH, CHRF, LANGUAGE_MODEL = "length", "round-trip chrF", "language model"
QUALITY = "quality estimation"
DIRECT, PLAIN, CROSS = "NMTScore direct", "NMTScore direct, not normalised", "NMTScore cross"
WITHOUT_SOURCE = (LENGTH, CHRF, LANGUAGE_MODEL, QUALITY)
WITH_SOURCE = (DIRECT, PLAIN, CROSS)


def without_source(answers: Answers) -> dict[str, Scores]:
    """Rivals that look at the text alone: its length, one measurement each of the others."""
    return {
        LENGTH: [tuple(float(len(one.words)) for one in answer) for answer in answers],
        CHRF: _lowest_where_missing(_measured(answers, "roundtrip.chrf")),
        LANGUAGE_MODEL: _lowest_where_missing(_measured(answers, "lm.mean")),
        QUALITY: _lowest_where_missing(
            [tuple(-value for value in row) for row in _measured(answers, "estimate.bad")]
        ),
    }


def with_source(engines: Engines | None, gold: Gold, file: Path | None) -> dict[str, Scores]:
    """NMTScore in its two forms, from `file` or by models. Every row has a source."""
    texts = [(row.source or "", text) for row in gold.rows for text in row.texts]
    sizes = [len(row.texts) for row in gold.rows]
    if engines is not None:
        found = {
            DIRECT: direct(engines, texts),
            PLAIN: direct(engines, texts, normalised=False),
            CROSS: cross(engines, texts),
        }
        if file is not None:
            file.write_text(json.dumps(found), encoding="utf-8")
    elif file is not None:
        found = json.loads(file.read_text(encoding="utf-8"))
    else:
        return {}
    return {name: _rows(values, sizes) for name, values in found.items()}


def direct(
    engines: Engines, texts: Sequence[tuple[str, str]], *, normalised: bool = True
) -> list[float]:
    """Translation probability in both directions, each against that of copying (Vamvas & Sennrich 2022, section 3.1).

    https://aclanthology.org/2022.findings-emnlp.15 - the similarity, turned round: higher is worse. A model of
    one language pair never learnt to copy, for which the paper's package can leave the normalisation out.
    """
    back, forward = engines.both
    lang, pivot = engines.lang, engines.pivot
    texts = [(_something(source), _something(text)) for source, text in texts]
    there = forward.score(texts, pivot, lang)
    home = back.score([(text, source) for source, text in texts], lang, pivot)
    if not normalised:
        return _turned([math.exp(one.mean) for one in there], [math.exp(one.mean) for one in home])
    copied = forward.score([(text, text) for _source, text in texts], pivot, lang)
    copied_source = back.score([(source, source) for source, _text in texts], lang, pivot)
    return _turned(_ratios(there, copied), _ratios(home, copied_source))


def cross(engines: Engines, texts: Sequence[tuple[str, str]]) -> list[float]:
    """Likelihood that each one's translation into the pivot is also the other's (section 3.3 there)."""
    back, _forward = engines.both
    lang, pivot = engines.lang, engines.pivot
    sources = [_something(source) for source, _text in texts]
    targets = [_something(text) for _source, text in texts]
    of_text = [_something(one.text) for one in back.translate(targets, lang, pivot)]
    of_source = [_something(one.text) for one in back.translate(sources, pivot, pivot)]
    one = _ratios(
        back.score(list(zip(sources, of_text, strict=True)), pivot, pivot),
        back.score(list(zip(targets, of_text, strict=True)), lang, pivot),
    )
    other = _ratios(
        back.score(list(zip(targets, of_source, strict=True)), lang, pivot),
        back.score(list(zip(sources, of_source, strict=True)), pivot, pivot),
    )
    return _turned(one, other)


def _something(text: str) -> str:
    """The text, or a full stop for none: a model cannot be asked for the probability of nothing given nothing."""
    return text if text.strip() else "."


def _ratios(scores: Sequence[TextScore], normal: Sequence[TextScore]) -> list[float]:
    """Probabilities a piece (geometric means), each divided by what would be normal."""
    return [math.exp(score.mean - other.mean) for score, other in zip(scores, normal, strict=True)]


def _turned(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [round(-(a + b) / 2, 6) for a, b in zip(one, other, strict=True)]


def _measured(answers: Answers, name: str) -> list[tuple[float, ...]]:
    return [
        tuple(-one.case.measurements.segment.get(name, math.nan) for one in answer)
        for answer in answers
    ]


def _lowest_where_missing(scores: Sequence[tuple[float, ...]]) -> Scores:
    """A text that was not measured counts as the least suspect, as the checker's own do."""
    known = [value for row in scores for value in row if not math.isnan(value)]
    lowest = min(known, default=0.0)
    return [tuple(lowest if math.isnan(value) else value for value in row) for row in scores]


def _rows(values: Sequence[float], sizes: Sequence[int]) -> Scores:
    each = iter(values)
    return [tuple(next(each) for _text in range(size)) for size in sizes]


PEOPLE: Mapping[tuple[str, str], float] = {
    ("biomqm", "auroc.major"): 0.71,
    ("biomqm", "kendall"): 0.345,
    ("biomqm", "words.mcc"): 0.30,
    ("qfrblimp", "pairs"): 0.87,
}
"""How well a second person does, by the folder of a set and the figure, where somebody measured it."""
