"""French noun phrases in a tree: a determiner and its noun, where gender and number of both are certain.

The parser says what belongs together, the lexicon what the words can be. So a wrong tree alone never makes a finding.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from checker.checks.french.clause import (
    AUXILIARY,
    COMPARED,
    DEGREES,
    OBJECTS,
    QUE,
    begins_subject,
    opens,
    persons,
    stands_for_many,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import FIXED
from checker.languages.fr.lexicon import WordList, determiners, readings
from checker.languages.morphology import Reading
from checker.languages.parsing import Parse, Token
from checker.types import Case, Hit, Span

# Words that make a second subject, or a comparison, of what lies between.
LINKING = {"comme", "et", "ou", "ni", "que", "avec", "plus", "ainsi", "mais", "&", "/"}
# No complement whatever the parser says, which in 770,000 words of French never takes one for part of a phrase.
BREAKS = WordList("tree.breaks")
# Between a determiner and its noun there is none of these, nor between a verb and what it says of its subject of those.
_BORDERS = WordList("tree.borders")
_NO_ADVERB = WordList("tree.no_adverb")
_RELATIVE_REACH = 6
"""Tokens before “que” in which “ne” makes it mean “only”."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun that opens its clause, by index, with its determiner and the gender and number of both."""

    first: int
    noun: int
    gender: str
    number: str


def nouns(token: Token) -> tuple[Reading, ...]:
    """The readings of a token as a noun."""
    return tuple(item for item in readings(token.form) if item.kind == "N")


