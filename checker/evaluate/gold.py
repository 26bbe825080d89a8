"""Texts with what people said of them: JSON lines of the common forms, and documents with marked errors.

A row of JSON lines is one text, a minimal pair (a wrong side and a right one) or a ranking of several. Labels
of different projects become the same two questions: is anything wrong, and is something majorly wrong; what a
label does not answer stays unknown. No figure is computed from an unknown. One module: the two forms become the same
rows, and what a label means depends on the marks beside it.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from checker.config import Config
from checker.disk.visible import is_file, is_folder
from checker.errors import BadInput
from checker.languages import primary
from checker.messages import _
from checker.text.segment import segment
from checker.types import Document, Severity, Span

LARGEST = 256 * 1024 * 1024
"""Bytes of the largest gold file, unpacked."""

_MEMORY = 128 * 1024 * 1024
"""Bytes that unpacking may take; a file packed to need more is refused."""

Verdict = tuple[bool | None, bool | None]
"""Whether there is any error, and whether one is major or worse; None = the label does not say."""

_LABELS: Mapping[str, Verdict] = {
    # MQM: the worst severity
    "ok": (False, False), "neutral": (False, False), "minor": (True, False),
    "major": (True, True), "critical": (True, True),
    # DiaBLa: judged by a reader in dialogue
    "perfect": (False, False), "medium": (True, False), "poor": (True, True),
    # acceptability, grammar tests
    "1": (False, None), "0": (True, None), "true": (False, None), "false": (True, None),
    "good": (False, None), "bad": (True, None),
    # post-editing
    "unedited": (False, None), "edited": (True, None),
    # checks of web pairs (Keops): valid, free, translation error, machine translated, wrong language,
    # misaligned, wrong tokens (which says nothing of the words)
    "v": (False, None), "f": (False, None), "e": (True, None), "mt": (True, None), "l": (True, None),
    "a": (True, None), "t": (None, None),
}  # fmt: skip

_ONLY_BESIDE_SOURCE = frozenset({"a"})
"""Labels of pairs that are bad only when read beside the source: the text itself may be perfect."""

_CLEAN = frozenset({"human_reference", "clean"})
_EDIT_RATE = frozenset({"edited", "unedited"})
"""Labels whose `score` counts edits, so that a lower score is the better one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An error that a person marked. `span` is local to the text; None where it has no usable place."""

    span: Span | None
    severity: Severity | None
    category: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of gold. `texts` is one text, the wrong and the right side of a pair, or the ranked candidates.

    `score`: higher is better. `marks` None: nobody marked words here, or not in a way that can be used.
    `ranks`: of the candidates, 1 is best. `clean`: written by a person and not labelled.
    """

    id: str
    line: int
    texts: tuple[str, ...]
    kind: Literal["text", "pair", "ranking"] = "text"
    source: str | None = None
    source_lang: str | None = None
    doc: str | None = None
    system: str | None = None
    bad: bool | None = None
    major: bool | None = None
    bad_only_beside_source: bool = False
    score: float | None = None
    marks: tuple[Mark, ...] | None = None
    ranks: tuple[float, ...] = ()
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold file. `document`: the rows are its segments, in order; None: rows stand for themselves."""

    name: str
    rows: tuple[Row, ...]
    document: Document | None = None
    unknown_labels: Mapping[str, int] = field(default_factory=dict)


def find(paths: Sequence[Path]) -> list[Path]:
    """The gold files that the arguments name; those of a folder sorted. Raises BadInput for what does not exist."""
    out: list[Path] = []
    for path in paths:
        if is_folder(path):
            inside = sorted(p for p in path.rglob("*") if p.name.endswith(_SUFFIXES))
            if not inside:
                raise BadInput(
                    _("{path}: there are no gold files in this folder.").format(path=path),
                    _("Gold files end in {suffixes}.").format(suffixes=", ".join(_SUFFIXES)),
                )
            out += inside
        elif is_file(path):
            companion = path.with_name(path.name.split(".")[0] + _MARKS)
            out.append(
                path if path.name.endswith(_SUFFIXES) or not is_file(companion) else companion
            )
        else:
            raise BadInput(_("{path}: there is no such file or folder.").format(path=path))
    return list(dict.fromkeys(out))


def texts(paths: Sequence[Path]) -> list[Path]:
    """All files that gold is read from: those that `find` names, and the documents beside them."""
    files = find(paths)
    beside = (_marked(path)[0] for path in files if path.name.endswith(_MARKS))
    return [*files, *beside]


_MARKS = ".gold.json"
"""How the name of a file ends that marks the errors of a document beside it."""
_SUFFIXES = (".jsonl", ".jsonl.xz", _MARKS)


def read(path: Path, config: Config, *, limit: int | None = None) -> Gold:
    """The gold of one file; at most `limit` rows. Raises BadInput with the line."""
    if path.name.endswith(_MARKS):
        return _read_document(path, config, limit)
    rows: list[Row] = []
    unknown: dict[str, int] = {}
    for number, line in enumerate(_unpacked(path).split(b"\n"), 1):
        if not line.strip():
            continue
        if limit is not None and len(rows) >= limit:
            break
        rows.append(_row(path, number, line, config, unknown))
    if not rows:
        raise BadInput(_("{path}: has no rows.").format(path=path))
    return Gold(str(path), tuple(_placed(rows)), None, unknown)


class _Error(msgspec.Struct):
    start: int | None = None
    end: int | None = None
    severity: str | None = None
    category: str | None = None


class _Candidate(msgspec.Struct):
    target: str
    rank: float


class _Meta(msgspec.Struct):
    system: str | int | None = None
    span_misaligned: bool | None = None
    seg_penalty: float | None = None
    candidates: list[_Candidate] | None = None
    mt_unperturbed: str | None = None


class _Line(msgspec.Struct):
    id: str | int | None = None
    lang_src: str | None = None
    lang_tgt: str | None = None
    source: str | None = None
    target: str | None = None
    reference: str | None = None
    label: str | int | float | bool | msgspec.UnsetType | None = msgspec.UNSET
    score: float | None = None
    errors: list[_Error] | None = None
    doc: str | int | None = None
    system: str | int | None = None
    meta: _Meta | None = None


def _row(path: Path, number: int, line: bytes, config: Config, unknown: dict[str, int]) -> Row:
    where = f"{path}:{number}"
    item = _decoded(line, _Line, where)
    lang = primary(config.lang)
    if item.lang_tgt and primary(item.lang_tgt) != lang:
        raise BadInput(
            _("{where}: the text is in “{theirs}”, but this run checks “{mine}”.").format(
                where=where, theirs=item.lang_tgt, mine=config.lang
            ),
            _("Name the language with --lang, or leave this file out."),
        )
    labelled = item.label not in (None, msgspec.UNSET)
    # 1.0, as spreadsheets write it, is 1.
    plain = (
        int(item.label) if isinstance(item.label, float) and item.label.is_integer() else item.label
    )
    label = str(plain).strip().lower() if labelled else ""
    meta = item.meta or _Meta()
    system = meta.system if item.system is None else item.system
    common: dict[str, Any] = {
        "id": str(number if item.id is None else item.id),
        "line": number,
        "source": item.source or None,
        "source_lang": item.lang_src or None,
        "doc": None if item.doc is None else str(item.doc),
        "system": None if system is None else str(system),
    }
    if meta.candidates:
        texts = tuple(candidate.target for candidate in meta.candidates)
        ranks = tuple(candidate.rank for candidate in meta.candidates)
        return Row(texts=texts, kind="ranking", ranks=ranks, **common)
    if item.target is None:
        raise BadInput(
            _("{where}: the row has no “target”, the text to check.").format(where=where)
        )
    right = _right_side(item, label, meta)
    if right is not None:
        return Row(texts=(item.target, right), kind="pair", **common)
    marks = None if meta.span_misaligned or item.errors is None else _marks(item)
    bad, major = _verdict(label, item, unknown)
    return Row(
        texts=(item.target,),
        bad=bad,
        major=major,
        bad_only_beside_source=label in _ONLY_BESIDE_SOURCE,
        score=_score(item, label, meta),
        marks=marks,
        clean=label in _CLEAN,
        **common,
    )


def _right_side(item: _Line, label: str, meta: _Meta) -> str | None:
    """The right side of a minimal pair; None where the row is none."""
    if label == "perturbed":
        return meta.mt_unperturbed
    return item.reference if label.startswith(("minimal_pair", "contrastive")) else None


def _verdict(label: str, item: _Line, unknown: dict[str, int]) -> Verdict:
    if label in _LABELS:
        return _LABELS[label]
    if label and label not in _CLEAN:
        unknown[label] = unknown.get(label, 0) + 1
    if item.label is not msgspec.UNSET or item.errors is None:
        # An empty label is a row that nobody judged, however empty its list of errors.
        return (None, None)
    return _worst(_marks(item))


def _worst(marks: Sequence[Mark]) -> Verdict:
    """What marks alone say of a text: one without a severity is an error, but nobody knows how bad."""
    known = [mark.severity for mark in marks if mark.severity is not None]
    major: bool | None = any(severity >= Severity.MAJOR for severity in known)
    if not major and len(known) < len(marks):
        major = None
    return any(mark.severity is not Severity.NEUTRAL for mark in marks), major


def _score(item: _Line, label: str, meta: _Meta) -> float | None:
    if item.score is not None:
        return -item.score if label in _EDIT_RATE else item.score
    if meta.seg_penalty is not None:
        return -meta.seg_penalty / max(len((item.target or "").split()), 1)
    return None


def _marks(item: _Line) -> tuple[Mark, ...]:
    size = len(item.target or "")
    return tuple(_mark(error, size) for error in item.errors or ())


def _mark(error: _Error, size: int) -> Mark:
    span = None
    if error.start is not None and error.end is not None and 0 <= error.start <= error.end <= size:
        span = Span(error.start, error.end)
    name = (error.severity or "").lower()
    severity = Severity(name) if name in set(Severity) else None
    return Mark(span, severity, error.category or "")


def _placed(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows without marks where nobody in the file marked a place: an empty list there does not mean “no error”."""
    anywhere = any(mark.span is not None for row in rows for mark in row.marks or ())
    for row in rows:
        unusable = row.marks is not None and (
            not anywhere
            or any(m.span is None and m.severity is not Severity.NEUTRAL for m in row.marks)
            or (row.bad and not row.marks)
        )
        yield replace(row, marks=None) if unusable else row


