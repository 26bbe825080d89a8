"""`checker check`: the main job."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from checker.cli.completion import files, formats, inputs
from checker.cli.existing import EXISTING, chosen, existing_options
from checker.cli.help import Command
from checker.cli.options import globs, language_options, model_options, rule_options, settings
from checker.cli.pipes import silence
from checker.cli.printed import as_toml
from checker.cli.progress import Progress, Relay
from checker.config import Config, settings_file
from checker.errors import BadInput, CheckerError, UnknownFormat, UsageProblem
from checker.messages import _
from checker.plugins import annotators
from checker.types import Document, Notice, Problem, Report

Opened = Document | Problem | Notice

if TYPE_CHECKING:
    from checker.inputs.files import Input, Item
    from checker.review.run import Review


@click.command(cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=files)
@click.option(
    "--source",
    metavar="FILE",
    shell_complete=files,
    help="The text that was translated, for one PATH.",
)
@click.option(
    "--source-pattern",
    metavar="PATTERN",
    help="Finds each PATH's source beside it: '{stem}.en.txt'.",
)
@click.option(
    "--input-format",
    metavar="NAME",
    shell_complete=inputs,
    help="Read every PATH as this format (default: by its ending).",
)
@click.option(
    "--stdin-filename",
    metavar="PATH",
    help="What standard input (-) is called: its format, language, settings and source follow from it.",
)
@click.option(
    "--include",
    multiple=True,
    callback=globs,
    metavar="PATTERN",
    help="Search folders for these files only; as in .gitignore, repeatable.",
)
@click.option(
    "--exclude",
    multiple=True,
    callback=globs,
    metavar="PATTERN",
    help="Leave these files and folders out when folders are searched; as in .gitignore, repeatable.",
)
@click.option(
    "--force-exclude",
    is_flag=True,
    default=None,
    help="Take named files as if they had been found in a folder: for hooks, which name every file.",
)
@click.option(
    "--respect-gitignore/--no-respect-gitignore",
    default=None,
    help="Leave out what .gitignore files name (default: yes).",
)
@click.option(
    "--show-files",
    is_flag=True,
    help="List what would be checked and what is left out, with the reason, and check nothing.",
)
@click.option(
    "--format",
    "format",
    metavar="NAME",
    shell_complete=formats,
    help="What is printed: text, json, jsonl, ... (default: text).",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="NAME=FILE",
    help="Write a report to a file as well; repeatable. xliff and po: the file itself with the findings in it.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Print to this file instead of standard output.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["minor", "major", "critical", "never"]),
    help="Severity that fails the run (default: major).",
)
@click.option(
    "--min-quality",
    type=click.FloatRange(0, 100),
    help="Fail a document whose quality (0..100) is below.",
)
@click.option(
    "--max-findings-per-1000-words", type=click.FloatRange(0), help="Fail a document that has more."
)
@click.option("--exit-zero", is_flag=True, help="Leave with 0 even if the gate failed; 2 stays 2.")
@click.option(
    "--statistics",
    is_flag=True,
    default=None,
    help="Count the findings of each rule at the end of the text report.",
)
@click.option(
    "--show-settings",
    is_flag=True,
    help="Print all settings of this run as they are, with the file that they came from, and check nothing.",
)
@click.option("--quiet", "-q", is_flag=True, default=None, help="Findings only.")
@click.option("--verbose", "-v", is_flag=True, default=None, help="Scores of every sentence too.")
@click.option(
    "--watch", is_flag=True, help="Check again whatever changes, until Ctrl-C; keeps models loaded."
)
@existing_options
@rule_options
@model_options
@language_options
def check(
    paths: tuple[str, ...],
    reports: tuple[str, ...],
    watch: bool,
    stdin_filename: str | None,
    show_files: bool,
    show_settings: bool,
    **options: Any,
) -> int:
    """Check translated text: files, folders, patterns, or - for standard input.

    Prints what a person should look at. Leaves with 0 where the gate passed, 1 where it failed, 2 where
    something could not be checked.
    """
    from checker.pipeline import Checker

    exit_zero, output = options.pop("exit_zero"), options.pop("output")
    asked = {name: options.pop(name) for name in EXISTING}
    origin = options.get("config_file") or settings_file(Path.cwd())
    config = settings(options)
    if show_settings:
        click.echo(as_toml(config, origin))
        return 0
    wanted = [(config.format, None if output is None else str(output)), *_reports(reports)]
    review = chosen(asked, paths, config)
    _known(name for name, _file in wanted)
    copied = any(name in annotators() for name, _file in wanted)
    if copied and (review.fix or review.dry_run):
        raise UsageProblem(
            _("--fix and a report that is a copy of the file do not go together."),
            _("Repair the file first, and check it then."),
        )
    if watch:
        _watchable(paths, review)
    relay = Relay()
    runner = Checker(config, relay)

    def once(only: Collection[Path] = ()) -> int:
        items, sources = _inputs(paths, config, review, only, stdin_filename)
        documents: Iterable[Opened] = _documents(items, sources, config)
        if show_files:
            return _listed(documents, config)
        if copied or review.keeps_documents:
            documents = list(documents)
        # Otherwise each is opened when its turn comes, and forgotten when it is through.
        kept = documents if isinstance(documents, list) else []
        writers = [_writer(name, file, kept, paths, config) for name, file in wanted]
        with Progress(config, len(items)) as relay.listener:
            report = review.check(runner, documents)
        try:
            report = review.updated(report, runner.rules)
        finally:
            if review.dry_run:
                with _opened(output) as out:
                    out.write(review.preview(report, kept))
                del writers[0]
            for write in writers:
                write(report)
        return 0 if exit_zero and report.exit_code == 1 else report.exit_code

    try:
        return _again_and_again(once, paths) if watch else once()
    finally:
        runner.close()


def _watchable(paths: Sequence[str], review: Review) -> None:
    from checker.cli.watch import require

    if "-" in paths:
        raise UsageProblem(_("--watch needs files or folders: standard input cannot be watched."))
    for option, given in (
        ("--diff", review.diff is not None),
        ("--update-baseline", review.update),
    ):
        if given:
            raise UsageProblem(_("--watch and {option} do not go together.").format(option=option))
    require()


def _again_and_again(once: Callable[[Collection[Path]], int], paths: Sequence[str]) -> int:
    from checker.cli.watch import changes

    code = once(())
    ready = _("watching for changes; Ctrl-C ends it.")
    click.echo(ready, err=True)
    with contextlib.suppress(KeyboardInterrupt):
        for changed in changes(paths):
            try:
                code = once(changed)
            except CheckerError as error:
                # A file that is being written may be half of one: the next change makes it good.
                click.echo(f"checker: {error.message}", err=True)
            click.echo(ready, err=True)
    return code


def _inputs(
    paths: Sequence[str],
    config: Config,
    review: Review,
    only: Collection[Path],
    stdin_filename: str | None,
) -> tuple[list[Item], Mapping[str, Input]]:
    """What is to be checked, and the source file of each by name where there is one."""
    from checker.inputs.files import Input, find
    from checker.inputs.sources import sources_of

    known = list(find(paths, config, stdin_filename=stdin_filename))
    # Where none of the texts changed, a source did, or a file came or went: then all are looked at.
    changed = [i for i in known if isinstance(i, Input) and i.path and i.path.resolve() in only]
    items, sources = sources_of(changed or known, config)
    return list(review.changed(items)), sources


def _documents(
    items: Iterable[Item], sources: Mapping[str, Input], config: Config
) -> Iterator[Opened]:
    from checker.inputs.files import Input, open_document
    from checker.inputs.guard import guarded, left_out
    from checker.inputs.sources import with_original

    for item in items:
        if not isinstance(item, Input):
            yield item
            continue
        foreign = left_out(item, config)
        if foreign is not None:
            yield foreign
            continue
        try:
            for admitted in guarded(open_document(item, config), item):
                if isinstance(admitted, Document):
                    yield from admitted.problems
                    if item.name in sources:
                        admitted = with_original(admitted, sources[item.name], config)
                yield admitted
        except BadInput as error:
            if isinstance(error, UnknownFormat) and not item.named:
                yield Notice(item.name, "format", error.message)
            else:
                yield Problem(item.name, error.message, error.hint)


def _listed(documents: Iterable[Opened], config: Config) -> int:
    """Prints the files of a run: format, language and name of those that are read, the reason beside the others."""
    from checker.inputs.files import reader_of
    from checker.reporters.printable import shown

    wrong = False
    for item in documents:
        if isinstance(item, Document):
            click.echo(f"{reader_of(item.path, config).name:<10} {item.lang:<6} {shown(item.path)}")
        else:
            wrong = wrong or isinstance(item, Problem)
            click.echo(f"{'-':<10} {'-':<6} {shown(item.path)}  ({shown(item.message)})")
    return 2 if wrong else 0


def _reports(reports: Sequence[str]) -> list[tuple[str, str]]:
    out = []
    for item in reports:
        name, equals, file = item.partition("=")
        if not equals or not file:
            raise UsageProblem(
                _("--report {item}: a name and a file are needed.").format(item=item),
                _("For example --report sarif=checker.sarif."),
            )
        out.append((name, file))
    return out


def _known(names: Iterable[str]) -> None:
    from checker.plugins import reporters

    known = sorted([*reporters(), *annotators()])
    for name in names:
        if name not in known:
            raise UsageProblem(
                _("there is no report called “{name}”.").format(name=name),
                _("Known: {names}.").format(names=", ".join(known)),
            )


def _writer(
    name: str,
    file: str | None,
    documents: Sequence[Opened],
    paths: Sequence[str],
    config: Config,
) -> Callable[[Report], None]:
    """What writes one of the reports that were asked for. Raises UsageProblem for a place that cannot be."""
    from checker.cli import annotated
    from checker.plugins import reporters

    if name in annotators():
        copies = annotated.planned(annotators()[name], file, documents, paths, config)
        return partial(annotated.write, copies)

    def write(report: Report) -> None:
        with _opened(None if file is None else Path(file)) as out:
            reporters()[name].report(report, out, config)

    return write


@contextlib.contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    if file is None:
        # Articles hold characters that an old terminal's encoding lacks; a report must not die of them.
        with contextlib.suppress(AttributeError, io.UnsupportedOperation):
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:  # `checker check ... | head` has seen enough; the verdict stands
            silence(sys.stdout)
        return
    try:
        with file.open("w", encoding="utf-8", newline="\n") as out:
            yield out
    except OSError as error:
        raise UsageProblem(
            _("{file}: cannot be written: {reason}").format(file=file, reason=error.strerror)
        ) from None
