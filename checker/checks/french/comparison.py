"""French comparisons put together of pieces that exclude each other: « plus meilleur », « aussi grand comme »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import AUXILIARY, persons, plain, skip_while
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
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
_LESS = {
    "meilleur": "moins bon", "meilleure": "moins bonne", "meilleurs": "moins bons", "meilleures": "moins bonnes",
    "mieux": "moins bien", "pire": "moins mauvais", "pires": "moins mauvais",
}  # fmt: skip
"""What less of a comparative is."""
_POSITIVE = {
    "bon": "meilleur",
    "bonne": "meilleure",
    "bons": "meilleurs",
    "bonnes": "meilleures",
    "bien": "mieux",
}
"""What has a comparative of its own, and that."""
NUMERALS = WordList("agreement.numerals")
_SIZES = frozenset(
    [
        "grand",
        "grande",
        "petit",
        "petite",
        "jeune",
        "vieux",
        "vieille",
        "fort",
        "forte",
        "rapide",
        "riche",
        "pauvre",
    ]
) | {
    "intelligent",
    "intelligente",
    "beau",
    "belle",
    "âgé",
    "âgée",
    "cher",
    "chère",
    "gentil",
    "gentille",
}
_NOT = {"ne", "n'"}
_THE = {"le", "la", "les"}
_COPULAS = ("être", "sembler", "paraître", "devenir", "faire")
_COMPARATIVE = {
    *_COMPARED,
    "moindre",
    "moindres",
    "supérieur",
    "supérieure",
    "inférieur",
    "autre",
    "tel",
}
_DIFFERENT = {"différent", "différente", "différents", "différentes"}
_COMPARING = Trigger(forms=[("plus", "moins", "aussi", "beaucoup", "même", "mêmes"), _DIFFERENT])
_FOREMOST = WordList("comparison.foremost")
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
    """A comparison is doubled, or not formed as in French.

    What it does: reports « plus » or « moins » before « meilleur », « mieux » or « pire », « plus bon que » and
    « le plus bon », and « comme » after « aussi » and an adjective, or after « le même » and a noun; « différent que »,
    « plus grand de moi », « la ville plus belle du pays », and « beaucoup » before an adjective (« beaucoup belle »).
    « ne … plus », no longer, is left alone.

    Why it matters: « more better » is never right, and « aussi grand comme » copies another language.

    Example: « le plus meilleur restaurant », « aussi grand comme son frère »

    What to do: « le meilleur restaurant », « aussi grand que son frère ».
    """
    for case, items, at in sightings(cases, _COMPARING, behind=1):
        found = (
            _as(items, at)
            or _compared(items, at)
            or _less_or_best(items, at)
            or _most(items, at)
            or _much(items, at)
            or _same(items, at)
        )
        if found is not None:
            last, better = found
            phrase = case.text[items[at].start : items[last].end]
            message = _("“{wrong}” should be “{right}”.").format(wrong=phrase, right=better)
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
    if word.form in ("que", "qu'"):
        return _more_than(items, at)
    person = items[at + 3].form if then == "de" and at + 3 < len(items) else ""
    if word.form in _SIZES and person in ("moi", "toi", "lui", "elle", "nous", "vous", "eux"):
        says = bool(before) and before[-1].is_form_of("être", "V")  # "plus grand de moi"
        return (at + 3, f"plus {word.form} que {person}") if says else None
    compared = then in ("que", "qu'") or (
        bool(before) and before[-1].form in _THE and word.form != "bien"
    )
    return (at + 1, _POSITIVE[word.form]) if word.form in _POSITIVE and compared else None


def _less_or_best(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of the word behind « moins » or « le plus » at `at` that is wrong: « moins pire », « le plus bien bar »."""
    word = items[at + 1]
    if items[at].form == "moins" and word.form in _COMPARED:
        return at + 1, _LESS[word.form]
    best = items[at].form == "plus" and word.form == "bien" and at and items[at - 1].form in _THE
    if not best or not plain(items, at + 2):
        return None
    noun = items[at + 2]
    return (at + 1, "meilleur") if noun.any("N") and noun.only("NG") else None


