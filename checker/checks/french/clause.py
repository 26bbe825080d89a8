"""The clause as grammar rules see it: what opens it, what begins its subject, what its verb says.

`subjects.py` and `participles.py` look at neighbours, `distance.py` at trees; all ask here, so that a word means the
same to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from checker.checks.french.noun_phrase import (
    COLLECTIVE,
    kinds,
    nominal,
    share_form,
    text_glue,
)
from checker.languages.fr.lexicon import WordList, determiners
from checker.languages.morphology import Reading, Word

# Not the start of a subject, or too often something else: du, leur, quel âge ont, chaque semaine entrent.
NO_SUBJECT = WordList("clause.no_subject")
# Little words between subject and verb: ils ne les y voient.
OBJECTS = WordList("clause.objects")
OPENERS = WordList("clause.openers")
MARKS = frozenset("«—–:;")
# Before "que" these make a list or a comparison, not a clause: ainsi que le repos.
COMPARED = WordList("clause.compared")
# What ties a complement to a noun: le prix du pétrole.
COMPLEMENT = WordList("clause.complement")
# Forms of être and avoir that cannot be nouns beside a subject.
AUXILIARY = WordList("clause.auxiliary")
# Adverbs that stand beside verbs.
ADVERBS = WordList("verbs.adverbs")
QUE = ("que", "qu'")
DEGREES = {"plus", "moins", "aussi", "tant", "autant"}
STRESSED = ("elle", "elles")
"""Subjects that also stand behind a preposition or in a list: « pour elle », « ses frères et elle »."""
PERSON_OF = {
    "je": "1s", "j'": "1s", "tu": "2s", "il": "3s", "elle": "3s", "on": "3s",
    "nous": "1p", "vous": "2p", "ils": "3p", "elles": "3p",
}  # fmt: skip
"""Pronouns that are subjects, with the person and number of the verb that each stands with."""
PERSONS = frozenset(PERSON_OF)
SPEAKERS = {pronoun: person for pronoun, person in PERSON_OF.items() if person[0] != "3"}
"""Those of them that are the speaker, or are spoken to."""
ITSELF = {
    "je": "me", "j'": "m'", "tu": "te", "il": "se", "elle": "se", "on": "se",
    "nous": "nous", "vous": "vous", "ils": "se", "elles": "se",
}  # fmt: skip
"""The reflexive pronoun of each of them."""
MODALS = ("pouvoir", "devoir", "vouloir", "falloir")
"""Verbs that an infinitive follows (dictionary forms)."""
RELATIVES = ("qui", "que", "qu'", "dont", "où")
_JOINS = ("avec", "de", "d'", "à")
_INSERTIONS = ("selon", "d'après", "malgré")
_RELATIVE_REACH = 12
"""Words behind a comma among which the relative clause that it opens ends."""
_BEFORE_CLAUSE = frozenset(["pour", "afin", "avant", "après", "sans", "depuis", "dès", "pendant"])
"""What makes a conjunction of “que”."""
_COMPARISON_REACH = 6
"""Words before “que” in which “plus” and the like make a comparison of it."""


_DENYING = ("pas", "plus", "jamais", "point", "guère", "rien", "personne", "aucun", "aucune", "nul")
"""What “ne” denies with; without it, “que” behind “ne” means only."""
_LOOK_BACK = 100


def words_before(items: tuple[Word, ...], at: int) -> tuple[Word, ...]:
    """What stands before items[at] in a sentence; of an endless one the last words, or each place would ask for all."""
    return items[max(at - _LOOK_BACK, 0) : at]


_IN_A_ROW = 12


def skip_while(items: tuple[Word, ...], at: int, passed: Callable[[Word], bool]) -> int:
    """Index of the first word from `at` on that is not passed over; of an endless row, only its first dozen is."""
    stop = min(at + _IN_A_ROW, len(items))
    while at < stop and passed(items[at]):
        at += 1
    return at


def opens(form: str) -> bool:
    """Whether a clause begins behind this word or mark; “que” must be looked at more closely."""
    return form in OPENERS or form in MARKS


def begins_subject(form: str) -> bool:
    """Whether a word is a determiner that can begin a subject."""
    return form in determiners() and form not in NO_SUBJECT


def stands_for_many(form: str, readings: Iterable[Reading]) -> bool:
    """Whether a noun lets the verb agree with what follows or is meant: « la majorité votent »."""
    return form in COLLECTIVE or any(reading.lemma in COLLECTIVE for reading in readings)


def persons(readings: Iterable[Reading]) -> set[str]:
    """Persons (1s ... 3p) in which these readings are finite verbs."""
    return {reading.tag[2:] for reading in readings if reading.kind == "V"}


def contradicts(readings: Iterable[Reading], number: str) -> bool:
    """Whether a verb can stand in the third person of one number only, and that is not this one (s, p)."""
    third = persons(readings) & {"3s", "3p"}
    return len(third) == 1 and third != {"3" + number}


def opens_clause(items: tuple[Word, ...], at: int) -> bool:
    """Whether a clause begins at `at`: the sentence does, or the word before opens one."""
    if at == 0:
        return True
    before = items[at - 1]
    return _clause_after_que(items, at) if before.form in QUE else opens(before.form)


def _clause_after_que(items: tuple[Word, ...], at: int) -> bool:
    """Whether the “que” before `at` opens a clause.

    « une chatte plus maligne que les autres » is a comparison, « n'inclure que les champs » a restriction.
    """
    earlier = items[max(0, at - _COMPARISON_REACH) : at - 1]
    if at > 1 and earlier[-1].form in _BEFORE_CLAUSE:
        return True  # "parlez plus fort pour que"
    forms = {item.form for item in earlier}
    only = not forms.isdisjoint(("ne", "n'")) and forms.isdisjoint(_DENYING)
    return at == 1 or not (only or earlier[-1].form in COMPARED or not forms.isdisjoint(DEGREES))


def plain(items: tuple[Word, ...], at: int) -> bool:
    """Whether a word in small letters stands at `at`."""
    return at < len(items) and items[at].shape == "word" and not items[at].capital


def names_subject(word: Word) -> bool:
    """Whether a word after a determiner is surely a noun: behind one that opens a clause no verb can stand."""
    return word.any("N") and word.only("NAVPG")


def skip(items: tuple[Word, ...], at: int, *forms: str) -> int:
    """Index of the first word from `at` on that is none of these."""
    return skip_while(items, at, lambda word: word.form in forms)


def skip_adjective(items: tuple[Word, ...], at: int) -> int:
    """Index after an adjective at `at` that can be nothing else; `at` where there is none."""
    found = at < len(items) and items[at].shape == "word" and items[at].only("A")
    return at + 1 if found else at


def skip_agreeing(items: tuple[Word, ...], at: int) -> int:
    """Index after adjectives at `at` that the noun before them may have, and nothing else: « locales », « publics »."""
    noun = items[at - 1]
    own = [item for item in noun.readings if item.kind == "N"]
    while at < len(items) and items[at].shape == "word" and not items[at].capital:
        word = items[at]
        describes = word.only("A") or (
            word.any("A") and word.only("ANP") and share_form(nominal(word), own)
        )
        governs = word.any("P") and at + 1 < len(items) and items[at + 1].any("E")
        if not describes or governs:
            break  # "effectuées pendant la séance": see `skip_described`
        at += 1
    return at


def skip_infinitive(items: tuple[Word, ...], at: int) -> int:
    """Index after « à fournir » or « pour limiter le bruit » at `at`; `at` where there is nothing of the kind."""
    governed = at + 1 < len(items) and items[at].form in ("à", "de", "d'", "pour")
    if not governed or not items[at + 1].only("I"):
        return at
    noun = at + 3
    named = noun < len(items) and items[at + 2].form in ("le", "la", "les", "l'", "un", "une")
    if named and plain(items, noun) and names_subject(items[noun]):
        return skip_complements(items, skip_agreeing(items, noun + 1))
    return at + 2


def skip_complements(items: tuple[Word, ...], at: int) -> int:
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
        # Behind a preposition no finite verb stands: « les équipes de secours ».
        own = items[then].any("N") and kinds(items[then]) <= {"N", "V"}
        if not (own or name or (article and names_subject(items[then]))):
            break
        then = skip_agreeing(items, then + 1)
        if then < len(items) and text_glue(items[then - 1], items[then]):
            break
        at = then
    return at


def _inserted(word: Word) -> bool:
    """Whether a word behind a comma begins something that ends with another: « , qui est vide, », « , prise hier, »."""
    described = word.any("A") and not word.any("DVJ") and "cher" not in word.lemmas
    return word.form in RELATIVES or word.form in _INSERTIONS or word.any("P") or described


def behind_subject(items: tuple[Word, ...], at: int) -> int:
    """Index behind the subject of a relative clause at `at`, a pronoun or a noun; `at` where there is none."""
    if items[at].form in PERSONS:
        return at + 1
    named = begins_subject(items[at].form) and plain(items, at + 1) and names_subject(items[at + 1])
    return skip_complements(items, skip_adjective(items, at + 2)) if named else at


def skip_described(items: tuple[Word, ...], at: int) -> int:
    """Index behind a participle and its complement at `at`: « garées dans la rue »; `at` where there is none."""
    if at + 3 >= len(items) or not items[at].any("P") or not items[at].only("APN"):
        return at
    noun = at + 3 if items[at + 2].form in determiners() else at + 2
    if items[at + 1].form in ("de", "d'"):
        return at  # "une grande partie de ces biens"
    if not items[at + 1].any("E") or not plain(items, noun) or not names_subject(items[noun]):
        return at
    return skip_complements(items, skip_adjective(items, noun + 1))


def _skip_qui(items: tuple[Word, ...], at: int) -> int:
    """Index behind « qui souffrent d'asthme » at `at`, where a verb follows; `at` where another clause may begin."""
    verb = skip_while(items, at + 1, lambda word: word.form in OBJECTS)
    if not plain(items, verb) or not (items[verb].only("V") or items[verb].form in AUXILIARY):
        return at
    end = skip_while(items, verb + 1, _said_of_it)
    if end < len(items) and "quel" in items[end].lemmas:
        return at  # "qui détermine quels éléments doivent"
    while end < len(items):
        governed = end + 1 if items[end].only("E") or items[end].form in COMPLEMENT else end
        noun = (
            governed + 1
            if governed < len(items) and items[governed].form in determiners()
            else governed
        )
        if noun == end or not plain(items, noun) or not names_subject(items[noun]):
            break
        end = skip_while(
            items, skip_complements(items, skip_adjective(items, noun + 1)), _said_of_it
        )
    then = skip_while(items, end, lambda word: word.form in OBJECTS)
    sure = then < len(items) and (items[then].form in AUXILIARY or items[then].only("V"))
    return end if sure else at


