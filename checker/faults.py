"""One bad file never ends a run: whatever a reader, rule or library raises over it is a problem of that file."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Iterator

from checker.errors import BadInput, CheckerError, out_of_memory, panicked
from checker.messages import _
from checker.text.printable import shown


@contextlib.contextmanager
def contained(path: str, *, verbose: bool = False) -> Iterator[None]:
    """Turn anything unexpected into BadInput; with `verbose`, where it came from is written to standard error."""
    try:
        yield
    except CheckerError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and not panicked(error):
            raise
        if verbose:
            lines = "".join(traceback.format_exception(error)).splitlines()
            sys.stderr.write("".join(f"{shown(line)}\n" for line in lines))
        raise _problem(path, error) from error


def _problem(path: str, error: BaseException) -> BadInput:
    if out_of_memory(error):
        return BadInput(
            _("{path}: there is not enough memory for this file.").format(path=path),
            _("Split the file and check the parts."),
        )
    if isinstance(error, RecursionError):
        return BadInput(_("{path}: is nested too deeply.").format(path=path))
    description = f"{type(error).__name__}: {error}"
    return BadInput(
        _("{path}: unexpected error: {error}").format(path=path, error=description[:500]),
        _("This is a bug in checker: --verbose shows where. Please report it."),
    )
