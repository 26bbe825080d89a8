"""Mutates rules and asks their own case rows: how many changed rules does no row notice?

Usage: python benchmarks/mutants.py [CODE ...] [--rules 10] [--mutants 8] [--seed 1] [--lines]

Takes the rules named, or draws some that need no model, and for each a few places to change in its function and in
what that reaches in its module: a comparison or a condition turned round, `and` for `or`, a guard (`if ...: continue`
or `return`) taken out, a number moved by one. A mutant survives where every row of
tests/cases still holds, those of other rules of the module that reach the place too.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import inspect
import random
import sys
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


@functools.cache
def source(module: str) -> ast.Module:
    """A module's tree without decorators that would register its rules again, or whose numbers change no result."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = [
                one
                for one in node.decorator_list
                if not ast.unparse(one).startswith(("check(", "functools."))
            ]
    return tree


@functools.cache
def own(rule: Check) -> set[int]:
    """The nodes, by number, of a rule's function and of all that it reaches in its module, docstrings apart."""
    tree = source(rule.run.__module__)
    named: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            named[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    reached: dict[str, ast.stmt] = {}
    left = [rule.run.__name__]  # type: ignore[attr-defined]
    while left:
        name = left.pop()
        if name in named and name not in reached:
            reached[name] = named[name]
            left += [node.id for node in ast.walk(named[name]) if isinstance(node, ast.Name)]
    inside = {id(node) for one in reached.values() for node in ast.walk(one)}
    return {number for number, node in enumerate(ast.walk(tree)) if id(node) in inside}


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
    if any(said not in hit.message for hit, said in zip(found, row.get("says", ()), strict=False)):
        return True
    texts = [case.text for case in cases]
    for hit in reversed(found):
        if hit.fix is not None:
            span, text = hit.span, texts[hit.segment]
            texts[hit.segment] = text[: span.start] + hit.fix + text[span.end :]
    return "fix" in row and " ".join(texts) != row["fix"]


def survivors(rule: Check, most: int, dice: random.Random) -> tuple[int, list[str]]:
    """How many mutants of a rule were tried, and those that no row noticed."""
    module, found, mine = rule.run.__module__, [], examples(rule.code)
    others = [one for one in checks().values() if one.run.__module__ == module and one is not rule]
    known = [(rule, mine), *((one, examples(one.code)) for one in others)]
    if failing := [row["text"] for row in mine if notices(rule.run, row)]:
        sys.exit(f"{rule.code}: rows fail without any change: {failing}")
    tree, reached = source(module), own(rule)
    possible = sorted(change for change in changes(tree) if change[0] in reached)
    drawn = dice.sample(possible, min(most, len(possible)))
    for number, change in drawn:
        mutant, line = mutate(tree, number, change)
        names: dict[str, Any] = {"__name__": module}
        exec(compile(mutant, rule.code, "exec"), names)
        if not any(
            notices(names[one.run.__name__], row)  # type: ignore[attr-defined]
            for one, examples_of_it in known
            if one is rule or number in own(one)
            for row in examples_of_it
        ):
            shown = ast.unparse(next(n for at, n in enumerate(ast.walk(tree)) if at == number))
            found.append(f"{change}, line {line}: {' '.join(shown.split())[:90]}")
    return len(drawn), found


def main() -> None:
    """Prints a table of the rules drawn, and the survivors."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "codes", nargs="*", metavar="CODE", help="rules to change; without any, rules are drawn"
    )
    options.add_argument("--rules", type=int, default=10, help="how many are drawn")
    options.add_argument("--mutants", type=int, default=8, help="of each rule, at most")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--lines", action="store_true", help="print each survivor")
    chosen = options.parse_args()
    dice = random.Random(chosen.seed)
    free = [rule for _, rule in sorted(checks().items()) if not rule.model]
    rules = [rule for rule in free if rule.run.__module__.startswith("checker.")]
    drawn = [checks()[code] for code in chosen.codes] or dice.sample(rules, chosen.rules)
    total = left = 0
    print("| rule | mutants | survive |\n|---|---:|---:|")
    for rule in sorted(drawn, key=lambda rule: rule.code):
        tried, alive = survivors(rule, chosen.mutants, dice)
        total, left = total + tried, left + len(alive)
        print(f"| {rule.code} {rule.name} | {tried} | {len(alive)} |")
        for line in alive if chosen.lines else ():
            print(f"    {rule.code} {line}", file=sys.stderr)
    print(f"| together | {total} | {left} |")


if __name__ == "__main__":
    main()
