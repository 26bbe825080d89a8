"""French forms that the next word decides: elision, contraction, euphonic forms, clashing determiners.

One module: four short rules that look at a word and the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

VOWELS = "aeiouâàäéèêëîïôöùûüœæ"
_MAY_ELIDE = frozenset(VOWELS + "h")
ELIDING = WordList("forms.eliding")
ARTICLES = {"le", "la"}
# Words that begin with a vowel letter and take no elision.
NO_ELISION = re.compile(
    r"on[zs]|énième|oui|ouistiti|ouah|uhlan|ulul|un$|une$|uns$|huit|hui$|iode?s?$|ouate|yaourt|ououh|i$|a$|e$|o$|u$"
)
# Words in h that take elision; the others are left alone, for h may be aspirate.
MUTE_H = re.compile(
    r"h(?:omme|omo|onnêt|onneur|onor|ôpita|ospi|ôte|ôtel|istoi|istor|iver|uile|uître|umai|umeur|umour|umid|umili|umani|"
    r"abit|abill|abil|abitu|allucin|armon|ebdo|éberg|élice|élico|erbe|érit|ésit|eur(?:e|es|eux|euse)|ier$|orai|orizon|"
    r"orlog|ormon|orribl|orreur|oroscop|ymne|yper|ypo|ydr|ygi|uissier|ommage|émi|émo|épat|étéro|ectare|élas$)"
)
# Words whose h is aspirate: nothing is elided before them.
ASPIRATE = WordList("forms.aspirate")
FUNCTION = WordList("forms.function")
# Countries and continents, in small letters: of all names, these are not left as they are.
LANDS = WordList("countries.feminine", "countries.continents")
NUMERALS = WordList("agreement.numerals")
# Determiner pairs that no phrase puts side by side.
FIRST = WordList("forms.first")
SECOND = WordList("forms.second")
# Determiners that must have a noun behind them, and words that can only follow that noun.
BEFORE_NOUN = WordList("forms.before_noun")
AFTER_NOUN = WordList("forms.after_noun")
EUPHONIC = {"beau": "bel", "nouveau": "nouvel", "vieux": "vieil"}
POSSESSIVE = {"ma": "mon", "ta": "ton", "sa": "son"}
FEMININE = {"mon": "ma", "ton": "ta", "son": "sa"}
_CHANGING = frozenset((*POSSESSIVE, *FEMININE, *EUPHONIC, "ce", "cet"))
"""What has another form before some nouns."""
_SHORTENED = Trigger(
    forms=[ELIDING, ("si", "ce", "l'", "s'", "d'", "qu'", "jusqu'", "presqu", "quelqu'")]
)
_CONTRACTING = Trigger(forms=[("de", "à")])
_EUPHONY = Trigger(forms=[_CHANGING])
BEHIND_AS_FAR = {"à", "au", "aux", "en", "ici", "où", "alors"}
CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}
RELATIVES = {"lequel": "quel", "lesquels": "xquels", "lesquelles": "xquelles"}
"""Relative pronouns that “de” and “à” join, and what is left of them behind “au”."""


def vowel_start(form: str) -> bool:
    """Whether a French word surely takes elision before it."""
    if NO_ELISION.match(form):
        return False
    return form[:1] in VOWELS or bool(MUTE_H.match(form))


def _adjacent(text: str, left: Word, right: Word) -> bool:
    return left.end < right.start and text[left.end : right.start].isspace()


def _plain(word: Word) -> bool:
    return word.shape == "word" and not word.capital


def _cased(original: str, new: str) -> str:
    return new[:1].upper() + new[1:] if original[:1].isupper() else new


def _apostrophe(cases: Sequence[Case]) -> str:
    """The apostrophe that the document uses: a repair must not need another one."""
    curled = sum(case.text.count("’") for case in cases)
    return "’" if curled and curled >= sum(case.text.count("'") for case in cases) else "'"


def _replace(case: Case, first: Word, last: Word, message: str, new: str) -> Hit:
    span = Span(first.start, last.end)
    return Hit(case.segment.index, span, message, fix=_cased(span.of(case.text), new))


@check(
    "FLU221",
    "elision",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def elision(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that must be elided before a vowel is not, or the reverse.

    What it does: reports le, la, de, ne, que, je, me, te, se, jusque, lorsque, puisque before a word that begins with
    a vowel or a mute h, “si il”, “ce est”, “l'” before a consonant or a word with an aspirate h (« l'héros »),
    “s'elle”, and « presqu' » and « quelqu' » but in « presqu'île » and « quelqu'un ».

    Why it matters: French cannot be read aloud like this; it is a sign of text put together by a machine.

    Example: « le homme », « si il vient ».

    What to do: apply the fix: « l'homme », « s'il vient ».
    """
    apostrophe = _apostrophe(cases)
    for case, items, at in sightings(cases, _SHORTENED, behind=1):
        first, then = items[at], items[at + 1]
        before_any = _elided_before_any(items, at)
        if before_any is not None:
            word, whole = before_any
            message = _("“{word}” must not be elided before “{next}”.")
            right = f"{whole} {case.text[word.start : word.end]}"
            said = message.format(word=whole, next=word.form)
            yield _replace(case, first, word, said, right)
        elif (
            _missing_elision(case.text, items, at)
            and _adjacent(case.text, first, then)
            and not _old(items)
            and not _TORN.match(case.text[first.start - 1 : first.start])
        ):
            short = "s" if first.form == "si" else first.form[:-1]
            rest = case.text[then.start : then.end]
            yield _replace(
                case,
                first,
                then,
                _("“{word}” must be elided before “{next}”.").format(
                    word=first.form, next=then.form
                ),
                f"{short}{apostrophe}{rest}",
            )
        elif first.shape == "elided" and _needless_elision(first, then):
            yield Hit(
                case.segment.index,
                Span(first.start, then.end),
                _("“{word}” must not be elided before “{next}”.").format(
                    word=first.form, next=then.form
                ),
            )


