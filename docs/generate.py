"""Writes the pages of docs/ that say what the code says: rules.md and configuration.md. Run it with `make docs`."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from checker import config
from checker.plugins import Check, Need, checks

FOLDER = Path(__file__).resolve().parent
RULES = """\
# Rules

<!-- Written by `make docs`. Change the code instead. -->

Codes never change and are never used again for another rule. `--select` and `--ignore` take codes or prefixes
(`LOC`). A rule that needs no model belongs to `--tier fast`. `checker explain CODE` prints the same text.

How often they speak of good text: [rules-precision.md](rules-precision.md). Beside other programs:
[rules-comparison.md](rules-comparison.md).

| code | rule | MQM category | severity | model |
|---|---|---|---|---|
"""

CONFIGURATION = """\
# Configuration

<!-- Written by `make docs`. Change the code instead. -->

Settings live in `checker.toml`, or in `[tool.checker]` of `pyproject.toml`; the nearest such file at or above the
current folder counts, and options of the command line replace what it says. A key that nobody knows is an error,
with a suggestion, and all problems of a file are reported at once. Relative paths in a file (of glossaries, models, a
calibration) start at the folder of that file; `source-pattern` starts at the folder of each text.

```toml
lang = "fr"
source-pattern = "{stem}.en.txt"
fail-on = "major"
ignore = ["STY"]

[per-path-ignore]
"archive/**" = ["LOC", "TER"]
```
"""

FIELDS = """
## `[fields]`: names of the fields of records

For JSONL and CSV: which field holds what.

"""

# --- rules.md ---

OTHER_NEEDS = {Need.PARSER: "a parser", Need.SOURCE: "the source"}

_LEAD = re.compile(r"^([A-Z][a-z]+(?: [a-z]+){0,3}):", re.M)
_SPECIAL = re.compile(r"[\\<&_\[\]~]|\*(?! )")


def rules() -> str:
    """Every rule with its documentation, in the order of the codes."""
    found = list(checks().values())
    return RULES + "".join(map(_row, found)) + "".join(map(_section, found))


def _row(rule: Check) -> str:
    link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
    model = "yes" if rule.model else "no"
    return f"| {link} | {rule.name} | {rule.category} | {rule.severity} | {model} |\n"


def _section(rule: Check) -> str:
    facts = [rule.category, str(rule.severity)]
    facts.append("needs a model" if rule.model else "needs no model")
    facts += [f"needs {what}" for need, what in OTHER_NEEDS.items() if need in rule.needs]
    if rule.languages:
        facts.append("only for " + ", ".join(sorted(rule.languages)))
    if not rule.default:
        facts.append("off unless selected")
    text = _LEAD.sub(r"**\1:**", _as_markdown(inspect.cleandoc(rule.doc)))
    return f"\n## {rule.code} {rule.name}\n\n*{' · '.join(facts)}*\n\n{text}\n"


def _as_markdown(text: str) -> str:
    """Plain text as Markdown that shows it as it is; what stands in backquotes is code already."""
    parts = re.split(r"(`[^`\n]*`)", text)
    return "".join(
        part if part.startswith("`") else _SPECIAL.sub(r"\\\g<0>", part) for part in parts
    )


# --- configuration.md ---


def configuration() -> str:
    """Every key of the configuration file: type, default, meaning."""
    return CONFIGURATION + "".join(_keys("Config")) + FIELDS + "".join(_keys("Fields"))


def _keys(name: str) -> Iterator[str]:
    """Tables of the fields of a class of checker.config; a comment before a field opens a section."""
    source = inspect.getsource(config)
    lines = source.splitlines()
    (node,) = (n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == name)
    end, titled = node.lineno, False
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            titles = [line.strip() for line in lines[end : field.lineno - 1]]
            title = next((line[2:] for line in titles if line.startswith("# ")), None)
            if title or not titled:
                yield (
                    f"\n## {title}\n\n" if title else ""
                ) + "| key | type | default | |\n|---|---|---|---|\n"
                titled = True
            yield f"| `{_key(field)}` | {_type(field.annotation)} | {_default(field)} | {_doc(after)} |\n"
        end = field.end_lineno or end


def _key(field: ast.AnnAssign) -> str:
    assert isinstance(field.target, ast.Name)
    return field.target.id.replace("_", "-")


def _type(node: ast.expr) -> str:
    text = ast.unparse(node).removesuffix(" | None")
    if text.startswith("Literal["):
        return " or ".join(f"`{value}`" for value in ast.literal_eval(text.removeprefix("Literal")))
    plain = {"str": "text", "bool": "true or false", "int": "whole number", "float": "number"}
    if text.startswith("tuple["):
        return "list of texts"
    if text.startswith("Mapping["):
        return "table of lists"
    return plain.get(text, f"table, [see below](#{text.lower()}-names-of-the-fields-of-records)")


def _default(field: ast.AnnAssign) -> str:
    try:
        value = ast.literal_eval(field.value) if field.value else None
    except ValueError:
        return ""
    if value in (None, ()):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _doc(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split()).replace("|", "\\|")
    return ""


PAGES = {"configuration.md": configuration, "rules.md": rules}

if __name__ == "__main__":
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")
