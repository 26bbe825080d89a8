"""`checker rules` and `checker explain`: what the rules are."""

from __future__ import annotations

import json

import click

from checker import messages
from checker.cli import completion
from checker.cli.help import Command, spoken
from checker.cli.options import as_format
from checker.errors import UsageProblem
from checker.messages import _
from checker.plugins import Check
from checker.reporters import contract, labels
from checker.types import Severity


@click.command(cls=Command)
@as_format("Text for people, or a JSON list.")
@spoken
def rules(as_json: bool) -> None:
    """List all rules: code, name, severity, category, and whether a rule is on by default and needs models."""
    from checker.plugins import checks

    rows = [contract.rule(rule) for rule in checks().values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        severity = labels.severity(Severity(row["severity"]))
        mark = " " if row["default"] else "-"
        languages = f" [{','.join(row['languages'])}]" if row["languages"] else ""
        click.echo(
            f"{mark} {row['code']}  {row['name']:<{width}}  {severity:<8}  {row['tier']:<4}"
            f"  {row['summary']}{languages}"
        )
    click.echo(
        _("A leading - means: off unless selected. `checker explain CODE` says more."), err=True
    )


@click.command(cls=Command)
@click.argument("rule", metavar="CODE", shell_complete=completion.rules)
@as_format("Text for people, or a JSON list.")
@spoken
def explain(rule: str, as_json: bool) -> None:
    """Say what a rule does and why it matters, with an example and what to do about a finding.

    CODE is a rule's code or name, or a prefix of codes: FLU explains all rules of French grammar and spelling.
    """
    from checker.judge.selection import matches
    from checker.plugins import checks

    wanted = rule.strip()
    found = [item for item in checks().values() if wanted and matches(item.code, item.name, wanted)]
    if not found:
        raise UsageProblem(
            _("no rule is called “{name}”.").format(name=rule), _("`checker rules` lists them.")
        )
    if as_json:
        rows = [
            {**contract.rule(item), "documentation": messages.documentation(item.doc)}
            for item in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    click.echo("\n\n".join(map(_explained, found)))


def _explained(rule: Check) -> str:
    off = "" if rule.default else _(", off by default")
    head = f"{rule.code} {rule.name}\n{labels.severity(rule.severity)}, {rule.category}{off}"
    return f"{head}\n\n{messages.documentation(rule.doc)}"
