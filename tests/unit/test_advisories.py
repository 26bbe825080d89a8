"""What `make audit` says of pip-audit's report."""

from __future__ import annotations

import json

import pytest

from tests.advisories import UNASKED, told

SOUND = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited"}
KNOWN = {"name": "c", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3", "4"]}]}


@pytest.mark.parametrize(
    ("packages", "said", "code"),
    [
        ([SOUND], "1 packages audited, 0 known advisories.", 0),
        (
            [SOUND, SKIPPED],
            "Not in the database: b.\n1 packages audited, 0 known advisories.",
            0,
        ),
        (
            [SOUND, KNOWN],
            "c 2: CVE-1, mended in 3, 4\n2 packages audited, 1 known advisories.",
            1,
        ),
        ([SKIPPED], UNASKED, 2),
        ([], UNASKED, 2),
    ],
)
def test_what_was_looked_up_is_counted(
    packages: list[dict[str, object]], said: str, code: int
) -> None:
    assert told(json.dumps({"dependencies": packages, "fixes": []})) == (said, code)


@pytest.mark.parametrize("printed", ["", "Traceback", "[]", "{}"])
def test_a_run_without_network_is_one_line(printed: str) -> None:
    assert told(printed) == (UNASKED, 2)
    assert "\n" not in UNASKED
