"""What the estimator learns from: planted errors stand where they are said to stand, judgements keep their spans."""

from __future__ import annotations

import random

import pytest
from corpus import Pair
from quality import judgements, weak
from quality.mismatched import mismatched
from quality.planted import FORMS, MEANING, Chance, good, planted
from quality.rows import MAJOR, MINOR, Row, read_rows, write_rows
from quality.siblings import Lexicon, lemma, swapped
from quality.strings import strings

from checker.languages.fr.lexicon import words

TEXTS = (
    "Le ministre n'a pas signé la nouvelle convention avec les trois pays voisins en 2019.",
    "Les enfants mangent une grande pomme rouge dans le jardin de la maison.",
    "La société de Marseille vendra ses usines à un groupe allemand avant la fin de l'année.",
    "Nous avons décidé de reporter la réunion parce que la salle était fermée.",
)
SOURCES = (
    "The minister did not sign the new agreement with the three neighbouring countries in 2019.",
    "The children eat a big red apple in the garden of the house.",
    "The company from Marseille will sell its plants to a German group before the end of the year.",
    "We decided to postpone the meeting because the room was closed.",
)


@pytest.mark.parametrize("plan", [*FORMS, *MEANING], ids=lambda plan: plan.operation.__name__)
def test_every_operation_changes_its_place_and_nothing_else(plan) -> None:
    """What stands outside the spans of a planted error stands in the good text in the same order."""
    chance = Chance(random.Random(3), TEXTS, ("Lyon", "Martin"))
    done = 0
    for text in TEXTS * 8:
        found = plan.operation(text, words(text), chance)
        if found is None or found[0] == text:
            continue
        done += 1
        spoilt, spans = found
        assert all(0 <= start < end <= len(spoilt) for start, end, _ in spans)
        assert {level for _, _, level in spans} <= {MINOR, MAJOR}
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        assert spoilt[:first].strip() in text
        if plan.operation.__name__ not in ("cut_off", "broken_edge"):
            assert text.endswith(spoilt[last:].lstrip())
    assert done, "no place for it in four sentences"


def test_a_row_with_several_errors_marks_each() -> None:
    """Spans that were there before move with what is planted before them."""
    chance = Chance(random.Random(5), TEXTS, ("Lyon",))
    for text, source in zip(TEXTS * 20, SOURCES * 20, strict=True):
        row = planted(source, text, FORMS, 3, chance)
        if row is None:
            continue
        assert row.spans
        assert all(row.text[start:end].strip() for start, end, _ in row.spans)
        ends = [0]
        for start, end, _ in row.spans:
            assert start >= ends[-1]
            ends.append(end)


def test_without_a_source_nothing_is_planted_that_only_the_source_gives_away() -> None:
    chance = Chance(random.Random(1), TEXTS, ("Lyon",))
    made = [planted("", text, FORMS, 2, chance) for text in TEXTS * 20]
    assert not any(row.needs_source for row in made if row)


def test_siblings_are_other_senses_and_not_synonyms() -> None:
    """`sentence` is phrase and peine, which share no other word; peine and sanction share `penalty`."""
    lexicon = Lexicon()
    for _ in range(20):
        lexicon.add("sentence", "phrase", [(0, 0)])
        lexicon.add("clause", "phrase", [(0, 0)])
        lexicon.add("sentence", "peine", [(0, 0)])
        lexicon.add("penalty", "peine", [(0, 0)])
        lexicon.add("penalty", "sanction", [(0, 0)])
        lexicon.add("sentence", "sanction", [(0, 0)])
    assert [name for name, _ in lexicon.siblings("sentence", "peine")] == ["phrase"]
    made = [
        swapped("a hard sentence", "une peine lourde", [(2, 1)], lexicon, random.Random(seed))
        for seed in range(40)
    ]
    assert {row.kind for row in made if row} == {"sibling", "english"}
    row = next(row for row in made if row and row.kind == "sibling")
    assert (row.text, row.spans) == ("une phrase lourde", ((4, 10, MAJOR),))


def test_the_article_goes_with_a_sibling_of_another_gender() -> None:
    lexicon = Lexicon()
    for _ in range(20):
        lexicon.add("bank", "banque", [(0, 0)])
        lexicon.add("bank", "rivage", [(0, 0)])
        lexicon.add("shore", "rivage", [(0, 0)])
        lexicon.add("banker", "banque", [(0, 0)])
    chance = random.Random(4)
    row = swapped("the bank", "la banque", [(1, 1)], lexicon, chance)
    assert row is not None
    assert row.text == "le rivage"
    assert lemma("banques") == "banque"


