"""Models that are not what they say, through the command: exit code 2 with words, and no code of theirs runs."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from checker.cli import invoke
from checker.config import Config
from checker.engines import build


def _cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-500])


def _narrow(folder: Path) -> None:
    path = folder / "model.safetensors"
    name = "model.decoder.layers.1.fc1.weight"
    save_file(load_file(path) | {name: np.zeros((8, 8), dtype=np.float32)}, path)


def _missing(folder: Path) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    del tensors["model.encoder.layers.0.self_attn.q_proj.weight"]
    save_file(tensors, path)


def _config(**values: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return change


def _file(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


class _Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("EVIL",)


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps([_Evil(), "x" * 2000]))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut": _cut,
    "narrow": _narrow,
    "missing": _missing,
    "no layers": _config(encoder_layers=0),
    "many layers": _config(decoder_layers=500),
    "huge": _config(d_model=1 << 40),
    "heads": _config(encoder_attention_heads=7),
    "positions": _config(max_position_embeddings=1 << 60),
    "text": _config(d_model="32"),
    "auto_map": _config(auto_map={"AutoModel": "evil.Model"}),
    "alignment": _config(checker_alignment_layer=99, checker_alignment_heads=-5),
    "vocabulary": _file("vocab.json", json.dumps({"</s>": 0, "<unk>": 10**6}).encode()),
    "no vocabulary": _file("vocab.json", b"[]"),
    "pieces": _file("source.spm", b"\xff" * 2000),
    "no pieces": _file("source.spm", b""),
    "pickle": _pickled,
    "deep settings": _file("config.json", b"[" * 100_000),
    "endless number": _file("config.json", b'{"d_model": ' + b"1" * 5_000 + b"}"),
    "infinite": _config(d_model=float("inf")),
    "deep vocabulary": _file("vocab.json", b'{"a":' * 100_000),
    "deep header": _file("model.safetensors", (500_000).to_bytes(8, "little") + b'{"a":' * 100_000),
    "deep tokenizer": _file("tokenizer_config.json", b"[" * 100_000),
}


@pytest.fixture
def checked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Path], None]], int]:
    """The exit code of a check with a model that was damaged so; the other models are whole and small."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(home / "bilingual", "damaged")
    Path("a.fr.txt").write_text("Le chat regarde le jardin.\n")

    def check(damage: Callable[[Path], None]) -> int:
        damage(Path("damaged"))
        models = {"back": "./damaged", "language": home / "causal", "quality": home / "quality"}
        options = [f"--{name}-model={model}" for name, model in models.items()]
        return invoke(["check", "--select=FLU101", "--fail-on=never", *options, "a.fr.txt"])

    return check


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_exit_code_2_with_words(
    damage: str,
    checked: Callable[[Callable[[Path], None]], int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert checked(DAMAGES[damage]) == 2
    out, err = capfd.readouterr()
    assert "damaged" in out + err
    assert "Traceback" not in out + err and "bug in checker" not in out + err
    assert not Path("EVIL").exists()


def test_without_damage_it_is_0(checked: Callable[[Callable[[Path], None]], int]) -> None:
    assert checked(lambda _folder: None) == 0


def test_a_copy_that_does_not_fit_its_origin_is_made_anew(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "bilingual", tmp_path / "model")
    config = Config(engine="ctranslate2", cache_dir=str(tmp_path / "cache"))
    pairs = [("le chat", "the cat")]

    def score() -> object:
        model = build.translation(tmp_path / "model", "one", config)
        return model.score(pairs, "fr", "en")

    first = score()
    path = tmp_path / "model" / "model.safetensors"
    tensors = load_file(path)
    tensors["final_logits_bias"] = tensors["final_logits_bias"] + np.arange(
        tensors["final_logits_bias"].size, dtype=np.float32
    )
    save_file(tensors, path)
    assert score() != first, "the same revision, other weights"
    (copy,) = (tmp_path / "cache" / "ctranslate2").glob("*/model.bin")
    good = copy.read_bytes()
    copy.write_bytes(good[: len(good) // 2] + b"\x00" * 64 + good[len(good) // 2 + 64 :])
    assert score() == score()
    assert copy.read_bytes() == good


@pytest.mark.parametrize("megabytes", [300, 500, 700])
def test_too_little_memory_for_models_is_said(megabytes: int, tmp_path: Path) -> None:
    (tmp_path / "a.fr.txt").write_text("Le chat regarde le jardin.\n")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20,) * 2); "
    code = limit + "from checker.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--tier=estimate", "a.fr.txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 2
    assert "not enough memory" in done.stderr + done.stdout
    # Where safetensors itself panics it prints its own traceback first.
    assert "bug in checker" not in done.stderr
