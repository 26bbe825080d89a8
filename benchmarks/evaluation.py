"""How good the checker is, on every labelled set at hand, beside its rivals: writes docs/evaluation.md.

    python benchmarks/evaluation.py --data FOLDER [--measurements-dir FOLDER] [--only NAME] [--limit N]

FOLDER holds gold as JSON lines (`NAME/*.jsonl.xz`); the default is the environment variable CHECKER_EVAL.
Without a folder nothing is written. What the models said is kept in the folder of measurements, one file a
set and mode: delete it when models or signals change, and a second run takes seconds.

A calibration flatters the sets that it was fitted on. With --cross-validate such a set is judged, document by
document, with calibrations fitted on the other documents of all sets; they are kept beside the measurements.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from evaluation_page import held_out, page, pictures, rivals

from checker.calibration import stored
from checker.calibration.model import Calibration
from checker.config import Config
from checker.errors import BadInput, CheckerError, UsageProblem
from checker.evaluate import statistics
from checker.evaluate.assess import assess
from checker.evaluate.counted import won
from checker.evaluate.figures import Figure, SetFigures, Table, ranked, risks
from checker.evaluate.gold import Gold, read
from checker.evaluate.running import Opinion, Replayed, header, opinions
from checker.evaluate.saved import Saved, load, save
from checker.measuring import Live
from checker.pipeline import Checker

ROOT = Path(__file__).parents[1]
PICTURED = "wmt22_chat_mqm/into_fr.dev"
"""The set whose precision-recall curve is drawn: experts' labels, with and without the source."""

Answers = list[tuple[Opinion, ...]]


@dataclass(frozen=True)
class Run:
    """One set in one mode: what the checker said, and its figures."""

    gold: Gold
    answers: Answers
    figures: SetFigures
    signature: str


