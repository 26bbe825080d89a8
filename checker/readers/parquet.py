"""Parquet files: one segment a row, fields as in other records; needs the extra `parquet`.

The file is no text, so the document's text is the translations, one a line, and offsets count in that.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from checker.config import Config
from checker.errors import BadInput, MissingExtra
from checker.messages import _
from checker.plugins import reader
from checker.readers.fields import flat, resolved
from checker.readers.gathered import Gathered
from checker.types import Document


@reader("parquet", suffixes=(".parquet",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Parquet: one segment a row. Raises MissingExtra where pyarrow is not installed."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra(
            _("{path}: reading Parquet needs a package that is not installed.").format(path=path),
            "pip install 'checker[parquet]'",
        ) from None
    try:
        table = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        gathered = Gathered(path, config)
        targets: list[str] = []
        at = row = 0
        for batch in table.iter_batches(batch_size=4096):
            for found in batch.to_pylist():
                row += 1
                values = flat(
                    {str(key): value for key, value in found.items()}, config.fields, _members
                )
                places: dict[str, int] = {}
                for names in resolved(list(values), config):
                    target = "" if values[names.target] is None else values[names.target]
                    if isinstance(target, str):
                        places[names.target] = at
                        targets.append(target)
                        at += len(target) + 1
                gathered.record(values, row, lambda name, places=places: ((0, places[name]),))  # type: ignore[misc]
    except (BadInput, MemoryError):
        raise
    except (
        Exception
    ) as error:  # some types of columns ask for pandas; damaged files raise whatever they do
        raise BadInput(
            _("{path}: is not a Parquet file that can be read: {error}").format(
                path=path, error=(str(error).splitlines() or [type(error).__name__])[0]
            )
        ) from None
    return gathered.document("\n".join(targets), "parquet")


def _members(value: Any) -> Mapping[str, Any] | None:
    return value if isinstance(value, dict) else None
