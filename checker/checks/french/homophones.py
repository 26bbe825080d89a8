"""French words that sound alike and are taken for one another, where the neighbours leave no doubt.

Each word that is written for another has its function, under `written`: it says what is meant, or nothing. What looks
like such a slip and is none has a name. One module: it is a table of pairs, and few functions serve several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    AUXILIARY,
    PERSON_OF,
    PERSONS,
    QUE,
    STRESSED,
    persons,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import hit, nominal, some_fits
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SINGULAR = {"il", "elle", "on"}
PLURAL = {"ils", "elles"}
OPENERS = {"il", "elle", "on", "ils", "elles"}
# Verbs that take “à” (dictionary forms): remonter à, parvenir à.
TAKING_A = WordList("homophones.taking_a")
# Verbs that are reflexive, or nearly always (dictionary forms): se plaindre, se souvenir.
REFLEXIVE = WordList("homophones.reflexive")
ARTICLES = {"le", "la", "les", "l'", "un", "une", "ce", "cette", "ces", "son", "sa", "ses"}
THE = {"le", "la", "les", "l'", "du", "au", "des", "aux", "de", "un", "bien", "très"}
ASKED = frozenset(["être", "pouvoir", "devoir", "avoir", "aller"])
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
SURE = {"", "bien", "pas", "plus", "très", "si", "coup", "pour", "non"}
BEFORE_SON = {"avec", "dans", "par", "sous", "sur", "chez", "vers"}
BEFORE_CEUX = {"", "tous", "à", "pour", "avec", "de", "chez", "parmi", "entre"}
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
NEGATION = {"ne", "n'", "pas", "sans", "aucun", "jamais"}
ARTICLES_PLURAL = {"les", "des", "ces", "mes", "ses", "leurs", "nos", "vos"}
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
PRONOUNS_BEHIND = {"vous", "nous", "me", "te", "se", "m'", "t'", "s'", "ne", "n'", "lui", "y"}
CLAUSE_BEFORE = ("car", "mais", "et", "donc", "que", ".", ":", "—")
_PARTICIPLE_REACH = slice(3, 9)
"""Words behind “se” or “s'”, counted from it, among which a participle makes it a reflexive pronoun."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A word at items[at] that may be written for another, and its neighbours. There is always a word behind it."""

    items: tuple[Word, ...]
    at: int

    @property
    def word(self) -> Word:
        return self.items[self.at]

    @property
    def after(self) -> Word:
        return self.items[self.at + 1]

    @property
    def left(self) -> Word | None:
        return self.items[self.at - 1] if self.at else None

    @property
    def before(self) -> str:
        """The form of the word before, where that is a word by itself."""
        return self.left.form if self.left is not None and self.left.shape == "word" else ""

    @property
    def ahead(self) -> str:
        """The form of the word or mark before that."""
        return self.items[self.at - 2].form if self.at > 1 else ""

    def behind(self, steps: int) -> str:
        """The form `steps` words further on; empty beyond the end."""
        there = self.at + steps
        return self.items[there].form if there < len(self.items) else ""

    @property
    def alone(self) -> bool:
        """Whether the word is one by itself, not elided and not shouted."""
        return self.word.shape == "word" and not self.word.caps

    @property
    def among_words(self) -> bool:
        """Whether that, and another word stands behind it."""
        return self.alone and self.after.shape in ("word", "elided")

    def left_is_form_of(self, verb: str) -> bool:
        """Whether a finite form of this verb, no inverted one, stands before."""
        left = self.left
        return left is not None and left.shape == "word" and left.is_form_of(verb, "V")


Meant = Callable[[_Place], str | None]
MEANT: dict[str, Meant] = {}
"""What may be meant by a word, by that word."""
_CONFUSED = Trigger(forms=[MEANT])


def written(*forms: str) -> Callable[[Meant], Meant]:
    """Registers what may be meant by these words."""

    def add(meant: Meant) -> Meant:
        MEANT.update(dict.fromkeys(forms, meant))
        return meant

    return add


may_be_right = Exceptions[_Place]("FLU234")


