"""Documents with findings at chosen places, judged as in a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checker.config import Config
from checker.evidence import begin
from checker.judge.results import judge
from checker.plugins import Check, readers
from checker.text.segment import segment
from checker.types import Case, Document, DocumentResult, Hit, Severity, Span, Tool

TOOL = Tool("checker", "0.0.0", "v:0.0.0")
RULE = Check(
    "TOY101", "toy-rule", "accuracy/omission", Severity.MAJOR, frozenset(), lambda *_: (), "Toy."
)


def opened(reader: str, text: str) -> Document:
    return readers()[reader].read("a", text.encode(), Config())


def hit(document: Document, number: int, words: str, **settings: Any) -> Hit:
    """A hit on the first of these words in segment `number`; no words mean the place before everything."""
    at = segment(document)[number].text.index(words)
    return Hit(number, Span(at, at + len(words)), settings.pop("message", "Why."), **settings)


def judged(document: Document, hits: Sequence[Hit], **settings: Any) -> DocumentResult:
    cases = [Case(one) for one in begin(segment(document))]
    return judge(document, cases, {RULE.code: hits}, {RULE.code: RULE}, Config(**settings))
