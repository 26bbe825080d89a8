"""Docs that can be generated are up to date; docs that can be run work; templates hold what they promise."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checker import plugins
from checker.config import Config, parse
from checker.config import keys as settings_keys
from checker.errors import ConfigProblem
from tests.unit import cases

ROOT = Path(__file__).resolve().parents[2]
PAGES: dict[str, Callable[[], str]] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["PAGES"]


def yaml_of(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    page = ROOT / "docs" / name
    assert page.read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_the_schema_of_the_settings_says_what_the_program_says() -> None:
    schema = json.loads(PAGES["checker.schema.json"]())
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    keys = {item.name.replace("_", "-") for item in settings_keys(Config)}
    assert set(schema["properties"]) == keys
    for text in (
        "", 'lang = "de"\nbeam = 4', "[per-path-ignore]\n'a/' = ['LOC']", "precision = 0.9",
        "beem = 4", "beam = 0", "beam = 65", "threads = 1025",
        "beam = 'x'", "batch-tokens = 63", "threads = -1", "precision = 1.0",
        "min-quality = 101", "max-findings-per-1000-words = -1", "fail-on = 'always'", "select = 'ACC'",
        "source-pattern = 'en/a.txt'", "source-pattern = '{stem}.en.txt'", "[fields]\ntraget = 'x'",
        "[fields]\ntarget = 'x'", "per-path-lang = { 'fr/' = 'fr' }", "per-path-lang = { 'fr/' = 3 }",
    ):  # fmt: skip
        data = tomllib.loads(text)
        try:
            parse(data, where="here")
            fine = True
        except ConfigProblem:
            fine = False
        assert validator.is_valid(data) == fine, text


def test_configuration_page_explains_every_key() -> None:
    page = PAGES["configuration.md"]()
    for key in (item.name for item in settings_keys(Config)):
        (row,) = re.findall(rf"^\| `{key.replace('_', '-')}` \|.*$", page, flags=re.M)[:1]
        assert not row.endswith("|  |"), f"{key} has no docstring in checker/config.py"


def _blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.M | re.S)


def test_the_example_of_contributing_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plugins.checks()  # the real rules are loaded before another registry takes their place
    monkeypatch.setattr(plugins, "_registry", plugins._Registry())
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    (code,), (examples,) = (
        _blocks("CONTRIBUTING.md", "python"),
        _blocks("CONTRIBUTING.md", "toml"),
    )
    exec(compile(code, "CONTRIBUTING.md", "exec"), {})
    (rule,) = plugins.checks().values()
    (tmp_path / f"{rule.code}.toml").write_text(examples, encoding="utf-8")
    for row in cases.rows(rule.code):
        cases.must_hold(rule.code, row)
    cases.must_show_all_sides(rule.code)
    cases.must_be_documented(rule.code)
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"`tests/cases/{rule.code}.toml`" in page


@pytest.mark.parametrize("command", [("check",), ("format", "--check")])
def test_the_example_of_contributing_passes_make_lint(command: tuple[str, ...]) -> None:
    (code,) = _blocks("CONTRIBUTING.md", "python")
    (path,) = re.findall(r"`(checker/checks/\S+\.py)`", (ROOT / "CONTRIBUTING.md").read_text())
    assert (ROOT / path).parent.is_dir()
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--stdin-filename", path, "-"],
        cwd=ROOT, input=code, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_python_of_the_pages_prints_what_they_say(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```(python|text)\n(.*?)^```$", text, flags=re.M | re.S)
    known: dict[str, Any] = {}
    ran = 0
    for at, (kind, code) in enumerate(blocks):
        if kind != "python":
            continue
        exec(compile(code, page, "exec"), known)
        printed = capsys.readouterr().out
        ran += 1
        following = blocks[at + 1 : at + 2]
        if following and following[0][0] == "text":
            assert printed == following[0][1]
    assert ran


def test_code_of_the_example_is_taken_by_nothing_else() -> None:
    rule = plugins.checks().get("FLU990")
    assert rule is None or rule.name == "etc-with-dots"


PROSE = [
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "models/**/*.md",
        "seeds/*.md",
        "benchmarks/*.md",
        "examples/*/*.md",
        "editors/*/*.md",
        ".github/*.md",
    )
    for path in sorted(ROOT.glob(pattern))
]


@pytest.mark.parametrize("page", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("article.fr.txt", True),
        ("fr.po", True),
        ("content/fr/post.md", True),
        ("locale/fr/LC_MESSAGES/app.po", True),
        ("subtitles-fr-CA.vtt", True),
        ("fr/readme.html", True),
        ("france.txt", False),
        ("content/en/post.md", False),
        ("africa/fresh.md", False),
        ("src/fr/module.py", False),
    ],
)
def test_hooks_take_files_that_look_french(path: str, taken: bool) -> None:
    for hook in yaml_of(".pre-commit-hooks.yaml"):
        assert bool(re.search(hook["files"], path)) is taken


def test_hooks_run_the_two_tiers() -> None:
    entries = {hook["id"]: hook["entry"] for hook in yaml_of(".pre-commit-hooks.yaml")}
    assert entries == {
        "checker": "checker check --tier fast --force-exclude",
        "checker-full": "checker check --tier full --force-exclude",
    }


def test_action_puts_no_input_into_a_script() -> None:
    action = yaml_of("action.yml")
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert scripts
    assert not any("${{" in script for script in scripts)
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(action["inputs"])


def test_gitlab_job_keeps_the_reports_that_it_writes() -> None:
    job = yaml_of("docs/gitlab-ci.yml")["checker"]
    written = set(re.findall(r"\w+=(\S+\.\w+)", " ".join(job["script"])))
    assert written == set(job["artifacts"]["reports"].values())


@pytest.mark.parametrize(
    "gold", sorted((ROOT / "seeds").glob("*.gold.json")), ids=lambda path: path.name
)
def test_marked_errors_of_the_seeds_stand_where_they_say(gold: Path) -> None:
    data = json.loads(gold.read_text(encoding="utf-8"))
    text = (gold.parent / data["document"]).read_text(encoding="utf-8")
    assert data["errors"]
    for error in data["errors"]:
        assert text[error["start"] : error["end"]] == error["text"]
        assert error["severity"] in ("minor", "major", "critical")


def test_licence_is_the_one_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
