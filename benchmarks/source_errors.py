"""Errors planted in parallel text: how many `checker check` finds by comparing with the source, and how many falsely.

    python benchmarks/source_errors.py PAIRS [--take NAMES] [--each 100] [--clean 1000] [--tier fast] [--mode records]
        [--foreign FILE] [--select CODES] [--seed 0] [--threads 1] [--no-cache]

PAIRS are JSON lines (.jsonl, .jsonl.xz) with `source` and `target`, or a table (.tsv, .tsv.xz) of source, target and
the name of a corpus, of which `--take` picks some (commas). Of each kind up to `--each` pairs that have a place for
it get one error. `found`: a finding of the kind's rules touches the place. `false`: such a finding in the same pair
untouched (for sentences left out or added, in any untouched pair); so precision is that of a text in which every
second such sentence is wrong. `clean`: sentences with a finding of these rules among `--clean` untouched pairs in a
row, in 1,000. Intervals are Wilson's, 95 %.

`--mode records` writes one bilingual JSONL file, `--mode files` two texts, a paragraph a pair, and checks one with
`--source`. FILE has sentences of a third language, one a line. The installed command runs from outside; nothing of
the text is kept or printed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
OPPOSITES = (
    "gauche droite", "souvent rarement", "hier demain", "matin soir", "nord sud", "interne externe",
    "internes externes", "minimum maximum", "premier dernier", "première dernière", "vertical horizontal",
    "ouvrir fermer", "importer exporter", "accepter refuser", "public privé", "publique privée", "positif négatif",
    "augmenter réduire", "acheter vendre", "père mère", "frère sœur", "vrai faux", "long court",
)  # fmt: skip
_NAME = re.compile(r"(?<=[a-zé,] )[A-Z][a-z]{3,}(?=[ ,.;])")
_DENIED = re.compile(r"\b(ne |n')(\w+(?: \w{1,3})?) pas\b")
_NOT = re.compile(
    r"\b(?:(?:do|does|did) not|not|cannot)\b|(?<=[a-z])n't\b|\b(?:do|does|did)n't\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.,:/-])\d{2,4}(?![\w:/]|[.,  \u00a0\u202f]\d)")
_MONEY = re.compile(
    r"(?<=\d)([  \u00a0\u202f](?:millions |milliards )?(?:d['e] ?)?)(euros?|dollars?|€|\$)(?!\w)"
)
_PERCENT = re.compile(r"(?<=\d)[  \u00a0\u202f]?%|(?<=\d) pour cent")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"«»()]+[\w/]")


@dataclass(frozen=True)
class Row:
    """A pair as it is checked; `start` and `end` are the place of the error in `target`, equal where text is gone."""

    kind: str
    twin: int
    source: str
    target: str
    start: int = 0
    end: int = 0


Planted = tuple[str, str, int, int] | None
"""Source, target, and the place in the target."""
Plant = Callable[[str, str, random.Random], Planted]


def put(source: str, target: str, match: re.Match[str], new: str) -> Planted:
    at = match.start()
    return source, target[:at] + new + target[match.end() :], at, at + len(new)


def number(source: str, target: str, rng: random.Random) -> Planted:
    found = [m for m in _NUMBER.finditer(target) if re.search(rf"(?<!\d){m.group()}(?!\d)", source)]
    if not found:
        return None
    match = rng.choice(found)
    old = match.group()
    at = rng.randrange(len(old))
    new = old[:at] + rng.choice([d for d in "123456789" if d != old[at]]) + old[at + 1 :]
    return put(source, target, match, new)


def number_gone(source: str, target: str, rng: random.Random) -> Planted:
    found = [m for m in _NUMBER.finditer(target) if m.group() in source and int(m.group()) > 10]
    return put(source, target, rng.choice(found), "plusieurs") if found else None


def name(pairs: Sequence[tuple[str, str]]) -> Plant:
    """A name that stands on both sides becomes one of another pair."""
    pool = [m.group() for s, t in pairs[:5000] for m in _NAME.finditer(t) if m.group() in s]

    def plant(source: str, target: str, rng: random.Random) -> Planted:
        found = [m for m in _NAME.finditer(target) if m.group() in source]
        others = [one for one in rng.choices(pool, k=10) if one not in source + target]
        return put(source, target, rng.choice(found), others[0]) if found and others else None

    return plant


def one_of(words: Sequence[str], beside: str = "") -> Plant:
    def plant(source: str, target: str, rng: random.Random) -> Planted:
        found = list(re.finditer(rf"{beside}\b({'|'.join(words)})\b", target))
        if not found:
            return None
        match = rng.choice(found)
        return put(source, target, match, rng.choice([w for w in words if w != match.group()]))

    return plant


def opposite(source: str, target: str, rng: random.Random) -> Planted:
    """A word becomes its opposite; where the source says both, that is no error."""
    turned = {one: other for pair in OPPOSITES for one, other in (pair.split(), pair.split()[::-1])}
    found = list(re.finditer(rf"\b({'|'.join(turned)})\b", target))
    if not found:
        return None
    match = rng.choice(found)
    return put(source, target, match, turned[match.group()])


def negation_gone(source: str, target: str, rng: random.Random) -> Planted:
    """The text no longer says « ne … pas »; so that nothing is left of it, a pair has no second one."""
    found = list(_DENIED.finditer(target))
    if len(found) != 1 or len(_NOT.findall(source)) != 1:
        return None
    return put(source, target, found[0], found[0].group(2))


def negation_put(source: str, target: str, rng: random.Random) -> Planted:
    """The source no longer says “not”, so that the text denies by itself."""
    found = list(_DENIED.finditer(target))
    if len(found) != 1 or len(_NOT.findall(source)) != 1:
        return None
    plain = _NOT.sub(lambda match: "can" if match.group().lower() == "cannot" else "", source)
    return " ".join(plain.split()), target, *found[0].span()


def currency(source: str, target: str, rng: random.Random) -> Planted:
    found = list(_MONEY.finditer(target))
    if not found:
        return None
    match = rng.choice(found)
    new = "livres" if match.group(2) in ("€", "$") else "yens"
    planted = put(source, target, match, f"{match.group(1)}{new}")
    return planted and (*planted[:2], max(planted[2] - 6, 0), planted[3])


def percent(source: str, target: str, rng: random.Random) -> Planted:
    found = list(_PERCENT.finditer(target))
    planted = put(source, target, rng.choice(found), " euros") if found else None
    return planted and (*planted[:2], max(planted[2] - 6, 0), planted[3])


def address(new: str) -> Plant:
    def plant(source: str, target: str, rng: random.Random) -> Planted:
        found = [m for m in _ADDRESS.finditer(target) if m.group() in source]
        return put(source, target, rng.choice(found), new) if found else None

    return plant


def handle(source: str, target: str, rng: random.Random) -> Planted:
    """Both sides get a handle; that of the text is another one."""
    one, other = rng.sample(["@agence_nord", "@lecourrier", "@villedelyon", "@meteoalpes"], 2)
    return f"{source} ({one})", f"{target} ({other})", len(target) + 1, len(target) + len(other) + 3


def quotation(source: str, target: str, rng: random.Random) -> Planted:
    if not re.search(r"[“\"][^“”\"]{25,}[”\"]", source) or not re.search(r"[«“\"]", target):
        return None
    bare = re.sub(r"[«“][\s\u00a0\u202f]*|[\s\u00a0\u202f]*[»”]|\"", "", target)
    return source, bare, 0, len(bare)


def copied(source: str, target: str, rng: random.Random) -> Planted:
    return (source, source, 0, len(source)) if len(source.split()) >= 5 else None


def nearly_copied(source: str, target: str, rng: random.Random) -> Planted:
    words = source.split()
    if len(words) < 8:
        return None
    words.pop(rng.randrange(1, len(words) - 1))
    text = " ".join(words)
    return source, text, 0, len(text)


def untranslated(source: str, target: str, rng: random.Random) -> Planted:
    """The last third of the source stands where the last third of the text should be."""
    theirs, mine = source.split(), target.split()
    if len(theirs) < 12 or len(mine) < 12:
        return None
    head = " ".join(mine[: 2 * len(mine) // 3])
    tail = " ".join(theirs[2 * len(theirs) // 3 :])
    return source, f"{head} {tail}", len(head) + 1, len(head) + 1 + len(tail)


def few_untranslated(source: str, target: str, rng: random.Random) -> Planted:
    """Four words of the source, small letters, stand for four of the text."""
    runs = list(re.finditer(r"(?<= )[a-z]{2,}(?: [a-z]{2,}){3}(?= )", source))
    mine = target.split()
    if not runs or len(mine) < 12:
        return None
    at = rng.randrange(2, len(mine) - 6)
    head, new = " ".join(mine[:at]), rng.choice(runs).group()
    text = f"{head} {new} {' '.join(mine[at + 4 :])}"
    return source, text, len(head) + 1, len(head) + 1 + len(new)


PLANTS: dict[str, tuple[Plant, tuple[str, ...]]] = {
    "number changed": (number, ("ACC211",)),
    "number left out": (number_gone, ("ACC212", "ACC211")),
    "month changed": (one_of(MONTHS, r"(?<=\d )"), ("ACC214",)),
    "day changed": (one_of(DAYS), ("ACC214",)),
    "currency changed": (currency, ("ACC215",)),
    "percent to euros": (percent, ("ACC215",)),
    "address left out": (address("ici"), ("ACC216",)),
    "address changed": (address("www.exemple-autre.fr/page"), ("ACC216",)),
    "handle changed": (handle, ("ACC216",)),
    "quotation marks lost": (quotation, ("ACC217",)),
    "opposite word": (opposite, ("ACC220",)),
    "negation lost": (negation_gone, ("ACC218",)),
    "negation added": (negation_put, ("ACC219",)),
    "equal to source": (copied, ("ACC201",)),
    "nearly equal": (nearly_copied, ("ACC201", "ACC202")),
    "third untranslated": (untranslated, ("ACC201", "ACC202")),
    "4 words untranslated": (few_untranslated, ("ACC202",)),
}
NAME, WRONG, LOST, ADDED = "name changed", "wrong language", "sentence left out", "sentence added"
CODES = {kind: codes for kind, (_plant, codes) in PLANTS.items()} | {
    NAME: ("ACC213",),
    WRONG: ("ACC203",),
    LOST: ("ACC301",),
    ADDED: ("ACC302",),
}


def read(path: Path, take: Sequence[str]) -> list[tuple[str, str]]:
    opened = lzma.open if path.suffix == ".xz" else open
    out = []
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            if ".tsv" in path.name:
                source, target, *rest = line.rstrip("\n").split("\t")
                if take and rest[:1] and rest[0] not in take:
                    continue
            else:
                row = json.loads(line)
                source, target = row["source"], row["target"]
            if len(source.split()) >= 4 and len(target.split()) >= 4:
                out.append((" ".join(source.split()), " ".join(target.split())))
    return out


def plan(pairs: list[tuple[str, str]], foreign: list[str], options: Any) -> list[Row]:
    """Random pairs untouched; then of every kind the planted pairs, each followed by its twin."""
    rng = random.Random(options.seed)
    first = rng.randrange(max(len(pairs) - options.clean, 0) + 1)
    rows = [Row("clean", -1, *pair) for pair in pairs[first : first + options.clean]]
    order = rng.sample(pairs, min(len(pairs), 60_000))
    plants = {kind: plant for kind, (plant, _codes) in PLANTS.items()} | {NAME: name(order)}
    for kind, plant in plants.items():
        made = 0
        for source, target in order:
            if made == options.each:
                break
            planted = plant(source, target, rng)
            if planted is None or planted[:2] == (source, target):
                continue
            made += 1
            rows.append(Row(kind, 0, *planted))
            # What was added to the source, a handle, stands in the untouched text as well.
            added = planted[0].removeprefix(source) if planted[0].startswith(source) else ""
            rows.append(Row(kind, 1, source + added, target + added))
    for (source, target), text in zip(order, foreign[: options.each], strict=False):
        rows += [Row(WRONG, 0, source, text, 0, len(text)), Row(WRONG, 1, source, target)]
    return rows


def run(arguments: list[str]) -> tuple[list[dict[str, Any]], float]:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "report.jsonl")
        command = [sys.executable, "-m", "checker", "check", *arguments, "--quiet"]
        command += ["--report", f"jsonl={out}", "--output", str(Path(place, "report.txt"))]
        before = os.times()
        done = subprocess.run(command, capture_output=True, text=True)
        after = os.times()
        seconds = after.children_user + after.children_system
        seconds -= before.children_user + before.children_system
        if done.returncode not in (0, 1):
            sys.exit(done.stderr[-2000:])
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], seconds


def by_records(rows: list[Row], more: list[str]) -> tuple[dict[int, list[dict[str, Any]]], float]:
    """Findings of each row, their places those in the row's target."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "pairs.jsonl")
        path.write_text(
            "".join(
                json.dumps(
                    {"id": str(i), "source": r.source, "target": r.target}, ensure_ascii=False
                )
                + "\n"
                for i, r in enumerate(rows)
            ),
            encoding="utf-8",
        )
        segments, seconds = run([str(path), *more])
    out: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in segments:
        for finding in one["findings"]:
            # Places in the report are those of the file, where a quotation mark of the text is two characters.
            inside = [max(finding[key] - one["start"], 0) for key in ("start", "end")]
            written = json.dumps(rows[int(one["id"])].target, ensure_ascii=False)[1:-1]
            start, end = (len(written[:at].replace("\\", "")) for at in inside)
            out[int(one["id"])].append({**finding, "start": start, "end": end})
    return out, seconds


