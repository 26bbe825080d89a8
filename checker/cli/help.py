"""Help and usage errors in the language of the reader.

click's own words (`Usage:`, `[required]`, `No such option`) go through gettext with a catalogue that is installed
nowhere; here they go through ours.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import click

from checker import messages
from checker.messages import _
from checker.text.printable import shown

_EXTRA = re.compile(r"(?P<help>.*?)(?:  )?(?P<extra>\[[^\[\]]*\])?", re.DOTALL)


class Formatter(click.HelpFormatter):
    """Writes help as click does, in the language spoken now."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how to call a command."""
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of a list."""
        known = {"Options": _("Options:"), "Commands": _("Commands:")}
        self.write(f"{'':>{self.current_indent}}{known.get(heading, heading)}\n")

    def write_text(self, text: str) -> None:
        """What a command does."""
        super().write_text(messages.help_text(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options or commands, with what they mean."""
        super().write_dl([(name, _meaning(text)) for name, text in rows], col_max, col_spacing)


class Context(click.Context):
    """What click knows of a command that runs."""

    formatter_class = Formatter


class Command(click.Command):
    """A command with help in the language spoken now."""

    context_class = Context

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help, for the list of commands."""
        first = messages.help_text(self.help or "").partition("\n\n")[0].partition(". ")[0]
        return textwrap.shorten(first.removesuffix("."), max(limit, 8), placeholder="…")


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command


def spoken(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option that chooses the language of what is said, for commands without settings."""
    return click.option(
        "--ui-lang",
        type=click.Choice(["auto", *messages.LANGUAGES]),
        is_eager=True,
        expose_value=False,
        callback=_speak,
        help="Language of the messages.",
    )(function)


def _speak(_context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value:
        messages.use(value)


def asked(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, which must be known before click reads it; else auto."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--":
            break
        if name == "--ui-lang":
            return value if equals else "".join(arguments[at + 1 : at + 2])
    return "auto"


def texts(command: click.Command) -> Iterator[str]:
    """All help of a command and those below it, for the catalogue."""
    yield command.help or ""
    yield "Show this message and exit."  # click's own option
    for parameter in command.params:
        yield getattr(parameter, "help", None) or ""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from texts(below)


def usage(error: click.UsageError) -> str:
    """What was wrong with a command line, after how the command is called."""
    lines = []
    if error.ctx is not None:
        lines.append(error.ctx.get_usage())
        asking = f"{error.ctx.command_path} --help"
        lines += [_("Try “{command}” for help.").format(command=asking), ""]
    lines.append(f"checker: {_translated(shown(error.format_message()))}")
    return "\n".join(lines)


def _meaning(text: str) -> str:
    match = _EXTRA.fullmatch(text)
    assert match is not None  # it fits everything
    extra = (match["extra"] or "").replace("default:", _("default:"))
    extra = extra.replace("required", _("required"))
    return "  ".join(part for part in (messages.help_text(match["help"]), extra) if part)


def _translated(message: str) -> str:
    """One of click's messages in the language spoken now; in English as click says it."""
    if messages.current() == "en":
        return message
    for pattern, translation in (
        (
            r"No such option '(.*?)'\. \(?Did you mean(?: one of:)? (.*)\?\)?",
            _("there is no option {0}; did you mean {1}?"),
        ),
        (r"No such option:? '?(.*?)'?\.?", _("there is no option {0}.")),
        (r"No such command '(.*?)'\.(?: .*)?", _("there is no command “{0}”.")),
        (r"Missing argument '(.*)'\.", _("{0} is missing.")),
        (r"Missing option '(.*)'\.", _("the option {0} is missing.")),
        (r"Option '(.*)' requires an argument\.", _("the option {0} needs a value.")),
        (r"Got unexpected extra arguments? \((.*)\)", _("too many arguments: {0}")),
        (r"Invalid value for '(.*?)': (.*)", _("{0}: {1}")),
        (r"'(.*)' is not one of (.*)\.", _("“{0}” is not one of {1}.")),
        (r"'(.*)' is not a valid .*\.", _("“{0}” is not a number.")),
        (r"(.*) is not in the range (.*)\.", _("{0} is not in the range {1}.")),
        (r"\w+ '(.*)' does not exist\.", _("“{0}” does not exist.")),
        (r"\w+ '(.*)' is a directory\.", _("“{0}” is a folder.")),
    ):
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return translation.format(*(_translated(part) for part in match.groups()))
    return message
