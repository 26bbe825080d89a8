"""French nouns without the determiner that they need: as a subject, behind “dans”, as an object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import AUXILIARY, PERSON_OF, persons, skip_while
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages import primary
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.frequencies import zipf
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# What a clause begins behind.
CLAUSES = WordList("bare.clauses")
# Prepositions that want a determiner before a common noun.
PREPOSITIONS = WordList("bare.prepositions")
# Nouns that stand bare behind these, and before a verb: « nombre de », « gens de mer ».
BARE = WordList("bare.nouns")
# Verbs whose object has a determiner (dictionary forms); those of fixed phrases (prendre part) are none of them.
TRANSITIVE = WordList("bare.transitive")
# What may say when, behind any verb.
DATES = WordList("bare.dates", "agreement.months")
OWN = frozenset(["se", "s'", "nous", "vous"])
PLURAL_VERBS = {"peuvent", "doivent", "vont", "font"}
ENDS = {"", ".", "!", "?"}
_TOKEN = re.compile(r"[_/(@=\d-]|[.:]\w")
"""What goes on with the name of a file or a function: index.php, auto_prepend."""
_FOREIGN = 0.45
"""By how much, as logarithm to base 10, a word is more usual in the pivot language where it is a name of a program."""


@dataclass(frozen=True, slots=True)
class _Bare:
    """A noun at items[at] without a determiner, in a text that may be translated from the pivot language."""

    text: str
    items: tuple[Word, ...]
    at: int
    pivot: str

    @property
    def noun(self) -> Word:
        return self.items[self.at]

    @property
    def before(self) -> str:
        return self.items[self.at - 1].form if self.at else ""

    @property
    def ahead(self) -> str:
        """The form before that."""
        return self.items[self.at - 2].form if self.at > 1 else ""

    @property
    def after(self) -> str:
        return self.items[self.at + 1].form if self.at + 1 < len(self.items) else ""


may_be_bare = Exceptions[_Bare]("FLU243")


@may_be_bare.when("dans nombre de cas")
def _noun_for_a_number(it: _Bare) -> bool:
    return it.noun.form in BARE


@may_be_bare.when("en tant que bâtiments subsistent")
def _as(it: _Bare) -> bool:
    return it.before == "que" and it.ahead == "tant"


@may_be_bare.when("la valeur dans string")
def _name_in_a_program(it: _Bare) -> bool:
    theirs, own = zipf(it.noun.form, it.pivot), zipf(it.noun.form, "fr")
    return theirs - own > _FOREIGN


@may_be_bare.when("dans page.html")
def _part_of_a_token(it: _Bare) -> bool:
    return _TOKEN.match(it.text, it.noun.end) is not None


@may_be_bare.when("achètent année après année")
def _year_after_year(it: _Bare) -> bool:
    again = it.items[it.at + 2].form if it.at + 2 < len(it.items) else ""
    return it.after == "après" or again == it.noun.form


@may_be_bare.when("Les symptômes comprennent fièvre, toux et fatigue")
def _first_of_an_enumeration(it: _Bare) -> bool:
    return it.after == "," and it.items[it.at - 1].any("VI")


BUILDINGS = frozenset(
    ["école", "hôpital", "université", "maison", "plage", "gare", "église", "piscine", "cinéma"]
)
"""Where one goes: behind « à » these have their article."""
_NOUN = Trigger(kinds="N")


@check(
    "FLU243",
    "missing-determiner",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def missing_determiner(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A noun has no article where French requires one.

    What it does: reports a bare plural noun that begins a clause and has a verb after it (« Utilisateurs peuvent
    modifier »), a bare noun after « dans », « chez », « parmi », « pendant », « selon » and the like or after « avec
    de », and a bare noun as the object of a verb such as « fournir » or « contenir » (« l'étui fournit confort »).
    Headlines without a verb, fixed phrases and enumerations are left alone.

    Why it matters: languages such as English leave out the article where French cannot; it is among the commonest
    faults of translation programs.

    Example: « Utilisateurs peuvent modifier leur mot de passe dans page d'accueil. »

    What to do: put the article in: « Les utilisateurs », « dans la page ».
    """
    pivot = primary(config.pivot)
    for case, items, at in sightings(cases, _NOUN, behind=1):
        word = items[at]
        if word.shape != "word" or word.caps:
            continue
        last = _subject(items, at)
        if last is None and at and (_governed(items, at) or _object(items, at)):
            last = at
        if last is None or may_be_bare(_Bare(case.text, items, at, pivot)):
            continue
        yield hit(
            case,
            word if last > at else items[at - 1],
            items[last],
            _("“{noun}” has no article here.").format(noun=word.form),
        )