def _said_of_it(word: Word) -> bool:
    """Whether a word behind a verb is part of it or an adverb: « ont souvent été blessées »."""
    said = word.only("B") or (word.any("P") and word.only("APN"))
    return said and word.shape == "word" and not word.capital


def skip_relative(items: tuple[Word, ...], at: int) -> int:
    """Index behind a relative clause at `at` that surely ends there: « que vous avez passée », « , qui est vide, ».

    One function: its guards, read one after the other.
    """
    if at + 3 < len(items) and items[at].form in (*QUE, "dont", "où"):
        verb = behind_subject(items, at + 1)
        verb = skip_while(items, verb, lambda word: word.form in OBJECTS)
        if verb == at + 1 or verb >= len(items):
            return at
        if not items[verb].only("V") and items[verb].form not in AUXILIARY:
            return at
        after = verb + 1
        then = after + 1 if after < len(items) and items[after].any("P") else after
        while then < len(items) and items[then].only("B"):
            then += 1
        if then >= len(items):
            return at
        sure = items[then].form in AUXILIARY or items[then].only("NV" if then > after else "V")
        return then if sure else at
    if at + 3 < len(items) and items[at].form == "qui":
        return _skip_qui(items, at)
    placed = at + 3 < len(items) and items[at + 1].only("E") and items[at + 1].form not in _JOINS
    if at + 3 < len(items) and items[at].form == "," and (placed or _inserted(items[at + 1])):
        for end in range(at + 2, min(len(items) - 1, at + _RELATIVE_REACH)):
            if items[end].form == ",":
                # "le lendemain, dès cinq heures, commençaient"
                return at if placed and items[end + 1].form not in AUXILIARY else end + 1
            if items[end].shape == "mark":
                return at
    return at
