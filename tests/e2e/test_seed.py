"""The article of the README, by the installed command with its defaults and the embedded models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.types import Severity
from tests.e2e.conftest import Run

SEED = Path(__file__).parents[2] / "seeds" / "voi-otan-trump.fr.txt"

pytestmark = pytest.mark.model


def test_the_wrong_word_of_the_article_is_among_its_worst(checker: Run) -> None:
    """«la paix par l'aménagement» in the second quotation: a fluent sentence with a word that cannot be meant."""
    result = checker("check", SEED, "--format", "json", "--fail-on", "never")
    assert (result.returncode, result.stderr) == (0, "")
    text = SEED.read_text(encoding="utf-8")
    word = "aménagement"
    at = text.index(word)
    report = json.loads(result.stdout)
    findings = [f for s in report["documents"][0]["segments"] for f in s["findings"]]
    covering = [f for f in findings if f["start"] < at + len(word) and f["end"] > at]
    assert covering, f"no finding covers {word!r}: {[f['text'] for f in findings]}"
    worst = max(Severity(f["severity"]) for f in findings)
    assert any(Severity(f["severity"]) == worst for f in covering), (
        f"{word!r} is covered by {[(f['code'], f['severity']) for f in covering]}, "
        f"but the worst of the article are {worst}"
    )
