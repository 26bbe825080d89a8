"""French prepositions and “dont”: the one that a word takes, where another one stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import OBJECTS, PERSONS, plain, skip_while
from checker.checks.french.government import RELATIVES, TIMES, TOLD
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sighted, sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs behind whose “que” their object would need “de” (dictionary forms); the reflexive ones.
WITH_DE = WordList("government.with_de")
REFLEXIVE_WITH_DE = WordList("government.reflexive_with_de")
LANGUAGES = frozenset(["langue", "langage", "mot", "parole", "patois", "dialecte"])
# Nouns whose content a clause says: l'impression que j'ai besoin de repos.
CONTENTS = WordList("negation.saying")
_QUE = Trigger(forms=[("que", "qu'")])


@check(
    "FLU228",
    "que-for-dont",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def que_for_dont(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The relative “que” where the verb requires “dont”.

    What it does: reports “que” between a noun or “ce” and a verb that takes “de”: « avoir besoin », « avoir envie »,
    « avoir parlé » with a person it was said to, « parler », « se souvenir », « profiter ».

    Why it matters: these verbs take “de”, which “que” cannot replace.

    Example: « la maison que je t'ai parlé »

    What to do: write “dont”: « la maison dont je t'ai parlé ».
    """
    for case, items, at in sightings(cases, _QUE, before=1, behind=3):
        last = _wants_dont(items, at)
        if last is not None:
            yield hit(
                case,
                items[at],
                items[last],
                _("“{word}” should be “{wanted}” here.").format(word=items[at].form, wanted="dont"),
            )


def _wants_dont(items: tuple[Word, ...], at: int) -> int | None:
    """Index of “besoin” or “parlé” of a clause that begins with “que” at `at`, behind a noun that it is about."""
    noun, subject = items[at - 1], items[at + 1]
    if subject.form not in PERSONS:
        return None
    before = items[at - 2] if at > 1 else None
    # "c'est de temps que j'ai besoin", "plus d'argent qu'elle", "de façon à ce qu'il"
    apart = ("de", "d'", "à", "au", "aux", "plus", "moins", "autant", "c'")
    if before is not None and before.form in apart:
        return None
    if at > 2 and items[at - 3].form in ("à", "au", "aux") and before is not None:
        return None  # "dire à un avocat qu'il parlera"
    # "c'est ce que je crois": only what surely lacks its “de” counts
    if noun.form != "ce" and not noun.only("N"):
        return None
    if _no_antecedent(items, at):
        return None
    verb = skip_while(items, at + 2, lambda word: word.form in OBJECTS)
    if _takes_de(items, at + 2, verb) and noun.lemmas.isdisjoint(LANGUAGES):
        return verb
    then, told = at + 2, False
    while then < len(items) and items[then].form in TOLD | {"ne", "n'", "en"}:
        told = told or items[then].form in TOLD
        then += 1
    if then + 1 >= len(items) or not items[then].is_form_of("avoir", "V"):
        return None
    needed = items[then + 1].form in ("besoin", "envie", "peur", "honte")
    of = items[then + 2].form in ("de", "d'", *RELATIVES) if then + 2 < len(items) else False
    wanted = (needed and not of) or (told and items[then + 1].form == "parlé")
    return then + 1 if wanted else None


def _no_antecedent(items: tuple[Word, ...], at: int) -> bool:
    """Whether “que” at `at` belongs to no noun: « une heure qu'elle parle », « c'est sans raison que je parle »."""
    noun = items[at - 1]
    if noun.form in ("heure", "heures", "esprit", "temps", "résultat") or noun.form in TIMES:
        return True
    first = max(0, at - _CLEFT_REACH)
    # "c'est la maison que je t'ai parlé" lacks its “dont” all the same
    cleft = any(
        items[place].form == "c'" and items[place + 2].form not in determiners()
        for place in range(first, at - 2)
    )
    return cleft or not noun.lemmas.isdisjoint(CONTENTS)


