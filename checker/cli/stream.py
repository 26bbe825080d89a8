"""A report that is written during the run: each document as soon as it is done, and forgotten then."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from checker.cli.pipes import silence
from checker.config import Config
from checker.plugins import reporters
from checker.types import DocumentResult, Report

if TYPE_CHECKING:
    from checker.pipeline import Checker


class Stream:
    """Writes a report in parts, and keeps nothing of a document that is written."""

    def __init__(self, runner: Checker, write: Callable[[Report], None], config: Config) -> None:
        self._runner = runner
        self._write = write
        self._config = config

    def document(self, result: DocumentResult) -> None:
        """Writes a document's part of the report."""
        from checker.judge import gate

        self._write(gate.report(self._runner.tool, [result], [], 0, self._config))

    def ended(self, report: Report) -> Report:
        """Writes what is not of a document, and gives the report back."""
        self._write(replace(report, documents=()))
        return report


class Printed:
    """Prints the parts of a report of a format that `streams`, one behind the other."""

    def __init__(self, name: str, out: TextIO, config: Config) -> None:
        self._reporter = reporters()[name]
        self._out = out
        self._config = config
        self._begun = False

    def __call__(self, report: Report) -> None:
        """Prints what the report says, without the head that stands there already."""
        part = io.StringIO(newline="")
        self._reporter.report(report, part, self._config)
        part.seek(0)
        if self._begun:
            for _line in range(self._reporter.header):
                part.readline()
        self._begun = True
        try:
            self._out.write(part.read())
            self._out.flush()
        except BrokenPipeError:  # who reads it has seen enough; the verdict stands
            silence(sys.stdout)
