"""JSON lines for machines: one sentence a line, to be read as a stream."""

from __future__ import annotations

from typing import Any, TextIO

import msgspec

from checker.config import Config
from checker.plugins import reporter
from checker.reporters import contract
from checker.types import Report


@reporter("jsonl", streams=True, links=True)
def report(report: Report, out: TextIO, config: Config) -> None:
    """One JSON object a sentence with its path; a file that could not be read is a line with `problem`."""
    signature = contract.plain(report.tool)["signature"]
    for document in report.documents:
        about = contract.document(document)
        place = {name: about[name] for name in ("path", "lang", "pivot", "source_path")}
        for segment in document.segments:
            head = {"schema": report.schema, "signature": signature, **place}
            _line(head | contract.segment(segment), out)
    for problem in contract.plain(report.problems):
        path = problem.pop("path")
        _line({"schema": report.schema, "path": path, "problem": problem}, out)


def _line(value: dict[str, Any], out: TextIO) -> None:
    out.write(msgspec.json.encode(value).decode() + "\n")
