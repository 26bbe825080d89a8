"""What TER201 says of good catalogues: projects are left out of the memory a tenth at a time, and checked by the rest.

    PYTHONPATH=models/train python benchmarks/unusual_strings.py FOLDER fr en

FOLDER is that of models/train/short_strings.py. Prints how many of the short strings that the memory knows are doubted,
and each of these, to be read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from short_strings import counted, pairs

from checker.checks.against_source.unusual_strings import unusual

PARTS = 10


def main() -> None:
    """Checks every project by the others."""
    folder, lang, pivot = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    projects = {path.name: pairs(path, lang, pivot) for path in sorted(folder.iterdir())}
    known, doubted = 0, []
    for part in range(PARTS):
        left_out = set(sorted(projects)[part::PARTS])
        rest = {name: found for name, found in projects.items() if name not in left_out}
        memory = counted(rest, lang, pivot)
        for name in sorted(left_out):
            for source, text in sorted(projects[name]):
                usage = memory.get(source)
                if usage is None:
                    continue
                known += 1
                if unusual(source, text, usage, lang, pivot):
                    doubted.append(f"{name}\t{source}\t{text}\t{usage.usual}")
    print(f"{len(doubted)} of {known} doubted, {100 * len(doubted) / max(1, known):.2f} %")
    print("\n".join(doubted))


if __name__ == "__main__":
    main()
