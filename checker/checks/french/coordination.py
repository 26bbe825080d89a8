"""French enumerations: one member without the article that the others have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import MODALS, QUE, words_before
from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.checks.french.verbs import names_person
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.frequencies import zipf
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

DEFINITE = {"le", "la", "les", "l'"}
# Names of languages, which are adjectives too.
LANGUAGES = WordList("coordination.languages")
INDEFINITE = {"un", "une", "des"}
BEFORE_INFINITIVE = {"pour", "à", "de", "d'"}
ACTIONS = ("tion", "sion", "age", "ment")
"""Endings of nouns for what one does."""
_RARE = 3.0
"""How seldom, as logarithm to base 10 in a billion words, a verb is used whose form is taken for a noun: vente."""
_ADJECTIVES = 2
"""Adjectives behind a noun that still belong to its member."""
_LINK = Trigger(forms=[(",", "et", "ou", "de", "d'")])


@check(
    "FLU242",
    "broken-coordination",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def broken_coordination(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A member of an enumeration lacks the article that its neighbours have, or is of another kind.

    What it does: looks at enumerations of three; reports a bare noun between two nouns with the same kind of article («
    la modification, affichage et la copie »), an infinitive between two nouns or two finite verbs, and a bare noun
    between two infinitives. Nouns for people are left alone: they may describe the one before. Behind “et”, it reports
    a bare noun for an action after an infinitive (« copier et suppression des fichiers »), a present participle after a
    command, an infinitive where the sentence has none before (« la voiture quitte la route et frapper un arbre »), a
    bare singular noun after a plural one with an article (« les canaux et jardin »), and one that makes the verb a
    plural (« le gouvernement et opposition ont »); an article where “aux” came first (« aux débutants et les
    confirmés ») and « et que » without a verb.

    Why it matters: the members were translated one by one, and the reader stumbles over the odd one out.

    Example: « la modification, affichage et la copie du fichier »

    What to do: give all items the same form: « la modification, l'affichage et la copie ».
    """
    for case, items, at in sightings(cases, _LINK):
        word = items[at]
        if word.form == "," and word.shape == "mark":
            last = _odd_member(items, at)
            if last is not None:
                odd = items[at + 1]
                yield hit(
                    case,
                    odd,
                    items[last],
                    _(
                        "“{word}” does not have the same form as the other items in this list."
                    ).format(word=odd.form),
                )
        elif _odd_behind(items, at):
            odd = items[at + 1]
            yield hit(
                case,
                word,
                odd,
                _("“{word}” does not have the same form as the other items in this list.").format(
                    word=odd.form
                ),
            )


def _odd_behind(items: tuple[Word, ...], at: int) -> bool:
    """Whether what stands behind “et”, or behind the “de” that follows it, differs from the members before."""
    if items[at].form in ("de", "d'"):
        return _preposition_once_more(items, at)
    return items[at].form in ("et", "ou") and (
        _lost_preposition(items, at)
        or _needless_que(items, at)
        or _odd_last(items, at)
        or _lone_infinitive(items, at)
        or _bare_noun(items, at)
    )


def _needless_que(items: tuple[Word, ...], link: int) -> bool:
    """Whether “que” behind “et” has no clause behind it: « le vol, l'hôtel et que le petit-déjeuner »."""
    if link + 3 >= len(items) or items[link + 1].form not in ("que", "qu'"):
        return False
    if items[link + 2].form not in determiners() or any(item.form in QUE for item in items[:link]):
        return False
    behind = items[link + 2 :]
    if any(item.form == "(" for item in behind):  # "(par ex. Uvicorn)"
        return False
    end = next((at for at, item in enumerate(behind) if item.form in (".", ";", "!", "?")), 0)
    return bool(end) and not any(
        item.any("VI") or item.shape == "clitic" or item.form in ("ne", "n'", "plus")
        for item in behind[:end]
    )


def _lost_preposition(items: tuple[Word, ...], link: int) -> bool:
    """Whether « aux » before the first of two nouns is an article before the second, which ends its clause.

    « le stage s'adresse aux débutants et les confirmés. »
    """
    if link < 3 or link + 3 >= len(items) or items[link].form != "et":
        return False
    first = link - 2 if items[link - 2].form in ("aux", "au") else link - 3
    article, noun = items[link + 1 : link + 3]
    end = link + 3 + items[link + 3].only("A")
    return (
        items[first].form in ("aux", "au")
        and article.form in DEFINITE
        and noun.any("NP")
        and noun.only("NAP")
        and noun.shape == "word"
        and end < len(items)
        and items[end].form in (".", ";", "!", "?")
        and all(word.any("NA") and word.shape == "word" for word in items[first + 1 : link])
    )


def _odd_last(items: tuple[Word, ...], link: int) -> bool:
    """Whether “et” joins a noun for an action to an infinitive, or a present participle to an order.

    One function: its guards, read one after the other.
    """
    if link < 2 or link + 2 >= len(items) or items[link + 1].shape not in ("word", "elided"):
        return False
    left, odd, after = items[link - 1], items[link + 1], items[link + 2]
    if odd.capital or odd.caps:
        return False
    before = items[link - 2]
    named = link > 2 and items[link - 3].any("N")  # "permis de conduire et immatriculation"
    governed = before.form == "pour" or (before.form in BEFORE_INFINITIVE and not named)
    chained = before.form == "," or governed or _is_modal(before)
    if left.only("I") and not left.capital and chained:
        named_action = odd
        if odd.form in DEFINITE | INDEFINITE:
            # "pour créer, modifier et la suppression": of one infinitive it may be the object
            if before.form != "," or link < 4 or not items[link - 3].only("I"):
                return False
            named_action = after
        action = named_action.form.endswith(ACTIONS) and named_action.only("N")
        return action and after.form not in ("à", "dans")
    # "Cliquez sur le bouton et sélectionnant une langue"
    ordered = items[0].only("V") and any(item.tag[1:] == "m2p" for item in items[0].readings)
    return (
        ordered
        and odd.only("G")
        and not any(item.any("G") or item.form == "en" for item in words_before(items, link))
    )


