"""French determiners that agree with more than the next word: « tous les », « quel que soit », an adjective between."""

from __future__ import annotations

from checker.checks.french.clause import persons
from checker.checks.french.noun_phrase import (
    CLITIC,
    FIXED,
    JOINING,
    nominal,
    share_form,
    some_fits,
    text_glue,
)
from checker.languages.fr.lexicon import WordList, determiners
from checker.languages.morphology import Word

NUMERALS = WordList("agreement.numerals")
# Adjectives that stand before their noun: singulars, plurals.
_BEFORE_NOUN = WordList("agreement.before_noun")
_BEFORE_NOUNS = WordList("agreement.before_nouns")
_WHOLE = {"tous": ("m", "p"), "toutes": ("f", "p")}
WHOLE_BEFORE = {"les", "ces", "mes", "tes", "ses", "nos", "vos", "leurs"}
_PLURAL_BEFORE = WHOLE_BEFORE | {"de", "d'", "des", "aux"}
_BEFORE_ALL = {"avant", "après", "malgré", "dessus", "du", "de", "surtout", "en", "le", "un"}
"""Behind these « tout » stands by itself."""
_WHOSE = {"nos": "1p", "vos": "2p", "leurs": "3p"}
"""Person and number of a verb whose subject owns what is said."""
_SHORTEST = 4
"""Letters of a noun that is no name of a command: « le nouveau div »."""
# Masculine by the dictionary and said of women as well, or the reverse.
_EITHER = WordList("agreement.either")
_GOVERNING = {"à", "de", "d'", "pour", "avec", "sans", "entre", "dans", "sur", "par"}
_ALONE = {"nouveau", "seul", "même", "haute", "premier", "première", "dernier", "dernière"}
"""Adjectives that stand by themselves behind a preposition: « de nouveau »."""
_WHICHEVER = {"quel", "quelle", "quels", "quelles"}
_FIRST = _BEFORE_NOUNS | {"tout", "toute"}
_SECOND = _BEFORE_NOUN | _BEFORE_NOUNS | {"très", "si", "plus", "de", "des"}
"""What one of the first two words is, where a phrase is none of « tous les » and « quel que soit »."""
BEGINNINGS = (_WHOLE, _WHICHEVER, ("tout", "toute"), _BEFORE_NOUNS, _GOVERNING)
"""What such a phrase begins with, where that is no determiner."""


def phrase_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the noun that contradicts « tous les » or « quel que soit » at `at`."""
    first = items[at]
    if first.form in _WHOLE and first.shape == "word" and at + 2 < len(items):
        return _whole_clash(items, at)
    if first.form in _WHICHEVER and at + 4 < len(items):
        return _whichever_clash(items, at)
    if at + 2 >= len(items):
        return None
    if first.form not in _FIRST and items[at + 1].form not in _SECOND:
        return None  # most phrases: none of the following finds anything
    for clash in (
        _adjective_before_clash, _singular_whole_clash, _noun_behind_adjective, _others, _graded, _one_of,
    ):  # fmt: skip
        found = clash(items, at)
        if found is not None:
            return found
    return None


def _noun_behind_adjective(items: tuple[Word, ...], at: int) -> int | None:
    """The noun that does not agree with the adjective before it, which agrees with the determiner at `at`.

    « une nouvelle projet », « les derniers années ». One function: its guards, read one after the other.
    """
    first, adjective, noun = items[at : at + 3]
    if adjective.form not in _BEFORE_NOUN and adjective.form not in _BEFORE_NOUNS:
        return None
    if any(word.shape != "word" or word.capital for word in (adjective, noun)) or first.caps:
        return None
    gender, number = determiners().get(first.form, ("", ""))
    known = [item for item in nominal(adjective) if item.kind == "A" and gender]
    mine = [item for item in known if item.fits(gender, number)]
    alone = first.form in CLITIC or adjective.form in _ALONE
    # What “tu” alone would make a verb is a noun behind an article: les nouveaux règles.
    verbs = [item for item in noun.readings if item.kind == "V" and item.tag[2:] != "2s"]
    sure = noun.any("N") and noun.only("NV") and not (alone and verbs)
    sure = sure and len(noun.form) >= _SHORTEST and noun.form not in FIXED
    if not mine or not sure or noun.form in _EITHER or _goes_on(items, at + 2, number):
        return None
    return None if share_form(mine, noun.readings) else at + 2


def _goes_on(items: tuple[Word, ...], at: int, number: str) -> bool:
    """Whether the noun at `at` is one of several, or the first half of one, behind a determiner of this number."""
    noun, rest = items[at], items[at + 1 : at + 5]
    if rest and (text_glue(noun, rest[0]) or rest[0].only("N")):
        return True  # « une nouvelle pseudo langue »
    single = all(item.tag[2] == "s" for item in noun.readings if item.kind == "N")
    # « les mêmes type et grade »
    return number == "p" and single and any(word.form in ("et", "ou", ",") for word in rest)


def _others(items: tuple[Word, ...], at: int) -> int | None:
    """The plural noun behind an adjective in the singular that no determiner is before: « d'autre personnes »."""
    first, adjective, noun = items[at : at + 3]
    if first.form not in _GOVERNING or adjective.form not in _BEFORE_NOUN:
        return None
    if adjective.form in _ALONE:
        return None
    if any(word.shape != "word" or word.capital for word in (adjective, noun)):
        return None
    after = items[at + 3] if at + 3 < len(items) else None
    if not noun.only("N") or (after is not None and text_glue(noun, after)):
        return None
    return None if some_fits(noun.readings, "e", "s") else at + 2


