"""The picture of learning curves: the same for the same numbers, and every loss of every run is in it."""

from __future__ import annotations

from pathlib import Path

import curves

RUNS = Path(__file__).parents[3] / "models" / "train" / "runs"


def test_each_loss_has_its_steps_and_values() -> None:
    run = [
        {"step": 1.0, "nats a piece, fr": 4.0, "pieces a second": 9.0},
        {"step": 2.0, "nats a piece, fr": 3.0, "nats a piece, en": 5.0},
    ]
    assert list(curves.losses(run)) == [
        ("nats a piece, fr", [1.0, 2.0], [4.0, 3.0]),
        ("nats a piece, en", [2.0], [5.0]),
    ]


def test_the_runs_that_are_kept_can_be_drawn_and_fell(tmp_path: Path) -> None:
    runs = {file.stem: curves.read(file) for file in sorted(RUNS.glob("*.jsonl"))}
    assert "language-model" in runs
    for run in runs.values():
        for _name, steps, values in curves.losses(run):
            assert len(steps) > 10
            assert sum(values[-5:]) < sum(values[:5])
    one, two = tmp_path / "one.svg", tmp_path / "two.svg"
    curves.draw(runs, one)
    curves.draw(runs, two)
    assert one.read_bytes() == two.read_bytes()
    assert b"<svg" in one.read_bytes()
