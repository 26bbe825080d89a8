"""French possessives before a part of the body that a reflexive verb says whose it is: « il se brosse ses dents »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.invariable import BODY, DONE_TO_ONESELF
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

_VERBS = Trigger(lemmas=[DONE_TO_ONESELF])
POSSESSIVES = {
    "mon": "le", "ma": "la", "mes": "les", "ton": "le", "ta": "la", "tes": "les", "son": "le", "sa": "la", "ses": "les",
    "nos": "les", "vos": "les", "leurs": "les",
}  # fmt: skip
REFLEXIVE = frozenset(
    ["me", "m'", "te", "t'", "se", "s'", "nous", "vous", "-toi", "-vous", "-nous"]
)
_REACH = 3
"""Words before the verb, or right behind it, among which its reflexive pronoun stands."""


@check(
    "FLU265",
    "possessive-body-part",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def possessive_body_part(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A part of the body has a possessive although the verb already says whose it is.

    What it does: reports « mes », « ses » and the like before a part of the body after a reflexive form of laver,
    brosser, casser and the like.

    Why it matters: the owner is named twice, as in English; French uses the article.

    Example: « Il se brosse ses dents. »

    What to do: use the article: « Il se brosse les dents. »
    """
    for case, items, at in sightings(cases, _VERBS, behind=2):
        first = at + 1 + (items[at + 1].shape == "clitic")
        if first + 1 >= len(items) or items[first].form not in POSSESSIVES:
            continue
        near = {word.form for word in items[max(at - _REACH, 0) : first]}
        described = first + 2 < len(items) and items[first + 2].any("AP")  # "sa jambe contusionnée"
        if items[first + 1].form in BODY and not described and not near.isdisjoint(REFLEXIVE):
            message = _("The verb says whose “{noun}” it is: “{article}” is enough.")
            article = POSSESSIVES[items[first].form]
            said = message.format(noun=items[first + 1].form, article=article)
            yield hit(case, items[first], items[first + 1], said)