class _Gold(msgspec.Struct):
    document: str
    errors: list[_Error]
    schema: int = 1


def _marked(path: Path) -> tuple[Path, list[_Error]]:
    """The document of a `.gold.json`, and the errors marked in it. Raises BadInput."""
    gold = _decoded(_unpacked(path), _Gold, str(path))
    if gold.schema != 1:
        raise BadInput(
            _("{path}: has schema {schema}; this version reads 1.").format(
                path=path, schema=gold.schema
            )
        )
    if Path(gold.document).name != gold.document:
        raise BadInput(
            _("{path}: “document” must be the name of a file beside it.").format(path=path)
        )
    return path.with_name(gold.document), gold.errors


def _read_document(path: Path, config: Config, limit: int | None) -> Gold:
    """A document beside its `.gold.json`: errors with offsets of the decoded file."""
    from checker.inputs.files import Input, open_document

    companion, errors = _marked(path)
    document = open_document(Input(str(companion), companion), config)
    marks = [_mark(error, len(document.text)) for error in errors]
    rows = []
    line, counted = 1, 0
    for piece in segment(document)[:limit]:
        whole = piece.place(Span(0, len(piece.text)))
        line += document.text.count("\n", counted, whole.start)
        counted = whole.start
        mine = tuple(
            Mark(_within(mark.span, whole), mark.severity, mark.category)
            for mark in marks
            if mark.span is not None and mark.span.overlaps(whole)
        )
        bad, major = _worst(mine)
        rows.append(
            Row(
                f"{companion.name}#{piece.index}",
                line,
                (piece.text,),
                source=piece.source,
                doc=companion.name,
                bad=bad,
                major=major,
                marks=mine,
            )
        )
    return Gold(str(path), tuple(rows), document)


