"""What every error detector promises, whatever runs it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker.config import Config
from checker.engines import build
from checker.engines.detector import Detector
from checker.errors import EngineFailure
from checker.types import TextScore

Load = Callable[[str, str], Detector]

ENGINES = ("ctranslate2", "transformers")
TEXTS: tuple[tuple[str, str | None], ...] = (
    ("Le chat regarde la mer.", None),
    ("Le chat regarde la mer.", "The cat looks at the sea."),
    (
        "« L’élève » n'oublie pas\u00a0: l'été où tout brûle !",
        "The pupil does not forget the summer.",
    ),
    ("Notre voisin aime bien ce musée 🫠 et 12 œufs.", "   "),
    ("la rue", "the street"),
)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["detector"])
def model(request: pytest.FixtureRequest, engine: str, detector: Load) -> Detector:
    return detector(request.param, engine)


def values(scores: Sequence[TextScore]) -> list[float]:
    return [v for s in scores for v in (*(t.logprob or 0.0 for t in s.tokens), s.end)]


def test_batching_changes_nothing(model: Detector) -> None:
    together = values(model.detect(TEXTS))
    apart = [v for text in TEXTS for v in values(model.detect([text]))]
    small = values(dataclasses.replace(model, batch_tokens=64).detect(TEXTS))
    assert together == pytest.approx(apart, abs=1e-3)
    assert together == pytest.approx(small, abs=1e-3)


def test_pieces_lie_in_the_text_and_their_values_are_log_probabilities(model: Detector) -> None:
    for (text, _source), score in zip(TEXTS, model.detect(TEXTS), strict=True):
        covered = {i for t in score.tokens for i in range(t.start, t.end)}
        assert covered == {i for i, char in enumerate(text) if char not in " \u00a0"}
        assert score.end <= 0
        assert all(t.logprob is None or t.logprob <= 0 for t in score.tokens)


def test_the_source_is_read_and_an_empty_one_is_none(model: Detector) -> None:
    alone, beside = model.detect(TEXTS[:2])
    assert values([alone]) != values([beside])
    text = TEXTS[3][0]
    assert model.detect([(text, "   ")]) == model.detect([(text, None)])


def test_long_texts_are_read_in_parts(model: Detector) -> None:
    text = " ".join(["Le chat regarde la mer."] * 12)
    source = " ".join(["The cat looks at the sea."] * 12)
    for beside in (None, source):
        (score,) = model.detect([(text, beside)])
        assert {i for t in score.tokens for i in range(t.start, t.end)} == {
            i for i, char in enumerate(text) if char != " "
        }


def test_engines_agree(detector: Load) -> None:
    one, other = (values(detector("detector", engine).detect(TEXTS)) for engine in ENGINES)
    assert one == pytest.approx(other, abs=0.3)
    assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) < 0.05


@pytest.mark.parametrize("file", ["model.safetensors", "source.spm", "vocab.json", "config.json"])
def test_a_broken_file_is_said_in_words(file: str, engine: str, home: Path, tmp_path: Path) -> None:
    for path in (home / "detector").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / file).write_bytes(b"{")
    config = Config(engine=engine, cache_dir=str(tmp_path / "cache"))  # type: ignore[arg-type]
    with pytest.raises(EngineFailure):
        build.error_detector(tmp_path, "broken", config)
