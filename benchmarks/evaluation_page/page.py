"""The page docs/evaluation.md, every sentence with a number made from the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checker.calibration.model import Calibration
from checker.evaluate.figures import Figure, SetFigures
from checker.evaluate.report import TITLES, number
from checker.evaluate.statistics import SEED, Estimate, Reliability
from evaluation_page.held_out import FOLDS, fitted_on
from evaluation_page.pictures import Curve
from evaluation_page.rivals import LENGTH, PEOPLE, WITH_SOURCE, WITHOUT_SOURCE

ENOUGH = 0.05
"""What the checker should add to length inside length quintiles."""

RANKED = ("auroc.major", "auroc.any", "ap.major", "ap.any", "spearman", "kendall")
HEADLINES = ("auroc.major", "auroc.any", "spearman", "pairs")
PAIRS = "pairs"


@dataclass(frozen=True)
class Block:
    """A set: the checker's figures without and with the source, and its rivals' by name."""

    name: str
    modes: Mapping[bool, SetFigures]
    rivals: Mapping[str, Mapping[str, Figure]]
    left_out: Mapping[bool, SetFigures] = field(default_factory=dict)
    """The checker's figures by calibrations that saw no set of this one's origin."""

    def own(self, figure: str, use_source: bool) -> Figure | None:
        """The checker's figure; pairs are won by `p_bad`."""
        found = self.modes.get(use_source)
        return found.figure("pairs.p_bad" if figure == PAIRS else figure) if found else None

    @property
    def most(self) -> bool:
        """The mode in which the checker sees the most."""
        return max(self.modes)

    def people(self, figure: str) -> float | None:
        """How well a second person does; machine translation only, where it was measured."""
        if "human_reference" in self.name:
            return None
        return PEOPLE.get((self.name.split("/", maxsplit=1)[0], figure))


@dataclass(frozen=True)
class Results:
    """All that was found."""

    blocks: tuple[Block, ...]
    signatures: tuple[str, ...]
    curves: tuple[Curve, ...]
    reliabilities: tuple[tuple[str, Reliability], ...]
    resamples: int
    calibrations: Mapping[str, Calibration]
    held_out: frozenset[str]


_HEAD = """# How good the findings are

<!-- Written by `make evaluate` (benchmarks/evaluation.py). Do not edit: the next run writes it anew. -->

Everything here was measured on texts that other people translated by machine and other people judged. Nobody who
works on checker wrote a text or a label.

{calibration}

## How to read the tables

* **AUROC** is the probability that a text with an error is ranked as more suspect than a text without: 0.5 is
  chance, 1 is perfect. **AP** is average precision; chance is the share of bad texts.
* **Spearman** and **Kendall** are rank correlations with people's scores; 0 is chance, 1 is perfect agreement.
* **Pairs**: of two texts of which one is worse, how often it gets the worse score; 0.5 is chance.
* In brackets: the 95 % interval from {resamples} resamples of whole documents where documents are known.
* In parentheses: the same figure **inside length quintiles**. Longer texts hold more errors, so the number of words
  alone ranks texts quite well; only what is left among texts of about one length is what a checker adds.
* **Length**, **round-trip chrF**, **language model** (mean log-probability of the text), **quality estimation** (its
  log-odds of a major error, of the text alone) and, where it was asked for, **NMTScore** (direct and cross-likelihood,
  [Vamvas & Sennrich 2022](https://aclanthology.org/2022.findings-emnlp.15), with the same translation model) are rivals
  from the same run. **People**: how well a second person agrees with the first, where known.
* A text that checker refuses to judge (no words, one word) counts as the least suspect. Their number is given.
"""

_TAIL = """
## How it was made

```
make evaluate
python benchmarks/evaluation.py --data FOLDER --measurements-dir FOLDER
checker evaluate FILE.jsonl.xz [--use-source] [--json] [--predictions FILE]
```

Gold is one JSON object a line. Only `target` is needed; labels of several projects are understood:

```json
{{"id": "1", "source": "The meeting is off.", "target": "La réunion est éteinte.", "label": "major", "score": 75,
 "doc": "article-1", "errors": [{{"start": 15, "end": 22, "severity": "major", "category": "mistranslation"}}]}}
```

`label`: ok, minor, major, critical; perfect, medium, poor; 1, 0; edited, unedited; minimal_pair (`target` is the wrong
side, `reference` the right one). `score`: higher is better. `start` and `end` count characters of `target`.
Rows of one `doc` and one `system` (or `meta.system`) that follow each other are read as one document.

Seed of the resamples: {seed}. {signatures}
"""