def touches(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen or the like joins a token to the next."""
    return (
        at + 1 < len(tokens)
        and tokens[at].end == tokens[at + 1].start
        and not tokens[at + 1].form[:1].isspace()
        and tokens[at + 1].form[:1] in "-–/·_@"
    )


def finite(token: Token) -> bool:
    """Whether parser and lexicon both take a token for a finite verb."""
    return token.pos in ("VERB", "AUX") and bool(persons(readings(token.form)))


def may_be_noun(form: str) -> bool:
    """Whether a word can be the noun of a phrase that is certain."""
    kinds = {item.kind for item in readings(form)}
    return "N" in kinds and not kinds - set("NAVP")


def may_be_described(form: str) -> bool:
    """Whether a word can be the adjective that a noun before it is known by."""
    kinds = {item.kind for item in readings(form)}
    # "des recherches utilisateur"
    noun = "N" in kinds and form.endswith(("eur", "eurs"))
    return "A" in kinds and not kinds - set("AN") and form not in FIXED and not noun


def may_be_attribute(form: str) -> bool:
    """Whether a word can only be a participle or an adjective, which a form of “être” ties to a subject."""
    kinds = {item.kind for item in readings(form)}
    return bool(kinds) and not kinds - set("AP")


def no_complement(form: str) -> bool:
    """Whether a word is no part of the complements, and no little pronoun, between a subject and its verb."""
    if form in OBJECTS:
        return False
    return form in LINKING or form in BREAKS or any(item.kind in "GIX" for item in readings(form))


def no_part_of_phrase(form: str) -> bool:
    """Whether a word never stands between a determiner and its noun."""
    return form in _BORDERS or form in BREAKS


def no_adverb(form: str) -> bool:
    """Whether a word never stands between a form of “être” and what that says of its subject."""
    return form in _NO_ADVERB or form in BREAKS


def may_be_article(form: str) -> bool:
    """Whether a word can begin the object of a verb before it."""
    return any(item.kind in "DC" for item in readings(form))


def surely_verb(form: str) -> bool:
    """Whether a finite verb is nothing else, whatever stands behind it."""
    return form in AUXILIARY or {item.kind for item in readings(form)} == {"V"}


def _opens_clause(tokens: Sequence[Token], at: int) -> bool:
    if at == 0:
        return True
    before = tokens[at - 1].form
    if before == ",":
        # "Selon le rapport, les effets": a complement opens the sentence.
        return tokens[0].pos in ("ADP", "ADV") and all(
            token.form != "," and not finite(token) for token in tokens[: at - 1]
        )
    return _clause_after_que(tokens, at) if before in QUE else opens(before)


def _clause_after_que(tokens: Sequence[Token], at: int) -> bool:
    """Whether the “que” before `at` opens a clause: not in a comparison, nor in « ne teste que »."""
    earlier = [token.form for token in tokens[max(0, at - _RELATIVE_REACH) : at - 1]]
    if at == 1:
        return True
    return (
        earlier[-1] not in COMPARED | LINKING
        and not {"ne", "n'"} & set(earlier)
        and not _compares(tokens[: at - 1])
    )


def _compares(tokens: Sequence[Token]) -> bool:
    """Whether a word of degree stands before “que”, with no verb between: « tant la ville que », « autre que »."""
    before = itertools.takewhile(lambda token: not finite(token), reversed(tokens))
    return any(token.form in DEGREES or token.form in ("autre", "autres") for token in before)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A determiner at tokens[first] and the noun at tokens[noun] that it belongs to.

    `opening`: as the subject that opens a clause.
    """

    tokens: tuple[Token, ...]
    first: int
    noun: int
    opening: bool

    @property
    def word(self) -> Token:
        return self.tokens[self.noun]

    @property
    def after(self) -> Token | None:
        return self.tokens[self.noun + 1] if self.noun + 1 < len(self.tokens) else None


unsure_phrase = Exceptions[_Pair]("FLU205")


@unsure_phrase.when("Un large éventail")
def _adjective_taken_for_the_noun(it: _Pair) -> bool:
    may_describe = any(item.kind == "A" for item in readings(it.word.form))
    return it.opening and it.after is not None and may_describe and bool(nouns(it.after))


@unsure_phrase.when("La majorité des membres")
def _noun_for_many(it: _Pair) -> bool:
    return stands_for_many(it.word.form, readings(it.word.form))


unsure_article = Exceptions[_Pair]("FLU207")


@unsure_article.when("ces bernard-l'ermite")
def _article_within_a_token(it: _Pair) -> bool:
    before = it.tokens[it.first - 1] if it.first else None
    return (
        before is not None and before.end == it.tokens[it.first].start and before.form[-1:] == "-"
    )


def phrase(parse: Parse, noun: int, *, opening: bool = True) -> Phrase | None:
    """The noun phrase of a noun, where its gender and number are certain."""
    tokens = parse.tokens
    word = tokens[noun]
    if word.pos != "NOUN" or word.capital or not may_be_noun(word.form):
        return None
    if touches(tokens, noun) or (noun + 1 < len(tokens) and tokens[noun + 1].pos == "NOUN"):
        return None
    first = next((at for at in parse.children(noun, "det") if at < noun), None)
    if first is None or not begins_subject(tokens[first].form):
        return None
    if any(
        token.pos not in ("ADJ", "NUM") or no_part_of_phrase(token.form)
        for token in tokens[first + 1 : noun]
    ):
        return None
    if opening and not _opens_clause(tokens, first):
        return None
    form = form_behind(word.form, *determiners()[tokens[first].form])
    pair = _Pair(tokens, first, noun, opening)
    if form is None or unsure_phrase(pair) or unsure_article(pair):
        return None
    return Phrase(first, noun, *form)


def form_behind(noun: str, gender: str, number: str) -> tuple[str, str] | None:
    """Gender (e where both are possible) and number of a noun behind a determiner of this gender and number.

    None where the number is open, or no reading of the noun goes with the determiner.
    """
    mine = [item for item in readings(noun) if item.kind == "N" and item.fits(gender, number)]
    genders = {item.tag[1] for item in mine} if gender == "e" else {gender}
    numbers = {item.tag[2] for item in mine} if number == "i" else {number}
    if not mine or len(numbers) != 1 or "i" in numbers:
        return None
    return (genders.pop() if len(genders) == 1 else "e"), numbers.pop()


def tree_hit(case: Case, tokens: Sequence[Token], subject: Phrase, last: int, message: str) -> Hit:
    """A hit at a token that contradicts a noun phrase; the message names both, as `word` and `subject`."""
    phrase = case.text[tokens[subject.first].start : tokens[subject.noun].end]
    return Hit(
        case.segment.index,
        Span(tokens[last].start, tokens[last].end),
        message.format(subject=phrase, word=tokens[last].form),
        evidence={"subject": phrase},
    )
