"""French subjects whose number no noun of theirs shows: « chacun des élèves », « c'est moi qui »."""

from __future__ import annotations

from collections.abc import Iterator

from checker.checks.french.clause import (
    AUXILIARY,
    OBJECTS,
    OPENERS,
    begins_subject,
    contradicts,
    names_subject,
    opens_clause,
    persons,
    plain,
    skip,
    skip_adjective,
    skip_complements,
    skip_while,
    stands_for_many,
)
from checker.languages.fr.lexicon import Sentence, Trigger, readings
from checker.languages.morphology import Word

_ONE = frozenset(["chacun", "chacune", "aucun", "aucune", "un", "une"])
"""Pronouns in the singular that “de” and a plural follow: « chacun des élèves »."""
_OF = ("de", "d'", "des")
_SEVERAL = frozenset(["certains", "certaines", "plusieurs", "quelques-uns", "quelques-unes"])
"""Pronouns in the plural that “de” and a plural follow: « certains de ces élèves »."""
_NEUTER = frozenset(["cela", "ceci", "ça"])
_QUANTITIES = frozenset(["beaucoup", "trop", "tant", "peu", "énormément", "tellement"])
"""Adverbs of quantity whose noun decides the number of the verb."""
_STRESSED = {"moi": "1s", "toi": "2s", "nous": "1p", "vous": "2p"}
"""Stressed pronouns and the person of the verb behind their “qui”."""
QUANTIFIED = frozenset({"tout", "plus", *_NEUTER, *_ONE, *_SEVERAL, *_QUANTITIES, *_STRESSED})
"""What such subjects begin with, « mon frère et moi » aside."""
_PAIR = Trigger(forms=[("moi", "toi")])
_OPENING = Trigger(forms=[OPENERS])
_PHRASE = 4
"""Words of a subject before « et moi », its determiner among them."""
_OTHERS = frozenset(["lui", "elle", "eux", "elles"])


def quantified_clash(items: Sentence, at: int) -> int | None:
    """Index of the verb that contradicts a subject of such a kind, which begins at `at`; None where none does."""
    if items[at].form in _STRESSED and items[at].shape == "word":
        verb = _behind_cleft(items, at)
        return verb if verb is not None or at else _pair_clash(items, at)
    if items.at(_PAIR) and (
        (at == 0 and items[0].capital)
        or (begins_subject(items[at].form) and opens_clause(items, at))
    ):
        verb = _pair_clash(items, at)
        if verb is not None:
            return verb
    related = _relative_clash(items, at)
    if related is not None:
        return related
    end, number = _subject(items, at)
    if not number:
        return None
    verb = skip(items, end, "ne", "n'", "se", "s'", "y", "en")
    if not plain(items, verb) or not contradicts(items[verb].readings, number):
        return None
    return verb if _surely_verb(items[verb]) else None


def _surely_verb(word: Word) -> bool:
    return word.form in AUXILIARY or word.only("V")


def _subject(items: tuple[Word, ...], at: int) -> tuple[int, str]:
    """The index behind a subject at `at`, and the number that its verb has; no number where there is none.

    One function: a table of beginnings, each with its number.
    """
    if items[at].form not in QUANTIFIED:
        return at, ""
    forms = [item.form for item in items[at : at + 3]]
    first_of_all = at == 1 and items[0].form == "l'"
    if not opens_clause(items, at) and not first_of_all:
        return at, ""
    if forms == ["tout", "le", "monde"]:
        return at + 3, "s"
    if forms[0] in _NEUTER or (forms[0] == "tout" and forms[1:2] and forms[1] in _NEUTER):
        return at + 1 + (forms[0] == "tout"), "s"
    if forms[0] in _ONE and forms[1:2] and forms[1] in _OF:
        end = skip_complements(items, at + 1)
        return end, "s" if end > at + 1 else ""
    if forms[0] in _SEVERAL and forms[1:2] and forms[1] in _OF:
        end = skip_complements(items, at + 1)
        return end, "p" if end > at + 1 else ""
    if forms[:2] == ["plus", "d'"] and forms[2:] and forms[2] in ("un", "une"):
        return _more_than_one(items, at + 3)
    if forms[0] in _QUANTITIES and forms[1:2] and forms[1] in ("de", "d'"):
        return _many(items, at + 2)
    return at, ""


