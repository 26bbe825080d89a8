"""Decides what counts: selects, places, identifies, suppresses and orders hits, scores segments, applies the gate.

Checks report all they see; here is the one place that knows about selection, comments in the text and limits.
"""

from __future__ import annotations

import bisect
import fnmatch
import functools
import hashlib
import itertools
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from checker import syntax
from checker.config import Config
from checker.errors import ConfigProblem
from checker.languages import primary
from checker.messages import _
from checker.plugins import Check
from checker.scores import document_scores, segment_scores
from checker.types import (
    Case,
    Document,
    DocumentResult,
    Finding,
    Hit,
    Problem,
    Report,
    SegmentResult,
    Severity,
    Span,
    Status,
    Summary,
    TokenResult,
    Tool,
)

SCHEMA = 1

Place = Callable[[int], tuple[int, int]]
Opinions = Mapping[str, Sequence[Hit]]
"""Hits by rule code."""


def selected(rules: Mapping[str, Check], config: Config) -> dict[str, Check]:
    """The rules of a run: those of the tier that are on by default, or named by --select, less --ignore.

    Codes are matched by prefix, names in whole. Raises ConfigProblem for a name that means no rule, and
    MissingExtra where a rule is asked for by its own code or name and its parser is not installed.
    """
    by_path = itertools.chain.from_iterable(config.per_path_ignore.values())
    for wanted in (*config.select, *config.ignore, *by_path):
        if wanted != "ALL" and not any(
            matches(rule.code, rule.name, wanted) for rule in rules.values()
        ):
            raise ConfigProblem(
                _("no rule is called “{name}”.").format(name=wanted),
                _("`checker rules` lists them."),
            )
    out = {}
    for code, rule in rules.items():
        on = (
            rule.default
            if not config.select
            else any(
                wanted == "ALL" or matches(code, rule.name, wanted) for wanted in config.select
            )
        )
        off = any(
            unwanted == "ALL" or matches(code, rule.name, unwanted) for unwanted in config.ignore
        )
        foreign = rule.languages and primary(config.lang) not in rule.languages
        slow = config.tier == "fast" and rule.needs
        if not on or off or foreign or slow:
            continue
        if syntax.NEED in rule.needs and not syntax.available(config.lang):
            # Silent where the rule came with others, clear where somebody asked for it.
            if any(wanted.upper() == code or wanted == rule.name for wanted in config.select):
                syntax.require(config.lang)
            continue
        out[code] = rule
    return out


def matches(code: str, name: str, wanted: str) -> bool:
    """Whether a selector means this rule: a prefix of its code, or its name."""
    return code.startswith(wanted.upper()) or name == wanted.lower()


def judge(
    document: Document,
    cases: Sequence[Case],
    opinions: Opinions,
    rules: Mapping[str, Check],
    config: Config,
) -> DocumentResult:
    """One document's result: its segments with scores, words and findings."""
    place = _line_finder(document.text)
    findings = _findings(document, cases, opinions, rules, config, place)
    segments = tuple(_segment(case, findings.get(case.segment.index, ()), place) for case in cases)
    return DocumentResult(
        document.path,
        document.lang,
        document.pivot,
        document.source_path,
        document_scores(segments),
        segments,
    )


def narrowed(result: DocumentResult, kept: Callable[[SegmentResult], bool]) -> DocumentResult:
    """The same result with some of its segments only; the document's scores are those of what is left."""
    return _with(result, [segment for segment in result.segments if kept(segment)])


def suppressed(
    result: DocumentResult, reason: str, known: Callable[[Finding], bool]
) -> DocumentResult:
    """The same result in which known findings do not count; those that did not count already keep their reason."""
    return _with(
        result,
        [
            _judged(
                segment,
                tuple(
                    replace(finding, suppressed=reason)
                    if finding.suppressed is None and known(finding)
                    else finding
                    for finding in segment.findings
                ),
            )
            for segment in result.segments
        ],
    )


def _with(result: DocumentResult, segments: Sequence[SegmentResult]) -> DocumentResult:
    return replace(result, segments=tuple(segments), scores=document_scores(segments))


def _judged(segment: SegmentResult, findings: tuple[Finding, ...]) -> SegmentResult:
    return replace(segment, findings=findings, status=_status(segment.reason, findings))


def _status(reason: str | None, findings: Iterable[Finding]) -> Status:
    if any(f.suppressed is None and f.severity > Severity.NEUTRAL for f in findings):
        return Status.FLAGGED
    return Status.OK if reason is None else Status.NOT_SCORABLE


