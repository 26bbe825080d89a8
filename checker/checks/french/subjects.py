"""French agreement with the subject: the verb, the participle and the adjective after “être”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import (
    COLLECTIVE,
    FIXED,
    PRONOUN_FORM,
    hit,
    nominal,
    text_glue,
)
from checker.languages.fr.lexicon import WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Not the start of a subject, or too often something else: du, leur, quel âge ont, chaque semaine entrent.
NO_SUBJECT = WordList("subjects.no_subject")
# What ties a complement to a noun: le prix du pétrole.
COMPLEMENT = WordList("subjects.complement")
OBJECTS = WordList("subjects.objects")
CLAUSE_OPENERS = WordList("subjects.clause_openers")
# Before "que" these make a list or a comparison, not a clause: ainsi que le repos.
DEGREES = {"plus", "moins", "aussi", "tant", "autant"}
COMPARED = WordList("subjects.compared")
AUXILIARY = WordList("subjects.auxiliary")
NOT_ADVERB = WordList("subjects.not_adverb")
OBJECT_BEFORE = WordList("subjects.object_before")
# Wherever these stand before a past participle with avoir, they may be its object.
ADVERBS = WordList("verbs.adverbs")
OBJECT_AHEAD = WordList("subjects.object_ahead")
SUBJECTS = {
    "je": {"1s"},
    "j'": {"1s"},
    "tu": {"2s"},
    "il": {"3s"},
    "elle": {"3s"},
    "on": {"3s"},
    "ils": {"3p"},
    "elles": {"3p"},
}
PERSON_FORM = {"je": ("e", "s"), "j'": ("e", "s"), "tu": ("e", "s")}


def _skip_objects(items: tuple[Word, ...], at: int) -> int:
    while at < len(items) and items[at].form in OBJECTS and items[at].shape in ("word", "elided"):
        at += 1
    return at


def _persons(word: Word) -> set[str]:
    return {reading.tag[2:] for reading in word.readings if reading.kind == "V"}


def _opens_clause(items: tuple[Word, ...], at: int) -> bool:
    if at == 0:
        return True
    before = items[at - 1]
    if before.form in ("que", "qu'"):
        # "une chatte plus maligne que les autres": a comparison, not a clause.
        compared = any(item.form in DEGREES for item in items[max(0, at - 6) : at - 1])
        return at == 1 or not (compared or items[at - 2].form in COMPARED)
    return before.form in CLAUSE_OPENERS or before.form in "«—–:;"


def _pronoun_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that contradicts the subject pronoun items[at]."""
    pronoun = items[at]
    if pronoun.form not in SUBJECTS or pronoun.shape == "clitic":
        return None
    before = items[at - 1] if at else None
    if before is not None and before.form == "t'":
        return None  # "accuse t'on le président"
    if pronoun.form in ("elle", "elles") and not _opens_clause(items, at):
        return None
    if before is not None and (
        before.form in ("-", "entre") or (before.any("E") and before.form != "pendant")
    ):
        return None
    verb = _skip_objects(items, at + 1)
    if verb == len(items) or items[verb].shape != "word" or items[verb].capital:
        return None
    word = items[verb]
    persons = _persons(word)
    if not persons or word.any("BEOJIGC") or persons & SUBJECTS[pronoun.form]:
        return None
    if word.any("P") and not persons & {"3s", "3p"}:
        return None
    return verb


def _names_subject(word: Word) -> bool:
    """Whether a word after a determiner is surely a noun: behind one that opens a clause no verb can stand."""
    return word.any("N") and word.only("NAVP")


def _skip_adjective(items: tuple[Word, ...], at: int) -> int:
    plain = at < len(items) and items[at].shape == "word" and items[at].only("A")
    return at + 1 if plain else at