def _takes_de(items: tuple[Word, ...], first: int, verb: int) -> bool:
    """Whether a verb that takes “de” stands at `verb`, behind the pronouns from `first` on, with nothing behind it."""
    if verb + 1 >= len(items) or items[verb].shape != "word":
        return False
    after = items[verb + 1]
    if after.form in ("de", "d'", "du", "des", "que", "qu'", "à") or after.form in determiners():
        return False
    pronouns = {item.form for item in items[first:verb]}
    lemmas = {item.lemma for item in items[verb].readings if item.kind == "V"}
    if pronouns & {"en", "y"} or after.any("I"):
        return False
    if not lemmas.isdisjoint(REFLEXIVE_WITH_DE):
        return bool(pronouns & {"me", "m'", "te", "t'", "se", "s'", "nous", "vous"})
    return not lemmas.isdisjoint(WITH_DE)


# Verbs and adjectives, by the prepositions that never follow them and the one that does (dictionary forms), by count:
# at most two in a thousand of what follows them in 13 million words.
NEVER = {
    ("avec", "de"): WordList("government.de_not_avec"),
    ("sur", "de"): WordList("government.de_not_sur"),
    ("pour", "de"): WordList("government.de_not_pour"),
    ("à", "avec"): WordList("government.avec_not_a"),
    ("avec", "à"): WordList("government.a_not_avec"),
    ("sur", "à"): WordList("government.a_not_sur"),
    ("dans", "à"): WordList("government.a_not_dans"),
    ("dans", "par"): WordList("government.par_not_dans"),
}
# Verbs that want “de” before an infinitive, and never “à”; then the reverse.
ONLY = {
    ("à", "de"): WordList("government.only_de"),
    ("de", "à"): WordList("government.only_a"),
}
REFLEXIVE = frozenset(["se", "s'", "me", "m'", "te", "t'", "nous", "vous"])
_AS_WRITTEN = {"au": "à", "aux": "à", "du": "de", "d'": "de"}
# Nouns behind “en” that “avec” follows, by count: nine in ten of their prepositions at least (26.6 million words).
WITH = WordList("government.with")
# Those among them that “à”, or “de”, never follows: « en accord à » is no French, « en contact à 8 h » is.
WITH_NOT_TO = WordList("government.with_not_to")
WITH_NOT_OF = WordList("government.with_not_of")
# What a preposition begins that has nothing to do with the noun: en relation à la fois, en accord d'ailleurs.
APART = WordList("government.apart")
_ACCUSATIVE = frozenset(["le", "la", "les", "l'"])
_REFLEXIVE_OF = {"me": "je", "m'": "je", "te": "tu", "t'": "tu", "nous": "nous", "vous": "vous"}
"""Pronouns that are reflexive behind this subject, and objects elsewhere."""
_SUBJECTS = {"avons": "nous", "avions": "nous", "avez": "vous", "aviez": "vous"}
"""The pronoun before a form of avoir that is its subject, not an object."""
_CLEFT_REACH = 12
"""Words before “que” among which « c'est » may be what it belongs to."""
HARD = ("difficile", "difficiles", "facile", "faciles", "agréable", "impossible")
_SHARES = {"mesure", "mesures", "proportion", "proportions", "limite", "limites", "lignes", "cadre"}
"""What « dans » says how far, not where."""
_BEFORE_THINGS = frozenset(
    [
        "dans",
        "avec",
        "vers",
        "chez",
        "contre",
        "malgré",
        "pendant",
        "durant",
        "selon",
        "depuis",
        "dès",
        "parmi",
        "envers",
        "sur",
    ]
)
"""Prepositions that no infinitive follows: « un rôle dans faire la paix »."""
_PRESSED = frozenset(["cliquer", "appuyer", "taper", "tapoter", "presser", "clic"])
"""Verbs behind whose « sur » the name of a button stands (dictionary forms)."""
_THINGS = Trigger(forms=[_BEFORE_THINGS, ("en",)])
_CHOOSY = Trigger(forms=[{"en"}], lemmas=[*NEVER.values(), *ONLY.values(), HARD])
"""“en” and a noun, and what takes one preposition alone."""
_TO = {"à", "au", "aux"}
_OF = {"de", "d'", "du", "des"}


