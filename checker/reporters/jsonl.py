"""JSON lines for machines: one sentence a line, to be read as a stream."""

from __future__ import annotations

from typing import TextIO

import msgspec

from checker.config import Config
from checker.plugins import reporter
from checker.reporters import contract
from checker.types import Report


@reporter("jsonl", streams=True, links=True)
def report(report: Report, out: TextIO, config: Config) -> None:
    """One JSON object a sentence with its path; a file that could not be read is a line with `problem`."""
    for line in contract.lines(report):
        out.write(msgspec.json.encode(line).decode() + "\n")
