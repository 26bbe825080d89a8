"""Mechanical repairs: the replacements that findings carry, applied to the text of a file.

Nothing is applied that could break the file: a place that does not stand in it as the finding shows it, two repairs
of one place, a character that the format would read as its own. What was done and what was not is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from checker.errors import UsageProblem
from checker.messages import _
from checker.types import Finding

BINARY = frozenset({".docx", ".odt", ".parquet", ".xlsx", ".pdf", ".gz", ".zip", ".xz"})
"""Suffixes of formats whose decoded text is not the file."""

_MARKUP = frozenset("<>&\"'")
_SPECIAL = {
    ".html": _MARKUP,
    ".htm": _MARKUP,
    ".xhtml": _MARKUP,
    ".xml": _MARKUP,
    ".xlf": _MARKUP,
    ".xliff": _MARKUP,
    ".tmx": _MARKUP,
    ".md": frozenset("<>&*_`\\[]"),
    ".json": frozenset('"\\\n'),
    ".jsonl": frozenset('"\\\n'),
    ".po": frozenset('"\\\n'),
    ".csv": frozenset(',;"\n\t'),
    ".tsv": frozenset('"\n\t'),
}
"""Characters that mean something to a format, by suffix: a repair that brings a new one in is refused."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One replacement: the finding, and why it was not made (None where it was)."""

    finding: Finding
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text and what was done to it, in the order of the text."""

    text: str
    done: tuple[Repair, ...] = ()
    refused: tuple[Repair, ...] = ()


def repair(path: str, text: str, findings: Iterable[Finding]) -> Repaired:
    """Apply the repairs of those findings that have one to the decoded text of the file `path`.

    Offsets of findings are those of `text`. Suppressed findings are left alone; of two repairs that overlap
    the first of the text is made, since after it the other may not be needed. Raises UsageProblem for a binary format.
    """
    suffix = PurePath(path).suffix.lower()
    wanted = sorted(
        {
            (finding.start, finding.end, finding.fix): finding
            for finding in findings
            if finding.fix is not None and finding.suppressed is None
        }.items()
    )
    if wanted and suffix in BINARY:
        raise UsageProblem(
            _("{path}: files of this kind cannot be repaired automatically.").format(path=path),
            _(
                "Make the changes in the program that wrote the file, or check a text version of it."
            ),
        )
    special = _SPECIAL.get(suffix, frozenset())
    pieces: list[str] = []
    done: list[Repair] = []
    refused: list[Repair] = []
    at = 0
    for (start, end, fix), finding in wanted:
        reason = _reason(text, finding, fix, at, special)
        if reason is not None:
            refused.append(Repair(finding, reason))
            continue
        pieces += [text[at:start], fix]
        at = end
        done.append(Repair(finding))
    pieces.append(text[at:])
    return Repaired("".join(pieces), tuple(done), tuple(refused))


def _reason(text: str, finding: Finding, fix: str, at: int, special: frozenset[str]) -> str | None:
    if not 0 <= finding.start <= finding.end <= len(text):
        return _("the place lies outside the file")
    if finding.start < at:
        return _("it overlaps another repair; run again")
    if text[finding.start : finding.end] != finding.text:
        return _("the file writes this place in another way (codes or tags in between)")
    if (set(fix) - set(finding.text)) & special:
        return _("the new text holds a character that means something in this kind of file")
    return None