def test_weak_translations_are_marked_where_they_differ() -> None:
    source, reference = "The boy eats an apple.", "Le garçon mange une pomme."
    row = weak.whole(source, reference, "Le garçon boit une pomme.")
    assert row is not None
    assert [row.text[a:b] for a, b, _ in row.spans or ()] == ["boit"]
    assert not row.severity_known
    part = weak.spliced(source, reference, "Un garçon boit une poire.", 1, random.Random(1))
    assert part is not None
    ((start, end, _),) = part.spans or ()
    assert part.text[start:end] in ("Un", "boit", "poire")
    assert weak.whole(source, reference, "Rien de tout cela ici") is None


def test_mismatched_rows_keep_their_source_and_right_ones_are_among_them() -> None:
    pairs = [Pair(s, t, "news", ()) for s, t in zip(SOURCES, TEXTS, strict=True)]
    rows = [row for seed in range(12) for row in mismatched(pairs, 4, random.Random(seed))]
    wrong = [row for row in rows if row.unrelated]
    assert wrong
    assert all(
        row.needs_source and (row.source, row.text) not in zip(SOURCES, TEXTS, strict=True)
        for row in wrong
    )
    assert any(row.unrelated is False for row in rows)


def test_judgements_keep_spans_and_leave_held_out_documents_alone(tmp_path) -> None:
    def one(doc: str, **more) -> dict:
        return {
            "id": doc,
            "doc": doc,
            "source": "a",
            "target": "abc def",
            "lang_src": "en",
            "lang_tgt": "fr",
            **more,
        }

    bad = [
        {"start": 0, "end": 3, "severity": "major"},
        {"start": 4, "end": 7, "severity": "neutral"},
    ]
    docs = [one(f"d{number}", label="major", errors=bad) for number in range(40)]
    rows = list(judgements.labelled(docs))
    assert 0 < len(rows) < 40
    assert len(rows) == sum(not judgements.held_out(doc["doc"]) for doc in docs)
    assert rows[0].spans == ((0, 3, MAJOR),)
    assert rows[0].major
    (row, other) = judgements.mqm(
        [one("x", score=-5.0, errors=bad), one("y", score=0.0, errors=[])], frozenset(("de",))
    )
    assert row.source == ""
    assert row.z is not None
    assert other.z is not None
    assert row.z > other.z
    path = tmp_path / "rows.jsonl"
    assert write_rows(path, [*rows, good("s", "t"), Row("", "x", None)]) == len(rows) + 2
    assert list(read_rows(path))[:-1] == [*rows, good("s", "t")]


def test_strings_get_the_translation_of_another_or_another_sense() -> None:
    """Right ones are among them; what another string says is unrelated where they share no word."""
    pairs = [
        Pair("Added lines", "Lignes ajoutées", "app", ()),
        Pair("Log in", "Se connecter", "app", ()),
        Pair("Removed lines", "Lignes supprimées", "app", ()),
        Pair("Ignore the text", "Ignorer le texte", "app", ()),
        Pair(
            "This is a sentence that says far too much",
            "Une phrase qui en dit bien trop long",
            "app",
            (),
        ),
    ]
    lexicon = Lexicon()
    for _ in range(10):
        lexicon.add("lines", "lignes", [(0, 0)])
        lexicon.add("lines", "queues", [(0, 0)])
        lexicon.add("queue", "queues", [(0, 0)])
    found = [row for seed in range(60) for row in strings(pairs, lexicon, 9, random.Random(seed))]
    translations = {pair.first: pair.second for pair in pairs}
    for row in found:
        right = row.text == translations[row.source]
        assert right == (row.error is False) == (row.kind == "good")
        assert all(row.text[start:end] for start, end, _ in row.spans or ())
        if row.kind == "string":
            assert row.text in translations.values()
            assert row.needs_source
    assert {row.kind for row in found} == {"good", "string", "sense"}
    assert all(row.source != pairs[4].first for row in found)
    alike = {
        row.unrelated for row in found if row.source == "Added lines" and "supprimées" in row.text
    }
    assert alike == {None}
    strange = {
        row.unrelated for row in found if row.source == "Added lines" and "connecter" in row.text
    }
    assert strange == {True}
    senses = {row.text for row in found if row.kind == "sense"}
    assert "Queue ajoutées" in senses
