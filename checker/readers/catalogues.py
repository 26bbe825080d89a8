"""Catalogues of a program's texts in JSON and YAML: each string under its key, and nothing else of the file.

JSON: flat or nested (i18next, ICU), ARB, WebExtension messages, Xcode's string catalogues. YAML: Rails, and others
whose file name says their language. PyYAML says where a scalar stands; no JSON library does, so the punctuation is
walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import BadInput, UnknownFormat
from checker.languages import primary
from checker.languages.identify import language_of
from checker.messages import _
from checker.plugins import reader
from checker.readers import records
from checker.readers.anchored import Anchored
from checker.readers.apple import is_name
from checker.readers.decoding import decode, without_halves
from checker.readers.fenced import without_code
from checker.readers.gathered import DEEPEST, nothing_in
from checker.readers.json_values import Entry, values
from checker.readers.listed import jed, listed, may_be_listed
from checker.text.inline_codes import MEDIAWIKI, UNFLAGGED
from checker.types import Block, Document, Problem

if TYPE_CHECKING:
    from yaml.nodes import Node, ScalarNode

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_](?:[A-Z][a-z]{3}|[A-Za-z]{2}|\d{3}))?")
_TEXTS = ("message", "defaultMessage", "string", "translation", "value")
"""Members that hold the text, where a key has an object with notes beside the text."""
_NOTES = frozenset(
    ["description", "developer_comment", "comment", "context", "character_limit", "placeholders"]
) | {"placeholder", "id", "state", "hash", "meaning"}
_ASIDE = re.compile(r"@|//|[$_]+(?:comment|schema|note|description|meta)", re.IGNORECASE)
"""How keys begin that say something about a catalogue: of ARB, and of people who want comments in JSON."""
_LEAST = 0.5
"""Share of the values of a file that are texts, below which it holds data and is no catalogue."""
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_LINE_END = re.compile(r"\\\r?\n[ \t]*")
_BLANK = re.compile(r"[ \t\r\n]+")
_LINE = re.compile(r"[ \t\r]*\n")
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]+)+")
"""An anchor and a tag before a scalar, which the library counts to it."""
_SYMBOL = re.compile(r":[A-Za-z_]\w*")
"""A name of Ruby, which nobody reads."""
_LISTED_SYMBOL = re.compile(r"([\[,]\s*):(?=[A-Za-z_]\w*\s*[,\]])")
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def document(
    path: str,
    text: str,
    encoding: str,
    entries: Iterable[Entry],
    config: Config,
    lang: str | None,
    syntax: tuple[str, ...] = UNFLAGGED,
) -> Document:
    """The texts of a catalogue, one segment each; `lang` is the language that the file names. Raises BadInput."""
    found = list(entries)
    texts = [entry for entry in found if isinstance(entry.value, str)]
    if len(texts) < _LEAST * len(found) or not found:
        raise _no_catalogue(path)
    blocks = tuple(
        without_code(
            Block(
                entry.value,
                entry.anchors,
                id=".".join(entry.key),
                source=entry.source,
                target_lang=lang.replace("_", "-") if lang else None,
                whole=True,
                syntax=syntax,
                source_forms=entry.source_forms,
            )
        )
        for entry in texts
        if entry.anchors
    )
    message = _("{key}: this text cannot be located in the file, so it is left out.")
    problems = tuple(
        Problem(path, message.format(key=".".join(entry.key)))
        for entry in texts
        if not entry.anchors
    )
    return Document(
        path, text, blocks, config.lang, config.pivot, encoding=encoding, problems=problems
    )


def _no_catalogue(path: str) -> UnknownFormat:
    return UnknownFormat(
        _("{path}: is not a translation catalogue: it has no texts under keys.").format(path=path),
        _("To read it as prose, use --input-format text."),
    )


@reader("json", suffixes=(".json", ".arb", ".xcstrings"))
def read_json(path: str, data: bytes, config: Config) -> Document:
    """JSON: a list of records, an object with one under `segments`, or a catalogue, flat or nested.

    Of a catalogue every string is read under its key, but for metadata: members that begin with `@` or are called
    `_comment`, `//` or the like, and notes beside a message. Keys that are texts are the sources. Of an Xcode catalogue
    the texts in the language to check are read.
    """
    text, encoding = records.decoded(data, path)
    at = records.skip(text, 0)
    if text[at : at + 1] != "{" and not may_be_listed(text, at):
        return records.read_array(path, text, encoding, config)
    try:
        entries = values(text)
    except (ValueError, RecursionError) as error:
        raise records.not_json(path, error) from None
    if text[at : at + 1] != "{":
        found_in_list = listed(entries)
        if found_in_list is None:
            return records.read_array(path, text, encoding, config)
        return document(path, text, encoding, found_in_list, config, None)
    if any(entry.key[:1] == ("locale_data",) and len(entry.key) > 2 for entry in entries):
        return document(path, text, encoding, jed(entries), config, None)
    heads = {entry.key[0]: entry.value for entry in entries if len(entry.key) == 1}
    if any(entry.key[0] == "segments" and isinstance(entry.value, list) for entry in entries):
        return records.read_array(path, text, encoding, config)
    if isinstance(heads.get("sourceLanguage"), str) and any(e.key[0] == "strings" for e in entries):
        return document(path, text, encoding, _xcode(path, entries, config), config, config.lang)
    locale = heads.get("@@locale")
    syntax = (*UNFLAGGED, MEDIAWIKI) if any(e.key[0] == "@metadata" for e in entries) else UNFLAGGED
    entries = [entry for entry in entries if not any(map(_ASIDE.match, entry.key))]
    lang, entries = _by_language(entries, config)
    named = locale if isinstance(locale, str) else lang
    found = _with_keys(_messages(entries), config)
    return document(path, text, encoding, found, config, named, syntax)


def _with_keys(entries: list[Entry], config: Config) -> list[Entry]:
    """The texts with their keys as sources where a catalogue has texts for keys: Laravel's, and some of i18next."""
    flat = [entry for entry in entries if len(entry.key) == 1]
    spoken = [entry for entry in flat if " " in entry.key[0]]
    if not flat or len(flat) != len(entries) or len(spoken) < _LEAST * len(flat):
        return entries
    own, pivot = primary(config.lang), primary(config.pivot)
    name, _sure = language_of(" ".join(entry.key[0] for entry in spoken), (own, pivot))
    if name != pivot:
        return entries  # questions with their answers
    return [replace(entry, source=entry.source or entry.key[0]) for entry in entries]


