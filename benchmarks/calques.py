"""How often each calque of the built-in list stands in text: to compare translations with what was written in French.

    python benchmarks/calques.py [--lang fr] [--pivot en] FILE...

Each FILE is plain text, one sentence a line, all of one kind: translated from the pivot, or written in the language.
Prints, per wording, how often it stands there and how often in a million words. A wording belongs into the list where
it is at least four times as frequent in translations; the two counts are kept with it as `seen`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from checker import plugins
from checker.checks.document.calques import entries
from checker.config import Config
from checker.text.segment import words
from checker.types import Block, Case, Evidence, Segment, Span


def sentences(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from filter(None, map(str.strip, lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--lang", default="fr")
    parser.add_argument("--pivot", default="en")
    options = parser.parse_args()
    config = Config(lang=options.lang, pivot=options.pivot)
    wordings = {
        entry.example: " or ".join(entry.patterns)
        for entry in entries(options.lang, options.pivot, ())
    }
    rule = plugins.checks()["STY101"]
    counts: Counter[str] = Counter()
    total = 0
    for text in sentences(options.files):
        sentence = Segment(0, text, Span(0, len(text)), Block(text))
        case = Case(Evidence(sentence, words(text)))
        total += len(case.evidence.words)
        counts.update(wordings[str(hit.evidence["example"])] for hit in rule.run([case], config))
    print(f"{total:,} words\n\n| wording | places | in a million words |\n|---|---:|---:|")
    for pattern, count in counts.most_common():
        print(f"| {pattern.replace('|', ' or ')} | {count} | {1e6 * count / total:.2f} |")


if __name__ == "__main__":
    main()
