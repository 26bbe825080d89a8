"""French adjectives in the place that they have in English: « le mondial marché »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import persons
from checker.checks.french.noun_phrase import hit, nominal, share_form
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Adjectives that no one puts before a noun (dictionary forms).
_AFTER_NOUN = WordList("order.after_noun")
_ADJECTIVE = Trigger(lemmas=[_AFTER_NOUN])


@check(
    "FLU267",
    "adjective-before-noun",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def adjective_before_noun(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adjective that follows its noun in French stands before it.

    What it does: reports an adjective of origin, colour, trade or kind between a determiner and a noun with which it
    agrees (« le mondial marché », « une rouge voiture »), from a list of adjectives that never stand there in millions
    of words that people wrote.

    Why it matters: that is the order of English; the reader takes the adjective for a noun, and stumbles.

    Example: « Le chinois gouvernement a réagi. »

    What to do: put the adjective after its noun: « le gouvernement chinois ».
    """
    for case, items, at in sightings(cases, _ADJECTIVE, before=1, behind=1):
        if _misplaced(items, at):
            message = _("“{adjective}” belongs after “{noun}”.")
            adjective, noun = items[at].form, items[at + 1].form
            yield hit(
                case,
                items[at],
                items[at + 1],
                message.format(adjective=adjective, noun=noun),
            )


def _misplaced(items: tuple[Word, ...], at: int) -> bool:
    """Whether the adjective at `at` stands between a determiner and a noun with which it agrees."""
    article, adjective, noun = items[at - 1 : at + 2]
    plain = all(word.shape == "word" and not word.capital for word in (adjective, noun))
    own = determiners().get(article.form)
    if own is None or article.shape not in ("word", "elided"):
        return False
    if not plain or not adjective.only("AN") or not noun.any("N") or not noun.only("NPV"):
        return False
    # The second may be the verb of the first, or its participle: « le numérique est », « un Chinois convaincu ».
    if "3" + own[1] in persons(noun.readings) or (adjective.any("N") and noun.any("P")):
        return False
    mine = [r for r in adjective.readings if r.kind == "A" and r.lemma in _AFTER_NOUN]
    agreeing = [reading for reading in mine if reading.fits(*own)]
    return share_form(agreeing, nominal(noun))
