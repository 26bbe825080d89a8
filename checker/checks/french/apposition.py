"""French names and what stands bare behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Behind these stands a name by itself, never one that an adjective says something of: rendre Anna Bloch célèbre.
_PREPOSITIONS = WordList("apposition.prepositions")
_BEFORE = Trigger(forms=[_PREPOSITIONS])
_ENDS = frozenset(",.;:!?»)")


@check(
    "FLU217",
    "adjective-behind-name",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def adjective_behind_name(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adjective directly follows a person's name, as other languages put it.

    What it does: reports a word that may be an adjective between a name of two words that follows a preposition,
    and a comma or the end of the sentence.

    Why it matters: French puts it before the name with an article, or after a comma; like this it is not a sentence.

    Example: « Il est l'allié d'Anna Bloch socialiste, élue hier. »

    What to do: « de la socialiste Anna Bloch », « d'Anna Bloch, socialiste, ».
    """
    for case, items, before in sightings(cases, _BEFORE, behind=4):
        at = before + 3
        if _bare(items, at):
            message = _("“{adjective}” cannot directly follow a proper name.").format(
                adjective=items[at].form
            )
            yield hit(case, items[at - 2], items[at], message)


def _bare(items: tuple[Word, ...], at: int) -> bool:
    """Whether items[at] is such an adjective."""
    preposition, first, last, adjective, after = items[at - 3 : at + 2]
    if after.form not in _ENDS or preposition.form not in _PREPOSITIONS or preposition.caps:
        return False
    if not all(_names(word) for word in (first, last)):
        return False
    plain = adjective.shape == "word" and not adjective.capital
    return (
        plain
        and adjective.only("NA")
        and any(item.tag[2] == "s" for item in adjective.readings if item.kind == "A")
    )


def _names(word: Word) -> bool:
    """Whether a capitalised word can only be a name."""
    return word.shape == "word" and word.capital and (not word.readings or word.only("R"))
