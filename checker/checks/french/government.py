"""French prepositions that a verb, a noun or an adjective wants and does not have.

One module: which preposition a word governs is one subject, and its functions share their lists.
"""

from __future__ import annotations

from checker.checks.french.clause import (
    ITSELF,
    OBJECTS,
    PERSONS,
    names_subject,
    plain,
    skip_adjective,
    skip_complements,
    skip_while,
    words_before,
)
from checker.checks.french.counted_prepositions import (
    COUNTING,
    LARGE,
    MEASURES,
    NEED_REACH,
    PLENTY,
    QUANTITY,
    RISING,
    after_count,
    by_how_much,
    counting,
    form_at,
    nearly,
)
from checker.languages.fr.lexicon import WordList, determiners
from checker.languages.morphology import Word

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
SPOKEN_TO = {"nous": "1p", "vous": "2p"}
TIMES = WordList("government.times")
# Adjectives with “de” before an infinitive where nobody is their subject: il est difficile de.
JUDGEMENTS = WordList("government.judgements")
IMPERSONAL = {"il", "c'", "n'", "ne"}
TOLD = {"m'", "t'", "me", "te", "vous", "nous", "lui", "leur"}
# Words of which a preposition is made, and its first word: à cause de.
_FIRST = {"cause": "à", "sein": "au", "cours": "au", "vertu": "en", "dépit": "en", "raison": "en"}
# Verbs that have somebody for their object, and “de” before a thing (dictionary forms).
_OF_A_THING = WordList("government.of_a_thing")
_SOMEBODY = frozenset(["vous", "nous", "me", "m'", "te", "t'", "le", "la", "les", "l'"])
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
    RISING, *_DESCRIBED.values(),
)  # fmt: skip
"""What wants a preposition behind it, by form and by dictionary form: `without_preposition` looks at nothing else."""


def without_preposition(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """Where what items[at] governs begins, and the preposition that is missing before it.

    One function: its guards, read one after the other.
    """
    word = items[at]
    if word.shape != "word" or word.caps or at + 1 >= len(items):
        return None
    found = _behind_somebody(items, at) or nearly(items, at) or _headless(items, at)
    found = found or by_how_much(items, at)
    if found is not None:
        return found
    after = items[at + 1]
    if after.shape not in ("word", "elided") or after.capital or len(after.form) == 1:
        return None  # "millions d'€"
    return (
        (("I" in after.kinds or after.form in OBJECTS) and _before_infinitive(items, at))
        or _played(items, at)
        or (word.form in counting() and after_count(word, after, items, at))
        or _need(items, at)
        or _feared(items, at)
        or _reflexive(items, at)
        or _second_object(items, at)
        or _indirect(items, at)
    ) or None


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
    left = form_at(items, at - 1)
    if any(item.form in RELATIVES for item in words_before(items, at)):
        return None  # "ce dont l'accuse la justice"
    if left not in _SOMEBODY or (
        SPOKEN_TO.get(left) in {item.tag[2:] for item in word.readings if item.kind == "V"}
    ):
        return None
    noun = items[at + 2]
    thing = article.form in OBJECT_ARTICLES and noun.any("N") and noun.form not in TIMES
    return (at + 1, "de") if thing and not noun.capital else None


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
    left = form_at(items, at - 1)
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
            person = form_at(items, at - 2) in ("vous", "nous") and items[at - 1].any("V")
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
        and form_at(items, at - 2) in ("il", "qu'il")
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
        if tough and form_at(items, at - 2) not in IMPERSONAL:
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
        subject = form_at(items, at - 1) in (
            *PERSONS,
            "ne",
            "n'",
            "qui",
        )  # "il continue travailler"
        subject = subject or (at == 2 and items[0].form in OBJECT_ARTICLES and items[1].any("N"))
        if governs and (past or subject or not word.any("NAE")):
            return at + 1, preposition
    for preposition, nominals in NOMINALS.items():
        # "en premier lieu", "si besoin"
        left = form_at(items, at - 1)
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
    subject = form_at(items, at - 1) in (*PERSONS, "cela", "ça", "ne", "n'", "qui")
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


def _need(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    """“avoir besoin” right before what it should have a “de” for."""
    if items[at].form == "droit" and at and items[at - 1].is_form_of("avoir", "VI"):
        given = items[at + 1].form in ("un", "une", "votre", "son", "cette")
        return (at + 1, "à") if given else None
    if items[at].form not in _NEEDS:
        return None
    near = items[max(0, at - NEED_REACH) : at]
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
