"""French tenses and times: a past event takes a past tense, and what begins from now on cannot begin yesterday."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checker.checks.french.clause import (
    OBJECTS,
    PERSONS,
    QUE,
    begins_subject,
    names_subject,
    plain,
    skip_adjective,
    skip_complements,
    skip_while,
)
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.checks.passage import having, prose
from checker.languages.fr.lexicon import Trigger, WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

# Verbs behind whose “pour” stands what somebody has done (dictionary forms): féliciter, remercier.
_JUDGING = WordList("tenses.judging")
# Verbs whose past infinitive has “être”: « pour être venu » is over.
_WITH_ETRE = WordList("tenses.with_etre")
_BETWEEN = WordList("tenses.between")
_BEFORE = Trigger(forms=[("après",)], lemmas=[_JUDGING])
_REACH = 8
"""Words behind « après que » or « féliciter » among which the verb, or “pour”, is looked for."""


@check(
    "FLU218",
    "not-said-as-over",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def not_said_as_over(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A completed action is in the present: after « après que » in a text about the past, or after « féliciter pour ».

    What it does: reports a present-tense verb after « après que » where the preceding clause is in the passé composé,
    and « être » with a participle after « féliciter … pour » or « remercier … pour » (« pour être élu »).

    Why it matters: the reader cannot tell what came first; English uses one form for both.

    Example: « Il a félicité le maire pour être réélu. »

    What to do: « pour avoir été réélu »; « après que le journal a annoncé sa victoire ».
    """
    for case, items, at in sightings(cases, _BEFORE, behind=3):
        verb = _after(items, at)
        if verb is not None:
            template = _("After “après que”, a completed action takes a past tense, not “{verb}”.")
            yield hit(case, items[at], items[verb], template.format(verb=items[verb].form))
        last = _judged(items, at)
        if last is not None:
            template = _("People are praised or blamed for what is past: “avoir été {participle}”.")
            message = template.format(participle=items[last].form)
            yield hit(case, items[last - 1], items[last], message)


