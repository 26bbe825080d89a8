"""The grammar model as the checker reads it: matrices as int8 rows, and what it knows by name.

python -m grammar.pack GRAMMAR.toml --folder FOLDER

Writes grammar.safetensors in the folder; the checker finds it in checker/languages/LANGUAGE.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy.typing as npt
from grammar.network import PARTS, load_vocabulary
from grammar.settings import Grammar, command
from learning import last_average
from safetensors.numpy import load_file, save_file
from step import Figures, need

from checker.engines.grammar import DATA, Vocabulary
from checker.engines.packed import of_matrices, packed

Tensor = npt.NDArray[Any]


def run(setting: Grammar, folder: Path) -> Figures:
    """Writes the file; returns its megabytes and parameters."""
    known = load_vocabulary(need(folder / "vocabulary.json", "grammar/learn"))
    tensors = {
        named(name): rows(name, it)
        for name, it in load_file(last_average(folder, "grammar/learn")).items()
    }
    about = {
        **{kind: names(known, kind) for kind in ("forms", "lemmas", "endings", "tags")},
        "layers": str(setting.shape.layers),
        "heads": str(setting.shape.heads),
    }
    save_file(packed(tensors, of_matrices), folder / DATA, about)
    return {
        "megabytes": round((folder / DATA).stat().st_size / 1e6, 2),
        "parameters": sum(tensor.size for tensor in tensors.values()),
    }


def named(name: str) -> str:
    """What a weight is called in the file."""
    whole = name.removesuffix(".weight")
    return whole if whole in PARTS else name


def rows(name: str, tensor: Tensor) -> Tensor:
    """The convolution as a matrix over the words that it sees, one behind the other; others as they are."""
    return tensor.transpose(0, 2, 1).reshape(len(tensor), -1) if tensor.ndim == 3 else tensor


def names(known: Vocabulary, kind: str) -> str:
    """Names in the order of their numbers, a line each."""
    numbers = getattr(known, kind)
    return "\n".join(sorted(numbers, key=numbers.__getitem__))


if __name__ == "__main__":
    command(run)
