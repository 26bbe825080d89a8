"""What thresholds on the gain of a phrase cost and find (ACC303, ACC304), on planted phrases and on what people mark.

    python benchmarks/phrase_limits.py --pairs PAIRS [--count 60] [--gold FILE --omitted TEXT --added TEXT ...]

PAIRS are those of `phrases.py`. In a gold file (JSON lines with `source`, `target` and `errors`) a segment counts as
omission or addition where the category of one of its errors contains one of the comma-separated TEXTs; `--rows` of them
and as many without any error are drawn. Printed are, for each threshold in nats per piece, how many segments of each
sort have a phrase that gains as much: numbers, never text.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from phrases import rows as planted_rows

from checker.config import Config
from checker.evidence import begin, gather
from checker.measuring import Live
from checker.plugins import Need
from checker.types import Block, Segment, Span

LIMITS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.3)
SIDES = (("ACC303", "omission", "source_contrasts"), ("ACC304", "addition", "text_contrasts"))
Row = tuple[str, str, str]
"""Kind (omission, addition, clean), source, target."""


def read(path: Path) -> list[dict[str, Any]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def planted(path: Path, count: int, seed: int) -> list[Row]:
    pairs = [(" ".join(r["source"].split()), " ".join(r["target"].split())) for r in read(path)]
    made = planted_rows(pairs, count, random.Random(seed))
    return [("clean" if r.kind == "untouched" else r.kind, r.source, r.target) for r in made]


def marked(path: Path, omitted: Sequence[str], added: Sequence[str], count: int) -> list[Row]:
    rng = random.Random(0)
    found: dict[str, list[Row]] = {"omission": [], "addition": [], "clean": []}
    for row in read(path):
        kinds = [error["category"].lower() for error in row.get("errors") or []]
        source, target = row.get("source"), row["target"]
        if not source or len(target.split()) < 5:
            continue
        for name, wanted in (("omission", omitted), ("addition", added)):
            if any(text in kind for text in wanted for kind in kinds):
                found[name].append((name, source, target))
        if not kinds:
            found["clean"].append(("clean", source, target))
    return [row for mine in found.values() for row in rng.sample(mine, min(count, len(mine)))]


def gains(rows: Sequence[Row], threads: int) -> list[dict[str, float]]:
    """The greatest gain of a phrase on each side, by rule; minus infinity where there is no phrase."""
    run = Live(Config(threads=threads))
    segments = [
        Segment(i, target, Span(0, len(target)), Block(target), source)
        for i, (_kind, source, target) in enumerate(rows)
    ]
    needs = {Need.SOURCE_CONTRASTS, Need.TEXT_CONTRASTS}
    try:
        evidence = gather(begin(segments), run.engines, needs)
    finally:
        run.close()
    return [
        {
            code: max((one.gain for one in getattr(item, field) or ()), default=float("-inf"))
            for code, _kind, field in SIDES
        }
        for item in evidence
    ]


def table(name: str, rows: Sequence[Row], found: Sequence[dict[str, float]]) -> Iterator[str]:
    words = sum(len(target.split()) for kind, _source, target in rows if kind == "clean")
    for code, kind, _field in SIDES:
        wanted = [g[code] for g, row in zip(found, rows, strict=True) if row[0] == kind]
        clean = [g[code] for g, row in zip(found, rows, strict=True) if row[0] == "clean"]
        yield f"\n{name}, {code}: {len(wanted)} with {kind}, {len(clean)} clean\n"
        yield "| from | found | recall | false | precision, half clean | false per 1,000 words |"
        yield "|---:|---:|---:|---:|---:|---:|"
        for limit in LIMITS:
            right, false = (sum(gain >= limit for gain in gains) for gains in (wanted, clean))
            share = right / len(wanted) if wanted else 0.0
            rate = false / len(clean) if clean else 0.0
            precision = f"{share / (share + rate):.2f}" if share + rate else "-"
            yield (
                f"| {limit} | {right} | {share:.2f} | {false} | {precision} "
                f"| {1000 * false / max(words, 1):.2f} |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--omitted", default="omission")
    parser.add_argument("--added", default="addition")
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if options.pairs:
        rows = planted(options.pairs, options.count, options.seed)
        print("\n".join(table(options.pairs.name, rows, gains(rows, options.threads))))
    if options.gold:
        omitted, added = options.omitted.split(","), options.added.split(",")
        rows = marked(options.gold, omitted, added, options.rows)
        print("\n".join(table(options.gold.name, rows, gains(rows, options.threads))))


if __name__ == "__main__":
    main()
