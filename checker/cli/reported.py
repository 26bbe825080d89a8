"""The reports that a run of `checker check` writes: which, to where, and what to do where one cannot be."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from checker.cli.outputs import Files
from checker.cli.pipes import silence
from checker.cli.stderr import say
from checker.cli.stream import Printed, Stream
from checker.config import Config
from checker.disk.writing import replacing, replacing_text
from checker.errors import CheckerError, UsageProblem
from checker.faults import contained
from checker.messages import _
from checker.plugins import annotators, tables
from checker.types import Document, Problem, Report

if TYPE_CHECKING:
    from checker.cli.annotated import Copy
    from checker.inputs.opening import Opened
    from checker.pipeline import Checker
    from checker.review.run import Review


def named(reports: Sequence[str]) -> list[tuple[str, str]]:
    """Name and file of each report that `--report NAME=FILE` asks for. Raises UsageProblem for one without."""
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


def require_known(names: Iterable[str]) -> None:
    """Raises UsageProblem where no reporter or annotator has one of these names."""
    from checker.plugins import reporters

    known = sorted([*reporters(), *annotators(), *tables()])
    for name in names:
        if name not in known:
            raise UsageProblem(
                _("there is no report called “{name}”.").format(name=name),
                _("Known: {names}.").format(names=", ".join(known)),
            )


def streams(name: str) -> bool:
    """Whether a report can be written during the run."""
    from checker.plugins import reporters

    return name in tables() or (name in reporters() and reporters()[name].streams)


@contextlib.contextmanager
def streamed(name: str, file: str | None, runner: Checker, config: Config) -> Iterator[Stream]:
    """A report that is written during the run. Raises UsageProblem for a place that cannot be, MissingExtra."""
    if name in tables():
        with replacing(_place(name, file)) as binary, tables()[name].opened(binary, config) as add:
            yield Stream(runner, add, config)
    else:
        with opened_for(None if file is None else Path(file)) as out:
            yield Stream(runner, Printed(name, out, config), config)


def _place(name: str, file: str | None) -> Path:
    if file is None:
        raise UsageProblem(
            _("{name} is not a report for a terminal; it needs a file.").format(name=name),
            _("For example --format {name} --output checker.{name}.").format(name=name),
        )
    return Path(file)


def links(name: str) -> bool:
    """Whether a report shows which words of every sentence are linked to which words of its back-translation."""
    from checker.plugins import reporters

    return name in tables() or (name in reporters() and reporters()[name].links)


def files_of(
    wanted: Sequence[tuple[str, str | None]],
    review: Review,
    config: Config,
    origin: Path | None,
    diff: Path | None,
) -> Files:
    """What this run will write, beside what its options and settings name. Raises UsageProblem for what cannot be.

    Where annotated copies go is known when the texts are.
    """
    files = Files()
    files.reads_settings(config, origin)
    if review.update and review.baseline_file is not None:
        files.writes(review.baseline_file)
    else:
        files.reads([review.baseline_file], _("the baseline"))
    files.reads([diff], _("the diff"))
    for name, file in wanted:
        if file is not None and name not in annotators():
            files.writes(Path(file))
    from checker.reporters.github import summary_file

    summary = summary_file()
    if summary is not None and any(name == "github" for name, _file in wanted):
        files.adds_to(summary)
    return files


def writers(
    name: str,
    file: str | None,
    documents: Sequence[Opened],
    paths: Sequence[str],
    config: Config,
    files: Files,
) -> list[Callable[[Report], None]]:
    """What writes one of the reports that were asked for. Raises UsageProblem for a place that cannot be."""
    from checker.cli import annotated
    from checker.plugins import reporters

    if name in annotators():
        copies = annotated.planned(annotators()[name], file, documents, paths, config)
        for copy in copies:
            if copy.file is not None:
                files.writes(copy.file, make_folders=True)
        return [partial(_copied, copy, files) for copy in copies]

    if name in tables():
        with tables()[name].opened(io.BytesIO(), config):
            place = _place(name, file)  # what it needs is missed before the run, not behind it

        def write_rows(report: Report) -> None:
            files.require_apart(place)
            with replacing(place) as binary, tables()[name].opened(binary, config) as add:
                add(report)

        return [write_rows]

    def write(report: Report) -> None:
        if file is not None:
            files.require_apart(Path(file))
        with contained(name), opened_for(None if file is None else Path(file)) as out:
            reporters()[name].report(report, out, config)

    return [write]


def _copied(copy: Copy, files: Files, report: Report) -> None:
    from checker.cli import annotated

    if copy.file is not None:
        files.require_apart(copy.file)
    annotated.write(copy, report)


def preview(
    review: Review, documents: Sequence[Document | Problem], output: Path | None, report: Report
) -> None:
    """Prints what the repairs would change."""
    with opened_for(output) as out:
        out.write(review.preview(report, documents))


def written(write: Callable[[Report], None], report: Report) -> bool:
    """Whether a report could be written; a failure of one does not cost the others."""
    try:
        write(report)
    except CheckerError as error:
        say(error.message, error.hint)
        return False
    return True


@contextlib.contextmanager
def opened_for(file: Path | None) -> Iterator[TextIO]:
    """Where a report is printed: a file that is replaced when all of it is there, or standard output."""
    if file is None:
        # Articles hold characters that an old terminal's encoding lacks; a report must not die of them.
        with contextlib.suppress(AttributeError, io.UnsupportedOperation):
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:  # `checker check ... | head` has seen enough; the verdict stands
            silence(sys.stdout)
        except OSError as error:
            silence(sys.stdout)
            raise UsageProblem(
                _("standard output cannot be written: {reason}").format(reason=error.strerror)
            ) from None
        return
    with replacing_text(file) as out:
        yield out
