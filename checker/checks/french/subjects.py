"""French agreement of a verb with a subject close by: a pronoun, or a noun that opens its clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    AUXILIARY,
    COMPLEMENT,
    QUE,
    STRESSED,
    begins_subject,
    contradicts,
    names_subject,
    opens_clause,
    persons,
    plain,
    skip,
    skip_adjective,
    skip_complements,
    skip_described,
    skip_infinitive,
    skip_relative,
    skip_while,
    stands_for_many,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit, nominal, some_fits
from checker.checks.french.quantified import QUANTIFIED, named_clashes, quantified_clash
from checker.checks.french.second_verbs import LINKS, SUBJECTS, second_verbs, skip_objects
from checker.checks.french.subjects_behind import noun_clashes, pronoun_clashes
from checker.languages.fr.lexicon import DETERMINERS, Sentence, Trigger, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

TIMES = frozenset(
    ["an", "année", "décennie", "heure", "jour", "minute", "mois", "semaine", "siècle", "temps"]
)
_BODIES = frozenset(["couple", "foule", "groupe", "équipe"])
"""Nouns for many that are one body where no complement says of whom."""
MOST = "plupart"
"""The one noun of quantity behind which the verb never agrees with the noun itself."""
_BEGINS = Trigger(forms=[SUBJECTS, DETERMINERS, QUANTIFIED], shapes=["number"])
_PAIR = Trigger(forms=[("moi", "toi")])
"""« Mon frère et moi » may begin with any word."""
_QUI = Trigger(forms=[("qui",)])
_WHEN = frozenset(["hier", "matin", "soir", "demain", "ici", "là"])
_ALL = Trigger(forms=[("tous", "toutes")])


@dataclass(frozen=True, slots=True)
class _Claim:
    """What begins at items[first] and looks like a subject, and the verb at items[verb] that contradicts it."""

    items: tuple[Word, ...]
    first: int
    verb: int

    @property
    def subject(self) -> Word:
        return self.items[self.first]

    @property
    def word(self) -> Word:
        return self.items[self.verb]

    @property
    def before(self) -> Word | None:
        return self.items[self.first - 1] if self.first else None


pronoun_may_differ = Exceptions[_Claim]("FLU203")


@pronoun_may_differ.when("accuse t'on")
def _behind_its_verb(it: _Claim) -> bool:
    return it.before is not None and it.before.form == "t'"


@pronoun_may_differ.when("Ses frères et elle partent")
def _stressed_pronoun(it: _Claim) -> bool:
    return it.subject.form in STRESSED and not opens_clause(it.items, it.first)


@pronoun_may_differ.when("Les phrases avec il comptent")
def _behind_a_preposition(it: _Claim) -> bool:
    before = it.before
    return before is not None and before.any("E") and before.form != "pendant"


@pronoun_may_differ.when("À peine sort - il arrivent")
def _part_of_a_compound(it: _Claim) -> bool:
    return it.before is not None and it.before.form == "-"


@pronoun_may_differ.when("s'il plus tard change")
def _may_be_no_verb(it: _Claim) -> bool:
    return it.word.any("BEOJIGC")


@pronoun_may_differ.when("Pourquoi est il surpris")
def _may_be_a_participle(it: _Claim) -> bool:
    return it.word.any("P") and not persons(it.word.readings) & {"3s", "3p"}


def _pronoun_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that contradicts the subject pronoun items[at]."""
    if items[at].form not in SUBJECTS:
        return None
    verb = skip_objects(items, at + 1)
    if not plain(items, verb):
        return None
    possible = persons(reading for reading in items[verb].readings if reading.tag[1:2] != "m")
    if not possible or possible & SUBJECTS[items[at].form]:
        return None
    return None if pronoun_may_differ(_Claim(items, at, verb)) else verb


