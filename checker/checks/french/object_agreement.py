"""French agreement of a participle after “avoir” with an object that stands before it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    DEGREES,
    OBJECTS,
    PERSONS,
    QUE,
    behind_subject,
    plain,
    skip_adjective,
    skip_while,
    stands_for_many,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit, some_fits
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Reading, Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs whose participle has its object behind it, or says how much (dictionary forms): les efforts qu'il a fallu.
NO_OBJECT = WordList("object_agreement.no_object")
# Nouns of time and measure, which are no objects (dictionary forms): les années qu'il a régné.
MEASURES = WordList("object_agreement.measures")
# Nouns whose content a clause says: la preuve qu'il a menti.
CONTENTS = WordList("negation.saying")
ADVERBS = WordList("verbs.adverbs")
ASKING = {"quelle": ("f", "s"), "quels": ("m", "p"), "quelles": ("f", "p")}
_ARTICLES = frozenset(["des", "du", "au", "aux"])
"""What is a preposition and an article in one."""
_GOES_ON = frozenset(["à", "de", "d'", "le", "la", "les", "l'", "un", "une", "des", "du", *QUE])
"""What may begin the object of the participle, or what its object is said to do."""
_PHRASE = 8
"""Words before a preposition among which the noun stands that it belongs to."""
_INFINITIVE_REACH = 10
"""Words behind a participle among which an infinitive of its own stands: qu'ils ont décidé enfin d'introduire."""
_INFINITIVE_BEHIND = 3
"""Words behind a participle among which an infinitive is its object: je les ai vu les manger."""
_OBJECT = Trigger(forms=[QUE, ASKING, ("les", "de", "d'")])
_AUXILIARY = Trigger(lemmas=[("avoir",)])


@dataclass(frozen=True, slots=True)
class _Object:
    """A noun at items[noun] with its determiner at items[first], and a participle at items[last] that contradicts it.

    Its gender and number are those that the participle should have.
    """

    items: tuple[Word, ...]
    first: int
    noun: int
    last: int

    @property
    def participle(self) -> Word:
        return self.items[self.last]

    @property
    def link(self) -> int:
        """Index of the word that ties the noun to what stands before it; -1 where nothing does."""
        if self.items[self.first].form in _ARTICLES:
            return self.first
        whole = self.first > 0 and self.items[self.first - 1].form in ("tous", "toutes", "toute")
        return self.first - 1 - whole

    @property
    def tied(self) -> bool:
        """Whether a preposition ties the noun to what stands before it."""
        if self.link < 1:
            return False
        link = self.items[self.link]
        return link.any("E") or link.form in _ARTICLES or link.form == "d'"

    def may_own(self, at: int) -> bool:
        """Whether the participle may agree with the word at `at`."""
        return any(
            some_fits(_nouns(self.items[at]), reading.tag[1], reading.tag[2])
            for reading in _participles(self.participle)
        )


may_agree_otherwise = Exceptions[_Object]("FLU209")


@may_agree_otherwise.when("les heures que j'ai passé")
def _says_how_long(it: _Object) -> bool:
    return any(reading.lemma in MEASURES for reading in _nouns(it.items[it.noun]))


@may_agree_otherwise.when("la preuve qu'il a compris")
def _content(it: _Object) -> bool:
    noun = it.items[it.noun]
    return any(item.lemma in CONTENTS and item.tag[2] == "s" for item in _nouns(noun))


@may_agree_otherwise.when("La majorité qu'il a obtenu")
def _noun_for_many(it: _Object) -> bool:
    noun = it.items[it.noun]
    return stands_for_many(noun.form, noun.readings)


@may_agree_otherwise.when("Il prouve aux autorités qu'il a pris")
def _somebody_is_told(it: _Object) -> bool:
    return it.link >= 0 and it.items[it.link].form in ("à", "au", "aux")


@may_agree_otherwise.when("la réforme qu'ils ont décidé enfin d'introduire")
def _object_of_an_infinitive(it: _Object) -> bool:
    behind = it.items[it.last + 1 : it.last + 1 + _INFINITIVE_REACH]
    pairs = itertools.pairwise(behind)
    return any(word.form in ("de", "d'", "à") and then.only("I") for word, then in pairs)


@may_agree_otherwise.when("Le nom de la catégorie que vous avez entré")
def _noun_before_is_meant(it: _Object) -> bool:
    return it.tied and any(map(it.may_own, range(max(it.link - _PHRASE, 0), it.link)))


@may_agree_otherwise.when("La mère et la fille que j'ai vues")
def _several_nouns(it: _Object) -> bool:
    near = {word.form for word in it.items[max(it.link - 1, 0) : it.link + 1]}
    return not near.isdisjoint(("et", "ou", ",")) and any(
        reading.tag[2] == "p" for reading in _participles(it.participle)
    )


@may_agree_otherwise.when("la chanson que j'ai entendu chanter")
def _object_behind(it: _Object) -> bool:
    """The participle has its object, or an infinitive, behind it."""
    after = it.items[it.last + 1]
    then = it.items[it.last + 2 : it.last + 3]
    if after.form in ("le", "la", "l'") and then and not then[0].lemmas.isdisjoint(MEASURES):
        return False  # "que j'ai acheté la semaine dernière"
    if after.form in OBJECTS and then and then[0].any("I"):
        return True  # "l'offre qu'il a bien voulu me faire"
    if after.form == "à":  # "les lettres qu'elle avait écrit à sa mère"
        told = it.items[it.last + 1 : it.last + 1 + _INFINITIVE_REACH]
        return any(word.any("I") or word.form in QUE for word in told)
    return after.any("I") or after.form in _GOES_ON or after.capital


def _has_no_object(it: _Object) -> bool:
    return any(reading.lemma in NO_OBJECT for reading in _participles(it.participle))


def _participles(word: Word) -> list[Reading]:
    return [reading for reading in word.readings if reading.kind == "P"]


def _nouns(word: Word) -> list[Reading]:
    return [reading for reading in word.readings if reading.kind in "NA"]


def _form(items: tuple[Word, ...], first: int, noun: int) -> tuple[str, str] | None:
    """Gender and number of a noun with its determiner, where both are certain."""
    word, (gender, number) = items[noun], determiners()[items[first].form]
    if word.capital or not word.any("N") or not word.only("NAV"):
        return None
    genders = {
        reading.tag[1]
        for reading in word.readings
        if reading.kind == "N" and reading.fits(gender, number)
    }
    if len(genders) != 1 or "e" in genders:
        return None
    (gender,) = genders
    return gender, number


def _compound(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the participle behind a form of avoir at `at`, with a word behind it."""
    if at >= len(items) or not items[at].is_form_of("avoir", "V"):
        return None
    last = at + 1
    if last < len(items) and items[last].shape == "clitic":
        last += 1
    last = skip_while(items, last, lambda word: word.only("BO") or word.form in ADVERBS)
    if not plain(items, last) or last + 1 >= len(items):
        return None
    word = items[last]
    return last if word.any("P") and word.only("APNVE") else None