def _relative_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb in the singular behind « beaucoup de gens qui » or « la plupart des gens qui » at `at`."""
    most = items[at].form == "la" and [item.form for item in items[at + 1 : at + 2]] == ["plupart"]
    if not most and items[at].form not in _QUANTITIES:
        return None
    of = at + 2 if most else at + 1
    if at and items[at - 1].any("E"):
        return None  # "un élément parmi tant d'autres qui détermine"
    if of + 3 >= len(items) or items[of].form not in _OF:
        return None
    who, number = _many(items, of + 1)
    if number != "p" or who + 1 >= len(items) or items[who].form != "qui":
        return None
    verb = skip(items, who + 1, "ne", "n'", "se", "s'", "y", "en", "nous", "vous", "lui", "leur")
    if not plain(items, verb) or not contradicts(items[verb].readings, "p"):
        return None
    return verb if items[verb].form in AUXILIARY or items[verb].only("NV") else None


def _more_than_one(items: tuple[Word, ...], at: int) -> tuple[int, str]:
    """« plus d'un utilisateur », which is singular; « plus d'un million » is not."""
    if not plain(items, at) or not names_subject(items[at]):
        return at, ""
    if stands_for_many(items[at].form, items[at].readings):
        return at, ""
    return skip_complements(items, skip_adjective(items, at + 1)), "s"


def _many(items: tuple[Word, ...], at: int) -> tuple[int, str]:
    """The plural noun behind « beaucoup de » at `at`."""
    at = skip_adjective(items, at)
    # What “tu” alone would make a verb is a noun there: élèves.
    named = [reading for reading in items[at].readings if reading.tag[2:] != "2s"]
    if not plain(items, at) or any(reading.kind not in "NA" for reading in named):
        return at, ""
    if all(reading.kind != "N" for reading in named):
        return at, ""
    plural = all(reading.tag[2] == "p" for reading in named)
    return skip_complements(items, skip_adjective(items, at + 1)), "p" if plural else ""


def _behind_cleft(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb behind « c'est moi qui » that has another person: « c'est nous qui ont décidé »."""
    if at < 2 or items[at + 1].form != "qui" or items[at - 2].form not in ("c'", "ce"):
        return None
    verb = skip_while(items, at + 2, lambda word: word.form in OBJECTS)
    if not plain(items, verb) or not items[at - 1].is_form_of("être", "V"):
        return None
    possible = persons(items[verb].readings)
    wrong = bool(possible) and _STRESSED[items[at].form] not in possible
    return verb if wrong and _surely_verb(items[verb]) else None


def _pair_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb in the third person behind « mon frère et moi » or « toi et lui » that opens one at `at`."""
    first = items[at].form
    most = at + (_PHRASE if begins_subject(first) else 1)
    left = skip_while(items, at + 1, lambda word: word.form != "et" and word.only("NAV"))
    if left > most or left + 2 >= len(items) or items[left].form != "et":
        return None
    pair = {first, items[left + 1].form}
    known = items[left + 1].form in {"moi", "toi", *_OTHERS}
    if not known or pair.isdisjoint(("moi", "toi")) or items[left + 1].shape != "word":
        return None
    own = "1p" if "moi" in pair else "2p"
    verb = skip_while(items, left + 2, lambda word: word.form in OBJECTS - {"nous", "vous"})
    if not plain(items, verb):
        return None
    possible = persons(items[verb].readings)
    return verb if possible and own not in possible and _surely_verb(items[verb]) else None


def named_clashes(items: Sentence) -> Iterator[tuple[int, int]]:
    """Where a given name, or two, begins a clause, and the verb that contradicts it."""
    couple = _couple_clash(items)
    if couple is not None:
        yield 0, couple
    for at in [0, *(opener + 1 for opener in items.at(_OPENING, behind=3))]:
        if len(items) <= at + 2 or not items[at].capital:
            continue
        after = items[at + 1]
        # Few words that begin a clause have a verb right behind them: names are looked up only there.
        goes_on = after.any("V") or after.form in ("et", "ne", "n'", "se", "s'", "y", "en")
        if goes_on and _name(items[at]):
            verb = _name_clash(items, at) if at else (_names_clash(items) or _name_clash(items, 0))
            if verb is not None:
                yield at, verb


def _couple_clash(items: tuple[Word, ...]) -> int | None:
    """Index of a verb in the singular behind « elle et son mari », which begins the sentence."""
    if (
        len(items) < 6
        or items[0].form not in ("elle", "lui", "eux", "elles")
        or items[1].form != "et"
    ):
        return None
    if not begins_subject(items[2].form) or not plain(items, 3) or not names_subject(items[3]):
        return None
    verb = skip(items, 4, "ne", "n'", "se", "s'", "y", "en")
    if not plain(items, verb) or not contradicts(items[verb].readings, "p"):
        return None
    return verb if _surely_verb(items[verb]) else None


def _names_clash(items: tuple[Word, ...]) -> int | None:
    """Index of a verb in the singular behind two names that begin the sentence: « Paul et Marie vient »."""
    if len(items) < 5 or items[1].form != "et" or not (_name(items[0]) and _name(items[2])):
        return None
    verb = skip(items, 3, "ne", "n'", "se", "s'", "y", "en")
    if not plain(items, verb) or not contradicts(items[verb].readings, "p"):
        return None
    return verb if items[verb].only("V") else None


def _name(word: Word) -> bool:
    """Whether a word is a given name: Paul, Marie."""
    given = any(reading.tag[:2] in ("Rm", "Rf") for reading in readings(word.form.capitalize()))
    return word.shape == "word" and word.capital and not word.caps and given


def _name_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb in the plural behind one name that begins a clause at `at`: « que Luisa étaient arrivée »."""
    if not opens_clause(items, at):
        return None
    verb = skip(items, at + 1, "ne", "n'", "se", "s'", "y", "en")
    if not plain(items, verb) or not contradicts(items[verb].readings, "s"):
        return None
    return verb if _surely_verb(items[verb]) else None
