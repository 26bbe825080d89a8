"""`make growth`: what grows faster than its input is told from what does not, and nothing is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from checker.plugins import checks, readers, reporters
from tests.fuzz import growing
from tests.fuzz.growth import BRIEF, Growth, Step, exponent, growths, measured


@pytest.mark.parametrize(
    ("power", "wanted"), [(1, pytest.approx(1)), (2, pytest.approx(2)), (0, pytest.approx(0))]
)
def test_the_exponent_is_that_of_the_last_two_doublings(power: int, wanted: float) -> None:
    points = [(1, 7.0), *((size, BRIEF * (size / 8) ** power) for size in (2, 4, 8))]
    assert exponent(points, BRIEF) == wanted


def test_what_took_no_time_or_came_once_has_no_exponent() -> None:
    assert exponent([(1, 1.0)], BRIEF) is None
    assert exponent([(1, BRIEF / 9), (2, BRIEF / 2)], BRIEF) is None


@pytest.mark.parametrize(
    ("loops", "steep"), [(lambda size: size * size, True), (lambda size: 2000 * size, False)]
)
def test_the_square_of_a_size_is_seen(loops: Callable[[int], int], steep: bool) -> None:
    def subjects(size: int) -> Iterator[growing.Subject]:
        yield "loop", lambda: sum(1 for _i in range(loops(size)))

    steps = list(measured("shape", growing.Work((500, 1000, 2000), subjects)))
    (found,) = growths(steps)
    assert isinstance(found, Growth) and found.time is not None
    assert found.steep is steep


def test_every_reader_rule_and_report_is_let_grow() -> None:
    works = growing.works()
    assert {f"read-{name}" for name in readers()} <= works.keys()
    seen = set()
    for shape in ("text faulty", "sentence mot"):
        for subject, run in works[shape].subjects(300):
            run()
            seen.add(subject)
    rules = {code for code, rule in checks().items() if not rule.model and not rule.alone}
    assert {name.partition("+")[0] for name in seen} >= rules - {"ACC204"}
    assert {f"report {name}" for name in reporters()} <= seen


def test_a_step_says_which_shape_took_how_long() -> None:
    rows = growths([Step("a", "b", size, size / 10, 0.0) for size in (1, 2, 4)])
    assert [(row.subject, row.shape, row.size, row.steep) for row in rows] == [("a", "b", 4, False)]