_WHOLE = {"presqu": ("presque", ("île", "ile")), "quelqu'": ("quelque", ("un", "une"))}
"""What is elided before these words alone: presqu'île, quelqu'un."""


def _elided_before_any(items: tuple[Word, ...], at: int) -> tuple[Word, str] | None:
    """The word behind « presqu' » or « quelqu' » at `at` that is elided before, and both as they are written."""
    whole, words_with = _WHOLE.get(items[at].form, ("", ()))
    then = at + 1 if items[at].shape == "elided" else at + 2
    if not whole or then >= len(items) or (then == at + 2 and items[at + 1].form not in "'’"):
        return None
    word = items[then]
    if items[then - 1].end != word.start:
        return None
    known = word.form.removesuffix("s") in words_with or word.form.startswith("un-")
    return None if known or not word.readings else (word, whole)


def _needless_elision(first: Word, then: Word) -> bool:
    """Whether an elided word stands before a consonant, an aspirate h, or « elle »: « l'héros », « s'elle »."""
    if first.form == "s'":
        return then.form in ("elle", "elles") and then.shape == "word"
    if not _plain(then):
        return False
    if then.form in ASPIRATE or then.form.removesuffix("s") in ASPIRATE:
        return first.form in ("l'", "d'", "qu'", "jusqu'")
    consonant = then.only("NA") and then.form[0] not in VOWELS + "hy"
    return first.form == "l'" and consonant and then.form not in ("on", "s")


_TORN = re.compile(r"[^\w\s'’\"“«»”(\[{/–—…-]")
"""What stands before a word that is none, but the end of one in a broken encoding: « clientÃ¨le ». """
_NAMING = {"-", "‐", "‑", "/", "définition", "mot", "terme", "élément", "nom"}


_OLD = 2
"""Words in small letters that the dictionary lacks, from which a sentence is in the spelling of another time."""


def _old(items: tuple[Word, ...]) -> bool:
    """Whether a sentence is in old French, as a quotation may be: « que elle avoyt treuvée »."""
    unknown = (item for item in items if _plain(item) and not item.readings and len(item.form) > 3)
    return sum(1 for _item in unknown) >= _OLD


