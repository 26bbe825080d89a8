"""Sentences left out and added on purpose: how many `checker check --source` finds, and what it says of whole texts.

    python benchmarks/omissions.py PAIRS [--sentences 200] [--seed 0] [--tier fast] [--threads 1] [--hard]

PAIRS are JSON lines (.jsonl, .jsonl.xz) with `source` and `target`, in document order; `--size` of them make a
document. From each document's translation two sentences in twenty are dropped, and into it go as many from other
documents. `--hard` moves one in twenty and joins one in twenty to the next as well. The command runs on files, from
outside, on the changed documents and on the untouched ones. Nothing of the text is kept or printed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OMITTED, ADDED = "ACC301", "ACC302"


@dataclass
class Made:
    """A document as two lists of lines, and which lines of each have no partner."""

    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    extra: set[int] = field(default_factory=set)


def make(pairs: list[tuple[str, str]], others: list[str], rng: random.Random, hard: bool) -> Made:
    share = max(len(pairs) // 20, 1)
    places = rng.sample(range(len(pairs)), 4 * share)
    dropped, before = set(places[: 2 * share]), set(places[2 * share :])
    rows: list[tuple[str | None, str | None]] = []
    for i, (source, target) in enumerate(pairs):
        if i in before:
            rows.append((None, rng.choice(others)))
        rows.append((source, None if i in dropped else target))
    if hard:
        whole = [i for i, (s, t) in enumerate(rows[:-1]) if s and t and all(rows[i + 1])]
        at = rng.choice(whole)
        rows[at] = (rows[at][0], f"{rows[at][1]} {rows[at + 1][1]}".replace(". ", " ; "))
        rows[at + 1] = (rows[at + 1][0], None)
    made = Made()
    joined = at + 1 if hard else -1
    order = []
    for i, (source, target) in enumerate(rows):
        if source:
            if target is None and i != joined:
                made.lost.add(len(made.source))
            made.source.append(source)
        if target:
            order.append((target, source is None))
    if hard:
        order.insert(rng.randrange(len(order)), order.pop(rng.randrange(len(order))))
    made.target = [text for text, _added in order]
    made.extra = {i for i, (_text, added) in enumerate(order) if added}
    return made


def write(folder: Path, documents: list[Made]) -> None:
    for number, made in enumerate(documents):
        # A paragraph a sentence: what is measured is pairing, not the splitting of sentences.
        for lang, lines in (("en", made.source), ("fr", made.target)):
            (folder / f"{number:03}.{lang}.txt").write_text("\n\n".join(lines), encoding="utf-8")


def checked(folder: Path, options: list[str]) -> tuple[dict[str, Any], float]:
    command = [sys.executable, "-m", "checker", "check", *sorted(map(str, folder.glob("*.fr.txt")))]
    command += ["--source-pattern", "{stem}.en.txt", "--format", "json", "--quiet", *options]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr or done.stdout[-2000:])
    return json.loads(done.stdout), time.monotonic() - started


def found(report: dict[str, Any], severity: str | None) -> list[tuple[set[int], set[int], int]]:
    """Per document: source lines said to be left out, target lines said to be added, and all other findings."""
    out = []
    for document in report["documents"]:
        lost: set[int] = set()
        extra: set[int] = set()
        other = 0
        for segment in document["segments"]:
            for finding in segment["findings"]:
                if severity and finding["severity"] != severity:
                    continue
                if finding["code"] == OMITTED:
                    lost |= {(line - 1) // 2 for line in finding["evidence"]["source_lines"]}
                elif finding["code"] == ADDED:
                    extra.add((finding["line"] - 1) // 2)
                else:
                    other += 1
        out.append((lost, extra, other))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--size", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tier", default="full")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--select", help="only these rules")
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--no-cache", action="store_true")
    options = parser.parse_args()
    opened = lzma.open if options.pairs.suffix == ".xz" else open
    with opened(options.pairs, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    pairs = [(" ".join(r["source"].split()), " ".join(r["target"].split())) for r in rows]
    others = [target for _source, target in pairs[options.sentences :]]
    pairs = pairs[: options.sentences]
    parts = [pairs[at : at + options.size] for at in range(0, len(pairs), options.size)]
    rng = random.Random(options.seed)
    made = [make(part, others, rng, options.hard) for part in parts]
    plain = [Made([s for s, _ in part], [t for _, t in part]) for part in parts]
    arguments = ["--tier", options.tier, "--threads", str(options.threads)]
    arguments += ["--select", options.select] if options.select else []
    arguments += ["--no-cache"] if options.no_cache else []
    for name, documents in (("changed", made), ("untouched", plain)):
        with tempfile.TemporaryDirectory() as place:
            write(Path(place), documents)
            report, seconds = checked(Path(place), arguments)
        sentences = report["summary"]["segments"]
        words = report["summary"]["words"]
        print(
            f"{name}: {len(documents)} documents, {sentences} sentences, {words} words, "
            f"{seconds:.1f} s, {1000 * seconds / sentences:.0f} s per 1,000 sentences"
        )
        for severity in (None, "major"):
            results = found(report, severity)
            for code, which in ((OMITTED, 0), (ADDED, 1)):
                gold = [(one.lost, one.extra)[which] for one in documents]
                said = [result[which] for result in results]
                right = sum(len(g & s) for g, s in zip(gold, said, strict=True))
                wanted, all_said = sum(map(len, gold)), sum(map(len, said))
                line = f"  {code} {severity or 'any':5}  planted {wanted}, found {right}, said {all_said}"
                if wanted:
                    line += f", recall {right / wanted:.2f}"
                    line += f", precision {right / all_said:.2f}" if all_said else ""
                else:
                    line += f", {1000 * all_said / words:.2f} per 1,000 words"
                print(line)


if __name__ == "__main__":
    main()
