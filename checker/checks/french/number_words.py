"""French numbers in letters: where « vingt », « cent » and « mille » have an s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SMALL = WordList("numbers.small")
NUMERALS = WordList("numbers.small", "numbers.tens")
SCALES = {"million", "millions", "milliard", "milliards"}
"""Nouns, which « cent » counts like any other; « mille » is none."""
AT_SEA = WordList("numbers.at_sea")
_COUNTED = Trigger(forms=[("milles", "cent", "cents", "quatre-vingt", "quatre-vingts")])


@check(
    "FLU254",
    "number-in-letters",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def number_in_letters(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An s too many or too few on « vingt », « cent » or « mille ».

    What it does: reports « deux milles habitants », « deux cents cinquante », « deux cent euros » and « quatre-vingt
    euros ». Miles at sea are left alone.

    Why it matters: each is a plain mistake of spelling, which no reader expects in a text that was proofread.

    Example: « un village de deux milles habitants »

    What to do: « mille » never has an s; « vingt » and « cent » have one where they are multiplied and end the number.
    """
    for case, items, at in sightings(cases, _COUNTED, behind=1):
        right = _right(items, at)
        if right is not None:
            message = _("“{word}” should be written “{right}”.")
            message = message.format(word=items[at].form, right=right)
            yield hit(case, items[at], items[at], message)


def _right(items: tuple[Word, ...], at: int) -> str | None:
    """How the number word at `at` should be written, where it is written otherwise."""
    word, after = items[at], items[at + 1]
    if word.shape != "word" or after.shape != "word" or after.capital:
        return None
    before = items[at - 1] if at else None
    times = before is not None and before.form in SMALL
    counted = after.any("N") and after.only("NA") and _plural(after)
    if word.form == "milles":
        number = before is not None and (before.form in NUMERALS or before.shape == "number")
        return "mille" if number and counted and after.form not in AT_SEA else None
    if word.form == "quatre-vingts" or (word.form == "cents" and times):
        goes_on = after.form in NUMERALS or after.form == "mille"
        return word.form.removesuffix("s") if goes_on else None
    if word.form == "quatre-vingt" or (word.form == "cent" and times):
        return f"{word.form}s" if counted or after.form in SCALES else None
    return None


def _plural(word: Word) -> bool:
    return all(item.tag[2] == "p" for item in word.readings)
