"""Models load when a question first reaches them, and go by the name that the cache knows until then."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker.config import Config
from checker.engines import build, ctranslate2
from checker.engines.deferred import Deferred, DeferredTranslation
from checker.engines.loaded import Loaded
from checker.errors import EngineFailure
from checker.models import resolve
from checker.models.manifest import TRANSLATION
from checker.models.resolve import ModelFolder
from tests.fakes import FakeTranslation

NAME = "rev|ctranslate2-9.9-int8|beam:4"


@dataclass
class Shelf:
    """Counts how often its model is taken from it; as it is called, so it says that it runs."""

    name: str = NAME
    taken: int = 0

    def load(self, folder: Path, revision: str, config: Config) -> FakeTranslation:
        self.taken += 1
        return FakeTranslation(self.name)


def deferred(
    shelf: Shelf, known: str | None, remember: Callable[[str], None] = lambda name: None
) -> DeferredTranslation:
    return DeferredTranslation(
        Deferred(lambda: shelf.load(Path(), "rev", Config()), lambda: known, remember)
    )


def test_a_known_name_loads_nothing_and_a_question_loads_once() -> None:
    shelf = Shelf()
    one = deferred(shelf, NAME)
    assert (one.signature, shelf.taken) == (NAME, 0)
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(lambda text: one.translate([text], "fr", "en"), ["a b"] * 8):
            assert [it.text for it in found] == ["a b"]
    assert shelf.taken == 1


def test_an_unknown_name_is_asked_of_the_model_and_kept() -> None:
    heard: list[str] = []
    assert deferred(Shelf(), None, heard.append).signature == NAME
    assert heard == [NAME]


def test_a_model_that_runs_otherwise_than_was_known_answers_nothing() -> None:
    """What the cache holds under the old name would stand beside what the model says now."""
    heard: list[str] = []
    one = deferred(Shelf("rev|ctranslate2-9.9-float32|beam:4"), NAME, heard.append)
    with pytest.raises(EngineFailure, match="float32"):
        one.score([("a", "b")], "fr", "en")
    assert heard == ["rev|ctranslate2-9.9-float32|beam:4"], "known the next time"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    found = Shelf()
    monkeypatch.setattr(build, "translation", found.load)
    return found


def read(config: Config, texts: list[str]) -> tuple[str, list[str]]:
    models = Loaded(config)
    engine = models.translation(ModelFolder("m", Path("m"), TRANSLATION, commit="rev"))
    signature = engine.signature
    out = [one.text for one in engine.translate(texts, "fr", "en")]
    models.close()
    return signature, out


def test_a_text_seen_before_loads_no_model(shelf: Shelf, tmp_path: Path) -> None:
    config = Config(cache_dir=str(tmp_path))
    first = read(config, ["le chat"])
    assert shelf.taken == 1
    assert read(config, ["le chat"]) == first
    assert shelf.taken == 1
    assert read(config, ["le chat", "la mer"])[1] == ["el tahc", "al rem"]
    assert shelf.taken == 2


@pytest.mark.parametrize("other", [{"beam": 2}, {"engine": "transformers"}, {"cache": False}])
def test_other_surroundings_are_asked_of_the_model(
    other: dict[str, object], shelf: Shelf, tmp_path: Path
) -> None:
    read(Config(cache_dir=str(tmp_path)), ["le chat"])
    read(Config(cache_dir=str(tmp_path), **other), ["le chat"])  # type: ignore[arg-type]
    assert shelf.taken == 2


def test_a_model_that_ctranslate2_is_to_run_is_not_even_looked_at_before_it_is_asked(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resolve, "content_hash", lambda folder: pytest.fail("read"))
    models = Loaded(Config(cache_dir=str(tmp_path)))
    models.translation(ModelFolder("m", tmp_path, TRANSLATION))
    assert shelf.taken == 0


def test_pytorch_is_loaded_at_once(shelf: Shelf, tmp_path: Path) -> None:
    shelf.name = "rev|transformers-9-float32|beam:4"
    models = Loaded(Config(cache_dir=str(tmp_path), engine="transformers"))
    models.translation(ModelFolder("m", Path("m"), TRANSLATION, commit="rev"))
    assert shelf.taken == 1


def test_a_model_in_a_folder_that_changed_is_another(shelf: Shelf, tmp_path: Path) -> None:
    models = Loaded(Config(cache=False))
    taken = []
    for text in ("{}", "{}", '{"beam": 1}'):
        if not taken or text != "{}":
            (tmp_path / "config.json").write_text(text)
        _ = models.translation(ModelFolder("m", tmp_path, TRANSLATION)).signature
        taken.append(shelf.taken)
    assert taken == [1, 1, 2]


def test_what_a_name_depends_on_is_known_where_ctranslate2_is() -> None:
    known = build.surroundings(Config(device="cpu"))
    assert known is not None
    assert {"cpu", "auto", "4"} < set(known)
    assert ctranslate2.CTranslate2(Config())  # it is installed here
    assert build.surroundings(Config(engine="transformers")) is None
