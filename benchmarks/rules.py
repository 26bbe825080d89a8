"""What every rule without a model says of text that people wrote well: findings per 1,000 words, and the hits to read.

    python benchmarks/rules.py [--select CODE,...] [--hits FOLDER] [--shown N] [--seed N] [--write] KIND=FILE...

KIND names what the text is ("news", "law"), FILE is plain text of good quality, one sentence a line, an empty line
between documents; in a file .tsv each line has the source, a tab, the text, and only the rules that compare with the
source are run on it. Several files of one kind are counted together. With --hits, up to ten (or N) hits a rule go to
FOLDER/CODE.txt for a person to judge, drawn evenly from all kinds, those of news first; nothing of the text is kept
elsewhere. What a person found is put into rules.toml by hand. With --write, docs/rules-precision.md is written anew.
"""

from __future__ import annotations

import argparse
import random
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checker import plugins
from checker.config import Config
from checker.languages.parsing import signature
from checker.text.segment import segment, words
from checker.types import Block, Case, Document, Evidence, Hit

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "rules-precision.md"
JUDGED = HERE / "rules.toml"
HEAD = """\
# How often the rules without a model fire on good text

<!-- Written by `python benchmarks/rules.py --write`; judgements from benchmarks/rules.toml. -->

Findings per 1,000 words of French that people wrote and other people published, {total:,} words: {words}. Nobody
who works on checker wrote any of it. Rules are measured without a source text, except those that compare with one
(ACC202, ACC203, ACC211 to ACC223, CON103, STY102). Those that need a parser ran with {parser}.

*Seen* and *right*: of the hits that were read, drawn evenly from the kinds of text, how many were found right: an
editor would change the place, or it breaks the convention that the rule stands for. Good text has few faults, so a
rule is judged here at its worst: on machine translation the share of right hits is higher. The aim is four right
hits of five; a rule that misses it is off unless selected, or the remark says why not.
"""
SHOWN = 10
"""Hits of a rule that a person reads."""
COMPARE = ("ACC202", "ACC203", "ACC21", "ACC22", "CON103", "STY102")
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
            paired = path.suffix == ".tsv"
            total[_counted(kind, paired=paired)] += sum(len(c.evidence.words) for c in cases)
            mine = [c for c in codes if c.startswith(COMPARE) == paired]
            for code in mine:
                started = time.perf_counter()
                hits = list(rules[code].run(cases, config))
                seconds[code] += time.perf_counter() - started
                tallies[code].counts[kind] += len(hits)
                tallies[code].shown[kind] += [shown(by_index[h.segment], h) for h in hits]
    return tallies, dict(total), dict(seconds)


def _counted(kind: str, *, paired: bool) -> str:
    """The key under which the words of a kind are counted: texts with a source apart."""
    return f"{kind} with source" if paired else kind


def rate(code: str, found: int, kinds: Sequence[str], total: dict[str, int]) -> float:
    """Findings of a rule per 1,000 words of these kinds of text."""
    keys = [_counted(kind, paired=code.startswith(COMPARE)) for kind in kinds]
    count = sum(total.get(key, 0) for key in keys)
    return 1000 * found / count if count else 0.0


def sample(tally: Tally, seed: int, shown: int) -> list[str]:
    """Up to so many hits, the kinds in turn."""
    rng = random.Random(seed)
    piles = [rng.sample(hits, len(hits)) for hits in tally.shown.values()]
    out = []
    while any(piles) and len(out) < shown:
        for pile in piles:
            if pile and len(out) < shown:
                out.append(pile.pop())
    return out


def page(
    codes: Sequence[str], kinds: Sequence[str], tallies: dict[str, Tally], total: dict[str, int]
) -> str:
    """The documentation of a run: rates by kind of text, and what a person found."""
    judged = tomllib.loads(JUDGED.read_text(encoding="utf-8"))
    words_of = ", ".join(f"{kind} {count:,}" for kind, count in total.items())
    head = HEAD.format(total=sum(total.values()), words=words_of, parser=signature("fr"))
    lines = [
        head,
        "| rule | " + " | ".join(kinds) + " | all | seen | right | |",
        "|---|" + "---:|" * (len(kinds) + 3) + "---|",
    ]
    quiet = []
    for code in codes:
        rule, counts = plugins.checks()[code], tallies[code].counts
        if not sum(counts.values()):
            quiet.append(code)
            continue
        rates = [f"{rate(code, counts[kind], [kind], total):.2f}" for kind in kinds]
        whole = f"{rate(code, sum(counts.values()), kinds, total):.3f}"
        seen, right, *remark = judged.get(code, ["", ""])
        name = f"[{code}](rules.md#{code.lower()}-{rule.name}) {rule.name}"
        name += "" if rule.default else " (off)"
        cells = [name, *rates, whole, str(seen), str(right), *(remark or [""])]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "Nothing found at all by: " + ", ".join(quiet) + ".", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="KIND=FILE")
    parser.add_argument("--lang", default="fr-FR")
    parser.add_argument("--select", default="")
    parser.add_argument("--hits", type=Path)
    parser.add_argument("--shown", type=int, default=SHOWN)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    files = [(item.split("=", 1)[0], Path(item.split("=", 1)[1])) for item in options.files]
    wanted = tuple(options.select.split(",")) if options.select else ("",)
    codes = [c for c, r in plugins.checks().items() if not r.model and c.startswith(wanted)]
    tallies, total, seconds = measured(files, codes, Config(lang=options.lang))
    print("words", total)
    kinds = list(dict.fromkeys(kind for kind, _path in files))
    for code in codes:
        tally = tallies[code]
        rates = "  ".join(
            f"{tally.counts[kind]:5} {rate(code, tally.counts[kind], [kind], total):6.2f}"
            for kind in kinds
        )
        default = "" if plugins.checks()[code].default else " off"
        print(f"{code} {rates}  {seconds.get(code, 0):.1f}s{default}")
        if options.hits and any(tally.shown.values()):
            options.hits.mkdir(parents=True, exist_ok=True)
            hits = sample(tally, options.seed, options.shown)
            (options.hits / f"{code}.txt").write_text("\n\n".join(hits), encoding="utf-8")
    if options.write:
        PAGE.write_text(page(codes, kinds, tallies, total), encoding="utf-8")


if __name__ == "__main__":
    main()
