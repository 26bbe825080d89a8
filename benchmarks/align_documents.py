"""Precision and recall of document alignment on text that is merged, split, dropped and moved on purpose.

    python benchmarks/align_documents.py PAIRS --translator FOLDER [--engine-cache FILE]

PAIRS is a file (.tsv or .tsv.xz: English, French, source name) whose lines are in document order, or JSON
lines (.jsonl, .jsonl.xz) with `source` and `target`. FOLDER is a CTranslate2 model fr -> en with its
`source.spm`. Beside it runs a length-only aligner (Gale & Church 1993) and the same aligner with the
back-translations taken away.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Link = tuple[tuple[int, ...], tuple[int, ...]]
KINDS = ("1-1", "merged", "split", "omitted", "added", "moved")
_JOINT = re.compile(r"[,;:] (?=\w)")


@dataclass(frozen=True)
class Pair:
    """Two documents and the links that a person would draw, each with the operation that made it."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: tuple[tuple[Link, str], ...]


def disturb(pairs: Sequence[tuple[str, str]], seed: int, *, rate: float = 0.25) -> Pair:
    """Merge, split, drop and move sentences of a parallel document; about `rate` of them are touched."""
    rng = random.Random(seed)
    groups: list[tuple[list[str], list[str], str]] = []
    at = 0
    while at < len(pairs):
        source, target = pairs[at]
        draw = rng.random()
        if draw >= rate:
            groups.append(([source], [target], "1-1"))
        elif draw < rate * 0.2 and at + 1 < len(pairs):  # two sentences become one, on either side
            after = pairs[at + 1]
            joined_target = rng.random() < 0.5
            groups.append(
                ([source, after[0]], [f"{target} {after[1]}"], "merged")
                if joined_target
                else ([f"{source} {after[0]}"], [target, after[1]], "split")
            )
            at += 1
        elif draw < rate * 0.5:  # a sentence is cut at a comma
            side = rng.random() < 0.5
            halves = _halves(target if side else source)
            if len(halves) == 1:
                groups.append(([source], [target], "1-1"))
            elif side:
                groups.append(([source], halves, "split"))
            else:
                groups.append((halves, [target], "merged"))
        elif draw < rate * 0.8:  # a sentence, or a whole paragraph, is missing on one side
            run = rng.choice((1, 1, 1, 2, 6))
            omitted = rng.random() < 0.5
            for one, other in pairs[at : at + run]:
                groups.append(([one], [], "omitted") if omitted else ([], [other], "added"))
            at += run - 1
        else:
            groups.append(([source], [target], "moved"))
        at += 1
    return _number(groups, rng)


def _halves(text: str) -> list[str]:
    places = [m.end() for m in _JOINT.finditer(text) if 25 <= m.end() <= len(text) - 25]
    if not places:
        return [text]
    place = min(places, key=lambda p: abs(p - len(text) / 2))
    return [text[:place].strip(), text[place:].strip()]


def _number(groups: list[tuple[list[str], list[str], str]], rng: random.Random) -> Pair:
    order = list(range(len(groups)))
    for index, group in enumerate(groups):
        if group[2] == "moved":
            order.remove(index)
            step = rng.choice((-1, 1)) * rng.randint(3, 15)
            order.insert(min(max(index + step, 0), len(order)), index)
    source: list[str] = []
    left = []
    for group in groups:
        left.append(tuple(range(len(source), len(source) + len(group[0]))))
        source += group[0]
    target: list[str] = []
    right: dict[int, tuple[int, ...]] = {}
    for index in order:
        sentences = groups[index][1]
        right[index] = tuple(range(len(target), len(target) + len(sentences)))
        target += sentences
    gold = tuple(((left[i], right[i]), group[2]) for i, group in enumerate(groups))
    return Pair(tuple(source), tuple(target), gold)


def gale_church(source: Sequence[str], target: Sequence[str]) -> list[Link]:
    """The rival: dynamic programming over lengths in characters only, with the paper's priors."""
    priors = {
        (1, 1): 0.89,
        (1, 0): 0.005,
        (0, 1): 0.005,
        (2, 1): 0.0445,
        (1, 2): 0.0445,
        (2, 2): 0.011,
    }
    ratio = sum(map(len, target)) / max(sum(map(len, source)), 1)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(len(source) + 1):
        for j in range(len(target) + 1):
            for (a, b), prior in priors.items():
                before = best.get((i - a, j - b))
                if before is None or (i, j) == (0, 0):
                    continue
                one = sum(map(len, source[i - a : i])) * ratio
                other = sum(map(len, target[j - b : j]))
                z = abs(other - one) / math.sqrt(6.8 * max((one + other) / 2, 1))
                cost = (
                    before[0] - math.log(prior) - math.log(max(math.erfc(z / math.sqrt(2)), 1e-12))
                )
                if (i, j) not in best or cost < best[i, j][0]:
                    best[i, j] = (cost, (a, b))
    links: list[Link] = []
    i, j = len(source), len(target)
    while i or j:
        a, b = best[i, j][1]
        links.append((tuple(range(i - a, i)), tuple(range(j - b, j))))
        i, j = i - a, j - b
    return links[::-1]


