"""Words that no dictionary has: those that are a slip away from one that it has, and verbs that nobody uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.exceptions import Exceptions
from checker.checks.french.slips import (
    KNOWN,
    LETTERS,
    LONG,
    SHORTEST,
    VOWELS,
    derived,
    meant,
    meant_at_the_beginning,
    small_word_behind,
)
from checker.checks.passage import FILLER, prose
from checker.languages.fr.lexicon import Trigger, determiners, readings, words
from checker.languages.frequencies import zipf
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_LACKED = Trigger(unknown=True)

HABIT = 3
"""A word that a document writes so often is a term of its own."""

EXPECTED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("pour", "sans", "peut", "peuvent", "doit", "doivent", "faut", "va", "vont"), ("er", "ir")
    ),
    **dict.fromkeys(("de", "d'", "à", "pouvez", "devez", "pouvons", "devons"), ("er",)),
    **dict.fromkeys(("ils", "elles"), ("ent",)),
    **dict.fromkeys(("il", "elle", "on"), ("ait", "era")),
    "nous": ("ons",),
    "vous": ("ez",),
}
"""Endings that a verb has behind these words."""
VERB_ENDINGS = ("er", "ir", "ez", "ons", "ent", "ait", "aient", "era", "eront", "ons")

MAKES_VERBS = ("iser", "ifier")
"""Endings that make a verb of a word."""
OF_WORDS = ("", "e", "al", "el", "if", "ie", "ien", "ique", "iste", "aire", "ité")
"""What such a word may end in, behind the stem of the verb."""


@dataclass(frozen=True, slots=True)
class _Doubtful:
    """A word at items[at] that the dictionary lacks, in the text of a document with how often it writes such words."""

    text: str
    items: Sequence[Word]
    at: int
    seen: Mapping[str, int]

    @property
    def word(self) -> Word:
        return self.items[self.at]

    @property
    def raw(self) -> str:
        """The word as it is written, with a small letter where it begins the text."""
        raw = self.text[self.word.start : self.word.end]
        return raw[0].lower() + raw[1:] if self.at == 0 else raw


left_alone = Exceptions[_Doubtful]("FLU235")


@left_alone.when("La couleure monte")
def _term_of_the_document(it: _Doubtful) -> bool:
    return it.seen[it.word.form] >= HABIT


@left_alone.when("le crazy paving du jardin")
def _beside_another_unknown_word(it: _Doubtful) -> bool:
    return _foreign(it.items, it.at)


@left_alone.when("des élections prud'homales")
def _second_half_of_a_word(it: _Doubtful) -> bool:
    return it.text[: it.word.start].lower().endswith(("prud'", "prud’"))


@left_alone.when("A_ppliquer les changements")
def _behind_an_access_key(it: _Doubtful) -> bool:
    before = it.text[: it.word.start]
    return before.endswith(("_", "&", "~")) and before[-2:-1].isalpha()


@left_alone.when("Le système dBasse")
def _capital_inside(it: _Doubtful) -> bool:
    return not it.raw[1:].islower()


@check(
    "FLU235",
    "misspelt-word",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def misspelt_word(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that the dictionary lacks differs in one letter or in accents from a word that it has.

    What it does: looks at words in lower case between words that the dictionary knows, and leaves alone what people do
    use, the spelling of 1990, what a document writes three times, compounds with a hyphen and other languages. A lost
    apostrophe, hyphen or space counts as a letter; two usual words that are glued together are told apart; a word of
    nine letters or more may differ from a usual one in two. With a capital, the first word of a sentence is looked at
    for accents and doubled letters, and any for a small word glued to its end. Words far from every known one are left
    to the models.

    Why it matters: translation programs build words from pieces, and some come out as no word at all.

    Example: « une capacitée de 300 passagers », « deux couleures »

    What to do: write the word that is meant; a term that the dictionary lacks can be excused with a comment.
    """
    texts = [words(prose(case.text)) for case in cases]
    unknown = (items[at] for items in texts for at in items.at(_LACKED))
    seen = Counter(word.form for word in unknown if _doubtful(word))
    for case, items in zip(cases, texts, strict=True):
        for at in items.at(_LACKED):
            word = items[at]
            capital = word.capital and not word.caps
            if not _doubtful(word, opens=capital) or left_alone(
                _Doubtful(case.text, items, at, seen)
            ):
                continue
            if capital:
                known = meant_at_the_beginning(items, config) if at == 0 else None
                known = known or small_word_behind(word.form)
            else:
                known = meant(word.form, config)
            if known is None:
                continue
            known = known.capitalize() if capital else known
            yield Hit(
                case.segment.index,
                Span(word.start, word.end),
                _("“{word}” is not in the dictionary; “{meant}” is.").format(
                    word=word.form, meant=known
                ),
                suggestion=known,
            )


