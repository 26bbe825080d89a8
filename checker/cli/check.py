"""`checker check`: the main job."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.cli import reported
from checker.cli.cluster import Output, check_on_cluster, cluster_options
from checker.cli.completion import files, formats, inputs
from checker.cli.existing import EXISTING, chosen, existing_options
from checker.cli.help import Command
from checker.cli.options import globs, language_options, model_options, rule_options, settings
from checker.cli.outputs import Files, led_to, require_no_stream
from checker.cli.printed import as_toml
from checker.cli.progress import Progress, Relay
from checker.cli.stderr import say
from checker.config import Config, settings_file
from checker.errors import CheckerError, UsageProblem
from checker.messages import _
from checker.plugins import annotators
from checker.types import Document, DocumentResult, Problem

if TYPE_CHECKING:
    from checker.cli.stream import Stream
    from checker.inputs.files import Input, Item
    from checker.inputs.opening import Opened
    from checker.pipeline import Checker
    from checker.review.run import Review

_STANDARD_INPUT = "/dev/stdin"
"""What the shell led there has a name of its own, if this system has one."""


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
    help="Finds each PATH's source beside it: '{stem}.en.txt'; auto: the same file in the other language.",
)
@click.option(
    "--input-format",
    metavar="NAME",
    shell_complete=inputs,
    help="Read every PATH as this format (default: by its extension).",
)
@click.option(
    "--max-file-megabytes",
    type=click.IntRange(1),
    help="Refuse larger files (default: 64); each megabyte takes up to fifty of memory.",
)
@click.option(
    "--max-sentence-characters",
    type=click.IntRange(1),
    help="Leave longer sentences unchecked, with a notice (default: 20000).",
)
@click.option(
    "--stdin-filename",
    metavar="PATH",
    help="Name of standard input (-), from which its format, language, settings and source follow.",
)
@click.option(
    "--include",
    multiple=True,
    callback=globs,
    metavar="PATTERN",
    help="Search folders for these files only; patterns as in .gitignore, repeatable.",
)
@click.option(
    "--exclude",
    multiple=True,
    callback=globs,
    metavar="PATTERN",
    help="Leave these files and folders out when folders are searched; patterns as in .gitignore, "
    "repeatable.",
)
@click.option(
    "--force-exclude",
    is_flag=True,
    default=None,
    help="Treat named files as if they had been found in a folder: for hooks, which name every file.",
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
    help="Format of the printed report: text, json, jsonl, ... (default: text).",
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
    type=Output(dir_okay=False, path_type=Path),
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
    help="Fail a document whose quality (0..100) is lower.",
)
@click.option(
    "--max-findings-per-1000-words",
    type=click.FloatRange(0),
    help="Fail a document that exceeds this.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if the gate failed; 2 stays 2.")
@click.option(
    "--statistics",
    is_flag=True,
    default=None,
    help="Count the findings of each rule at the end of the text report.",
)
@click.option(
    "--show-settings",
    is_flag=True,
    help="Print all settings of this run and the file they come from, and check nothing.",
)
@click.option("--quiet", "-q", is_flag=True, default=None, help="Findings only.")
@click.option(
    "--verbose", "-v", is_flag=True, default=None, help="Print the scores of every sentence too."
)
@click.option(
    "--watch", is_flag=True, help="Check again whatever changes, until Ctrl-C; keeps models loaded."
)
@existing_options
@rule_options
@model_options
@cluster_options
@language_options
def check(
    paths: tuple[str, ...],
    reports: tuple[str, ...],
    watch: bool,
    stdin_filename: str | None,
    show_files: bool,
    show_settings: bool,
    cluster: str | None,
    workers: int | None,
    **options: Any,
) -> int:
    """Check translated text: files, folders, patterns, or - for standard input.

    Prints what a person should look at. Exits with 0 if the gate passed, 1 if it failed, 2 if something
    could not be checked.
    """
    from checker.inputs.opening import opened
    from checker.pipeline import Checker

    for path in paths:  # before a word is said
        require_no_stream(_STANDARD_INPUT if path == "-" else path)
    exit_zero, output = options.pop("exit_zero"), options.pop("output")
    asked = {name: options.pop(name) for name in EXISTING}
    origin = options.get("config_file") or settings_file(Path.cwd())
    config = settings(options)
    if show_settings:
        click.echo(as_toml(config, origin))
        return 0
    if cluster is not None:
        apart = (
            ("--report", bool(reports)),
            ("--watch", watch),
            ("--show-files", show_files),
            ("--stdin-filename", stdin_filename is not None),
            *((f"--{name.replace('_', '-')}", bool(given)) for name, given in asked.items()),
        )
        place = None if output is None else str(output)
        code = check_on_cluster(
            paths, config, address=cluster, workers=workers, output=place, apart=apart
        )
        return 0 if exit_zero and code == 1 else code
    if workers is not None:
        raise UsageProblem(_("--workers needs --cluster ADDRESS; --cluster local is this machine."))
    wanted = [(config.format, None if output is None else str(output)), *reported.named(reports)]
    review = chosen(asked, paths, config)
    reported.require_known(name for name, _file in wanted)
    files_of = partial(reported.files_of, wanted, review, config, origin, asked["diff"])
    known = [files_of()]  # before anything is read: a wrong place is to cost no time
    copied = any(name in annotators() for name, _file in wanted)
    if copied and (review.fix or review.dry_run):
        raise UsageProblem(
            _("--fix cannot be combined with a report that is a copy of the file."),
            _("Repair the file first, then check it."),
        )
    if watch:
        _watchable(paths, review)
    if config.evidence == "auto" and not any(reported.links(name) for name, _file in wanted):
        config = dataclasses.replace(config, evidence="flagged")
    relay = Relay()
    runner = Checker(config, relay)

    def once(only: Collection[Path] = ()) -> int:
        files = known.pop() if known else files_of()
        items, sources = _inputs(paths, config, review, only, stdin_filename, files)
        streams = not review.looks_back and all(reported.streams(name) for name, _file in wanted)
        documents: Iterable[Opened] = opened(
            items, sources, config, in_parts=streams and not show_files
        )
        if show_files:
            return _listed(documents, config)
        if copied or review.keeps_documents:
            documents = list(documents)
        # Otherwise each is opened when its turn comes, and forgotten when it is through.
        kept = documents if isinstance(documents, list) else []
        if streams:
            files.announce()
            with Progress(config, len(items)) as relay.listener, contextlib.ExitStack() as open_:
                parts = [
                    open_.enter_context(reported.streamed(name, file, runner, config))
                    for name, file in wanted
                ]
                report = review.check(runner, documents, partial(_to_each, parts))
                for part in parts:
                    part.ended(report)
            return 0 if exit_zero and report.exit_code == 1 else report.exit_code
        writers = [
            reported.writers(name, file, kept, paths, config, files) for name, file in wanted
        ]
        files.announce()
        with Progress(config, len(items)) as relay.listener:
            report = review.check(runner, documents)
        try:
            report = review.updated(report, runner)
        finally:
            if review.dry_run:
                writers[0] = [partial(reported.preview, review, kept, output)]
            missed = [
                write for part in writers for write in part if not reported.written(write, report)
            ]
        if missed:
            return 2
        return 0 if exit_zero and report.exit_code == 1 else report.exit_code

    try:
        return _again_and_again(once, paths, runner) if watch else once()
    finally:
        runner.close()


def _to_each(parts: Sequence[Stream], result: DocumentResult) -> None:
    for part in parts:
        part.document(result)


def _watchable(paths: Sequence[str], review: Review) -> None:
    from checker.cli.watch import require

    if "-" in paths:
        raise UsageProblem(_("--watch needs files or folders: standard input cannot be watched."))
    for option, given in (
        ("--diff", review.diff is not None),
        ("--update-baseline", review.update),
    ):
        if given:
            raise UsageProblem(_("--watch and {option} cannot be combined.").format(option=option))
    require()


def _again_and_again(
    once: Callable[[Collection[Path]], int], paths: Sequence[str], runner: Checker
) -> int:
    from checker.cli.watch import changes

    code = once(())
    stopped = runner.stopped
    if stopped:
        return code
    ready = _("watching for changes; Ctrl-C to stop.")
    click.echo(ready, err=True)
    with contextlib.suppress(KeyboardInterrupt):
        for changed in changes(paths):
            try:
                code = once(changed)
            except CheckerError as error:
                # A file that is being written may be half of one: the next change makes it good.
                say(error.message)
            if runner.stopped:
                break
            click.echo(ready, err=True)
    return code


def _inputs(
    paths: Sequence[str],
    config: Config,
    review: Review,
    only: Collection[Path],
    stdin_filename: str | None,
    files: Files,
) -> tuple[list[Item], Mapping[str, Input]]:
    """What is to be checked, and the source file of each by name where there is one.

    Raises UsageProblem where one of them is a file that this run will write.
    """
    from checker.inputs.files import Input, find
    from checker.inputs.sources import sources_of

    known = list(_apart_from_output(find(paths, config, stdin_filename=stdin_filename)))
    texts = (_place(item) for item in known if isinstance(item, Input))
    files.reads(texts, _("a text to check"))
    # Where none of the texts changed, a source did, or a file came or went: then all are looked at.
    changed = [
        i
        for i in known
        if isinstance(i, Input) and i.path and Path(os.path.realpath(i.path)) in only
    ]
    items, sources = sources_of(changed or known, config)
    files.reads((source.path for source in sources.values()), _("a source text"))
    return list(review.changed(items)), sources


def _apart_from_output(items: Iterable[Item]) -> Iterator[Item]:
    """The inputs without the empty files that the shell has just made for the report and the messages."""
    from checker.inputs.files import Input

    for item in items:
        if not isinstance(item, Input):
            yield item
            continue
        streams = led_to(_place(item))
        if not streams or _place(item).stat().st_size:  # output added to a text is refused later
            yield item
        elif sys.stdout in streams:
            message = _("{file}: is where standard output goes; it is not checked.")
            say(message.format(file=item.name))


def _place(item: Input) -> Path:
    """The file that an input is read from, be it what the shell led to standard input."""
    return item.path or Path(_STANDARD_INPUT)


def _listed(documents: Iterable[Opened], config: Config) -> int:
    """Prints the files of a run: format, language and name of those that are read, the reason beside the others."""
    from checker.inputs.files import reader_of
    from checker.text.printable import shown

    wrong = False
    for item in documents:
        if isinstance(item, Document):
            click.echo(f"{reader_of(item.path, config).name:<10} {item.lang:<6} {shown(item.path)}")
        else:
            wrong = wrong or isinstance(item, Problem)
            click.echo(f"{'-':<10} {'-':<6} {shown(item.path)}  ({shown(item.message)})")
    return 2 if wrong else 0