def _skip_complements(items: tuple[Word, ...], at: int) -> int:
    """Index after the complements of a noun that begin at `at`: « de la commission », « des prix du pétrole »."""
    while at + 2 < len(items) and items[at].form in COMPLEMENT:
        then = at + 1
        if items[then].form in determiners() and items[then].shape in ("word", "elided"):
            then += 1
        if then + 1 >= len(items) or items[then].shape != "word":
            break
        # "du", "des", "au" and "aux" hold an article.
        article = then > at + 1 or items[at].form in determiners()
        name = items[then].capital and not items[then].any("VEJO")
        if not (items[then].only("N") or name or (article and _names_subject(items[then]))):
            break
        then = _skip_adjective(items, then + 1)
        if then < len(items) and text_glue(items[then - 1], items[then]):
            break
        at = then
    return at


def _noun_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that contradicts the noun phrase that opens a clause at `at`."""
    if items[at].form not in determiners() or items[at].form in NO_SUBJECT:
        return None
    number = determiners()[items[at].form][1]
    comma = at > 0 and items[at - 1].form == "," and number == "p"
    if not (comma or _opens_clause(items, at)) or at + 2 >= len(items):
        return None
    noun = at + 1
    if items[noun].capital or not _names_subject(items[noun]):
        return None
    if items[noun].form in COLLECTIVE or any(
        reading.lemma in COLLECTIVE for reading in items[noun].readings
    ):
        return None
    if not any(reading.fits("e", number) for reading in nominal(items[noun])):
        return None
    verb = _skip_complements(items, _skip_adjective(items, noun + 1))
    while verb < len(items) and items[verb].form in ("ne", "n'", "se", "s'", "y", "en"):
        verb += 1
    if verb == len(items) or items[verb].shape != "word" or items[verb].capital:
        return None
    word = items[verb]
    auxiliary = word.form in AUXILIARY
    if verb + 1 < len(items) and items[verb + 1].only("V"):
        return None  # "la côte est sont"
    if not auxiliary and not word.only("V"):
        return None
    persons = _persons(word) & {"3s", "3p"}
    if len(persons) != 1 or persons == {"3" + number}:
        return None
    if word.any("V") and any(item.form in ("et", "ou", "ni") for item in items[at:verb]):
        return None
    return verb


def verb_clashes(text: str) -> frozenset[int]:
    """Where the verbs stand that contradict a subject close by: what `subject-verb-agreement` reports."""
    return frozenset(word.start for _first, _subject_end, word in _verb_clashes(text))


def _verb_clashes(text: str) -> Iterator[tuple[Word, Word, Word]]:
    """First and last word of a subject, and the verb that contradicts it."""
    items = words(text)
    for at in range(len(items) - 1):
        verb = _pronoun_clash(items, at)
        if verb is None:
            verb = _noun_clash(items, at)
        if verb is not None:
            yield items[at], items[verb - 1], items[verb]


@check(
    "FLU203",
    "subject-verb-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def subject_verb_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb does not agree with its subject.

    What it does: looks at a subject pronoun, or a noun that opens a clause, directly followed by a verb none of whose
    readings has the person or number of the subject. Nouns that stand for many (la majorité) are left alone.

    Why it matters: it is a plain fault, and who does what can become unclear.

    Example: « ils mange », « les enfants joue ».

    What to do: give the verb the person and number of its subject.
    """
    for case in cases:
        for first, last, verb in _verb_clashes(case.text):
            message = _("The verb “{verb}” does not agree with its subject “{subject}”.")
            said = case.text[first.start : last.end]
            yield hit(case, first, verb, message.format(verb=verb.form, subject=said))
        for verb, last in _counted_subjects(words(case.text)):
            message = _("The verb “{verb}” does not agree with its subject “{subject}”.")
            said = case.text[verb.end : last.end].strip()
            yield hit(case, verb, last, message.format(verb=verb.form, subject=said))


def _counted_subjects(items: tuple[Word, ...]) -> Iterator[tuple[Word, Word]]:
    """Verbs in the singular right before « tous deux », and the end of that."""
    for at in range(len(items) - 2):
        verb, all_, number = items[at : at + 3]
        if all_.form in ("tous", "toutes") and number.form in ("deux", "trois", "quatre"):
            persons = _persons(verb)
            if verb.only("NV") and "3s" in persons and "3p" not in persons:
                yield verb, number


