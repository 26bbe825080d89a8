"""Writes the pages of docs/ that say what the code says; `make docs` runs it."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from checker import config
from checker.languages import known, locale
from checker.languages.support import features
from checker.plugins import Check, Need, checks

FOLDER = Path(__file__).resolve().parent
RULES = """\
# Rules

<!-- Written by `make docs`. Change the code instead. -->

Codes never change and are never reused for another rule. `--select` and `--ignore` take codes or prefixes
(`LOC`). A rule that needs no model belongs to `--tier fast`. `checker explain CODE` prints the same text.

How often they fire on good text: [rules-precision.md](rules-precision.md). How many errors of each kind they find:
[rules-kinds.md](rules-kinds.md). How they compare with other programs: [rules-comparison.md](rules-comparison.md).

| code | rule | MQM category | severity | model |
|---|---|---|---|---|
"""

CONFIGURATION = """\
# Configuration

<!-- Written by `make docs`. Change the code instead. -->

Settings are read from `checker.toml` or from `[tool.checker]` in `pyproject.toml`: the nearest such file at or above
the current folder applies, and command-line options override it. An unknown key is an error with a suggestion, and
all problems of a file are reported at once. A file that was found may refer only to files below its own folder; a
file that is named with `--config` may refer to any ([security.md](security.md)). Relative paths (of glossaries,
models, a calibration) start at the folder of the settings file; `source-pattern` starts at the folder of each text.
`checker check --show-settings .` prints the settings in effect. Editors that support JSON schemas for TOML (Taplo,
Even Better TOML) complete and check the file by [checker.schema.json](checker.schema.json): write `#:schema` and its
address in the first line.

```toml
lang = "fr"
source-pattern = "{stem}.en.txt"
fail-on = "major"
ignore = ["STY"]

exclude = ["drafts/", "*.old.md"]

[per-path-lang]
"content/de/" = "de"

[per-path-ignore]
"archive/" = ["LOC", "TER"]
```

Path patterns (`include`, `exclude`, the tables by path) use the syntax of `.gitignore` and start at the folder of the
settings file: `drafts/` is a folder of that name anywhere, `/drafts/` only one in that folder, and `!` revokes an
earlier line of `exclude`. In tables the last matching line applies. On the command line, patterns start at the
current folder.
"""

LANGUAGES = """\
# Languages

<!-- Written by `make docs`. Change the code instead. -->

`--lang` and `--pivot` take any code of CLDR. The languages below have a folder of their own in `checker/languages/`;
all others are checked by the rules that hold everywhere (structure, markup, numbers against the source).
`checker doctor --lang CODE` shows the same for one language and tests its models. The shipped models are for French
and English; for other languages name your own: `--back-model` and `--forward-model`, and `--language-model` if you have
one. Without them a run uses quality estimation alone, as with `--tier estimate`, and says so.

## What each language has

{table}

## Add a language