def _second_subject(items: tuple[Word, ...], at: int) -> int:
    """Index after « et ma sœur » at `at`; `at` where there is nothing of the kind."""
    if at + 3 >= len(items) or items[at].form != "et" or not begins_subject(items[at + 1].form):
        return at
    noun = items[at + 2]
    return at + 3 if noun.shape == "word" and names_subject(noun) and not noun.capital else at


def _second_complement(items: tuple[Word, ...], at: int) -> int:
    """Index after the second of two complements, “et” being at `at`: « et du lait »; `at` where there is none."""
    end = skip_complements(items, at + 1)
    return end if end > at + 1 else at


noun_may_differ = Exceptions[_Claim]("FLU203")


@noun_may_differ.when("La majorité votent")
def _noun_for_many(it: _Claim) -> bool:
    """« Le nombre d'accidents augmentent » and « L'équipe ont gagné » have no such excuse."""
    subject, noun, after = it.items[it.first : it.first + 3]
    counted = (subject.form, noun.form) == ("le", "nombre") and after.form in ("de", "d'")
    alone = noun.form in _BODIES and not after.any("AP") and after.form not in COMPLEMENT
    return stands_for_many(noun.form, noun.readings) and not (counted or alone)


@noun_may_differ.when("Le père, la mère sont")
def _end_of_a_list(it: _Claim) -> bool:
    listed = it.before is not None and it.before.form == ","
    return listed and determiners()[it.subject.form][1] == "s"


@noun_may_differ.when("de la côte est sont")
def _another_verb_follows(it: _Claim) -> bool:
    return it.verb + 1 < len(it.items) and it.items[it.verb + 1].only("V")


@noun_may_differ.when("Les outils pour contrôler n'importe")
def _no_matter(it: _Claim) -> bool:
    return it.word.form == "importe" and it.items[it.verb - 1].form in ("n'", "peu", "qu'")


def _has_object(items: tuple[Word, ...], at: int) -> bool:
    """Whether what may be a noun or a verb is one: « les résultats de l'enquête montre une baisse »."""
    after = items[at + 1] if at + 2 < len(items) else None
    return (
        items[at].only("NV")
        and after is not None
        and after.form in ("un", "une", "la", "l'")
        and items[at + 2].any("N")
        and items[at - 1].any("N")
    )


def _lone_verb(items: tuple[Word, ...], at: int) -> bool:
    """Whether what may be a noun or a verb is the only verb that a whole sentence can have: « les enfants joue. »."""
    if not items[at].only("NV") or items[-1].form != ".":
        return False
    if items[at - 2].form in ("de", "d'", "en", "à"):
        return False  # "les fichiers de code source"
    if not items[at - 1].any("N") or (at < 4 and items[at - 1].any("A")):
        return False  # "le premier président"
    if items[at + 1].form in determiners():
        return False  # a parser tells its object
    return not any(
        word.shape == "clitic" or (word.any("V") and not _named_behind(items, place))
        for place, word in enumerate(items[at + 1 :], at + 1)
    )


def _named_behind(items: tuple[Word, ...], at: int) -> bool:
    """Whether a word at `at` is a noun behind its article or preposition: « dans la cour », « à cause de »."""
    return items[at].any("N") and (items[at - 1].form in determiners() or items[at - 1].any("E"))


