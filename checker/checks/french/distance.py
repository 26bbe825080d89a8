"""French agreement across a distance: subject and verb, subject and participle, with words in between.

The parser says what belongs together; a hit needs in addition a noun phrase that opens its clause, nothing but
complements between it and the verb, and words whose every reading in the lexicon contradicts it. So a wrong tree
alone never makes a finding.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import (
    OBJECTS,
    contradicts,
    opens,
)
from checker.checks.french.exceptions import Exceptions
from checker.checks.french.noun_phrase import some_fits
from checker.checks.french.participles import participle_clashes
from checker.checks.french.subjects import verb_clashes
from checker.checks.french.tree_phrase import (
    Phrase,
    finite,
    may_be_article,
    may_be_attribute,
    no_adverb,
    no_complement,
    phrase,
    surely_verb,
    touches,
    tree_hit,
)
from checker.checks.french.tree_screen import parsed
from checker.languages.fr.lexicon import readings
from checker.languages.parsing import Parse, Token
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

# Parts of speech of complements: "le rapport de la commission sur les fonds", with adjectives and adverbs.
BETWEEN = {"ADP", "DET", "NOUN", "PROPN", "ADJ", "NUM", "ADV"}


def _only_complements(tokens: Sequence[Token]) -> bool:
    """Whether nothing but complements and little pronouns lies behind a noun, the first token, up to its verb."""
    return not any(
        no_complement(token.form)
        or (not token.capital and surely_verb(token.form))
        or _begins_noun_phrase(before, token)
        or not (token.pos in BETWEEN or token.form in OBJECTS or may_be_attribute(token.form))
        for before, token in itertools.pairwise(tokens)
    )


def _begins_noun_phrase(before: Token, token: Token) -> bool:
    """Whether a determiner begins a subject of its own: « cette année | les ventes », but not « de la crise »."""
    return token.pos == "DET" and before.pos not in ("ADP", "DET", "ADV")


def _verb(parse: Parse, subject: int, head: int) -> int | None:
    """Index of the finite verb of a clause: the head itself or the first of its auxiliaries."""
    parts = [head, *(at for at in parse.children(head) if _auxiliary(parse.tokens[at]))]
    found = [at for at in parts if at > subject and finite(parse.tokens[at])]
    return min(found, default=None)


def _auxiliary(token: Token) -> bool:
    return token.dep.startswith("aux") or token.dep == "cop"


def _clauses(parse: Parse) -> Iterator[tuple[Phrase, int, int]]:
    """Subjects that are certain, each with the index of its finite verb and of the head of its clause."""
    tokens = parse.tokens
    for at, token in enumerate(tokens):
        if token.dep not in ("nsubj", "nsubj:pass") or token.head <= at:
            continue
        subject = _meant_by_qui(parse, at) if token.form == "qui" else _single(parse, at)
        if subject is None:
            continue
        verb = _verb(parse, at, token.head)
        if verb is not None and _only_complements(tokens[at:verb]):
            yield subject, verb, token.head


def _single(parse: Parse, noun: int) -> Phrase | None:
    """The phrase of a noun that opens its clause alone, with nothing added to it by “et” or a comma."""
    found = phrase(parse, noun)
    return None if found is None or parse.children(noun, "conj", "appos", "cc") else found


def _meant_by_qui(parse: Parse, at: int) -> Phrase | None:
    """The phrase that “qui” at `at` stands for, right before it or with one adjective in between."""
    tokens = parse.tokens
    clause = tokens[tokens[at].head]
    if not 0 < at - clause.head <= 2:
        return None
    found = phrase(parse, clause.head, opening=False)
    if found is None or not _stands_alone(tokens, found.first):
        return None
    adjacent = clause.head + 1 == at or _agrees(tokens[clause.head + 1], found)
    return found if adjacent else None


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether the noun phrase that begins at `at` hangs on no other noun, so that “qui” can mean it alone."""
    if at == 0:
        return True
    before = tokens[at - 1]
    verb = finite(before) and not any(item.kind in "IGP" for item in readings(before.form))
    return verb or opens(before.form)


def _agrees(token: Token, subject: Phrase) -> bool:
    own = (item for item in readings(token.form) if item.kind in "AP")
    return token.pos == "ADJ" and some_fits(own, subject.gender, subject.number)


def _wrong_verb(parse: Parse, subject: Phrase, verb: int) -> bool:
    """Whether the finite verb at `verb` has the other number than its subject."""
    word = parse.tokens[verb]
    if not contradicts(readings(word.form), subject.number):
        return False
    return _surely_verb(parse, verb) and not verb_may_differ((parse.tokens, verb))


