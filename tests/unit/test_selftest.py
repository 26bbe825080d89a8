"""Whether models do what they are for: each direction has a result, and a broken model fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.cli import invoke
from checker.cli.selftest import embedded, there_and_back
from checker.config import Config
from checker.evidence import Engines
from checker.languages import known, language
from checker.models.manifest import ModelEntry
from checker.types import TextScore
from tests.fakes import FakeLanguageModel, FakeTranslation

CONFIG = Config(cache=False)


def score(mean: float) -> TextScore:
    return TextScore((), mean)


@dataclass
class Working(FakeTranslation):
    """Is sure of its own translations; one that is not finds all alike."""

    sure: bool = True

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        read = self.translate([source for source, _ in pairs], source_lang, target_lang)
        own = [one.text for one in read]
        right = [target == mine for (_, target), mine in zip(pairs, own, strict=True)]
        return [score(-0.5 if good or not self.sure else -4.0) for good in right]


class Reader(FakeLanguageModel):
    """Likes sentences that end in a full stop."""

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        return [score(-3.0 if text.endswith(".") else -6.0) for _context, text in texts]


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Puts engines behind a manifest of two embedded models and one of the hub."""
    for name in ("pair", "lm"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")

    def put(translation: Any = None, language_model: Any = None) -> None:
        entries = (
            ModelEntry(
                "pair", "translation", ("fr", "en", "xx"), "", "", ("fr-en", "xx-en"), "pair"
            ),
            ModelEntry("lm", "language-model", ("fr",), "", "", folder="lm"),
            ModelEntry("far", "translation", ("fr", "en"), "", "", ("fr-en",), hub="x/far"),
        )
        monkeypatch.setattr("checker.models.manifest.manifest", lambda: entries)
        monkeypatch.setattr("checker.models.manifest.root", lambda: tmp_path)
        for module in ("resolve", "inventory"):
            monkeypatch.setattr(f"checker.models.{module}.manifest", lambda: entries)
            monkeypatch.setattr(f"checker.models.{module}.root", lambda: tmp_path)
        monkeypatch.setattr(
            "checker.engines.build.translation", lambda *_: translation or Working()
        )
        monkeypatch.setattr(
            "checker.engines.build.language_model", lambda *_: language_model or Reader()
        )

    return put


def test_every_direction_of_every_embedded_model_is_tried(models: Callable[..., None]) -> None:
    models()
    results = list(embedded(None, CONFIG))
    assert [(one.model, one.file, one.ok) for one in results] == [
        ("pair", "fr-en", True),
        ("pair", "xx-en", True),
        ("lm", "fr", True),
    ]
    assert results[0].message.startswith(language("fr").easy[0])
    assert "xx" in results[1].message, "no test sentences, which is said and no fault"


@pytest.mark.parametrize(
    ("name", "leave", "tried"),
    [
        ("lm", (), {"lm"}),
        ("embedded", ("lm",), {"pair"}),
        ("x/far", (), set()),
        (None, ("pair", "lm"), set()),
    ],
)
def test_only_what_was_asked_for_is_tried(
    models: Callable[..., None], name: str | None, leave: tuple[str, ...], tried: set[str]
) -> None:
    models()
    assert {one.model for one in embedded(name, CONFIG, leave)} == tried


def test_models_that_load_but_do_not_work_are_faults(models: Callable[..., None]) -> None:
    models(Working(sure=False), FakeLanguageModel())
    faults = {(one.model, one.file) for one in embedded(None, CONFIG) if not one.ok}
    assert ("pair", "fr-en") in faults
    assert ("pair", "xx-en") not in faults


def test_verify_tries_them_unless_told_not_to(
    models: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    models(Working(sure=False))
    for path in tmp_path.glob("*/config.json"):
        path.unlink()
    assert invoke(["models", "verify"]) == 2
    assert "BAD  pair  fr-en" in capsys.readouterr().out
    assert invoke(["models", "verify", "--no-self-test"]) == 0
    assert "fr-en" not in capsys.readouterr().out


def test_a_language_without_sentences_has_nothing_to_translate() -> None:
    engines = Engines(Working(), Working(), Reader(), "xx", "en")
    assert there_and_back(engines) == []
    fine = Engines(Working(), Working(), Reader(), "fr-CA", "en")
    assert [text for text, _back in there_and_back(fine)] == list(language("fr").easy)


def test_every_language_with_a_file_has_two_sentences_or_more() -> None:
    assert {tag for tag in known() if len(language(tag).easy) < 2} == set()
