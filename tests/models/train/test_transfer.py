"""Starting from another pair: the network as it is, and pieces by name, by letters, or by what they translate."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
import train_translation
import transfer
from encode import Encoded, Ragged
from recipe import Recipe
from safetensors.torch import load_file
from step import Limits, Unfinished

from checker.errors import UsageProblem


def numbers(*rows: list[int]) -> Ragged:
    return Ragged.of([np.array(row, np.uint16) for row in rows])


def test_a_lexicon_finds_what_stands_where_the_other_stands() -> None:
    side = numbers([1, 2], [1, 3], [2, 3], [1])
    other = numbers([11, 12], [13, 11], [12, 13], [11])
    found = transfer.lexicon(side, other, 20)
    best = {
        piece: found.other[found.piece == piece][found.probability[found.piece == piece].argmax()]
        for piece in (1, 2, 3)
    }
    assert best == {1: 11, 2: 12, 3: 13}
    totals = np.bincount(found.piece, found.probability)
    assert totals[[1, 2, 3, 20]] == pytest.approx(1)


@pytest.fixture
def new_language(toy_recipe: Recipe, finished: Path, tmp_path: Path) -> tuple[Recipe, Path]:
    """German, whose words are the French ones in pieces that nobody knows; and a run of it, ready to be trained."""
    names = list(json.loads((finished / "vocabulary/vocab.json").read_text("utf-8")))
    german = [*names[:-1], *(f"ß{number}" for number in range(len(names) - 1)), ">>de<<", "<pad>"]
    folder = tmp_path / "run"
    (folder / "vocabulary").mkdir(parents=True)
    text = json.dumps({name: number for number, name in enumerate(german)})
    (folder / "vocabulary/vocab.json").write_text(text, "utf-8")
    known = Encoded.load(finished / "arrays")
    french, english = known.sides
    german_side = Ragged(french.values + np.uint16(len(names) - 1), french.starts)
    (folder / "arrays").mkdir()
    Encoded((german_side, english), known.origins, known.names, known.allowed, known.links).save(
        folder / "arrays"
    )
    start = msgspec.structs.replace(
        toy_recipe.translation,
        init=str(finished / "models/toy"),
        learning_rate=1e-9,
        steps=20,
        curriculum=(),
        copying=0,
    )
    return msgspec.structs.replace(toy_recipe, languages=("de", "en"), translation=start), folder


def nats(recipe: Recipe, folder: Path) -> float:
    return float(train_translation.run(recipe, folder)["nats a piece, de-en"])


def test_a_new_language_is_read_from_the_first_step(
    new_language: tuple[Recipe, Path], finished: Path, tmp_path: Path
) -> None:
    recipe, folder = new_language
    by_lexicon = nats(recipe, folder)
    parent = tmp_path / "both-known"
    shutil.copytree(finished / "models/toy", parent)
    about = json.loads((parent / "tokenizer_config.json").read_text("utf-8"))
    about |= {"source_lang": "de", "target_lang": "en"}
    (parent / "tokenizer_config.json").write_text(json.dumps(about), "utf-8")
    shutil.rmtree(folder / "translation")
    start = msgspec.structs.replace(recipe.translation, init=str(parent))
    by_letters = nats(msgspec.structs.replace(recipe, translation=start), folder)
    assert by_lexicon < by_letters - 0.3


def test_the_rest_of_the_network_and_pieces_of_the_same_name_are_the_parents(
    new_language: tuple[Recipe, Path], finished: Path
) -> None:
    recipe, folder = new_language
    with pytest.raises(Unfinished):
        train_translation.run(recipe, folder, Limits(steps=1))
    mine = load_file(folder / "translation/average-000000001.safetensors")
    theirs = load_file(finished / "models/toy/model.safetensors")
    same = len(theirs[transfer.PIECES]) - 1
    for name, weight in mine.items():
        both = (weight, theirs[name].float())
        one, other = (part[:same] if name == transfer.PIECES else part for part in both)
        assert torch.allclose(one, other, atol=1e-3), name
    assert not mine[transfer.PIECES][-1].any()


def test_a_parent_of_another_shape_is_refused(new_language: tuple[Recipe, Path]) -> None:
    recipe, folder = new_language
    deeper = msgspec.structs.replace(recipe.translation, encoder_layers=2)
    with pytest.raises(UsageProblem, match="another shape"):
        train_translation.run(msgspec.structs.replace(recipe, translation=deeper), folder)
