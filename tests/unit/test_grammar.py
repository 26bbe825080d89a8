"""Words that do not fit: the network's numbers, what may have been meant, and which of it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from checker import evidence
from checker.checks.by_model.misfits import HELPS, LIMIT, misfit, weight
from checker.config import Config
from checker.engines.grammar import WINDOW, grammar
from checker.engines.masked import MaskedGrammar
from checker.languages.fr.alternatives import KINDS, alternatives
from checker.languages.morphology import words
from checker.plugins import GrammarEngine, Need
from checker.types import Case, Hit, Mending, Misfit, Span, TextScore, TokenScore
from tests.fakes import segments

SLIPS = "Les nouvelles mesure entreront en vigueur demain."


@dataclass
class Doubts:
    """A grammar model that doubts the words that it is given, with these log-odds."""

    odds: Mapping[str, float]
    signature: str = "doubts"

    def misfits(self, texts: Sequence[str]) -> list[tuple[Misfit, ...]]:
        return [
            tuple(
                Misfit(Span(word.start, word.end), self.odds[word.form])
                for word in words(text, "fr")
                if word.form in self.odds
            )
            for text in texts
        ]


@dataclass
class Likes:
    """A language model that finds a text with these words so many nats likelier."""

    liked: Mapping[str, float]
    signature: str = "likes"

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        return [
            TextScore((TokenScore(0, 1, -50 + sum(n for w, n in self.liked.items() if w in t)),), 0)
            for _before, t in texts
        ]


def gathered(text: str, grammar: GrammarEngine, liked: Mapping[str, float] | None = None) -> Case:
    likes = None if liked is None else Likes(liked)
    engines = evidence.Engines(None, None, likes, "fr", "en", grammar=grammar)
    (found,) = evidence.gather(evidence.begin(segments(text)), engines, {Need.MISFITS})
    return Case(found)


def hits(text: str, odds: Mapping[str, float], liked: Mapping[str, float] | None) -> list[Hit]:
    return list(misfit([gathered(text, Doubts(odds), liked)], Config()))


def test_each_word_has_log_odds_and_a_slip_has_more_than_the_words_around_it() -> None:
    model = grammar("fr")
    assert model is not None
    own = model.network
    items = words(SLIPS, "fr")
    odds = dict(zip((item.form for item in items), own.odds(items), strict=True))
    assert max(odds, key=odds.__getitem__) == "mesure"
    assert own.odds(()) == []


def test_what_is_before_a_window_changes_nothing_in_it() -> None:
    model = grammar("fr")
    assert model is not None
    own = model.network
    items = words("Le chat dort sur le lit. " * (WINDOW // 2), "fr")
    found = own.odds(items)
    assert len(found) == len(items) > 2 * WINDOW
    assert found[:20] == own.odds(items[:WINDOW])[:20]


def test_other_languages_have_no_grammar_model() -> None:
    assert grammar("de") is None
    assert grammar("fr-CA") is grammar("fr-CA")


def test_a_placeholder_is_no_word() -> None:
    doubts = MaskedGrammar(Doubts({"mesure": 3.0}))
    text = "Les %(count)s nouvelles mesure."
    ((one,),) = doubts.misfits([text])
    assert one.place.of(text) == "mesure"


@pytest.mark.parametrize(
    ("text", "word", "kind", "meant"),
    [
        ("Les nouvelles mesure.", "mesure", "form", "Les nouvelles mesures."),
        ("Mesure prises hier.", "mesure", "form", "Mesures prises hier."),
        ("La problème est là.", "la", "word", "Le problème est là."),
        ("Il a fabrication des meubles.", "fabrication", "family", "Il a fabriqué des meubles."),
        ("Une étrangère politique.", "étrangère", "order", "Une politique étrangère."),
        ("Étrangère politique.", "politique", "order", "Politique étrangère."),
        ("Il a besoin de de temps.", "de", "less", "Il a besoin de temps."),
        ("Il a besoin temps.", "temps", "more", "Il a besoin de temps."),
        ("Il a besoin aide.", "aide", "more", "Il a besoin d'aide."),
    ],
)
def test_what_may_have_been_meant(text: str, word: str, kind: str, meant: str) -> None:
    items = words(text, "fr")
    at = next(i for i, item in enumerate(items) if item.form == word)
    found = alternatives(text, items, at)
    assert meant in {one.change.applied(text) for one in found if one.kind == kind}
    written = [one.change.applied(text) for one in found]
    assert text not in written
    assert len(set(written)) == len(written)
    assert {one.kind for one in found} <= set(KINDS) == set(HELPS)


def test_a_doubt_that_a_mending_removes_is_reported_with_it() -> None:
    (hit,) = hits(SLIPS, {"mesure": 1.0}, {"mesures": 12.0})
    assert (hit.span.of(SLIPS), hit.suggestion) == ("mesure", "mesures")
    assert "“mesures”" in hit.message
    assert hits(SLIPS, {"mesure": 0.1}, {}) == []


def test_without_a_language_model_the_grammar_model_must_be_surer() -> None:
    (hit,) = hits(SLIPS, {"mesure": 9.0}, None)
    assert (hit.span.of(SLIPS), hit.suggestion) == ("mesure", None)
    assert hits(SLIPS, {"mesure": 0.1}, None) == []


def test_one_slip_is_one_finding_and_names_are_left_alone() -> None:
    assert len(hits(SLIPS, {"nouvelles": 9.0, "mesure": 9.5}, None)) == 1
    assert hits("Nous avons vu Mesure hier.", {"mesure": 9.0}, None) == []
    assert len(hits("« Mesure prises hier.", {"mesure": 9.0}, None)) == 1


def test_a_gain_beyond_what_grammar_can_bring_counts_no_more() -> None:
    def of(gain: float) -> float:
        return weight(Misfit(Span(0, 1), 0.0, (Mending(Span(0, 1), "x", "form", gain),)))

    assert of(-100) < of(3) < of(12) == of(100)
    assert weight(Misfit(Span(0, 1), 50.0)) > LIMIT
