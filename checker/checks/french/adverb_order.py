"""French adverbs in the place that they have in English: « je toujours prends »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import PERSON_OF, persons, plain
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

ADVERBS = frozenset(
    [
        "toujours",
        "souvent",
        "déjà",
        "jamais",
        "rarement",
        "parfois",
        "encore",
        "vraiment",
        "seulement",
    ]
)
_ADVERB = Trigger(forms=[ADVERBS])


@check(
    "FLU264",
    "adverb-before-verb",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def adverb_before_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adverb stands between a subject pronoun and its verb.

    What it does: reports « toujours », « souvent », « déjà », « jamais » and the like between je, tu, il, on, ils or
    nous and a verb of that person.

    Why it matters: that is the order of English; in French only object pronouns can stand there.

    Example: « Je toujours prends le bus. »

    What to do: put the adverb after the verb: « Je prends toujours le bus. »
    """
    for case, items, at in sightings(cases, _ADVERB, before=1, behind=1):
        subject, verb = items[at - 1], items[at + 1]
        if subject.shape != "word" or subject.form not in (
            "je",
            "tu",
            "il",
            "on",
            "ils",
            "nous",
        ):
            continue
        if (
            plain(items, at + 1)
            and verb.any("V")
            and PERSON_OF[subject.form] in persons(verb.readings)
        ):
            message = _("“{adverb}” belongs after “{verb}”.")
            said = message.format(adverb=items[at].form, verb=verb.form)
            yield hit(case, subject, verb, said)
