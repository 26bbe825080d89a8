"""Machine translations beside their references: whole ones, and references with a piece of one in them.

What differs from the reference by edit alignment is marked. Much of it is another way to say the same, so severities
stay unknown; over many sentences the network learns what machines write and people do not.
"""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Sequence

from quality.rows import MINOR, Row, Span

TOKEN = re.compile(r"\w+['’]?|[^\w\s]")
LONGEST = 5
"""Words on either side of a difference that is put into a reference."""

ANOTHER = 0.7
"""Share of differing words from which a translation is another text than its reference."""

Edit = tuple[str, int, int, int, int]


def _edits(
    reference: str, text: str
) -> tuple[list[re.Match[str]], list[re.Match[str]], list[Edit]]:
    old, new = list(TOKEN.finditer(reference)), list(TOKEN.finditer(text))
    plain = [[match[0].lower().replace("’", "'") for match in side] for side in (old, new)]
    return old, new, difflib.SequenceMatcher(None, *plain, autojunk=False).get_opcodes()


def _letters(matches: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    return [match for match in matches if match[0][0].isalnum()]


def whole(source: str, reference: str, text: str) -> Row | None:
    """A machine translation with all words marked that its reference does not have there."""
    _, new, edits = _edits(reference, text)
    marked = [
        match
        for op, _, _, start, end in edits
        if op in ("replace", "insert")
        for match in _letters(new[start:end])
    ]
    share = len(marked) / max(1, len(_letters(new)))
    if not text or share >= ANOTHER:
        return None
    return Row(
        source,
        text,
        tuple((match.start(), match.end(), MINOR) for match in marked),
        z=min(2.2, 3.2 * share - 0.5),
        error=True if share > 0.25 else None,
        major=True if share > 0.5 else None,
        unrelated=False,
        severity_known=False,
        kind="weak",
    )


def spliced(
    source: str, reference: str, text: str, count: int, chance: random.Random
) -> Row | None:
    """The reference with up to `count` pieces of a machine translation in the places of its own."""
    old, new, edits = _edits(reference, text)
    usable = [
        edit
        for edit in edits
        if edit[0] != "equal"
        and _letters(old[edit[1] : edit[2]] + new[edit[3] : edit[4]])
        and max(edit[2] - edit[1], edit[4] - edit[3]) <= LONGEST
    ]
    if not usable:
        return None
    out, spans, done = "", [], 0
    for op, first, last, start, end in sorted(
        chance.sample(usable, min(count, len(usable))), key=lambda e: e[1]
    ):
        begin = old[first].start() if first < len(old) else len(reference)
        stop = old[last - 1].end() if last > first else begin
        out += reference[done:begin]
        if op == "delete":
            # What is gone cannot be marked: the word after it is.
            rest = reference[stop:]
            done = stop + len(rest) - len(rest.lstrip())
            after = TOKEN.match(reference, done)
            if after:
                spans.append((len(out), len(out) + after.end() - done, MINOR))
            continue
        piece = text[new[start].start() : new[end - 1].end()]
        spans.append((len(out), len(out) + len(piece), MINOR))
        out += piece + (" " if op == "insert" else "")
        done = stop
    out += reference[done:]
    if "  " in out or not spans:
        return None
    marks: tuple[Span, ...] = tuple(spans)
    return Row(
        source,
        out,
        marks,
        z=0.5 + 0.3 * len(marks),
        error=True if len(marks) > 1 else None,
        unrelated=False,
        severity_known=False,
        kind="spliced",
    )
