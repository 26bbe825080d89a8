"""What limits the checker: its figures without each family of signals, with other weights, with one set's labels.

    python benchmarks/ablation.py --data FOLDER --measurements-dir FOLDER [--before FOLDER] > docs/ablation.md

The folders are those of evaluation.py; sets that were not measured there are measured. `--before` holds measurements
of the same sets with other models (--back-model and --forward-model name them). All figures are out of fold: the model
that ranks a text has not seen its document.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evaluation import Bench, found_sets, sourced

from checker.calibration import stored
from checker.calibration.model import ANY, BAD
from checker.config import Config
from checker.errors import CheckerError, UsageProblem
from checker.evaluate import statistics
from checker.evaluate.gold import Gold
from checker.evaluate.running import measuring, opinions
from checker.fitting.regression import FOLDS, fit, segment_names
from checker.fitting.samples import Labelled, Sample, samples_of, short

FAMILIES = {
    "back-translation": ("back.",),
    "language model": ("lm.", "rarity.", "names."),
    "length": ("length.",),
    "quality estimation": ("estimate.", "source.estimate.", "source.unrelated"),
    "its expected errors": ("estimate.expected", "source.estimate.expected"),
    "the source": ("source.",),
    "how probable the source makes it": ("source.probability",),
}  # fmt: skip
"""Families of segment measurements by how their names begin."""

ALONE = ("back-translation", "language model", "length", "quality estimation", "the source")
"""Families that can judge a text by themselves."""

RESAMPLES = 300

FEWEST = 5
"""Documents of which resamples say something."""


@dataclass(frozen=True)
class Ranked:
    """The texts of one set that have a label, with the score that ranks them."""

    bad: statistics.Flags
    score: statistics.Vector
    clusters: tuple[str, ...]

    def gap(self, other: Ranked | None) -> str:
        """AUROC, and where `other` is given how far above that it is, with its 95 % interval."""
        value = statistics.auroc(self.bad, self.score)
        if other is None:
            return f"{value:.3f}"
        gap = value - statistics.auroc(other.bad, other.score)
        if len(set(self.clusters)) < FEWEST:
            return f"{gap:+.3f}"
        weights = statistics.bootstrap_weights(self.clusters, RESAMPLES)
        mine, theirs = (
            statistics.auroc_weighted(one.bad, one.score)(weights) for one in (self, other)
        )
        known = (mine - theirs)[np.isfinite(mine - theirs)]
        low, high = np.percentile(known, (2.5, 97.5))
        sure = "**" if low > 0 or high < 0 else ""
        return f"{sure}{gap:+.3f}{sure} [{low:+.3f}, {high:+.3f}]"


def ranked(samples: Sequence[Sample], names: Sequence[str], which: str) -> dict[str, Ranked]:
    """Every set's texts as a model with these measurements ranks them without having seen their documents."""
    scores = np.asarray(fit(samples, names, which).unseen)
    out = {}
    for name in sorted({sample.set for sample in samples}):
        mine = [i for i, s in enumerate(samples) if s.set == name and s.against is None]
        bad = np.array([bool(samples[i].label) for i in mine])
        if len(mine) and 0 < bad.mean() < 1:
            groups = tuple(samples[i].group for i in mine)
            out[name] = Ranked(bad, scores[mine], groups)
    return out


def chosen(names: Sequence[str], family: str, *, without: bool) -> list[str]:
    """The measurements of a family, or all others."""
    return [name for name in names if name.startswith(FAMILIES[family]) != without]


def beside_source(family: str) -> bool:
    """Whether a family has only what is measured beside a source."""
    return all(start.startswith("source.") for start in FAMILIES[family])


