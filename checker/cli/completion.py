"""What a shell offers when Tab is pressed, where click does not know it: files, rules, formats."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def files(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Files and folders, by the shell itself."""
    return [CompletionItem(incomplete, type="file")]


def rules(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Codes of rules, with their names as help; behind a comma the next one."""
    from checker.plugins import checks

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(before + comma + rule.code, help=rule.name)
        for rule in checks().values()
        if rule.code.startswith(last.upper())
    ]


def formats(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of reporters."""
    from checker.plugins import annotators, reporters, tables

    names = sorted([*reporters(), *annotators(), *tables()])
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def inputs(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of readers."""
    from checker.plugins import readers

    return [CompletionItem(name) for name in readers() if name.startswith(incomplete)]
