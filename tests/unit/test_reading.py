"""How far a back-translation can be trusted: its words, its loops, the model's own certainty."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from checker.config import Config
from checker.languages.vocabulary import unknown_words
from checker.signals.reading import confidence, measure
from checker.text.segment import words
from checker.types import Case, Evidence
from tests.fakes import segments

TEXT = "Le maire de Trifouilly veut refaire la rue avant la fin de l'année."


def reading(back: str, nats: float, text: str = TEXT, lang: str = "fr") -> Case:
    """A text read back as `back`, to which the model gave a log-probability of `nats` a piece."""
    (segment,) = segments(text)
    spans = words(back)
    case = Evidence(segment, words(text), back=back, back_words=spans, back_logprob=nats)
    (measured,) = measure([case], Config(lang=lang))
    return Case(case, measured)


@pytest.mark.parametrize(
    ("back", "nats", "readable"),
    [
        ("The mayor of Trifouilly wants to redo the street before the end of the year.", -0.4, True),
        ("The mayor of Trifouilly wants to redo the street before the end of the year.", -2.5, False),
        ("The mayor of Trifouilly wants to responsibraries the street before this year.", -0.4, False),
        ("The mayor of Trifouilly wants to go to go to go to go to the end of the year.", -0.4, False),
        ("The mayor.", -0.4, False),
    ],
)  # fmt: skip
def test_readable(back: str, nats: float, readable: bool) -> None:
    assert reading(back, nats).readable is readable


@pytest.mark.parametrize(
    ("back", "readable"),
    [
        ("The work center of Trifouilly is a bottleneck, since polkit waits.", True),
        ("The work center of Trifouilly is a Engpass, since polkit waits.", False),
    ],
)
def test_a_german_noun_that_was_left_is_no_name(back: str, readable: bool) -> None:
    text = "Der Arbeitsplatz von Trifouilly ist ein Engpass, weil polkit wartet."
    assert reading(back, -0.2, text, "de").readable is readable


def test_without_a_back_translation_nothing_is_said() -> None:
    case = reading("The mayor.", -0.4)
    (measured,) = measure([replace(case.evidence, back=None, back_words=())], Config())
    assert all(map(math.isnan, measured.segment.values()))
    assert replace(case, measurements=measured).readable is None


def test_surer_and_fuller_readings_are_trusted_more() -> None:
    assert confidence(-0.5, 20, 20) > confidence(-1.0, 20, 20) > confidence(-1.0, 20, 8)
    assert 0 < confidence(-9.0, 1, 1) < confidence(0.0, 40, 40) < 1


@pytest.mark.parametrize(
    ("text", "lang", "beside", "unknown"),
    [
        ("Nobody reads toologetry.", "en", "", ["toologetry"]),
        ("The Trifouilly council", "en", "le conseil de Trifouilly", []),
        ("a well-known co-worker's X-ray", "en", "", []),
        ("Le gratin dauphinois du flâneur", "fr", "", []),
        ("qqzzx", "xx", "", []),
    ],
)
def test_words_that_a_language_does_not_have(
    text: str, lang: str, beside: str, unknown: list[str]
) -> None:
    assert unknown_words(text, lang, beside) == unknown
