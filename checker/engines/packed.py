"""Weights in fewer bits, as a model folder keeps them: matrices as int8 rows, embeddings as blocks of four bits.

A packed tensor NAME is two: `NAME.int8` with `NAME.scale` (one number a row: value = int8 x scale), or `NAME.q4` with
`NAME.scale` (one number for each block of `BLOCK` values, as in GGML's Q4_0: value = (nibble - 8) x scale; the low
nibbles of a block's 16 bytes hold its first half). Packing what was packed before changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Tensor = np.ndarray[Any, Any]

BLOCK = 32
"""Values that share a scale in four-bit form."""

INT8, FOUR_BIT, SCALE = ".int8", ".q4", ".scale"


def is_packed(names: Iterable[str]) -> bool:
    """Whether one of the tensors of these names is packed."""
    return any(name.endswith((INT8, FOUR_BIT)) for name in names)


def packed(tensors: Mapping[str, Tensor], form: Callable[[str, Tensor], str]) -> dict[str, Tensor]:
    """Each tensor in the form that `form` names for it: `INT8`, `FOUR_BIT`, or a number type such as `float16`."""
    import numpy as np

    out: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        numeric = form(name, tensor)
        if numeric in (INT8, FOUR_BIT):
            out |= (rows if numeric == INT8 else blocks)(name, tensor)
        else:
            out[name] = tensor.astype(numeric)
    return {name: np.ascontiguousarray(tensor) for name, tensor in out.items()}


def of_matrices(_name: str, tensor: Tensor) -> str:
    """The form of a whole network in eight bits: matrices as int8 rows, the embedding too; what is left in fp16."""
    return INT8 if tensor.ndim == 2 and len(tensor) > 1 else "float16"


def unpacked(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """All tensors by their own names, in float32. Raises ValueError where a packed one lacks its scales."""
    import numpy as np

    out = {}
    for name, tensor in tensors.items():
        whole, form = name, None
        for ending in (INT8, FOUR_BIT):
            if name.endswith(ending):
                whole, form = name.removesuffix(ending), ending
        if form is None:
            of_packed = any(
                f"{name.removesuffix(SCALE)}{form}" in tensors for form in (INT8, FOUR_BIT)
            )
            if not (name.endswith(SCALE) and of_packed):
                out[name] = tensor.astype(np.float32)
            continue
        scale = tensors.get(f"{whole}{SCALE}")
        if scale is None:
            raise ValueError(f"{name}: no {whole}{SCALE} beside it")
        of = _from_rows if form == INT8 else _from_blocks
        out[whole] = of(tensor, scale.astype(np.float32))
    return out


def rows(name: str, matrix: Tensor) -> dict[str, Tensor]:
    """A matrix [rows, columns] as int8 rows, each scaled by its largest value: error at most half a 127th of that."""
    import numpy as np

    largest = np.abs(matrix).max(axis=1).astype(np.float32)
    scale = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    values = np.rint(matrix / scale[:, None]).clip(-127, 127).astype(np.int8)
    return {f"{name}{INT8}": values, f"{name}{SCALE}": scale}


def blocks(name: str, matrix: Tensor) -> dict[str, Tensor]:
    """A matrix [rows, columns] in four bits, columns a multiple of `BLOCK`; the largest value of a block is kept best.

    Values that come from such blocks come back exactly.
    """
    import numpy as np

    parts = np.ascontiguousarray(matrix, dtype=np.float32).reshape(len(matrix), -1, BLOCK)
    at = np.abs(parts).argmax(axis=2)[..., None]
    scale = (np.take_along_axis(parts, at, axis=2) / -8).astype(np.float16)
    wide = scale.astype(np.float32)
    values = np.rint(parts / np.where(wide == 0, 1, wide)).clip(-8, 7) + 8
    nibbles = values.astype(np.uint8)
    half = BLOCK // 2
    joined = nibbles[..., :half] | (nibbles[..., half:] << 4)
    return {
        f"{name}{FOUR_BIT}": joined.reshape(len(matrix), -1),
        f"{name}{SCALE}": scale[..., 0],
    }


def _from_rows(values: Tensor, scale: Tensor) -> Tensor:
    import numpy as np

    return values.astype(np.float32) * scale[:, None]


def _from_blocks(values: Tensor, scale: Tensor) -> Tensor:
    import numpy as np

    halves = values.reshape(*scale.shape, BLOCK // 2)
    nibbles = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
    return (nibbles * scale[..., None]).reshape(len(values), -1)
