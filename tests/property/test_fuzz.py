"""The short part of `make fuzz`: some inputs for every target, the same ones each time."""

from __future__ import annotations

import pytest

from tests.fuzz.running import Tally, feed
from tests.fuzz.seeds import of_readers
from tests.fuzz.targets import all_targets


@pytest.mark.parametrize("name", sorted(all_targets()))
def test_no_input_breaks_it(name: str) -> None:
    tally = Tally()
    feed(tally, name, number=7, inputs=2 if name.startswith("check-") else 12)
    assert tally.inputs[name] >= 2
    said = [
        f"{failure.target}: {failure.data[:300]!r}\n{failure.said}"
        for failure in tally.failures.values()
    ]
    assert not said, "\n".join(said)


def test_every_format_has_a_seed() -> None:
    assert [name for name, files in of_readers().items() if not files] == []
