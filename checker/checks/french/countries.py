"""French names of countries: the article that they need, and the preposition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.forms import vowel_start
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sighted
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Names of countries that have an article, in small letters.
FEMININE = WordList("countries.feminine")
MASCULINE = WordList("countries.masculine", "countries.states")
STATES = WordList("countries.states")
# Cities that have « à » and nothing else.
_CITIES = Trigger(forms=[WordList("countries.cities")])
_NAMES = Trigger(forms=[FEMININE, MASCULINE])
BEFORE_ARTICLE = {
    "dans",
    "sur",
    "chez",
    "vers",
    "contre",
    "avec",
    "pour",
    "comme",
    "sans",
    "depuis",
}
"""Prepositions behind which a country has its article; « en » and « de » may do without."""
ARTICLES = {"le", "la", "l'"}
JOINING = {"et", "ou"}
GOING_ON = {"-", "'", "’", "&", "/"}
"""What goes on with a name that begins as that of a country."""


@check(
    "FLU253",
    "country-without-article",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def country_without_article(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The name of a country lacks its article, or has a preposition that it cannot have.

    What it does: looks at the small words before names of countries, and reports « comme Venezuela », « dans France »,
    « à Espagne », « en le Canada », « la France et Allemagne » and « en Paris ». Names that go on (« France
    Télévisions ») and countries without an article (Cuba) are left alone.

    Why it matters: English names countries without an article; French reads as if a word were lost.

    Example: « l'Indonésie, comme Venezuela, a signé »

    What to do: « comme le Venezuela », « en France », « au Canada ».
    """
    for case, items in sighted(cases, _CITIES, _NAMES):
        for at in items.at(_CITIES, before=1, behind=1):
            inside = items[at - 1].form == "en" and not items[at - 1].capital
            alone = not items[at + 1].capital and items[at + 1].form not in GOING_ON
            if items[at].capital and inside and alone:
                message = _("“{country}” needs an article or another preposition here.")
                said = message.format(country=case.text[items[at].start : items[at].end])
                yield hit(case, items[at - 1], items[at], said)
        for at in items.at(_NAMES, before=1):
            if not items[at].capital or not _country(items, at):
                continue
            first = _wrong_before(items, at)
            if first is not None:
                yield hit(
                    case,
                    items[first],
                    items[at],
                    _("“{country}” needs an article or another preposition here.").format(
                        country=case.text[items[at].start : items[at].end]
                    ),
                )


def _country(items: tuple[Word, ...], at: int) -> bool:
    """Whether the word at `at` is the name of a country as a whole, and not the beginning of a longer name."""
    if items[at].form not in FEMININE and items[at].form not in MASCULINE:
        return False
    rest = items[at + 1 : at + 2]
    longer = bool(rest) and (
        rest[0].capital
        or rest[0].shape in ("number", "elided")
        or rest[0].form in GOING_ON
        or (rest[0].start == items[at].end and _goes_on(items, at + 1))  # "Canada.ca"
    )
    return not longer and items[at - 1].form not in GOING_ON


def _goes_on(items: tuple[Word, ...], at: int) -> bool:
    """Whether a word stands right behind the mark at `at`."""
    behind = items[at + 1 : at + 2]
    return bool(behind) and behind[0].shape == "word" and behind[0].start == items[at].end


def _wrong_before(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the small word that the country at `at` cannot stand behind.

    One function: its cases, one preposition after the other.
    """
    before, form = items[at - 1], items[at].form
    if before.caps or before.shape not in ("word", "elided"):
        return None
    if before.form in BEFORE_ARTICLE or (before.form == "à" and form in FEMININE):
        from_there = before.form == "à" and at > 2 and items[at - 3].form in ("de", "d'")
        return None if from_there else at - 1  # « de France à Espagne »
    if before.form == "la" and form in MASCULINE and form not in FEMININE:
        return at - 1  # "je viens de la Canada"
    if before.form in ARTICLES and at > 1:
        contracted = before.form == "le" and items[at - 2].form in ("de", "à")
        return at - 2 if items[at - 2].form == "en" or contracted else None
    if before.form == "de" and form in STATES:
        return at - 1  # "les autorités de Mississippi"
    if before.form == "en":
        usual = form in FEMININE or vowel_start(form)
        return None if usual else at - 1
    joined = before.form in JOINING and at > 2 and items[at - 3].form in ARTICLES
    return at - 1 if joined and _country(items, at - 2) else None
