"""What must hold of any bytes: each target takes some and raises where it does not."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from checker.checks.document.calques import parse_list
from checker.checks.document.terminology import parse_csv, parse_tbx
from checker.config import Config, load
from checker.errors import BadInput, ConfigProblem, UsageProblem
from checker.judge import gate
from checker.judge.selection import strange
from checker.pipeline import Checker
from checker.plugins import annotators, checks, readers, reporters
from checker.review import baseline
from checker.review.changes import by_diff
from checker.review.fix import repair
from checker.review.run import reread
from checker.types import Document, DocumentResult, Report
from tests.fuzz import seeds
from tests.fuzz.inputs import damaged, generated

SUFFIX = {name: reader.suffixes[0] for name, reader in readers().items()}
LANGUAGES = ("fr-FR", "fr-CA", "fr-CH", "de", "fr", "en")


@dataclass(frozen=True, slots=True)
class Target:
    """Something that takes files of strangers, and what to feed it."""

    inputs: st.SearchStrategy[bytes]
    run: Callable[[bytes], None]


def read(name: str, data: bytes) -> Document | None:
    """A reader gives a document whose places lie in the file, or raises BadInput, and nothing else."""
    path = "a" + SUFFIX[name]
    try:
        document = readers()[name].read(path, data, Config())
    except BadInput:
        return None
    size = len(document.text)
    document.text.encode("utf-8")
    for block in document.blocks:
        for text in (block.text, block.source, block.id, *block.source_forms):
            (text or "").encode("utf-8")  # no halves of surrogate pairs: no output can hold them
        assert all(0 <= block.place(i) < size for i in range(len(block.text))), block
    for ignore in document.ignores:
        assert 0 <= ignore.span.start <= ignore.span.end <= size + 1, ignore
    return document


def check(name: str, data: bytes) -> None:
    """Every rule of the fast tier, every reporter, the file written back, and repaired."""
    document = read(name, data)
    if document is None:
        return
    runner = _checker(LANGUAGES[len(data) % len(LANGUAGES)])
    result = runner.check_document(document)
    for segment in result.segments:
        for finding in segment.findings:
            assert 0 <= finding.start <= finding.end <= len(document.text), finding
            assert finding.message, finding
    report = gate.report(runner.tool, [result], [], 0.0, runner.config)
    for format_ in reporters():
        _written(format_, report, runner.config)
    for annotator in annotators().values():
        if annotator.reads == name:
            text = annotator.annotate(document, result, runner.tool)
            _same_blocks(name, document, _again(name, text, document.encoding))
    _repaired(name, document, result)


def settings(data: bytes) -> None:
    """A settings file, found or named, gives a checker or a message."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "checker.toml")
        file.write_bytes(data)
        for named in (None, file):
            try:
                Checker(load(Path(folder), named, strange)).close()
            except (ConfigProblem, UsageProblem):
                continue
            except BadInput as error:  # a list that it names is not there
                assert folder in error.message, error


def known_findings(suffix: str, data: bytes) -> None:
    """A baseline is read as it is written, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "known" + suffix)
        file.write_bytes(data)
        try:
            found = baseline.load(file)
        except UsageProblem:
            return
        again = Path(folder, "again.json")
        again.write_bytes(baseline.encoded(found))
        assert set(baseline.load(again).findings) == set(found.findings)


def glossary(suffix: str, data: bytes) -> None:
    """A glossary gives terms or BadInput."""
    try:
        terms = parse_csv(data, "a") if suffix == ".csv" else parse_tbx(data, "a", "fr", "en")
    except BadInput:
        return
    assert all(term.source or any(term.targets) for term in terms), terms


def calques(data: bytes) -> None:
    """A list of calques gives entries or BadInput."""
    try:
        parse_list(data.decode("utf-8", "replace"), "a")
    except BadInput:
        return


def diff(data: bytes) -> None:
    """A diff names changed lines or is refused."""
    try:
        found = by_diff(data.decode("utf-8", "surrogateescape"), ["a.txt", "é.txt"])
    except UsageProblem:
        return
    assert set(found) <= {"a.txt", "é.txt"}


@cache
def all_targets() -> Mapping[str, Target]:
    """The targets by name; those of a reader carry its name."""
    found = {}
    for name, files in seeds.of_readers().items():
        inputs = damaged(files) | generated() if files else generated()
        found[f"read-{name}"] = Target(inputs, partial(_only_read, name))
        found[f"check-{name}"] = Target(inputs, partial(check, name))
    found["settings"] = Target(damaged([seeds.SETTINGS]), settings)
    found["calques"] = Target(damaged([seeds.CALQUES]), calques)
    found["diff"] = Target(damaged([seeds.DIFF]), diff)
    for suffix in (".json", ".jsonl"):
        found[f"baseline{suffix}"] = Target(
            damaged(seeds.BASELINES), partial(known_findings, suffix)
        )
    for suffix, data in seeds.GLOSSARIES.items():
        found[f"glossary{suffix}"] = Target(damaged([data]), partial(glossary, suffix))
    return found


def _only_read(name: str, data: bytes) -> None:
    read(name, data)


@cache
def _checker(lang: str) -> Checker:
    codes = tuple(code for code, rule in checks().items() if not rule.model)
    known = (str(seeds.GLOSSARY),)
    # Without those that a parser must be installed for: `run` names it where it is.
    return Checker(Config(lang=lang, tier="fast", select=codes, glossary=known, cache=False))


def _written(format_: str, report: Report, config: Config) -> None:
    """What a reporter writes is what other programs read."""
    out = io.StringIO()
    reporters()[format_].report(report, out, config)
    text = out.getvalue()
    data = text.encode("utf-8")
    assert "\x1b" not in text, format_
    if format_ in ("json", "sarif", "gitlab"):
        json.loads(text)
    elif format_ == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in text.split("\n") if line)
    elif format_ == "junit":
        etree.fromstring(data)
    elif format_ in ("csv", "tsv"):
        table = list(csv.reader(io.StringIO(text, newline="")))
        if format_ == "tsv":
            table = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
        assert len({len(row) for row in table}) == 1, table


def _again(name: str, text: str, encoding: str) -> Document:
    """A file that was written, read again: here BadInput is a loss."""
    data = text.encode(encoding, "xmlcharrefreplace")
    return readers()[name].read("a" + SUFFIX[name], data, Config())


def _same_blocks(name: str, before: Document, after: Document) -> None:
    if after.encoding != before.encoding:
        return  # bytes in an encoding that no file names: they are kept, and may be guessed otherwise
    old, new = ([(b.id, b.source, b.text) for b in one.blocks] for one in (before, after))
    assert old == new, (
        name,
        next(pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]),
    )


def _repaired(name: str, document: Document, result: DocumentResult) -> None:
    findings = [finding for segment in result.segments for finding in segment.findings]
    try:
        done = repair(document.path, document.text, findings, document.encoding)
    except UsageProblem:
        return
    if done.done:
        with contextlib.suppress(BadInput):  # the file keeps what it says
            new = reread(document, done.text, Config())
            assert new.text == done.text or new.encoding != document.encoding