def written(results: Results, *, limit: int | None) -> str:
    """The whole page."""
    parts = [_HEAD.format(resamples=f"{results.resamples:,}", calibration=_calibration(results))]
    if limit:
        parts.append(f"**Only the first {limit} rows of each set: a trial, not a result.**\n")
    parts += ["## In short\n", *_summary(results), *_left_out(results), *_pictures(results)]
    parts.append("## Set by set\n")
    parts += ["\n".join(_block(block)) for block in results.blocks]
    names = "Signature:" if len(results.signatures) == 1 else "Signatures:"
    signatures = "\n".join([names, *(f"\n    {text}" for text in results.signatures)])
    parts.append(_TAIL.format(seed=SEED, signatures=signatures))
    return "\n".join(parts).rstrip() + "\n"


def _calibration(results: Results) -> str:
    """What the probabilities were fitted on; without it nobody could tell how far to trust the figures."""
    named = {one.name: one for one in results.calibrations.values()}
    seen = [name for name, one in results.calibrations.items() if fitted_on(one, name)]
    flattered = [name for name in seen if name not in results.held_out]
    lines = [
        f"**Where probabilities and thresholds come from.** Calibration “{one.name}”, fitted on {one.data}."
        + "".join(f" {title.capitalize()}: {text}." for title, text in one.notes.items())
        for one in named.values()
    ]
    if results.held_out:
        lines.append(
            f"Its own sets are judged here by {FOLDS} calibrations of the same kind, the weights of each fitted "
            "without the documents that it judges. Levels, curves and limits are those of the shipped one."
        )
    if flattered:
        lines.append(
            f"On sets that it was fitted on, the checker's figures are flattered and its rivals' are not: "
            f"{', '.join(flattered)}."
        )
    fresh = [name for name in results.calibrations if name not in seen]
    if fresh:
        lines.append(f"It never saw {', '.join(fresh)}.")
    return "\n\n".join(lines)


def _summary(results: Results) -> Iterator[str]:
    yield _row("set", "figure", "length", "best rival", "checker", "checker + source", "people")
    yield _row("---", "---", *["---:"] * 5)
    for block in results.blocks:
        for name in HEADLINES:
            if block.own(name, False) is None:
                continue
            yield _row(
                block.name,
                _title(name),
                _short(block.rivals[LENGTH].get(name)),
                _best(block, name),
                _long(block.own(name, False)),
                _long(block.own(name, True)),
                _number(block.people(name)),
            )
    yield ""
    yield from (f"* {sentence}" for sentence in _sentences(results))
    yield ""


def _left_out(results: Results) -> Iterator[str]:
    """What is left of the figures where the calibration saw no set of the same origin."""
    if not any(block.left_out for block in results.blocks):
        return
    yield "## A set left out whole\n"
    yield (
        "Documents of one customer or one system resemble each other. Here the calibration saw other documents of the\n"
        "same set (folds), or no set of the same origin at all (left out): what to expect of texts of another kind.\n"
    )
    yield _row("set", "figure", "folds", "left out", "folds + source", "left out + source")
    yield _row("---", "---", *["---:"] * 4)
    for block in results.blocks:
        for name in HEADLINES:
            if not block.left_out or block.own(name, False) is None:
                continue
            cells = []
            for mode in (False, True):
                without = block.left_out.get(mode)
                figure = "pairs.p_bad" if name == PAIRS else name
                cells += [
                    _short(block.own(name, mode)),
                    _short(without.figure(figure) if without else None),
                ]
            yield _row(block.name, _title(name), *cells)
    yield ""


def _best(block: Block, name: str) -> str:
    found = _best_rival(block, name)
    return "" if found is None else f"{found[0]}: {_short(found[1])}"


def _best_rival(block: Block, name: str) -> tuple[str, Figure] | None:
    """The best rival but length, by its plain figure."""
    known = [
        (rival, figures[name])
        for rival, figures in block.rivals.items()
        if rival != LENGTH and name in figures and figures[name].estimate.value is not None
    ]
    return max(known, key=lambda pair: pair[1].estimate.value or 0.0, default=None)


def _sentences(results: Results) -> Iterator[str]:
    yield from _against_length(results)
    yield from _against_rivals(results)
    yield from _gate(results)
    yield from _false_alarms(results)
    yield from _probabilities(results)


def _against_length(results: Results) -> Iterator[str]:
    gains = []
    for block in results.blocks:
        for name in ("auroc.major", "auroc.any"):
            figure = block.own(name, block.most)
            if figure and figure.inside and figure.length_inside:
                mine, length = figure.inside.value, figure.length_inside.value
                if mine is not None and length is not None:
                    gains.append(
                        (mine - length, f"{block.name} ({_title(name)}: {mine - length:+.3f})")
                    )
    if not gains:
        return
    short = [text for gain, text in sorted(gains) if gain < ENOUGH]
    yield (
        f"Inside length quintiles the checker adds {ENOUGH} or more to the AUROC of length alone in "
        f"{len(gains) - len(short)} of {len(gains)} cases."
        + (f" It does not in {', '.join(short)}." if short else "")
    )


