"""French clauses that lack their verb or their conjunction, or have an infinitive in place of the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    AUXILIARY,
    OBJECTS,
    PERSON_OF,
    QUE,
    begins_subject,
    names_subject,
    opens_clause,
    persons,
    plain,
    skip_adjective,
    skip_complements,
    skip_while,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sighted, sightings
from checker.checks.passage import prose
from checker.languages.fr.lexicon import Trigger, WordList, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

# Words that open a clause and nothing else; "dont" may do without a verb (dont trois femmes).
OPENERS = WordList("clauses.openers")
# These open one only together with "que": parce que, tandis que.
WITH_QUE = WordList("clauses.with_que")
SUBJECTS = WordList("clauses.subjects")
_OPENING = Trigger(forms=[OPENERS, WITH_QUE, SUBJECTS])
CONJUNCTIONS = {*QUE, "lorsque", "lorsqu'", "puisque", "puisqu'", "si", "s'", "quand", "comme"}
_CONJUNCTION = Trigger(forms=[CONJUNCTIONS])
"""What a subject and its verb follow."""
PRONOUNS = {"je", "tu", "il", "ils", "on"}
AMBIGUOUS = {"elle", "elles", "nous", "vous"}
"""Subjects that can be something else where no conjunction stands before: « pour elle ouvrir », « vous aider »."""
GOVERNING = {"censé", "supposer", "supposé", "réputer", "réputé"}
"""Participles and adjectives that an infinitive follows (dictionary forms)."""
JOINING = {"mais", "car"}
"""What a clause follows behind a comma."""
NOT_THAT = {
    "ne",
    "n'",
    "pas",
    "non",
    "ni",
    "jamais",
    "aucun",
    "aucune",
    "moins",
    "guère",
    "rien",
    "sans",
    "plus",
    "plutôt",
    "seulement",
}
"""Words before “mais” with which a noun alone may stand behind it: « non le père, mais la mère »."""
INDEFINITE = {"un", "une", "des", "du", "de", "plusieurs", "quelques", "certains", "certaines"}
SAYING = {
    "déclarer", "dire", "affirmer", "annoncer", "penser", "croire", "espérer", "indiquer", "préciser",
    "ajouter", "expliquer", "estimer", "assurer", "confirmer", "souhaiter", "constater", "rappeler", "promettre",
}  # fmt: skip
"""Verbs whose “que” opens a clause (dictionary forms)."""
_JOINED = Trigger(forms=[JOINING, QUE])
NAMED = {
    "verbe", "mot", "terme", "infinitif", "expression", "commande", "fonction", "méthode", "instruction",
    "argument", "paramètre", "option", "action", "bouton", "touche", "menu", "onglet", "lien",
}  # fmt: skip
"""Nouns that a name follows, which may be an infinitive (dictionary forms)."""
_GOES_ON = re.compile(r"[/_(\[=]|[.:-]\w")
"""What follows where a word is part of a name: afficher/masquer, parser_list, parser()."""
_LEAST = 3
"""Words that must follow: fewer are an ellipsis or an aside."""


@check(
    "FLU241",
    "clause-without-verb",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def clause_without_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A clause runs to the end of its sentence without a verb.

    What it does: after « qui », « lorsque », « puisque », « parce que », « tandis que », and after a sentence's first
    word « je », « tu », « il », « ils » or « on », looks for a word that could be a finite verb. Reports the clause
    when no word before the full stop can be one, and a noun alone behind « , mais », « , car » or a verb of saying
    and “que” (« il part, mais les parents. »). A sentence without any of these words is left alone: headlines and
    lists need no verb.

    Why it matters: the sentence was cut or garbled, and who does what is lost.

    Example: « Il remercie les bénévoles qui dans toute la région. »

    What to do: look at the source, and complete the clause.
    """
    for case, items in sighted(cases, _OPENING, _JOINED):
        if case.text.rstrip()[-1:] not in tuple(".!?"):
            continue
        for at in items.at(_OPENING):
            if _opens(items, at) and _verbless(items[at + 1 :]):
                last = next(item for item in reversed(items) if item.shape != "mark")
                yield Hit(
                    case.segment.index,
                    Span(items[at].start, last.end),
                    _("The clause after “{word}” has no verb.").format(word=items[at].form),
                )
                break
        for at in items.at(_JOINED, before=1, behind=3):
            if _stops_behind_subject(items, at):
                message = _("The clause after “{word}” has no verb.").format(word=items[at].form)
                yield hit(case, items[at], items[-2], message)


