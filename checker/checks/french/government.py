"""French prepositions: those that a verb, a noun or a quantity wants, missing; those that nothing wants.

One module: which preposition a word governs is one subject, and its rules share their lists.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    AUXILIARY,
    ITSELF,
    MODALS,
    OBJECTS,
    PERSONS,
    names_subject,
    plain,
    skip_adjective,
    skip_complements,
    skip_while,
    words_before,
)
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs with “de” or “à” before an infinitive (dictionary forms).
VERBS = {"de": WordList("government.verbs_de"), "à": WordList("government.verbs_a")}
# Verbs that have no direct object, and what stands before theirs (dictionary forms).
INDIRECT = {"de": WordList("government.indirect_de"), "à": WordList("government.indirect_a")}
OBJECT_ARTICLES = {
    "le",
    "la",
    "les",
    "l'",
    "un",
    "une",
    "ce",
    "cette",
    "ces",
    "cet",
    "votre",
    "vos",
    "leurs",
    "mon",
    "ma",
    "mes",
    "son",
    "sa",
    "ses",
}
BEFORE_INFINITIVE = {"pour", "de", "d'", "à", "sans"}
RELATIVES = {
    "que",
    "qu'",
    "dont",
    "où",
    "qui",
    "quoi",
    "comment",
    "quand",
    "comme",
    "lequel",
    "laquelle",
}
# Verbs that say to somebody that he may or should do something (dictionary forms): permettre à quelqu'un de.
TOLD_TO = WordList("government.told_to")
# Verbs that bring somebody to do something (dictionary forms): aider quelqu'un à.
BROUGHT_TO = WordList("government.brought_to")
# What is played “à”, and what “de”.
SPORTS = WordList("government.sports")
INSTRUMENTS = WordList("government.instruments")
# Nouns and adjectives with “de” or “à” before an infinitive.
NOMINALS = {"de": WordList("government.nominals_de"), "à": WordList("government.nominals_a")}
_ADJECTIVES = {"capable", "capables", "incapable", "incapables", "susceptible", "susceptibles"}
# Nouns that count others: trois millions de personnes.
COUNTING = WordList("government.counting")
# Adverbs of quantity: moins d'erreurs.
QUANTITY = WordList("government.quantity")
SPOKEN_TO = {"nous": "1p", "vous": "2p"}
# Verbs with a direct object, and no “de” before it.
TRANSITIVE = WordList("government.transitive")
# Verbs whose “de” or “à” wants an infinitive, and which have no noun behind it: « continuer d'avancer ».
WITH_INFINITIVE = WordList("government.with_infinitive")
ALONE = (
    *MODALS,
    "sembler",
    "paraître",
    "faillir",
    "savoir",
    "préférer",
    "espérer",
    "adorer",
    "détester",
)
"""Verbs that an infinitive follows without a preposition (dictionary forms)."""
# What makes “de” right for all that: negation, quantity, a comparison.
LICENSING = WordList("government.licensing")
# Adverbial phrases: de façon, de préférence.
ADVERBIAL = WordList("government.adverbial")
TIMES = WordList("government.times")
# What stands behind « deux millions » without being counted: deux millions restants.
LEFT_OVER = WordList("government.left_over")
# Adjectives with “de” before an infinitive where nobody is their subject: il est difficile de.
JUDGEMENTS = WordList("government.judgements")
IMPERSONAL = {"il", "c'", "n'", "ne"}
# Nouns for many, behind “un” and the like: un grand nombre de.
LARGE = {"nombre", "quantité", "multitude", "partie", "variété", "majorité", "série", "gamme"}
SIZED = {"grand", "certain", "petit", "grande", "petite", "bonne", "une", "large", "vaste"}
# Measures of what is eaten and drunk: deux litres d'eau.
MEASURES = WordList("government.measures")
# Before a singular: assez de temps; “beaucoup” may be said to somebody: merci beaucoup docteur.
PLENTY = {"assez"}
QUALITIES = WordList("government.qualities")
ARTICLES_BEFORE = {"le", "la", "les", "l'", "de", "d'"}
TOLD = {"m'", "t'", "me", "te", "vous", "nous", "lui", "leur"}
_SOME = {"une", "un", "quelques", "plusieurs", "demi"}
_BEFORE_NUMBER = {
    ",", "dans", "depuis", "pendant", "après", "pour", "avec", "à", "sur", "et", "ou", "dont", "que", "par",
    "chez", "pas", "déjà", "aujourd'hui", "encore", "contre", "il", "y",
}  # fmt: skip
_DEGREES = {"degrés", "degré", "points", "°"}
# The first word of prepositions that have several.
_INSIDE = {"dans", "chez"}
_SEVERAL = {"plusieurs", "quelques"}
# Prepositions behind which no “de” stands before these.
_WITHOUT_OF = {"pour", "malgré", "selon", "pendant", "durant", "chez", "sans", "parmi"}
_OWN_ARTICLES = {
    "mon",
    "ma",
    "mes",
    "son",
    "sa",
    "ses",
    "notre",
    "nos",
    "votre",
    "vos",
    "leur",
    "leurs",
    "cet",
    "cette",
}
_FIRST = {"cause": "à", "sein": "au", "cours": "au", "vertu": "en", "dépit": "en", "raison": "en"}
# Verbs that have somebody for their object, and “de” before a thing (dictionary forms).
_OF_A_THING = WordList("government.of_a_thing")
_SOMEBODY = frozenset(["vous", "nous", "me", "m'", "te", "t'", "le", "la", "les", "l'"])
_FAR = frozenset(["kilomètre", "kilomètres", "km", "mètre", "mètres", "minutes", "heures", "pas"])
_RISING = WordList("government.rising")
# Participles that have “de” or “à” before an infinitive (dictionary forms).
_DESCRIBED = {
    "de": frozenset(
        ["accuser", "soupçonner", "charger", "convaincre", "forcer", "obliger", "tenter"]
    ),
    "à": frozenset(
        [
            "autoriser",
            "inviter",
            "destiner",
            "amener",
            "condamner",
            "habituer",
            "appeler",
            "encourager",
        ]
    ),
}
_TOUGH = frozenset(["facile", "faciles", "difficile", "difficiles", "agréable", "agréables"])
_NEEDS = {"besoin", "envie"}
_FEARS = {"peur", "honte"}
# Verbs with “se” and “de” (dictionary forms), and « se rendre compte ».
_ABOUT_ITSELF = WordList("government.about_itself")
GOVERNING_FORMS = (
    *NOMINALS.values(),
    JUDGEMENTS,
    COUNTING,
    LARGE,
    MEASURES,
    PLENTY,
    QUANTITY,
    _NEEDS,
    ("droit", "chacun", "chacune"),
    _FEARS,
    ("près", "plus"),
    _FIRST,
    _TOUGH,
    ("agit", "agissait", "agira"),
)
GOVERNING_LEMMAS = (
    *VERBS.values(), *INDIRECT.values(), TOLD_TO, BROUGHT_TO, _ABOUT_ITSELF, ("jouer", "situer"), _OF_A_THING,
    _RISING, *_DESCRIBED.values(),
)  # fmt: skip
"""What wants a preposition behind it, by form and by dictionary form: `without_preposition` looks at nothing else."""
_DE = Trigger(forms=[("de", "d'", "à")])
# Verbs that an infinitive follows without “à” either (dictionary forms).
_WITHOUT_TO = frozenset([*ALONE, "souhaiter", "désirer", "oser", "compter"]) - {
    "faillir",
    "falloir",
}
_NEED_REACH = 4
"""Words before « besoin » among which its verb « avoir » must be."""


def without_preposition(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Where what items[at] governs begins, and the preposition that is missing before it.

    One function: its guards, read one after the other.
    """
    word = items[at]
    if word.shape != "word" or word.caps or at + 1 >= len(items):
        return None
    found = _behind_somebody(items, at) or _nearly(items, at) or _headless(items, at)
    found = found or _by_how_much(items, at)
    if found is not None:
        return found
    after = items[at + 1]
    if after.shape not in ("word", "elided") or after.capital or len(after.form) == 1:
        return None  # "millions d'€"
    return (
        (("I" in after.kinds or after.form in OBJECTS) and _before_infinitive(items, at))
        or _played(items, at)
        or (word.form in _counting() and _after_count(word, after, items, at))
        or _need(items, at)
        or _feared(items, at)
        or _reflexive(items, at)
        or _second_object(items, at)
        or _indirect(items, at)
    ) or None


