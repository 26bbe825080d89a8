"""French relative pronouns: the form, the gender and the number that the noun before them and their clause want."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    AUXILIARY,
    PERSON_OF,
    PERSONS,
    QUE,
    begins_subject,
    persons,
    plain,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import as_noun, hit, some_fits
from checker.checks.french.sightings import sighted
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

FORMS = {
    "lequel": ("m", "s"), "laquelle": ("f", "s"), "lesquels": ("m", "p"), "lesquelles": ("f", "p"),
    "auquel": ("m", "s"), "auxquels": ("m", "p"), "auxquelles": ("f", "p"),
}  # fmt: skip
"""Gender and number of the relative pronouns that show them; not of « duquel »: à la recherche duquel."""
BEFORE_LEQUEL = frozenset(["dans", "pour", "sur", "avec", "sous", "par", "contre"])
# Nouns of phrases that are prepositions: au cours duquel, à l'égard de laquelle.
PHRASES = WordList("relatives.phrases")
# Verbs that have no object, and of which nobody says « que travaille Paul » (dictionary forms).
WITHOUT_OBJECT = WordList("relatives.without_object")
ARTICLES = frozenset(["le", "la", "les", "un", "une", "ce", "cette", "ces"])
COMPARED = frozenset(
    [
        "c'",
        "plus",
        "moins",
        "aussi",
        "autant",
        "même",
        "tel",
        "telle",
        "tant",
        "si",
        "ainsi",
        "mieux",
        "ce",
    ]
)
_RELATIVE = Trigger(forms=[FORMS, QUE, ("qui", "dont", "où", "dans", "sous", "chez")])
_AGAIN = {"ceux": ("ils",), "celui": ("il",), "celle": ("elle",), "celles": ("elles",)}
"""The subjects that say again what “qui” says behind these."""
STRANDED = frozenset(["avec", "dans", "sur", "chez", "à", "de"])
_STRANDED_REACH = 7
"""Words from “que” on among which a preposition may end its clause."""
_SUBJECTS = frozenset(["je", "j'", "tu", "il", "ils", "on"])
_GOVERNING = frozenset(["de", "d'", "avec", "pour", "à", "par", "sur", "dans"])
_STOPS = frozenset([".", "!", "?", ";", ":", ","])
_OTHER_CLAUSES = frozenset([*FORMS, *QUE, *WordList("relatives.other_clauses")])
"""What brings another clause, or a comparison, before a noun."""
_TIMES = WordList("relatives.times")
_BEHIND_NOUN = Trigger(forms=[_SUBJECTS], kinds="V")
_REACH = 8
"""Words before a noun among which another may be meant."""


@dataclass(frozen=True, slots=True)
class _Antecedent:
    """A noun at items[noun] with its determiner at items[first], and a pronoun at items[at] that contradicts it."""

    items: tuple[Word, ...]
    first: int
    noun: int
    at: int

    @property
    def form(self) -> tuple[str, str]:
        return FORMS[self.items[self.at].form]


may_mean_another = Exceptions[_Antecedent]("FLU248")


@may_mean_another.when("le toit de la maison sur lequel")
def _noun_before_fits(it: _Antecedent) -> bool:
    before = it.items[max(it.first - _REACH, 0) : it.first]
    return any(some_fits(as_noun(word), *it.form) for word in before)


@may_mean_another.when("Le mari et la femme avec lesquels")
def _several(it: _Antecedent) -> bool:
    near = {word.form for word in it.items[max(it.first - 2, 0) : it.first]}
    return not near.isdisjoint(("et", "ou", ",", "ni")) and it.form[1] == "p"


def _contradicted(items: tuple[Word, ...], at: int) -> _Antecedent | None:
    """The noun right before a relative pronoun at `at` that is of another gender or number."""
    if items[at].form not in FORMS or at < 2:
        return None
    noun = at - 1
    if items[at].form.startswith("l"):
        if items[noun].form not in BEFORE_LEQUEL:
            return None
        noun -= 1
    if items[noun].only("A"):
        noun -= 1
    first = noun - 2 if noun > 1 and items[noun - 1].only("A") else noun - 1
    if first < 0 or not begins_subject(items[first].form) or not plain(items, noun):
        return None
    word, own = items[noun], determiners()[items[first].form]
    fitting = [reading for reading in as_noun(word) if reading.fits(*own)]
    if not word.only("NAV") or not fitting or some_fits(fitting, *FORMS[items[at].form]):
        return None
    found = _Antecedent(items, first, noun, at)
    return None if may_mean_another(found) else found


def _subject_behind_qui(items: tuple[Word, ...], at: int) -> bool:
    """Whether “qui” at `at`, behind a noun or “ce”, has another subject behind it: « l'homme qui j'ai vu »."""
    if items[at].form != "qui" or not at or at + 2 >= len(items):
        return False
    noun, subject, verb = items[at - 1], items[at + 1], items[at + 2]
    behind_article = at > 1 and items[at - 2].form in ARTICLES  # "le livre qui je lis"
    named = noun.form == "ce" or (noun.any("N") and (noun.only("NA") or behind_article))
    # "dire à ce monsieur qui je suis"
    asked = verb.is_form_of("être", "V") and verb.lemmas <= {"être", "suivre"}
    pronoun = subject.form in PERSONS and subject.form not in ("elle", "elles", "nous", "vous")
    return named and pronoun and not asked


def _said_by_qui(items: tuple[Word, ...], at: int) -> bool:
    """Whether a pronoun behind “qui” at `at` says its subject again: « ceux qui ils cherchent »."""
    if items[at].form != "qui" or not at or at + 2 >= len(items):
        return False
    again = _AGAIN.get(items[at - 1].form, ())
    return items[at + 1].form in again and items[at + 2].any("VO")


def _que_behind_preposition(items: tuple[Word, ...], at: int) -> bool:
    """Whether “que” stands behind a preposition at `at` that takes “lequel”: « la maison dans que je vis »."""
    if items[at].form not in ("dans", "sous", "chez") or at + 2 >= len(items):
        return False
    return at > 0 and items[at + 1].form in QUE and items[at - 1].any("N")


def _bare_lequel(items: tuple[Word, ...], at: int) -> bool:
    """Whether “lequel” stands for “que” at `at`: « le produit lequel vous avez choisi »."""
    if items[at].form not in FORMS or not items[at].form.startswith("l") or at + 1 >= len(items):
        return False
    noun = items[at - 1]
    named = at > 1 and (noun.only("NA") or items[at - 2].form in determiners())
    # "en raison duquel" is one; "la raison laquelle nous" is none
    phrase = noun.form in PHRASES and not (at > 1 and items[at - 2].form in ("la", "les", "une"))
    named = named and noun.any("N") and not phrase
    return named and items[at + 1].form in PERSONS


def _owner(items: tuple[Word, ...], at: int) -> bool:
    """Whether what belongs to the noun before “qui” at `at` stands behind it: « le garçon qui son père est pilote »."""
    noun, possessive = items[at - 1], items[at + 1]
    named = noun.any("N") and at > 1 and items[at - 2].form in determiners()
    owned = at + 2 < len(items) and items[at + 2].any("N") and plain(items, at + 2)
    return (
        named and owned and possessive.form in ("son", "sa", "ses", "leurs") and not noun.any("V")
    )


def _que_for_qui(items: tuple[Word, ...], at: int) -> bool:
    """Whether “que” at `at` has a verb right behind it that has no object: « la femme que travaille ici »."""
    if items[at].form not in QUE or at < 2 or at + 2 >= len(items):
        return False
    noun, verb, after = items[at - 1], items[at + 1], items[at + 2]
    if not noun.any("N") or not noun.only("NAV") or items[at - 2].form not in determiners():
        return False
    if (
        not verb.only("V")
        or verb.capital
        or any(word.form in COMPARED for word in items[max(at - _REACH, 0) : at])
    ):
        return False
    comes = "venir" in verb.lemmas and after.form in (
        "à",
        "au",
        "aux",
        "chez",
        "avec",
        "dans",
        "ici",
    )
    # "La fille que parle est ma sœur": two verbs, and nobody is the subject of the first
    third = persons(after.readings) & {"3s", "3p"} and after.form in AUXILIARY
    return comes or bool(third) or not verb.lemmas.isdisjoint(WITHOUT_OBJECT)


def _stranded(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a preposition that ends the clause of “que” at `at`: « la personne que je travaille avec »."""
    if items[at].form not in QUE or not at or at + 3 >= len(items):
        return None
    noun = items[at - 1]
    named = noun.any("N") and at > 1 and items[at - 2].form in determiners()
    if items[at + 1].form not in PERSONS or not named:
        return None
    for last in range(at + 3, min(at + _STRANDED_REACH, len(items) - 1)):
        if items[last].shape == "mark":
            return None
        if items[last].form in STRANDED and items[last + 1].form in (".", ",", "!", "?"):
            return last
    return None


