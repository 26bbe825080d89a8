"""Which groups of words hardly ever stand behind a small word in French: the checker's list of unlikely neighbours.

    python models/train/neighbours.py checker/languages/fr/neighbours.tsv.xz TEXT... [--part K/N]

A TEXT has French a line, or pairs with French in the second column (.tsv); either may be packed (.xz). Not a step of
`run.py`. `--part 0/2` counts every second line, so that the others can be looked at.

A row of the file: `small word TAB group TAB words of the group that follow it all the same`.
"""

from __future__ import annotations

import argparse
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from checker.languages.fr.lexicon import forget, words
from checker.languages.fr.neighbours import LEFT, group

RARE = 0.04
"""Times that a group follows a small word, over the times that chance would have it, up to which it is unlikely."""

EXPECTED = 15
"""Times that chance must have it: fewer say nothing."""

FREELY = 0.15
"""The same ratio of a single word from which it may follow."""

SEEN = 2
"""Times that a word must follow for that: once may be a slip."""

LONGEST = 600
"""Characters of a line beyond which it is no sentence."""

_REMEMBERED = 1000


def lines(paths: Iterable[Path]) -> Iterator[str]:
    """The French of all texts."""
    for path in paths:
        opening = lzma.open if path.suffix == ".xz" else open
        with opening(path, "rt", encoding="utf-8", errors="ignore") as text:
            for line in text:
                cells = line.rstrip("\n").split("\t")
                yield (
                    (cells[1] if ".tsv" in path.suffixes else cells[0])
                    if len(cells) > 1
                    else line.strip()
                )


class Counts:
    """How often words and groups stand somewhere, and behind small words."""

    def __init__(self) -> None:
        self.words = 0
        self.forms: Counter[str] = Counter()
        self.behind: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, text: str) -> None:
        """Counts a text."""
        items = words(text)
        self.words += len(items)
        for at, item in enumerate(items):
            self.forms[item.form] += 1
            right = items[at + 1] if at + 1 < len(items) else None
            if right is not None and item.form in LEFT and not right.capital:
                self.behind[item.form][right.form] += 1

    def unlikely(self) -> Mapping[tuple[str, str], Set[str]]:
        """Small words with the groups that hardly ever follow them, and the words that do."""
        groups: Counter[str] = Counter()
        for form, count in self.forms.items():
            groups[group(form)] += count
        del groups[""]
        found = {}
        for left, followers in self.behind.items():
            seen: Counter[str] = Counter()
            for form, count in followers.items():
                seen[group(form)] += count
            chance = self.forms[left] / self.words
            for right, count in groups.items():
                if chance * count < EXPECTED or seen[right] > RARE * chance * count:
                    continue
                found[left, right] = frozenset(
                    form
                    for form, times in followers.items()
                    if group(form) == right
                    and times >= max(SEEN, FREELY * chance * self.forms[form])
                )
        return found


def written(rows: Mapping[tuple[str, str], Set[str]]) -> bytes:
    """The file."""
    data = "".join(
        f"{left}\t{right}\t{' '.join(sorted(seen))}\n"
        for (left, right), seen in sorted(rows.items())
    )
    return lzma.compress(data.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    """Counts, writes the list and says how long it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--part", default="0/1")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    counts = Counts()
    for number, line in enumerate(lines(options.texts)):
        if number % parts != part or not 0 < len(line) <= LONGEST:
            continue
        counts.add(line)
        if number % _REMEMBERED == 0:
            forget()
    rows = counts.unlikely()
    options.out.write_bytes(written(rows))
    print(
        f"{counts.words} words, {len(rows)} unlikely neighbours, {options.out.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
