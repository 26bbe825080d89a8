"""French prepositions that nothing calls for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    MODALS,
    OBJECTS,
    PERSONS,
    words_before,
)
from checker.checks.french.counted_prepositions import is_counted
from checker.checks.french.government import SPOKEN_TO, VERBS
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs with a direct object, and no “de” before it.
TRANSITIVE = WordList("government.transitive")
# Verbs whose “de” or “à” wants an infinitive, and which have no noun behind it: « continuer d'avancer ».
WITH_INFINITIVE = WordList("government.with_infinitive")
ALONE = (
    *MODALS,
    "sembler",
    "paraître",
    "faillir",
    "savoir",
    "préférer",
    "espérer",
    "adorer",
    "détester",
)
"""Verbs that an infinitive follows without a preposition (dictionary forms)."""
# What makes “de” right for all that: negation, quantity, a comparison.
LICENSING = WordList("government.licensing")
# Adverbial phrases: de façon, de préférence.
ADVERBIAL = WordList("government.adverbial")
# Prepositions before which no “à” stands.
_INSIDE = {"dans", "chez"}
_SEVERAL = {"plusieurs", "quelques"}
# Prepositions behind which no “de” stands before these.
_WITHOUT_OF = {"pour", "malgré", "selon", "pendant", "durant", "chez", "sans", "parmi"}
_OWN_ARTICLES = {
    "mon",
    "ma",
    "mes",
    "son",
    "sa",
    "ses",
    "notre",
    "nos",
    "votre",
    "vos",
    "leur",
    "leurs",
    "cet",
    "cette",
}
_DE = Trigger(forms=[("de", "d'", "à")])
# Verbs that an infinitive follows without “à” either (dictionary forms).
_WITHOUT_TO = frozenset([*ALONE, "souhaiter", "désirer", "oser", "compter"]) - {
    "faillir",
    "falloir",
}


@check(
    "FLU226",
    "needless-preposition",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def needless_preposition(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A “de” or an “à” that nothing calls for.

    What it does: reports “de” between a modal verb and its infinitive (« il peut de partir »), between « pour »,
    « sans » or « à » and an infinitive, and between a verb such as « contenir » or « continuer » and a bare singular
    noun, unless a negation or a quantity calls for it; “à” between a modal verb or « souhaiter » and its infinitive;
    « décidé que de » with one; and « plusieurs de témoins », « pour de son retard », « environ de deux ».

    Why it matters: a piece of another construction was left over, and the reader has to guess what was meant.

    Example: « Ce fichier peut contenir de contenu protégé. »

    What to do: delete “de”, or use the article that the noun needs.
    """
    for case, items, link in sightings(cases, _DE, before=1, behind=1):
        at = link - 1
        if _needless(items, at):
            yield hit(
                case,
                items[at],
                items[at + 2],
                _("“{preposition}” is not needed between “{first}” and “{last}”.").format(
                    preposition=items[at + 1].form,
                    first=items[at].form,
                    last=items[at + 2].form,
                ),
            )


def _doubled(items: tuple[Word, ...], at: int) -> bool:
    """Whether “de” or “à” stands beside a word that goes without: « plusieurs de témoins », « pour de son retard »."""
    word, link, after = items[at : at + 3]
    if link.form == "à":
        return after.form in _INSIDE and after.any("E") and word.shape == "word"
    if word.form in _SEVERAL:
        return link.form == "de" and after.only("N") and is_counted(after, several=False)
    if word.form == "environ":
        return after.shape == "number" or after.any("C")
    return word.form in _WITHOUT_OF and after.form in _OWN_ARTICLES and word.any("E")


def _needless(items: tuple[Word, ...], at: int) -> bool:
    """Whether the preposition behind the word at `at` is one too many.

    One function: its guards, read one after the other.
    """
    word, after = items[at], items[at + 2]
    if word.shape not in ("word", "elided") or word.caps or after.shape != "word" or after.capital:
        return False
    left = items[at - 1].form if at else ""
    if _doubled(items, at):
        return True
    if word.form in ("que", "qu'") and at:
        # "a décidé que de fermer", not "ne décide que de", "plutôt que de"
        decides = items[at - 1].only("VPA") and not items[at - 1].lemmas.isdisjoint(VERBS["de"])
        before = words_before(items, at)
        alone = not any(item.form in ("ne", "n'", "plus", "autre", "mieux") for item in before)
        return decides and alone and items[at + 1].form in ("de", "d'") and after.only("I")
    if items[at + 1].form == "à":
        governs = any(r.kind in "VI" and r.lemma in _WITHOUT_TO for r in word.readings)
        own = left in (*PERSONS, "qui", "ne", "n'") or (left in ("pour", "de") and word.only("I"))
        # "installez ceux que vous voulez à partir du menu"
        return governs and own and after.only("I") and after.form != "partir"
    if word.form == "après" and after.any("I") and after.only("IN"):
        return True  # "après de manger"
    if after.any("I") and after.only("IN"):
        if word.form in ("pour", "sans", "à"):
            return True
        if not after.only("I") and left not in PERSONS:
            return False
        modal = any(word.is_form_of(lemma, "V") for lemma in ALONE) and not word.any("NAB")
        # "vous devez", not "il vous faut de partir"
        subject = any(item.tag[2:] == SPOKEN_TO.get(left) for item in word.readings)
        return modal and (subject or left not in OBJECTS - {"ne", "n'"})
    infinitive = any(r.kind in "VIG" and r.lemma in WITH_INFINITIVE for r in word.readings)
    governs = infinitive or any(r.kind in "VI" and r.lemma in TRANSITIVE for r in word.readings)
    if not governs or word.any("NAP"):
        return False
    # A participle counts as an adjective too: contenu.
    if not after.any("N") or not after.only("NAP" if after.any("P") else "N"):
        return False
    if after.form in ADVERBIAL:
        return False
    plural = any(item.tag[2] != "s" for item in after.readings)
    if plural and not after.only("N") and (at + 3 >= len(items) or items[at + 3].any("N")):
        return False  # "de petites maisons"
    return infinitive or not any(
        item.form in LICENSING for item in (*words_before(items, at), *items[at + 3 : at + 4])
    )