def _most(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of an adjective behind « plus » at `at` that lacks its article: « la ville plus belle du pays »."""
    if items[at].form != "plus" or at < 2 or at + 3 >= len(items):
        return None
    article, noun, adjective, of = items[at - 2], items[at - 1], items[at + 1], items[at + 2]
    named = article.form in _THE and plain(items, at - 1) and noun.any("N") and noun.only("NAV")
    named = named and not noun.form.removesuffix("s").endswith("ième")
    the = of.form in ("du", "des") or (of.form == "de" and items[at + 3].form in ("la", "l'"))
    whole = items[at + 3].form not in NUMERALS and items[at + 3].shape != "number"
    if not named or adjective.form not in _FOREMOST or not the or not whole:
        return None
    return at + 1, f"{article.form} plus {adjective.form} {noun.form}"


def _more_than(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of a number behind « plus que » at `at` and a verb, and what is right: « il a plus que vingt ans »."""
    if not at and len(items) > 4 and _counts(items[2]):
        there = skip_while(items, 3, _counts) + 1
        if not plain(items, there):
            return None
        verb = items[there]  # "Plus que deux cents personnes étaient là"
        doing = "3p" in persons(verb.readings)
        doing = doing and (verb.only("V") or verb.form in AUXILIARY)
        return (at + 2, f"plus de {items[at + 2].form}") if doing else None
    if not at or at + 2 >= len(items):
        return None
    verb, number = items[at - 1], items[at + 2]
    counted = _counts(number)
    has = verb.shape == "word" and (verb.only("V") or verb.form in AUXILIARY)
    return (at + 2, f"plus de {number.form}") if counted and has and verb.form != "faut" else None


def _counts(word: Word) -> bool:
    return word.shape == "number" or word.any("C") or word.form in NUMERALS


def _as(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of « comme » behind « aussi » at `at` and an adjective, and what is right."""
    degree = items[at].form
    if degree not in ("aussi", "plus") or at + 3 >= len(items) or items[at + 2].form != "comme":
        return None
    if degree == "plus" and any(item.form in _NOT for item in items[max(at - _REACH, 0) : at]):
        return None  # "tu n'es plus gaie comme au départ"
    if degree == "plus" and not (
        at
        and items[at - 1].is_form_of("être", "V")
        and (items[at + 3].form in determiners() or items[at + 3].capital)
    ):
        return None
    if items[at + 3].form == ",":
        return None  # "d'autres, aussi importantes comme, par exemple, celle-ci"
    adjective = items[at + 1]
    plain = adjective.shape == "word" and adjective.any("A") and not adjective.any("PVB")
    return (at + 2, f"{degree} {adjective.form} que") if plain else None


def _much(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of an adjective behind « beaucoup » at `at`, and what is right: « elle est beaucoup belle »."""
    if items[at].form != "beaucoup" or not at or items[at + 1].shape != "word":
        return None
    left, adjective = items[at - 1], items[at + 1]
    says = left.shape == "word" and any(left.is_form_of(verb, "V") for verb in _COPULAS)
    says = says or left.form in ("et", "mais")
    plain = adjective.any("A") and adjective.only("ANG") and adjective.form not in _COMPARATIVE
    return (at + 1, f"très {adjective.form}") if says and plain else None


def _same(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of « que » behind « différent » at `at`, or of « comme » behind « le même » and a noun."""
    word, link = items[at], items[at + 1]
    if word.form in _DIFFERENT and link.form in ("que", "qu'") and at:
        compared = items[at - 1].form in ("plus", "moins", "aussi", "si", "tellement")
        says = items[at - 1].is_form_of("être", "V") or items[at - 1].form in ("très", "bien")
        return (at + 1, f"{word.form} de") if says and not compared else None
    if word.form in ("même", "mêmes") and at and at + 3 < len(items):
        as_ = items[at + 2]
        alike = items[at - 1].form in _THE and link.any("N") and as_.form == "comme"
        if word.form == "mêmes" and items[at + 3].form in ("le", "la", "les", "l'"):
            return None  # "les mêmes obligations comme le respect des règles": examples
        then = items[at + 3]
        thing = then.form in determiners() or then.form in ("moi", "toi", "lui", "elle", "eux")
        phrase = f"{word.form} {link.form} que"
        return (at + 2, phrase) if alike and thing and link.only("NAV") else None
    return None
