"""A report that is written while the run goes on: each document when it is through, and forgotten then."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from checker.cli.pipes import silence
from checker.config import Config
from checker.plugins import reporters
from checker.types import DocumentResult, Report

if TYPE_CHECKING:
    from checker.pipeline import Checker


class Stream:
    """Writes a report of a format that `streams`; what is kept of a document is what the gate looks at."""

    def __init__(self, runner: Checker, out: TextIO, config: Config) -> None:
        self._runner = runner
        self._out = out
        self._config = config

    def document(self, result: DocumentResult) -> DocumentResult:
        """Writes a document's part of the report, and gives back its outline."""
        from checker.judge import gate
        from checker.judge.results import outlined

        self._write(gate.report(self._runner.tool, [result], [], 0, self._config))
        return outlined(result)

    def ended(self, report: Report) -> Report:
        """Writes what is not of a document, and gives the report back."""
        self._write(replace(report, documents=()))
        return report

    def _write(self, report: Report) -> None:
        try:
            reporters()[self._config.format].report(report, self._out, self._config)
            self._out.flush()
        except BrokenPipeError:  # who reads it has seen enough; the verdict stands
            silence(sys.stdout)
