"""`checker models pull` and what follows, against a hub on this machine and by the hub's own client."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Run
from tests.e2e.hub import LARGE, Hub, serving
from tests.models import tiny

MODEL = "newsroom/opus-mt-fr-en"
CAUSAL = "newsroom/causal"
FIRST, SECOND = "1" * 40, "2" * 40


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A translation model with large weights, an older one with a pickle, and a language model."""
    folder = tmp_path_factory.mktemp("checkpoints")
    tiny.marian(folder / "safe", languages=("eng", "fra"))
    assert (folder / "safe" / "model.safetensors").stat().st_size >= LARGE
    (folder / "safe" / "modeling_surprise.py").write_text("raise SystemExit('code was run')\n")
    tiny.llama(folder / "causal")
    old = folder / "old"
    shutil.copytree(folder / "safe", old)
    _as_pickle(old)
    return folder


def _as_pickle(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


@pytest.fixture
def hub(checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    shelf = Hub()
    shelf.publish(MODEL, FIRST, checkpoints / "safe")
    shelf.publish(CAUSAL, FIRST, checkpoints / "causal")
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with serving(shelf) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def check_with_hub_models(checker: Run, text: Path) -> subprocess.CompletedProcess[str]:
    models = [f"--back-model={MODEL}", f"--forward-model={MODEL}", f"--language-model={CAUSAL}"]
    options = ["--select=ACC102", "--beam=1", "--exit-zero", "--format=json"]
    return checker("check", *models, *options, text)


@pytest.fixture
def text(tmp_path: Path, cache_dir: Path, converted: Callable[[Path], None]) -> Path:
    converted(cache_dir)
    path = tmp_path / "article.fr.txt"
    path.write_text("Le chat dort sur la table. Il pleut depuis trois jours.\n", encoding="utf-8")
    return path


def test_a_run_fetches_what_it_lacks_and_the_next_needs_no_network(
    checker: Run, hub: Hub, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = check_with_hub_models(checker, text)
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert FIRST in report["tool"]["signature"]
    assert all(segment["back"] for segment in report["documents"][0]["segments"])
    assert not any(request.endswith(".py") for request in hub.asked)
    offline(monkeypatch)
    before = len(hub.asked)
    again = json.loads(check_with_hub_models(checker, text).stdout)
    assert again["documents"] == report["documents"]
    assert len(hub.asked) == before


def test_pull_moves_on_to_a_new_commit_and_old_weights_are_read(
    checker: Run, hub: Hub, checkpoints: Path, text: Path
) -> None:
    for name in (MODEL, CAUSAL):
        pulled = checker("models", "pull", name)
        assert pulled.stdout.startswith(f"{name}  {FIRST}  "), pulled.stderr
    hub.publish(MODEL, SECOND, checkpoints / "old")
    assert checker("models", "list").stdout.count(FIRST) == 2
    assert SECOND in checker("models", "pull", MODEL).stdout
    assert checker("models", "verify", MODEL).returncode == 0
    done = check_with_hub_models(checker, text)
    assert done.returncode == 0, done.stderr
    assert SECOND in done.stdout


def test_a_pickle_is_fetched_only_where_there_is_nothing_else(
    checker: Run, hub: Hub, checkpoints: Path, tmp_path: Path
) -> None:
    both = tmp_path / "both"
    shutil.copytree(checkpoints / "safe", both)
    shutil.copy(checkpoints / "old" / "pytorch_model.bin", both)
    hub.publish(MODEL, FIRST, both)
    assert checker("models", "pull", MODEL).returncode == 0
    assert not any("pytorch_model.bin" in request for request in hub.asked)


def test_a_dead_line_is_told_or_mended_and_the_next_pull_goes_on(checker: Run, hub: Hub) -> None:
    hub.cut_after = LARGE // 2
    first = checker("models", "pull", MODEL)
    assert "Traceback" not in first.stderr
    assert any("/storage/" in request for request in hub.asked)
    assert checker("models", "pull", MODEL).returncode == 0
    assert checker("models", "verify", MODEL).returncode == 0


@pytest.mark.parametrize(
    ("spec", "reason", "help"),
    [
        ("newsroom/nothing", "no model of this name", "hf auth login"),
        ("sv-fr", "Helsinki-NLP/opus-mt-sv-fr@main could not be fetched", "Check the name"),
        (f"{MODEL}@no-such-branch", "no such revision", f"checker models pull {MODEL}@main"),
        (f"{MODEL}@{'9' * 40}", "no such revision", f"checker models pull {MODEL}@main"),
        (CAUSAL, "terms accepted", "hf auth login"),
    ],
)
def test_what_cannot_be_had_is_told_with_what_helps(
    checker: Run, hub: Hub, spec: str, reason: str, help: str
) -> None:
    hub.gated.add(CAUSAL)
    done = checker("models", "pull", spec)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert reason in done.stderr
    assert help in done.stderr


def test_no_hub_at_all(checker: Run, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    done = checker("models", "pull", MODEL)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "no connection to the hub" in line


def test_other_weights_under_a_known_commit_are_refused(
    checker: Run, hub: Hub, checkpoints: Path
) -> None:
    known = "Helsinki-NLP/opus-mt-fr-en"
    (line,) = (
        line for line in checker("models", "list").stdout.splitlines() if "opus-mt fr-en" in line
    )
    assert "not on this machine" in line
    commit = "c4aed37b318c763fd177aa449b44e3b783cc6c02"
    hub.publish(known, commit, checkpoints / "safe")
    done = checker("models", "pull", "fr-en")
    assert done.returncode == 2
    assert f"{known}@{commit}: model.safetensors" in done.stderr
    assert checker("models", "pull", f"{known}@main").returncode == 0
