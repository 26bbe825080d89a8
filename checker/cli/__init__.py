"""The command line: each command parses, calls one function and prints.

Exit codes: 0 passed, 1 the gate failed, 2 could not run. Nothing else exits 1, whatever click or Python do.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from pathlib import Path

import click

import checker
from checker import messages
from checker.cli.check import check
from checker.cli.doctor import doctor
from checker.cli.help import Group, asked, spoken, usage
from checker.cli.inspect import inspect
from checker.cli.lsp import lsp
from checker.cli.measure import calibrate, evaluate
from checker.cli.models import models
from checker.cli.pipes import silence
from checker.cli.rules import explain, rules
from checker.cli.serve import serve
from checker.cli.stderr import say, say_lines
from checker.errors import CheckerError, out_of_memory, panicked
from checker.messages import _

COULD_NOT_RUN = 2
FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EBADF}
"""What writing to standard output fails with where a disk behind it is full or broken, or where it is closed."""


@click.group(
    cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(checker.__version__, prog_name="checker")
@click.option(
    "--debug", is_flag=True, help="Show where in the program an unexpected error came from."
)
@spoken
def cli(debug: bool) -> None:
    """Find bad machine translation: translate text back, and mark what a person should look at.

    \b
    checker check article.fr.txt                    check a file, a folder or a pattern
    checker check article.fr.txt --source article.en.txt
    checker inspect "faire progresser la paix"      look at one sentence closely
    checker explain ACC101                          what a rule means
    """


for command in (check, inspect, rules, explain, models, doctor, lsp, serve, evaluate, calibrate):
    cli.add_command(command)


def invoke(arguments: Sequence[str]) -> int:
    """Runs the command line and returns its exit code; every error becomes a line for people and a 2."""
    messages.use(asked(arguments))
    try:
        code = cli.main(args=list(arguments), prog_name="checker", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except CheckerError as error:
        say(error.message, error.hint)
        return error.exit_code
    except click.UsageError as error:
        say_lines(usage(error))
        return COULD_NOT_RUN
    except click.ClickException as error:
        say(error.format_message(), None)
        return COULD_NOT_RUN
    except (KeyboardInterrupt, click.Abort):
        say(
            _("stopped."),
            _("Results so far are in the cache: the same command resumes from there."),
        )
        return COULD_NOT_RUN
    except (BrokenPipeError, SystemExit) as stop:
        if isinstance(stop, SystemExit) and not stop.code:
            return 0  # click has answered a shell that completes a command
        # The reader of our output went away (`checker rules | head`) and has what it wanted. click makes a
        # SystemExit of it.
        silence(sys.stdout)
        return 0
    except OSError as error:
        if error.filename is None and error.errno in FULL:
            silence(sys.stdout)
            say(_("standard output cannot be written: {reason}").format(reason=error.strerror))
            return COULD_NOT_RUN
        if not _is_somewhere():
            say(
                _("the current folder is not there any more."), _("Run the command in another one.")
            )
            return COULD_NOT_RUN
        return _unexpected(error, arguments)
    except BaseException as error:
        if not isinstance(error, Exception) and not panicked(error):
            raise
        return _unexpected(error, arguments)


def _is_somewhere() -> bool:
    """Whether the current folder exists: another program may have deleted it."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _unexpected(error: BaseException, arguments: Sequence[str]) -> int:
    if "--debug" in arguments:
        raise error
    if out_of_memory(error):
        say(_("there is not enough memory."), _("Check fewer or smaller files at a time."))
        return COULD_NOT_RUN
    say(
        _("unexpected error: {error}").format(error=f"{type(error).__name__}: {error}"),
        _(
            "This is a bug in checker. `checker --debug ...` shows where it happened; please report it."
        ),
    )
    return COULD_NOT_RUN
