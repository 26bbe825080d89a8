"""French infinitives and finite forms where a participle must stand: behind “avoir”, “être” and their like."""

from __future__ import annotations

from checker.checks.french.bare_nouns import TRANSITIVE
from checker.checks.french.clause import OBJECTS, opens_clause, plain, skip_while, words_before
from checker.checks.french.endings_readings import (
    OBJECT_BEGINS,
    PRONOUNS,
    REFLEXIVE,
    Place,
    behind,
    is_behind_subject,
    is_finite_alone,
    is_infinitive,
    is_loose_infinitive,
    is_modal,
    is_participle,
    is_second_plural,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.verbs import ARTICLES, SUBJECTS, skip_adverbs
from checker.languages import days
from checker.languages.fr.lexicon import WordList, determiners
from checker.languages.morphology import Word

_RELATED = frozenset(["que", "qu'", "qui", "ce", "où", "dont", "-"])
_RELATIVE_REACH = 5
"""Words before a form of être among which a relative makes another clause of what stands behind it."""
IS = {"est", "sont", "était", "étaient", "suis"}
LIKE_PREPOSITIONS = {"étant", "ayant", "durant", "suivant", "moyennant"}
RELATIVES = {"où", "dont", "donc", "puis"}
"""Behind these a clause begins too."""
TIMES = WordList("openings.times")
MEALS = {"manger", "boire", "dîner", "souper", "déjeuner"}
ERRANDS = frozenset(["chercher", "demander", "acheter", "nager", "visiter", "manger", "promener"])
"""What somebody “a été”, that is, went to do."""
HAVE = frozenset(["a", "ont", "avait", "avaient", "aura", "auront", "avoir"])
"""Forms of avoir behind which “été” is surely its participle."""
WILL_BE = ("sera", "seront", "sont", "étaient")
may_follow_avoir = Exceptions[Place]("FLU233")


@may_follow_avoir.when("Le a finit")
def _auxiliary_is_a_noun(it: Place) -> bool:
    return it.word.any("N") and it.left in determiners()


@may_follow_avoir.when("L'option a devra")
def _modal_verb_behind(it: Place) -> bool:
    return is_modal(it.verb)


@may_follow_avoir.when("Tout code que vous avez fonctionnera.")
def _verb_of_the_clause_around(it: Place) -> bool:
    """What people have does something: the relative clause ends with “avoir”."""
    persons = {item.tag[2:] for item in it.verb.readings if item.kind == "V"}
    relative = it.at >= 2 and it.items[it.at - 2].form in ("que", "qu'", "dont")
    return relative and it.items[it.at - 1].form in SUBJECTS and persons <= {"3s", "3p"}


@may_follow_avoir.when("L'option a sera")
def _etre_behind(it: Place) -> bool:
    return it.verb.is_form_of("être", "V")


def after_coming(items: tuple[Word, ...], at: int) -> int | None:
    """A participle with an object of its own for an infinitive: « ils viendront aidés les familles »."""
    last = behind(items, at)
    if not plain(items, last) or last + 2 >= len(items) or not is_participle(items[last]):
        return None
    noun = items[last + 2]
    many = any(item.kind == "V" and item.tag[2:] in ("3p", "1p") for item in items[at].readings)
    if many and all(item.tag[2] in "si" for item in items[last].readings if item.kind == "P"):
        return last  # "ils viennent dîné chez nous"
    object_behind = items[last + 1].form in ("le", "la", "les", "l'", "un", "une", "nos", "vos")
    # "il vient accompagné le samedi"
    when = noun.form in TIMES or noun.form in days("fr") or noun.form == "plus"
    return last if object_behind and noun.any("N") and not when else None


def after_avoir(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive or a finite form for a participle: « il a manger », « ils ont permit »."""
    if not items[at].is_form_of("avoir", "V"):
        return None
    last = behind(items, at)
    if not plain(items, last):
        return None
    other, subject = items[last], is_behind_subject(items, at)
    if not (subject or _object_or_noun_before(items, at)):
        return None
    heard = is_infinitive(other) or (subject and is_loose_infinitive(other))
    # "n'a pas reconnaître": with a subject or a negation, no infinitive can stand there.
    heard = heard or (other.only("I") and (subject or items[at - 1].form in ("n'", "ne")))
    # "n'a pas eut", "il a bien fit"
    denied = {item.form for item in items[at + 1 : last]} <= {
        "pas",
        "jamais",
        "plus",
        "rien",
        "bien",
    }
    finite = other.only("V") and denied
    wrong = (heard or finite) and not may_follow_avoir(Place(items, at, last))
    return last if wrong else None


_BEFORE_OBJECT = frozenset(
    ["que", "qu'", "dont", "où", "qui", "combien", "quel", "quelle", "quels", "quelles"]
)
"""What brings the object before its verb, or another clause."""
_MEANS = frozenset(
    [
        "passé",
        "suite",
        "force",
        "loi",
        "biais",
        "moyen",
        "fenêtre",
        "presse",
        "haut",
        "bas",
        "fond",
        "faits",
        "fait",
        "exemple",
    ]
)
"""Nouns behind « par le » that say how or when, and do nothing."""


def agent_of_an_active_verb(items: tuple[Word, ...], at: int) -> int | None:
    """What was done, without “été” before who did it: « elle a approuvé par la fédération »."""
    if at + 4 >= len(items) or items[at + 2].form != "par" or items[at].caps:
        return None
    verb, article, agent = items[at + 1], items[at + 3], items[at + 4]
    done = any(item.kind == "P" and item.lemma in TRANSITIVE for item in verb.readings)
    if not done or not items[at].is_form_of("avoir", "V") or article.form not in ARTICLES:
        return None
    earlier = words_before(items, at)
    if at and (earlier[-1].form in OBJECTS or earlier[-1].shape == "elided"):
        return None
    if any(item.form in _BEFORE_OBJECT for item in earlier):
        return None
    return at + 1 if agent.any("N") and agent.form not in _MEANS else None


def _object_or_noun_before(items: tuple[Word, ...], at: int) -> bool:
    """Whether a noun, a name or an object stands before `at`, so that a form of avoir there is an auxiliary."""
    if not at:
        return False
    left = items[at - 1]
    named = at > 1 and items[at - 2].form in ARTICLES and left.any("N")
    return named or left.only("NA") or left.capital or left.form in OBJECTS


def after_inversion(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive for a participle: « qu'avez-vous manger »."""
    if not at or not items[at - 1].is_form_of("avoir", "V"):
        return None
    last = skip_adverbs(items, at + 1)
    return last if last < len(items) and is_loose_infinitive(items[last]) else None


def after_etre(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive for a participle behind être with a subject or a reflexive pronoun: « il s'est retrouver »."""
    if not items[at].is_form_of("être", "V"):
        return None
    last = behind(items, at)
    if not plain(items, last):
        return None
    known = is_behind_subject(items, at) or (at > 0 and items[at - 1].form in REFLEXIVE)
    # "La chatte est monter"; not "Le plus dur est attendre"
    left = items[at - 1]
    noun = at > 1 and items[at - 2].form in ARTICLES and left.any("N") and left.only("NAVP")
    if last == at + 1 and is_finite_alone(items[last]) and items[at - 1].form in SUBJECTS:
        near = {word.form for word in items[max(at - _RELATIVE_REACH, 0) : at]}
        return last if near.isdisjoint(_RELATED) else None  # "il est parle trop"
    # "elle est aller", not "voilà qui est parler"
    loose = items[at - 1].form in SUBJECTS and at > 0 and is_loose_infinitive(items[last])
    found = (known or (noun and last == at + 1)) and is_infinitive(items[last])
    return last if found or loose else None


may_follow_being = Exceptions[Place]("FLU233")


@may_follow_being.when("Il a été chercher du pain")
def _went(it: Place) -> bool:
    return it.verb.form in ERRANDS


@may_follow_being.when("Vous pourrez peut être sauver votre peuple, peut-être installer un outil")
def _perhaps(it: Place) -> bool:
    joined = it.left == "-"
    apart = it.left == "peut" and it.at > 1 and it.items[it.at - 2].any("V")
    return it.word.form == "être" and (joined or apart)


def after_being(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive or a finite form where only a participle can stand: « peut être utiliser », « a été crée »."""
    word, left = items[at], items[at - 1] if at else None
    if word.shape != "word" or left is None or left.form in ("ce", "c'", "cela", "ça"):
        return None
    been = word.form == "été" and left.form in HAVE
    if not (been or word.form in ("être", *WILL_BE)):
        return None
    last = behind(items, at)
    if not plain(items, last):
        return None
    verb = items[last]
    infinitive = verb.only("I") and verb.form.endswith("er")
    wrong = infinitive or (been and last == at + 1 and verb.only("V"))
    return last if wrong and not may_follow_being(Place(items, at, last)) else None


def without_auxiliary(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for a verb behind a subject: « Il signé pour une saison », « qui créé un bruit »."""
    word = items[at]
    if word.shape != "word" or not plain(items, at + 1):
        return None
    participle = items[at + 1]
    if not participle.only("NAP") or not participle.any("P"):
        return None
    if word.form == "qui":
        return at + 1 if at + 2 < len(items) and items[at + 2].form in OBJECT_BEGINS else None
    opens = opens_clause(items, at) or items[at - 1].form in RELATIVES
    return at + 1 if word.form in PRONOUNS and opens else None


def after_apres(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive of the present behind “après”, as English has it: « après tomber »."""
    if not plain(items, at + 1):
        return None
    verb = items[at + 1]
    past = verb.form in ("avoir", "être") or verb.form in MEALS
    return at + 1 if verb.only("I") and not past else None


def finite_beside_infinitive(items: tuple[Word, ...], at: int) -> int | None:
    """A form in -ez that “et” joins to the infinitive of a modal verb: « peut annuler ou modifiez »."""
    if not is_modal(items[at]):
        return None
    first = behind(items, at)
    if first + 2 >= len(items) or not items[first].only("I"):
        return None
    joined = items[first + 1].form in ("et", "ou") and is_second_plural(items[first + 2])
    return first + 2 if joined else None


def participle_behind_preposition(items: tuple[Word, ...], at: int) -> int | None:
    """A present participle behind a preposition, as English has it: « avant de mangeant », « par cliquant »."""
    if not plain(items, at + 1):
        return None
    verb = items[at + 1]
    return at + 1 if verb.only("G") and verb.form not in LIKE_PREPOSITIONS else None


def finite_behind_ne_pas(items: tuple[Word, ...], at: int) -> int | None:
    """A finite form behind « ne pas », where an infinitive must stand: « ne pas oublie »."""
    if at + 2 >= len(items):
        return None
    if items[at + 1].form not in ("pas", "jamais", "plus"):
        return None
    last = skip_while(items, at + 2, lambda word: word.form in OBJECTS)
    # No noun can stand there: « ne pas oublie ».
    finite = plain(items, last) and items[last].any("V") and items[last].only("NAV")
    return last if finite else None


def progressive(items: tuple[Word, ...], at: int) -> int | None:
    """A present participle behind être, as English has it: « qui est se connectant », « il est parlant »."""
    if items[at].shape != "word" or items[at].form not in IS:
        return None
    last = behind(items, at)
    if last < len(items) and items[last].form in REFLEXIVE:
        last += 1
    return last if plain(items, last) and items[last].only("G") else None


def finite_after_preposition(items: tuple[Word, ...], at: int) -> int | None:
    """A finite form for an infinitive: « venus pour parle avec vous », « avant de pars »."""
    if items[at].form in ("avant", "afin"):
        if items[at + 1].form not in ("de", "d'"):
            return None
        at += 1
    verb = skip_while(items, at + 1, lambda word: word.form in REFLEXIVE)
    return verb if plain(items, verb) and is_finite_alone(items[verb]) else None


_VERB = frozenset("V")


def finite_behind_determiner(items: tuple[Word, ...], at: int) -> int | None:
    """A finite form for a noun: « j'aime mon travaille », « s'intéresser à la luttent »."""
    word, verb = items[at], items[at + 1]
    if verb.kinds != _VERB or not plain(items, at + 1) or word.shape != "word" or word.caps:
        return None
    left = items[at - 1].form if at else ""
    if not verb.lemmas.isdisjoint(("être", "avoir", "pouvoir", "devoir", "boiter", "mapper")):
        return None  # "une peut"; « boite » is the spelling of 1990, « une mappe » a map in memory
    if word.form in ("la", "le", "les"):
        return at + 1 if left in ("à", "de", "dans", "sur", "pour") else None
    alone = word.form == "une" and left in ("l'", "quelqu'", "pas")
    noun = word.form in ("son", "ton") and left in ("le", "un", "de", "du", "ce", "au")
    return None if alone or noun else at + 1