def _relative(items: tuple[Word, ...], at: int) -> _Object | None:
    """The object that “que” at `at` stands for, and a participle that contradicts it: « la clé que j'ai perdu »."""
    if items[at].form not in QUE or at < 2:
        return None
    subject = behind_subject(items, at + 1)
    if subject == at + 1 or subject >= len(items):
        return None
    earlier = items[max(0, at - _PHRASE) : at]
    if subject > at + 2 and any(word.form in DEGREES or word.form == "autre" for word in earlier):
        return None  # "aussi bien les ventes que les achats ont augmenté"
    described = items[at - 1].any("AP") and items[at - 2].any("N")
    noun = at - 2 if described and items[at - 2].form not in determiners() else at - 1
    first = noun - 2 if noun > 1 and items[noun - 1].only("A") else noun - 1
    if first < 0 or items[first].form not in determiners():
        return None
    verb = skip_while(
        items,
        subject,
        lambda word: (
            word.form in ("ne", "n'", "y", "lui", "leur", "vous", "nous", "m'", "t'", "me", "te")
        ),
    )
    return _contradicted(items, first, noun, _compound(items, verb))


def _plural_pronoun(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle in the singular behind « les » at `at` and a form of avoir: « je les ai acheté »."""
    if not at or items[at].form != "les" or items[at].shape != "word":
        return None
    if items[at - 1].form not in PERSONS and items[at - 1].form not in ("ne", "n'", "qui", "me"):
        return None
    last = _compound(items, at + 1)
    if last is None or some_fits(_participles(items[last]), "e", "p"):
        return None
    found = _Object(items, at, at, last)
    near = items[last + 1 : last + 1 + _INFINITIVE_BEHIND]
    excused = _has_no_object(found) or any(word.any("I") for word in near)
    after = items[last + 1].form
    # "je les ai lu l'été dernier"
    article = after in ("le", "la", "les", "l'") and items[last + 2].any("N")
    return None if excused or after in QUE or (after in OBJECTS and not article) else last


def _question(items: tuple[Word, ...], at: int) -> _Object | None:
    """As `_relative`, of what « quelles … » at `at` asks for: « quelles mesures a-t-il pris »."""
    many = items[at].form in ("de", "d'") and at and items[at - 1].form == "combien"
    before = at - 1 if many else at
    if not (many or items[at].form in ASKING) or (before and items[before - 1].any("E")):
        return None
    noun = skip_adjective(items, at + 1)
    verb = skip_while(items, noun + 1, lambda word: word.form in OBJECTS)
    if verb + 1 >= len(items) or items[verb + 1].shape != "clitic":
        return None
    form = _many(items[noun]) if many else ASKING[items[at].form]
    return _contradicted(items, at, noun, _compound(items, verb), form) if form else None


def _many(noun: Word) -> tuple[str, str] | None:
    """Gender and number of a noun behind « combien de », where both are certain."""
    forms = {reading.tag[1:3] for reading in noun.readings if reading.kind == "N"}
    (form,) = forms if len(forms) == 1 and noun.only("NV") else ("",)
    return (form[0], form[1]) if form in ("fp", "mp") else None


def _contradicted(
    items: tuple[Word, ...],
    first: int,
    noun: int,
    last: int | None,
    form: tuple[str, str] | None = None,
) -> _Object | None:
    if last is None:
        return None
    form = form or _form(items, first, noun)
    if form is None or some_fits(_participles(items[last]), *form):
        return None
    found = _Object(items, first, noun, last)
    return None if may_agree_otherwise(found) else found


@check(
    "FLU209",
    "participle-object-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def participle_object_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """After “avoir”, the participle does not agree with the object before it.

    What it does: takes a noun right before « que », or after « quelles » or « quels » in a question, or the pronoun
    « les », then a form of “avoir” and a participle none of whose readings has its gender and number. Participles that
    may have their object after them, and nouns of time and measure, are left alone.

    Why it matters: it is a plain mistake that a proofreader would not let through.

    Example: « les fleurs que j'ai acheté », « quelles mesures avez-vous pris ? », « je les ai vu »

    What to do: make the participle agree with the noun: « les fleurs que j'ai achetées ».
    """
    for case, items, at in sightings(cases, _OBJECT, behind=3):
        if not items.at(_AUXILIARY):
            continue
        found = _relative(items, at) or _question(items, at)
        if found is not None:
            participle, noun = found.participle, items[found.noun]
            message = _("“{participle}” does not agree with “{noun}”, its object.")
            yield hit(
                case,
                items[found.first],
                participle,
                message.format(participle=participle.form, noun=noun.form),
            )
        last = _plural_pronoun(items, at)
        if last is not None:
            message = _("“{participle}” does not agree with “{noun}”, its object.")
            yield hit(
                case,
                items[at],
                items[last],
                message.format(participle=items[last].form, noun=items[at].form),
            )
