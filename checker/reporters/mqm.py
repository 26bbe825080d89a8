"""MQM ratings as Google and WMT publish them (Freitag et al. 2021): one error a row, marked with <v>."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from checker.config import Config
from checker.plugins import reporter
from checker.reporters import listing
from checker.text.printable import harmless, shown
from checker.types import Report, SegmentResult, Status

_HEADER = (
    "system",
    "doc",
    "doc_id",
    "seg_id",
    "rater",
    "source",
    "target",
    "category",
    "severity",
)
_NO_MARKS = str.maketrans({"<": "‹", ">": "›"})


@reporter("mqm")
def report(report: Report, out: TextIO, config: Config) -> None:
    """MQM ratings in the TSV form of Google and WMT; sentences that cannot be scored have no row.

    Of a sentence of over 2,000 characters a row holds the part around its error.
    """
    rater = f"{report.tool.name}-{report.tool.version}"
    out.write("\t".join(_HEADER) + "\n")
    seg_id = 0
    for document in report.documents:
        for doc_id, segment in enumerate(document.segments, 1):
            seg_id += 1
            for target, category, severity in _rows(segment):
                source = shown(listing.beginning(segment.source) or "")
                system = shown(str(segment.extra.get("system", "unknown")))
                place = (system, shown(document.path), str(doc_id), str(seg_id))
                row = "\t".join((*place, rater, source, target, category, severity))
                out.write(harmless(row) + "\n")


def _rows(segment: SegmentResult) -> Iterator[tuple[str, str, str]]:
    findings = listing.active(segment)
    for finding in findings:
        text, start, end = listing.around(segment, finding)
        text = _without_marks(text)
        marked = f"{text[:start]}<v>{text[start:end]}</v>{text[end:]}"
        category = "/".join(part[:1].upper() + part[1:] for part in finding.category.split("/"))
        yield marked, category, finding.severity.value.title()
    if not findings and segment.status is not Status.NOT_SCORABLE:
        yield _without_marks(segment.text), "No-error", "No-error"


def _without_marks(text: str) -> str:
    text = shown(text)
    return text.translate(_NO_MARKS) if "<v>" in text or "</v>" in text else text
