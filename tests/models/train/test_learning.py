"""Training: the right loss, the right order, and a stopped run that ends where one that never stopped ends."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import average
import batches
import learning
import msgspec
import numpy as np
import pytest
import torch
import train_language_model
import train_translation
from align_words import identical
from corpus import Pair
from encode import Encoded, Ragged, piece_links
from hypothesis import given
from hypothesis import strategies as st
from recipe import Recipe, Schedule
from safetensors.torch import load_file
from step import Limits, Unfinished
from torch.nn import functional

from checker.engines.pieces import Pieces
from checker.errors import BadInput, UsageProblem
from checker.types import Span


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("rows", [3, 100])
def test_the_fused_loss_is_the_librarys(smoothing: float, rows: int) -> None:
    torch.manual_seed(1)
    hidden, weight = torch.randn(10, 8, requires_grad=True), torch.randn(12, 8, requires_grad=True)
    gold = torch.randint(12, (10,))
    loss, nats = learning.cross_entropy(hidden, weight, gold, smoothing, rows)
    (2 * loss).backward()
    found = hidden.grad.clone(), weight.grad.clone()
    hidden.grad = weight.grad = None
    expected = functional.cross_entropy(hidden @ weight.t(), gold, label_smoothing=smoothing)
    (2 * expected).backward()
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    assert torch.allclose(found[0], hidden.grad, atol=1e-5)
    assert torch.allclose(found[1], weight.grad, atol=1e-5)
    plain = functional.cross_entropy(hidden @ weight.t(), gold, reduction="sum")
    assert nats.item() == pytest.approx(plain.item(), rel=1e-5)


def test_the_rate_goes_up_stays_and_falls() -> None:
    setting = Schedule(steps=100, learning_rate=1.0, warmup=10, hold=0.5, floor=0.1)
    rates = [learning.rate(setting, step) for step in range(100)]
    assert rates[:10] == pytest.approx([i / 10 for i in range(1, 11)])
    assert set(rates[10:50]) == {1.0}
    assert rates[50:] == sorted(rates[50:], reverse=True)
    assert rates[-1] == pytest.approx(0.1)


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=200),
    st.integers(1, 500),
    st.integers(0, 2**32),
)
def test_batches_hold_every_pair_once_within_the_budget(
    lengths: list[int], budget: int, seed: int
) -> None:
    sizes = np.array(lengths)
    found = list(batches.cut(np.arange(len(sizes)), sizes, budget, np.random.default_rng(seed)))
    assert sorted(itertools.chain.from_iterable(found)) == list(range(len(sizes)))
    assert all(len(b) == 1 or sizes[b].max() * len(b) <= budget for b in found)


@pytest.fixture(scope="session")
def encoded(finished: Path) -> Encoded:
    return Encoded.load(finished / "arrays")


@pytest.mark.parametrize("start", [1, 19, 20, 21, 90])
def test_batches_after_a_stop_are_those_that_would_have_come(
    start: int, encoded: Encoded, toy_recipe: Recipe
) -> None:
    whole = itertools.islice(batches.stream(encoded, toy_recipe), start, start + 60)
    rest = itertools.islice(batches.stream(encoded, toy_recipe, start), 60)
    for one, other in zip(whole, rest, strict=True):
        assert (one.direction, one.copy) == (other.direction, other.copy)
        assert one.rows.tolist() == other.rows.tolist()


def test_short_pairs_come_first_and_copies_with_them(encoded: Encoded, toy_recipe: Recipe) -> None:
    first = list(itertools.islice(batches.stream(encoded, toy_recipe), 100))
    longest = [
        max(encoded.sides[0].lengths[b.rows].max(), encoded.sides[1].lengths[b.rows].max())
        for b in first
    ]
    assert max(longest[:20]) <= 24 < max(longest[20:])
    assert any(b.copy for b in first[:20])
    assert not any(b.copy for b in first[20:])
    assert {b.direction for b in first} == {0, 1}


def test_weights_and_directions_are_kept(encoded: Encoded, toy_recipe: Recipe) -> None:
    allowed = encoded.allowed.copy()
    allowed[:, 1] = False
    one_way = Encoded(encoded.sides, encoded.origins, encoded.names, allowed, encoded.links)
    assert {b.direction for b in itertools.islice(batches.stream(one_way, toy_recipe), 50)} == {0}
    none = msgspec.structs.replace(toy_recipe.translation, weights={encoded.names[0]: 0.0})
    with pytest.raises(BadInput, match="no pair"):
        next(batches.stream(encoded, msgspec.structs.replace(toy_recipe, translation=none)))


@given(
    st.lists(st.lists(st.integers(1, 60), max_size=9), min_size=1, max_size=20),
    st.lists(st.integers(60, 65), max_size=2),
    st.data(),
)
def test_rows_stand_in_a_matrix_between_prefix_and_end(
    rows: list[list[int]], before: list[int], data: st.DataObject
) -> None:
    side = Ragged.of([np.array(row, np.uint16) for row in rows])
    asked = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1))
    values, lengths = side.at(np.array(asked))
    assert values.tolist() == [value for i in asked for value in rows[i]]
    assert lengths.tolist() == [len(rows[i]) for i in asked]
    found = train_translation.padded(side, np.array(asked), before, 99)
    longest = max(len(rows[i]) for i in asked)
    assert found.tolist() == [
        [*before, *rows[i], train_translation.END, *[99] * (longest - len(rows[i]))] for i in asked
    ]


# --- Stopping and going on -----------------------------------------------------------------------------

TRAININGS = [
    pytest.param(train_translation.run, "translation", id="translation"),
    pytest.param(train_language_model.run, "language-model", id="language-model"),
]


@pytest.fixture
def short(toy_recipe: Recipe) -> Recipe:
    """24 steps that cross the end of the curriculum, with dropout."""
    replace = msgspec.structs.replace
    shared: dict[str, Any] = {"steps": 24, "checkpoint": 5, "snapshots": 3}
    return replace(
        toy_recipe,
        translation=replace(toy_recipe.translation, dropout=0.1, **shared),
        language_model=replace(toy_recipe.language_model, **shared),
    )


def prepared(finished: Path, folder: Path) -> Path:
    for name in ("arrays", "vocabulary"):
        shutil.copytree(finished / name, folder / name)
    return folder


@pytest.mark.parametrize(("train", "name"), TRAININGS)
def test_a_stopped_run_ends_with_the_same_weights(
    train: Callable[..., dict[str, Any]], name: str, short: Recipe, finished: Path, tmp_path: Path
) -> None:
    whole, parts = prepared(finished, tmp_path / "whole"), prepared(finished, tmp_path / "parts")
    assert train(short, whole)["steps"] == 24
    with pytest.raises(Unfinished) as stop:
        train(short, parts, Limits(steps=13))
    assert stop.value.figures["steps"] == 13
    assert train(short, parts)["steps"] == 24
    files = sorted(path.name for path in (whole / name).iterdir())
    curves = [(folder / name / learning.CURVE).read_text("utf-8") for folder in (whole, parts)]
    steps = [[json.loads(line)["step"] for line in curve.splitlines()] for curve in curves]
    assert steps == [[5, 10, 15, 20, 24], [5, 10, 13, 15, 20, 24]]
    assert files == sorted(path.name for path in (parts / name).iterdir())
    assert len([file for file in files if file.startswith("average-")]) == 3
    for file in ("checkpoint.safetensors", "average-000000024.safetensors"):
        one, other = load_file(whole / name / file), load_file(parts / name / file)
        assert one.keys() == other.keys()
        assert all(torch.equal(one[key], other[key]) for key in one)


def test_minutes_end_a_go_too(short: Recipe, finished: Path, tmp_path: Path) -> None:
    folder = prepared(finished, tmp_path / "run")
    with pytest.raises(Unfinished, match="step 1 of 24"):
        train_translation.run(short, folder, Limits(minutes=0))
    assert (folder / "translation/checkpoint.safetensors").is_file()


def test_weights_of_another_network_are_refused(
    short: Recipe, finished: Path, tmp_path: Path
) -> None:
    folder = prepared(finished, tmp_path / "run")
    with pytest.raises(Unfinished):
        train_translation.run(short, folder, Limits(steps=1))
    wider = msgspec.structs.replace(short.translation, feed_forward=96)
    with pytest.raises(UsageProblem, match="another shape"):
        train_translation.run(msgspec.structs.replace(short, translation=wider), folder)
    longer = msgspec.structs.replace(short.translation, steps=25)
    with pytest.raises(Unfinished, match="step 2 of 25"):
        train_translation.run(
            msgspec.structs.replace(short, translation=longer), folder, Limits(steps=1)
        )


def test_padding_stays_zero_and_exported_weights_can_be_started_from(
    short: Recipe, finished: Path, tmp_path: Path
) -> None:
    weights = load_file(finished / "translation/weights.safetensors")
    assert not weights["model.shared.weight"][-1].any()
    folder = prepared(finished, tmp_path / "run")
    from_it = msgspec.structs.replace(
        short.translation, init=str(finished / "models/toy"), learning_rate=1e-9, steps=1
    )
    train_translation.run(msgspec.structs.replace(short, translation=from_it), folder)
    again = load_file(folder / "translation/average-000000001.safetensors")
    theirs = load_file(finished / "models/toy/model.safetensors")
    for key in again:
        assert torch.allclose(again[key], theirs[key].float(), atol=1e-3), key


def test_bf16_learns_as_well(short: Recipe, finished: Path, tmp_path: Path) -> None:
    folder = prepared(finished, tmp_path / "run")
    setting = msgspec.structs.replace(short.translation, precision="bf16", steps=30, warmup=5)
    with pytest.raises(Unfinished) as stop:
        train_translation.run(
            msgspec.structs.replace(short, translation=setting), folder, Limits(steps=3)
        )
    before = stop.value.figures["nats a piece, fr-en"]
    after = train_translation.run(msgspec.structs.replace(short, translation=setting), folder)
    assert after["nats a piece, fr-en"] < before - 0.3


# --- Guided alignment ------------------------------------------------------------------------------------


def test_links_of_words_become_links_of_pieces() -> None:
    def pieces(text: str, *spans: tuple[int, int]) -> Pieces:
        found = tuple(Span(*span) for span in spans)
        return Pieces(tuple(span.of(text) for span in found), found, (True,) * len(found))

    pair = Pair("à Oslo Marta", "Marta in Oslo", "a", ())
    first = pieces(pair.first, (0, 1), (2, 4), (4, 6), (7, 7), (7, 12))
    second = pieces(pair.second, (0, 3), (3, 5), (6, 8), (9, 13))
    links = identical(pair.first, pair.second)
    assert piece_links(pair, links, first, second) == [(1, 3), (2, 3), (4, 0), (4, 1)]

    # Words that touch: l' ends where Oslo begins.
    pair = Pair("l'Oslo", "the", "a", ())
    touching = pieces(pair.first, (0, 2), (2, 6))
    assert piece_links(pair, ((0, 0),), touching, pieces("the", (0, 3))) == [(0, 0)]
    assert piece_links(pair, ((1, 0),), touching, pieces("the", (0, 3))) == [(1, 0)]


def test_the_guide_reads_the_attention_that_the_network_uses(toy_recipe: Recipe) -> None:
    torch.manual_seed(3)
    model = train_translation.network(toy_recipe, 20).eval()
    model.set_attn_implementation("eager")
    guide = train_translation.Guide(model, 0)
    source, read = torch.randint(1, 19, (2, 5)), torch.randint(1, 19, (2, 4))
    mask = torch.ones(2, 5, dtype=torch.bool)
    mask[1, 3:] = False
    output = model.model(
        input_ids=source, attention_mask=mask.long(), decoder_input_ids=read, output_attentions=True
    )
    weights = output.cross_attentions[0][:, 0]  # [batch, target, source], the first head
    links = Ragged.of([np.array([0, 0, 1, 0, 2, 2], np.uint16), np.array([1, 1], np.uint16)])
    side = Ragged.of([np.zeros(3, np.uint16)] * 2)
    known = Encoded((side, side), np.zeros(2, np.int64), ("a",), np.ones((2, 2), bool), links)
    batch = batches.Batch(0, np.array([0, 1]), False)
    # One prefix before the source; a piece is looked up where the decoder reads it.
    expected = (
        -(
            (weights[0, 1, 1].log() + weights[0, 1, 2].log()) / 2
            + weights[0, 3, 3].log()
            + weights[1, 2, 2].log()
        )
        / 3
    )
    assert guide.loss(batch, known, mask, 0, 1).item() == pytest.approx(expected.item(), rel=1e-4)
    backwards = (
        -(
            weights[0, 1, 1].log()
            + weights[0, 2, 1].log()
            + weights[0, 3, 3].log()
            + weights[1, 2, 2].log()
        )
        / 4
    )
    assert guide.loss(batch, known, mask, 1, 1).item() == pytest.approx(backwards.item(), rel=1e-4)


# --- Averages --------------------------------------------------------------------------------------------


def test_the_mean_of_weights_and_no_mean_of_different_networks(tmp_path: Path) -> None:
    from safetensors.numpy import load_file as load
    from safetensors.numpy import save_file

    for name, value in (("a", 1.0), ("b", 4.0)):
        save_file({"w": np.full(3, value, np.float32)}, tmp_path / name)
    save_file({"w": np.zeros(4, np.float32)}, tmp_path / "c")
    average.mean([tmp_path / "a", tmp_path / "b"], tmp_path / "out")
    assert load(tmp_path / "out")["w"].tolist() == [2.5] * 3
    with pytest.raises(BadInput, match="another network"):
        average.mean([tmp_path / "a", tmp_path / "c"], tmp_path / "out")
    with pytest.raises(BadInput, match="no weights"):
        average.mean([], tmp_path / "out")
