"""Step 5, optional: which words of a pair belong together, for guided alignment.

    python models/train/align_words.py RECIPE.toml

eflomal (Östling & Tiedemann 2016, https://ufal.mff.cuni.cz/pbml/106/art-ostling-tiedemann.pdf) is a program of its own,
under its own licence (GPL-3): `pip install eflomal`. Without it, words spelled alike on both sides (names, numbers)
are links that need no aligner.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import Pair, lines, read_pairs
from recipe import Recipe
from step import Figures, command, need, replaced

from checker.errors import EngineFailure, MissingExtra
from checker.text.segment import words

Links = tuple[tuple[int, int], ...]
"""Words of the first text that belong to words of the second, by their places in `words`."""


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes clean/links.txt, a line (`0-0 1-2`) for each line of clean/pairs.tsv; returns how many links."""
    if recipe.guided_alignment is None:
        return {}
    path = need(folder / "clean/pairs.tsv", "clean")
    found: Iterable[Links]
    if recipe.guided_alignment.aligner == "identical":
        found = (identical(pair.first, pair.second) for pair in read_pairs(path))
    else:
        found = _eflomal(path)
    links = pairs = 0
    with replaced(folder / "clean/links.txt") as file:
        for row in found:
            file.write(" ".join(f"{a}-{b}" for a, b in row) + "\n")
            links += len(row)
            pairs += 1
    return {"links": links, "links a pair": round(links / max(pairs, 1), 2)}


def identical(first: str, second: str) -> Links:
    """Words of three letters or digits or more that stand once in each text, spelled alike."""
    left = [span.of(first) for span in words(first)]
    right = [span.of(second) for span in words(second)]
    once, other = Counter(left), Counter(right)
    place = {word: at for at, word in enumerate(right)}
    return tuple(
        (at, place[word])
        for at, word in enumerate(left)
        if len(word) >= 3 and once[word] == 1 and other[word] == 1
    )


def parsed(line: str) -> Links:
    """Links as aligners write them: `0-0 1-2`."""
    return tuple((int(a), int(b)) for a, _, b in (link.partition("-") for link in line.split()))


def _eflomal(path: Path) -> Iterator[Links]:
    """Links that both directions of the aligner agree on."""
    program = shutil.which("eflomal-align") or shutil.which(
        "eflomal-align", path=str(Path(sys.executable).parent)
    )
    if program is None:
        raise MissingExtra(
            "guided alignment asks for eflomal, which is not installed",
            'pip install eflomal, or set aligner = "identical".',
        )
    with tempfile.TemporaryDirectory() as work:
        texts = [Path(work, name) for name in ("first", "second")]
        with (
            texts[0].open("w", encoding="utf-8") as one,
            texts[1].open("w", encoding="utf-8") as two,
        ):
            for pair in read_pairs(path):
                one.write(_tokens(pair.first))
                two.write(_tokens(pair.second))
        forward, reverse = Path(work, "forward"), Path(work, "reverse")
        done = subprocess.run(  # noqa: S603 - a program that the recipe asks for, without a shell
            [program, "-s", *map(str, (texts[0], "-t", texts[1], "-f", forward, "-r", reverse))],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise EngineFailure(f"eflomal-align failed: {done.stderr.strip()[-400:]}")
        for row, other in zip(lines(forward), lines(reverse), strict=True):
            yield tuple(sorted(set(parsed(row)) & set(parsed(other))))


def _tokens(text: str) -> str:
    # A word may hold a space (a number with its sign); an empty line would shift all that follow.
    found = [span.of(text).lower().replace(" ", "_") for span in words(text)]
    return " ".join(found or ["_"]) + "\n"


def linked(pairs: Iterable[Pair], path: Path) -> Iterator[tuple[Pair, Links]]:
    """Pairs with their links; none where the step did not run or the pair came later (synthetic ones)."""
    rows = lines(path) if path.is_file() else iter(())
    for pair in pairs:
        yield pair, parsed(next(rows, ""))


if __name__ == "__main__":
    command("align_words", run)
