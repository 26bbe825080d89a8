"""Lays the pages of the site out in build/pages, as they stand in the repository, with one more for each rule.

`make site` runs it, has Zensical build build/site from them (docs/zensical.toml), and then runs
`python docs/pages.py --check`, which fails where a built page would ask another server for anything.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import generate

from checker import messages
from checker.plugins import Check, checks
from checker.text.printable import shown
from checker.types import Case, Hit
from tests.unit import cases

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"

# --- pages of the repository ---

_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
_RULE_LINK = re.compile(r"\]\(((?:[./\w]*/)?rules)?(?:\.md)?#([a-z]{3}\d{3}-[a-z-]+)\)")


def reached(root: Path = ROOT) -> list[Path]:
    """README.md, docs/ and whatever these link to, in turn: pages, pictures and files, relative to `root`."""
    start = ["README.md", *(path.relative_to(root) for path in (root / "docs").rglob("*.md"))]
    waiting, found = [root / path for path in start], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.suffix == ".md":
            text = _FENCED.sub("", path.read_text(encoding="utf-8"))
            waiting += [(path.parent / link).resolve() for link in _LINK.findall(text)]
    return sorted(path.relative_to(root) for path in found)


def with_index(text: str, page: Path, root: Path = ROOT) -> str:
    """A page whose links to the README of the repository lead to the first page of the site."""

    def link(found: re.Match[str]) -> str:
        leads_there = (page.parent / found[1]).resolve() == root / "README.md"
        return found[0].replace("README.md", "index.md") if leads_there else found[0]

    return _LINK.sub(link, text)


def with_pages_of_rules(text: str) -> str:
    """A page whose links into docs/rules.md lead to the page of the rule instead."""
    pages = {f"{code.lower()}-{rule.name}": f"{code}.md" for code, rule in checks().items()}

    def link(found: re.Match[str]) -> str:
        page = pages.get(found[2])  # no such rule: the build says that the anchor is none
        return f"]({found[1] or 'rules'}/{page})" if page else found[0]

    return _RULE_LINK.sub(link, text)


BESIDE = [Path("docs/iframe-worker.js"), Path("docs/site.css")]
"""What the site needs and no page links to."""


def lay_out(folder: Path, root: Path = ROOT) -> None:
    """Writes all pages below `folder`, which is made anew, and the settings of the site beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in reached(root) + BESIDE:
        place = folder / ("index.md" if path == Path("README.md") else path)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md":
            shutil.copyfile(root / path, place)
            continue
        text = with_index((root / path).read_text(encoding="utf-8"), root / path, root)
        place.write_text(with_pages_of_rules(text), encoding="utf-8")
    shutil.copyfile(root / "docs/zensical.toml", folder.parent / "zensical.toml")
    rules = list(checks().values())
    table = generate.RULES + "".join(map(generate.row, rules))
    (folder / "docs/rules.md").write_text(with_pages_of_rules(table), encoding="utf-8")
    (folder / "docs/rules").mkdir()
    for rule in rules:
        page = folder / f"docs/rules/{rule.code}.md"
        page.write_text(rule_page(rule), encoding="utf-8")


# --- pages of rules ---

FEW = 5
"""Examples of one language that a page shows of each kind."""


def rule_page(rule: Check) -> str:
    """What a rule does in English, examples from its file of tests with what is said of them, the same in French."""
    with messages.speaking("fr"):
        french = generate.as_markdown(messages.documentation(rule.doc))
    summary, *parts = re.sub(r"^([^:\n]{3,40}\s:)", r"**\1**", french, flags=re.M).split("\n\n")
    return (
        generate.section(rule).lstrip().replace("## ", "# ", 1)
        + "\n[All rules](../rules.md) · [En français](#en-français)\n"
        + _examples(rule)
        + '\n## En français\n\n<div lang="fr" markdown>\n\n'
        + "\n\n".join([summary, *parts])
        + "\n\n</div>\n"
    )


