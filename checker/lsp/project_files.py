"""Files of a project that editors change by a wish: the baseline and the glossary. Each is replaced in one step."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from checker.checks.document.terminology import COLUMNS, parse_csv
from checker.config import Config
from checker.disk import writing
from checker.disk.loading import read_file
from checker.disk.visible import exists
from checker.errors import BadInput, UsageProblem
from checker.judge.results import suppressed
from checker.lsp.actions import glossary_file
from checker.messages import _
from checker.review import baseline
from checker.types import DocumentResult


def without_known(result: DocumentResult, config: Config) -> DocumentResult:
    """The result in which the findings of the baseline do not count. Raises UsageProblem for a broken one."""
    if config.baseline is None or not exists(config.baseline):
        return result
    file = Path(config.baseline)
    prints = baseline.load(file).prints
    known = prints.get(baseline.relative(result.path, file.parent), frozenset())
    return suppressed(result, "baseline", lambda finding: finding.fingerprint in known)


def add_to_baseline(
    result: DocumentResult, fingerprint: str, signature: str, config: Config
) -> Path:
    """Writes one finding of a result into the baseline, which may not be there yet. Raises UsageProblem."""
    if config.baseline is None:
        raise UsageProblem(
            _("the settings name no baseline."), _("Write baseline = FILE into checker.toml.")
        )
    file = Path(config.baseline)
    if baseline.is_decisions(file):
        raise UsageProblem(
            _("A run never rewrites a file of decisions (.jsonl): name another baseline.")
        )
    old = baseline.load(file) if exists(file) else baseline.Baseline(baseline.FORMAT, signature)
    new = baseline.entries(result, file.parent)
    accepted = {entry for entry in new if entry.fingerprint == fingerprint}
    findings = tuple(sorted({*old.findings, *accepted}))
    writing.replace(file, baseline.encoded(replace(old, findings=findings)))
    return file


def add_to_glossary(kind: str, source: str, target: str, config: Config) -> Path:
    """Writes a term into the first glossary that is a table. Raises UsageProblem or BadInput."""
    name = glossary_file(config.glossary)
    if name is None:
        raise UsageProblem(
            _("the settings name no glossary that is a .csv file."),
            _("Write glossary = [FILE] into checker.toml."),
        )
    file = Path(name)
    try:
        was = read_file(file) if exists(file) else b""
    except OSError as error:
        raise BadInput(
            _("{path}: cannot be read: {reason}").format(path=name, reason=error.strerror)
        ) from None
    new = _with_row(was or ",".join(COLUMNS[:3]).encode() + b"\n", kind, source, target)
    parse_csv(new, name)  # what cannot be read afterwards is not written
    writing.replace(file, new)
    return file


def _with_row(data: bytes, kind: str, source: str, target: str) -> bytes:
    """A table with a row more, in its own columns and with its own separator and line end."""
    text = data.decode("utf-8")
    head = text.removeprefix("\ufeff").split("\n", 1)[0].rstrip("\r")
    delimiter = max(",;\t", key=head.count)
    names = [name.strip().strip('"').lower() for name in head.split(delimiter)]
    end = "\r\n" if "\r\n" in text else "\n"
    row = {"kind": kind, "source": source, "target": target}
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(
        [row.get(name, "") for name in names]
    )
    return (text if text.endswith("\n") else text + end).encode() + out.getvalue().encode()
