"""The rules without a model beside translate-toolkit's pofilter and Grammalecte, on the same texts.

    python benchmarks/comparison.py --clean KIND=FILE... [--tests FILE.jsonl.xz] [--seed N] > table.md

KIND=FILE is good text, one pair a line: source, tab, text; an empty line between documents. On it every finding is
(nearly) false, and errors are planted in it one at a time. FILE.jsonl.xz holds labelled lines (`target`, `label` 0 or
1, `errors` with `start` and `end`): an error counts as found where a finding overlaps it.

pofilter (`pip install translate-toolkit`) judges a pair as a whole and says no place: a test that fails where it did
not fail before counts as found. Grammalecte is the command `grammalecte-cli`; its spelling is left out, since
names are no faults. A program that is not installed is left out. Nothing of the texts is printed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planted import PLANTS, Plant, swap
from rules import documents

from checker import plugins
from checker.config import Config
from checker.judge.selection import selected
from checker.text.segment import segment, words
from checker.types import Block, Case, Document, Evidence, Span

WHOLE = Span(0, 1 << 30)
"""A finding of a program that names no place."""

WHOLE_PROGRAMS = ("checker", "Grammalecte", "pofilter")
"""What planted errors are shown to: all that a program has to say."""

TYPOGRAPHY = {"apos", "nbsp", "esp", "typo", "num", "maj", "unit", "ocr", "chim", "mapos"}
"""What Grammalecte calls its typographical rules."""

GRAMMAR: dict[str, Plant] = {
    "article of the wrong number": swap(r"\bles (?=[a-zé]{4,}s\b)", lambda m: "le "),
    "noun of the wrong number": swap(r"\b([Ll]es [a-zéè]{4,})s\b(?= [a-z])", lambda m: m.group(1)),
    "adjective of the wrong number": swap(
        r"\b(?:la|une) [a-zé]{4,} [a-zé]{3,}(?:ale|elle|ive|ique)\b", lambda m: m.group() + "s"
    ),
    "verb of the wrong number": swap(
        r"\b(est|sont|a|ont|était|étaient|sera|seront)\b(?= [a-zé])", lambda m: _OTHER[m.group(1)]
    ),
    "participle without agreement": swap(
        r"\b((?:sont|été) \w+[éiu])(?:es|s|e)\b", lambda m: m.group(1)
    ),
    "infinitive for participle": swap(r"\b((?:a|ont) \w+)é\b", lambda m: m.group(1) + "er"),
    "“ne” left out": swap(r"\b(?:n['’]|ne )(?=\w+ (?:pas|plus|jamais)\b)", lambda m: ""),
    "elision left out": swap(r"\bl['’](?=[aeiouéè])", lambda m: "le "),
    "contraction left out": swap(r"\bdu (?=[a-zé])", lambda m: "de le "),
    "“que” left out": swap(r"\b(parce|tandis|afin) qu(?:['’]|e )", lambda m: m.group(1) + " "),
    "verb left out": swap(r"\bqui (?:a|est|ont|sont) \w+", lambda m: "qui"),
}
_OTHER = {
    "est": "sont", "sont": "est", "a": "ont", "ont": "a", "était": "étaient", "étaient": "était",
    "sera": "seront", "seront": "sera",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A source sentence (it may be empty) and the text."""

    source: str
    text: str


Program = Callable[[Sequence[Sequence[Pair]]], list[list[list[tuple[str, Span]]]]]
"""Documents -> for each line of each the findings: what, and where."""


def checker(config: Config, prefix: str = "") -> Program:
    """The rules of a run that need no model, those of one group by prefix."""
    rules = {
        code: rule
        for code, rule in selected(plugins.checks(), config).items()
        if not rule.model and code.startswith(prefix)
    }

    def run(texts: Sequence[Sequence[Pair]]) -> list[list[list[tuple[str, Span]]]]:
        out = []
        for lines in texts:
            blocks = [Block(p.text, source=p.source or None, whole=True) for p in lines]
            document = Document("text", "", tuple(blocks), config.lang)
            cases = [Case(Evidence(s, words(s.text))) for s in segment(document)]
            at = {id(block): number for number, block in enumerate(blocks)}
            line_of = {case.segment.index: at[id(case.segment.block)] for case in cases}
            found: list[list[tuple[str, Span]]] = [[] for _ in lines]
            for code, rule in rules.items():
                for hit in rule.run(cases, config):
                    found[line_of[hit.segment]].append((code, hit.span))
            out.append(found)
        return out

    return run


def grammalecte(*, typography: bool) -> Program | None:
    """Grammalecte's grammar, with its typographical rules or without."""
    command = shutil.which("grammalecte-cli")
    if command is None:
        return None

    def run(texts: Sequence[Sequence[Pair]]) -> list[list[list[tuple[str, Span]]]]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "text.txt"
            flat = [pair.text for lines in texts for pair in lines]
            path.write_text("\n".join(flat) + "\n", encoding="utf-8")
            said = subprocess.run(
                [command, "-f", str(path), "-j"], capture_output=True, check=True, text=True
            ).stdout
        data = json.loads(said[said.index("{") :])["data"]
        by_line = {item["iParagraph"] - 1: item["lGrammarErrors"] for item in data}
        found = [
            [
                (error["sRuleId"], Span(error["nStart"], error["nEnd"]))
                for error in by_line.get(at, ())
                if typography or error["sType"] not in TYPOGRAPHY
            ]
            for at in range(len(flat))
        ]
        rest = iter(found)
        return [[next(rest) for _ in lines] for lines in texts]

    return run


