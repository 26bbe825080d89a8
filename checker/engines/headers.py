"""What stands in the files of a model folder: tables in JSON, and the headers of safetensors files.

Nothing here trusts a file: what does not describe itself rightly raises `Wrong`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from checker.disk.loading import read_file
from checker.engines.packed import BLOCK, FOUR_BIT, INT8, SCALE
from checker.messages import _

LONGEST_HEADER = 100_000_000
"""Bytes of the longest header, as the format's own library has it."""
_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2,
    "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
}  # fmt: skip

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Wrong(Exception):
    """What is against a checkpoint."""

    reason: str


def table_in(path: Path) -> dict[str, Any]:
    """A file that holds one JSON object."""
    try:
        data = msgspec.json.decode(read_file(path))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Wrong(f"{path.name}: {error}") from None
    if not isinstance(data, dict):
        raise Wrong(_("{file} is not a table").format(file=path.name))
    return data


def tensors_of(path: Path) -> Iterator[tuple[str, Shape]]:
    """The shapes of the tensors of a file, each of which lies in it, beside the others and as long as it must be."""
    name, size = path.name, path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(LONGEST_HEADER, size - 8):
            raise Wrong(_("the header of {file} is longer than the file").format(file=name))
        header = file.read(length)
    try:
        data = msgspec.json.decode(header)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Wrong(f"{name}: {error}") from None
    if not isinstance(data, dict):
        raise Wrong(_("the header of {file} is not a table").format(file=name))
    data.pop("__metadata__", None)
    at = 0
    for tensor, kind, shape, begin, end in sorted(
        (_entry(tensor, entry, name) for tensor, entry in data.items()), key=lambda one: one[3:]
    ):
        if begin != at or end - begin != math.prod(shape) * _BYTES[kind]:
            raise Wrong(
                _("{file}: {tensor} is not where it should be").format(file=name, tensor=tensor)
            )
        at = end
        yield tensor, shape
    if at != size - 8 - length:
        raise Wrong(
            _("{file} has {size} bytes of weights, but its header counts {wanted}").format(
                file=name, size=size - 8 - length, wanted=at
            )
        )


def _entry(tensor: str, entry: object, file: str) -> tuple[str, str, Shape, int, int]:
    if isinstance(entry, dict):
        kind, shape, place = (
            entry.get("dtype"),
            _sizes(entry.get("shape")),
            entry.get("data_offsets"),
        )
        ends = _sizes(place)
        if (
            isinstance(kind, str)
            and kind in _BYTES
            and shape is not None
            and ends is not None
            and len(ends) == 2
        ):
            return tensor, kind, shape, ends[0], ends[1]
    raise Wrong(
        _("{file}: {tensor} is not described as a tensor").format(file=file, tensor=tensor[:80])
    )


def _sizes(value: object) -> Shape | None:
    """A list of sizes as such; None for anything else."""
    if not isinstance(value, list) or len(value) > 8:
        return None
    good = all(type(one) is int and 0 <= one < 1 << 48 for one in value)
    return tuple(value) if good else None


def unpacked(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes of tensors as they will be unpacked; raises where a packed one and its scales do not fit."""
    out = dict(shapes)
    for name, shape in shapes.items():
        for ending in (INT8, FOUR_BIT):
            if not name.endswith(ending):
                continue
            whole = name.removesuffix(ending)
            if whole in shapes:
                raise Wrong(_("{name} is present twice, packed and unpacked").format(name=whole))
            scale = shapes.get(f"{whole}{SCALE}")
            if ending == INT8:
                fits = len(shape) == 2 and scale == shape[:1]
                out[whole] = shape
            else:
                fits = (
                    len(shape) == 2
                    and scale is not None
                    and len(scale) == 2
                    and scale[0] == shape[0]
                    and scale[1] * BLOCK == shape[1] * 2
                )
                out[whole] = (shape[0], shape[1] * 2) if len(shape) == 2 else shape
            if not fits:
                raise Wrong(_("{name} and its scales do not match").format(name=whole))
    return out
