"""CSV and TSV for spreadsheets: one row a finding, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import TextIO

from checker.config import Config
from checker.plugins import reporter
from checker.reporters import listing
from checker.text.printable import harmless, shown
from checker.types import Report

_HEADER = (
    "path",
    "line",
    "column",
    "code",
    "name",
    "category",
    "severity",
    "p",
    "text",
    "message",
    "suggestion",
    "fix",
    "sentence",
    "back",
    "source",
    "segment_quality",
    "segment_p_bad",
    "suppressed",
    "fingerprint",
)
# What makes a cell a formula in Excel, LibreOffice and Google Sheets (OWASP: CSV injection).
_FORMULA = (*"=+-@＝＋－＠", "::")
# The same behind what a spreadsheet of another country takes for the separator.
_SEPARATED = re.compile(r"(?<=[;,\t])(\s*)(?=[=@＝＠]|[+\-＋－]\S)")


@reporter("csv", streams=True, header=1)
def comma(report: Report, out: TextIO, config: Config) -> None:
    """CSV (RFC 4180), one row a finding."""
    csv.writer(out, lineterminator="\r\n").writerows(_rows(report))


@reporter("tsv", streams=True, header=1)
def tab(report: Report, out: TextIO, config: Config) -> None:
    """Tab-separated values, one row a finding; no cell holds a tab or a line end."""
    out.writelines("\t".join(row) + "\n" for row in _rows(report))


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    yield _HEADER
    for document, segment, finding in listing.located(report, suppressed=True):
        cells = (
            document.path,
            finding.line,
            finding.column,
            finding.code,
            finding.name,
            finding.category,
            finding.severity.value,
            finding.p,
            finding.text,
            finding.message,
            finding.suggestion,
            finding.fix,
            listing.sentence(segment, finding),
            listing.beginning(listing.back(segment)),
            listing.beginning(segment.source),
            segment.scores.quality,
            segment.scores.p_bad,
            finding.suppressed,
            finding.fingerprint,
        )
        yield tuple(_cell(cell) for cell in cells)


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    text = _SEPARATED.sub(r"\1'", shown(str(value)))
    return harmless(f"'{text}" if text.lstrip().startswith(_FORMULA) else text)
