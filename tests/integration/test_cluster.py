"""A cluster of several node processes on this machine: one dies, a run is stopped, and nothing is lost.

Needs the extra `cluster`, which is too large for `dev`: pip install 'checker[cluster]'.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.cluster import spread as running
from checker.cluster.kept import Results
from checker.cluster.spread import Cluster, check
from checker.config import Config
from checker.inputs.files import find
from checker.inputs.opening import opened
from checker.pipeline import run
from checker.types import Report

pytest.importorskip("ray", reason="needs the extra: pip install 'checker[cluster]'")
pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]

CONFIG = Config(tier="fast", select=("LOC", "STR"), fail_on="minor", cache=False)
FILES = 24


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A head that checks nothing, and two machines of one processor each."""
    from ray.cluster_utils import Cluster as Processes

    processes = Processes(initialize_head=True, head_node_args={"num_cpus": 0})
    for _node in range(2):
        processes.add_node(num_cpus=1)
    yield processes
    processes.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "in"
    top.mkdir()
    for at in range(FILES):
        text = f"Le prix numéro {at} est de 12 euros,, dit-il .\n\n" + "Rien à dire ici. " * 40
        (top / f"{at:02}.fr.txt").write_text(text, encoding="utf-8")
    return top


def _check(cluster: Any, folder: Path, out: Path) -> Report:
    said: list[str] = []
    return check(
        [str(folder)],
        CONFIG,
        Cluster(cluster.address),
        Results(str(out)),
        lambda message, hint=None: said.append(message),
    )


def _documents(out: Path) -> dict[str, Any]:
    import pyarrow.parquet

    rows = pyarrow.parquet.read_table(out).to_pylist()
    assert len({row["path"] for row in rows}) == len(rows)
    return {row["path"]: row["document"] for row in rows}


def test_a_machine_that_dies_and_a_run_that_is_stopped_lose_nothing(
    cluster: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run(CONFIG, list(opened(find([str(folder)], CONFIG), {}, CONFIG)))
    quiet = _check(cluster, folder, tmp_path / "quiet")
    assert replace(quiet.summary, seconds=0) == replace(alone.summary, seconds=0)
    assert (quiet.tool, quiet.exit_code) == (alone.tool, alone.exit_code)
    expected = _documents(tmp_path / "quiet")
    assert len(expected) == FILES

    (node, *_rest) = list(cluster.worker_nodes)
    added = running._Writer.add

    seen: list[str] = []

    def killing(writer: Any, row: Any) -> bool:
        written = added(writer, row)
        seen.append(row.path)
        if len(seen) == 5:
            cluster.remove_node(node, allow_graceful=False)
        return written

    monkeypatch.setattr(running._Writer, "add", killing)
    killed = _check(cluster, folder, tmp_path / "killed")
    assert node not in cluster.worker_nodes
    assert replace(killed.summary, seconds=0) == replace(alone.summary, seconds=0)
    assert _documents(tmp_path / "killed") == expected

    seen.clear()

    def stopping(writer: Any, row: Any) -> bool:
        written = added(writer, row)
        seen.append(row.path)
        if len(seen) == 7:
            raise KeyboardInterrupt
        return written

    monkeypatch.setattr(running._Writer, "add", stopping)
    stopped = _check(cluster, folder, tmp_path / "stopped")
    assert (stopped.exit_code, stopped.summary.documents) == (2, 7)
    monkeypatch.setattr(running._Writer, "add", added)
    resumed = _check(cluster, folder, tmp_path / "stopped")
    assert replace(resumed.summary, seconds=0) == replace(alone.summary, seconds=0)
    assert _documents(tmp_path / "stopped") == expected
    shutil.rmtree(tmp_path / "stopped")
