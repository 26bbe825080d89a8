"""Which field of a record is the text, and which its source, where they are not called as the settings say.

Data sets call them after their languages (`fr`, `text_fr`, `translation.fr`, `sentence_fra_Latn`, `Français`) or by
one of a few pairs of names (`src` and `tgt`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from checker.config import Config, Fields
from checker.languages import locale, primary

V = TypeVar("V")

_SOURCES = (
    "source", "src", "source_text", "src_text", "source_sentence", "source_segment", "source_string", "original",
    "original_text", "texte_source", "default_content",
)  # fmt: skip
_TARGETS = (
    "target", "tgt", "trg", "target_text", "tgt_text", "trg_text", "target_sentence", "target_segment", "target_string",
    "translation", "translated", "translated_text", "translation_text", "mt", "machine_translation", "hypothesis",
    "hyp", "cible", "texte_cible", "traduction",
    "translated_content",
)  # fmt: skip
"""What others call the two texts of a record; believed where both are there."""
_REGION = r"(?:[-_ ](?:[a-z]{2}|[a-z]{4}|\d{3}))?(?: ?[(\[].*)?"


@dataclass(frozen=True, slots=True)
class _Named:
    """A field called after a language, and what else its name says: `text` of `text_fr`."""

    name: str
    stem: str
    leads: bool
    """The language comes first, and what follows may be about the text."""


def resolved(header: Sequence[str], config: Config) -> tuple[Fields, ...]:
    """The names of fields as the settings know them, for each text that a record holds; empty where it holds none."""
    return _resolved(tuple(header), config.fields, config.lang, config.pivot)


@functools.lru_cache(maxsize=256)
def _resolved(header: tuple[str, ...], names: Fields, lang: str, pivot: str) -> tuple[Fields, ...]:
    lower = {_plain(name): name for name in reversed(header)}

    def called(wanted: str) -> str:
        return wanted if wanted in header else lower.get(_plain(wanted), wanted)

    known = replace(
        names,
        target=called(names.target),
        source=called(names.source),
        id=called(names.id),
        lang_src=called(names.lang_src),
        lang_tgt=called(names.lang_tgt),
    )
    if known.target in header:
        return (known,)
    own, theirs = _of_language(header, lang), _of_language(header, pivot)
    if own:
        sources = {} if known.source in header else {item.stem: item.name for item in theirs}
        paired = [item for item in own if item.stem in sources]
        texts = paired or [item for item in own if not item.leads] or own[:1]
        only = next(iter(sources.values())) if len(sources) == len(texts) == 1 else known.source
        return tuple(
            replace(known, target=item.name, source=sources.get(item.stem, only)) for item in texts
        )
    target = next((lower[name] for name in _TARGETS if name in lower), None)
    source = next((lower[name] for name in _SOURCES if name in lower), None)
    if target is None or source is None:
        return ()
    return (replace(known, target=target, source=source),)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _of_language(header: Sequence[str], lang: str) -> list[_Named]:
    """The fields that are called after a language, one for each stem; a field of that very name is the only one."""
    names = "|".join(map(re.escape, _called(primary(lang))))
    alone = re.compile(rf"(?:(?P<stem>.+)[\s_.:/-])?(?:{names}){_REGION}", re.IGNORECASE)
    first = re.compile(rf"(?:{names})[\s_.:/-](?P<stem>.+)", re.IGNORECASE)
    found: dict[str, _Named] = {}
    tag = lang.replace("_", "-").lower()
    for name in sorted(header, key=lambda name: name.replace("_", "-").lower() != tag):
        match = alone.fullmatch(name.strip())
        leading = None if match else first.fullmatch(name.strip())
        if match is None and leading is None:
            continue
        stem = ((match or leading)["stem"] or "").lower()  # type: ignore[index]
        found.setdefault(stem, _Named(name, stem, leading is not None))
    return [found[""]] if "" in found else list(found.values())


def _called(code: str) -> Iterator[str]:
    """What a language is called: by codes of two and three letters, in English and by itself."""
    from babel.core import get_global

    yield code
    yield from (old for old, new in get_global("language_aliases").items() if new == code)
    plain = locale(code)
    if plain is not None:
        yield from (
            str(name) for x in ("en", plain.language) if (name := plain.get_display_name(x))
        )


def flat(
    values: Mapping[str, V], names: Fields, inside: Callable[[V], Mapping[str, V] | None]
) -> Mapping[str, V]:
    """A record whose texts stand in an object inside it, as one without: `translation.fr`. Others stay as they are.

    `inside` gives the members of a value that is an object.
    """
    if names.target in values:
        return values
    found: dict[str, V] = {}
    for key, value in values.items():
        members = inside(value)
        found |= (
            {key: value}
            if members is None
            else {f"{key}.{name}": one for name, one in members.items()}
        )
    return found
