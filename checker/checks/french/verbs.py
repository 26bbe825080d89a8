"""French verbs and what goes with them: auxiliaries, “si”, prepositions left out.

One module of over 400 lines: three short rules that share what stands beside a verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    ADVERBS,
    AUXILIARY,
    OBJECTS,
    PERSON_OF,
    PERSONS,
    begins_subject,
    names_subject,
    persons,
    plain,
    skip,
    skip_adjective,
    skip_complements,
    skip_while,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.government import (
    GOVERNING_FORMS,
    GOVERNING_LEMMAS,
    without_preposition,
)
from checker.checks.french.noun_phrase import hit, share_form
from checker.checks.french.participles import bare_agents
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, readings, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SUBJECTS = WordList("verbs.subjects")
# Verbs that are conjugated with être and have no object (dictionary forms).
WITH_ETRE = WordList("verbs.with_etre")
ARTICLES = WordList("verbs.articles")
# Verbs that are conjugated with avoir and have no object; verbs with avoir that mostly have one (dictionary forms).
WITH_AVOIR = WordList("verbs.with_avoir")
WITH_OBJECT = WordList("verbs.with_object")
OBJECT_ARTICLES = ("le", "la", "un", "une", "mon", "ma", "mes", "son", "sa", "ses")
# What one “has” in French and “is” in English, behind a person; the first of them behind a noun too.
HAD = WordList("verbs.had")
HAD_BY_PERSONS = WordList("verbs.had", "verbs.had_by_persons")
OWN_PRONOUN = {("je", "m'"), ("tu", "t'"), ("nous", "nous"), ("vous", "vous")}
"""Subjects and their reflexive pronouns."""
# Words that need “de” or “à” before what they govern.
GOVERNING = {
    ("grâce",): "à",
    ("à", "cause"): "de",
    ("en", "raison"): "de",
    ("au", "sein"): "de",
    ("au", "cours"): "de",
    ("à", "l'", "égard"): "de",
    ("à", "l'", "aide"): "de",
    ("à", "l'", "insu"): "de",
    ("à", "la", "suite"): "de",
    ("au", "nom"): "de",
    ("en", "vertu"): "de",
    ("en", "dépit"): "de",
    ("en", "faveur"): "de",
    ("à", "côté"): "de",
    ("autour",): "de",
    ("auprès",): "de",
    ("par", "rapport"): "à",
    ("quant",): "à",
    ("conformément",): "à",
    ("contrairement",): "à",
    ("à", "proximité"): "de",
    ("à", "partir"): "de",
    ("lors",): "de",
    ("à", "l'", "issue"): "de",
    ("en", "fonction"): "de",
    ("à", "l'", "exception"): "de",
    ("à", "l'", "occasion"): "de",
    ("en", "provenance"): "de",
    ("à", "destination"): "de",
    ("en", "compagnie"): "de",
    ("dans", "le", "cadre"): "de",
    ("au", "milieu"): "de",
    ("en", "présence"): "de",
    ("à", "force"): "de",
    ("en", "cas"): "de",
    ("en", "matière"): "de",
    ("en", "termes"): "de",
    ("à", "base"): "de",
    ("en", "guise"): "de",
    ("faute",): "de",
    ("au", "lieu"): "de",
    ("en", "voie"): "de",
    ("au", "moment"): "de",
    ("à", "l'", "initiative"): "de",
    ("au", "sujet"): "de",
    ("au", "moyen"): "de",
    ("en", "l'", "absence"): "de",
    ("au", "début"): "de",
    ("à", "l'", "encontre"): "de",
    ("au", "profit"): "de",
    ("au", "regard"): "de",
    ("au", "fil"): "de",
    ("au", "terme"): "de",
    ("à", "la", "lumière"): "de",
    ("au", "détriment"): "de",
    ("aux", "yeux"): "de",
    ("en", "dehors"): "de",
    ("au", "pied"): "de",
    ("au", "bénéfice"): "de",
    ("en", "qualité"): "de",
    ("au", "bord"): "de",
    ("à", "la", "différence"): "de",
    ("à", "l'", "exclusion"): "de",
    ("aux", "dépens"): "de",
    ("aux", "alentours"): "de",
    ("en", "remplacement"): "de",
    ("en", "proie"): "à",
}
CLAUSE_SUBJECTS = {"je", "j'", "tu", "il", "ils", "on"}
ASKING = ("dire", "savoir", "demander", "ignorer")
"""Verbs that a question follows (dictionary forms)."""
NOT_GOVERNED = frozenset(["âge", *WordList("agreement.months")])
THINKING = frozenset(["penser", "croire", "espérer", "supposer", "estimer", "imaginer"])
_THEIRS = frozenset(["je", "j'", "tu", "il", "elle", "on", "ils", "elles"])
QUANTITY = WordList("verbs.quantity")
APPOINTMENT = WordList("verbs.appointment")
_GOVERNS = Trigger(
    forms=[
        [phrase[0] for phrase in GOVERNING],
        ("afin", "avant", "parce", "tandis", "dès", "pendant"),
        QUANTITY,
        APPOINTMENT,
        *GOVERNING_FORMS,
    ],
    lemmas=(*GOVERNING_LEMMAS, THINKING),
)


# Endings of a noun for a man, and of the same for a woman: a noun that has both names a person.
COUNTERPARTS = (("eur", "rice"), ("eur", "euse"), ("er", "ère"), ("en", "enne"), ("", "e"))


def names_person(word: Word) -> bool:
    """Whether the lexicon has a singular noun for a man and one for a woman under this dictionary form."""
    if word.shape != "word" or word.capital:
        return False
    for reading in word.readings:
        if reading.kind != "N" or reading.tag[2] != "s":
            continue
        if reading.tag[1] == "e" or (reading.tag[1] == "f" and reading.lemma != word.form):
            return True
        for man, woman in COUNTERPARTS:
            if reading.tag[1] == "m" and word.form.endswith(man):
                other = word.form.removesuffix(man) + woman
                if any(item.tag == "Nfs" and item.lemma == word.form for item in readings(other)):
                    return True
    return False


def skip_adverbs(items: tuple[Word, ...], at: int) -> int:
    """The place of the first word from `at` on that is no adverb of those that stand beside verbs."""
    at = skip_while(items, at, lambda word: word.shape == "word" and word.form in ADVERBS)
    return at


_SI = Trigger(forms=[("si", "s'")])
_AUXILIARY = Trigger(lemmas=[("avoir", "être")])


@check(
    "FLU231",
    "si-conditional",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def si_conditional(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb of a condition after “si” is in the conditional or the future.

    What it does: looks at a sentence that begins with “Si” and a pronoun or a noun with its article, and at “comme si”;
    reports a verb that can only be a conditional, or after “Si” a future. Indirect questions (« il demande s'il
    viendrait ») are left alone.

    Why it matters: after “si” French uses the present or the imperfect; another tense is a calque or a slip.

    Example: « Si j'aurais su, je serais parti. », « Si le train aura du retard »

    What to do: put the verb in the imperfect or the present: « Si j'avais su », « Si le train a du retard ».
    """
    for case, items, at in sightings(cases, _SI, behind=2):
        verb = _conditional_after_si(items, at)
        if verb is not None:
            yield hit(
                case,
                items[at],
                items[verb],
                _("After “si”, “{verb}” must not be in the conditional or the future.").format(
                    verb=items[verb].form
                ),
            )


