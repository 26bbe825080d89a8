"""One run over files of all kinds, half of them hostile: each has the result that it has alone."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz import seeds
from tests.fuzz.soak import differing, said_of, written


def test_every_file_of_a_run_has_the_result_that_it_has_alone(tmp_path: Path) -> None:
    paths = written(tmp_path, 60, seed=0)
    together = said_of(paths)
    assert set(together) == {str(path) for path in paths}
    whole = [path for at, path in enumerate(paths) if at % 2 == 0]
    assert {path.suffix for path in whole} >= {".docx", ".po", ".md", ".txt", ".xlsx", ".srt"}
    assert len(seeds.of_readers()) <= len(whole)
    assert sum(not together[str(path)].startswith("0 ") for path in whole) > len(whole) / 4
    assert differing(paths, together) == []
