from __future__ import annotations

import pytest

from checker.languages.quantities import loose_values, numbers


def one(text: str, lang: str) -> set[float]:
    (number,) = numbers(text, lang)
    return set(number.values)


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("1,000.5 tons", "en", 1000.5),
        ("1 000,5 tonnes", "fr", 1000.5),
        ("1\u202f000,5 tonnes", "fr", 1000.5),
        ("1,234,567 people", "en", 1234567),
        ("1.234.567 Menschen", "de", 1234567),
        ("a billion", "en", 1e9),
        ("un milliard", "fr", 1e9),
        ("two hundred", "en", 200),
        ("deux cents", "fr", 200),
        ("2 billion", "en", 2e9),
        ("€16bn", "en", 16e9),
        ("2 milliards", "fr", 2e9),
        ("2 billions", "fr", 2e12),
        ("deux milliards", "fr", 2e9),
        ("vingt et un", "fr", 21),
        ("twenty-five", "en", 25),
        ("quatre-vingt-onze", "fr", 91),
        ("3 pm", "en", 15),
        ("7.30 p.m.", "en", 19.5),
        ("19h30", "fr", 19.5),
        ("XXe siècle", "fr", 20),
        ("the 1990s", "en", 90),
        ("une vingtaine", "fr", 20),
        ("0,68 m3", "fr", 0.68),
    ],
)
def test_a_number_has_its_value(text: str, lang: str, value: float) -> None:
    assert value in one(text, lang)


@pytest.mark.parametrize("text", ["G20", "COVID-19", "1.2.3.4/5", "L'ordinateur", "MIX", ""])
def test_names_are_no_numbers(text: str) -> None:
    assert not [n for n in numbers(text, "fr") if n.written == "digits"]


def test_an_ambiguous_numeral_keeps_both_readings() -> None:
    assert one("1,250", "en") == {1.25, 1250.0}


def test_a_scale_may_be_lent_but_not_exchanged() -> None:
    bare, billion = numbers("12", "en")[0], numbers("12 billion", "en")[0]
    million = numbers("12 million", "en")[0]
    assert bare.same(billion)
    assert not million.same(billion)


def test_runs_of_digits_in_names_count_but_parts_of_numerals_do_not() -> None:
    assert loose_values("COVID-19; 2014-08-01; 2 003") == {19.0, 2014.0, 8.0, 1.0}


def test_a_space_too_many_or_too_few_is_no_other_number() -> None:
    assert {0.2, 2.0} <= loose_values("0, 2 mg")
    assert {2015.0, 25.0} <= loose_values("2015,25 patients")