def _conditional_after_si(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a conditional or future behind a “si” at `at` that begins a condition, and its subject."""
    if at and items[at - 1].form not in ("«", "—", "–", "comme"):
        return None
    verb = _behind_subject(items, at + 1)
    verb = skip_while(items, verb, lambda word: word.form in OBJECTS)
    if verb == at + 1 or not plain(items, verb):
        return None
    if not items[verb].only("V") and items[verb].form not in AUXILIARY:
        return None
    moods = {reading.tag[1] for reading in items[verb].readings if reading.kind == "V"}
    plainly = items[at + 1].form in SUBJECTS and moods <= {"c"}
    # "Si les voisins viendraient, nul ne le dit": an indirect question
    asked = any(not word.lemmas.isdisjoint(ASKING) for word in items[verb:])
    begins = at == 0 or items[at - 1].form != "comme"
    return verb if plainly or (begins and not asked and moods <= {"c", "f"}) else None


def _behind_subject(items: tuple[Word, ...], at: int) -> int:
    """Index after a pronoun, or a noun with its article and complements, at `at`; `at` where there is none."""
    if items[at].form in SUBJECTS:
        return at + 1
    if not begins_subject(items[at].form):
        return at
    noun = skip_adjective(items, at + 1)
    if not plain(items, noun) or not names_subject(items[noun]):
        return at
    return skip_complements(items, skip_adjective(items, noun + 1))


@check(
    "FLU232",
    "wrong-auxiliary",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def wrong_auxiliary(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """“avoir” where only “être” is possible, or “être” where French has “avoir”.

    What it does: reports “avoir” right before the participle of aller, venir, arriver, rester, naître and the like,
    and after the reflexive pronoun (« s'a trompé », « je m'ai levé »); “être” before the participle of dormir, voyager
    and the like, or of one with its object (« je suis pris le train »), « a été né » and « je suis été »; “être” before
    « faim », « peur » or « besoin » and before an age (« je suis 20 ans »).

    Why it matters: it is a plain mistake, common in text translated from English.

    Example: « elle a arrivé hier », « il s'a trompé », « je suis faim ».

    What to do: use the other verb: « elle est arrivée », « il s'est trompé », « j'ai faim ».
    """
    for case, items, at in sightings(cases, _AUXILIARY, before=1, behind=1):
        last = _participle_of_etre(items, at)
        if last is not None:
            yield hit(
                case,
                items[at],
                items[last],
                _("“{participle}” forms its past tense with “être”, not with “avoir”.").format(
                    participle=items[last].form
                ),
            )
        last = _participle_of_avoir(items, at)
        if last is not None:
            message = _("“{participle}” forms its compound tenses with “avoir”, not with “être”.")
            said = message.format(participle=items[last].form)
            yield hit(case, items[at], items[last], said)
        noun = _had(items, at)
        if noun is not None:
            message = _("“{noun}” goes with “avoir” here, not with “être”.")
            yield hit(case, items[at], items[noun], message.format(noun=items[noun].form))


def _participle_of_avoir(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle that goes with avoir, behind a pronoun and a form of être at `at`: « je suis dormi »."""
    auxiliary, subject = items[at], items[at - 1]
    if auxiliary.form == "été" and subject.is_form_of("avoir", "VI"):
        return at + 1 if items[at + 1].form in ("né", "née", "nés", "nées") else None
    if not auxiliary.is_form_of("être", "V") or not plain(items, at + 1):
        return None
    if PERSON_OF.get(subject.form) not in persons(auxiliary.readings):
        return None
    if at > 1 and items[at - 2].form == subject.form:
        return None  # "nous nous sommes"
    participle = items[at + 1]
    made = {reading.lemma for reading in participle.readings if reading.kind == "P"}
    if participle.form == "été" or not made.isdisjoint(WITH_AVOIR):
        return at + 1
    if at + 3 >= len(items) or made.isdisjoint(WITH_OBJECT) or not participle.only("APV"):
        return None
    article, noun = items[at + 2 : at + 4]
    thing = noun.any("N") and noun.only("NA") and noun.form not in ("jour", "fois", "soir", "matin")
    return at + 1 if article.form in OBJECT_ARTICLES and thing else None


def _had(items: tuple[Word, ...], at: int) -> int | None:
    """Index of what one has, behind a form of être at `at`: « nous sommes besoin », « il est 20 ans »."""
    word, left = items[at], items[at - 1]
    if word.shape != "word" or not word.is_form_of("être", "V"):
        return None
    noun = skip_adverbs(items, skip(items, at + 1, "très", "si", "trop"))
    if noun >= len(items):
        return None
    person = left.form in PERSONS and left.shape in ("word", "elided")
    if items[noun].form == "besoin" and left.form == "il":
        return None  # "sans qu'il soit besoin de le dire"
    if items[noun].form in (HAD_BY_PERSONS if person else HAD):
        return noun if person or (left.only("NA") and left.any("N")) else None
    aged = person and noun == at + 1 and (items[noun].shape == "number" or items[noun].any("C"))
    years = aged and noun + 2 < len(items) and items[noun + 1].form == "ans"
    # "elle est six ans plus âgée", "je serai deux ans à l'écrire"
    otherwise = ("plus", "moins", "trop", "à", "auparavant", "avant", "après", "durant")
    return noun + 1 if years and items[noun + 2].form not in otherwise else None


auxiliary_may_be_avoir = Exceptions[tuple[Word, Word]]("FLU232")


@auxiliary_may_be_avoir.when("Une aura venue")
def _aura_is_a_noun(place: tuple[Word, Word]) -> bool:
    return place[0].form == "aura"


@auxiliary_may_be_avoir.when("Il s'a dit")
def _may_be_a_finite_verb(place: tuple[Word, Word]) -> bool:
    # What may be a finite verb is a participle for sure only where it can have no object.
    return place[1].any("V") and not _without_object(place[1])


def _participle_of_etre(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a participle that goes with être only, behind a form of avoir at `at`."""
    word = items[at]
    if word.shape != "word" or not word.is_form_of("avoir", "VG"):
        return None
    last = skip_adverbs(items, at + 1)
    if last == len(items):
        return None
    participle, left = items[last], items[at - 1]
    reflexive = left.form in ("s'", "se") and left.shape in ("elided", "word")
    reflexive = reflexive or (at > 1 and (items[at - 2].form, left.form) in OWN_PRONOUN)
    gone = left.form in PERSONS and participle.form in ("parti", "partis")
    wrong = _without_object(participle) or gone or (reflexive and participle.any("P"))
    if participle.shape != "word" or not wrong:
        return None
    if gone:
        return None if items[last + 1 : last + 2] and items[last + 1].form == "pris" else last
    return None if auxiliary_may_be_avoir((word, participle)) else last


def _without_object(word: Word) -> bool:
    return any(reading.kind == "P" and reading.lemma in WITH_ETRE for reading in word.readings)


@check(
    "FLU225",
    "missing-preposition",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def missing_preposition(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A preposition is missing after a word that cannot do without it.

    What it does: reports « grâce le », « en raison les », « beaucoup gens », « afin réduire », an appointment followed
    by a bare noun for a person (« sa nomination directeur »), what is done to something with a noun right behind (« est
    financé l'Union »), a share behind a verb of rising or falling (« ont augmenté 3 % »), « je pense il va », and the
    like.

    Why it matters: the link between the two words is lost, and with it often the sense.

    Example: « grâce les secours », « afin réduire les coûts ».

    What to do: put the preposition back: « grâce aux secours », « afin de réduire ».
    """
    for case in cases:
        items = words(case.text)
        for at in items.at(_GOVERNS, behind=1):
            found = _missing(items, at) or without_preposition(items, at)
            if found is not None:
                last, preposition = found
                yield hit(
                    case,
                    items[at],
                    items[last],
                    _("“{preposition}” seems to be missing before “{word}”.").format(
                        preposition=preposition, word=items[last].form
                    ),
                )
        for article, preposition in bare_agents(items):
            message = _("“{preposition}” seems to be missing before “{word}”.").format(
                preposition=preposition, word=items[article].form
            )
            yield hit(case, items[article - 1], items[article], message)


@dataclass(frozen=True, slots=True)
class _Gap:
    """A word at items[at] that needs a preposition, and the one at items[last] before which it is missing."""

    items: tuple[Word, ...]
    at: int
    last: int

    @property
    def word(self) -> Word:
        return self.items[self.at]

    @property
    def governed(self) -> Word:
        return self.items[self.last]


may_govern = Exceptions[_Gap]("FLU225")


@may_govern.when("en raison le plus souvent")
def _superlative(it: _Gap) -> bool:
    return it.items[it.last + 1].form in ("plus", "moins", "mieux")


@may_govern.when("dès lors une étoile")
def _since_then(it: _Gap) -> bool:
    return (
        it.word.form == "lors"
        and it.at > 0
        and it.items[it.at - 1].form in ("dès", "depuis", "pour")
    )


@may_govern.when("à proximité les uns des autres")
def _each_other(it: _Gap) -> bool:
    return it.items[it.last + 1].form in ("uns", "unes", "un", "une")


@may_govern.when("à côté le rire")
def _absolute_construction(it: _Gap) -> bool:
    return it.items[it.last + 1].any("I")


may_be_described = Exceptions[_Gap]("FLU225")


@may_be_described.when("une candidature étudiante")
def _adjective_of_the_appointment(it: _Gap) -> bool:
    theirs = [reading for reading in it.governed.readings if reading.kind in "AP"]
    return share_form((reading for reading in it.word.readings if reading.kind == "N"), theirs)


def _missing(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Index of the word before which a preposition or “que” is missing, and that word."""
    found = _phrase_and_article(items, at)
    if found is not None:
        return found
    after = items[at + 1]
    if after.shape not in ("word", "elided") or after.capital:
        return None
    return _thought(items, at) or _conjunction(items, at) or _quantity_or_appointment(items, at)


_BY_BEGINNING: Mapping[tuple[str, ...], Sequence[tuple[tuple[str, ...], str]]] = {
    beginning: [item for item in GOVERNING.items() if item[0][:2] in (beginning, beginning[:1])]
    for phrase in GOVERNING
    for beginning in (phrase[:1], phrase[:2])
}
"""By the first word and by the first two; those of one word are among both."""


def _phrase_and_article(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A preposition of several words that lacks its last: « en raison les travaux ».

    One function: its guards, read one after the other.
    """
    first = (items[at].form,)
    both = _BY_BEGINNING.get((*first, items[at + 1].form))
    likely = both or _BY_BEGINNING.get(first, ())
    for phrase, preposition in likely:
        end = at + len(phrase)
        if end + 1 >= len(items):
            continue
        if tuple(item.form for item in items[at:end]) != phrase:
            continue
        if items[end].form in NOT_GOVERNED:
            continue  # « au moyen âge », « au début février »
        article = items[end].form in ARTICLES and items[end + 1].any("N")
        described = phrase == ("lors",) and items[end].any("A") and items[end].only("AN")
        described = described and items[end + 1].only("N")
        bare = items[end].only("N") and plain(items, end) and len(items[end].form) > 1
        named = len(phrase) > 1 and items[end].capital and items[end].kinds <= {"R"}
        if (
            article or bare or described or (named and items[end].shape == "word")
        ) and not may_govern(_Gap(items, at, end)):
            return end, preposition
    return None


def _thought(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """“que” between a verb of thinking with its subject and the subject of what is thought: « je pense il va »."""
    word, subject = items[at], items[at + 1]
    if word.lemmas.isdisjoint(THINKING) or subject.form not in _THEIRS or not at:
        return None
    if subject.shape == "clitic" or at + 2 >= len(items):
        return None
    own = PERSON_OF.get(items[at - 1].form) in persons(word.readings)
    verb = skip_while(
        items, at + 2, lambda item: item.form in ("ne", "n'", "se", "s'", "y", "en", "me")
    )
    says = verb < len(items) and PERSON_OF[subject.form] in persons(items[verb].readings)
    asked = any(item.form in ("?", "«") for item in items[at:])
    return (at + 1, "que") if own and says and not asked else None


def _conjunction(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """“de” before an infinitive, “que” before a clause: « afin réduire », « parce il »."""
    word, after = items[at], items[at + 1]
    if word.form in ("afin", "avant"):
        if after.only("I"):
            return at + 1, "de"
        if after.form in ("que", "qu'") and at + 2 < len(items):
            return (at + 2, "de") if items[at + 2].only("I") else None
    if word.form in ("parce", "tandis") and after.form not in ("que", "qu'", "qu"):
        return at + 1, "que"
    clause = word.form in ("dès", "pendant", "afin") and after.form in CLAUSE_SUBJECTS
    return (at + 1, "que") if clause else None


def _quantity_or_appointment(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """“de” after a quantity, “comme” after an appointment: « beaucoup gens », « sa nomination directeur »."""
    word, after = items[at], items[at + 1]
    if word.form in QUANTITY and after.only("N"):
        plural = all(reading.tag[2] == "p" for reading in after.readings)
        if plural:
            return at + 1, "de"
    appointed = word.form in APPOINTMENT and names_person(after)
    return (
        (at + 1, "comme") if appointed and not may_be_described(_Gap(items, at, at + 1)) else None
    )