def _examples(rule: Check) -> str:
    rows = list(_rows(rule.code))
    found = [_example(rule, row) for row in _few(row for row in rows if row.get("find"))]
    quiet = [_example(rule, row) for row in _few(row for row in rows if not row.get("find"))]
    return "".join(
        f"\n## {title}\n\n" + "\n\n".join(shown) + "\n"
        for title, shown in (("Found", found), ("Left alone", quiet))
        if shown
    )


def _rows(code: str) -> Iterator[dict[str, Any]]:
    """The rows of a rule: of its own file, then of those of languages that were added later."""
    if (cases.FOLDER / f"{code}.toml").is_file():
        yield from cases.rows(code)
    for path in sorted((cases.FOLDER / "languages").glob("*.toml")):
        rows = cases.rows(f"languages/{path.stem}")
        yield from ({"lang": path.stem} | row for row in rows if row["code"] == code)


def _few(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The first rows of each language, those that say why before the others."""
    ordered = sorted(rows, key=lambda row: (row.get("lang", "fr"), "why" not in row))
    for _language, some in groupby(ordered, key=lambda row: row.get("lang", "fr")):
        yield from list(some)[:FEW]


def _example(rule: Check, row: dict[str, Any]) -> str:
    language, pivot = row.get("lang", "fr"), row.get("pivot", "en")
    sentences, hits = cases.hits(rule.code, row)
    with messages.speaking("fr"):
        french = cases.hits(rule.code, row)[1]
    lines = [f'<p lang="{pivot}">{_shown(text)}</p>' for text in _sources(row)]
    lines += [f'<p lang="{language}">{text}</p>' for text in _marked(sentences, hits)]
    for hit, translated in zip(hits, french, strict=True):
        lines.append(f"<p>→ {_shown(hit.message)}{_repair(hit)}<br>")
        lines.append(f'<i lang="fr">{_shown(translated.message)}</i></p>')
    if "why" in row:
        lines.append(f"<p>({_shown(row['why'])})</p>")
    return "<blockquote>\n" + "\n".join(lines) + "\n</blockquote>"


def _sources(row: dict[str, Any]) -> list[str]:
    return cases.listed(row.get("original") or row.get("source"))


def _marked(sentences: list[Case], hits: list[Hit]) -> Iterator[str]:
    """Each sentence as HTML, with what is found in it marked."""
    for case in sentences:
        spans = [hit.span for hit in hits if hit.segment == case.segment.index]
        inside = [
            any(span.start <= at < span.end for span in spans) for at in range(len(case.text))
        ]
        parts = groupby(zip(case.text, inside, strict=True), key=lambda pair: pair[1])
        runs = ((found, _shown("".join(char for char, _ in some))) for found, some in parts)
        yield "".join(f"<mark>{text}</mark>" if found else text for found, text in runs)


def _repair(hit: Hit) -> str:
    text = hit.fix if hit.fix is not None else hit.suggestion
    return f" <b>{_shown(text)}</b>" if text else ""


def _shown(text: str) -> str:
    return html.escape(shown(text)).replace("\n", "<br>")


# --- what was built ---

_ASKS = re.compile(
    r"<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc=[\"']?(?:https?:)?//[^\"' >]+"
    r"|<link\b(?=[^>]*\srel=[\"']?(?:stylesheet|preconnect|preload|icon))[^>]*\shref=[\"']?(?:https?:)?//[^\"' >]+"
    r"|@import[^;]*//[^;]+|url\([\"']?(?:https?:)?//[^)]+"
)


def strangers(folder: Path) -> list[str]:
    """What built pages and styles below `folder` would ask of another server, as file and element."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".css"))
    return [
        f"{path.relative_to(folder).as_posix()}: {found[0]}"
        for path in paths
        for found in _ASKS.finditer(path.read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if asked := strangers(BUILD / "site"):
            sys.exit("\n".join(("The site asks another server:", *asked)))
        print(f"{len(list((BUILD / 'site').rglob('*.html')))} pages: build/site/index.html")
    else:
        lay_out(BUILD / "pages")
