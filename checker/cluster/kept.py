"""The results of a run as a folder of Parquet files, one row a file that was checked.

Rows are added in parts, each written whole or not at all, so that a run that was stopped can be completed. A file
that is checked again has another row in a later part, and that one counts; `tidy` takes the earlier ones out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from checker.cluster.stores import filesystem
from checker.errors import UsageProblem
from checker.judge.gate import Outline
from checker.messages import _
from checker.reporters import contract
from checker.reporters.columns import fitted, kind_of
from checker.types import DocumentResult, Notice, Problem

NAME = "part-{number:06}-{mark}.parquet"


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one file. Where `digest` or `stamp` is empty, the next run checks it again.

    `stamp` is the size and time of the file (and of its source), `digest` that of the worker's identity.
    """

    path: str
    stamp: str
    digest: str
    signature: str
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    outline: Outline | None = None
    document: DocumentResult | None = None


class Results:
    """A folder of results, here or in a store. Raises UsageProblem where it cannot be read or written."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._store, self._folder = filesystem(place)
        with self._store_errors():
            self._store.create_dir(self._folder, recursive=True)
        self._number = max((_number(part) for part in self._parts()), default=0)
        self._latest: dict[str, tuple[str, str, str]] = {}
        for part in self._parts():
            for row in self._read(part, ["path", "stamp", "digest"]):
                self._latest[row["path"]] = part, row["stamp"], row["digest"]

    def done(self, path: str, stamp: str, digest: str) -> bool:
        """Whether there is a result of a file as it is now, by workers of this digest."""
        known = self._latest.get(path)
        return bool(stamp and digest) and known is not None and known[1:] == (stamp, digest)

    def write(self, rows: Sequence[Row]) -> None:
        """Adds rows as one more part; they are on the disk, or in the store, when this returns."""
        import pyarrow
        import pyarrow.parquet

        if not rows:
            return
        kind = schema()
        table = pyarrow.Table.from_pylist([_values(row, kind) for row in rows], kind)
        self._number += 1
        name = NAME.format(number=self._number, mark=secrets.token_hex(4))
        part = self._put(name, table)
        for row in rows:
            self._latest[row.path] = part, row.stamp, row.digest

    def rows(self, paths: frozenset[str]) -> Iterator[Row]:
        """The rows of these files without their documents, whenever they were written."""
        columns = ["path", "stamp", "digest", "signature", "problems", "notices", "outline"]
        for part in self._parts():
            for values in self._read(part, columns):
                path = values["path"]
                if path in paths and self._latest[path][0] == part:
                    yield _row(values)

    def tidy(self) -> None:
        """Takes out the rows of files that have a later one."""
        import pyarrow.compute

        for part in self._parts():
            with self._store_errors(), self._store.open_input_file(part) as file:
                table = pyarrow.parquet.read_table(file)
            kept = [self._latest[path][0] == part for path in table["path"].to_pylist()]
            if all(kept):
                continue
            if any(kept):
                self._put(part.rpartition("/")[2], table.filter(pyarrow.array(kept)))
            else:
                with self._store_errors():
                    self._store.delete_file(part)

    def _put(self, name: str, table: Any) -> str:
        """Writes a part under another name first: a reader, or a stopped run, never meets half of one."""
        import pyarrow.parquet

        part, work = f"{self._folder}/{name}", f"{self._folder}/_{name}.tmp"
        with self._store_errors():
            with self._store.open_output_stream(work) as out:
                pyarrow.parquet.write_table(table, out, compression="zstd")
            self._store.move(work, part)
        return part

    def _parts(self) -> list[str]:
        from pyarrow import fs

        with self._store_errors():
            found = self._store.get_file_info(fs.FileSelector(self._folder))
        return sorted(about.path for about in found if _number(about.path))

    def _read(self, part: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        import pyarrow.parquet

        with self._store_errors(part), self._store.open_input_file(part) as file:
            for batch in pyarrow.parquet.ParquetFile(file).iter_batches(64, columns=list(columns)):
                yield from batch.to_pylist()

    def _store_errors(self, part: str | None = None) -> _StoreErrors:
        return _StoreErrors(part or self.place)


class _StoreErrors:
    """Turns what pyarrow raises over a place into words."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        import pyarrow

        if isinstance(error, (OSError, KeyError, pyarrow.ArrowException)):
            raise UsageProblem(
                _("{place}: these results cannot be read or written: {reason}").format(
                    place=self._place, reason=str(error).splitlines()[0]
                ),
                _("Name another folder with --output, or remove the file."),
            ) from None


def schema() -> Any:
    """The schema of the rows, made of their classes; what may hold anything is JSON in a string."""
    import pyarrow

    return pyarrow.schema(list(kind_of(Row)))


def _number(path: str) -> int:
    """The number of a part; 0 for a file that is none."""
    name = path.rpartition("/")[2]
    digits = name[5:11]
    whole = name.startswith("part-") and name.endswith(".parquet") and digits.isdigit()
    return int(digits) if whole else 0


def _values(row: Row, kind: Any) -> dict[str, Any]:
    plain = msgspec.to_builtins(replace(row, document=None))
    plain["document"] = row.document and contract.plain(row.document)
    return {field.name: fitted(plain[field.name], field.type) for field in kind}


def _row(values: Mapping[str, Any]) -> Row:
    outline = values["outline"]
    if outline is not None:
        outline = outline | {"findings": dict(outline["findings"])}
    return msgspec.convert({**values, "outline": outline}, Row)
