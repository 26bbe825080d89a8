"""What the formats that are written back share: edits of a text, and a finding as one line of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checker.messages import _
from checker.reporters import labels, listing
from checker.text.printable import shown
from checker.types import Finding, SegmentResult


@dataclass(frozen=True, slots=True)
class Edit:
    """What takes the place of a stretch of a text; offsets are code points of that text, half-open."""

    start: int
    end: int
    text: str = ""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, which do not overlap; of those at one place the first given comes first."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def explained(segment: SegmentResult, finding: Finding) -> str:
    """A finding on one line: rule, reason, what was read back, suggestion, and who switched it off."""
    parts = [f"{finding.code} {finding.name}: {finding.message}"]
    words = listing.read_as(segment, finding)
    if words:
        parts.append(_("back-translation: {text}").format(text=words))
    if finding.suggestion:
        parts.append(_("suggestion: {text}").format(text=finding.suggestion))
    if finding.suppressed is not None:
        by = labels.suppression(finding.suppressed)
        parts.append(_("does not count: {who}").format(who=by))
    return shown(" — ".join(parts))
