"""French homophones that are forms of être and avoir, or stand before them: son and sont, ma and m'a, se and ce."""

from __future__ import annotations

from checker.checks.french.clause import (
    AUXILIARY,
    PERSONS,
    QUE,
    persons,
)
from checker.checks.french.homophone_places import OPENERS, SINGULAR, Place, written
from checker.checks.french.noun_phrase import nominal, some_fits
from checker.languages.fr.lexicon import WordList, determiners

PLURAL = {"ils", "elles"}
# Verbs that are reflexive, or nearly always (dictionary forms): se plaindre, se souvenir.
REFLEXIVE = WordList("homophones.reflexive")
BEFORE_SA = {
    "depuis",
    "dans",
    "sur",
    "avec",
    "par",
    "à",
    "de",
    "chez",
    "sous",
    "vers",
    "contre",
    "selon",
    "malgré",
}
BEFORE_SON = {"avec", "dans", "par", "sous", "sur", "chez", "vers"}
BEFORE_CEUX = {"", "tous", "à", "pour", "avec", "de", "chez", "parmi", "entre"}
ARTICLES_PLURAL = {"les", "des", "ces", "mes", "ses", "leurs", "nos", "vos"}
PRONOUNS_BEHIND = {"vous", "nous", "me", "te", "se", "m'", "t'", "s'", "ne", "n'", "lui", "y"}
CLAUSE_BEFORE = ("car", "mais", "et", "donc", "que", ".", ":", "—")


# --- Forms of être and avoir ---


@written("on", "son")
def _have_or_are(it: Place) -> str | None:
    plural = {"on": "ont", "son": "sont"}[it.word.form]
    if it.among_words and it.before == "ils":
        return plural
    noun = it.left is not None and it.left.any("N") and not it.left.any("EO")
    if it.word.form == "on" and noun and it.ahead in ARTICLES_PLURAL and it.at + 2 < len(it.items):
        # "les clients on la possibilité": behind a pronoun a verb would stand
        owned = it.items[it.at + 2]
        if it.after.form in determiners() and owned.any("N") and not owned.any("VI"):
            return plural
    if not it.among_words or not it.after.any("P"):
        return None
    if it.before in PLURAL:
        return plural
    if it.before == "et" and it.word.form == "on" and it.after.only("AP"):
        return plural  # "ils sont venus et on demandé"
    sure = noun and it.ahead in ARTICLES_PLURAL and it.after.only("APN")
    return plural if sure else None


@written("et")
def _is(it: Place) -> str | None:
    participle = it.after.any("P") and it.after.only("AP")
    return "est" if it.among_words and it.before in SINGULAR and participle else None


@written("ma", "ta", "la")
def _pronoun_and_has(it: Place) -> str | None:
    participle = it.after.any("P") and it.after.only("APN")
    found = it.among_words and it.before in SINGULAR and participle
    return f"{it.word.form[0]}'a" if found else None


@written("peu")
def _can(it: Place) -> str | None:
    behind_subject = it.before in SINGULAR or it.before == "ne"
    return "peut" if it.among_words and behind_subject and it.after.only("I") else None


@written("ont")
def _one(it: Place) -> str | None:
    """« Ont va au cinéma », « Ont ne sait pas »: no subject stands before it, and a verb behind."""
    if it.left is not None or not it.alone:
        return None
    denied = it.after.form in ("ne", "n'") and it.behind(2) != "" and it.items[it.at + 2].any("V")
    return "on" if denied or (it.among_words and it.after.only("V")) else None


@written("sont")
def _his(it: Place) -> str | None:
    """« il a perdu sont portefeuille », « avec sont frère »: a determiner."""
    noun = it.after.only("N") and not it.after.capital and some_fits(it.after.readings, "e", "s")
    if not it.among_words or it.left is None or not noun:
        return None
    if it.left.form in BEFORE_SON:
        return "son"
    lost = it.left.any("P") and it.at > 2
    had = lost and it.items[it.at - 2].is_form_of("avoir", "V")
    subject = had and it.items[it.at - 3].form in PERSONS
    # "ce qu'il a perdu sont des souvenirs"
    return "son" if subject and (it.at == 3 or it.items[it.at - 4].form not in QUE) else None