def _noun_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that contradicts the noun phrase that opens a clause at `at`.

    One function: its guards, read one after the other.
    """
    each = items[at].form == "chaque"
    if at + 2 >= len(items) or not (each or begins_subject(items[at].form)):
        return None
    if items[at + 1].form == MOST:
        return _most_clash(items, at)
    whole = at == 1 and items[0].form in _ALL.forms  # "Tous les membres"
    if not (whole or opens_clause(items, at) or items[at - 1].form == ","):
        return None
    noun, number = items[at + 1], determiners()[items[at].form][1]
    # "Le Code du travail encadrent": of a name, as of a noun, one does nothing in the plural
    if (
        (noun.capital and number != "s")
        or not names_subject(noun)
        or not some_fits(nominal(noun), "e", number)
    ):
        return None
    named = skip_adjective(items, skip_adjective(items, at + 2))
    end = skip_complements(items, named)
    if end > named and end < len(items) and items[end].form == "et":
        end = max(end, _second_complement(items, end))
    end = skip_infinitive(items, end)  # "le désir de gagner", "les documents à fournir"
    end = skip_described(items, end)
    if items[end - 1].any("N"):
        end = skip_while(items, end, lambda word: word.form in _WHEN)  # "hier matin"
    verb = skip_relative(items, end)
    joined = _second_subject(items, verb) if at == 0 else verb
    # "le prix pour les adultes et les enfants"
    several = end > named and joined > verb and determiners()[items[verb + 1].form][1] == "p"
    joined = verb if several else joined
    number, verb, end = ("p", joined, joined) if joined > verb else (number, verb, end)
    # Behind a relative clause no noun can stand; behind “en” one can: « les hommes en costume ».
    related = verb > end
    verb = skip(items, verb, "ne", "n'", "se", "s'", "y", "en")
    if not plain(items, verb):
        return None
    word = items[verb]
    apart = related and word.only("NV")
    shown = _has_object(items, verb) or _lone_verb(items, verb)
    wished = word.form == "soit" and at > 0 and items[at - 1].form in QUE
    sure = apart or wished or word.form in AUXILIARY or word.only("V") or shown
    # "chaque personne contribueras"
    yours = word.only("V") and persons(word.readings) == {"2s"}
    if not sure or not (yours or (contradicts(word.readings, number) and not each)):
        return None
    if noun.capital and persons(word.readings) != {"3p"}:
        return None
    return None if noun_may_differ(_Claim(items, at, verb)) else verb


def _most_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb in the singular behind “la plupart des”, which wants the plural."""
    before, after = items[at - 1] if at else None, items[at + 2]
    if before is not None and before.any("EV"):
        return None
    if after.form == "d'" and at + 4 < len(items) and items[at + 3].form == "entre":
        end = at + 5
    elif after.form == "des":
        end = skip_complements(items, at + 2)
    else:
        return None
    verb = skip(items, end, "ne", "n'", "se", "s'", "y", "en")
    if verb == at + 2 or not plain(items, verb):
        return None
    sure = items[verb].form in AUXILIARY or items[verb].only("V")
    return verb if sure and contradicts(items[verb].readings, "p") else None


