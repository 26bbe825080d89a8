"""From measurements to probabilities, on a calibration made by hand."""

from __future__ import annotations

import json
import math
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.calibration.model import (
    TYPICAL_WORDS,
    Calibration,
    at_length,
    by_origin,
    log_odds,
    pooled,
    shifted,
    word_columns,
)
from checker.calibration.stored import (
    decode,
    encode,
    load,
    read,
    remark,
)
from checker.config import Config
from checker.errors import ConfigProblem
from checker.evidence import begin
from checker.text.segment import segment
from checker.types import Block, Case, Document, Limits, Measurements
from tests.unit.toy_calibration import raw


def made(data: dict[str, Any] | None = None) -> Calibration:
    return decode(json.dumps(data or raw()).encode(), "here")


@pytest.mark.parametrize(
    ("x", "p"), [(0.0, 0.5), (1.0, 0.75), (-9.0, 0.0), (9.0, 1.0), (math.nan, 0.5)]
)
def test_probabilities_of_a_segment(x: float, p: float) -> None:
    (judged,) = made().judge([Measurements({"x": x})], with_source=False)
    assert (judged.p_bad, judged.p_adequacy, judged.p_fluency) == (pytest.approx(p), 0.25, 0.25)
    assert judged.words == ()
    assert made().judge([], with_source=True) == []


def test_the_worst_word_of_a_segment_is_the_most_improbable() -> None:
    words = (-1.0, math.nan, -4.0, -1.0)
    (judged,) = made().judge([Measurements({"x": 0.0}, {"w": words})], with_source=False)
    assert len(judged.words) == 4
    assert judged.words.index(max(judged.words)) == 2
    assert judged.words[1] == judged.words[0] == judged.words[3]


def test_a_word_is_seen_with_its_neighbours_and_against_its_sentence() -> None:
    columns = word_columns(Measurements({}, {"w": (-1.0, math.nan, -4.0)}), 3, 0.5)
    expected = {
        "w": (-1, math.nan, -4),
        "w/own": (1.5, math.nan, -1.5),
        "w/before": (math.nan, -1, math.nan),
        "w/after": (math.nan, -4, math.nan),
        "segment.log_odds": (0, 0, 0),
    }
    assert columns.keys() == expected.keys()
    for name, values in expected.items():
        assert list(columns[name]) == pytest.approx(list(values), nan_ok=True)


@pytest.mark.parametrize(
    ("precision", "limits"),
    [
        (None, Limits(0.6, 0.8)),
        (0.4, Limits(0.2, 0.9)),
        (0.7, Limits(0.4, 0.9)),
        (0.75, Limits(0.7, 0.9)),  # 0.8 is reached at 0.4 but lost again at 0.5
        (0.9, Limits(0.7, 1.0)),
        (0.99, Limits(1.0, 1.0)),
    ],
)
def test_wanted_precision_gives_thresholds(precision: float | None, limits: Limits) -> None:
    found = made().limits(precision, with_source=False, words=3)
    assert (found.word, found.major) == (limits.word, limits.major)


@given(
    p=st.floats(0.01, 0.99),
    rise=st.floats(0, 3),
    short=st.integers(1, 200),
    more=st.integers(0, 200),
)
def test_a_limit_rises_with_the_length_of_the_text(
    p: float, rise: float, short: int, more: int
) -> None:
    low, high = at_length(p, rise, short), at_length(p, rise, short + more)
    assert 0 < low <= high < 1
    assert at_length(p, rise, TYPICAL_WORDS) == pytest.approx(p)
    assert at_length(p, 0.0, short) == p


def test_the_limits_of_a_mode_follow_the_length_unless_a_precision_is_wanted() -> None:
    data = raw()
    data["without_source"] = {**data["without_source"], "rises": {"word": 0.0, "major": 1.0}}
    found = made(data)
    short, long = (found.limits(None, with_source=False, words=n) for n in (3, 60))
    assert short.word == long.word == 0.6
    assert short.major < 0.8 < long.major
    one, other = (found.limits(0.75, with_source=False, words=n) for n in (3, 60))
    assert one == other


@pytest.mark.parametrize(
    ("p_machine", "rises"), [(None, 0), (0.5, 0), (0.2, 1), (0.8, -1), (1e-9, 1), (1 - 1e-9, -1)]
)
def test_limits_rise_where_a_person_wrote_and_fall_where_a_machine_did(
    p_machine: float | None, rises: int
) -> None:
    plain = Limits(0.3, 0.25, 0.2)
    found = by_origin(plain, p_machine)
    for before, after in zip(astuple(plain), astuple(found), strict=True):
        assert (after > before) - (after < before) == rises
        assert 0.05 < after < 0.6


def test_limits_by_a_wanted_precision_are_the_same_whoever_wrote_the_text() -> None:
    calibration = made()
    text = "Le chat dort."
    document = Document("d", text, (Block(text, ((0, 0),)),))
    case = replace(Case(begin(segment(document))[0]), p_machine=0.05)
    (usual,) = calibration.judged([case], None)
    (other,) = calibration.judged([replace(case, p_machine=None)], None)
    assert usual.limits.word > other.limits.word
    (usual,) = calibration.judged([case], 0.7)
    (other,) = calibration.judged([replace(case, p_machine=None)], 0.7)
    assert usual.limits == other.limits


