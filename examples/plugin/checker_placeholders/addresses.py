"""Addresses that stand for others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker import Config, Severity
from checker.plugins import check
from checker.types import Case, Hit, Span

# RFC 2606 keeps these names for documentation: nobody can be reached there.
_RESERVED = re.compile(r"\b[\w.+-]+@(?:[\w-]+\.)*example\.(?:com|net|org)\b", re.IGNORECASE)


@check(
    "STR990",
    "example-address",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
)
def example_address(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A mail address at example.com, example.net or example.org.

    What it does: looks for mail addresses at the names that RFC 2606 keeps for documentation.

    Why it matters: whoever writes to such an address reaches nobody; the real one was never put in.

    Example: "Écrivez à contact@example.com."

    What to do: put the address of the country or language in its place.
    """
    for case in cases:
        for found in _RESERVED.finditer(case.text):
            yield Hit(
                segment=case.segment.index,
                span=Span(*found.span()),
                message=f"“{found[0]}” stands for an address; nobody can be reached there.",
            )
