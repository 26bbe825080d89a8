"""What the rules without a model find of the faults that machines leave behind: planted in real text, kind by kind.

Usage: python benchmarks/planted_kinds.py FILE... [--count 300] [--lang fr] [--seed 0]

Each FILE is plain French text of good quality, one sentence a line. For each kind, a fault is planted in up to COUNT
lines that have a place for it. It counts as found where the rule for its kind overlaps it and did not before.
Nothing of the text is kept or printed. `planted.py` does the same rule by rule.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import regex

from checker import plugins
from checker.config import Config
from checker.text.segment import segment, words
from checker.types import Block, Case, Document, Evidence, Span

Planted = tuple[str, Span]
Plant = Callable[[str, random.Random], Planted | None]

ENGLISH = (
    "as soon as possible", "of the new system", "and the other members", "before the end of the month",
    "with their own money", "because they did not know", "which was then sold", "from the first day",
)  # fmt: skip
_STARTS = ("Il ", "Elle ", "Ils ", "Elles ", "On ", "Je ")


def swap(pattern: str, make: Callable[[regex.Match[str]], str]) -> Plant:
    """Replace one place that `pattern` finds; the marked stretch is a little wider than what is new."""

    def plant(text: str, rng: random.Random) -> Planted | None:
        found = list(regex.finditer(pattern, text))
        if not found:
            return None
        match = rng.choice(found)
        new = make(match)
        if new == match.group():
            return None
        return text[: match.start()] + new + text[match.end() :], Span(
            max(0, match.start() - 1), match.start() + len(new) + 1
        )

    return plant


def repeated(size: int, rounds: int) -> Plant:
    """A group of so many words, written so often in a row."""
    return swap(
        rf"(?<=\s)[a-zàâéèêîôûç]{{5,}}(?: [a-zàâéèêîôûç']{{2,}}){{{size - 1}}}(?=[ .])",
        lambda m: " ".join([m.group()] * rounds),
    )


KINDS: dict[str, tuple[str, Plant]] = {
    "a sentence cut in two (“. où”)": (
        "STR108",
        swap(r"(?<=\w{4}), (où|qui|mais|et|car|dont) (?=\w)", lambda m: f". {m.group(1)} "),
    ),
    "a space lost after a comma": ("STR111", swap(r"(?<=[a-z]{3}), (?=[a-z]{3})", lambda m: ",")),
    "two words glued together": (
        "FLU235",
        swap(
            r"(?<=\s)([a-zéèà]{5,}) (pour|dans|avec|des|les|une|que)(?= )",
            lambda m: m.group(1) + m.group(2),
        ),
    ),
    "“de” lost after a quantity": (
        "FLU225",
        swap(
            r"\b(besoin|beaucoup|moins|millions?|milliards?|centaines|milliers) (?:de |d')(?=[a-z]{3})",
            lambda m: f"{m.group(1)} ",
        ),
    ),
    "“de” or “à” lost before an infinitive": (
        "FLU225",
        swap(
            r"\b(permet|permettent|afin|avant|lieu|capables?|essaie|décidé|commencé|refusé|continue) "
            r"(?:de |d'|à )(?=[a-zé]+(?:er|ir)\b)",
            lambda m: f"{m.group(1)} ",
        ),
    ),
    "“de” too many": (
        "FLU226",
        swap(
            r"\b(peut|doit|veut|peuvent|pour|sans) (?=[bcdfgjlmnpqrstvz][a-zé]+er\b)",
            lambda m: f"{m.group(1)} de ",
        ),
    ),
    "a word three times": ("STR110", repeated(1, 3)),
    "three words three times": ("STR110", repeated(3, 3)),
    "five words twice": ("STR110", repeated(5, 2)),
    "a distant adjective in the plural": (
        "FLU202",
        swap(
            r"(?<=\b(?:le|la|un) )(\w{4,} de [a-zé]{4,}) ([a-zé]+(?:al|elle|if|ive|ant|ante|ique))(?= )",
            lambda m: f"{m.group(1)} {m.group(2)}s",
        ),
    ),
    "a participle after “été”": (
        "FLU204",
        swap(r"(?<= été )([a-zé]+)(ée|és|ées)(?= )", lambda m: m.group(1) + "é"),
    ),
    "a participle after “avoir” that agrees": (
        "FLU204",
        swap(
            r"(?<= (?:ont|ait) )([a-zé]+é)(?= (?:le|la|les|un|une|son|sa|ses|leur) )",
            lambda m: m.group(1) + "s",
        ),
    ),
    "an article lost in an enumeration": (
        "FLU242",
        swap(
            r"(?<=\b(?:la|le) )(\w{4,}), (?:la |le |l')([a-zé]{4,}) et (la|le|l')",
            lambda m: f"{m.group(1)}, {m.group(2)} et {m.group(3)}",
        ),
    ),
    "English words": (
        "ACC205",
        lambda text, rng: swap(
            r"(?<= )[a-zéè]+ [a-zéè]+ [a-zéè]+(?= [a-z])", lambda m: rng.choice(ENGLISH)
        )(text, rng),
    ),
    "an impossible time": (
        "LOC314",
        swap(r"(?<=\b(?:à|vers) )\d{1,2} ?h(?: ?\d\d)?\b", lambda m: "94h"),
    ),
    "an impossible date": (
        "LOC313",
        swap(
            r"\b(?:\d{1,2}|1er) "
            r"(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
            lambda m: f"34 {m.group(1)}",
        ),
    ),
    "tu beside vous": (
        "CON202",
        swap(r"(?<=[Vv]ous )(.{5,60}?)\bvos\b", lambda m: m.group(1) + "tes"),
    ),
    "a piece cut off after its determiner": (
        "STR105",
        swap(r"(?<=\w{4} )(votre|notre|cette|ces|les|des|du|de|et|que) .*$", lambda m: m.group(1)),
    ),
    "brackets that lost their content": ("STR109", swap(r"(?<=\w )\([^()]+\)", lambda m: "()")),
    "t'il": ("FLU227", swap(r"-t-(il|elle|on)\b", lambda m: f" t'{m.group(1)}")),
    "jusqu'a": ("FLU234", swap(r"\b([Jj]usqu')à\b", lambda m: m.group(1) + "a")),
    "-ez for -er": (
        "FLU233",
        swap(r"\b((?:pour|sans|peut|doit|peuvent) [a-zé]{3,})er\b", lambda m: m.group(1) + "ez"),
    ),
    "an indicative after « afin que »": (
        "FLU236",
        swap(
            r"((?:[Aa]fin|[Pp]our|vant|faut) que .{2,25}?)\b(soit|soient|ait|aient|puisse|puissent)\b",
            lambda m: (
                m.group(1)
                + {
                    "soit": "est",
                    "soient": "sont",
                    "ait": "a",
                    "aient": "ont",
                    "puisse": "peut",
                    "puissent": "peuvent",
                }[m.group(2)]
            ),
        ),
    ),
}


def fused(lines: Sequence[str], rng: random.Random, between: str) -> Iterator[Planted]:
    """Two sentences joined, the full stop of the first replaced by `between`."""
    seconds = [line for line in lines if line.startswith(_STARTS)]
    for line in lines:
        if line.endswith(".") and line[-2:-1].isalpha() and line[-6:-1].islower():
            start = line[: -1 if between == " " else len(line)]
            second = rng.choice(seconds)
            joined = start + ("" if between != " " else " ") + second
            yield joined, Span(len(start) - 4, len(start) + 6)


def places(text: str, rules: Sequence[str], config: Config) -> list[Span]:
    """Where these rules speak in a text of one paragraph."""
    document = Document("planted", text, (Block(text),), config.lang)
    cases = [Case(Evidence(s, words(s.text))) for s in segment(document)]
    starts = {case.segment.index: case.segment.span.start for case in cases}
    return [
        Span(starts[hit.segment] + hit.span.start, starts[hit.segment] + hit.span.end)
        for code in rules
        for hit in plugins.checks()[code].run(cases, config)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--lang", default="fr")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    config = Config(lang=options.lang)
    rng = random.Random(options.seed)
    lines = [
        line.strip() for path in options.files for line in path.read_text("utf-8").splitlines()
    ]
    lines = [line for line in lines if 40 <= len(line) <= 300]
    rng.shuffle(lines)
    rows: list[tuple[str, str, list[tuple[Planted, list[Span]]]]] = []
    for name, between in (
        ("two sentences run together", " "),
        ("a space lost after a full stop", ""),
    ):
        code = "STR107" if between else "STR111"
        rows.append(
            (
                name,
                code,
                [
                    (p, [])
                    for p, _n in zip(fused(lines, rng, between), range(options.count), strict=False)
                ],
            )
        )
    for name, (code, plant) in KINDS.items():
        found: list[tuple[Planted, list[Span]]] = []
        for line in lines:
            planted = plant(line, rng)
            if planted is not None:
                found.append((planted, places(line, [code], config)))
            if len(found) == options.count:
                break
        rows.append((name, code, found))
    print("| planted | rule | errors | found |\n|---|---|---:|---:|")
    for name, code, trials in rows:
        hits = sum(
            any(
                place.overlaps(span) and place not in known
                for place in places(text, [code], config)
            )
            for (text, span), known in trials
        )
        share = f"{100 * hits / len(trials):.0f} %" if trials else "-"
        print(f"| {name} | {code} | {len(trials)} | {share} |")


if __name__ == "__main__":
    main()