def _after(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a verb in the present behind « après que » at `at`, where a passé composé stands before."""
    if items[at].form != "après" or items[at + 1].form not in QUE or not _past(items, at):
        return None
    for index in range(at + 2, min(len(items) - 1, at + 2 + _REACH)):
        word = items[index]
        if word.shape == "mark" or word.form in _BETWEEN:
            return None
        if word.is_form_of("avoir", "V") or word.is_form_of("être", "V"):
            return None  # "après qu'il a mangé"
        if not word.only("V") or word.capital:
            continue
        moods = {reading.tag[1] for reading in word.readings}
        third = any(reading.tag[2:] in ("3s", "3p") for reading in word.readings)
        return index if "p" in moods and third and not moods & set("ihfc") else None
    return None


def _past(items: tuple[Word, ...], end: int) -> bool:
    """Whether the clause before `end` has a verb in the passé composé: a form of avoir and a participle behind it."""
    for at in range(end - 2, -1, -1):
        if items[at].form in _BETWEEN or items[at].form in ";:":
            return False  # "il a dit que le jeu commence après que la cloche sonne"
        if items[at].form in ("a", "ont") and items[at + 1].any("P"):
            return True
    return False


def _judged(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the participle in « féliciter … pour être élu », the verb standing at `at`."""
    word = items[at]
    if _JUDGING.isdisjoint(word.lemmas):
        return None
    judges = any(item.kind in "VIGP" and item.lemma in _JUDGING for item in word.readings)
    if not judges or (word.any("N") and not (at and items[at - 1].is_form_of("avoir", "V"))):
        return None  # "des failles critiques"
    for index in range(at + 1, min(len(items) - 2, at + 1 + _REACH)):
        if items[index].form in _BETWEEN or items[index].form in ".;:»":
            return None
        if items[index].form != "pour":
            continue
        verb = index + 3 if items[index + 1].form == "ne" else index + 1  # "pour ne pas être"
        if verb + 1 >= len(items):
            return None
        participle = items[verb + 1]
        passive = items[verb].form == "être" and participle.any("P")
        over = any(item.lemma in _WITH_ETRE for item in participle.readings)
        return verb + 1 if passive and not over else None
    return None


_LAST = (
    r"(?:avant-)?hier|l['’]an(?:née)? (?:dernière?|passée?)"
    r"|la semaine (?:dernière|passée)|le mois (?:dernier|passé)"
)
_NEXT = r"(?:après-)?demain|l['’]an(?:née)? prochaine?|la semaine prochaine|le mois prochain"
_TIMES = ("hier", "demain", "derni", "passé", "prochain")
"""What all of them hold."""
_CLASH = regex.compile(
    rf"\b(?P<onward>(?:à partir|à compter) (?:d['’]|de )|d['’]ici (?:à )?)(?P<last>{_LAST})\b"
    rf"|\b(?P<back>depuis |il y a )(?P<next>{_NEXT})\b",
    regex.IGNORECASE,
)


_BEGINNING = regex.compile(
    rf"^(?:(?:mais|et|puis) )?(?:(?P<last>{_LAST})|(?P<next>{_NEXT}))(?: (?:soir|matin|après-midi|midi))?"
    r"(?:,| (?=\p{L}))",
    regex.IGNORECASE,
)
_MOVED = frozenset(
    ["aller", "arriver", "devenir", "mourir", "naître", "rester", "revenir", "venir"]
)
"""Verbs whose compound past has “être” and says what happened (dictionary forms)."""


def _against_tense(text: str) -> tuple[Span, str, str] | None:
    """Where a sentence says when and its verb says another time, with both: « Hier, il viendra ».

    One function: its guards, read one after the other.
    """
    match = _BEGINNING.match(text)
    if match is None:
        return None
    items = words(text)
    first = next((at for at, item in enumerate(items) if item.start >= match.end()), len(items))
    verb = skip_while(items, _behind_subject(items, first), lambda word: word.form in OBJECTS)
    if verb == first or verb + 1 >= len(items) or not plain(items, verb):
        return None
    word, then = items[verb], skip_while(items, verb + 1, lambda word: word.only("B"))
    moods = {reading.tag[1] for reading in word.readings if reading.kind == "V"}
    if match["last"]:
        wrong, last = moods == {"f"}, verb
    else:
        # "Demain, il a cours": what may be a noun is a participle before an object
        owned = then + 1 < len(items) and items[then + 1].form in determiners()
        made = then < len(items) and items[then].any("P") and (owned or not items[then].any("N"))
        moved = made and word.is_form_of("être", "V") and not items[then].lemmas.isdisjoint(_MOVED)
        past = "p" in moods and ((made and word.is_form_of("avoir", "V")) or moved)
        wrong, last = past or (moods == {"h"} and word.only("V")), then if past else verb
    if not wrong:
        return None
    said = text[word.start : items[last].end]
    return Span(0, items[last].end), match["last"] or match["next"], said


def _behind_subject(items: tuple[Word, ...], at: int) -> int:
    """Index behind a pronoun, a name or a noun with its article at `at`; `at` where there is none."""
    if at + 2 >= len(items):
        return at
    if items[at].form in PERSONS or (items[at].capital and items[at].shape == "word"):
        return at + 1
    if not begins_subject(items[at].form) or not names_subject(items[at + 1]):
        return at
    return skip_complements(items, skip_adjective(items, at + 2))


@check(
    "FLU219",
    "clashing-time",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    languages=("fr",),
)
def clashing_time(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Something begins “from yesterday on”, has lasted “since tomorrow”, or will happen yesterday.

    What it does: reports « à partir de », « à compter de » and « d'ici » before a day, week, month or year in the past,
    « depuis » and « il y a » before one in the future, and, where a sentence begins with such a day, its verb in the
    future after one in the past (« Hier, il viendra »), or in a compound or simple past after one in the future.

    Why it matters: the two contradict each other; one of them was mistranslated.

    Example: « L'élection s'est tenue à partir d'hier. », « Demain, nous avons visité le musée. »

    What to do: « depuis hier », « à partir de demain »: check in the source which is meant.
    """
    for case in having(cases, _TIMES, lower=True):
        for match in _CLASH.finditer(prose(case.text)):
            preposition = (match["onward"] or match["back"]).strip()
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _(
                    "“{preposition}” does not go with “{time}”: one looks back, the other ahead."
                ).format(preposition=preposition, time=match["last"] or match["next"]),
            )
        found = _against_tense(prose(case.text))
        if found is not None:
            span, time, verb = found
            message = _("“{verb}” does not go with “{time}”: one looks back, the other ahead.")
            yield Hit(case.segment.index, span, message.format(verb=verb, time=time))


# Verbs that say what goes on, not what happens (dictionary forms): habiter, travailler.
_LASTING = WordList("tenses.lasting")
_PERIODS = WordList("tenses.periods")
_SINCE = Trigger(forms=[("depuis",)])
_SINCE_REACH = 5
"""Words between such a verb and “depuis”."""
_STILL = frozenset(["ne", "n'", "déjà", "toujours", "plus", "beaucoup", "souvent"])
"""What makes a past of it: « je n'y ai pas travaillé depuis deux ans », « j'ai toujours habité ici »."""


@check(
    "FLU262",
    "past-since",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def past_since(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Something that still goes on is in a past tense: « j'ai habité ici depuis cinq ans ».

    What it does: reports the passé composé of habiter, travailler, attendre, être and the like before « depuis »
    and a number of years, months or days, where nothing denies it.

    Why it matters: English says “I have lived here for five years” of something that still goes on; in French this form
    means that it is over, and « depuis » contradicts it.

    Example: « J'ai habité ici depuis cinq ans. »

    What to do: use the present, « j'habite ici depuis cinq ans », or « pendant » for what is over.
    """
    for case, items, at in sightings(cases, _SINCE, before=3, behind=2):
        verb = _lasted(items, at)
        if verb is not None:
            message = _("With “depuis”, what is still going on takes the present, not “{verb}”.")
            phrase = case.text[items[verb].start : items[verb + 1].end]
            yield hit(case, items[verb], items[at], message.format(verb=phrase))


def _lasted(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the auxiliary of a verb that lasts, before « depuis » at `at` and a length of time."""
    number = skip_while(
        items, at + 1, lambda word: word.form in ("plus", "de", "environ", "près", "déjà")
    )
    if number + 1 >= len(items) or items[number + 1].lemmas.isdisjoint(_PERIODS):
        return None
    if items[number].shape != "number" and not items[number].any("C") and items[number].form not in (
        "un", "une", "plusieurs", "quelques", "des",
    ):  # fmt: skip
        return None
    for verb in range(at - 2, max(at - 2 - _SINCE_REACH, 0), -1):
        if items[verb].shape == "mark" or items[verb].form in _BETWEEN:
            return None
        now = any(item.tag[:2] == "Vp" and item.lemma == "avoir" for item in items[verb].readings)
        if not now:
            continue
        participle = items[verb + 1]
        lasts = any(item.kind == "P" and item.lemma in _LASTING for item in participle.readings)
        # "il a été malade depuis trois jours"; a passive may be of long ago
        lasts = lasts or (participle.form == "été" and items[verb + 2].only("NA"))
        before = items[max(verb - 3, 0) : verb] + items[verb + 1 : at]
        still = any(word.form in _STILL for word in before)
        return verb if lasts and not still else None
    return None