def _against_rivals(results: Results) -> Iterator[str]:
    lost, count = [], 0
    for block in results.blocks:
        for name in HEADLINES:
            figure, rival = block.own(name, block.most), _best_rival(block, name)
            if figure is None or rival is None or figure.estimate.value is None:
                continue
            count += 1
            theirs = rival[1].estimate.value or 0.0
            if theirs > figure.estimate.value:
                lost.append(
                    f"{block.name} ({_title(name)}: {rival[0]} {theirs:.3f}, "
                    f"checker {figure.estimate.value:.3f})"
                )
    if count:
        yield f"In {count - len(lost)} of {count} cases no single rival ranks better." + (
            f" One does in {', '.join(lost)}." if lost else ""
        )


def _gate(results: Results) -> Iterator[str]:
    for block in results.blocks:
        if block.own("auroc.major", False) is None or "human_reference" in block.name:
            continue
        for use_source in block.modes:
            precision = block.own("gate.major.precision", use_source)
            recall = block.own("gate.major.recall", use_source)
            if precision is None or recall is None:
                continue
            mode = "with" if use_source else "without"
            yield (
                f"{block.name}, {mode} the source: the default gate finds {_percent(recall.estimate)} of the "
                f"texts with a major error; of those it stops, {_percent(precision.estimate)} have one."
            )


def _false_alarms(results: Results) -> Iterator[str]:
    for block in results.blocks:
        found = block.modes[False]
        share, major = found.figure("alarms.texts"), found.figure("alarms.major")
        human = block.name.startswith("clean") or "human_reference" in block.name
        if human and share is not None and major is not None:
            yield (
                f"{block.name}, written by people: {_percent(share.estimate)} of the texts get a finding of major "
                f"or worse ({number(major.estimate)} major findings per 1,000 words)."
            )


def _probabilities(results: Results) -> Iterator[str]:
    for name, found in results.reliabilities:
        yield (
            f"{name}: expected calibration error {found.ece:.3f}, Brier score {found.brier:.3f} "
            f"({found.texts} texts, {found.base_rate:.0%} bad)."
        )


def _pictures(results: Results) -> Iterator[str]:
    if results.reliabilities:
        yield "![Promised probability against the share of bad texts](images/reliability.svg)\n"
    if results.curves:
        yield "![Precision and recall of the checker and of its rivals](images/precision-recall.svg)\n"


def _block(block: Block) -> Iterator[str]:
    found = block.modes[False]
    documents = f", {found.documents} documents" if found.documents else ""
    refused = sum(found.not_scorable.values())
    yield f"### {block.name}\n"
    yield (
        f"{found.rows:,} rows, {found.texts:,} texts{documents}, {found.words:,} words; "
        f"{refused:,} texts not judged; intervals by {found.intervals}.\n"
    )
    rivals = [name for name in (*WITHOUT_SOURCE, *WITH_SOURCE) if name in block.rivals]
    names = [name for name in (*RANKED, PAIRS) if block.own(name, False)]
    if names:
        yield _row("", "checker", "checker + source", *rivals, "people")
        yield _row("---", *["---:"] * (len(rivals) + 3))
        for name in names:
            yield _row(
                _title(name),
                _long(block.own(name, False)),
                _long(block.own(name, True)),
                *(_short(block.rivals[rival].get(name)) for rival in rivals),
                _number(block.people(name)),
            )
        yield ""
    rest = [name for name in TITLES if name not in (*RANKED, "pairs.p_bad") and found.figure(name)]
    yield _row("", "checker", "checker + source", "people")
    yield _row("---", *["---:"] * 3)
    for name in rest:
        yield _row(
            TITLES[name],
            _long(block.own(name, False)),
            _long(block.own(name, True)),
            _number(block.people(name)),
        )
    yield ""


def _title(name: str) -> str:
    kind, _dot, label = name.partition(".")
    words = {"auroc": "AUROC", "ap": "AP", "major": "major+", "any": "any error"}
    return " ".join(words.get(part, part.capitalize()) for part in (kind, label) if part)


def _long(figure: Figure | None) -> str:
    if figure is None:
        return ""
    estimate = figure.estimate
    around = ""
    if estimate.low is not None and estimate.high is not None:
        around = f" [{estimate.low:.2f}, {estimate.high:.2f}]"
    return f"{number(estimate)}{around}{_inside(figure)}"


def _short(figure: Figure | None) -> str:
    return "" if figure is None else f"{number(figure.estimate)}{_inside(figure)}"


def _inside(figure: Figure) -> str:
    return f" ({number(figure.inside)})" if figure.inside else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _percent(estimate: Estimate) -> str:
    return "none" if estimate.value is None else f"{100 * estimate.value:.1f} %"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