def _missing_elision(text: str, items: tuple[Word, ...], at: int) -> bool:
    """Whether the word at `at` should be shortened before the next one.

    One function: its guards, read one after the other.
    """
    first, then = items[at], items[at + 1]
    if first.form not in ELIDING and first.form not in ("si", "ce"):
        return False
    if then.form[:1] not in _MAY_ELIDE and first.form not in ("si", "ce", "jusque"):
        return False
    if first.form == "de" and then.capital and then.form in LANDS and not first.capital:
        rest = items[at + 2 : at + 3]
        longer = rest and (rest[0].capital or rest[0].start == then.end)
        return vowel_start(then.form) and not (longer and rest[0].form not in ",.")
    if first.shape != "word" or first.caps or not _plain(then) or not then.readings:
        return False
    if text[then.end : then.end + 1] == "_":
        return False  # "la valeur de output_dir"
    if then.form.startswith("e-"):
        return False
    # "la définition de arme": the word is named, not used.
    before = items[at - 1] if at else None
    if before is not None and (
        before.form in _NAMING or (first.form in ("de", "me") and before.form.isdigit())
    ):
        return False  # also "la 2 de étape", "le 8 me anniversaire", whose ordinals were torn apart
    # "ai-je enfin": the pronoun belongs to the verb before it, and "ai j'enfin" would be worse than "ai je enfin".
    if first.form in ("je", "ce") and before is not None and before.any("V"):
        return False
    if first.form == "si":
        return then.form in ("il", "ils")
    if first.form == "jusque":
        return then.form in BEHIND_AS_FAR or vowel_start(then.form)
    if first.form == "ce":
        return then.form in ("est", "était", "étaient")
    if then.form == "a" and first.form in ("je", "me", "te", "se", "ne"):
        return True  # "il me a dit"
    if not vowel_start(then.form) or len(then.form) < 2:
        return False
    after = items[at + 2] if at + 2 < len(items) else None
    if after is not None and then.end == after.start and after.form in "-’'@":
        return False
    if first.form in ARTICLES and (then.only("B") or then.any("D")):
        return False  # "passez-le ici", "le [2 mai] aucune mesure"
    if first.form in ARTICLES and then.form in ("il", "ils", "elle", "elles"):
        return False  # "Le [date] il est parti": something else is missing
    if first.form in (*ARTICLES, "de") and (
        then.form in ("a", "est", "ont") or (then.only("V") and not then.form.endswith(("r", "re")))
    ):
        return False  # "Le [musée] est ouvert"
    if first.form in ARTICLES or first.form == "de":
        return then.form not in FUNCTION and not then.any("EJX")
    if first.form in ("lorsque", "puisque"):
        return then.form in ("il", "ils", "elle", "elles", "on", "un", "une")
    return then.form not in ("et", "ou")


