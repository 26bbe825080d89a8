"""Which stretches of a sentence are doubted, and which of the two model-based rules says so."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from checker.checks.by_model.meaning import meaning_lost, unreadable_back
from checker.checks.by_model.suspicion import Stretch, phrases, stretches
from checker.checks.by_model.wording import improbable_wording
from checker.config import Config
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
from tests.fakes import segments, spans

TEXT = "faire la paix de table, un chat"
BACK = "make the table price a cat"


def case(
    *p: float,
    major: tuple[float, ...] = (),
    p_bad: float = 0.3,
    confidence: float = 0.9,
    **words: tuple[float, ...],
) -> Case:
    """TEXT with a probability for each of its seven words; `back` and `lm` are log-probabilities by word."""
    (segment,) = segments(TEXT)
    return Case(
        Evidence(
            segment,
            tuple(Span(s.start, s.end - (s.of(TEXT)[-1] == ",")) for s in spans(TEXT)),
            back=BACK,
            back_words=tuple(spans(BACK)),
            alignment=Alignment(((0, 0), (1, 1), (2, 3), (4, 2), (5, 4), (6, 5))),
        ),
        Measurements(
            {"reading.confidence": confidence},
            {f"{name}.logprob": values for name, values in words.items()},
        ),
        p_bad=p_bad,
        word_p_bad=p,
        word_p_major=major,
        limits=Limits(0.5, 0.3),
    )


def beside(one: Case, source: str = "make war") -> Case:
    """The same sentence as a translation of something else: single words in use are doubted only so."""
    segment = replace(one.segment, source=source)
    return replace(one, evidence=replace(one.evidence, segment=segment))


def found(one: Case) -> list[tuple[str, float, Severity]]:
    return [(s.span(one).of(TEXT), s.p, s.severity) for s in stretches(one)]


MINOR, MAJOR = Severity.MINOR, Severity.MAJOR


@pytest.mark.parametrize(
    ("p", "p_bad", "expected"),
    [
        ((0.1,) * 7, 0.3, []),
        ((0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1), 0.3, [("paix", 0.6, MINOR)]),
        ((0.1, 0.1, 0.6, 0.1, 0.7, 0.1, 0.1), 0.3, [("paix de table", 0.7, MINOR)]),
        # Not across a comma, and not across a long word.
        ((0.1, 0.1, 0.1, 0.1, 0.6, 0.1, 0.7), 0.3, [("table", 0.6, MINOR), ("chat", 0.7, MINOR)]),
        ((0.6, 0.1, 0.1, 0.6, 0.1, 0.1, 0.1), 0.3, [("faire", 0.6, MINOR), ("de", 0.6, MINOR)]),
        # However bad the sentence, a finding is about words.
        ((0.1, 0.1, 0.1, 0.1, 0.2, 0.1, 0.1), 0.9, []),
        ((), 0.9, []),
    ],
)
def test_stretches(
    p: tuple[float, ...], p_bad: float, expected: list[tuple[str, float, Severity]]
) -> None:
    assert found(case(*p, p_bad=p_bad)) == expected


def test_a_major_error_has_a_probability_of_its_own() -> None:
    """It is marked however improbable other errors are, and no other stretch is major with it."""
    p = (0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4)
    one = case(*p, major=(0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.35))
    assert found(one) == [("faire", 0.6, MINOR), ("chat", 0.4, MAJOR)]
    assert [s.p_major for s in stretches(one)] == [0.2, 0.35]


def test_a_serious_sentence_doubts_the_worst_of_its_words() -> None:
    """Where all words of a bad sentence may be part of a major error, the worst carries the mark."""
    p = (0.4, 0.4, 0.45, 0.4, 0.4, 0.4, 0.4)
    major = (0.31, 0.31, 0.4, 0.31, 0.31, 0.31, 0.31)
    assert found(case(*p, major=major)) == [("paix", 0.45, MAJOR)]


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ((0.4, 0.4, 0.6, 0.4, 0.4, 0.4, 0.4), [("faire la paix de table", 0.6, MINOR)]),
        ((0.1, 0.4, 0.6, 0.1, 0.4, 0.4, 0.1), [("la paix", 0.6, MINOR)]),
        ((0.4, 0.4, 0.1, 0.1, 0.4, 0.6, 0.3), [("un", 0.6, MINOR)]),
        ((0.4,) * 7, []),
    ],
)
def test_a_doubted_word_takes_its_neighbours_with_it(
    p: tuple[float, ...], expected: list[tuple[str, float, Severity]]
) -> None:
    eased = replace(case(*p), limits=Limits(0.5, 0.8, beside=0.35))
    assert found(eased) == expected


def test_without_a_calibration_there_is_no_doubt() -> None:
    one = case(*(0.9,) * 7)
    assert list(stretches(Case(one.evidence, one.measurements))) == []


def test_what_a_stretch_says_when_read_back() -> None:
    one = case(*(0.1,) * 7)
    assert Stretch(2, 4, 0.5, 0.1, MINOR).back(one) == "table price"
    assert Stretch(3, 3, 0.5, 0.1, MINOR).back(one) == ""


@pytest.mark.parametrize(("logprob", "back"), [(-1.0, "price"), (-3.0, ""), (None, "price")])
def test_a_guess_is_no_evidence(logprob: float | None, back: str) -> None:
    """The finding stays; what was made of its words is neither quoted nor said to be lost."""
    one = case(0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, back=LOW, lm=FLAT)
    pieces = [(9, 14, -5.0), (15, 18, -1.0), (18, 20, logprob)]  # "table" is a word of the text
    score = TextScore(tuple(TokenScore(*piece) for piece in pieces), -0.1)
    one = beside(replace(one, evidence=replace(one.evidence, back_given_text=score)))
    (hit,) = meaning_lost([one], Config())
    assert hit.evidence["back"] == back
    assert ("translated back" in hit.message) == bool(back)
    assert Stretch(4, 4, 0.5, 0.1, MINOR).read_as(one) == "table"


def test_words_that_came_back_as_they_were_say_nothing() -> None:
    one = case(0.1, 0.1, 0.1, 0.1, 0.6, 0.1, 0.1, back=FLAT, lm=FLAT)
    assert Stretch(4, 4, 0.6, 0.1, MINOR).linked(one)
    assert Stretch(4, 4, 0.6, 0.1, MINOR).back(one) == ""


FLAT = (-1.0,) * 7
LOW = (-1.0, -1.0, -9.0, -1.0, -1.0, -1.0, -1.0)
NAN = (math.nan,) * 7


@pytest.mark.parametrize(
    ("back", "lm", "code"),
    [
        (LOW, FLAT, "ACC101"),
        (FLAT, LOW, "FLU101"),
        (LOW, NAN, "ACC101"),
        (NAN, LOW, "FLU101"),
        (NAN, NAN, "ACC101"),
    ],
)
def test_each_stretch_is_said_by_one_rule(
    back: tuple[float, ...], lm: tuple[float, ...], code: str
) -> None:
    cases = [case(0.1, 0.1, 0.6, 0.1, 0.6, 0.1, 0.1, back=back, lm=lm)]
    hits = {
        "ACC101": list(meaning_lost(cases, Config())),
        "FLU101": list(improbable_wording(cases, Config())),
    }
    assert {name: len(own) for name, own in hits.items() if own} == {code: 1}
    (hit,) = hits[code]
    assert hit.span.of(TEXT) == "paix de table"
    assert "“paix de table”" in hit.message
    assert ("table price" in hit.message) == (code == "ACC101")
    assert hit.evidence["back"] == "table price"
    assert (hit.p, hit.evidence["back_sentence"]) == (0.6, BACK)


def test_a_single_word_that_people_use_is_not_doubted_without_a_source() -> None:
    lost = case(0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, back=LOW, lm=FLAT)
    unusual = case(0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, back=FLAT, lm=LOW)
    for one, rule in ((lost, meaning_lost), (unusual, improbable_wording)):
        assert list(rule([one], Config())) == []
        serious = replace(one, word_p_major=(0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0))
        assert list(rule([serious], Config())) == []
        # Unless it is much of a line that looks seriously wrong.
        short = replace(serious, evidence=replace(one.evidence, words=one.words[:5]))
        assert [hit.severity for hit in rule([short], Config())] == [MAJOR]
        for source, hits in (("make war", 1), ("make peace", 0)):
            assert len(list(rule([beside(one, source)], Config()))) == hits


def test_a_borrowed_word_makes_no_doubt_without_a_source() -> None:
    p = (0.1, 0.6, 0.6, 0.1, 0.1, 0.1, 0.1)
    plain = case(*p)
    segment = replace(plain.segment, text=TEXT.replace("paix", "pick"))
    borrowed = replace(plain, evidence=replace(plain.evidence, segment=segment))
    for one, doubted in ((plain, 1), (borrowed, 0), (beside(borrowed), 1)):
        assert len(list(phrases(one, Config()))) == doubted
    assert len(list(phrases(borrowed, Config(lang="fr", pivot="fr")))) == 1


def test_what_a_text_says_again_and_again_is_doubted_once() -> None:
    first = case(0.1, 0.1, 0.6, 0.6, 0.6, 0.1, 0.1, back=FLAT, lm=LOW)
    worse = case(
        0.1, 0.1, 0.7, 0.7, 0.7, 0.1, 0.1, major=(*[0.0] * 2, 0.9, *[0.0] * 4), back=FLAT, lm=LOW
    )
    other = case(0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.6, back=FLAT, lm=LOW)
    cases = [first, other, worse]
    again, once = improbable_wording(cases, Config())
    assert (again.span.of(TEXT), again.severity) == ("paix de table", MAJOR)
    assert "2 places" in again.message and again.evidence["places"] == 2
    assert (once.span.of(TEXT), once.severity) == ("un chat", MINOR)
    assert "places" not in once.evidence
    assert len(list(improbable_wording(cases, Config(select=("FLU101",))))) == 3
    assert len(list(improbable_wording([beside(first)] * 2, Config()))) == 2
    short = replace(first, evidence=replace(first.evidence, words=first.words[:5]))
    assert len(list(improbable_wording([short] * 2, Config()))) == 2
    nothing = "faire la gurerre de table, un chat"
    made_up = replace(first, evidence=replace(first.evidence, segment=segments(nothing)[0]))
    made_up = replace(made_up, evidence=replace(made_up.evidence, words=tuple(spans(nothing))))
    assert len(list(improbable_wording([made_up] * 2, Config()))) == 2


@pytest.mark.parametrize(
    ("p", "major", "said"),
    [
        # « la » alone is said with its noun, and as seriously as that is doubted.
        ((0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1), (0.0, 0.9, 0.0), [("la paix", MINOR)]),
        ((0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1), (0.0, 0.9, 0.8), [("la paix", MAJOR)]),
        # Not across a long way, nor into another stretch.
        ((0.1, 0.1, 0.1, 0.6, 0.1, 0.1, 0.1), (), [("de table", MINOR)]),
        ((0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.6), (), [("un chat", MINOR)]),
    ],
)
def test_small_words_are_said_with_what_they_lead_to(
    p: tuple[float, ...], major: tuple[float, ...], said: list[tuple[str, Severity]]
) -> None:
    one = case(*p, major=(*major, *[0.0] * (7 - len(major))) if major else ())
    found = [(stretch.span(one).of(TEXT), stretch.severity) for stretch in phrases(one, Config())]
    assert found == said


@pytest.mark.parametrize(
    ("back", "looping"),
    [
        ("the reform of the reform of the reform of the reform", True),
        ("very very very good", True),
        ("the reform of the reform", False),
        ("the reform of the law the reform of the law", True),
        ("", False),
    ],
)
def test_a_loop_on_the_way_back(back: str, looping: bool) -> None:
    one = case()
    one = Case(Evidence(one.segment, one.words, back=back))
    hits = list(unreadable_back([one], Config()))
    assert bool(hits) == looping


def test_what_could_not_be_read_back_is_no_evidence_of_meaning() -> None:
    lost = case(0.1, 0.1, 0.6, 0.1, 0.6, 0.1, 0.1, confidence=0.2, back=LOW, lm=FLAT)
    odd = case(0.1, 0.1, 0.6, 0.1, 0.6, 0.1, 0.1, confidence=0.2, back=FLAT, lm=LOW)
    assert list(meaning_lost([lost], Config())) == []
    (hit,) = improbable_wording([odd], Config())
    assert (hit.evidence["back"], hit.suggestion) == ("", None)
    nobody_looked = replace(lost, measurements=Measurements({}, lost.measurements.words))
    assert len(list(meaning_lost([nobody_looked], Config()))) == 1


@pytest.mark.parametrize(
    ("trip", "suggestion"),
    [
        ("faire la prix de table, un chat", "prix"),
        ("faire un prix de table, un chat", "un prix"),
        # “price” was read back: the lexicon does not know war for it, and the pivot's own word is no French.
        ("faire la guerre de table, un chat", None),
        ("faire la price de table, un chat", None),
        (TEXT, None),
        ("faire la gurerre de table, un chat", None),
        # A name that the text does not have comes from nowhere.
        ("faire la Paris de table, un chat", None),
        ("nous avons beaucoup parlé hier soir avec eux", None),
        (None, None),
    ],
)
def test_what_would_be_usual_here(trip: str | None, suggestion: str | None) -> None:
    one = case(0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, back=LOW, lm=FLAT)
    one = beside(replace(one, evidence=replace(one.evidence, roundtrip=trip)))
    (hit,) = meaning_lost([one], Config())
    assert hit.suggestion == suggestion
