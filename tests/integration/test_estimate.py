"""The tier `estimate`: quality estimation without translation, and texts beside the source of another."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pytest

from checker.calibration import stored
from checker.config import Config, validated
from checker.errors import ConfigProblem, MissingModel
from checker.evidence import Engines
from checker.judge.selection import selected
from checker.measuring import Live
from checker.models import resolve
from checker.models.manifest import TRANSLATION, ModelEntry, manifest
from checker.models.resolve import estimating, feasible, predicting
from checker.pipeline import Checker, _warn_once
from checker.plugins import ESTIMATES, checks
from checker.readers.records import read_lines
from checker.types import DocumentResult
from tests.fakes import FakeLanguageModel, FakeQuality, FakeTranslation
from tests.unit.toy_calibration import raw

TIER = Config(tier="estimate", quality_model="some/model", select=("ACC101", "ACC103", "FLU101"))


class Fakes(Live):
    """Its quality estimation is a fake, as its other models are."""

    @cached_property
    def engines(self) -> Engines:
        if self.config.tier == "estimate":
            return Engines(None, None, None, "fr", "en", FakeQuality())
        models = FakeTranslation(), FakeTranslation(), FakeLanguageModel()
        return Engines(*models, "fr", "en", FakeQuality())


def estimating_checker(config: Config) -> Checker:
    """A checker on fakes, with a calibration that doubts the words that quality estimation finds bad."""
    data = json.loads(json.dumps(raw()).replace('"w/own"', '"estimate.error/own"'))
    for mode in ("with_source", "without_source"):
        feature = data[mode]["models"]["bad"]["features"][0]
        feature |= {"name": "estimate.worst", "weight": abs(feature["weight"])}
    by_hand = stored.decode(json.dumps(data).encode(), "by hand")
    return Checker(config, measurer=Fakes(config), calibration=by_hand)


def checked(pairs: list[tuple[str, str]], config: Config = TIER) -> DocumentResult:
    lines = [{"source": source, "target": text} for source, text in pairs]
    data = "\n".join(map(json.dumps, lines)).encode()
    return estimating_checker(config).check_document(read_lines("a.jsonl", data, config))


def codes(result: DocumentResult) -> list[list[str]]:
    return [[finding.code for finding in one.findings] for one in result.segments]


GOOD = ("un pont de fer est là", "un pont de fer est là")
ALIEN = ("wholly other words", "un pont de fer est là")


def test_no_translation_is_needed_and_the_signature_says_so() -> None:
    run = estimating_checker(TIER)
    assert set(run.rules) == {"ACC101", "ACC103", "FLU101"}
    assert "tier:estimate" in run.signature
    assert "models:quality" in run.signature
    assert "sb:" not in run.signature
    result = checked([GOOD])
    assert result.segments[0].back is None
    assert result.segments[0].scores.p_bad is not None


def test_a_pair_of_two_texts_is_one_finding_and_little_adequacy() -> None:
    result = checked([GOOD, ALIEN, GOOD, GOOD])
    assert ["ACC103" in found for found in codes(result)] == [False, True, False, False]
    adequacy = [one.scores.adequacy for one in result.segments]
    assert adequacy[1] is not None
    assert adequacy[1] < 30
    assert adequacy[0] is not None
    assert adequacy[0] > adequacy[1]


def test_a_document_of_another_source_says_so_once() -> None:
    result = checked([ALIEN, ALIEN, GOOD, ALIEN])
    assert sum("ACC103" in found for found in codes(result)) == 1
    assert "ACC103" in codes(result)[0]
    low = [one.scores.adequacy for one in result.segments]
    assert [value is not None and value < 30 for value in low] == [True, True, False, True]


def test_without_the_model_all_is_as_it_was() -> None:
    """No quality estimation is asked for, and the rule that needs it is silent."""
    run = estimating_checker(Config(quality_model="none"))
    assert "ACC103" not in run.rules
    assert not any(name.startswith("estimate") for name in run.measurer._signals)
    assert not run.measurer._needs & ESTIMATES


def test_the_full_tier_measures_both() -> None:
    run = estimating_checker(Config(quality_model="some/model"))
    assert {"estimate", "estimate.source", "surprisal", "likelihood.back"} <= set(
        run.measurer._signals
    )


def test_a_language_without_translation_models_is_estimated() -> None:
    german = Config(lang="de", quality_model="some/model")
    assert feasible(german).tier == "estimate"
    assert feasible(Config(quality_model="some/model")).tier == "full"
    own = Config(lang="de", quality_model="some/model", back_model="own/model")
    assert feasible(own).tier == "full"
    assert feasible(Config(lang="de", quality_model="none")).tier == "full"
    assert not estimating(Config(quality_model="none"))


def test_a_pair_in_the_manifest_is_used_without_a_language_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = ModelEntry(
        "embedded de-en", TRANSLATION, ("de", "en"), "", "", ("de-en", "en-de"), folder="de-en"
    )
    monkeypatch.setattr(resolve, "manifest", lambda: (*manifest(), pair))
    german = Config(lang="de")
    assert feasible(german).tier == "full"
    assert feasible(replace(german, lang="nl")).tier == "estimate"
    assert not predicting(german)
    assert predicting(replace(german, language_model="own/model"))


def test_a_rule_that_asks_a_language_model_goes_where_there_is_none() -> None:
    asked = Config(select=("ACC104",))
    assert set(selected(checks(), asked)) == {"ACC104"}
    assert not selected(checks(), replace(asked, language_model="none"))


def test_that_no_translation_model_was_asked_is_said(caplog: pytest.LogCaptureFixture) -> None:
    _warn_once.cache_clear()
    for config, said in ((TIER, 0), (replace(TIER, tier="full", lang="de"), 1)):
        caplog.clear()
        assert Checker(config, measurer=Fakes(config)).calibration
        assert len([line for line in caplog.messages if "no translation model" in line]) == said


def test_the_tier_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="quality model"):
        validated(Config(tier="estimate", quality_model="none"))
    config = Config(tier="estimate", lang="xx", cache_dir=str(tmp_path))
    with pytest.raises(MissingModel, match="quality-estimation"):
        _ = Live(config).engines
