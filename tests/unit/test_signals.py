"""Signals on evidence made by hand: known numbers, and nan where nothing was asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from checker.config import Config
from checker.fitting.regression import segment_names, taught
from checker.fitting.samples import Sample
from checker.plugins import signals
from checker.signals import likelihood, roundtrip, surprisal
from checker.text.segment import words
from checker.types import (
    Alignment,
    Block,
    Estimate,
    Evidence,
    Measurements,
    Segment,
    Span,
    TextScore,
    TokenScore,
)

TEXT = "La paix dort ici"
WORDS = (Span(0, 2), Span(3, 7), Span(8, 12), Span(13, 16))
BACK = "Peace sleeps here"
BACK_WORDS = (Span(0, 5), Span(6, 12), Span(13, 17))


def score(*values: float | None, end: float = -0.5) -> TextScore:
    """Pieces of TEXT: La, pa, ix, dort, ici."""
    places = ((0, 2), (3, 5), (5, 7), (8, 12), (13, 16))
    return TextScore(
        tuple(TokenScore(a, b, v) for (a, b), v in zip(places, values, strict=True)), end
    )


CASE = Evidence(
    Segment(0, TEXT, Span(0, len(TEXT)), Block(TEXT)),
    WORDS,
    back=BACK,
    back_words=BACK_WORDS,
    alignment=Alignment(((1, 0), (2, 1), (3, 2))),
    roundtrip="La paix dort là",
    text_given_back=score(-1.0, -2.0, -3.0, None, -4.0),
    back_given_text=TextScore(
        (TokenScore(0, 5, -1.0), TokenScore(6, 12, -5.0), TokenScore(13, 17, -2.0)), -1.0
    ),
    roundtrip_given_back=score(-1.0, -1.0, -1.0, -1.0, -1.0, end=-1.0),
    surprisal=score(-1.0, -2.0, -3.0, None, -4.0),
)
BARE = Evidence(CASE.segment, WORDS)


def measured(name: str, case: Evidence = CASE) -> Measurements:
    (found,) = signals()[name].measure([case], Config())
    return found


def same(found: Mapping[str, object], **expected: object) -> bool:
    return all(
        found[key.replace("__", ".")] == pytest.approx(value, nan_ok=True)
        for key, value in expected.items()
    )


def test_likelihood_given_the_back_translation() -> None:
    found = measured("likelihood.back")
    assert found.words["back.logprob"] == pytest.approx((-1, -3, math.nan, -4), nan_ok=True)
    assert same(found.segment, back__mean=-10.5 / 5, back__worst1=-4)


def test_likelihood_of_the_back_translation() -> None:
    found = measured("likelihood.read")
    assert found.words["back.read_logprob"] == pytest.approx((math.nan, -1, -5, -2), nan_ok=True)
    assert same(
        found.segment,
        back__against_best=-2.1 + 1,
        back__best=-1,
        back__written_mean=-9 / 4,
        back__written_worst2=-3.5,
    )


def test_likelihood_given_the_source() -> None:
    beside = replace(CASE, text_given_source=CASE.text_given_back)
    found = measured("likelihood.source", beside)
    assert same(
        found.segment,
        source__mean=-10.5 / 5,
        source__probability=math.exp(-10.5 / 5),
        source__gain=0,
        source__read_mean=math.nan,
    )
    assert math.isnan(measured("likelihood.source").segment["source.probability"])


def test_surprisal_is_of_whole_words_less_how_rare_they_are() -> None:
    found = measured("surprisal")
    assert found.words["lm.logprob"] == pytest.approx((-1, -3, math.nan, -4), nan_ok=True)
    assert found.words["lm.whole_logprob"] == pytest.approx((-1, -5, math.nan, -4), nan_ok=True)
    rare = found.words["rarity"]
    assert -21 < rare[1] < rare[0] < -2
    assert found.words["lm.fit"][1] == pytest.approx(-5 - rare[1])
    assert math.isnan(found.words["lm.fit"][2])


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("Le voisin de Paul habite Rome.", "fr", "Paul Rome"),
        ("« Paul » dort. Marie aussi, dit l'ONU à BBVA", "fr", "ONU BBVA"),
        ("Le 12 mai, @paul dort", "fr", "12 @paul"),
        ("Макрон и Рим", "ru", "Рим"),
        ("Das Haus von Frau Kowalewska hat am Montag die UNO gekauft.", "de", "Kowalewska UNO"),
    ],
)
def test_names_are_what_is_written_like_one(text: str, lang: str, names: str) -> None:
    from checker.text.segment import words

    assert " ".join(w.of(text) for w in words(text) if surprisal.is_name(text, w, lang)) == names


def test_coverage_and_length() -> None:
    assert same(
        measured("coverage").segment,
        coverage__text=0.75,
        coverage__back=1.0,
        coverage__crossing=0.0,
    )
    assert measured("coverage").words["coverage.linked"] == (0, 1, 1, 1)
    assert same(measured("length").segment, length__words=math.log(5), length__per_word=4.0)


def test_round_trip_is_compared_with_plain_typography() -> None:
    found = measured("roundtrip")
    assert found.words["roundtrip.kept"] == (1, 1, 1, 0)
    assert same(found.segment, roundtrip__kept=0.75, roundtrip__length=15 / 16)
    assert 50 < found.segment["roundtrip.chrf"] < 100
    assert roundtrip.chrf("« l’été\u00a0»", '" l\'été "') == roundtrip.bleu("a b", "a  b") == 100
    assert roundtrip.chrf("", "") == 100
    assert roundtrip.chrf("a", "") == 0
    assert "chrf:#:1|c:mixed" in roundtrip.signature()


@pytest.mark.parametrize("name", sorted(set(signals()) - {"length"}))
def test_what_was_not_asked_is_nan_under_the_same_names(name: str) -> None:
    nothing, all_there = measured(name, BARE), measured(name)
    assert nothing.segment.keys() == all_there.segment.keys()
    assert nothing.words.keys() == all_there.words.keys()
    of_text = {"rarity", "name", "rarity.mean", "rarity.worst2", "names.share"}
    for key, value in nothing.segment.items():
        assert math.isnan(value) or key in of_text
    for key, values in nothing.words.items():
        assert len(values) == len(WORDS)
        assert all(map(math.isnan, values)) or key in of_text


def test_small_numbers_helpers() -> None:
    assert likelihood.worst([-1.0, math.nan, -3.0], 2) == -2
    assert math.isnan(likelihood.worst([math.nan], 2))
    links = Alignment(((0, 1), (0, 2), (2, 9)))
    assert likelihood.through(links, 3, [-9.0, -1.0, -2.0]) == pytest.approx(
        (-2, math.nan, math.nan), nan_ok=True
    )


def test_no_calibration_takes_what_a_check_leaves_unmeasured() -> None:
    """Otherwise a check would judge by numbers that it does not have."""
    for name, item in signals().items():
        found = measured(name)
        sample = Sample("set", "group", found, True)
        taken = {*segment_names([sample], with_source=True), *taught(found.words, with_source=True)}
        assert not (item.detail and taken), name


@pytest.mark.parametrize(
    ("text", "source", "wanted"),
    [
        ("Cette action est irréversible.", "This cannot be undone.", math.nan),
        ("Cette action est irréversible.", "This street is long.", 3.0),
        ("La rue est longue.", "This cannot be undone.", 3.0),
        ("Oui, mais ça.", "This cannot be undone.", 3.0),
    ],
)
def test_a_source_whose_words_a_text_translates_is_no_other_texts(
    text: str, source: str, wanted: float
) -> None:
    case = Evidence(
        Segment(0, text, Span(0, len(text)), Block(text), source=source),
        words(text),
        estimate_given_source=Estimate((), 0.0, 0.0, 0.0, 3.0),
    )
    found = measured("estimate.source", case).segment["source.unrelated"]
    assert found == wanted or (math.isnan(found) and math.isnan(wanted))
    unsure = replace(case, estimate_given_source=Estimate((), 0.0, 0.0, 0.0, -3.0))
    assert measured("estimate.source", unsure).segment["source.unrelated"] == -3.0
