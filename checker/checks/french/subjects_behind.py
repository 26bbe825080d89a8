"""French subjects that stand behind their verb: a pronoun with a hyphen, or a noun: « où habitent mes parents »."""

from __future__ import annotations

from collections.abc import Iterator, Set

from checker.checks.french.clause import (
    COMPARED,
    PERSON_OF,
    QUE,
    contradicts,
    persons,
    plain,
    skip,
    skip_agreeing,
    skip_complements,
    skip_while,
)
from checker.checks.french.noun_phrase import nominal, some_fits
from checker.languages.fr.lexicon import Sentence, Trigger, WordList, determiners
from checker.languages.morphology import Word

NUMERALS = WordList("agreement.numerals")
PLURAL = frozenset(
    ["ces", "des", "les", "leurs", "mes", "nos", "plusieurs", "quelques", "ses", "tes", "vos"]
)
# Verbs that have no object, and those of being somewhere with “se” (dictionary forms): habiter, se trouver.
STAYING = WordList("subjects.staying")
PLACED = WordList("subjects.placed")
_BEHIND_VERB = Trigger(shapes=["clitic"])
_RELATIVE = Trigger(forms=[("où", "dont"), QUE])
_STAYS = Trigger(lemmas=[STAYING])
_ITSELF = Trigger(forms=[("se", "s'")])


def pronoun_clashes(items: Sentence) -> Iterator[int]:
    """Verbs that contradict the pronoun behind them: « veut-tu », « peux-je »."""
    for at in items.at(_BEHIND_VERB, before=1):
        pronoun = items[at].form.removeprefix("-t-").removeprefix("-")
        verb = items[at - 1]
        if pronoun not in PERSON_OF or pronoun in ("nous", "vous") or not verb.any("V"):
            continue
        possible = persons(verb.readings)
        plural = {"ils": "il", "elles": "elle"}.get(pronoun, pronoun)
        if possible.isdisjoint({PERSON_OF[pronoun], PERSON_OF[plural]}) and not verb.caps:
            yield at - 1


def noun_clashes(items: Sentence) -> Iterator[tuple[int, int]]:
    """Verbs in the singular with the plural noun that is their subject right behind them, and the index of that."""
    for at in items.at(_RELATIVE, behind=3):
        verb = skip(items, at + 1, "ne", "n'", "se", "s'", "y", "en", "lui", "leur", "nous", "vous")
        last = _plural_behind(items, verb)
        if last is not None and items[verb].only("V") and _wants_subject(items, at, verb):
            yield verb, last
    for at in items.at(_STAYS, before=2, behind=3):
        last = _plural_behind(items, at, PLURAL | NUMERALS)
        if last is not None and items[at].any("V") and _behind_place(items, at):
            yield at, last
    for at in items.at(_ITSELF, before=2, behind=3):
        last = _plural_behind(items, at + 1, PLURAL | NUMERALS)
        if last is not None and _placed(items, at):
            yield at + 1, last


def _plural_behind(items: tuple[Word, ...], verb: int, several: Set[str] = PLURAL) -> int | None:
    """Index of a plural noun, or its adjective, behind a verb at `verb` that can be a singular alone.

    `several`: the determiners that such a noun may have.
    """
    if verb + 2 >= len(items) or not plain(items, verb):
        return None
    article, noun = items[verb + 1 : verb + 3]
    if article.form not in several or article.shape != "word" or not plain(items, verb + 2):
        return None
    if noun.only("A") and verb + 3 < len(items) and plain(items, verb + 3):
        noun = items[verb + 3]
    named = noun.any("NA") and some_fits(nominal(noun), "e", "p")
    return verb + 2 if named and contradicts(items[verb].readings, "p") else None


def _wants_subject(items: tuple[Word, ...], at: int, verb: int) -> bool:
    """Whether what stands behind the verb is its subject: « où exerce ses fonctions le maire » has an object there."""
    if items[at].form in QUE:
        # "coûte que coûte les textes"
        return at == 0 or items[at - 1].form not in {*COMPARED, items[verb].form}
    itself = items[verb - 1].form in ("se", "s'")
    return not items[verb].lemmas.isdisjoint(PLACED if itself else STAYING)


def _placed(items: tuple[Word, ...], at: int) -> bool:
    """Whether nothing but a place stands before “se” at `at`: « Dans cette rue se trouve plusieurs restaurants »."""
    return not items[at + 1].lemmas.isdisjoint(PLACED) and _behind_place(items, at)


def _behind_place(items: tuple[Word, ...], at: int) -> bool:
    """Whether a preposition with its noun begins the sentence and ends before `at`: « Parmi les candidats retenus »."""
    if not items[0].any("E"):
        return False
    noun = skip_while(items, 1, lambda word: word.form in determiners() or word.only("AC"))
    if noun >= at or not plain(items, noun) or not items[noun].any("N"):
        return False
    end = skip_complements(items, skip_agreeing(items, noun + 1))
    return skip(items, end, ",") == at
