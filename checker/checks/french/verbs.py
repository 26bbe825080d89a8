"""French verbs and what goes with them: auxiliaries, “si”, prepositions left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.government import without_preposition
from checker.checks.french.noun_phrase import hit
from checker.languages.fr.lexicon import WordList, readings, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SUBJECTS = WordList("verbs.subjects")
CLITICS = WordList("verbs.clitics")
# Verbs that are conjugated with être and have no object (dictionary forms).
WITH_ETRE = WordList("verbs.with_etre")
ARTICLES = WordList("verbs.articles")
# Words that need “de” or “à” before what they govern.
GOVERNING = {
    ("grâce",): "à",
    ("à", "cause"): "de",
    ("en", "raison"): "de",
    ("au", "sein"): "de",
    ("au", "cours"): "de",
    ("à", "l'", "égard"): "de",
    ("à", "l'", "aide"): "de",
    ("à", "l'", "insu"): "de",
    ("à", "la", "suite"): "de",
    ("au", "nom"): "de",
    ("en", "vertu"): "de",
    ("en", "dépit"): "de",
    ("en", "faveur"): "de",
    ("à", "côté"): "de",
    ("autour",): "de",
    ("auprès",): "de",
    ("par", "rapport"): "à",
    ("quant",): "à",
    ("conformément",): "à",
    ("contrairement",): "à",
}
CLAUSE_SUBJECTS = {"je", "j'", "tu", "il", "ils", "on"}
QUANTITY = WordList("verbs.quantity")
APPOINTMENT = WordList("verbs.appointment")


def _conditional(word: Word) -> bool:
    return word.only("V") and all(reading.tag[1] == "c" for reading in word.readings)


# Endings of a noun for a man, and of the same for a woman: a noun that has both names a person.
COUNTERPARTS = (("eur", "rice"), ("eur", "euse"), ("er", "ère"), ("en", "enne"), ("", "e"))


def names_person(word: Word) -> bool:
    """Whether the lexicon has a singular noun for a man and one for a woman under this dictionary form."""
    if word.shape != "word" or word.capital:
        return False
    for reading in word.readings:
        if reading.kind != "N" or reading.tag[2] != "s":
            continue
        if reading.tag[1] == "e" or (reading.tag[1] == "f" and reading.lemma != word.form):
            return True
        for man, woman in COUNTERPARTS:
            if reading.tag[1] == "m" and word.form.endswith(man):
                other = word.form.removesuffix(man) + woman
                if any(item.tag == "Nfs" and item.lemma == word.form for item in readings(other)):
                    return True
    return False


def skip_adverbs(items: tuple[Word, ...], at: int) -> int:
    """The place of the first word from `at` on that is no adverb of those that stand beside verbs."""
    while at < len(items) and items[at].shape == "word" and items[at].form in ADVERBS:
        at += 1
    return at


ADVERBS = WordList("verbs.adverbs")


@check(
    "FLU231",
    "si-conditional",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def si_conditional(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A condition after “si” has its verb in the conditional.

    What it does: looks at a sentence that begins with “Si” and a pronoun, and at “comme si”; reports a verb that can
    only be a conditional. Indirect questions (« il demande s'il viendrait ») are left alone.

    Why it matters: after “si” French wants the imperfect; the conditional is a calque or a slip.

    Example: « Si j'aurais su, je serais parti. »

    What to do: put the verb in the imperfect: « Si j'avais su ».
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 2):
            if items[at].form not in ("si", "s'"):
                continue
            first = at == 0 or items[at - 1].form in "«—–"
            if not first and items[at - 1].form != "comme":
                continue
            verb = at + 1
            if items[verb].form not in SUBJECTS:
                continue
            verb += 1
            while verb < len(items) and items[verb].form in CLITICS:
                verb += 1
            if verb < len(items) and _conditional(items[verb]):
                yield hit(
                    case,
                    items[at],
                    items[verb],
                    _("After “si”, the condition “{verb}” does not take the conditional.").format(
                        verb=items[verb].form
                    ),
                )


@check(
    "FLU232",
    "wrong-auxiliary",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def wrong_auxiliary(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A past tense is built with “avoir” where only “être” is possible.

    What it does: reports “avoir” right before the participle of aller, venir, arriver, devenir, naître and the like,
    and after the reflexive pronoun (« s'a trompé »).

    Why it matters: it is a plain fault, common in text translated from English.

    Example: « elle a arrivé hier », « il s'a trompé ».

    What to do: use “être”: « elle est arrivée », « il s'est trompé ».
    """
    for case in cases:
        items = words(case.text)
        for at in range(1, len(items) - 1):
            word = items[at]
            if word.shape != "word" or not word.is_form_of("avoir", "VG") or word.form == "aura":
                continue
            last = skip_adverbs(items, at + 1)
            if last == len(items):
                continue
            participle = items[last]
            reflexive = items[at - 1].form in ("s'", "se") and items[at - 1].shape in (
                "elided",
                "word",
            )
            wrong = any(
                reading.kind == "P" and reading.lemma in WITH_ETRE
                for reading in participle.readings
            )
            if participle.shape != "word" or (participle.any("V") and not wrong):
                continue
            if wrong or (reflexive and participle.any("P")):
                yield hit(
                    case,
                    word,
                    participle,
                    _("“{participle}” forms its past tense with “être”, not with “avoir”.").format(
                        participle=participle.form
                    ),
                )


