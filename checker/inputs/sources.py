"""The source file of each text: named, or found beside it by a pattern."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import regex

from checker.config import STEM, Config
from checker.disk.trust import lies_below
from checker.disk.visible import is_file
from checker.errors import UsageProblem
from checker.inputs.files import Input, Item, language_at, open_document
from checker.languages import primary
from checker.messages import _
from checker.plugins import readers
from checker.types import Document, Notice, Problem

EXAMPLE = "{stem}.en.txt"


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
    its language; the source is looked for in the folder of the file. Files that are the source of others are not
    checked themselves. A file without a source becomes a Problem where somebody named it; one that was found in a
    folder is checked as a text alone, with a Notice. Raises UsageProblem for what cannot be meant.
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
        item.name: _sources_of(item, pattern, language_at(item.name, config)) for item in files
    }
    found = {name: one for item in files if (one := _existing(item, places[name := item.name]))}
    if config.source_below is not None:
        _require_below(Path(config.source_below), files, found)
    used = {os.path.realpath(one.name) for one in found.values()}
    out: list[Item] = []
    for item in items:
        if isinstance(item, Input) and item.path and os.path.realpath(item.path) in used:
            continue
        if isinstance(item, Input) and item.name not in found:
            if not item.named:
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


def _sources_of(item: Input, pattern: str, lang: str) -> list[Path]:
    """Places where the source may be, the likeliest first."""
    path = item.path or Path(item.name)
    known = [suffix for reader in readers().values() for suffix in reader.suffixes]
    fitting = [suffix for suffix in known if path.name.lower().endswith(suffix)]
    suffix = max([*fitting, path.suffix], key=len)
    whole = path.name[: len(path.name) - len(suffix)]
    short = primary(lang)
    tag = rf"(?<=.)[._-](?:{regex.escape(lang)}|{regex.escape(short)}(?:[-_]\p{{L}}{{2}})?)$"
    stems = [regex.sub(tag, "", whole, flags=regex.IGNORECASE), whole]
    return [path.parent / pattern.replace(STEM, stem) for stem in dict.fromkeys(stems)]