def _messages(entries: list[Entry]) -> list[Entry]:
    """Where a key has a message with notes beside it, the message alone: WebExtensions, FormatJS, Transifex."""
    groups: dict[tuple[str, ...], set[str]] = {}
    for entry in entries:
        if len(entry.key) > 1:
            groups.setdefault(entry.key[:-1], set()).add(entry.key[-1])
    texts = {
        parent: next(name for name in _TEXTS if name in names)
        for parent, names in groups.items()
        if names & set(_TEXTS) and names <= _NOTES | set(_TEXTS)
    }

    def is_note(key: tuple[str, ...]) -> bool:
        return any(texts.get(key[:i], key[i]) != key[i] for i in range(1, len(key)))

    return [entry for entry in entries if not is_note(entry.key)]


def _by_language(entries: list[Entry], config: Config) -> tuple[str | None, list[Entry]]:
    """Where every key at the top is a language, the texts of the one to check, or of the first there is.

    A language without a region is that of all its regions.
    """
    tops = list(dict.fromkeys(entry.key[0] for entry in entries))
    if not tops or not all(_LANGUAGE.fullmatch(top) for top in tops):
        return None, entries
    if not any(len(entry.key) > 1 for entry in entries):
        return None, entries
    own = [top for top in tops if primary(top.replace("_", "-")) == primary(config.lang)]
    if config.lang != primary(config.lang):
        same = [top for top in own if top.replace("_", "-").lower() == config.lang.lower()]
        own = same or own[:1]
    chosen = own or tops[:1]
    found = [entry for entry in entries if entry.key[0] in chosen]
    if len(chosen) > 1:
        return chosen[0], found
    beside = primary(config.pivot)
    sources = {e.key[1:]: e.value for e in entries if primary(e.key[0]) == beside != chosen[0]}
    return chosen[0], [
        replace(entry, key=entry.key[1:] or entry.key, source=_text(sources.get(entry.key[1:])))
        for entry in found
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _xcode(path: str, entries: list[Entry], config: Config) -> list[Entry]:
    """The texts of a string catalogue in the language to check: strings, KEY, localizations, LANGUAGE, …, value.

    The source of one is what the catalogue has in its source language, else its key. Raises OtherLanguages where there
    is none in that language: such a file is for all languages of a program, those of others too.
    """
    own = next(entry.value for entry in entries if entry.key == ("sourceLanguage",))
    left_alone = {
        entry.key[1]
        for entry in entries
        if entry.key[:1] + entry.key[2:] == ("strings", "shouldTranslate") and entry.value is False
    }
    found: list[Entry] = []
    sources: dict[str, dict[tuple[str, ...], str]] = {}
    languages: set[str] = set()
    for entry in entries:
        if len(entry.key) > 4 and entry.key[0] == "strings" and entry.key[-1] == "value":
            _strings, key, kind, lang, *rest = entry.key
            if kind != "localizations" or key in left_alone:
                continue
            languages.add(lang)
            if primary(lang) == primary(config.lang):
                found.append(Entry((key, *rest[1:-2]), entry.value, entry.anchors))
            elif lang == own:
                sources.setdefault(key, {})[tuple(rest[1:-2])] = entry.value
    if not found:
        raise nothing_in(path, config.lang, languages)
    return [_with_source(entry, sources.get(entry.key[0], {})) for entry in found]


def _with_source(entry: Entry, sources: Mapping[tuple[str, ...], str]) -> Entry:
    """A text with what its source language says in the same form, else in the form for other numbers; else its key."""
    key, *form = entry.key
    if not sources and is_name(key):
        return entry
    if not sources:
        return replace(entry, source=key, source_forms=(key,) if form[:1] == ["plural"] else ())
    other = sources.get((*form[:-1], "other"))
    source = sources.get(tuple(form), other) or next(iter(sources.values()))
    forms = tuple(sources.values()) if form[:1] == ["plural"] else ()
    return replace(entry, source=source, source_forms=forms)


@reader("yaml", suffixes=(".yml", ".yaml"))
def read_yaml(path: str, data: bytes, config: Config) -> Document:
    """YAML catalogue: Rails (everything below a language), or a file that is named after its language.

    Raises BadInput for other YAML, which is settings or data.
    """
    import yaml

    text, encoding = decode(data, path)
    try:
        roots = _composed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(
            _("{path}: line {line}: is not correct YAML: {error}").format(
                path=path, line=line, error=error.problem
            )
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BadInput(
            _("{path}: is not YAML that can be read: {error}").format(path=path, error=error)
        ) from None
    if len(roots) == 1 and isinstance(roots[0], yaml.SequenceNode) and _names_language(path):
        found_in_list = listed(list(_nodes(text, roots[0], (), set())))
        if found_in_list is not None:
            return document(path, text, encoding, found_in_list, config, None)
    maps = (root for root in roots if isinstance(root, yaml.MappingNode))
    entries = [entry for root in maps for entry in _nodes(text, root, (), set())]
    lang, chosen = _by_language(entries, config)
    if lang is None and not _names_language(path):
        raise _no_catalogue(path)
    return document(path, text, encoding, chosen, config, lang)


def _composed(text: str) -> list[Node]:
    """The trees of a file, one a document; Ruby also reads `[:day, :month]`, which YAML 1.1 does not.

    Raises yaml.YAMLError.
    """
    import yaml

    try:
        return list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError:
        plain = _LISTED_SYMBOL.sub(r"\1_", text)
        if plain == text:
            raise
        return list(yaml.compose_all(plain, Loader=yaml.SafeLoader))


def _names_language(path: str) -> bool:
    """Whether the name of a file, or of its folder, is that of a language: `messages.fr.yaml`, `fr/site.yml`."""
    file = PurePath(path)
    parts = [*re.split(r"[._]", file.name), file.parent.name]
    return any(_LANGUAGE.fullmatch(part) and part not in ("yml", "yaml") for part in parts)


def _nodes(text: str, node: Node, key: tuple[str, ...], seen: set[int]) -> Iterator[Entry]:
    """The scalars below a node; what an alias repeats is there once."""
    if id(node) in seen or len(key) > DEEPEST:
        return
    from yaml.nodes import MappingNode, ScalarNode, SequenceNode

    seen.add(id(node))
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if isinstance(name, ScalarNode):
                yield from _nodes(text, value, (*key, without_halves(name.value)), seen)
    elif isinstance(node, SequenceNode):
        for number, value in enumerate(node.value):
            yield from _nodes(text, value, (*key, str(number)), seen)
    elif _SYMBOL.fullmatch(text, node.start_mark.index, node.end_mark.index):
        return
    elif isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        piece = _scalar(text, node)
        empty = ((0, node.start_mark.index),) if not node.value else ()
        anchors = empty if piece is None else tuple(piece.anchors) or empty
        yield Entry(key, without_halves(node.value), anchors)
    elif node.tag != "tag:yaml.org,2002:null":
        yield Entry(key, None)


def _scalar(text: str, node: ScalarNode) -> Anchored | None:
    """The value of a string, each character with its place; None where the two cannot be brought together.

    The library has undone escapes, folding and indents: the value is followed through what stands in the file.
    """
    at, end = node.start_mark.index, node.end_mark.index
    properties = _PROPERTIES.match(text, at, end) if text[at : at + 1] in "&!" else None
    at = properties.end() if properties else at
    quote = node.style if node.style in ("'", '"') else ""
    if quote:
        at, end = at + 1, end - 1
    elif node.style in ("|", ">"):
        at = text.find("\n", at, end) + 1
    piece = Anchored()
    for char in node.value:
        while quote == '"' and (match := _LINE_END.match(text, at)):
            at = match.end()
        escape = _ESCAPE.match(text, at) if quote == '"' and text[at : at + 1] == "\\" else None
        if escape is None and not char.isspace():
            while at < end and text[at] in " \t\r\n":
                at += 1
        if escape is not None:
            if _character(escape.group()[1:]) != char:
                return None
            piece.add(char, at, len(escape.group()))
            at = escape.end()
        elif quote == "'" and char == "'":
            piece.add(char, at, 2)
            at += 2
        elif text[at : at + 1] == char and at < end:
            piece.add(char, at)
            at += 1
        elif char in " \n":
            run = (_BLANK if char == " " else _LINE).match(text, at, end)
            if run is not None:
                piece.add(char, at, max(run.end() - at, 2))
                at = run.end()
            elif at >= end:
                piece.add(char, max(end - 1, 0), 2)  # the line end that a block is given
            else:
                return None
        else:
            return None
    return piece


def _character(body: str) -> str:
    """What an escape of a quoted YAML string stands for."""
    if body[0] in "xuU" and len(body) > 1:
        return chr(int(body[1:], 16))
    return _ESCAPED.get(body, body)
