"""French agreement of the participle and the adjective: after “être” with the subject, after “avoir” with nothing.

One module: both find a subject and skip what stands between it and its verb in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    ADVERBS,
    AUXILIARY,
    QUE,
    STRESSED,
    begins_subject,
    names_subject,
    opens_clause,
    persons,
    plain,
    skip,
    skip_adjective,
    skip_complements,
    skip_infinitive,
    skip_relative,
    skip_while,
    stands_for_many,
    words_before,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import (
    COLLECTIVE,
    FIXED,
    PRONOUN_FORM,
    could_own,
    hit,
    nominal,
    some_fits,
    text_glue,
)
from checker.languages.fr.lexicon import (
    DETERMINERS,
    Sentence,
    Trigger,
    WordList,
    determiners,
    words,
)
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

NOT_ADVERB = WordList("participles.not_adverb")
# Before a participle with avoir these may be its object; the second, wherever they stand.
OBJECT_BEFORE = WordList("participles.object_before")
OBJECT_AHEAD = WordList("participles.object_ahead")
# Verbs that may have “se” for whom and another object, or none: se sont succédé, se sont donné la mort.
WITH_TO_THEM = WordList("participles.with_to_them")
# Verbs whose “se” is always the object: elle s'est assise (dictionary forms).
WITH_ITSELF = WordList("participles.with_itself")
PERSON_FORM = {"je": ("e", "s"), "j'": ("e", "s"), "tu": ("e", "s")}
UNCHANGED = frozenset(
    [
        "torse",
        "autre",
        "forfait",
        "mauve",
        "marron",
        "orange",
        "lilas",
        "kaki",
        "crème",
        "turquoise",
        "chef",
        "cadre",
        "partie",
        "bel",
    ]
)
"""What never agrees behind “être”, or is a noun there."""
UNCHANGED_PAIRS = frozenset([("bon", "marché"), ("meilleur", "marché"), ("petit", "à")])
SHADES = frozenset(["clair", "foncé", "pâle", "vif", "sombre"])
"""Behind a colour, which does not agree then: « l'écorce est gris clair »."""
COPULAS = ("rester", "devenir", "sembler", "paraître", "demeurer")
MODALS = ("devoir", "pouvoir")
_CLEFT_REACH = 12
"""Words behind « c'est » and an adjective among which the “que” that goes with them stands."""
HOW_MUCH = frozenset(["plus", "moins", "aussi", "trop", "si", "assez", "très"])
"""What may stand before an adjective behind “être” like an adverb."""
_MORE_AND_MORE = (["de", "plus", "en", "plus"], ["de", "moins", "en", "moins"])
# Verbs of being, going and naming, which have a noun behind their participle (dictionary forms); words for times.
_NO_PASSIVE = WordList("participles.no_passive")
_TIMES = WordList("participles.times")
# Verbs that have “de” before what something is made of (dictionary forms).
_COMPOSED = frozenset(
    ["accompagner", "composer", "constituer", "doter", "entourer", "munir", "équiper"]
)
_OPENING_CLAUSES = frozenset(["que", "qu'", "quand", "lorsque", "si", "où", "fois"])
_AGENT = frozenset(
    ["le", "la", "les", "l'", "un", "une", "notre", "nos", "votre", "vos", "leurs", "son", "sa", "ses", "cette", "ces"]
)  # fmt: skip
_JOINING = ("et", "ou", "mais")
_ADVERBS_BETWEEN = 3
"""Adverbs that may stand between a form of “être” and its participle."""


# --- A subject and what a form of être says of it ---


def _subject(items: tuple[Word, ...], at: int) -> tuple[str, str, int] | None:
    """Gender and number of a subject that opens a clause at `at`, and the index after it."""
    word = items[at]
    if word.shape not in ("word", "elided"):
        return None
    if word.form in PERSON_FORM:
        return *PERSON_FORM[word.form], at + 1
    if word.form == "nous":
        verb = skip(items, at + 1, "ne", "n'")
        own = verb < len(items) and "1p" in persons(items[verb].readings)
        return ("e", "p", at + 1) if own and opens_clause(items, at) else None
    if word.form in PRONOUN_FORM:
        stressed = word.form in STRESSED and not (
            opens_clause(items, at) or _after_comma(items, at)
        )
        governed = at > 0 and items[at - 1].any("E")
        return None if stressed or governed else (*PRONOUN_FORM[word.form], at + 1)
    if word.form == "qui":
        return _antecedent(items, at)
    if not begins_subject(word.form) or not opens_clause(items, at) or at + 1 >= len(items):
        return None
    return _noun_subject(items, at)


