"""French verbs in -er and their participles in -é, which sound alike; “a” and “à”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.checks.french.verbs import ARTICLES, CLITICS, SUBJECTS, skip_adverbs
from checker.languages.fr.lexicon import WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

MODALS = {"pouvoir", "devoir", "falloir"}
INVERTED = {"-t-il", "-t-elle", "-il", "-elle", "-vous", "-ils", "-elles", "-on", "-t-on", "-tu"}
PREPOSITIONS = {"pour", "sans"}
WITH_INFINITIVE = {"pour", "sans", "à", "de", "d'"}
POINTING = {"ci-dessous", "ci-dessus", "ci-contre", "ci-joint", "ci-après"}
OBJECTS = WordList("endings.objects")


@check(
    "FLU233",
    "verb-form",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def verb_form(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An infinitive stands where a participle belongs, or the reverse, or “à” where “a” belongs.

    What it does: reports “avoir” or a reflexive “être” right before an infinitive in -er, a form of pouvoir, devoir or
    falloir before a participle in -é, « pour », « sans », « à » or « de » before a participle that is nothing else, all
    of these before a form in -ez (« pour éveillez »), and « il à », « on à », « à été ».

    Why it matters: both sound alike, so the fault slips through; on the page it stops the reader.

    Example: « il a manger », « on peut mangé », « il à mangé ».

    What to do: write the form that the sentence needs: « il a mangé », « on peut manger ».
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 1):
            last = _wrong_form(items, at)
            if last is not None:
                first, second = items[at], items[last]
                yield hit(
                    case,
                    first,
                    second,
                    _("“{second}” does not go with “{first}” in this form.").format(
                        first=first.form, second=second.form
                    ),
                )


def _wrong_form(items: tuple[Word, ...], at: int) -> int | None:
    word = items[at]
    heard = _finite_for_infinitive(items, at) or _finite_for_participle(items, at)
    if heard is not None:
        return heard
    if word.form in ("de", "d'") and at + 2 < len(items):
        # "rien de changé", "les fêtes d'été": what takes an object of its own is a verb.
        other, object_ = items[at + 1], items[at + 2]
        verb = other.shape == "word" and not other.capital and _participle(other)
        return at + 1 if verb and object_.form in OBJECTS else None
    if word.form in INVERTED and at and items[at - 1].is_form_of("avoir", "V"):
        last = skip_adverbs(items, at + 1)
        return last if last < len(items) and _loose_infinitive(items[last]) else None
    if word.shape != "word" or word.caps or (word.form == "a" and word.capital and at):
        return None  # "le groupe A utilise"
    if word.form == "à":
        return _after_grave(items, at)
    last = skip_adverbs(items, at + 1)
    if word.form in PREPOSITIONS:
        while last < len(items) and items[last].form in CLITICS:
            last += 1
    if last == len(items) or items[last].shape != "word" or items[last].capital:
        return None
    other = items[last]
    participle = _participle(other)
    if word.form in PREPOSITIONS:
        # "pour acheté": a participle; "sans fondé de pouvoir", "pour équilibré que": not so.
        beyond = items[last + 1].form if last + 1 < len(items) else ""
        noun = last > at + 1 and items[last - 1].form in ARTICLES
        return last if participle and not noun and beyond not in ("que", "qu'") else None
    if _modal(word) and participle:
        return last if not word.any("NA") or word.form in ("peut", "doit") else None
    if participle and at and _modal(items[at - 1]) and word.form in ("pouvoir", "devoir"):
        return last
    left = items[at - 1] if at else None
    reflexive = left is not None and left.form in ("s'", "se", "m'", "t'")
    subject = left is not None and left.form in SUBJECTS | {"qui"}
    if word.is_form_of("avoir", "V") and not (
        word.any("N") and left and left.form in determiners()
    ):
        known = subject or (
            left is not None
            and (
                left.only("NA") or left.capital or _after_article(items, at) or left.form in CLITICS
            )
        )
        if known and (_infinitive(other) or (subject and _loose_infinitive(other))):
            return last
        # "ils ont permit", "ils ont saisit": a finite form where only a participle can stand.
        finite = (
            other.only("V")
            and other.form != "rendez"
            and not _modal(other)
            and not other.is_form_of("être", "V")
        )
        return last if known and finite and last == at + 1 else None
    etre = word.is_form_of("être", "V") and (subject or reflexive)
    return last if etre and _infinitive(other) else None


def _finite_for_infinitive(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a form in -ez where only an infinitive can stand: « pour éveillez », « vous pouvez cliquez »."""
    word = items[at]
    then = skip_adverbs(items, at + 1)
    while then < len(items) and items[then].form in CLITICS and items[then].shape != "clitic":
        then += 1
    if then == len(items) or not _second_plural(items[then]):
        return None
    inverted = word.form in INVERTED and at and _modal(items[at - 1])
    modal = word.shape == "word" and (_modal(word) or word.is_form_of("aller", "V"))
    return then if word.form in WITH_INFINITIVE or inverted or modal else None


def _finite_for_participle(items: tuple[Word, ...], at: int) -> int | None:
    """Index of a form in -ez that a complement makes a participle: « avec l'adresse indiquez ci-dessous »."""
    if at + 4 >= len(items) or not items[at].any("E") or items[at + 1].form not in determiners():
        return None
    noun, verb, after = items[at + 2 : at + 5]
    plain = noun.shape == "word" and (noun.any("N") or not noun.readings)
    return at + 3 if plain and _second_plural(verb) and after.form in POINTING else None


def _second_plural(word: Word) -> bool:
    return (
        word.shape == "word"
        and not word.capital
        and word.form.endswith("ez")
        and word.form != "rendez"  # "une demande de rendez-vous"
        and word.only("V")
        and all(reading.tag[2:] == "2p" for reading in word.readings)
    )


def _after_grave(items: tuple[Word, ...], at: int) -> int | None:
    before = items[at - 1] if at else None
    if before is not None and before.form in ("il", "on") and before.shape == "word":
        ahead = items[at - 2].form if at > 1 else ""
        return at if ahead not in ("-", "l'", "de") else None
    other = items[at + 1]
    if other.shape != "word" or other.capital:
        return None
    if other.form == "été" and at + 2 < len(items):
        return at + 1 if items[at + 2].any("P") else None
    return at + 1 if _participle(other) else None


def _participle(word: Word) -> bool:
    """Whether a word can only be the participle of a verb in -er."""
    return (
        word.form.endswith(("é", "ée", "és", "ées"))
        and word.form != "affilée"  # "trois mois d'affilée"
        and word.only("AP")
        and any(reading.kind == "P" and reading.lemma.endswith("er") for reading in word.readings)
    )


def _infinitive(word: Word) -> bool:
    return word.shape == "word" and word.only("I") and word.form.endswith("er")


def _loose_infinitive(word: Word) -> bool:
    """Whether a word is an infinitive in -er that may be a noun as well: dîner, parler."""
    return word.any("I") and word.only("IN") and word.form.endswith("er")


def _after_article(items: tuple[Word, ...], at: int) -> bool:
    return at > 1 and items[at - 2].form in ARTICLES and items[at - 1].any("N")


def _modal(word: Word) -> bool:
    # "rempli puis adressé": then, not "I can".
    return word.form != "puis" and any(word.is_form_of(lemma, "V") for lemma in MODALS)
