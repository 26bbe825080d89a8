"""`checker lsp`: findings while somebody types, for editors that speak the Language Server Protocol."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from checker.cli.help import Command, spoken
from checker.errors import MissingExtra
from checker.messages import _


@click.command(cls=Command)
@click.option(
    "--stdio", is_flag=True, hidden=True, help="Added by editors; there is no other transport."
)
@spoken
def lsp(stdio: bool) -> None:
    """Answer an editor over standard input and output (Language Server Protocol).

    Editors start this command themselves: docs/editors.md says how each is told to.
    """
    _trust_no_folder()
    try:
        from checker.lsp.language_server import serve
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise MissingExtra(
            _("The language server cannot start: a package is missing."),
            "pip install 'checker[lsp]'",
        ) from None
    # Whatever a library prints must not end up between two messages of the protocol.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, answers)


def _trust_no_folder() -> None:
    """Takes the current folder out of the places that Python imports from, unless checker itself is in it.

    Editors start servers in the folder that is open. With `python -m checker` a package there could bring plug-ins.
    """
    here, own = Path.cwd(), Path(__file__).resolve().parents[2]
    sys.path[:] = [
        place for place in sys.path if Path(place or ".").absolute() != here or own == here
    ]