@check(
    "FLU234",
    "homophone",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def homophone(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A short word is confused with another that sounds the same: son/sont, se/ce, a/à, ou/où, des/dès, quand/quant.

    What it does: reports one of these only where the words next to it exclude it: « ils son partis », « se sera une
    fête », « à se sujet », « ils leurs ont dit », « quand à lui », « leurs donner », « y compris a ceux », « d'ou »,
    « des qu'il », « bien sur que », « quelque soit », « il est peut être parti », « jusqu'a », « au cas ou il »,
    « il ma dit », « s'est un problème », « prêt de partir », « sensé savoir », « il a du partir », « je crois quelle ».

    Why it matters: the reader has to say the sentence aloud to understand it.

    Example: « elles on gagné ».

    What to do: write the word that is meant: « elles ont gagné ».
    """
    for case, items, at in sightings(cases, _CONFUSED, behind=1):
        meant = _meant(_Place(items, at))
        if meant is not None:
            yield hit(
                case,
                items[at],
                items[at],
                _("“{word}” is written instead of “{meant}”.").format(
                    word=items[at].form, meant=meant
                ),
            )


def _meant(place: _Place) -> str | None:
    """The word that the one at a place is written for; None where it may be right."""
    meant = MEANT[place.word.form](place)
    return None if meant is None or may_be_right(place) else meant


# --- What looks like a slip and is none ---


@may_be_right.when("Ils se sont une fois de plus trompés")
def _late_participle(it: _Place) -> bool:
    behind = it.items[it.at :][_PARTICIPLE_REACH]
    auxiliary = it.after.is_form_of("être", "V")
    return it.word.form in ("se", "s'") and auxiliary and any(item.any("P") for item in behind)


@may_be_right.when("Ils se sont le plus souvent")
def _superlative(it: _Place) -> bool:
    return it.word.form == "se" and it.behind(3) in ("plus", "moins", "mieux")


@may_be_right.when("Il n'y a pas d'avantage de")
def _advantage_denied(it: _Place) -> bool:
    return it.word.form == "d'" and any(item.form in NEGATION for item in it.items[: it.at])


@may_be_right.when("Sa brima")
def _past_historic(it: _Place) -> bool:
    past = all(reading.tag[1:2] == "h" for reading in it.after.readings)
    return it.word.form == "sa" and past


@may_be_right.when("elle la perdue de vue")
def _elle_without_a_verb(it: _Place) -> bool:
    return it.word.form in ("ma", "ta", "la", "et") and it.before == "elle"


@may_be_right.when("Il y a cause de nullité")
def _has_a_subject(it: _Place) -> bool:
    return it.word.form == "a" and it.before in OPENERS | {"qui", "y"}


@may_be_right.when("ces un à deux jours")
def _from_one_to(it: _Place) -> bool:
    return it.word.form in ("ces", "ses") and it.behind(2) in ("à", "-", "")


@may_be_right.when("y voir même")
def _infinitive(it: _Place) -> bool:
    return it.word.form == "voir" and it.before in ("pour", "de", "à", "sans", "y")


# --- A lost accent, or one word for two ---


@written("a")
def _to(it: _Place) -> str | None:
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


may_have_an_object = Exceptions[_Place]("FLU234")


@may_have_an_object.when("Celui qui est venu a la clé")
def _verb_of_the_main_clause(it: _Place) -> bool:
    return any(item.form in ("qui", "que", "qu'", "dont") for item in it.items[: it.at])


def _moves(it: _Place) -> bool:
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


def _before_infinitive(it: _Place) -> bool:
    """Whether “a” stands between a verb and an infinitive, as no form of avoir can: « ils sont a rédiger »."""
    left = it.left
    if left is None or left.shape != "word" or not it.after.any("I"):
        return False
    if not it.after.only("I" if TAKING_A.isdisjoint(left.lemmas) else "IN"):
        return False
    verb = left.only("VI") or (left.any("V") and (it.ahead == "qui" or it.ahead in PERSONS))
    return (verb or left.is_form_of("être", "V")) and not left.is_form_of("avoir", "VI")


def _reaches(it: _Place) -> bool:
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
def _as_soon_as(it: _Place) -> str | None:
    found = it.after.form in ("que", "qu'", "le", "la", "les", "l'", "lors")
    return "dès" if it.among_words and found else None


@written("ou")
def _where(it: _Place) -> str | None:
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
def _or(it: _Place) -> str | None:
    """« le thé où le café ? »: a noun behind it ends the sentence."""
    ends = it.at + 4 == len(it.items) and it.items[-1].form in (".", "?", "!")
    if not it.among_words or not ends or it.left is None or it.ahead not in _NAMES:
        return None
    things = it.left.any("N") and it.items[it.at + 2].any("N") and it.items[it.at + 2].only("NA")
    return "ou" if it.after.form in _NAMES and things else None


@written("lors")
def _when(it: _Place) -> str | None:
    """« lors que la nuit tombe »: one word; « dès lors que » is three."""
    found = it.alone and it.after.form in ("que", "qu'")
    return "lorsque" if found and it.before not in BEFORE_LORS else None


@written("sur")
def _sure(it: _Place) -> str | None:
    found = it.before == "bien" and it.after.form in ("que", "qu'", ",", ".", "!")
    certain = it.left_is_form_of("être") and it.after.form in QUE
    return "sûr" if it.alone and (found or certain) else None


@written("sûr")
def _on(it: _Place) -> str | None:
    """« des fleurs sûr la pelouse »; « sûr » takes “de” or “que”."""
    sure = it.before in SURE or it.left_is_form_of("être")
    return "sur" if it.among_words and it.after.form in ARTICLES and not sure else None


@written("quelque", "quelques")
def _whatever(it: _Place) -> str | None:
    return "quel que" if it.among_words and it.after.form in ("soit", "soient") else None


@written("peut-être")
def _may_be(it: _Place) -> str | None:
    """« le lien peut-être inclure votre nom »: a verb between its subject and an infinitive."""
    left = it.left
    if left is None or left.capital or not it.after.only("I"):
        return None
    return "peut" if left.only("N") or it.before in (*SINGULAR, "qui", "cela", "ça") else None


@written("ya")
def _there_is(it: _Place) -> str | None:
    """« il ya deux ans »: two words in one."""
    pronoun = it.left is not None and it.left.form in ("il", "n'", "qu'il")
    return "y a" if it.alone and pronoun else None


@written("peut")
def _perhaps(it: _Place) -> str | None:
    if not it.among_words or it.after.form != "être":
        return None
    if it.left is None:
        return "peut-être" if it.behind(2) in QUE else None
    finite = it.left_is_form_of("être") or it.left_is_form_of("avoir")
    # "elle viendra peut être demain"; not "ce qu'il dit peut être vrai"
    other = it.left.only("V") and it.left.shape == "word" and not may_have_an_object(it)
    return "peut-être" if finite or other else None


@written("voir")
def _even(it: _Place) -> str | None:
    known = it.before == "" or (it.left is not None and it.left.any("NAPO"))
    return "voire" if it.among_words and it.after.form == "même" and known else None


# --- Forms of être and avoir ---


@written("on", "son")
def _have_or_are(it: _Place) -> str | None:
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
def _is(it: _Place) -> str | None:
    participle = it.after.any("P") and it.after.only("AP")
    return "est" if it.among_words and it.before in SINGULAR and participle else None


@written("ma", "ta", "la")
def _pronoun_and_has(it: _Place) -> str | None:
    participle = it.after.any("P") and it.after.only("APN")
    found = it.among_words and it.before in SINGULAR and participle
    return f"{it.word.form[0]}'a" if found else None


@written("peu")
def _can(it: _Place) -> str | None:
    behind_subject = it.before in SINGULAR or it.before == "ne"
    return "peut" if it.among_words and behind_subject and it.after.only("I") else None


@written("ont")
def _one(it: _Place) -> str | None:
    """« Ont va au cinéma », « Ont ne sait pas »: no subject stands before it, and a verb behind."""
    if it.left is not None or not it.alone:
        return None
    denied = it.after.form in ("ne", "n'") and it.behind(2) != "" and it.items[it.at + 2].any("V")
    return "on" if denied or (it.among_words and it.after.only("V")) else None


@written("sont")
def _his(it: _Place) -> str | None:
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
def _had_to(it: _Place) -> str | None:
    """« il a du partir »: no article stands before an infinitive."""
    had = it.left_is_form_of("avoir") or (it.left is not None and it.left.form == "ayant")
    return "dû" if it.among_words and had and it.after.only("I") else None


@written("ceux")
def _these_are(it: _Place) -> str | None:
    found = it.after.form in ("sont", "étaient", "seront") and it.behind(2) in determiners()
    return "ce" if it.among_words and found else None


@written("ni")
def _not_there(it: _Place) -> str | None:
    """« il ni a personne »: two words in one."""
    found = it.before in SINGULAR and it.after.form in ("a", "avait", "aura", "aurait")
    return "n'y" if it.among_words and found else None


@written("ces", "ses")
def _this_is(it: _Place) -> str | None:
    found = it.after.form in ("un", "une", "le", "la")
    if it.before in SINGULAR and it.after.any("P") and it.after.only("AP"):
        return "s'est" if it.among_words else None  # "il ses trompé"
    if it.after.form == "pas":  # "revenir sur ses pas"
        found = it.left is None or it.left.form in CLAUSE_BEFORE
    return "c'est" if it.among_words and found else None


@written("s'")
def _this_is_for_reflexive(it: _Place) -> str | None:
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
def _reflexive(it: _Place) -> str | None:
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


def _named_subject(it: _Place) -> bool:
    """Whether a noun with its article, or a name, stands before, and behind a participle that only « se » can have."""
    done = it.at + 2 + (it.behind(2) in ("bien", "mal"))
    if done >= len(it.items) or it.left is None:
        return False
    reflexive = any(
        item.kind == "P" and item.lemma in REFLEXIVE for item in it.items[done].readings
    )
    noun = it.left.any("N") and it.ahead in determiners()
    return reflexive and (noun or (it.left.capital and not it.left.readings))


def _plural_noun(it: _Place, steps: int) -> bool:
    """Whether what stands so many words further on is a noun in the plural, and what stands before governs it.

    « avec c'est amis », « contenir s'est excès ».
    """
    if it.behind(steps) == "" or it.left is None or not (it.left.any("E") or it.left.only("I")):
        return False
    noun = it.items[it.at + steps]
    plural = all(reading.tag[2] in "pi" for reading in noun.readings if reading.nominal)
    named = noun.any("N") and noun.only("NA") and not noun.capital
    return noun.shape == "word" and named and plural


def _many_do(it: _Place) -> bool:
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
def _reflexive_before_a_verb(it: _Place) -> str | None:
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
def _this(it: _Place) -> str | None:
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
def _that(it: _Place) -> str | None:
    verb = it.after.only("V") or it.after.form in ("fait", "va", "a")
    begins = it.before == "" or it.before in OPENERS
    # "que sa vous convient": no possessive stands before a pronoun.
    pronoun = it.after.form in PRONOUNS_BEHIND
    return "ça" if it.among_words and ((verb and begins) or pronoun) else None


@written("ça")
def _her(it: _Place) -> str | None:
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


# --- Other words ---


@written("quelle")
def _that_she(it: _Place) -> str | None:
    """« je crois quelle viendra »; « quelle est », « quelle peut être » ask."""
    verb = it.after.only("V") and ASKED.isdisjoint(it.after.lemmas)
    return "qu'elle" if it.among_words and verb else None


@written("notre", "votre")
def _ours(it: _Place) -> str | None:
    """« le notre est vieux »: a pronoun behind an article."""
    pronoun = it.word.form.replace("o", "ô")
    follows = it.after.shape == "mark" or it.after.form in AUXILIARY
    return pronoun if it.alone and it.before in ("le", "la") and follows else None


@written("nôtre", "vôtre")
def _our(it: _Place) -> str | None:
    """« nôtre maison »: a determiner before a noun."""
    noun = it.among_words and it.after.any("N") and it.after.only("NA")
    return it.word.form.replace("ô", "o") if noun and it.before not in THE else None


@written("d'")
def _more(it: _Place) -> str | None:
    found = it.after.form == "avantage" and it.behind(2) in ("de", "d'", "que")
    return "davantage" if found else None


@written("leurs")
def _to_them(it: _Place) -> str | None:
    behind_subject = it.before in PERSONS or it.before in ("qui", "ne", "que", "cela")
    finite = behind_subject and (it.after.only("V") or it.after.form in AUXILIARY)
    return "leur" if it.among_words and (it.after.only("I") or finite) else None


@written("quand")
def _as_for(it: _Place) -> str | None:
    named = it.behind(2) in determiners() or it.behind(2) in ("lui", "moi", "eux", "elle")
    return "quant" if it.among_words and it.after.form in ("à", "au", "aux") and named else None


@written("quant")
def _when_somebody(it: _Place) -> str | None:
    """« quant il pleut »: a clause begins behind it."""
    clause = it.after.form in PERSONS or it.after.form == "même"
    return "quand" if it.among_words and clause and not it.after.capital else None


@written("prêt", "près")
def _near_or_ready(it: _Place) -> str | None:
    infinitive = it.behind(2) != "" and it.items[it.at + 2].only("I")
    if not it.among_words or not it.left_is_form_of("être") or not infinitive:
        return None
    if it.word.form == "prêt":
        return "près" if it.after.form in ("de", "d'") else None
    return "prêt" if it.after.form == "à" else None


@written("sensé", "sensée", "sensés", "sensées")
def _supposed(it: _Place) -> str | None:
    infinitive = it.after.any("I") and it.after.only("IN")
    found = it.among_words and it.left_is_form_of("être") and infinitive
    return f"c{it.word.form[1:]}" if found else None