# --- se and ce, s'est and c'est ---


@written("du")
def _had_to(it: Place) -> str | None:
    """« il a du partir »: no article stands before an infinitive."""
    had = it.left_is_form_of("avoir") or (it.left is not None and it.left.form == "ayant")
    return "dû" if it.among_words and had and it.after.only("I") else None


@written("ceux")
def _these_are(it: Place) -> str | None:
    found = it.after.form in ("sont", "étaient", "seront") and it.behind(2) in determiners()
    return "ce" if it.among_words and found else None


@written("ni")
def _not_there(it: Place) -> str | None:
    """« il ni a personne »: two words in one."""
    found = it.before in SINGULAR and it.after.form in ("a", "avait", "aura", "aurait")
    return "n'y" if it.among_words and found else None


@written("ces", "ses")
def _this_is(it: Place) -> str | None:
    found = it.after.form in ("un", "une", "le", "la")
    if it.before in SINGULAR and it.after.any("P") and it.after.only("AP"):
        return "s'est" if it.among_words else None  # "il ses trompé"
    if it.after.form == "pas":  # "revenir sur ses pas"
        found = it.left is None or it.left.form in CLAUSE_BEFORE
    return "c'est" if it.among_words and found else None


@written("s'")
def _this_is_for_reflexive(it: Place) -> str | None:
    """“c'est” at the beginning of a clause, before a noun."""
    if it.after.form == "est" and _plural_noun(it, 2):
        return "ses"
    if it.after.form == "est" and it.before in SINGULAR and it.behind(2) in QUE:
        return "sait" if it.behind(3) in PERSONS else None  # "il s'est qu'il a tort"
    if it.after.form != "est" or it.behind(2) not in determiners() or it.behind(3) == "":
        return None
    begins = it.left is None or it.left.form in CLAUSE_BEFORE
    return "c'est" if begins and it.items[it.at + 3].any("N") else None


@written("c'")
def _reflexive(it: Place) -> str | None:
    if it.behind(2) == "":
        return None
    if it.after.form == "est" and (_plural_noun(it, 2) or _many_do(it)):
        return "ses"
    if it.left is None:
        return None
    if it.after.form in ("est", "était", "sont") and _named_subject(it):
        return "s'"  # "le voisin c'est plaint"
    subject = it.left.form in OPENERS
    if it.after.form not in ("est", "était"):
        # "elle c'inscrira"
        own = {"être", "avoir", "aller"}.isdisjoint(it.after.lemmas)
        return "s'" if subject and it.after.only("V") and own else None
    participle = it.items[it.at + 2]  # "elle c'est trompée"
    sure = participle.any("P") and participle.only("AP")
    return "s'" if subject and sure else None


def _named_subject(it: Place) -> bool:
    """Whether a noun with its article, or a name, stands before, and behind a participle that only « se » can have."""
    done = it.at + 2 + (it.behind(2) in ("bien", "mal"))
    if done >= len(it.items) or it.left is None:
        return False
    reflexive = any(
        item.kind == "P" and item.lemma in REFLEXIVE for item in it.items[done].readings
    )
    noun = it.left.any("N") and it.ahead in determiners()
    return reflexive and (noun or (it.left.capital and not it.left.readings))


def _plural_noun(it: Place, steps: int) -> bool:
    """Whether what stands so many words further on is a noun in the plural, and what stands before governs it.

    « avec c'est amis », « contenir s'est excès ».
    """
    if it.behind(steps) == "" or it.left is None or not (it.left.any("E") or it.left.only("I")):
        return False
    noun = it.items[it.at + steps]
    plural = all(reading.tag[2] in "pi" for reading in noun.readings if reading.nominal)
    named = noun.any("N") and noun.only("NA") and not noun.capital
    return noun.shape == "word" and named and plural


