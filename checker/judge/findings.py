"""Hits become findings: placed in the file, identified, each once, suppressed where somebody said so."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from checker.config import Config
from checker.judge.selection import matches
from checker.patterns import means
from checker.plugins import Check
from checker.types import (
    Case,
    Document,
    Finding,
    Hit,
    Span,
)

Place = Callable[[int], tuple[int, int]]


HitsByRule = Mapping[str, Sequence[Hit]]
"""Hits by rule code."""


def findings(
    document: Document,
    cases: Sequence[Case],
    hits_by_rule: HitsByRule,
    rules: Mapping[str, Check],
    config: Config,
    place: Place,
) -> dict[int, tuple[Finding, ...]]:
    """The findings of a document by the index of their segment, in the order of their places."""
    by_index = {case.segment.index: case for case in cases}
    found: dict[int, list[Finding]] = {}
    seen: Counter[str] = Counter()
    taken: set[tuple[str, int, int]] = set()
    for code, hits in hits_by_rule.items():
        rule = rules[code]
        for hit in sorted(hits, key=lambda hit: (hit.segment, hit.span)):
            case = by_index[hit.segment]
            span = case.segment.place(hit.span)
            if (code, span.start, span.end) in taken:
                continue
            taken.add((code, span.start, span.end))
            identity = fingerprint(code, case.text)
            seen[identity] += 1
            line, column = place(span.start)
            finding = Finding(
                code=code,
                name=rule.name,
                category=hit.category or rule.category,
                severity=hit.severity or rule.severity,
                start=span.start,
                end=span.end,
                line=line,
                column=column,
                text=hit.span.of(case.text),
                message=hit.message,
                p=hit.p,
                evidence=hit.evidence,
                suggestion=hit.suggestion,
                fingerprint=f"{identity}-{seen[identity]}",
                suppressed=_suppressed(document, span, code, rule.name, config),
                fix=hit.fix,
                within=hit.span,
            )
            found.setdefault(hit.segment, []).append(finding)
    return {
        index: tuple(sorted(mine, key=lambda f: (f.start, f.end, f.code)))
        for index, mine in found.items()
    }


def fingerprint(code: str, sentence: str) -> str:
    """Identity of a finding that outlives moved lines: its rule and its sentence, typography and case aside."""
    return hashlib.sha256(f"{code}\n{_letters(sentence)}".encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=16)
def _letters(sentence: str) -> str:
    # Remembered: thousands of findings in one endless sentence ask for it again and again.
    plain = unicodedata.normalize("NFKC", sentence).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _suppressed(document: Document, span: Span, code: str, name: str, config: Config) -> str | None:
    for ignore in document.ignores:
        if ignore.span.overlaps(span) and (not ignore.codes or code.startswith(ignore.codes)):
            return "inSource"
    for pattern, unwanted in config.per_path_ignore.items():
        if means((pattern,), document.path) and any(
            item == "ALL" or matches(code, name, item) for item in unwanted
        ):
            return "configuration"
    return None
