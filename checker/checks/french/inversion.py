"""French pronouns behind their verb: the t between two vowels, hyphens that are missing, subjects said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checker.checks.french.clause import (
    AUXILIARY,
    OBJECTS,
    PERSON_OF,
    PERSONS,
    persons,
    skip_while,
)
from checker.checks.french.sightings import sightings
from checker.checks.passage import matching, prose
from checker.languages.fr.lexicon import Trigger, readings, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_PRONOUN = r"(il|elle|on|ils|elles)(?![\p{L}'’-])"
_SPACE = "[ \u00a0]"
_WITH_T = regex.compile(
    rf"(?<![\p{{L}}'’-])(\p{{L}}+)(?:{_SPACE}?-{_SPACE}?|{_SPACE})(?:t['’]{_SPACE}?|[tT](?:{_SPACE}?-{_SPACE}?|{_SPACE})){_PRONOUN}",
)
_APART = re.compile(r"[- \u00a0][tT]['’ \u00a0-]")
"""What the t between spaces or hyphens looks like; few sentences have it."""
_BEHIND_OR_APART = re.compile(rf"-(?:il|elle|on)|{_APART.pattern}", re.IGNORECASE)
"""Or a pronoun behind a hyphen: all that is looked for has one of them."""
_WITHOUT_T = regex.compile(rf"(?<![\p{{L}}'’-])(\p{{L}}*[aeé])-{_PRONOUN}", regex.I)
_A_WITH_ACCENT = regex.compile(
    rf"(?<![\p{{L}}'’-])(à)(?:{_SPACE}?-{_SPACE}?|{_SPACE})t(?:['’]|{_SPACE}?-{_SPACE}?|{_SPACE}){_PRONOUN}",
    regex.I,
)
"""« à-t-il », « à t'on »: the preposition for the verb."""
_T_AT_THE_VERB = regex.compile(rf"(?<![\p{{L}}-])(at|yat)-{_PRONOUN}", regex.I)
"""« at-il déclaré »: the t stands at its verb."""
_BEHIND_Y = regex.compile(
    rf"(?<![\p{{L}}-])(y)-(a|avait|aura|aurait|ait|eut)-(?:t-)?{_PRONOUN}", regex.I
)
"""« y-a-t-il »: the pronoun “y” stands by itself."""
_NO_T_AFTER = ("t", "d")
"""Endings of a verb that are heard as t before a vowel."""


