"""What all tests live under: no network, an own cache folder, no settings of the person who runs them."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import checker
from checker import messages
from checker.config import Config

# A slow machine is no failure; and the same commit passes or fails the same way everywhere.
settings.register_profile("untimed", deadline=None, derandomize=True)
settings.load_profile("untimed")

# Commands are other processes, hundreds of them: each would compile all of checker again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if "PYTEST_XDIST_WORKER" in os.environ:  # the other cores have workers of their own
    os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as with the command: threads wait asleep

_FOREIGN = (
    "NO_COLOR",
    "FORCE_COLOR",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "COLUMNS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_ACTIONS",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the snapshots of tests/golden/ anew instead of comparing with them",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def _sealed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No socket to another place, a fresh cache, and an environment that no one's shell has touched."""

    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def local_only(self: socket.socket, address: Any) -> None:
        assert self.family == socket.AF_UNIX, f"a test tried to reach {address!r}"
        connect(self, address)

    def local_only_ex(self: socket.socket, address: Any) -> int:
        assert self.family == socket.AF_UNIX, f"a test tried to reach {address!r}"
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)
    monkeypatch.setattr(socket.socket, "connect_ex", local_only_ex)
    messages.use("en")  # a test that runs the command in this process may have left another
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cache_dir() -> Path:
    """The cache folder of this test."""
    return Path(os.environ["CHECKER_CACHE_DIR"])


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """`converted(cache)` makes a cache folder in which the embedded models lie in CTranslate2's form already.

    What a first run does with an empty cache is seen by `tests/e2e/test_seed.py`, how it converts by
    `tests/models/test_convert.py`.
    """
    home = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        home = home.parent  # one for all workers, as for all runs of a user
    checker.check("Le chat dort.", config=Config(cache_dir=str(home / "embedded")))

    def make(cache: Path) -> None:
        made, copies = home / "embedded" / "ctranslate2", cache / "ctranslate2"
        shutil.copytree(made, copies, copy_function=os.link, dirs_exist_ok=True)

    return make
