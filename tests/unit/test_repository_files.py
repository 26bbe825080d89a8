"""Templates, workflow and hooks of the repository: what they name exists, and what they run is what people run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import checker
from checker.plugins import checks

ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def yaml_of(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_have_what_the_site_asks_for(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(form)
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    names = [field["id"] for field in fields]
    assert len(set(names)) == len(names)
    assert any(field.get("validations", {}).get("required") for field in fields)
    for field in fields:
        assert field["attributes"]["label"]
        assert bool(field["attributes"].get("options")) == (
            field["type"] in ("dropdown", "checkboxes")
        )


def test_there_is_a_form_for_each_kind() -> None:
    assert [path.stem.partition("-")[2] for path in FORMS] == [
        "wrong-finding", "missed-error", "bug", "new-format",
    ]  # fmt: skip
    (code,) = re.findall(r"placeholder: ([A-Z]{3}\d{3})$", FORMS[0].read_text(), re.M)
    assert code in checks()


def test_continuous_integration_runs_what_people_run_on_two_pythons() -> None:
    job = yaml_of(".github/workflows/ci.yml")["jobs"]["test"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make test"]
    versions = [tuple(map(int, one.split("."))) for one in job["strategy"]["matrix"]["python"]]
    lowest = re.fullmatch(r">=(\d+)\.(\d+)", PROJECT["project"]["requires-python"])
    assert lowest
    assert min(versions) == tuple(map(int, lowest.groups()))
    assert len(set(versions)) == 2


def test_continuous_integration_may_write_nothing() -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "secrets." not in text


def test_hooks_of_the_project_run_its_own_tools() -> None:
    hooks = [hook for repo in yaml_of(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    brought = {"lint-imports": "import-linter", "python": "pytest"}
    dev = " ".join(PROJECT["project"]["optional-dependencies"]["dev"])
    for hook in hooks:
        assert hook["language"] == "system"
        program = re.match(r"\.venv/bin/([\w-]+)", hook["entry"])
        assert program
        assert f"{brought.get(program[1], program[1])}>=" in dev
        for path in re.findall(r"\btests/\S+", hook["entry"]):
            assert (ROOT / path).is_file()


@pytest.mark.parametrize(
    "page",
    ["CONTRIBUTING.md", "README.md", "docs/releasing.md", ".github/pull_request_template.md"],
)
def test_targets_of_make_that_pages_name_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = re.findall(r"(?:`|^)make ([a-z -]+?)(?=`|$| {2}| [A-Z]+=)", text, re.M)
    named = {target for line in lines for target in line.split()}
    assert named
    assert named <= targets()


def test_the_version_that_pages_pin_is_this_one() -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert f"rev: v{checker.__version__}\n" in text
    assert f"@v{checker.__version__.partition('.')[0]} " in text


def test_a_release_asks_for_more_than_a_test_run() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^release-check:.*?\n((?:\t.*\n)+)", makefile, re.M)
    assert "-m release" in recipe
    assert "not release" in PROJECT["tool"]["pytest"]["ini_options"]["addopts"]
    assert "release-check: $(VENV)/.developing test " in makefile


def test_coverage_counts_branches() -> None:
    """Of the package alone, in every process that the tests start."""
    assert PROJECT["tool"]["coverage"]["run"] == {
        "branch": True,
        "source": ["checker"],
        "parallel": True,
        "patch": ["subprocess"],
    }