def _after_comma(items: tuple[Word, ...], at: int) -> bool:
    """Whether “elle” at `at` stands between a comma and its auxiliary: « en tombant, elle a été blessée »."""
    return at + 1 < len(items) and items[at - 1].form == "," and items[at + 1].form in AUXILIARY


def _antecedent(items: tuple[Word, ...], at: int) -> tuple[str, str, int] | None:
    """The same of the noun right before “qui” at `at` that is no part of a longer phrase: « 47 personnes qui »."""
    if at < 2 or (
        at > 2 and (items[at - 3].any("E") or items[at - 3].form in ("des", "du", "et", "ou", ","))
    ):
        return None
    determiner, noun = items[at - 2 : at]
    counted = determiner.shape == "number" and determiner.form not in ("0", "1")
    if not counted and (not begins_subject(determiner.form) or determiner.form == "l'"):
        return None
    if (
        noun.capital
        or not plain(items, at - 1)
        or not (noun.only("NA") or (noun.any("N") and noun.only("NAV")))  # no verb is before “qui”
        or stands_for_many(noun.form, noun.readings)
    ):
        return None
    number = "p" if counted else determiners()[determiner.form][1]
    own = [
        reading for reading in noun.readings if reading.kind == "N" and reading.fits("e", number)
    ]
    genders = {reading.tag[1] for reading in own}
    return (genders.pop(), number, at + 1) if len(genders) == 1 and "e" not in genders else None


def _noun_subject(items: tuple[Word, ...], at: int) -> tuple[str, str, int] | None:
    """The same of a determiner at `at` and the noun behind it, where the gender of both is certain."""
    noun = items[at + 1]
    if noun.capital or not names_subject(noun) or stands_for_many(noun.form, noun.readings):
        return None
    gender, number = determiners()[items[at].form]
    genders = {reading.tag[1] for reading in noun.readings if reading.kind == "N"}
    if gender == "e" and len(genders) == 1:
        (gender,) = genders
    if gender not in genders:  # people of either sex: the number is known
        gender = "e"
    end = skip_adjective(items, at + 2)
    fits = end > at + 2 and some_fits(nominal(items[at + 2]), gender, number)
    end = end if fits else at + 2
    both = _joined(items, end, gender)
    if both is not None:
        return both
    behind = _skip_between(items, skip_complements(items, end))
    behind = skip_relative(items, skip_infinitive(items, behind))
    # "les murs de la cuisine sont": the verb shows that what stands behind “de” is no subject
    agrees = end < behind < len(items) - 1 and "3" + number in persons(
        items[skip(items, behind, "ne", "n'")].readings
    )
    return gender, number, behind if agrees else _skip_bare_complement(items, end, gender, number)


def _joined(items: tuple[Word, ...], at: int, gender: str) -> tuple[str, str, int] | None:
    """Gender and number of two nouns, the first of this gender and “et” at `at`, whose verb is in the plural."""
    if at + 4 >= len(items) or items[at].form != "et" or not begins_subject(items[at + 1].form):
        return None
    noun = items[at + 2]
    if not plain(items, at + 2) or not noun.only("NA") or not names_subject(noun):
        return None
    verb = skip(items, at + 3, "ne", "n'")
    genders = {gender} | {reading.tag[1] for reading in noun.readings if reading.kind == "N"}
    both = "f" if genders == {"f"} else "m" if gender == "m" else "e"
    return (both, "p", at + 3) if persons(items[verb].readings) == {"3p"} else None


def _skip_between(items: tuple[Word, ...], at: int) -> int:
    """Index after « entre les deux pays » at `at`; `at` where nothing of the kind stands there."""
    if at + 3 >= len(items) or items[at].form != "entre" or items[at + 1].form not in determiners():
        return at
    noun = skip_while(items, at + 2, lambda word: word.any("C"))
    named = plain(items, noun) and items[noun].any("N") and items[noun].only("NA")
    return noun + 1 if named else at


