"""French adjectives that contradict the noun which a parser says they describe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.adjective_agreement import adjective_clashes
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import share_form, some_fits
from checker.checks.french.tree_phrase import Phrase, may_be_described, phrase, touches, tree_hit
from checker.checks.french.tree_screen import parsed
from checker.languages.fr.lexicon import readings
from checker.languages.parsing import Parse, Token
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

_COPULA_REACH = 3
"""Tokens before a phrase in which a form of “être” makes what follows the phrase an attribute."""


@check(
    "FLU207",
    "adjective-by-tree",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    needs={Need.PARSER},
    languages=("fr",),
)
def adjective_by_tree(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adjective does not agree with the preceding noun, which it describes according to a parser.

    What it does: looks at an adjective right after a noun with an article; reports it when the parser ties it to that
    noun, no reading of it agrees, and no noun that the phrase hangs on agrees either. What `adjective-agreement`
    reports without a parser is left to that rule.

    Why it matters: the reader stumbles, and cannot tell what the adjective belongs to.

    Example: « Il importe de protéger la sécurité national. »

    What to do: make the adjective agree, and check that it is the right word.
    """
    for case, parse in parsed(cases, config):
        known = adjective_clashes(case.text)
        for at in range(2, len(parse.tokens)):
            subject = _misfit(parse, at)
            if subject is not None and parse.tokens[at].start not in known:
                message = _("“{word}” does not agree with “{subject}”.")
                yield tree_hit(case, parse.tokens, subject, at, message)


@dataclass(frozen=True, slots=True)
class _Described:
    """A noun phrase, and the adjective right behind it at index `at` that contradicts it."""

    tokens: tuple[Token, ...]
    subject: Phrase
    at: int

    @property
    def adjective(self) -> Token:
        return self.tokens[self.at]


adjective_may_differ = Exceptions[_Described]("FLU207")


@adjective_may_differ.when("ses produits bon marché")
def _at_a_good_price(it: _Described) -> bool:
    return it.at + 1 < len(it.tokens) and it.tokens[it.at + 1].form == "marché"


@adjective_may_differ.when("la voie public-privé")
def _half_of_a_token(it: _Described) -> bool:
    return touches(it.tokens, it.at) or it.tokens[it.at - 1].end == it.adjective.start


@adjective_may_differ.when("une dimension et un objectif essentiels")
def _describes_several_nouns(it: _Described) -> bool:
    plural = not any(item.tag[2] == "s" for item in readings(it.adjective.form))
    return plural and any(token.form in ("et", "ou", "ni", "/") for token in it.tokens[: it.at])


@adjective_may_differ.when("les langues italienne et allemande")
def _one_of_several_adjectives(it: _Described) -> bool:
    behind = it.tokens[it.at + 1 :]
    return it.subject.number == "p" and any(token.form in ("et", "ou") for token in behind)


@adjective_may_differ.when("sans le moindre doute heureuse")
def _attribute_of_the_subject(it: _Described) -> bool:
    before = it.tokens[max(0, it.subject.first - _COPULA_REACH) : it.subject.first]
    return any(item.lemma == "être" for token in before for item in readings(token.form))


def _owned(parse: Parse, noun: int, adjective: Token) -> bool:
    """Whether a word that the noun hangs on, at whatever distance, agrees with an adjective."""
    tokens, steps = parse.tokens, 0
    while tokens[noun].head != noun and steps < len(tokens):
        noun, steps = tokens[noun].head, steps + 1
        theirs = [item for item in readings(tokens[noun].form) if item.kind in "NP"]
        if share_form(theirs, readings(adjective.form)):
            return True
    return False


def _misfit(parse: Parse, at: int) -> Phrase | None:
    """The noun phrase that ends right before an adjective at `at` and contradicts it."""
    word = parse.tokens[at]
    if word.pos != "ADJ" or word.dep != "amod" or word.head != at - 1 or word.capital:
        return None
    # "une fois mûrs"
    if not may_be_described(word.form) or parse.tokens[at - 1].form == "fois":
        return None
    subject = phrase(parse, at - 1, opening=False)
    if subject is None or some_fits(readings(word.form), subject.gender, subject.number):
        return None
    right = _owned(parse, at - 1, word) or adjective_may_differ(
        _Described(parse.tokens, subject, at)
    )
    return None if right else subject