def _surely_verb(parse: Parse, verb: int) -> bool:
    """Whether a word is a verb beyond doubt: by itself, behind “se”, or by an object with an article right behind.

    « s'applique » is one, and « menace les familles ».
    """
    tokens = parse.tokens
    if surely_verb(tokens[verb].form) or tokens[verb - 1].form in ("s'", "se"):
        return True
    objects = [at for at in parse.children(verb, "obj") if tokens[at].pos == "NOUN"]
    found = any(verb + 1 in parse.children(at, "det") for at in objects)
    return found and may_be_article(tokens[verb + 1].form)


verb_may_differ = Exceptions[tuple[tuple[Token, ...], int]]("FLU205")


@verb_may_differ.when("de la côte est sont")
def _another_verb_follows(place: tuple[tuple[Token, ...], int]) -> bool:
    tokens, verb = place
    return verb + 1 < len(tokens) and finite(tokens[verb + 1])


@check(
    "FLU205",
    "distant-subject-verb",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    needs={Need.PARSER},
    languages=("fr",),
)
def distant_subject_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb agrees with a word between it and its subject, not with the subject.

    What it does: asks a parser which noun is the subject of a verb; reports the verb when the noun opens its clause, or
    stands right before “qui”, when only complements lie between, and when no reading of the verb has the subject's
    number. Needs the extra `fr`; without it the rule does not run.

    Why it matters: translation programs lose sight of the subject, and so do their readers.

    Example: « Les effets de la crise menace les familles. »

    What to do: give the verb the number of its subject.
    """
    for case, parse in parsed(cases, config):
        known = verb_clashes(case.text)
        for subject, verb, _head in _clauses(parse):
            word = parse.tokens[verb]
            if word.start not in known and _wrong_verb(parse, subject, verb):
                message = _("The verb “{word}” does not agree with its subject “{subject}”.")
                yield tree_hit(case, parse.tokens, subject, verb, message)


@check(
    "FLU206",
    "distant-participle",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    needs={Need.PARSER},
    languages=("fr",),
)
def distant_participle(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """After “être”, the participle or adjective agrees with a word in between, not with the subject.

    What it does: the same as `distant-subject-verb` for the participle or adjective after a form of “être”: reports
    it when the verb agrees with the subject and no reading of the participle does. Pronominal verbs are left alone.

    Why it matters: it is a plain mistake, and it hides which word is meant.

    Example: « La liste des candidats a été publié hier. »

    What to do: make the participle agree with the subject.
    """
    for case, parse in parsed(cases, config):
        known = participle_clashes(case.text)
        for subject, verb, head in _clauses(parse):
            tokens = parse.tokens
            word = tokens[head]
            if word.start in known or _wrong_verb(parse, subject, verb):
                continue
            if _attribute(tokens, verb, head) and _misses(tokens, subject, verb, head):
                message = _("“{word}” is the wrong form for “{subject}”.")
                yield tree_hit(case, tokens, subject, head, message)


@dataclass(frozen=True, slots=True)
class _Said:
    """A finite verb at tokens[verb], and the participle or adjective at tokens[head] that contradicts its subject."""

    tokens: tuple[Token, ...]
    verb: int
    head: int


attribute_may_differ = Exceptions[_Said]("FLU206")


@attribute_may_differ.when("sont situé/placé")
def _first_half_of_a_token(it: _Said) -> bool:
    return touches(it.tokens, it.head)


@attribute_may_differ.when("s'étaient fixé")
def _pronominal_verb(it: _Said) -> bool:
    return it.tokens[it.verb - 1].form in OBJECTS - {"ne", "n'"}


@attribute_may_differ.when("est bien entendu accompagnée")
def _bien_entendu(it: _Said) -> bool:
    return it.tokens[it.head - 1].form == "bien"


def _misses(tokens: tuple[Token, ...], subject: Phrase, verb: int, head: int) -> bool:
    """Whether the head contradicts the subject, and may not."""
    if some_fits(readings(tokens[head].form), subject.gender, subject.number):
        return False
    return not attribute_may_differ(_Said(tokens, verb, head))


def _attribute(tokens: Sequence[Token], verb: int, head: int) -> bool:
    """Whether the head is surely a participle or adjective that a form of être ties to the subject."""
    word = tokens[head]
    if head <= verb or word.capital or not may_be_attribute(word.form):
        return False
    between = tokens[verb + 1 : head]
    been = any(token.form == "été" for token in between)
    lemmas = {item.lemma for item in readings(tokens[verb].form) if item.kind == "V"}
    if "être" not in lemmas and not ("avoir" in lemmas and been):
        return False
    return all(
        token.form == "été" or (token.pos in ("ADV", "AUX") and not no_adverb(token.form))
        for token in between
    )