def table(
    title: str, rows: Sequence[tuple[str, dict[str, Ranked]]], base: dict[str, Ranked]
) -> str:
    """A table with a column a set: the base's AUROC first, then differences from it."""
    sets = list(base)
    lines = [f"### {title}", "", "| | " + " | ".join(sets) + " |", "|---|" + "---:|" * len(sets)]
    lines.append("| all | " + " | ".join(base[name].gap(None) for name in sets) + " |")
    for label, found in rows:
        cells = [found[name].gap(base[name]) if name in found else "" for name in sets]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def labelled(bench: Bench, sets: Sequence[Gold]) -> list[Labelled]:
    """Sets with what was measured of them, with their source where every row has one."""
    out = []
    for gold in sets:
        use_source = sourced(gold)
        saved = bench.measured(gold, use_source=use_source)
        assert saved is not None
        runner = measuring(Config(select=("ACC101",)), saved)
        out.append(Labelled(gold, opinions(runner, gold, use_source=use_source)))
    return out


def page(material: Sequence[Labelled], before: Sequence[Labelled]) -> str:
    """All tables."""
    parts = [
        "# What limits it",
        "",
        "<!-- Written by benchmarks/ablation.py. Do not edit. -->",
        "",
        "AUROC of texts with a label, and what changes when something is left out: differences with 95 % intervals",
        f"from {RESAMPLES} resamples of documents, bold where the interval leaves zero out; none for sets of fewer",
        f"than {FEWEST} documents. Out of fold, {FOLDS} folds by document.",
        "Texts that the checker does not judge (no words, one word) are not in these figures.",
        "",
    ]
    for which, meaning in ((BAD, "major or worse"), (ANY, "any error")):
        for with_source in (False, True):
            samples = list(samples_of(material, which))
            names = segment_names(samples, with_source)
            base = ranked(samples, names, which)
            rows = [
                (f"without {family}", ranked(samples, chosen(names, family, without=True), which))
                for family in FAMILIES
                if with_source or not beside_source(family)
            ]
            rows += [
                (f"{family} alone", ranked(samples, chosen(names, family, without=False), which))
                for family in FAMILIES
                if family in ALONE and (with_source or not beside_source(family))
            ]
            rows.append(("fitted on the set's own labels alone", _own(samples, names, which)))
            if before:
                older = list(samples_of(before, which))
                rows.append(("with the earlier weights", ranked(older, names, which)))
            mode = "with the source" if with_source else "without the source"
            parts.append(table(f"{meaning[0].upper()}{meaning[1:]}, {mode}", rows, base))
    return "\n".join(parts)


def _own(samples: Sequence[Sample], names: Sequence[str], which: str) -> dict[str, Ranked]:
    out: dict[str, Ranked] = {}
    for name in sorted({sample.set for sample in samples}):
        mine = [sample for sample in samples if sample.set == name]
        try:
            out |= ranked(mine, names, which)
        except UsageProblem:  # too few labels for a model of its own
            continue
    return out


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("CHECKER_EVAL"))
    parser.add_argument("--measurements-dir", type=Path, required=True)
    parser.add_argument("--before", type=Path, help="measurements with other models")
    parser.add_argument("--back-model", default="embedded", help="of --before")
    parser.add_argument("--language-model", default="embedded", help="of --before")
    parser.add_argument("--only", default="", help="sets whose name holds this")
    options = parser.parse_args()
    if options.data is None or not Path(options.data).is_dir():
        print(
            "no labelled sets here: name their folder with --data or CHECKER_EVAL.", file=sys.stderr
        )
        return 0
    then = Config(
        back_model=options.back_model,
        forward_model=options.back_model,
        language_model=options.language_model,
    )
    try:
        fitted_on = stored.load(Config(), "").data
        sets = [
            gold
            for gold in found_sets(Path(options.data), Config(), options.only, None)
            if f"{short(gold.name)}.jsonl.xz (" in fitted_on
        ]
        now = labelled(Bench(Config(), options.measurements_dir, None, 0), sets)
        before = labelled(Bench(then, options.before, None, 0), sets) if options.before else []
        sys.stdout.write(page(now, before))
    except CheckerError as error:
        print(f"{error.message}\n{error.hint or ''}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
