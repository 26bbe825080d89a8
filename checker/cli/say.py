"""What the command line says on standard error, apart from reports: safe to show, whatever it quotes."""

from __future__ import annotations

import click

from checker.reporters.printable import harmless, shown


def say(message: str, hint: str | None = None) -> None:
    """Tells a person what happened, and what to do about it; no line is a command to a program that reads the log."""
    say_lines(f"checker: {message}")
    if hint:
        say_lines("\n".join(f"  {line}" for line in hint.split("\n")))


def say_lines(text: str) -> None:
    """Says several lines, each safe to show."""
    click.echo("\n".join(harmless(shown(line)) for line in text.split("\n")), err=True)
