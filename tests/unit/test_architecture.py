"""What docs/architecture.md says of the modules is so: who imports whom, what is where, what loads when."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"


def modules() -> list[str]:
    """Every module of checker/ as the page writes it: `pipeline.py`, `judge/gate.py`; a package by its folder."""
    package = ROOT / "checker"
    paths = (path.relative_to(package) for path in package.rglob("*.py"))
    return sorted(
        f"{path.parent.as_posix()}/" if path.name == "__init__.py" else path.as_posix()
        for path in paths
        if path != Path("__init__.py") and not data_of_a_language(path)
    )


def data_of_a_language(path: Path) -> bool:
    """Whether this only makes a package of a language's folder: to add a language needs no line on the page."""
    alone = len(list((ROOT / "checker" / path).parent.glob("*.py"))) == 1
    return path.parent.parent == Path("languages") and path.name == "__init__.py" and alone


def blocks(kind: str) -> list[str]:
    """The fenced blocks of the page that begin with this."""
    page = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", page, re.M | re.S)


def tree() -> list[str]:
    """What the tree of the page names, one path a name."""
    found: list[str] = []
    folders: list[str] = []
    for line in blocks("text tree")[0].splitlines():
        names, _two_spaces, about = line.strip().partition("  ")
        assert about.strip(), f"{line!r} says nothing"
        depth = (len(line) - len(line.lstrip())) // 2
        here = "".join(folders[:depth])
        found += [here + name for name in names.split()]
        if names.endswith("/"):
            folders[depth:] = [names]
    return found


def test_every_module_stands_in_the_tree_and_the_tree_names_no_other() -> None:
    named = tree()
    assert len(named) == len(set(named))
    assert sorted(named) == modules()


def test_no_two_modules_share_a_name() -> None:
    rooms: dict[str, set[str]] = {}
    for path in modules():
        room, _slash, name = path.rpartition("/")
        # Languages have the same files each, and a format may be read here and written there.
        if name and not room.startswith("languages/"):
            rooms.setdefault(name, set()).add(room)
    several = {name: rooms[name] for name in rooms if len(rooms[name]) > 1}
    assert {n: r for n, r in several.items() if r != {"readers", "reporters"}} == {}


def test_imports_point_the_way_that_is_drawn() -> None:
    # A process of its own: import-linter sets up logging, which silences every logger that is there.
    code = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_layers_of_the_page_are_those_that_are_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    layers = contract["layers"]
    assert blocks("text layers")[0].splitlines() == layers


def test_the_contract_of_the_page_names_every_field_of_the_schema() -> None:
    schema = json.loads(
        (ROOT / "checker" / "reporters" / "report.schema.json").read_text(encoding="utf-8")
    )
    kinds = [schema, *schema["$defs"].values()]
    fields = {name for kind in kinds for name in kind.get("properties", {})}
    values = {value for kind in kinds for value in kind.get("enum", ())}
    for kind in kinds:
        values |= {v for item in kind.get("properties", {}).values() for v in item.get("enum", ())}
    assert set(re.findall(r'"(\w+)"', blocks("text contract")[0])) - values == fields - values


@pytest.mark.parametrize(
    "code",
    [
        "import checker.cli",
        "from checker.cli import invoke; assert invoke(['--help']) == 0",
        "from checker.cli import invoke; assert invoke(['check', '--help']) == 0",
        "from checker import plugins; plugins.readers(), plugins.reporters(), plugins.engines()",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    heavy = ["torch", "transformers", "ctranslate2", "numpy"]
    script = f"{code}\nimport sys\nprint([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_rules_without_a_model_load_no_large_library_for_a_clean_article() -> None:
    heavy = ["torch", "transformers", "ctranslate2", "numpy", "wordfreq", "py3langid", "lxml"]
    script = (
        "import sys\n"
        "from checker.cli import invoke\n"
        "from checker.plugins import Need, checks\n"
        "parsed = ','.join(code for code, rule in checks().items() if Need.PARSER in rule.needs)\n"
        "arguments = ['--tier=fast', '--fail-on=never', '--ignore', parsed]\n"
        "assert invoke(['check', *arguments, 'seeds/voi-otan-trump.fr.txt']) == 0\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_a_module_of_more_than_four_hundred_lines_says_why_it_is_one() -> None:
    silent = []
    for path in (ROOT / "checker").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        about = ast.get_docstring(ast.parse(source)) or ""
        if source.count("\n") > 400 and not re.search(r"\bone\s(?:long\s)?module\b", about, re.I):
            silent.append(path.name)
    assert silent == []


def _branches(function: ast.AST) -> int:
    """McCabe's complexity of a function without those in it, with every “and” and “or” counted."""
    count, left = 1, list(ast.iter_child_nodes(function))
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        count += isinstance(
            node, ast.If | ast.For | ast.While | ast.ExceptHandler | ast.comprehension
        )
        count += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        left += ast.iter_child_nodes(node)
    return count


def test_what_has_more_than_twenty_branches_says_why() -> None:
    """Ruff holds all to twenty by its count (C901), which leaves out “and” and “or”."""
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / "checker").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _branches(node) > 20
        and "One function: " not in (ast.get_docstring(node) or "")
    ]
    assert not silent, "split it, or say in the docstring, after “One function: ”, why not"


def test_test_modules_import_no_test_modules() -> None:
    imports = re.compile(r"^\s*(?:from|import) tests\..*\btest_\w+", re.M)
    paths = (ROOT / "tests").rglob("*.py")
    assert [path.name for path in paths if imports.search(path.read_text("utf-8"))] == []


_WALL = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow")}
_WALL |= {("date", "today"), ("datetime", "today"), ("time", "localtime"), ("time", "gmtime")}


def test_no_module_asks_the_clock_of_the_wall() -> None:
    """Which may be set back: waiting counts monotonic time, and no result depends on the day."""
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "checker").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (getattr(node.value, "attr", getattr(node.value, "id", "")), node.attr) in _WALL
    ]
    assert asked == []
