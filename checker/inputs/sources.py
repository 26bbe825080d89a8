"""The source file of each text: named, or found beside it by a pattern."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import regex

from checker.config import AUTO, STEM, Config
from checker.disk.trust import lies_below
from checker.disk.visible import is_file
from checker.errors import UsageProblem
from checker.inputs.files import Input, Item, language_at, open_document, reader_of
from checker.languages import primary
from checker.messages import _
from checker.plugins import readers
from checker.types import Document, Notice, Problem

EXAMPLE = "{stem}.en.txt"
BILINGUAL = frozenset(["po", "xliff", "tmx", "qt"])
"""Readers of formats in which each text stands beside its source."""


def with_original(document: Document, source: Input, config: Config) -> Document:
    """The document together with its source document. Raises BadInput where that cannot be read."""
    theirs = replace(config, lang=config.pivot, pivot=document.lang, per_path_lang={})
    if Path(document.path).suffix.lower() != Path(source.name).suffix.lower():
        theirs = replace(theirs, input_format="auto")
    original = open_document(source, theirs)
    return replace(document, original=original, source_path=source.name)


def sources_of(items: Sequence[Item], config: Config) -> tuple[list[Item], dict[str, Input]]:
    """What is to be checked, and the source file of each by name: `source` for one file, or by `source-pattern`.

    In a pattern like '{stem}.en.txt', `{stem}` stands for a file's name without its ending, and with or without
    its language; the source is looked for in the folder of the file. “auto” looks for the same file in the language to
    translate back into: `docs/en/a.md` for `docs/fr/a.md`, `en.json`, `values/strings.xml`. Files that are the source
    of others are not checked themselves. A file without a source becomes a Problem where somebody named it; one that
    was found in a folder is checked as a text alone, with a Notice. Raises UsageProblem for what cannot be meant.
    """
    files = [item for item in items if isinstance(item, Input)]
    source, pattern = config.source, config.source_pattern
    if source is not None:
        if len(files) > 1:
            raise UsageProblem(
                _("--source is for one file, but there are {count}.").format(count=len(files)),
                _("Use --source-pattern, for example --source-pattern '{example}'.").format(
                    example=EXAMPLE
                ),
            )
        return list(items), {item.name: Input(source, Path(source)) for item in files}
    if pattern is None:
        return list(items), {}
    places = {
        item.name: _places(item, pattern, language_at(item.name, config), config.pivot)
        for item in files
    }
    found = {name: one for item in files if (one := _existing(item, places[name := item.name]))}
    if config.source_below is not None:
        _require_below(Path(config.source_below), files, found)
    used = {os.path.realpath(one.name) for one in found.values()}
    out: list[Item] = []
    for item in items:
        if isinstance(item, Input) and item.path and os.path.realpath(item.path) in used:
            continue
        if isinstance(item, Input) and item.name not in found and not _bilingual(item, config):
            if not item.named or pattern == AUTO:
                out.append(Notice(item.name, "source", _("checked without a source text")))
            else:
                names = ", ".join(str(place) for place in places[item.name])
                item = Problem(
                    item.name,
                    _("{path}: its source text was not found.").format(path=item.name),
                    _("Looked for {names}.").format(names=names),
                )
        out.append(item)
    return out, found


def _existing(item: Input, places: Sequence[Path]) -> Input | None:
    """The first of the places that holds another file than the item itself."""
    for place in places:
        if is_file(place) and os.path.realpath(place) != os.path.realpath(item.path or item.name):
            return Input(str(place), place)
    return None


def _require_below(home: Path, files: Sequence[Input], found: Mapping[str, Input]) -> None:
    """Raises UsageProblem for a source out of reach of the settings that chose its pattern.

    Of a text that lies elsewhere, its own folder counts.
    """
    for item in files:
        source = found.get(item.name)
        if source is None:
            continue
        folder = (item.path or Path(item.name)).parent
        reach = home if lies_below(home, os.path.realpath(item.path or item.name)) else folder
        if not lies_below(reach, os.path.abspath(source.name)):  # noqa: PTH100 - it never raises
            raise UsageProblem(
                _(
                    "{path}: the source-pattern of the settings leads outside their folder: {source}"
                ).format(path=item.name, source=source.name),
                _("If that is intended, give --source-pattern on the command line."),
            )


def _places(item: Input, pattern: str, lang: str, pivot: str) -> list[Path]:
    """Places where the source may be, the likeliest first."""
    return _twins(item, lang, pivot) if pattern == AUTO else _sources_of(item, pattern, lang)


def _bilingual(item: Input, config: Config) -> bool:
    """Whether a format holds its sources itself, so that no other file need be there."""
    return config.source_pattern == AUTO and reader_of(item.name, config).name in BILINGUAL


def _twins(item: Input, lang: str, pivot: str) -> list[Path]:
    """The same path with the pivot in place of the language, or without any, in its last part that names that."""
    path = item.path or Path(item.name)
    short = regex.escape(primary(lang))
    tag = regex.compile(
        rf"(?<![^\W_])(?P<tag>{short}(?:[-_]r?\p{{L}}{{2}}|[-_]\p{{L}}{{4}})?)(?![^\W_])",
        regex.IGNORECASE,
    )
    parts = path.parts
    for number in range(len(parts) - 1, -1, -1):
        found = [*tag.finditer(parts[number])]
        if not found:
            continue
        start, end = found[-1].span()
        left, right = parts[number][:start], parts[number][end:]
        # messages_fr.properties -> messages_en, messages; values-fr -> values; fr.lproj -> en.lproj, Base.lproj
        names = [f"{left}{primary(pivot)}{right}"]
        if left[-1:] in ("-", "_", "."):
            names.append(left[:-1] + right)
        if right == ".lproj":
            names.append("Base.lproj")
        if not left and not right:
            names.append("")  # docs/fr/a.md, whose source is docs/a.md
        places = [Path(*parts[:number], name, *parts[number + 1 :]) for name in names]
        everywhere = [tag.sub(primary(pivot), part) for part in parts[:number]]
        return list(dict.fromkeys([*places, Path(*everywhere, names[0], *parts[number + 1 :])]))
    return []


def _sources_of(item: Input, pattern: str, lang: str) -> list[Path]:
    """The places that a pattern names, without and with the language in the name."""
    path = item.path or Path(item.name)
    known = [suffix for reader in readers().values() for suffix in reader.suffixes]
    fitting = [suffix for suffix in known if path.name.lower().endswith(suffix)]
    suffix = max([*fitting, path.suffix], key=len)
    whole = path.name[: len(path.name) - len(suffix)]
    short = primary(lang)
    tag = rf"(?<=.)[._-](?:{regex.escape(lang)}|{regex.escape(short)}(?:[-_]\p{{L}}{{2}})?)$"
    stems = [regex.sub(tag, "", whole, flags=regex.IGNORECASE), whole]
    return [path.parent / pattern.replace(STEM, stem) for stem in dict.fromkeys(stems)]