def _resumed_by_pronoun(items: tuple[Word, ...], at: int) -> int | None:
    """Index of an “en” or “y” that says again what « dont » or « où » at `at` says: « le film dont j'en parle »."""
    again = {"dont": "en", "où": "y"}.get(items[at].form)
    if (
        again is None
        or not at
        or items[at - 1].form == "par"
        or at + 3 >= len(items)
        or items[at + 1].form not in PERSONS
    ):
        return None
    there = at + 3 if items[at + 2].form in ("ne", "n'") else at + 2
    if there + 1 >= len(items) or items[there].form != again or not items[there + 1].any("V"):
        return None
    # "la façon dont nous en débattons", "le cas où il y séjourne", "la ville où il y a"
    other = items[at - 1].form in ("manière", "façon", "cas", "moment", "mesure", "jour")
    return None if other or (again == "y" and items[there + 1].is_form_of("avoir", "V")) else there


def _needed(items: tuple[Word, ...], at: int) -> bool:
    """Whether “que” at `at` is what somebody needs: « ce que vous avez besoin »; « c'est d'air que j'ai besoin »."""
    if items[at].form not in QUE or at + 4 >= len(items) or items[at + 1].form not in PERSONS:
        return False
    had, need, after = items[at + 2 : at + 5]
    if not had.is_form_of("avoir", "V") or need.form not in ("besoin", "envie"):
        return False
    if after.form in ("de", "d'", "du", "des", "que", "qu'"):
        return False
    noun, article = items[at - 1], items[at - 2].form if at > 1 else ""
    named = article in ("la", "les", "l'") and noun.any("N") and noun.only("NAV")
    ends = after.shape == "mark" or after.is_form_of("être", "V") or after.form == "pour"
    near = {word.form for word in items[max(at - _REACH, 0) : at]}
    stressed = not near.isdisjoint(("c'", "-ce", "fait", "preuve", "idée", "impression"))
    return noun.form == "ce" or (named and ends and not stressed)