def _adjective_before_clash(items: tuple[Word, ...], at: int) -> int | None:
    """The word after the one at `at` where an adjective before its noun has the other number.

    That is the adjective in « les autre pays », and the noun in « de nombreux fichier ».
    """
    first, then, noun = items[at : at + 3]
    if first.shape != "word" or then.shape != "word":
        return None
    plural = then.form in _BEFORE_NOUN and determiners().get(first.form, ("", ""))[1] == "p"
    several = first.form in _BEFORE_NOUNS and at and items[at - 1].form in _PLURAL_BEFORE
    if not (plural or several) or text_glue(then, noun):
        return None
    if plural:
        named = noun.shape == "word" and not noun.capital and noun.any("N") and noun.only("NAPV")
        return at + 1 if named and first.form not in NUMERALS else None
    single = not then.capital and then.only("N") and not some_fits(then.readings, "e", "p")
    single = single and then.form not in ("mini", "maxi", "pils")
    return at + 1 if single and noun.form not in JOINING | {"/", ","} else None


def _graded(items: tuple[Word, ...], at: int) -> int | None:
    """The plural noun behind « de très beau » at `at`, an adjective in the singular."""
    if items[at].form not in _PLURAL_BEFORE or items[at + 1].form not in ("très", "si", "plus"):
        return None
    adjective, noun = items[at + 2], items[at + 3] if at + 3 < len(items) else items[at]
    if adjective.form not in _BEFORE_NOUN or noun.capital or not noun.only("N"):
        return None
    several = any(item.kind == "A" and item.fits("e", "p") for item in adjective.readings)
    return None if several or some_fits(noun.readings, "e", "s") else at + 3


def _one_of(items: tuple[Word, ...], at: int) -> int | None:
    """The noun behind « un de mes » at `at` that is of the other gender: « un de mes amies »."""
    if items[at].form not in ("un", "une") or (at and items[at - 1].form == "la"):
        return None  # "faire la une des journaux"
    several = items[at + 1].form == "de" and items[at + 2].form in WHOLE_BEFORE - {"les"}
    noun = at + 2 if items[at + 1].form == "des" else at + 3
    if not (several or noun == at + 2) or noun >= len(items):
        return None
    word, gender = items[noun], "f" if items[at].form == "une" else "m"
    if word.shape != "word" or word.capital or not word.only("NA") or word.form in _EITHER:
        return None
    after = items[noun + 1] if noun + 1 < len(items) else None
    if not word.any("N") or (after is not None and after.any("N") and after.only("NA")):
        return None  # "une de ses propres initiatives"
    several = some_fits(word.readings, "e", "p")
    return noun if several and not some_fits(word.readings, gender, "p") else None


def _singular_whole_clash(items: tuple[Word, ...], at: int) -> int | None:
    """The plural noun behind « tout les », « toute ces »; not behind « avant tout », « pas du tout »."""
    first, article, noun = items[at : at + 3]
    if first.form not in ("tout", "toute") or article.form not in WHOLE_BEFORE:
        return None
    if at and items[at - 1].form in _BEFORE_ALL:
        return None
    others = (reading for reading in noun.readings if not reading.nominal)
    sure = noun.shape == "word" and not noun.capital and noun.any("N")
    # What “tu” alone would make a verb is a noun: pages.
    sure = sure and all(reading.tag[:1] == "V" and reading.tag[2:] == "2s" for reading in others)
    return at + 2 if sure and not some_fits(nominal(noun), "e", "s") else None


def _whole_clash(items: tuple[Word, ...], at: int) -> int | None:
    article, noun = items[at + 1], items[at + 2]
    if article.form not in WHOLE_BEFORE or noun.capital or noun.shape != "word":
        return None
    # "Tous les élève": nobody stands before who would do something to them all
    governed = at == 0 or items[at - 1].any("E")
    single = governed and noun.any("N") and noun.only("NAV") and "3p" not in persons(noun.readings)
    if not (noun.only("N") or (single and not some_fits(nominal(noun), "e", "p"))):
        return None
    person = _WHOSE.get(article.form, " ")
    verbs = (reading.tag for word in items[max(at - 3, 0) : at] for reading in word.readings)
    if items[at].form == "tous" and any(tag.endswith(person) for tag in verbs):
        return None  # "nous faisons tous nos prières": all of us
    return None if some_fits(nominal(noun), *_WHOLE[items[at].form]) else at + 2


def _whichever_clash(items: tuple[Word, ...], at: int) -> int | None:
    if items[at + 1].form in ("est", "sont", "était", "étaient", "sera", "seront"):
        article, noun = items[at + 2 : at + 4]  # "quelle est votre nom"
        asked = article.form in determiners() and noun.only("N") and not noun.capital
        wrong = asked and not some_fits(noun.readings, *determiners()[items[at].form])
        return at + 3 if wrong else None
    link, verb, article, noun = items[at + 1 : at + 5]
    if link.form != "que" or verb.form not in ("soit", "soient") or noun.capital:
        return None
    if article.form not in determiners() or not noun.only("NA") or not noun.any("N"):
        return None
    several = ("et", "ou") if verb.form == "soit" else ("et", "ou", ",")
    if any(item.form in several for item in items[at + 5 : at + 9]):
        return None
    return None if some_fits(nominal(noun), *determiners()[items[at].form]) else at + 4
