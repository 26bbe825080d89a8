"""Whether repairing once is enough, and what repairs change: all repairs of the rules without a model in real text.

    python benchmarks/repairs.py [--lang fr-FR] [--list] FILE...

Each FILE is plain text, one sentence a line, an empty line between documents. Every document is repaired as `--fix`
does it and checked again. Prints, rule by rule, how many repairs were made and refused, and what a second run would
still repair (wanted: nothing). With --list, every repair is printed for a person to read; nothing is kept elsewhere.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from rules import documents

from checker import plugins
from checker.config import Config
from checker.review.fix import repair
from checker.session import Session
from checker.types import Finding

TREES = ("FLU205", "FLU206", "FLU207")
"""Rules that need the parser: none of them repairs anything."""
AROUND = 30
"""Characters shown on each side of a repair."""


def findings(session: Session, text: str) -> list[Finding]:
    report = session.check(text)
    return [
        finding
        for document in report.documents
        for sentence in document.segments
        for finding in sentence.findings
    ]


def shown(text: str, finding: Finding) -> str:
    """A repair as a person reads it."""
    before = text[max(0, finding.start - AROUND) : finding.start]
    after = text[finding.end : finding.end + AROUND]
    line = f"{before}[[{finding.text} → {finding.fix}]]{after}".replace("\n", "¶")
    return f"{finding.code} {line}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--lang", default="fr-FR")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    settings = Config(lang=options.lang, tier="fast", ignore=TREES, fail_on="never")
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    left: Counter[str] = Counter()
    lines = 0
    with Session(settings) as session:
        for document in (one for path in options.files for one in documents(path)):
            lines += len(document)
            text = "\n\n".join(document) + "\n"
            repaired = repair("text.txt", text, findings(session, text))
            done.update(one.finding.code for one in repaired.done)
            refused.update(one.finding.code for one in repaired.refused)
            if repaired.done:
                again = [f for f in findings(session, repaired.text) if f.fix is not None]
                left.update(finding.code for finding in again)
                if options.list:
                    print(*(shown(text, one.finding) for one in repaired.done), sep="\n")
                    print(*("LEFT " + shown(repaired.text, one) for one in again), sep="\n")
    print(
        f"{lines:,} lines, {done.total():,} repairs, {refused.total()} refused, {left.total()} left\n"
    )
    print("| rule | repairs | refused | left |\n|---|---:|---:|---:|")
    for code in sorted(done | refused | left):
        name = plugins.checks()[code].name
        print(f"| {code} {name} | {done[code]} | {refused[code]} | {left[code]} |")


if __name__ == "__main__":
    main()
