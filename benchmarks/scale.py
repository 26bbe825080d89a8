"""Time and peak memory by the number of files and of records: a process each, text cut out of a file of sentences.

Usage: python benchmarks/scale.py [--files 10 100 1000] [--records 1000 10000] -- SENTENCES.txt[.xz] [OPTIONS]

OPTIONS go to `checker check` (for example `--tier=fast --no-cache`). An article has 20 sentences in
five paragraphs; a record has one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from timing import machine, run, table

SENTENCES, PARAGRAPHS = 20, 5
SHORTEST, LONGEST = 40, 300


def sentences(path: Path) -> Iterator[str]:
    """Lines of ordinary length, over and over."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8", errors="ignore") as file:
        lines = [line.strip() for line in itertools.islice(file, 200_000)]
    return itertools.cycle([line for line in lines if SHORTEST < len(line) < LONGEST])


def articles(text: Iterator[str], count: int, folder: Path) -> Path:
    folder.mkdir()
    size = SENTENCES // PARAGRAPHS
    for number in range(count):
        paragraphs = [" ".join(itertools.islice(text, size)) for _ in range(PARAGRAPHS)]
        (folder / f"{number:06}.fr.txt").write_text("\n\n".join(paragraphs) + "\n", "utf-8")
    return folder


def records(text: Iterator[str], count: int, file: Path) -> Path:
    with file.open("w", encoding="utf-8") as out:
        for number, line in enumerate(itertools.islice(text, count)):
            row = {"id": number, "target": line}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--files", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--records", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("options", nargs="*", default=["--tier=fast", "--no-cache"])
    given = parser.parse_args()
    command = ("-m", "checker", "check", "--fail-on=never", "--quiet", f"--format={given.format}")
    print(f"{machine(threads=0)}\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        text = sentences(given.text)
        jobs = [
            (f"{n:,} files", articles(text, n, home / f"files-{n}"), n * SENTENCES)
            for n in given.files
        ]
        jobs += [
            (f"{n:,} records", records(text, n, home / f"{n}.fr.jsonl"), n) for n in given.records
        ]
        rows = []
        for title, place, count in jobs:
            ran = run((*command, *given.options, place), home / "cache")
            rows.append(
                {
                    "text": title,
                    "sentences": f"{count:,}",
                    "seconds": f"{ran.seconds:.1f}",
                    "processor seconds": f"{ran.processor:.1f}",
                    "sentences a processor second": f"{count / ran.processor:.0f}",
                    "peak MiB": f"{ran.peak:.0f}",
                }
            )
            print(title, file=sys.stderr, flush=True)
    print(table(f"Growth: {' '.join(given.options)}, --format={given.format}", rows))


if __name__ == "__main__":
    main()
