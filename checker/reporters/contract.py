"""The report as plain values, as the output contract (schema 1) has them: what json, jsonl, parquet and html say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from checker.messages import documentation
from checker.plugins import Check
from checker.text.printable import encodable
from checker.types import DocumentResult, Report, SegmentResult

# Digits after the point by the name of the nearest field: probabilities need four, scores of 0..100 one.
_DIGITS = {"quality": 1, "adequacy": 1, "fluency": 1, "flags_per_1000_words": 1, "seconds": 2}
_DEFAULT_DIGITS = 4


def head(report: Report) -> dict[str, Any]:
    """The report without its documents."""
    return {
        "schema": report.schema,
        "tool": {**plain(report.tool), "calibration": report.tool.calibration},
        "problems": plain(report.problems),
        "notices": plain(report.notices),
        "summary": plain(report.summary),
    }


def document(result: DocumentResult) -> dict[str, Any]:
    """A document without its segments."""
    return {
        "path": encodable(result.path),
        "lang": result.lang,
        "pivot": result.pivot,
        "source_path": result.source_path,
        "scores": plain(result.scores),
    }


def segment(result: SegmentResult) -> dict[str, Any]:
    """A segment with its tokens and findings."""
    value: dict[str, Any] = plain(result)
    for finding in value["findings"]:
        del finding["within"]
    return value


def lines(report: Report) -> Iterator[dict[str, Any]]:
    """The report by sentence, each with its path; a file that could not be read has `problem`."""
    signature = plain(report.tool)["signature"]
    for result in report.documents:
        about = document(result)
        place = {name: about[name] for name in ("path", "lang", "pivot", "source_path")}
        head = {"schema": report.schema, "signature": signature, **place}
        yield from (head | segment(one) for one in result.segments)
    for problem in plain(report.problems):
        path = problem.pop("path")
        yield {"schema": report.schema, "path": path, "problem": problem}


def rule(item: Check) -> dict[str, Any]:
    """What a list of rules says of one, in the language spoken now."""
    return {
        "code": item.code,
        "name": item.name,
        "severity": str(item.severity),
        "category": item.category,
        "tier": "full" if item.model else "fast",
        "default": item.default,
        "languages": sorted(item.languages),
        "summary": " ".join(documentation(item.doc).split("\n\n")[0].split()),
    }


def plain(value: object) -> Any:
    """Dataclasses as objects, tuples as lists, floats rounded; what JSON cannot say (NaN, infinity) becomes None."""
    return _rounded(msgspec.to_builtins(value, enc_hook=_other), "")


def _other(value: object) -> object:
    item = getattr(value, "item", None)
    return item() if callable(item) else str(value)


def _rounded(value: object, name: str) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS.get(name, _DEFAULT_DIGITS)) if math.isfinite(value) else None
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Mapping):
        return {encodable(str(key)): _rounded(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item, name) for item in value]
    return value
