"""`checker evaluate` and `checker calibrate`: how good the findings are, and making the probabilities good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from checker.cli.help import Command
from checker.cli.options import (
    language_options,
    model_options,
    rule_options,
    settings,
)
from checker.cli.outputs import Files
from checker.cli.progress import Progress
from checker.config import settings_file
from checker.disk import writing
from checker.errors import UsageProblem
from checker.messages import _


@click.command(cls=Command)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--use-source", is_flag=True, help="Give the checker the source of each text.")
@click.option(
    "--measurements",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Judge measurements saved earlier; no model is loaded.",
)
@click.option(
    "--save-measurements",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Save what the models said to this file (.jsonl or .jsonl.xz).",
)
@click.option(
    "--predictions",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one JSON line per row: id, p_bad, scores, spans.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--limit", type=click.IntRange(1), help="Only the first rows of each file.")
@click.option(
    "--resamples",
    type=click.IntRange(0, 10_000),
    default=1000,
    show_default=True,
    help="Bootstrap resamples for the 95 % intervals; 0: none.",
)
@click.option("--quiet", "-q", is_flag=True, default=None, help="No progress.")
@rule_options
@model_options
@language_options
def evaluate(
    gold: tuple[Path, ...],
    use_source: bool,
    measurements: Path | None,
    save_measurements: Path | None,
    predictions: Path | None,
    as_json: bool,
    limit: int | None,
    resamples: int,
    **options: Any,
) -> None:
    """Compare the checker's findings with what people marked in the same texts.

    GOLD is JSON lines (.jsonl, .jsonl.xz), a document with marked errors (.gold.json), or a folder of them.
    """
    from checker.evaluate import gold as read_gold
    from checker.evaluate import report, running, statistics
    from checker.evaluate.assess import assess
    from checker.evaluate.saved import load, save
    from checker.measuring import Live
    from checker.pipeline import Checker

    if measurements and save_measurements:
        raise UsageProblem(
            _("--measurements and --save-measurements cannot be combined."),
            _("The measurements are already in the file."),
        )
    files = Files()
    files.reads(read_gold.texts(gold), _("a labelled text"))
    files.reads([measurements], _("a file of measurements"))
    origin = options.get("config_file") or settings_file(Path.cwd())
    config = settings(options)
    files.reads_settings(config, origin)
    for file in (save_measurements, predictions):
        if file is not None:
            files.writes(file, make_folders=file is save_measurements)
    files.announce()
    statistics.require()
    # All gold is read before any model runs: a mistake in the last file must not cost the work on the first.
    sets = [read_gold.read(path, config, limit=limit) for path in read_gold.find(gold)]
    with Progress(config, len(sets)) as progress:
        runner = (
            Checker(config, measurer=running.Replayed(load(measurements)))
            if measurements
            else Checker(config, progress, measurer=Live(config, thorough=bool(save_measurements)))
        )
        try:
            answers = [running.opinions(runner, one, use_source=use_source) for one in sets]
            signature = runner.signature
            if save_measurements:
                measured = (one.case for answer in answers for texts in answer for one in texts)
                save(save_measurements, running.header(runner), measured)
        finally:
            runner.close()
    if predictions:
        lines = [
            line
            for one, answer in zip(sets, answers, strict=True)
            for line in report.predictions(one, answer)
        ]
        report.write_predictions(predictions, lines)
    found = report.Evaluation(
        report.SCHEMA,
        signature,
        use_source,
        resamples,
        statistics.SEED,
        tuple(
            assess(one, answer, use_source=use_source, resamples=resamples)
            for one, answer in zip(sets, answers, strict=True)
        ),
    )
    click.echo(report.encoded(found) if as_json else report.table(found))


@click.command(cls=Command)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The calibration file to write.",
)
@click.option("--name", help="Its name in reports (default: the file's name).")
@click.option(
    "--measurements",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Measurements saved earlier, one file per GOLD, in the same order; no model is loaded.",
)
@click.option(
    "--signals",
    multiple=True,
    metavar="PREFIX",
    help="Fit on measurements whose names begin so, repeatable (default: all). Few serve where labels are few.",
)
@click.option(
    "--tier",
    type=click.Choice(["full", "estimate"]),
    help="estimate: for runs that use quality estimation without translation.",
)
@click.option("--quiet", "-q", is_flag=True, default=None, help="No progress.")
@model_options
@language_options
def calibrate(
    gold: tuple[Path, ...],
    output: Path,
    name: str | None,
    measurements: tuple[Path, ...],
    signals: tuple[str, ...],
    **options: Any,
) -> None:
    """Fit probabilities on labelled text, for the models in use.

    GOLD is as for `evaluate`; rows with a source teach both modes. Your own accepted and dismissed findings are
    gold too: `label` major or ok, and `errors` with `start`, `end` and `severity`. Clean text (`label`
    human_reference) sets how often good sentences may be marked.
    """
    from checker.calibration.stored import encode
    from checker.evaluate import gold as read_gold
    from checker.evaluate import running, statistics
    from checker.evaluate.saved import load
    from checker.fitting import Labelled
    from checker.fitting import calibrate as fit

    files = Files()
    files.reads(read_gold.texts(gold), _("a labelled text"))
    files.reads(measurements, _("a file of measurements"))
    origin = options.get("config_file") or settings_file(Path.cwd())
    config = settings(options)
    files.reads_settings(config, origin)
    files.writes(output)
    files.announce()
    statistics.require()
    saved = [load(path) for path in measurements]
    if len({one.header.models for one in saved}) > 1:
        raise UsageProblem(_("the measurements were made with different models."))
    found_gold = read_gold.find(gold)
    if saved and len(saved) != len(found_gold):
        raise UsageProblem(
            _("there are {gold} gold files but {measured} files of measurements.").format(
                gold=len(found_gold), measured=len(saved)
            )
        )
    # Saved measurements know the language that they were made in, so that one calibration may serve several.
    settled = [replace(config, lang=one.header.lang) for one in saved] or [config] * len(found_gold)
    sets = [read_gold.read(path, own) for path, own in zip(found_gold, settled, strict=True)]
    with Progress(config, len(sets)) as progress:
        runners = [
            running.measuring(own, one) for own, one in zip(settled, saved, strict=bool(saved))
        ]
        runners = runners or [running.measuring(config, listener=progress)] * len(sets)
        try:
            labelled = [
                Labelled(one, running.opinions(runner, one, use_source=True), runner.config.lang)
                for one, runner in zip(sets, runners, strict=True)
            ]
            models = runners[0].measurer.signature
        finally:
            for runner in runners:
                runner.close()
    found = fit(labelled, name=name or output.stem, models=models, config=config, signals=signals)
    writing.replace(output, encode(found))
    for mode, one in (
        (_("without source"), found.without_source),
        (_("with source"), found.with_source),
    ):
        click.echo(
            _("{mode}: words are marked from p {word:.3f}, as major from p {major:.3f}").format(
                mode=mode, word=one.limits.word, major=one.limits.major
            )
        )
