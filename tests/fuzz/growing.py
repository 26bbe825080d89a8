"""What `growth.py` lets grow: shapes of text and of files, and the subjects that look at them."""

from __future__ import annotations

import io
import itertools
import re
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from checker import evidence
from checker.align.pairing import pair
from checker.checks.document import terminology
from checker.config import Config, load
from checker.disk.patterns import means
from checker.errors import BadInput, ConfigProblem, UsageProblem
from checker.faults import contained
from checker.judge import gate
from checker.judge.comments import without_effect
from checker.judge.results import judge
from checker.languages import identify, parsing
from checker.lsp.positions import Positions
from checker.pipeline import Checker
from checker.plugins import Need, annotators, checks, readers, reporters
from checker.review import baseline
from checker.review.changes import by_diff
from checker.review.fix import difference, repair
from checker.text.segment import segment
from checker.types import Block, Case, Document, DocumentResult, Hit, Ignore, Notice, Problem, Span
from tests.fuzz import seeds
from tests.fuzz.inputs import MARKS

Subject = tuple[str, Callable[[], object]]
"""Its name, and what to do once."""


@dataclass(frozen=True, slots=True)
class Work:
    """A shape: the sizes it comes in, each twice the one before, and what looks at it, in order."""

    sizes: tuple[int, ...]
    subjects: Callable[[int], Iterator[Subject]]


SENTENCE = (5_000, 10_000, 20_000)
"""Characters of one sentence: longer ones no rule looks at."""
RUNS = (b" ", b"_", b"a")
SPOILERS = (b"!", b"[")
"""A line that goes on with a long run of these and ends with one of those, which hardly any pattern takes."""
TEXT = (32_768, 65_536, 131_072)
FILE = (32_768, 65_536, 131_072)
"""Bytes."""

NAMES = [f"{a}{b}{c}" for a in "BDFGLMNPRSTV" for b in ("a", "é", "i", "ou") for c in "clnrst"]

_SHAPES = tomllib.loads(Path(__file__).with_name("shapes.toml").read_text(encoding="utf-8"))
UNITS: Mapping[str, str] = _SHAPES["units"]

NESTS: Mapping[str, tuple[str, str]] = _SHAPES["nests"]

SENTENCES: Mapping[str, str] = _SHAPES["sentences"]


def works() -> Mapping[str, Work]:
    """All shapes by name."""
    found: dict[str, Work] = {}
    for name, unit in UNITS.items():
        found[f"sentence {name}"] = Work(SENTENCE, partial(_sentence, partial(_repeated, unit)))
    for name, (opening, closing) in NESTS.items():
        nest = partial(_nested, opening, closing)
        found[f"sentence nested {name}"] = Work(SENTENCE, partial(_sentence, nest))
    for name, form in SENTENCES.items():
        for beside in (None, "same", "half"):
            title = f"text {name}" + (f" beside {beside}" if beside else "")
            found[title] = Work(TEXT, partial(_text, form, beside))
        found[f"paragraph {name}"] = Work(TEXT, partial(_paragraph, form))
    for name in readers():
        found |= _files(name)
    found |= {f"list {name}": work for name, work in _lists().items()}
    return found


def warm() -> None:
    """Everything once, so that what loads at the first use is no shape's."""
    for work in (
        Work((60,), partial(_sentence, partial(_repeated, "mot "))),
        *(
            Work((60,), partial(_text, "Les {n} enfant joue .", beside))
            for beside in (None, "half")
        ),
    ):
        for _name, run in work.subjects(60):
            run()
    for name, files in seeds.of_readers().items():
        for data in files:
            _read(name, data)


# --- text ---


def _repeated(unit: str, size: int) -> str:
    """A piece many times, or many pieces of one form where a number makes them differ."""
    times = size // len(unit) + 1
    pieces = (
        (unit.replace("{n}", str(n)) for n in range(times)) if "{n}" in unit else [unit] * times
    )
    return "Un mot " + "".join(pieces)[: size - 10]


