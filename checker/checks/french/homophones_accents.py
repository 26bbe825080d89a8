"""French homophones that differ in an accent, a space or the words around them: a and à, ou and où, quand and quant."""

from __future__ import annotations

from checker.checks.french.clause import (
    AUXILIARY,
    PERSON_OF,
    PERSONS,
    QUE,
    STRESSED,
    persons,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.homophone_places import OPENERS, SINGULAR, Place, written
from checker.languages.fr.lexicon import WordList, determiners

# Verbs that take “à” (dictionary forms): remonter à, parvenir à.
TAKING_A = WordList("homophones.taking_a")
ARTICLES = {"le", "la", "les", "l'", "un", "une", "ce", "cette", "ces", "son", "sa", "ses"}
THE = {"le", "la", "les", "l'", "du", "au", "des", "aux", "de", "un", "bien", "très"}
ASKED = frozenset(["être", "pouvoir", "devoir", "avoir", "aller"])
SURE = {"", "bien", "pas", "plus", "très", "si", "coup", "pour", "non"}
BEFORE_A = {"compris", "grâce", "quant", "conformément", "contrairement"}
PAIRS_BEFORE_A = {("fur", "et"), ("par", "rapport"), ("à", "face")}
PHRASES_WITH_A = {
    ("partir", "de"),
    ("partir", "du"),
    ("travers", "le"),
    ("travers", "la"),
    ("travers", "les"),
    ("cause", "de"),
    ("cause", "du"),
    ("propos", "de"),
    ("côté", "de"),
    ("condition", "que"),
}
BEFORE_LORS = {"dès", "depuis", "pour", "alors", "des"}
_NAMES = {"le", "la", "l'", "les", "un", "une", "du", "des"}
ASKING = {
    "savoir",
    "demander",
    "ignorer",
    "voir",
    "indiquer",
    "montrer",
    "comprendre",
    "dire",
    "vérifier",
}
PLACES = {"moment", "jour", "époque", "instant", "là", "endroit"}


# --- A lost accent, or one word for two ---


@written("a")
def _to(it: Place) -> str | None:
    if it.left is not None and it.left.form == "jusqu'":
        return "à"
    if not it.among_words:
        return None
    if _before_infinitive(it) or _reaches(it):
        return "à"
    if _moves(it):
        return "à" if it.after.form in determiners() or it.after.capital else None
    phrase = (it.after.form, it.behind(2)) in PHRASES_WITH_A and not it.word.capital
    called_for = it.before in BEFORE_A or (it.ahead, it.before) in PAIRS_BEFORE_A
    return "à" if phrase or called_for else None


may_have_an_object = Exceptions[Place]("FLU234")


@may_have_an_object.when("Celui qui est venu a la clé")
def _verb_of_the_main_clause(it: Place) -> bool:
    return any(item.form in ("qui", "que", "qu'", "dont") for item in it.items[: it.at])


def _moves(it: Place) -> bool:
    """Whether a verb of its own stands right before “a”: « il est parti a Paris », « elle pense a l'école »."""
    left = it.left
    if left is None or left.shape != "word" or it.at < 2:
        return False
    further = it.items[it.at - 2]
    known = further.form in PERSON_OF and PERSON_OF[further.form] in persons(left.readings)
    goes = known and (left.only("V") or further.form not in STRESSED)
    auxiliary = further.is_form_of("être", "V") and further.shape == "word"
    gone = auxiliary and left.only("NAP") and left.any("P")
    return (goes or gone) and not may_have_an_object(it)


def _before_infinitive(it: Place) -> bool:
    """Whether “a” stands between a verb and an infinitive, as no form of avoir can: « ils sont a rédiger »."""
    left = it.left
    if left is None or left.shape != "word" or not it.after.any("I"):
        return False
    if not it.after.only("I" if TAKING_A.isdisjoint(left.lemmas) else "IN"):
        return False
    verb = left.only("VI") or (left.any("V") and (it.ahead == "qui" or it.ahead in PERSONS))
    return (verb or left.is_form_of("être", "V")) and not left.is_form_of("avoir", "VI")


def _reaches(it: Place) -> bool:
    """Whether a verb that takes “à” stands before “a”, and a noun behind: « remonte a deux ans »."""
    left = it.left
    if left is None or left.shape != "word" or TAKING_A.isdisjoint(left.lemmas):
        return False
    noun = it.after.form in determiners() or it.after.shape == "number" or it.after.any("C")
    governed = left.only("I") and it.ahead in (
        "pour",
        "sans",
        "à",
        "de",
        "d'",
        "peut",
        "doit",
        "va",
    )
    verb = left.any("V") and it.ahead not in determiners()
    finite = verb and not may_have_an_object(it)
    return noun and it.after.form not in ("un", "une", "du", "des") and (governed or finite)


@written("des")
def _as_soon_as(it: Place) -> str | None:
    found = it.after.form in ("que", "qu'", "le", "la", "les", "l'", "lors")
    return "dès" if it.among_words and found else None


@written("ou")
def _where(it: Place) -> str | None:
    """“où” where a place, a time or a question is meant. One function: its guards, read one after the other."""
    if it.left is None:
        # "Ou sont les clés ?"
        asks = it.items[-1].form == "?" and it.after.form in ("est", "sont", "étaient", "était")
        return "où" if asks and it.behind(2) in determiners() and it.behind(2) != "ce" else None
    if not it.among_words:
        return None
    clause = it.after.form in OPENERS | {"je", "j'", "tu", "nous", "vous"}
    # "au cas ou la batterie serait vide": no noun stands bare in it, so none can be its alternative
    case = (it.ahead, it.before) == ("au", "cas") and (clause or it.after.form in determiners())
    # "des mises à jour ou vous les rappellent"
    place = it.before in PLACES and (it.ahead, it.before) != ("à", "jour")
    place = place or (it.ahead, it.before) == ("la", "mesure")
    # "je ne sais pas ou se trouve la gare"
    asked = any(
        item.any("VI") and any(r.lemma in ASKING for r in item.readings)
        for item in it.items[max(0, it.at - 2) : it.at]
    )
    found = it.after.form in ("se", "s'") and it.behind(2) in (
        "trouve",
        "trouvent",
        "situe",
        "situent",
        "cache",
        "passe",
    )
    # "je ne sais pas ou il est", "elle ne sait plus ou", "savoir ou il est", "dis-moi ou tu vas"
    unknown = it.before in ("pas", "plus") and asked and clause
    wants = it.left.any("I") and it.ahead not in determiners()
    knows = it.left.only("V") and not it.left.lemmas.isdisjoint(("savoir", "ignorer"))
    knows = knows and it.ahead != it.after.form  # "vous savez ou vous ne savez pas"
    told = asked and clause and (wants or knows or it.left.shape == "clitic")
    found = (place and clause) or (asked and found) or unknown or told
    return "où" if it.left.form == "d'" or case or found else None


@written("où")
def _or(it: Place) -> str | None:
    """« le thé où le café ? »: a noun behind it ends the sentence."""
    ends = it.at + 4 == len(it.items) and it.items[-1].form in (".", "?", "!")
    if not it.among_words or not ends or it.left is None or it.ahead not in _NAMES:
        return None
    things = it.left.any("N") and it.items[it.at + 2].any("N") and it.items[it.at + 2].only("NA")
    return "ou" if it.after.form in _NAMES and things else None


@written("lors")
def _when(it: Place) -> str | None:
    """« lors que la nuit tombe »: one word; « dès lors que » is three."""
    found = it.alone and it.after.form in ("que", "qu'")
    return "lorsque" if found and it.before not in BEFORE_LORS else None


@written("sur")
def _sure(it: Place) -> str | None:
    found = it.before == "bien" and it.after.form in ("que", "qu'", ",", ".", "!")
    certain = it.left_is_form_of("être") and it.after.form in QUE
    return "sûr" if it.alone and (found or certain) else None


@written("sûr")
def _on(it: Place) -> str | None:
    """« des fleurs sûr la pelouse »; « sûr » takes “de” or “que”."""
    sure = it.before in SURE or it.left_is_form_of("être")
    return "sur" if it.among_words and it.after.form in ARTICLES and not sure else None


@written("quelque", "quelques")
def _whatever(it: Place) -> str | None:
    return "quel que" if it.among_words and it.after.form in ("soit", "soient") else None


@written("peut-être")
def _may_be(it: Place) -> str | None:
    """« le lien peut-être inclure votre nom »: a verb between its subject and an infinitive."""
    left = it.left
    if left is None or left.capital or not it.after.only("I"):
        return None
    return "peut" if left.only("N") or it.before in (*SINGULAR, "qui", "cela", "ça") else None


@written("ya")
def _there_is(it: Place) -> str | None:
    """« il ya deux ans »: two words in one."""
    pronoun = it.left is not None and it.left.form in ("il", "n'", "qu'il")
    return "y a" if it.alone and pronoun else None


@written("peut")
def _perhaps(it: Place) -> str | None:
    if not it.among_words or it.after.form != "être":
        return None
    if it.left is None:
        return "peut-être" if it.behind(2) in QUE else None
    finite = it.left_is_form_of("être") or it.left_is_form_of("avoir")
    # "elle viendra peut être demain"; not "ce qu'il dit peut être vrai"
    other = it.left.only("V") and it.left.shape == "word" and not may_have_an_object(it)
    return "peut-être" if finite or other else None


@written("voir")
def _even(it: Place) -> str | None:
    known = it.before == "" or (it.left is not None and it.left.any("NAPO"))
    return "voire" if it.among_words and it.after.form == "même" and known else None


# --- Other words ---


@written("quelle")
def _that_she(it: Place) -> str | None:
    """« je crois quelle viendra »; « quelle est », « quelle peut être » ask."""
    verb = it.after.only("V") and ASKED.isdisjoint(it.after.lemmas)
    return "qu'elle" if it.among_words and verb else None


@written("notre", "votre")
def _ours(it: Place) -> str | None:
    """« le notre est vieux »: a pronoun behind an article."""
    pronoun = it.word.form.replace("o", "ô")
    follows = it.after.shape == "mark" or it.after.form in AUXILIARY
    return pronoun if it.alone and it.before in ("le", "la") and follows else None


@written("nôtre", "vôtre")
def _our(it: Place) -> str | None:
    """« nôtre maison »: a determiner before a noun."""
    noun = it.among_words and it.after.any("N") and it.after.only("NA")
    return it.word.form.replace("ô", "o") if noun and it.before not in THE else None


@written("d'")
def _more(it: Place) -> str | None:
    found = it.after.form == "avantage" and it.behind(2) in ("de", "d'", "que")
    return "davantage" if found else None


@written("leurs")
def _to_them(it: Place) -> str | None:
    behind_subject = it.before in PERSONS or it.before in ("qui", "ne", "que", "cela")
    finite = behind_subject and (it.after.only("V") or it.after.form in AUXILIARY)
    return "leur" if it.among_words and (it.after.only("I") or finite) else None


@written("quand")
def _as_for(it: Place) -> str | None:
    named = it.behind(2) in determiners() or it.behind(2) in ("lui", "moi", "eux", "elle")
    return "quant" if it.among_words and it.after.form in ("à", "au", "aux") and named else None


@written("quant")
def _when_somebody(it: Place) -> str | None:
    """« quant il pleut »: a clause begins behind it."""
    clause = it.after.form in PERSONS or it.after.form == "même"
    return "quand" if it.among_words and clause and not it.after.capital else None


@written("prêt", "près")
def _near_or_ready(it: Place) -> str | None:
    infinitive = it.behind(2) != "" and it.items[it.at + 2].only("I")
    if not it.among_words or not it.left_is_form_of("être") or not infinitive:
        return None
    if it.word.form == "prêt":
        return "près" if it.after.form in ("de", "d'") else None
    return "prêt" if it.after.form == "à" else None


@written("sensé", "sensée", "sensés", "sensées")
def _supposed(it: Place) -> str | None:
    infinitive = it.after.any("I") and it.after.only("IN")
    found = it.among_words and it.left_is_form_of("être") and infinitive
    return f"c{it.word.form[1:]}" if found else None
