"""French prepositions between an amount and what is counted: « près de deux millions », « beaucoup de gens »."""

from __future__ import annotations

import functools

from checker.checks.french.clause import (
    AUXILIARY,
    names_subject,
    skip_while,
)
from checker.languages.fr.lexicon import WordList
from checker.languages.morphology import Word

# Nouns that count others: trois millions de personnes.
COUNTING = WordList("government.counting")
# Adverbs of quantity: moins d'erreurs.
QUANTITY = WordList("government.quantity")
# What stands behind « deux millions » without being counted: deux millions restants.
LEFT_OVER = WordList("government.left_over")
# Nouns for many, behind “un” and the like: un grand nombre de.
LARGE = {"nombre", "quantité", "multitude", "partie", "variété", "majorité", "série", "gamme"}
SIZED = {"grand", "certain", "petit", "grande", "petite", "bonne", "une", "large", "vaste"}
# Measures of what is eaten and drunk: deux litres d'eau.
MEASURES = WordList("government.measures")
# Before a singular: assez de temps; “beaucoup” may be said to somebody: merci beaucoup docteur.
PLENTY = {"assez"}
QUALITIES = WordList("government.qualities")
ARTICLES_BEFORE = {"le", "la", "les", "l'", "de", "d'"}
_SOME = {"une", "un", "quelques", "plusieurs", "demi"}
_BEFORE_NUMBER = {
    ",", "dans", "depuis", "pendant", "après", "pour", "avec", "à", "sur", "et", "ou", "dont", "que", "par",
    "chez", "pas", "déjà", "aujourd'hui", "encore", "contre", "il", "y",
}  # fmt: skip
_DEGREES = {"degrés", "degré", "points", "°"}
_FAR = frozenset(["kilomètre", "kilomètres", "km", "mètre", "mètres", "minutes", "heures", "pas"])
RISING = WordList("government.rising")
NEED_REACH = 4
"""Words before a number or « besoin » among which stands what says otherwise, or the verb."""


def nearly(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A number right behind « près » or « plus »: « près deux millions », « plus 10 000 cyclistes ».

    Not of « à peu près deux », « à un mois près », « n'a plus deux ans », « deux plus trois », « plus 5 degrés ».
    """
    if items[at].form == "plus" and at and items[at - 1].form in ("pour", "avec", "obtenir"):
        after = items[at + 1]
        many = after.only("N") and after.shape == "word" and is_counted(after, several=False)
        return (at + 1, "de") if many else None  # "pour plus informations"
    if items[at].form in ("chacun", "chacune"):
        each = at == 0 and items[1].form in ("les", "ces", "nos", "vos", "leurs")
        return (1, "de") if each and names_subject(items[2]) else None
    if items[at].form not in ("près", "plus") or not _is_number(items, at + 1):
        return None
    if items[at].form == "plus":
        return (at + 1, "de") if _more_than(items, at) else None
    before = items[max(0, at - NEED_REACH) : at]
    other = any(word.form in ("peu", "à") or word.any("C") for word in before)
    return None if other else (at + 1, "de")


def _more_than(items: tuple[Word, ...], at: int) -> bool:
    """Whether “plus” at `at`, before a number and what is counted, adds nothing and denies nothing."""
    before = items[at - 1] if at else None
    if before is not None and not (
        before.form in _BEFORE_NUMBER or before.any("V") or before.form in AUXILIARY
    ):
        return False
    if any(word.form in ("ne", "n'") for word in items[max(0, at - NEED_REACH) : at]):
        return False
    counted = skip_while(items, at + 1, lambda word: word.shape == "number" or word.any("C"))
    if counted >= len(items) or items[at + 1].form in ("un", "une"):
        return False
    noun = items[counted]
    return noun.shape == "word" and noun.form not in _DEGREES and is_counted(noun, several=True)


def by_how_much(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A share right behind a verb of rising or falling: « les prix ont augmenté 3 % »."""
    if at + 2 >= len(items):
        return None
    if "situer" in items[at].lemmas and items[at].any("P"):
        away = _is_number(items, at + 1) and items[at + 2].form in _FAR
        return (at + 1, "à") if away else None
    if items[at].lemmas.isdisjoint(RISING):
        return None
    past = items[at].any("P") and at > 0 and items[at - 1].is_form_of("avoir", "VIG")
    number, unit = items[at + 1 : at + 3]
    share = number.shape == "number" and (unit.form == "%" or number.form.endswith("%"))
    return (at + 1, "de") if share and (past or items[at].any("VIG")) else None


def after_count(
    word: Word, after: Word, items: tuple[Word, ...], at: int
) -> tuple[int, str] | None:
    """What is counted right behind a quantity or a measure: « une dizaine entreprises ».

    One function: its guards, read one after the other.
    """
    left = items[at - 1].form if at else ""
    if word.form in COUNTING and is_counted(
        after,
        several=(word.form == "plupart" and form_at(items, at - 2) != "pour")
        or _is_number(items, at - 1)
        or left in _SOME
        or (left == "la" and word.form in ("moitié", "majorité")),
    ):
        return at + 1, "de"
    if word.form in LARGE and left in SIZED and is_counted(after, several=True):
        return at + 1, "de"
    if word.form in MEASURES and (_is_number(items, at - 1) or left in _SOME) and _measured(after):
        return at + 1, "de"
    if not after.only("N") or after.any("C"):
        return None
    if (
        word.form in PLENTY
        and not word.caps
        and after.form not in QUALITIES
        and left not in ARTICLES_BEFORE
    ):
        return at + 1, "de"
    quantity = word.form in QUANTITY and all(item.tag[2] == "p" for item in after.readings)
    return (
        (at + 1, "de")
        if quantity and left not in ("au", "de", "en", "d'", "à", "le", "les")
        else None
    )


def _measured(word: Word) -> bool:
    """Whether a word is a noun but for what “tu” alone would make of it: « une pincée sel »."""
    kept = {item.kind for item in word.readings if item.kind != "V" or item.tag[2:] != "2s"}
    return kept == {"N"} and len(word.form) > 1


@functools.cache
def counting() -> frozenset[str]:
    """All that a “de” may be missing behind: one look for the many words that are none of it."""
    return frozenset().union(COUNTING, LARGE, MEASURES, PLENTY, QUANTITY)


def is_counted(word: Word, *, several: bool) -> bool:
    """Whether a word is a plural noun: « élèves », which “tu” alone would make a verb, and « réfugiés » after « deux
    millions », which is no participle there."""
    kept = [item for item in word.readings if item.kind != "V" or item.tag[2:] != "2s"]
    nouns = [item for item in kept if item.kind == "N"]
    others = {item.kind for item in kept} - {"N"}
    allowed = {"A", "P"} if several and word.form not in LEFT_OVER else set()
    return bool(nouns) and others <= allowed and all(item.tag[2] in "pi" for item in nouns)


def form_at(items: tuple[Word, ...], at: int) -> str:
    """The form of the word at `at`; empty before the first."""
    return items[at].form if at >= 0 else ""


def _is_number(items: tuple[Word, ...], at: int) -> bool:
    return at >= 0 and (items[at].shape == "number" or items[at].any("C"))
