"""Measure how the package is laid out: `python benchmarks/layout.py [CHECKOUT...]`, each a row of Markdown.

A checkout of an old commit is made by `git worktree add FOLDER COMMIT`. French words are told by today's lexicon.
"""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from checker.languages import known, language
from checker.languages.fr.lexicon import readings

ROOT = Path(__file__).parents[1]
FRENCH = ("checks/french/", "languages/fr/")
PRESENTING = ("messages.py", "cli/")
"""Modules that may ask for the language of messages."""
ALSO_FRENCH = frozenset({"plus", "son", "nos"})
"""Words of both languages: Nos. 3 and 4."""


def modules(package: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module that is not French by its folder, with its tree."""
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if not name.startswith(FRENCH):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def at_the_top(package: Path) -> int:
    """Modules that lie in no folder."""
    return len(list(package.glob("*.py")))


def widest_layer(checkout: Path) -> int:
    """Neighbours on one line of the import contract."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one["type"] == "layers")
    return max(len(line.split("|")) for line in layers)


def complexities(package: Path) -> list[int]:
    """McCabe's number of each function, by Ruff (C901)."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--ignore-noqa",
        "--select",
        "C901",
        "--output-format",
        "concise",
    ]
    command += ["--config", "lint.mccabe.max-complexity=0", str(package)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [int(number) for number in re.findall(r"is too complex \((\d+) > 0\)", told)]


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Strings of a module that say nothing to people, with their lines: no docstrings, no messages."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
            silent.update(map(id, node.args))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def french_words(text: str) -> list[str]:
    """Words of a string that are small French words, or French with an accent."""
    return [
        word
        for word in re.findall(r"[^\W\d_]{3,}", text.lower())
        if word in _small_words() or (not word.isascii() and readings(word))
    ]


@functools.cache
def _small_words() -> frozenset[str]:
    small = {*language("fr").grammar_words, *language("fr").function_words}
    return frozenset(small - set(language("en").grammar_words) - ALSO_FRENCH)


def french_lines(tree: ast.Module) -> set[int]:
    """Lines with strings of French words, in neither docstrings nor messages."""
    return {
        number + before
        for number, text in literals(tree)
        for before, line in enumerate(text.split("\n"))
        if french_words(line)
    }


def asked_by_code(tree: ast.Module) -> list[int]:
    """Lines on which a module compares with a language's code."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(c, ast.Constant) and c.value in known() for c in node.comparators)
        and "current()" not in ast.unparse(node)
    ]


def main() -> None:
    columns = (
        "checkout", "modules at the top", "widest layer", "highest complexity", "over 20",
        "lines of French in neutral modules", "such modules", "neutral modules that ask for a language by its code",
    )  # fmt: skip
    print("|", " | ".join(columns), "|")
    print("|---" + "|---:" * (len(columns) - 1) + "|")
    for checkout in map(Path, sys.argv[1:] or [ROOT]):
        package = checkout / "checker"
        lines = [len(french_lines(tree)) for _, tree in modules(package)]
        codes = [
            name
            for name, tree in modules(package)
            if not name.startswith(PRESENTING) and asked_by_code(tree)
        ]
        steps = complexities(package)
        cells = (
            checkout.resolve().name, at_the_top(package), widest_layer(checkout), max(steps),
            sum(step > 20 for step in steps), sum(lines), sum(map(bool, lines)), len(codes),
        )  # fmt: skip
        print("|", " | ".join(map(str, cells)), "|")


if __name__ == "__main__":
    main()
