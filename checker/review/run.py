"""A run over texts that exist already: changed lines only, known findings set aside, repairs first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from checker.config import Config
from checker.disk import writing
from checker.errors import BadInput, UsageProblem
from checker.faults import contained
from checker.inputs.files import Input, Item, open_document, reader_of
from checker.judge import gate, results
from checker.messages import _
from checker.pipeline import Checker, Keep
from checker.review.baseline import (
    FORMAT,
    Baseline,
    Entry,
    differing,
    encoded,
    followed,
    relative,
    revise,
)
from checker.review.changes import Lines, by_diff, since
from checker.review.fix import Repaired, difference, repair, write
from checker.text.printable import shown
from checker.types import Document, DocumentResult, Notice, Problem, Report


class Say(Protocol):
    """Tells a person what happened, and what to do about it; no part of the report."""

    def __call__(self, message: str, hint: str | None = None) -> None:
        """Says one thing."""


_SHOWN = 20
"""Entries of a baseline that a refusal shows."""


@dataclass
class Review:
    """One run's choices, and the changed lines once its files are known."""

    config: Config
    say: Say
    baseline_file: Path | None = None
    update: bool = False
    allow_growth: bool = False
    revision: str | None = None
    diff: str | None = None
    fix: bool = False
    dry_run: bool = False
    baseline: Baseline | None = None
    _lines: Mapping[str, Lines] = field(default_factory=dict)

    @property
    def _narrow(self) -> bool:
        return self.revision is not None or self.diff is not None

    @property
    def keeps_documents(self) -> bool:
        """Whether the documents are needed once more when all are checked."""
        return self._narrow or self.fix or self.dry_run

    @property
    def _folder(self) -> Path:
        return self.baseline_file.parent if self.baseline_file else Path()

    def changed(self, items: Iterable[Item]) -> Iterator[Item]:
        """Those inputs that have changed lines; all of them where nobody asked for changes only."""
        if not self._narrow:
            yield from items
            return
        known = list(items)
        names = [item.name for item in known if isinstance(item, Input)]
        if self.revision is not None:
            self._lines = since(self.revision, names)
        else:
            self._lines = by_diff(self.diff or "", names)
        if not self.config.quiet:
            self.say(
                _("files with changes: {count} of {all}").format(
                    count=len(self._lines), all=len(names)
                )
            )
        yield from (i for i in known if not isinstance(i, Input) or i.name in self._lines)

    @property
    def looks_back(self) -> bool:
        """Whether anything is done with the results when all documents are through."""
        return self.keeps_documents or self.update or self.baseline is not None

    def check(
        self,
        checker: Checker,
        documents: Iterable[Document | Problem | Notice],
        keep: Keep = lambda result: result,
    ) -> Report:
        """The report of the documents: repaired first where that was asked for, known findings suppressed.

        Where `keeps_documents`, they are a list: they are gone through more than once. `keep` is told of each result,
        and may shorten it where nothing `looks_back`.
        """
        kept = documents if isinstance(documents, list) else []
        by_path = {item.path: item for item in kept if isinstance(item, Document)}
        report = self._settled(checker.check(documents, keep=keep), by_path)
        if self.fix and not checker.stopped:
            repaired = self._repaired(report, by_path)
            if repaired:
                again = checker.check(repaired)
                by_path |= {item.path: item for item in repaired if isinstance(item, Document)}
                report = self._settled(_merged(report, again, self.config), by_path)
        if self.baseline is not None and not self.update:
            self._compared(report, self.baseline, checker.rules)
        return report

    def preview(self, report: Report, documents: Sequence[Document | Problem | Notice]) -> str:
        """What --fix would change, as a unified diff."""
        by_path = {item.path: item for item in documents if isinstance(item, Document)}
        parts = []
        for document, repaired, _new in self._repairs(report, by_path):
            self._tell(document, repaired, writing.note_of_links(Path(document.path)))
            parts.append(difference(document.path, document.text, repaired.text))
        return "".join(parts)

    def updated(self, report: Report, checker: Checker) -> Report:
        """Rewrites the baseline, and returns the report with all that it lists suppressed; of a stopped run, nothing.

        Raises UsageProblem where it would grow and nobody allowed that, or cannot be written.
        """
        if not self.update or self.baseline_file is None or checker.stopped:
            return report
        codes = checker.rules
        old = self.baseline or Baseline(FORMAT, report.tool.signature)
        revision = revise(old, report, codes, self._folder)
        if revision.added and self.baseline is not None and not self.allow_growth:
            raise UsageProblem(
                _("{path}: the baseline would grow; it was not written. New: {count}").format(
                    path=self.baseline_file, count=len(revision.added)
                ),
                _("Repair these, or add --allow-growth to accept them:")
                + "".join(f"\n  {line}" for line in _listed(revision.added)),
            )
        writing.replace(self.baseline_file, encoded(revision.baseline))
        self.say(
            _("{path}: known findings: {count} (new: {added}, gone: {gone})").format(
                path=self.baseline_file,
                count=len(revision.baseline.findings),
                added=len(revision.added),
                gone=len(revision.gone),
            )
        )
        self.baseline = revision.baseline
        return self._settled(report, {})

    def _settled(self, report: Report, documents: Mapping[str, Document]) -> Report:
        """The report without unchanged sentences, its known findings suppressed, the gate applied again."""
        if not self._narrow and self.baseline is None:
            return report
        if self.baseline is not None:
            self.baseline = followed(self.baseline, report, self._folder)
        prints = {} if self.baseline is None else self.baseline.prints
        settled = []
        for result in report.documents:
            if self._narrow and result.path in documents and result.path in self._lines:
                lines, text = self._lines[result.path], documents[result.path].text
                result = results.narrowed(result, partial(lines.touched, text))
            settled.append(self._without(prints, result))
        return gate.revised(report, settled, self.config)

    def _without(self, prints: Mapping[str, Set[str]], result: DocumentResult) -> DocumentResult:
        known = prints.get(relative(result.path, self._folder))
        if not known:
            return result
        return results.suppressed(result, "baseline", lambda f: f.fingerprint in known)

    def _compared(self, report: Report, baseline: Baseline, codes: Collection[str]) -> None:
        parts = differing(baseline.signature, report.tool.signature)
        if parts:
            self.say(
                _(
                    "{path}: the baseline was made by another version or other models: {parts}"
                ).format(path=self.baseline_file, parts=", ".join(parts)),
                _("The findings of the models may differ. --update-baseline rewrites it."),
            )
        if self._narrow or self.config.quiet:
            return
        gone = revise(baseline, report, codes, self._folder).gone
        if gone:
            self.say(
                _("known findings that are fixed: {count}").format(count=len(gone)),
                _("--update-baseline takes them out of the baseline."),
            )

    def _repaired(
        self, report: Report, documents: Mapping[str, Document]
    ) -> list[Document | Problem]:
        """The files that were repaired, as they read now."""
        out: list[Document | Problem] = []
        for document, repaired, new in self._repairs(report, documents):
            path = Path(document.path)
            links = writing.note_of_links(path)
            try:
                write(path, document.text, repaired.text, document.encoding)
            except BadInput as error:
                out.append(Problem(document.path, error.message, error.hint))
                continue
            self._tell(document, repaired, links)
            out.append(replace(new, original=document.original, source_path=document.source_path))
        return out

    def _repairs(
        self, report: Report, documents: Mapping[str, Document]
    ) -> Iterator[tuple[Document, Repaired, Document]]:
        """Documents that can be repaired, with their new text, and as it then reads; says what cannot be."""
        for result in report.documents:
            document = documents[result.path]
            findings = [finding for segment in result.segments for finding in segment.findings]
            try:
                repaired = repair(
                    document.path,
                    document.text,
                    findings,
                    document.encoding,
                    reader_of(document.path, self.config).name,
                )
            except UsageProblem as error:
                self.say(error.message)
                continue
            for one in repaired.refused:
                place = f"{document.path}:{one.finding.line}:{one.finding.column}"
                self.say(
                    _("{place} {code} not repaired: {reason}").format(
                        place=place, code=one.finding.code, reason=one.refused
                    )
                )
            if repaired.done and (new := self._reread(document, repaired)) is not None:
                yield document, repaired, new

    def _reread(self, document: Document, repaired: Repaired) -> Document | None:
        """The document that the repaired text will be; None, and that is said, where less of it could be read."""
        try:
            return reread(document, repaired.text, self.config)
        except BadInput as error:
            message = _("not repaired, since less of it could then be read: {reason}")
            self.say(message.format(reason=error.message), error.hint)
            return None

    def _tell(self, document: Document, repaired: Repaired, links: str | None) -> None:
        message = _("{path}: repaired: {count}")
        if self.dry_run:
            message = _("{path}: would be repaired: {count}")
        self.say(message.format(path=document.path, count=len(repaired.done)), links)


def reread(document: Document, text: str, config: Config) -> Document:
    """The document in a file that will hold `text`. Raises BadInput where less could be read than of `document`."""
    path, data = document.path, text.encode(document.encoding, "replace")
    with contained(path, verbose=config.verbose):
        new = open_document(Input(path, Path(path), data=data), config)
    if len(new.problems) > len(document.problems):
        problem = new.problems[len(document.problems)]
        raise BadInput(f"{path}: {problem.message}", problem.hint)
    return new


def _merged(first: Report, again: Report, config: Config) -> Report:
    new = {result.path: result for result in again.documents}
    both = replace(first, problems=(*first.problems, *again.problems))
    return gate.revised(both, [new.get(one.path, one) for one in first.documents], config)


def _listed(entries: Sequence[Entry]) -> list[str]:
    lines = [shown(f"{entry.path} {entry.code}  {entry.sentence}") for entry in entries[:_SHOWN]]
    if len(entries) > _SHOWN:
        lines.append(_("and {count} more").format(count=len(entries) - _SHOWN))
    return lines
