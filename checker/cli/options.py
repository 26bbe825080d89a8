"""Options that several commands share, and what becomes of them: a `Config`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from checker import messages
from checker.cli.completion import rules
from checker.config import MOST_THREADS, WIDEST_BEAM, Config, keys, load, validated
from checker.disk.patterns import anchored
from checker.languages import require

F = TypeVar("F", bound=Callable[..., Any])
_SHORT = f"{__name__}.json"


def _codes(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(code.strip() for item in value for code in item.split(",") if code.strip())


def globs(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Patterns of the command line, which start at the current folder."""
    return tuple(anchored(pattern, Path.cwd()) for pattern in value)


def _stack(options: list[Callable[[F], F]]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def language_options(function: F) -> F:
    """Which languages, and where the settings are."""
    return _stack(
        [
            click.option("--lang", metavar="CODE", help="Language of the text (default: fr)."),
            click.option(
                "--pivot", metavar="CODE", help="Language to translate back into (default: en)."
            ),
            click.option(
                "--config",
                "config_file",
                type=click.Path(path_type=Path, dir_okay=False),
                help="Settings file (default: the nearest checker.toml, or [tool.checker] in pyproject.toml).",
            ),
            click.option(
                "--ui-lang",
                type=click.Choice(["auto", "en", "fr"]),
                help="Language of the messages.",
            ),
        ]
    )(function)


def model_options(function: F) -> F:
    """Which models, what runs them, and the cache."""
    return _stack(
        [
            click.option(
                "--engine",
                type=click.Choice(["auto", "transformers", "ctranslate2"]),
                help="What runs the models (auto: CTranslate2 if the model converts).",
            ),
            click.option("--device", type=click.Choice(["auto", "cpu", "cuda"])),
            click.option(
                "--back-model",
                metavar="MODEL",
                help="Translates the text back: embedded, a folder, a hub id, id@revision.",
            ),
            click.option(
                "--forward-model",
                metavar="MODEL",
                help="Translates from the pivot into the text's language.",
            ),
            click.option(
                "--language-model",
                metavar="MODEL",
                help="Causal language model of the text's language, or none.",
            ),
            click.option(
                "--quality-model",
                metavar="MODEL",
                help="Quality-estimation model: embedded, a folder, a hub id, id@revision, none.",
            ),
            click.option(
                "--calibration",
                metavar="FILE",
                help="Made by `checker calibrate` (default: the shipped one).",
            ),
            click.option(
                "--beam",
                type=click.IntRange(1, WIDEST_BEAM),
                help="Beam size of the translations (default: 4).",
            ),
            click.option(
                "--batch-tokens",
                type=click.IntRange(64),
                help="Padded tokens per batch: changes speed and memory, never a result (default: "
                "2048).",
            ),
            click.option(
                "--threads",
                type=click.IntRange(0, MOST_THREADS),
                help="Processor threads (default: 0, all cores).",
            ),
            click.option(
                "--offline", is_flag=True, default=None, help="Never ask a hub for a model."
            ),
            click.option(
                "--cache-dir", metavar="DIR", help="Where results and converted models are kept."
            ),
            click.option(
                "--cache/--no-cache",
                default=None,
                help="Remember results between runs (default: yes).",
            ),
        ]
    )(function)


def as_format(help: str) -> Callable[[F], F]:
    """Whether a command prints text or JSON; it gets `as_json`."""

    def short(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        context.meta[_SHORT] = value

    def chosen(context: click.Context, parameter: click.Parameter, value: str) -> bool:
        return value == "json" or context.meta.get(_SHORT, False)

    def decorate(function: F) -> F:
        for option in (
            click.option(
                "--json",
                is_flag=True,
                hidden=True,
                is_eager=True,
                expose_value=False,
                callback=short,
                help="The same as --format json.",
            ),
            click.option(
                "--format",
                "as_json",
                type=click.Choice(["text", "json"]),
                default="text",
                callback=chosen,
                help=help,
            ),
        ):
            function = option(function)
        return function

    return decorate


def rule_options(function: F) -> F:
    """Which rules run."""
    return _stack(
        [
            click.option(
                "--tier",
                type=click.Choice(["full", "estimate", "fast"]),
                help="fast: only the rules that need no model; estimate: quality estimation without translation.",
            ),
            click.option(
                "--evidence",
                type=click.Choice(["auto", "all", "flagged", "none"]),
                help="Sentences whose words are linked to their back-translation: all, flagged ones, "
                "none (default: what the reports show).",
            ),
            click.option(
                "--select",
                multiple=True,
                callback=_codes,
                metavar="CODES",
                shell_complete=rules,
                help="Only these rules: codes, prefixes or names, separated by commas; ALL for every "
                "rule.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                callback=_codes,
                metavar="CODES",
                shell_complete=rules,
                help="Not these rules.",
            ),
            click.option(
                "--precision",
                type=click.FloatRange(0, 1, min_open=True, max_open=True),
                help="Target precision of the models' findings; higher: fewer and surer ones.",
            ),
            click.option(
                "--glossary", multiple=True, type=click.Path(), help="Terminology, .csv or .tbx."
            ),
        ]
    )(function)


def settings(options: dict[str, Any]) -> Config:
    """The settings file's values, replaced by what the command line says. Also sets the language of messages.

    Every option must be a setting: a command takes its own ones out before.
    """
    from checker.judge.selection import strange

    config = load(Path.cwd(), options.pop("config_file", None), strange)
    strangers = options.keys() - {item.name for item in keys(Config)}
    if strangers:
        raise TypeError(f"options that are no settings: {', '.join(sorted(strangers))}")
    given = {name: value for name, value in options.items() if value is not None and value != ()}
    for one, other in (("source", "source_pattern"), ("source_pattern", "source")):
        if one in given:
            given.setdefault(other, None)
    if "source_pattern" in given:  # whoever runs this chose it
        given["source_below"] = None
    config = validated(dataclasses.replace(config, **given))
    for tag in dict.fromkeys((config.lang, config.pivot, *config.per_path_lang.values())):
        require(tag)
    if config.ui_lang != "auto":  # what the command line asks for is spoken already
        messages.use(config.ui_lang)
    return config
