"""Translations without made-up words, by a model that has said beforehand what it would write."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.engines.mending import LOSS, SEARCHES, Sentence
from checker.engines.name_spelling import as_in_source
from checker.languages.vocabulary import unknown_words

FRENCH = "Le garçon évite la captivité."


class Model:
    """Writes the first of its targets that holds no forbidden run of pieces, then the others."""

    def __init__(self, targets: Sequence[tuple[str, float]]) -> None:
        self.targets = [([f"▁{part}" for part in text.split()], p) for text, p in targets]
        self.never: list[list[list[str]]] = []

    def search(self, never: Sequence[list[str]]) -> list[list[str]]:
        self.never.append(list(never))
        whole = "".join
        return [t for t, _ in self.targets if not any(whole(n) in whole(t) for n in never)][:2]

    def score(self, drafts: Sequence[list[str]]) -> list[list[float]]:
        return [[p for target, p in self.targets if target == draft] for draft in drafts]

    def best(self, drafts: int = 1) -> str:
        first = [target for target, _ in self.targets[:drafts]]
        return Sentence(FRENCH, "fr", "en", _decoded, self.search, self.score).best(first)


def _decoded(pieces: Sequence[str]) -> str:
    return "".join(pieces).replace("▁", " ").strip()


def test_a_translation_of_words_that_exist_is_left_alone() -> None:
    model = Model([("The boy avoids captivity", -1.0), ("The boy", 0.0)])
    assert model.best() == "The boy avoids captivity"
    assert model.never == []


def test_another_of_the_best_translations_is_taken_before_any_search() -> None:
    model = Model([("avoid tritulation", -0.5), ("avoid captivity", -0.55)])
    assert model.best(2) == "avoid captivity"
    assert model.never == []


def test_what_is_made_up_is_searched_for_anew() -> None:
    model = Model([("avoid tritulation", -0.5), ("avoid captivity", -0.55)])
    assert model.best() == "avoid captivity"
    assert model.never == [[["▁tritulation"]]]


def test_each_search_forbids_more_and_they_end() -> None:
    made_up = [(f"avoid {word}", -0.5) for word in ("tritulation", "relativated", "verifornien")]
    model = Model([*made_up, ("avoid captivity", -0.5)])
    model.best()
    assert [len(never) for never in model.never] == list(range(1, SEARCHES + 1))


@pytest.mark.parametrize(("less", "taken"), [(LOSS / 2, True), (LOSS * 2, False)])
def test_what_the_model_finds_far_less_probable_is_not_taken(less: float, taken: bool) -> None:
    model = Model([("avoid tritulation", -0.5), ("avoid rabbits", -0.5 - less)])
    assert ("rabbits" in model.best()) == taken


def test_a_translation_in_a_loop_is_none() -> None:
    model = Model([("avoid tritulation", -0.5), ("captivity " * 5, -0.1)])
    assert model.best() == "avoid tritulation"


def test_a_word_of_the_source_may_stay() -> None:
    model = Model([("avoid captivité", -0.5), ("avoid captivity", -0.5)])
    assert model.best() == "avoid captivité"


WORDS = st.lists(st.sampled_from(["avoid", "captivity", "tritulation", "relativated", "garçon"]))


@given(st.lists(st.tuples(WORDS.map(" ".join), st.floats(-3, 0)), min_size=1, max_size=5))
def test_no_mending_adds_made_up_words(targets: list[tuple[str, float]]) -> None:
    unique = list(dict(targets).items())
    best = Model(unique).best(2)
    assert best in {text for text, _ in unique}
    assert len(unknown_words(best, "en", FRENCH)) <= len(unknown_words(unique[0][0], "en", FRENCH))


@pytest.mark.parametrize(
    ("source", "read", "mended"),
    [
        ("Les habitants de Douala chantent.", "The people of Douela sing.", "The people of Douala sing."),
        ("La CEDEAO est prête.", "ECDEAO is ready.", "CEDEAO is ready."),
        ("Le sénateur Ján Kořán parle.", "Senator Ján Koán speaks.", "Senator Ján Kořán speaks."),
        # A name that stands beside another
        ("Il félicite Donald Trump.", "He congratulates Bud Trump.", "He congratulates Donald Trump."),
        ("Le sénateur JD Vance arrive.", "Senator JD Union arrives.", "Senator JD Vance arrives."),
        # What is translated, there already, or no name stays as it is.
        ("Il habite à Londres.", "He lives in London.", "He lives in London."),
        ("La Caroline du Nord vote.", "North Carolina votes.", "North Carolina votes."),
        ("Autrefois, il chantait.", "Autrefish, he sang.", "Autrefish, he sang."),
        ("Douala chante.", "Douala and Douela sing.", "Douala and Douela sing."),
        ("Le Parti Démocrate gagne.", "The Democratic Party wins.", "The Democratic Party wins."),
        ("Il voit la mer.", "He sees the Brzk.", "He sees the Brzk."),
    ],
)  # fmt: skip
def test_names_are_as_the_source_spells_them(source: str, read: str, mended: str) -> None:
    assert as_in_source(read, "en", source, "fr") == mended
    assert as_in_source(mended, "en", source, "fr") == mended


@pytest.mark.parametrize(
    ("source", "read", "mended"),
    [
        ("Die Bewohner von Duala singen.", "The people of Duela sing.", "The people of Duala sing."),
        # Nouns have capitals too.
        ("Er sucht die Verbindung.", "He seeks the Verbinding.", "He seeks the Verbinding."),
        ("Der Bericht der Kommission liegt vor.", "The Kommisson has spoken.", "The Kommisson has spoken."),
    ],
)  # fmt: skip
def test_a_noun_with_a_capital_is_no_name(source: str, read: str, mended: str) -> None:
    assert as_in_source(read, "en", source, "de") == mended


@given(st.text(), st.text())
def test_names_of_any_text(source: str, read: str) -> None:
    mended = as_in_source(read, "en", source, "fr")
    assert len(unknown_words(mended, "en", source)) <= len(unknown_words(read, "en", source))
