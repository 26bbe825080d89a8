"""What `checker check` does for texts that exist already: known findings, changed lines only, repairs.

All options are looked at before anything is read, so that a wrong one costs no time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker import judge
from checker.config import Config
from checker.errors import BadInput, UsageProblem
from checker.messages import _
from checker.reporters.printable import shown
from checker.types import Document, DocumentResult, Problem, Report

if TYPE_CHECKING:
    from checker.baseline import Baseline, Entry
    from checker.changes import Lines
    from checker.inputs import Input
    from checker.pipeline import Checker

F = TypeVar("F", bound=Callable[..., Any])

EXISTING = (
    "baseline", "update_baseline", "allow_growth", "changed_since", "diff", "fix", "fix_dry_run",
)  # fmt: skip
"""Options of this module by name: they are no settings."""
_SHOWN = 20
"""Entries of a baseline that a refusal shows."""


def existing_options(function: F) -> F:
    """Options for texts that exist already."""
    file = click.Path(dir_okay=False, path_type=Path)
    for option in reversed(
        [
            click.option(
                "--baseline",
                type=file,
                help="Findings listed in this file are known and do not count.",
            ),
            click.option(
                "--update-baseline",
                is_flag=True,
                help="Write the findings of this run to the --baseline file; refused if any is new there.",
            ),
            click.option(
                "--allow-growth",
                is_flag=True,
                help="Let --update-baseline add findings to a baseline that exists.",
            ),
            click.option(
                "--changed-since",
                metavar="REV",
                help="Report only sentences on lines changed since this branch left REV (git).",
            ),
            click.option(
                "--diff",
                type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
                help="Report only sentences on lines that this unified diff changes; - for standard input.",
            ),
            click.option(
                "--fix",
                is_flag=True,
                help="Repair in place what can be repaired without a person (typography).",
            ),
            click.option(
                "--fix-dry-run",
                is_flag=True,
                help="Print what --fix would change as a unified diff, instead of a report.",
            ),
        ]
    ):
        function = option(function)
    return function


@dataclass
class Existing:
    """One run's choices, and the changed lines once its files are known."""

    config: Config
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

    def changed(self, items: Iterable[Input | Problem]) -> Iterator[Input | Problem]:
        """Those inputs that have changed lines; all of them where nobody asked for changes only."""
        if not self._narrow:
            yield from items
            return
        from checker.changes import by_diff, since

        known = list(items)
        names = [item.name for item in known if not isinstance(item, Problem)]
        if self.revision is not None:
            self._lines = since(self.revision, names)
        else:
            self._lines = by_diff(self.diff or "", names)
        if not self.config.quiet:
            _say(
                _("files with changes: {count} of {all}").format(
                    count=len(self._lines), all=len(names)
                )
            )
        yield from (i for i in known if isinstance(i, Problem) or i.name in self._lines)

    def check(self, checker: Checker, documents: Iterable[Document | Problem]) -> Report:
        """The report of the documents: repaired first where that was asked for, known findings suppressed.

        Where `keeps_documents`, they are a list: they are gone through more than once.
        """
        kept = documents if isinstance(documents, list) else []
        by_path = {item.path: item for item in kept if isinstance(item, Document)}
        report = self._settled(checker.check(documents), by_path)
        if self.fix:
            repaired = self._repaired(report, by_path)
            if repaired:
                again = checker.check(repaired)
                by_path |= {item.path: item for item in repaired if isinstance(item, Document)}
                report = self._settled(_merged(report, again, self.config), by_path)
        if self.baseline is not None and not self.update:
            self._compared(report, self.baseline, checker.rules)
        return report

    def preview(self, report: Report, documents: Sequence[Document | Problem]) -> str:
        """What --fix would change, as a unified diff."""
        from checker.fix import difference

        by_path = {item.path: item for item in documents if isinstance(item, Document)}
        return "".join(
            difference(document.path, document.text, text)
            for document, text in self._repairs(report, by_path)
        )

    def updated(self, report: Report, codes: Collection[str]) -> Report:
        """Writes the baseline anew, and the report with all that it holds suppressed.

        Raises UsageProblem where it would grow and nobody allowed that, or cannot be written.
        """
        if not self.update or self.baseline_file is None:
            return report
        from checker.baseline import FORMAT, Baseline, encoded, revise

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
        try:
            self.baseline_file.write_bytes(encoded(revision.baseline))
        except OSError as error:
            raise UsageProblem(
                _("{file}: cannot be written: {reason}").format(
                    file=self.baseline_file, reason=error.strerror
                )
            ) from None
        _say(
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
        """The report without unchanged sentences, its known findings suppressed, the gate applied anew."""
        if not self._narrow and self.baseline is None:
            return report
        results = []
        for result in report.documents:
            if self._narrow and result.path in documents and result.path in self._lines:
                lines, text = self._lines[result.path], documents[result.path].text
                result = judge.narrowed(result, partial(lines.touched, text))
            results.append(self._without_known(result))
        return judge.report(
            report.tool, results, report.problems, report.summary.seconds, self.config
        )

    def _without_known(self, result: DocumentResult) -> DocumentResult:
        if self.baseline is None:
            return result
        from checker.baseline import known

        prints = known(self.baseline, result, self._folder)
        return judge.suppressed(result, "baseline", lambda f: f.fingerprint in prints)

    def _compared(self, report: Report, baseline: Baseline, codes: Collection[str]) -> None:
        from checker.baseline import differing, revise

        parts = differing(baseline.signature, report.tool.signature)
        if parts:
            _say(
                _(
                    "{path}: the baseline was made by another version or other models: {parts}"
                ).format(path=self.baseline_file, parts=", ".join(parts)),
                _("What the models say may differ. --update-baseline writes it anew."),
            )
        if self._narrow or self.config.quiet:
            return
        gone = revise(baseline, report, codes, self._folder).gone
        if gone:
            _say(
                _("known findings that are fixed: {count}").format(count=len(gone)),
                _("--update-baseline takes them out of the baseline."),
            )

    def _repaired(
        self, report: Report, documents: Mapping[str, Document]
    ) -> list[Document | Problem]:
        """The files that were repaired, read again."""
        from checker.fix import write
        from checker.inputs import Input, open_document

        out: list[Document | Problem] = []
        for document, text in self._repairs(report, documents):
            path = Path(document.path)
            try:
                write(path, document.text, text, document.encoding)
                new = open_document(Input(document.path, path), self.config)
            except BadInput as error:
                _say(error.message, error.hint)
                continue
            out.append(replace(new, original=document.original, source_path=document.source_path))
        return out

    def _repairs(
        self, report: Report, documents: Mapping[str, Document]
    ) -> Iterator[tuple[Document, str]]:
        """Documents that can be repaired, with their new text; says what is done and what is not."""
        from checker.fix import repair

        for result in report.documents:
            document = documents[result.path]
            findings = [finding for segment in result.segments for finding in segment.findings]
            try:
                repaired = repair(document.path, document.text, findings, document.encoding)
            except UsageProblem as error:
                _say(error.message)
                continue
            for one in repaired.refused:
                place = f"{document.path}:{one.finding.line}:{one.finding.column}"
                _say(
                    _("{place} {code} not repaired: {reason}").format(
                        place=place, code=one.finding.code, reason=one.refused
                    )
                )
            if repaired.done:
                said = _("{path}: repaired: {count}")
                if self.dry_run:
                    said = _("{path}: would be repaired: {count}")
                _say(said.format(path=document.path, count=len(repaired.done)))
                yield document, repaired.text


def chosen(options: dict[str, Any], paths: Sequence[str], config: Config) -> Existing:
    """What a run does with known findings, changed lines and repairs. Raises UsageProblem for what cannot be meant."""
    from checker.baseline import load
    from checker.fix import BINARY

    file, update, growth, revision, diff, fix, dry_run = (options[name] for name in EXISTING)
    narrow = revision is not None or diff is not None
    for wrong, said in (
        (update and file is None, _("--update-baseline needs --baseline FILE.")),
        (growth and not update, _("--allow-growth needs --update-baseline.")),
        (
            revision is not None and diff is not None,
            _("--changed-since and --diff do not go together."),
        ),
        (
            update and narrow,
            _("--update-baseline needs all sentences: leave --changed-since and --diff out."),
        ),
        (fix and dry_run, _("--fix and --fix-dry-run do not go together.")),
        (
            narrow and "-" in paths,
            _("of standard input nobody knows what changed: name the file instead of “-”."),
        ),
        (fix and "-" in paths, _("standard input cannot be repaired in place: name the file.")),
    ):
        if wrong:
            raise UsageProblem(said)
    for path in paths:
        if (fix or dry_run) and PurePath(path).suffix.lower() in BINARY:
            raise UsageProblem(
                _("{path}: files of this kind cannot be repaired automatically.").format(path=path),
                _(
                    "Make the changes in the program that wrote the file, or check a text version of it."
                ),
            )
    if revision is not None and (not revision or revision.startswith("-")):
        raise UsageProblem(
            _("--changed-since {revision}: this is not a revision.").format(revision=revision)
        )
    first = update and file is not None and not file.exists()
    return Existing(
        config,
        baseline_file=file,
        update=update,
        allow_growth=growth,
        revision=revision,
        diff=None if diff is None else _read(diff),
        fix=fix,
        dry_run=dry_run,
        baseline=None if file is None or first else load(file),
    )


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageProblem(
            _("{path}: cannot be read: {error}").format(path=file, error=error.strerror)
        ) from None
    return data.decode("utf-8", "surrogateescape")


def _merged(first: Report, again: Report, config: Config) -> Report:
    new = {result.path: result for result in again.documents}
    return judge.report(
        first.tool,
        [new.get(result.path, result) for result in first.documents],
        first.problems,
        first.summary.seconds + again.summary.seconds,
        config,
    )


def _listed(entries: Sequence[Entry]) -> list[str]:
    lines = [shown(f"{entry.path} {entry.code}  {entry.sentence}") for entry in entries[:_SHOWN]]
    if len(entries) > _SHOWN:
        lines.append(_("and {count} more").format(count=len(entries) - _SHOWN))
    return lines


def _say(message: str, hint: str | None = None) -> None:
    click.echo(f"checker: {message}", err=True)
    if hint:
        click.echo(f"  {hint}", err=True)