@dataclass(frozen=True, slots=True)
class _NoVerb:
    """A word at items[at] of a sentence that has the ending of a verb, where one is expected."""

    cases: Sequence[Case]
    items: Sequence[Word]
    at: int
    ending: str
    config: Config

    @property
    def word(self) -> Word:
        return self.items[self.at]


may_be_a_verb = Exceptions[_NoVerb]("FLU237")


@may_be_a_verb.when("gralifier zorbif")
def _beside_another_unknown_verb(it: _NoVerb) -> bool:
    return _foreign(it.items, it.at)


@may_be_a_verb.when("la version de gralifier")
def _nothing_of_a_clause_behind(it: _NoVerb) -> bool:
    """Names of programs end so too; a verb has an object, which begins with a determiner."""
    after = it.items[it.at + 1] if it.at + 1 < len(it.items) else None
    named = it.ending in ("er", "ir") and it.items[it.at - 1].form in ("de", "d'", "à", "pour")
    return named and (after is None or after.form not in determiners())


@may_be_a_verb.when("Pour surchiffrer")
def _derived_from_a_verb(it: _NoVerb) -> bool:
    return derived(it.word.form)


@may_be_a_verb.when("d'hygiéniser la ville")
def _made_of_a_known_word(it: _NoVerb) -> bool:
    """Anybody may make such a verb of a noun or an adjective, and be understood."""
    made = {it.word.form, *_infinitives(it.word.form)}
    stems = [verb.removesuffix(end) for verb in made for end in MAKES_VERBS if verb.endswith(end)]
    return any(
        len(stem) >= SHORTEST and readings(stem + ending) for stem in stems for ending in OF_WORDS
    )


@may_be_a_verb.when("Il faut mangger")
def _slip_of_a_letter(it: _NoVerb) -> bool:
    return meant(it.word.form, it.config) is not None


@may_be_a_verb.when("et la gralification")
def _term_of_this_text(it: _NoVerb) -> bool:
    return _stands_twice(it.word.form.removesuffix(it.ending), it.cases)


@may_be_a_verb.when("tweeter, débugger")
def _some_list_has_it(it: _NoVerb) -> bool:
    """Asked last: each list takes a tenth of a second to load."""
    return _in_use(it.word.form)


@check(
    "FLU237",
    "unknown-verb",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def unknown_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that does not exist where a verb is expected.

    What it does: looks after « pour », « de », a pronoun or a modal verb for a word with the ending of a verb that
    neither the dictionary nor any list of words in use has, in French or another language. Slips of a letter are
    reported by `misspelt-word` instead; words whose stem the document has again are its terms.

    Why it matters: translation programs build words from pieces, and some come out as no word at all.

    Example: « Pour éblerler votre appétit, voici un court exemple. »

    What to do: look at the source, and write the verb that is meant.
    """
    for case in cases:
        items = words(prose(case.text))
        for at in items.at(_LACKED, before=1):
            word = items[at]
            if not _doubtful(word) or len(word.form) < LONG:
                continue
            endings = EXPECTED.get(items[at - 1].form, ())
            ending = max(filter(word.form.endswith, endings), key=len, default="")
            if ending and not may_be_a_verb(_NoVerb(cases, items, at, ending, config)):
                yield Hit(
                    case.segment.index,
                    Span(word.start, word.end),
                    _("“{word}” is not a word.").format(word=word.form),
                )


def _stands_twice(stem: str, cases: Sequence[Case]) -> bool:
    """Whether the text has several words, or one of them several times, that begin so."""
    return sum(case.text.lower().count(stem) for case in cases) > 1


def _infinitives(form: str) -> set[str]:
    return {form.removesuffix(ending) + "er" for ending in VERB_ENDINGS}


def _in_use(form: str) -> bool:
    """Whether some list has the word, its singular or its infinitive, in French or a language that lends to it."""
    return any(
        zipf(item, lang) > 0
        for lang in (
            "fr",
            "en",
            "es",
            "it",
            "de",
        )  # each list takes time to load: the likeliest first
        for item in {form, form.removesuffix("s"), *_infinitives(form)}
    )


def _unknown(word: Word) -> bool:
    return word.shape == "word" and not word.readings and word.form not in KNOWN


def _doubtful(word: Word, *, opens: bool = False) -> bool:
    """Whether an unknown word may be a French one that went wrong: no name, no abbreviation, no foreign letters.

    `opens`: it begins a sentence, where a capital makes no name of it.
    """
    return (
        _unknown(word)
        and (opens or not word.capital)
        and len(word.form) >= SHORTEST
        and all(letter in LETTERS for letter in word.form)
        and not VOWELS.isdisjoint(word.form)
    )


def _foreign(items: Sequence[Word], at: int) -> bool:
    """Whether a word beside this one is unknown too: part of a title or of a phrase in another language."""
    neighbours = (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])
    return any(
        _unknown(word) or FILLER in word.form or word.form in "-_/@&*·" for word in neighbours
    )