def _relative_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb behind “qui” that contradicts the bare noun phrase before it, which opens its clause at `at`.

    With another noun before it, or a complement behind it, that might be what “qui” stands for.

    One function: its guards, read one after the other.
    """
    if at + 3 >= len(items) or all(word.form != "qui" for word in items[at + 2 : at + 6]):
        return None
    if not (opens_clause(items, at) or _presented(items, at)):
        return None
    first, noun = items[at], items[at + 1]
    if first.shape == "number":
        number = "p" if first.form.isdecimal() and int(first.form) > 1 else ""
    else:
        number = determiners()[first.form][1] if begins_subject(first.form) else ""
    counted = number == "p" and first.shape == "word" and noun.any("C")
    place = at + 2 if counted else at + 1
    noun = items[place]
    if number not in ("s", "p") or not plain(items, place) or not names_subject(noun):
        return None
    if not some_fits(nominal(noun), "e", number):
        return None
    who = skip_adjective(items, place + 1)
    if number == "p" and first.shape == "word":
        who = skip(items, who, ",")
    if who >= len(items) or items[who].form != "qui":
        return None
    verb = skip(items, who + 1, "ne", "n'", "se", "s'", "y", "en", "nous", "vous", "lui", "leur")
    if not plain(items, verb):
        return None
    word = items[verb]
    sure = word.form in AUXILIARY or word.only("NV")  # behind “qui” no noun can stand
    if not sure or not contradicts(word.readings, number):
        return None
    return None if noun_may_differ(_Claim(items, at, verb)) else verb


def _presented(items: tuple[Word, ...], at: int) -> bool:
    """Whether « il y a » or « voici » stands before, and does not say how long ago."""
    before = [item.form for item in items[max(at - 2, 0) : at]]
    presented = before[-2:] in (["y", "a"], ["y", "avait"]) or before[-1:] in (["voici"], ["voilà"])
    return presented and not any(reading.lemma in TIMES for reading in items[at + 1].readings)


def verb_clashes(text: str) -> frozenset[int]:
    """Where the verbs stand that contradict a subject close by: what `subject-verb-agreement` reports."""
    return frozenset(word.start for _first, _subject_end, word in _verb_clashes(text))


def _verb_clashes(text: str) -> Iterator[tuple[Word, Word, Word]]:
    """First and last word of a subject, and the verb that contradicts it."""
    items = words(text)
    places = items.at(_BEGINS, behind=1)
    if items.at(_PAIR) and 0 not in places:
        places = [0, *places]
    related = bool(items.at(_QUI))
    for at in places:
        verb = _pronoun_clash(items, at)
        if verb is None:
            verb = _noun_clash(items, at)
        if verb is None and related:
            verb = _relative_clash(items, at)
        if verb is None:
            verb = quantified_clash(items, at)
        if verb is not None:
            yield items[at], items[verb - 1], items[verb]
    for at, verb in second_verbs(items):
        yield items[at], items[at], items[verb]
    for at, verb in named_clashes(items):
        yield items[at], items[verb - 1], items[verb]
    for verb in pronoun_clashes(items):
        yield items[verb + 1], items[verb + 1], items[verb]
    for verb, last in noun_clashes(items):
        yield items[verb + 1], items[last], items[verb]


@check(
    "FLU203",
    "subject-verb-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def subject_verb_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb does not agree with its subject.

    What it does: looks at a subject pronoun, or a noun that opens a clause with its complements, followed by a verb (or
    by « qui » and a verb) none of whose readings has the person or number of the subject. « la plupart des » and
    « beaucoup de » take a plural, « chacun des », « aucun de », « tout le monde » and « cela » a singular, « c'est moi
    qui » and « mon frère et moi » their own person. Other collective nouns (la majorité) are left alone. A plural noun
    after its verb is looked at too (« où habite mes parents », « dans cette rue se trouve plusieurs bars »), and so is
    a second verb after “et” (« il est tombé et sont sorti »).

    Why it matters: it is a plain mistake, and who does what can become unclear.

    Example: « ils mange », « les enfants joue ».

    What to do: give the verb the person and number of its subject.
    """
    for case in cases:
        for first, last, verb in _verb_clashes(case.text):
            message = _("The verb “{verb}” does not agree with its subject “{subject}”.")
            subject = case.text[first.start : last.end].lstrip("-")
            if first is last and first.form in LINKS:  # the subject of the verb before
                items = words(case.text)
                subject = case.text[: items[items[0].form not in SUBJECTS].end]
            text = message.format(verb=verb.form, subject=subject)
            begin, end = (first, verb) if first.start < verb.start else (verb, first)
            yield hit(case, begin, end, text)
        for verb, last in _counted_subjects(words(case.text)):
            message = _("The verb “{verb}” does not agree with its subject “{subject}”.")
            phrase = case.text[verb.end : last.end].strip()
            yield hit(case, verb, last, message.format(verb=verb.form, subject=phrase))


def _counted_subjects(items: Sentence) -> Iterator[tuple[Word, Word]]:
    """Verbs in the singular right before « tous deux », and the end of that."""
    for at in items.at(_ALL, before=1, behind=1):
        verb, number = items[at - 1], items[at + 1]
        if number.form in ("deux", "trois", "quatre"):
            possible = persons(verb.readings)
            if verb.only("NV") and "3s" in possible and "3p" not in possible:
                yield verb, number
