"""French quantities: what stands behind them has “de” without an article, but for “la plupart des”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

PERIODS = WordList("tenses.periods")
ADVERBS = frozenset(["trop", "beaucoup", "tant", "tellement", "énormément", "peu"])
# Measures of what is eaten and drunk, of which none is a part of something else: un kilo de pommes.
MEASURES = WordList("partitives.measures")
_COUNTING = Trigger(forms=[ADVERBS, MEASURES, ("plupart", "chaque")])
_BEST = frozenset(
    ["meilleur", "meilleurs", "meilleure", "meilleures", "plus", "premiers", "premières"]
)
# Determiners behind « la plupart de »: la plupart de ces gens.
DEFINITE = WordList("partitives.definite")


@check(
    "FLU261",
    "article-after-quantity",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def article_after_quantity(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A quantity is followed by “des” or “du” where French uses “de”, or « la plupart » by “de”.

    What it does: reports a measure with « des » or « du » (« un kilo des pommes »), « trop », « beaucoup »
    and the like between “avoir” and « des » (« il y a beaucoup des gens »), « la plupart de » before a bare noun, and
    « chaque » before a number of days or years (« chaque deux semaines »).

    Why it matters: it is a plain mistake that stops the reader.

    Example: « Il y a trop des voitures. », « un kilo des pommes », « la plupart de gens »

    What to do: « trop de voitures », « un kilo de pommes », « la plupart des gens ».
    """
    for case, items, at in sightings(cases, _COUNTING, behind=2):
        wanted = _wanted(items, at)
        if wanted:
            article = items[at + 1]
            message = _("After “{quantity}”, “{article}” should be “{wanted}”.").format(
                quantity=items[at].form, article=article.form, wanted=wanted
            )
            yield Hit(case.segment.index, Span(items[at].start, article.end), message)


def _wanted(items: tuple[Word, ...], at: int) -> str:
    """What the quantity at `at` should have behind it; empty where nothing is wrong.

    One function: its guards, read one after the other.
    """
    word, article, noun = items[at : at + 3]
    if word.form == "chaque":
        return "tous les / toutes les" if _several_periods(article, noun) else ""
    if word.shape != "word" or article.shape not in ("word", "elided") or noun.capital:
        return ""
    if word.form == "plupart" and article.form in ("de", "d'"):
        bare = noun.shape == "word" and noun.any("N") and noun.form not in DEFINITE
        # "des pièces provenant pour la plupart de jeux"
        mostly = at > 1 and items[at - 2].form == "pour"
        return "des" if bare and at and items[at - 1].form == "la" and not mostly else ""
    if article.form not in ("des", "du") or not noun.any("N"):
        return ""
    left = items[at - 1] if at else None
    if word.form in MEASURES:
        best = noun.form in _BEST  # "deux litres des meilleures bières"
        return "de" if left is not None and _is_number(left) and not best else ""
    if word.form not in ADVERBS:
        return ""
    if left is None and word.form in ("trop", "tellement") and article.form == "des":
        return "de"
    had = left is not None and left.is_form_of("avoir", "V")
    had = had and word.form != "peu"  # "il y a peu des frais": not long ago
    follows = {item.form for item in items[at + 3 : at + 6]}
    # "il y a beaucoup des voitures que tu vois": some of them
    some = not follows.isdisjoint(("que", "qu'", "qui", "dont", "de", "du", "des", "d'"))
    return "de" if had and article.form == "des" and not some else ""


def _several_periods(number: Word, noun: Word) -> bool:
    """Whether a number above one and a length of time stand behind « chaque »: « chaque deux semaines »."""
    several = number.shape == "number" and number.form.isdecimal() and number.form != "1"
    counted = number.any("C") and number.form not in ("un", "une", "cent", "mille")
    period = noun.shape == "word" and noun.any("N") and not noun.lemmas.isdisjoint(PERIODS)
    return (several or counted) and period


def _is_number(word: Word) -> bool:
    return word.shape == "number" or word.any("C") or word.form in ("un", "une")
