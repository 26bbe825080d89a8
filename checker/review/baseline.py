"""Known findings: the file that lists them, what a run adds to it, and what has disappeared since.

An entry is a path and the fingerprint of a finding (rule, sentence without typography, which one of several), so that
moved lines change nothing. A file that was renamed is known by its findings. Paths are relative to the folder of the
baseline file. One entry is one line of JSON, sorted, so that a review shows what came and what went.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from checker.disk.loading import read_file
from checker.errors import UsageProblem
from checker.messages import _
from checker.types import DocumentResult, Finding, Report

FORMAT = 1
_EXCERPT = 100
"""Code points of a sentence that an entry shows; it is for people, and identifies nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A known finding. `path` is relative to the baseline's folder, with slashes."""

    path: str
    code: str
    fingerprint: str
    sentence: str

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the finding."""
        return self.path, self.fingerprint


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings, and the signature of the run that found them."""

    format: int
    signature: str
    findings: tuple[Entry, ...] = ()

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """What identifies its findings."""
        return frozenset(entry.key for entry in self.findings)

    @property
    def prints(self) -> Mapping[str, Set[str]]:
        """The fingerprints of its findings by their paths, for who asks of many files."""
        found: dict[str, set[str]] = {}
        for entry in self.findings:
            found.setdefault(entry.path, set()).add(entry.fingerprint)
        return found


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of decisions; what is left out here is for `checker calibrate`."""

    dismissed: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """What a run makes of a baseline: the new one, the entries added, and those that disappeared."""

    baseline: Baseline
    added: tuple[Entry, ...]
    gone: tuple[Entry, ...]


def load(file: Path) -> Baseline:
    """The baseline in a file. Raises UsageProblem for one that is not there, or is none of this version."""
    import msgspec

    try:
        data = read_file(file)
        found = _decided(data) if is_decisions(file) else msgspec.json.decode(data, type=Baseline)
    except FileNotFoundError:
        raise UsageProblem(
            _("{path}: there is no such baseline.").format(path=file),
            _("Add --update-baseline to write it."),
        ) from None
    except OSError as error:
        raise UsageProblem(
            _("{path}: cannot be read: {error}").format(path=file, error=error.strerror)
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageProblem(
            _("{path}: is not a baseline: {error}").format(path=file, error=error),
            _("Delete the file and recreate it with --update-baseline."),
        ) from None
    if found.format != FORMAT:
        raise UsageProblem(
            _("{path}: has format {format}; this version reads {mine}.").format(
                path=file, format=found.format, mine=FORMAT
            ),
            _("Delete the file and recreate it with --update-baseline."),
        )
    return found


def is_decisions(file: Path) -> bool:
    """Whether a file holds what people decided of findings, as the HTML report saves it, and no run may write it."""
    return file.suffix == ".jsonl"


def _decided(data: bytes) -> Baseline:
    """The findings that people dismissed, in rows that hold what they accepted as well."""
    import msgspec

    decoder = msgspec.json.Decoder(_Row)
    rows = [decoder.decode(line) for line in data.split(b"\n") if line.strip()]
    return Baseline(FORMAT, "", tuple(entry for row in rows for entry in row.dismissed))


def encoded(baseline: Baseline) -> bytes:
    """The bytes of a baseline file: one finding a line, sorted."""
    import msgspec

    def text(value: object) -> str:
        return msgspec.json.encode(value).decode()

    lines = ",\n".join(text(entry) for entry in sorted(baseline.findings))
    head = f'"format": {baseline.format},\n"signature": {text(baseline.signature)}'
    return f'{{\n{head},\n"findings": [\n{lines}\n]\n}}\n'.encode()


def relative(path: str, folder: Path) -> str:
    """How a baseline in `folder` names the file of a report."""
    if path == "-":
        return path
    try:
        return PurePath(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path


def followed(baseline: Baseline, report: Report, folder: Path) -> Baseline:
    """The baseline with the entries of renamed files under their new names.

    A file that is gone has become the checked one, unknown so far, that holds most of its findings and at least half.
    """
    prints = baseline.prints
    lost = [path for path in sorted(prints) if path != "-" and not _there(folder, path)]
    if not lost:
        return baseline
    fresh = {
        path: {finding.fingerprint for one in document.segments for finding in one.findings}
        for document in report.documents
        if (path := relative(document.path, folder)) not in prints
    }
    holders: dict[str, deque[str]] = {}
    for path, mine in fresh.items():
        for one in mine:
            holders.setdefault(one, deque()).append(path)
    moved: dict[str, str] = {}
    for path in lost:
        near = dict.fromkeys(
            new for one in sorted(prints[path]) for new in _first(holders.get(one, deque()), fresh)
        )
        best = max(near, key=lambda new: len(fresh[new] & prints[path]), default=None)
        if best is not None and 2 * len(fresh[best] & prints[path]) >= len(prints[path]):
            moved[path] = best
            del fresh[best]
    renamed = (replace(one, path=moved.get(one.path, one.path)) for one in baseline.findings)
    return replace(baseline, findings=tuple(renamed))


def _there(folder: Path, path: str) -> bool:
    """Whether there is such a file; never raises, whatever a baseline that somebody wrote says."""
    return os.path.exists(folder / path)  # noqa: PTH110


_HOLDERS = 50
"""Files looked at that hold one finding: what stands in more of them says of none which it was."""


def _first(holders: deque[str], fresh: Container[str]) -> list[str]:
    """The first of the holders of a finding that are still fresh; others at the front are dropped for good."""
    while holders and holders[0] not in fresh:
        holders.popleft()
    return [path for path in itertools.islice(holders, _HOLDERS) if path in fresh]


def revise(old: Baseline, report: Report, codes: Collection[str], folder: Path) -> Revision:
    """What `old` becomes by a run of the rules `codes`.

    Entries that the run could say nothing of stay: of files that were not checked but are there, and of rules that
    did not run. What a comment or the configuration switches off needs no entry.
    """
    found = {
        entry.key: entry for document in report.documents for entry in entries(document, folder)
    }
    checked = {relative(document.path, folder) for document in report.documents}
    kept: list[Entry] = []
    gone: list[Entry] = []
    for entry in old.findings:
        gone_file = entry.path != "-" and not _there(folder, entry.path)
        if not (entry.code in codes if entry.path in checked else gone_file):
            kept.append(entry)
        elif entry.key not in found:
            gone.append(entry)
    before = old.keys
    return Revision(
        Baseline(
            FORMAT,
            merged(old.signature, report.tool.signature) if kept else report.tool.signature,
            tuple(sorted({*kept, *found.values()})),
        ),
        tuple(sorted(entry for key, entry in found.items() if key not in before)),
        tuple(sorted(gone)),
    )


def entries(document: DocumentResult, folder: Path) -> Iterator[Entry]:
    """What the baseline in a folder says of a document's findings."""
    path = relative(document.path, folder)
    for segment in document.segments:
        sentence = " ".join(segment.text.split())
        if len(sentence) > _EXCERPT:
            sentence = sentence[: _EXCERPT - 1] + "…"
        for finding in segment.findings:
            if _counts(finding):
                yield Entry(path, finding.code, finding.fingerprint, sentence)


def _counts(finding: Finding) -> bool:
    return finding.suppressed in (None, "baseline")


def differing(one: str, other: str) -> tuple[str, ...]:
    """Names of the parts in which two signatures differ; a part that only one of them has is no difference."""
    first, second = _parts(one), _parts(other)
    return tuple(name for name in first if name in second and first[name] != second[name])


def merged(old: str, new: str) -> str:
    """The signature of a baseline that two runs made: the newer run's parts, and what only the older one had."""
    parts = _parts(old) | _parts(new)
    if "models" in parts:
        parts.pop("tier", None)
    return _joined(parts.items())


def _parts(signature: str) -> dict[str, str]:
    named = (part.partition(":") for part in signature.split("|"))
    return {name: value for name, _colon, value in named}


def _joined(parts: Iterable[tuple[str, str]]) -> str:
    return "|".join(f"{name}:{value}" for name, value in parts)
