import pytest

from checker.reporters import wording
from checker.types import Severity


@pytest.mark.parametrize("value", list(Severity))
def test_every_severity_has_a_word(value: Severity) -> None:
    assert wording.severity(value) == value.value


def test_codes_become_words_and_unknown_ones_stay_readable() -> None:
    assert wording.reason("too_short") == "too short"
    assert wording.reason("mixed_up\x1b") == "mixed up␛"
    assert wording.reason(None) == "unknown"
    assert wording.suppression("inSource") == "a comment in the file"
    assert wording.suppression("because") == "because"
    assert wording.verdict("error") == "not all could be checked"