class Bench:
    """Runs sets with one configuration; models are loaded when the first set needs them."""

    def __init__(
        self, config: Config, folder: Path | None, limit: int | None, resamples: int
    ) -> None:
        self.config = config
        self.folder = folder
        self.limit = limit
        self.resamples = resamples
        self.calibrations: dict[str, Calibration] = {}
        self.held_out: list[str] = []
        self.nmtscore = True
        self._held: held_out.HeldOut | None = None
        self._left_out: held_out.HeldOut | None = None
        self.models = Live(config, thorough=True)

    @cached_property
    def runner(self) -> Checker:
        """The checker that measures."""
        return Checker(self.config, measurer=self.models)

    def cross_validate(self, sets: Sequence[Gold], *, whole_sets: bool) -> None:
        """From here on, sets that the calibration was fitted on are judged by those fitted without their documents.

        `whole_sets`: they are judged once more, by calibrations that saw no set of their origin.
        """
        if self.folder is None:
            raise UsageProblem("--cross-validate needs --measurements-dir.")
        material = []
        for gold in sets:
            saved = self.measured(gold, use_source=sourced(gold))
            assert saved is not None
            if held_out.fitted_on(stored.load(self.config, saved.header.models), gold.name):
                material.append(held_out.Material(gold, saved))
        if material:
            shipped = stored.load(self.config, material[0].saved.header.models)
            golds = [one.gold for one in material]
            self._held = held_out.calibrations(
                shipped, material, self.folder, held_out.folds(golds)
            )
            if whole_sets:
                self._left_out = held_out.calibrations(
                    shipped, material, self.folder, held_out.families(golds)
                )

    def measured(self, gold: Gold, *, use_source: bool) -> Saved | None:
        """The measurements of a set in a mode, made where they are not kept yet; None without a folder."""
        file = self.file(gold.name, "source.jsonl.xz" if use_source else "alone.jsonl.xz")
        if file is None:
            return None
        if not file.is_file():
            started = time.monotonic()
            answers = opinions(self.runner, gold, use_source=use_source)
            save(file, header(self.runner), (one.case for answer in answers for one in answer))
            print(f"{file.name}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)
        return load(file)

    def run(self, gold: Gold, *, use_source: bool) -> Run:
        """One set in one mode, from saved measurements where there are any."""
        saved = self.measured(gold, use_source=use_source)
        runner = Checker(self.config, measurer=Replayed(saved)) if saved else self.runner
        self.calibrations[gold.name] = runner.calibration
        signature = runner.signature
        if self._held and saved and held_out.fitted_on(runner.calibration, gold.name):
            self.held_out.append(gold.name)
            answers = held_out.judged(self.config, saved, gold, self._held, use_source=use_source)
        else:
            answers = opinions(runner, gold, use_source=use_source)
        found = assess(gold, answers, use_source=use_source, resamples=self.resamples)
        return Run(gold, answers, found, signature)

    def left_out(self, run: Run, *, use_source: bool) -> SetFigures | None:
        """The figures of a run by calibrations that saw no set of its origin, without intervals."""
        saved = self.measured(run.gold, use_source=use_source)
        if self._left_out is None or saved is None or run.gold.name not in self.held_out:
            return None
        answers = held_out.judged(
            self.config, saved, run.gold, self._left_out, use_source=use_source
        )
        return assess(run.gold, answers, use_source=use_source, resamples=0)

    def rivals(self, run: Run) -> dict[str, rivals.Scores]:
        """The rivals' scores of a set."""
        found = rivals.without_source(run.answers)
        if sourced(run.gold) and self.nmtscore:
            file = self.file(run.gold.name, "nmtscore.json")
            known = file is not None and file.is_file()
            found |= rivals.with_source(None if known else self.models.engines, run.gold, file)
        return found

    def file(self, name: str, ending: str) -> Path | None:
        """Where something about a set is kept."""
        if self.folder is None:
            return None
        few = f".first{self.limit}" if self.limit else ""
        return self.folder / f"{name.replace('/', '__')}{few}.{ending}"

    def close(self) -> None:
        """Closes what was opened."""
        self.models.close()


def sourced(gold: Gold) -> bool:
    """Whether every row has its source."""
    return all(row.source for row in gold.rows)


def compared(run: Run, scores: rivals.Scores, *, use_source: bool) -> dict[str, Figure]:
    """The figures of another score of the same texts, by name."""
    gold = run.gold
    out: dict[str, Figure] = {}
    single = [i for i, row in enumerate(gold.rows) if row.kind == "text"]
    if single:
        rows = [gold.rows[i] for i in single]
        length = [len(run.answers[i][0].words) for i in single]
        table = Table.of(rows, length, use_source=use_source)
        risk = np.array([scores[i][0] for i in single])
        # Only the checker's own figures have intervals: no resamples for rivals.
        found = ranked(table, risk, np.zeros((0, len(rows))))
        out |= {figure.name: figure for figure in found}
    several = [i for i, row in enumerate(gold.rows) if row.kind != "text"]
    if several:
        rows = [gold.rows[i] for i in several]
        out["pairs"] = won("pairs", rows, [scores[i] for i in several], 0)
    return out


def curve(name: str, run: Run, score: Sequence[float] | None = None) -> pictures.Curve:
    """A curve of the pictured set, by `score` or else by the checker."""
    known = [i for i, row in enumerate(run.gold.rows) if row.major is not None]
    bad = np.array([bool(run.gold.rows[i].major) for i in known])
    all_scores = risks([answer[0] for answer in run.answers]) if score is None else np.array(score)
    return pictures.Curve(name, bad, all_scores[known])


def found_sets(data: Path, config: Config, only: str, limit: int | None) -> list[Gold]:
    """The sets in the language of the run, named by their place in the folder."""
    out = []
    for file in sorted(data.rglob("*.jsonl.xz")):
        name = file.relative_to(data).as_posix().removesuffix(".jsonl.xz")
        if only not in name:
            continue
        try:
            gold = read(file, config, limit=limit)
        except CheckerError as error:
            print(f"left out: {error.message}", file=sys.stderr)
            continue
        out.append(replace(gold, name=name))
    return out


def evaluate(bench: Bench, sets: Sequence[Gold]) -> page.Results:
    """Every set in every mode that it allows, beside its rivals."""
    blocks: list[page.Block] = []
    signatures: dict[str, None] = {}
    curves: list[pictures.Curve] = []
    honest: list[tuple[str, statistics.Reliability]] = []
    for gold in sets:
        modes = [False, True] if sourced(gold) else [False]
        runs = {use_source: bench.run(gold, use_source=use_source) for use_source in modes}
        scores = bench.rivals(runs[False])
        blocks.append(
            page.Block(
                gold.name,
                {mode: run.figures for mode, run in runs.items()},
                {
                    name: compared(runs[False], mine, use_source=name in rivals.WITH_SOURCE)
                    for name, mine in scores.items()
                },
                {
                    mode: found
                    for mode, run in runs.items()
                    if (found := bench.left_out(run, use_source=mode)) is not None
                },
            )
        )
        signatures |= {run.signature: None for run in runs.values()}
        labelled = any(row.major is not None for row in gold.rows)
        for use_source, run in runs.items():
            mode = "with source" if use_source else "without source"
            if labelled and run.figures.reliability is not None and "human" not in gold.name:
                honest.append((f"{gold.name}, {mode}", run.figures.reliability))
            if gold.name == PICTURED:
                curves.append(curve(f"checker, {mode}", run))
        if gold.name == PICTURED:
            curves += [
                curve(name, runs[False], [row[0] for row in mine]) for name, mine in scores.items()
            ]
    return page.Results(
        tuple(blocks),
        tuple(signatures),
        tuple(curves),
        tuple(honest),
        bench.resamples,
        bench.calibrations,
        frozenset(bench.held_out),
    )


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("CHECKER_EVAL"))
    parser.add_argument("--measurements-dir", type=Path)
    parser.add_argument("--calibration", help="instead of the shipped one")
    parser.add_argument(
        "--cross-validate", action="store_true", help="no document judged by what saw it"
    )
    parser.add_argument(
        "--leave-one-set-out",
        action="store_true",
        help="with --cross-validate: also by calibrations that saw no set of the same origin",
    )
    parser.add_argument("--quality-model", default="embedded", help="as of the command")
    parser.add_argument(
        "--without-nmtscore",
        action="store_true",
        help="leave out the rivals for which every text is translated again",
    )
    parser.add_argument("--only", default="", help="sets whose name holds this")
    parser.add_argument("--limit", type=int, help="first rows of each set")
    parser.add_argument("--resamples", type=int, default=statistics.RESAMPLES)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "evaluation.md")
    options = parser.parse_args()
    if options.data is None or not Path(options.data).is_dir():
        print(
            "no labelled sets here: name their folder with --data or CHECKER_EVAL. Nothing was written.",
            file=sys.stderr,
        )
        return 0
    config = Config(calibration=options.calibration, quality_model=options.quality_model)
    folder = options.measurements_dir
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(config, folder, options.limit, options.resamples)
    bench.nmtscore = not options.without_nmtscore
    try:
        statistics.require()
        sets = found_sets(Path(options.data), config, options.only, options.limit)
        if not sets:
            raise BadInput(f"{options.data}: holds no set to evaluate.")
        if options.cross_validate:
            bench.cross_validate(sets, whole_sets=options.leave_one_set_out)
        results = evaluate(bench, sets)
    except CheckerError as error:
        print(f"{error.message}\n{error.hint or ''}", file=sys.stderr)
        return error.exit_code
    finally:
        bench.close()
    images = options.output.parent / "images"
    if results.reliabilities:
        pictures.reliability(results.reliabilities, images / "reliability.svg")
    if results.curves:
        pictures.precision_recall(results.curves, images / "precision-recall.svg")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(page.written(results, limit=options.limit), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
