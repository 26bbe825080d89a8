"""French verbs in -er and their participles in -é, which sound alike; “a” and “à”.

Each fault is a function that finds the verb form which does not go with a word before it; what is right all the same
has a name. This is the table of faults, and those of forms in -ez; the others have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import OBJECTS, skip_while
from checker.checks.french.endings_infinitives import (
    after_apres,
    after_avoir,
    after_being,
    after_coming,
    after_etre,
    after_inversion,
    agent_of_an_active_verb,
    finite_after_preposition,
    finite_behind_determiner,
    finite_behind_ne_pas,
    finite_beside_infinitive,
    participle_behind_preposition,
    progressive,
    without_auxiliary,
)
from checker.checks.french.endings_participles import (
    after_aller,
    after_de,
    after_grave,
    after_modal,
    after_preposition,
)
from checker.checks.french.endings_readings import (
    MODAL_INFINITIVES,
    MODAL_PARTICIPLES,
    MODALS,
    PRONOUNS,
    Place,
    is_modal,
    is_second_plural,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit
from checker.checks.french.verbs import skip_adverbs
from checker.languages.fr.lexicon import Sentence, Trigger, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

INVERTED = {"-t-il", "-t-elle", "-il", "-elle", "-vous", "-ils", "-elles", "-on", "-t-on", "-tu"}
PREPOSITIONS = {"pour", "sans"}
WITH_INFINITIVE = {"pour", "sans", "à", "de", "d'"}
POINTING = {"ci-dessous", "ci-dessus", "ci-contre", "ci-joint", "ci-après"}
BEFORE_ING = {"après", "sans", "pour", "par", "à", "de", "d'"}
"""Prepositions behind which English has a form in -ing, and French an infinitive."""


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


may_be_right = Exceptions[Place]("FLU233")


@may_be_right.when("une demande de rendez-vous")
def _appointment(it: Place) -> bool:
    return it.verb.form == "rendez"


@may_be_right.when("trois mois d'affilée")
def _in_a_row(it: Place) -> bool:
    return it.verb.form == "affilée"


@may_be_right.when("Le groupe A utilise")
def _name_of_a_group(it: Place) -> bool:
    return it.word.form == "a" and it.word.capital and it.at > 0


@may_be_right.when("rempli, puis adressé")
def _puis_for_then(it: Place) -> bool:
    governed = it.word.form in INVERTED or it.word.form in MODAL_INFINITIVES
    return it.word.form == "puis" or (governed and it.left == "puis")


def _wrong_forms(items: Sentence) -> Iterator[tuple[int, int]]:
    """Words, and verb forms behind them that do not go with them; of several faults of one word the first."""
    found: dict[int, int] = {}
    for trigger, fault in FAULTS:
        for at in items.at(trigger, behind=1) if trigger in items.places else ():
            last = None if at in found else fault(items, at)
            if last is not None:
                found[at] = last
    for at, last in sorted(found.items()):
        if not may_be_right(Place(items, at, last)):
            yield at, last


# --- Forms in -ez ---


def _finite_for_infinitive(items: tuple[Word, ...], at: int) -> int | None:
    """A form in -ez where only an infinitive can stand: « pour éveillez », « vous pouvez cliquez »."""
    word = items[at]
    inverted = word.form in INVERTED and at > 0 and is_modal(items[at - 1])
    modal = word.form == "veuillez" or is_modal(word) or word.is_form_of("aller", "V")
    modal = word.shape == "word" and modal
    if not (word.form in WITH_INFINITIVE or inverted or modal):
        return None
    then = skip_adverbs(items, at + 1)
    if word.form in ("de", "d'") and items[then - 1].form == "plus":
        return None  # "si de plus vous précisez"
    then = skip_while(items, then, lambda word: word.form in OBJECTS and word.shape != "clitic")
    return then if then < len(items) and is_second_plural(items[then]) else None


def _finite_for_participle(items: tuple[Word, ...], at: int) -> int | None:
    """A form in -ez that a complement makes a participle: « avec l'adresse indiquez ci-dessous »."""
    if at + 4 >= len(items) or items[at + 1].form not in determiners():
        return None
    noun, verb, after = items[at + 2 : at + 5]
    named = noun.shape == "word" and (noun.any("N") or not noun.readings)
    return at + 3 if named and is_second_plural(verb) and after.form in POINTING else None


_MODAL = Trigger(lemmas=[MODALS])
_ETRE = Trigger(lemmas=[("être",)])
DETERMINING = frozenset(
    ["mon", "ton", "son", "ma", "ta", "sa", "mes", "tes", "ses", "nos", "vos", "cette", "une"]
)
FAULTS = (
    (Trigger(forms=[PRONOUNS, ("qui",)]), without_auxiliary),
    (Trigger(forms=[("après",)]), after_apres),
    (_MODAL, finite_beside_infinitive),
    (Trigger(forms=[BEFORE_ING]), participle_behind_preposition),
    (Trigger(forms=[("ne",)]), finite_behind_ne_pas),
    (_ETRE, progressive),
    (
        Trigger(
            forms=[WITH_INFINITIVE, INVERTED, ("veuillez",)],
            lemmas=[MODALS, ("aller",)],
        ),
        _finite_for_infinitive,
    ),
    (Trigger(kinds="E"), _finite_for_participle),
    (Trigger(forms=[("de", "d'")]), after_de),
    (Trigger(forms=[("à",)]), after_grave),
    (Trigger(forms=[PREPOSITIONS]), after_preposition),
    (Trigger(forms=[MODAL_PARTICIPLES], lemmas=[MODALS]), after_modal),
    (Trigger(lemmas=[("aller",)]), after_aller),
    (Trigger(lemmas=[("venir", "revenir")]), after_coming),
    (Trigger(lemmas=[("avoir",)]), after_avoir),
    (Trigger(lemmas=[("avoir",)]), agent_of_an_active_verb),
    (Trigger(forms=[INVERTED]), after_inversion),
    (Trigger(forms=[DETERMINING, ("la", "le", "les")]), finite_behind_determiner),
    (Trigger(forms=[PREPOSITIONS, ("avant", "afin")]), finite_after_preposition),
    (_ETRE, after_etre),
    (_ETRE, after_being),
)
"""Faults, each with the words at which it can begin; the first that is found counts."""
