"""French participles where only an infinitive can stand: behind “de”, “à”, “pour”, “sans”, modal verbs and “aller”."""

from __future__ import annotations

from checker.checks.french.clause import OBJECTS, plain, skip_while
from checker.checks.french.endings_readings import (
    MODAL_INFINITIVES,
    MODAL_PARTICIPLES,
    OBJECT_BEGINS,
    REFLEXIVE,
    Place,
    behind,
    is_behind_subject,
    is_behind_subject_or_ne,
    is_finite_alone,
    is_modal,
    is_participle,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.verbs import ARTICLES, SUBJECTS
from checker.languages.fr.lexicon import WordList, determiners
from checker.languages.morphology import Word

THERE = {"il", "qu'il", "n'", "qui"}
"""What stands before “y a”."""
# Verbs with “de” or “à” before an infinitive (dictionary forms).
VERBS_DE = WordList("government.verbs_de", "endings.verbs_de")
VERBS_A = WordList("government.verbs_a")
_ADVERBS_BETWEEN = 4
"""Words before a preposition among which its verb stands: n'essaie même pas de."""
GOES = {"vais", "vas", "va", "allons", "allez", "vont"}
GOES_AWAY = {"en", "y", *REFLEXIVE}
may_follow_de = Exceptions[Place]("FLU233")


@may_follow_de.when("Rien de changé depuis")
def _no_object_behind(it: Place) -> bool:
    # What takes an object of its own is a verb.
    return it.beyond not in OBJECT_BEGINS


def after_de(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for an infinitive: « rêver d'habitées la côte »."""
    verb = skip_while(items, at + 1, lambda word: word.form in REFLEXIVE)
    if plain(items, verb) and _called_for(items, at, VERBS_DE) and _made_in_e(items[verb]):
        return verb  # "continue d'adoré ce sport"
    if not plain(items, at + 1):
        return None
    found = is_participle(items[at + 1]) and not may_follow_de(Place(items, at, at + 1))
    return at + 1 if found else None


def _called_for(items: tuple[Word, ...], at: int, verbs: WordList) -> bool:
    """Whether a verb that an infinitive follows stands before the preposition at `at`, adverbs left out."""
    before = at - 1
    if before >= 0 and items[before].form in ("plus", "moins", "trop", "beaucoup", "peu", "assez"):
        return False  # "suggérer plus d'exposés"
    while before > 0 and before > at - _ADVERBS_BETWEEN and items[before].any("BO"):
        before -= 1
    if before < 0 or items[before].shape != "word":
        return False
    left, subject = items[before], items[before - 1].form if before else ""
    known = subject in SUBJECTS or subject in ("ne", "n'", "qui")
    if left.any("NA") and not left.any("P") and not known:
        return False
    return any(item.kind in "VIGP" and item.lemma in verbs for item in left.readings)


def _made_in_e(word: Word) -> bool:
    """Whether a word is the participle of a verb in -er, whatever noun or adjective it is as well."""
    made = any(item.kind == "P" and item.lemma.endswith("er") for item in word.readings)
    return made and word.only("NAP") and word.form.endswith(("é", "ée", "és", "ées"))


may_follow_grave = Exceptions[Place]("FLU233")


@may_follow_grave.when("Que reste - t - il à")
def _behind_its_verb(it: Place) -> bool:
    return it.word.form != "à" and it.left in ("-", "l'", "de")


@may_follow_grave.when("De l'automne à été")
def _summer(it: Place) -> bool:
    participle = it.last + 1 < len(it.items) and it.items[it.last + 1].any("P")
    return it.verb.form == "été" and not participle


def after_grave(items: tuple[Word, ...], at: int) -> int | None:
    """“à” behind a subject, or before a participle, for “a” or an infinitive: « il à mangé », « réussi à captés »."""
    before = items[at - 1] if at else None
    there_is = before is not None and before.form == "y" and at > 1 and items[at - 2].form in THERE
    if there_is or (before is not None and before.form in ("il", "on") and before.shape == "word"):
        return None if may_follow_grave(Place(items, at - 1, at)) else at
    verb = skip_while(items, at + 1, lambda word: word.form in REFLEXIVE)
    if plain(items, verb) and _called_for(items, at, VERBS_A) and _made_in_e(items[verb]):
        return verb  # "réussi à opérée les vaisseaux", "hésité à s'octroyé"
    if not plain(items, at + 1):
        return None
    found = items[at + 1].form == "été" or is_participle(items[at + 1])
    return at + 1 if found and not may_follow_grave(Place(items, at, at + 1)) else None


may_follow_preposition = Exceptions[Place]("FLU233")


@may_follow_preposition.when("sans les regardés")
def _noun_with_an_article(it: Place) -> bool:
    return it.last > it.at + 1 and it.items[it.last - 1].form in ARTICLES


@may_follow_preposition.when("pour équilibré que")
def _however(it: Place) -> bool:
    return it.beyond in ("que", "qu'")


def after_preposition(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for an infinitive: « pour équilibrées ses finances »."""
    last = behind(items, at)
    last = skip_while(items, last, lambda word: word.form in OBJECTS)
    if not plain(items, last) or not is_participle(items[last]):
        return None
    return None if may_follow_preposition(Place(items, at, last)) else last


def after_modal(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for an infinitive: « on peut mangé », « il doit pouvoir mangé »."""
    word = items[at]
    last = behind(items, at)
    if plain(items, last) and is_behind_subject_or_ne(items, at) and is_modal(word):
        verb = skip_while(items, last, lambda word: word.form in OBJECTS)
        if plain(items, verb) and is_finite_alone(items[verb]):
            return verb  # "je veux mange", "nous devons parlons"
    if not plain(items, last) or not is_participle(items[last]):
        return None
    chained = at > 0 and word.form in MODAL_INFINITIVES and is_modal(items[at - 1])
    if at > 0 and word.form in MODAL_PARTICIPLES and items[at - 1].is_form_of("avoir", "VI"):
        return last  # "a voulu frappé un grand coup"
    noun = word.any("N") and at > 0 and items[at - 1].form in determiners()  # "la faille utilisée"
    return last if (is_modal(word) and not noun) or chained else None


def after_aller(items: tuple[Word, ...], at: int) -> int | None:
    """A participle or a finite form for an infinitive: « il va changé », « nous allons finit »."""
    word = items[at]
    away = at > 0 and items[at - 1].form in GOES_AWAY
    if word.form not in GOES or away or not word.is_form_of("aller", "V"):
        return None
    last = behind(items, at)
    if not plain(items, last):
        return None
    verb = items[last]
    if verb.only("V") and last == at + 1 and is_behind_subject(items, at):
        return last
    made = any(item.kind == "P" and item.lemma.endswith("er") for item in verb.readings)
    return last if made and verb.only("NAP") and verb.form.endswith("é") else None
