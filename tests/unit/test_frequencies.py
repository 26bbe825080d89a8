"""How often words are written: what is read here is what wordfreq says."""

from __future__ import annotations

import functools
import itertools
import random
import subprocess
import sys

import pytest
from wordfreq import available_languages, top_n_list, zipf_frequency
from wordfreq.language_info import get_language_info
from wordfreq.tokens import lossy_tokenize

from checker.languages import frequencies

TRIED = ["fr", "en", "de"]
"""Languages whose lists are read whole: one takes a second."""


def words(lang: str) -> list[str]:
    """Words of all parts of the list, and ones made of their pieces."""
    chance = random.Random(lang)
    whole = list(itertools.chain.from_iterable(frequencies.bands(lang)))
    some = [*whole[:300], *chance.sample(whole, 700)]
    made = [
        chance.choice(some)[: chance.randint(1, 6)] + chance.choice(some)[-chance.randint(1, 6) :]
        for _ in range(500)
    ]
    odd = [
        "l'", "L’", "l'un", "L'Est", "qu'il-y", "j'ai", "d'œuf", "d'yeux", "l'@s", "jusqu'à", "né'e", "a'b", "é'a-a'a",
        "07564", "999999", "aujourd'hui", "C'est", "œuf", "Straße", "İstanbul", "ﬁn", "e\u0301te", "é", "2", "20",
        "1789",
        "45\u202f000", "1,5", "2%", "20h", "@real", "@s", "@s-x", "@sa", "chef-d'œuvre", "Alsace-Moselle", "peut-être",
        "e-mail", "2-3", "-", "", "’", "ʼn", "мир", "ß", "l'été", "’été", "AÉ", "½", "x²", "dit-il", "3e", "1er",
    ]  # fmt: skip
    return [
        *some,
        *made,
        *map(str.capitalize, some[::7]),
        *map("-".join, zip(some[::5], made, strict=False)),
        *odd,
    ]


@pytest.mark.parametrize("lang", TRIED)
def test_every_word_is_as_frequent_as_wordfreq_says(lang: str) -> None:
    for word in words(lang):
        assert frequencies.zipf(word, lang) == zipf_frequency(word, lang), word
        assert frequencies.tokens(word, lang) == lossy_tokenize(word, lang), word


def test_wordfreq_treats_the_languages_that_it_is_not_asked_about_alike() -> None:
    told = ("tokenizer", "normal_form", "remove_marks", "dotless_i", "diacritics_under")
    known = {
        lang: {name: get_language_info(lang)[name] for name in (*told, "transliteration")}
        for lang in frequencies._PLAIN
    }
    assert all(one == known["fr"] for one in known.values())
    assert set(TRIED) < set(known)


def test_other_languages_are_asked_of_the_library() -> None:
    for lang, word in (("ru", "мира"), ("tr", "ışık"), ("ar", "سَلام"), ("cy", "byd")):
        assert frequencies.zipf(word, lang) == zipf_frequency(word, lang)
    with pytest.raises(LookupError):
        frequencies.zipf("mot", "zxx")
    with pytest.raises(LookupError):
        next(frequencies.bands("tlh"))


def test_plain_words_do_without_importing_the_library() -> None:
    code = (
        "import sys; from checker.languages.frequencies import zipf;"
        "print([zipf(w, 'fr') for w in sys.argv[1:]], 'wordfreq' in sys.modules)"
    )
    plain = ["président", "l’", "Alsace-Moselle", "1984", "xqzt"]
    said = subprocess.run(
        [sys.executable, "-c", code, *plain], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == f"{[zipf_frequency(word, 'fr') for word in plain]} False"


@pytest.mark.parametrize("lang", TRIED)
def test_the_most_used_words_are_those_of_wordfreq(lang: str) -> None:
    assert frequencies.most_used(lang, 40_000) == top_n_list(lang, 40_000)


def test_the_languages_that_have_a_list_are_those_of_wordfreq() -> None:
    for lang in (*available_languages(), "cy", "la", "zxx"):
        assert frequencies.listed(lang) is (lang in available_languages()), lang


def test_usual_words_alone_are_listed_where_that_is_asked() -> None:
    every = frequencies.most_used("fr", 20_000)
    usual = frequencies.most_used("fr", 20_000, least=5.0)
    assert usual == [word for word in every if frequencies.zipf(word, "fr") >= 5.0]


def test_words_that_were_expected_are_as_frequent_as_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frequencies, "_table", functools.cache(frequencies._Table))
    frequencies.zipf.cache_clear()
    some = words("fr")
    frequencies.expect(some[::2], "fr")
    for word in some:
        assert frequencies.zipf(word, "fr") == zipf_frequency(word, "fr"), word


def test_one_text_needs_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    table = frequencies._Table("fr")
    monkeypatch.setattr(frequencies, "_table", lambda lang: table)
    frequencies.zipf.cache_clear()
    frequencies.expect(["Le", "chat", "l'arbre", "12345", "gralifier"], "fr")
    known = [frequencies.zipf(word, "fr") for word in ("chat", "L'arbre", "12345", "gralifier")]
    assert known[-1] == 0 and all(known[:-1])
    assert "_parts" not in vars(table)