def _left_out(items: tuple[Word, ...], at: int) -> str:
    """The relative pronoun that is missing before the verb or the subject at `at`; empty where none is.

    « il parle d'un homme perd la mémoire », « elle cherche la clé tu as perdue »: behind a verb and its object.

    One function: its guards, read one after the other.
    """
    article, noun, word = items[at - 2 : at + 1]
    if noun.capital or not noun.any("N") or not noun.only("NAV") or noun.form in _TIMES:
        return ""
    start = max((to for to in range(at - 2) if items[to].form in _STOPS), default=-1) + 1
    clause = items[start : at - 2]
    if not clause or any(item.form in _OTHER_CLAUSES for item in clause):
        return ""
    before = clause[-1]
    made = len(clause) > 1 and before.any("P") and clause[-2].is_form_of("avoir", "V")
    governed = made or before.only("V") or before.form in ("voici", "voilà")
    if word.form in _SUBJECTS:
        own = PERSON_OF[word.form] in persons(items[at + 1].readings)
        return "que" if governed and own and article.form in ARTICLES else ""
    if article.form not in ("un", "une") or "3s" not in persons(word.readings):
        return ""
    said = any(item.only("V") or item.form in AUXILIARY for item in clause)
    governed = governed or (said and before.form in _GOVERNING)
    goes_on = items[at + 1].form in determiners() or items[at + 1].any("EB")
    return "qui" if governed and goes_on and word.only("V") and not word.capital else ""


