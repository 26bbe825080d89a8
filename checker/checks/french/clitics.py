"""French object pronouns: the wrong kind, another person's, out of place, or one too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    OBJECTS,
    PERSON_OF,
    PERSONS,
    RELATIVES,
    SPEAKERS,
    persons,
    skip,
    skip_while,
)
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sighted
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs whose person is a direct object, and that have no other: je l'attends (dictionary forms).
DIRECT = WordList("clitics.direct")
# Verbs whose person always has “à”: je lui téléphone (dictionary forms).
INDIRECT = WordList("clitics.indirect")
# Verbs that say or give something to somebody, and verbs whose object is somebody (dictionary forms).
TOLD = WordList("clitics.told")
LOVED = WordList("clitics.loved")
_STRESSED = Trigger(forms=[("moi", "toi", "lui", "elle", "eux", "elles")])
STRESSING = frozenset(
    ["seul", "seule", "seuls", "aussi", "et", "ou", "qui", "que", "même", "-", "deux"]
)
"""What stands behind a pronoun that is stressed: je le donne à lui seul."""
BEFORE = frozenset([*PERSONS, "ne", "n'", "qui"])
BEFORE_INFINITIVE = frozenset(["de", "pour", "à", "sans"])
APART = frozenset([",", "plus", "toute", "urgence", "manière", "façon", "temps"])
"""What is said of the need itself behind “de”: nous en avons besoin d'urgence."""
OBJECTS_OF_PARTICIPLE = frozenset(["le", "la", "les", "l'"])
_MINE = frozenset(["me", "m'", "te", "t'", "se", "s'"])
_COUNTED = frozenset(["plusieurs", "beaucoup", "certains", "certaines"])
"""Beside numerals, what stands for the things themselves where “en” does not."""
_AVOIR = Trigger(lemmas=[("avoir",)])
_PRONOUN = Trigger(forms=[OBJECTS_OF_PARTICIPLE, _MINE, ("lui", "leur", "en", "y")])


