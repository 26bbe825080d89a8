"""French comparisons put together of pieces that exclude each other: « plus meilleur », « aussi grand comme »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.languages.fr.lexicon import Trigger, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

_COMPARED = {
    "meilleur": "meilleur", "meilleure": "meilleure", "meilleurs": "meilleurs", "meilleures": "meilleures",
    "mieux": "mieux", "pire": "pire", "pires": "pires",
}  # fmt: skip
"""Comparatives, which « plus » would compare twice."""
_POSITIVE = {
    "bon": "meilleur",
    "bonne": "meilleure",
    "bons": "meilleurs",
    "bonnes": "meilleures",
    "bien": "mieux",
}
"""What has a comparative of its own, and that."""
_NOT = {"ne", "n'"}
_COMPARING = Trigger(forms=[("plus", "aussi")])
_THE = {"le", "la", "les"}
_REACH = 4
"""Words before « plus » among which « ne » makes it “no longer”."""


@check(
    "FLU252",
    "broken-comparison",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def broken_comparison(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A comparison is made twice, or not as French makes it.

    What it does: reports « plus » before « meilleur », « mieux » or « pire », « plus bon que » and « le plus bon », and
    « comme » behind « aussi » and an adjective. « ne … plus », no longer, is left alone.

    Why it matters: « more better » is never right, and « aussi grand comme » copies another language.

    Example: « le plus meilleur restaurant », « aussi grand comme son frère »

    What to do: « le meilleur restaurant », « aussi grand que son frère ».
    """
    for case in cases:
        items = words(case.text)
        for at in items.at(_COMPARING, behind=1):
            found = _compared(items, at) or _as(items, at)
            if found is not None:
                last, better = found
                said = case.text[items[at].start : items[last].end]
                message = _("Not “{wrong}”, but “{right}”.").format(wrong=said, right=better)
                yield hit(case, items[at], items[last], message)


def _compared(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of the word that « plus » at `at` compares twice, and what is right."""
    if items[at].form != "plus":
        return None
    before, word = items[max(at - _REACH, 0) : at], items[at + 1]
    if any(item.form in _NOT for item in before):
        return None
    if word.form in _COMPARED:
        return at + 1, _COMPARED[word.form]
    then = items[at + 2].form if at + 2 < len(items) else ""
    compared = then in ("que", "qu'") or (
        bool(before) and before[-1].form in _THE and word.form != "bien"
    )
    return (at + 1, _POSITIVE[word.form]) if word.form in _POSITIVE and compared else None


def _as(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of « comme » behind « aussi » at `at` and an adjective, and what is right."""
    if items[at].form != "aussi" or at + 2 >= len(items) or items[at + 2].form != "comme":
        return None
    adjective = items[at + 1]
    plain = adjective.shape == "word" and adjective.any("A") and not adjective.any("PVB")
    return (at + 2, f"aussi {adjective.form} que") if plain else None