def _stops_behind_subject(items: tuple[Word, ...], at: int) -> bool:
    """Whether a sentence ends with what would be the subject of a clause: « on ferme l'école, mais les parents. »."""
    article, noun = items[at + 1 : at + 3]
    opened = items[at - 1].form == ","
    if items[at].form in QUE:  # "il a déclaré que les travaux."
        opened = items[at - 1].any("VP") and not items[at - 1].lemmas.isdisjoint(SAYING)
    if not opened or article.form in INDEFINITE or not begins_subject(article.form):
        return False
    if not plain(items, at + 2) or not names_subject(noun) or items[-1].form != ".":
        return False
    rest = range(at + 3, len(items) - 1)
    if not all(items[here].only("NAED") or _of_the_noun(items, here) for here in rest):
        return False
    before = items[:at]
    return any(word.any("V") for word in before) and not any(
        word.form in NOT_THAT for word in before
    )


def _of_the_noun(items: tuple[Word, ...], at: int) -> bool:
    """Whether what may be a verb is a noun by the preposition or article before it: « le comité de grève »."""
    left = items[at - 1]
    return items[at].only("NAV") and items[at].any("N") and (left.only("ED") or left.any("E"))


def _opens(items: tuple[Word, ...], at: int) -> bool:
    word = items[at]
    if word.shape not in ("word", "elided") or word.caps:
        return False
    if word.form in WITH_QUE:
        return at + 1 < len(items) and items[at + 1].form in ("que", "qu'")
    if word.form in SUBJECTS:
        return at == 0
    # "à qui la faute", "qui que ce soit", "« qui » ou « que »"
    before = items[at - 1] if at else None
    after = items[at + 1].form if at + 1 < len(items) else ""
    return (
        before is not None
        and not before.any("E")
        and before.form not in ("a", "importe", *"«“\"'(")
        and (after not in ("que", "qu'", "»", "”", '"', ")", "?"))
    )


def _verbless(rest: tuple[Word, ...]) -> bool:
    """Whether words follow, all of them known, and none can be a finite verb or hold one."""
    real = [item for item in rest if item.shape == "word"]
    return len(real) >= _LEAST and not any(
        item.any("V")
        or item.shape == "clitic"
        or (item.shape == "word" and not item.readings and not item.capital)
        for item in rest
    )


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause whose subject follows items[first], or begins the sentence (-1), and the infinitive at items[verb]."""

    text: str
    items: tuple[Word, ...]
    first: int
    verb: int

    @property
    def opener(self) -> str:
        """The conjunction before the subject; empty where the sentence begins with it."""
        return self.items[self.first].form if self.first >= 0 else ""


may_be_an_infinitive = Exceptions[_Clause]("FLU245")


@may_be_an_infinitive.when("de sécurité censés figurer")
def _governed_by_an_adjective(it: _Clause) -> bool:
    return any(reading.lemma in GOVERNING for reading in it.items[it.verb - 1].readings)


@may_be_an_infinitive.when("pas plus qu'un autre garantir")
def _compared(it: _Clause) -> bool:
    """What is compared may do so in the infinitive of a verb before."""
    if it.opener == "comme":
        return it.items[it.first + 1].form in ("un", "une", "des")
    return it.opener in QUE and not opens_clause(it.items, it.first + 1)


@may_be_an_infinitive.when("Comme le fait remarquer")
def _pronoun_and_verb(it: _Clause) -> bool:
    """“Le” is an article or an object, “fait” a noun or a verb."""
    article, noun = it.items[it.first + 1 : it.first + 3]
    return article.form in OBJECTS and noun.any("V") and it.verb == it.first + 3


@may_be_an_infinitive.when("l'itérateur parser_list")
def _part_of_a_longer_name(it: _Clause) -> bool:
    return _GOES_ON.match(it.text, it.items[it.verb].end) is not None


@may_be_an_infinitive.when("Le verbe aimer")
def _named(it: _Clause) -> bool:
    return not it.items[it.verb - 1].lemmas.isdisjoint(NAMED)


@may_be_an_infinitive.when("Une danseuse épouser un officier !")
def _an_exclamation(it: _Clause) -> bool:
    return it.first < 0 and it.items[-1].form in ("!", "?")


@may_be_an_infinitive.when("l'option Se rappeler")
def _a_name(it: _Clause) -> bool:
    return any(word.capital for word in it.items[max(it.first + 1, 1) : it.verb + 1])


@check(
    "FLU245",
    "infinitive-for-verb",
    category="linguistic conventions/grammar",
    severity=Severity.MAJOR,
    languages=("fr",),
)
def infinitive_for_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An infinitive where a clause needs its verb.

    What it does: looks after « que », « lorsque », « puisque », « si », « quand » and « comme », and at the beginning
    of a sentence, for a subject (a pronoun, or a noun with its article, adjectives and complements) right before a word
    that can be an infinitive only.

    Why it matters: translation programs take a verb of the source for its infinitive; who acts, and when, is lost.

    Example: « Elle veut que la politique rester stable. »

    What to do: write the form of the verb that the subject and the tense need.
    """
    for case in cases:
        text = prose(case.text)
        items = words(text)
        for first in (-1, *items.at(_CONJUNCTION)):
            if first >= 0 and items[first].caps:
                continue
            verb = _infinitive(items, first)
            if verb is not None and not may_be_an_infinitive(_Clause(text, items, first, verb)):
                yield hit(
                    case,
                    items[first + 1],
                    items[verb],
                    _("“{verb}” is an infinitive; this clause needs a verb.").format(
                        verb=items[verb].form
                    ),
                )


