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
PHRASES_WITH_A = {
    ("partir", "de"),
    ("partir", "du"),
    ("travers", "le"),
    ("travers", "la"),
    ("travers", "les"),
}
PHRASES_WITH_A |= {
    ("cause", "de"),
    ("cause", "du"),
    ("propos", "de"),
    ("côté", "de"),
    ("condition", "que"),
}
NEGATION = {"ne", "n'", "pas", "sans", "aucun", "jamais"}
SUPPOSED = {"sensé", "sensée", "sensés", "sensées"}
ARTICLES_PLURAL = {"les", "des", "ces", "mes", "ses", "leurs", "nos", "vos"}
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
    « quelque soit », « il est peut être parti », « jusqu'a », « il ma dit », « s'est un problème », « prêt de partir »,
    « sensé savoir ».

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
    if word.form == "a" and at and items[at - 1].form == "jusqu'":
        return "à"
    if word.form == "s'" and after.form == "est":
        return _demonstrative(items, at)
    if word.form == "c'" and after.form in ("est", "était") and at and at + 2 < len(items):
        own = items[at - 1].form in OPENERS and items[at + 2].any("P")  # "elle c'est trompée"
        return "s'" if own and items[at + 2].only("AP") else None
    if word.form == "d'" and after.form == "avantage" and at + 2 < len(items):
        denied = any(item.form in NEGATION for item in items[:at])
        return "davantage" if items[at + 2].form in ("de", "d'", "que") and not denied else None
    if word.shape != "word" or word.caps:
        return None
    before = items[at - 1].form if at and items[at - 1].shape == "word" else ""
    if before == "bien" and word.form == "sur":
        return "sûr" if after.form in ("que", "qu'", ",", ".", "!") else None
    if after.shape not in ("word", "elided"):
        return None
    found = _without_accent(items, at, before) or _without_apostrophe(items, at, before)
    if found is not None:
        return found
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
    if word.form == "a" and left is not None and _moves(items, at):
        return "à" if after.form in determiners() or after.capital else None
    if (
        word.form == "a"
        and not word.capital
        and (after.form, _form(items, at + 2)) in PHRASES_WITH_A
    ):
        return "à" if before not in OPENERS | {"qui", "y"} else None
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


def _moves(items: tuple[Word, ...], at: int) -> bool:
    """Whether a verb of its own stands right before “a”: « il est parti a Paris », « elle va a l'école »."""
    left = items[at - 1]
    if left.shape != "word" or any(
        item.form in ("qui", "que", "qu'", "dont") for item in items[:at]
    ):
        return False
    if at > 1 and left.is_form_of("aller", "V") and items[at - 2].form in OPENERS | {"je", "tu"}:
        return True
    past = at > 1 and left.only("NAP") and left.any("P")
    return past and items[at - 2].is_form_of("être", "V") and items[at - 2].shape == "word"


def _without_apostrophe(items: tuple[Word, ...], at: int, before: str) -> str | None:
    """The word that this one, which sounds the same, is written for, where what stands beside it excludes this one."""
    word, after = items[at], items[at + 1]
    participle = after.any("P") and after.only("APN")
    if word.form in ("ma", "ta", "la") and before in SINGULAR and before != "elle" and participle:
        return f"{word.form[0]}'a"
    if word.form == "peu" and (before in SINGULAR or before in ("ne", "n'")) and after.only("I"):
        return "peut"
    if word.form in ("ces", "ses") and after.form in ("un", "une", "pas", "le", "la"):
        return "c'est" if _form(items, at + 2) not in ("à", "-", "") else None
    left = items[at - 1] if at else None
    if left is not None and left.is_form_of("être", "V") and left.shape == "word":
        infinitive = at + 2 < len(items) and items[at + 2].only("I")
        if word.form == "prêt" and after.form in ("de", "d'") and infinitive:
            return "près"
        if word.form == "près" and after.form == "à" and infinitive:
            return "prêt"
        if word.form in SUPPOSED and after.any("I") and after.only("IN"):
            return f"c{word.form[1:]}"
    if (
        word.form == "voir"
        and after.form == "même"
        and before not in ("pour", "de", "à", "sans", "y")
    ):
        return "voire" if before == "" or (left is not None and left.any("NAPO")) else None
    if word.form in ("on", "son") and participle and at > 1 and items[at - 1].any("N"):
        plural = items[at - 2].form in ARTICLES_PLURAL and not items[at - 1].any("EO")
        return {"on": "ont", "son": "sont"}[word.form] if plural else None
    return None


def _demonstrative(items: tuple[Word, ...], at: int) -> str | None:
    """“c'est” for “s'est” at the beginning of a clause, before a noun."""
    if at + 3 >= len(items) or items[at + 2].form not in determiners():
        return None
    if at and items[at - 1].form not in ("car", "mais", "et", "donc", "que", ".", ":", "—"):
        return None
    reflexive = any(item.any("P") for item in items[at + 3 : at + 9])
    return "c'est" if items[at + 3].any("N") and not reflexive else None


def _form(items: tuple[Word, ...], at: int) -> str:
    return items[at].form if at < len(items) else ""
