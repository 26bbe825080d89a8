"""A sentence that is not parsed holds nothing that the rules which ask for trees could find, whatever its tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from checker import plugins
from checker.checks.french import distance, tree_adjective
from checker.checks.french.tree_screen import worth_a_tree
from checker.config import Config
from checker.languages.fr.lexicon import readings
from checker.languages.parsing import Parse, Token, parse
from checker.types import Block, Case, Evidence, Segment, Span

PLAIN = Config(cache=False)
RULES = ("FLU205", "FLU206", "FLU207")
VOCABULARY = """
Les les la Un cette ses l'équipe l'Homme d'un effets crise souris chauves-souris voix prix menace menacent est sont a
été rouges rouge grande publié publiée national qui que qu'il de des et, avec , ; : « » Or, — ; mais pas ne vite deux
rendez-vous Existe-t-il celui-ci (les) familles. M. 1,5 c'est-à-dire l’avis époux(se) sera ont avaient fois
s'applique se appliquent
"""
SENTENCES = st.lists(st.sampled_from(VOCABULARY.split()), min_size=2, max_size=9).map(" ".join)
Roles = dict[int, dict[str, Any]]


@settings(max_examples=300, deadline=None)
@given(SENTENCES)
@example("Les effets — de la crise, menace")
@example("La voix c'est-à-dire l'équipe est chauves-souris")
def test_no_tree_makes_a_finding_of_what_is_not_parsed(text: str) -> None:
    assume(not worth_a_tree(text))
    (own,) = parse([text], PLAIN)
    assert not found(text, list(trees(own.tokens)))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("FLU205", "Les effets de la crise menace les familles."),
        ("FLU205", "Le ministre critique une loi qui imposent un modèle."),
        ("FLU206", "La liste des candidats a été publié hier."),
        ("FLU207", "Il importe de protéger la sécurité national."),
    ],
)
def test_the_trees_tried_here_do_make_findings(code: str, text: str) -> None:
    (own,) = parse([text], PLAIN)
    assert code in found(text, list(trees(own.tokens)))


def found(text: str, made: list[Parse]) -> set[str]:
    """The rules that find something in one of these trees of a text."""
    case = Case(Evidence(Segment(0, text, Span(0, len(text)), Block(text)), ()))
    with pytest.MonkeyPatch.context() as patch:
        for module in (distance, tree_adjective):
            patch.setattr(module, "parsed", lambda cases, _config: zip(cases, made, strict=True))
        # What rules without a parser say already is another matter.
        patch.setattr(distance, "verb_clashes", lambda _text: ())
        patch.setattr(distance, "participle_clashes", lambda _text: ())
        patch.setattr(tree_adjective, "adjective_clashes", lambda _text: ())
        rules = plugins.checks()
        return {code for code in RULES if any(rules[code].run([case] * len(made), PLAIN))}


def trees(tokens: tuple[Token, ...]) -> Iterator[Parse]:
    """The trees that make findings likeliest: each noun behind each determiner as subject of each verb."""
    nouns, verbs = ([at for at, one in enumerate(tokens) if _has(one, kind)] for kind in "NV")
    for noun in nouns:
        for first in range(noun):
            phrase: Roles = {at: {"pos": "ADJ"} for at in range(first + 1, noun)}
            phrase[first] = {"pos": "DET", "dep": "det", "head": noun}
            phrase[noun] = {"pos": "NOUN"}
            yield _tree(tokens, phrase | {noun + 1: {"pos": "ADJ", "dep": "amod"}}, noun)
            for verb in verbs:
                for subject, relation in _subjects(tokens, noun, verb):
                    beside = {at: {"pos": "ADJ"} for at in range(noun + 1, subject)}
                    if subject > noun and first:
                        beside[first - 1] = {"pos": "VERB"}
                    yield from _clauses(tokens, phrase | beside, noun, subject, verb, relation)


def _has(token: Token, kind: str) -> bool:
    return any(item.kind == kind for item in readings(token.form))


def _subjects(tokens: tuple[Token, ...], noun: int, verb: int) -> Iterator[tuple[int, str]]:
    """The noun, or “qui” near it, before a verb, and how its clause hangs on what is around."""
    if noun < verb:
        yield noun, "root"
    for at in (noun + 1, noun + 2):
        if at < verb and tokens[at].form == "qui":
            yield at, "acl:relcl"


def _clauses(
    tokens: tuple[Token, ...], given: Roles, noun: int, subject: int, verb: int, relation: str
) -> Iterator[Parse]:
    """The verb as head of its clause, with an object behind it, and as the auxiliary of each word behind it."""
    for head in range(verb, len(tokens)):
        roles = {**given, subject: {**given.get(subject, {}), "dep": "nsubj", "head": head}}
        if head == verb:
            roles[verb + 1] = {"dep": "det", "head": verb + 2}
            roles[verb + 2] = {"pos": "NOUN", "dep": "obj", "head": verb}
        roles |= {at: {"pos": "ADV"} for at in range(verb + 1, head)}
        roles[verb] = {"pos": "AUX", "dep": "aux", "head": head}
        roles[head] = {"pos": "VERB", "dep": relation, "head": head if subject == noun else noun}
        yield _tree(tokens, roles, head if subject == noun else noun)


def _tree(tokens: tuple[Token, ...], roles: Roles, root: int) -> Parse:
    """A tree of these tokens where some have roles, and all else hangs on the root and may be part of a complement."""
    plain = {"pos": "ADP", "dep": "dep", "head": root}
    return Parse(
        tuple(replace(one, **{**plain, **roles.get(at, {})}) for at, one in enumerate(tokens))
    )