def _subject(items: tuple[Word, ...], at: int) -> tuple[str, str, int] | None:
    """Gender and number of a subject that opens a clause at `at`, and the index after it."""
    word = items[at]
    if word.shape not in ("word", "elided"):
        return None
    if word.form in PERSON_FORM:
        return *PERSON_FORM[word.form], at + 1
    if word.form in PRONOUN_FORM:
        if word.form in ("elle", "elles") and not _opens_clause(items, at):
            return None
        before = items[at - 1] if at else None
        if before is not None and before.any("E"):
            return None
        gender, number = PRONOUN_FORM[word.form]
        return gender, number, at + 1
    if word.form not in determiners() or word.form in NO_SUBJECT:
        return None
    if not _opens_clause(items, at) or at + 1 >= len(items):
        return None
    noun = items[at + 1]
    if noun.capital or not _names_subject(noun) or noun.form in COLLECTIVE:
        return None
    if any(reading.lemma in COLLECTIVE for reading in noun.readings):
        return None
    gender, number = determiners()[word.form]
    genders = {reading.tag[1] for reading in noun.readings if reading.kind == "N"}
    if gender == "e":
        if len(genders) != 1:
            return None
        gender = genders.pop()
    if gender == "e" or (genders and gender not in genders):
        return None
    end = at + 2
    if end < len(items) and items[end].shape == "word" and items[end].only("A"):
        end += 1 if any(item.fits(gender, number) for item in nominal(items[end])) else 0
    return gender, number, end


def participle_clashes(text: str) -> frozenset[int]:
    """Where the participles stand that `participle-agreement` reports."""
    return frozenset(word.start for _first, _subject_end, word in _participle_clashes(text))


def _participle_clashes(text: str) -> Iterator[tuple[Word, Word, Word]]:
    """First and last word of a subject, and the participle or adjective that contradicts it."""
    items = words(text)
    known = set()
    for at in range(len(items) - 2):
        found = _subject(items, at)
        if found is None:
            continue
        gender, number, verb = found
        last = _attribute(items, verb)
        if last is None:
            last = _needless(items, at, verb)
            gender, number = "m", "s"
        if last is None:
            continue
        neutral = determiners().get(items[at].form, ("", ""))[0] == "e"
        if neutral and gender == "m" and number == "s":
            # "votre rapporteur est convaincue": a title may mean a woman.
            gender = "e"
        if not any(reading.fits(gender, number) for reading in nominal(items[last])):
            known.add(last)
            yield items[at], items[verb - 1], items[last]
    for at in range(1, len(items) - 2):
        last = _agreeing_with_nothing(items, at)
        if last is None:
            last = _number_clash(items, at)
        if last is not None and last not in known:
            yield items[at], items[at], items[last]


