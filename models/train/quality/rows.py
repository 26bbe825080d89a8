"""What the estimator learns from: a source, a text, the errors in it, and what the whole is worth.

On disk a row is a line of JSON; a file of rows is one kind of example, so that a mixture can weigh kinds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus import lines
from step import replaced

MINOR, MAJOR = 1, 2
"""How bad a span is."""

Span = tuple[int, int, int]
"""Start and end in the text (code points, half-open), and `MINOR` or `MAJOR`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One example. `None` is "nobody said": that part of the loss is left out.

    `z` is how much worse than the average text it is, in standard deviations of professional judgements.
    """

    source: str
    text: str
    spans: tuple[Span, ...] | None
    z: float | None = None
    error: bool | None = None
    major: bool | None = None
    unrelated: bool | None = None
    """The source is another text."""
    needs_source: bool = False
    """The error shows only beside the source, which is therefore never left out."""
    severity_known: bool = True
    """Whether the spans tell minor from major; those of an edit do not."""
    kind: str = ""


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Writes rows, whole or not at all; returns how many."""
    count = 0
    with replaced(path) as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_rows(path: Path) -> Iterator[Row]:
    """Rows that `write_rows` wrote."""
    for line in lines(path):
        data = json.loads(line)
        spans = data.pop("spans")
        yield Row(spans=None if spans is None else tuple(map(tuple, spans)), **data)
