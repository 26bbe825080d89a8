"""All figures of one gold file: whatever its labels allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from checker.evaluate import counted, statistics
from checker.evaluate.figures import Figure, SetFigures, Table, overall, ranked, risks
from checker.evaluate.gold import Gold
from checker.evaluate.running import Opinion
from checker.evaluate.statistics import Reliability


def assess(
    gold: Gold,
    answers: Sequence[tuple[Opinion, ...]],
    *,
    use_source: bool,
    resamples: int = statistics.RESAMPLES,
) -> SetFigures:
    """The figures of one gold file. Raises MissingExtra without SciPy and scikit-learn."""
    statistics.require()
    pairs = list(zip(gold.rows, answers, strict=True))
    single = [(row, answer[0]) for row, answer in pairs if row.kind == "text"]
    texts = [opinion for answer in answers for opinion in answer]
    found: list[Figure] = []
    honesty = None
    if single:
        rows, opinions = [row for row, _one in single], [one for _row, one in single]
        table = Table.of(rows, [len(one.words) for one in opinions], use_source=use_source)
        weights = statistics.bootstrap_weights(table.clusters, resamples)
        found += ranked(table, risks(opinions), weights, overall(opinions))
        found += counted.gate(table, opinions, weights)
        found += counted.marked(rows, opinions, weights)
        honesty = _honesty(table, opinions)
    found += counted.contests(pairs, resamples)
    found += counted.alarms(pairs, resamples)
    documents = {row.doc for row in gold.rows if row.doc is not None}
    return SetFigures(
        gold.name,
        len(gold.rows),
        len(texts),
        sum(len(one.words) for one in texts),
        len(documents) or None,
        "documents" if len(documents) > 1 else "rows",
        dict(Counter(one.reason for one in texts if one.reason is not None)),
        gold.unknown_labels,
        tuple(found),
        honesty,
    )


def _honesty(table: Table, opinions: Sequence[Opinion]) -> Reliability | None:
    """Reliability of `p_bad`, of the texts that were judged, as a probability of a major error."""
    bad, known = table.major, table.major_known
    if not known.any():
        bad, known = table.bad, table.bad_known
    mine = [i for i, one in enumerate(opinions) if known[i] and one.p_bad is not None]
    p = np.array([opinions[i].p_bad for i in mine], dtype=np.float64)
    return statistics.reliability(bad[mine], p)
