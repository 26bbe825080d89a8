"""French words side by side that French hardly ever has so: one is missing, too many, or meant in another form.

What other rules say of the same words, they say better: this one knows only that something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.exceptions import Exceptions, Pair
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sighted
from checker.languages.fr.lexicon import DETERMINERS, Trigger
from checker.languages.fr.neighbours import LEFT, RIGHT, hardly_ever
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

_OBJECTS = frozenset(["le", "la", "les", "l'", "leur", "leurs"])
"""Articles that are pronouns before a verb."""
_STRESSED = frozenset(["elle", "elles", "vous"])
_ALONE = frozenset(["seul", "seule", "seuls", "seules"])
_ONE = frozenset(["un", "une"])
_BEFORE_BARE = frozenset(["à", "sur", "pour", "par", "contre"])
"""Prepositions behind which labels and set phrases leave the article out."""
_NOUNS = frozenset(["son", "ton", "été", "est", "avoir"])
"""Small words that are nouns too: le son, cet été, un avoir."""
_LEFT = Trigger(forms=[LEFT])


_PRESSING = frozenset(["cliquer", "appuyer", "taper", "toucher"])
may_stand = Exceptions[Pair]("FLU270")


@may_stand.when("Le désolé voyageur s'arrêta.")
def _participle_for_a_noun(it: Pair) -> bool:
    determined = it.first.form in DETERMINERS or it.first.form in ("l'", "du", "des", "au")
    return determined and it.second.any("P") and not it.second.any("N")


@may_stand.when("Nos villes sont filles du fleuve.")
def _said_of_the_subject(it: Pair) -> bool:
    return it.first.is_form_of("être", "VP") and it.second.any("N") and not it.second.any("I")


@may_stand.when("On les trompe tous les jours.")
def _object_before_its_verb(it: Pair) -> bool:
    return it.first.form in _OBJECTS and it.second.any("VIG")


@may_stand.when("Les feuilles volaient autour d'elle éparpillées par le vent.")
def _no_subject(it: Pair) -> bool:
    before = it.before
    behind = before is not None and (before.any("E") or before.shape == "elided")
    return behind and it.first.form in _STRESSED


@may_stand.when("Il n'avait rien de brodé sur la veste.")
def _something_of_that_kind(it: Pair) -> bool:
    return it.first.form in ("de", "d'") and it.second.any("AP") and not it.second.any("I")


@may_stand.when("Le chef peut seul signer la lettre.")
def _alone(it: Pair) -> bool:
    return it.second.form in _ALONE


@may_stand.when("Le troisième son a surpris tout le monde.")
def _small_word_as_a_noun(it: Pair) -> bool:
    before = it.before
    kinds = "DA" if it.first.form == "avoir" else "DAE"  # not « après avoir »
    noun = before is not None and (before.any(kinds) or before.shape == "elided")
    return noun and it.first.form in _NOUNS


@may_stand.when("Il a deux bouées dont une est percée.")
def _one_of_them(it: Pair) -> bool:
    before = it.before
    pronoun = before is not None and before.form in ("quelqu'", "l'")
    return it.first.form in _ONE and (pronoun or it.second.form in RIGHT)


@may_stand.when("Cliquez sur relancer pour ouvrir la page.")
def _label_of_a_button(it: Pair) -> bool:
    before = it.before
    pressed = before is not None and not before.lemmas.isdisjoint(_PRESSING)
    return it.first.form == "sur" and pressed and it.second.any("I")


@may_stand.when("Une salamandre à points bleus dormait.")
def _bare_behind_a_preposition(it: Pair) -> bool:
    return it.first.form in _BEFORE_BARE and it.second.any("N")


@may_stand.when("Cela suppose la bien connue distance de Manhattan.")
def _adverb(it: Pair) -> bool:
    return it.second.any("B")


@may_stand.when("Le vent d'est souffle fort.")
def _east(it: Pair) -> bool:
    return it.second.form == "est" and it.first.shape == "elided"


@may_stand.when("Les références aux père et mère ont été supprimées.")
def _two_together(it: Pair) -> bool:
    return it.behind is not None and it.behind.form in ("et", "ou", "/", "&", ",")


@may_stand.when("Indiquez le ou les motif(s) de votre choix.")
def _of_either_number(it: Pair) -> bool:
    behind = it.behind
    return behind is not None and behind.start == it.second.end and behind.form not in (".", ",")


@check(
    "FLU270",
    "unlikely-neighbours",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
    yields=True,
)
def unlikely_neighbours(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Two words stand side by side that French hardly ever puts so.

    What it does: knows of some seventy small words (articles, prepositions, pronouns, “être”, “avoir”, “pouvoir”) which
    groups of words hardly ever follow them, by counts in millions of words of good French, and reports a word of such a
    group right behind one (« devra traitement », « avec gère », « un servent »), unless that word itself is seen there.
    Where another rule has something to say of the same words, that is shown.

    Why it matters: programs that translate word by word, or lose words, leave neighbours behind that no writer would.

    Example: « L'appareil devra traitement avant la livraison. »

    What to do: read the two words again: one of them is missing, too many, or of the wrong form.
    """
    for case, items in sighted(cases, _LEFT):
        for at in items.at(_LEFT, behind=1):
            left, right = items[at], items[at + 1]
            if right.shape not in ("word", "elided") or right.capital or len(right.form) < 2:
                continue
            if left.capital and at:
                continue
            if not hardly_ever(left.form, right.form) or not _beside(case.text, left, right):
                continue
            if not may_stand(Pair(items, at)):
                yield hit(
                    case,
                    left,
                    right,
                    _("“{second}” hardly ever stands right behind “{first}” in French.").format(
                        first=left.form, second=right.form
                    ),
                )


def _beside(text: str, left: Word, right: Word) -> bool:
    """Whether nothing but a space is between two words, or nothing behind an apostrophe."""
    between = text[left.end : right.start]
    return between in (" ", "\u00a0") or (not between and left.shape == "elided")
