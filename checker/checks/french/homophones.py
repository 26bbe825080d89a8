"""French words that sound alike and are taken for one another, where the neighbours leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.languages.fr.lexicon import determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SINGULAR = {"il", "elle", "on"}
PLURAL = {"ils", "elles"}
OPENERS = {"il", "elle", "on", "ils", "elles"}
BEFORE_A = {"compris", "grâce", "quant", "conformément", "contrairement"}
PAIRS_BEFORE_A = {("fur", "et"), ("par", "rapport"), ("à", "face")}
PLACES = {"moment", "jour", "époque", "instant", "là", "endroit"}


@check(
    "FLU234",
    "homophone",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def homophone(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A small word is written like another that sounds the same: son/sont, se/ce, a/à, ou/où, des/dès, quand/quant.

    What it does: reports one of these only where the words next to it exclude it: « ils son partis », « se sera une
    fête », « quand à lui », « leurs donner », « y compris a ceux », « d'ou », « des qu'il », « bien sur que »,
    « quelque soit », « il est peut être parti ».

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
    if word.shape != "word" or word.caps:
        return None
    before = items[at - 1].form if at and items[at - 1].shape == "word" else ""
    if before == "bien" and word.form == "sur":
        return "sûr" if after.form in ("que", "qu'", ",", ".", "!") else None
    if after.shape not in ("word", "elided"):
        return None
    without_accent = _without_accent(items, at, before)
    if without_accent is not None:
        return without_accent
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
        return "ce" if article in determiners() and not superlative and not reflexive else None
    if word.form == "sa" and (after.only("V") or after.form in ("fait", "va", "a")):
        past = all(item.tag[1:2] == "h" for item in after.readings)
        return "ça" if not past and (not before or before in OPENERS) else None
    if word.form == "leurs" and after.only("I"):
        return "leur"
    if word.form == "quand" and after.form in ("à", "au", "aux") and at + 2 < len(items):
        noun = items[at + 2]
        return (
            "quant"
            if noun.form in determiners() or noun.form in ("lui", "moi", "eux", "elle")
            else None
        )
    return None


def _without_accent(items: tuple[Word, ...], at: int, before: str) -> str | None:
    """The word with an accent, or in one piece, that this one is written for."""
    word, after = items[at], items[at + 1]
    ahead = items[at - 2].form if at > 1 else ""
    left = items[at - 1] if at else None
    if word.form == "des" and after.form in ("que", "qu'", "le", "la", "les", "l'", "lors"):
        return "dès"
    if word.form == "a" and (before in BEFORE_A or (ahead, before) in PAIRS_BEFORE_A):
        return "à"
    if word.form == "ou" and left is not None:
        clause = after.form in OPENERS | {"je", "j'", "nous", "vous"}
        place = before in PLACES or (ahead, before) == ("la", "mesure")
        if left.form == "d'" or (place and clause):
            return "où"
    if word.form in ("quelque", "quelques") and after.form in ("soit", "soient"):
        return "quel que"
    if word.form == "peut" and after.form == "être" and left is not None:
        finite = left.is_form_of("être", "V") or left.is_form_of("avoir", "V")
        return "peut-être" if finite and left.shape == "word" else None
    return None
