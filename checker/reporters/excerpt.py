"""A part of a sentence that fits on a line, and the carets under it; widths are counted in terminal cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.reporters import listing
from checker.text.printable import shown
from checker.types import Finding, SegmentResult

_MARKS = 20
"""Characters that share a cell at most, as a letter and its accents do; a longer text is not measured as a whole."""


@dataclass(frozen=True)
class Crop:
    """The stretch of a sentence that is printed, with the signs that more stands before and after it."""

    start: int
    end: int
    before: str
    after: str


def window(segment: SegmentResult, findings: Sequence[Finding], room: int) -> Crop | None:
    """A stretch of the sentence with all the findings in it that fits on a line, or None."""
    places = [listing.within(segment, finding) for finding in findings]
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    return around(shown(segment.text), start, end, room)


def beginning(segment: SegmentResult, finding: Finding, room: int) -> Crop:
    """The beginning of a finding that is longer than a line."""
    from rich.cells import cell_len

    text = shown(segment.text)
    start, end = listing.within(segment, finding)
    room -= 4
    cut = start
    while cut < end and cell_len(text[start : cut + 1]) <= room:
        cut += 1
    return Crop(start, cut, "… " if start else "", " …" if cut < len(text) else "")


def around(text: str, start: int, end: int, room: int) -> Crop | None:
    """The widest stretch around [start, end) that fits in `room` cells, cut at spaces where there are some."""
    from rich.cells import cell_len

    if len(text) <= _MARKS * room and cell_len(text) <= room:
        return Crop(0, len(text), "", "")
    room -= 4  # for the two signs of omission
    if cell_len(text[start:end]) > room:
        return None
    low, high = start, end
    left = room - cell_len(text[start:end])
    while left > 0 and (low > 0 or high < len(text)):
        # Two thirds of the context stand before the place, as one reads.
        take_left = low > 0 and (high == len(text) or (start - low) <= 2 * (high - end))
        left -= cell_len(text[low - 1] if take_left else text[high])
        if left < 0:
            break
        low, high = (low - 1, high) if take_left else (low, high + 1)
    if low > 0:
        space = text.find(" ", low, start)
        low = space + 1 if space >= 0 else low
    if high < len(text):
        space = text.rfind(" ", end, high)
        high = space if space >= 0 else high
    return Crop(low, high, "… " if low else "", " …" if high < len(text) else "")


def carets(crop: Crop, segment: SegmentResult, finding: Finding) -> str:
    """Spaces and carets as wide as the characters above them; at least one caret."""
    from rich.cells import cell_len

    text = shown(segment.text)
    start, end = listing.within(segment, finding)
    start, end = max(start, crop.start), min(end, crop.end)
    lead = cell_len(crop.before + text[crop.start : start])
    return " " * lead + "^" * max(1, cell_len(text[start:end]))
