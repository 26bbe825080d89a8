"""What is read of a file of records, of whatever format: texts, their comments, and records that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checker.config import Config, Fields
from checker.errors import MOST_PROBLEMS, BadInput, OtherLanguages
from checker.messages import _
from checker.readers import ignores
from checker.readers.fields import resolved
from checker.types import Before, Block, Document, Ignore, Problem

DEEPEST = 60
"""How deep what a file of records or a catalogue holds may be nested: what writes reports, and who reads them, go no
further than a few hundred."""

RECORDS = 1024
"""Records that name no document are taken for one text in stretches of so many: what rules compare, and what a long
file is read in."""


@dataclass(slots=True)
class Gathered:
    """The blocks of a file of records, or of a part of it, while it is read, and what went wrong."""

    path: str
    config: Config
    before: Before = field(default_factory=Before)
    blocks: list[Block] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    broken: int = 0

    def problem(self, line: int, message: str) -> None:
        """Note a record that cannot be used; the rest is read."""
        self.broken += 1
        if self.broken <= MOST_PROBLEMS:
            where = _("line {line}: {message}").format(line=line, message=message)
            self.problems.append(Problem(self.path, where))

    def record(
        self,
        values: Mapping[str, Any],
        line: int,
        anchors: Callable[[str], tuple[tuple[int, int], ...]],
    ) -> None:
        """Take the texts of a record; `anchors(field)` leads from the text of that field back to the file."""
        if _nested(values.values()):
            self.problem(line, _("nested too deeply"))
            return
        self.seen.update(list(values)[:50] if len(self.seen) < 50 else ())
        texts = resolved(list(values), self.config) or (self.config.fields,)
        for names in texts:
            self._text(values, line, anchors, names, alone=len(texts) == 1)

    def _text(
        self,
        values: Mapping[str, Any],
        line: int,
        anchors: Callable[[str], tuple[tuple[int, int], ...]],
        names: Fields,
        *,
        alone: bool,
    ) -> None:
        target, source = values.get(names.target), _string(values.get(names.source))
        if target is None and names.target in values and source:  # null: nobody has translated it
            target = ""
        if not isinstance(target, str):
            fault = (
                _("the field {name} is missing") if target is None else _("{name} is not a text")
            )
            self.problem(line, fault.format(name=f"“{names.target}”"))
            return
        own = {names.target, names.source, names.id, names.lang_src, names.lang_tgt}
        grouped = {"doc": _told(values, names.doc), "system": _told(values, names.system)}
        place = self.before.segments + len(self.blocks)
        block = Block(
            target,
            anchors(names.target),
            id=".".join(
                filter(None, (_string(values.get(names.id)), "" if alone else names.target))
            )
            or None,
            source=source,
            source_lang=_string(values.get(names.lang_src)) or None,
            target_lang=_string(values.get(names.lang_tgt)) or None,
            extra={
                key: value
                for key, value in values.items()
                if key not in own and key != ignores.FIELD
            }
            | {key: value for key, value in grouped.items() if value is not None},
            whole=True,
            part=0 if any(value is not None for value in grouped.values()) else place // RECORDS,
        )
        self.blocks.append(block)
        self.ignores += ignores.of_block(block, values.get(ignores.FIELD))

    def document(self, text: str, encoding: str, *, more: bool = False) -> Document:
        """The file, or what was read of it with `more` to come, as a document.

        Raises BadInput when not one record could be used.
        """
        if self.broken > MOST_PROBLEMS and not more:
            rest = _("{number} more records cannot be used.")
            self.problems.append(
                Problem(self.path, rest.format(number=self.broken - MOST_PROBLEMS))
            )
        if self.broken and not self.blocks and not self.before.segments:
            raise BadInput(
                _("{path}: no record can be used; {first}").format(
                    path=self.path, first=self.problems[0].message
                ),
                _(
                    "The file has these fields: {fields}. Name the one with the translation "
                    "under [fields] in checker.toml, for example target = “translation”."
                ).format(fields=", ".join(sorted(self.seen)[:20]))
                if self.seen
                else None,
            )
        return Document(
            self.path,
            text,
            tuple(_without_provenance(self.blocks)),
            self.config.lang,
            self.config.pivot,
            ignores=tuple(self.ignores),
            encoding=encoding,
            problems=tuple(self.problems),
            before=self.before,
        )


def nothing_in(path: str, lang: str, others: Collection[str]) -> OtherLanguages:
    """What is said of a file of texts in several languages, none of which is the one to check."""
    hint = _("It contains {languages}. Choose one with --lang.")
    return OtherLanguages(
        _("{path}: nothing in it is in the language “{lang}”.").format(path=path, lang=lang),
        hint.format(languages=", ".join(sorted(others)[:20])) if others else None,
    )


_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+|[\w.-]+\.[a-z]{2,6}(?:/\S*)?|/?(?:[\w.-]+/)+\S*", re.I
)


def _without_provenance(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; where the field of the source says where a text is from, and not what it translates, it is no source.

    So it is where every value is an address, and where few values, much shorter than the texts, come again and again.
    """
    named = [block for block in blocks if block.source and block.source.strip()]
    values = [(block.source or "").strip() for block in named]
    words = sum(len(value.split()) for value in values)
    theirs = sum(len(block.text.split()) for block in named)
    addresses = bool(values) and all(_ADDRESS.fullmatch(value) for value in values)
    short = theirs >= 4 * words and len(values) > 1
    repeated = len(set(values)) * 2 <= len(values) and len({block.text for block in named}) > len(
        set(values)
    )
    single = all(" " not in value for value in values)
    provenance = addresses or (short and (repeated or single))
    for block in blocks:
        if provenance and block.source is not None:
            yield replace(block, source=None, extra={**block.extra, "source": block.source})
        else:
            yield block


def _nested(values: Iterable[Any]) -> bool:
    """Whether anything in these values of a record lies deeper than DEEPEST."""
    level = [value for value in values if isinstance(value, (dict, list))]
    for _depth in range(DEEPEST):
        if not level:
            return False
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, (dict, list))
        ]
    return bool(level)


_METADATA = ("meta", "metadata")
"""Fields of a record that hold what else is known of it, as records of their own."""


def _told(values: Mapping[str, Any], name: str) -> str | None:
    """What a record says of itself under this name: outright, as an identifier (`doc_id`), or among its metadata."""
    for place in (values, *(values.get(key) for key in _METADATA)):
        if isinstance(place, Mapping):
            for key in (name, f"{name}_id", f"{name}id"):
                if (message := _string(place.get(key))) is not None:
                    return message
    return None


def _string(value: Any) -> str | None:
    return None if value is None or isinstance(value, (dict, list)) else str(value)
