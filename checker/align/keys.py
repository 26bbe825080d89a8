"""Two catalogues of a program's texts side by side: a text's source is what the other one has under the same key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.types import Document, Segment

LEAST = 0.5
"""Share of the keys that both must have: else they are no two languages of one catalogue."""

_FORM = re.compile(r"(?P<sign>[._])(?P<form>zero|one|two|few|many|other)$|\[(?P<variant>[\w-]+)\]$")
"""What ends the key of one form of a plural: `files.one`, `files_one`, `files[one]`."""

_SMALL = frozenset(["zero", "one", "two"])


def pair_by_key(segments: Sequence[Segment], original: Document) -> tuple[Segment, ...] | None:
    """The segments with their sources; None where not both documents are catalogues with the same keys.

    A plural form that the source language has not (French `many`) has the source's `other`.
    """
    sources = {block.id: block.text for block in original.blocks if block.whole and block.id}
    ids = [one.block.id for one in segments]
    if len(sources) != len(original.blocks) or not all(ids):
        return None
    known = sum(1 for key in ids if key in sources)
    if not segments or known < LEAST * len(segments):
        return None
    return tuple(_with_source(one, sources) for one in segments)


def _with_source(segment: Segment, sources: Mapping[str, str]) -> Segment:
    key = segment.block.id or ""
    form = _FORM.search(key)
    source = sources.get(key)
    forms: tuple[str, ...] = ()
    if form is not None:
        stem, sign = key[: form.start()], form["sign"] or ""
        named = [f"{stem}{sign}{name}" if sign else f"{stem}[{name}]" for name in ("one", "other")]
        forms = tuple(sources[name] for name in named if name in sources)
        source = source if source is not None else (forms[-1] if forms else None)
        if source is not None and form["form"] in _SMALL:
            forms = (source, *forms)  # such a form may leave the number out
    if source is None:
        return segment
    block = replace(segment.block, source=source, source_forms=forms)
    return replace(segment, block=block, source=source)
