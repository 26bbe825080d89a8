"""The lexicon and the words of a text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.checks.document.calques import entries, find, parse_list
from checker.errors import BadInput
from checker.languages import language
from checker.languages.fr.lexicon import Trigger, lemmas, readings, words
from checker.languages.morphology import forget


def test_readings_name_class_gender_number_and_dictionary_form() -> None:
    assert {(item.tag, item.lemma) for item in readings("chevaux")} == {("Nmp", "cheval")}
    assert {(item.tag, item.lemma) for item in readings("était")} == {("Vi3s", "être")}
    assert readings("xyzzy") == ()


def test_units_of_measure_and_their_multiples_are_nouns() -> None:
    assert [(item.tag, item.lemma) for item in readings("kilowatts")] == [("Nmp", "kilowatt")]
    assert {item.tag for item in readings("hertz")} == {"Nms", "Nmp"}
    assert {item.kind for item in readings("kilomètres")} == {"N", "V"}
    assert lemmas("calories") == {"calorie"}


def test_lemmas_of_an_unknown_word_are_the_word() -> None:
    assert lemmas("Xyzzy") == {"xyzzy"}
    assert "aller" in lemmas("irons")


def test_words_part_elision_inversion_and_marks() -> None:
    text = "L’homme a-t-il vu 2,5 % d'Aujourd’hui ?"
    assert [(item.form, item.shape) for item in words(text)] == [
        ("l'", "elided"),
        ("homme", "word"),
        ("a", "word"),
        ("-t-il", "clitic"),
        ("vu", "word"),
        ("2,5", "number"),
        ("%", "mark"),
        ("d'", "elided"),
        ("aujourd'hui", "word"),
        ("?", "mark"),
    ]


@given(st.text(max_size=120))
def test_words_stand_in_order_inside_the_text(text: str) -> None:
    end = 0
    for item in words(text):
        assert end <= item.start < item.end <= len(text)
        end = item.end


def test_importing_the_rules_imports_no_parser() -> None:
    code = (
        "import sys, checker.plugins; checker.plugins.checks(); "
        "sys.exit('spacy' in sys.modules or 'lxml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_calque_is_found_in_its_example_and_explained() -> None:
    known = entries("fr", "en", ())
    assert 1000 <= len(known) <= 2000
    assert len({entry.pattern for entry in known}) == len(known)
    for entry in known:
        items = words(entry.example)
        dictionary = [lemmas(item.form) for item in items]
        for pattern in entry.patterns:
            assert list(find(pattern, items, dictionary, language("fr"))), entry.pattern
        assert entry.en and entry.fr and entry.better, entry.pattern
        if entry.seen is not None:
            translated, original = entry.seen
            assert translated / 9.2 >= 4 * original / 5.4, (
                f"{entry.pattern}: not a mark of translation"
            )


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (
            "prendre un marche",
            "Elle n'a pas pris de très longues marches.",
            "pris de très longues marches",
        ),
        ("prendre un marche", "Elle prend demain, sans une marche.", ""),
        ("poser DET geste", "Il pose plusieurs gestes.", "pose plusieurs gestes"),
        ("donner un chance", "Donnez-moi une chance.", "Donnez-moi une chance"),
        ("hors =de le? boîte", "Prêt hors de boîte.", "hors de boîte"),
        ("hors =de le? boîte", "Prêt hors de la boîte.", "hors de la boîte"),
        ("=le =pire * =jamais", "Le pire film jamais vu.", "Le pire film jamais"),
        ("=le =pire * =jamais", "Le pire jamais vu.", ""),
        ("=aussi beau =que", "Aussi belle que toi.", "Aussi belle que"),
    ],
)
def test_a_pattern_finds_words_with_others_in_between(pattern: str, text: str, found: str) -> None:
    items = words(text)
    places = find(pattern, items, [lemmas(item.form) for item in items], language("fr"))
    assert [text[items[first].start : items[last].end] for first, last in places] == (
        [found] if found else []
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("lang =", "TOML"),
        ('lang = "fr"\npivot = "en"\n[[entry]]\nkind = "joke"\n', "entry 1"),
        (
            'lang = "fr"\npivot = "en"\n[[entry]]\nkind = "calque"\npattern = " "\nbetter = "x"\n',
            "empty pattern",
        ),
    ],
)
def test_a_broken_calque_list_says_what_and_where(text: str, word: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_list(text, "mine.toml")
    assert "mine.toml" in error.value.message
    assert word in error.value.message


def test_the_list_of_the_page_of_configuration_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = page.rpartition("```toml\n")[2].partition("```")[0]
    assert [entry.better for entry in parse_list(example, "mine.toml")[2]] == [
        "avoir du sens, se tenir",
        "en fait",
    ]


def test_no_pattern_of_the_built_in_list_is_empty() -> None:
    patterns = [pattern for entry in entries("fr", "en", ()) for pattern in entry.patterns]
    assert len(patterns) > 1000
    assert all(pattern.removeprefix("^").split() for pattern in patterns)


def test_a_trigger_finds_words_by_form_dictionary_form_class_and_shape() -> None:
    formed = Trigger(forms=[("de",), ("d'",)])
    read = Trigger(lemmas=[["être"]], kinds="E")
    counted = Trigger(shapes=["number"])
    sentence = words("Il est d'un avis de 2005")
    assert [word.form for word in sentence] == ["il", "est", "d'", "un", "avis", "de", "2005"]
    assert list(sentence.at(formed)) == [2, 5]
    assert list(sentence.at(read)) == [1, 5]
    assert list(sentence.at(counted)) == [6]
    assert not words("").at(read)


def test_a_trigger_keeps_to_words_with_enough_beside_them() -> None:
    any_de = Trigger(forms=[("de",)])
    sentence = words("de lait de vache de")
    assert list(sentence.at(any_de)) == [0, 2, 4]
    assert list(sentence.at(any_de, before=1)) == [2, 4]
    assert list(sentence.at(any_de, behind=1)) == [0, 2]
    assert list(sentence.at(any_de, before=1, behind=1)) == [2]
    assert list(sentence.at(any_de, before=3, behind=2)) == []


def test_a_trigger_made_later_holds_for_texts_seen_before() -> None:
    text = "Le chat dort"
    words(text)
    late = Trigger(lemmas=[("dormir",)])
    assert list(words(text).at(late)) == [2]


def test_words_of_a_text_are_found_once_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    forget("fr")
    assert words("Le chat dort.") is words("Le chat dort.")
    monkeypatch.setattr("checker.languages.fr.lexicon._REMEMBERED", 8)
    words("Le chien dort.")
    assert words.cache_info().currsize == 2
    words("La souris dort.")
    assert words.cache_info().currsize == 1
    forget("fr")
    assert words.cache_info().currsize == 0
