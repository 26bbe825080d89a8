"""French pronouns across sentences: « il » where only a feminine noun was named, and the reverse."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.noun_phrase import hit
from checker.checks.french.sightings import sightings
from checker.checks.french.verbs import names_person
from checker.checks.passage import passages
from checker.languages.fr.lexicon import Trigger, WordList, determiners, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Verbs that stand with « il » and nobody behind it: il faut, il s'agit, il semble (dictionary forms).
IMPERSONAL = WordList("reference.impersonal")
OPENERS = {"le", "la", "l'", "ce", "cet", "cette", "notre", "votre", "un", "une"}
_HE = Trigger(forms=[("il", "elle")])
GENDERS = {"il": "m", "elle": "f"}
_LONGEST = 40
"""Words of a first sentence: in a longer one, too many things are named."""


@check(
    "FLU208",
    "pronoun-of-other-gender",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def pronoun_of_other_gender(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence begins with « il » or « elle », but the one before mentions nothing of that gender.

    What it does: looks at the first two sentences of a paragraph. Where the first has a thing as its subject and names
    nothing and nobody of the pronoun's gender, and the second begins with « il » or « elle » and a verb that needs a
    subject, it reports the pronoun. The same after “mais”, “et” or “car” in one sentence (« c'est une maladie grave,
    mais il se soigne »).

    Why it matters: the program translated sentence by sentence, and “it” has no gender; the reader looks for somebody
    who was never mentioned.

    Example: « Cette boîte est livrée montée. Il offre une grande place. »

    What to do: use the pronoun of the noun that is meant.
    """
    message = _(
        "“{pronoun}” does not match the gender of “{noun}”, and there is no other noun "
        "it could refer to."
    )
    for case, items, at in sightings(cases, _HE, before=4, behind=2):
        if _wrong_within(items, at):
            noun = case.text[items[0].start : items[_noun(items)].end]
            yield hit(case, items[at], items[at], message.format(pronoun=items[at].form, noun=noun))
    for passage in passages(cases):
        for number, (first, second) in enumerate(itertools.pairwise(passage.cases)):
            if number:
                break
            before, after = words(first.text), words(second.text)
            if _wrong(before, after):
                noun = first.text[before[0].start : before[1].end]
                yield hit(
                    second, after[0], after[0], message.format(pronoun=after[0].form, noun=noun)
                )


def _noun(items: tuple[Word, ...]) -> int:
    """Index of the noun that a sentence begins with: « la boîte », « c'est une boîte »."""
    return 3 if items[0].form == "c'" else 1


def _wrong_within(items: tuple[Word, ...], at: int) -> bool:
    """Whether « il » or « elle » behind “mais” at `at` has the other gender than all that the sentence has named."""
    if items[at - 1].form not in ("mais", "et", "car", "donc") or items[at - 2].form != ",":
        return False
    start = 2 if items[0].form == "c'" and items[1].form in ("est", "était") else 0
    return _wrong(items[start : at - 2], items[at:])


def _wrong(before: tuple[Word, ...], after: tuple[Word, ...]) -> bool:
    if len(before) < 3 or len(before) > _LONGEST or len(after) < 3 or after[0].form not in GENDERS:
        return False
    if (
        before[0].form not in OPENERS
        or not before[1].any("N")
        or names_person(before[1])
        or before[1].capital
    ):
        return False
    gender = GENDERS[after[0].form]
    return not any(
        _may_be(word, gender, before, at) for at, word in enumerate(before)
    ) and _personal(after)


def _may_be(word: Word, gender: str, items: tuple[Word, ...], at: int) -> bool:
    """Whether a word may name somebody or something of this gender."""
    if word.shape == "number" or word.shape == "mark":
        return False
    if (word.capital and at) or (word.shape == "word" and not word.readings):
        return True
    if word.form in (
        "qui",
        "que",
        "cela",
        "ça",
        "ce",
        "il",
        "elle",
        "on",
        "je",
        "celui",
        "celle",
        "lui",
        "tout",
    ):
        return word.form != "que" and word.form not in determiners()
    # A verb or an adjective, though the lexicon has a noun of the same form: "est", "solide".
    if word.any("VA") and (not at or items[at - 1].form not in determiners()):
        return False
    return any(
        reading.kind in "NR" and reading.tag[1] in ("e", gender) for reading in word.readings
    )


def _personal(after: tuple[Word, ...]) -> bool:
    """Whether the verb behind the pronoun needs a subject that was named."""
    at = 1
    while at < len(after) and after[at].form in (
        "ne",
        "n'",
        "se",
        "s'",
        "y",
        "en",
        "le",
        "la",
        "les",
        "l'",
        "lui",
        "leur",
        "vous",
        "nous",
    ):
        if after[at].form in ("y", "en"):
            return False
        at += 1
    if at == len(after) or not after[at].any("V"):
        return False
    verbs = {reading.lemma for reading in after[at].readings if reading.kind == "V"}
    if after[0].form == "elle":
        return True
    return bool(verbs) and verbs.isdisjoint(IMPERSONAL)