Write `checker/languages/CODE/language.toml` (German's is a good model), an `__init__.py` next to it that contains
only the language's name as its docstring, and rows in `tests/cases/languages/CODE.toml`; then run `make docs`. The
file must have `quotes`, two `easy` sentences and `boilerplate`, the phrases that translation programs leave behind;
everything else is optional. Dictionary forms come from simplemma, word frequencies from wordfreq and number words
from num2words, as far as these know the language.

## Add a pair

A pair is a folder, or two: MarianMT models from the language to the pivot and back, or one that does both. Name them
with `--back-model` and `--forward-model`; `checker doctor --lang CODE` with the same options tries them on the `easy`
sentences. [The recipe](../models/train/README.md#another-pair) makes such a folder from text in both languages. A
language model is not needed: without one its measurements are missing, and the calibration that languages other than
French share uses none of them. Readings are judged as those of the French pair are: by words of the pivot that do not
exist, by loops, and by the model's certainty.

## On real files

Measured on 28 November 2026, with `--tier fast`: the catalogues of NetBox, Calibre-Web, Evince and gPodder with their
English source, 400 pages of tldr in each language, and FastAPI's documentation in German, Spanish and Portuguese.
Nearly all findings were read; outside German only samples of CON103, STR102 and STR104. The remaining false ones are
names of commands and borrowed terms (ACC201, ACC205), marks that a sentence mentions (LOC101) and new words with an
ending (FLU301). Spanish "50%" (LOC104, 17 places) counts as a right finding, following the Academy.

| language | words | findings per 1,000 words | false per 1,000 words | false before eleven kinds were fixed |
|---|---:|---:|---:|---:|
| German | 131,959 | .72 | .05 | .37 |
| Spanish | 148,892 | .64 | .10 | .34 |
| Italian | 55,862 | 1.31 | .07 | .23 |
| Portuguese | 151,651 | .59 | .09 | .23 |
| Dutch | 47,043 | 1.36 | .06 | .43 |

## With a source

The quality-estimation model reads eleven languages (de, en, es, fr, it, nl, pt, cs, pl, ro, ru) and scores texts in
all of them offline, best with their source: `checker check --tier estimate --lang de catalogue.de.po`. French has
calibrations of its own. The other languages share one (`mul-2026.1-estimate`), fitted on the WMT22 development sets
(en-de, en-ru: major errors), on direct assessments from MLQE-PE (en-de, ro-en, ru-en, et-en: below 70 counts as a
major error) and, for its limits, on the help pages of GNOME in eight languages. It uses four measurements of a
sentence, since the full set of the French one ranks languages that it has not seen worse. Each row was measured with
a calibration that never saw the set (`checker calibrate --signals ...`, then `checker evaluate --use-source --tier
estimate --calibration ... FILE`); the last column has the figures of the French calibration:

| set | Spearman (length alone) | inside length quintiles | words' MCC (best limit) | with the French calibration |
|---|---:|---:|---:|---:|
| en-de, WMT22 development set, 1,005 texts | .31 (.26) | .25 (.08) | .13 (.15) | .26, .20; .11 |
| en-ru, the same, 1,005 | .38 (.29) | .32 (.09) | .13 (.23) | .40, .35; .15 |
| en-de, MLQE-PE, 1,000 | .32 (.18) | .30 (.07) | | .31, .27 |
| ro-en, the same | .52 (.11) | .51 (.06) | | .50, .49 |
| ru-en, the same | .25 (.05) | .31 (.01) | | .32, .34 |
| et-en, the same; the model cannot read Estonian | .39 (.09) | .39 (.06) | | .40, .40 |

The default shows few findings: of the texts with a major error the gate finds .3 % in German and 2 % in Russian (12
texts, 92 % of them rightly), with .7 and 2.6 findings per 1,000 words of translations in which people marked nothing.
For more, use `--precision`, or `checker calibrate` on your own texts.
"""

FIELDS = """
## `[fields]`: names of the fields of records

For JSONL and CSV: which field holds what. What a record says of its document and system may also be called `doc_id`,
`system_id`, or stand in a record `meta` or `metadata` of its own. Records of another document or system are another
text: rules about whole texts do not compare them.

"""

CALQUES = """
## A list of calques

What `calques` names. An entry has a `kind` (`calque` or `false-friend`), a `pattern`, what is `better`, and a reason
in English (`en`) or French (`fr`). A pattern is words in their dictionary forms; `a|b` means either, `=word` the word
as it stands, `word?` one that may be missing, `word*` all that begin so, `^` the beginning of a sentence; several
patterns are a list. Where `source` lists words, one of them must stand in the source; where it holds one of
`rightly`, or the sentence one of `unless` (dictionary forms), the entry is silent. The built-in list,
`checker/languages/fr/calques-from-en.json`, has the same entries as JSON.

```toml
lang = "fr"
pivot = "en"

[[entry]]
kind = "calque"
pattern = "faire =du sens"
better = "avoir du sens, se tenir"
en = "“Make sense” word for word."

[[entry]]
kind = "false-friend"
pattern = "=actuellement"
better = "en fait"
en = "“Actually” is “en fait”."
source = ["actually"]
rightly = ["currently"]
```
"""

# --- rules.md ---

OTHER_NEEDS = {Need.PARSER: "a parser", Need.SOURCE: "the source"}

_LEAD = re.compile(r"^([A-Z][a-z]+(?: [a-z]+){0,3}):", re.M)
_SPECIAL = re.compile(r"[\\<&_\[\]~]|\*(?! )")


def rules() -> str:
    """Every rule with its documentation, in the order of the codes."""
    found = list(checks().values())
    return RULES + "".join(map(row, found)) + "".join(map(section, found))


def row(rule: Check) -> str:
    """A rule's line in the table of all."""
    link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
    model = "yes" if rule.model else "no"
    return f"| {link} | {rule.name} | {rule.category} | {rule.severity} | {model} |\n"


def section(rule: Check) -> str:
    """A rule's documentation below a heading of its own."""
    facts = [rule.category, str(rule.severity)]
    facts.append("needs a model" if rule.model else "needs no model")
    facts += [f"needs {what}" for need, what in OTHER_NEEDS.items() if need in rule.needs]
    if rule.languages:
        facts.append("only for " + ", ".join(sorted(rule.languages)))
    if not rule.default:
        facts.append("off unless selected")
    text = _LEAD.sub(r"**\1:**", as_markdown(inspect.cleandoc(rule.doc)))
    return f"\n## {rule.code} {rule.name}\n\n*{' · '.join(facts)}*\n\n{text}\n"


def as_markdown(text: str) -> str:
    """Plain text as Markdown that shows it as it is; what stands in backquotes is code already."""
    parts = re.split(r"(`[^`\n]*`)", text)
    return "".join(
        part if part.startswith("`") else _SPECIAL.sub(r"\\\g<0>", part) for part in parts
    )


# --- configuration.md ---


def configuration() -> str:
    """Every key of the configuration file: type, default, meaning."""
    parts = CONFIGURATION, *_keys("Config"), FIELDS, *_keys("Fields"), CALQUES
    return "".join(parts)


def _keys(name: str) -> Iterator[str]:
    """Tables of the fields of a class of checker.config; a comment before a field opens a section."""
    source = inspect.getsource(config)
    lines = source.splitlines()
    (node,) = (n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == name)
    end, titled = node.lineno, False
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and _key(field).replace("-", "_") not in config.NO_KEYS:
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
    if text == "Mapping[str, str]":
        return "table of texts"
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


# --- checker.schema.json ---

RANGES: dict[str, dict[str, float]] = {
    "beam": {"minimum": 1, "maximum": config.WIDEST_BEAM},
    "batch-tokens": {"minimum": 64},
    "threads": {"minimum": 0, "maximum": config.MOST_THREADS},
    "precision": {"exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "min-quality": {"minimum": 0, "maximum": 100},
    "max-findings-per-1000-words": {"minimum": 0},
}
"""What checker.config.validated checks; a test holds the two together."""


def schema() -> str:
    """The JSON schema of a settings file, for editors (Taplo, VS Code) and for programs that write one."""
    _references, parts = msgspec.json.schema_components([config.Config])
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of checker",
        "description": "checker.toml, or [tool.checker] in pyproject.toml.",
        **_table(parts["Config"], "Config"),
    }
    whole["properties"]["fields"] = _table(parts["Fields"], "Fields") | {
        "description": whole["properties"]["fields"]["description"]
    }
    whole["properties"]["source-pattern"]["pattern"] = re.escape(config.STEM)
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _table(part: dict[str, Any], name: str) -> dict[str, Any]:
    """The object that a dataclass is in TOML: keys with hyphens, no value that means none, no unknown keys."""
    docs = dict(_documented(name))
    properties = {}
    for key, kind in part["properties"].items():
        if key in config.NO_KEYS:
            continue
        key = key.replace("_", "-")
        kind = {k: v for k, v in kind.items() if k != "default" or v is not None}
        if "anyOf" in kind:
            (kind_of,) = (one for one in kind.pop("anyOf") if one != {"type": "null"})
            kind |= kind_of
        properties[key] = {"description": docs[key], **kind, **RANGES.get(key, {})}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _documented(name: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(inspect.getsource(config))
    (node,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name)
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            yield _key(field), _doc(after)


# --- languages.md ---


def languages() -> str:
    """What every language with a folder has and has not."""
    columns = {code: features(code) for code in known()}
    names = [f"{locale(code).get_language_name('en')} (`{code}`)" for code in columns]  # type: ignore[union-attr]
    rows = [["", *names]]
    for at, feature in enumerate(next(iter(columns.values()))):
        states = (as_markdown(found[at].state) or "–" for found in columns.values())
        rows.append([feature.name, *states])
    own = {code for rule in checks().values() for code in rule.languages}
    rows.append(["grammar rules of its own", *("yes" if code in own else "–" for code in columns)])
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    table = "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
    return LANGUAGES.replace("{table}", table)


PAGES = {
    "configuration.md": configuration,
    "languages.md": languages,
    "rules.md": rules,
    "checker.schema.json": schema,
}

if __name__ == "__main__":
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")
