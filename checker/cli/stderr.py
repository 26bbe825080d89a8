"""What the command line says on standard error, apart from reports: safe to show, whatever it quotes."""

from __future__ import annotations

import sys

import click

from checker.cli.pipes import silence
from checker.text.printable import harmless, shown


def say(message: str, hint: str | None = None) -> None:
    """Tells a person what happened, and what to do about it; no line is a command to a program that reads the log."""
    say_lines(f"checker: {message}")
    if hint:
        say_lines("\n".join(f"  {line}" for line in hint.split("\n")))


def say_lines(text: str) -> None:
    """Says several lines, each safe to show. Where nobody can hear it, the exit code says what it says anyway."""
    try:
        click.echo("\n".join(harmless(shown(line)) for line in text.split("\n")), err=True)
    except (
        OSError
    ):  # its reader went away (`checker check ... 2>&1 | head`), or the disk behind it is full
        silence(sys.stderr)
