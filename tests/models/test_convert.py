"""The conversion that needs no PyTorch writes what CTranslate2's own converter writes, byte for byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.numpy import load_file, save_file

from checker.engines import convert
from checker.engines.packed import is_packed, unpacked
from tests.models.conftest import Find

KINDS = {
    "bilingual": "translation",
    "separate": "translation",
    "multilingual": "translation",
    "causal": "language-model",
    "packed": "translation",
    "packed-causal": "language-model",
    "started": "translation",
}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(
    ("name", "kind", "quantization"),
    [
        *((name, kind, "int8") for name, kind in KINDS.items()),
        *((name, kind, "float16") for name, kind in KINDS.items()),
        ("embedded", "translation", "int8"),
        ("embedded", "language-model", "int8"),
    ],
)
def test_same_bytes_as_the_reference_converter(
    name: str, kind: str, quantization: str, folder_of: Find, tmp_path: Path
) -> None:
    folder = _from_zeros(folder_of(name, kind)[0], tmp_path / "from-zeros")
    convert.convert(folder, tmp_path / "mine", quantization)
    convert._with_torch(_plain(folder, tmp_path / "plain"), tmp_path / "reference", quantization)
    mine, reference = _files(tmp_path / "mine"), _files(tmp_path / "reference")
    assert mine.keys() == reference.keys()
    assert [n for n in mine if mine[n] != reference[n]] == []


def _from_zeros(folder: Path, out: Path) -> Path:
    """The checkpoint with a row of zeros for padding, which the reference converter takes for granted."""
    tensors = load_file(folder / "model.safetensors")
    for name in ("model.shared.weight", "model.shared.weight.int8"):
        if name in tensors and tensors[name][-1].any():
            shutil.copytree(folder, out)
            tensors[name][-1] = 0
            save_file(tensors, out / "model.safetensors", {"format": "pt"})
            return out
    return folder


def _plain(folder: Path, out: Path) -> Path:
    """The checkpoint as the reference converter can read it: with weights that are not packed."""
    tensors = load_file(folder / "model.safetensors")
    if not is_packed(tensors):
        return folder
    shutil.copytree(folder, out)
    save_file(unpacked(tensors), out / "model.safetensors", {"format": "pt"})
    config = json.loads((out / "config.json").read_text("utf-8"))
    (out / "config.json").write_text(json.dumps({**config, "dtype": "float32"}), "utf-8")
    return out


def test_packed_weights_never_go_to_the_reference_converter(home: Path, tmp_path: Path) -> None:
    """It would find no weight by its name, and make all of them up."""
    shutil.copytree(home / "packed", tmp_path / "changed")
    config = tmp_path / "changed/config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "normalize_before": True}))
    with pytest.raises(ValueError, match="packed"):
        convert.convert(tmp_path / "changed", tmp_path / "out", "int8")


def test_pytorch_is_not_loaded(folder_of: Find, tmp_path: Path) -> None:
    folder, _revision = folder_of("embedded", "translation")
    code = (
        "import sys; from pathlib import Path; from checker.engines.convert import convert\n"
        f"convert(Path({str(folder)!r}), Path({str(tmp_path / 'out')!r}), 'int8')\n"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "out" / "model.bin").is_file()


def test_a_form_that_is_not_read_here_goes_to_the_reference_converter(
    home: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    shutil.copytree(home / "bilingual", old)
    from safetensors.torch import load_file as load_tensors

    torch.save(load_tensors(old / "model.safetensors"), old / "pytorch_model.bin")
    convert.convert(home / "bilingual", tmp_path / "new", "int8")
    (old / "model.safetensors").unlink()
    convert.convert(old, tmp_path / "out", "int8")
    assert _files(tmp_path / "out") == _files(tmp_path / "new")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("causal", {"rope_scaling": {"rope_type": "yarn", "factor": 2.0}, "rope_parameters": None}),
        ("causal", {"hidden_act": "relu"}),
        ("bilingual", {"activation_function": "tanh"}),
        ("bilingual", {"model_type": "unheard-of"}),
    ],
)
def test_what_the_configuration_asks_for_is_never_ignored(
    name: str, change: dict[str, object], home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(home / name, folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, **change}), "utf-8")
    with pytest.raises(convert.Unfit):
        convert._specification(folder)
