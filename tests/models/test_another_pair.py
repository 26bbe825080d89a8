"""Another pair is another folder: German read back in English by a model that nobody here has seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli import invoke
from tests.models import tiny

Report = Callable[..., dict[str, Any]]


@pytest.fixture
def checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Report:
    """The report of `checker check` on a German text, with both directions by one small checkpoint."""
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Das Haus steht am Fluss. Die Tür ist offen.\n", encoding="utf-8")
    tiny.marian(tmp_path / "de-en", languages=("eng", "deu"))
    tiny.llama(tmp_path / "de-lm")

    def report(*options: str) -> dict[str, Any]:
        models = ["--back-model=./de-en", "--forward-model=./de-en", *options]
        arguments = ["check", "a.txt", "--lang=de", "--format=json", "--fail-on=never", *models]
        assert invoke(arguments) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return report


def models(report: dict[str, Any]) -> int:
    """How many models the signature names."""
    (part,) = (part for part in report["tool"]["signature"].split("|models:")[1:])
    return part.split("|cal:")[0].count("ctranslate2-")


def test_a_pair_without_a_language_model_is_read_back(checked: Report) -> None:
    report = checked()
    segments = report["documents"][0]["segments"]
    assert len(segments) == 2
    assert all(segment["back"] for segment in segments)
    assert [segment["readable"] for segment in segments] == [False, False]  # its weights are random
    assert report["tool"]["calibration"].startswith("mul-")
    assert models(report) == 2  # translation, quality estimation
    assert models(checked("--language-model=none")) == 2


def test_a_pair_with_a_language_model_uses_it(checked: Report) -> None:
    assert models(checked("--language-model=./de-lm")) == 3


def test_without_the_way_back_the_error_names_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny.marian(tmp_path / "de-en", languages=("eng", "deu"))
    (tmp_path / "a.txt").write_text("Das Haus steht am Fluss.\n", encoding="utf-8")
    assert invoke(["check", str(tmp_path / "a.txt"), "--lang=de", f"--back-model={model}"]) == 2
    assert "--forward-model" in capsys.readouterr().err
