"""`checker rules` and `checker explain`: what the rules are."""

from __future__ import annotations

import json
from typing import Any

import click

from checker import messages
from checker.cli import completion
from checker.cli.help import Command, spoken
from checker.errors import UsageProblem
from checker.messages import _
from checker.reporters import labels


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@spoken
def rules(as_json: bool) -> None:
    """List all rules: code, name, severity, category, and whether a rule is on by default and needs models."""
    from checker.plugins import checks

    rows: list[dict[str, Any]] = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": str(rule.severity) if as_json else labels.severity(rule.severity),
            "category": rule.category,
            "tier": "full" if rule.model else "fast",
            "default": rule.default,
            "languages": sorted(rule.languages),
            "summary": " ".join(messages.documentation(rule.doc).split("\n\n")[0].split()),
        }
        for rule in checks().values()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        mark = " " if row["default"] else "-"
        languages = f" [{','.join(row['languages'])}]" if row["languages"] else ""
        click.echo(
            f"{mark} {row['code']}  {row['name']:<{width}}  {row['severity']:<8}  {row['tier']:<4}"
            f"  {row['summary']}{languages}"
        )
    click.echo(_("- in front: off unless selected. `checker explain CODE` tells more."), err=True)


@click.command(cls=Command)
@click.argument("rule", metavar="CODE", shell_complete=completion.rules)
@spoken
def explain(rule: str) -> None:
    """Say what a rule does, why it matters, give an example, and what to do about a finding."""
    from checker.plugins import checks

    wanted = rule.strip()
    for found in checks().values():
        if wanted.upper() == found.code or wanted.lower() == found.name:
            click.echo(f"{found.code} {found.name}")
            click.echo(
                f"{labels.severity(found.severity)}, {found.category}"
                + ("" if found.default else _(", off by default"))
            )
            click.echo()
            click.echo(messages.documentation(found.doc))
            return
    raise UsageProblem(
        _("no rule is called “{name}”.").format(name=rule), _("`checker rules` lists them.")
    )
