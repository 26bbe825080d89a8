"""What every language model promises, whatever checkpoint it is and whatever runs it."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker.config import Config
from checker.engines import build
from checker.engines.causal import Causal
from checker.errors import EngineFailure
from checker.types import TextScore
from tests.models.processor import SLACK

ENGINES = ("ctranslate2", "transformers")
EMBEDDED = pytest.param("embedded", marks=pytest.mark.model)

TEXTS = (
    ((), "Le chat regarde la mer."),
    (("Notre voisin aime bien ce musée.",), "Le chat regarde la mer."),
    (("La rue.", "Notre voisin aime bien ce musée."), "« L’élève » n'oublie pas\u00a0: l'été !"),
    ((), "La forêt 🫠 et 𓀀 œufs."),
    ((), "rue"),
)

Load = Callable[[str, str], Causal]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["causal", "packed-causal", EMBEDDED])
def model(request: pytest.FixtureRequest, engine: str, language_model: Load) -> Causal:
    return language_model(request.param, engine)


def values(scores: Sequence[TextScore]) -> list[float]:
    return [
        x
        for score in scores
        for x in (*(t.logprob for t in score.tokens if t.logprob is not None), score.end)
    ]


def test_batching_changes_nothing(model: Causal) -> None:
    scores = model.score(TEXTS)
    small = dataclasses.replace(model, batch_tokens=64)
    for other in ([model.score([text])[0] for text in TEXTS], small.score(TEXTS)):
        assert values(other) == pytest.approx(values(scores), abs=1e-3)
    assert values(model.score(TEXTS[::-1])[::-1]) == pytest.approx(values(scores), abs=1e-3)


def test_pieces_lie_in_the_text_and_strange_ones_have_no_probability(model: Causal) -> None:
    for (_, text), score in zip(TEXTS, model.score(TEXTS), strict=True):
        spans = [(token.start, token.end) for token in score.tokens]
        assert spans == sorted(spans)
        assert spans[-1][1] <= len(text)
        covered = {i for start, end in spans for i in range(start, end)}
        assert {i for i, char in enumerate(text) if char.isalnum()} <= covered
        unknown = {text[t.start : t.end].strip() for t in score.tokens if t.logprob is None}
        assert {char for char in text if char in "🫠𓀀"} <= unknown
        assert not unknown & set("echatrgdmers")


def test_context_is_read_and_its_own_pieces_are_not_scored(model: Causal) -> None:
    alone, after, *_ = model.score(TEXTS)
    assert [(t.start, t.end) for t in alone.tokens] == [(t.start, t.end) for t in after.tokens]
    assert values([alone]) != pytest.approx(values([after]), abs=0.05)


def test_a_text_cannot_write_special_tokens(model: Causal) -> None:
    """`</s>` in a text is four characters, not the end of a sentence."""
    text = "le chat </s> la rue"
    (score,) = model.score([((), text)])
    assert max(t.end - t.start for t in score.tokens if "<" in text[t.start : t.end]) < 4


@pytest.mark.parametrize("words", [3, 25, 60, 61, 62, 200])
def test_long_texts_and_contexts_fit_the_positions(
    words: int, engine: str, language_model: Load
) -> None:
    model = language_model("causal", engine)
    text = " ".join(["rue"] * words)
    before = tuple(" ".join(["mer"] * n) for n in (40, 12, 9))
    (score,) = model.score([(before, text)])
    covered = {i for t in score.tokens for i in range(t.start, t.end)}
    assert {i for i, char in enumerate(text) if char != " "} <= covered
    assert all(t.logprob is not None and t.logprob <= 0 for t in score.tokens)
    assert score.end < 0


def test_a_text_of_nothing_costs_nothing(model: Causal) -> None:
    (score,) = model.score([((), "")])
    assert score.tokens == ()


@pytest.mark.parametrize(
    ("name", "each", "mean"),
    [("causal", 0.8, 0.1), ("packed-causal", 0.8, 0.1), ("embedded", 0.8, 0.08)],
)
@pytest.mark.model
def test_engines_agree(name: str, each: float, mean: float, language_model: Load) -> None:
    """Eight bits against thirty-two; tolerances in nats, as for translation models."""
    one, other = (values(language_model(name, engine).score(TEXTS)) for engine in ENGINES)
    gaps = [abs(a - b) for a, b in zip(one, other, strict=True)]
    assert max(gaps) < each * SLACK
    assert sum(gaps) / len(gaps) < mean * SLACK


@pytest.mark.parametrize("file", ["tokenizer.json", "config.json"])
def test_a_broken_file_is_said_in_words(file: str, engine: str, home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "causal", tmp_path / "broken")
    (tmp_path / "broken" / file).write_text('{"a": 1')
    config = Config(engine=engine, cache_dir=str(tmp_path))  # type: ignore[arg-type]
    with pytest.raises(EngineFailure, match="broken"):
        build.language_model(tmp_path / "broken", "broken", config)
