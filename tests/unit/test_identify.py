from __future__ import annotations

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from checker.languages.identifier import load
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


def test_a_model_on_disk_says_what_the_library_says() -> None:
    whole, mapped = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True), load()
    for text in (
        "Le ministre a dit hier.",
        "Der Minister sagte gestern.",
        "министр",
        "日本語",
        "x",
    ):
        assert mapped.rank(text) == whole.rank(text)
    assert mapped.labels == whole.labels


def test_unknown_further_languages_are_left_out() -> None:
    assert language_of("Le ministre a démissionné hier soir.", ("xx",))[0] == "fr"
