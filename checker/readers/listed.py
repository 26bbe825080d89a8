"""Catalogues that are lists: of texts with their names (go-i18n, Hugo, POEditor), or of forms under a message (Jed)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.readers.json_values import Entry

_LISTS = (
    ("id", "translation", ("description",)),
    ("term", "definition", ("context", "term_plural", "reference", "comment", "tags", "obsolete")),
)
"""In lists of texts: the members that hold the name and the text of one, and what else one has."""
_FORMS = frozenset(["zero", "one", "two", "few", "many", "other"])
_MAY_LIST = re.compile(r'"(?:translation|definition)"\s*:')
_FIRST = 5_000


def may_be_listed(text: str, at: int) -> bool:
    """Whether a list of JSON that begins at `at` may be a catalogue, by its first items."""
    return _MAY_LIST.search(text, at, at + _FIRST) is not None


def listed(entries: Sequence[Entry]) -> list[Entry] | None:
    """The texts of a list whose items have a name and a translation; None where it is another list.

    So write go-i18n and Hugo (`id`, `translation`) and POEditor (`term`, `definition`), whose terms may be the sources.
    """
    for name, said, beside in _LISTS:
        keys = {entry.key[1] for entry in entries if len(entry.key) > 1}
        if not {name, said} <= keys <= {name, said, *beside} or any(
            not entry.key[0].isdigit() or not _FORMS.issuperset(entry.key[2:]) for entry in entries
        ):
            continue
        names = {e.key[0]: str(e.value) for e in entries if e.key[1:] == (name,)}
        return [
            replace(
                entry,
                key=(names.get(entry.key[0], entry.key[0]), *entry.key[2:]),
                source=names[entry.key[0]] if " " in names.get(entry.key[0], "") else None,
            )
            for entry in entries
            if entry.key[1:2] == (said,)
        ]
    return None


def jed(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The texts of a gettext catalogue in JSON, as Jed and WordPress write it: lists of forms under their message.

    Only the singular says what it translates. The entry of the empty message is about the catalogue.
    """
    for entry in entries:
        if entry.key[0] != "locale_data" or len(entry.key) != 4 or not entry.key[2]:
            continue
        _data, _domain, message, number = entry.key
        context, _end, source = message.rpartition("\x04")
        yield replace(
            entry,
            key=(*filter(None, (context,)), source, *(() if number == "0" else (number,))),
            source=source if number == "0" else None,
        )
