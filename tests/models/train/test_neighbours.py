"""The list of unlikely neighbours: what is counted, and when a pair is unlikely."""

from __future__ import annotations

import lzma
from pathlib import Path

import neighbours

from checker.languages.fr.neighbours import group, unlikely


def counts(*texts: str) -> neighbours.Counts:
    found = neighbours.Counts()
    for text in texts:
        found.add(text)
    return found


def test_groups_are_classes_with_number_and_person() -> None:
    assert group("traitement") == "Ns"
    assert group("maisons") == "Np"
    assert group("gère") == "V3s"
    assert group("servent") == "V3p"
    assert group("ouvrir") == "I"
    assert group("est") == "est"
    assert group("toujours") == group("le") == group("xyzzy") == ""


def test_a_group_that_chance_would_have_and_texts_have_not_is_unlikely() -> None:
    found = counts(*["il peut ouvrir la porte et le tiroir"] * 200).unlikely()
    assert found["peut", "Ns"] == frozenset()
    assert ("peut", "I") not in found
    assert ("la", "As+Ns+V3s") not in found


def test_too_few_say_nothing() -> None:
    assert not counts("il peut ouvrir la porte et le tiroir").unlikely()


def test_words_that_follow_all_the_same_are_kept() -> None:
    usual = ["il peut ouvrir la porte et le tiroir"] * 2000
    once, twice = counts(*usual, "il peut mention"), counts(*usual, *["il peut mention"] * 2)
    assert once.unlikely()["peut", "Ns"] == frozenset()
    assert twice.unlikely()["peut", "Ns"] == {"mention"}


def test_french_is_the_line_or_the_second_column(tmp_path: Path) -> None:
    plain, pairs = tmp_path / "a.txt", tmp_path / "b.tsv.xz"
    plain.write_text("Bonjour.\n", encoding="utf-8")
    pairs.write_bytes(lzma.compress(b"Good evening.\tBonsoir.\tnews\n"))
    assert list(neighbours.lines([plain, pairs])) == ["Bonjour.", "Bonsoir."]


def test_the_file_has_a_pair_a_line() -> None:
    rows = {("peut", "Ns"): frozenset(["mention", "appel"]), ("avec", "V3s"): frozenset()}
    text = lzma.decompress(neighbours.written(rows)).decode("utf-8")
    assert text == "avec\tV3s\t\npeut\tNs\tappel mention\n"


def test_the_shipped_list() -> None:
    assert "peur" not in unlikely()["peut", "Ns"]
    assert ("dans", "V3s") in unlikely()
    assert ("le", "Ns") not in unlikely()
