"""The estimator's training on a base of one layer: labels meet their tokens, a stopped run goes on, the loss falls."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import torch
from learning import CURVE
from quality import base, learn, pack
from quality.network import padded
from quality.planted import good
from quality.rows import MAJOR, Row, write_rows
from quality.settings import Learning, Quality
from safetensors.torch import load_file, save_file

from checker.config import Config
from checker.engines import build

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)] + [
    (piece, -3.0 - number / 10)
    for number, piece in enumerate(
        ["▁le", "▁chat", "▁chien", "dort", "mange", "s", "a", "b", "c", "d", "e"]
    )
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A base of one layer, and rows of two kinds: "mange" is wrong wherever it stands."""
    width, inner = 24, 32
    torch.manual_seed(1)
    tensors = {
        "embeddings.word_embeddings.weight": torch.randn(len(PIECES), width) / 5,
        "embeddings.position_embeddings.weight": torch.randn(320, width) / 50,
        "embeddings.token_type_embeddings.weight": torch.zeros(2, width),
        "embeddings.LayerNorm.weight": torch.ones(width),
        "embeddings.LayerNorm.bias": torch.zeros(width),
    }
    for place in base.LAYER:
        rows, columns = (
            (inner, width)
            if place.startswith("inter")
            else (width, inner if place == "output.dense" else width)
        )
        tensors[f"encoder.layer.0.{place}.weight"] = torch.randn(rows, columns) / 10
        tensors[f"encoder.layer.0.{place}.bias"] = torch.zeros(rows)
    for place in base.NORMS:
        tensors[f"encoder.layer.0.{place}.weight"] = torch.ones(width)
        tensors[f"encoder.layer.0.{place}.bias"] = torch.zeros(width)
    save_file(tensors, tmp_path / "base.safetensors")
    base.tokenizer(PIECES).save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "rows").mkdir()
    spoilt = [Row("le chat", "le chat mange", ((8, 13, MAJOR),), 1.5, True, True, False)] * 30
    write_rows(tmp_path / "rows/bad.jsonl", spoilt)
    write_rows(tmp_path / "rows/good.jsonl", [good("le chien", "le chien dort")] * 30)
    return tmp_path


@pytest.fixture
def setting() -> Quality:
    steps = Learning(
        steps=40,
        learning_rate=3e-3,
        warmup=5,
        batch_tokens=200,
        precision="fp32",
        ema=0.8,
        checkpoint=20,
    )
    return Quality(name="toy", languages=("fr",), mixture={"good": 1.0, "bad": 1.0}, learning=steps)


@pytest.fixture(autouse=True)
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy has a dozen pieces; the words of eleven languages would only cost time."""
    monkeypatch.setattr(learn, "common_words", lambda: iter(["le chat"]))


def test_labels_stand_on_the_tokens_that_a_span_touches(folder: Path) -> None:
    kinds = {"bad": folder / "rows/bad.jsonl", "good": folder / "rows/good.jsonl"}
    examples, kept = learn.encoded(folder, kinds)
    assert kept[:4] == [0, 1, 2, 3]
    assert 0 < len(kept) <= len(PIECES)
    one = examples["bad"][0]
    assert one.labels is not None
    assert set(one.labels[:2]) == {0}
    assert one.labels[-1] == MAJOR
    batch = padded([one, examples["good"][0]])
    assert batch.ids.shape == batch.types.shape == batch.labels.shape[:2]
    assert (batch.labels[batch.text == 0] == -1).all()
    assert batch.types[0, : len(one.source) + 3].sum() == 0


def test_the_loss_falls_and_a_stopped_run_goes_on(folder: Path, setting: Quality) -> None:
    half = msgspec.structs.replace(
        setting, learning=msgspec.structs.replace(setting.learning, steps=20)
    )
    learn.run(half, folder)
    figures = learn.run(setting, folder)
    assert figures["steps"] == 40
    curve = (folder / "learning" / CURVE).read_text("utf-8").splitlines()
    lines = [msgspec.json.decode(line) for line in curve]
    assert lines[-1]["step"] == 40
    assert lines[-1]["nats a piece, word"] < 0.5 * lines[0]["nats a piece, word"]


def test_batches_depend_on_the_seed_and_the_step_alone(folder: Path, setting: Quality) -> None:
    kinds = {"bad": folder / "rows/bad.jsonl", "good": folder / "rows/good.jsonl"}
    examples, _ = learn.encoded(folder, kinds)
    whole = learn.batches(examples, setting, 0)
    first = [next(whole) for _ in range(6)]
    later = learn.batches(examples, setting, 5)
    assert torch.equal(first[5].ids, next(later).ids)


def test_what_was_learnt_runs_on_both_engines(folder: Path, setting: Quality) -> None:
    """Packed, it says what the network says that was trained, and knows the wrong word from the right ones."""
    learn.run(setting, folder)
    figures = pack.run(setting, folder)
    assert figures["log-odds apart, a token"] < 0.1
    home = folder / "models/quality-estimation"
    assert "int8 rows" in (home / "README.md").read_text("utf-8")
    config = Config(engine="transformers", device="cpu", cache_dir=str(folder / "cache"))
    (found,) = build.quality(home, "toy", config).estimate([("le chat", "le chat mange")])
    assert max(found.tokens, key=lambda token: token.error).start >= 7
    kinds = {"bad": folder / "rows/bad.jsonl"}
    examples, kept = learn.encoded(folder, kinds)
    network = learn.estimator(load_file(folder / "base.safetensors"), kept).eval()
    network.load_state_dict(load_file(pack.last_average(folder)), strict=False)
    with torch.inference_mode():
        tokens, whole = network(padded([examples["bad"][0]]))
    inside = tokens[0, -1 - len(found.tokens) : -1].flatten().tolist()
    own = [value for t in found.tokens for value in (t.error, t.major)]
    assert own == pytest.approx(inside, abs=0.15)
    assert [found.severity, found.error] == pytest.approx(whole[0, :2].tolist(), abs=0.15)


def test_training_goes_on_from_an_estimator(folder: Path, setting: Quality, tmp_path: Path) -> None:
    """What was packed is a base: same vocabulary, same heads, and the loss begins where it ended."""
    learn.run(setting, folder)
    pack.run(setting, folder)
    again = tmp_path / "again"
    base.write(again, None, folder / "models/quality-estimation")
    (again / "rows").symlink_to(folder / "rows")
    short = msgspec.structs.replace(
        setting, learning=msgspec.structs.replace(setting.learning, steps=2, warmup=0)
    )
    figures = learn.run(short, again)
    before = [
        msgspec.json.decode(line)
        for line in (folder / "learning" / CURVE).read_text("utf-8").splitlines()
    ]
    assert figures["nats a piece, word"] < 1.2 * before[-1]["nats a piece, word"] + 0.05
    assert (again / "vocabulary.json").read_bytes() == (folder / "vocabulary.json").read_bytes()
