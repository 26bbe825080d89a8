"""`checker models`: what models there are, whether they are whole, and fetching more."""

from __future__ import annotations

from typing import Any

import click

from checker.cli.help import Group, spoken
from checker.cli.options import settings
from checker.errors import MissingModel
from checker.messages import _


@click.group(cls=Group)
@spoken
def models() -> None:
    """List, verify and fetch models."""


@models.command("list")
@click.option("--cache-dir", metavar="DIR", help="Where results and converted models are kept.")
@spoken
def list_(**options: Any) -> None:
    """List the models that are embedded, fetched, or known on the hub."""
    from checker.models.inventory import list_models

    for item in list_models(settings(options)):
        where = item.folder.path if item.folder else _("not on this machine")
        languages = ",".join(item.entry.languages)
        click.echo(
            f"{item.entry.name:<36} {item.entry.kind:<15} {languages:<8} {item.entry.licence:<12} {where}"
        )


@models.command()
@click.argument("name", required=False)
@click.option(
    "--self-test/--no-self-test",
    default=True,
    help="Have the embedded models translate and read easy sentences (default: yes).",
)
@click.option("--cache-dir", metavar="DIR", help="Where results and converted models are kept.")
@spoken
def verify(name: str | None, self_test: bool, **options: Any) -> int:
    """Check the models on this machine against their checksums, and try the embedded ones. Exits with 2 on a fault."""
    from checker.cli.selftest import embedded
    from checker.models.inventory import verify as compare

    config = settings(options)
    results = compare(name, config)
    if self_test:
        damaged = {item.model for item in results if not item.ok}
        results += embedded(name, config, damaged)
    for item in results:
        click.echo(f"{'ok  ' if item.ok else 'BAD '} {item.model}  {item.file}  {item.message}")
    bad = [item for item in results if not item.ok]
    if bad:
        raise MissingModel(
            _("{count} of {all} checks failed.").format(count=len(bad), all=len(results)),
            _("Reinstall the package, or fetch the model again with `checker models pull`."),
        )
    return 0


@models.command()
@click.argument("spec", metavar="MODEL_OR_PAIR")
@click.option("--cache-dir", metavar="DIR", help="Where results and converted models are kept.")
@spoken
def pull(spec: str, **options: Any) -> None:
    """Fetch a model: a hub id, id@revision, or a pair such as de-fr."""
    from checker.models.resolve import pull as fetch

    folder = fetch(spec, settings(options))
    click.echo(f"{folder.name}  {folder.revision}  {folder.path}")
