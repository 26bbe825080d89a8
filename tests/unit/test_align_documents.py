from __future__ import annotations

import pytest

from checker.align.documents import DocumentLink, align_documents

SOURCE = (
    "The harbour of Kelmouth was closed on Monday morning.",
    "Three fishing boats had collided in thick fog near the lighthouse.",
    "Nobody was hurt, said the coast guard in a short statement.",
    "The mayor promised 40 million for a new radar before winter.",
    "Fishermen had asked for better lights for years.",
    "Insurance companies now refuse to pay for the damage.",
    "The council meets again on Thursday to vote on the budget.",
)
TARGET = (
    "Le port de Kelmouth a été fermé lundi matin.",
    "Trois bateaux de pêche s'étaient heurtés dans un épais brouillard près du phare.",
    "Personne n'a été blessé, ont dit les garde-côtes dans un bref communiqué.",
    "Le maire a promis 40 millions pour un nouveau radar avant l'hiver.",
    "Les pêcheurs demandaient de meilleures lumières depuis des années.",
    "Les compagnies d'assurance refusent maintenant de payer les dégâts.",
    "Le conseil se réunit de nouveau jeudi pour voter le budget.",
)
BACK = (
    "The port of Kelmouth was closed Monday morning.",
    "Three fishing boats had collided in a thick fog near the lighthouse.",
    "No one was hurt, the coast guard said in a brief statement.",
    "The mayor promised 40 million for a new radar before the winter.",
    "The fishermen had been asking for better lights for years.",
    "The insurance companies now refuse to pay the damage.",
    "The council meets again Thursday to vote the budget.",
)


def links(
    source: tuple[str, ...], order: list[int]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    found = align_documents(source, [BACK[i] for i in order], [TARGET[i] for i in order])
    return [(link.source, link.target) for link in found]


def test_sentence_by_sentence() -> None:
    assert links(SOURCE, list(range(7))) == [((i,), (i,)) for i in range(7)]


def test_missing_sentences_are_left_alone_on_either_side() -> None:
    assert ((3,), ()) in links(SOURCE, [0, 1, 2, 4, 5, 6])
    shorter = SOURCE[:3] + SOURCE[4:]
    assert ((), (3,)) in links(shorter, list(range(7)))


def test_a_missing_paragraph_does_not_pull_the_rest_along() -> None:
    assert links(SOURCE, [0, 4, 5, 6]) == [
        ((0,), (0,)),
        ((1,), ()),
        ((2,), ()),
        ((3,), ()),
        ((4,), (1,)),
        ((5,), (2,)),
        ((6,), (3,)),
    ]


def test_joined_and_cut_sentences() -> None:
    joined = (SOURCE[0], SOURCE[1] + " " + SOURCE[2], *SOURCE[3:])
    assert ((1,), (1, 2)) in links(joined, list(range(7)))
    found = align_documents(
        SOURCE,
        [BACK[0], BACK[1] + " " + BACK[2], *BACK[3:]],
        [TARGET[0], TARGET[1] + " " + TARGET[2], *TARGET[3:]],
    )
    assert ((1, 2), (1,)) in [(link.source, link.target) for link in found]


def test_a_moved_sentence_is_found_again() -> None:
    assert ((1,), (6,)) in links(SOURCE, [0, 2, 3, 4, 5, 6, 1])


def test_names_numbers_and_cognates_align_without_a_back_translation() -> None:
    found = align_documents(SOURCE[::3], [""] * 3, TARGET[::3])
    assert (found[0].source, found[0].target) == ((0,), (0,))
    assert found[0].similarity > 0.5


def test_an_empty_side_leaves_the_other_alone() -> None:
    assert align_documents([], ["a"], ["b"]) == (DocumentLink((), (0,), 0.0),)
    assert align_documents(["a"], [], []) == (DocumentLink((0,), (), 0.0),)
    assert align_documents([], [], []) == ()


def test_back_translations_must_be_as_many_as_sentences() -> None:
    with pytest.raises(ValueError, match="2 target sentences"):
        align_documents(["a"], ["b"], ["c", "d"])


def test_a_long_document_is_aligned_in_a_band(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.align.documents._FULL", 100)
    monkeypatch.setattr("checker.align.documents._BAND", 6)
    source = [
        f"The report of {name}{i * 37} names {i * 91} reasons."
        for i, name in enumerate("abcdefgh" * 20)
    ]
    target = [text.replace("reasons", "raisons") for text in source]
    kept = target[:30] + target[70:]
    found = align_documents(source, kept, kept)
    right = {(i,): (i if i < 30 else i - 40,) for i in range(160) if not 30 <= i < 70}
    assert sum(right.get(link.source) == link.target for link in found) >= 0.9 * len(right)
    assert sum(not link.target for link in found) >= 36
