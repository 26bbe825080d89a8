"""`checker evaluate` and `checker calibrate`: how good the findings are, and making the probabilities good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from checker.cli.options import language_options, model_options, rule_options, settings
from checker.cli.progress import Progress


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@rule_options
@model_options
@language_options
def evaluate(gold: tuple[Path, ...], **options: Any) -> None:
    """Hold findings against what people marked."""
    config = settings(options)
    with Progress(config, len(gold)):
        pass


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@model_options
@language_options
def calibrate(gold: tuple[Path, ...], **options: Any) -> None:
    """Fit probabilities on labelled text."""