def _many_do(it: Place) -> bool:
    """Whether a noun in the plural stands behind « c'est », with its verb: « c'est amis sont gentils »."""
    if it.behind(3) == "":
        return False
    noun, verb = it.items[it.at + 2 : it.at + 4]
    named = noun.shape == "word" and noun.any("N") and noun.only("NA") and not noun.capital
    plural = named and not some_fits(nominal(noun), "e", "s")
    return (
        plural and (verb.form in AUXILIARY or verb.only("V")) and persons(verb.readings) == {"3p"}
    )


@written("ce")
def _reflexive_before_a_verb(it: Place) -> str | None:
    if not it.among_words:
        return None
    if it.after.form == "qui":  # "ce qui sont partis"
        verb = it.items[it.at + 2] if it.behind(2) else it.word
        many = persons(verb.readings) == {"3p"} and verb.only("V") and verb.shape == "word"
        gone = not verb.is_form_of("être", "V") or (
            it.behind(3) != "" and it.items[it.at + 3].any("P")
        )
        return "ceux" if many and gone and it.before in BEFORE_CEUX else None
    if it.before == "ne" and it.after.any("V") and not it.after.is_form_of("être", "V"):
        return "se"
    if not it.after.only("V"):
        return None
    # "ces villas ce sont vendues"
    noun = it.left is not None and it.left.any("N") and it.ahead in ARTICLES_PLURAL
    late = noun and it.after.form in ("sont", "étaient")
    sold = late and it.behind(2) != "" and it.items[it.at + 2].any("P")
    sold = sold and it.items[it.at + 2].only("APN")
    return "se" if it.before in OPENERS or sold else None


@written("se")
def _this(it: Place) -> str | None:
    if not it.among_words:
        return None
    if it.after.is_form_of("être", "V") and it.behind(2) in determiners():
        return "ce"
    if it.after.form in (*QUE, "qui", "dont"):
        return "ce"  # "savoir se que tu veux": no verb begins so
    then = it.behind(3 if it.behind(2) in PRONOUNS_BEHIND else 2)
    if it.left is None and it.after.any("N") and it.after.only("NV") and then in AUXILIARY:
        return "ce"  # "Se livre est vieux", "Se livre m'a plu"
    # "à se sujet": no verb stands behind it
    noun = it.after.only("NA") and it.after.any("N") and len(it.after.form) > 1
    governed = it.left is None or it.left.any("E")
    if not noun or not governed or it.after.capital:
        return None
    return "ces" if all(reading.tag[2] == "p" for reading in it.after.readings) else "ce"


@written("sa")
def _that(it: Place) -> str | None:
    verb = it.after.only("V") or it.after.form in ("fait", "va", "a")
    begins = it.before == "" or it.before in OPENERS
    # "que sa vous convient": no possessive stands before a pronoun.
    pronoun = it.after.form in PRONOUNS_BEHIND
    return "ça" if it.among_words and ((verb and begins) or pronoun) else None


@written("ça")
def _her(it: Place) -> str | None:
    """« depuis ça célèbre chanson »: a determiner."""
    if not it.among_words or it.left is None or it.after.capital:
        return None
    # "elle a oublié ça veste"
    done = it.left.any("P") and it.at > 1 and it.items[it.at - 2].is_form_of("avoir", "V")
    if it.before not in BEFORE_SA and not (done and it.after.only("N")):
        return None
    noun = it.items[it.at + 2] if it.after.only("A") and it.behind(2) else it.after
    one = any(reading.kind == "N" and reading.fits("e", "s") for reading in noun.readings)
    return "sa" if noun.shape == "word" and noun.only("N") and one else None