def _skip_bare_complement(items: tuple[Word, ...], at: int, gender: str, number: str) -> int:
    """Index after « de passe » or « de passe oubliés » at `at`, where the adjective agrees with the noun before."""
    if at + 2 >= len(items) or items[at].form not in ("de", "d'"):
        return skip_relative(items, at)
    noun = items[at + 1]
    if noun.shape != "word" or not noun.any("N") or noun.any("IEB") or noun.capital:
        return at
    end = skip_adjective(items, at + 2)
    if end == at + 2 and items[end].only("AP"):
        end += 1
    return end if end == at + 2 or some_fits(nominal(items[at + 2]), gender, number) else at


@dataclass(frozen=True, slots=True)
class _Agreement:
    """A subject from items[first] up to items[verb], and the participle or adjective at items[last] behind that.

    Its gender and number are those that the participle should have.
    """

    items: tuple[Word, ...]
    first: int
    verb: int
    last: int
    gender: str
    number: str

    @property
    def word(self) -> Word:
        return self.items[self.last]

    @property
    def after(self) -> Word | None:
        return self.items[self.last + 1] if self.last + 1 < len(self.items) else None


attribute_may_differ = Exceptions[_Agreement]("FLU204")


@attribute_may_differ.when("Ces tartes ont été fait maison")
def _fixed(it: _Agreement) -> bool:
    return it.word.form in FIXED


@attribute_may_differ.when("Elles sont arrivé(e)s")
def _part_of_a_token(it: _Agreement) -> bool:
    return it.after is not None and text_glue(it.word, it.after)


@attribute_may_differ.when("Elle est récent membre")
def _adjective_before_its_noun(it: _Agreement) -> bool:
    return it.after is not None and it.after.only("NAP") and it.word.only("A")


@attribute_may_differ.when("La solution est celui adopté")
def _another_phrase_begins(it: _Agreement) -> bool:
    begins = it.last
    while it.items[begins - 1].only("BO"):
        begins -= 1
    return any(item.form in NOT_ADVERB for item in it.items[begins : it.last])


@attribute_may_differ.when("La partie d'un pneu qui est faite de fils")
def _describes_a_word_before_the_antecedent(it: _Agreement) -> bool:
    if it.items[it.first].form != "qui":
        return False
    before = it.items[: max(it.first - 2, 0)]
    named = (word for word in before if word.form in PRONOUN_FORM or not word.any("VO"))
    return any(could_own(word, it.word) for word in named)


@attribute_may_differ.when("Votre rapporteur est convaincue")
def _title_of_a_woman(it: _Agreement) -> bool:
    expected = (it.gender, it.number) == ("m", "s") and _gender_not_shown(it.items[it.first])
    return expected and some_fits(nominal(it.word), "e", "s")


@attribute_may_differ.when("La croissance et donc la confiance sont bonnes")
def _verb_of_another_number(it: _Agreement) -> bool:
    """A word that is no adjective alone is looked at only where the verb has the number of the subject."""
    possible = {
        person[1] for person in persons(it.items[skip(it.items, it.verb, "ne", "n'")].readings)
    }
    return not it.word.only("AP") and bool(possible) and it.number not in possible


@attribute_may_differ.when("Les ouvriers étaient torse nu, la veste est bon marché")
def _never_agrees(it: _Agreement) -> bool:
    after = it.after.form if it.after is not None else ""
    return it.word.form in UNCHANGED or (it.word.form, after) in UNCHANGED_PAIRS or after in SHADES


