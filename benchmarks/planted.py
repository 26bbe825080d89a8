"""How many planted errors the rules without a model find: recall by rule, and what they say of the text before.

Usage: python benchmarks/planted.py FILE... [--lang fr-FR] [--seed 0]

Each FILE is plain text of good quality, one sentence a line; 25 lines make a document. For every kind of error one
error is planted in each document that has a place for it. A hit counts when it overlaps the planted place and was not
there before. Nothing of the text is kept or printed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from checker import plugins
from checker.config import Config
from checker.text.segment import segment, words
from checker.types import Block, Case, Document, Evidence, Span

Plant = Callable[[str, random.Random], tuple[str, Span] | None]


def swap(pattern: str, make: Callable[[re.Match[str]], str]) -> Plant:
    """Replace one place that `pattern` finds."""

    def plant(text: str, rng: random.Random) -> tuple[str, Span] | None:
        found = list(re.finditer(pattern, text))
        if not found:
            return None
        match = rng.choice(found)
        new = make(match)
        start = match.start()
        return text[:start] + new + text[match.end() :], Span(start, start + max(1, len(new)))

    return plant


PLANTS: dict[str, Plant] = {
    "STR101": swap(r"\([^()]*\)", lambda m: m.group()[:-1]),
    "STR102": swap(r"[«“][^«»“”]*[»”]", lambda m: m.group()[:-1]),
    "STR103": swap(r"\b(de|la|les|des|est|dans|pour)\b", lambda m: f"{m.group()} {m.group()}"),
    "STR104": swap(r"(?<=\w) (?=\w)", lambda m: "  "),
    "STR105": swap(r"(?<=\w{4} )(de|les|des|du) .*$", lambda m: m.group(1)),
    "STR106": lambda text, rng: (f"{text} {text}", Span(len(text) + 1, 2 * len(text) + 1)),
    "STR202": lambda text, rng: (
        f"{text[:-1]} http: //www.exemple.fr/page.",
        Span(len(text), len(text) + 28),
    ),
    "STR203": swap(r"\b\w{6,}\b", lambda m: f"<b>{m.group()}</b>"),
    "STR204": swap(r"['’]", lambda m: "&#39;"),
    "STR205": swap(r"\b\w{6,}\b", lambda m: "{name}"),
    "STR206": lambda text, rng: (f"Traduit avec DeepL. {text}", Span(0, 18)),
    "STR301": swap(r"\b\w*[éèàê]\w*\b", lambda m: m.group().encode().decode("cp1252", "replace")),
    "STR302": swap(r"[éèà]", lambda m: "\ufffd"),
    "STR303": swap(
        r"(?<=[a-z]{2})[aeo](?=[a-z]{2})", lambda m: {"a": "а", "e": "е", "o": "о"}[m.group()]
    ),
    "LOC101": swap(r"(?<=\w)[ \u00a0\u202f]([:;?!])(?= |$)", lambda m: m.group(1)),
    "LOC102": swap(r"«[ \u00a0\u202f](?=\w)", lambda m: "«"),
    "LOC103": swap(r"(?<=\w),(?= )", lambda m: " ,"),
    "LOC104": swap(r"(?<=\d)[ \u00a0\u202f]%", lambda m: "%"),
    "LOC201": swap(
        r"«[ \u00a0\u202f]([^«»“”\"]{3,80})[ \u00a0\u202f]»", lambda m: f'"{m.group(1)}"'
    ),
    "LOC203": swap(r"œ(?=ur|uvre|il|uf|ud)", lambda m: "oe"),
    "LOC204": swap(r"\bÉ(?=tats?\b|glise|gypte)", lambda m: "E"),
    "LOC301": swap(r"(?<=\d),(?=\d{1,2}[ \u00a0\u202f](?:%|millions|milliards))", lambda m: "."),
    "LOC302": swap(r"(?<=\d)[ \u00a0\u202f](?=000\b)", lambda m: ","),
    "LOC304": swap(
        r"(?<=\d )(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)(?= \d{4})",
        lambda m: m.group().capitalize(),
    ),
    "LOC305": swap(r"1er(?= (?:janvier|février|mars|avril|mai|juin|juillet))", lambda m: "1"),
    "LOC307": swap(r"\bM\.(?= [A-Z][a-zé])", lambda m: "Mr"),
    "LOC308": swap(r"(\d+) ?\$(?!\w)", lambda m: f"${m.group(1)}"),
}


def load(path: Path) -> list[list[str]]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [lines[at : at + 25] for at in range(0, len(lines), 25)]


def cases_of(lines: list[str], lang: str) -> list[Case]:
    document = Document("planted", "", tuple(Block(line) for line in lines), lang)
    return [Case(Evidence(s, words(s.text))) for s in segment(document)]


def places(code: str, lines: list[str], config: Config) -> set[tuple[int, Span]]:
    """(line, place in it) of the hits of one rule."""
    cases = cases_of(lines, config.lang)
    order: list[int] = []
    blocks: list[Block] = []
    for case in cases:
        if not blocks or blocks[-1] is not case.segment.block:
            blocks.append(case.segment.block)
        order.append(len(blocks) - 1)
    out = set()
    for hit in plugins.checks()[code].run(cases, config):
        at = next(i for i, case in enumerate(cases) if case.segment.index == hit.segment)
        start = cases[at].segment.span.start
        out.add((order[at], Span(start + hit.span.start, start + hit.span.end)))
    return out


def trials(
    code: str, documents: list[list[str]], config: Config, rng: random.Random
) -> Iterator[bool]:
    for lines in documents:
        order = list(range(len(lines)))
        rng.shuffle(order)
        for at in order:
            planted = PLANTS[code](lines[at], rng)
            if planted is None or planted[0] == lines[at]:
                continue
            text, span = planted
            after = places(code, [*lines[:at], text, *lines[at + 1 :]], config)
            before = places(code, lines, config)
            yield any(number == at and place.overlaps(span) for number, place in after - before)
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--lang", default="fr")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    config = Config(lang=options.lang)
    documents = [document for path in options.files for document in load(path)]
    total = sum(len(words(line)) for document in documents for line in document)
    print(f"{len(documents)} documents, {total} words, lang {options.lang}, seed {options.seed}")
    print("rule    planted  found  recall  before, per 1,000 words")
    for code in PLANTS:
        rng = random.Random(options.seed)
        results = list(trials(code, documents, config, rng))
        before = sum(len(places(code, lines, config)) for lines in documents)
        recall = f"{sum(results) / len(results):.2f}" if results else "-"
        print(
            f"{code}  {len(results):7}  {sum(results):5}  {recall:>6}  {1000 * before / total:.3f}"
        )


if __name__ == "__main__":
    main()
