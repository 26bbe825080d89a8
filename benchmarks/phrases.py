"""Phrases left out and added on purpose: how many `checker check` finds by contrastive conditioning (ACC303, ACC304).

    python benchmarks/phrases.py PAIRS [--pairs 60] [--from-end] [--threads 1] [--seed 0]

PAIRS are JSON lines (.jsonl, .jsonl.xz) with `source` and `target`. Taken are pairs with as many stretches between
marks on both sides; one stretch of two to eight words is taken out of the text (an omission), out of the source (an
addition), or of neither. The command runs from outside on one file of records. Nothing of the text is kept or printed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from checker.align.phrases import without
from checker.types import Span

KINDS = ("omission", "addition", "untouched")
CODES = {"omission": "ACC303", "addition": "ACC304"}


@dataclass(frozen=True)
class Row:
    kind: str
    source: str
    target: str
    gone: str
    """The stretch that one side alone has."""


def stretches(text: str) -> list[Span]:
    return [Span(*m.span()) for m in re.finditer(r"[^\s,;:()«»“”\"—–][^,;:()«»“”\"—–]*", text)]


def rows(pairs: list[tuple[str, str]], count: int, rng: random.Random) -> list[Row]:
    out: list[Row] = []
    for source, target in pairs:
        theirs, mine = stretches(source), stretches(target)
        if len(theirs) != len(mine) or not 2 <= len(mine) <= 6:
            continue
        at = rng.randrange(1, len(mine))
        if not 2 <= len(mine[at].of(target).split()) <= 8:
            continue
        lost, extra = theirs[at].of(source), mine[at].of(target)
        out.append(Row("omission", source, without(target, mine[at]), lost))
        out.append(Row("addition", without(source, theirs[at]), target, extra))
        out.append(Row("untouched", source, target, ""))
        if len(out) >= 3 * count:
            break
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, metavar="PAIRS")
    parser.add_argument("--pairs", type=int, default=60, dest="count")
    parser.add_argument("--from-end", action="store_true", help="take the last pairs")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    opened = lzma.open if options.pairs.suffix == ".xz" else open
    with opened(options.pairs, "rt", encoding="utf-8") as file:
        read = [json.loads(line) for line in file]
    pairs = [(" ".join(r["source"].split()), " ".join(r["target"].split())) for r in read]
    made = rows(
        pairs[::-1] if options.from_end else pairs, options.count, random.Random(options.seed)
    )
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "pairs.jsonl")
        lines = [json.dumps({"source": row.source, "target": row.target}) for row in made]
        path.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, "-m", "checker", "check", str(path), "--format", "json", "-q"]
        command += ["--select", "ACC303,ACC304", "--threads", str(options.threads)]
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds = time.monotonic() - started
    if done.returncode not in (0, 1):
        sys.exit(done.stderr or done.stdout[-2000:])
    (document,) = json.loads(done.stdout)["documents"]
    clean = [r for r in made if r.kind == "untouched"]
    words = sum(len(row.target.split()) for row in clean)
    print(f"{len(made)} pairs, {seconds:.1f} s, {1000 * seconds / len(made):.0f} s per 1,000 pairs")
    for kind, code in CODES.items():
        said = {
            at: [f for f in segment["findings"] if f["code"] == code]
            for at, segment in enumerate(document["segments"])
        }
        by_kind = {k: sum(bool(said[i]) for i, r in enumerate(made) if r.kind == k) for k in KINDS}
        placed = 0
        for at, row in enumerate(made):
            for finding in said[at] if row.kind == kind else ():
                shown = finding["evidence"].get("source") or finding["text"]
                placed += bool(set(shown.lower().split()) & set(row.gone.lower().split()))
        wanted = sum(row.kind == kind for row in made)
        right, false = by_kind[kind], by_kind["untouched"]
        print(
            f"{code}: planted {wanted}, found {right} (in the right words {placed}), "
            f"in untouched pairs {false}, in pairs with the other error "
            f"{sum(by_kind.values()) - right - false}; recall {right / wanted:.2f}, "
            f"precision {right / max(right + false, 1):.2f} where half are untouched, "
            f"false per 1,000 words {1000 * false / words:.2f}"
        )


if __name__ == "__main__":
    main()
