"""French verbs that nobody can be the subject of: “s'agir”, and passives of what is said to somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import SPEAKERS, persons
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs that say something to somebody, who cannot be the subject of their passive (dictionary forms).
SAID_TO = WordList("impersonal.said_to")
IL = frozenset(["il", "ii", "qu'il", "s'il"])
BEHIND = frozenset(["de", "d'", "que", "qu'"])
_VERB = Trigger(forms=[("s'",)], lemmas=[("avoir", "être")])


@check(
    "FLU246",
    "impossible-subject",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def impossible_subject(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A verb has a subject that it cannot have in French.

    What it does: reports « s'agit » with another subject than “il” (« ce livre s'agit de »), the passive of dire,
    demander, conseiller and the like with a person as its subject (« j'ai été dit que »), and « sont permis de » with
    an infinitive.

    Why it matters: English makes anybody the subject of such a verb; nobody says this in French, and it is hard to
    read.

    Example: « Nous avons été demandés de partir. »

    What to do: write « on nous a demandé de partir », « dans ce livre, il s'agit de ».
    """
    for case, items, at in sightings(cases, _VERB, before=1, behind=2):
        last = _passive(items, at)
        if last is None:
            last = _concerns(items, at)
        if last is not None:
            first, verb = items[at - 1], items[last]
            message = _("“{subject}” cannot be the subject of “{verb}”.")
            yield hit(case, first, verb, message.format(subject=first.form, verb=verb.form))


def _passive(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the participle of a passive whose subject stands before items[at]: « nous avons été demandés de »."""
    auxiliary, subject = items[at], items[at - 1]
    if subject.form in ("me", "m'", "te", "t'", "se", "s'"):
        return None  # "je me suis permis de"
    been = auxiliary.is_form_of("avoir", "V") and items[at + 1].form == "été"
    last = at + 2 if been else at + 1
    if last + 2 >= len(items) or items[last + 1].form not in BEHIND:
        return None
    participle = items[last]
    if not been:
        plural = auxiliary.form in ("sont", "étaient", "sommes", "êtes", "suis")
        permitted = participle.form in ("permis", "permises") and items[last + 2].only("I")
        return last if plural and permitted else None
    if SPEAKERS.get(subject.form) not in persons(auxiliary.readings):
        return None
    of_saying = any(item.kind == "P" and item.lemma in SAID_TO for item in participle.readings)
    return last if of_saying else None


def _concerns(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the form of « s'agir » behind “s'” at `at`, where the subject before it is not “il”."""
    if items[at].form != "s'" or items[at + 1].form not in (
        "agit",
        "agissait",
        "agira",
        "agissent",
    ):
        return None
    if items[at + 2].form in ("-il", "-t-il"):
        return None  # "de quel sujet s'agit-il ?"
    left = items[at - 2] if items[at - 1].form == "ne" and at > 1 else items[at - 1]
    begins = at > 1 and items[at - 2].form in determiners()
    noun = left.any("N") and (left.only("NA") or begins)
    named = left.form in ("ils", "elle", "elles", "cela", "ça") or noun
    return at + 1 if named and left.form not in IL and left.shape == "word" else None
