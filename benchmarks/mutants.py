"""Mutates rules and asks their own case rows: how many changed rules does no row notice?

Usage: python benchmarks/mutants.py [--rules 10] [--mutants 8] [--seed 1] [--lines]

Draws rules that need no model, and in the function of each a few places to change: a comparison or a condition turned
round, `and` for `or`, a guard (`if ...: continue` or `return`) taken out, a number moved by one. A mutant survives
where every row of tests/cases still holds. What the function calls is not changed: the figure is about the rule itself.
"""

from __future__ import annotations

import argparse
import ast
import copy
import inspect
import random
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checker.plugins import Check, checks
from tests.unit.cases import FOLDER, build, rows

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def changes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every change that `mutate` knows for a tree: the number of a node, and what is done to it."""
    for number, node in enumerate(ast.walk(tree)):
        match node:
            case ast.Compare(ops=[op, *_]) if type(op) in TURNED:
                yield number, "comparison turned round"
            case ast.BoolOp():
                yield number, "and/or exchanged"
            case ast.If(body=[ast.Continue() | ast.Return()], orelse=[]):
                yield number, "guard taken out"
            case ast.If() | ast.IfExp():
                yield number, "condition turned round"
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                yield number, "number moved by one"


def mutate(tree: ast.Module, number: int, change: str) -> tuple[ast.Module, int]:
    """A copy with one change, and the line of it."""
    mutant = copy.deepcopy(tree)
    node: Any = next(n for at, n in enumerate(ast.walk(mutant)) if at == number)
    match change:
        case "comparison turned round":
            node.ops[0] = TURNED[type(node.ops[0])]()
        case "and/or exchanged":
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case "guard taken out":
            node.test = ast.Constant(False)
        case "condition turned round":
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case "number moved by one":
            node.value += 1
    return ast.fix_missing_locations(mutant), node.lineno


def parsed(rule: Check) -> ast.Module:
    """The function of a rule, without decorators and docstring."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule.run)))
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    function.body = function.body[1:] or [ast.Pass()]
    return tree


def examples(code: str) -> list[dict[str, Any]]:
    """The rows of a rule, those of other languages too."""
    mine = rows(code) if (FOLDER / f"{code}.toml").exists() else []
    for path in sorted((FOLDER / "languages").glob("*.toml")):
        mine += [
            {"lang": path.stem, **row}
            for row in rows(f"languages/{path.stem}")
            if row["code"] == code
        ]
    return mine


def notices(run: Any, row: dict[str, Any]) -> bool:
    """Whether a row fails with this function in place of the rule's."""
    cases, config = build(row)
    try:
        found = sorted(run(cases, config), key=lambda hit: (hit.segment, hit.span))
    except Exception:
        return True
    if [hit.span.of(cases[hit.segment].text) for hit in found] != row.get("find", []):
        return True
    if "severity" in row and [hit.severity for hit in found] != row["severity"]:
        return True
    texts = [case.text for case in cases]
    for hit in reversed(found):
        if hit.fix is not None:
            span, text = hit.span, texts[hit.segment]
            texts[hit.segment] = text[: span.start] + hit.fix + text[span.end :]
    return "fix" in row and " ".join(texts) != row["fix"]


def survivors(rule: Check, most: int, dice: random.Random) -> tuple[int, list[str]]:
    """How many mutants of a rule were tried, and those that no row noticed."""
    tree, found, mine = parsed(rule), [], examples(rule.code)
    scope = rule.run.__globals__  # type: ignore[attr-defined]
    possible = sorted(changes(tree))
    drawn = dice.sample(possible, min(most, len(possible)))
    for number, change in drawn:
        mutant, line = mutate(tree, number, change)
        names = dict(scope)
        exec(compile(mutant, rule.code, "exec"), names)
        run = names[rule.run.__name__]  # type: ignore[attr-defined]
        if not any(notices(run, row) for row in mine):
            shown = ast.unparse(next(n for at, n in enumerate(ast.walk(tree)) if at == number))
            found.append(f"{change}, line {line}: {' '.join(shown.split())[:90]}")
    return len(drawn), found


def main() -> None:
    """Prints a table of the rules drawn, and the survivors."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rules", type=int, default=10)
    options.add_argument("--mutants", type=int, default=8, help="of each rule, at most")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--lines", action="store_true", help="print each survivor")
    chosen = options.parse_args()
    dice = random.Random(chosen.seed)
    free = [rule for _, rule in sorted(checks().items()) if not rule.model]
    rules = [rule for rule in free if any(changes(parsed(rule)))]
    total = left = 0
    print("| rule | mutants | survive |\n|---|---:|---:|")
    for rule in sorted(dice.sample(rules, chosen.rules), key=lambda rule: rule.code):
        tried, alive = survivors(rule, chosen.mutants, dice)
        total, left = total + tried, left + len(alive)
        print(f"| {rule.code} {rule.name} | {tried} | {len(alive)} |")
        for line in alive if chosen.lines else ():
            print(f"    {rule.code} {line}", file=sys.stderr)
    print(f"| together | {total} | {left} |")


if __name__ == "__main__":
    main()
