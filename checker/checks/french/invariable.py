"""French participles that never agree: of verbs that have no direct object, and where their object stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import ADVERBS, QUE, plain, skip_while
from checker.checks.french.noun_phrase import hit, some_fits
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Reading, Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs whose “se” is never a direct object (dictionary forms): ils se sont parlé.
TO_EACH_OTHER = WordList("invariable.to_each_other")
# Verbs that never have a direct object, nor “être” (dictionary forms): ils ont survécu.
WITHOUT_OBJECT = WordList("invariable.without_object")
# What one does to a part of one's body (dictionary forms), and parts of it: elle s'est lavé les mains.
DONE_TO_ONESELF = WordList("invariable.done_to_oneself")
BODY = WordList("invariable.body")
_AUXILIARY = Trigger(lemmas=[("être", "avoir")])
REFLEXIVE = frozenset(["se", "s'", "me", "m'", "te", "t'", "nous", "vous", "en"])
ARTICLES = frozenset(["le", "la", "les", "l'", "un", "une", "deux"])
ASKED = frozenset(
    ["si", "s'", "pourquoi", "comment", "ce", "quand", "où", "combien", "quel", "quelle", "quels"]
)
"""What stands behind « s'est demandé », and is what was asked."""


@check(
    "FLU259",
    "needless-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def needless_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A participle agrees that never does.

    What it does: reports a feminine or plural participle of a reflexive verb whose “se” means “to each other” (« se
    sont parlés »), of one with its object after it (« s'est lavée les mains », « se sont rendus compte », « s'est
    demandée si »), of verbs without an object after “avoir” (« ont survécues »), and of « faire » before an infinitive
    (« s'est faite opérer »).

    Why it matters: it is a plain mistake, which even careful writers make.

    Example: « Ils se sont parlés. », « Elle s'est lavée les mains. »

    What to do: leave the participle as it is: « se sont parlé », « s'est lavé les mains ».
    """
    for case, items, at in sightings(cases, _AUXILIARY, before=1, behind=2):
        auxiliary = items[at]
        if not auxiliary.any("V"):
            continue
        last = _agreeing(items, at)
        if last is not None:
            message = _("“{participle}” does not agree here.")
            yield hit(case, auxiliary, items[last], message.format(participle=items[last].form))


def _agreeing(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle behind the auxiliary at `at` that agrees though it never does."""
    last = skip_while(items, at + 1, lambda word: word.form in ADVERBS or word.only("B"))
    if not plain(items, last) or last + 1 >= len(items):
        return None
    word = items[last]
    if not word.any("P") or some_fits(_participles(word), "m", "s"):
        return None
    lemmas = {reading.lemma for reading in _participles(word)}
    if "faire" in lemmas:
        return last if items[last + 1].only("I") else None
    if items[at].is_form_of("avoir", "V"):
        # "les femmes existées" is no French: what has an auxiliary is no adjective
        return last if lemmas <= set(WITHOUT_OBJECT) else None
    reflexive = items[at - 1].form in REFLEXIVE and items[at - 1].shape in ("word", "elided")
    return last if reflexive and _object_behind(items, last, lemmas) else None


def _object_behind(items: tuple[Word, ...], at: int, lemmas: set[str]) -> bool:
    """Whether a reflexive participle of these verbs at `at` has no object before it."""
    if not lemmas.isdisjoint(TO_EACH_OTHER):
        return True
    after = items[at + 1]
    if "rendre" in lemmas and after.form == "compte":
        return True
    if "demander" in lemmas and after.form in ASKED:
        return True
    if not lemmas.isdisjoint(("dire", "imaginer")) and after.form in QUE:
        return True
    if not lemmas.isdisjoint(("permettre", "promettre")):
        infinitive = at + 2 < len(items) and items[at + 2].any("I")
        return after.form in ("de", "d'") and infinitive
    part = after.form in ARTICLES and at + 2 < len(items) and items[at + 2].form in BODY
    return part and not lemmas.isdisjoint(DONE_TO_ONESELF)


def _participles(word: Word) -> list[Reading]:
    return [reading for reading in word.readings if reading.kind == "P"]
