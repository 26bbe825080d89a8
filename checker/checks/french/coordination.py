"""French enumerations: one member without the article that the others have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.checks.french.verbs import names_person
from checker.languages.fr.lexicon import determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

DEFINITE = {"le", "la", "les", "l'"}
INDEFINITE = {"un", "une", "des"}
_ADJECTIVES = 2
"""Adjectives behind a noun that still belong to its member."""


@check(
    "FLU242",
    "broken-coordination",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def broken_coordination(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A member of an enumeration lacks the article that its neighbours have, or is of another kind.

    What it does: looks at enumerations of three; reports a bare noun between two nouns with the same kind of article
    (« la modification, affichage et la copie »), and an infinitive between two nouns or a bare noun between two
    infinitives. Nouns for people are left alone: they may describe the one before.

    Why it matters: the members were translated one by one, and the reader stumbles over the odd one.

    Example: « la modification, affichage et la copie du fichier »

    What to do: give all members the same form: « la modification, l'affichage et la copie ».
    """
    for case in cases:
        items = words(case.text)
        for at, word in enumerate(items):
            if word.form == "," and word.shape == "mark":
                last = _odd_member(items, at)
                if last is not None:
                    odd = items[at + 1]
                    yield hit(
                        case,
                        odd,
                        items[last],
                        _(
                            "“{word}” does not have the form of the other members of this list."
                        ).format(word=odd.form),
                    )


def _odd_member(items: tuple[Word, ...], comma: int) -> int | None:
    """Index of the article or infinitive behind “et” where the member between the comma and “et” is odd."""
    end = comma + 1
    if end >= len(items) or items[end].shape != "word" or items[end].capital:
        return None
    link = end + 1
    while link < len(items) and items[link].only("A") and link - end <= _ADJECTIVES:
        link += 1
    if link + 2 >= len(items) or items[link].form not in ("et", "ou"):
        return None
    odd, then = items[end], items[link + 1]
    before = _member(items, comma)
    kinds = "N" if odd.only("N") and not names_person(odd) else "I" if odd.only("I") else ""
    if not before or not kinds:
        return None
    if before in ("definite", "indefinite"):
        same = DEFINITE if before == "definite" else INDEFINITE
        fits = then.form in same and items[link + 2].any("N") and not items[link + 2].only("V")
        return link + 2 if fits else None
    return link + 1 if kinds == "N" and then.only("I") and link == end + 1 else None


def _member(items: tuple[Word, ...], comma: int) -> str:
    """What kind of member ends before a comma: a noun with a definite or indefinite article, an infinitive, or none."""
    at = comma - 1
    while at > 0 and items[at].only("A"):
        at -= 1
    if at < 1 or items[at].capital:
        return ""
    if at == comma - 1 and items[at].only("I"):
        return "infinitive"
    article = items[at - 1]
    if not items[at].any("N") or items[at].shape != "word" or article.form not in determiners():
        return ""
    return (
        "definite"
        if article.form in DEFINITE
        else "indefinite"
        if article.form in INDEFINITE
        else ""
    )
