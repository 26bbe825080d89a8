"""Amounts that cannot be, in French: a temperature in kilos, 130 % of the voters, between 400 and 350 pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checker.checks.french.sightings import sighted
from checker.checks.passage import having
from checker.languages.fr.lexicon import Sentence, Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

# Units of measure by what they measure (dictionary forms).
LENGTH = WordList("impossible_amounts.length")
MASS = WordList("impossible_amounts.mass")
VOLUME = WordList("impossible_amounts.volume")
HEAT = WordList("impossible_amounts.heat")
TIME = WordList("impossible_amounts.time")
MONEY = WordList("impossible_amounts.money")
# Words between what is measured and how much it is (dictionary forms): « la température est montée à ».
BETWEEN = WordList("impossible_amounts.between")
# Those of whom there are no more than all (dictionary forms): 100 % des électeurs.
WHOLE = WordList("impossible_amounts.whole")
# Words that speak of growth, which has no limit (dictionary forms).
GROWTH = WordList("impossible_amounts.growth")
_MEASURED = (
    (("température", "fièvre", "thermomètre"), (LENGTH, MASS, VOLUME, MONEY)),
    (("vitesse",), (MASS, VOLUME, HEAT, MONEY)),
    (("distance", "longueur", "largeur", "profondeur", "altitude"), (MASS, VOLUME)),
    (("poids", "peser"), (LENGTH, VOLUME, HEAT)),
    (("durée",), (LENGTH, MASS, VOLUME, HEAT, MONEY)),
    (("durer",), (MASS, VOLUME, HEAT, MONEY)),
    (("âge", "âgé"), (LENGTH, MASS, VOLUME, HEAT, MONEY)),
    (("coûter",), (LENGTH, VOLUME, HEAT)),
    (("parcourir",), (MASS, VOLUME, MONEY)),
    (("superficie",), (MASS, VOLUME, HEAT, TIME)),
    (("préchauffer",), (LENGTH, MASS, VOLUME, MONEY)),
)
"""What is measured (dictionary forms), and the units that cannot measure it."""
_MISFITS = {lemma: units for lemmas, units in _MEASURED for lemma in lemmas}
PARTS = frozenset(["moitié", "tiers", "quart", "quarts", "majorité"])
_REACH = 7
"""Words behind what is measured among which the amount stands."""
_ALL = 100
_MINUTES = 60
_YEARS = range(1500, 2100)
_MEASURE = Trigger(lemmas=[_MISFITS])
_PERCENT = Trigger(forms=[("%",)])
_BETWEEN_TWO = Trigger(forms=[("entre",)])
_WHOLE_OF = {"minutes": "heure", "secondes": "minute"}
_PARTS = Trigger(forms=[_WHOLE_OF])
_SPACE = "[ \u00a0\u202f]?"
_HOURS = regex.compile(
    rf"\bouver\w+[^.;:]{{0,40}}? (de {_SPACE}(\d{{1,2}}){_SPACE}h(?:{_SPACE}\d\d)? à (\d{{1,2}}){_SPACE}h)"
)
_HALF_DAY, _DAY = 12, 24


@check(
    "LOC320",
    "impossible-amount",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    languages=("fr",),
)
def impossible_amount(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An amount that cannot be: in a unit that does not measure the thing, more than all, or from more to less.

    What it does: reports units that do not fit what is measured (« une température de 38 kilos »), more than 100 %
    of people or of a whole (« 130 % des électeurs »), ranges that go down (« entre 400 et 350 pages »), sixty minutes
    or more behind hours (« deux heures et 80 minutes ») and opening hours through the night (« ouvert de 18 h à
    10 h »).

    Why it matters: a figure or a unit was garbled, and nobody can tell the amount that was meant.

    Example: « Le chiot pèse 4 litres. »

    What to do: take the amount from the source.
    """
    for case, items in sighted(cases, _MEASURE, _PERCENT, _BETWEEN_TWO, _PARTS):
        for first, last in _impossible(items):
            span = Span(items[first].start, items[last].end)
            yield _hit(case, span)
    for case in having(cases, ("ouver",)):
        for match in _HOURS.finditer(case.text):
            opens, closes = int(match[2]), int(match[3])
            if closes < opens and (closes - opens) % _DAY > _HALF_DAY:
                yield _hit(case, Span(*match.span(1)))


