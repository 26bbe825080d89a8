"""Headings that keep the capitals of another language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from checker.checks.conventions.habit import CONSISTENT, asked_for, same_elsewhere
from checker.checks.passage import letters, prose
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_FRENCH_ONLY = frozenset(
    {"à", "au", "aux", "avec", "ce", "ces", "chez", "dans", "et", "leurs", "mes", "nos", "notre"}
    | {"ou", "qui", "sous", "vos", "votre"}
)
"""Small words that no name and no title in another language has: not “La”, as in « Jean de La Fontaine »."""

_SMALL = _FRENCH_ONLY | {
    *("de", "des", "du", "en", "est", "la", "le", "les", "leur", "ma", "par"),
    *("pour", "sa", "sans", "ses", "son", "sur", "un", "une", "vers"),
}

_WORDS = regex.compile(r"\p{L}++")
_TITLE_WORDS = range(4, 21)
_TITLE_SHARE = 0.85
"""Share of words with a capital from which a line is capitalised as a whole: figures and a slip aside."""


@check(
    "LOC316",
    "capitals-of-title",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages={"fr"},
)
def title_capitals(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A heading with a capital on nearly every word, as English titles have.

    What it does: looks for lines of four to twenty words that nearly all begin with a capital, two small words among
    them, one of which no other language has (à, avec, dans, et, votre). Lines in capitals throughout are left alone. A
    document with three such lines or more gets one finding, with their number.

    Why it matters: French capitalises the first word of a title, and names. Capitals on every word come from English,
    and a machine leaves them where they were.

    Example: « Un Week-End À Porto Rico : Un Itinéraire De 3 Jours »

    What to do: write all but the first word and the names in lower case.
    """
    found = [
        Hit(
            case.segment.index,
            Span(words[0].start(), words[-1].end()),
            _("Capitals as in an English title: French has them on the first word and on names."),
        )
        for case in cases
        if _many_capitals(letters(prose(case.text)))
        and _capitalised(words := list(_WORDS.finditer(prose(case.text))))
    ]
    if len(found) < CONSISTENT or asked_for("LOC316", config):
        yield from found
    else:
        yield replace(found[0], message=same_elsewhere(found[0].message, len(found), "LOC316"))


def _many_capitals(words: Sequence[str]) -> bool:
    return len(words) in _TITLE_WORDS and (
        sum(map(str.istitle, words)) >= _TITLE_SHARE * len(words)
    )


def _capitalised(words: Sequence[regex.Match[str]]) -> bool:
    """Whether these are the words of a line that is capitalised as an English title."""
    if len(words) not in _TITLE_WORDS:
        return False
    capitals = [word.group() for word in words if word.group().istitle()]
    small = [word.lower() for word in capitals[1:] if word.lower() in _SMALL]
    return (
        len(capitals) >= _TITLE_SHARE * len(words)
        and len(small) > 1
        and not _FRENCH_ONLY.isdisjoint(small)
    )
