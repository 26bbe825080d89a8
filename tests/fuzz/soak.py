"""Many files of all kinds in one run, half of them hostile: `make soak`, or `python -m tests.fuzz.soak [--files 1000]`.

Every file must have the result, or the problem, that it has alone. Prints the peak of memory on the way, which must not
grow with the number of files. Leaves with 1 where a result differs.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from checker.config import Config
from checker.errors import BadInput
from checker.faults import contained
from checker.inputs.files import Input, open_document
from checker.pipeline import Checker
from checker.plugins import readers
from checker.types import Document, DocumentResult, Problem
from tests.fuzz import seeds
from tests.fuzz.guard import peak_mib
from tests.fuzz.inputs import damaged, generated

CONFIG = Config(tier="fast", cache=False)


def written(folder: Path, files: int, seed: int) -> list[Path]:
    """So many files in a folder, of each format in turns: a whole one, then a hostile one."""
    known = {name: found for name, found in seeds.of_readers().items() if found}
    names = list(known)
    hostile = {name: iter(_hostile(known[name], files // len(names) + 1, seed)) for name in names}
    paths = []
    for at in range(files):
        turn, name = at // 2 // len(names), names[at // 2 % len(names)]
        data = next(hostile[name]) if at % 2 else known[name][turn % len(known[name])]
        path = folder / f"{at:05}{readers()[name].suffixes[0]}"
        path.write_bytes(data)
        paths.append(path)
    return paths


def said_of(
    paths: Sequence[Path], each: Callable[[int], None] = lambda _count: None
) -> dict[str, str]:
    """What one run says of each file: how many findings and a digest of all, or the problem.

    `each` hears how many are through.
    """
    runner = Checker(CONFIG)
    said: dict[str, str] = {}

    def keep(result: DocumentResult) -> DocumentResult:
        found = sum(len(segment.findings) for segment in result.segments)
        said[result.path] = f"{found} findings {_digest(repr((result.scores, result.segments)))}"
        each(len(said))
        return replace(result, segments=())

    report = runner.check(_opened(paths), keep=keep)
    runner.close()
    return said | {problem.path: problem.message for problem in report.problems}


def differing(paths: Sequence[Path], together: dict[str, str]) -> list[Path]:
    """The files of which a run by themselves says something else, asked in the opposite order."""
    return [path for path in reversed(paths) if said_of([path]) != {str(path): together[str(path)]}]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _opened(paths: Sequence[Path]) -> Iterator[Document | Problem]:
    for path in paths:
        try:
            with contained(str(path)):
                document = open_document(Input(str(path), path), CONFIG)
        except BadInput as error:
            yield Problem(str(path), error.message, error.hint)
        else:
            yield document


def _hostile(whole: Sequence[bytes], count: int, number: int) -> list[bytes]:
    found: list[bytes] = []

    @seeded(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(damaged(whole) | generated())
    def one(data: bytes) -> None:
        found.append(data)

    one()
    return [*found, *whole * count][:count]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.soak", description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    marks = {options.files // 4, options.files // 2, options.files}

    def each(count: int) -> None:
        if count in marks:
            print(f"{count:6,} results, peak {peak_mib():.0f} MiB")

    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), options.files, options.seed)
        said_of(paths[:40])  # what is loaded at the first use is no file's
        print(f"before: peak {peak_mib():.0f} MiB")
        started = time.process_time()
        together = said_of(paths, each)
        seconds = time.process_time() - started
        print(
            f"{len(paths):,} files in {seconds:.1f} s of the processor, peak {peak_mib():.0f} MiB"
        )
        found = differing(paths, together)
    for path in found:
        print(f"another result alone: {path.name}")
    print(f"files with another result alone: {len(found)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