@check(
    "FLU222",
    "contraction",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def contraction(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """“de le”, “de les”, “à le”, “à les” before a noun instead of du, des, au, aux, and “à lequel” for “auquel”.

    What it does: reports the pair before a word that can only be a noun or an adjective, so that « de le voir » is
    left alone, and “de” or “à” before « lequel », « lesquels » or « lesquelles ».

    Why it matters: it is never right, and shows that nobody read the sentence.

    Example: « le prix de le pain ».

    What to do: apply the fix: « le prix du pain ».
    """
    apostrophe = _apostrophe(cases)
    for case, items, at in sightings(cases, _CONTRACTING, behind=2):
        first, article, noun = items[at : at + 3]
        joined = _joined_relative(first.form, article.form)
        if joined and not first.caps and _adjacent(case.text, first, article):
            message = _("“{first} {article}” is written “{new}”.")
            yield _replace(
                case,
                first,
                article,
                message.format(first=first.form, article=article.form, new=joined),
                joined,
            )
            continue
        new = CONTRACTED.get((first.form, article.form))
        if new is None or article.capital or first.caps or not _before_its_noun(article, noun):
            continue
        if not _adjacent(case.text, first, article):
            continue
        template = _("“{first} {article}” contracts to “{new}” before a noun.")
        last = article
        if article.form == "le" and vowel_start(noun.form):
            template = _("“{first} {article}” becomes “{new}” before a vowel.")
            last = noun
            new = f"{first.form} l{apostrophe}{case.text[noun.start : noun.end]}"
        message = template.format(first=first.form, article=article.form, new=new)
        yield _replace(case, first, last, message, new)


def _before_its_noun(article: Word, noun: Word) -> bool:
    """Whether « le » or « les » is the article of the word behind it, not the pronoun of an infinitive."""
    if noun.capital and article.form == "les":
        return noun.shape == "word" and not noun.any("VI")  # "de les États-Unis"
    if article.form == "le" and noun.shape == "number":
        return True  # "à le 3 mai"
    if not _plain(noun):
        return False
    if article.form != "le" and noun.form in NUMERALS:
        return True
    gender, number = ("m", "s") if article.form == "le" else ("e", "p")
    agrees = any(reading.nominal and reading.fits(gender, number) for reading in noun.readings)
    # Before « le » as a pronoun there is an infinitive: « marché » is the noun.
    # What “tu” alone would make a verb is a noun: de les toilettes.
    others = [item for item in noun.readings if not item.nominal and item.tag[2:] != "2s"]
    return agrees and not others and (noun.any("N") or noun.only("NA"))


def _joined_relative(preposition: str, relative: str) -> str:
    """The one word that a preposition and a relative pronoun make: « à lequel » is « auquel »; empty for others."""
    if relative not in RELATIVES or preposition not in ("de", "à"):
        return ""
    if preposition == "à":
        return "au" + RELATIVES[relative]
    return "duquel" if relative == "lequel" else f"des{RELATIVES[relative].removeprefix('x')}"


@check(
    "FLU223",
    "euphonic-form",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def euphonic_form(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """ma, ta, sa, ce, beau, nouveau or vieux before a vowel, or “cet”, mon, ton, son before a consonant.

    What it does: looks at the next word; fires only where it begins with a vowel or a surely mute h and the lexicon
    knows it as a noun or adjective of the right gender.

    Why it matters: French changes the form so that it can be spoken.

    Example: « sa amie », « ce arbre », « un nouveau hôpital ».

    What to do: apply the fix: « son amie », « cet arbre », « un nouvel hôpital ».
    """
    for case, items, at in sightings(cases, _EUPHONY, behind=1):
        first, noun = items[at], items[at + 1]
        if first.shape != "word" or first.caps or not _plain(noun):
            continue
        new = _euphonic(first.form, noun) or _of_a_woman(items, at)
        if at and items[at - 1].form in ("de", "à") and first.form == "nouveau":
            new = None  # "de nouveau état du projet"
        if new is not None and _adjacent(case.text, first, noun):
            yield _replace(
                case,
                first,
                first,
                _("Before “{noun}”, “{word}” becomes “{new}”.").format(
                    noun=noun.form, word=first.form, new=new
                ),
                new,
            )


def _of_a_woman(items: tuple[Word, ...], at: int) -> str | None:
    """“ma” for “mon” before a feminine noun that begins with a consonant: « mon mère »."""
    first, noun = items[at], items[at + 1]
    if first.form not in FEMININE or not noun.only("N") or noun.form[0] in VOWELS + "hy":
        return None
    if at and items[at - 1].form in ("le", "un", "du", "au", "de", "ce", "le", "quel", "d'"):
        return None  # "le ton colère"
    foreign = at + 2 < len(items) and _plain(items[at + 2]) and not items[at + 2].readings
    feminine = not foreign and all(reading.tag[1:3] == "fs" for reading in noun.readings)
    return FEMININE[first.form] if feminine and len(noun.form) > 2 else None


def _euphonic(form: str, noun: Word) -> str | None:
    """The form that a determiner or adjective has before this noun, where it is another one than `form`.

    One function: its guards, read one after the other.
    """
    if not noun.only("NAP") or noun.form in FUNCTION:
        return None
    feminine = any(
        item.nominal and item.fits("f", "s") and item.tag[1] != "m" for item in noun.readings
    )
    masculine = any(item.nominal and item.fits("m", "s") for item in noun.readings)
    if form in POSSESSIVE and feminine and vowel_start(noun.form):
        return POSSESSIVE[form]
    if not masculine:
        return None
    if form == "ce" and vowel_start(noun.form):
        return "cet"
    if form == "cet" and noun.form[0] not in VOWELS + "hy":
        return "ce"
    plural = any(item.nominal and item.fits("m", "p") for item in noun.readings)
    if form == "vieux" and plural:  # "mes vieux os"
        return None
    if form in EUPHONIC and noun.any("N") and not noun.any("AP") and vowel_start(noun.form):
        return EUPHONIC[form]
    return None


@check(
    "FLU224",
    "clashing-determiners",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def clashing_determiners(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Two determiners, or two prepositions that exclude each other, side by side.

    What it does: reports pairs such as « le cette », « de du », « à aux », « dans en » that no French phrase allows.

    Why it matters: one of the two was left over; the reader cannot tell which was meant.

    Example: « le rapport de du comité ».

    What to do: delete one of them.
    """
    for case, items, at in sightings(cases, _CLASHING, behind=1):
        first, second = items[at], items[at + 1]
        again = _elided_again(items, at)
        if first.shape != "word" or first.caps or not (again or _plain(second)):
            continue
        if not _adjacent(case.text, first, second) or not (again or _clash(items, at)):
            continue
        if case.text[: first.start].endswith(("·", "•")):
            continue  # « aux développeur·ses de »
        yield Hit(
            case.segment.index,
            Span(first.start, second.end),
            _("“{first}” and “{second}” cannot stand side by side: one is too many.").format(
                first=first.form, second=second.form
            ),
        )


def _elided_again(items: tuple[Word, ...], at: int) -> bool:
    """Whether a small word stands again right behind itself, elided: « de d'aide »; not « avant de d'abord tester »."""
    first, second = items[at : at + 2]
    after = items[at + 2] if at + 2 < len(items) else None
    adverbial = after is None or after.form in ("abord", "ailleurs", "office", "emblée", "un")
    return second.shape == "elided" and second.form == f"{first.form[:-1]}'" and not adverbial


PREPOSITIONS = {
    ("de", "du"),
    ("à", "au"),
    ("à", "aux"),
    ("du", "de"),
    ("au", "à"),
    ("aux", "à"),
    ("dans", "en"),
    ("en", "dans"),
    ("dans", "à"),
    ("dans", "au"),
    ("dans", "aux"),
    ("sur", "dans"),
    ("sur", "à"),
    ("sur", "au"),
}


_CLASHING = Trigger(
    forms=[("que",), {before for before, _after in PREPOSITIONS}, BEFORE_NOUN, FIRST]
)


def _clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether the word at `at` and the next one cannot stand together: two determiners, two prepositions.

    One function: its guards, read one after the other.
    """
    first, second = items[at].form, items[at + 1].form
    if first == second:
        return False
    after = items[at + 2] if at + 2 < len(items) else None
    if after is None or after.shape == "mark":
        return False
    if (first, second) in PREPOSITIONS:
        if after.form in ("moins", "plus", "mieux"):
            return False
        # "du de" and "dans à peine": quotation of a word, or an adverbial that begins with à.
        return second != "à" or (after.only("N") and after.form not in ("peine", "moitié"))
    if first in BEFORE_NOUN and second in AFTER_NOUN:
        return not items[at].capital or at == 0
    if first not in FIRST or second not in SECOND:
        return False
    if at and first in ("son", "ton") and items[at - 1].form in ("le", "un", "au", "du", "ce"):
        return False  # a noun: "le son du monstre"
    if at and items[at - 1].form in ("ne", "n'", "me", "te", "se", "nous", "vous", "-"):
        return False
    return (
        after.any("N")
        and not after.any("EOBI")
        and not (first == "la" and second in ("les", "des"))
    )