@given(p=st.floats(0.001, 0.999), by=st.floats(-20, 20))
def test_shifted_log_odds_go_there_and_back(p: float, by: float) -> None:
    assert 0 <= shifted(p, by) <= 1
    assert shifted(p, abs(by)) >= p - 1e-12 >= shifted(p, -abs(by)) - 2e-12
    assert log_odds(shifted(0.5, by / 4)) == pytest.approx(by / 4)


def test_a_text_with_a_source_has_its_own_limits() -> None:
    found = made().limits(None, with_source=True, words=3)
    assert (found.word, found.major) == (0.1, 0.2)


def test_words_beside_a_source_are_judged_half_by_the_text_alone() -> None:
    beside = raw()
    sure = {"features": [], "intercept": 0.0, "curve": [[-1, 0.9], [1, 0.9]]}
    models = {**beside["with_source"]["models"], "word": sure, "word_major": sure}
    beside["with_source"] = {**beside["with_source"], "models": models}
    of_words = Measurements({"x": 0.0}, {"w": (-1.0, -4.0)})
    (alone,) = made(beside).judge([of_words], with_source=False)
    (both,) = made(beside).judge([of_words], with_source=True)
    odds = [math.sqrt(9 * p / (1 - p)) for p in alone.words]
    assert both.words == pytest.approx([one / (1 + one) for one in odds])
    assert both.majors == both.words


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_pooled_opinion_lies_between_both(one: float, other: float) -> None:
    (p,) = pooled([one], [other])
    low, high = sorted((one, other))
    assert low - 2e-6 <= p <= high + 2e-6
    assert [p] == pooled([other], [one])


def test_it_survives_being_written() -> None:
    assert decode(encode(made()), "there") == made()


def broken(*path: str | int, value: Any) -> bytes:
    data = json.loads(json.dumps(raw()))
    at = data
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return json.dumps(data).encode()


BAD = ("without_source", "models", "bad")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        broken("schema", value=1),
        broken("without_source", value=None),
        broken("with_source", "models", "word", value=None),
        broken(*BAD, "curve", value=[]),
        broken(*BAD, "curve", value=[[0, 1.5]]),
        broken(*BAD, "curve", value=[[0, 0.9], [1, 0.1]]),
        broken(*BAD, "features", 0, "scale", value=0),
        broken(*BAD, "intercept", value="x"),
    ],
)
def test_what_cannot_give_probabilities_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigProblem, match="here"):
        decode(data, "here")


def test_a_named_calibration_must_belong_to_the_models(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    config = Config(calibration=str(file))
    with pytest.raises(ConfigProblem, match="cannot be read"):
        load(config, "fake+fake-lm")
    file.write_bytes(encode(made()))
    assert load(config, "fake+fake-lm") == made()
    with pytest.raises(ConfigProblem, match="other models"):
        load(config, "another")


FULL, ALONE = (read(Config(tier=tier)) for tier in ("full", "estimate"))


def with_models(*others: str) -> str:
    """The signature of a run with the shipped estimator and these models."""
    return "+".join([*(f"{other}|ctranslate2-4|beam:4" for other in others), ALONE.models])


def test_other_translation_models_are_judged_by_quality_estimation_alone() -> None:
    """Their own numbers were never calibrated; those of the estimator are the same whatever translates."""
    shipped = with_models(*FULL.models.split("+")[:-1])
    slower = shipped.replace("ctranslate2", "transformers").replace("beam:4", "beam:1")
    for own in (FULL.models, shipped, slower):
        assert load(Config(), own) == FULL
        assert remark(FULL, own) is None
    translator, language_model = FULL.models.split("+")[:2]
    for others in (("abc", language_model), ("abc", translator, language_model), (translator, "d")):
        assert load(Config(), with_models(*others)) == ALONE
        said = remark(ALONE, with_models(*others))
        assert said
        assert "quality estimation alone" in said
    assert load(Config(tier="estimate"), ALONE.models) == ALONE
    assert remark(ALONE, ALONE.models) is None


@pytest.mark.parametrize("lang", ["de", "de-AT", "ru", "en"])
@pytest.mark.parametrize("tier", ["full", "estimate"])
def test_another_language_has_the_calibration_of_the_others(lang: str, tier: str) -> None:
    other = read(Config(lang=lang, tier=tier))
    assert other not in (FULL, ALONE)
    assert other.models == ALONE.models
    assert load(Config(lang=lang, tier=tier), with_models("abc")) == other
    assert read(Config(lang="fr-CA", tier=tier)) in (FULL, ALONE)


@pytest.mark.parametrize("signature", ["abc|x+def|y+ghi|z", "abc|x+def|y"])
def test_with_another_estimator_the_shipped_calibration_is_rough_and_says_so(
    signature: str,
) -> None:
    assert load(Config(), signature) == FULL
    said = remark(FULL, signature)
    assert said
    assert "rough" in said
    assert load(Config(tier="estimate"), "ghi|z") == ALONE
    assert remark(ALONE, "ghi|z") == said


def test_a_calibration_of_ones_own_wins(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    mine = replace(made(), models=with_models("abc", "def"))
    file.write_bytes(encode(mine))
    assert load(Config(calibration=str(file)), mine.models) == mine
    assert remark(mine, mine.models) is None
