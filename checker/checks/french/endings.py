"""French verbs in -er and their participles in -é, which sound alike; “a” and “à”.

Each fault is a function that finds the verb form which does not go with a word before it; what is right all the same
has a name. One module: a table of faults, which share what may precede a verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.bare_nouns import TRANSITIVE
from checker.checks.french.clause import OBJECTS, opens_clause, plain, skip_while, words_before
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit
from checker.checks.french.verbs import ARTICLES, SUBJECTS, skip_adverbs
from checker.languages import days
from checker.languages.fr.lexicon import Sentence, Trigger, WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

MODALS = {"pouvoir", "devoir", "falloir", "vouloir"}
_RELATED = frozenset(["que", "qu'", "qui", "ce", "où", "dont", "-"])
_RELATIVE_REACH = 5
"""Words before a form of être among which a relative makes another clause of what stands behind it."""
IS = {"est", "sont", "était", "étaient", "suis"}
THERE = {"il", "qu'il", "n'", "qui"}
"""What stands before “y a”."""
MODAL_INFINITIVES = {"pouvoir", "devoir"}
MODAL_PARTICIPLES = {"pu", "dû", "voulu", "su", "fallu", "osé"}
# Verbs with “de” or “à” before an infinitive (dictionary forms).
VERBS_DE = WordList("government.verbs_de", "endings.verbs_de")
VERBS_A = WordList("government.verbs_a")
_ADVERBS_BETWEEN = 4
"""Words before a preposition among which its verb stands: n'essaie même pas de."""
INVERTED = {"-t-il", "-t-elle", "-il", "-elle", "-vous", "-ils", "-elles", "-on", "-t-on", "-tu"}
PREPOSITIONS = {"pour", "sans"}
WITH_INFINITIVE = {"pour", "sans", "à", "de", "d'"}
POINTING = {"ci-dessous", "ci-dessus", "ci-contre", "ci-joint", "ci-après"}
BEFORE_ING = {"après", "sans", "pour", "par", "à", "de", "d'"}
"""Prepositions behind which English has a form in -ing, and French an infinitive."""
LIKE_PREPOSITIONS = {"étant", "ayant", "durant", "suivant", "moyennant"}
REFLEXIVE = {"s'", "se", "m'", "t'"}
GOES = {"vais", "vas", "va", "allons", "allez", "vont"}
GOES_AWAY = {"en", "y", *REFLEXIVE}
OBJECT_BEGINS = WordList("endings.objects")
PRONOUNS = {"il", "elle", "on", "ils", "elles"}
RELATIVES = {"où", "dont", "donc", "puis"}
"""Behind these a clause begins too."""
TIMES = WordList("openings.times")
MEALS = {"manger", "boire", "dîner", "souper", "déjeuner"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A word at items[at], and the verb form at items[last], behind it, that does not go with it."""

    items: tuple[Word, ...]
    at: int
    last: int

    @property
    def word(self) -> Word:
        return self.items[self.at]

    @property
    def verb(self) -> Word:
        return self.items[self.last]

    @property
    def left(self) -> str:
        """The form of the word before."""
        return self.items[self.at - 1].form if self.at else ""

    @property
    def beyond(self) -> str:
        """The form of the word after the verb."""
        return self.items[self.last + 1].form if self.last + 1 < len(self.items) else ""


@check(
    "FLU233",
    "verb-form",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def verb_form(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An infinitive in place of a participle, or the reverse, or “à” in place of “a”.

    What it does: reports “avoir” or a reflexive “être” right before an infinitive in -er, a form of pouvoir, devoir or
    falloir, or the present of aller, before a participle in -é, « pour », « sans », « à » or « de » before a participle
    that is nothing else, all of these before a form in -ez (« pour éveillez »), and « il à », « on à », « il y à », « à
    été », a present participle after a preposition other than « en » and a finite form after « ne pas ». A participle
    right after a subject (« il signé »), an infinitive of the present after « après » and a form in -ez joined to an
    infinitive (« il peut annuler ou modifiez ») are reported too, and so is what was done without “été” before who did
    it (« elle a approuvé par la fédération »).

    Why it matters: both sound alike, so the fault slips through; on the page it stops the reader.

    Example: « il a manger », « on peut mangé », « il à mangé ».

    What to do: write the form that the sentence needs: « il a mangé », « on peut manger ».
    """
    for case in cases:
        items = words(case.text)
        for at, last in _wrong_forms(items):
            first, second = items[at], items[last]
            yield hit(
                case,
                first,
                second,
                _("“{second}” does not go with “{first}” in this form.").format(
                    first=first.form, second=second.form
                ),
            )


may_be_right = Exceptions[_Place]("FLU233")


@may_be_right.when("une demande de rendez-vous")
def _appointment(it: _Place) -> bool:
    return it.verb.form == "rendez"


@may_be_right.when("trois mois d'affilée")
def _in_a_row(it: _Place) -> bool:
    return it.verb.form == "affilée"


@may_be_right.when("Le groupe A utilise")
def _name_of_a_group(it: _Place) -> bool:
    return it.word.form == "a" and it.word.capital and it.at > 0


@may_be_right.when("rempli, puis adressé")
def _puis_for_then(it: _Place) -> bool:
    governed = it.word.form in INVERTED or it.word.form in MODAL_INFINITIVES
    return it.word.form == "puis" or (governed and it.left == "puis")


ERRANDS = frozenset(["chercher", "demander", "acheter", "nager", "visiter", "manger", "promener"])
"""What somebody “a été”, that is, went to do."""
HAVE = frozenset(["a", "ont", "avait", "avaient", "aura", "auront", "avoir"])
"""Forms of avoir behind which “été” is surely its participle."""
WILL_BE = ("sera", "seront", "sont", "étaient")


def _wrong_forms(items: Sentence) -> Iterator[tuple[int, int]]:
    """Words, and verb forms behind them that do not go with them; of several faults of one word the first."""
    found: dict[int, int] = {}
    for trigger, fault in FAULTS:
        for at in items.at(trigger, behind=1):
            last = None if at in found else fault(items, at)
            if last is not None:
                found[at] = last
    for at, last in sorted(found.items()):
        if not may_be_right(_Place(items, at, last)):
            yield at, last


def _behind(items: tuple[Word, ...], at: int) -> int:
    """Index of what stands behind items[at], adverbs left out; the end where that is no word or is shouted."""
    word = items[at]
    return skip_adverbs(items, at + 1) if word.shape == "word" and not word.caps else len(items)


# --- Forms in -ez ---


def _finite_for_infinitive(items: tuple[Word, ...], at: int) -> int | None:
    """A form in -ez where only an infinitive can stand: « pour éveillez », « vous pouvez cliquez »."""
    word = items[at]
    inverted = word.form in INVERTED and at > 0 and _modal(items[at - 1])
    modal = word.form == "veuillez" or _modal(word) or word.is_form_of("aller", "V")
    modal = word.shape == "word" and modal
    if not (word.form in WITH_INFINITIVE or inverted or modal):
        return None
    then = skip_adverbs(items, at + 1)
    if word.form in ("de", "d'") and items[then - 1].form == "plus":
        return None  # "si de plus vous précisez"
    then = skip_while(items, then, lambda word: word.form in OBJECTS and word.shape != "clitic")
    return then if then < len(items) and _second_plural(items[then]) else None


def _finite_for_participle(items: tuple[Word, ...], at: int) -> int | None:
    """A form in -ez that a complement makes a participle: « avec l'adresse indiquez ci-dessous »."""
    if at + 4 >= len(items) or items[at + 1].form not in determiners():
        return None
    noun, verb, after = items[at + 2 : at + 5]
    named = noun.shape == "word" and (noun.any("N") or not noun.readings)
    return at + 3 if named and _second_plural(verb) and after.form in POINTING else None


# --- Participles behind “de”, “à”, “pour”, “sans” and modal verbs ---

may_follow_de = Exceptions[_Place]("FLU233")


@may_follow_de.when("Rien de changé depuis")
def _no_object_behind(it: _Place) -> bool:
    # What takes an object of its own is a verb.
    return it.beyond not in OBJECT_BEGINS


def _after_de(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for an infinitive: « rêver d'habitées la côte »."""
    verb = skip_while(items, at + 1, lambda word: word.form in REFLEXIVE)
    if plain(items, verb) and _called_for(items, at, VERBS_DE) and _made_in_e(items[verb]):
        return verb  # "continue d'adoré ce sport"
    if not plain(items, at + 1):
        return None
    found = _participle(items[at + 1]) and not may_follow_de(_Place(items, at, at + 1))
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


may_follow_grave = Exceptions[_Place]("FLU233")


@may_follow_grave.when("Que reste - t - il à")
def _behind_its_verb(it: _Place) -> bool:
    return it.word.form != "à" and it.left in ("-", "l'", "de")


@may_follow_grave.when("De l'automne à été")
def _summer(it: _Place) -> bool:
    participle = it.last + 1 < len(it.items) and it.items[it.last + 1].any("P")
    return it.verb.form == "été" and not participle


def _after_grave(items: tuple[Word, ...], at: int) -> int | None:
    """“à” behind a subject, or before a participle, for “a” or an infinitive: « il à mangé », « réussi à captés »."""
    before = items[at - 1] if at else None
    there_is = before is not None and before.form == "y" and at > 1 and items[at - 2].form in THERE
    if there_is or (before is not None and before.form in ("il", "on") and before.shape == "word"):
        return None if may_follow_grave(_Place(items, at - 1, at)) else at
    verb = skip_while(items, at + 1, lambda word: word.form in REFLEXIVE)
    if plain(items, verb) and _called_for(items, at, VERBS_A) and _made_in_e(items[verb]):
        return verb  # "réussi à opérée les vaisseaux", "hésité à s'octroyé"
    if not plain(items, at + 1):
        return None
    found = items[at + 1].form == "été" or _participle(items[at + 1])
    return at + 1 if found and not may_follow_grave(_Place(items, at, at + 1)) else None


may_follow_preposition = Exceptions[_Place]("FLU233")


@may_follow_preposition.when("sans les regardés")
def _noun_with_an_article(it: _Place) -> bool:
    return it.last > it.at + 1 and it.items[it.last - 1].form in ARTICLES


@may_follow_preposition.when("pour équilibré que")
def _however(it: _Place) -> bool:
    return it.beyond in ("que", "qu'")


def _after_preposition(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for an infinitive: « pour équilibrées ses finances »."""
    last = _behind(items, at)
    last = skip_while(items, last, lambda word: word.form in OBJECTS)
    if not plain(items, last) or not _participle(items[last]):
        return None
    return None if may_follow_preposition(_Place(items, at, last)) else last


def _after_modal(items: tuple[Word, ...], at: int) -> int | None:
    """A participle for an infinitive: « on peut mangé », « il doit pouvoir mangé »."""
    word = items[at]
    last = _behind(items, at)
    if plain(items, last) and _subject_or_ne(items, at) and _modal(word):
        verb = skip_while(items, last, lambda word: word.form in OBJECTS)
        if plain(items, verb) and _finite_alone(items[verb]):
            return verb  # "je veux mange", "nous devons parlons"
    if not plain(items, last) or not _participle(items[last]):
        return None
    chained = at > 0 and word.form in MODAL_INFINITIVES and _modal(items[at - 1])
    if at > 0 and word.form in MODAL_PARTICIPLES and items[at - 1].is_form_of("avoir", "VI"):
        return last  # "a voulu frappé un grand coup"
    noun = word.any("N") and at > 0 and items[at - 1].form in determiners()  # "la faille utilisée"
    return last if (_modal(word) and not noun) or chained else None


def _after_aller(items: tuple[Word, ...], at: int) -> int | None:
    """A participle or a finite form for an infinitive: « il va changé », « nous allons finit »."""
    word = items[at]
    away = at > 0 and items[at - 1].form in GOES_AWAY
    if word.form not in GOES or away or not word.is_form_of("aller", "V"):
        return None
    last = _behind(items, at)
    if not plain(items, last):
        return None
    verb = items[last]
    if verb.only("V") and last == at + 1 and _subject_before(items, at):
        return last
    made = any(item.kind == "P" and item.lemma.endswith("er") for item in verb.readings)
    return last if made and verb.only("NAP") and verb.form.endswith("é") else None


# --- Infinitives and finite forms behind avoir and être ---

may_follow_avoir = Exceptions[_Place]("FLU233")


@may_follow_avoir.when("Le a finit")
def _auxiliary_is_a_noun(it: _Place) -> bool:
    return it.word.any("N") and it.left in determiners()


@may_follow_avoir.when("L'option a devra")
def _modal_verb_behind(it: _Place) -> bool:
    return _modal(it.verb)


@may_follow_avoir.when("L'option a sera")
def _etre_behind(it: _Place) -> bool:
    return it.verb.is_form_of("être", "V")


def _after_coming(items: tuple[Word, ...], at: int) -> int | None:
    """A participle with an object of its own for an infinitive: « ils viendront aidés les familles »."""
    last = _behind(items, at)
    if not plain(items, last) or last + 2 >= len(items) or not _participle(items[last]):
        return None
    noun = items[last + 2]
    many = any(item.kind == "V" and item.tag[2:] in ("3p", "1p") for item in items[at].readings)
    if many and all(item.tag[2] in "si" for item in items[last].readings if item.kind == "P"):
        return last  # "ils viennent dîné chez nous"
    object_behind = items[last + 1].form in ("le", "la", "les", "l'", "un", "une", "nos", "vos")
    # "il vient accompagné le samedi"
    when = noun.form in TIMES or noun.form in days("fr") or noun.form == "plus"
    return last if object_behind and noun.any("N") and not when else None


def _after_avoir(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive or a finite form for a participle: « il a manger », « ils ont permit »."""
    if not items[at].is_form_of("avoir", "V"):
        return None
    last = _behind(items, at)
    if not plain(items, last):
        return None
    other, subject = items[last], _subject_before(items, at)
    if not (subject or _object_or_noun_before(items, at)):
        return None
    heard = _infinitive(other) or (subject and _loose_infinitive(other))
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
    wrong = (heard or finite) and not may_follow_avoir(_Place(items, at, last))
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


def _agent_of_an_active_verb(items: tuple[Word, ...], at: int) -> int | None:
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


def _subject_before(items: tuple[Word, ...], at: int) -> bool:
    return at > 0 and (items[at - 1].form in SUBJECTS or items[at - 1].form == "qui")


def _object_or_noun_before(items: tuple[Word, ...], at: int) -> bool:
    """Whether a noun, a name or an object stands before `at`, so that a form of avoir there is an auxiliary."""
    if not at:
        return False
    left = items[at - 1]
    named = at > 1 and items[at - 2].form in ARTICLES and left.any("N")
    return named or left.only("NA") or left.capital or left.form in OBJECTS


def _after_inversion(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive for a participle: « qu'avez-vous manger »."""
    if not at or not items[at - 1].is_form_of("avoir", "V"):
        return None
    last = skip_adverbs(items, at + 1)
    return last if last < len(items) and _loose_infinitive(items[last]) else None


def _after_etre(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive for a participle behind être with a subject or a reflexive pronoun: « il s'est retrouver »."""
    if not items[at].is_form_of("être", "V"):
        return None
    last = _behind(items, at)
    if not plain(items, last):
        return None
    known = _subject_before(items, at) or (at > 0 and items[at - 1].form in REFLEXIVE)
    # "La chatte est monter"; not "Le plus dur est attendre"
    left = items[at - 1]
    noun = at > 1 and items[at - 2].form in ARTICLES and left.any("N") and left.only("NAVP")
    if last == at + 1 and _finite_alone(items[last]) and items[at - 1].form in SUBJECTS:
        near = {word.form for word in items[max(at - _RELATIVE_REACH, 0) : at]}
        return last if near.isdisjoint(_RELATED) else None  # "il est parle trop"
    # "elle est aller", not "voilà qui est parler"
    loose = items[at - 1].form in SUBJECTS and at > 0 and _loose_infinitive(items[last])
    found = (known or (noun and last == at + 1)) and _infinitive(items[last])
    return last if found or loose else None


may_follow_being = Exceptions[_Place]("FLU233")


@may_follow_being.when("Il a été chercher du pain")
def _went(it: _Place) -> bool:
    return it.verb.form in ERRANDS


@may_follow_being.when("Vous pourrez peut être sauver votre peuple, peut-être installer un outil")
def _perhaps(it: _Place) -> bool:
    joined = it.left == "-"
    apart = it.left == "peut" and it.at > 1 and it.items[it.at - 2].any("V")
    return it.word.form == "être" and (joined or apart)


def _after_being(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive or a finite form where only a participle can stand: « peut être utiliser », « a été crée »."""
    word, left = items[at], items[at - 1] if at else None
    if word.shape != "word" or left is None or left.form in ("ce", "c'", "cela", "ça"):
        return None
    been = word.form == "été" and left.form in HAVE
    if not (been or word.form in ("être", *WILL_BE)):
        return None
    last = _behind(items, at)
    if not plain(items, last):
        return None
    verb = items[last]
    infinitive = verb.only("I") and verb.form.endswith("er")
    wrong = infinitive or (been and last == at + 1 and verb.only("V"))
    return last if wrong and not may_follow_being(_Place(items, at, last)) else None


def _without_auxiliary(items: tuple[Word, ...], at: int) -> int | None:
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


def _after_apres(items: tuple[Word, ...], at: int) -> int | None:
    """An infinitive of the present behind “après”, as English has it: « après tomber »."""
    if not plain(items, at + 1):
        return None
    verb = items[at + 1]
    past = verb.form in ("avoir", "être") or verb.form in MEALS
    return at + 1 if verb.only("I") and not past else None


def _finite_beside_infinitive(items: tuple[Word, ...], at: int) -> int | None:
    """A form in -ez that “et” joins to the infinitive of a modal verb: « peut annuler ou modifiez »."""
    if not _modal(items[at]):
        return None
    first = _behind(items, at)
    if first + 2 >= len(items) or not items[first].only("I"):
        return None
    joined = items[first + 1].form in ("et", "ou") and _second_plural(items[first + 2])
    return first + 2 if joined else None


def _participle_behind_preposition(items: tuple[Word, ...], at: int) -> int | None:
    """A present participle behind a preposition, as English has it: « avant de mangeant », « par cliquant »."""
    if not plain(items, at + 1):
        return None
    verb = items[at + 1]
    return at + 1 if verb.only("G") and verb.form not in LIKE_PREPOSITIONS else None


def _finite_behind_ne_pas(items: tuple[Word, ...], at: int) -> int | None:
    """A finite form behind « ne pas », where an infinitive must stand: « ne pas oublie »."""
    if at + 2 >= len(items):
        return None
    if items[at + 1].form not in ("pas", "jamais", "plus"):
        return None
    last = skip_while(items, at + 2, lambda word: word.form in OBJECTS)
    # No noun can stand there: « ne pas oublie ».
    finite = plain(items, last) and items[last].any("V") and items[last].only("NAV")
    return last if finite else None


def _progressive(items: tuple[Word, ...], at: int) -> int | None:
    """A present participle behind être, as English has it: « qui est se connectant », « il est parlant »."""
    if items[at].shape != "word" or items[at].form not in IS:
        return None
    last = _behind(items, at)
    if last < len(items) and items[last].form in REFLEXIVE:
        last += 1
    return last if plain(items, last) and items[last].only("G") else None


_MODAL = Trigger(lemmas=[MODALS])
_ETRE = Trigger(lemmas=[("être",)])


def _finite_after_preposition(items: tuple[Word, ...], at: int) -> int | None:
    """A finite form for an infinitive: « venus pour parle avec vous », « avant de pars »."""
    if items[at].form in ("avant", "afin"):
        if items[at + 1].form not in ("de", "d'"):
            return None
        at += 1
    verb = skip_while(items, at + 1, lambda word: word.form in REFLEXIVE)
    return verb if plain(items, verb) and _finite_alone(items[verb]) else None


_VERB = frozenset("V")
DETERMINING = frozenset(
    ["mon", "ton", "son", "ma", "ta", "sa", "mes", "tes", "ses", "nos", "vos", "cette", "une"]
)


def _finite_behind_determiner(items: tuple[Word, ...], at: int) -> int | None:
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


FAULTS = (
    (Trigger(forms=[PRONOUNS, ("qui",)]), _without_auxiliary),
    (Trigger(forms=[("après",)]), _after_apres),
    (_MODAL, _finite_beside_infinitive),
    (Trigger(forms=[BEFORE_ING]), _participle_behind_preposition),
    (Trigger(forms=[("ne",)]), _finite_behind_ne_pas),
    (_ETRE, _progressive),
    (
        Trigger(
            forms=[WITH_INFINITIVE, INVERTED, ("veuillez",)],
            lemmas=[MODALS, ("aller",)],
        ),
        _finite_for_infinitive,
    ),
    (Trigger(kinds="E"), _finite_for_participle),
    (Trigger(forms=[("de", "d'")]), _after_de),
    (Trigger(forms=[("à",)]), _after_grave),
    (Trigger(forms=[PREPOSITIONS]), _after_preposition),
    (Trigger(forms=[MODAL_PARTICIPLES], lemmas=[MODALS]), _after_modal),
    (Trigger(lemmas=[("aller",)]), _after_aller),
    (Trigger(lemmas=[("venir", "revenir")]), _after_coming),
    (Trigger(lemmas=[("avoir",)]), _after_avoir),
    (Trigger(lemmas=[("avoir",)]), _agent_of_an_active_verb),
    (Trigger(forms=[INVERTED]), _after_inversion),
    (Trigger(forms=[DETERMINING, ("la", "le", "les")]), _finite_behind_determiner),
    (Trigger(forms=[PREPOSITIONS, ("avant", "afin")]), _finite_after_preposition),
    (_ETRE, _after_etre),
    (_ETRE, _after_being),
)
"""Faults, each with the words at which it can begin; the first that is found counts."""


# --- What a word can be ---


def _finite_alone(word: Word) -> bool:
    """Whether a word can only be a finite verb, and no auxiliary nor a form in -ez, which other faults are about."""
    return (
        word.only("V")
        and not word.form.endswith("ez")
        and word.lemmas.isdisjoint(("être", "avoir", "pouvoir", "devoir", "suffire"))
    )


def _subject_or_ne(items: tuple[Word, ...], at: int) -> bool:
    return at > 0 and (items[at - 1].form in SUBJECTS or items[at - 1].form in ("ne", "n'"))


def _second_plural(word: Word) -> bool:
    return (
        word.shape == "word"
        and not word.capital
        and word.form.endswith("ez")
        and word.only("V")
        and all(reading.tag[2:] == "2p" for reading in word.readings)
    )


def _participle(word: Word) -> bool:
    """Whether a word can only be the participle of a verb in -er."""
    return (
        word.form.endswith(("é", "ée", "és", "ées"))
        and word.only("AP")
        and any(reading.kind == "P" and reading.lemma.endswith("er") for reading in word.readings)
    )


def _infinitive(word: Word) -> bool:
    return word.shape == "word" and word.only("I") and word.form.endswith("er")


def _loose_infinitive(word: Word) -> bool:
    """Whether a word is an infinitive in -er that may be a noun as well: dîner, parler."""
    return word.any("I") and word.only("IN") and word.form.endswith("er")


def _modal(word: Word) -> bool:
    return not word.lemmas.isdisjoint(MODALS) and any(
        word.is_form_of(lemma, "V") for lemma in MODALS
    )
