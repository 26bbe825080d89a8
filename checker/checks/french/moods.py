"""French moods: conjunctions that take the subjunctive, and one that does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    OBJECTS,
    PERSON_OF,
    QUE,
    behind_subject,
    skip_while,
    words_before,
)
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

AUXILIARY = WordList("clause.auxiliary", "moods.auxiliary")
PRONOUNS = WordList("verbs.subjects", "moods.subjects")
NO_VERB = WordList("clause.objects", "verbs.subjects", "moods.subjects")
# Behind these the sentence goes on in another clause: the next verb is not theirs.
STOPPERS = WordList("moods.stoppers")
_REACH = 7
"""Words behind “que” among which the verb of its clause is looked for."""

SUBJUNCTIVE = tuple(
    tuple(phrase.split())
    for phrase in (
        "afin que",
        "pour que",
        "avant que",
        "sans que",
        "à moins que",
        "à condition que",
        "de peur que",
        "de crainte que",
        "en attendant que",
        "jusqu' à ce que",
        "faut que",
        "faudrait que",
        "faudra que",
        "fallait que",
        "pourvu que",
        "quoi que",
        "pour peu que",
        "à supposer que",
        "vaut mieux que",
    )
)
JUDGED = WordList("moods.judgements")
"""Adjectives behind « il est » whose “que” wants the subjunctive: il est important que."""
FEELING = WordList("moods.feeling")
"""What somebody is, or something, whose “que” wants the subjunctive: content que, dommage que."""
WISHING = WordList("moods.wishing")
"""Verbs whose “que” wants the subjunctive (dictionary forms): vouloir que."""
SAYING = frozenset(["espérer", "penser", "croire", "savoir", "constater", "remarquer", "affirmer"])
"""Verbs whose “que” wants the indicative where nothing denies or asks (dictionary forms)."""
DOUBT = frozenset(["ne", "n'", "si", "s'", "sans", *QUE])
ALTHOUGH = ("quoique", "quoiqu'")
CONCESSIVE = ("bien", "que")
INDICATIVE = ("après", "que")

_PLACES = {
    "en",
    "dans",
    "à",
    "au",
    "aux",
    "sur",
    "sous",
    "par",
    "pour",
    "chez",
    "hors",
    "loin",
    "près",
}


@check(
    "FLU236",
    "wrong-mood",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def wrong_mood(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb is in the indicative after « afin que », or in the subjunctive after « après que ».

    What it does: looks for the verb after « afin que », « pour que », « avant que », « sans que », « à moins que »,
    « il faut que », « il est important que », « vouloir que », « avoir peur que », « être content que » and the like,
    and reports a form that can only be an indicative; after « après que », and « j'espère que » and the like, one that
    can only be a subjunctive. Verbs whose forms are the same in both are left alone.

    Why it matters: every French reader notices; a translation program loses the mood where the verb is far away.

    Example: « afin que les élèves peuvent partir »

    What to do: put the verb in the other mood: « afin que les élèves puissent partir ».
    """
    for case, items, at in sightings(cases, _BEFORE_QUE, behind=2):
        if items[at].form not in ALTHOUGH and not items.at(_QUE):
            continue
        found = _wrong(items, at)
        if found is not None:
            message = (
                _("After “{conjunction}”, the verb “{verb}” belongs in the subjunctive.")
                if found[1]
                else _("After “{conjunction}”, the verb “{verb}” belongs in the indicative.")
            )
            first, verb = items[at], items[found[0]]
            phrase = case.text[first.start : items[found[2]].end]
            yield hit(case, first, verb, message.format(conjunction=phrase, verb=verb.form))


_PHRASES = (*SUBJUNCTIVE, CONCESSIVE, INDICATIVE)
_BY_FIRST = {
    first: tuple(phrase for phrase in _PHRASES if phrase[0] == first)
    for first in {phrase[0] for phrase in _PHRASES}
}
_QUE = Trigger(forms=[("que", "qu'")])
_BEFORE_QUE = Trigger(
    forms=[_BY_FIRST, ALTHOUGH, JUDGED, FEELING, ("peur", "crainte")], lemmas=[WISHING, SAYING]
)


def _wrong(items: tuple[Word, ...], at: int) -> tuple[int, bool, int] | None:
    """Index of a verb in the wrong mood behind a conjunction at `at`, whether it should be a subjunctive, and the
    index of “que”.

    One function: its guards, read one after the other.
    """
    if items[at].form in ALTHOUGH:
        verb = _verb(items, at + 1)
        return (verb, True, at) if verb and _moods(items, verb).isdisjoint("st") else None
    found = _wished(items, at) or _declared(items, at)
    if found is not None:
        return found
    for phrase in _BY_FIRST.get(items[at].form, ()):
        end = at + len(phrase)
        forms = tuple(item.form for item in items[at:end])
        if end >= len(items) or forms[:-1] != phrase[:-1] or forms[-1] not in ("que", "qu'"):
            continue
        if (
            phrase == CONCESSIVE
            and at
            and items[at - 1].form not in (",", "(", ";", ":", "«", "et", "mais")
        ):
            return None  # "je sais bien que"
        if phrase[0].startswith(("fau", "vaut")) and (
            not at or items[at - 1].form not in ("il", "-t-il", "ne", "le")
        ):
            return None
        if phrase == CONCESSIVE and items[end].shape == "word" and items[end].only("APB"):
            return None  # "bien que petit, il"
        if phrase == CONCESSIVE and at > 1 and items[at - 2].form == "bel":
            return None  # "indiquent bel et bien qu'il s'agit"
        if phrase == CONCESSIVE and items[end].form in _PLACES:
            return None  # "l'Ararat, bien qu'en Turquie, est proche"
        verb = _verb(items, end)
        if verb is None:
            return None
        moods = _moods(items, verb)
        wanted = phrase != INDICATIVE
        if wanted and moods.isdisjoint("st"):
            return verb, True, end - 1
        if not wanted and moods and moods <= set("st"):
            return verb, False, end - 1
        return None
    return None


