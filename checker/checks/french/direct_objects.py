"""French verbs with a direct object, where another language has a preposition: chercher, attendre, se rappeler."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import ITSELF, PERSON_OF, PERSONS, persons, plain
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.checks.french.verbs import names_person
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# What one waits for, in English, and what one answers (French nouns).
AWAITED = WordList("direct_objects.awaited")
ANSWERED = WordList("direct_objects.answered")
STAYING = (
    "déménager",
    "habiter",
    "naître",
    "partir",
    "retourner",
    "résider",
    "séjourner",
    "vivre",
    "voyager",
)
"""Verbs of staying and travelling (dictionary forms), behind which a country has “en”."""
COUNTRIES = WordList("countries.feminine")
BEFORE = frozenset([*PERSONS, "ne", "n'", "qui", "pour", "avez", "avons", "ai", "as", "a", "ont"])
THINGS = frozenset(
    [
        "de",
        "d'",
        "des",
        "du",
        "un",
        "une",
        "mon",
        "ma",
        "mes",
        "son",
        "sa",
        "ses",
        "ton",
        "ta",
        "tes",
        "leur",
        "leurs",
    ]
)
# What one attends, and where one goes (French nouns).
ATTENDED = WordList("direct_objects.attended")
PLACES = WordList("direct_objects.places")
CONTRACTED = frozenset(["aux", "au", "des", "du"])
OF = frozenset(["de", "d'", "du", "des"])
_TO = frozenset(["à", "au", "aux"])
KIN = WordList("direct_objects.kin")


@check(
    "FLU263",
    "preposition-before-object",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def preposition_before_object(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A verb has a preposition that its object does not take in French, or lacks the one that it takes.

    What it does: reports « chercher pour » and « demander pour » before a thing, « attendre pour le bus », « aider à »
    somebody « à » do something, « se rappeler de » before a noun, « préférer … que … », « répondre la question »,
    « assister la réunion », « je vais la plage » and « à la France » after habiter and the like.

    Why it matters: the construction is that of another language.

    Example: « Elle cherche pour ses clés. », « Il aide à sa sœur à lire. », « Je me rappelle de ce jour. »

    What to do: « Elle cherche ses clés. », « Il aide sa sœur à lire. », « Je me rappelle ce jour. »
    """
    for case, items, at in sightings(cases, _VERBS, behind=2):
        word = items[at]
        if word.kinds.isdisjoint("VIGP"):
            continue
        for lemma, find in _CONSTRUCTIONS.items():
            last = find(items, at) if lemma in word.lemmas else None
            if last is not None:
                message = _("“{phrase}” is not how “{verb}” is used in French.")
                phrase = case.text[word.start : items[last].end]
                yield hit(case, word, items[last], message.format(phrase=phrase, verb=lemma))
                break


def _for_a_thing(items: tuple[Word, ...], at: int) -> int | None:
    """« elle cherche pour ses clés », « nous avons demandé pour de l'aide »."""
    if not at or items[at - 1].form not in BEFORE or items[at].shape != "word":
        return None
    link, thing = items[at + 1 : at + 3]
    if "demander" in items[at].lemmas and thing.form not in OF | {"des"}:
        return None  # "demander pour ses animations à une société de"
    noun = items[at + 3] if at + 3 < len(items) else thing
    named = noun.any("NA") or noun.form in ("la", "l'")
    if names_person(noun) or noun.form in KIN:
        return None  # "elle cherche pour sa fille un emploi"
    return at + 1 if link.form == "pour" and thing.form in THINGS and named else None


def _awaited(items: tuple[Word, ...], at: int) -> int | None:
    """« j'attends pour le bus »."""
    if items[at + 1].form != "pour" or at + 3 >= len(items):
        return None
    return at + 1 if items[at + 2].form in determiners() and items[at + 3].form in AWAITED else None


