"""Human judgements of machine translation as rows: MQM spans, direct assessments, ranks of dialogue.

Input: JSON lines with `source`, `target`, `lang_src`, `lang_tgt`, and `errors` ([{start, end, severity}]), `label`,
`score` where the people gave them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus import lines
from quality.rows import MAJOR, MINOR, Row, Span

BAD = frozenset(("major", "critical"))
WORST = 10.0
"""Penalty of MQM beyond which a segment is as bad as can be."""

LEVELS = {
    "ok": -0.6,
    "perfect": -0.6,
    "minor": 0.1,
    "medium": 0.6,
    "major": 1.2,
    "poor": 1.8,
    "critical": 2.0,
}
"""What a label is worth as `z`."""

HELD_OUT = 3
"""Of five parts of a set's documents, those from this one on are measured on, never learnt from."""


def held_out(document: str) -> bool:
    """Whether a document is kept for measuring. Both directions of a dialogue go together."""
    name = document.replace("_french_english", "")
    return hashlib.sha1(name.encode(), usedforsecurity=False).digest()[0] % 5 >= HELD_OUT


def read(path: Path) -> list[Mapping[str, Any]]:
    """The judgements in a file, packed or not."""
    return [json.loads(line) for line in lines(path)]


def mqm(judgements: Sequence[Mapping[str, Any]], readable: frozenset[str]) -> Iterator[Row]:
    """Professional MQM; `score` is minus the penalty. Sources in a language that is not `readable` are left out."""
    penalties = [min(WORST, -one["score"]) for one in judgements]
    mean = sum(penalties) / len(penalties)
    spread = (sum((one - mean) ** 2 for one in penalties) / len(penalties)) ** 0.5
    for one, penalty in zip(judgements, penalties, strict=True):
        errors = _errors(one)
        source = one["source"] if one["lang_src"] in readable else ""
        yield Row(
            source,
            one["target"],
            _spans(errors),
            z=(penalty - mean) / spread,
            error=bool(errors),
            major=any(error["severity"] in BAD for error in errors),
            unrelated=False if source else None,
            kind="mqm",
        )


def assessed(judgements: Sequence[Mapping[str, Any]], readable: frozenset[str]) -> Iterator[Row]:
    """Direct assessments (`score`: mean z, higher is better), with the words that a post-editor changed."""
    for one in judgements:
        source = one["source"] if one["lang_src"] in readable else ""
        yield Row(
            source,
            one["target"],
            _spans(one["errors"]) if "errors" in one else None,
            z=-one["score"],
            unrelated=False if source else None,
            severity_known=False,
            kind="assessed",
        )


def labelled(
    judgements: Sequence[Mapping[str, Any]], *, held: bool | None = False
) -> Iterator[Row]:
    """Segments with a label and perhaps spans, of documents that are held out or are not (`None`: of all)."""
    for one in judgements:
        label = one.get("label")
        if label not in LEVELS or held not in (None, held_out(one.get("doc") or one["id"])):
            continue
        exact = not one.get("meta", {}).get("span_misaligned")
        placed = [error for error in _errors(one) if error.get("start") is not None]
        yield Row(
            one["source"],
            one["target"],
            _spans(placed) if exact and len(placed) == len(_errors(one)) else None,
            z=LEVELS[label],
            error=label not in ("ok", "perfect"),
            major=label in BAD or label == "poor",
            unrelated=False,
            kind="labelled",
        )


def _errors(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [error for error in one.get("errors") or () if error.get("severity") != "neutral"]


def _spans(errors: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(
        (error["start"], error["end"], MAJOR if error["severity"] in BAD else MINOR)
        for error in errors
        if error.get("start") is not None and error["end"] > error["start"]
    )
