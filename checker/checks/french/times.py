"""French prepositions before dates, days and seasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages import days
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

MONTHS = WordList("agreement.months")
# Nouns of time that « le » stands before: « en le mois de juin ».
PERIODS = WordList("times.periods")
SEASONS = {"printemps", "été", "automne", "hiver"}
ARTICLES = {"le", "la", "les", "l'"}
_PAUSES = {",", ".", ";", ":", ")"}
_YEARS = range(1500, 2100)
_PREPOSITION = Trigger(forms=[("en", "dans", "sur")])


@check(
    "FLU256",
    "preposition-of-time",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def preposition_of_time(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A preposition before a date, day or season where French has none, or a different one.

    What it does: reports « en 5 mai », « sur lundi », « en le mois de juin », « dans 1995 » where the sentence pauses,
    and « dans le printemps 2019 ».

    Why it matters: English says “on Monday” and “in 1995”; word for word it is not French.

    Example: « Elle est arrivée sur lundi. Dans 1995, elle est partie. »

    What to do: « lundi », « le 5 mai », « en 1995 », « au printemps 2019 ».
    """
    for case, items, at in sightings(cases, _PREPOSITION, behind=1):
        last = _wrong(items, at)
        if last is not None and items[at].shape == "word":
            phrase = case.text[items[at].start : items[last].end]
            message = _("“{words}”: French has another preposition here, or none.")
            yield hit(case, items[at], items[last], message.format(words=phrase))


def _wrong(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the last word of the time that the preposition at `at` cannot stand before."""
    form, then = items[at].form, items[at + 1]
    after = items[at + 2] if at + 2 < len(items) else None
    if form == "sur":
        return at + 1 if then.form in days("fr") and not then.capital else None
    number = int(then.form) if then.shape == "number" and then.form.isdecimal() else 0
    if form == "en":
        if number and number <= 31 and after is not None and after.form in MONTHS:
            return at + 2
        period = then.form in ARTICLES and after is not None and after.form in PERIODS | MONTHS
        return at + 2 if period else None
    if number in _YEARS and len(then.form) == 4:
        pauses = after is None or after.form in _PAUSES
        return at + 1 if pauses else None
    if (
        then.form in ARTICLES
        and after is not None
        and after.form in SEASONS
        and at + 3 < len(items)
    ):
        year = items[at + 3]
        dated = year.shape == "number" and year.form.isdecimal() and int(year.form) in _YEARS
        return at + 3 if dated else None
    return None
