"""Parquet for data frames and databases: one row a sentence, with the fields of a line of `jsonl`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from checker.config import Config
from checker.errors import MissingExtra
from checker.messages import _
from checker.plugins import table
from checker.reporters import contract
from checker.reporters.columns import fitted, kind_of
from checker.types import Problem, Report, SegmentResult

_TOGETHER = 1024
"""Rows that are written at once: what is kept in memory."""


@table("parquet")
@contextlib.contextmanager
def parquet(out: BinaryIO, config: Config) -> Iterator[Callable[[Report], None]]:
    """One row a sentence with its path; a file that could not be read is a row with `problem`."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra(
            _("a report in Parquet needs a package that is not installed."),
            "pip install 'checker[parquet]'",
        ) from None
    kind = _schema(pyarrow)
    rows: list[dict[str, Any]] = []
    with pyarrow.parquet.ParquetWriter(out, kind, compression="zstd") as file:

        def write() -> None:
            file.write_table(pyarrow.Table.from_pylist(rows, kind))
            rows.clear()

        def add(report: Report) -> None:
            for line in contract.lines(report):
                rows.append({one.name: fitted(line.get(one.name), one.type) for one in kind})
                if len(rows) >= _TOGETHER:
                    write()

        yield add
        if rows:
            write()


def _schema(arrow: Any) -> Any:
    """The columns: what is said of the file, of the sentence, and of a file that could not be read."""
    names = ("signature", "path", "lang", "pivot", "source_path")
    about = [("schema", arrow.int64()), *((name, arrow.string()) for name in names)]
    problem = arrow.struct([one for one in kind_of(Problem) if one.name != "path"])
    return arrow.schema([*about, *kind_of(SegmentResult), ("problem", problem)])