def _nested(opening: str, closing: str, size: int) -> str:
    depth = size // (len(opening) + len(closing))
    return "Un " + opening * depth + "mot" + closing * depth


def _lines(form: str, size: int) -> str:
    """Different sentences of one form, as many as so many characters hold."""
    lines: list[str] = []
    length = 0
    for n in itertools.count():
        name, other = _named(n), _named(n * 7 + 3)
        line = (
            form.replace("{n}", str(n))
            .replace("{name}", name)
            .replace("{other}", other)
            .replace("{low}", name.lower())
            .replace("{lower}", other.lower())
        )
        lines.append(line)
        length += len(line) + 2
        if length >= size:
            return "\n\n".join(lines)
    return ""


def _named(n: int) -> str:
    """The n-th of many words that look like a name."""
    first, rest = n % len(NAMES), n // len(NAMES)
    return NAMES[first] + (_named(rest - 1).lower() if rest else "")


def _sentence(shape: Callable[[int], str], size: int) -> Iterator[Subject]:
    text = shape(size)
    document = Document("a.txt", text, (Block(text, whole=True),), lang="fr-FR")
    yield from _stages(document)
    for suffix, source in (("+half", text[: size // 2]), ("+other", text.translate(OTHER))):
        block = Block(text, whole=True, source=source)
        yield from _stages(Document("a.txt", text, (block,), lang="fr-FR"), suffix)


def _text(form: str, beside: str | None, size: int) -> Iterator[Subject]:
    text = _lines(form, size)
    document = _document(text)
    if beside:
        original = replace(
            _document(text[: size // SPLIT[beside]] if beside == "half" else text), lang="en"
        )
        document = replace(document, original=original)
    yield from _stages(document)


SPLIT = {"same": 1, "half": 2}
OTHER = str.maketrans("0123456789aeiou", "9876543210eioua")
"""What makes of a text one in which no number and no name is the same."""


def _paragraph(form: str, size: int) -> Iterator[Subject]:
    text = _lines(form, size).replace("\n\n", " ")
    yield from _stages(Document("a.txt", text, (Block(text),), lang="fr-FR"))


def _document(text: str) -> Document:
    blocks, at = [], 0
    for line in text.split("\n\n"):
        blocks.append(Block(line, ((0, at),)))
        at += len(line) + 2
    return Document("a.txt", text, tuple(blocks), lang="fr-FR")


@cache
def _checker() -> Checker:
    codes = tuple(code for code, rule in checks().items() if not rule.model)
    known = (str(seeds.GLOSSARY),)
    return Checker(Config(lang="fr-FR", tier="fast", select=codes, glossary=known, cache=False))


def _stages(document: Document, suffix: str = "") -> Iterator[Subject]:
    """The stages of a check of the fast tier, one after the other, rule by rule.

    Beside a source those alone that look at it.
    """
    runner = _checker()
    sourced = bool(suffix) or document.original is not None
    if not sourced:
        yield "language of the text", lambda: identify.language_of(document.text)
        yield "segment", lambda: segment(document)
    begun = runner.begun(document)
    if not sourced:
        yield "begin", lambda: runner.begun(document)
    if document.original is not None:
        held: list[object] = []
        yield "pair", lambda: held.append(_refusable(lambda: pair(begun, _original(document))))
        found = held[-1] if held else None
        if not isinstance(found, tuple):
            return
        begun = list(found)
    cases = [Case(one) for one in begun if not one.too_long]
    texts = [case.text for case in cases]
    if not sourced:
        yield "parse", lambda: parsing.parse(texts, runner.config)
    parsing.parse(
        texts, runner.config
    )  # no rule pays where parsing took too long to be timed again
    opinions: dict[str, tuple[Hit, ...]] = {}
    for code, rule in runner.rules.items():
        if sourced and Need.SOURCE not in rule.needs:
            continue

        def asked(code: str = code, run: Callable[..., Iterable[Hit]] = rule.run) -> None:
            opinions[code] = tuple(run(cases, runner.config))

        yield f"{code}{suffix}", asked
    if sourced:
        return
    results: list[DocumentResult] = []
    yield (
        "judge",
        lambda: results.append(judge(document, cases, opinions, runner.rules, runner.config)),
    )
    if results:
        yield from _said(document, results[0])


def _original(document: Document) -> Document:
    assert document.original is not None
    return document.original


def _refusable(run: Callable[[], object]) -> object:
    try:
        return run()
    except (BadInput, UsageProblem, ConfigProblem):
        return None


def _said(document: Document, result: DocumentResult) -> Iterator[Subject]:
    """What is made of a result: reports, repairs, a baseline, places for an editor."""
    runner = _checker()
    findings = [finding for segment in result.segments for finding in segment.findings]
    yield (
        "comments",
        lambda: list(without_effect(document, result, checks(), runner.rules, runner.config)),
    )
    report = gate.report(runner.tool, [result], [], 0.0, runner.config)
    for name, reporter in reporters().items():
        yield f"report {name}", partial(reporter.report, report, io.StringIO(), runner.config)
    for name, annotator in annotators().items():
        if annotator.reads == "text":
            yield f"annotate {name}", partial(annotator.annotate, document, result, runner.tool)
    repaired = []
    yield "repair", lambda: repaired.append(repair("a.txt", document.text, findings))
    if repaired:
        yield "difference", lambda: difference("a.txt", document.text, repaired[0].text)
    yield "baseline", lambda: baseline.encoded(_baseline(result))
    yield (
        "positions",
        lambda: [
            (places.position(finding.start), places.position(finding.end))
            for places in [Positions(document.text, "utf-16")]
            for finding in findings
        ],
    )


def _baseline(result: DocumentResult) -> baseline.Baseline:
    return baseline.Baseline(baseline.FORMAT, "", tuple(baseline.entries(result, Path())))


# --- files ---

CARRIERS: Mapping[str, str] = _SHAPES["carriers"]

TOKENS = [token.encode() for token in _SHAPES["tokens"]["of"]]

PAIRS = (
    (b"<b>", b"</b>"),
    (b"[", b"]"),
    (b"(", b")"),
    (b"{", b"}"),
    (b'{"a":', b"}"),
    (b"<!--", b"-->"),
    (b"**", b"**"),
    (b"<g id='1'>", b"</g>"),
)


def _read(name: str, data: bytes) -> Document | None:
    path = "a" + readers()[name].suffixes[0]
    try:
        with contained(path):
            return readers()[name].read(path, data, Config())
    except BadInput:
        return None


def _files(name: str) -> dict[str, Work]:
    """The floods of one reader: marks, its own tokens, lines of its seeds, alone and where a value stands."""
    carrier = CARRIERS.get(name, "").encode()
    units = dict.fromkeys((*MARKS[1:], *TOKENS))
    floods: dict[str, Callable[[int], bytes]] = {}
    for unit in units:
        floods[f"{unit!r}"] = partial(_flood, b"", unit, b"")
        if carrier not in (b"", b"{}"):
            floods[f"in {unit!r}"] = partial(_flood, *_around(carrier, unit))
    for opening, closing in PAIRS:
        floods[f"{opening!r}{closing!r}"] = partial(_nest, opening, closing)
    for number, data in enumerate(seeds.of_readers().get(name, ())):
        if data.startswith((b"PK", b"PAR1")):
            floods |= _archives(data)
            continue
        lines = data.splitlines(keepends=True)
        for at in range(len(lines)):
            head, tail = b"".join(lines[:at]), b"".join(lines[at + 1 :])
            floods[f"seed {number} line {at}"] = partial(_flood, head, lines[at], tail)
            line = lines[at].rstrip(b"\r\n")
            for run, end in itertools.product(RUNS, SPOILERS):
                shape = f"seed {number} line {at} and {run!r}, then {end!r}"
                floods[shape] = partial(_flood, head + line, run, end + b"\n" + tail)
            if at + 1 < len(lines):
                two, rest = lines[at] + lines[at + 1], b"".join(lines[at + 2 :])
                floods[f"seed {number} lines {at}"] = partial(_flood, head, two, rest)
        floods[f"seed {number} again"] = partial(_flood, b"", data, b"")
    return {f"read-{name}": Work(FILE, partial(_floods, name, floods))} if floods else {}


def _around(carrier: bytes, unit: bytes) -> tuple[bytes, bytes, bytes]:
    head, tail = carrier.rsplit(b"{}", 1)
    return head, unit, tail


def _flood(head: bytes, unit: bytes, tail: bytes, size: int) -> bytes:
    return head + unit * max(size // max(len(unit), 1), 1) + tail


def _nest(opening: bytes, closing: bytes, size: int) -> bytes:
    depth = size // (len(opening) + len(closing))
    return opening * depth + b"a" + closing * depth


def _archives(seed: bytes) -> dict[str, Callable[[int], bytes]]:
    """An archive of which one part has one of its elements many times, inside itself too."""
    found: dict[str, Callable[[int], bytes]] = {}
    if not seed.startswith(b"PK"):
        return found
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, tags in _ELEMENTS.items():
        for tag in tags:
            form = rf"<{tag}(?: [^<>]*)?(?:/>|>.*?</{tag}>)".encode()
            element = re.search(form, parts.get(name, b""), re.DOTALL)
            if element is not None:
                flood = partial(_packed, parts, name, element.span())
                found[f"{tag} in {name}"] = partial(flood, nested=False)
                if b"</" in element.group():
                    found[f"{tag} in {tag} in {name}"] = partial(flood, nested=True)
    return found


_ELEMENTS = {
    "word/document.xml": ("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc"),
    "xl/worksheets/sheet1.xml": ("row", "c", "v"),
    "xl/sharedStrings.xml": ("si", "t"),
    "[Content_Types].xml": ("Types",),
    "content.xml": ("t:p", "t:span", "t:note"),
    "ppt/presentation.xml": ("p:sldId",),
    "ppt/slides/one.xml": ("a:p", "a:r", "a:t"),
    "one.xhtml": ("p", "i"),
}


def _packed(
    parts: Mapping[str, bytes], name: str, span: tuple[int, int], size: int, *, nested: bool
) -> bytes:
    data, out = parts[name], io.BytesIO()
    element = data[slice(*span)]
    times = size // len(element) + 1
    if nested:
        cut = element.index(b">") + 1
        end = element.rindex(b"</")
        flood = element[:cut] * times + element[cut:end] + element[end:] * times
    else:
        flood = element * times
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, whole in parts.items():
            archive.writestr(
                part, data[: span[0]] + flood + data[span[1] :] if part == name else whole
            )
    return out.getvalue()


def _floods(
    name: str, floods: Mapping[str, Callable[[int], bytes]], size: int
) -> Iterator[Subject]:
    for title, flood in floods.items():
        yield f"{name} {title}", partial(_read, name, flood(size))


# --- lists of settings and of what people accepted ---


def _lists() -> dict[str, Work]:
    many = (1_000, 2_000, 4_000, 8_000)
    return {
        "glossary": Work(many, _glossary),
        "baseline": Work(many, _known),
        "ignores": Work(many, _ignores),
        "patterns": Work(many, _patterns),
        "settings": Work(many, _settings),
        "diff": Work(many, _diff),
        "one line": Work(many, _one_line),
        "documents": Work(many, _documents),
        "parquet rows": Work(many, _rows),
    }


def _rows(size: int) -> Iterator[Subject]:
    """A Parquet file with many rows, with as many groups of rows, with lists inside them, with many columns."""
    import pyarrow
    import pyarrow.parquet

    texts = [f"Le mot {_named(n)}." for n in range(size)]
    plain = {"target": texts, "source": [f"The word {_named(n)}." for n in range(size)]}
    for name, columns, group in (
        ("rows", plain, size),
        ("groups", {"target": texts}, 1),
        ("lists", {"target": texts, "meta": [{"a": [n] * 9} for n in range(size)]}, size),
        ("one list", {"target": texts[:1], "meta": [list(range(size))]}, size),
        ("columns", {"target": texts[:1], **{f"c{n}": [n] for n in range(size)}}, size),
    ):
        out = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.table(columns), out, row_group_size=group)
        yield f"parquet {name}", partial(_read, "parquet", out.getvalue())


def _glossary(size: int) -> Iterator[Subject]:
    rows = "\n".join(f"required,{_named(n)},{_named(n * 3 + 1)}" for n in range(size))
    data = f"kind,source,target\n{rows}\n".encode()
    yield "glossary read", lambda: _refusable(lambda: terminology.parse_csv(data, "a"))
    file = Path(tempfile.gettempdir(), f"growing-{size}.csv")
    file.write_bytes(data)
    texts = [f"{_named(n)} vint de {_named(n * 3 + 1)}." for n in range(size)]
    blocks = tuple(Block(text, ((0, 0),), whole=True, source=text) for text in texts)
    document = Document("a.txt", "\n".join(texts), blocks)
    runner = Checker(Config(tier="fast", select=("TER",), glossary=(str(file),), cache=False))
    cases = [Case(one) for one in runner.begun(document)]
    for code, rule in runner.rules.items():
        yield f"{code} with its glossary", lambda run=rule.run: list(run(cases, runner.config))  # type: ignore[misc]
    file.unlink()


def _known(size: int) -> Iterator[Subject]:
    """A baseline with as many files as findings; then the same files under other names."""
    entry = baseline.Entry
    entries = tuple(entry(f"{n}.txt", "STR104", f"{n % 97:016x}", "Un  mot.") for n in range(size))
    known = baseline.Baseline(baseline.FORMAT, "", entries)
    runner = _checker()
    document = _document("Un  mot là.")
    result = runner.check_document(document)
    results = [replace(result, path=f"{n}.txt") for n in range(size)]
    moved = [replace(result, path=f"new/{n}.txt") for n in range(size)]
    yield "baseline encoded", lambda: baseline.encoded(known)
    yield (
        "baseline known",
        lambda: [
            prints.get(baseline.relative(one.path, Path()))
            for prints in [known.prints]
            for one in results
        ],
    )
    report = gate.report(runner.tool, results, [], 0.0, runner.config)
    yield "baseline revised", lambda: baseline.revise(known, report, {"STR104"}, Path())
    report = gate.report(runner.tool, moved, [], 0.0, runner.config)
    yield "baseline followed", lambda: baseline.followed(known, report, Path())


def _ignores(size: int) -> Iterator[Subject]:
    """A comment for every other finding, and comments whose places overlap."""
    text = "a b " * size
    nested = tuple(Ignore(Span(n, 4 * size - n), ("STR104",), n) for n in range(size))
    apart = tuple(Ignore(Span(4 * n, 4 * n + 1), ("STR104",), 4 * n) for n in range(size))
    hits = {"STR104": [Hit(0, Span(2 * n, 2 * n + 1), "") for n in range(2 * size)]}
    ran = {"STR104": checks()["STR104"]}
    for title, ignores in (("nested", nested), ("apart", apart)):
        document = Document("a.md", text, (Block(text, whole=True),), ignores=ignores)
        cases = [Case(evidence.Evidence(one, ())) for one in segment(document)]
        results: list[DocumentResult] = []

        def judged(document: Document = document, cases: Sequence[Case] = cases) -> None:
            results.append(judge(document, cases, hits, ran, Config(tier="fast")))  # noqa: B023

        yield f"judge, comments {title}", judged
        if results:
            yield (
                f"comments {title}",
                lambda: list(  # type: ignore[misc]
                    without_effect(document, results[-1], checks(), ran, Config(tier="fast"))  # noqa: B023
                ),
            )


def _patterns(size: int) -> Iterator[Subject]:
    """As many paths as patterns would be their product: a few patterns, and one path."""
    patterns = tuple(f"**/{_named(n)}/**/*.txt" for n in range(size))
    yield "patterns, one path", lambda: means(patterns, "a/b/c.txt")
    yield (
        "paths, some patterns",
        lambda: [means(patterns[:20], f"a/{n}/c.txt") for n in range(size)],
    )
    deep = "/".join(["a"] * min(size, 2000))
    yield "deep path", lambda: means(("**/a/**/b/**/c",), deep)
    yield "stars", lambda: means(("a*" * (size // 100) + "b",), "a" * 200)


def _settings(size: int) -> Iterator[Subject]:
    lines = {
        "select": "select = [" + '"STR104", ' * size + "]\n",
        "strange": "select = [" + "".join(f'"X{n}", ' for n in range(size)) + "]\n",
        "per path": "[per-path-ignore]\n" + "".join(f'"{n}/**" = ["LOC"]\n' for n in range(size)),
        "keys": "".join(f"key{n} = 1\n" for n in range(size)),
        "tables": "".join(f"[a{n}]\n" for n in range(size)),
        "dotted": "a" + ".a" * size + " = 1\n",
        "nested": "a = " + "[" * size + "]" * size + "\n",
        "inline": "a = " + "{a = " * size + "1" + "}" * size + "\n",
        "text": 'lang = "' + "a" * size * 10 + '"\n',
    }
    with tempfile.TemporaryDirectory() as folder:
        for title, text in lines.items():
            file = Path(folder, "checker.toml")
            file.write_text(text, encoding="utf-8")
            yield f"settings, {title}", lambda: _refusable(lambda: load(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "checker.toml").write_text(lines["per path"], encoding="utf-8")


def _diff(size: int) -> Iterator[Subject]:
    files = "".join(
        f"diff --git a/{n}.txt b/{n}.txt\n--- a/{n}.txt\n+++ b/{n}.txt\n@@ -1 +1 @@\n-a\n+b\n"
        for n in range(size)
    )
    lines = f"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,{size} @@\n-a\n" + "+b\n" * size
    hunks = "--- a/a\n+++ b/a\n" + "".join(
        f"@@ -{3 * n + 1} +{3 * n + 1} @@\n-a\n+b\n" for n in range(size)
    )
    yield (
        "diff, files",
        lambda: _refusable(lambda: by_diff(files, [f"{n}.txt" for n in range(size)])),
    )
    yield "diff, lines", lambda: _refusable(lambda: by_diff(lines, ["a"]))
    yield "diff, hunks", lambda: _refusable(lambda: by_diff(hunks, ["a"]))


def _one_line(size: int) -> Iterator[Subject]:
    """Findings on one line: so many, each reported."""
    text = "un  mot " * size
    document = Document("a.txt", text, (Block(text, whole=True),))
    cases = [Case(evidence.Evidence(one, ())) for one in segment(document)]
    hits = {"STR104": [Hit(0, Span(8 * n + 2, 8 * n + 4), "said", fix=" ") for n in range(size)]}
    ran = {"STR104": checks()["STR104"]}
    results: list[DocumentResult] = []
    yield (
        "judge, one line",
        lambda: results.append(judge(document, cases, hits, ran, Config(tier="fast"))),
    )
    if results:
        for name, run in _said(document, results[0]):
            yield f"{name}, one line", run


def _documents(size: int) -> Iterator[Subject]:
    """So many small files, problems and notices in one report."""
    runner = _checker()
    result = runner.check_document(_document("Un  mot là."))
    results = [replace(result, path=f"{n}.txt") for n in range(size)]
    problems = [Problem(f"{n}.txt", "said", "hint") for n in range(size)]
    notices = [Notice(f"{n}.txt", "format", "said", n) for n in range(size)]
    report = gate.report(runner.tool, results, problems, 0.0, runner.config, notices)
    for name, reporter in reporters().items():
        yield (
            f"report {name}, files",
            partial(reporter.report, report, io.StringIO(), runner.config),
        )