def _moods(items: tuple[Word, ...], verb: int) -> set[str]:
    """The moods that a verb can have behind the pronoun right before it: « nous sommes » is no form of “sommer”."""
    finite = [item for item in items[verb].readings if item.kind == "V"]
    own = [item for item in finite if item.tag[2:] == PERSON_OF.get(items[verb - 1].form)]
    return {item.tag[1] for item in own or finite}


def _wished(items: tuple[Word, ...], at: int) -> tuple[int, bool, int] | None:
    """As `_wrong`, behind a verb of wishing or a judgement at `at`: « je voudrais que », « il est important que ».

    One function: its guards, read one after the other.
    """
    word, que = items[at], items[at + 1]
    if que.form not in ("que", "qu'") or at + 2 >= len(items) or not at:
        return None
    left = items[at - 1]
    impersonal = at > 1 and items[at - 2].form in ("il", "c'", "n'", "serait", "est")
    judged = word.form in JUDGED and left.is_form_of("être", "V") and impersonal
    wishes = word.only("V") and any(item.lemma in WISHING for item in word.readings)
    fears = word.form in ("peur", "crainte") and left.is_form_of("avoir", "VI")
    feels = word.form in FEELING and left.is_form_of("être", "V")
    wishes = wishes and left.form in (*PRONOUNS, "n'", "ne")
    if not (judged or wishes or fears or feels):
        return None
    verb = _own_verb(items, at + 2)
    if verb is None:
        return None
    moods = {item.tag[1] for item in items[verb].readings if item.kind == "V"}
    return (verb, True, at + 1) if moods.isdisjoint("st") else None


def _own_verb(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb right behind a subject at `at`: no other is certain to belong to its clause."""
    verb = at + 1 if items[at].form in PRONOUNS else behind_subject(items, at)
    verb = skip_while(items, verb, lambda word: word.form in OBJECTS and word.shape != "clitic")
    if verb == at or verb >= len(items):
        return None
    person = PERSON_OF.get(items[verb - 1].form)  # "que nous devons": no county of England
    own = person and any(
        item.kind == "V" and item.tag[2:] == person for item in items[verb].readings
    )
    return verb if own or items[verb].only("V") or items[verb].form in AUXILIARY else None


def _declared(items: tuple[Word, ...], at: int) -> tuple[int, bool, int] | None:
    """As `_wrong`, behind a verb of saying at `at` that is neither denied nor asked: « j'espère que tu viennes »."""
    if items[at + 1].form not in QUE or not at or items[at - 1].form not in PRONOUNS:
        return None
    now = [item.lemma for item in items[at].readings if item.tag[:2] == "Vp"]
    says = any(lemma in SAYING for lemma in now)
    if not says or at + 3 >= len(items) or items[-1].form == "?":
        return None
    if any(word.form in DOUBT for word in words_before(items, at)):
        return None
    verb = _own_verb(items, at + 2)
    if verb is None:
        return None
    moods = {item.tag[1] for item in items[verb].readings if item.kind == "V"} - {"m"}
    return (verb, False, at + 1) if moods and moods <= set("st") else None


def _verb(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the first finite verb of a clause that begins at `at`, where it is certain.

    One function: its guards, read one after the other.
    """
    for index in range(at, min(len(items), at + _REACH)):
        word = items[index]
        after = items[index + 1].form if index + 1 < len(items) else ""
        reflexive = word.form == "s'" and after not in ("il", "ils")
        if word.shape == "mark" or (word.form in STOPPERS and not reflexive):
            return None
        if word.shape != "word" or word.form in NO_VERB or not word.any("V"):
            continue
        if word.capital or word.caps:
            continue
        left = items[index - 1]
        clitic = index > at and items[index - 2].form in PRONOUNS  # "il les embrasse"
        if word.any("N") and left.form in ("l'", "le", "la", "les") and not clitic:
            continue  # "l'opéra"
        if word.any("N") and left.form in ("ce", "cet", "mon", "ton", "son"):
            continue  # "pour que ce débat puisse"
        if word.any("P") and left.form in ("ayant", "fois"):
            return None  # "bien qu'ayant fait", "bien qu'une fois fait"
        if word.form in AUXILIARY or word.only("V"):
            return index
        if left.form in PRONOUNS or left.form in OBJECTS:
            return index if not word.any("I") else None
        if word.any("A") or word.any("N") or word.any("P"):
            continue
        return None
    return None
