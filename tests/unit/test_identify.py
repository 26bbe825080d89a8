from __future__ import annotations

import pytest

from checker.languages.identify import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le ministre a dit hier qu'il ne démissionnerait pas.", "fr"),
        ("The minister said yesterday that he would not resign.", "en"),
        ("Der Minister sagte gestern, dass er nicht zurücktreten werde.", "de"),
    ],
)
def test_sentences_are_identified_with_certainty(text: str, language: str) -> None:
    found, sure = language_of(text)
    assert found == language
    assert sure > 0.9


def test_text_without_letters_has_no_language() -> None:
    assert language_of("12:30 — 14") == ("und", 0.0)


def test_unknown_further_languages_are_left_out() -> None:
    assert language_of("Le ministre a démissionné hier soir.", ("xx",))[0] == "fr"
