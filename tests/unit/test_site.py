"""The site's pages: all that the repository links to, one for each rule, none that asks another server."""

from __future__ import annotations

import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.plugins import checks

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "docs" / "zensical.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def script() -> Iterator[dict[str, Any]]:
    """What docs/pages.py defines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        yield runpy.run_path(str(ROOT / "docs" / "pages.py"))


def navigation(entries: Any = CONFIG["nav"]) -> Iterator[str]:
    for entry in entries:
        for place in entry.values() if isinstance(entry, dict) else [entry]:
            yield from [place] if isinstance(place, str) else navigation(place)


def test_every_document_is_reached_and_stands_in_the_navigation(script: dict[str, Any]) -> None:
    reached = {path.as_posix() for path in script["reached"]()}
    listed = list(navigation())
    assert len(listed) == len(set(listed))
    assert set(listed) - {"index.md"} <= reached
    documents = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert documents - set(listed) == set(), "name it in the `nav` of docs/zensical.toml"


@pytest.mark.parametrize("code", ["FLU202", "ACC301", "ACC101", "TER101"])
def test_a_rule_has_a_page_with_its_examples_in_two_languages(
    code: str, script: dict[str, Any]
) -> None:
    rule = checks()[code]
    page = script["rule_page"](rule)
    assert page.startswith(f"# {code} {rule.name}\n")
    assert "**What to do:**" in page
    english, _heading, french = page.partition("## En français")
    assert "**Que faire" in french
    assert ("## Found" in english) == ("## Left alone" in english) == (not rule.model)


def test_an_example_shows_the_place_and_what_is_said_of_it(script: dict[str, Any]) -> None:
    row = {
        "text": "Des mesures national & <i>suivront</i>.",
        "find": ["mesures national"],
        "why": "a & b",
    }
    shown = script["_example"](checks()["FLU202"], row)
    assert "Des <mark>mesures national</mark> &amp; &lt;i&gt;suivront&lt;/i&gt;." in shown
    assert "“national” does not agree with “mesures”." in shown
    assert "ne s’accorde pas avec" in shown
    assert "<p>(a &amp; b)</p>" in shown


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("[STR104](rules.md#str104-doubled-space)", "[STR104](rules/STR104.md)"),
        ("[STR104](#str104-doubled-space)", "[STR104](rules/STR104.md)"),
        ("[a](../rules.md#str104-doubled-space)", "[a](../rules/STR104.md)"),
        ("[a](rules.md#str104-no-such)", "[a](rules.md#str104-no-such)"),
        ("[rules](rules.md) [up](#a-heading)", "[rules](rules.md) [up](#a-heading)"),
    ],
)
def test_links_to_a_rule_lead_to_its_page(text: str, changed: str, script: dict[str, Any]) -> None:
    assert script["with_pages_of_rules"](text) == changed


def test_links_to_the_readme_lead_to_the_first_page(script: dict[str, Any]) -> None:
    changed = script["with_index"]("[a](../README.md#use) [b](README.md)", ROOT / "docs" / "a.md")
    assert changed == "[a](../index.md#use) [b](README.md)"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ('<script async src="https://example.org/a.js"></script>', True),
        ("<script src=//example.org/a.js></script>", True),
        ('<link rel="stylesheet" href="https://example.org/a.css">', True),
        ("<style>@import url(https://example.org/a.css);</style>", True),
        ('<img alt="" src="http://example.org/a.png">', True),
        ('<a href="https://example.org/">there</a> <script src="a.js"></script>', False),
        ('<link rel="canonical" href="https://example.org/a">', False),
    ],
)
def test_a_page_that_asks_another_server_is_found(
    text: str, asks: bool, script: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert bool(script["strangers"](tmp_path)) is asks


def test_the_site_takes_no_font_from_elsewhere_and_searches_without_a_server() -> None:
    assert CONFIG["theme"]["font"] is False
    assert {"search", "offline"} <= set(CONFIG["plugins"])
    (shim,) = CONFIG["extra"]["polyfills"]
    assert (ROOT / shim["path"]).is_file()
