"""Measurements on disk: what the models said of texts, to be judged again with other thresholds and no model.

JSON lines, packed where the name ends in .xz. The first line says which models measured; each other line is
one text, known by a digest of its id, itself and its source, with its numbers, its words and the way back that
the rules show. The texts themselves are not in it.
"""

from __future__ import annotations

import hashlib
import lzma
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from checker.disk import writing
from checker.errors import BadInput, UsageProblem
from checker.messages import _
from checker.types import Alignment, Case, Evidence, Measurements, Segment, Span

SCHEMA = 1
LARGEST = 1024**3
"""Bytes of the largest file of measurements, unpacked."""

_MEMORY = 128 * 1024 * 1024

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Where measurements come from: the signatures of models and metrics, and the languages."""

    schema: int
    models: str
    metrics: str
    lang: str
    pivot: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the models said of one text. Numbers that are None were not measured."""

    key: str
    words: Pairs
    segment: Mapping[str, float | None]
    by_word: Mapping[str, tuple[float | None, ...]]
    reason: str | None = None
    back: str | None = None
    back_words: Pairs = ()
    links: Pairs = ()
    roundtrip: str | None = None

    @classmethod
    def of(cls, case: Case) -> Record:
        """The record of a case."""
        evidence = case.evidence
        return cls(
            key(evidence.segment),
            tuple((word.start, word.end) for word in evidence.words),
            {name: _number(value) for name, value in case.measurements.segment.items()},
            {
                name: tuple(_number(value) for value in values)
                for name, values in case.measurements.words.items()
            },
            evidence.reason,
            evidence.back,
            tuple((word.start, word.end) for word in evidence.back_words),
            evidence.alignment.links if evidence.alignment else (),
            evidence.roundtrip,
        )

    def restored(self, segment: Segment) -> Case:
        """The text with its evidence and measurements, as they were."""
        evidence = Evidence(
            segment,
            tuple(Span(*word) for word in self.words),
            self.reason,
            back=self.back,
            back_words=tuple(Span(*word) for word in self.back_words),
            alignment=None if self.back is None else Alignment(self.links),
            roundtrip=self.roundtrip,
        )
        measurements = Measurements(
            {name: _value(value) for name, value in self.segment.items()},
            {name: tuple(map(_value, values)) for name, values in self.by_word.items()},
        )
        return Case(evidence, measurements)


@dataclass(frozen=True, slots=True)
class Saved:
    """A file of measurements, records by key."""

    name: str
    header: Header
    records: Mapping[str, Record]

    def restore(self, segments: Iterable[Segment]) -> list[Case]:
        """What was measured of these texts, in order. Raises UsageProblem where one is not in the file."""
        out = []
        for segment in segments:
            record = self.records.get(key(segment))
            if record is None:
                raise UsageProblem(
                    _("{file} has no measurements of “{id}”.").format(
                        file=self.name, id=segment.block.id or segment.text[:40]
                    ),
                    _(
                        "It was made from different text, or one run had the source and the other "
                        "did not: measure with the same options."
                    ),
                )
            out.append(record.restored(segment))
        return out


def key(segment: Segment) -> str:
    """What a text is known by: its record's id or its place, itself, and its source where one is looked at."""
    block = segment.block
    parts = [segment.index if block.id is None else block.id, segment.text, segment.source]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:24]


def save(path: Path, header: Header, cases: Iterable[Case]) -> None:
    """Writes measurements, each text once. Raises UsageProblem where the file cannot be written."""
    lines = {record.key: msgspec.json.encode(record) for record in map(Record.of, cases)}
    data = b"\n".join([msgspec.json.encode(header), *lines.values(), b""])
    packed = lzma.compress(data, preset=2) if path.suffix == ".xz" else data
    writing.replace(path, packed, make_folders=True)


def load(path: Path) -> Saved:
    """The measurements of a file. Raises BadInput."""
    lines = _unpacked(path).splitlines()
    header = _decoded(lines[0] if lines else b"", Header, f"{path}:1")
    if header.schema != SCHEMA:
        raise BadInput(
            _("{path}: has schema {schema}; this version reads {mine}.").format(
                path=path, schema=header.schema, mine=SCHEMA
            ),
            _("Measure again with this version."),
        )
    records = (
        _decoded(line, Record, f"{path}:{number}") for number, line in enumerate(lines[1:], 2)
    )
    return Saved(str(path), header, {record.key: record for record in records})


def _decoded(line: bytes, kind: type[Any], where: str) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            _("{where}: these are not measurements: {error}").format(where=where, error=error),
            _("`checker evaluate --save-measurements` writes such files."),
        ) from None


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if path.suffix == ".xz":
            unpacker = lzma.LZMADecompressor(memlimit=_MEMORY)
            data = unpacker.decompress(data, max_length=LARGEST + 1)
            if not unpacker.eof and len(data) <= LARGEST:
                raise EOFError(_("the end is missing"))
    except OSError as error:
        raise BadInput(
            _("{path}: cannot be read: {error}").format(path=path, error=error.strerror)
        ) from None
    except (lzma.LZMAError, EOFError) as error:
        raise BadInput(_("{path}: is incomplete: {error}").format(path=path, error=error)) from None
    if len(data) > LARGEST:
        raise BadInput(
            _("{path}: is larger than {size} megabytes.").format(path=path, size=LARGEST // 1024**2)
        )
    return data


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _value(number: float | None) -> float:
    return math.nan if number is None else number
