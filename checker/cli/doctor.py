"""`checker doctor`: what is installed, what loads, and whether it works."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
import time
from pathlib import Path
from typing import Any

import click

from checker.cli.help import Command
from checker.cli.options import language_options, model_options, settings
from checker.config import cache_folder, settings_file
from checker.errors import CheckerError
from checker.messages import _
from checker.text.printable import shown

PACKAGES = (
    "torch",
    "transformers",
    "ctranslate2",
    "sentencepiece",
    "sacrebleu",
    "sentencex",
    "spacy",
)


@click.command(cls=Command)
@model_options
@language_options
def doctor(**options: Any) -> int:
    """Say what is installed and what loads, and translate two sentences there and back as a self-test."""
    import checker

    named = options.get("config_file")
    config = settings(options)
    click.echo(
        f"checker {checker.__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    for name in PACKAGES:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            version = _("not installed")
        click.echo(f"  {name:<14} {version}")
    click.echo(_settings(named))
    click.echo(_("cache: {folder}").format(folder=cache_folder(config)))
    from checker.languages.parsing import available, why_not

    if not available(config.lang):
        click.echo(
            _("grammar rules that need a parser are inactive: {why}").format(
                why=why_not(config.lang)
            )
        )
    _language(config)
    return 0 if _models(config) else 2


def _settings(named: Path | None) -> str:
    """Which settings file counts, and how far it is trusted."""
    found = settings_file(Path.cwd())
    if named is not None:
        message = _("settings: {path} (named with --config: trusted)")
    elif found is not None:
        message = _(
            "settings: {path} (found, not named: it may only refer to files below its folder)"
        )
    else:
        return _("settings: no file; options and environment only")
    return message.format(path=shown(str(named or found)))


def _language(config: Any) -> None:
    """What there is for the language, and what is missing."""
    from checker.judge.selection import selected
    from checker.languages import locale
    from checker.languages.support import features
    from checker.messages import current
    from checker.plugins import checks

    found = locale(config.lang)
    name = str(found.get_display_name(current())) if found else config.lang
    click.echo(_("language: {name} ({code})").format(name=name, code=config.lang))
    none = _("none")
    for feature in features(config.lang):
        click.echo(f"  {feature.name}: {feature.state or none}")
    fast = len(selected(checks(), dataclasses.replace(config, tier="fast", select=("ALL",))))
    click.echo(
        _("  rules that run without a model: {count} of {total}").format(
            count=fast, total=len(checks())
        )
    )


def _models(config: Any) -> bool:
    from checker.calibration.stored import remark
    from checker.cli.selftest import there_and_back
    from checker.measuring import Live
    from checker.pipeline import Checker

    started = time.monotonic()
    models = Live(dataclasses.replace(config, cache=False))  # asked, not remembered
    try:
        run = Checker(config, measurer=models)
        engines = models.engines
        click.echo(_("models: {names}").format(names=engines.signature))
        tried = there_and_back(engines)
        for text, translation in tried:
            click.echo(f"  {text} -> {translation}")
        if not tried:
            message = _("  not tried: there are no test sentences in {lang}")
            click.echo(message.format(lang=config.lang))
        click.echo(_("calibration: {name}").format(name=run.calibration.name))
        if about := remark(run.calibration, engines.signature):
            click.echo(f"  {about}")
    except CheckerError as error:
        click.echo(_("PROBLEM: {message}").format(message=error.message))
        if error.hint:
            click.echo(f"  {error.hint}")
        return False
    finally:
        models.close()
    click.echo(_("OK, {seconds:.1f} s").format(seconds=time.monotonic() - started))
    return True