@check(
    "FLU227",
    "euphonic-t",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def euphonic_t(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The t between a verb and its pronoun is misspelt, missing or redundant.

    What it does: reports “t'il” and “-t il” after a verb (« va t'il », « a-t il », « at-il »), a vowel before “-il”,
    “-elle” or “-on” (« parle-elle »), and a t after a verb in -t or -d (« prend-t-il »).

    Why it matters: it is a plain spelling mistake; “t'” is the pronoun “te”, and nobody means it here.

    Example: « Comment va t'il aujourd'hui ? »

    What to do: write “-t-” after a vowel, and a hyphen alone after t or d; `--fix` does it.
    """
    for case in matching(cases, config, lambda _tag: _BEHIND_OR_APART):
        text = prose(case.text)
        apart = _APART.search(text)
        for match in _WITH_T.finditer(text) if apart else ():
            verb, pronoun = match.groups()
            right = _right(verb, pronoun)
            if match.group() != right and _is_verb(verb):
                yield _hit(case, Span(*match.span()), right)
        for match in _A_WITH_ACCENT.finditer(text) if apart else ():
            verb, pronoun = match.groups()
            yield _hit(case, Span(*match.span()), _right("A" if verb == "À" else "a", pronoun))
        for match in _T_AT_THE_VERB.finditer(text):
            verb, pronoun = match.groups()
            meant = f"{verb[0]} a" if verb.lower().startswith("y") else verb[0]
            yield _hit(case, Span(*match.span()), _right(meant, pronoun))
        for match in _BEHIND_Y.finditer(text):
            there, verb, pronoun = match.groups()
            yield _hit(case, Span(*match.span()), f"{there} {_right(verb, pronoun)}")
        for match in _WITHOUT_T.finditer(text):
            verb, pronoun = match.groups()
            if _is_verb(verb) and not pronoun.endswith("s"):
                yield _hit(case, Span(*match.span()), _right(verb, pronoun))


def _right(verb: str, pronoun: str) -> str:
    return f"{verb}-{pronoun}" if verb.lower().endswith(_NO_T_AFTER) else f"{verb}-t-{pronoun}"


def _is_verb(form: str) -> bool:
    return any(item.kind == "V" for item in readings(form.lower()))


def _hit(case: Case, span: Span, right: str) -> Hit:
    message = _("“{word}” should be written “{right}”.").format(
        word=span.of(case.text), right=right
    )
    return Hit(case.segment.index, span, message, fix=right)


TELLING = frozenset(
    ["savoir", "dire", "demander", "expliquer", "comprendre", "ignorer", "montrer", "raconter"]
)
"""Verbs behind which a question is told, not asked (dictionary forms)."""
_TOLD_REACH = 3
"""Words before the question among which such a verb stands."""
ASKING = frozenset(["où", "que", "qu'", "comment", "pourquoi", "quand", "combien", "qui", "quoi"])
"""Words that begin a question, with its verb behind them."""
_BEHIND_VERBS = Trigger(forms=[PERSONS, ("moi", "toi", "ce", "lui", "leur", "y")])
_TOLD = frozenset(["où", "comment", "pourquoi", "quand", "combien"])
"""Words that begin a question that is told as well as one that is asked."""
_ASKED_TWICE = Trigger(forms=[PERSONS, _TOLD, ("-ce", "qu'", "quoi")])


@check(
    "FLU230",
    "missing-hyphen",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def missing_hyphen(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A pronoun after its verb lacks the hyphen.

    What it does: looks at a verb that begins a sentence: a command with « moi », « toi », « nous » or « vous » after it
    (« donnez moi »), and in a question its subject (« pouvez vous venir ? », « est ce que »).

    Why it matters: it is a plain spelling mistake, and the reader takes the pronoun for what follows.

    Example: « Donnez moi votre adresse. », « Pouvez vous venir ? »

    What to do: put the hyphen; `--fix` does it.
    """
    for case in cases:
        text = prose(case.text)
        items = words(text)
        for at in (pronoun - 1 for pronoun in items.at(_BEHIND_VERBS, before=1, behind=1)):
            verb, pronoun = items[at], items[at + 1]
            if _two_objects(text, items, at):
                span = Span(items[at - 1].start, pronoun.end)
                yield _hit(case, span, span.of(text).replace(" ", "-"))
                continue
            found = _ordered(items, at) or _asked(items, at) or _est_ce_que(items, at)
            if found and text[verb.end : pronoun.start] == " ":
                span = Span(verb.start, pronoun.end)
                right = f"{text[verb.start : verb.end]}-{text[pronoun.start : pronoun.end]}"
                yield _hit(case, span, right)


def _begins(items: tuple[Word, ...], at: int) -> bool:
    """Whether nothing but marks stands before `at`."""
    return at == 0 or (at == 1 and items[0].shape == "mark" and items[0].form not in "()[]/")


def _ordered(items: tuple[Word, ...], at: int) -> bool:
    """Whether an order at `at` has its object behind it without a hyphen: « donnez moi », « laissez vous guider »."""
    verb, pronoun, after = items[at : at + 3]
    if pronoun.form == "y":  # "Vas y doucement"; not "Allons y manger"
        return (
            verb.form in ("vas", "allons", "allez") and _begins(items, at) and not after.any("IV")
        )
    if pronoun.form not in ("moi", "toi", "nous", "vous") or pronoun.shape != "word":
        return False
    if not _begins(items, at) or verb.shape != "word" or verb.caps or verb.form == "veuillez":
        return False
    if not any(item.kind == "V" and item.tag[1] == "m" for item in verb.readings):
        return False
    stressed = pronoun.form in ("moi", "toi")
    if verb.any("AEBJP") or (verb.any("N") and not stressed):
        return False
    # "Allons nous promener", "Veuillez vous asseoir"
    return stressed or not after.any("I") or "laisser" in verb.lemmas


def _two_objects(text: str, items: tuple[Word, ...], at: int) -> bool:
    """Whether an order has two objects behind it without hyphens, the first at `at`: « dites le moi »."""
    if at < 1 or items[at].form not in ("le", "la", "les") or not _begins(items, at - 1):
        return False
    verb, person = items[at - 1], items[at + 1]
    if person.form not in ("moi", "toi", "nous", "lui", "leur") or items[at].capital or verb.caps:
        return False
    orders = any(item.kind == "V" and item.tag[1] == "m" for item in verb.readings)
    ends = at + 2 >= len(items) or items[at + 2].shape == "mark" or items[at + 2].any("BE")
    apart = text[verb.end : items[at].start] == " " == text[items[at].end : person.start]
    return orders and ends and apart and not verb.any("EBJ")


def _asked(items: tuple[Word, ...], at: int) -> bool:
    """Whether a verb at `at` has its subject behind it in a question, without a hyphen: « pouvez vous venir ? »."""
    verb, pronoun = items[at : at + 2]
    if pronoun.form not in PERSONS or pronoun.shape != "word" or items[-1].form != "?":
        return False
    if not _begins(items, at) and not (_begins(items, at - 1) and items[at - 1].form in ASKING):
        return False
    if verb.shape != "word" or verb.caps or verb.any("IGEBJ"):
        return False
    if verb.any("NA") and not (verb.is_form_of("avoir", "V") or verb.is_form_of("être", "V")):
        return False
    possible = persons(item for item in verb.readings if item.tag[1:2] not in ("m", "s"))
    return PERSON_OF[pronoun.form] in possible


def _est_ce_que(items: tuple[Word, ...], at: int) -> bool:
    if [item.form for item in items[at : at + 2]] != ["est", "ce"]:
        return False
    asked = at == 0 or items[at - 1].form in ASKING
    return asked and items[at + 2].form in ("que", "qu'") and items[at].shape == "word"


@check(
    "FLU247",
    "question-form",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def question_form(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A question states its subject twice, or inverts it after « est-ce que ».

    What it does: reports a subject pronoun that stands before its verb and, with a hyphen, after it as well (« tu
    n'as-tu pas »), a subject after its verb in a question with « est-ce que », « qu'est-ce qui » before a subject
    pronoun, « pourquoi est-ce » without “que”, and « qu'est-ce que » or a subject after its verb where « savoir »,
    « dire » and the like report the question (« je ne sais pas qu'est-ce que tu veux », « savoir comment allez-vous »).

    Why it matters: two ways of asking were mixed up, and nobody would say it like this.

    Example: « Pourquoi tu n'as-tu pas répondu ? »

    What to do: ask in one way: « Pourquoi n'as-tu pas répondu ? »
    """
    for case, items, at in sightings(cases, _ASKED_TWICE, behind=2):
        last = _subject_twice(items, at)
        if last is None:
            last = _turned_round(items, at)
        if last is None:
            last = _asked_within(items, at)
        if last is None:
            last = _told(items, at)
        if last is None and at == 0 and items[0].form == "quoi" and items[1].any("V"):
            last = 2 if items[2].shape == "clitic" else None  # "quoi veux-tu"
        if last is not None:
            first = items[at - 1] if at and items[at].shape == "clitic" else items[at]
            span = Span(first.start, items[last].end)
            message = _("This question states its subject twice, or mixes two ways of asking.")
            yield Hit(case.segment.index, span, message)


def _subject_twice(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a subject behind its verb that stands at `at` already: « tu n'as-tu », « vous avez-vous »."""
    subject = items[at]
    if subject.form not in PERSONS or subject.shape != "word":
        return None
    verb = skip_while(
        items, at + 1, lambda word: word.form in OBJECTS and word.shape in ("word", "elided")
    )
    if verb + 1 >= len(items) or items[verb + 1].shape != "clitic" or not items[verb].any("V"):
        return None
    if items[verb + 1].form.removeprefix("-t-").removeprefix("-") != subject.form:
        return None
    # "Comment vous appelez-vous ?": the first is the object.
    reflexive = subject.form in ("nous", "vous")
    twice = items[at + 1].form == subject.form or items[verb].is_form_of("avoir", "V")
    return verb + 1 if not reflexive or twice else None


def _asked_within(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the end of « qu'est-ce que » at `at` in a question that is told: « je ne sais pas qu'est-ce que »."""
    forms = [item.form for item in items[at : at + 4]]
    if (
        len(forms) < 4
        or forms[:3] != ["qu'", "est", "-ce"]
        or forms[3] not in ("que", "qu'", "qui")
    ):
        return None
    before = items[max(at - _TOLD_REACH, 0) : at]
    if before and before[-1].form == "savoir" and before[-2:][0].form == "à":
        return None  # "une question, à savoir qu'est-ce qu'une irrégularité"
    told = any(not word.lemmas.isdisjoint(TELLING) and word.any("VIP") for word in before)
    return at + 3 if told and all(word.shape != "mark" for word in before[-2:]) else None


def _told(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a subject behind its verb in a question that is told: « savoir comment allez-vous »."""
    if items[at].form not in _TOLD or not at or items[at - 1].shape == "mark":
        return None
    teller = at - 2 if items[at - 1].shape == "clitic" and at > 1 else at - 1
    if items[teller].lemmas.isdisjoint(TELLING) or not items[teller].any("VIP"):
        return None
    verb = skip_while(
        items, at + 1, lambda word: word.form in OBJECTS and word.shape in ("word", "elided")
    )
    if verb + 1 >= len(items) or not items[verb].any("V") or items[verb + 1].shape != "clitic":
        return None
    pronoun = items[verb + 1].form.removeprefix("-t-").removeprefix("-")
    return verb + 1 if pronoun in PERSONS else None


def _turned_round(items: tuple[Word, ...], at: int) -> int | None:
    """Index of what does not go with « est-ce » at `at`: « est-ce que va-t-il », « pourquoi est-ce il part ».

    One function: its guards, read one after the other.
    """
    if items[at].form != "-ce" or at + 3 >= len(items):
        return None
    link, then = items[at + 1], items[at + 2]
    whether = at > 2 and items[at - 2].form == "si" and items[at - 1].form == "est"
    if whether and link.form in ("que", "qu'") and not items[at - 3].lemmas.isdisjoint(TELLING):
        return at + 1  # "savoir si est-ce que"
    if at > 1 and items[at - 1].form == "est" and items[at - 2].form in _TOLD:
        # "pourquoi est-ce les prix ont augmenté", "comment est-ce il fait"; not "pourquoi est-ce le cas"
        said = any(word.only("V") or word.form in AUXILIARY for word in items[at + 2 : at + 9])
        if link.form in PERSONS or (
            link.form in ("le", "la", "les", "l'") and then.any("N") and said
        ):
            return at + 1
    if link.form == "qui" and then.form in ("je", "j'", "tu", "il", "ils", "on"):
        return at + 2
    if link.form not in ("que", "qu'"):
        return None
    if then.form in ("a", "ont", "avait", "avaient") and items[at + 3].any("P"):
        return at + 2  # "qui est-ce que a cassé le vase"
    verb = skip_while(
        items,
        at + 3 if then.form in ("ça", "cela") else at + 2,
        lambda word: word.form in OBJECTS and word.shape in ("word", "elided"),
    )
    if verb + 1 >= len(items) or not items[verb].any("V") or items[verb + 1].shape != "clitic":
        return None
    pronoun = items[verb + 1].form.removeprefix("-t-").removeprefix("-")
    return verb + 1 if pronoun in PERSONS else None
