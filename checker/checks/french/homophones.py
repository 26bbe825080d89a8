"""French words that sound alike and are taken for one another, where the neighbours leave no doubt.

Each word that is written for another has its function, under `written`, in `homophones_accents.py` and
`homophones_verbs.py`: it says what is meant, or nothing. What looks like such a slip and is none has a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french import homophones_accents, homophones_verbs  # noqa: F401 (they register)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.homophone_places import MEANT, OPENERS, Place
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

NEGATION = {"ne", "n'", "pas", "sans", "aucun", "jamais"}
_PARTICIPLE_REACH = slice(3, 9)
"""Words behind “se” or “s'”, counted from it, among which a participle makes it a reflexive pronoun."""
_CONFUSED = Trigger(forms=[MEANT])
may_be_right = Exceptions[Place]("FLU234")


@check(
    "FLU234",
    "homophone",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def homophone(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A short word is confused with another that sounds the same: son/sont, se/ce, a/à, ou/où, des/dès, quand/quant.

    What it does: reports one of these only where the words next to it exclude it: « ils son partis », « se sera une
    fête », « à se sujet », « ils leurs ont dit », « quand à lui », « leurs donner », « y compris a ceux », « d'ou »,
    « des qu'il », « bien sur que », « quelque soit », « il est peut être parti », « jusqu'a », « au cas ou il »,
    « il ma dit », « s'est un problème », « prêt de partir », « sensé savoir », « il a du partir », « je crois quelle ».

    Why it matters: the reader has to say the sentence aloud to understand it.

    Example: « elles on gagné ».

    What to do: write the word that is meant: « elles ont gagné ».
    """
    for case, items, at in sightings(cases, _CONFUSED, behind=1):
        if "_" in case.text[max(items[at].start - 1, 0) : items[at].end + 1]:
            continue  # « Barre d'ou_tils »: the key of a menu
        meant = _meant(Place(items, at))
        if meant is not None:
            yield hit(
                case,
                items[at],
                items[at],
                _("“{word}” is written instead of “{meant}”.").format(
                    word=items[at].form, meant=meant
                ),
            )


def _meant(place: Place) -> str | None:
    """The word that the one at a place is written for; None where it may be right."""
    meant = MEANT[place.word.form](place)
    return None if meant is None or may_be_right(place) else meant


# --- What looks like a slip and is none ---


@may_be_right.when("Ils se sont une fois de plus trompés")
def _late_participle(it: Place) -> bool:
    behind = it.items[it.at :][_PARTICIPLE_REACH]
    auxiliary = it.after.is_form_of("être", "V")
    return it.word.form in ("se", "s'") and auxiliary and any(item.any("P") for item in behind)


@may_be_right.when("Ils se sont le plus souvent")
def _superlative(it: Place) -> bool:
    return it.word.form == "se" and it.behind(3) in ("plus", "moins", "mieux")


@may_be_right.when("Il n'y a pas d'avantage de")
def _advantage_denied(it: Place) -> bool:
    return it.word.form == "d'" and any(item.form in NEGATION for item in it.items[: it.at])


@may_be_right.when("Sa brima")
def _past_historic(it: Place) -> bool:
    past = all(reading.tag[1:2] == "h" for reading in it.after.readings)
    return it.word.form == "sa" and past


@may_be_right.when("elle la perdue de vue")
def _elle_without_a_verb(it: Place) -> bool:
    return it.word.form in ("ma", "ta", "la", "et") and it.before == "elle"


@may_be_right.when("Il y a cause de nullité")
def _has_a_subject(it: Place) -> bool:
    return it.word.form == "a" and it.before in OPENERS | {"qui", "y"}


@may_be_right.when("ces un à deux jours")
def _from_one_to(it: Place) -> bool:
    return it.word.form in ("ces", "ses") and it.behind(2) in ("à", "-", "")


@may_be_right.when("y voir même")
def _infinitive(it: Place) -> bool:
    return it.word.form == "voir" and it.before in ("pour", "de", "à", "sans", "y")
