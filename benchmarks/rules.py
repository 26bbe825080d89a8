"""What every rule without a model says of text that people wrote well: findings per 1,000 words, and the hits to read.

    python benchmarks/rules.py [--select CODE,...] [--hits FOLDER] [--seed N] KIND=FILE...

KIND names what the text is ("news", "law"), FILE is plain text of good quality, one sentence a line, an empty line
between documents; in a file .tsv each line has the source, a tab, the text, and only the rules that compare with the
source are run on it. Several files of one kind are counted together. With --hits, up to ten hits a rule are written to
FOLDER/CODE.txt for a person to judge, drawn evenly from all kinds, those of news first; nothing of the text is kept
elsewhere. What a person found is put into rules.toml by hand. With --write, docs/rules-precision.md is written anew.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checker import plugins
from checker.config import Config
from checker.segment import segment, words
from checker.syntax import NEED
from checker.types import Block, Case, Document, Evidence, Hit

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "rules-precision.md"
JUDGED = HERE / "rules.toml"
SHOWN = 10
"""Hits of a rule that a person reads."""
COMPARE = ("ACC202", "ACC203", "ACC21", "CON103", "STY102")
"""Rules that compare with the source, by prefix."""


@dataclass
class Tally:
    """What one rule said, by kind of text."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def documents(path: Path) -> Iterator[list[str]]:
    """The lines of each document of a file."""
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            lines.append(line.strip())
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def cases_of(lines: Sequence[str], lang: str) -> list[Case]:
    """The sentences of one document, as the rules see them."""
    document = Document("text", "", tuple(map(_block, lines)), lang)
    return [Case(Evidence(s, words(s.text))) for s in segment(document)]


def _block(line: str) -> Block:
    source, tab, text = line.rpartition("\t")
    return Block(text, source=source, whole=True) if tab else Block(text)


def shown(case: Case, hit: Hit) -> str:
    """A hit as a person reads it."""
    text, span = case.text, hit.span
    marked = f"{text[: span.start]}[[{span.of(text)}]]{text[span.end :]}"
    return f"{marked}\n    {hit.message} {hit.suggestion or ''}"


def measured(
    files: Sequence[tuple[str, Path]], codes: Sequence[str], config: Config
) -> tuple[dict[str, Tally], dict[str, int], dict[str, float]]:
    """Tallies by rule, words by kind of text, seconds by rule."""
    rules = plugins.checks()
    tallies = {code: Tally() for code in codes}
    total: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    for kind, path in files:
        for lines in documents(path):
            cases = cases_of(lines, config.lang)
            by_index = {case.segment.index: case for case in cases}
            total[kind] += sum(len(case.evidence.words) for case in cases)
            mine = [c for c in codes if c.startswith(COMPARE) == (path.suffix == ".tsv")]
            for code in mine:
                started = time.perf_counter()
                hits = list(rules[code].run(cases, config))
                seconds[code] += time.perf_counter() - started
                tallies[code].counts[kind] += len(hits)
                tallies[code].shown[kind] += [shown(by_index[h.segment], h) for h in hits]
    return tallies, dict(total), dict(seconds)


def sample(tally: Tally, seed: int) -> list[str]:
    """Up to SHOWN hits, the kinds in turn."""
    rng = random.Random(seed)
    piles = [rng.sample(hits, len(hits)) for hits in tally.shown.values()]
    out = []
    while any(piles) and len(out) < SHOWN:
        for pile in piles:
            if pile and len(out) < SHOWN:
                out.append(pile.pop())
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="KIND=FILE")
    parser.add_argument("--lang", default="fr-FR")
    parser.add_argument("--select", default="")
    parser.add_argument("--hits", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    files = [(item.split("=", 1)[0], Path(item.split("=", 1)[1])) for item in options.files]
    wanted = tuple(options.select.split(",")) if options.select else ("",)
    codes = [c for c, r in plugins.checks().items() if r.needs <= {NEED} and c.startswith(wanted)]
    tallies, total, seconds = measured(files, codes, Config(lang=options.lang))
    print("words", total)
    for code in codes:
        tally = tallies[code]
        rates = "  ".join(
            f"{tally.counts[kind]:5} {1000 * tally.counts[kind] / total[kind]:6.2f}"
            for kind in total
        )
        default = "" if plugins.checks()[code].default else " off"
        print(f"{code} {rates}  {seconds.get(code, 0):.1f}s{default}")
        if options.hits and any(tally.shown.values()):
            options.hits.mkdir(parents=True, exist_ok=True)
            (options.hits / f"{code}.txt").write_text("\n\n".join(sample(tally, options.seed)))


if __name__ == "__main__":
    main()