def _within(span: Span, whole: Span) -> Span:
    start, end = max(span.start, whole.start), min(span.end, whole.end)
    return Span(start - whole.start, max(end, start) - whole.start)


def _decoded(data: bytes, kind: type[Any], where: str) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        problem = str(error)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = _("not JSON: {error}").format(error=error)
    except RecursionError:
        problem = _("nested too deeply")
    raise BadInput(f"{where}: {problem}", _("docs/evaluation.md shows the form of a row."))


def _unpacked(path: Path) -> bytes:
    """The bytes of a file, unpacked where its name ends in .xz. Raises BadInput."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            _("{path}: cannot be read: {error}").format(path=path, error=error.strerror)
        ) from None
    try:
        if path.suffix == ".xz":
            data = _decompressed(data)
    except (lzma.LZMAError, EOFError) as error:
        raise BadInput(_("{path}: is incomplete: {error}").format(path=path, error=error)) from None
    if len(data) > LARGEST:
        raise BadInput(
            _("{path}: is larger than {size} megabytes.").format(
                path=path, size=LARGEST // 1024**2
            ),
            _("Split the file."),
        )
    return data.removeprefix(b"\xef\xbb\xbf")


def _decompressed(data: bytes) -> bytes:
    out = b""
    while data and len(out) <= LARGEST:
        unpacker = lzma.LZMADecompressor(memlimit=_MEMORY)
        out += unpacker.decompress(data, max_length=LARGEST + 1 - len(out))
        if not unpacker.eof and len(out) <= LARGEST:
            raise EOFError("the end is missing")
        data = unpacker.unused_data
    return out
