"""What quality estimation promises on either backend, on a tiny packed checkpoint."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checker.config import Config
from checker.engines import build
from checker.engines.packed import blocks, rows, unpacked
from checker.errors import EngineFailure, MissingModel
from checker.models.resolve import resolve
from checker.plugins import QualityEngine
from tests.models import tiny
from tests.models.processor import EXACT

ENGINES = ("ctranslate2", "transformers")
PAIRS = [
    ("the cat looks at the garden.", "le chat regarde le jardin."),
    (None, "le chat regarde le jardin."),
    ("", "le chat regarde le jardin."),
    (None, "la forêt"),
    ("a river crosses the street, already.", "une rivière aime bien « la mer »."),
    (None, "notre voisin </s> n'oublie pas <s> 12 œufs. ÆŒ漢"),
]


@pytest.fixture(scope="module")
def load(home: Path) -> Any:
    def loaded(engine: str, **settings: Any) -> QualityEngine:
        # PyTorch would keep two threads for all tests behind these, and they wait for each other more than they work.
        threads = 2 if engine == "ctranslate2" else 1
        config = Config(engine=engine, cache_dir=str(home / "cache"), threads=threads, **settings)  # type: ignore[arg-type]
        return build.quality(home / "quality", "test-quality", config)

    return loaded


@pytest.mark.parametrize("engine", ENGINES)
def test_batches_change_nothing(engine: str, load: Any) -> None:
    together = load(engine).estimate(PAIRS)
    alone = load(engine, batch_tokens=64)
    for pair, one in zip(PAIRS, together, strict=True):
        (same,) = alone.estimate([pair])
        assert [t.start for t in same.tokens] == [t.start for t in one.tokens]
        # A processor's int8 would make steps of what padding changes: it reads a row at a time, and is exact.
        tolerance = 0.0 if engine == "ctranslate2" else 2e-3
        assert _numbers(same) == pytest.approx(_numbers(one), abs=tolerance)


@pytest.mark.parametrize("engine", ENGINES)
def test_tokens_lie_in_the_text_and_a_missing_source_says_nothing(engine: str, load: Any) -> None:
    found = load(engine).estimate(PAIRS)
    for (source, text), one in zip(PAIRS, found, strict=True):
        covered = "".join(text[t.start : t.end] for t in one.tokens)
        assert covered == "".join(text.split())
        assert (one.unrelated is None) == (not source)
    assert found[1] == found[2]
    assert found[0] != found[1]


def test_engines_agree(load: Any) -> None:
    """CTranslate2 rounds activations to eight bits; the packed weights are the same in both."""
    one, other = (load(engine).estimate(PAIRS) for engine in ENGINES)
    left, right = ([n for found in said for n in _numbers(found)] for said in (one, other))
    if EXACT:
        assert left == pytest.approx(right, abs=0.35)
        assert np.abs(np.subtract(left, right)).mean() < 0.08
    assert np.corrcoef(left, right)[0, 1] > 0.7


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_text_is_read_in_windows_and_none_of_it_is_lost(engine: str, load: Any) -> None:
    long = " ".join(tiny.sentences(tiny.FRENCH)[:12])
    source = " ".join(tiny.sentences(tiny.ENGLISH)[:40])
    for given in (None, source):
        (one,) = load(engine).estimate([(given, long)])
        assert "".join(long[t.start : t.end] for t in one.tokens) == "".join(long.split())
    # Within a window's length only the source is long.
    (one,) = load(engine).estimate([(source, "le chat regarde le jardin.")])
    assert one.tokens


@pytest.mark.parametrize("engine", ENGINES)
def test_white_space_and_nothing(engine: str, load: Any) -> None:
    for text in ("", "  \n "):
        (one,) = load(engine).estimate([(None, text)])
        assert all(t.start == t.end for t in one.tokens)
        assert np.isfinite([one.severity, one.error, one.major]).all()
    assert load(engine).estimate([]) == []


def test_four_and_eight_bits_come_back_as_they_went() -> None:
    matrix = np.random.default_rng(1).normal(size=(5, 64)).astype(np.float32)
    for pack, worst in ((blocks, 0.6), (rows, 0.02)):
        once = unpacked(pack("m", matrix))["m"]
        assert np.abs(once - matrix).max() < worst
        again = unpacked(pack("m", once))["m"]
        assert np.allclose(again, once, atol=1e-6)
    zero = np.zeros((2, 32), dtype=np.float32)
    assert not unpacked(blocks("m", zero))["m"].any()
    assert not unpacked(rows("m", zero))["m"].any()
    with pytest.raises(ValueError, match="scale"):
        unpacked({"m.q4": np.zeros((2, 16), dtype=np.uint8)})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("lost", ["word_head.bias", "encoder.layer.1.output.dense.weight.int8"])
def test_a_damaged_folder_is_said_in_words(
    engine: str, lost: str, home: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "damaged"
    shutil.copytree(home / "quality", folder)
    tensors = load_file(folder / "model.safetensors")
    del tensors[lost]
    save_file(tensors, folder / "model.safetensors")
    config = Config(engine=engine, cache_dir=str(tmp_path / "cache"))  # type: ignore[arg-type]
    with pytest.raises(EngineFailure):
        build.quality(folder, f"damaged-{lost}", config)


def test_a_folder_of_another_kind_is_refused(home: Path) -> None:
    config = Config()
    found = resolve(
        str(home / "quality"),
        kind="quality-estimation",
        source_lang="en",
        target_lang="fr",
        config=config,
    )
    assert found.path == home / "quality"
    for kind, name in (("quality-estimation", "causal"), ("language-model", "quality")):
        with pytest.raises(MissingModel):
            resolve(str(home / name), kind=kind, source_lang="fr", target_lang="fr", config=config)


def test_the_tiny_folder_says_what_it_is(home: Path) -> None:
    config = json.loads((home / "quality" / "config.json").read_text(encoding="utf-8"))
    assert config["checker_quality_estimation"]["text_tokens"] == 12


def _numbers(one: Any) -> list[float]:
    numbers = [one.severity, one.error, one.major, 0.0 if one.unrelated is None else one.unrelated]
    return numbers + [value for t in one.tokens for value in (t.error, t.major)]
