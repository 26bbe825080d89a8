"""Parquet files: one segment a row, fields as in other records; needs the extra `parquet`.

The file is no text, so the document's text is the translations, one a line, and offsets count in that.
"""

from __future__ import annotations

import io

from checker.config import Config
from checker.errors import BadInput, MissingExtra
from checker.messages import _
from checker.plugins import reader
from checker.readers.records import Gathered
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
            for values in batch.to_pylist():
                row += 1
                values = {str(key): value for key, value in values.items()}
                target = values.get(config.fields.target)
                place = at
                if isinstance(target, str):
                    targets.append(target)
                    at += len(target) + 1
                gathered.record(values, row, lambda _name, place=place: ((0, place),))  # type: ignore[misc]
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
