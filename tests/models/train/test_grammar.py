"""The grammar model's recipe on a few texts: slips are where they are marked, and the packed network says the same."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
import torch
from grammar import learn, measure, network, pack, prepare, slips
from grammar.settings import Grammar, Learning, Planting, Shape, load
from learning import last_average
from quality.planted import Chance
from recipe import PairSource
from safetensors.torch import load_file

from checker.engines import grammar
from checker.languages.fr.lexicon import words

TEXTS = [
    "Le conseil a adopté la nouvelle politique étrangère du pays hier soir.",
    "Les enfants que nous avons vus dans la rue jouaient avec un ballon rouge.",
    "Elle est venue nous voir avant de partir pour la montagne.",
    "La banque a fermé ses portes après une longue journée de travail.",
]


@pytest.fixture
def setting(tmp_path: Path) -> Grammar:
    """A recipe of a hundred texts and ten steps."""
    lines = (f"x\t{text} {number}\topen" for number in range(25) for text in TEXTS)
    (tmp_path / "pairs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Grammar(
        name="toy",
        language="fr",
        pairs=(
            PairSource(
                name="open",
                path=str(tmp_path / "pairs.tsv"),
                columns=("en", "fr"),
                origin_column=2,
                licence="own",
            ),
        ),
        planting=Planting(held=0.3),
        shape=Shape(forms=60, lemmas=40, endings=30, width=32, heads=2, layers=2),
        learning=Learning(steps=10, batch_tokens=300, checkpoint=5),
    )


def test_the_recipe_leaves_a_file_that_the_checker_reads_as_the_network_says(
    setting: Grammar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    assert all(prepare.run(setting, folder).values())
    assert learn.run(setting, folder)["steps"] == 10
    assert len(measure.run(setting, folder)) == len(measure.ALARMS)
    assert pack.run(setting, folder)["megabytes"] < 0.2
    monkeypatch.setattr(grammar, "file", lambda _code, _name: folder / grammar.DATA)
    grammar.grammar.cache_clear()
    found = grammar.grammar("fr")
    grammar.grammar.cache_clear()
    assert found is not None
    own = found.network
    known = network.load_vocabulary(folder / "vocabulary.json")
    model = network.Network(setting.shape, len(known.tags)).eval()
    model.load_state_dict(load_file(last_average(folder, "grammar/learn")))
    for text in TEXTS:
        with torch.no_grad():
            batch = network.padded([network.example(text, [], known)])
            expected = model(batch)[0, :, 0].tolist()
        assert own.odds(words(text)) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("operation", [one for one, _weight in slips.SLIPS])
def test_every_slip_is_where_it_is_marked(operation: slips.Operation) -> None:
    made = 0
    for seed in range(30):
        chance = Chance(random.Random(seed), TEXTS, ["Dupont"])
        for text in TEXTS:
            found = operation(text, words(text), chance)
            if found is not None and found[0] != text:
                made += 1
                assert all(0 <= start < end <= len(found[0]) for start, end, _level in found[1])
    assert made


def test_a_word_in_another_sense_says_what_the_source_says() -> None:
    text = "Il purge une peine de dix ans."
    found = {
        made[0]
        for seed in range(200)
        for made in [slips.sibling("a sentence", text, (), Chance(random.Random(seed), [], []))]
        if made
    }
    assert "Il purge une phrase de dix ans." in found


def test_marks_move_with_the_slips_that_are_planted_after_them() -> None:
    for seed in range(60):
        chance = Chance(random.Random(seed), TEXTS, ["Dupont"])
        made = slips.spoilt("", TEXTS[seed % 4], 3, 0.2, chance)
        if made is not None:
            text, marks = made
            assert all(text[mark.start : mark.end].strip() for mark in marks)
            places = sorted((mark.start, mark.end) for mark in marks)
            assert all(one[1] <= two[0] for one, two in itertools.pairwise(places))


def test_the_shipped_recipe_is_right() -> None:
    setting = load(Path(slips.__file__).parents[1] / "grammar.toml")
    assert setting.language == "fr"
    assert setting.planting.without
