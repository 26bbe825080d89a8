"""How usual words are, from the beginning of a list alone."""

from __future__ import annotations

import pytest
from wordfreq import top_n_list, zipf_frequency

from checker.languages.vocabulary import USUAL, usual


@pytest.mark.parametrize("lang", ["en", "es", "de"])
def test_usual_words_are_as_usual_as_the_whole_list_says(lang: str) -> None:
    words = top_n_list(lang, 60_000)[::150]
    assert any(zipf_frequency(word, lang) < USUAL for word in words)
    for word in (*words, "don't", "l'acqua", "zzzz", ""):
        whole = zipf_frequency(word, lang)
        expected = whole if whole >= USUAL else 0.0
        assert usual(word, lang) == pytest.approx(expected, abs=0.011)


def test_a_language_without_a_list_has_no_usual_words() -> None:
    with pytest.raises(LookupError):
        usual("word", "xx")