def ours(pair: Pair, back: Sequence[str]) -> list[Link]:
    """The aligner of the package."""
    from checker.align.documents import align_documents

    return [(link.source, link.target) for link in align_documents(pair.source, back, pair.target)]


def figures(
    pairs: Sequence[Pair], found: Sequence[Sequence[Link]]
) -> dict[str, tuple[int, int, int]]:
    """Right, found and wanted links by kind; a link is right only if both sides are exact.

    A found link belongs to the kind of the gold link that holds its first sentence.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for pair, links in zip(pairs, found, strict=True):
        gold = dict(pair.gold)
        of_source = {i: kind for (left, _), kind in pair.gold for i in left}
        of_target = {j: kind for (_, right), kind in pair.gold for j in right}
        for link in links:
            if not link[1]:
                kind = "omitted"
            elif not link[0]:
                kind = "added"
            else:
                kind = gold.get(link) or of_source[link[0][0]]
                if kind in ("omitted", "added"):
                    kind = of_target[link[1][0]]
                if kind in ("omitted", "added"):
                    kind = "1-1"
            counts[kind][1] += 1
            counts[kind][0] += link in gold
        for _, kind in pair.gold:
            counts[kind][2] += 1
    total = [sum(c[k] for c in counts.values()) for k in range(3)]
    return {kind: tuple(counts[kind]) for kind in KINDS} | {"all": tuple(total)}  # type: ignore[dict-item]


def table(title: str, rows: dict[str, tuple[int, int, int]]) -> None:
    """Print precision, recall and F1 by kind."""
    print(title)
    for kind, (right, made, wanted) in rows.items():
        p = right / made if made else float("nan")
        r = right / wanted if wanted else float("nan")
        f = 2 * right / (made + wanted) if made + wanted else float("nan")
        print(
            f"  {kind:8} P {p:5.3f}  R {r:5.3f}  F1 {f:5.3f}   (right {right}, found {made}, gold {wanted})"
        )


def read(path: Path, limit: int, only: str | None) -> list[tuple[str, str]]:
    """Parallel sentences of a file, in its order."""
    opener: Callable[..., Iterable[str]] = lzma.open if path.suffix == ".xz" else open
    pairs = []
    for line in opener(path, "rt", encoding="utf-8"):
        if ".jsonl" in path.name:
            record = json.loads(line)
            pairs.append((record["source"], record["target"]))
        else:
            source, target, name = line.rstrip("\n").split("\t")
            if only is None or name == only:
                pairs.append((source, target))
        if len(pairs) == limit:
            break
    return pairs


def translate(texts: Sequence[str], folder: Path, spm: Path, cache: Path | None) -> dict[str, str]:
    """Back-translations by text, from the cache file where it has them."""
    known: dict[str, str] = json.loads(cache.read_text()) if cache and cache.exists() else {}
    todo = sorted({text for text in texts if text not in known}, key=len)
    if todo:
        import ctranslate2
        import sentencepiece

        model = ctranslate2.Translator(str(folder), device="cpu", intra_threads=1)
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(spm))
        tokens = [
            [">>en<<", *pieces.encode(t.replace("’", "'"), out_type=str), "</s>"] for t in todo
        ]
        results = model.translate_batch(
            tokens, beam_size=2, max_batch_size=2048, batch_type="tokens"
        )
        known |= {t: pieces.decode(r.hypotheses[0]) for t, r in zip(todo, results, strict=True)}
        if cache:
            cache.write_text(json.dumps(known, ensure_ascii=False))
    return known


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--only", help="name in the third column")
    parser.add_argument("--translator", type=Path)
    parser.add_argument("--spm", type=Path)
    parser.add_argument("--engine-cache", type=Path)
    parser.add_argument("--sentences", type=int, default=800)
    parser.add_argument("--document", type=int, default=40, help="sentences a document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.25)
    options = parser.parse_args()
    parallel = read(options.pairs, options.sentences, options.only)
    size = options.document
    pairs = [
        disturb(parallel[at : at + size], options.seed * 1000 + at, rate=options.rate)
        for at in range(0, len(parallel) - size + 1, size)
    ]
    texts = [text for pair in pairs for text in pair.target]
    known: dict[str, str] = {}
    if options.translator:
        spm = options.spm or options.translator / "source.spm"
        known = translate(texts, options.translator, spm, options.engine_cache)
    print(
        len(pairs),
        "documents,",
        len(texts),
        "target sentences,",
        Counter(k for p in pairs for _, k in p.gold),
    )
    aligners: dict[str, Callable[[Pair], list[Link]]] = {
        "length only (Gale & Church)": lambda pair: gale_church(pair.source, pair.target),
        "without back-translation": lambda pair: ours(pair, [""] * len(pair.target)),
    }
    if known:
        aligners["with back-translation"] = lambda pair: ours(pair, [known[t] for t in pair.target])
    for title, aligner in aligners.items():
        start = time.perf_counter()
        found = [aligner(pair) for pair in pairs]
        took = time.perf_counter() - start
        table(
            f"{title}: {took:.2f} s, {took / len(texts) * 1000:.2f} s per 1,000 target sentences",
            figures(pairs, found),
        )


if __name__ == "__main__":
    main()