@check(
    "FLU204",
    "participle-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def participle_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """After “être”, the participle or adjective does not agree with the subject.

    What it does: takes a subject pronoun or a noun that opens a clause, then a form of “être”, then a participle or
    adjective none of whose readings has the subject's gender and number. After “avoir” it reports a participle that
    agrees although no object stands before it. Pronominal verbs are left alone.

    Why it matters: it is a plain fault that a proofreader would not let through.

    Example: « elle est parti », « les portes ont été fermé ».

    What to do: make the participle agree with the subject.
    """
    for case in cases:
        for first, last, participle in _participle_clashes(case.text):
            message = _("“{participle}” does not have the form that goes with “{subject}”.")
            said = case.text[first.start : last.end]
            yield hit(
                case, first, participle, message.format(participle=participle.form, subject=said)
            )


def _attribute(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the participle or adjective after a form of être (or avoir été) at `at`."""
    while at < len(items) and items[at].form in ("ne", "n'"):
        at += 1
    if at >= len(items):
        return None
    passive = items[at].is_form_of("avoir", "V")
    if not passive and not items[at].is_form_of("être", "V"):
        return None
    at += 1
    if passive:
        while at < len(items) and items[at].only("BO"):
            at += 1
        if at >= len(items) or items[at].form != "été":
            return None
        at += 1
    steps = 0
    while at < len(items) and items[at].shape == "word" and items[at].only("BO") and steps < 3:
        if items[at].form in NOT_ADVERB:
            return None
        at += 1
        steps += 1
    if at >= len(items):
        return None
    word = items[at]
    if word.shape != "word" or word.capital or word.form in FIXED:
        return None
    if not word.only("AP") and not (word.only("APNV" if passive else "APN") and word.any("P")):
        return None
    after = items[at + 1] if at + 1 < len(items) else None
    if after is not None and (
        text_glue(word, after) or after.form == "marché" or (after.only("NA") and word.only("A"))
    ):
        return None
    return at


def _needless(items: tuple[Word, ...], first: int, at: int) -> int | None:
    """Index of a feminine or plural participle after avoir at `at`, where no object stands before it.

    `first` is the first word of the subject: "les" there is an article, not an object.
    """
    while at < len(items) and items[at].form in ("ne", "n'"):
        at += 1
    if at >= len(items) or not items[at].is_form_of("avoir", "V"):
        return None
    earlier = (range(first), range(first + 1, at))
    at += 1
    while at < len(items) and items[at].shape == "word" and items[at].only("B"):
        at += 1
    if at + 1 >= len(items):
        return None
    word, after = items[at], items[at + 1]
    if word.shape != "word" or word.capital or not word.only("APV") or not word.any("P"):
        return None
    # "il a grandes ouvertes les portes": only an object right behind makes it certain.
    # Behind a pronoun the participle is no adjective of an object that follows: "ils ont mangés trop vite".
    alone = items[first].form in ("il", "elle", "on", "ils", "elles") and not word.any("V")
    ends = alone and (after.only("B") or after.form in (".", ",", ";", "!", "?"))
    if not (after.form in determiners() or after.capital or ends):
        return None
    before = (items[place] for places in earlier for place in places)  # last: it is all of it
    return None if any(i.form in OBJECT_BEFORE and i.shape != "clitic" for i in before) else at


def _agreeing_with_nothing(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a feminine or plural participle after a form of avoir at `at`, whose object stands right behind it."""
    word, left = items[at], items[at - 1]
    if word.shape != "word" or word.caps or not word.is_form_of("avoir", "V"):
        return None
    own = {"nous": "1p", "vous": "2p"}.get(left.form)
    if left.form in OBJECT_BEFORE and own not in _persons(word):
        return None
    last = at + 1
    while last < len(items) and (items[last].form in ADVERBS or items[last].only("B")):
        last += 1
    if last + 2 >= len(items):
        return None
    participle, article, noun = items[last : last + 3]
    if participle.shape != "word" or participle.capital or not participle.only("NAPV"):
        return None
    if not participle.any("P") or any(item.fits("m", "s") for item in nominal(participle)):
        return None
    if article.form not in determiners() or not noun.any("N"):
        return None
    # Last, since it looks at all that stands before.
    return None if any(item.form in OBJECT_AHEAD for item in items[:at]) else last


def _number_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle after “été” that contradicts the number of its auxiliary at `at`: « ont été publié »."""
    auxiliary = items[at]
    if auxiliary.shape != "word" or auxiliary.caps or not auxiliary.is_form_of("avoir", "V"):
        return None
    numbers = {person[1] for person in _persons(auxiliary)}
    been = at + 1
    while been < len(items) and (items[been].form in ADVERBS or items[been].only("B")):
        been += 1
    last = been + 1
    while last < len(items) and (items[last].form in ADVERBS or items[last].only("B")):
        last += 1
    if last >= len(items) or items[been].form != "été" or len(numbers) != 1:
        return None
    participle = items[last]
    if participle.shape != "word" or participle.capital or participle.form in FIXED:
        return None
    if not participle.only("NAPV") or not participle.any("P"):
        return None
    # "on a été surpris", "vous avez été convoqué": one or several.
    near = {item.form for item in items[max(0, at - 4) : at]}
    if near & {"on", "nous", "vous", "qui"} or (near & COLLECTIVE):
        return None
    own = numbers.pop()
    clash = not any(item.fits("e", own) for item in nominal(participle) if item.kind in "AP")
    return last if clash else None
