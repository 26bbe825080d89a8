"""French words that sound alike and are taken for one another, where the neighbours leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.grammar_agreement import DETERMINERS, hit
from checker.messages import _
from checker.morphology import Word, words
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SINGULAR = {"il", "elle", "on"}
PLURAL = {"ils", "elles"}
OPENERS = {"il", "elle", "on", "ils", "elles"}
DEMONSTRATIVE = {"sa": "ça", "leurs": "leur", "ce": "se", "se": "ce"}


@check(
    "FLU234",
    "homophone",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def homophone(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A small word is written like another that sounds the same: son/sont, on/ont, se/ce, leurs/leur, quand/quant.

    What it does: reports one of these only where the words next to it exclude it: « ils son partis », « se sera une
    fête », « quand à lui », « leurs donner ».

    Why it matters: the reader has to say the sentence aloud to understand it.

    Example: « elles on gagné ».

    What to do: write the word that is meant: « elles ont gagné ».
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 1):
            meant = _meant(items, at)
            if meant is not None:
                yield hit(
                    case,
                    items[at],
                    items[at],
                    _("“{word}” is written for “{meant}”.").format(
                        word=items[at].form, meant=meant
                    ),
                )


def _meant(items: tuple[Word, ...], at: int) -> str | None:
    word, after = items[at], items[at + 1]
    if word.shape != "word" or word.caps or after.shape not in ("word", "elided"):
        return None
    before = items[at - 1].form if at and items[at - 1].shape == "word" else ""
    participle = after.any("P") and after.only("AP")
    if before in PLURAL:
        if word.form == "son" and after.any("P"):
            return "sont"
        if word.form == "on" and after.any("P"):
            return "ont"
    if before in SINGULAR and word.form == "et" and participle and before != "elle":
        return "est"
    if word.form == "ce" and before in OPENERS and after.only("V"):
        return "se"
    if word.form == "se" and after.is_form_of("être", "V") and at + 2 < len(items):
        article = items[at + 2].form
        superlative = at + 3 < len(items) and items[at + 3].form in ("plus", "moins", "mieux")
        # "ils se sont une fois de plus trompés"
        reflexive = any(item.any("P") for item in items[at + 3 : at + 9])
        return "ce" if article in DETERMINERS and not superlative and not reflexive else None
    if word.form == "sa" and (after.only("V") or after.form in ("fait", "va", "a")):
        past = all(item.tag[1:2] == "h" for item in after.readings)
        return "ça" if not past and (not before or before in OPENERS) else None
    if word.form == "leurs" and after.only("I"):
        return "leur"
    if word.form == "quand" and after.form in ("à", "au", "aux") and at + 2 < len(items):
        noun = items[at + 2]
        return (
            "quant"
            if noun.form in DETERMINERS or noun.form in ("lui", "moi", "eux", "elle")
            else None
        )
    return None