@check(
    "FLU229",
    "wrong-preposition",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def wrong_preposition(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A preposition after a word that takes another one.

    What it does: looks after “en” and a noun such as « accord », « concurrence », « contradiction » or
    « partenariat », which take only “avec”, and reports any other preposition; and after verbs that one preposition
    alone follows (« dépendre sur », « être intéressé dans », « refuser à répondre »). Before an infinitive, it reports
    « dans », « avec », « sur » and others that only a noun follows (« un rôle dans faire la paix »).

    Why it matters: the preposition is that of another language.

    Example: « Il est en compétition contre son voisin. », « Cela dépend sur vous. »

    What to do: write the preposition that the word takes: « en compétition avec », « cela dépend de vous ».
    """
    for case, items in sighted(cases, _CHOOSY, _THINGS):
        for at in items.at(_CHOOSY, behind=3):
            if items[at].form == "en" and _joined_otherwise(items, at):
                message = _("“{phrase}” takes “avec”, not “{preposition}”.").format(
                    phrase=f"en {items[at + 1].form}", preposition=items[at + 2].form
                )
                yield hit(case, items[at], items[at + 2], message)
            wanted = _never_follows(items, at) or _hard_to(items, at)
            if wanted:
                message = _("“{phrase}” takes “{wanted}”, not “{preposition}”.").format(
                    phrase=items[at].form, wanted=wanted, preposition=items[at + 1].form
                )
                yield hit(case, items[at], items[at + 1], message)
        for at in items.at(_THINGS, before=1, behind=1):
            verb = _infinitive_behind(items, at)
            if verb is not None:
                message = _("“{preposition}” cannot stand before the infinitive “{verb}”.")
                said = message.format(preposition=items[at].form, verb=items[verb].form)
                yield hit(case, items[at], items[verb], said)


def _infinitive_behind(items: tuple[Word, ...], at: int) -> int | None:
    """Index of an infinitive behind a preposition at `at` that none follows: « dans faire », « en se connecter »."""
    verb = at + 1
    if items[at].form == "en":  # it is a pronoun before an infinitive, but not before « se »
        verb = at + 2 if items[at + 1].form in ("se", "s'") else len(items)
    if verb >= len(items) or items[at].shape != "word" or items[at].capital:
        return None
    named = not items[at - 1].lemmas.isdisjoint(_PRESSED)  # "cliquez sur enregistrer"
    return verb if plain(items, verb) and items[verb].only("I") and not named else None


def _never_follows(items: tuple[Word, ...], at: int) -> str:
    """The preposition that the word at `at` takes, where another one stands behind it; empty where none is wrong.

    One function: its guards, read one after the other.
    """
    word, link, after = items[at : at + 3]
    if word.shape != "word" or word.caps or link.shape not in ("word", "elided"):
        return ""
    left = items[at - 1] if at else None
    verb = left is not None and (
        left.form in PERSONS
        or left.form in ("ne", "n'", "se", "s'", "qui")
        or left.is_form_of("être", "VI")
        or left.is_form_of("avoir", "VI")
    )
    if word.any("N") and not verb:
        return ""
    written = _AS_WRITTEN.get(link.form, link.form)
    begins = skip_while(items, at + 2, lambda word: word.form in OBJECTS)
    if begins < len(items) and items[begins].only("I"):
        past = at > 0 and items[at - 1].is_form_of("avoir", "VIG")
        kinds = "P" if past else "VI"
        if left is not None and left.form in REFLEXIVE:
            return ""  # "il se décida à partir"
        object_of = at > 1 and items[at - 2].form in OBJECTS
        if past and object_of and _SUBJECTS.get(items[at - 1].form) != items[at - 2].form:
            return ""  # "ce qui vous a décidé à venir"
        if left is not None and left.form in OBJECTS and word.only("I"):
            return ""  # "de quoi le décider à venir"
        if left is not None and left.form in _ACCUSATIVE:
            return ""  # "ce raisonnement le décida à s'abstenir"
        onward = items[begins + 1 : begins + 2]
        if (
            items[begins].form in ("partir", "compter")
            and onward
            and onward[0].form in ("de", "d'", "du", "des")
        ):
            return ""  # "à partir de mai"
        table = ONLY
    else:
        if left is not None and _completed(items, at, left.form):
            return ""  # "le mur qui l'entoure avec élégance", "le sujet qui vous intéresse dans la liste"
        if any(word.form == "près" for word in items[at + 2 : at + 5]):
            return ""  # "compatible au bogue près"
        # "elle bénéficie pour cela de", "conscient sur le moment": what stands behind names no thing
        article = after.form in determiners() or link.form in ("au", "aux", "du")
        noun = items[at + 3] if article and link.form not in ("au", "aux", "du") else after
        if not noun.any("N") or noun.form in TIMES or noun.form in APART or noun.any("BC"):
            return ""
        if link.form == "à" and noun.form in ("intérieur", "extérieur", "échelle"):
            return ""  # "incompatibles à l'intérieur d'un pays"
        if any(word.form == "dont" for word in items[max(0, at - 4) : at]):
            return ""  # "le fonds dont elle dépend sur ce point"
        if noun.form == "affaires":
            return ""  # "il m'a intéressé dans ses affaires"
        if link.form == "dans" and any(word.form in _SHARES for word in items[at + 3 : at + 6]):
            return ""  # "adhérer dans une large mesure"
        kinds, table = "VIPA", NEVER
    for (wrong, right), lemmas in table.items():
        if written == wrong and any(r.kind in kinds and r.lemma in lemmas for r in word.readings):
            return right
    return ""


def _completed(items: tuple[Word, ...], at: int, pronoun: str) -> bool:
    """Whether a pronoun before the verb at `at` is what it is about, and no reflexive one."""
    if pronoun in _REFLEXIVE_OF:
        return at > 1 and items[at - 2].form not in (_REFLEXIVE_OF[pronoun], "ne", "n'")
    return pronoun in _ACCUSATIVE or pronoun in ("y", "en", "lui", "leur")


def _hard_to(items: tuple[Word, ...], at: int) -> str:
    """“à” where « difficile de » ends what is said of a thing: « ce livre est difficile de lire »."""
    of, verb, end = items[at + 1 : at + 4]
    if items[at].form not in HARD or of.form not in ("de", "d'") or not verb.any("I"):
        return ""
    if at < 2 or not items[at - 1].is_form_of("être", "V") or end.form not in (".", ",", ";"):
        return ""
    thing = items[at - 2].only("NAV") and items[at - 2].any("N")
    return "à" if thing and at > 2 and items[at - 3].form in determiners() else ""


def _joined_otherwise(items: tuple[Word, ...], at: int) -> bool:
    """Whether the preposition behind “en” at `at` and its noun cannot follow them."""
    noun, preposition, after = items[at + 1 : at + 4]
    if after.only("I"):
        return False  # "des choses en rapport à installer"
    if noun.form not in WITH or noun.capital or after.shape not in ("word", "elided", "number"):
        return False
    if preposition.form == "contre":
        return True
    left = items[at - 1].form if at else ""
    if left.startswith(("mis", "mett", "remis", "entr")):  # "la mise en relation des élèves"
        return False
    if any(item.form in APART for item in items[at + 3 : at + 5]):
        return False
    return noun.form in (
        WITH_NOT_TO if preposition.form in _TO else WITH_NOT_OF if preposition.form in _OF else ()
    )