def pofilter() -> Program | None:
    """translate-toolkit's tests of a pair of texts."""
    try:
        from translate.filters import checks  # type: ignore[import-not-found]
        from translate.storage import po  # type: ignore[import-not-found]
    except ImportError:
        return None
    tests = checks.StandardChecker(checkerconfig=checks.CheckerConfig(targetlanguage="fr"))

    def run(texts: Sequence[Sequence[Pair]]) -> list[list[list[tuple[str, Span]]]]:
        out = []
        for lines in texts:
            found = []
            for pair in lines:
                unit = po.pounit(pair.source or pair.text)
                unit.target = pair.text
                failed = set(tests.run_filters(unit))
                if not pair.source:
                    failed -= {"unchanged", "untranslated"}
                found.append([(name, WHOLE) for name in sorted(failed)])
            out.append(found)
        return out

    return run


def pairs(path: Path) -> list[list[Pair]]:
    """Documents of pairs."""
    return [
        [Pair(*line.split("\t", 1)) if "\t" in line else Pair("", line) for line in lines]
        for lines in documents(path)
    ]


def plant(
    texts: Sequence[Sequence[Pair]], make: Plant, rng: random.Random
) -> list[tuple[int, int, str, Span]]:
    """One error a document: (document, line, text with the error, its place)."""
    out = []
    for number, lines in enumerate(texts):
        order = list(range(len(lines)))
        rng.shuffle(order)
        for at in order:
            planted = make(lines[at].text, rng)
            if planted is not None and planted[0] != lines[at].text:
                out.append((number, at, *planted))
                break
    return out


def recall(
    program: Program,
    texts: Sequence[Sequence[Pair]],
    before: Sequence[Sequence[Sequence[tuple[str, Span]]]],
    make: Plant,
    seed: int,
) -> tuple[int, int]:
    """(found, planted): a finding counts that overlaps the place and was not there before."""
    errors = plant(texts, make, random.Random(seed))
    changed = [list(lines) for lines in texts]
    for number, at, text, _span in errors:
        changed[number][at] = Pair(texts[number][at].source, text)
    after = program(changed)
    found = 0
    for number, at, _text, span in errors:
        old = [name for name, _place in before[number][at]]
        wide = Span(max(0, span.start - 12), span.end + 12)
        new = [(name, place) for name, place in after[number][at]]
        found += any(
            place.overlaps(wide) and [n for n, _ in new].count(name) > old.count(name)
            for name, place in new
        )
    return found, len(errors)


def tests(program: Program, path: Path) -> tuple[int, int, int, int]:
    """(errors found, errors, right lines with a finding, right lines) of a labelled set."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    # Each line is a document of its own, as far as the program has documents.
    said = [lines[0] for lines in program([[Pair("", row["target"])] for row in rows])]
    found = total = false = right = 0
    for row, hits in zip(rows, said, strict=True):
        if row["label"] == 1:
            right += 1
            false += bool(hits)
        for error in row.get("errors") or ():
            total += 1
            found += any(p.overlaps(Span(error["start"], error["end"])) for _name, p in hits)
    return found, total, false, right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", nargs="+", required=True, metavar="KIND=FILE")
    parser.add_argument("--tests", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--documents", type=int, default=30, help="documents to plant errors in")
    options = parser.parse_args()
    config = Config(lang="fr-FR")
    made: dict[str, Program | None] = {
        "checker": checker(config),
        "checker, grammar": checker(config, "FLU"),
        "Grammalecte": grammalecte(typography=True),
        "Grammalecte, grammar": grammalecte(typography=False),
        "pofilter": pofilter(),
    }
    programs = {name: program for name, program in made.items() if program}
    print("| |", " | ".join(programs), "|")
    print("|---|" + "---:|" * len(programs))
    everything: list[list[Pair]] = []
    for item in options.clean:
        kind, _, name = item.partition("=")
        texts = pairs(Path(name))
        everything += texts
        count = sum(len(re.findall(r"\w+", pair.text)) for lines in texts for pair in lines)
        row, speed = [], []
        for program in programs.values():
            started = time.perf_counter()
            said = program(texts)
            speed.append(f"{count / (time.perf_counter() - started):,.0f}")
            hits = sum(len(found) for lines in said for found in lines)
            row.append(f"{1000 * hits / count:.2f}")
        print(f"| {kind}: findings per 1,000 words ({count:,} words) |", " | ".join(row), "|")
        print(f"| {kind}: words a second |", " | ".join(speed), "|")
    if options.tests:
        figures = [tests(program, options.tests) for program in programs.values()]
        found = [f"{100 * f / t:.0f} % ({f}/{t})" for f, t, _false, _right in figures]
        false = [f"{100 * f / r:.1f} % ({f}/{r})" for _found, _total, f, r in figures]
        print("| labelled lines: errors found |", " | ".join(found), "|")
        print("| labelled lines: right lines with a finding |", " | ".join(false), "|")
    whole = {name: programs[name] for name in WHOLE_PROGRAMS if name in programs}
    some = random.Random(options.seed).sample(everything, min(options.documents, len(everything)))
    before = {name: program(some) for name, program in whole.items()}
    print()
    print("| planted | errors |", " | ".join(whole), "|")
    print("|---|---:|" + "---:|" * len(whole))
    for what, make in {**GRAMMAR, **PLANTS}.items():
        counts = [recall(p, some, before[name], make, options.seed) for name, p in whole.items()]
        total = counts[0][1]
        if total:
            cells = [f"{100 * found / total:.0f} %" for found, _total in counts]
            print(f"| {_name(what)} | {total} |", " | ".join(cells), "|", flush=True)


def _name(what: str) -> str:
    rule = plugins.checks().get(what)
    return f"{what} {rule.name}" if rule else what


if __name__ == "__main__":
    main()
