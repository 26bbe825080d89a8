"""French agreement of a determiner and its noun.

A rule fires only where the lexicon leaves no reading that agrees, and the neighbours leave no other analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import OBJECTS, PERSONS
from checker.checks.french.determiner_phrases import (
    BEGINNINGS,
    NUMERALS,
    WHOLE_BEFORE,
    phrase_clash,
)
from checker.checks.french.exceptions import Exceptions, Pair
from checker.checks.french.noun_phrase import (
    CLITIC,
    FIXED,
    hit,
    nominal,
    some_fits,
    text_glue,
)
from checker.checks.french.sightings import sightings
from checker.languages import language
from checker.languages.fr.lexicon import DETERMINERS, Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# What is counted, in the singular.
_UNITS = WordList("agreement.units")
_WAYS = frozenset(
    [
        "allée",
        "avenue",
        "boulevard",
        "chaussée",
        "chemin",
        "cité",
        "clos",
        "corniche",
        "cours",
        "esplanade",
        "faubourg",
        "hameau",
        "impasse",
        "lotissement",
        "montée",
        "passage",
        "place",
        "traverse",
        "venelle",
    ]
) | {"quai", "résidence", "route", "rue", "ruelle", "sentier", "square", "villa", "village"}
"""What addresses call a way, in the singular behind the number of a house."""
_OF_COMPUTING = frozenset(["string", "pipe", "log"])
"""Nouns of either gender as programmers use them."""
_MONTHS = WordList("agreement.months")
# Also pronouns or subjects on their own (certains pensent): only a noun right behind makes them determiners.
_PRONOUN = WordList("agreement.pronoun", "agreement.numerals")
_CLITIC_OR_PRONOUN = WordList("agreement.clitic", "agreement.pronoun", "agreement.numerals")
_COUNTING = {"et", "-", "cent", "cents", "mille"}
_ALL = {"tous", "toutes"}
_DETERMINING = Trigger(forms=[DETERMINERS, ("quelque",), *BEGINNINGS], shapes=["number"])
_ADJECTIVES = WordList("agreement.before_noun", "agreement.before_nouns", "agreement.adjectives")
"""Adjectives before a noun, which the lexicon reads as nouns as well."""
_BEFORE_CLITIC = (PERSONS, OBJECTS, {"qui", "et", "ou", "à", "de", "d'", "pour", "sans"})
"""What may stand before a pronoun that is the object of a verb."""


determiner_may_differ = Exceptions[Pair]("FLU201")


@determiner_may_differ.when("Une mi temps")
def _fixed(pair: Pair) -> bool:
    return pair.second.form in FIXED and pair.second.form not in _ADJECTIVES


def _yours(pair: Pair) -> bool:
    """Whether only “tu” would make a verb of the noun, and nothing before makes a pronoun of its determiner.

    « avec leur livres », « il a mangé la pommes ».
    """
    noun, before = pair.second, pair.before
    only = all(r.nominal or (r.kind == "V" and r.tag[2:] == "2s") for r in noun.readings)
    return (
        only
        and noun.any("N")
        and before is not None
        and not any(before.form in words for words in _BEFORE_CLITIC)
    )


@determiner_may_differ.when("les marche")
def _pronoun_before_verb(pair: Pair) -> bool:
    if pair.first.form not in _CLITIC_OR_PRONOUN:
        return False
    noun, before, behind = pair.second, pair.before, pair.behind
    if noun.only("NAP") or noun.form == "personne":
        return False
    if _yours(pair):
        return False
    if pair.first.form in CLITIC:
        # « les baleine existent »: nobody before it would do something, and its verb stands behind.
        begins = before is None or before.shape == "mark"
        return not (begins and noun.any("N") and behind is not None and behind.only("V"))
    # « une pommes »: no verb of “tu” or “je” has such a subject.
    third = {r.tag[2:] for r in noun.readings if r.kind == "V"} & {"3s", "3p"}
    if pair.first.form in NUMERALS and before is not None and before.form in WHOLE_BEFORE:
        third -= {"3s"}  # « les deux équipe »: two do nothing in the singular
    return bool(third) or not (noun.any("N") and noun.only("NAPV"))


@determiner_may_differ.when("Certains ultérieure")
def _pronoun_before_adjective(pair: Pair) -> bool:
    return pair.first.form in _PRONOUN and not pair.second.any("N")


@determiner_may_differ.when("une string")
def _term_of_computing(pair: Pair) -> bool:
    """The dictionary knows what people wear and smoke."""
    return pair.second.form in _OF_COMPUTING and determiners()[pair.first.form][1] == "s"


@determiner_may_differ.when("Ils font tous deux partie")
def _both(pair: Pair) -> bool:
    before = pair.before
    return pair.first.form == "deux" and before is not None and before.form in _ALL


@determiner_may_differ.when("Cette est")
def _before_auxiliary(pair: Pair) -> bool:
    return pair.second.is_form_of("être", "V") or pair.second.is_form_of("avoir", "V")


@determiner_may_differ.when("Deux mai")
def _date(pair: Pair) -> bool:
    return pair.second.form in _MONTHS


@determiner_may_differ.when("un mille marin")
def _numeral_is_the_noun(pair: Pair) -> bool:
    before = pair.before
    return (
        before is not None
        and pair.first.form in NUMERALS
        and determiners().get(before.form, "ep")[1] == "s"
    )


@determiner_may_differ.when("vingt et un jours")
def _end_of_a_number(pair: Pair) -> bool:
    ended = pair.first.form in ("un", "une")
    return pair.before is not None and pair.before.form in _COUNTING and ended


@determiner_may_differ.when("Quatorze boulevard du Cubry")
def _house_of_a_street(pair: Pair) -> bool:
    behind = pair.behind
    named = behind is not None and (
        behind.capital or behind.form in ("de", "du", "des", "d'", "d’", "les")
    )
    return named and pair.second.form in _WAYS and pair.first.form in NUMERALS


@determiner_may_differ.when("pour cent inférieur")
def _per_cent(pair: Pair) -> bool:
    before = pair.before
    return before is not None and (before.form, pair.first.form) == ("pour", "cent")


@determiner_may_differ.when("pull requests")
def _compound_of_another_language(pair: Pair) -> bool:
    after = pair.behind
    return after is not None and after.shape == "word" and not after.capital and not after.readings


@determiner_may_differ.when("stock options")
def _agrees_with_the_second_noun(pair: Pair) -> bool:
    after = pair.behind
    return (
        after is not None
        and pair.second.any("N")
        and pair.second.form not in _ADJECTIVES
        and after.shape == "word"
        and not after.capital
        and after.only("NV")
        and not after.is_form_of("être", "V")
        and some_fits(nominal(after), *determiners()[pair.first.form])
    )


@determiner_may_differ.when("les nom et prénom")
def _one_of_several_nouns(pair: Pair) -> bool:
    """« trois heure et coûte » goes on with a verb, not with another noun; « chaque jours, » never had several."""
    if determiners()[pair.first.form][1] == "s":
        return False
    rest = pair.items[pair.at + 2 : pair.at + 4]
    several = bool(rest) and rest[0].form in ("et", "ou", ",", "+", "/")
    # "la chasse aux sorcière et du crime": what follows is no second noun of the determiner
    another = len(rest) > 1 and rest[0].form == "et"
    another = another and (
        rest[1].only("V") or rest[1].form in ("du", "des", "de", "d'", "au", "aux")
    )
    return several and not another


@determiner_may_differ.when("font tous les trois partie")
def _all_of_them(pair: Pair) -> bool:
    ahead = pair.items[pair.at - 2].form if pair.at > 1 else ""
    return ahead in _ALL and pair.first.form in NUMERALS


@determiner_may_differ.when("deux vol. in-8")
def _abbreviation(pair: Pair) -> bool:
    point = pair.behind is not None and pair.behind.form == "."
    known = language("fr")
    return point and pair.second.form in {*known.leading_abbreviations, *known.abbreviations}


@determiner_may_differ.when("pour les deux personne ne sait")
def _nobody(pair: Pair) -> bool:
    behind = pair.behind
    return pair.second.form == "personne" and behind is not None and behind.form in ("ne", "n'")


@determiner_may_differ.when("Les candidat(e)s")
def _part_of_a_token(pair: Pair) -> bool:
    return (pair.before is not None and text_glue(pair.before, pair.first)) or (
        pair.behind is not None and text_glue(pair.second, pair.behind)
    )


@determiner_may_differ.when("la v2")
def _letter_of_a_version(pair: Pair) -> bool:
    behind = pair.behind
    return behind is not None and behind.shape == "number" and behind.start == pair.second.end


def _too_few(number: Word, unit: Word) -> bool:
    """Whether a whole number above one, which is no year, has a unit in the singular: « 550 euro »."""
    return (
        number.form.isdecimal()
        and 1 < int(number.form) < 1900
        and unit.shape == "word"
        and not unit.capital
        and unit.form in _UNITS
    )


def _some(noun: Word) -> bool:
    """Whether a plural stands behind « quelque »: « quelque personnes », « quelque uns »."""
    # What “tu” alone would make a verb is a noun there: livres.
    yours = all(reading.kind != "V" or reading.tag[2:] == "2s" for reading in noun.readings)
    named = noun.any("N") and noun.only("NV") and yours
    plural = named and not some_fits(nominal(noun), "e", "s")
    return noun.shape == "word" and (plural or noun.form == "uns")


def _determiner_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether items[at] is surely a determiner that contradicts the word after it."""
    first, noun = items[at], items[at + 1]
    if first.form == "quelque" and _some(noun):
        return True
    if first.shape == "number":
        return _too_few(first, noun) and not (at and items[at - 1].end == first.start)
    if first.shape not in ("word", "elided") or first.caps or first.form not in determiners():
        return False
    if noun.shape != "word" or noun.capital or not (noun.only("NAPVG") or noun.form == "personne"):
        return False
    known = nominal(noun)
    if not known or some_fits(known, *determiners()[first.form]):
        return False
    return not determiner_may_differ(Pair(items, at))


@check(
    "FLU201",
    "determiner-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def determiner_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The article or determiner does not agree with its noun.

    What it does: compares the gender and number of a determiner with every reading that a lexicon has for the word
    right after it, and reports the pair when none agrees. Digits count before units: « 550 euro ». « tout les » and
    « toute ces » are reported too.

    Why it matters: a reader sees at once that nobody proofread the text, and a singular for a plural can mislead.

    Example: « une problème », « les maison ».

    What to do: correct the determiner or the noun.
    """
    for case, items, at in sightings(cases, _DETERMINING, behind=1):
        last = at + 1 if _determiner_clash(items, at) else phrase_clash(items, at)
        if last is not None:
            first, noun = items[at], items[last]
            yield hit(
                case,
                first,
                noun,
                _("“{first}” and “{noun}” do not agree in gender or number.").format(
                    first=first.form, noun=noun.form
                ),
            )
