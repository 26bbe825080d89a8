"""What the checker says of the texts of gold: by its models, or from saved measurements with no model.

Rows of one `doc` and one `system` that follow each other are one document, and each reads the ones before it. All
texts of a file are measured together, so that batches are full; rules then look at one document at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.config import Config
from checker.evaluate.gold import Gold, Row
from checker.evaluate.saved import SCHEMA, Header, Saved
from checker.evidence import begin
from checker.measuring import Heard, Live
from checker.pipeline import Checker, Listener, silent
from checker.text.segment import segment
from checker.types import (
    Block,
    Case,
    Document,
    Evidence,
    SegmentResult,
    Severity,
    Span,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, its span local to the text of its row."""

    code: str
    category: str
    severity: Severity
    span: Span
    p: float | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the checker said of one text. Probabilities and scores are None where it would not judge."""

    words: tuple[Span, ...]
    word_p_bad: tuple[float, ...]
    p_bad: float | None
    quality: float | None
    adequacy: float | None
    fluency: float | None
    reason: str | None
    findings: tuple[Found, ...]
    case: Case

    @property
    def worst(self) -> int:
        """Rank of the worst finding (0 neutral to 3 critical), -1 without findings."""
        return max((found.severity.rank for found in self.findings), default=-1)

    def flagged(self, level: Severity) -> bool:
        """Whether there is a finding of this severity or worse."""
        return self.worst >= level.rank


@dataclass(frozen=True)
class Replayed:
    """A measurer that reads its answers from a file: no model is loaded."""

    saved: Saved

    @property
    def signature(self) -> str:
        """That of the models that measured."""
        return self.saved.header.models

    @property
    def metrics(self) -> str:
        """That of the metrics that measured."""
        return self.saved.header.metrics

    def back_translated(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Evidence]:
        """The same: texts of gold bring their sources along."""
        return list(begun)

    def measure(self, begun: Sequence[Evidence], on_progress: Heard) -> list[Case]:
        """What the file says of the segments. Raises UsageProblem for one that it lacks."""
        return self.saved.restore(one.segment for one in begun)

    def explained(self, cases: Sequence[Case]) -> list[Case]:
        """The same: the file holds all that was measured."""
        return list(cases)

    def close(self) -> None:
        """Nothing is open."""


class Uncalibrated:
    """No opinion: for measurements that a calibration is to be fitted on."""

    signature = "none"

    def judged(self, cases: Sequence[Case], precision: float | None) -> list[Case]:
        """The same cases."""
        return list(cases)

    def p_machine(self, document: Mapping[str, float]) -> float | None:
        """Nothing is known of a document."""
        return None


def measuring(config: Config, saved: Saved | None = None, listener: Listener = silent) -> Checker:
    """A checker that measures, or replays what was saved, and has no opinion."""
    measurer = Live(config, thorough=True) if saved is None else Replayed(saved)
    return Checker(config, listener, measurer=measurer, calibration=Uncalibrated())


def header(runner: Checker) -> Header:
    """What a file with the measurements of this run begins with. Loads the models where they are not loaded."""
    config, measurer = runner.config, runner.measurer
    return Header(SCHEMA, measurer.signature, measurer.metrics, config.lang, config.pivot)


def opinions(runner: Checker, gold: Gold, *, use_source: bool) -> list[tuple[Opinion, ...]]:
    """What the checker says of each row's texts, in order."""
    documents = [gold.document] if gold.document else list(_documents(gold, runner.config))
    if not use_source:
        documents = [_without_source(document) for document in documents]
    parts = [segment(document) for document in documents]
    flat = [piece for part in parts for piece in part]
    if gold.document:
        flat = flat[: len(gold.rows)]
        parts = [tuple(flat)]
    cases = iter(runner.cases(gold.name, begin(flat)))
    found: list[Opinion] = []
    for document, part in zip(documents, parts, strict=True):
        found += _judged(runner, document, list(itertools.islice(cases, len(part))))
    each = iter(found)
    return [tuple(itertools.islice(each, len(row.texts))) for row in gold.rows]


def _judged(runner: Checker, document: Document, cases: Sequence[Case]) -> Iterator[Opinion]:
    for case, result in zip(cases, runner.judged(document, cases).segments, strict=True):
        yield _opinion(case, result)


def _opinion(case: Case, result: SegmentResult) -> Opinion:
    # Rows are whole blocks: their text begins where the block does, white space in front included.
    ahead = case.segment.span.start if case.segment.block.whole else 0
    begin = result.start - ahead
    scores = result.scores
    return Opinion(
        words=tuple(Span(word.start + ahead, word.end + ahead) for word in case.words),
        word_p_bad=case.word_p_bad,
        p_bad=scores.p_bad,
        quality=scores.quality,
        adequacy=scores.adequacy,
        fluency=scores.fluency,
        reason=result.reason,
        findings=tuple(
            Found(f.code, f.category, f.severity, Span(f.start - begin, f.end - begin), f.p)
            for f in result.findings
            if f.suppressed is None
        ),
        case=case,
    )


def _documents(gold: Gold, config: Config) -> Iterator[Document]:
    """The rows as documents: one system's run of one `doc` is one, a row without is one, so is each side of a pair."""
    number = 0
    for _key, run in itertools.groupby(gold.rows, key=_run):
        rows = list(run)
        if rows[0].kind != "text":
            for row in rows:
                for text in row.texts:
                    yield _document(gold.name, [(row, text)], number, config)
                    number += 1
            continue
        yield _document(gold.name, [(row, row.texts[0]) for row in rows], number, config)
        number += 1


def _run(row: Row) -> tuple[str | None, str | None, int | None]:
    if row.doc is None or row.kind != "text":
        return None, None, row.line
    return row.doc, row.system, None


def _document(name: str, texts: Sequence[tuple[Row, str]], number: int, config: Config) -> Document:
    blocks: list[Block] = []
    at = 0
    for row, text in texts:
        blocks.append(
            Block(
                text,
                ((0, at),),
                id=row.id,
                source=row.source,
                source_lang=row.source_lang,
                # Context is looked for among neighbours of one document; the number keeps runs apart.
                extra={"doc": str(number)},
                whole=True,
            )
        )
        at += len(text) + 1
    text = "\n".join(text for _row, text in texts)
    return Document(name, text, tuple(blocks), config.lang, config.pivot)


def _without_source(document: Document) -> Document:
    blocks = tuple(replace(block, source=None) for block in document.blocks)
    return replace(document, blocks=blocks)