def _preposition_once_more(items: tuple[Word, ...], at: int) -> bool:
    """Whether “de” stands before the first and the last of three infinitives alone: « de lire, trier et de lier »."""
    if at < 5 or at + 1 >= len(items) or not items[at + 1].only("I"):
        return False
    link, second, comma, first, opening = (items[at - back] for back in range(1, 6))
    return (
        link.form in ("et", "ou")
        and second.only("I")
        and comma.form == ","
        and first.only("I")
        and opening.form in ("de", "d'")
    )


def _lone_infinitive(items: tuple[Word, ...], link: int) -> bool:
    """Whether an infinitive behind “et” has none before it to be joined to: « il part et frapper un arbre »."""
    if link < 2 or link + 2 >= len(items) or items[link - 1].form == "(":
        return False
    odd, earlier = items[link + 1], words_before(items, link)
    if odd.shape != "word" or odd.capital or not odd.only("I"):
        return False
    # A verb that the dictionary lacks may be the first infinitive: "rebooter et apprendre".
    may_be = any(item.any("I") or _unknown_verb(item) for item in earlier)
    return not may_be and any(item.any("V") for item in earlier)


def _unknown_verb(word: Word) -> bool:
    return word.shape == "word" and not word.readings and word.form.endswith(("er", "ir"))


def _bare_noun(items: tuple[Word, ...], link: int) -> bool:
    """Whether a bare singular noun behind “et” needs an article: « ses canaux et jardin », « le roi et reine sont »."""
    if link < 2 or link + 2 >= len(items) or items[link].form != "et":
        return False
    article, noun, odd, after = items[link - 2], items[link - 1], items[link + 1], items[link + 2]
    if not _only_in(odd, "s") or noun.shape != "word" or noun.capital or not noun.any("N"):
        return False
    number = determiners().get(article.form, ("", ""))[1]
    if number == "p" and article.form not in ("des", "aux"):
        return _only_in(noun, "p")
    opens = link == 2 or items[link - 3].form in (",", "que", "car")
    plural = after.only("V") and all(item.tag[2:] == "3p" for item in after.readings)
    return number == "s" and opens and plural and _only_in(noun, "s")


def _only_in(word: Word, number: str) -> bool:
    """Whether a word in small letters is a noun of one number and nothing else."""
    return (
        word.shape == "word"
        and not word.capital
        and word.only("N")
        and all(item.tag[2] == number for item in word.readings)
    )


def _is_modal(word: Word) -> bool:
    return any(word.is_form_of(lemma, "V") for lemma in MODALS)


def _odd_member(items: tuple[Word, ...], comma: int) -> int | None:
    """Index of the article or infinitive behind “et” where the member between the comma and “et” is odd.

    One function: its guards, read one after the other.
    """
    end = comma + 1
    if end + 1 < len(items) and items[end].form in DEFINITE and items[comma - 1].only("I"):
        end += 1  # "installer, la configuration et utiliser"
    if end >= len(items) or items[end].shape != "word" or items[end].capital:
        return None
    link = end + 1
    while link < len(items) and items[link].only("A") and link - end <= _ADJECTIVES:
        link += 1
    if link + 2 >= len(items) or items[link].form not in ("et", "ou"):
        return None
    odd, then = items[end], items[link + 1]
    before = _member(items, comma)
    described = names_person(odd) and odd.form not in LANGUAGES
    described = described and not any(item.tag[2:3] == "p" for item in odd.readings)
    kinds = "N" if _noun(odd) and not described else "I" if odd.only("I") else ""
    finite = comma > 1 and items[comma - 1].only("V") and not items[comma - 1].capital
    if finite and kinds == "I" and then.any("V") and then.only("NV") and link == end + 1:
        return link + 1  # "Elle chante, danser et joue du piano"
    if not before or not kinds:
        return None
    if before in ("definite", "indefinite"):
        same = DEFINITE if before == "definite" else INDEFINITE
        noun = items[link + 3] if items[link + 2].any("A") and link + 3 < len(items) else then
        fits = then.form in same and (items[link + 2].any("N") or noun.only("N"))
        fits = fits and not items[link + 2].only("V")
        return link + 2 if fits else None
    return link + 1 if kinds == "N" and then.only("I") and link == end + 1 else None


def _noun(word: Word) -> bool:
    """Whether a word is a noun, whatever rare verb it may be a form of."""
    verbs = [item for item in word.readings if item.kind == "V"]
    named = word.only("NV") or (word.only("NA") and word.form in LANGUAGES)
    return (
        word.any("N")
        and named
        and all(item.tag[2:] == "2s" or zipf(item.lemma, "fr") < _RARE for item in verbs)
    )


def _member(items: tuple[Word, ...], comma: int) -> str:
    """What kind of member ends before a comma: a noun with a definite or indefinite article, an infinitive, or none."""
    at = comma - 1
    while at > 0 and items[at].only("A"):
        at -= 1
    if at < 1 or items[at].capital:
        return ""
    if at == comma - 1 and items[at].only("I"):
        return "infinitive"
    article = items[at - 1]
    if not items[at].any("N") or items[at].shape != "word" or article.form not in determiners():
        return ""
    return (
        "definite"
        if article.form in DEFINITE
        else "indefinite"
        if article.form in INDEFINITE
        else ""
    )
