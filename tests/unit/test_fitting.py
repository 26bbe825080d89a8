"""What a calibration learns from text that is all good: more where its set has a smaller level or a larger weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from checker.calibration.model import ADEQUACY, FLUENCY
from checker.evaluate.gold import Mark, Row
from checker.fitting.regression import fit_table
from checker.fitting.samples import label
from checker.types import Severity, Span

COUNT = 150


def test_what_parts_clean_text_from_bad_counts_more_where_its_level_is_shrunk() -> None:
    rng = np.random.default_rng(7)
    labels = np.concatenate([np.zeros(COUNT, dtype=bool), rng.random(COUNT) < 0.5])
    sets = np.array(["news"] * COUNT + ["chat"] * COUNT)
    # Inside the chat the measurement says nothing; all of the news lies lower.
    table = np.concatenate([rng.normal(-2, 0.5, COUNT), rng.normal(2, 0.5, COUNT)])[:, None]
    groups = np.array([str(number % 30) for number in range(2 * COUNT)])
    weights = [
        fit_table(table, labels, groups, sets, ["x"], "bad", clean=clean).model.features[0].weight
        for clean in (np.zeros(2 * COUNT, dtype=bool), sets == "news")
    ]
    assert weights[1] > weights[0] + 0.1


def test_words_of_clean_text_weigh_more_than_others() -> None:
    rng = np.random.default_rng(7)
    # In the chat what is high is wrong; in the news it is right.
    high = rng.random(2 * COUNT) < 0.5
    sets = np.array(["news"] * COUNT + ["chat"] * COUNT)
    labels = high & (sets == "chat")
    table = (high * 2.0 - 1.0 + rng.normal(0, 0.1, 2 * COUNT))[:, None]
    groups = np.array([str(number % 30) for number in range(2 * COUNT)])
    of_sentence, of_word = (
        fit_table(table, labels, groups, sets, ["x"], which, clean=sets == "news")
        .model.features[0]
        .weight
        for which in ("bad", "word")
    )
    assert 0 < of_word < of_sentence


def test_a_measurement_that_nothing_has_teaches_nothing_and_warns_of_nothing() -> None:
    rng = np.random.default_rng(7)
    labels = rng.random(COUNT) < 0.5
    table = np.stack([labels + rng.normal(0, 0.5, COUNT), np.full(COUNT, np.nan)], axis=1)
    groups = np.array([str(number % 30) for number in range(COUNT)])
    fitted = fit_table(table, labels, groups, np.array(["chat"] * COUNT), ["x", "absent"], "bad")
    assert [item.name for item in fitted.model.features] == ["x"]


@pytest.mark.parametrize(
    ("row", "adequacy", "fluency"),
    [
        # Marks that say of what kind they are, marks that do not, and a label alone.
        ({"marks": [("major", "accuracy")], "source": "a"}, True, False),
        ({"marks": [("minor", "grammar")], "source": "a"}, False, True),
        ({"marks": [("major", "")], "source": None}, True, True),
        ({"marks": [("minor", "")], "source": "a"}, False, True),
        ({"bad": True, "major": True, "source": "a"}, True, True),
        ({"bad": True, "major": False, "source": "a"}, False, True),
        ({"bad": False, "major": False, "source": "a"}, False, False),
        # Whether a sentence is acceptable says nothing of what it means.
        ({"bad": True, "major": None, "source": None}, None, True),
        ({"bad": False, "major": None, "source": None}, False, False),
        ({"bad": None, "major": None, "source": "a"}, None, None),
    ],
)
def test_what_a_judgement_teaches_of_meaning_and_of_language(
    row: dict[str, Any], adequacy: bool | None, fluency: bool | None
) -> None:
    marks = row.pop("marks", None)
    if marks is not None:
        row["marks"] = tuple(Mark(Span(0, 1), Severity(level), kind) for level, kind in marks)
        row["bad"], row["major"] = True, any(level == "major" for level, _kind in marks)
    judged = Row("1", 1, ("texte",), **row)
    assert (label(judged, ADEQUACY), label(judged, FLUENCY)) == (adequacy, fluency)
