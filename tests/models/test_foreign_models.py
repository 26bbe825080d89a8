"""Two translation models of different strength: another way back, the same scores."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checker import pipeline
from checker.config import Config
from checker.readers.records import read_lines
from checker.reporters import contract
from checker.types import Report
from tests.models import tiny

SOURCE = "The cat crosses the street, and our neighbour likes this museum."
TEXTS = (
    "Notre voisin aime bien ce musée, et le chat traverse la rue.",
    "La forêt dessinent un grand pont, déjà, n'oublie pas la mer du.",
    "Nous avons besoin de plus de temps pour lire ce texte.",
)


def checked(model: Path | str, home: Path, *, sourced: bool) -> Report:
    config = Config(
        back_model=str(model), forward_model=str(model), beam=1, cache_dir=str(home / "cache")
    )
    rows = [{"target": text} | ({"source": SOURCE} if sourced else {}) for text in TEXTS]
    data = "\n".join(map(json.dumps, rows)).encode()
    return pipeline.run(config, [read_lines("a.jsonl", data, config)])


@pytest.mark.model
@pytest.mark.parametrize("sourced", [False, True])
def test_scores_of_a_text_move_by_nothing_when_another_model_translates(
    sourced: bool,
    tmp_path: Path,
    converted: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline._warn_once.cache_clear()
    converted(tmp_path / "cache")
    weak = tiny.marian(tmp_path / "weak", languages=("eng", "fra"))
    other = tiny.marian(tmp_path / "other", languages=("eng", "fra"), seed=2)
    one, two = (checked(model, tmp_path, sourced=sourced) for model in (weak, other))
    backs = [[s.back for s in report.documents[0].segments] for report in (one, two)]
    assert all(backs[0])
    assert backs[0] != backs[1]
    for mine, its in zip(one.documents[0].segments, two.documents[0].segments, strict=True):
        assert mine.scores == its.scores
        assert mine.scores.quality is not None
        assert [token.p_bad for token in mine.tokens] == [token.p_bad for token in its.tokens]
    for report in (one, two):
        said = contract.head(report)["tool"]["calibration"]
        assert said is not None
        assert "-estimate@" in said
    said = [line for line in caplog.messages if "quality estimation alone" in line]
    assert len(said) == 1
