"""`checker check --cluster`: many texts on many machines, their results in a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from checker.cli.stderr import say
from checker.config import Config
from checker.errors import UsageProblem
from checker.messages import _
from checker.plugins import reporters

F = TypeVar("F", bound=Callable[..., Any])


class Output(click.Path):
    """A file, or with --cluster a folder or the address of one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of a file, or the place as it was written."""
        if ctx is not None and isinstance(ctx.params.get("cluster"), str):
            return value
        return super().convert(value, param, ctx)


def cluster_options(function: F) -> F:
    """Where a run takes place that is not of this machine alone."""
    for option in (
        click.option(
            "--workers",
            type=click.IntRange(1),
            help="Worker processes on the cluster (default: as many as its processors allow).",
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            is_eager=True,
            help="Check on a Ray cluster: auto, local, HOST:PORT. PATHs may be addresses (s3://...); "
            "--output is a folder of Parquet files that a second run completes.",
        ),
    ):
        function = option(function)
    return function


def check_on_cluster(
    paths: Sequence[str],
    config: Config,
    *,
    address: str,
    workers: int | None,
    output: str | None,
    apart: Sequence[tuple[str, bool]],
) -> int:
    """Checks the texts and prints the summary; the exit code of the gate. Raises CheckerError.

    `apart`: options that cannot be combined with a cluster, and whether they were given.
    """
    rows = (f"--format {config.format}", config.format not in reporters())
    for name, given in (*apart, ("--baseline", config.baseline is not None), rows):
        if given:
            raise UsageProblem(_("--cluster and {option} cannot be combined.").format(option=name))
    if output is None:
        raise UsageProblem(
            _("--cluster needs a folder for its results: --output FOLDER, or an address."),
        )
    from checker.cluster.kept import Results
    from checker.cluster.spread import Cluster, check

    tell = _silent if config.quiet else say
    report = check(paths, config, Cluster(address, workers or 0), Results(output), tell)
    reporters()[config.format].report(report, sys.stdout, config)
    return report.exit_code


def _silent(message: str, hint: str | None = None) -> None:
    """Says nothing."""