def _attribute(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the participle or adjective after a form of être (or avoir été) at `at`."""
    at = skip(items, at, "ne", "n'")
    if at >= len(items):
        return None
    at = _infinitive_of_etre(items, at)
    passive = items[at].is_form_of("avoir", "V")
    copula = items[at].is_form_of("être", "VI") or _says_how(items, at)
    if not passive and not copula:
        return None
    at += 1
    if [item.form for item in items[at : at + 4]] in _MORE_AND_MORE:
        at += 4
    if passive:
        at = _skip_adverbs(items, at)
        if at >= len(items) or items[at].form != "été":
            return None
        at += 1
    most = at + _ADVERBS_BETWEEN
    while at < min(most, len(items)) and items[at].shape == "word":
        if not (items[at].only("BO") or items[at].form in HOW_MUCH):
            break
        at += 1
    if not plain(items, at):
        return None
    word = items[at]
    sure = word.only("AP") or (word.only("APNV" if passive else "APN") and word.any("P"))
    # Behind “être” what may be a noun, a verb or a present participle as well is an adjective: content, important.
    adjective = not passive and word.any("A") and word.only("APGNV")
    return at if sure or adjective else None


def _infinitive_of_etre(items: tuple[Word, ...], at: int) -> int:
    """Index of “être” or “rester” behind a modal verb at `at`: « doit être cuite »; `at` where there is none."""
    modal = items[at].only("V") and any(item.lemma in MODALS for item in items[at].readings)
    then = at + 1
    while modal and then < len(items) and items[then].only("BO"):
        then += 1
    found = modal and then < len(items) and items[then].form in ("être", "rester", "demeurer")
    return then if found else at


def _says_how(items: tuple[Word, ...], at: int) -> bool:
    """Whether a verb at `at` joins an adjective to its subject: « les routes restent fermées »."""
    impersonal = at > 0 and items[at - 1].form in ("il", "ce", "c'", "en", "y")
    return not impersonal and any(
        item.kind in "VI" and item.lemma in COPULAS for item in items[at].readings
    )


def _gender_not_shown(determiner: Word) -> bool:
    return determiners().get(determiner.form, ("", ""))[0] == "e"


# --- A subject and a participle after avoir ---

participle_may_agree = Exceptions[_Agreement]("FLU204")


@participle_may_agree.when("Les pommes qu'ils ont mangées")
def _object_ahead(it: _Agreement) -> bool:
    # "les" as the first word of the subject is an article, no object.
    before = (*it.items[: it.first], *it.items[it.first + 1 : it.verb])
    return any(item.form in OBJECT_BEFORE and item.shape != "clitic" for item in before)


@participle_may_agree.when("Son amie a embrassée Paul")
def _gender_of_the_subject_not_shown(it: _Agreement) -> bool:
    return _gender_not_shown(it.items[it.first]) and some_fits(nominal(it.word), "e", "s")


def _needless(items: tuple[Word, ...], first: int, at: int) -> int | None:
    """Index of a participle after avoir at `at` that has no object behind it to be an adjective of.

    `first` is the first word of the subject.
    """
    at = skip(items, at, "ne", "n'")
    if at >= len(items) or not items[at].is_form_of("avoir", "V"):
        return None
    at += 1
    at = skip_while(items, at, lambda word: word.shape == "word" and word.only("B"))
    if at + 1 >= len(items) or not plain(items, at):
        return None
    word, after = items[at], items[at + 1]
    if not word.only("APV") or not word.any("P"):
        return None
    # "il a grandes ouvertes les portes": only an object right behind makes it certain.
    # Behind a pronoun the participle is no adjective of an object that follows: "ils ont mangés trop vite".
    alone = items[first].form in PRONOUN_FORM or items[first].form == "on"
    ends = after.only("B") or after.form in (".", ",", ";", "!", "?")
    object_behind = after.form in determiners() or after.capital
    return at if object_behind or (alone and not word.any("V") and ends) else None


_SUBJECT = Trigger(forms=[PERSON_FORM, PRONOUN_FORM, ("nous", "qui"), DETERMINERS])
_VERB = Trigger(lemmas=[("avoir", "être"), COPULAS])


def _described(items: Sentence) -> Sequence[tuple[int, str, str, int, int | None]]:
    """Where subjects stand that have a verb, their gender and number, the verb, and what it says that they are."""
    return [
        (at, *found, _attribute(items, found[2]))
        for at in (items.at(_SUBJECT, behind=2) if items.at(_VERB) else ())
        if (found := _subject(items, at)) is not None
    ]


def _clashes_with_subject(items: Sentence) -> Iterator[_Agreement]:
    """Participles and adjectives that contradict a subject before them, or agree with it after avoir."""
    for at, gender, number, verb, last in items.once(_described):
        excused = attribute_may_differ
        copula = last is not None
        if last is None:
            last, excused = _needless(items, at, verb), participle_may_agree
            gender, number = "m", "s"
        if last is None:
            continue
        if some_fits(nominal(items[last]), gender, number):
            for member in _further_attributes(items, last) if copula else ():
                place = _Agreement(items, at, verb, member, gender, number)
                if not some_fits(nominal(items[member]), gender, number) and not excused(place):
                    yield place
            continue
        place = _Agreement(items, at, verb, last, gender, number)
        if not excused(place):
            yield place


def bare_agents(items: Sentence) -> Iterator[tuple[int, str]]:
    """Where a noun with its article stands right behind a passive participle, and the preposition that it lacks.

    « le projet est financé l'Union européenne »: what is done to something has no object of its own.
    """
    for at, gender, number, _verb, last in items.once(_described):
        if items[at].form in ("je", "j'", "tu", "il", "qui"):
            continue
        if at and items[at - 1].form in _OPENING_CLAUSES:
            continue  # "dès que la danse fut terminée les lutteurs"
        if last is None or last + 3 >= len(items):
            continue
        done = items[last].any("P") and items[last].only("AP")
        if done and some_fits(nominal(items[last]), gender, number):
            preposition = _agent_behind(items, last)
            if preposition:
                yield last + 1, preposition


def _agent_behind(items: tuple[Word, ...], last: int) -> str:
    """The preposition that a noun behind a passive participle at `last` lacks; empty where none stands there."""
    article, noun = items[last + 1 : last + 3]
    made = {item.lemma for item in items[last].readings if item.kind == "P"}
    composed = not made.isdisjoint(_COMPOSED)
    counted = composed and article.any("C")
    if not made.isdisjoint(_NO_PASSIVE) or article.shape not in ("word", "elided"):
        return ""
    if article.form not in _AGENT and not counted:
        return ""
    if not plain(items, last + 2) and not (noun.capital and article.form == "l'"):
        return ""
    named = noun.any("N") and noun.only("NA") and noun.lemmas.isdisjoint(_TIMES)
    return ("de" if composed else "par") if named else ""


def _further_attributes(items: tuple[Word, ...], last: int) -> Sequence[int]:
    """Where the adjectives or participles stand that are joined to one at `last`: « calme, propre et bien tenue »."""
    found: list[int] = []
    while last + 2 < len(items):
        link = items[last + 1].form
        last = skip_while(items, _skip_adverbs(items, last + 2), lambda word: word.form in HOW_MUCH)
        if link not in (",", *_JOINING) or not plain(items, last):
            break
        if not items[last].any("AP") or not items[last].only("APGNV"):
            break
        if not items[last].any("V"):
            found.append(last)
        if link in _JOINING:
            after = items[last + 1] if last + 1 < len(items) else None
            ends = after is None or after.shape == "mark" or after.any("EJ")
            return found if ends else ()
    return ()


# --- An auxiliary and its participle, wherever the subject is ---


def _skip_adverbs(items: tuple[Word, ...], at: int) -> int:
    at = skip_while(items, at, lambda word: word.form in ADVERBS or word.only("B"))
    return at


@dataclass(frozen=True, slots=True)
class _Compound:
    """A form of avoir at items[at], and the participle at items[last] that should have another form."""

    items: tuple[Word, ...]
    at: int
    last: int

    @property
    def left(self) -> Word:
        return self.items[self.at - 1]

    @property
    def near(self) -> set[str]:
        """The forms of the words where the subject may be."""
        return {item.form for item in self.items[max(0, self.at - 4) : self.at]}


object_may_stand_before = Exceptions[_Compound]("FLU204")


@object_may_stand_before.when("Elle nous a vues la veille")
def _pronoun_for_the_object(it: _Compound) -> bool:
    own = {"nous": "1p", "vous": "2p"}.get(it.left.form)
    return it.left.form in OBJECT_BEFORE and own not in persons(it.items[it.at].readings)


@object_may_stand_before.when("que les enfants ont prises la veille")
def _relative_or_question(it: _Compound) -> bool:
    return any(item.form in OBJECT_AHEAD for item in it.items[: it.at])


def _agreeing_with_nothing(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a feminine or plural participle after a form of avoir at `at`, whose object stands right behind it."""
    last = _skip_adverbs(items, at + 1)
    if last + 2 >= len(items) or not plain(items, last):
        return None
    participle, article, noun = items[last : last + 3]
    if not participle.only("NAPV") or not participle.any("P"):
        return None
    if article.form not in determiners() or not noun.any("N"):
        return None
    if some_fits(nominal(participle), "m", "s"):
        return None
    return None if object_may_stand_before(_Compound(items, at, last)) else last


number_may_differ = Exceptions[_Compound]("FLU204")


@number_may_differ.when("ont été fait maison")
def _fixed_expression(it: _Compound) -> bool:
    return it.items[it.last].form in FIXED


@number_may_differ.when("Vous avez été convoqué")
def _one_or_several(it: _Compound) -> bool:
    return bool(it.near & {"on", "nous", "vous", "qui"})


@number_may_differ.when("La majorité a été convoqués")
def _noun_for_many_near(it: _Compound) -> bool:
    return bool(it.near & COLLECTIVE)


def _been_in_the_plural(items: tuple[Word, ...], at: int) -> int | None:
    """Index of « étés » behind a form of avoir at `at`: it is the plural of summer."""
    been = skip_while(
        items, at + 1, lambda word: word.only("BO") or word.form in ("tous", "toutes")
    )
    return been if been < len(items) and items[been].form == "étés" else None


def _number_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle after “été” that contradicts the number of its auxiliary at `at`: « ont été publié »."""
    numbers = {person[1] for person in persons(items[at].readings)}
    been = _skip_adverbs(items, at + 1)
    last = _skip_adverbs(items, been + 1)
    if not plain(items, last) or items[been].form != "été" or len(numbers) != 1:
        return None
    participle = items[last]
    if not participle.only("NAPV") or not participle.any("P"):
        return None
    known = (reading for reading in participle.readings if reading.kind in "AP")
    if some_fits(known, "e", numbers.pop()):
        return None
    return None if number_may_differ(_Compound(items, at, last)) else last


# --- A form of être and what it says, wherever the subject is ---


@dataclass(frozen=True, slots=True)
class _Said:
    """A form of être in the third person at items[at], and the participle or adjective of another number behind it."""

    items: tuple[Word, ...]
    at: int
    last: int

    @property
    def word(self) -> Word:
        return self.items[self.last]

    @property
    def left(self) -> str:
        return self.items[self.at - 1].form

    @property
    def earlier(self) -> Iterator[str]:
        """The forms of the words before the verb."""
        return (item.form for item in words_before(self.items, self.at))

    @property
    def after(self) -> Word | None:
        return self.items[self.last + 1] if self.last + 1 < len(self.items) else None


said_of_many = Exceptions[_Said]("FLU204")


@said_of_many.when("Ils sont bien entendu là")
def _of_course(it: _Said) -> bool:
    return it.word.form == "entendu" and it.items[it.last - 1].form == "bien"


@said_of_many.when("Un petit groupe, formé hier, est placés")
def _noun_for_many_anywhere(it: _Said) -> bool:
    return any(form in COLLECTIVE for form in it.earlier)


@said_of_many.when("On est placés")
def _on_for_we(it: _Said) -> bool:
    return any(form in ("on", "vous") for form in it.earlier)


@said_of_many.when("C'est épuisés qu'ils arrivent")
def _put_first_for_stress(it: _Said) -> bool:
    behind = it.items[it.last : it.last + _CLEFT_REACH]
    return it.left == "c'" and any(item.form in QUE for item in behind)


@said_of_many.when("les règles que la ville s'est imposées")
def _object_of_a_reflexive_ahead(it: _Said) -> bool:
    return it.left == "s'" and any(form in OBJECT_AHEAD for form in it.earlier)


@said_of_many.when("Ils se sont donné comme but")
def _to_them(it: _Said) -> bool:
    return it.left in ("se", "s'") and any(
        item.kind == "P" and item.lemma in WITH_TO_THEM for item in it.word.readings
    )


@said_of_many.when("Ils se sont cassé la jambe")
def _object_behind(it: _Said) -> bool:
    return it.left in ("se", "s'") and it.after is not None and it.after.form in determiners()


@said_of_many.when("Ils sont ivre morts")
def _belongs_to_the_next_word(it: _Said) -> bool:
    after = it.after
    described = after is not None and after.any("NAP") and not after.any("B")
    return described and after is not None and after.form not in determiners()


@said_of_many.when("Les personnes sont invité(e)s")
def _part_of_an_inclusive_form(it: _Said) -> bool:
    return it.after is not None and text_glue(it.word, it.after)


def _attribute_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of what a form of être at `at` says, in the other number: « ne sont pas possible », « est placés »."""
    copula = (
        items[at].only("V") and not items[at].lemmas.isdisjoint(COPULAS) and _says_how(items, at)
    )
    if not copula and not (items[at].form in AUXILIARY and items[at].is_form_of("être", "V")):
        return None
    numbers = {person[1] for person in persons(items[at].readings) if person[0] == "3"}
    last, most = at + 1, at + 1 + _ADVERBS_BETWEEN
    while last < min(most, len(items)) and (items[last].only("BO") or items[last].form in ADVERBS):
        last += 1
    if len(numbers) != 1 or not plain(items, last):
        return None
    itself = items[at - 1].form in ("se", "s'") and any(
        item.kind == "P" and item.lemma in WITH_ITSELF for item in items[last].readings
    )
    if not items[last].only("AP") and not (itself and items[last].only("APN")):
        return None
    if some_fits(items[last].readings, "e", numbers.pop()):
        return None
    return None if said_of_many(_Said(items, at, last)) else last


def _reflexive_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle behind a form of être at `at` that contradicts « elle s' » or « ils se » before it."""
    if at < 2 or items[at - 1].form not in ("se", "s'") or items[at - 2].form not in PRONOUN_FORM:
        return None
    last = skip_while(items, at + 1, lambda word: word.only("B"))
    if last >= len(items) or not items[at].is_form_of("être", "V"):
        return None
    made = [reading for reading in items[last].readings if reading.kind == "P"]
    own = any(reading.lemma in WITH_ITSELF for reading in made)
    return last if own and not some_fits(made, *PRONOUN_FORM[items[at - 2].form]) else None


def participle_clashes(text: str) -> frozenset[int]:
    """Where the participles stand that `participle-agreement` reports."""
    return frozenset(word.start for _first, _subject_end, word in _participle_clashes(text))


def _participle_clashes(text: str) -> Iterator[tuple[Word, Word, Word]]:
    """First and last word of a subject or an auxiliary, and the participle or adjective that contradicts it."""
    items = words(text)
    known = set()
    for place in _clashes_with_subject(items):
        known.add(place.last)
        if items[place.first].form == "qui":  # it stands for the noun before
            yield items[place.first - 1], items[place.first - 1], place.word
        else:
            yield items[place.first], items[place.verb - 1], place.word
    for at in items.at(_VERB, before=1, behind=2):
        auxiliary = items[at]
        if auxiliary.shape != "word" or auxiliary.caps:
            continue
        last = _attribute_clash(items, at)
        if last is None:
            last = _reflexive_clash(items, at)
        if last is None and auxiliary.is_form_of("avoir", "V"):
            last = _agreeing_with_nothing(items, at)
            if last is None:
                last = _number_clash(items, at)
            if last is None:
                last = _been_in_the_plural(items, at)
        if last is not None and last not in known:
            yield auxiliary, auxiliary, items[last]


@check(
    "FLU204",
    "participle-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def participle_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """After “être”, the participle or adjective does not agree with the subject.

    What it does: takes a subject pronoun, a noun that opens a clause with its complements, or two nouns, then a form of
    “être”, then a participle or adjective none of whose readings has the subject's gender and number. Wherever the
    subject is, a form of “être” in the plural needs an adjective in the plural (« ne sont pas possible »), and the
    reverse. After “avoir” it reports a participle that agrees although no object stands before it. Pronominal verbs
    that may have another object are left alone.

    Why it matters: it is a plain mistake that a proofreader would not let through.

    Example: « elle est parti », « les portes ont été fermé ».

    What to do: make the participle agree with the subject.
    """
    for case in cases:
        for first, last, participle in _participle_clashes(case.text):
            message = _("“{participle}” is the wrong form after “{subject}”.")
            phrase = case.text[first.start : last.end]
            yield hit(
                case, first, participle, message.format(participle=participle.form, subject=phrase)
            )