def _nearly(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A number right behind « près » or « plus »: « près deux millions », « plus 10 000 cyclistes ».

    Not of « à peu près deux », « à un mois près », « n'a plus deux ans », « deux plus trois », « plus 5 degrés ».
    """
    if items[at].form == "plus" and at and items[at - 1].form in ("pour", "avec", "obtenir"):
        after = items[at + 1]
        many = after.only("N") and after.shape == "word" and _counted(after, several=False)
        return (at + 1, "de") if many else None  # "pour plus informations"
    if items[at].form in ("chacun", "chacune"):
        each = at == 0 and items[1].form in ("les", "ces", "nos", "vos", "leurs")
        return (1, "de") if each and names_subject(items[2]) else None
    if items[at].form not in ("près", "plus") or not _is_number(items, at + 1):
        return None
    if items[at].form == "plus":
        return (at + 1, "de") if _more_than(items, at) else None
    before = items[max(0, at - _NEED_REACH) : at]
    other = any(word.form in ("peu", "à") or word.any("C") for word in before)
    return None if other else (at + 1, "de")


def _more_than(items: tuple[Word, ...], at: int) -> bool:
    """Whether “plus” at `at`, before a number and what is counted, adds nothing and denies nothing."""
    before = items[at - 1] if at else None
    if before is not None and not (
        before.form in _BEFORE_NUMBER or before.any("V") or before.form in AUXILIARY
    ):
        return False
    if any(word.form in ("ne", "n'") for word in items[max(0, at - _NEED_REACH) : at]):
        return False
    counted = skip_while(items, at + 1, lambda word: word.shape == "number" or word.any("C"))
    if counted >= len(items) or items[at + 1].form in ("un", "une"):
        return False
    noun = items[counted]
    return noun.shape == "word" and noun.form not in _DEGREES and _counted(noun, several=True)


def _headless(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A preposition of several words that lost its first: « a disparu cause de la pollution »."""
    first = _FIRST.get(items[at].form)
    if first is None or not at or at + 2 >= len(items):
        return None
    if items[at + 1].form not in ("de", "d'", "du", "des") or items[at + 1].capital:
        return None
    left = items[at - 1]
    behind = left.any("P") and left.only("APN") and left.shape == "word" and not left.capital
    behind = behind and left.form != "eu"  # "a eu raison de"
    return (at, first) if behind else None


def _second_object(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A thing right behind a verb that has somebody before it as its object: « nous vous remercions votre aide »."""
    word, article = items[at], items[at + 1]
    if word.lemmas.isdisjoint(_OF_A_THING) or not word.any("VI") or at + 2 >= len(items):
        return None
    left = _form(items, at - 1)
    if any(item.form in RELATIVES for item in words_before(items, at)):
        return None  # "ce dont l'accuse la justice"
    if left not in _SOMEBODY or (
        SPOKEN_TO.get(left) in {item.tag[2:] for item in word.readings if item.kind == "V"}
    ):
        return None
    noun = items[at + 2]
    thing = article.form in OBJECT_ARTICLES and noun.any("N") and noun.form not in TIMES
    return (at + 1, "de") if thing and not noun.capital else None


def _by_how_much(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A share right behind a verb of rising or falling: « les prix ont augmenté 3 % »."""
    if at + 2 >= len(items):
        return None
    if "situer" in items[at].lemmas and items[at].any("P"):
        away = _is_number(items, at + 1) and items[at + 2].form in _FAR
        return (at + 1, "à") if away else None
    if items[at].lemmas.isdisjoint(_RISING):
        return None
    past = items[at].any("P") and at > 0 and items[at - 1].is_form_of("avoir", "VIG")
    number, unit = items[at + 1 : at + 3]
    share = number.shape == "number" and (unit.form == "%" or number.form.endswith("%"))
    return (at + 1, "de") if share and (past or items[at].any("VIG")) else None


def _feared(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """What is feared right behind « avoir peur »: « il a peur les araignées »; not « il a peur la nuit »."""
    if items[at].form not in _FEARS or not at or at + 2 >= len(items):
        return None
    degree = items[at - 1].form in ("très", "trop", "si", "toujours", "aussi", "pas", "plus")
    had = at - 2 if degree and at > 1 else at - 1
    article, noun = items[at + 1 : at + 3]
    if items[had].is_form_of("avoir", "VI") and article.only("N") and article.shape == "word":
        many = not article.capital and all(item.tag[2] == "p" for item in article.readings)
        return (at + 1, "de") if many else None  # "il a peur chiens"
    feared = (
        article.form in OBJECT_ARTICLES and noun.any("N") and noun.form not in (*TIMES, "uns", "un")
    )
    has = items[had].is_form_of("avoir", "VIG")
    return (at + 1, "de") if has and feared and not noun.capital else None


def _reflexive(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """The object of « se souvenir » and the like without its “de”: « je me souviens cette journée »."""
    if items[at].lemmas.isdisjoint(_ABOUT_ITSELF) or not items[at].any("V") or at < 2:
        return None
    subject, itself = items[at - 2 : at]
    bare = items[at + 1]
    thing = bare.any("N") and bare.only("NV") and len(bare.form) > 3  # not « se moque est »
    if itself.form in ("se", "s'") and thing and plain(items, at + 1):
        # "les voisins se plaignent bruit"
        counts = "rendre" in items[at].lemmas or bare.form in TIMES
        return None if counts else (at + 1, "de")
    if ITSELF.get(subject.form) != itself.form.replace("'", "e"):
        return None
    realised = "rendre" in items[at].lemmas
    if realised and items[at + 1].form != "compte":
        return None
    article = at + 2 if realised else at + 1
    noun = items[article + 1] if article + 1 < len(items) else items[article]
    named = items[article].form in OBJECT_ARTICLES and noun.any("N") and not noun.any("BI")
    return (article, "de") if named and noun.form not in TIMES and not noun.capital else None


def _indirect(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A verb that has no direct object, right before an article: « il s'agit un problème », « accéder la page ».

    One function: its guards, read one after the other.
    """
    word, article = items[at], items[at + 1]
    if article.form not in OBJECT_ARTICLES or at + 2 >= len(items):
        return None
    noun = items[at + 2]
    if not noun.any("N") or noun.any("BC") or noun.form in TIMES or noun.capital:
        return None
    left = _form(items, at - 1)
    for preposition, verbs in INDIRECT.items():
        past = at > 0 and items[at - 1].is_form_of("avoir", "VIG")
        kinds = "P" if past else "VIG"
        if not any(item.kind in kinds and item.lemma in verbs for item in word.readings):
            continue
        if past:
            # "le prix auquel il a répondu": behind a relative or a question its object may be ahead
            related = any(item.form in RELATIVES for item in words_before(items, at))
            return None if related else (at + 1, preposition)
        if word.any("NAPE") or word.caps:
            return None
        if word.only("I"):
            # "dont peuvent bénéficier les entreprises", "faire participer les électeurs"
            person = _form(items, at - 2) in ("vous", "nous") and items[at - 1].any("V")
            return (at + 1, preposition) if left in BEFORE_INFINITIVE or person else None
        opening = at == 2 and items[0].form in OBJECT_ARTICLES  # not "Au bruit succède la peur"
        ordered = at == 0 and word.form.endswith("ez")
        subject = opening or ordered or left in PERSONS or left in ("ne", "n'")
        relative = any(
            item.form in RELATIVES for item in words_before(items, at)
        )  # "ce dont dépend la vie"
        return (at + 1, preposition) if subject and not relative else None
    if (
        word.form in ("agit", "agissait", "agira")
        and left == "s'"
        and _form(items, at - 2) in ("il", "qu'il")
    ):
        return at + 1, "de"
    return None


def _before_infinitive(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Where an infinitive begins that needs a preposition behind the word at `at`, and which one.

    One function: its guards, read one after the other.
    """
    word = items[at]
    then = at + 1
    then = skip_while(items, then, lambda word: word.form in OBJECTS and word.shape != "clitic")
    if then == len(items) or not items[then].any("I") or not items[then].only("IN"):
        return None
    past = word.any("P") and at > 0 and items[at - 1].is_form_of("avoir", "VG")
    infinitive = items[then].only("I") or items[then].form in ("avoir", "être")
    if word.only("AP") and infinitive and then == at + 1 and not items[then].capital:
        # "l'homme soupçonné avoir", "une recette facile réaliser"
        for preposition, lemmas in _DESCRIBED.items():
            if not word.lemmas.isdisjoint(lemmas) and not past:
                return then, preposition
        tough = at > 0 and items[at - 1].is_form_of("être", "VI") and word.form in _TOUGH
        if tough and _form(items, at - 2) not in IMPERSONAL:
            return then, "à"
    # "capable parler", "a décidé reporter": no noun can stand there.
    had = word.form in ("envie", "besoin") and at > 0 and items[at - 1].is_form_of("avoir", "VI")
    # "il est difficile comprendre", "il est important boire"
    impersonal = (
        at > 1
        and word.form in JUDGEMENTS
        and items[at - 1].is_form_of("être", "V")
        and items[at - 2].form in IMPERSONAL
    )
    sure = items[then].only("I") or word.form in _ADJECTIVES or past or had or impersonal
    if items[then].capital or not sure:
        return None
    if then > at + 1 and not items[then].only("I"):
        return None  # "on a tenu le dîner"
    for preposition, verbs in VERBS.items():
        governs = any(
            item.kind in ("P" if past else "VIG") and item.lemma in verbs for item in word.readings
        )
        subject = _form(items, at - 1) in (*PERSONS, "ne", "n'", "qui")  # "il continue travailler"
        subject = subject or (at == 2 and items[0].form in OBJECT_ARTICLES and items[1].any("N"))
        if governs and (past or subject or not word.any("NAE")):
            return at + 1, preposition
    for preposition, nominals in NOMINALS.items():
        # "en premier lieu", "si besoin"
        left = _form(items, at - 1)
        if at and "quel" in items[at - 1].lemmas:
            return None  # "par quels moyens arriver à"
        place = left != "au" if word.form == "lieu" else left in ("si", "au")
        if word.form in nominals and then == at + 1 and not place:
            return at + 1, preposition
    return (at + 1, "de") if impersonal and then == at + 1 else None


def _behind_somebody(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Where an infinitive begins behind a verb at `at` and whom it names: « permet aux élèves partir ».

    One function: its guards, read one after the other.
    """
    word = items[at]
    if not any(lemma in TOLD_TO or lemma in BROUGHT_TO for lemma in word.lemmas):
        return None
    subject = _form(items, at - 1) in (*PERSONS, "cela", "ça", "ne", "n'", "qui")
    if word.any("NA") and not word.any("P") and not subject:
        return None
    kinds = [(r.kind, r.lemma) for r in word.readings if r.kind in "VIGP"]
    if any(lemma in TOLD_TO for _kind, lemma in kinds) and items[at + 1].form in ("à", "au", "aux"):
        noun, preposition = at + 2, "de"
    elif any(lemma in BROUGHT_TO and kind != "P" for kind, lemma in kinds):
        noun, preposition = at + 1, "à"
    else:
        return None
    if noun < len(items) and items[noun].form in determiners() and items[noun].form not in TOLD:
        noun += 1
    elif items[noun - 1].form not in ("au", "aux"):
        return None
    if not plain(items, noun) or not names_subject(items[noun]):
        return None
    end = skip_complements(items, skip_adjective(items, noun + 1))
    verb = skip_while(items, end, lambda word: word.form in OBJECTS)
    return (end, preposition) if plain(items, verb) and items[verb].only("I") else None


def _played(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """A sport or an instrument right behind “jouer”: « jouer le football »."""
    article, beyond = items[at + 1], items[at + 2] if at + 2 < len(items) else None
    if not items[at].is_form_of("jouer", "VIGP"):
        return None
    if article.form in SPORTS and article.shape == "word":
        return at + 1, "à"
    if article.form not in ("le", "la", "les", "l'"):
        return None
    if beyond is None or (beyond.form not in SPORTS and beyond.form not in INSTRUMENTS):
        return None
    return at + 1, "à" if beyond.form in SPORTS else "de"


def _after_count(
    word: Word, after: Word, items: tuple[Word, ...], at: int
) -> tuple[int, str] | None:
    """What is counted right behind a quantity or a measure: « une dizaine entreprises ».

    One function: its guards, read one after the other.
    """
    left = items[at - 1].form if at else ""
    if word.form in COUNTING and _counted(
        after,
        several=(word.form == "plupart" and _form(items, at - 2) != "pour")
        or _is_number(items, at - 1)
        or left in _SOME
        or (left == "la" and word.form in ("moitié", "majorité")),
    ):
        return at + 1, "de"
    if word.form in LARGE and left in SIZED and _counted(after, several=True):
        return at + 1, "de"
    if word.form in MEASURES and (_is_number(items, at - 1) or left in _SOME) and _measured(after):
        return at + 1, "de"
    if not after.only("N") or after.any("C"):
        return None
    if (
        word.form in PLENTY
        and not word.caps
        and after.form not in QUALITIES
        and left not in ARTICLES_BEFORE
    ):
        return at + 1, "de"
    quantity = word.form in QUANTITY and all(item.tag[2] == "p" for item in after.readings)
    return (
        (at + 1, "de")
        if quantity and left not in ("au", "de", "en", "d'", "à", "le", "les")
        else None
    )


def _measured(word: Word) -> bool:
    """Whether a word is a noun but for what “tu” alone would make of it: « une pincée sel »."""
    kept = {item.kind for item in word.readings if item.kind != "V" or item.tag[2:] != "2s"}
    return kept == {"N"} and len(word.form) > 1


@functools.cache
def _counting() -> frozenset[str]:
    """All that a “de” may be missing behind: one look for the many words that are none of it."""
    return frozenset().union(COUNTING, LARGE, MEASURES, PLENTY, QUANTITY)


def _counted(word: Word, *, several: bool) -> bool:
    """Whether a word is a plural noun: « élèves », which “tu” alone would make a verb, and « réfugiés » after « deux
    millions », which is no participle there."""
    kept = [item for item in word.readings if item.kind != "V" or item.tag[2:] != "2s"]
    nouns = [item for item in kept if item.kind == "N"]
    others = {item.kind for item in kept} - {"N"}
    allowed = {"A", "P"} if several and word.form not in LEFT_OVER else set()
    return bool(nouns) and others <= allowed and all(item.tag[2] in "pi" for item in nouns)


def _form(items: tuple[Word, ...], at: int) -> str:
    return items[at].form if at >= 0 else ""


def _is_number(items: tuple[Word, ...], at: int) -> bool:
    return at >= 0 and (items[at].shape == "number" or items[at].any("C"))


def _need(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """“avoir besoin” right before what it should have a “de” for."""
    if items[at].form == "droit" and at and items[at - 1].is_form_of("avoir", "VI"):
        given = items[at + 1].form in ("un", "une", "votre", "son", "cette")
        return (at + 1, "à") if given else None
    if items[at].form not in _NEEDS:
        return None
    near = items[max(0, at - _NEED_REACH) : at]
    if not any(item.is_form_of("avoir", "VIG") for item in near):
        return None
    if any(item.form in ("dont", "en", "que", "qu'", "où") for item in words_before(items, at)):
        return None
    after = items[at + 1]
    beyond = items[at + 2] if at + 2 < len(items) else None
    if beyond is None or beyond.form in TIMES:
        return None
    many = after.form in ("beaucoup", "plus", *QUANTITY) and beyond.form in ("de", "d'")
    article = after.form in determiners() and after.form not in (
        "des",
        "du",
        "le",
        "les",
        "au",
        "aux",
        "chaque",
    )
    noun = article and beyond.any("N") and not beyond.any("EO")
    bare = after.any("N") and after.only("NV")
    return (at + 1, "de") if many or noun or bare else None


@check(
    "FLU226",
    "needless-preposition",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def needless_preposition(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A “de” or an “à” that nothing calls for.

    What it does: reports “de” between a modal verb and its infinitive (« il peut de partir »), between « pour »,
    « sans » or « à » and an infinitive, and between a verb such as « contenir » or « continuer » and a bare singular
    noun, unless a negation or a quantity calls for it; “à” between a modal verb or « souhaiter » and its infinitive;
    « décidé que de » with one; and « plusieurs de témoins », « pour de son retard », « environ de deux ».

    Why it matters: a piece of another construction was left over, and the reader has to guess what was meant.

    Example: « Ce fichier peut contenir de contenu protégé. »

    What to do: delete “de”, or use the article that the noun needs.
    """
    for case, items, link in sightings(cases, _DE, before=1, behind=1):
        at = link - 1
        if _needless(items, at):
            yield hit(
                case,
                items[at],
                items[at + 2],
                _("“{preposition}” is not needed between “{first}” and “{last}”.").format(
                    preposition=items[at + 1].form,
                    first=items[at].form,
                    last=items[at + 2].form,
                ),
            )


def _doubled(items: tuple[Word, ...], at: int) -> bool:
    """Whether “de” or “à” stands beside a word that goes without: « plusieurs de témoins », « pour de son retard »."""
    word, link, after = items[at : at + 3]
    if link.form == "à":
        return after.form in _INSIDE and after.any("E") and word.shape == "word"
    if word.form in _SEVERAL:
        return link.form == "de" and after.only("N") and _counted(after, several=False)
    if word.form == "environ":
        return after.shape == "number" or after.any("C")
    return word.form in _WITHOUT_OF and after.form in _OWN_ARTICLES and word.any("E")


def _needless(items: tuple[Word, ...], at: int) -> bool:
    """Whether the preposition behind the word at `at` is one too many.

    One function: its guards, read one after the other.
    """
    word, after = items[at], items[at + 2]
    if word.shape not in ("word", "elided") or word.caps or after.shape != "word" or after.capital:
        return False
    left = items[at - 1].form if at else ""
    if _doubled(items, at):
        return True
    if word.form in ("que", "qu'") and at:
        # "a décidé que de fermer", not "ne décide que de", "plutôt que de"
        decides = items[at - 1].only("VPA") and not items[at - 1].lemmas.isdisjoint(VERBS["de"])
        before = words_before(items, at)
        alone = not any(item.form in ("ne", "n'", "plus", "autre", "mieux") for item in before)
        return decides and alone and items[at + 1].form in ("de", "d'") and after.only("I")
    if items[at + 1].form == "à":
        governs = any(r.kind in "VI" and r.lemma in _WITHOUT_TO for r in word.readings)
        own = left in (*PERSONS, "qui", "ne", "n'") or (left in ("pour", "de") and word.only("I"))
        # "installez ceux que vous voulez à partir du menu"
        return governs and own and after.only("I") and after.form != "partir"
    if word.form == "après" and after.any("I") and after.only("IN"):
        return True  # "après de manger"
    if after.any("I") and after.only("IN"):
        if word.form in ("pour", "sans", "à"):
            return True
        if not after.only("I") and left not in PERSONS:
            return False
        modal = any(word.is_form_of(lemma, "V") for lemma in ALONE) and not word.any("NAB")
        # "vous devez", not "il vous faut de partir"
        subject = any(item.tag[2:] == SPOKEN_TO.get(left) for item in word.readings)
        return modal and (subject or left not in OBJECTS - {"ne", "n'"})
    infinitive = any(r.kind in "VIG" and r.lemma in WITH_INFINITIVE for r in word.readings)
    governs = infinitive or any(r.kind in "VI" and r.lemma in TRANSITIVE for r in word.readings)
    if not governs or word.any("NAP"):
        return False
    # A participle counts as an adjective too: contenu.
    if not after.any("N") or not after.only("NAP" if after.any("P") else "N"):
        return False
    if after.form in ADVERBIAL:
        return False
    plural = any(item.tag[2] != "s" for item in after.readings)
    if plural and not after.only("N") and (at + 3 >= len(items) or items[at + 3].any("N")):
        return False  # "de petites maisons"
    return infinitive or not any(
        item.form in LICENSING for item in (*words_before(items, at), *items[at + 3 : at + 4])
    )