@check(
    "FLU238",
    "wrong-pronoun",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def wrong_pronoun(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An object pronoun is of the wrong kind, of another person, in the wrong place or one too many.

    What it does: reports “lui” or “leur” before a verb that has only a direct object (« je lui attends »), “le”, “la”
    or “les” before one that takes “à” (« je les téléphone »), “se” after je, tu, nous or vous (« vous se trompez »), a
    pronoun between “avoir” and its participle (« il a le mangé »), two pronouns the wrong way round (« je lui le
    donne »), a pronoun after its verb (« je parle à elle », « j'aime toi »), “en” beside « besoin de », and a number
    that ends its sentence without “en” (« j'ai deux »).

    Why it matters: English has one form for all objects; who does what to whom is lost.

    Example: « Je lui attends devant la gare. »

    What to do: use the pronoun that the verb takes: « Je l'attends », « je leur téléphone », « vous vous trompez ».
    """
    for case, items in sighted(cases, _STRESSED, _AVOIR, _PRONOUN):
        for at in items.at(_STRESSED):
            verb = _behind_its_verb(items, at)
            if verb is not None:
                message = _("“{pronoun}” belongs before “{verb}”, in another form.")
                yield hit(
                    case,
                    items[verb],
                    items[at],
                    message.format(pronoun=items[at].form, verb=items[verb].form),
                )
        for at in items.at(_AVOIR, before=1, behind=2):
            if _counts_nothing(items, at):
                message = _("“en” is missing before “{verb}”.")
                yield hit(case, items[at], items[at + 1], message.format(verb=items[at].form))
        for at in items.at(_PRONOUN, before=1, behind=1):
            last = _indirect_for_direct(items, at)
            if last is None:
                last = _direct_for_indirect(items, at)
            if last is not None:
                message = _("“{pronoun}” is not the pronoun that “{verb}” takes.")
                yield hit(
                    case,
                    items[at],
                    items[last],
                    message.format(pronoun=items[at].form, verb=items[last].form),
                )
            elif _reflexive_of_another(items, at):
                message = _("“{pronoun}” does not go with “{subject}”.")
                subject = items[at - 2] if items[at - 1].form == "ne" else items[at - 1]
                yield hit(
                    case,
                    subject,
                    items[at],
                    message.format(pronoun=items[at].form, subject=subject.form),
                )
            elif _behind_auxiliary(items, at):
                message = _("“{pronoun}” belongs before “{verb}”.")
                yield hit(
                    case,
                    items[at - 1],
                    items[at + 1],
                    message.format(pronoun=items[at].form, verb=items[at - 1].form),
                )
            elif _out_of_order(items, at):
                message = _("“{first} {second}” should be “{second} {first}” here.")
                yield hit(
                    case,
                    items[at],
                    items[at + 1],
                    message.format(first=items[at].form, second=items[at + 1].form),
                )
            elif _said_again(items, at):
                message = _("“{pronoun}” stands twice around “{verb}”.")
                yield hit(
                    case,
                    items[at - 2],
                    items[at],
                    message.format(pronoun=items[at].form, verb=items[at - 1].form),
                )
            elif _object_doubled(items, at):
                message = _("“en” and “de” mean the same here: one of them is redundant.")
                yield hit(case, items[at], items[at + 3], message)


def _behind_its_verb(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that a stressed pronoun at `at` belongs before: « je parle à elle », « j'aime toi »."""
    if at < 2 or items[at].shape != "word":
        return None
    after = items[at + 1] if at + 1 < len(items) else None
    if items[at - 1].form == "à":
        return at - 2 if _told_to(items, at, after) else None
    verb = items[at - 1]
    own = PERSON_OF.get(items[at - 2].form) in persons(verb.readings)
    loved = any(r.kind == "V" and r.lemma in LOVED for r in verb.readings)
    ends = after is None or after.form in (".", ",", "!", "?") or after.any("E")
    him = items[at].form == "lui" and after is not None and _told_or_seen(items, at)
    return at - 1 if own and ((loved and ends) or him) else None


def _told_or_seen(items: tuple[Word, ...], at: int) -> bool:
    """Whether “lui” at `at` stands behind a verb of saying and before what is said, or behind « voir ».

    « je dis lui la vérité », « je vois lui tous les jours »; not « le sujet dont je parle lui tient à cœur ».
    """
    verb, after = items[at - 1], items[at + 1]
    if any(word.form in RELATIVES for word in items[:at]):
        return False
    seen = verb.is_form_of("voir", "V") and (after.form in ("tous", "souvent") or after.only("B"))
    told = any(r.kind == "V" and r.lemma in TOLD for r in verb.readings)
    return seen or (told and after.form in determiners())


def _told_to(items: tuple[Word, ...], at: int, after: Word | None) -> bool:
    """Whether “à” and the stressed pronoun at `at` stand for one before the verb: « je parle à elle »."""
    verb = items[at - 2]
    if not any(r.kind in "VPI" and r.lemma in TOLD for r in verb.readings):
        return False
    if verb.any("N") and after is not None and after.any("P"):
        return False  # "sur demande à elle faite"
    first = at - 4 if at > 4 and items[at - 3].is_form_of("avoir", "V") else at - 3
    if at > 2 and items[first].form in OBJECTS:
        return False  # "me le dire à moi", "Dieu vous a envoyé à moi"
    return after is None or after.form not in STRESSING


def _verb(items: tuple[Word, ...], at: int, lemmas: WordList) -> int | None:
    """Index of a form of one of these verbs at `at`, or of its participle behind a form of avoir there."""
    if items[at].is_form_of("avoir", "V"):
        at = skip_while(items, at + 1, lambda word: word.only("B"))
        kinds = "P"
    else:
        kinds = "VI"
    if at + 1 >= len(items) or items[at].shape != "word":
        return None
    return at if any(r.kind in kinds and r.lemma in lemmas for r in items[at].readings) else None


def _indirect_for_direct(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb behind “lui” or “leur” at `at` that takes “le” or “les”: « je lui attends »."""
    word, left = items[at], items[at - 1].form
    if word.form not in ("lui", "leur") or word.shape != "word":
        return None
    if left not in BEFORE and left not in BEFORE_INFINITIVE:
        return None
    verb = _verb(items, at + 1, DIRECT)
    if verb is None or (left in BEFORE_INFINITIVE and not items[verb].only("I")):
        return None
    # "leur aide" is a noun; "lui suis" comes of être.
    doubtful = items[verb].any("NA") and not items[verb].any("P") and word.form == "leur"
    after = items[verb + 1]
    if doubtful or items[verb].is_form_of("être", "V"):
        return None
    return None if after.form in determiners() or after.shape == "clitic" else verb


def _direct_for_indirect(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb behind “le”, “la” or “les” at `at` that takes “lui” or “leur”: « je les téléphone »."""
    word = items[at]
    if word.form not in OBJECTS_OF_PARTICIPLE or word.shape not in ("word", "elided"):
        return None
    if items[at - 1].form not in BEFORE:
        return None
    verb = _verb(items, at + 1, INDIRECT)
    if verb is None and word.form == "les" and items[at + 1].is_form_of("parler", "V"):
        said = items[at + 2].form if at + 2 < len(items) else ""
        verb = at + 1 if said in ("de", "d'", "du", "des") else None  # "je les parle de vous"
    return None if verb is None or items[verb].any("N") else verb  # "chez elle la nuit"


def _reflexive_of_another(items: tuple[Word, ...], at: int) -> bool:
    """Whether “se” at `at` has a subject of the first or second person: « nous se sommes », « je se lève »."""
    if items[at].form not in ("se", "s'") or items[at].shape not in ("word", "elided"):
        return False
    subject = items[at - 2] if at > 1 and items[at - 1].form == "ne" else items[at - 1]
    verb = skip(items, at + 1, "en", "y")
    if subject.form not in SPEAKERS or subject.shape != "word" or verb >= len(items):
        return False
    return SPEAKERS[subject.form] in persons(items[verb].readings)


def _behind_auxiliary(items: tuple[Word, ...], at: int) -> bool:
    """Whether a pronoun at `at` stands between a form of avoir and its participle: « il a le mangé »."""
    if items[at].shape not in ("word", "elided"):
        return False
    left, participle = items[at - 1], items[at + 1]
    if left.shape != "word" or not left.is_form_of("avoir", "V") or at < 2:
        return False
    if items[at].form in ("en", "y", "lui", "leur") and participle.form == left.form:
        # "il a en a publié"; not "l'argent qu'il a lui a suffi"
        return items[at - 2].form not in PERSONS or not _behind_que(items, at - 2)
    if items[at].form in _MINE:  # "il a me dit", "il n'a me pas dit"
        made = participle.any("P") or participle.form == "pas"
        return items[at - 2].form in BEFORE and made
    if items[at].form not in OBJECTS_OF_PARTICIPLE:
        return False
    made = any(r.kind == "P" and r.lemma.endswith("er") for r in participle.readings)
    return items[at - 2].form in PERSONS and made and participle.only("AP")


def _behind_que(items: tuple[Word, ...], at: int) -> bool:
    """Whether the subject at `at` begins a clause of “que” or « dont »."""
    return at > 0 and items[at - 1].form in RELATIVES


def _out_of_order(items: tuple[Word, ...], at: int) -> bool:
    """Whether two pronouns from `at` on stand the wrong way round: « je lui le donne », « il le me donne »."""
    first, second = items[at], items[at + 1]
    if first.shape != "word" or second.shape not in ("word", "elided") or at + 2 >= len(items):
        return False
    if items[at - 1].form not in BEFORE or not items[at + 2].any("V"):
        return False
    them = first.form in ("lui", "leur") and second.form in OBJECTS_OF_PARTICIPLE
    mine = first.form in ("le", "la", "les") and second.form in ("me", "te", "m'", "t'", "se")
    own = PERSON_OF.get(items[at - 1].form, " ") in persons(items[at + 2].readings)
    own = own and "falloir" not in items[at + 2].lemmas  # "il le nous faut"
    ours = first.form in ("le", "la", "les") and second.form in ("nous", "vous") and own
    there = first.form == "en" and second.form in ("y", "lui", "leur", "me", "te")
    return (them and (own or not items[at + 2].any("N"))) or mine or ours or there


def _said_again(items: tuple[Word, ...], at: int) -> bool:
    """Whether “y” or “en” at `at` was said before the verb: « il y a y », « il y en a en deux »."""
    pronoun, verb, after = items[at], items[at - 1], items[at + 1]
    if at < 2 or pronoun.form not in ("y", "en") or not verb.is_form_of("avoir", "V"):
        return False
    counted = after.any("C") or after.form in ("beaucoup", "plusieurs", "trop", "peu")
    return items[at - 2].form == pronoun.form and (pronoun.form == "y" or counted)


def _counts_nothing(items: tuple[Word, ...], at: int) -> bool:
    """Whether a number right behind “avoir” at `at` ends the sentence, and nothing says of what: « j'ai deux »."""
    verb, number, end = items[at : at + 3]
    said = items[at - 2].form if items[at - 1].form == "y" and at > 1 else items[at - 1].form
    if said not in (*PERSONS, "n'", "ne") or not verb.is_form_of("avoir", "V"):
        return False
    counted = number.form in _COUNTED or (number.any("C") and number.shape == "word")
    return counted and end.form in (".", ";", "!", "?")


def _object_doubled(items: tuple[Word, ...], at: int) -> bool:
    """Whether “en” at `at` stands before « avoir besoin de »: « j'en ai besoin de ce livre »."""
    if items[at].form != "en" or at + 4 >= len(items) or items[at - 1].form not in BEFORE:
        return False
    need = items[at + 2].form in ("besoin", "envie") and items[at + 3].form in ("de", "d'")
    return need and items[at + 1].is_form_of("avoir", "V") and items[at + 4].form not in APART
