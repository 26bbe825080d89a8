"""`--report xliff=…` and `--report po=…`: where the copies of the checked files go, and what they may replace.

All is settled before the first sentence is looked at, so that a refusal costs no time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.cli.stderr import say
from checker.config import Config
from checker.disk import writing
from checker.disk.loading import read_file
from checker.disk.visible import exists, is_folder
from checker.errors import BadInput, UsageProblem
from checker.messages import _
from checker.plugins import Annotator
from checker.types import Document, Report


@dataclass(frozen=True, slots=True)
class Copy:
    """A document of this run, and the file that its copy is written to; None is standard output."""

    annotator: Annotator
    document: Document
    file: Path | None


def planned(
    annotator: Annotator,
    place: str | None,
    documents: Iterable[object],
    arguments: Sequence[str],
    config: Config,
) -> list[Copy]:
    """The copies that one request makes; `place` is a file for one document, or a folder for any number.

    In a folder a copy stands where its document stands as seen from here. Raises UsageProblem where several would
    be one file, or a file would be replaced that was not written this way.
    """
    from checker.inputs.files import reader_of

    chosen = [
        document
        for document in documents
        if isinstance(document, Document)
        and reader_of(document.path, config).name == annotator.reads
    ]
    if not chosen:
        message = _("{name}: no file of this format was checked; nothing is written.")
        say(message.format(name=annotator.name))
        return []
    if place is None or not (place.endswith(("/", os.sep)) or is_folder(place)):
        if len(chosen) > 1:
            raise UsageProblem(
                _("{name}: there are {count} files to write, but only one name.").format(
                    name=annotator.name, count=len(chosen)
                ),
                _("Name a folder, with a slash at its end: --report {name}=checked/").format(
                    name=annotator.name
                ),
            )
        copies = [Copy(annotator, chosen[0], None if place is None else Path(place))]
    else:
        folder = Path(place)
        _apart(folder, arguments)
        copies = [Copy(annotator, one, folder / _below(one.path)) for one in chosen]
    for copy in copies:
        _replaceable(copy)
    return copies


def write(copy: Copy, report: Report) -> None:
    """Writes a copy; of a text that could not be checked, as the report says, none.

    Raises BadInput for a file that changed since it was read or cannot be marked up, UsageProblem for no place.
    """
    from checker.faults import contained
    from checker.review.fix import encoded

    document = copy.document
    result = next((item for item in report.documents if item.path == document.path), None)
    if result is None:
        return
    with contained(document.path):
        text = copy.annotator.annotate(document, result, report.tool)
    if document.path == "-":
        data: bytes | None = text.encode(document.encoding, "xmlcharrefreplace")
    else:
        was = _read(document.path)
        data = encoded(was, document.text, text, document.encoding, "xmlcharrefreplace")
    if data is None:
        raise BadInput(
            _("{path}: no copy was written: its bytes are not the ones that were checked.").format(
                path=document.path
            ),
            _(
                "It has changed in the meantime, or is not valid {encoding}. Save it as UTF-8."
            ).format(encoding=document.encoding),
        )
    if copy.file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        writing.replace(copy.file, data, make_folders=True)


def _read(path: str) -> bytes:
    try:
        return read_file(Path(path))
    except OSError as error:
        raise BadInput(
            _("{path}: no copy was written; it cannot be read any more: {reason}").format(
                path=path, reason=error.strerror
            )
        ) from None


def _below(path: str) -> Path:
    """A path without what leads out of a folder: as seen from here, or from the root."""
    if path == "-":
        return Path("stdin")
    absolute = Path(path).absolute()
    real = Path(os.path.normpath(absolute))
    here = Path.cwd()
    return real.relative_to(here if real.is_relative_to(here) else real.anchor)


def _apart(folder: Path, arguments: Sequence[str]) -> None:
    for argument in arguments:
        if is_folder(argument) and _lies_in(folder, Path(argument)):
            raise UsageProblem(
                _("{folder}: is inside {path}, so the next run would check the copies too.").format(
                    folder=folder, path=argument
                ),
                _("Name a folder elsewhere, or the files to check."),
            )


def _lies_in(folder: Path, other: Path) -> bool:
    """Whether a folder, which need not be there yet, lies in another or is it, by whatever path or mount."""
    real = Path(os.path.realpath(folder))
    return any(exists(one) and one.samefile(other) for one in (real, *real.parents))


def _replaceable(copy: Copy) -> None:
    if copy.file is None or not exists(copy.file):
        return
    try:
        text = read_file(copy.file).decode(copy.document.encoding, "replace")
    except OSError as error:
        raise UsageProblem(
            _("{file}: cannot be written: {reason}").format(file=copy.file, reason=error.strerror)
        ) from None
    if copy.annotator.mark not in text:
        raise UsageProblem(
            _("{file}: exists, and checker did not write it; it is not replaced.").format(
                file=copy.file
            ),
            _("Name another file, or remove this one."),
        )
