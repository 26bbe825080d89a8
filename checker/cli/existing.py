"""Options of `checker check` for texts that exist already: known findings, changed lines only, repairs.

All options are looked at before anything is read, so that a wrong one costs no time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker.cli.stderr import say
from checker.config import Config
from checker.disk.loading import read_file, read_stdin
from checker.disk.visible import exists
from checker.errors import UsageProblem
from checker.messages import _

if TYPE_CHECKING:
    from checker.review.run import Review


F = TypeVar("F", bound=Callable[..., Any])


EXISTING = (
    "update_baseline", "allow_growth", "changed_since", "diff", "fix", "fix_dry_run",
)  # fmt: skip
"""Options of this module by name: they are no settings."""


def existing_options(function: F) -> F:
    """Options for texts that exist already."""
    for option in reversed(
        [
            click.option(
                "--baseline",
                type=click.Path(dir_okay=False),
                metavar="FILE",
                help="Findings listed in this file are known and do not count.",
            ),
            click.option(
                "--update-baseline",
                is_flag=True,
                help="Write the findings of this run to the --baseline file; refused if any of them "
                "is new.",
            ),
            click.option(
                "--allow-growth",
                is_flag=True,
                help="Let --update-baseline add findings to an existing baseline.",
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
                help="Repair in place what can be repaired automatically (typography).",
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


def chosen(options: dict[str, Any], paths: Sequence[str], config: Config) -> Review:
    """What a run does with known findings, changed lines and repairs. Raises UsageProblem for what cannot be meant."""
    from checker.review.baseline import load
    from checker.review.run import Review

    update, growth, revision, diff, fix, dry_run = (options[name] for name in EXISTING)
    file = None if config.baseline is None else Path(config.baseline)
    _require_meant(options, paths, file)
    if fix or dry_run:
        _require_repairable(paths)
    first = update and file is not None and not exists(file)
    return Review(
        config,
        say,
        baseline_file=file,
        update=update,
        allow_growth=growth,
        revision=revision,
        diff=None if diff is None else _read(diff),
        fix=fix,
        dry_run=dry_run,
        baseline=None if file is None or first else load(file),
    )


def _require_meant(options: dict[str, Any], paths: Sequence[str], file: Path | None) -> None:
    """Raises UsageProblem for options that cannot be combined. One function: a table of them."""
    from checker.review.baseline import is_decisions

    update, growth, revision, diff, fix, dry_run = (options[name] for name in EXISTING)
    narrow = revision is not None or diff is not None
    for wrong, complaint in (
        (update and file is None, _("--update-baseline needs --baseline FILE.")),
        (
            update and file is not None and is_decisions(file),
            _("A run never rewrites a file of decisions (.jsonl): name another baseline."),
        ),
        (growth and not update, _("--allow-growth needs --update-baseline.")),
        (
            revision is not None and diff is not None,
            _("--changed-since and --diff cannot be combined."),
        ),
        (
            update and narrow,
            _("--update-baseline needs all sentences: leave --changed-since and --diff out."),
        ),
        (fix and dry_run, _("--fix and --fix-dry-run cannot be combined.")),
        (
            narrow and "-" in paths,
            _("what changed in standard input cannot be known: name the file instead of “-”."),
        ),
        (fix and "-" in paths, _("standard input cannot be repaired in place: name the file.")),
    ):
        if wrong:
            raise UsageProblem(complaint)
    if revision is not None and (not revision or revision.startswith("-")):
        raise UsageProblem(
            _("--changed-since {revision}: this is not a revision.").format(revision=revision)
        )


def _require_repairable(paths: Sequence[str]) -> None:
    """Raises UsageProblem for a file that no repair can be written into."""
    from checker.review.fix import BINARY

    for path in paths:
        if PurePath(path).suffix.lower() in BINARY:
            raise UsageProblem(
                _("{path}: files of this kind cannot be repaired automatically.").format(path=path),
                _(
                    "Make the changes in the program that wrote the file, or check a text version of it."
                ),
            )


def _read(file: Path) -> str:
    try:
        data = read_stdin() if str(file) == "-" else read_file(file)
    except OSError as error:
        raise UsageProblem(
            _("{path}: cannot be read: {error}").format(path=file, error=error.strerror)
        ) from None
    return data.decode("utf-8", "surrogateescape")