def _helped(items: tuple[Word, ...], at: int) -> int | None:
    """« il aide à sa sœur à lire »."""
    person = at + 2 + (items[at + 2].form in determiners())
    if items[at + 1].form not in _TO or (at and items[at - 1].form in determiners()):
        return None
    if person + 2 >= len(items) or not plain(items, person) or not items[person].any("N"):
        return None
    to, verb = items[person + 1 : person + 3]
    return at + 1 if to.form in ("à", "de", "d'") and verb.any("I") else None


def _remembered(items: tuple[Word, ...], at: int) -> int | None:
    """« je me rappelle de ce jour », « il s'est rappelé de son enfance »."""
    of, what = items[at + 1 : at + 3]
    if (
        of.form not in OF
        or what.any("I")
        or (of.form in ("de", "d'") and what.form not in determiners())
    ):
        return None
    past = at > 1 and items[at].any("P") and items[at - 1].is_form_of("être", "V")
    pronoun = at - 2 if past else at - 1
    subject = pronoun - 1
    if subject < 0 or items[subject].shape == "mark":
        return None
    own = ITSELF.get(items[subject].form, "se")
    itself = items[pronoun].form in (own, own[0] + "'")
    known = past or PERSON_OF.get(items[subject].form, "3s") in persons(items[at].readings)
    return at + 1 if itself and known else None


def _preferred(items: tuple[Word, ...], at: int) -> int | None:
    """« je préfère le thé que le café »."""
    if at + 5 >= len(items) or items[at + 1].form not in ("le", "la", "les", "l'"):
        return None
    noun, than, article, other, end = (
        items[at + 2 : at + 7] if at + 6 < len(items) else (*items[at + 2 : at + 6], items[-1])
    )
    things = noun.any("N") and other.any("N") and article.form in ("le", "la", "les", "l'")
    return at + 3 if things and than.form in ("que", "qu'") and end.shape == "mark" else None


def _answered(items: tuple[Word, ...], at: int) -> int | None:
    """« elle a répondu la question »."""
    article, noun = items[at + 1 : at + 3]
    if article.form in ("un", "une"):
        return None  # "il me répondit une lettre fort sèche"
    return (
        at + 2
        if article.form in determiners()
        and noun.form in ANSWERED
        and article.form not in CONTRACTED
        else None
    )


def _in_a_country(items: tuple[Word, ...], at: int) -> int | None:
    """« nous habitons à la France »."""
    if at and items[at - 1].is_form_of("faire", "VIGP"):
        return None  # "elle a fait part à la Russie de son souhait"
    forms = [item.form for item in items[at + 1 : at + 4]]
    country = len(forms) == 3 and forms[2] in COUNTRIES and items[at + 3].capital
    return at + 3 if country and forms[0] == "à" and forms[1] in ("la", "l'") else None


def _attended(items: tuple[Word, ...], at: int) -> int | None:
    """« il a assisté la réunion »."""
    article, event = items[at + 1 : at + 3]
    bare = article.form in determiners() and article.form not in CONTRACTED
    return at + 2 if bare and event.form in ATTENDED else None


def _gone_to(items: tuple[Word, ...], at: int) -> int | None:
    """« je vais la plage »."""
    article, place = items[at + 1 : at + 3]
    left = items[at - 1].form if at else ""
    own = left in PERSON_OF and PERSON_OF[left] in persons(items[at].readings)
    the = article.form in ("le", "la", "l'") and article.shape in ("word", "elided")
    return at + 2 if own and the and place.form in PLACES else None


_CONSTRUCTIONS = {
    "assister": _attended,
    "aller": _gone_to,
    "chercher": _for_a_thing,
    "demander": _for_a_thing,
    "attendre": _awaited,
    "aider": _helped,
    "rappeler": _remembered,
    "préférer": _preferred,
    "répondre": _answered,
    **dict.fromkeys(STAYING, _in_a_country),
}
_VERBS = Trigger(lemmas=[_CONSTRUCTIONS])