def by_files(rows: list[Row], more: list[str]) -> tuple[dict[int, list[dict[str, Any]]], float]:
    """The same of two files; a finding about a sentence that is missing belongs to the source's row."""
    out: dict[int, list[dict[str, Any]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place, "a.en.txt"), Path(place, "a.fr.txt")
        source.write_text("\n\n".join(r.source for r in rows if r.source), encoding="utf-8")
        target.write_text("\n\n".join(r.target for r in rows if r.target), encoding="utf-8")
        segments, seconds = run([str(target), "--source", str(source), *more])
    theirs = [i for i, row in enumerate(rows) if row.source]
    mine = [i for i, row in enumerate(rows) if row.target]
    starts, at = {}, 0
    for i in mine:
        starts[i] = at
        at += len(rows[i].target) + 2
    for one in segments:
        for finding in one["findings"]:
            if finding["code"] == "ACC301":
                for line in finding["evidence"]["source_lines"]:
                    out[theirs[(line - 1) // 2]].append({**finding, "start": 0, "end": 0})
                continue
            row = mine[(finding["line"] - 1) // 2]
            begin = starts[row]
            place_ = {"start": finding["start"] - begin, "end": finding["end"] - begin}
            out[row].append({**finding, **place_})
    return out, seconds


def documents(rows: list[Row], options: Any) -> list[Row]:
    """Rows for two files: running text that now and then lacks one side, one of the other rows after every second.

    A planted pair and its twin stand far apart.
    """
    rng = random.Random(options.seed)
    clean = [row for row in rows if row.kind == "clean"]
    others = [row for row in rows if row.kind != "clean"]
    rng.shuffle(others)
    out: list[Row] = []
    for i, row in enumerate(clean):
        if i % 20 == 3:
            out.append(Row(LOST, 0, row.source, ""))
        elif i % 20 == 13:
            out.append(Row(ADDED, 0, "", row.target, 0, len(row.target)))
        else:
            out.append(row)
        if i % 2 and others:
            out.append(others.pop())
    return out


def touches(row: Row, finding: dict[str, Any]) -> bool:
    return bool(finding["start"] <= row.end and row.start <= finding["end"]) or (
        finding["start"] == finding["end"]
    )


def interval(part: int, whole: int) -> str:
    from scipy.stats import binomtest

    if not whole:
        return "-"
    found = binomtest(part, whole).proportion_ci(method="wilson")
    return f"{part / whole:.2f} ({found.low:.2f}-{found.high:.2f})"


def table(rows: list[Row], findings: dict[int, list[dict[str, Any]]]) -> Iterator[str]:
    clean = [i for i, row in enumerate(rows) if row.kind == "clean"]
    yield "| kind | rules | planted | found | recall | false | precision | marked by any rule | clean, per 1,000 |"
    yield "|---|---|---:|---:|---|---:|---|---:|---:|"
    for kind, codes in CODES.items():
        planted = [i for i, row in enumerate(rows) if row.kind == kind and not row.twin]
        twins = [i for i, row in enumerate(rows) if row.kind == kind and row.twin]
        if not planted:
            continue
        mine = {
            i: [f for f in findings[i] if f["code"] in codes] for i in (*planted, *twins, *clean)
        }
        right = sum(any(touches(rows[i], f) for f in mine[i]) for i in planted)
        # A sentence left out or added has no twin: what is said of any untouched pair is false.
        innocent = (
            [i for i, row in enumerate(rows) if row.twin and row.kind not in (LOST, ADDED)]
            if kind in (LOST, ADDED)
            else twins
        )
        false = sum(any(f["code"] in codes for f in findings[i]) for i in innocent)
        anything = sum(any(touches(rows[i], f) for f in findings[i]) for i in planted)
        quiet = 1000 * sum(bool(mine[i]) for i in clean) / max(len(clean), 1)
        yield (
            f"| {kind} | {', '.join(codes)} | {len(planted)} | {right} | {interval(right, len(planted))} | {false} "
            f"| {interval(right, right + false)} | {anything} | {quiet:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--take", default="")
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--clean", type=int, default=1000)
    parser.add_argument("--tier", default="fast")
    parser.add_argument("--mode", choices=["records", "files"], default="records")
    parser.add_argument("--foreign", type=Path)
    parser.add_argument("--select", default="ACC1,ACC2,ACC301,ACC302")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-cache", action="store_true", help="for the time it takes")
    options = parser.parse_args()
    pairs = read(options.pairs, [name for name in options.take.split(",") if name])
    foreign = options.foreign.read_text(encoding="utf-8").splitlines() if options.foreign else []
    rows = plan(pairs, foreign, options)
    more = ["--tier", options.tier, "--threads", str(options.threads), "--select", options.select]
    more += ["--no-cache"] if options.no_cache else []
    if options.mode == "files":
        rows = documents(rows, options)
        findings, seconds = by_files(rows, more)
    else:
        findings, seconds = by_records(rows, more)
    print(
        f"{options.take or options.pairs.name}, {options.mode}, {options.tier}: {len(rows)} pairs, "
        f"{seconds:.1f} processor seconds, {1000 * seconds / len(rows):.1f} per 1,000 pairs\n"
    )
    print("\n".join(table(rows, findings)))


if __name__ == "__main__":
    main()
