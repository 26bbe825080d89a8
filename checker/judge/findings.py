"""Hits become findings: placed in the file, identified, each once, suppressed where somebody said so."""

from __future__ import annotations

import bisect
import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from checker.config import Config
from checker.disk.patterns import means
from checker.judge.selection import matches
from checker.judge.stretches import Stretches
from checker.plugins import OF_LANGUAGE, Check
from checker.text.inline_codes import find
from checker.types import (
    Case,
    CodeKind,
    Document,
    Finding,
    Hit,
    InlineCode,
    Span,
)

Place = Callable[[int], tuple[int, int]]
"""Line and column, 1-based, of an offset in a file."""


def line_finder(document: Document) -> Place:
    """What tells the places of a document, by offsets in its file."""
    text, before = document.text, document.before
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)

    def place(offset: int) -> tuple[int, int]:
        local = offset - before.characters
        line = bisect.bisect_right(starts, local)
        return before.lines + line, local - starts[line - 1] + 1

    return place


_OF_GRAMMAR = "linguistic conventions/"
_UNTRANSLATED = "accuracy/untranslated"
_OF_TEXT = (*OF_LANGUAGE, "design and markup/missing text")
"""What else a name in code is not: a placeholder that nobody filled."""

_SHOWN = re.compile(
    r"""\s(?:alt|title|placeholder|label|aria-label|summary)\s*=\s*(?P<quote>["'])(?P<value>[^"'<>]*)"""
)
"""Attributes of tags that readers see."""
_CODE = re.compile(
    r"<(code|samp|tt|var|pre|kbd|file|filename|cmd|command|sys|input|output|option|literal|varname|envar|constant"
    r"|function|classname|screen|programlisting|code-phrase|codeph|cmdname|filepath)(?:\s[^<>]{0,300})?>[^<]{1,300}</\1>"
)
"""Elements of HTML, Mallard, DocBook and DITA whose content is code."""

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
    suppressed = _suppression(document, rules, config)
    for code, hits in hits_by_rule.items():
        rule = rules[code]
        for hit in sorted(hits, key=lambda hit: (hit.segment, hit.span)):
            case = by_index[hit.segment]
            span = case.segment.place(hit.span)
            if (code, span.start, span.end) in taken or (
                (rule.category.startswith(_OF_TEXT) and _within(document.code, span))
                or (rule.category.startswith(_OF_GRAMMAR) and any(_ends_in(document.code, span)))
                or (rule.category.startswith(_UNTRANSLATED) and all(_ends_in(document.code, span)))
                or (rule.category.startswith(OF_LANGUAGE) and _within_markup(case, hit))
            ):
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
                suppressed=suppressed(code, span),
                fix=hit.fix,
                within=hit.span,
            )
            found.setdefault(hit.segment, []).append(finding)
    return {
        index: tuple(sorted(_without_yielding(mine, rules), key=lambda f: (f.start, f.end, f.code)))
        for index, mine in found.items()
    }


def _without_yielding(findings: Sequence[Finding], rules: Mapping[str, Check]) -> list[Finding]:
    """The findings of a segment without those of a rule that yields to what another says of the same words.

    Of two rules that yield the one with the lower code speaks.
    """
    kept = [f for f in findings if not rules[f.code].yields]
    for code in sorted({f.code for f in findings if rules[f.code].yields}):
        taken = Stretches(Span(f.start, f.end) for f in kept)
        kept += [f for f in findings if f.code == code and not taken.overlap(Span(f.start, f.end))]
    return kept


def _within(code: Sequence[Span], span: Span) -> bool:
    """Whether a place of the file stands in code, where no language's rules hold."""
    at = bisect.bisect_right(code, span.start, key=lambda one: one.start) - 1
    return at >= 0 and span.end <= code[at].end


def _ends_in(code: Sequence[Span], span: Span) -> tuple[bool, bool]:
    """Whether the first and the last word of a place are names in code, which no grammar bends: « de `input` »."""
    first, last = Span(span.start, span.start + 1), Span(span.end - 1, span.end)
    return _within(code, first), _within(code, last)


def _within_markup(case: Case, hit: Hit) -> bool:
    """The same of code that a text marks itself, and of tags but for what readers see of their attributes."""
    if case.segment.block.syntax and "</" in case.text and _in_code(case.text, hit.span):
        return True
    codes = _markup(case.text, case.segment.block.syntax)
    at = bisect.bisect_left(codes, hit.span.start, key=lambda code: code.span.start) - 1
    if at < 0 or hit.span.end >= codes[at].span.end:
        return False
    code = codes[at]
    seen = [] if code.readable is None else [code.readable]
    if code.kind is CodeKind.TAG:
        shown = _SHOWN.finditer(case.text, code.span.start, code.span.end)
        seen = [Span(*match.span("value")) for match in shown]
    return not any(span.overlaps(hit.span) for span in seen)


def _in_code(text: str, span: Span) -> bool:
    """Whether a place stands in an element of code: « <file>les_notes</file> »."""
    return any(
        match.start() < span.start and span.end < match.end() for match in _CODE.finditer(text)
    )


@functools.lru_cache(maxsize=16)
def _markup(text: str, syntax: tuple[str, ...]) -> tuple[InlineCode, ...]:
    """Literals, roles, links and tags of a text, in order."""
    return tuple(code for code in find(text, syntax) if code.kind is not CodeKind.PLACEHOLDER)


# Both remembered: thousands of findings in one endless sentence ask for them again and again.
@functools.lru_cache(maxsize=16)
def fingerprint(code: str, sentence: str) -> str:
    """Identity of a finding that outlives moved lines: its rule and its sentence, typography and case aside."""
    return hashlib.sha256(f"{code}\n{_letters(sentence)}".encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=16)
def _letters(sentence: str) -> str:
    plain = unicodedata.normalize("NFKC", sentence).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _suppression(
    document: Document, rules: Mapping[str, Check], config: Config
) -> Callable[[str, Span], str | None]:
    """What says of a rule's finding at a place who switched it off, if anybody did."""

    @functools.cache
    def commented(code: str) -> Stretches:
        return Stretches(
            ignore.span
            for ignore in document.ignores
            if not ignore.codes or code.startswith(ignore.codes)
        )

    @functools.cache
    def configured(code: str) -> bool:
        return any(
            means((pattern,), document.path)
            and any(item == "ALL" or matches(code, rules[code].name, item) for item in unwanted)
            for pattern, unwanted in config.per_path_ignore.items()
        )

    def suppressed(code: str, span: Span) -> str | None:
        if commented(code).overlap(span):
            return "inSource"
        return "configuration" if configured(code) else None

    return suppressed
