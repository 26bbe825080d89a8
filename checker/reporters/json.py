"""JSON for machines: the output contract, schema 1, one object a run."""

from __future__ import annotations

from typing import TextIO

import msgspec

from checker.config import Config
from checker.plugins import reporter
from checker.reporters import contract
from checker.types import Report


@reporter("json", links=True)
def report(report: Report, out: TextIO, config: Config) -> None:
    """One JSON object for the run, as report.schema.json describes it; one line a sentence."""
    # Written piece by piece: a run over a corpus never stands in memory twice, and a diff of two
    # reports shows the sentences that changed.
    head = contract.head(report)
    out.write(
        f'{{"schema": {_text(head["schema"])},\n"tool": {_text(head["tool"])},\n"documents": ['
    )
    for at, document in enumerate(report.documents):
        fields = _text(contract.document(document)).removesuffix("}")
        out.write(f'{"," if at else ""}\n{fields},"segments":[')
        for index, segment in enumerate(document.segments):
            out.write(f"{',' if index else ''}\n{_text(contract.segment(segment))}")
        out.write("]}")
    out.write(
        f'],\n"problems": {_text(head["problems"])},\n"notices": {_text(head["notices"])},'
        f'\n"summary": {_text(head["summary"])}}}\n'
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