def _infinitive(items: tuple[Word, ...], first: int) -> int | None:
    """Index of what can only be an infinitive right behind the subject that follows items[first]."""
    at = first + 1
    if at + 1 >= len(items):
        return None
    everybody = [item.form for item in items[at : at + 3]] == ["tout", "le", "monde"]
    pronoun = items[at].form in PRONOUNS or (first >= 0 and items[at].form in AMBIGUOUS)
    if pronoun or everybody:
        at += 3 if everybody else 1
    elif begins_subject(items[at].form):
        at = skip_adjective(items, at + 1)
        if not plain(items, at) or not names_subject(items[at]):
            return None
        at = skip_complements(items, skip_adjective(items, skip_adjective(items, at + 1)))
    else:
        return None
    at = skip_while(items, at, lambda word: word.form in OBJECTS or word.form in ("ne", "n'"))
    # Behind a pronoun no noun can stand: « qu'il devoir ».
    return (
        at
        if plain(items, at) and items[at].only("IN" if pronoun else "I") and items[at].any("I")
        else None
    )


_MEANT = {
    "malgré": "bien que", "pendant": "pendant que", "durant": "pendant que", "dès": "dès que", "afin": "afin que",
    "parce": "parce que", "tandis": "tandis que",
}  # fmt: skip
"""Words that no clause can follow, and the conjunction that is meant."""
_CONJOINING = Trigger(forms=[_MEANT, ("depuis",)])


@check(
    "FLU266",
    "preposition-before-clause",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def preposition_before_clause(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A preposition, or half a conjunction, stands where a clause needs a conjunction.

    What it does: reports « malgré », « pendant », « durant », « dès », « afin », « parce » and « tandis » right before
    a subject pronoun and its verb (« malgré il pleut », « parce je suis malade »), and « depuis il y a ».

    Why it matters: English has one word for both (“despite”, “since”, “because”); in French the sentence falls apart.

    Example: « Malgré il pleut, nous sortons. »

    What to do: write the conjunction, « bien qu'il pleuve », or a noun, « malgré la pluie ».
    """
    for case, items, at in sightings(cases, _CONJOINING, behind=2):
        word = items[at]
        if word.shape != "word" or word.caps:
            continue
        if word.form == "depuis":
            if [item.form for item in items[at + 1 : at + 4]] == ["il", "y", "a"]:
                message = _("“{word}” should be “{wanted}” here.")
                said = message.format(word="depuis il y a", wanted="depuis")
                yield hit(case, word, items[at + 3], said)
        elif (verb := _own_verb(items, at + 1)) is not None:
            message = _("“{word}” cannot stand before a clause; “{wanted}” can.")
            said = message.format(word=word.form, wanted=_MEANT[word.form])
            yield hit(case, word, items[verb], said)


def _own_verb(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb of a subject pronoun at `at`: « il pleut », « nous n'avons »; not of « malgré nous »."""
    subject = items[at]
    if subject.form not in PERSON_OF or subject.shape not in ("word", "elided") or subject.capital:
        return None
    verb = skip_while(items, at + 1, lambda word: word.form in OBJECTS)
    if not plain(items, verb) or PERSON_OF[subject.form] not in persons(items[verb].readings):
        return None
    return verb if items[verb].only("V") or items[verb].form in AUXILIARY else None
