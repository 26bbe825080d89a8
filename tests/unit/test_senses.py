"""A lexicon of senses: what contradicts itself, and nouns that have another sense than the one that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from checker import evidence
from checker.align.siblings import variants
from checker.checks.by_model.meaning import meaning_lost
from checker.checks.by_model.wrong_sense import GAIN, wrong_sense
from checker.config import Config
from checker.languages.fr.substitution import substitute
from checker.languages.senses import Senses, renders, says_the_same, senses
from checker.plugins import Need
from checker.text.segment import words
from checker.types import (
    Alignment,
    Case,
    Evidence,
    Limits,
    Measurements,
    Severity,
    Span,
    TextScore,
    TokenScore,
)
from tests.fakes import segments

TEXT = "Il purge une phrase de dix ans pour le vol d'un tableau."


@dataclass
class Judge:
    """A language model that likes one word."""

    liked: str
    signature: str = "judge"

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        return [
            TextScore((TokenScore(0, 1, -20.0 + (GAIN + 1) * (self.liked in text)),), 0.0)
            for _before, text in texts
        ]


def gathered(text: str, liked: str, lang: str = "fr") -> Case:
    engines = evidence.Engines(None, None, Judge(liked), lang, "en")
    (found,) = evidence.gather(evidence.begin(segments(text)), engines, {Need.SENSES})
    return Case(found)


def test_a_noun_whose_other_sense_is_far_likelier() -> None:
    (hit,) = wrong_sense([gathered(TEXT, "peine")], Config())
    assert hit.span.of(TEXT) == "phrase"
    assert hit.suggestion == "peine"
    assert "“sentence”" in hit.message
    assert list(wrong_sense([gathered(TEXT, "nothing of this")], Config())) == []


def test_only_languages_with_a_lexicon_have_other_senses() -> None:
    assert gathered("Er verbüßt eine Strafe.", "Satz", lang="de").evidence.senses == ()
    assert senses("fr", "xx") == Senses()
    assert variants(TEXT, words(TEXT), "fr", "xx") == []


def test_siblings_are_no_family_and_no_rare_renderings() -> None:
    words = {
        "a": {"x": 8},
        "b": {"x": 2, "y": 90},
        "c": {"x": 8},
        "cousin": {"x": 5},
        "cousine": {"x": 5},
    }
    meanings = {"x": {w: c["x"] for w, c in words.items()}, "y": {"b": 90}}
    lexicon = Senses(words, meanings)
    assert [one.word for one in lexicon.siblings("a")] == ["c", "cousin", "cousine", "b"]
    assert "cousine" not in [one.word for one in lexicon.siblings("cousin")]
    assert lexicon.siblings("b") == [], "x is not what b usually means, nor b how x is usually said"
    assert lexicon.siblings("unknown") == []


@pytest.mark.parametrize(
    ("text", "noun", "lemma", "other", "written"),
    [
        ("un tableau noir", "tableau", "tableau", "table", "une table"),
        ("l'objectif", "objectif", "objectif", "but", "le but"),
        ("les objectifs", "objectifs", "objectif", "but", "buts"),
        ("le but", "but", "but", "objectif", "l'objectif"),
        ("l’objectif de l’an", "objectif", "objectif", "cible", "la cible"),
        ("Le but", "but", "but", "cible", "La cible"),
        ("prix du tableau", "tableau", "tableau", "peinture", "de la peinture"),
        ("tableau", "tableau", "tableau", "qqzzx", None),
    ],
)
def test_a_noun_takes_its_article_with_it(
    text: str, noun: str, lemma: str, other: str, written: str | None
) -> None:
    at = text.index(noun)
    found = substitute(text, Span(at, at + len(noun)), lemma, other)
    assert (None if found is None else found.written) == written
    if found is not None:
        assert found.applied(text).replace(found.written, "", 1) in text


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ("la maison", "the house", True),
        ("les maisons", "houses", True),
        ("la maison", "the responsibility", False),
        ("la grande maison", "the house", False),
        ("la maison", "the big house", False),
        ("Obama", "Obama", True),
        ("de la", "of the", False),
    ],
)
def test_words_that_mean_each_other(here: str, there: str, same: bool) -> None:
    assert says_the_same(here.split(), there.split(), "fr", "en") is same


@pytest.mark.parametrize(
    ("here", "source", "known"),
    [
        ("la maison", "The house is burning", True),
        ("les maisons", "Two houses", True),
        ("la grande maison", "The house", False),
        ("la maison", "The horse", False),
        ("de la", "of the house", False),
    ],
)
def test_words_that_render_their_source(here: str, source: str, known: bool) -> None:
    assert renders(here.split(), source.split(), "fr", "en") is known


def test_a_word_that_renders_its_source_is_doubted_only_as_a_serious_error() -> None:
    text, low = "la maison brûle encore", (-1.0, -9.0, -1.0, -1.0)
    back = "the look burns again"

    def said(source: str, major: float) -> list[Severity | None]:
        (segment,) = segments(text, source=source)
        one = Case(
            Evidence(
                segment,
                words(text),
                back=back,
                back_words=words(back),
                alignment=Alignment(tuple((i, i) for i in range(4))),
                roundtrip="la regarder brûle encore",
            ),
            Measurements(
                {"reading.confidence": 0.9}, {"back.logprob": low, "lm.logprob": (-1.0,) * 4}
            ),
            p_bad=0.3,
            word_p_bad=(0.1, 0.6, 0.1, 0.1),
            word_p_major=(0.1, major, 0.1, 0.1),
            limits=Limits(0.5, 0.4),
        )
        hits = list(meaning_lost([one], Config()))
        return [hit.severity for hit in hits]

    assert said("The house is burning", 0.2) == []
    assert said("The house is burning", 0.5) == [Severity.MAJOR]
    assert said("The horse is burning", 0.2) == [Severity.MINOR]


def test_what_is_read_back_as_it_stands_is_no_reason() -> None:
    (segment,) = segments("la maison brûle encore")
    back = "the house burns again"
    found = Evidence(
        segment,
        words(segment.text),
        back=back,
        back_words=words(back),
        alignment=Alignment(tuple((i, i) for i in range(4))),
    )
    low = {"back.logprob": (-1.0, -9.0, -9.0, -1.0), "lm.logprob": (-1.0,) * 4}
    doubted = Case(
        found,
        Measurements({"reading.confidence": 0.9}, low),
        p_bad=0.3,
        word_p_bad=(0.1, 0.6, 0.6, 0.1),
        limits=Limits(0.5, 0.8),
    )
    assert list(meaning_lost([doubted], Config())) == []
    other = replace(doubted, evidence=replace(found, back="the horse burns again"))
    (hit,) = meaning_lost([other], Config())
    assert hit.evidence["back"] == "horse burns"
    estimate = replace(doubted, measurements=Measurements({}, low | {"estimate.error": (0.0,) * 4}))
    assert all("house" not in hit.message for hit in meaning_lost([estimate], Config()))