def report(
    tool: Tool,
    documents: Sequence[DocumentResult],
    problems: Sequence[Problem],
    seconds: float,
    config: Config,
) -> Report:
    """The whole run with its verdict: error where an input could not be checked, failed where the gate says so."""
    segments = [segment for document in documents for segment in document.segments]
    counted = [f for segment in segments for f in segment.findings if f.suppressed is None]
    by_severity = Counter(str(finding.severity) for finding in counted)
    reasons = tuple(_gate(documents, counted, config))
    verdict = "error" if problems else "failed" if reasons else "passed"
    return Report(
        SCHEMA,
        tool,
        tuple(documents),
        tuple(problems),
        Summary(
            documents=len(documents),
            segments=len(segments),
            flagged=sum(segment.status is Status.FLAGGED for segment in segments),
            findings={str(severity): by_severity[severity] for severity in Severity},
            suppressed=sum(f.suppressed is not None for s in segments for f in s.findings),
            not_scorable=sum(segment.status is Status.NOT_SCORABLE for segment in segments),
            words=sum(document.scores.words for document in documents),
            seconds=round(seconds, 3),
            verdict=verdict,
            reasons=reasons,
        ),
    )


def _gate(
    documents: Sequence[DocumentResult], counted: Sequence[Finding], config: Config
) -> Iterable[str]:
    if config.fail_on != "never":
        level = Severity(config.fail_on)
        over = sum(finding.severity >= level for finding in counted)
        if over:
            yield _("findings that are {severity} or worse: {count}").format(
                severity=_(str(level)), count=over
            )
    for document in documents:
        quality, floor = document.scores.quality, config.min_quality
        if floor is not None and quality is not None and quality < floor:
            yield _("{path}: the quality {quality:.1f} is below {limit:g}").format(
                path=document.path, quality=quality, limit=floor
            )
        limit, rate = config.max_findings_per_1000_words, document.scores.flags_per_1000_words
        if limit is not None and rate > limit:
            yield _("{path}: {rate:.1f} findings in 1,000 words are more than {limit:g}").format(
                path=document.path, rate=rate, limit=limit
            )


def _findings(
    document: Document,
    cases: Sequence[Case],
    opinions: Opinions,
    rules: Mapping[str, Check],
    config: Config,
    place: Place,
) -> dict[int, tuple[Finding, ...]]:
    by_index = {case.segment.index: case for case in cases}
    found: dict[int, list[Finding]] = {}
    seen: Counter[str] = Counter()
    taken: set[tuple[str, int, int]] = set()
    for code, hits in opinions.items():
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
        if _means(pattern, document.path) and any(
            item == "ALL" or matches(code, name, item) for item in unwanted
        ):
            return "configuration"
    return None


@functools.lru_cache(maxsize=256)
def _means(pattern: str, path: str) -> bool:
    """Whether a glob of the settings means a path, absolute or relative as either may be written."""
    return fnmatch.fnmatch(os.path.normpath(path), pattern) or fnmatch.fnmatch(
        os.path.abspath(path),  # noqa: PTH100 - a name of any kind, which need not be a file
        os.path.abspath(pattern),  # noqa: PTH100
    )


def _segment(case: Case, findings: Sequence[Finding], place: Place) -> SegmentResult:
    segment, evidence = case.segment, case.evidence
    whole = segment.place(Span(0, len(segment.text)))
    line, column = place(whole.start)
    return SegmentResult(
        index=segment.index,
        id=segment.block.id,
        line=line,
        column=column,
        start=whole.start,
        end=whole.end,
        text=segment.text,
        source=segment.source or (segment.pairing.text if segment.pairing else "") or None,
        back=evidence.back,
        back_words=evidence.back_words,
        roundtrip=evidence.roundtrip,
        status=_status(evidence.reason, findings),
        reason=evidence.reason,
        scores=segment_scores(case, findings),
        tokens=tuple(_tokens(case)),
        findings=tuple(findings),
        extra=segment.block.extra,
    )


def _tokens(case: Case) -> Iterable[TokenResult]:
    links = case.evidence.alignment
    for i, word in enumerate(case.words):
        span = case.segment.place(word)
        p = case.word_p_bad[i] if i < len(case.word_p_bad) else None
        back = links.of(i) if links else ()
        yield TokenResult(span.start, span.end, word.of(case.text), _round(p), back)


def _round(p: float | None) -> float | None:
    return None if p is None else round(p, 4)


def _line_finder(text: str) -> Place:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)

    def place(offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return place