def _subject(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb behind a bare plural noun that begins a clause at `at`."""
    noun = items[at]
    before = items[at - 1].form if at else ""
    if before not in CLAUSES and before not in ENDS:
        return None
    if noun.capital != (before in ENDS) or not _plural(noun):
        return None
    verb = _behind_adjectives(items, at + 1)
    if verb + 2 < len(items) and items[verb].form in ("de", "d'") and items[verb + 1].only("N"):
        verb = _behind_adjectives(items, verb + 2)
    if verb >= len(items) or items[verb].shape != "word" or items[verb].capital:
        return None
    finite = items[verb].only("V") and any(item.tag[2:] == "3p" for item in items[verb].readings)
    plural = all(item.tag[2:] == "3p" for item in items[verb].readings if item.kind == "V")
    usual = items[verb].form in PLURAL_VERBS or items[verb].form in AUXILIARY
    return verb if finite or (plural and usual) else None


def _plural(word: Word) -> bool:
    """Whether a word is a plural noun: what “tu” alone would make a verb is one too."""
    kept = [item for item in word.readings if item.kind != "V" or item.tag[2:] != "2s"]
    return (
        any(item.kind == "N" for item in kept)
        and all(item.nominal for item in kept)
        and all(item.tag[2] == "p" for item in kept)
    )


def _behind_adjectives(items: tuple[Word, ...], at: int) -> int:
    at = skip_while(items, at, lambda word: word.shape == "word" and word.only("AP"))
    return at


def _governed(items: tuple[Word, ...], at: int) -> bool:
    """Whether a preposition that requires a determiner is right before a bare noun.

    One function: its guards, read one after the other.
    """
    before, noun = items[at - 1], items[at]
    if before.form == "de" and at > 1 and items[at - 2].form in ("avec", "dans"):
        named = [item for item in noun.readings if item.kind == "N"]
        singular = noun.only("NV") and bool(named) and all(item.tag[2] == "s" for item in named)
        return singular and not noun.capital and items[at - 2].shape == "word"  # "avec de farine"
    if before.form == "contre":
        return noun.only("N") and noun.shape == "word" and not noun.capital and _plural(noun)
    if before.form not in PREPOSITIONS and before.form != "à":
        return False
    if before.shape != "word" or noun.capital or noun.form in DATES:
        return False
    if before.form == "à":
        return noun.form in BUILDINGS  # "je vais à école"
    used = before.any("E") and not (at > 1 and items[at - 2].form in ("le", "un", "son", "leur"))
    return used and len(noun.form) > 1 and not noun.any("DCBOREA")


def _object(items: tuple[Word, ...], at: int) -> bool:
    """Whether a verb that requires an object is right before a bare noun that can be nothing else.

    One function: its guards, read one after the other.
    """
    verb, noun = items[at - 1], items[at]
    if not verb.any("VIP") or verb.shape != "word" or verb.capital:
        return False
    if noun.capital or len(noun.form) == 1:
        return False
    # "j'aime chocolat": of what one likes one says which
    likes = at > 1 and PERSON_OF.get(items[at - 2].form) in persons(verb.readings)
    likes = likes and not verb.lemmas.isdisjoint(("aimer", "adorer", "détester"))
    if likes and verb.only("V") and noun.only("NA"):
        return noun.form not in ("mieux", "bien")
    kept = {item.kind for item in noun.readings if item.kind != "V" or item.tag[2:] != "2s"}
    if kept != {"N"} or noun.form in DATES or noun.form.startswith("mi-"):
        return False
    if at > 1 and items[at - 2].form in OWN:
        return False  # "ils se frappent tour à tour"
    past = at > 1 and verb.any("P") and items[at - 2].is_form_of("avoir", "VIG")
    kinds = "P" if past else "VI" if verb.only("V") or verb.only("I") else ""
    return any(
        item.kind in kinds and item.lemma in TRANSITIVE and (item.kind != "V" or item.tag[2] == "3")
        for item in verb.readings
    )