def _hit(case: Case, span: Span) -> Hit:
    message = _("There is no such amount as “{amount}” here.")
    return Hit(case.segment.index, span, message.format(amount=span.of(case.text)))


def _impossible(items: Sentence) -> Iterator[tuple[int, int]]:
    """First and last index of the amounts that cannot be."""
    for at in items.at(_MEASURE, behind=2):
        yield from _in_a_wrong_unit(items, at)
    for at in items.at(_PERCENT, behind=2):
        yield from _more_than_all(items, at)
    for at in items.at(_BETWEEN_TWO, behind=4):
        yield from _falling(items, at)
    for at in items.at(_PARTS):
        yield from _more_than_an_hour(items, at)


def _in_a_wrong_unit(items: tuple[Word, ...], at: int) -> Iterator[tuple[int, int]]:
    """« La température est montée à 38 kilos », « un chiot qui pèse déjà 4 litres »."""
    lemma = next(iter(items[at].lemmas & _MISFITS.keys()))
    if lemma == "âgé" and not items[at + 1].form.startswith("d"):
        return
    number = at + 1
    while number < len(items) - 1 and number <= at + _REACH and _joins(items[number]):
        number += 1
    if number == at + 1 + _REACH or not _counts(items[number]) or number + 1 == len(items):
        return
    unit = items[number + 1]
    after = items[number + 2].form if number + 2 < len(items) else ""
    if after in ("cube", "cubes", "carré", "carrés", "par", "/", "-", "de", "d'"):
        return
    if not unit.lemmas.isdisjoint(frozenset().union(*_MISFITS[lemma])):
        yield number, number + 1


def _joins(word: Word) -> bool:
    return not _counts(word) and (word.any("B") or not word.lemmas.isdisjoint(BETWEEN))


def _counts(word: Word) -> bool:
    """Whether a word is a number above one, in digits or in letters."""
    return word.shape == "number" or (word.any("C") and word.form not in ("un", "une"))


def _more_than_all(items: tuple[Word, ...], at: int) -> Iterator[tuple[int, int]]:
    """« 130 % des électeurs »."""
    share, of = _value(items[at - 1]) if at else None, items[at + 1].form
    if share is None or share <= _ALL:
        return
    if at > 1 and items[at - 2].form == "soit" and any(word.form in PARTS for word in items[:at]):
        yield at - 1, at  # "les deux tiers, soit 167 %"
    if of not in ("des", "de", "du", "d'"):
        return
    whole = next((n for n in range(at + 2, min(at + 4, len(items))) if items[n].any("N")), at)
    spoken_of = {lemma for word in items for lemma in word.lemmas}
    if not items[whole].lemmas.isdisjoint(WHOLE) and spoken_of.isdisjoint(GROWTH):
        yield at - 1, whole


def _falling(items: tuple[Word, ...], at: int) -> Iterator[tuple[int, int]]:
    """« entre 400 et 350 pages »; not years, hours or numbers that go on."""
    first, joint, second, unit = items[at + 1 : at + 5]
    high, low = _value(first), _value(second)
    if joint.form != "et" or high is None or low is None or high <= low:
        return
    years = high in _YEARS and low in _YEARS
    other = unit.form in ("h", "millions", "million", "milliards", "milliard")
    other = other or not unit.lemmas.isdisjoint(TIME)  # "entre 4 et 2 mois avant la date"
    if unit.shape == "word" and unit.any("N") and not (years or other):
        yield at + 1, at + 4


def _more_than_an_hour(items: tuple[Word, ...], at: int) -> Iterator[tuple[int, int]]:
    """« deux heures et 80 minutes »."""
    if at < 3:
        return
    part = _value(items[at - 1])
    hours = at - 3 if items[at - 2].form == "et" else at - 2
    if part is None or part < _MINUTES or not hours:
        return
    if _WHOLE_OF[items[at].form] in items[hours].lemmas and _counts(items[hours - 1]):
        yield hours - 1, at


def _value(word: Word) -> float | None:
    """A number in digits."""
    try:
        return float(word.form.replace(",", ".")) if word.shape == "number" else None
    except ValueError:
        return None