@check(
    "FLU225",
    "missing-preposition",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def missing_preposition(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A preposition is missing after a word that cannot do without it.

    What it does: reports « grâce le », « en raison les », « beaucoup gens », « afin réduire », an appointment
    followed by a bare noun for a person (« sa nomination directeur »), and the like.

    Why it matters: the link between the two words is lost, and with it often the sense.

    Example: « grâce les secours », « afin réduire les coûts ».

    What to do: put the preposition back: « grâce aux secours », « afin de réduire ».
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 1):
            found = _missing(items, at) or without_preposition(items, at)
            if found is not None:
                last, preposition = found
                yield hit(
                    case,
                    items[at],
                    items[last],
                    _("“{preposition}” seems to be missing before “{word}”.").format(
                        preposition=preposition, word=items[last].form
                    ),
                )


def _missing(items: tuple[Word, ...], at: int) -> tuple[int, str] | None:
    word = items[at]
    for phrase, preposition in GOVERNING.items():
        end = at + len(phrase)
        if word.form != phrase[0] or end + 1 >= len(items):
            continue
        if tuple(item.form for item in items[at:end]) != phrase or items[end].form not in ARTICLES:
            continue
        if items[end].shape == "clitic" or items[end + 1].form in ("plus", "moins", "mieux"):
            continue
        noun = items[end + 1]
        if noun.any("N") and not noun.any("I"):
            return end, preposition
    after = items[at + 1]
    if after.shape not in ("word", "elided") or after.capital:
        return None
    if word.form in ("afin", "avant") and after.only("I"):
        return at + 1, "de"
    if word.form in ("parce", "tandis") and after.form not in ("que", "qu'"):
        return at + 1, "que"
    if word.form in ("dès", "pendant", "afin") and after.form in CLAUSE_SUBJECTS:
        return at + 1, "que"
    if word.form in ("avant", "afin") and after.form in ("que", "qu'") and at + 2 < len(items):
        return (at + 2, "de") if items[at + 2].only("I") else None
    if (
        word.form in QUANTITY
        and after.only("N")
        and all(item.tag[2] == "p" for item in after.readings)
    ):
        return at + 1, "de"
    if word.form in APPOINTMENT and names_person(after):
        fits = any(
            mine.kind == "N" and mine.fits(other.tag[1], other.tag[2])
            for mine in word.readings
            for other in after.readings
            if other.kind in "AP"
        )
        return None if fits else (at + 1, "comme")  # "une candidature étudiante"
    return None
