"""The example of a plug-in, installed beside checker as its own pyproject.toml says, and seen by the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from checker import plugins

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "plugin"
PROJECT = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with the example in it: what an editable install writes, with no network and no build."""
    site = tmp_path_factory.mktemp("site")
    info = site / f"{PROJECT['name'].replace('-', '_')}-{PROJECT['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: {PROJECT['version']}\n"
    )
    (info / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {module}\n" for name, module in entries.items())
            for group, entries in PROJECT["entry-points"].items()
        )
    )
    path = os.pathsep.join((str(site), str(EXAMPLE), str(ROOT)))
    return {**os.environ, "PYTHONPATH": path, "CHECKER_CACHE_DIR": str(site / "cache")}


def run(
    environment: dict[str, str], *arguments: str, text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environment, input=text, cwd=EXAMPLE, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


def test_its_rows_hold(installed: dict[str, str]) -> None:
    arguments = ("pytest", "-q", "-p", "no:cacheprovider", "-c", "pyproject.toml", "tests")
    done = run(installed, *arguments)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_the_command_checks_with_it(installed: dict[str, str]) -> None:
    text = "Écrivez à contact@example.com."
    done = run(installed, "checker", "check", "-", "--tier", "fast", "--format", "json", text=text)
    assert done.returncode == 1, done.stderr
    found = [
        (finding["code"], finding["text"])
        for segment in json.loads(done.stdout)["documents"][0]["segments"]
        for finding in segment["findings"]
    ]
    assert ("STR990", "contact@example.com") in found


def test_its_documentation_is_shown(installed: dict[str, str]) -> None:
    done = run(installed, "checker", "explain", "STR990")
    assert done.returncode == 0, done.stderr
    assert "RFC 2606" in done.stdout


def test_without_it_nothing_of_it_is_left() -> None:
    assert "STR990" not in plugins.checks()


def test_no_rule_takes_a_code_that_is_left_to_plug_ins() -> None:
    assert [code for code in plugins.checks() if code[3:] >= "990" and code != "FLU990"] == []


def test_it_imports_what_is_promised_and_nothing_else() -> None:
    text = (EXAMPLE / "checker_placeholders" / "addresses.py").read_text(encoding="utf-8")
    homes = {line.split()[1] for line in text.splitlines() if line.startswith("from checker")}
    assert homes <= {"checker", "checker.plugins", "checker.types"}
