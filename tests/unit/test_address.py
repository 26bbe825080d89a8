"""The address of the project is said in one place, and everywhere else it is the same."""

from __future__ import annotations

import importlib.metadata
import runpy
import shutil
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from checker.reporters import rule_pages

ROOT = Path(__file__).resolve().parents[2]
SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "address.py"))
NAMING = ("README.md", "docs/ci.md", "editors/vscode/package.json", "pyproject.toml", "SECURITY.md")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that name the address, in a folder of their own."""
    for name in NAMING:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_all_places_name_one_account() -> None:
    assert SCRIPT["others"]() == [], "write it everywhere: make address URL=..."


@pytest.mark.parametrize("name", NAMING)
def test_these_places_name_it(name: str) -> None:
    account, repository = SCRIPT["address"]()
    text = (ROOT / name).read_text(encoding="utf-8")
    assert account in SCRIPT["named"](text, repository)


def test_an_account_that_differs_is_found(copy: Path) -> None:
    account, repository = SCRIPT["address"](copy)
    page = copy / "docs" / "ci.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(f"uses: {account}/{repository}@", f"uses: other/{repository}@"))
    assert SCRIPT["others"](copy) == ["docs/ci.md: other"]


def test_one_command_writes_it_everywhere(copy: Path) -> None:
    old = "/".join(SCRIPT["address"](copy))
    changed = SCRIPT["rewrite"]("https://github.com/acme/french-checker", copy)
    assert {path.relative_to(copy).as_posix() for path in changed} == set(NAMING)
    assert SCRIPT["address"](copy) == ("acme", "french-checker")
    assert SCRIPT["others"](copy) == []
    assert not [path for path in changed if old in path.read_text(encoding="utf-8")]
    assert '"publisher": "acme"' in (copy / "editors/vscode/package.json").read_text()


@pytest.mark.parametrize("url", ["acme/checker", "https://example.org/acme/checker", ""])
def test_what_is_no_address_is_refused(url: str, copy: Path) -> None:
    with pytest.raises(ValueError, match="no address"):
        SCRIPT["rewrite"](url, copy)


@pytest.mark.parametrize(
    ("account", "page"),
    [
        ("acme", "https://github.com/acme/checker/blob/main/docs/rules.md#str104-double-space"),
        (rule_pages.OWNER, None),
    ],
)
def test_rules_link_to_it_once_it_is_real(
    account: str, page: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = Message()
    metadata["Project-URL"] = f"Documentation, https://github.com/{account}/checker/blob/main/docs"
    monkeypatch.delenv("CHECKER_DOCS_URL", raising=False)
    monkeypatch.setattr(importlib.metadata, "metadata", lambda name: metadata)
    rule_pages._documentation.cache_clear()
    try:
        assert rule_pages.rule_page("STR104", "double-space") == page
    finally:
        rule_pages._documentation.cache_clear()