def _wanted(items: tuple[Word, ...], at: int) -> str:
    """The pronoun that should stand in place of the one at `at`; empty where none is wrong."""
    if _subject_behind_qui(items, at) or _bare_lequel(items, at):
        return "que"
    if items[at].form == "qui" and _owner(items, at):
        return "dont"
    if _needed(items, at):
        return "dont"
    return "qui" if _que_for_qui(items, at) else ""


@check(
    "FLU248",
    "wrong-relative",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def wrong_relative(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A relative pronoun does not agree with its noun, or has the wrong form for its clause.

    What it does: compares « lequel », « auquel » and the like with the noun right before (« la société pour lequel »);
    reports “qui” before another subject (« l'homme qui j'ai vu »), “que” before a verb that has no object (« la femme
    que travaille ici »), « dans que », « lequel » for “que” (« le produit lequel vous avez choisi »), a preposition
    that ends the clause (« la personne que je travaille avec »), “en” or “y” after « dont » or « où », which say the
    same (« le film dont j'en parle »), a subject after “qui” that says it again (« ceux qui ils cherchent »), and a
    relative pronoun that is missing behind an object (« il parle d'un homme perd la mémoire », « la clé tu as
    perdue »).

    Why it matters: the reader does not know what the clause is about.

    Example: « Les difficultés auxquels nous faisons face »

    What to do: use the form that the noun and the clause need: « auxquelles », « que », « dans laquelle ».
    """
    for case, items in sighted(cases, _BEHIND_NOUN, _RELATIVE):
        for at in items.at(_BEHIND_NOUN, before=3, behind=1):
            missing = _left_out(items, at) if items[at - 2].form in ARTICLES else ""
            if missing:
                message = _("“{preposition}” seems to be missing before “{word}”.")
                text = message.format(preposition=missing, word=items[at].form)
                yield hit(case, items[at - 1], items[at], text)
        for at in items.at(_RELATIVE, before=1, behind=1):
            found = _contradicted(items, at)
            if found is not None:
                message = _("“{pronoun}” does not agree with “{noun}”.")
                noun = items[found.noun].form
                yield hit(
                    case,
                    items[found.first],
                    items[at],
                    message.format(pronoun=items[at].form, noun=noun),
                )
            elif _said_by_qui(items, at):
                message = _("“{pronoun}” repeats what “{relative}” already says.")
                yield hit(
                    case,
                    items[at],
                    items[at + 1],
                    message.format(pronoun=items[at + 1].form, relative=items[at].form),
                )
            elif wanted := _wanted(items, at):
                message = _("“{word}” should be “{wanted}” here.")
                yield hit(
                    case,
                    items[at],
                    items[at + 1],
                    message.format(word=items[at].form, wanted=wanted),
                )
            elif (stranded := _stranded(items, at)) is not None:
                message = _("“{word}” cannot end a clause: it belongs before the relative pronoun.")
                yield hit(
                    case, items[at], items[stranded], message.format(word=items[stranded].form)
                )
            elif (again := _resumed_by_pronoun(items, at)) is not None:
                message = _("“{pronoun}” repeats what “{relative}” already says.")
                yield hit(
                    case,
                    items[at],
                    items[again],
                    message.format(pronoun=items[again].form, relative=items[at].form),
                )
            elif _que_behind_preposition(items, at):
                message = _("“{word}” should be “{wanted}” here.")
                yield hit(
                    case,
                    items[at],
                    items[at + 1],
                    message.format(word=items[at + 1].form, wanted="lequel"),
                )
